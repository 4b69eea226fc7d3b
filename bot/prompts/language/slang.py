"""How people type and dictate, and what they say around sounds in other languages: plain English in its place, from `data/slang.toml`."""

import re

from bot.prompts.language import lists
from bot.prompts.language.words import Token, tokens

_DATA = lists.tables("slang.toml")
_NOISES = frozenset(_DATA["noises"].split())
_SHORT = {spelling: word for word, spellings in _DATA["short"].items() for spelling in spellings.split()}
_BEHIND = {(before, one["word"]): one["means"] for one in _DATA["behind"] for before in one["after"]}
_DRAWN = re.compile(r"([a-z])\1\1+")  # "yooo", "reallly"
#: "Loool", "hehehe", "lmaooo".
LAUGHTER = re.compile(r"l+o+l+[ol]*z?|lmf?ao+|(?:b?w?a)?h+[ae]+(?:h+[ae]*)+")
#: Nothing is counted in front of these: "a loop 4 my track".
_DETERMINERS = frozenset("my a an the this that our your me it".split())
#: What adjectives describe that is no sound.
ELSEWHERE = frozenset(_DATA["elsewhere"].split())
_NUMBERED = lists.words("counts", "numbered")
_COUNTING = lists.words("slang", "counting")
#: What is said in other words or languages, by what is read in its place.
_READ = {
    tuple(phrase.split()): english.split()
    for english, phrases in _DATA["said"].items()
    for phrase in phrases.split(",")
}
_SAID = lists.Phrases(",".join(_DATA["said"].values()))


def tidied(found: list[Token]) -> list[Token]:
    """Tokens in plain English, without noises."""
    english = _in_english(found)
    plain = [token for token in english if token.word not in _NOISES and not LAUGHTER.fullmatch(token.word)]
    return plain or found


def _in_english(found: list[Token]) -> list[Token]:
    """Tokens with what is said in other words or languages as it is in English: "nicht zu lang", "eight oh eight"."""
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
    return text if english == found else " ".join(token.word for token in english)


def is_drawn(word: str) -> bool:
    """Whether letters of a word are drawn out: "niiice"."""
    return _DRAWN.search(word) is not None


def meant(previous: str, word: str, following: str) -> str:
    """What a word stands for between two others; itself mostly.

    >>> meant("loop", "4", "my"), meant("need", "4", "kicks"), meant("", "u", "got")
    ('for', '4', 'you')
    """
    if word == "4" and following in _DETERMINERS and previous and previous not in _COUNTING | _NUMBERED:
        return "for"
    if word not in _NOISES and LAUGHTER.fullmatch(word):
        return "haha"
    word = _DRAWN.sub(lambda drawn: drawn[1] * (1 if drawn.end() == len(word) else 2), word)
    return _BEHIND.get((previous, word)) or _SHORT.get(word) or word
