"""The prompts that measure text -> audio: written by hand, one JSON object a line, never trained on.

An empty list of classes means any class of `coarse`; `exclude` holds the fine or coarse ids that must not
come back.
"""

import json
from collections import Counter

from retrieval_core.taxonomy import DEFAULT_PATH, Taxonomy

PROMPTS = [
    json.loads(line)
    for line in (DEFAULT_PATH.parent / "queries" / "text_to_audio.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]


def test_every_expectation_is_in_the_taxonomy() -> None:
    taxonomy = Taxonomy.load()
    for prompt in PROMPTS:
        assert set(prompt) == {"text", "classes", "coarse", "exclude", "kind"}
        assert prompt["coarse"] in (*taxonomy.coarse, None), prompt
        assert set(prompt["classes"]) <= set(taxonomy.classes), prompt
        assert set(prompt["exclude"]) <= {*taxonomy.classes, *taxonomy.coarse}, prompt
        assert not set(prompt["classes"]) & set(prompt["exclude"]), prompt
        assert prompt["classes"] or prompt["coarse"] or prompt["exclude"], prompt


def test_many_different_prompts() -> None:
    kinds = Counter(prompt["kind"] for prompt in PROMPTS)
    assert len({prompt["text"].lower() for prompt in PROMPTS}) == len(PROMPTS) >= 240
    assert kinds["negated"] >= 50 and kinds["chatty"] >= 20 and kinds["misspelt"] >= 20
    assert sum(prompt["coarse"] in ("drums", "keys") for prompt in PROMPTS) > 0.7 * len(PROMPTS)
