"""Where somebody corrects themselves: "pads, no, make that plucks", "120, actually no, 130"."""

import re

from bot.prompts import lists


def _any(phrases: lists.Phrases) -> str:
    longest = sorted((" ".join(words) for words in phrases), key=len, reverse=True)
    return "|".join(re.escape(phrase).replace(r"\ ", r",?\s+") for phrase in longest)


_SIGN = r"[,.;:!…(–-]"
_ANYWHERE = _any(lists.phrases("corrections", "anywhere"))
#: Behind a sign, or between two.
_BEHIND = _any(lists.phrases("corrections", "behind"))
_BETWEEN = _any(lists.phrases("corrections", "between"))
_BEFORE = _any(lists.phrases("corrections", "before"))
_MARKER = re.compile(
    rf"(?:\b(?:{_ANYWHERE})|{_SIGN}\s*(?:(?:{_BEFORE})[\s,.…]+)*(?:(?:{_BEHIND})|(?:{_BETWEEN})(?=\s*{_SIGN})))"
    r"(?!\w)[\s,.;:!…–-]*"
)


def corrected(text: str) -> tuple[str, str] | None:
    """What was said before the last correction of a text, and what takes its place; None if nothing is corrected.

    >>> corrected("pads, no, make that plucks"), corrected("pads, no plucks")
    (('pads', 'plucks'), None)
    """
    marker = next(reversed([*_MARKER.finditer(text.lower())]), None)
    if marker is None:
        return None
    before, after = text[: marker.start()].strip(), text[marker.end() :].strip()
    return (before, after) if before and after else None
