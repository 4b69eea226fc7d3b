"""How many samples are wanted."""

from collections.abc import Collection

from bot.prompts.language import lists
from bot.prompts.language.numerals import WORDS, beginnings, number
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.vocabulary import KITS, SAMPLES
from bot.prompts.measures.bounds import BETWEEN, PERSONS, bound_before, counts_others
from bot.prompts.measures.numbers import SECONDS
from bot.prompts.speech.statements import is_told

MOST = 50  # samples that one prompt may ask for
_SEPARATORS = frozenset("and n , + & plus".split())
_SIGNS = frozenset(". , ? ! : -".split())
_ALONE = frozenset(["", ".", ",", "!"])
_PIECES = {"x", "pcs", "piece", "pieces"}
_AT_MOST = {"max", "maximum", "tops"}
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
#: "All of them are too long", "one is enough".
_BEING = frozenset("are is were was sound sounds feel feels seem have need".split())
_THEM = frozenset("everything it them those".split())
_ENOUGH = (["is", "enough"], ["is", "plenty"], ["will", "do"], ["would", "do"])
_UNITS = lists.words("counts", "units")
_NOT_COUNTED = _UNITS | PERSONS | lists.words("counts", "compounds") | lists.words("numbers", "other_units")
_NUMERALS = WORDS.keys() | {"hundred"}
_AMOUNT_PHRASES = lists.Phrases(", ".join(_AMOUNTS))
#: "Fewer than three".
_FEWER = (["fewer", "than"], ["less", "than"])
_STORIES = tuple(lists.phrases("counts", "stories"))
_OWNING, _GOING_ON = frozenset("got had have".split()), frozenset("already but need now so want".split())
_MODALS = (["can"], ["could"], ["may"], ["should"])
#: "Layer 2 kick" is one of several, "layer 2 kicks" are two.
_LAYERED = frozenset(["drop", "layer"])
_NUMBERED = lists.words("counts", "numbered")
_ANYTHING = lists.words("counts", "anything")
_AROUND = lists.words("counts", "around")
_NO_AMOUNT = lists.words("counts", "no_amount")
_AGED = lists.words("counts", "aged")
_ASKING = lists.words("counts", "asking")
#: What may stand before an "everything" that asks for all there is.
_BEFORE_ALL = (
    _ASKING
    | _SIGNS
    | frozenset("actually and hear it just list literally ok okay please really see so then wanna".split())
)
#: Behind sounds of which all are complained of.
_TELLING = frozenset("i i've ive we we've are is were sound sounds feel".split())
#: Those words before a number that do nothing but ask.
_REQUESTING = frozenset("find get gimme give me send show top want".split())
#: "List them all".
_POINTING, _HEARING = frozenset("them these those".split()), frozenset("hear list see".split())
_DESCRIBING = frozenset("on that they which who you".split())
#: "A pack with 500 loops".
_PACKS = frozenset("bundle collection drive folder library pack packs".split())
_ROUGHLY = frozenset("about around say".split())
#: "At 87 and a bass".
_APART = frozenset("a an and plus some the".split())
_HOLDING = frozenset("has have of with".split())
#: What may stand behind a number that counts what was asked for last.
_ENDING = _ALONE | frozenset("; as because cause cuz for max now please pls plz since so thanks".split())
_ONES = frozenset(["one", "ones"])


def count(prompt: Prompt, nouns: Collection[int] | None = None) -> int | None:
    """Take the number of samples that is wanted: "three", "a couple of", "x4", "top 10", "all"; at most 50.

    nouns: places of what is asked for, where that is known: then nothing else is counted but samples, and what has been shown.
    """
    for at, word in enumerate(prompt.words):
        if (
            not (word in _AMOUNT_PHRASES.by_first or word in _NUMERALS or word[0].isdigit())
            or prompt.locked[at]
            or (prompt.word(at - 1) in _POINTING and prompt.word(at + 1) in _SIGNS)  # "forget those two"
        ):
            continue
        end = prompt.starts(at, _AMOUNT_PHRASES)
        if nouns is not None and not _counts(prompt, at, end or (number(prompt, at) or (0, at))[1], nouns):
            continue
        amounts = end > at and (nouns is not None or _is_amount(prompt, at, end))
        if amounts and not any(prompt.locked[at:end]):
            value = _AMOUNTS[" ".join(prompt.words[at:end])]
            prompt.take(bound_before(prompt, at)[1], end)
            return value
        found = number(prompt, at)
        if found and _is_count(prompt, at, found[1]):
            value, end = int(found[0]), found[1]
            between = prompt.word(at - 1) in BETWEEN and prompt.word(end) == "and"
            if (between or prompt.word(end) in ("-", "to", "or")) and (upper := number(prompt, end + 1)):
                value, end = int(upper[0]), upper[1]
            lead = between or prompt.word(at - 1) in ("x", "top", "best", "first", "just", "only")
            start = at - 1 if lead else at
            start = bound_before(prompt, at)[1] if start == at else start  # "no more than three"
            value -= prompt.words[max(0, at - 2) : at] in _FEWER
            if prompt.word(end) in _PIECES | _AT_MOST:
                end += 1
            prompt.take(start, prompt.starts(end, _OF_THEM) or end)
            return min(MOST, value + _counted_besides(prompt, at, end)) if value else None
    return None


def _counts(prompt: Prompt, at: int, end: int, nouns: Collection[int]) -> bool:
    """Whether a number counts samples, or one of `nouns`, with an adjective or two between: "two long dark pads"."""
    if prompt.word(at - 1) in _REQUESTING or prompt.starts(end, _OF_THEM):
        return True
    if prompt.word(at - 1) in _ROUGHLY and prompt.words[at - 2] in _SIGNS and prompt.word(end) in _ALONE:
        return True  # "closed hats, say 6, crisp and short"
    if prompt.words[at : at + 2] == ["every", "one"] and prompt.word(at + 2) != "of":
        return False  # "every one leaked"
    for place in range(end, end + 3):
        if place in nouns or prompt.word(place) in SAMPLES | _ONES:
            return True
        if not prompt.word(place).isalpha() or prompt.word(place) in _APART:
            return False
    return False


def of_each(prompt: Prompt) -> bool:
    """Whether so many are wanted of each class: "two of each", "kicks and snares, three each", "2 of both"."""
    words = ["", "", *prompt.words]
    return any(
        (word == "each" and (one == "of" or _is_number(one)))
        or (word == "both" and one == "of" and _is_number(two))
        for two, one, word in zip(words, words[1:], words[2:], strict=False)
    )


def told_outright(prompt: Prompt) -> bool:
    """Whether so many of what was asked for last are wanted, whatever is told beside: "just give me 20", "twelve of them so they don't clash"."""
    for at in beginnings(prompt):
        end = prompt.after((number(prompt, at) or (0, at))[1], _PIECES)
        end = prompt.starts(end, _OF_THEM) or end
        begins = prompt.word(at - 1) in _ALONE | _ASKING | {"so"} or bound_before(prompt, at)[0]
        enough = prompt.words[end : end + 2] in _ENOUGH or prompt.word(end) == "enough"
        if enough or (end > at and begins and prompt.word(end) in _ENDING):
            return True
    return False


def _is_number(word: str) -> bool:
    return word.isdigit() or word in WORDS


def _counted_besides(prompt: Prompt, start: int, at: int) -> int:
    """What is counted beside the class that follows: the two of "three kicks and two snares", the one of "a kick and two"."""
    if not _names_class_soon(prompt, at):
        return 0
    besides = 0
    place = start - 1
    while prompt.word(place) in _SEPARATORS or prompt.names_class(place) or prompt.word(place) in ("a", "an"):
        besides += prompt.word(place) in ("a", "an") and _names_class_soon(prompt, place + 1)
        place -= 1
    for place in range(at + 1, len(prompt.words)):
        if prompt.word(place) in ("a", "an") and _names_class_soon(prompt, place + 1):
            besides += 1
            continue
        found = number(prompt, place)
        if found and _names_class_soon(prompt, found[1]) and _is_count(prompt, place, found[1]):
            besides += int(found[0])
            prompt.take(place, found[1])
    return besides


def _names_class_soon(prompt: Prompt, at: int) -> bool:
    """Whether a class is named at a place, or behind one adjective: "two dark kicks"."""
    mention = prompt.mention_at(at)
    adjective = mention is not None and mention.meaning.quality and not mention.meaning.classes
    return prompt.names_class(mention.end if mention and adjective else at)


def _is_amount(prompt: Prompt, at: int, end: int) -> bool:
    """Whether "all" and "every" are about sounds, and not about a day; the rest always is, but "how many"."""
    if prompt.word(end) in _UNITS or (
        prompt.words[at] in ("all", "every") and prompt.words[max(0, at - 1)] in _AROUND
    ):
        return False  # "a few notes", "the melody in all of those", "on every beat"
    if prompt.words[at:end] in (["all"], ["every"], ["all", "the"]):
        if end == len(prompt.words) and prompt.words[at] == "all":
            before = at - 1 - (prompt.words[at - 1] in _POINTING)
            return at == 0 or prompt.words[before] in _ASKING | _HEARING
        noun = end
        while (mention := prompt.mention_at(noun)) and not mention.meaning.classes:
            noun = mention.end  # "all the dark pads"
        named = mention is not None
        if mention and _are_told_of(prompt, at, mention.end):
            return False
        owned = any(prompt.words[place : place + 2] == ["in", "my"] for place in range(end, end + 3))
        return named and not owned and not is_told(prompt, at)  # "every door in my game needs to creak"
    if prompt.words[at:end] == ["single"]:
        alone = end == len(prompt.words) and prompt.names_class(at - 1)
        sound = prompt.mention_at(end)
        hit = prompt.mention_at(sound.end) if sound else None  # "a single snare hit" tells its form
        one = sound and sound.meaning.classes and not prompt.words[sound.end - 1].endswith("s")
        return alone or bool(one and not (hit and hit.meaning.kind))
    if prompt.words[at:end] == ["everything"] and (
        (prompt.words[end : end + 1] and prompt.words[end] in _ANYTHING)
        or (prompt.word(end).endswith("s") and not prompt.mentioned(end))  # "everything stops"
        or (at and not prompt.taken[at - 1] and prompt.words[at - 1] not in _BEFORE_ALL)
    ):
        return False
    if prompt.words[end - 1] == "of" and prompt.names_class_before(at) and not _names_any(prompt, end):
        return False  # "kick, lots of beater click"
    following = prompt.mention_at(end)
    if following and following.meaning.quality and not following.meaning.sure:
        return False  # "a lot of tension"
    if at == 1 and prompt.words[0] in _OWNING and not _GOING_ON.isdisjoint(prompt.words[end:]):
        return False  # "got plenty of hats, so give me toms"
    if prompt.words[end - 1] == "as":
        return not number(prompt, end)  # "as many as ten"
    if prompt.words[at:end] == ["as", "many"]:
        return "as" in prompt.words[end : end + 5]
    if following and following.meaning.genre and not prompt.names_class(following.end):
        return False  # "a lot of salsa"
    if prompt.words[at - 2 : at] in _STORIES and prompt.words[at - 3 : at - 2] not in _MODALS:
        return False
    if prompt.words[end - 1] in _THEM and (prompt.word(end) in _BEING or _is_changed(prompt, end)):
        return False  # "all of them are too long", "everything drier"
    before = at - 1 - (prompt.word(at - 1) == "a")  # "with a couple of fills"
    proposed = prompt.words[max(0, before - 1) : before] in (["what"], ["how"])
    return proposed or bool(bound_before(prompt, before + 1)[0]) or prompt.word(before) not in _NO_AMOUNT


def _names_any(prompt: Prompt, at: int) -> bool:
    """Whether sounds are named right behind a place, or what stands for them."""
    places = range(at, min(at + 4, len(prompt.words)))
    return any(prompt.names_class(at) or prompt.words[at] in SAMPLES | _ONES | _THEM for at in places)


def _is_changed(prompt: Prompt, at: int) -> bool:
    """Whether it is told at a place how all of the last answer is to be: "everything drier"."""
    mention = prompt.mention_at(prompt.after(at, {"a", "bit", "even", "little", "much", "slightly"}))
    return bool(mention and mention.meaning.quality and mention.meaning.quality.comparative)


def _are_told_of(prompt: Prompt, at: int, end: int) -> bool:
    """Whether all of some sounds are complained of, and not asked for: "all the kicks I find are too long"."""
    asked = prompt.words[max(0, at - 1)] in _ASKING and at > 0
    return not asked and not _TELLING.isdisjoint(prompt.words[end : end + 3])


def _is_year(prompt: Prompt, at: int, end: int) -> bool:
    """Whether a number is a year, as in "full timbaland 2003"."""
    word = prompt.words[at]
    dated = len(word) == 4 and word.isdigit() and word[:2] in ("19", "20")
    return dated and (prompt.word(at - 1) == "the" or not prompt.names_class(end))


def _counts_others(prompt: Prompt, at: int, end: int) -> bool:
    """Whether a number counts something else than the sounds that are named: "twenty one pilots drums", "two robots fall in love, I need a pad"."""
    near = any(
        prompt.names_class(place) or prompt.word(place) in SAMPLES for place in range(end + 1, end + 4)
    )
    asked = prompt.words[max(0, at - 1)] in _ASKING
    named = near or (not asked and any(m.meaning.classes for m in prompt.mentions))
    return named and counts_others(prompt, end) and prompt.word(end) not in SAMPLES


def _goes_on(prompt: Prompt, at: int, value: int, end: int) -> bool:
    """Whether numbers are said one after the other: "someone counting 1 2 3 4"."""
    behind = number(prompt, end)
    before = number(prompt, at - 1)
    return (behind is not None and behind[0] == value + 1) or (before is not None and before[0] == value - 1)


def _is_described(prompt: Prompt, at: int, end: int) -> bool:
    """Whether a prompt tells of so many things by which it calls its sound: "the two sticks you knock together"."""
    return (
        at == 1 and prompt.words[0] == "the" and not _DESCRIBING.isdisjoint(prompt.words[end + 1 : end + 3])
    )


def _sizes_kit(prompt: Prompt, at: int, end: int) -> bool:
    """Whether a number tells how large a kit is: "a kit of 4", "a 5 piece drum kit"."""
    pieces = prompt.word(end) in _PIECES and not KITS.isdisjoint(prompt.words[end + 1 : end + 3])
    return pieces or (at > 1 and prompt.words[at - 1] == "of" and prompt.words[at - 2] in KITS)


def _is_time(prompt: Prompt, at: int, end: int) -> bool:
    """Whether a number belongs to a time on the clock or in a cut: the parts of "01:12"."""
    colon = end if prompt.word(end) == ":" else at - 1 if prompt.word(at - 1) == ":" else 0
    parts = prompt.words[colon - 1 : colon + 2]
    glued = not any(token.spaced for token in prompt.tokens[colon : colon + 2])
    return colon > 0 and glued and len(parts) == 3 and parts[0].isdigit() and parts[2].isdigit()


def _is_count(prompt: Prompt, at: int, end: int) -> bool:
    value = number(prompt, at)
    if (
        value is None
        or value[0] != int(value[0])
        or prompt.word(at - 1) in _NUMBERED
        or prompt.word(end) in SECONDS  # of the next sound: "a kick under 300 ms, a snare under 500 ms"
        or (
            prompt.word(at - 1) in _LAYERED and prompt.names_class(end) and not prompt.word(end).endswith("s")
        )
        or prompt.words[max(0, at - 1)] == "'"  # "in '78"
        or (prompt.word(at - 1) == "in" and not prompt.word(end).isalpha())  # "we start in ten"
        or (prompt.word(at - 1) == "." and prompt.words[at - 2] in _NUMBERED)
        or (prompt.word(at - 1) == "-" and prompt.word(at - 2).isdigit())  # "80-90 or 160-180"
        or _is_time(prompt, at, end)
        or (prompt.words[max(0, at - 2)] in _PACKS and prompt.words[at - 1] in _HOLDING)
    ):
        return False
    if _sizes_kit(prompt, at, end):
        return True
    if "1" in prompt.words and prompt.word(end) in (".", ")") and prompt.names_class(end + 1):
        return False  # "1. kick 2. snare"
    before = prompt.words[max(0, at - 1) : at]
    if _goes_on(prompt, at, int(value[0]), end) or _is_described(prompt, at, end):
        return False
    if prompt.words[end : end + 1] == ["more"] and before not in (["or"], ["and"]):
        return prompt.word(end + 1) not in _UNITS  # "ok, 3 more of those", where "more" itself has been read
    some = prompt.starts(end, _OF_THEM)
    if some and prompt.word(some) in _BEING and prompt.words[some : some + 2] not in _ENOUGH:
        return False  # "two of them are too long"
    if at == 1 and prompt.words[0] == "after":
        return False  # "after 3 failed attempts"
    if prompt.words[end : end + 2] in (["of", "my"], ["of", "our"], ["of", "us"]):
        return False  # "two of my friends"
    if (
        _is_year(prompt, at, end)
        or _counts_others(prompt, at, end)
        or (before == ["same"] and at > 1 and not prompt.names_class(end))  # "I use the same two"
        or (before and before[0] in _AGED and not prompt.names_class(end))
        or (prompt.words[at - 2 : at] in _STORIES and prompt.words[at - 3 : at - 2] not in _MODALS)
        or is_told(prompt, at)
    ):
        return False
    following = next(
        (prompt.word(place) for place in range(end, len(prompt.words)) if prompt.word(place)), ""
    )
    if prompt.word(at) == "one":
        # "the second one", "got one?": a pronoun, unless something that can be counted follows.
        before = prompt.words[at - 1 : at] if prompt.word(at - 1) != "the" else prompt.words[at - 2 : at - 1]
        wished = before in (["want"], ["need"]) and prompt.words[at - 2 : at - 1] in (["just"], ["only"])
        if (
            wished
            or before in (["just"], ["only"], ["another"])
            or prompt.words[end : end + 2] in _ENOUGH
            or prompt.words[end : end + 1] == ["more"]
            or (prompt.word(end) == "or" and number(prompt, end + 1))  # "one or two"
            or of_each(prompt)
        ):
            return True
        return (
            following not in _NOT_COUNTED
            and prompt.word(at - 1) not in ("the", "this", "that", "a")
            and prompt.word(at - 2) != "the"  # "the african one with metal"
            and (prompt.names_class(end) or not prompt.mentioned(at - 1))
            and any(
                mention.start in (end, end + 1) for mention in prompt.mentions if prompt.word(end).isalnum()
            )
        )
    if at and prompt.words[at - 1] in _SIGNS and prompt.word(end) in _ALONE:
        return True  # "kicks. punchy ones. four.", "any kicks, ten if possible"
    if prompt.word(at - 1) == "and" and prompt.word(at - 3) == "on":
        return False  # "claps on two and four"
    if (
        prompt.word(at) in ("2", "4")
        and prompt.names_class(at - 1)
        and prompt.word(end).isalpha()
        and prompt.word(end) not in _PIECES
        and not (prompt.names_class(end) or prompt.starts(end, _OF_THEM))
    ):
        return False  # "snares 4 dnb"
    if following == "to" and not number(prompt, end + 1):
        return False  # "four to the floor"
    if prompt.words[at - 2 : at] in (["make", "that"], ["make", "it"]):
        return True
    if following in _NOT_COUNTED or (value[0] > MOST and not following[:1].isalnum() and prompt.word(end)):
        return False  # "140 (70)"
    if before == ["but"] and not following:
        return True  # "the same again but 2"
    return (
        bool(following)
        or at == 0  # "10 instead of 5"
        or bool(bound_before(prompt, at)[0])
        or (at > 0 and prompt.words[at - 1] in _ASKING)
        or len(prompt.words) <= 3
    )
