"""Numbers that measure: tempo, and the bounds of all intervals."""

from collections.abc import Callable

from bot.prompts import lists
from bot.prompts.numerals import WORDS, beginnings, number
from bot.prompts.prompt import Prompt
from bot.prompts.statements import is_told
from retrieval_core.request import Interval
from retrieval_core.taxonomy import Taxonomy

_METERS = {"2", "4", "8", "16"}
_ROUGHLY = frozenset("like about around roughly approximately maybe say".split())
#: What turns a bound round, and what may stand between the two: "can't be longer than", "shouldn't go past".
_DENIALS = lists.words("numbers", "denials")
_REACHING = lists.words("numbers", "reaching")
_WHICH = frozenset("that thats they it which should must to please".split())
_OTHER_WAY = {"above": "below", "below": "above"}
_EXACTLY = {"exactly", "precisely", "strictly", "exact"}
LINKS = lists.words("numbers", "links")
_BOUNDS = {
    tuple(phrase): name for name in ("above", "below", "about") for phrase in lists.phrases("numbers", name)
}
_LONGEST = max(map(len, _BOUNDS))
OR_ABOVE = lists.phrases("numbers", "or_above")
OR_BELOW = lists.phrases("numbers", "or_below")
TEMPO_UNITS = lists.phrases("numbers", "tempo_units")
_OR_SO = lists.phrases("numbers", "or_so")
#: What tells by how much a tempo may differ, between it and that: "120 +/- 3".
_DIFFERING = lists.Phrases("give or take, plus minus, plus or minus, + / -, + -, ±")
_RANGE = ("-", "to", "and", "&", "or", "bis", "until", "till", "/", "~")
_JOINTS = frozenset([",", "and", "but"])
_JOINED = [[joint] for joint in _JOINTS]
_BETWEEN = {"between", "btwn"}
_UP_TO = lists.Phrases("up to")
#: "Half of a second".
OF_A = frozenset(["of", "a"])
_MOVED = lists.words("numbers", "moved")
_NO_TEMPO = lists.words("numbers", "no_tempo")
OTHER_UNITS = lists.words("numbers", "other_units")
_TEMPO_CUES = {"tempo", "bpm", "@"}
SECONDS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1.0),
    **dict.fromkeys(("ms", "msec", "millisecond", "milliseconds"), 0.001),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), 60.0),
}
#: Parts of ten beats per minute.
_PARTS = {
    **dict.fromkeys("low lower early".split(), (0, 4)),
    **dict.fromkeys("mid middle".split(), (3, 7)),
    **dict.fromkeys("high higher upper late".split(), (5, 9)),
}
DECADES = _PARTS.keys() | {"the"}
#: "Like forty people".
_PERSONS = frozenset("people folks hands men women kids children".split())
#: Before a number that is a tempo, in a story.
_BEFORE_TEMPI = frozenset("at between tempo ,".split())
_MUSIC = lists.words("numbers", "music")
_RUNNING = frozenset("about around at goes is plays runs sits was".split())
_WHOSE = frozenset("a her his my our that the their this".split())
SLOWEST, FASTEST = 40, 300  # bpm, of a number that stands without a unit


def drop_meter(prompt: Prompt) -> None:
    """Take time signatures off: no sample is catalogued by its meter, and "3/4" is neither a count nor a tempo."""
    if "/" not in prompt.words:
        return
    for at in range(1, len(prompt.words) - 1):
        over, under = prompt.word(at - 1), prompt.word(at + 1)
        if prompt.word(at) == "/" and under in _METERS and over.isascii() and over.isdigit():
            if SECONDS.get(prompt.word(prompt.after(at + 2, OF_A))):
                continue  # "1/4 second"
            prompt.take(prompt.before(at - 1, {"in", "a"}), prompt.after(at + 2, {"time", "meter"}))


def tempo(prompt: Prompt, taxonomy: Taxonomy) -> Interval | None:
    """Take the tempo that is asked for, in bpm: "around 140", "90-100 bpm", "faster than 165", "dnb tempo".

    A number alone is exact to 2 bpm, "around" means within 5, as detected tempos are not exact either.
    """
    found = intervals(prompt, _tempo_at)
    if found:
        return found
    for mention in prompt.open_mentions():
        if mention.meaning.genre and prompt.word(mention.end) in ("tempo", "bpm", "speed"):
            prompt.take(prompt.before(mention.start, LINKS), mention.end + 1)
            low, high = taxonomy.genres[mention.meaning.genre].tempo
            return float(low), float(high)
    return None


def intervals(prompt: Prompt, read: Callable[[Prompt, int], Interval | None]) -> Interval | None:
    """The first interval that is read; where one of its sides is open, a second may close it: "over 90 but under 110"."""
    first: Interval | None = None
    for at in beginnings(prompt):
        found = read(prompt, at)
        if not found:
            continue
        if first is None:
            first = found
            if None not in first:
                break
        elif (first[0] is None) != (found[0] is None) and None in found:
            return (first[0] or found[0], first[1] or found[1])
        else:
            break
    if first is not None and None in first:
        return _closed(prompt, first)
    return first


def _closed(prompt: Prompt, interval: Interval) -> Interval:
    """An interval that is open on one side with the other bound, if that stands beside it without a unit: "over 5 but under 10 s"."""
    wanted = "above" if interval[0] is None else "below"
    for at in beginnings(prompt):
        found = number(prompt, at)
        if not found:
            continue
        bound, start = bound_before(prompt, at)
        joint = prompt.before(start, _JOINTS)
        before = prompt.words[found[1] : found[1] + 1] in _JOINED and not prompt.word(found[1] + 1)
        behind = 0 < joint < start and prompt.taken[joint - 1] and not prompt.word(found[1]).isalnum()
        if bound == wanted and (before or behind):
            prompt.take(joint if behind else start, found[1] + before)
            return (found[0], interval[1]) if wanted == "above" else (interval[0], found[0])
    return interval


def _tempo_at(prompt: Prompt, at: int) -> Interval | None:
    if ten := _decade(prompt, at):
        return ten
    found = number_or_range(prompt, at)
    return _tempo_of(prompt, at, *found) if found else None


def _decade(prompt: Prompt, at: int) -> Interval | None:
    """Take ten beats per minute, or a part of them: "in the 120s", "mid 90s bpm"; the nineties alone are a time.

    Without a unit, fewer than a hundred are a tempo of loops only, and right behind them.
    """
    if not prompt.word(at)[:1].isdigit():
        return None
    glued = prompt.word(at + 1) == "s" and not prompt.tokens[at + 1].spaced
    digits, end = (prompt.word(at), at + 2) if glued else (prompt.word(at).removesuffix("s"), at + 1)
    if not (digits.isdigit() and digits.endswith("0")) or digits == prompt.words[end - 1]:
        return None
    low = int(digits)
    part = _PARTS.get(prompt.word(at - 1))
    start = at - 1 if part else at
    unit = prompt.starts(end, TEMPO_UNITS)
    if not unit:
        the = prompt.words[max(0, start - 2) : start] == ["in", "the"]
        looped = any(m.meaning.kind == "loop" for m in prompt.mentions) and prompt.mentioned(start - 3)
        if not (low >= 100 and (the or part)) and not (the and looped):
            return None
    if not SLOWEST <= low <= FASTEST:
        return None
    prompt.take(prompt.before(start, LINKS), unit or end)
    first, last = part or (0, 9)
    return float(low + first), float(low + last)


def number_or_range(prompt: Prompt, at: int) -> tuple[float, float | None, int] | None:
    first = number(prompt, at)
    if not first:
        return None
    low, end = first
    behind = prompt.starts(end, _UP_TO)  # "from 90 up to 95"
    if behind or prompt.word(end) in _RANGE:
        second = number(prompt, behind or end + 1)
        if second and _is_octave(low, second[0]) and prompt.word(end) in ("or", "/"):
            return low, None, second[1]  # the first of "85 or 170"
        if second and second[0] > low and _joins(prompt, at, end):
            return low, second[0], second[1]
        if second and second[0] < low and prompt.word(at - 1) in _BETWEEN:
            return second[0], low, second[1]
    return low, None, end


def _is_octave(low: float, other: float) -> bool:
    """Whether two tempi are one, counted once and twice as fast: "174 or 87"."""
    return low >= SLOWEST and other >= SLOWEST / 2 and abs(max(low, other) / min(low, other) - 2) < 0.1


def _joins(prompt: Prompt, at: int, link: int) -> bool:
    """Whether the word between two numbers makes a range of them."""
    word = prompt.word(link)
    if word in ("/", "~"):  # "120/125", but "drums at 120 ~ 8 of them"
        return not prompt.tokens[link].spaced
    return word not in ("and", "&") or prompt.word(at - 1) in _BETWEEN


def _tempo_of(prompt: Prompt, at: int, low: float, high: float | None, end: int) -> Interval | None:
    if prompt.word(end) in SECONDS:
        return None
    if prompt.word(end) in OTHER_UNITS:
        return None
    unit = prompt.starts(end, TEMPO_UNITS)
    plausible = SLOWEST <= low <= FASTEST and low == int(low)
    if not (unit or plausible) and _TEMPO_CUES.isdisjoint(prompt.words):
        return None
    bound, start = bound_before(prompt, at)
    cue = prompt.before(start, LINKS)
    named = unit or any(word in _TEMPO_CUES for word in (prompt.word(cue - 1), prompt.word(start - 1)))
    if not named and not (plausible and _speaks_of_tempo(prompt, at, end, bound)):
        return None
    # With a unit fewer may be a difference: "10 bpm slower".
    if not (1 if unit else 20) <= low <= 999 or (high or low) > 999:
        return None
    finish = unit or end
    plus = prompt.word(end) == "+" and not prompt.starts(end, _DIFFERING)
    if plus:
        finish = prompt.starts(end + 1, TEMPO_UNITS) or end + 1
    if more := prompt.starts(finish, OR_ABOVE):
        finish, bound = more, "above"
    elif less := prompt.starts(finish, OR_BELOW):
        finish, bound = less, "below"
    ish = prompt.word(end) == "ish"
    if ish:
        finish = prompt.starts(end + 1, TEMPO_UNITS) or end + 1
    differing, finish = _differing(prompt, finish)
    if behind := past_rough(prompt, finish):
        ish, finish = True, behind
    begin = prompt.before(prompt.before(start, LINKS), _TEMPO_CUES | {"between"})
    prompt.take(
        prompt.before(begin, LINKS - {"a", "the", "of", "it", "to", "be"}), prompt.after(finish, {"tempo"})
    )
    if high is not None:
        return low, high
    if bound == "above" or plus:
        return low, None
    if bound == "below":
        return None, low
    spread = differing or (5.0 if bound == "about" or ish else 0.5 if bound == "exactly" else 2.0)
    return max(0.0, low - spread), low + spread


def past_rough(prompt: Prompt, at: int) -> int:
    """The end of what is said behind a number that is not meant exactly: "or so", ", give or take"; 0 where it is none."""
    return prompt.starts(at + (prompt.word(at) == ","), _OR_SO)


def _differing(prompt: Prompt, at: int) -> tuple[float, int]:
    """By how much a tempo may differ, and where that is told: "+/- 3"; 0 where it is not."""
    by = prompt.starts(at, _DIFFERING)
    value = number(prompt, by) if by else None
    return (value[0], prompt.starts(value[1], TEMPO_UNITS) or value[1]) if value else (0.0, at)


def _speaks_of_tempo(prompt: Prompt, at: int, end: int, bound: str) -> bool:
    """Whether a plausible number without a unit is a tempo rather than a count."""
    if prompt.words[max(0, at - 1)] == "'" or prompt.word(at - 1) == "since":
        return False  # "in '78"
    if prompt.word(end) == "era":
        return False  # "97 era jungle"
    if _is_of_music(prompt, at):
        return True
    if prompt.is_story:
        # "The bugler's ninety" is no tempo; "in G minor at 84 and all it needs", "around 122." are.
        noted = prompt.taken[max(0, at - 2) : at - 1] == [True]
        # What is named right before runs so fast: "some ride at 126 would help".
        runs = prompt.word(at - 1) in ("at", "@") and prompt.mentioned(at - 2)
        closes = noted or runs or not prompt.word(end)[:1].isalpha() or prompt.mentioned(end)
        placed = bool(bound) or prompt.word(at - 1) in _BEFORE_TEMPI
        return closes and placed and prompt.word(at)[0].isdigit()
    if prompt.word(at - 1) == "like" and prompt.word(end) in _PERSONS:
        return False
    if bound:
        return True
    if prompt.word(at - 1) in {"at", "from", "tempo", "in"} | _BETWEEN:
        return True
    if prompt.word(end) in ("-", "+", "ish"):
        return True
    if is_told(prompt, at):
        return False  # "I've got 99 problems"
    value = number(prompt, at)
    if (
        value is None
        or value[0] < 60
        or (
            (prompt.word(at) in WORDS or prompt.word(end - 1) == "hundred") and prompt.word(end)[:1].isalpha()
        )  # "sixty kicks", but "hats, one eighteen"
        or prompt.word(end) in ("more", "of", "samples", "sounds", "others")
        or (value[0] % 50 == 0 and prompt.names_class(end) and prompt.word(end).endswith("s"))  # "100 kicks"
    ):
        return False
    if prompt.words[at - 1] == "am":
        return prompt.taken[at - 1]  # "A minor" is "Am", too
    return prompt.words[at - 1] not in _NO_TEMPO


def _is_of_music(prompt: Prompt, at: int) -> bool:
    """Whether a number is the tempo of what the sound is for: "the beat is 95", "sent me a vocal at 128"."""
    value, noun = number(prompt, at), prompt.before(at, _RUNNING)
    if value is None or value[0] < 60 or noun == at or noun < 2:
        return False
    return prompt.words[noun - 1] in _MUSIC and prompt.words[noun - 2] in _WHOSE


def bound_before(prompt: Prompt, at: int) -> tuple[str, int]:
    """What stands before a number: "above", "below", "about", "exactly" or nothing, and where that begins.

    A bound holds though it is a rough one: "max like half a second".
    """
    if prompt.word(at - 1) in _ROUGHLY:
        bound, start = bound_before(prompt, at - 1)
        if bound in ("above", "below"):
            return bound, start
    for start in range(max(0, at - _LONGEST), at):
        if name := _BOUNDS.get(tuple(prompt.word(place) for place in range(start, at))):
            if prompt.words[start] == "up" and prompt.words[max(0, start - 1)] in _MOVED:
                return "", start  # "bump it up to 130"
            if name == "about" and prompt.words[max(0, start - 1)] in ("what", "how"):
                return "", at
            return _unless_denied(prompt, name, start)
    if prompt.word(at - 1) in _EXACTLY:
        return "exactly", at - 1
    return "", at


def _unless_denied(prompt: Prompt, bound: str, start: int) -> tuple[str, int]:
    """A bound turned round where it is one that may not be passed: "don't go over", "that isn't longer than"."""
    denial = prompt.before(start, _REACHING) - 1
    if bound in _OTHER_WAY and prompt.word(denial) in _DENIALS:
        return _OTHER_WAY[bound], prompt.before(denial, _WHICH)
    return bound, start


def middle(interval: Interval) -> float:
    """The middle of an interval, or the side of it that is not open."""
    low, high = interval
    return ((low or high or 0) + (high or low or 0)) / 2
