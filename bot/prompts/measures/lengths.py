"""How long a sample is to be: "under two seconds", "shorter than 300", "4 bars"."""

from collections.abc import Collection

from bot.prompts.language import lists
from bot.prompts.language.numerals import beginnings, number, with_half
from bot.prompts.language.prompt import Prompt
from bot.prompts.measures.bounds import (
    RANGE,
    SLOWEST,
    bound_before,
    bound_behind,
    closed,
    counts_others,
    intervals,
    joins,
    middle,
    number_or_range,
    past_rough,
)
from bot.prompts.measures.numbers import DECADES, LINKS, OF_A, OTHER_UNITS, SECONDS, TEMPO_UNITS
from bot.prompts.speech.statements import is_told
from retrieval_core.request import Interval

_COUPLE = lists.Phrases("a couple of, a couple, couple of, couple")
_FEW = lists.Phrases("a few, few, several")
_FRACTIONS = lists.phrases("numbers", "fractions")
_SUB_SECOND = lists.Phrases("sub second, a fraction of a second, fraction of a second")
_PARTS_OF = frozenset("closing final first last next opening past".split())
_OWNERS = frozenset("her his its my our the their these this those your".split())
_SPARING = frozenset("got have spare".split())
_PASSING = lists.words("numbers", "passing")
_LASTING = lists.words("numbers", "lasting")
#: Bounds of how many rather than of how long.
_COUNTED = lists.Phrases("at most, no more than, not more than, up to, max, maximum")
#: What lasts so long, and is no sample.
_FILMS = frozenset(
    "video videos clip clips ad advert advertisement cue spot trailer reel film scene commercial song track tune".split()
)
#: Comparatives that tell of a length, also without a unit.
_LENGTHS = frozenset(["longer", "shorter"])
#: What a length is called, and what may stand between that and its number.
_LABELS = frozenset(["duration", "length"])
_SIGNS = frozenset(": = is of".split())
_BEYOND = frozenset("above below over under".split())
#: And of a tempo.
_SPEEDS = frozenset("bpm faster quicker slower tempo".split())
_BARS = frozenset("bar bars beat beats".split())
_MOST_BARS = 64
_ABOUT, _EXACTLY = 0.2, 0.03  # by how much of it a length may differ
_SHORT = 1.5  # seconds; who asks for less has spoken of milliseconds
_FAR = 250  # bpm; nobody asks for what is slower than that, but for what is shorter
_MOST = 50  # samples that can be asked for; a number above that counts none
_MINUTES = lists.words("numbers", "minutes")
_PARTS = {"quarter": 0.25, "a": 0.25, "three": 0.75}  # and a half
_AT_MOST, _AT_LEAST = frozenset("max maximum tops most".split()), frozenset("min minimum".split())


def duration(prompt: Prompt) -> Interval | None:
    """Take the length that is asked for, in seconds: "under two seconds", "2-4 s", "half a minute".

    A number alone, or with "about", means within a fifth of it.
    """
    if SECONDS.keys().isdisjoint(prompt.words) and ":" not in prompt.words:
        return None
    for at, end in prompt.places(_SUB_SECOND):
        prompt.take(at, end)
        return None, 1.0
    found = intervals(prompt, _duration_at)
    if found and None not in found and prompt.is_story:
        # "Every crash is like 6 seconds long, I want one that's under 2".
        return bare_duration(prompt, found) or found
    return found


def bare_duration(
    prompt: Prompt, last: Interval | None, loops: bool = False, struck: bool = False
) -> Interval | None:
    """Take a length without a unit: "shorter than 0.3", or any bound where a length was spoken of `last`: "at least 8".

    Behind milliseconds more than a count can be is a length, too: "make it 150". `loops` have a tempo, and what is `struck` has none, so that
    "kick under 200" tells a length.
    """
    short = last is not None and max(bound or 0 for bound in last) <= _SHORT
    sounds = [m.meaning for m in prompt.open_mentions() if m.meaning.classes or m.meaning.kind]
    for at in beginnings(prompt):
        low, high, end = number_or_range(prompt, at) or (0.0, None, 0)
        bound, start = bound_before(prompt, at)
        behind, end = bound_behind(prompt, end) if end else ("", 0)
        bound = behind or bound
        told = {*prompt.words[start:at]}
        label = prompt.before(start, _SIGNS) - 1
        labelled = prompt.word(label) in _LABELS
        counted = (
            not labelled and bound == "below" and low == int(low) <= _MOST and prompt.starts(start, _COUNTED)
        )
        compared = (
            labelled
            or not _LENGTHS.isdisjoint(told)
            or (
                not counted
                and _tells_length(low, high, bound, told, loops, struck)
                and _SPEEDS.isdisjoint(told)
            )
        )
        named = prompt.mention_at(end) and not (compared and (low > _MOST or low != int(low)))
        if not end or not (last or compared) or named or _has_unit(prompt, end) or is_told(prompt, at):
            continue
        if low > _MOST and short:
            if sounds and (not bound or any(meaning.kind == "loop" for meaning in sounds)):
                continue  # "drum loop over 140", after short kicks
            low, high = low / 1000, high and high / 1000
        elif compared and low >= (SLOWEST if struck else 100):
            low, high = low / 1000, high and high / 1000
        elif low >= SLOWEST or counted or not (labelled or bound in ("above", "below") or low != int(low)):
            continue
        prompt.take(label if labelled else prompt.before(start, LINKS), end)
        if high is None and bound not in ("above", "below") and last and None in last:
            bound = "below" if last[0] is None else "above"
        found = _length(low, high, bound)
        return closed(prompt, found) if compared and None in found else found
    return None


def _tells_length(
    low: float, high: float | None, bound: str, told: Collection[str], loops: bool, struck: bool
) -> bool:
    """Whether a number without a unit is seconds or milliseconds: "kick under 0.5", "snare 0.2", "kicks under 200", and of anything but a
    loop "under 300"."""
    if low != int(low):
        return bool(bound or high or struck)
    if high is not None:
        return struck and high >= _FAR
    if bound not in ("above", "below"):
        return False
    # "Crash over 2", but "more than 2 crashes".
    plain = low < SLOWEST and not _BEYOND.isdisjoint(told)
    return (struck and (plain or low >= SLOWEST)) or (bound == "below" and low >= _FAR and not loops)


def bars(prompt: Prompt) -> tuple[float, float | None, str] | None:
    """How many bars are asked for, and with what bound, which is taken: "4 bars", "no longer than 2-4 bars"."""
    if {"bar", "bars"}.isdisjoint(prompt.words):
        return None
    for at in beginnings(prompt):
        low, high, end = number_or_range(prompt, at) or (0.0, None, 0)
        if not 0 < low <= _MOST_BARS or prompt.word(end) not in ("bar", "bars"):
            continue
        if is_told(prompt, at):
            continue  # "my loop is 8 bars, it needs a guitar"
        bound, start = bound_before(prompt, at)
        prompt.take(prompt.before(start, _LASTING) if bound else at, at)
        behind, finish = bound_behind(prompt, end + 1)
        bound = behind or bound
        prompt.take(end + 1, prompt.after(finish, {"long", "max", "min"}))
        prompt.locked[at:end] = [True] * (end - at)
        return low, high, bound
    return None


def lasting(bars: tuple[float, float | None, str], tempo: Interval) -> Interval:
    """How long bars of four beats last at a tempo, in seconds."""
    low, high, bound = bars
    each = 4 * 60 / middle(tempo)
    return _length(round(low * each, 4), None if high is None else round(high * each, 4), bound)


def _has_unit(prompt: Prompt, at: int) -> bool:
    """Whether what is measured or counted stands at a place, behind its number: "4 bars", "120 bpm", "300 dollars"."""
    word = prompt.word(at)
    known = word in OTHER_UNITS | _BARS | SECONDS.keys() or prompt.starts(at, TEMPO_UNITS) > 0
    return known or counts_others(prompt, at)


def _fraction(prompt: Prompt, at: int) -> tuple[float, None, int] | None:
    """A part of a second in digits, and where its unit stands: the "1/4 of a" of "1/4 of a second"."""
    over = prompt.word(at)
    if prompt.word(at + 1) != "/" or prompt.tokens[at + 1].spaced or not over.isdecimal():
        return None
    under, end = number(prompt, at + 2) or (0.0, 0)
    return (float(over) / under, None, prompt.after(end, OF_A)) if under else None


def _amount(prompt: Prompt, at: int) -> tuple[float, float | None, int] | None:
    """How many of a unit are told at a place, or between how many, and where that ends: "2", "2-4", "1/4 of a", "a couple of"."""
    if fraction := prompt.starts(at, _FRACTIONS):
        return _PARTS.get(prompt.word(at), 0.5), None, fraction
    if found := _fraction(prompt, at) or number_or_range(prompt, at):
        return found
    if couple := prompt.starts(at, _COUPLE):
        return 2.0, None, couple
    few = prompt.starts(at, _FEW)
    if few and (
        prompt.names_class(few + 2) or prompt.names_class_before(at) or prompt.word(few + 1) == "long"
    ):
        return 2.0, 5.0, few  # but not "hang on a few seconds"
    one = prompt.word(at) in ("a", "an", "one") and prompt.word(at + 1) in SECONDS
    return (1.0, None, at + 1) if one else None


def _clock(prompt: Prompt, at: int) -> tuple[float, None, int] | None:
    """Minutes and seconds as a clock has them, where a length is told, and where that ends: "1:30 min", "over 1:30"."""
    minutes, sign, seconds = (prompt.word(place) for place in range(at, at + 3))
    if sign != ":" or not (minutes.isdecimal() and seconds.isdecimal() and len(seconds) == 2):
        return None
    unit = prompt.after(at + 3, _MINUTES)
    if (
        unit == at + 3
        and prompt.word(unit) != "long"
        and bound_before(prompt, at)[0] not in ("above", "below")
    ):
        return None
    return 60.0 * int(minutes) + int(seconds), None, unit


def _seconds(prompt: Prompt, at: int) -> tuple[float, float | None, int] | None:
    """How many seconds are told at a place, or between how many, and where that ends: "2-4 s", "300ms-0.5s", "1 min 30"."""
    if clock := _clock(prompt, at):
        return clock
    low, high, unit = _amount(prompt, at) or (0.0, None, 0)
    unit += unit > 0 and prompt.word(unit) in ("+", "ish")  # "4+ seconds"
    scale = SECONDS.get(prompt.word(unit), 0.0) if unit else 0.0
    if prompt.word(unit) == "s" and prompt.word(at - 1) in DECADES:
        return None  # "in the 120s" is a tempo
    if not scale or prompt.locked[unit] or (prompt.word(at) in ("a", "an") and prompt.word(unit) == "s"):
        return None
    low, high, end = low * scale, high and high * scale, unit + 1
    link = prompt.starts(end, RANGE)
    more = number(prompt, link) if link else None
    if more and high is None and joins(prompt, at, end):
        upper = more[0] * SECONDS.get(prompt.word(more[1]), 0.0)
        return (low, upper, more[1] + 1) if upper > low else (low, high, end)
    rest, behind = (number(prompt, prompt.after(end, {"and"})) if scale == 60 else None) or (60.0, 0)
    if rest < 60 and (SECONDS.get(prompt.word(behind)) == 1 or not prompt.word(behind)[:1].isalpha()):
        return low + rest, None, prompt.after(behind, SECONDS.keys() - _MINUTES)
    low, end = with_half(prompt, low, end)  # "a second and a half"
    return low, high, end


def _duration_at(prompt: Prompt, at: int) -> Interval | None:
    found = _seconds(prompt, at)
    if not found or _passes(prompt, at, found[2]):
        return None
    low, high, end = found
    bound, start = bound_before(prompt, at)
    bound = "above" if "+" in prompt.words[at:end] else bound
    behind, end = bound_behind(prompt, end)  # "a minute or longer"
    if (
        prompt.word(at) == "a"
        and not (bound or behind)
        and prompt.words[at + 1] in SECONDS
        and low == SECONDS[prompt.words[at + 1]]
        and prompt.word(end) not in ("long", "and")
    ):
        return None  # "give me a second"
    bound = behind or bound
    end = past_rough(prompt, end) or end
    finish = prompt.after(end, _AT_MOST | _AT_LEAST | {"long", "length"})
    if number(prompt, finish):
        finish = end  # "min 0.2s max 0.5s"
    tail = set(prompt.words[end:finish])
    bound = bound or ("below" if tail & _AT_MOST else "above" if tail & _AT_LEAST else "")
    begin = prompt.before(start, LINKS | _LASTING)
    if "long" in prompt.words[begin:start] and prompt.words[start - 1] == ",":
        begin = start  # "long, at least 20 seconds" is both
    prompt.take(begin, finish)
    return _length(low, high, bound)


def _passes(prompt: Prompt, at: int, end: int) -> bool:
    """Whether a time is none that a sample lasts, but of a film, of somebody's day, or of what is told."""
    if prompt.word(end) in _FILMS and prompt.names_class_before(at):
        return True  # "a clap for a 30 second video"
    if prompt.word(at - 1) in _PARTS_OF and prompt.word(at - 2) in _OWNERS:
        return True  # "for the last 3 minutes of my film"
    if prompt.word(end - 1) in _MINUTES:
        of_sound = prompt.names_class(prompt.after(end, {"of"}))
        if not (of_sound or _FILMS.isdisjoint(prompt.words[:at])):
            return True  # "my track is 4 minutes long, and the hats are weak"
        if prompt.word(at - 1) in _SPARING and not prompt.names_class_behind(0):
            return True  # "got 2 mins?"
        if prompt.word(at - 1) == "in" or prompt.word(end) in _PASSING:
            return True  # "in 5 mins I play live"
        if prompt.word(at - 1) == "within" and not prompt.names_class_before(at):
            return True  # "within 10 minutes: claps"
    bounded = bound_before(prompt, at)[0] in ("above", "below") and prompt.word(end - 1) not in _MINUTES
    return is_told(prompt, at) and not bounded  # "I only got 20 min", but "I never use any over 2 s"


def _length(low: float, high: float | None, bound: str) -> Interval:
    if bound == "above":
        return low, None
    if bound == "below":
        return None, high or low
    if high is not None:
        return low, high
    share = _EXACTLY if bound == "exactly" else _ABOUT
    return round(low * (1 - share), 4), round(low * (1 + share), 4)
