"""Bounds and ranges of what is measured: "under 2", "100 or more", "90bpm-100bpm"; `numbers` and `lengths` read their units."""

from collections.abc import Callable

from bot.prompts.language import lists
from bot.prompts.language.numerals import beginnings, number
from bot.prompts.language.prompt import Prompt
from retrieval_core.request import Interval, is_outside

_ROUGHLY = frozenset("like about around roughly approximately maybe say".split())
#: What turns a bound round, and what may stand between the two: "can't be longer than", "shouldn't go past".
_DENIALS = lists.words("numbers", "denials")
_REACHING = lists.words("numbers", "reaching")
#: "Cut everything longer than", "leave out whatever is".
_SWEEPING = (lists.words("references", "dropping") - {"can", "leave", "take"}) | {"out"}
_ALL = frozenset("all any anything everything is ones that that's those whatever which".split())
_WHICH = frozenset("that thats they it which should must to please".split())
_OTHER_WAY = {"above": "below", "below": "above"}
_EXACTLY = frozenset("exactly precisely strictly exact".split())
_BOUNDS = {
    tuple(phrase): name for name in ("above", "below", "about") for phrase in lists.phrases("numbers", name)
}
LONGEST = max(map(len, _BOUNDS))
_BEHIND = {"above": lists.phrases("numbers", "or_above"), "below": lists.phrases("numbers", "or_below")}
#: A "than" of other languages, whose comparatives are read in English by then, and of who speaks those: "less de 2", "longer as 2".
_THAN = dict.fromkeys("als as che dan de di do que".split(), "than")
_OR_SO = lists.phrases("numbers", "or_so")
RANGE = lists.Phrases("-, to, and, &, or, bis, until, till, /, ~, up to, . ., a, a la, et, und, y, e, en")
#: Of these, what joins two bounds only behind a "between".
_AND = frozenset("and & a et und y e en".split())
BETWEEN = frozenset("between btwn entre tra tussen zwischen".split())
_MOVED = lists.words("numbers", "moved")
_JOINTS = frozenset([",", "and", "but", "or"])
_JOINED = [[joint] for joint in _JOINTS]
#: "Loops, sub 100 bpm": before what is measured no bass, where something else is asked for.
_SUB = "sub"
#: "Like forty people".
PERSONS = frozenset("people folks hands men women kids children".split())
#: Before a bound behind its number, "120, no more", and what may stand behind that.
_NOT, _POLITE = frozenset(["no", "not"]), frozenset("please pls plz thanks though".split())
_ENDING = frozenset("always plss thanks".split())
UNITS = frozenset("bpm ms s sec secs second seconds".split())
_NO_TEMPO = (UNITS - {"bpm"}) | {"of"}
SLOWEST = 40  # bpm, of a number that stands without a unit


def intervals(prompt: Prompt, read: Callable[[Prompt, int], Interval | None]) -> Interval | None:
    """The first interval that is read; where one of its sides is open, a second may close it: "over 90 but under 110".

    Two that exclude each other can only mean what lies on either side, "under 1 s or over 3 s", unless they are of several sounds, each of
    which may have its own.
    """
    first: Interval | None = None
    several = sum(bool(m.meaning.classes) for m in prompt.mentions) > 1
    for at in beginnings(prompt):
        found = read(prompt, at)
        if not found:
            continue
        if first is None:
            first = found
        elif None in first and None in found and (first[0] is None) != (found[0] is None):
            both = (first[0] or found[0], first[1] or found[1])
            if not (several and is_outside(both)):
                return both
        elif not several:
            break
        if None not in first and not several:
            break
    if first is not None and None in first:
        return closed(prompt, first)
    return first


def closed(prompt: Prompt, interval: Interval) -> Interval:
    """An interval that is open on one side with the other bound, if that stands beside it without a unit: "over 5 but under 10 s", "min 200
    max 500 ms"."""
    wanted = "above" if interval[0] is None else "below"
    told = interval[0] or interval[1] or 0.0
    for at in beginnings(prompt):
        found = number(prompt, at)
        if not found:
            continue
        bound, start = bound_before(prompt, at)
        joint = prompt.before(start, _JOINTS)
        end = found[1]
        before = prompt.words[end : end + 1] in _JOINED and not prompt.word(end + 1)
        beside = prompt.taken[end : end + 1] == [True]
        behind = start > 0 and prompt.taken[joint - 1] and not prompt.word(end).isalnum()
        if bound == wanted and (before or beside or behind):
            prompt.take(joint if behind else start, end + before)
            value = found[0] / 1000 if told < SLOWEST < found[0] else found[0]  # milliseconds as well
            return (value, interval[1]) if wanted == "above" else (interval[0], value)
    return interval


def number_or_range(
    prompt: Prompt, at: int, unit: Callable[[Prompt, int], int] = lambda _, at: at
) -> tuple[float, float | None, int] | None:
    """A number, or the two of a range, and where that ends; `unit` is the end of a unit that may stand behind the first as well.

    Two that are said one behind the other, and lie not far apart, are a range, too: "slow, 60, 65", but not "at 120, 200 ms".
    """
    first = number(prompt, at)
    if not first:
        return None
    low, end = first
    link = unit(prompt, end)
    listed = prompt.word(end) == "," and low >= SLOWEST and prompt.words[max(0, at - 1)] not in _DENIALS
    behind = end + 1 if listed else prompt.starts(link, RANGE)  # "from 90 up to 95"
    second = number(prompt, behind) if behind else None
    if second and not (listed and (second[0] > 1.5 * low or prompt.word(second[1]) in _NO_TEMPO)):
        if _is_octave(low, second[0]) and prompt.word(link) in ("or", "/"):
            return low, None, second[1]  # the first of "85 or 170"
        if second[0] > low and joins(prompt, at, link):
            return low, second[0], second[1]
        if second[0] < low and prompt.word(at - 1) in BETWEEN:
            return second[0], low, second[1]
    return low, None, end


def _is_octave(low: float, other: float) -> bool:
    """Whether two tempi are one, counted once and twice as fast: "174 or 87"."""
    return low >= SLOWEST and other >= SLOWEST / 2 and abs(max(low, other) / min(low, other) - 2) < 0.1


def joins(prompt: Prompt, at: int, link: int) -> bool:
    """Whether the word between two numbers makes a range of them."""
    word = prompt.word(link)
    if word in ("/", "~"):  # "120/125", but "drums at 120 ~ 8 of them"
        return not prompt.tokens[link].spaced
    return word not in _AND or prompt.word(at - 1) in BETWEEN


def bound_before(prompt: Prompt, at: int) -> tuple[str, int]:
    """What stands before a number: "above", "below", "about", "exactly" or nothing, and where that begins.

    A bound holds though it is a rough one: "max like half a second".
    """
    if prompt.word(at - 1) in _ROUGHLY:
        bound, start = bound_before(prompt, at - 1)
        if bound in ("above", "below"):
            return bound, start
    for start in range(max(0, at - LONGEST), at):
        said = [prompt.word(place) for place in range(start, at)]
        than = [*said[:-1], _THAN.get(said[-1], said[-1])] if len(said) > 1 else said
        if name := _BOUNDS.get(tuple(than)):
            moved = prompt.words[start] == "up" and prompt.words[max(0, start - 1)] in _MOVED
            if moved and not number(prompt, start - 2):
                return "", start  # "bump it up to 130", but "90 bpm up to 5 s"
            if name == "about" and prompt.words[max(0, start - 1)] in ("what", "how"):
                return "", at
            return _unless_denied(prompt, name, start)
    if prompt.word(at - 1) in _EXACTLY:
        return "exactly", at - 1
    if prompt.word(at - 1) == "more" and prompt.names_class(at - 2):
        return "above", at - 1  # "claps more 1 second"; "more 120 bpm loops" are others
    if prompt.word(at - 1) == _SUB and (prompt.word(at + 1) in UNITS or _is_bound(prompt, at)):
        sounds = [m for m in prompt.mentions if m.meaning.classes or m.meaning.kind]
        if any(not m.start < at <= m.end for m in sounds):
            return "below", at - 1
    return "", at


def _is_bound(prompt: Prompt, at: int) -> bool:
    """Whether a number without a unit behind a "sub" is a limit: "drum loop sub 100"; "a drum loop and sub 100" has a bass."""
    plain = number(prompt, at) or (0.0, 0)
    ends = not prompt.word(at + 1)[:1].isalpha() or prompt.mentioned(at + 1)
    return plain[0] >= SLOWEST and ends and prompt.word(at - 2) not in _JOINTS | _AND


def counts_others(prompt: Prompt, at: int) -> bool:
    """Whether what a number counts stands behind it and is no sound: "under 300 dollars", "less than 300 people"."""
    word = prompt.word(at)
    plural = word.endswith("s") and not word.endswith(("ss", "us")) and len(word) > 3
    several = word in PERSONS or (plural and word.isalpha() and word not in _ENDING)
    return several and not prompt.mentioned(at)


def _unless_denied(prompt: Prompt, bound: str, start: int) -> tuple[str, int]:
    """A bound turned round where it is one that may not be passed: "don't go over", "that isn't longer than"."""
    denial = prompt.before(start, _REACHING) - 1
    swept = prompt.before(start, _ALL) - 1
    if bound in _OTHER_WAY and swept < start - 1 and prompt.word(swept) in _SWEEPING:
        return _OTHER_WAY[bound], swept
    if bound in _OTHER_WAY and prompt.word(denial) in _DENIALS:
        return _OTHER_WAY[bound], prompt.before(denial, _WHICH)
    return bound, start


def bound_behind(prompt: Prompt, at: int) -> tuple[str, int]:
    """What stands behind a number or its unit, "above", "below" or nothing, and where that ends: "120 bpm or more", "2 s+".

    What belongs to the number behind it is no bound of the one before: "more than 120 and less than 130".
    """
    if prompt.word(at) == "+" and not prompt.tokens[at].spaced:
        return ("", at) if prompt.word(at + 1) in ("/", "-") else ("above", at + 1)
    if prompt.word(at) == "plus" and not prompt.word(at + 1).isalnum():
        return "above", at + 1  # "220 plus", but not "120 plus a kick"
    if (
        prompt.word(at) == "on"
        and not prompt.word(at + 1).isalnum()
        and "from" in prompt.words[max(0, at - 4) : at]
    ):
        return "above", at + 1  # "from 100 bpm on"
    start = at + (prompt.word(at) == ",")
    for name, phrases in _BEHIND.items():
        end = prompt.starts(start, phrases)
        # "4 s, max", "2 s no longer please", but "no more hats", "2 s, up to you".
        apart = start > at or prompt.word(start) in _NOT
        alone = not prompt.word(end)[:1].isalnum() or prompt.word(end) in _POLITE
        if end and (alone or not apart) and not _is_of_next(prompt, end) and prompt.word(end) != "than":
            return name, end
    return "", at


def _is_of_next(prompt: Prompt, at: int) -> bool:
    """Whether the bound before a place is that of the number there, which has no other: "over 140 and under 100", not "5 s max 80-100 bpm"."""
    _, high, end = number_or_range(prompt, at) or (0.0, None, 0)
    return end > 0 and high is None and not bound_behind(prompt, prompt.after(end, UNITS))[0]


def past_rough(prompt: Prompt, at: int) -> int:
    """The end of what is said behind a number that is not meant exactly: "or so", ", give or take"; 0 where it is none."""
    return prompt.starts(at + (prompt.word(at) == ","), _OR_SO)


def outer(interval: Interval) -> Interval:
    """The bounds of an interval, the lower one first, whether what lies within them is meant or what lies outside."""
    low, high = interval
    return (high, low) if is_outside(interval) else (low, high)


def middle(interval: Interval) -> float:
    """The middle of an interval, or the side of it that is not open."""
    low, high = interval
    return ((low or high or 0) + (high or low or 0)) / 2
