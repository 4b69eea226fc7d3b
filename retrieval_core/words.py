"""Lexical match: the words that are known of each sample, in a full-text table of SQLite."""

from __future__ import annotations

import math
import re
import sqlite3
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np

from retrieval_core.ranking import Ranked
from retrieval_core.wording import fold

TABLE = "words"
_WORD = re.compile(r"\w+")
_NEGATED = re.compile(
    r"\b(?:no|not|never|without|w/o|except|excluding|exclude|minus|nothing|neither|nor|non|(?:any|every)thing but)\b"
    r"[^,.;!?]*?(?=[,.;!?]|\b(?:but|just|only|with|in|at|around|under|over)\b|$)",
    re.IGNORECASE,
)
#: Names are cut where letters and digits meet, see `offline.lexical`: "tr808" is found as "tr 808".
_SEAM = re.compile(r"(?<=[A-Za-z]{2})(?=\d)|(?<=\d)(?=[A-Za-z]{3})")
_ASKING = (
    "give me get find show want need some something like more please sounds sound sample samples".split()
)
#: Samples that may have a word for it to be a name: so many, or that share of the library.
FEW, RARE = 20, 0.01
#: Words that nearly every caption has, and that say nothing: looking them up is all that they cost.
_STOP = frozenset("a an and at for in of on or the with".split())


def write_words(db: sqlite3.Connection, documents: Iterable[str]) -> None:
    """Make the table from one document a sample, in the order of the ids; the text itself is not kept, only its index."""
    db.execute(
        f"create virtual table {TABLE} using fts5"
        "(text, content='', tokenize='porter unicode61 remove_diacritics 2')"
    )
    db.executemany(f"insert into {TABLE} (rowid, text) values (?, ?)", enumerate(documents))
    db.execute(f"insert into {TABLE} ({TABLE}) values ('optimize')")
    db.commit()


@lru_cache(maxsize=1)
def vocabulary() -> frozenset[str]:
    """The words that mean a sound, or ask for one; any other may be a name."""
    from retrieval_core.taxonomy import Taxonomy  # most requests name nothing rare

    known = {word for phrase in Taxonomy.load().lookup for word in _WORD.findall(phrase)}
    return frozenset(known) | _STOP | frozenset(_ASKING)


def affirmed(text: str) -> str:
    """A text without what it negates, up to the next comma or the next clause.

    >>> affirmed("drum loops without hats or cymbals, dark")
    'drum loops , dark'
    """
    return _NEGATED.sub("", text)


class Words:
    """Read access to such a table.

    Parameters:
        db: the database that holds it.
        size: how many documents it has.
    """

    def __init__(self, db: sqlite3.Connection, size: int) -> None:
        self._db = db
        self._size = size

    def matches(self, text: str) -> tuple[Ranked, Ranked]:
        """What matches the words of a request, those that it negates left out; and what matches the names among them.

        A name is a word that the taxonomy does not know, and that few samples have.
        """
        most = max(FEW, RARE * self._size)
        by_words, by_names = [], []
        for word in dict.fromkeys(_WORD.findall(fold(_SEAM.sub(" ", affirmed(text))))):
            found = self.search(word)
            by_words.append(found)
            if 0 < len(found.ids) <= most and word not in vocabulary():
                by_names.append(found)
        return _together(by_words), _together(by_names)

    def search(self, text: str) -> Ranked:
        """Samples that have at least one word of a text, by Okapi BM25 (Robertson and Zaragoza, 2009).

        FTS5 counts a word at nothing once half of the documents have it, and in a library of two classes those are
        just the words that tell them apart. So each word is asked for alone, and weighted with the inverse document
        frequency log(1 + (N - n + 0.5) / (n + 0.5)), which is always positive.
        """
        total: dict[int, float] = {}
        for word in dict.fromkeys(_WORD.findall(fold(text))):
            if word in _STOP:
                continue
            found = self._db.execute(
                f"select rowid, -bm25({TABLE}) from {TABLE} where {TABLE} match ?", (f'"{word}"',)
            ).fetchall()
            odds = (self._size - len(found) + 0.5) / (len(found) + 0.5)
            factor = math.log1p(odds) / max(math.log(odds), 1e-6)  # in place of FTS5's own weight
            for sample, score in found:
                total[sample] = total.get(sample, 0.0) + factor * score
        ids = np.fromiter(total.keys(), np.int64, len(total))
        return Ranked.by(ids, np.fromiter(total.values(), np.float64, len(total)))


def _together(found: Sequence[Ranked]) -> Ranked:
    """Samples by the sum of their scores."""
    if not found:
        return Ranked(np.empty(0, np.int64), np.empty(0))
    ids, places = np.unique(np.concatenate([one.ids for one in found]), return_inverse=True)
    return Ranked.by(ids, np.bincount(places, np.concatenate([one.scores for one in found]), len(ids)))
