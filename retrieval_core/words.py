"""Lexical match: the words that are known of each sample, in a full-text table of SQLite."""

from __future__ import annotations

import math
import re
import sqlite3
from collections.abc import Iterable

import numpy as np

from retrieval_core.ranking import Ranked
from retrieval_core.wording import fold

TABLE = "words"
_WORD = re.compile(r"\w+")
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


class Words:
    """Read access to such a table.

    Parameters:
        db: the database that holds it.
        size: how many documents it has.
    """

    def __init__(self, db: sqlite3.Connection, size: int) -> None:
        self._db = db
        self._size = size

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
