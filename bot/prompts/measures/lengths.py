"""How long a sample is to be: "under two seconds", "shorter than 300", "4 bars"."""

from bot.prompts.language import lists
from bot.prompts.language.numerals import beginnings, number, with_half
from bot.prompts.language.prompt import Prompt
from bot.prompts.measures.bounds import (
    BETWEEN,
    SLOWEST,
    bound_before,
    bound_behind,
    closed,
    counts_others,
    intervals,
    middle,
    number_or_range,
)
from bot.prompts.measures.numbers import DECADES, LINKS, OTHER_UNITS, SECONDS, TEMPO_UNITS
from bot.prompts.speech.statements import is_told
from retrieval_core.request import Interval

_COUPLE = lists.Phrases("a couple of, a couple, couple of, couple")
_FEW = lists.Phrases("a few, few, several")
_SUB_SECOND = lists.Phrases("sub second")
_FRACTIONS = lists.phrases("numbers", "fractions")
_LASTING = lists.words("numbers", "lasting")
#: What lasts so long, and is no sample.
_FILMS = frozenset(
    "video videos clip clips ad advert advertisement cue spot trailer reel film scene commercial song track tune".split()
)
#: Comparatives that tell of a length, also without a unit.
_LENGTHS = frozenset(["longer", "shorter"])
_BEYOND = frozenset("above below over under".split())
#: And of a tempo.
_SPEEDS = frozenset("bpm faster quicker slower tempo".split())
_BARS = frozenset("bar bars beat beats".split())
_MOST_BARS = 64
ABOUT, EXACTLY = 0.2, 0.03  # by how much of it a length may differ
_SHORT = 1.5  # seconds; who asked for less speaks of milliseconds
_FAR = 250  # bpm; nobody asks for what is slower than that, but for what is shorter
_MOST = 50  # samples that can be asked for; a number above that counts none
_FEWEST = 9  # milliseconds that a limit is moved to
_MINUTES = lists.words("numbers", "minutes")
_OVER, _UNDER = frozenset("13"), frozenset(["2", "3", "4", "8", "10"])  # of a fraction
_PARTS = {"quarter": 0.25, "a": 0.25, "three": 0.75}  # and a half
#: "Eight tenths of a second", "a third of a second".
_SHARES = {
    name: share
    for share, names in (
        (3, "third thirds"),
        (5, "fifth fifths"),
        (8, "eighth eighths"),
        (10, "tenth tenths"),
        (100, "hundredth hundredths"),
    )
    for name in names.split()
}


def duration(prompt: Prompt) -> Interval | None:
    """Take the length that is asked for, in seconds: "under two seconds", "2-4 s", "half a minute".

    A number alone, or with "about", means within a fifth of it.
    """
    for at, end in prompt.places(_SUB_SECOND):
        prompt.take(at, end)
        return None, 1.0
    told = ":" in prompt.words or not SECONDS.keys().isdisjoint(prompt.words)
    return intervals(prompt, _duration_at) if told else None


def bare_duration(
    prompt: Prompt, last: Interval | None, loops: bool = False, struck: bool = False, moved: bool = False
) -> Interval | None:
    """Take a length without a unit: "shorter than 0.3", or any bound where a length was spoken of `last`: "at least 8".

    Behind milliseconds more than a count can be is a length, too: "make it 150". `loops` have a tempo, and what is `struck` has none, so that
    "kick under 200" tells a length. Where a limit is `moved`, so does any number: "lower the minimum to 2".
    """
    short = last is not None and not loops and max(bound or 0 for bound in last) <= _SHORT
    for at in beginnings(prompt):
        low, high, end = number_or_range(prompt, at) or (0.0, None, 0)
        if not end:
            continue
        bound, start = bound_before(prompt, at)
        behind, end = bound_behind(prompt, end)
        bound = behind or bound
        between = high is not None and prompt.word(at - 1) in BETWEEN
        told = {*prompt.words[start:at]}
        compared = not _LENGTHS.isdisjoint(told) or (
            _SPEEDS.isdisjoint(told)
            and _tells_length(low, high, bound, not _BEYOND.isdisjoint(told), loops, struck)
        )
        counts = prompt.mention_at(end) and not (compared and (low > _MOST or low != int(low)))
        if not (last or compared) or counts or _has_unit(prompt, end) or is_told(prompt, at):
            continue
        if (short and low > (_FEWEST if moved else _MOST)) or (
            compared and low >= (SLOWEST if struck else 100)
        ):
            low, high = low / 1000, high and high / 1000
        elif low >= SLOWEST or not (
            moved
            or bound in ("above", "below")
            or low != int(low)
            or (last and between and prompt.word(end) != "of")
        ):
            continue
        prompt.take(prompt.before(start, LINKS), end)
        found = _length(low, high, bound)
        return closed(prompt, found) if None in found else found
    return None


def _tells_length(
    low: float, high: float | None, bound: str, beyond: bool, loops: bool, struck: bool
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
    return (struck and (beyond or low >= SLOWEST)) or (bound == "below" and low >= _FAR and not loops)


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


def _amount(prompt: Prompt, at: int) -> tuple[float, float | None, int] | None:
    """How many of a unit are told at a place, or between how many, and where that ends: "2", "2-4", "half a", "a couple of"."""
    if fraction := prompt.starts(at, _FRACTIONS):
        return _PARTS.get(prompt.word(at), 0.5), None, fraction
    if (share := _SHARES.get(prompt.word(at + 1))) and prompt.word(at + 2) == "of":
        many = 1 if prompt.word(at) == "a" else (number(prompt, at) or (1, 0))[0]
        return many / share, None, prompt.after(at + 2, {"of", "a"})
    over, sign, under = (prompt.word(place) for place in range(at, at + 3))
    if sign == "/" and over in _OVER and under in _UNDER:  # "1/4 of a second"
        return int(over) / int(under), None, prompt.after(at + 3, {"of", "a"})
    if found := number_or_range(prompt, at, lambda prompt, at: prompt.after(at, SECONDS.keys())):
        return found
    if couple := prompt.starts(at, _COUPLE):
        return 2.0, None, couple
    few = prompt.starts(at, _FEW)
    if few and prompt.names_class_before(at):
        return 2.0, 5.0, few  # but not "hang on a few seconds"
    unit = prompt.after(at + 1, {"full", "whole"})
    return (
        (1.0, None, unit) if prompt.word(at) in ("a", "an", "one") and prompt.word(unit) in SECONDS else None
    )


def _clock(prompt: Prompt, at: int) -> tuple[float, None, int] | None:
    """Minutes and seconds as a clock has them, where a length is told, and where that ends: "over 1:30", "1:30 min"."""
    minutes, sign, seconds = (prompt.word(place) for place in range(at, at + 3))
    if sign != ":" or not (minutes.isdecimal() and seconds.isdecimal() and len(seconds) == 2):
        return None
    unit = prompt.after(at + 3, _MINUTES | {"long"})
    told = unit > at + 3 or bound_before(prompt, at)[0] in ("above", "below")
    return (60.0 * int(minutes) + int(seconds), None, unit) if told else None


def _seconds(prompt: Prompt, at: int) -> tuple[float, float | None, int] | None:
    """How many seconds are told at a place, or between how many, and where that ends: "2-4 s", "1s-2s"."""
    if clock := _clock(prompt, at):
        return clock
    low, high, unit = _amount(prompt, at) or (0.0, None, 0)
    unit += unit > 0 and prompt.word(unit) in ("+", "ish")  # "4+ seconds"
    scale = SECONDS.get(prompt.word(unit), 0.0) if unit else 0.0
    if prompt.word(unit) == "s" and prompt.word(at - 1) in DECADES:
        return None  # "in the 120s" is a tempo
    if not scale:
        return None
    low, high, end = low * scale, high and high * scale, unit + 1
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
    bound = behind or bound
    idle = prompt.word(at) == "a" and prompt.word(at + 1) in SECONDS and not bound
    if idle and prompt.word(end) not in ("long", "and") and prompt.word(at - 1) != "to":
        return None  # "give me a second"
    prompt.take(prompt.before(start, LINKS | _LASTING), prompt.after(end, {"long", "length"}))
    return _length(low, high, bound)


def _passes(prompt: Prompt, at: int, end: int) -> bool:
    """Whether a time is none that a sample lasts, but of a film, of somebody's day, or of what is told."""
    if prompt.word(end) in _FILMS or (
        prompt.word(end - 1) in _MINUTES and prompt.word(at - 1) in ("got", "have", "in", "within")
    ):
        return True  # "a clap for a 30 second video", "in 5 mins I play live", "got 5 minutes?"
    return is_told(prompt, at) and not bound_before(prompt, at)[0]  # "I only got 20 min"


def _length(low: float, high: float | None, bound: str) -> Interval:
    if bound == "above":
        return low, None
    if bound == "below":
        return None, high or low
    if high is not None:
        return low, high
    share = EXACTLY if bound == "exactly" else ABOUT
    return round(low * (1 - share), 4), round(low * (1 + share), 4)
