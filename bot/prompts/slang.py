"""How people type and dictate: chat spellings, noises between the words, punctuation that is spoken."""

import re
from collections.abc import Sequence

from bot.prompts.words import Token

#: What a word stands for wherever it stands.
_SHORT = {
    **{
        "u": "you",
        "ur": "your",
        "gimmie": "gimme",
        "gimmee": "gimme",
        "wat": "what",
        "wut": "what",
        "dat": "that",
        "da": "the",
    },
    **dict.fromkeys(("sth", "smth", "sumthin", "summat", "sumn", "somethin", "sumthing"), "something"),
    **dict.fromkeys(("nothin", "nuthin", "nuffin"), "nothing"),
    **dict.fromkeys(("w", "wit"), "with"),
    **dict.fromkeys(("tht", "thats'"), "that"),
    **{
        "sum1": "someone",
        "any1": "anyone",
        "sumone": "someone",
        "anythin": "anything",
        "everythin": "everything",
    },
    # as dictation hears them
    **{"base": "bass", "symbol": "cymbal", "symbols": "cymbals", "cords": "chords"},
    **{
        "lop": "loop",
        "lops": "loops",
        "r": "are",
        "b4": "before",
        "lil": "little",
        "bc": "because",
        "dnt": "dont",
    },
}
#: What a word stands for behind another one.
_BEHIND = {
    **{(before, "bout"): "about" for before in ("how", "what", "hows")},
    **{
        (before, "sum"): "some"
        for before in ("need", "want", "got", "me", "gimme", "have", "find", "get", "for")
    },
    ("", "sum"): "some",
    ("of", "em"): "them",
    ("one", "shoot"): "shot",
    ("one", "shoots"): "shots",
    **{(before, "4"): "for" for before in ("look", "looking", "search", "searching", "hunting", "asking")},
    **{
        (before, "then"): "than"
        for before in "shorter longer faster slower less more quicker higher lower bigger smaller other".split()
    },
}
_DRAWN = re.compile(r"([a-z])\1\1+")  # "yooo"
_LETTERS = {"4": "for", "2": "to"}
#: Nothing is counted in front of these: "a loop 4 my track".
_DETERMINERS = frozenset("my a an the this that our your me it".split())
#: Noises and chat abbreviations that say nothing about a sound, wherever they stand.
_NOISES = frozenset(
    "uh uhh um umm uhm er erm hm hmm ah eh ngl tbh fr frfr af asf lol lmao rofl haha hahaha idk imo imho tho rn atm idc icl smh rq".split()
)
_SIGNS = {("comma",): ",", ("full", "stop"): ".", ("question", "mark"): "?", ("exclamation", "mark"): "!"}
_RESETS = {
    ("scratch", "that"),
    ("strike", "that"),
    ("scrap", "that"),
    ("no", "wait"),
    ("wait", "no"),
    ("oh", "wait"),
}
_SPOKEN = {"oh": "0", "o": "0", "zero": "0"}
_DIGITS = {
    word: str(digit) for digit, word in enumerate("zero one two three four five six seven eight nine".split())
}


def tidied(found: Sequence[Token]) -> list[Token]:
    """Tokens without noises, with the signs that somebody dictated as signs, and "eight oh eight" as a number."""
    tidy: list[Token] = []
    at = 0
    while at < len(found):
        for spoken, sign in _SIGNS.items():
            if tuple(token.word for token in found[at : at + len(spoken)]) == spoken:
                tidy.append(Token(sign, sign, True))
                at += len(spoken)
                break
        else:
            if machine := _machine(found, at):
                tidy.append(Token(machine, machine, found[at].spaced))
                at += 3
                continue
            if found[at].word not in _NOISES:
                tidy.append(found[at])
            at += 1
    words = [token.word for token in tidy]
    for at in range(len(tidy) - 2, 0, -1):
        if tuple(words[at - 1 : at + 1]) in _RESETS:  # "a scratch, scratch that, a ride"
            tidy = tidy[at + 1 :]
            break
    if len(tidy) > 1 and tidy[-1].word == "period":
        tidy.pop()
    return tidy or list(found)


def _machine(found: Sequence[Token], at: int) -> str:
    """ "Eight oh eight", "nine oh nines": the number of a machine, "" where none is spoken."""
    words = [token.word for token in found[at : at + 3]]
    if len(words) < 3 or words[0] not in _DIGITS or words[1] not in _SPOKEN:
        return ""
    plural = words[2].endswith("s") and words[2] not in _DIGITS
    last = _DIGITS.get(words[2].removesuffix("es" if words[2] == "sixes" else "s") if plural else words[2])
    return _DIGITS[words[0]] + "0" + last + ("s" if plural else "") if last else ""


def meant(previous: str, word: str, following: str) -> str:
    """What a word stands for between two others; itself mostly.

    >>> meant("loop", "4", "my"), meant("need", "4", "kicks"), meant("", "u", "got")
    ('for', '4', 'you')
    """
    if _DRAWN.search(word):
        word = _DRAWN.sub(r"\1", word)
    if word in _LETTERS and previous and following in _DETERMINERS:
        return _LETTERS[word]
    return _BEHIND.get((previous, word)) or _SHORT.get(word) or word
