"""Where somebody corrects themselves: "pads, no, make that plucks", "120, actually no, 130"."""

import re
from functools import cache

from bot.prompts.language import lists


def _any(phrases: lists.Phrases) -> str:
    longest = sorted((" ".join(words) for words in phrases), key=len, reverse=True)
    return "|".join(re.escape(phrase).replace(r"\ ", r",?\s+") for phrase in longest)


_LONGEST = 400  # characters of a prompt that is looked into, as each correction is one more to read
_SIGN = r"[,.;:!…(–-]"
_LEAVING = _any(lists.phrases("corrections", "leaving"))
_ANYWHERE = _any(lists.phrases("corrections", "anywhere"))
#: Behind a sign, or between two.
_BEHIND = _any(lists.phrases("corrections", "behind"))
_BETWEEN = _any(lists.phrases("corrections", "between"))
#: Behind a sign, where what was meant follows at once: "kick, sorry snare", but not "kick, sorry for the trouble".
_SAYING = _any(lists.phrases("corrections", "saying"))
_FOLLOWED = _any(lists.phrases("corrections", "followed"))
_ABANDONING = _any(lists.phrases("corrections", "abandoning"))
_BEFORE = _any(lists.phrases("corrections", "before"))
#: What takes back a sound that was just named, by a word of refusal: "a rim and a cowbell, no, scratch the cowbell".
_DENYING = _any(lists.phrases("corrections", "denying"))
_DROPPING = _any(lists.phrases("corrections", "dropping"))
#: One of these is needed for any correction; most prompts have none.
_WORD = re.compile(r"\w+")
_NEEDED = lists.Phrases(
    ",".join(
        " ".join(_WORD.findall(" ".join(words)))
        for name in ("leaving", "anywhere", "behind", "between", "followed", "dropping", "abandoning")
        for words in lists.phrases("corrections", name)
    )
)
#: Before a noun a "no" refuses it, unless a sign stands between: "wait, no pianos".
_REFUSING = (
    r"(?<!\bno)|(?=\s*(?:[^\w\s]|\d|$))|(?=\s+(?:a|an|the|give|i|in|it|just|make|more|only|that|those|try)\b)"
)
#: Written down here, compiled when first needed: that takes as long as a hundred prompts.
_MARKER = (
    rf"(?:(?:\b(?:{_LEAVING}|(?:{_ANYWHERE})\b(?:{_REFUSING})|(?:{_DENYING})(?=\s+(?:{_DROPPING})\b))|(?:{_SIGN}|\bbut\b)\s*(?:(?:{_BEFORE})[\s,.…]+)*"
    rf"(?:(?:{_BEHIND})|(?:{_FOLLOWED})(?=\s+(?!(?:{_SAYING})\b)\w)|(?:{_BETWEEN}|{_ABANDONING})(?=\s*{_SIGN})))"
    r"(?!\w)[\s,.;:!…–-]*)+"
)
_INTERJECTIONS = rf"(?:(?:{_BEFORE})[\s,.…]*)*"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def corrected(text: str) -> tuple[str, str] | None:
    """What was said before the last correction of a text, and what takes its place; None if nothing is corrected.

    >>> corrected("pads, no, make that plucks"), corrected("pads, no plucks")
    (('pads', 'plucks'), None)
    """
    if len(text) > _LONGEST or not _NEEDED.stand_in(_WORD.findall(text.lower())):
        return None
    marker = next(reversed([*_compiled(_MARKER).finditer(text)]), None)
    if marker is None:
        return None
    before, after = text[: marker.start()].strip(), text[marker.end() :].strip()
    before = _compiled(rf"(?:{_SIGN})\s*(?:{_BETWEEN})$").sub("", before)  # "snare. Wait, make that a clap"
    if _compiled(_INTERJECTIONS).fullmatch(before):
        # "Scratch that, snares" takes back what was asked for before, "oh wait, no bells" nothing.
        return ("", after) if after and _compiled(rf"{_LEAVING}\b").match(marker[0]) else None
    return (before, after) if after else None
