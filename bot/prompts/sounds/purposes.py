"""What sounds are for, and beside what they are to stand: "a kick to go with my piano loop" asks for a kick."""

from bot.prompts.language import lists
from bot.prompts.language.prompt import Mention, Prompt

_PURPOSE = lists.phrases("purposes", "purpose")
#: These tell what else is there, which is neither asked for nor refused.
BESIDE = lists.phrases("purposes", "beside")
_ADDING = frozenset("and plus & +".split())
_STOPS = lists.words("purposes", "stops")


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
