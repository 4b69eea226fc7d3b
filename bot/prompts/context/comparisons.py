"""What is told by a hit that has it, or has less of it: "same length as #3", "darker than the second", "an octave higher than #2"."""

from collections.abc import Iterator

from bot.prompts.context.constraints import FIELDS
from bot.prompts.context.hits import ranks_at
from bot.prompts.language.lexicon import Quality
from bot.prompts.language.prompt import Prompt

#: What two sounds may have in common, and the field that holds it.
_IN_COMMON = {**FIELDS, **dict.fromkeys("root tune tuning".split(), "key")}
#: Fields by the measures of adjectives that tell as much: "as short as #2".
_MEASURED = {"length": "duration", "tempo": "tempo"}
_BEFORE = frozenset("at in of the with".split())
_OCTAVE = frozenset("a an one octave".split())
_DENYING = frozenset("aren't isn't not quite so".split())


def same(prompt: Prompt) -> dict[str, int]:
    """Take "in the same key as #1", "as short as #2", "an octave" of "an octave higher than #2": the fields that are to be as those of hits, with the ranks of those."""
    found: dict[str, int] = {}
    for at, end, rank in _ranks_behind(prompt, "as"):
        start, fields = _in_common(prompt, at)
        found |= dict.fromkeys(fields, rank)
        if fields:
            prompt.take(start, end)
    for at, _, rank in _ranks_behind(prompt, "than"):
        begin = quality_before(prompt, at)[1]
        start = prompt.before(begin, _OCTAVE)
        if "octave" in prompt.words[start:begin]:
            found["key"] = rank
            prompt.take(start, begin)
    return found


def _in_common(prompt: Prompt, at: int) -> tuple[int, set[str]]:
    """The fields that are said right before an "as" to be the same, and where that begins: "the same key and tempo", "as short"."""
    start, fields = at, set[str]()
    while prompt.word(start - 1) in _IN_COMMON.keys() | {"and", "&"}:
        start -= 1
        fields |= {_IN_COMMON[prompt.word(start)]} if prompt.word(start) in _IN_COMMON else set()
    if prompt.word(start - 1) == "same":
        return prompt.before(start - 1, _BEFORE), fields
    quality, begin = quality_before(prompt, at)
    as_much = prompt.word(begin - 1) == "as" and prompt.word(begin - 2) not in _DENYING
    measured = quality and as_much and quality.measure in _MEASURED
    return begin - 1, {_MEASURED[quality.measure]} if quality and measured else set()


def than(prompt: Prompt) -> dict[tuple[str, int], int]:
    """Take the hits of "darker than #2", "not as bright as #4": the measures in which they are to be exceeded, to which end, and their ranks."""
    found: dict[tuple[str, int], int] = {}
    for word in ("than", "as"):
        for at, end, rank in _ranks_behind(prompt, word):
            quality, begin = quality_before(prompt, at)
            # "Less bright", "not brighter", "not as bright".
            less = prompt.word(begin - 1) in _DENYING | {"less"} or prompt.word(begin - 2) in _DENYING
            if quality and (word == "than" or (less and prompt.word(begin - 1) == "as")):
                found[quality.measure, -quality.direction if less else quality.direction] = rank
                prompt.take(at, end)
    return found


def _ranks_behind(prompt: Prompt, word: str) -> Iterator[tuple[int, int, int]]:
    """Where a word stands that a hit follows, where that ends, and the rank of the hit."""
    for at, said in enumerate(prompt.words):
        if said == word and (found := ranks_at(prompt, at + 1)) and len(found[0]) == 1:
            yield at, found[1], found[0][0]


def quality_before(prompt: Prompt, at: int) -> tuple[Quality | None, int]:
    """The adjective that ends right before a place, and where it begins."""
    return next(
        ((m.meaning.quality, m.start) for m in prompt.mentions if m.end == at and m.meaning.quality),
        (None, at),
    )
