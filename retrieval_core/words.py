"""Lexical match: the words that are known of each sample, in a full-text table of SQLite."""

from __future__ import annotations

import math
import re
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache, reduce

import numpy as np

from retrieval_core.ranking import Ranked, Scored
from retrieval_core.wording import fold

TABLE = "words"
TOKENIZER = "porter unicode61 remove_diacritics 2"
#: Words that more samples than this have are kept as arrays beside the table, which takes a microsecond for each of them.
COMMON = 100
#: Samples that are ranked by their words, at most: what comes after them is found by its sound or not at all.
MOST = 10_000
#: Such arrays that are kept in memory: that many, or as many as fit into so many bytes if every sample had each word.
KEPT, KEPT_BYTES = 16, 64_000_000
#: Answers of the table that are kept.
KEPT_RARE = 256
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
    create_words(db)
    add_words(db, enumerate(documents))
    write_common(db)


def create_words(db: sqlite3.Connection) -> None:
    """Make empty tables."""
    db.execute(f"create virtual table {TABLE} using fts5(text, content='', tokenize='{TOKENIZER}')")
    db.execute(f"create virtual table terms using fts5vocab({TABLE}, row)")
    db.execute(f"create virtual table places using fts5vocab({TABLE}, instance)")
    db.execute("create table common (term text primary key, samples blob, scores blob)")
    db.execute("create table lengths (mean real)")


def add_words(db: sqlite3.Connection, documents: Iterable[tuple[int, str]]) -> None:
    """Add documents by the id of their sample."""
    db.executemany(f"insert into {TABLE} (rowid, text) values (?, ?)", documents)


def remove_words(db: sqlite3.Connection, sample: int, document: str) -> None:
    """Remove a document; it must be told, as the table does not keep it."""
    db.execute(f"insert into {TABLE} ({TABLE}, rowid, text) values ('delete', ?, ?)", [sample, document])


def write_common(db: sqlite3.Connection) -> None:
    """Write down anew which samples the common words match, and how well: BM25 without the weight of the word.

    FTS5's own parameters, k1 = 1.2 and b = 0.75, so that a word counts alike wherever it is kept.
    """
    db.execute(f"insert into {TABLE} ({TABLE}) values ('optimize')")
    db.execute("delete from common")
    terms = db.execute("select term from terms where doc > ?", [COMMON]).fetchall()
    db.execute("delete from lengths")
    if terms:
        sizes = db.execute(f"select id, sz from {TABLE}_docsize")
        lengths = np.array([(id, _varint(size)) for id, size in sizes], np.int64)
        mean = float(lengths[:, 1].mean())
        length = np.zeros(lengths[:, 0].max() + 1)
        length[lengths[:, 0]] = lengths[:, 1] / mean
        db.execute("insert into lengths values (?)", [mean])
    for (term,) in terms:
        cursor = db.execute("select doc from places where term = ?", [term])
        samples, often = np.unique(np.fromiter((row[0] for row in cursor), np.int32), return_counts=True)
        scores = bm25(often, length[samples])
        found = [term, samples.tobytes(), scores.astype(np.float32).tobytes()]
        db.execute("insert into common values (?, ?, ?)", found)
    db.commit()


def bm25(often: np.ndarray, length: np.ndarray) -> np.ndarray:
    """How well documents match a word that they have so often, by their length in parts of the mean one."""
    return often * 2.2 / (often + 1.2 * (0.25 + 0.75 * length))


def revise_common(
    db: sqlite3.Connection, gone: Mapping[int, str], moves: Mapping[int, int], fresh: Mapping[int, str]
) -> None:
    """Write down what has changed of the common words; which words are common is found out by `write_common` alone.

    Parameters:
        gone: documents that have been removed, by the ids of their samples.
        moves: new ids by old ones.
        fresh: documents that have been added.
    """
    known = {term for (term,) in db.execute("select term from common")}
    if not known:
        return
    mean = db.execute("select mean from lengths").fetchone()[0]
    tokenise = Tokeniser()
    added: dict[str, list[tuple[int, float]]] = {}
    for id, document in fresh.items():
        terms = tokenise(document)
        for term in known & terms.keys():
            score = bm25(np.array(terms[term]), np.array(terms.total() / mean))
            added.setdefault(term, []).append((id, float(score)))
    left = np.array([*gone, *moves], np.int64)
    for term in known:
        samples, scores = db.execute("select samples, scores from common where term = ?", [term]).fetchone()
        ids, values = np.frombuffer(samples, np.int32), np.frombuffer(scores, np.float32)
        touched = np.isin(ids, left)
        more = added.get(term, [])
        if not touched.any() and not more:
            continue
        moved = [
            (moves[id], score)
            for id, score in zip(ids[touched].tolist(), values[touched].tolist(), strict=True)
            if id in moves
        ]
        new = np.array([*moved, *more], np.float64).reshape(-1, 2)
        ids = np.concatenate([ids[~touched], new[:, 0].astype(np.int32)])
        values = np.concatenate([values[~touched], new[:, 1].astype(np.float32)])
        db.execute(
            "update common set samples = ?, scores = ? where term = ?",
            [ids.tobytes(), values.tobytes(), term],
        )


class Tokeniser:
    """The terms that FTS5 makes of a text, and how often it has each."""

    def __init__(self) -> None:
        self._db = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        create_words(self._db)
        self._lock = threading.Lock()

    def __call__(self, text: str) -> Counter[str]:
        with self._lock:
            add_words(self._db, [(0, text)])
            found = Counter(row[0] for row in self._db.execute("select term from places"))
            self._db.execute(f"insert into {TABLE} ({TABLE}) values ('delete-all')")
        return found


def _varint(data: bytes) -> int:
    """A number as SQLite packs it: seven bits a byte, the highest ones first."""
    value = 0
    for byte in data:
        value = value << 7 | byte & 0x7F
    return value


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
    """Read access to such tables.

    Parameters:
        db: the database that holds them.
        size: how many documents there are.
    """

    def __init__(self, db: sqlite3.Connection, size: int) -> None:
        self._db = db
        self._size = size
        self._any_common = db.execute("select exists (select 1 from common)").fetchone()[0]
        self._postings = lru_cache(max(KEPT, KEPT_BYTES // (8 * size + 1)))(self._read_postings)
        self._rare = lru_cache(KEPT_RARE)(self._ask_table)
        self._terms = lru_cache(1024)(self._tokenise)
        self._tokeniser: Tokeniser | None = None

    def matches(self, text: str) -> tuple[Scored, Scored]:
        """What matches the words of a request, those that it negates left out; and what matches the names among them.

        A name is a word that the taxonomy does not know, and that few samples have.
        """
        words = _WORD.findall(fold(_SEAM.sub(" ", affirmed(text))))
        most = max(FEW, RARE * self._size)
        # Often none is rare, and then the taxonomy need not be read.
        rare = [word for word in words if 0 < self._count(word) <= most]
        names = [word for word in rare if word not in vocabulary()]
        return self._scored(words), self._scored(names)

    def named(self, text: str) -> bool:
        """Whether a sample has any of the words of a text that say something."""
        words = _WORD.findall(fold(_SEAM.sub(" ", text)))
        return any(self._count(word) for word in words if len(word) > 2 and word not in _ASKING)

    def having(self, phrase: str) -> np.ndarray:
        """Ids (n,) of the samples that have every word of a phrase."""
        found = [self._having(word)[0] for word in _WORD.findall(fold(_SEAM.sub(" ", phrase)))]
        return reduce(np.intersect1d, found) if found else np.empty(0, np.int64)

    def _count(self, word: str) -> int:
        return 0 if word in _STOP else len(self._having(word)[0])

    def search(self, text: str) -> Ranked:
        """Samples that have at least one word of a text, by Okapi BM25 (Robertson and Zaragoza, 2009).

        FTS5 counts a word at nothing once half of the documents have it, and in a library of two classes those are
        just the words that tell them apart. So each word is asked for alone, and weighted with the inverse document
        frequency log(1 + (N - n + 0.5) / (n + 0.5)), which is always positive. Of more than `MOST` samples those stay
        that match no worse than the last of as many.
        """
        return self._scored(_WORD.findall(fold(text))).ranked()

    def _scored(self, words: Iterable[str]) -> Scored:
        found = [self._having(word) for word in dict.fromkeys(words) if word not in _STOP]
        found = [(samples, scores) for samples, scores in found if len(samples)]
        if not found:
            return Scored(np.empty(0, np.int64), np.empty(0, np.float32))
        total = np.zeros(self._size, np.float32)
        for samples, scores in found:
            weight = math.log1p((self._size - len(samples) + 0.5) / (len(samples) + 0.5))
            total[samples] += np.float32(weight) * scores
        ids = np.flatnonzero(total > 0)
        scores = total[ids]
        if len(ids) > MOST:
            best = scores >= np.partition(scores, -MOST)[-MOST]
            ids, scores = ids[best], scores[best]
        return Scored(ids, scores)

    def _having(self, word: str) -> tuple[np.ndarray, np.ndarray]:
        """Samples that have a word, and how well each matches it."""
        return self._common(word) or self._rare(word)

    def _ask_table(self, word: str) -> tuple[np.ndarray, np.ndarray]:
        found = self._db.execute(
            f"select rowid, -bm25({TABLE}) from {TABLE} where {TABLE} match ?", (f'"{word}"',)
        ).fetchall()
        odds = (self._size - len(found) + 0.5) / (len(found) + 0.5)
        weight = max(math.log(odds), 1e-6)  # FTS5's own, which has been multiplied in
        return (
            np.fromiter((row[0] for row in found), np.int64, len(found)),
            np.fromiter((row[1] / weight for row in found), np.float32, len(found)),
        )

    def _common(self, word: str) -> tuple[np.ndarray, np.ndarray] | None:
        if not self._any_common:
            return None
        terms = self._terms(word)
        return self._postings(terms[0]) if len(terms) == 1 else None

    def _read_postings(self, term: str) -> tuple[np.ndarray, np.ndarray] | None:
        row = self._db.execute("select samples, scores from common where term = ?", [term]).fetchone()
        return row and (np.frombuffer(row[0], np.int32), np.frombuffer(row[1], np.float32))

    def _tokenise(self, word: str) -> tuple[str, ...]:
        if self._tokeniser is None:
            self._tokeniser = Tokeniser()
        return tuple(self._tokeniser(word).elements())
