"""How people type and dictate: chat spellings, noises between the words, punctuation that is spoken, from `data/slang.toml`; and what they
say around sounds in other languages, from `data/phrases.toml`."""

import re
from collections.abc import Sequence
from itertools import zip_longest

from bot.prompts.language import lists
from bot.prompts.language.words import Token, tokens

_DATA = lists.tables("slang.toml")
_NOISES = frozenset(_DATA["noises"].split())
_SHORT = {spelling: word for word, spellings in _DATA["short"].items() for spelling in spellings.split()}
_BEHIND = {(before, one["word"]): one["means"] for one in _DATA["behind"] for before in one["after"]}
#: Signs by the words that they are dictated as, and the pairs of words that take back what stands before them.
_SIGNS = {tuple(phrase.split()): sign for phrase, sign in _DATA["spoken"].items()}
_RESETS = {tuple(phrase.split()) for phrase in _DATA["resets"]["phrases"].split(", ")}
_DRAWN = re.compile(r"([a-z])\1\1+")  # "yooo"
_LETTERS = {"4": "for", "2": "to"}
#: Nothing is counted in front of these: "a loop 4 my track".
_DETERMINERS = frozenset("my a an the this that our your me it".split())
#: "Trying 2 make".
_VERBS = _DETERMINERS | frozenset(_DATA["infinitives"].split())
#: What adjectives describe that is no sound.
ELSEWHERE = frozenset(_DATA["elsewhere"].split())
_NUMBERED = lists.words("counts", "numbered")
#: "Three's plenty", but not "one's" nor "the 90's".
_CLIPPED = {
    f"{number}'s" for number in (*range(1, 11), *"two three four five six seven eight nine ten".split())
}
_COUNTING = lists.words("slang", "counting")
_OPENING, _FACTS = frozenset("and but oh ok okay so yeah yes".split()), lists.words("questions", "facts")
#: What is said around sounds in other languages, and in other words, by what is read in its place.
_READ = {
    tuple(phrase): name.split("_")
    for name in (
        "a_second",
        "again",
        "and",
        "and_a",
        "and_hi_hat",
        "as_well",
        "at_least",
        "do_you_have",
        "double_time",
        "even_more",
        "everything_except",
        "except",
        "four_on_the_floor",
        "half_time",
        "hate_it",
        "half_a_second",
        "how_many",
        "i_said",
        "instead_of",
        "is",
        "less",
        "less_busy",
        "less_short",
        "long",
        "longer_than",
        "lower_the_pitch",
        "more_like_it",
        "no",
        "not",
        "not_too",
        "not_too_much",
        "one_more",
        "pad_in",
        "remove",
        "shorter",
        "shorter_than",
        "than_a_second",
        "than_half_a_second",
        "the_first",
        "the_last",
        "the_second",
        "the_third",
        "three_seconds",
        "too",
        "too_busy",
        "too_much",
        "two_seconds",
        "which_key",
        "which_one",
        "with_out_of",
        "without",
    )
    for phrase in lists.phrases("slang", name)
}
#: Before adjectives of other languages alone: "plus court", but not "a kick plus a short snare".
_DEGREES = {
    word: degree
    for degree, name in (("more", "degree_more"), ("too", "degree_too"), ("very", "degree_very"))
    for word in lists.words("slang", name)
}
_ADJECTIVES = {
    spelling: word
    for spelling, word in (
        *_SHORT.items(),
        *((said[0], read[0]) for said, read in _READ.items() if len(said) == 1),
    )
    if word in lists.words("slang", "adjectives")
}
_READ |= {
    (said, spelling): [degree, word]
    for said, degree in _DEGREES.items()
    for spelling, word in _ADJECTIVES.items()
}
_SAID = lists.Phrases(",".join(" ".join(said) for said in _READ))
_SPOKEN = {"oh": "0", "o": "0", "zero": "0"}
_DIGITS = {
    word: str(digit) for digit, word in enumerate("zero one two three four five six seven eight nine".split())
}
#: Words that may stand for others.
SLANG = _SHORT.keys() | {word for _, word in _BEHIND} | _LETTERS.keys()
#: Words that begin what is to be tidied; most prompts have none.
_UNTIDY = _NOISES | {words[0] for words in (*_SIGNS, *_RESETS)} | _DIGITS.keys() | {"period"}


def tidied(found: list[Token]) -> list[Token]:
    """Tokens in English without noises, with the signs that somebody dictated as signs, and "eight oh eight" as a number."""
    found = _unclipped(_in_english(found))
    words = [token.word for token in found]
    if _UNTIDY.isdisjoint(words):
        return found
    tidy: list[Token] = []
    at = 0
    while at < len(found):
        word = words[at]
        if word not in _UNTIDY:
            tidy.append(found[at])
            at += 1
            continue
        size = next((n for n in (1, 2) if tuple(words[at : at + n]) in _SIGNS), 0)
        if size:
            sign = _SIGNS[tuple(words[at : at + size])]
            tidy.append(Token(sign, sign, True))
        elif machine := _machine(words[at : at + 3]):
            tidy.append(Token(machine, machine, found[at].spaced))
            size = 3
        elif word not in _NOISES:
            tidy.append(found[at])
        at += size or 1
    words = [token.word for token in tidy]
    for at in range(len(tidy) - 2, 0, -1):
        if (words[at - 1], words[at]) in _RESETS:  # "a scratch, scratch that, a ride"
            tidy = tidy[at + 1 :]
            break
    if len(tidy) > 1 and tidy[-1].word == "period":
        tidy.pop()
    return tidy or found


def _unclipped(found: list[Token]) -> list[Token]:
    """Tokens with "three is plenty" for "three's plenty" where a clause begins with that, but not for "3's key"."""
    if not any(token.word in _CLIPPED for token in found):
        return found
    clear: list[Token] = []
    for token, following in zip_longest(found, found[1:]):
        begins = not clear or not clear[-1].word.isalnum() or clear[-1].word in _OPENING
        clear.append(token)
        told = following is not None and following.word.isalpha() and following.word not in _FACTS
        if token.word in _CLIPPED and begins and told:
            number = token.word.removesuffix("'s")
            clear[-1:] = [Token(number, number, token.spaced), Token("is", "is", True)]
    return clear


def _in_english(found: list[Token]) -> list[Token]:
    """Tokens with what is said around sounds in other languages as it is in English: "nicht zu lang", "pas trop long"."""
    words = [token.word for token in found]
    if _SAID.by_first.keys().isdisjoint(words):
        return found
    english: list[Token] = []
    at = 0
    while at < len(found):
        end = _SAID.end(words, at)
        if end:
            read = _READ[tuple(words[at:end])]
            english += [Token(word, word, place > 0 or found[at].spaced) for place, word in enumerate(read)]
        else:
            english.append(found[at])
        at = end or at + 1
    return english


def in_english(text: str) -> str:
    """A text with what is said around sounds in other languages in English; as it is where nothing is.

    >>> in_english("wie viele Snares hast du?"), in_english("How many?")
    ('how many snares do you have ?', 'How many?')
    """
    found = tokens(text)
    english = _in_english(found)
    return text if english is found else " ".join(token.word for token in english)


def _machine(words: Sequence[str]) -> str:
    """ "Eight oh eight", "nine oh nines": the number of a machine, "" where none is spoken."""
    if len(words) < 3 or words[0] not in _DIGITS or words[1] not in _SPOKEN:
        return ""
    plural = words[2].endswith("s") and words[2] not in _DIGITS
    last = _DIGITS.get(words[2].removesuffix("es" if words[2] == "sixes" else "s") if plural else words[2])
    return _DIGITS[words[0]] + "0" + last + ("s" if plural else "") if last else ""


def is_plain(text: str) -> bool:
    """Whether no word of a text is drawn out, as "yooo" is."""
    return not _DRAWN.search(text)


def meant(previous: str, word: str, following: str) -> str:
    """What a word stands for between two others; itself mostly.

    >>> meant("loop", "4", "my"), meant("need", "4", "kicks"), meant("", "u", "got")
    ('for', '4', 'you')
    """
    if _DRAWN.search(word):
        word = _DRAWN.sub(r"\1", word)
    if (
        word in _LETTERS
        and previous
        and previous not in _COUNTING | _NUMBERED
        and following in (_VERBS if word == "2" else _DETERMINERS)
    ):
        return _LETTERS[word]
    if word == "then" and not following:
        return word
    return _BEHIND.get((previous, word)) or _SHORT.get(word) or word
