"""Which words behind an answer point at its hits, decided in one place: "darker than 2", "keep 1 and 3", "the second hat", "that one".

They are written as "#2" then, which the rest of the grammar takes for a hit wherever it stands; a number that counts or measures stays as
it is: "2 darker kicks", "longer than 4 s".
"""

import re
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from bot.prompts.context.comparisons import quality_before
from bot.prompts.context.hits import CARDINALS, GREETING, ORDINALS, SENDING, TOLD_OF_ONE, may_end, opening
from bot.prompts.language import lists
from bot.prompts.language.lexicon import Quality
from bot.prompts.language.prompt import Prompt

#: One of these is needed to point at anything; most prompts have none.
_NUMBERED = re.compile(r"\b(?:nr|num|number)\.?\s*(?=\d)", re.IGNORECASE)  # "Nr. 2"
_NEEDED = re.compile(
    rf"\d|\b(?:it|(?:hear|is|of|play) the|penultimate|others?|rest|than|that|this|th[eo]se|none|{'|'.join([*CARDINALS, *ORDINALS])})\b",
    re.IGNORECASE,
)
#: Behind these a number is that of a hit: "keep 3", "same length as 3"; behind those two of them are, "only 2 and 4", but not "only 2".
_ONE, _SEVERAL = lists.phrases("pointing", "one"), lists.phrases("pointing", "several")
#: Behind a hit that others were to be like, as in "no, 2", and one that was told apart.
_MEANING, _PICKED = lists.phrases("pointing", "meaning"), lists.phrases("pointing", "picked")
_JOINTS = frozenset(", and & +".split())
_LOVING = frozenset("adore dig digging liked love loved loving".split())
_IT = frozenset("it that".split())
_THIS = frozenset("that this".split())
_THEM = frozenset("em them these those".split())
#: What stands for the hits that were not told apart, and what may stand beside that where it is all that is asked for.
_OTHERS = lists.phrases("pointing", "others")
_BESIDE_OTHERS = GREETING | SENDING | frozenset("about how what".split())
#: How a hit is refused, and what may stand behind that: "not that hat, another".
_REFUSED = lists.phrases("references", "refused")
_BEHIND_REFUSED = frozenset("again another either one please pls then".split())
#: What none of some hits are or do that are refused: "none of the kicks work".
DOING = lists.words("reactions", "liked") | frozenset(
    "any are do does fit fits hit hits is it me for sound work works".split()
)
_LAST_BUT_ONE = lists.phrases("pointing", "last_but_one")
#: How far a hit lies from the one that was told apart: "the one after that".
_STEPS = {"before": -1, "after": 1}
_THE = frozenset("the that this your".split())
_BEFORE_ORDINALS = _THE | _JOINTS | {"", "like", "to", "as", "than", "of", "is"}
#: What may stand behind numbers of hits, besides what may behind any rank.
_BEHIND = frozenset("again as instead minus only then without".split())
#: What may stand behind "that one".
_GOING_ON = lists.words("pointing", "going_on")
#: What begins a change of a hit, or tells of it, behind its number, and what tells that so many are enough.
_WITHOUT, _ONLY = frozenset("but minus without".split()), frozenset("but just only".split())
_SUFFICING = frozenset("all enough few fine many much ok okay plenty sufficient too".split())
#: "How long is the clap", "play the snare".
_HEARING, _FACTS = frozenset(["hear", "play"]), lists.words("questions", "facts")
_ASKING_OF = frozenset(["is", "of"])
#: More hits are hardly shown at once.
_MOST = 10
#: Signs that make another number of one: "2-4", "1/2".
_PARTS = frozenset("- / : % '".split())
#: "The first kick was better" is that of an earlier answer.
_EARLIER = frozenset("back before best better liked nicer old original preferred".split())


class Shown(NamedTuple):
    """The hits of an answer, as far as words may point at them.

    Attributes:
        many: how many there are.
        longest: how many seconds "longer than 4" may be about.
        of: the ranks of those that are of some classes.
        picked: the ranks of those that were told apart since, in the order in which they were.
        likened: whether they are like a hit, in whose place another may have been meant.
        kit: whether they are the parts of a kit, which are called by their names where one alone is called so.
    """

    many: int
    longest: float = 0.0
    of: Callable[[Collection[str]], tuple[int, ...]] = lambda classes: ()
    picked: tuple[int, ...] = ()
    likened: bool = False
    kit: bool = False


def pointed(text: str, shown: Shown) -> str:
    """A prompt with the ranks of hits in place of what points at them.

    >>> pointed("darker than 2", Shown(5)), pointed("2 darker kicks", Shown(5)), pointed("compare 1 and 3", Shown(5))
    ('darker than #2', '2 darker kicks', 'compare #1 and #3')
    >>> pointed("like the second hat", Shown(6, of=lambda classes: (5, 6))), pointed("that one but shorter", Shown(5, picked=(3,)))
    ('like #6', '#3 but shorter')
    >>> pointed("the last of those", Shown(5, picked=(2, 4))), pointed("and the others?", Shown(5, picked=(2, 4)))
    ('#4', 'and #1 and #3 and #5?')
    """
    if not _NEEDED.search(text):
        return text
    text = _NUMBERED.sub("#", text)
    prompt = Prompt.read(text)
    found = {start: (end, ranks) for start, end, *ranks in _found(prompt, shown)}
    said, at = "", 0
    while at < len(prompt.tokens) and found:
        end, ranks = found.get(at, (at + 1, []))
        hits = " and ".join(f"#{rank}" for rank in ranks)
        said += " " * prompt.tokens[at].spaced + (hits or prompt.tokens[at].raw)
        at = end
    return said.strip() or text


def _found(prompt: Prompt, shown: Shown) -> Iterator[tuple[int, ...]]:
    """What points at hits: from where to where, and the ranks of those."""
    at = 0
    while at < len(prompt.words):
        if places := _numbers(prompt, at, shown):
            yield from ((place, place + 1, _number(prompt, place)) for place in places)
            at = places[-1] + 1
        elif (
            found := _compared_with(prompt, at, shown)
            or _asked_of(prompt, at, shown)
            or _of_class(prompt, at, shown)
            or _told_apart(prompt, at, shown)
            or _of_those(prompt, at, shown)
            or _beside(prompt, at, shown)
            or _others(prompt, at, shown)
            or _refused(prompt, at, shown)
        ):
            yield at, *found
            at = found[0]
        else:
            at += 1


def _numbers(prompt: Prompt, at: int, shown: Shown) -> list[int]:
    """The places of numbers that are said together and are those of hits: of 1 and 3 in "keep 1 and 3"."""
    places, place = [], at
    # Of five that are shown "darker than 7" is about one that is not there.
    most = _MOST if prompt.word(at - 1) == "than" or _is_behind(prompt, at, _ONE) else shown.many
    while 0 < _number(prompt, place) <= most:
        places.append(place)
        joint = prompt.after(place + 1, _JOINTS)
        place = joint if joint > place + 1 else len(prompt.words)
    if not places or shown.kit or not _ends(prompt, places[-1] + 1):
        return []
    return places if _are_ranks(prompt, at, len(places), shown) else []


def _number(prompt: Prompt, at: int) -> int:
    """The whole number at a place, in a word of digits or letters; 0 where there is none."""
    word = prompt.word(at)
    if word and prompt.locked[at]:
        return 0
    return CARDINALS.get(word) or (int(word) if word.isascii() and word.isdigit() else 0)


def _ends(prompt: Prompt, at: int) -> bool:
    """Whether nothing stands at a place that a number before it would count or measure."""
    word = prompt.word(at)
    if word == "for" and prompt.word(at + 1) in ("me", "us"):
        return False  # "choose 2 for me"
    return word in _BEHIND or (word not in _PARTS and may_end(prompt, at))


def _are_ranks(prompt: Prompt, at: int, many: int, shown: Shown) -> bool:
    """Whether what stands before so many numbers makes them those of hits."""
    if prompt.word(at - 1) == "than":
        quality = _compared(prompt, at - 1)
        # Of sounds of half a second, nobody asks for more than four.
        number = _number(prompt, at)
        long = shown.longest >= number or number > shown.many
        seconds = quality is not None and quality.measure == "length" and long
        return quality is not None and not seconds
    if many == 1 and prompt.word(at) == "one":
        return False
    meant = shown.likened and _is_behind(prompt, prompt.before(at, {","}), _MEANING)
    meant = meant and not _counts(prompt.word(at + 1))
    several = at == opening(prompt) or _is_behind(prompt, at, _SEVERAL)
    as_much = prompt.word(at - 1) == "as" and quality_before(prompt, at - 1)[0] is not None
    described = many == 1 and at == opening(prompt) and _is_described(prompt, at + 1)
    return _is_behind(prompt, at, _ONE) or meant or as_much or described or (many > 1 and several)


def _is_described(prompt: Prompt, at: int) -> bool:
    """Whether what follows a number that a turn begins with tells what that hit is like, or should be: "2, only cleaner", "3 without the click"."""
    word, following = prompt.word(at), prompt.word(at + 1)
    if word in TOLD_OF_ONE:
        return not following.isdigit() and following not in _SUFFICING
    return word in _WITHOUT or (word == "," and following in _ONLY)


def _counts(word: str) -> bool:
    """Whether what follows a number that may be that of a hit makes a count of it: "sorry, 2 more", "no, 2 is enough"."""
    return word.isalpha() and word not in _JOINTS | _BEHIND | {"but"}


def _is_behind(prompt: Prompt, at: int, phrases: lists.Phrases) -> bool:
    """Whether one of some phrases ends right before a place."""
    return any(phrases.end(prompt.words, start) == at for start in range(max(0, at - 4), at))


def _compared(prompt: Prompt, at: int) -> Quality | None:
    """What a comparative right before a place compares: "darker", "less bright"."""
    quality, begin = quality_before(prompt, at)
    return (
        quality if quality and (quality.comparative or prompt.word(begin - 1) in ("more", "less")) else None
    )


def _compared_with(prompt: Prompt, at: int, shown: Shown) -> tuple[int, int] | None:
    """Where "the ride" ends in "shorter than the ride", and the rank of the first one, where others were shown as well."""
    named = prompt.mention_at(prompt.after(at, _THE))
    if (
        not named
        or not named.meaning.classes
        or prompt.word(at - 1) != "than"
        or not _compared(prompt, at - 1)
    ):
        return None
    ranks = shown.of(named.meaning.classes)
    return (named.end, ranks[0]) if 0 < len(ranks) < shown.many else None


def _asked_of(prompt: Prompt, at: int, shown: Shown) -> tuple[int, ...] | None:
    """Where "the clap" ends in "how long is the clap", and its rank, where one clap alone was shown, and others as well."""
    ranks, end, place = list[tuple[int, ...]](), at, at
    # "The kick and the snare" are both, if each was shown once.
    while prompt.word(place) == "the" and (named := prompt.mention_at(place + 1)) and named.meaning.classes:
        ranks.append(shown.of(named.meaning.classes))
        end = named.end
        place = prompt.after(end, _JOINTS) if prompt.word(end) in _JOINTS else len(prompt.words)
    if not ranks:
        return None
    asks = prompt.word(at - 1) in _ASKING_OF and (at - 1 == opening(prompt) or prompt.word(at - 2) in _FACTS)
    asks = asks and (may_end(prompt, end) or prompt.word(end) in _FACTS or prompt.word(end + 1) == "than")
    heard = prompt.word(at - 1) in _HEARING and may_end(prompt, end)
    alone = all(len(of_class) == 1 for of_class in ranks) and shown.many > 1
    return (end, *(rank for (rank,) in ranks)) if (asks or heard) and alone else None


def _of_class(prompt: Prompt, at: int, shown: Shown) -> tuple[int, int] | None:
    """Where "the second hat" ends, and the rank of that hit among all, where not all of them are hats."""
    start = at + (prompt.word(at) in _THE)
    place = ORDINALS.get(prompt.word(start), 0)
    named = prompt.mention_at(start + 1) if place and prompt.word(start - 1) in _BEFORE_ORDINALS else None
    ranks = shown.of(named.meaning.classes) if named and named.meaning.classes else ()
    if not named or not ranks or len(ranks) == shown.many:
        return None
    if len(ranks) == 1 and (shown.kit or not _EARLIER.isdisjoint(prompt.words)):
        return None
    # A fourth of three is a hit that is not there.
    return named.end, (*ranks, shown.many + place)[min(place - 1, len(ranks))] if place > 0 else ranks[-1]


def _told_apart(prompt: Prompt, at: int, shown: Shown) -> tuple[int, int] | None:
    """Where a "that one" ends, or a "that kick", that was told apart from the others, and its rank."""
    if len(shown.picked) != 1 or prompt.word(at - 1) in _LOVING:  # "love that one"
        return None
    again = prompt.word(at) in _IT and (prompt.word(at + 1) == "again" or prompt.word(at - 1) == "than")
    end = at + 1 if again else prompt.starts(at, _PICKED)
    named = prompt.mention_at(at + 1) if prompt.word(at) in _THIS and not shown.kit else None
    if named and named.meaning.classes and shown.picked[0] in shown.of(named.meaning.classes):
        end = named.end
    return (end, shown.picked[0]) if end and _is_all(prompt, end) else None


def _of_those(prompt: Prompt, at: int, shown: Shown) -> tuple[int, int] | None:
    """Where "the first of those" ends, and the rank of that hit, where some were told apart."""
    start = at + (prompt.word(at) in _THE)
    place = ORDINALS.get(prompt.word(start), 0)
    of = prompt.after(start + 1, {"one"})
    several = len(shown.picked) > 1 and place <= len(shown.picked)
    if not (place and several and prompt.word(of) == "of" and prompt.word(of + 1) in _THEM):
        return None
    return of + 2, shown.picked[place - 1 if place > 0 else place]


def _beside(prompt: Prompt, at: int, shown: Shown) -> tuple[int, int] | None:
    """Where "the middle one" ends, or "the one after that", behind one that was told apart; and the rank of that hit."""
    words = prompt.words[at : at + 3]
    if words == ["the", "middle", "one"] and shown.many % 2:
        return at + 3, shown.many // 2 + 1
    if shown.many > 1 and (end := prompt.starts(prompt.after(at, {"the"}), _LAST_BUT_ONE)):
        return prompt.after(end, {"one"}), shown.many - 1
    step = _STEPS.get(words[-1], 0) if words[:2] == ["the", "one"] else 0
    if not step or len(shown.picked) != 1:
        return None
    end, rank = prompt.after(at + 3, _IT), shown.picked[0] + step
    return (end, rank) if 0 < rank <= shown.many and not prompt.word(end).isalnum() else None


def _others(prompt: Prompt, at: int, shown: Shown) -> tuple[int, ...] | None:
    """Where "the other two" ends, and the ranks of the hits that were not told apart, where those alone are asked for."""
    end = prompt.starts(at, _OTHERS)
    ranks = [rank for rank in range(1, shown.many + 1) if rank not in shown.picked]
    if not (end and shown.picked and ranks):
        return None
    told = _number(prompt, end)
    end = prompt.after(end + (told > 0), {"ones"})
    before = () if _is_behind(prompt, at, _REFUSED) else prompt.words[:at]  # "not the others"
    beside = {word for word in (*before, *prompt.words[end:]) if word.isalnum()}
    return (end, *ranks) if told in (0, len(ranks)) and beside <= _BESIDE_OTHERS else None


def _refused(prompt: Prompt, at: int, shown: Shown) -> tuple[int, ...] | None:
    """Where "that hat" of "not that hat" ends, or "the snares work" of "none of the snares work", and the ranks of all that are some."""
    named = prompt.mention_at(at + 1) if _is_behind(prompt, at, _REFUSED) else None
    none = prompt.words[max(0, at - 2) : at] == ["none", "of"]
    points = prompt.word(at) in _THIS | _THEM or (none and prompt.word(at) == "the")
    if not (points and named and named.meaning.classes):
        return None
    end = prompt.after(named.end, DOING) if none else named.end
    ranks = shown.of(named.meaning.classes)
    rest = {word for word in prompt.words[end:] if word.isalnum()}
    return (end, *ranks) if ranks and rest <= _BEHIND_REFUSED else None


def _is_all(prompt: Prompt, at: int) -> bool:
    """Whether nothing stands at a place of which a "one" before it is but one: not so "that one day"."""
    said = prompt.mention_at(at)
    described = said is not None and said.meaning.quality is not None
    return described or may_end(prompt, at) or prompt.word(at) in _GOING_ON
