"""What sounds are for, and beside what they are to stand: "a kick to go with my piano loop" asks for a kick."""

from collections.abc import Iterator

from bot.prompts.language import lists
from bot.prompts.language.prompt import Mention, Prompt
from bot.prompts.language.vocabulary import lexicon

_PURPOSE = lists.phrases("purposes", "purpose")
#: These tell what else is there, which is neither asked for nor refused.
BESIDE = lists.phrases("purposes", "beside")
#: What asks for what there is none of yet, and for any sound that goes with others.
_MISSING = lists.phrases("purposes", "missing")
_ANYTHING = frozenset("anything something sound sounds stuff what what's whats whatever".split())
_POINTING = frozenset("it that them these this those".split())
_ADDING = frozenset("and plus & +".split())
_STOPS = lists.words("purposes", "stops")


def asks_beside(prompt: Prompt) -> bool:
    """Whether somebody asks what goes with what there is: "what's missing", "what would you layer under it", "what goes with that"."""
    asks = not _ANYTHING.isdisjoint(prompt.words)
    ends = [end for _, end in prompt.places(_MISSING)]
    ends += [end for _, end in prompt.places(BESIDE) if asks and prompt.word(end) in _POINTING]
    families = lexicon().taxonomy.coarse
    # Not so "what's missing is the shaker".
    return bool(ends) and all(
        families.keys() >= {*m.meaning.classes} for m in prompt.mentions if m.start >= ends[0]
    )


def beside(prompt: Prompt) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """The stretches that tell beside what any sound is to stand, and the classes of that: "something to go with my piano"."""
    named = [m for m in prompt.open_mentions() if m.meaning.classes]
    if not named or _ANYTHING.isdisjoint(prompt.words):
        return
    spans = [*prompt.places(BESIDE)]
    if not spans or named[0].start < spans[0][0]:
        return
    stop = next(
        (at for at in range(named[0].end, len(prompt.words)) if prompt.words[at] in _STOPS), len(prompt.words)
    )
    if all(m.end <= stop for m in named):
        yield spans[0][0], stop, tuple(id for m in named for id in m.meaning.classes)


def purposes(prompt: Prompt, mentions: list[Mention]) -> list[tuple[int, int]]:
    """The stretches that tell what the sounds are for, or beside what: "a kick to go with my piano loop" asks for a kick."""
    size = len(prompt.words)
    named = [m.start for m in mentions if m.meaning.classes]
    ends = (
        [(at, end) for phrases in (_PURPOSE, BESIDE) for at, end in prompt.places(phrases)] if named else []
    )
    spans = [
        (at, next((place for place in range(end, size) if _stops(prompt, end, place)), size))
        for at, end in ends
    ]
    # "Something to sit next to my bass: a pluck" names it afterwards.
    return [
        (at, stop) for at, stop in spans if at > named[0] or (prompt.starts(at, BESIDE) and named[-1] >= stop)
    ]


def _stops(prompt: Prompt, start: int, at: int) -> bool:
    """Whether what something is for ends at a place: also before the next sound, as in "a bass for garage and a rim"."""
    adds = prompt.words[at] in _ADDING and prompt.word(at + 1) in ("a", "an", "some")
    return prompt.words[at] in _STOPS or (adds and not any(map(prompt.names_class, range(start, at))))
