"""Bounds and ranges of what is measured: "under 2", "100 or more", "90bpm-100bpm"; `numbers` and `lengths` read their units."""

from collections.abc import Callable

from bot.prompts.language import lists
from bot.prompts.language.numerals import beginnings, number
from bot.prompts.language.prompt import Prompt
from retrieval_core.request import Interval, is_outside

#: What turns a bound round, and what may stand between the two: "can't be longer than", "shouldn't go past".
_DENIALS = lists.words("numbers", "denials")
_REACHING = lists.words("numbers", "reaching")
_WHICH = frozenset("that thats they it which should must to please".split())
_OTHER_WAY = {"above": "below", "below": "above"}
#: "Cut everything longer than", "leave out whatever is over".
_SWEEPING = lists.words("references", "dropping") - {"can", "leave", "take"}
_SWEEPING |= frozenset("ban exclude hide out".split())
_ALL = frozenset("all any anything everything is ones that that's those whatever which with".split())
_EXACTLY = frozenset("exactly precisely strictly exact".split())
_BOUNDS = {
    tuple(phrase): name for name in ("above", "below", "about") for phrase in lists.phrases("numbers", name)
}
_LONGEST = max(map(len, _BOUNDS))
_BEHIND = {"above": lists.phrases("numbers", "or_above"), "below": lists.phrases("numbers", "or_below")}
#: A "than" of other languages, whose comparatives are read in English by then, and of who speaks those: "less de 2", "longer as 2".
_THAN = dict.fromkeys("als as che dan de di do que".split(), "than")
_OR_SO = lists.phrases("numbers", "or_so")
_RANGE = lists.Phrases("-, to, and, &, or, bis, until, till, /, ~, up to, . ., a, a la, et, n, und, y, e, en")
#: Of these, what joins two bounds only behind a "between".
_AND = frozenset("and & a et n und y e en".split())
BETWEEN = frozenset("between btwn entre tra tussen zwischen".split())
_MOVED = lists.words("numbers", "moved")
_JOINTS = frozenset([",", "and", "but", "or"])
#: "Like forty people".
PERSONS = frozenset("people folks hands men women kids children".split())
#: Before a bound behind its number, "120, no more", and what may stand behind that.
_NOT, _POLITE = frozenset(["no", "not"]), frozenset("please pls plz thanks though".split())
_ENDING = frozenset("always plss thanks".split())
#: What a number is called behind it, and what may stand between the two: "3 s would be the absolute limit".
_CALLED = {
    "above": frozenset("floor least minimum min".split()),
    "below": frozenset("ceiling cap limit max maximum most".split()),
}
_BEING = frozenset("absolute as be hard i'd is lower my our strict that's the upper was would".split())
#: Behind a number that a "sub" bounds.
_MEASURES = frozenset("bpm ms s sec secs second seconds".split())
SLOWEST = 40  # bpm, of a number that stands without a unit


def intervals(prompt: Prompt, read: Callable[[Prompt, int], Interval | None]) -> Interval | None:
    """The first interval that is read; where one of its sides is open, a second may close it: "over 90 but under 110".

    Two that exclude each other can only mean what lies on either side, "under 1 s or over 3 s".
    """
    first: Interval | None = None
    for at in beginnings(prompt):
        found = read(prompt, at)
        if found and first and (first[0] is None) != (found[0] is None):
            return first[0] or found[0], first[1] or found[1]
        first = first or found
        if first and None not in first:
            return first
    return closed(prompt, first) if first else None


def closed(prompt: Prompt, interval: Interval) -> Interval:
    """An interval that is open on one side with the other bound, if that stands beside it without a unit: "over 5 but under 10 s", "min 200
    max 500 ms"."""
    wanted = "above" if interval[0] is None else "below"
    told = interval[0] or interval[1] or 0.0
    for at in beginnings(prompt):
        bound, start = bound_before(prompt, at)
        value, end = number(prompt, at) or (0.0, 0)
        if not end or bound != wanted:
            continue
        start, behind = prompt.before(start, _JOINTS), prompt.after(end, _JOINTS)
        follows = start > 0 and prompt.taken[start - 1] and not prompt.word(end).isalnum()
        if follows or prompt.taken[behind : behind + 1] == [True]:
            prompt.take(start, behind)
            value = value / 1000 if told < SLOWEST < value else value  # milliseconds as well
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
    behind = end + 1 if listed else prompt.starts(link, _RANGE)  # "from 90 up to 95"
    second = number(prompt, behind) if behind else None
    if second and not (listed and second[0] > 1.5 * low):
        if low >= SLOWEST and second[0] in (2 * low, low / 2) and prompt.word(link) in ("or", "/"):
            return low, None, second[1]  # the first of "85 or 170"
        if second[0] > low and _joins(prompt, at, link):
            return low, second[0], second[1]
        if second[0] < low and prompt.word(at - 1) in BETWEEN:
            return second[0], low, second[1]
    return low, None, end


def _joins(prompt: Prompt, at: int, link: int) -> bool:
    """Whether the word between two numbers makes a range of them."""
    word = prompt.word(link)
    if word in ("/", "~"):  # "120/125", but "drums at 120 ~ 8 of them"
        return not prompt.tokens[link].spaced
    return word not in _AND or prompt.word(at - 1) in BETWEEN


def bound_before(prompt: Prompt, at: int) -> tuple[str, int]:
    """What stands before a number: "above", "below", "about", "exactly" or nothing, and where that begins."""
    if prompt.word(at - 1) == "like" and (rough := bound_before(prompt, at - 1))[0] in _OTHER_WAY:
        return rough  # "max like half a second"
    for start in range(max(0, at - _LONGEST), at):
        said = [prompt.word(place) for place in range(start, at)]
        than = [*said[:-1], _THAN.get(said[-1], said[-1])] if len(said) > 1 else said
        if name := _BOUNDS.get(tuple(than)):
            if prompt.words[start] == "up" and prompt.words[max(0, start - 1)] in _MOVED:
                return "", start  # "bump it up to 130"
            if name == "about" and prompt.words[max(0, start - 1)] in ("what", "how"):
                return "", at  # "how about 120"
            return _unless_denied(prompt, name, start)
    if prompt.word(at - 1) == "sub" and _is_limit(prompt, at):
        return "below", at - 1
    return ("exactly", at - 1) if prompt.word(at - 1) in _EXACTLY else ("", at)


def _is_limit(prompt: Prompt, at: int) -> bool:
    """Whether a "sub" before a number is no bass: "drum loop sub 100", but "sub 100 bpm", "a drum loop and sub 100"."""
    low, end = number(prompt, at) or (0.0, at)
    ends = not prompt.word(end)[:1].isalpha()
    alone = low >= SLOWEST and ends and prompt.word(at - 2) not in _JOINTS | _AND
    others = any((m.meaning.classes or m.meaning.kind) and not m.start < at <= m.end for m in prompt.mentions)
    return others and (alone or prompt.word(end) in _MEASURES)


def counts_others(prompt: Prompt, at: int) -> bool:
    """Whether what a number counts stands behind it and is no sound: "under 300 dollars", "less than 300 people"."""
    word = prompt.word(at)
    plural = word.endswith("s") and word.isalpha() and len(word) > 3 and word not in _ENDING
    return (word in PERSONS or plural) and not prompt.mentioned(at)


def _unless_denied(prompt: Prompt, bound: str, start: int) -> tuple[str, int]:
    """A bound turned round where it is one that may not be passed: "don't go over", "that isn't longer than", "cut all over"."""
    denial = prompt.before(start, _REACHING) - 1
    if bound in _OTHER_WAY and prompt.word(denial) in _DENIALS:
        return _OTHER_WAY[bound], prompt.before(denial, _WHICH)
    swept = prompt.before(start, _ALL) - 1
    if bound in _OTHER_WAY and swept < start - 1 and prompt.word(swept) in _SWEEPING:
        return _OTHER_WAY[bound], swept
    return bound, start


def bound_behind(prompt: Prompt, at: int) -> tuple[str, int]:
    """What stands behind a number or its unit, "above", "below" or nothing, and where that ends: "120 bpm or more", "2 s+".

    What belongs to the number behind it is no bound of the one before: "more than 120 and less than 130".
    """
    if prompt.word(at) == "+" and not prompt.tokens[at].spaced:
        return "above", at + 1
    if prompt.word(at) == "plus" and not prompt.word(at + 1).isalnum():
        return "above", at + 1  # "120 plus", but not "120 plus a kick"
    place = prompt.after(at, _BEING)
    for name, words in _CALLED.items():
        if place > at and prompt.word(place) in words and not prompt.word(place + 1).isalnum():
            return "above" if prompt.word(place - 1) == "lower" else name, place + 1
    start = at + (prompt.word(at) == ",")
    for name, phrases in _BEHIND.items():
        end = prompt.starts(start, phrases)
        # "4 s, max", "2 s no longer please", but "no more hats", "2 s, up to you".
        apart = start > at or prompt.word(start) in _NOT
        alone = not prompt.word(end)[:1].isalnum() or prompt.word(end) in _POLITE
        of_next = prompt.word(end) == "than" or number(prompt, end) is not None
        if end and (alone or not apart) and not of_next:
            return name, end
    return "", at


def past_rough(prompt: Prompt, at: int) -> int:
    """The end of what is said behind a number that is not meant exactly: "or so", ", give or take"; 0 where it is none."""
    return prompt.starts(at + (prompt.word(at) == ","), _OR_SO)


def is_alone(prompt: Prompt) -> bool:
    """Whether a prompt tells one number, and no bound with it: "make that 450", but not "around 450", "450 or more", "at 450", "4 to 6"."""
    at, end = next(((at, found[1]) for at in beginnings(prompt) if (found := number(prompt, at))), (0, 0))
    others = any(number(prompt, place) for place in beginnings(prompt) if place >= end)
    behind = any(bound_behind(prompt, place)[0] or past_rough(prompt, place) for place in (end, end + 1))
    return end > 0 and not (others or behind or bound_before(prompt, at)[0] or prompt.word(at - 1) == "at")


def outer(interval: Interval) -> Interval:
    """The bounds of an interval, the lower one first, whether what lies within them is meant or what lies outside."""
    low, high = interval
    return (high, low) if is_outside(interval) else (low, high)


def middle(interval: Interval) -> float:
    """The middle of an interval, or the side of it that is not open."""
    low, high = interval
    return ((low or high or 0) + (high or low or 0)) / 2
