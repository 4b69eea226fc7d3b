"""Tempi and keys that are told by how far they are from the last: "10 slower", "up two semitones", "relative major"."""

from bot.prompts.language import lists
from bot.prompts.language.numerals import beginnings, number
from bot.prompts.language.prompt import Prompt
from bot.prompts.measures.bounds import bound_before
from bot.prompts.measures.numbers import TEMPO_UNITS, around
from bot.prompts.measures.tonics import RELATED, moved, related
from retrieval_core.request import MODES, NOT, Interval

_UP, _DOWN = lists.words("shifts", "up"), lists.words("shifts", "down")
_BEHIND_UP, _BEHIND_DOWN = lists.words("shifts", "behind_up"), lists.words("shifts", "behind_down")
#: Behind these a number counts samples, unless a unit or a "by" tells that it does not.
_VAGUE = lists.words("shifts", "vague")
_OBJECTS = lists.words("shifts", "objects")
_LIMITS = dict.fromkeys(lists.words("shifts", "upper"), 1) | dict.fromkeys(lists.words("shifts", "lower"), -1)
_ALONG = frozenset("back down limit up".split())
_CLOSING = lists.words("shifts", "closing")
_STEPS = {
    tuple(phrase): steps
    for steps, name in (
        (1, "semitone"),
        (2, "tone"),
        (3, "minor_third"),
        (4, "major_third"),
        (5, "fourth"),
        (7, "fifth"),
        (12, "octave"),
    )
    for phrase in lists.phrases("shifts", name)
}
_INTERVALS = lists.Phrases(",".join(" ".join(phrase) for phrase in _STEPS))
_MODES = frozenset("major minor key one".split())
_MOST = 60  # bpm that a tempo is said to be changed by
_TEMPO_WAYS = _UP | _DOWN | _BEHIND_UP | _BEHIND_DOWN


def tempo(prompt: Prompt, last: Interval | None) -> Interval | None:
    """Take a tempo that is told by its distance from the last: "10 slower", "+5 bpm"; or from another: "20 bpm faster than 100".

    Where neither is told, "20 bpm faster" is just faster.
    """
    if _TEMPO_WAYS.isdisjoint(prompt.words):
        return None
    for at in beginnings(prompt):
        by, end = number(prompt, at) or (0.0, 0)
        unit = prompt.starts(end, TEMPO_UNITS)
        if not 0 < by < _MOST or (prompt.word(at) == "one" and not unit):  # "a slower one"
            continue
        way, start, finish = _way(prompt, at, unit or end, bool(unit))
        said = prompt.word(start if start < at else finish - 1)
        if not way or not (unit or said not in _VAGUE or start < at - 1):
            continue
        if prompt.word(finish) == "than" and (than := number(prompt, finish + 1)):
            bound, start = bound_before(prompt, start)
            prompt.take(start, prompt.starts(than[1], TEMPO_UNITS) or than[1])
            return around(than[0] + way * by, 5.0 if bound == "about" else 0.0)
        if not last and unit and start != at - 1 and _ends(prompt, finish):  # but "loops up 20 bpm"
            prompt.take(at, unit)
            return None
        if last and (unit or _ends(prompt, finish)):
            prompt.take(bound_before(prompt, start)[1], finish)
            low, high = (bound and bound + way * by for bound in last)
            return low, high
    return None


def direction(prompt: Prompt) -> int:
    """Take which limit a prompt moves: 1, the upper one, for "raise that to 145", -1 for "lower it to 80", 0 for any; twice that where it is named:
    "drop the maximum to 90"."""
    for at, word in enumerate(prompt.words):
        end = prompt.after(at + 1, _OBJECTS | _LIMITS.keys() | _ALONG)
        if word in _UP | _DOWN and prompt.word(end) == "to":
            named = [_LIMITS[one] for one in prompt.words[at + 1 : end] if one in _LIMITS]
            prompt.take(at, end)
            up = word in _UP and "down" not in prompt.words[at:end]  # "bump it down to 40"
            return 2 * named[0] if named else 1 if up else -1
    return 0


def _way(prompt: Prompt, at: int, end: int, measured: bool = True) -> tuple[int, int, int]:
    """Whether something goes up or down by a number that stands from a place to another, and from where to where that is said."""
    behind = prompt.word(end)
    if behind in _BEHIND_UP | _BEHIND_DOWN:
        return (1 if behind in _BEHIND_UP else -1), at, end + 1
    start = prompt.before(at, _OBJECTS | {","} if measured else _OBJECTS)
    before = prompt.word(start - 1)
    if before in ("+", "-") and (start > 1 or start < at):
        return 0, at, end  # "90-95"
    return (before in _UP) - (before in _DOWN), start - 1, end


def _ends(prompt: Prompt, at: int) -> bool:
    """Whether nothing stands at a place that a number before it might count or measure."""
    word = prompt.word(at)
    return not word[:1].isalnum() or word in _CLOSING


def key(prompt: Prompt, last: str | None) -> str | None:
    """Take a key that is told by its relation to the last: "relative major", "parallel minor", "up a fifth", "2 semitones lower"."""
    known = last if last and not last.startswith(NOT) and last not in MODES else ""
    if known and not RELATED.isdisjoint(prompt.words):
        return _related(prompt, known)
    if _INTERVALS.by_first.keys().isdisjoint(prompt.words):
        return None
    for at, end in prompt.places(_INTERVALS):
        steps = _STEPS[tuple(prompt.words[at:end])]
        if steps == 12 and not (last and last[-1].isdigit()):
            continue  # of a key, an octave higher is higher
        times, start = 1.0, at
        for place in range(max(0, at - 2), at):
            found = number(prompt, place)
            if found and found[1] == at:
                times, start = found[0], place
                break
        start = prompt.before(start, {"a", "an", "one"})
        way, begin, finish = _way(prompt, start, end)
        if way and known:
            prompt.take(begin, finish)
            return moved(known, way * int(times) * steps)
        if way:
            prompt.take(start, end)  # "a fifth lower" is lower
            return None
    return None


def _related(prompt: Prompt, last: str) -> str | None:
    at = next(at for at, word in enumerate(prompt.words) if word in RELATED)
    behind = prompt.word(at + 1)
    if behind not in _MODES:
        return None
    prompt.take(prompt.before(at, {"the", "its", "in"}), prompt.after(at + 1, _MODES | {"of", "it", "that"}))
    other = "major" if "minor" in last else "minor"
    return related(last, prompt.words[at], behind if behind in ("major", "minor") else other)
