"""How long a sample is to be: "under two seconds", "shorter than 300", "4 bars"."""

from bot.prompts import lists
from bot.prompts.numbers import (
    DECADES,
    LINKS,
    OF_A,
    OR_ABOVE,
    OR_BELOW,
    OTHER_UNITS,
    SECONDS,
    SLOWEST,
    TEMPO_UNITS,
    bound_before,
    intervals,
    middle,
    number_or_range,
    past_rough,
)
from bot.prompts.numerals import beginnings, number, with_half
from bot.prompts.prompt import Prompt
from bot.prompts.statements import is_told
from retrieval_core.request import Interval

_COUPLE = lists.Phrases("a couple of, a couple, couple of, couple")
_FEW = lists.Phrases("a few, few, several")
_FRACTIONS = lists.phrases("numbers", "fractions")
_SUB_SECOND = lists.Phrases("sub second, a fraction of a second, fraction of a second")
_PARTS_OF = frozenset("closing final first last next opening past".split())
_OWNERS = frozenset("her his its my our the their these this those your".split())
_SPARING = frozenset("got have spare".split())
#: "A snare of 2 seconds, way too long".
_WAY_TOO = frozenset(", . and far it it's its is much that that's thats too way which".split())
_EXCESS = {"long": "below", "short": "above"}
_PASSING = lists.words("numbers", "passing")
_LASTING = lists.words("numbers", "lasting")
#: Bounds of how many rather than of how long.
_COUNTED = lists.Phrases("at most, no more than, not more than, up to, max, maximum")
#: What lasts so long, and is no sample.
_FILMS = frozenset(
    "video videos clip clips ad advert advertisement cue spot trailer reel film scene commercial".split()
)
#: Comparatives that tell of a length, also without a unit.
_LENGTHS = frozenset(["longer", "shorter"])
_BARS = frozenset("bar bars beat beats".split())
_MOST_BARS = 64
_SHORT = 1.5  # seconds; who asks for less has spoken of milliseconds
_MOST = 50  # samples that can be asked for; a number above that counts none


def duration(prompt: Prompt) -> Interval | None:
    """Take the length that is asked for, in seconds: "under two seconds", "2-4 s", "half a minute".

    A number alone, or with "about", means within a fifth of it.
    """
    if SECONDS.keys().isdisjoint(prompt.words):
        return None
    for at, end in prompt.places(_SUB_SECOND):
        prompt.take(at, end)
        return None, 1.0
    found = intervals(prompt, _duration_at)
    if found and None not in found and prompt.is_story:
        # "Every crash is like 6 seconds long, I want one that's under 2".
        return bare_duration(prompt, found) or found
    return found


def bare_duration(prompt: Prompt, last: Interval | None) -> Interval | None:
    """Take a length without a unit: "shorter than 0.3", or any bound where a length was spoken of `last`: "at least 8".

    Behind milliseconds more than a count can be is a length, too: "make it 150".
    """
    if not last and _LENGTHS.isdisjoint(prompt.words):
        return None
    short = last is not None and max(bound or 0 for bound in last) <= _SHORT
    sounds = [m.meaning for m in prompt.open_mentions() if m.meaning.classes or m.meaning.kind]
    for at in beginnings(prompt):
        low, end = number(prompt, at) or (0.0, 0)
        bound, start = bound_before(prompt, at)
        behind = prompt.starts(end, OR_ABOVE)
        bound, end = ("above", behind) if behind else (bound, end)
        compared = not _LENGTHS.isdisjoint(prompt.words[start:at])
        if not end or not (last or compared) or prompt.mention_at(end) or _has_unit(prompt, end):
            continue
        if low > _MOST and short:
            if sounds and (not bound or any(meaning.kind == "loop" for meaning in sounds)):
                continue  # "drum loop over 140", after short kicks
            low /= 1000
        elif compared and low >= 100:
            low /= 1000
        elif (
            low >= SLOWEST
            or bound not in ("above", "below")
            or (bound == "below" and prompt.starts(start, _COUNTED))
        ):
            continue
        prompt.take(prompt.before(start, LINKS), end)
        if bound not in ("above", "below") and last and None in last:
            bound = "below" if last[0] is None else "above"
        return _length(low, None, bound)
    return None


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
        behind = prompt.starts(end + 1, OR_ABOVE) or prompt.starts(end + 1, OR_BELOW)
        if behind:
            bound = "above" if prompt.starts(end + 1, OR_ABOVE) else "below"
        prompt.take(end + 1, prompt.after(behind or end + 1, {"long", "max", "min"}))
        prompt.locked[at:end] = [True] * (end - at)
        return low, high, bound
    return None


def lasting(bars: tuple[float, float | None, str], tempo: Interval) -> Interval:
    """How long bars of four beats last at a tempo, in seconds."""
    low, high, bound = bars
    each = 4 * 60 / middle(tempo)
    return _length(round(low * each, 4), None if high is None else round(high * each, 4), bound)


def _has_unit(prompt: Prompt, at: int) -> bool:
    """Whether what is measured stands at a place, behind its number: "4 bars", "120 bpm"."""
    return prompt.word(at) in OTHER_UNITS | _BARS or prompt.starts(at, TEMPO_UNITS) > 0


def _fraction(prompt: Prompt, at: int) -> tuple[float, None, int] | None:
    """A part of a second in digits, and where its unit stands: the "1/4 of a" of "1/4 of a second"."""
    over = prompt.word(at)
    if prompt.word(at + 1) != "/" or prompt.tokens[at + 1].spaced or not over.isdecimal():
        return None
    under, end = number(prompt, at + 2) or (0.0, 0)
    return (float(over) / under, None, prompt.after(end, OF_A)) if under else None


def _duration_at(prompt: Prompt, at: int) -> Interval | None:
    low, high, end = _fraction(prompt, at) or number_or_range(prompt, at) or (0.0, None, 0)
    if not end and (fraction := prompt.starts(at, _FRACTIONS)):
        low, end = (0.25 if prompt.word(at) in ("quarter", "a") else 0.5), fraction
    if not end and (couple := prompt.starts(at, _COUPLE)):
        low, end = 2.0, couple
    few = prompt.starts(at, _FEW)
    if few and (
        prompt.names_class(few + 2) or prompt.names_class_before(at) or prompt.word(few + 1) == "long"
    ):
        low, high, end = 2.0, 5.0, few  # but not "hang on a few seconds"
    plus = end > 0 and prompt.word(end) == "+"  # "4+ seconds"
    end += plus or (end > 0 and prompt.word(end) == "ish")
    if not end and prompt.word(at) in ("a", "an", "one") and prompt.word(at + 1) in SECONDS:
        low, end = 1.0, at + 1
    scale = SECONDS.get(prompt.word(end), 0.0) if end else 0.0
    if prompt.word(end) == "s" and prompt.word(at - 1) in DECADES:
        return None  # "in the 120s" is a tempo
    if not scale or prompt.locked[end] or (prompt.word(at) in ("a", "an") and prompt.word(end) == "s"):
        return None
    bound, start = bound_before(prompt, at)
    bound = "above" if plus else bound
    behind = prompt.starts(end + 1, OR_ABOVE) or prompt.starts(end + 1, OR_BELOW)  # "a minute or longer"
    if (
        prompt.word(at) == "a"
        and low == 1.0
        and not (bound or behind)
        and prompt.word(end + 1) not in ("long", "and")
    ):
        return None  # "give me a second"
    if prompt.word(end + 1) in _FILMS and prompt.names_class_before(at):
        return None  # "a clap for a 30 second video"
    if prompt.word(at - 1) in _PARTS_OF and prompt.word(at - 2) in _OWNERS:
        return None  # "for the last 3 minutes of my film"
    if scale == 60 and prompt.word(at - 1) in _SPARING and not prompt.names_class_behind(0):
        return None  # "got 2 mins?"
    if scale == 60 and (prompt.word(at - 1) == "in" or prompt.word(end + 1) in _PASSING):
        return None  # "in 5 mins I play live"
    if is_told(prompt, at):
        return None  # "I only got 20 min"
    low, half = with_half(prompt, low, end + 1)  # "a second and a half"
    end = half - 1
    if more := prompt.starts(end + 1, OR_ABOVE):
        bound, end = "above", more - 1
    elif less := prompt.starts(end + 1, OR_BELOW):
        bound, end = "below", less - 1
    elif prompt.word(end + 1) == "+" and not prompt.tokens[end + 1].spaced:
        bound, end = "above", end + 1
    end = (past_rough(prompt, end + 1) or end + 1) - 1
    finish = prompt.after(
        end + 1, {"long", "max", "maximum", "tops", "min", "length", "minimum", "most", "at"}
    )
    tail = set(prompt.words[end + 1 : finish])
    if not bound and tail & {"max", "maximum", "tops", "most"}:
        bound = "below"
    if not bound and tail & {"min", "minimum"}:
        bound = "above"
    excess = prompt.after(finish, _WAY_TOO)
    if not bound and prompt.word(excess - 1) == "too" and prompt.word(excess) in _EXCESS:
        bound, finish = _EXCESS[prompt.word(excess)], excess + 1
    begin = prompt.before(start, LINKS | _LASTING)
    if "long" in prompt.words[begin:start] and prompt.words[start - 1] == ",":
        begin = start  # "long, at least 20 seconds" is both
    prompt.take(begin, finish)
    return _length(low * scale, None if high is None else high * scale, bound)


def _length(low: float, high: float | None, bound: str) -> Interval:
    if bound == "above":
        return low, None
    if bound == "below":
        return None, high or low
    if high is not None:
        return low, high
    return round(low * 0.8, 4), round(low * 1.2, 4)
