"""How many samples are wanted."""

from collections.abc import Collection
from itertools import pairwise

from bot.prompts.language import lists
from bot.prompts.language.numerals import WORDS, beginnings, number
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.vocabulary import KITS, SAMPLES, lexicon
from bot.prompts.measures.bounds import PERSONS, bound_before, counts_others
from bot.prompts.measures.numbers import SECONDS
from bot.prompts.speech.statements import is_told

MOST = 50  # samples that one prompt may ask for
_SEPARATORS = frozenset("and n , + & plus".split())
_SIGNS = frozenset(". , ? ! : -".split())
_ALONE = frozenset(["", ".", ",", "!"])
_ARTICLES = frozenset(["a", "an"])
#: "Will be plenty", "is enough", and that others are too many.
_SUFFICING, _ENOUGH = (
    frozenset("are be is should will would".split()),
    frozenset("do enough plenty suffice suffices".split()),
)
_EXCEEDING = lists.Phrases("are too many, are too much, is too many, is too much, too many, too much")
#: "Let me hear one", "pick one of them".
_PICKING = frozenset("choose give hear pick play select send show".split())
#: What a number counts no further than.
_APART = _SIGNS | frozenset("a an and plus some the".split())
_PIECES = frozenset("x pcs piece pieces max maximum tops".split())
_OF_THEM = lists.Phrases("at a time, at once, of them, of those, of these, of both, or so")
#: How many each of the amounts in the data is.
_COUNTED = {
    "single": 1,
    "couple": 2,
    "few": 3,
    "handful": 5,
    "half_dozen": 6,
    "bunch": 10,
    "dozen": 12,
    "dozens": 24,
    "three_dozen": 36,
    "all": MOST,
}
_AMOUNTS = {
    " ".join(phrase): amount for name, amount in _COUNTED.items() for phrase in lists.phrases("amounts", name)
}
_AMOUNT_PHRASES = lists.Phrases(", ".join(_AMOUNTS))
_NUMERALS = WORDS.keys() | {"hundred"}
#: "All of them are too long", "two of those sound dull".
_BEING = frozenset("are were sound sounds feel feels seem have need".split())
_THEM = SAMPLES | frozenset("one ones them these those".split())
_UNITS = lists.words("counts", "units")
_NOT_COUNTED = (
    _UNITS
    | PERSONS
    | SECONDS.keys()
    | lists.words("counts", "compounds")
    | lists.words("numbers", "other_units")
)
_NUMBERED = lists.words("counts", "numbered")
_NO_AMOUNT = lists.words("counts", "no_amount")
_AGED = lists.words("counts", "aged")
_ASKING = lists.words("counts", "asking")
#: What stands before a number and belongs to it.
_LEADS = frozenset("x top best first just only".split())
#: Those words before a number that do nothing but ask.
_REQUESTING = frozenset("find get gimme give me send show top want".split())
#: What may stand behind a number that counts what was asked for last.
_ENDING = _ALONE | frozenset("; as because cause cuz for max now please pls plz since so thanks".split())


def count(prompt: Prompt, nouns: Collection[int] | None = None) -> int | None:
    """Take the number of samples that is wanted: "three", "a couple of", "x4", "top 10", "all"; at most 50.

    nouns: places of what is asked for, where that is known: then nothing else is counted but samples, and what has been shown.
    """
    for at, word in enumerate(prompt.words):
        if not (word in _AMOUNT_PHRASES.by_first or word in _NUMERALS or word[0].isdigit()):
            continue
        end = prompt.starts(at, _AMOUNT_PHRASES)
        value, behind = number(prompt, at) or (0.0, 0)
        if nouns is not None and not _counts(prompt, at, end or behind, nouns):
            continue
        if end and not any(prompt.locked[at:end]) and (nouns is not None or _is_amount(prompt, at, end)):
            amount = _AMOUNTS[" ".join(prompt.words[at:end])]
            prompt.take(bound_before(prompt, at)[1], end)
            return amount
        if behind and _is_count(prompt, at, value, behind):
            if prompt.word(behind) in ("-", "to", "or"):
                value, behind = number(prompt, behind + 1) or (value, behind)
            start = at - 1 if prompt.word(at - 1) in _LEADS else bound_before(prompt, at)[1]
            end = prompt.after(behind, _PIECES)
            prompt.take(start, prompt.starts(end, _OF_THEM) or end)
            return min(MOST, int(value) + _counted_besides(prompt, at, end)) if value else None
    return None


def _counts(prompt: Prompt, at: int, end: int, nouns: Collection[int]) -> bool:
    """Whether a number counts samples, or one of `nouns`, with an adjective or two between: "two long dark pads"."""
    if prompt.word(at - 1) in _REQUESTING or prompt.starts(end, _OF_THEM):
        return True
    if prompt.word(at - 1) in ("about", "say") and prompt.word(end) in _ALONE:
        return prompt.word(at - 2) in _SIGNS  # "closed hats, say 6, crisp and short"
    return _names_any(prompt, end, nouns)


def of_each(prompt: Prompt) -> bool:
    """Whether so many are wanted of each class: "two of each", "kicks and snares, three each", "2 of both"."""
    return any(
        word in ("each", "both") and (before == "of" or before in WORDS or before.isdigit())
        for before, word in pairwise(prompt.words)
    )


def told_outright(prompt: Prompt) -> bool:
    """Whether so many of what was asked for last are wanted, whatever is told beside: "just give me 20", "twelve of them so they don't clash"."""
    for at in beginnings(prompt):
        end = prompt.after((number(prompt, at) or (0, at))[1], _PIECES)
        end = prompt.starts(end, _OF_THEM) or end
        begins = prompt.word(at - 1) in _ALONE | _ASKING | _PICKING | {"so"} or bound_before(prompt, at)[0]
        if end > at and (_suffices(prompt, end) or (begins and prompt.word(end) in _ENDING)):
            return True
    return False


def _suffices(prompt: Prompt, at: int) -> bool:
    """Whether it is said behind a number that so many will do: "is enough", "crashes will be plenty"."""
    mention = prompt.mention_at(at)
    start = mention.end if mention and mention.meaning.classes else at
    said = prompt.words[start : start + 3]  # some of it may be used up
    word = next((word for word in said if word not in _SUFFICING), "")
    return word in _ENOUGH and (word != "do" or said[0] != word)


def _counted_besides(prompt: Prompt, start: int, at: int) -> int:
    """What is counted beside the class that follows: the two of "three kicks and two snares", the one of "a kick and two"."""
    if not _names_class_soon(prompt, at):
        return 0
    besides = 0
    place = start - 1
    while prompt.word(place) in _SEPARATORS | _ARTICLES or prompt.names_class(place):
        besides += prompt.word(place) in _ARTICLES and _names_class_soon(prompt, place + 1)
        place -= 1
    for place in range(at + 1, len(prompt.words)):
        if prompt.word(place) in _ARTICLES:
            besides += _names_class_soon(prompt, place + 1)
        elif (found := number(prompt, place)) and _names_class_soon(prompt, found[1]):
            besides += int(found[0])
            prompt.take(place, found[1])
    return besides


def _names_class_soon(prompt: Prompt, at: int) -> bool:
    """Whether a class is named at a place, or behind one adjective: "two dark kicks"."""
    mention = prompt.mention_at(at)
    return prompt.names_class(mention.end if mention and mention.meaning.quality else at)


def _is_amount(prompt: Prompt, at: int, end: int) -> bool:
    """Whether an amount is one of sounds: no "all day", "a lot of reverb", "how many"."""
    said = prompt.words[at:end]
    if prompt.word(end) in _NOT_COUNTED | _BEING or is_told(prompt, at):
        return False
    behind = prompt.mention_at(end)
    if said[-1] in ("it", "them", "those") and behind and behind.meaning.quality:
        return False  # "all of them louder"
    if said == ["everything"]:
        return at > 0 and prompt.words[at - 1] in _ASKING
    if said == ["single"]:  # "a single snare hit" tells its form
        if not behind or not behind.meaning.classes or prompt.mentioned(behind.end):
            return False
        return not prompt.words[behind.end - 1].endswith("s")
    if said in (["all"], ["every"], ["all", "the"]):
        asked = end == len(prompt.words) and prompt.word(at - 1) in _ASKING | _THEM  # "show them all"
        own = prompt.words[end : end + 1] in (["my"], ["our"])  # "all my snares are acoustic"
        return asked or (not own and any(map(prompt.names_class, range(end, end + 4))))
    if said[-1] == "of" and not _names_any(prompt, end):
        return False
    if said[-1] == "as":
        return not number(prompt, end)  # "as many as ten"
    if said == ["as", "many"]:
        return "as" in prompt.words[end : end + 5]
    return prompt.word(at - 1 - (prompt.word(at - 1) == "a")) not in _NO_AMOUNT  # "with a couple of fills"


def _names_any(prompt: Prompt, at: int, nouns: Collection[int] | None = None) -> bool:
    """Whether sounds, or `nouns` of them, are named right behind a place, or what stands for them: "dark kicks", "punchy ones"."""
    end = next((place for place in range(at, at + 4) if prompt.word(place) in _APART), at + 4)
    names = prompt.names_class if nouns is None else nouns.__contains__
    return any(names(place) or prompt.word(place) in _THEM for place in range(at, end))


def _sizes_kit(prompt: Prompt, at: int, end: int) -> bool:
    """Whether a number tells how large a kit is: "a kit of 4", "a 5 piece drum kit"."""
    pieces = prompt.word(end) in _PIECES and not KITS.isdisjoint(prompt.words[end + 1 : end + 3])
    return pieces or (at > 1 and prompt.words[at - 1] == "of" and prompt.words[at - 2] in KITS)


def _is_count(prompt: Prompt, at: int, value: float, end: int) -> bool:
    """Whether a number counts samples, and not years, bars, or somebody's age."""
    before = prompt.words[at - 1] if at else ""
    if _sizes_kit(prompt, at, end):
        return True
    following = next(filter(None, map(prompt.word, range(end, len(prompt.words)))), "")
    if (
        value != int(value)
        or 1900 <= value < 2100
        or before in _NUMBERED
        or (before in (":", "-") and prompt.word(at - 2).isdigit())  # "01:12", "80-90 or 160-180"
        or (prompt.word(end) == ":" and prompt.word(end + 1).isdigit())
        or following in _NOT_COUNTED
        or (value > MOST and not _names_any(prompt, end))
        or (counts_others(prompt, end) and prompt.word(end) not in SAMPLES)
        or _EXCEEDING.end(prompt.words, end)
    ):
        return False
    if prompt.words[end : end + 1] == ["more"]:
        return prompt.word(end + 1) not in _UNITS  # "ok, 3 more of those", where "more" itself has been read
    some = prompt.starts(end, _OF_THEM)
    if some and prompt.word(some) in _BEING:
        return False  # "two of them are too long"
    if (before in _AGED and not prompt.names_class(end)) or is_told(prompt, at):
        return False
    if prompt.word(at) == "one":
        # "the second one", "got one?": a pronoun, unless something that can be counted follows.
        if before in ("just", "only", "another") or _suffices(prompt, end) or of_each(prompt):
            return True
        asking = prompt.words[max(0, at - 2)] if before == "me" else before
        if asking in _PICKING and prompt.word(prompt.starts(end, _OF_THEM) or end) in _ENDING:
            return True
        named = any(mention.start in (end, end + 1) for mention in prompt.mentions)
        return named and prompt.word(end).isalnum() and before not in ("the", "this", "that", "a")
    return (
        (before in _SIGNS and prompt.word(end) in _ALONE)  # "kicks. punchy ones. four."
        or bool(following)
        or at == 0  # "10 instead of 5"
        or bool(bound_before(prompt, at)[0])
        or before in _ASKING | _PICKING
        or (before.endswith("est") and lexicon().quality(before) is not None)  # "the shortest two"
        or len(prompt.words) <= 3
    )
