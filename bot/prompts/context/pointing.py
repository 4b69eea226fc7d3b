"""Which words behind an answer point at its hits, decided in one place: "darker than 2", "keep 1 and 3", "the second hat", "that one".

They are written as "#2" then, which the rest of the grammar takes for a hit wherever it stands; a number that counts or measures stays as
it is: "2 darker kicks", "longer than 4 s".
"""

import re
from collections.abc import Callable, Collection
from typing import NamedTuple

from bot.prompts.context.comparisons import quality_before
from bot.prompts.context.hits import CARDINALS, ORDINALS, TOLD_OF_ONE, first_few, may_end, number, opening
from bot.prompts.language import lists
from bot.prompts.language.prompt import Prompt

#: "Nr. 2", "number two".
_NUMBERED = re.compile(rf"\b(?:nr|num|number)\.?\s*(?=\d|(?:{'|'.join(CARDINALS)})\b)", re.IGNORECASE)
#: One of these is needed to point at anything; most prompts have none.
_NEEDED = re.compile(
    rf"\d|\b(?:it|(?:hear|is|of|play) the|middle|penultimate|than|th(?:at|is|[eo]se)|{'|'.join([*CARDINALS, *ORDINALS])})\b",
    re.IGNORECASE,
)
#: Behind these a number is that of a hit: "keep 3", "same length as 3"; behind those two of them are, "only 2 and 4", but not "only 2".
_ONE, _SEVERAL = lists.phrases("pointing", "one"), lists.phrases("pointing", "several")
_MIDDLE = lists.Phrases("the middle one, the one in the middle")
#: A hit that was told apart, and the last but one.
_PICKED, _LAST_BUT_ONE = lists.phrases("pointing", "picked"), lists.phrases("pointing", "last_but_one")
_JOINTS = frozenset(", and & +".split())
_THE = frozenset("the that this your".split())
_BEFORE_ORDINALS = _THE | _JOINTS | {"", "like", "to", "as", "than", "of", "is"}
#: What may stand behind numbers of hits, besides what may behind any rank.
_BEHIND = frozenset("again as instead minus only then without".split())
#: What begins a change of a hit, or tells of it, behind its number, and what tells that so many are enough.
_CHANGING = frozenset("but minus without".split())
_SUFFICING = frozenset("all enough few fine many much ok okay plenty sufficient".split())
#: Before what is said of another hit: "3 sucks, 1 is great".
_PARTING = frozenset(", . ; !".split())
#: "How long is the clap", "play the snare".
_HEARING, _FACTS = frozenset(["hear", "play"]), lists.words("questions", "facts")
_REFUSED, _DROPPING = (
    lists.phrases("references", "refused"),
    lists.words("references", "dropping") - {"can", "take"},
)
#: "Drop the other three", which asks for no three.
_OTHERS = re.compile(
    rf"\b({'|'.join(_REFUSED.by_first)}) the other (?:\d|{'|'.join(CARDINALS)})\b", re.IGNORECASE
)
#: "1-3 are great", "2 thru 4"; "2-3" alone may be so many.
_RANGE = re.compile(
    r"(?<![\w.#-])([1-9]) ?(?:(?:-|to) ?([1-9])(?= (?!please|pls)[a-z])|(?:thru|through) ?([1-9])\b)",
    re.IGNORECASE,
)
#: More hits are hardly shown at once.
_MOST = 10
#: Signs that make another number of one: "2-4", "1/2".
_PARTS = frozenset("- / : % '".split())


class Shown(NamedTuple):
    """The hits of an answer, as far as words may point at them.

    Attributes:
        many: how many there are.
        longest: how many seconds "longer than 4" may be about.
        of: the ranks of those that are of some classes.
        picked: the ranks of those that were told apart since, in the order in which they were.
        kit: whether they are the parts of a kit, which are called by their names where one alone is called so.
    """

    many: int
    longest: float = 0.0
    of: Callable[[Collection[str]], tuple[int, ...]] = lambda classes: ()
    picked: tuple[int, ...] = ()
    kit: bool = False


def pointed(text: str, shown: Shown) -> str:
    """A prompt with the ranks of hits in place of what points at them.

    >>> pointed("darker than 2", Shown(5)), pointed("2 darker kicks", Shown(5)), pointed("compare 1 and 3", Shown(5))
    ('darker than #2', '2 darker kicks', 'compare #1 and #3')
    >>> pointed("like the second hat", Shown(6, of=lambda classes: (5, 6))), pointed("that one but shorter", Shown(5, picked=(3,)))
    ('like #6', '#3 but shorter')
    """
    if not _NEEDED.search(text):
        return text
    text = _OTHERS.sub(r"\1 the others", _NUMBERED.sub("#", text))
    prompt = Prompt.read(_RANGE.sub(_all_between, text))
    said, at, points = "", 0, False
    while at < len(prompt.tokens):
        end, *ranks = _found(prompt, at, shown) or (at + 1,)
        hits = " and ".join(f"#{rank}" for rank in ranks)
        said += " " * prompt.tokens[at].spaced + (hits or prompt.tokens[at].raw)
        at, points = end, points or bool(hits)
    return said.strip() if points else text


def _all_between(found: re.Match[str]) -> str:
    """All numbers of a range: "1 and 2 and 3"."""
    first, last = int(found[1]), int(found[2] or found[3])
    return " and ".join(map(str, range(first, last + 1))) or found[0]


def _found(prompt: Prompt, at: int, shown: Shown) -> tuple[int, ...] | None:
    """Where what points at hits ends that begins at a place, and their ranks."""
    return (
        _at_an_end(prompt, at, shown)
        or _numbers(prompt, at, shown)
        or _asked_of(prompt, at, shown)
        or _of_class(prompt, at, shown)
        or _told_apart(prompt, at, shown)
        or _in_the_row(prompt, at, shown)
        or _refused(prompt, at, shown)
    )


def _at_an_end(prompt: Prompt, at: int, shown: Shown) -> tuple[int, ...] | None:
    """Where "the last 2" ends, and the ranks of these."""
    found = first_few(prompt, prompt.after(at, _THE)) if not shown.kit else None
    ranks = [rank if rank > 0 else shown.many + 1 + rank for rank in found[0]] if found else []
    return (found[1], *ranks) if found and min(ranks) > 0 and max(ranks) <= shown.many else None


def _numbers(prompt: Prompt, at: int, shown: Shown) -> tuple[int, ...] | None:
    """Where numbers end that are said together and are those of hits, and these: 1 and 3 of "keep 1 and 3"."""
    told = prompt.word(at) == "#"
    ranks, end, place = list[int](), at, at + told
    # Of five that are shown "darker than 7" is about one that is not there.
    most = _MOST if prompt.word(at - 1) == "than" or _is_behind(prompt, at, _ONE) else shown.many
    while 0 < (rank := number(prompt.word(place))) <= most:
        ranks.append(rank)
        end = place + 1
        joint = prompt.after(end, _JOINTS)
        place = joint if joint > end else len(prompt.words)
    if not ranks or shown.kit or not _ends(prompt, end):
        return None
    return (end, *ranks) if told or _are_ranks(prompt, at, ranks, end, shown) else None


def _ends(prompt: Prompt, at: int) -> bool:
    """Whether nothing stands at a place that a number before it would count or measure."""
    word = prompt.word(at)
    if word in _JOINTS and "." in prompt.word(at + 1)[1:]:
        return False  # "between 4 and 5.5 s"
    return word in _BEHIND or (word not in _PARTS and may_end(prompt, at))


def _are_ranks(prompt: Prompt, at: int, ranks: list[int], end: int, shown: Shown) -> bool:
    """Whether what stands around numbers makes them those of hits."""
    compared = prompt.word(at - 1) in ("as", "than")
    if compared and (quality := quality_before(prompt, at - 1)[0]):
        # Of sounds of half a second, nobody asks for more than four.
        return quality.measure != "length" or shown.longest < ranks[0] <= shown.many
    begins = at == opening(prompt)
    if len(ranks) > 1:
        return begins or _is_behind(prompt, at, _ONE) or _is_behind(prompt, at, _SEVERAL)
    if prompt.word(at) == "one":
        return False
    the = prompt.word(at - 1) == "the" and at - 1 == opening(prompt)  # "the 3 is it"
    begins = begins or the or prompt.word(at - 1) in _PARTING
    return _is_behind(prompt, at, _ONE) or (begins and _is_described(prompt, end))


def _is_described(prompt: Prompt, at: int) -> bool:
    """Whether what follows a number that a turn begins with tells what that hit is like, or should be: "2 but cleaner", "3 is nice"."""
    if prompt.word(at) in TOLD_OF_ONE:
        return prompt.word(prompt.after(at + 1, {"too"})) not in _SUFFICING
    return prompt.word(prompt.after(at, {","})) in _CHANGING


def _is_behind(prompt: Prompt, at: int, phrases: lists.Phrases) -> bool:
    """Whether one of some phrases ends right before a place."""
    behind = any(phrases.end(prompt.words, start) == at for start in range(max(0, at - 4), at))
    return behind and prompt.words[max(0, at - 2) : at] != ["or", "take"]  # "120, give or take 3"


def _asked_of(prompt: Prompt, at: int, shown: Shown) -> tuple[int, int] | None:
    """Where "the clap" ends in "how long is the clap", "longer than the clap", and its rank, where one clap alone was shown, and others as well."""
    named = prompt.mention_at(at + 1) if prompt.word(at) == "the" else None
    if not named or not named.meaning.classes:
        return None
    before = prompt.word(at - 1)
    compares = before == "than" and quality_before(prompt, at - 1)[0] is not None
    begins = at - 1 == opening(prompt) or prompt.word(at - 2) in _FACTS
    ends = may_end(prompt, named.end) or prompt.word(named.end) in _FACTS
    asks = before in _HEARING or (before in ("is", "of") and begins)
    ranks = shown.of(named.meaning.classes) if compares or (asks and ends) else ()
    return (named.end, *ranks) if len(ranks) == 1 < shown.many else None


def _of_class(prompt: Prompt, at: int, shown: Shown) -> tuple[int, int] | None:
    """Where "the second hat" ends, and the rank of that hit among all, where not all of them are hats."""
    start = at + (prompt.word(at) in _THE)
    place = ORDINALS.get(prompt.word(start), 0)
    named = prompt.mention_at(start + 1) if place and prompt.word(start - 1) in _BEFORE_ORDINALS else None
    ranks = shown.of(named.meaning.classes) if named and named.meaning.classes else ()
    if not named or not ranks or len(ranks) == shown.many or (shown.kit and len(ranks) == 1):
        return None
    # A fourth of three is a hit that is not there.
    return named.end, (*ranks, shown.many + place)[min(place - 1, len(ranks))] if place > 0 else ranks[-1]


def _told_apart(prompt: Prompt, at: int, shown: Shown) -> tuple[int, int] | None:
    """Where a "that one" ends, or a "that kick", that was told apart from the others, and its rank."""
    if len(shown.picked) != 1:
        return None
    it = prompt.word(at) in ("it", "that") and (
        prompt.word(at + 1) == "again" or prompt.word(at - 1) in _DROPPING | {"than"}
    )
    end = at + 1 if it else prompt.starts(at, _PICKED)
    named = prompt.mention_at(at + 1) if prompt.word(at) in ("that", "this") and not shown.kit else None
    if named and named.meaning.classes and shown.picked[0] in shown.of(named.meaning.classes):
        end = named.end
    return (end, shown.picked[0]) if end else None


def _in_the_row(prompt: Prompt, at: int, shown: Shown) -> tuple[int, int] | None:
    """Where "the middle one" ends, or "the last but one", and the rank of that hit."""
    if shown.many % 2 and (end := prompt.starts(at, _MIDDLE)):
        return end, shown.many // 2 + 1
    end = prompt.starts(prompt.after(at, {"the"}), _LAST_BUT_ONE)
    return (prompt.after(end, {"one"}), shown.many - 1) if end and shown.many > 1 else None


def _refused(prompt: Prompt, at: int, shown: Shown) -> tuple[int, ...] | None:
    """Where "that hat" ends in "not that hat", and the ranks of all that are one."""
    points = prompt.word(at) in ("that", "these", "this", "those") and _is_behind(prompt, at, _REFUSED)
    named = prompt.mention_at(at + 1) if points else None
    if not named or not named.meaning.classes or prompt.word(named.end).isalnum():
        return None
    ranks = shown.of(named.meaning.classes)
    return (named.end, *ranks) if ranks else None
