"""What sounds are for, and beside what they are to stand: "a kick to go with my piano loop" asks for a kick."""

from bot.prompts.language import lists
from bot.prompts.language.prompt import Mention, Prompt
from bot.prompts.sounds.classes import THAT, is_beside, is_verb

_PURPOSE = lists.phrases("purposes", "purpose")
#: These tell what else is there, which is neither asked for nor refused.
BESIDE = lists.phrases("purposes", "beside")
#: "Like 4 bars before the chorus": what a time is told with, before its preposition.
_WHEN = frozenset("before after right during until".split())
_SPANS = lists.words("purposes", "spans")
_SO = lists.phrases("purposes", "so")
_STOPS = lists.words("purposes", "stops")
_ADDING = frozenset("and plus & +".split())


def purposes(
    prompt: Prompt, mentions: list[Mention], cues: lists.Phrases | None = None
) -> list[tuple[int, int]]:
    """The stretches that tell what the sounds are for, or beside what: "a kick to go with my piano loop" asks for a kick.

    `cues` are words that such stretches begin with, if not all of them count.
    """
    size = len(prompt.words)
    ends = sorted((*(() if cues else prompt.places(_PURPOSE)), *prompt.places(BESIDE)))
    if "so" in prompt.words and not cues:
        ends += [(at, end) for at in range(size) if (end := _SO.end(prompt.words, at))]
    if not ends:
        return []
    named = [m for m in mentions if m.meaning.classes and not (is_verb(prompt, m) or is_beside(prompt, m))]
    ends = [(prompt.before(at, _SPANS) if prompt.words[at] in _WHEN else at, end) for at, end in ends]
    spans = [
        (at, next((place for place in range(end, size) if _stops(prompt, end, place)), size))
        for at, end in ends
    ]
    # "Something to sit next to my bass: a pluck" names it afterwards.
    return [
        (at, stop)
        for at, stop in spans
        if named and (at > named[0].start or (prompt.starts(at, BESIDE) and named[-1].start >= stop))
    ]


def _stops(prompt: Prompt, start: int, at: int) -> bool:
    """Whether what something is for ends at a place: also before the next sound, as in "a bass for garage and a rim"."""
    word = prompt.words[at]
    if word not in _ADDING or prompt.words[at + 1 : at + 2] not in (["a"], ["an"], ["some"]):
        return word in _STOPS
    genre = prompt.mention_at(at - 1)
    work = at == start + 2 and prompt.words[start] in THAT  # "pads for my film and a piano"
    what = work or (genre is not None and genre.meaning.genre is not None)
    return what and not any(map(prompt.names_class, range(start, at)))
