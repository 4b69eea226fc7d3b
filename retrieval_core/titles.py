"""Samples that a text calls by the name of their file: "amen", "SNR tight", "more like Kick 2.wav"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from retrieval_core.catalog import Catalog
from retrieval_core.paths import SHORT, path_words, split
from retrieval_core.wording import fold
from retrieval_core.words import ASKING, vocabulary

#: A text of more words calls nothing by its name, and a name that more samples share is none.
WORDS, SHARED = 8, 20
#: Samples that the rarest word of a text may lead to for those to be looked through that have all of them; the same where each word
#: means a sound, and is a name where it is rare, as "amen" may be.
FEW, RARE = 1_000, 20
_SUFFIX = re.compile(r"\.[A-Za-z][A-Za-z0-9]{2,4}$")


@dataclass(frozen=True, slots=True)
class Titled:
    """Samples that are called by name.

    Attributes:
        ids: of the catalog, in its order.
        whole: the text is all of their name, and not a part of it.
        plain: all of it can mean sounds and numbers as well, as "Kick 2" can.
    """

    ids: tuple[int, ...] = ()
    whole: bool = False
    plain: bool = False


def titled(catalog: Catalog, text: str) -> Titled:
    """The samples whose file a text names: all of the name, or so much of it that few others share it."""
    words = fold(split(_SUFFIX.sub("", text))).split()
    while words and words[0] in ASKING:
        words = words[1:]
    named = [word for word in words if len(word) > 2 and not word.isdigit() and word not in vocabulary()]
    digits = all(word.isdigit() for word in words) and not _SUFFIX.search(text.strip())
    if not words or len(words) > WORDS or digits:
        return Titled()
    told = bool(named or _SUFFIX.search(text.strip()))  # "hat_gem.wav"
    numbered = any(word.isdigit() for word in words)  # "Kick 2"
    rows = catalog.rows(catalog.words.together(words, FEW if told or numbered else RARE))
    names = {id: fold(path_words(row["path"])).split() for id, row in rows.items()}
    files = {id: fold(path_words(row["path"].rpartition("/")[2])).split() for id, row in rows.items()}
    whole = [id for id in sorted(rows) if words in (files[id], names[id])]
    if whole and (told or numbered):  # whoever says "kick" need not mean "Kick.wav"
        return Titled(tuple(whole[:SHARED]), whole=True, plain=not told)
    one = [*words[:-1], _one(words[-1])]
    part = [id for id in sorted(rows) if _holds(files[id], words) or _holds(files[id], one)]
    return Titled(tuple(part)) if len(part) <= SHARED else Titled()


@cache
def _plurals() -> frozenset[str]:
    """What classes are called: whoever says "kicks" means all of them, and none that is called Kick."""
    from retrieval_core.taxonomy import shipped

    return frozenset(word for one in shipped().classes.values() for word in fold(one.plural).split())


def _one(word: str) -> str:
    """The one of a plural, which a file may be called by: "birds"."""
    return word.removesuffix("s") if len(word) > SHORT and word not in _plurals() else word


def _holds(words: list[str], part: list[str]) -> bool:
    """Whether some words stand among others side by side."""
    return any(words[at : at + len(part)] == part for at in range(len(words) - len(part) + 1))
