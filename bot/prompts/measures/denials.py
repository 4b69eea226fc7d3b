"""Which limits are refused, and what is wanted then: "no A minor", "loops without 120 bpm", "no kicks over 300 ms"."""

from collections.abc import Callable
from typing import TypeVar

from bot.prompts.context import constraints
from bot.prompts.language import lists
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.vocabulary import SAMPLES
from bot.prompts.measures.bounds import middle
from bot.prompts.speech import refusals
from retrieval_core.request import NOT, OR, Interval, Request, is_outside

_REFUSING = lists.phrases("constraints", "refusing")
_ANY = lists.words("wishes", "any")
#: What is refused with its limit, and how exactly, between the two.
_THOSE = SAMPLES | frozenset(
    """a all an any are anything clip clips exact exactly in is more of one ones recording recordings single some stuff take takes that the them these
    they those which with""".split()
)
#: What is said of a limit behind it, and what may stand between the two.
_EXCESS = {"long": "below", "fast": "below", "quick": "below", "short": "above", "slow": "above"}
_USELESS = lists.phrases("numbers", "useless")
_BEING = frozenset(
    """, . - a and are be bit far im is it it's its just little much rather simply slightly tad that that's thats they're way which
    would""".split()
)
_FOR = frozenset("and as because but for from here in it me so them these those to".split())
_LONGEST = 6  # words of refusal
#: Up to these what was read is exact: so many bpm or seconds apart, and so many times as much.
_RANGE, _SPREAD = 10, 1.6
_Value = TypeVar("_Value", str, Interval)


def affirmed(
    prompt: Prompt,
    name: str,
    context: Request | None,
    needless: bool,
    read_value: Callable[[Prompt], _Value | None],
) -> tuple[_Value | None, bool]:
    """The value of a constraint, and whether it no longer holds: of what is not wanted all others, of what is said not to matter none.

    Parameters:
        prompt: what is read.
        name: the field of the request that holds the constraint.
        context: the last request.
        needless: what is read need not be so.
        read_value: takes the next value that is told.
    """
    others: _Value | None = None
    freed = False
    while True:
        before = prompt.taken.copy()
        value = read_value(prompt)
        if value is None:
            return others, freed
        places = [at for at, taken in enumerate(prompt.taken) if taken and not before[at]]
        first = places[0]
        another = context is not None and getattr(context, name) != value
        parted = any(prompt.words[at] == "," for at in places)  # "forget that, 120"
        lead = None if parted else constraints.leading(prompt, first)
        if lead is not None:
            prompt.take(lead, first)
            if prompt.words[lead] in constraints.NEVER_MIND and lead == first - 1:
                return value, freed  # "nvm, 145" is another tempo
            freed = True
        elif not isinstance(value, str) and (judged := _judged(prompt, places[-1] + 1, value)):
            value, end = judged
            prompt.take(first, end)
            others = _others((value[1], value[0]), others)
        elif refused := None if parted else _refusing(prompt, first, value, another):
            prompt.take(*refused)
            others = _others(value, others)
        elif needless:
            freed = True
        else:
            return value, freed


def is_same(value: str | Interval | None, last: str | Interval | None) -> bool:
    """Whether a value is the last one, however exactly it is told."""
    if isinstance(value, str) or isinstance(last, str) or not (value and last):
        return value == last
    return middle(value) == middle(last)


def _judged(prompt: Prompt, at: int, value: Interval) -> tuple[Interval, int] | None:
    """What is wanted where it is said behind a limit that what keeps to it will not do, and where that ends: "under 90 is too slow", "over 2 s
    is no good"; None where it is not."""
    behind = at
    while behind < len(prompt.words) and prompt.words[behind] in _BEING:
        behind += 1
    words = prompt.words[behind : behind + 2]
    if words[:1] == ["too"] and words[-1] in _EXCESS:
        if is_outside(value):
            return (value[1], value[0]), behind + 2  # "under 100 is too slow, over 140 too fast"
        limit = middle(value)
        return ((None, limit) if _EXCESS[words[-1]] == "below" else (limit, None)), behind + 2
    end = _USELESS.end(prompt.words, behind) if None in value or is_outside(value) else 0
    closes = not any(word.isalnum() and word not in _FOR for word in prompt.words[end : end + 1])
    return ((value[1], value[0]), end) if end and closes else None  # "over 5 s, no good ones are shorter"


def _refusing(prompt: Prompt, at: int, value: str | Interval, another: bool) -> tuple[int, int] | None:
    """Where the words begin and end that refuse the limit at a place, or the sound with it where it is a bound."""
    low, high = (None, None) if isinstance(value, str) else value
    if found := refusing(prompt, at):
        # "No 140", after loops at 120, and "footsteps outside 10 seconds" tell what is wanted.
        corrects = another and at == 1 and prompt.words[0] == "no" and not prompt.names_class_behind(0)
        exact = low and high and high - low < _RANGE and high < _SPREAD * low
        return None if corrects or (exact and prompt.words[found[0]] == "outside") else found
    is_bound = not isinstance(value, str) and None in value
    return refusing_sound(prompt, at) if is_bound else None


def _others(value: _Value, others: _Value | None) -> _Value:
    """All values but one, and but those that are refused already: "not A minor", and of a tempo what is on either side of it.

    >>> _others("C", None), _others("G", "not C"), _others((117, 123), None), _others((127, 133), (123, 117)), _others((1, None), (0.2, None))
    ('not C', 'not C or G', (123, 117), (133, 117), (0.2, 1))
    """
    if isinstance(value, str):
        return f"{others}{OR}{value}" if others else NOT + value
    low, high = value[1], value[0]
    if others is None:
        return low, high
    lows, highs = (
        [side for side in sides if side is not None] for sides in zip((low, high), others, strict=True)
    )
    return max(lows, default=None), min(highs, default=None)


def refusing(prompt: Prompt, at: int) -> tuple[int, int] | None:
    """Where the words begin and end that refuse the limit at a place, with whatever else refuses a sound: the "any tempo but" of "any tempo but
    120", the "no" of "no A minor", the "except those" of "kicks except those over 1 s"; None where it is not refused."""
    near = max(1, prompt.before(at, _THOSE))
    only = prompt.words[at] == "but"  # "nothing but 120"
    for start in range(max(0, near - _LONGEST), at):
        # The "but" of "any key but" may belong to what is limited as well.
        if _REFUSING.end(prompt.words, start) >= near:
            return start, at
        if not only and near <= refusals.cue(prompt, start) <= at and not _is_idle(prompt, start):
            return start, at
    return None


def _is_idle(prompt: Prompt, at: int) -> bool:
    """Whether a refusal at a place only says what is missing: "I have no A minor pads", "are there no 120 bpm loops?"."""
    asks = prompt.words[max(0, at - 2) : at] in (["are", "there"], ["is", "there"])
    missed = asks or refusals.is_missed(prompt, at, refusals.cue(prompt, at))
    return missed or refusals.idle(prompt, at) > 0


def refusing_sound(prompt: Prompt, at: int) -> tuple[int, int] | None:
    """The same, where only the sound stands between, which is no other than what is limited: the "no" of "no kicks over 300 ms"."""
    sound = next((m for m in prompt.open_mentions() if m.end == at), None)
    if not sound or not (sound.meaning.classes or sound.meaning.kind):
        return None
    before = prompt.words[: sound.start]
    formed = any(m.meaning.classes or m.meaning.kind for m in prompt.mentions if m.end <= sound.start)
    alone = not formed and _ANY.isdisjoint(before)  # "loops without vocals under 90 bpm" are such loops
    return refusing(prompt, sound.start) if alone else None
