"""Which limits are refused, and what is wanted then: "no A minor", "loops without 120 bpm", "no kicks over 300 ms"."""

from collections.abc import Callable
from typing import TypeVar

from bot.prompts.language import lists
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.vocabulary import SAMPLES
from bot.prompts.measures.bounds import middle
from bot.prompts.speech import refusals
from retrieval_core.request import MODES, NOT, OR, Interval, Request, is_outside

_REFUSING = lists.phrases("constraints", "refusing")
_DROPPING = lists.phrases("constraints", "dropping")
_ANY = lists.words("wishes", "any")
#: What is refused with its limit, and how exactly, between the two.
_THOSE = SAMPLES | frozenset(
    """a all an any are anything clip clips exact exactly in is more of one ones recording recordings single some stuff take takes that the them these
    they those which with""".split()
)
#: What is said of a limit behind it, and what may stand between the two: "under 90 is way too slow".
_EXCESS = {"long": "below", "fast": "below", "quick": "below", "short": "above", "slow": "above"}
_BEING = frozenset("a are bit far is it's its just that's thats way would".split())
_USELESS = lists.phrases("numbers", "useless")
#: What may go on behind that.
_FOR = frozenset("and as because but for from here in it me so them these those to".split())
_LONGEST = 6  # words of refusal
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
        parted = any(prompt.words[at] == "," for at in places)  # "no hats, 120"
        another = context is not None and getattr(context, name) != value
        if not isinstance(value, str) and (judged := _judged(prompt, places[-1] + 1, value)):
            value, end = judged
            prompt.take(first, end)
            others = _others((value[1], value[0]), others)
        elif (
            refused := None
            if parted
            else _refusing(prompt, first, value, another) or _dropping(prompt, first, value, context)
        ):
            prompt.take(*refused)
            others = _others(value, others)
        elif needless:
            freed = True
        else:
            return value, freed


def _judged(prompt: Prompt, at: int, value: Interval) -> tuple[Interval, int] | None:
    """What is wanted where it is said behind a limit that what keeps to it will not do, and where that ends: "under 90 is too slow"."""
    behind = prompt.after(at, _BEING)
    side = _EXCESS.get(prompt.word(behind + 1)) if prompt.word(behind) == "too" else None
    limit = middle(value)
    if side and not is_outside(value):
        return ((None, limit) if side == "below" else (limit, None)), behind + 2
    # "Under 100 is too slow, over 140 too fast", "over 5 s is out"; but "over 5 s, no good ones are shorter".
    end = behind + 2 if side else prompt.starts(behind, _USELESS)
    closes = prompt.word(end) in _FOR or not prompt.word(end).isalnum()
    return ((value[1], value[0]), end) if end and closes and (None in value or is_outside(value)) else None


def _refusing(prompt: Prompt, at: int, value: str | Interval, another: bool) -> tuple[int, int] | None:
    """Where the words begin and end that refuse the limit at a place, or the sound with it where it is a bound."""
    if found := refusing(prompt, at):
        # "No 140", after loops at 120; not so "no minor".
        corrects = another and at == 1 and prompt.words[0] == "no" and value not in MODES
        return None if corrects else found
    return _refusing_sound(prompt, at) if not isinstance(value, str) and None in value else None


def _dropping(
    prompt: Prompt, at: int, value: str | Interval, context: Request | None
) -> tuple[int, int] | None:
    """Where the words begin and end that drop one of the last keys: the "drop" of "drop G minor", behind "F minor or G minor"."""
    asked = context.key.split(OR) if context and context.key else []
    starts = (start for start in range(max(0, at - 4), at) if prompt.starts(start, _DROPPING) == at)
    return next(((start, at) for start in starts), None) if value in asked else None


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
        refused = _REFUSING.end(prompt.words, start) >= near
        if refused or (
            not only and near <= refusals.cue(prompt, start) <= at and not _is_idle(prompt, start)
        ):
            return start, at
    return None


def _is_idle(prompt: Prompt, at: int) -> bool:
    """Whether a refusal at a place only says what is missing: "I have no A minor pads", "are there no 120 bpm loops?"."""
    if prompt.words[max(0, at - 2) : at] in (["are", "there"], ["is", "there"]):
        return True
    return refusals.is_missed(prompt, at, refusals.cue(prompt, at)) or refusals.idle(prompt, at) > 0


def _refusing_sound(prompt: Prompt, at: int) -> tuple[int, int] | None:
    """The same, where only the sound stands between, which is no other than what is limited: the "no" of "no kicks over 300 ms"."""
    sound = next((m for m in prompt.open_mentions() if m.end == at), None)
    if not sound or not (sound.meaning.classes or sound.meaning.kind):
        return None
    others = any(m.meaning.classes or m.meaning.kind for m in prompt.mentions if m.end <= sound.start)
    if others or not _ANY.isdisjoint(prompt.words[: sound.start]):
        return None  # "loops without vocals under 90 bpm" are such loops
    return refusing(prompt, sound.start)
