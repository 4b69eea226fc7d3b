"""Captions and prompts: many, different, repeatable, and true to what they are said to mean."""

import json
import re
import time
from collections import Counter
from random import Random

import pytest

from offline.pretrain.captions import KINDS, Attributes, CaptionGrammar, Target
from offline.pretrain.language import Phrasebook, mistype, respell, roughen
from retrieval_core.taxonomy import DEFAULT_PATH
from retrieval_core.wording import fold


@pytest.fixture(scope="module")
def grammar() -> CaptionGrammar:
    return CaptionGrammar.load()


@pytest.fixture(scope="module")
def prompts(grammar: CaptionGrammar) -> list[tuple[str, Target]]:
    rng = Random(7)
    return [grammar.prompt(rng) for _ in range(6000)]


def test_repeatable_by_seed(grammar: CaptionGrammar) -> None:
    first, second, again = Random(5), Random(5), CaptionGrammar.load()
    assert [grammar.prompt(first) for _ in range(50)] == [again.prompt(second) for _ in range(50)]
    assert grammar.prompt(Random(6)) != grammar.prompt(Random(7))


def test_hardly_any_prompt_twice(prompts: list[tuple[str, Target]]) -> None:
    assert len({text for text, _ in prompts}) > 0.97 * len(prompts)
    assert all(text.strip() for text, _ in prompts)


def test_every_kind_and_every_class_occurs(
    grammar: CaptionGrammar, prompts: list[tuple[str, Target]]
) -> None:
    kinds = Counter(target.kind for _, target in prompts)
    assert set(kinds) == set(KINDS)
    named = {id for _, target in prompts for id, weight in target.classes.items() if weight == 1.0}
    refused = {id for _, target in prompts for id in target.excluded}
    assert named == refused == set(grammar.taxonomy.classes)


def test_targets_make_sense(grammar: CaptionGrammar, prompts: list[tuple[str, Target]]) -> None:
    for text, target in prompts:
        assert target.classes and all(0 < weight <= 1 for weight in target.classes.values()), text
        assert not target.excluded & set(target.classes), text
        assert bool(target.excluded) == (target.kind in ("negated", "shunning") or bool(target.excluded)), (
            text
        )
        for id in target.excluded:
            assert set(grammar.taxonomy.descendants(id)) <= target.excluded, text


def test_any_two_things_are_contrasted_both_ways(grammar: CaptionGrammar) -> None:
    """ "kicks, not snares" and "snares, not kicks": which is wanted cannot be told from the words alone."""
    rng = Random(11)
    contrasts = set()
    for _ in range(17000):
        _, target = grammar.prompt(rng)
        wanted = [id for id, weight in target.classes.items() if weight == 1.0]
        if target.kind == "negated" and len(wanted) == len(target.excluded) == 1:
            contrasts.add((wanted[0], *target.excluded))
    assert sum((refused, wanted) in contrasts for wanted, refused in contrasts) > 40


def test_refused_classes_leave_the_coarse_class(
    grammar: CaptionGrammar, prompts: list[tuple[str, Target]]
) -> None:
    negated = [target for _, target in prompts if target.kind == "negated" and len(target.classes) > 25]
    broad = [target for target in negated if set(target.classes.values()) == {1.0}]
    assert len(broad) > 50
    for target in broad:
        kept = {
            id for id in grammar.taxonomy.classes if grammar.taxonomy.coarse_of(id) == "drums"
        } - target.excluded
        assert set(target.classes) == kept


def test_captions_are_about_the_item(grammar: CaptionGrammar) -> None:
    """Most captions name the class or one of its words; none refuses it."""
    openhat = grammar.taxonomy.classes["openhat"]
    hihat = grammar.taxonomy.classes["hihat"]
    phrases = {
        fold(phrase)
        for c in (openhat, hihat)
        for phrase in (c.name, *c.synonyms, *c.codes, *c.clues, *c.sounds, *c.foreign, "hat", c.about)
    }
    attributes = Attributes(qualities={"brightness": 1, "length": 1}, genres=("house",), machine="tr909")
    texts = grammar.captions(["openhat", "hihat"], attributes, Random(2), 400)
    assert len(set(texts)) > 380
    found = [any(phrase in fold(text) for phrase in phrases) for text in texts]
    assert sum(found) > 0.75 * len(texts)
    assert any("909" in text for text in texts) and any("house" in text.lower() for text in texts)
    assert not any(
        re.search(r"\b(no|without|except|not) (open|closed)? ?hats?\b", fold(text)) for text in texts
    )


def test_what_is_known_is_said(grammar: CaptionGrammar) -> None:
    loop = Attributes(tempo=128.0, key="A minor", words=("wobbling zebra",))
    said = " ".join(grammar.captions(["keysloop"], loop, Random(4), 200)).lower()
    assert "128" in said and "a minor" in said and "wobbling zebra" in said


def test_ways_of_spelling(grammar: CaptionGrammar) -> None:
    rng = Random(1)
    assert {respell("hi hat", rng) for _ in range(200)} == {"hi hat", "hi-hat", "hihat"}
    slips = {mistype("snare", rng) for _ in range(300)}
    assert {"snar", "snrae", "snnare"} <= slips
    rough = {roughen("some snares, don't wait", rng, ["🔥"]) for _ in range(500)}
    assert "Some snares, don't wait" in rough and any("🔥" in text for text in rough)


def test_everyday_words_are_known_and_are_not_music(grammar: CaptionGrammar) -> None:
    assert len(grammar.vocabulary) > 3000
    assert {"please", "wedding", "without", "because", "yesterday"} <= grammar.vocabulary
    rng, phrasebook = Random(0), Phrasebook.load(without={"wedding"})
    filler = {phrasebook.say("thing", rng) for _ in range(5000)}
    assert "birthday" in filler and "wedding" not in filler


def test_held_out_prompts_stay_held_out(grammar: CaptionGrammar) -> None:
    """No measuring prompt of more than five words comes out of the grammar, nor stands in the taxonomy."""
    lines = (DEFAULT_PATH.parent / "queries" / "text_to_audio.jsonl").read_text(encoding="utf-8").splitlines()
    held_out = {fold(json.loads(line)["text"]) for line in lines}
    long = {text for text in held_out if len(text.split()) > 5}
    rng = Random(9)
    assert not long & {fold(grammar.prompt(rng)[0]) for _ in range(10000)}
    assert not long & grammar.taxonomy.lookup.keys()


def test_fast_enough_to_feed_training(grammar: CaptionGrammar) -> None:
    rng = Random(0)
    start = time.process_time()
    for _ in range(2000):
        grammar.prompt(rng)
    assert 2000 / (time.process_time() - start) > 2000  # about 15,000 a second on an idle core


def test_sounds_of_the_world_are_asked_for_by_what_makes_them(prompts: list[tuple[str, Target]]) -> None:
    everyday = [target.classes for _, target in prompts if target.kind == "everyday"]
    assert len(everyday) > 40
    assert {max(classes, key=lambda id: classes[id]) for classes in everyday} == {"foley", "texture", "vocal"}
