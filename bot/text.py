"""Text of strangers, in prompts and in names of files, as any front end may show it."""

from __future__ import annotations

import re
import unicodedata

# Invisible by their looks and not by their category: fillers of Hangul, the empty braille pattern, joiners, variations.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f") | {chr(code) for code in range(0xFE00, 0xFE10)}
_UNSEEN = frozenset(["Cc", "Cf", "Cs", "Co"])
_MOST_MARKS = 2
_PLAIN = re.compile(r"[\n\x20-\x7e\xa1-\xac\xae-\u02ff]*")


def visible(text: str) -> str:
    """The same less what cannot be seen: controls, zero widths, overrides of the direction, piles of accents.

    >>> visible("ki\\u200bck\\u202e.wav")
    'kick.wav'
    """
    if _PLAIN.fullmatch(text):
        return text
    kept: list[str] = []
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        marks = marks + 1 if category.startswith("M") else 0
        if category in ("Zl", "Zp", "Zs") or character in "\t\r\v\f\x85":
            kept.append(" ")
        elif character == "\n" or not (category in _UNSEEN or character in _BLANK or marks > _MOST_MARKS):
            kept.append(character)
    return "".join(kept)


def one_line(text: str) -> str:
    """The name of a file, or what else goes on one line, without what cannot be seen."""
    return visible(text).replace("\n", " ")
