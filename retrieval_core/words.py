"""Lexical match: the words that are known of each sample, in a full-text table of SQLite, which `offline.indexing.words` writes."""

from __future__ import annotations

import math
import re
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial, reduce

import numpy as np

from retrieval_core.ranking import Scored
from retrieval_core.wording import fold

TABLE = "words"
TOKENIZER = "porter unicode61 remove_diacritics 2"
#: Samples that are ranked by their words, at most: what comes after them is found by its sound or not at all.
MOST = 10_000
#: How well a sample matches a word that is everywhere is kept in a byte, in steps of this size: BM25 without the weight of the word
#: stays below 2.2.
LEVEL = np.float32(2.2 / 255)
#: Common words whose samples are kept in memory: that many, or as many as fit into so many bytes.
KEPT, KEPT_BYTES = 16, 64_000_000
#: Answers of the table that are kept.
KEPT_RARE = 256
_WORD = re.compile(r"\w+")
_NEGATED = re.compile(
    r"\b(?:no|not|never|without|w/o|except|excluding|exclude|minus|nothing|neither|nor|non|(?:any|every)thing but)\b"
    r"[^,.;!?]*?(?=[,.;!?]|\b(?:but|just|only|with|in|at|around|under|over)\b|$)",
    re.IGNORECASE,
)
#: Words are cut where letters and digits meet, so that "tr808" is found as "tr 808"; names of files besides where small letters meet
#: large ones (`retrieval_core.paths`), which in what people write means nothing.
_SEAM = re.compile(r"(?<=[A-Za-z]{2})(?=\d)|(?<=\d)(?=[A-Za-z]{3})")
#: Words that ask, and tell nothing of a sound.
ASKING = frozenset(
    "give me get find show want need some something like more please sounds sound sample samples".split()
)
#: Samples that may have a word for it to be a name: so many, or that share of the library.
FEW, RARE = 20, 0.01
#: Words that nearly every caption has, and that say nothing: looking them up is all that they cost.
_STOP = frozenset("a an and at for in of on or the with".split())
_SAYING_NOTHING = _STOP | ASKING


def create_words(db: sqlite3.Connection) -> None:
    """Make empty tables."""
    db.execute(f"create virtual table {TABLE} using fts5(text, content='', tokenize='{TOKENIZER}')")
    db.execute(f"create virtual table terms using fts5vocab({TABLE}, row)")
    db.execute(f"create virtual table places using fts5vocab({TABLE}, instance)")
    db.execute("create table common (term text primary key, samples blob, scores blob)")
    db.execute("create table lengths (mean real)")
    db.execute("create table stated (word text primary key)")


def add_words(db: sqlite3.Connection, documents: Iterable[tuple[int, str]]) -> None:
    """Add documents by the id of their sample."""
    db.executemany(f"insert into {TABLE} (rowid, text) values (?, ?)", documents)


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


@cache
def vocabulary() -> frozenset[str]:
    """The words that mean a sound, or ask for one; any other may be a name."""
    from retrieval_core.taxonomy import shipped  # most requests name nothing rare

    known = {word for phrase in shipped().lookup for word in _WORD.findall(phrase)}
    return frozenset(known) | _SAYING_NOTHING


def affirmed(text: str) -> str:
    """A text without what it negates, up to the next comma or the next clause.

    >>> affirmed("drum loops without hats or cymbals, dark")
    'drum loops , dark'
    """
    return _NEGATED.sub("", text)


def _words_of(text: str) -> list[str]:
    return _WORD.findall(fold(_SEAM.sub(" ", text)))


@dataclass(frozen=True, slots=True)
class Having:
    """Samples that have a word, and how well each matches it.

    Attributes:
        samples: (n,) ascending; None for a word that is everywhere.
        scores: (n,) float32; of a word that is everywhere a level for each sample of the library, uint8.
        many: samples that have the word.
    """

    samples: np.ndarray | None
    scores: np.ndarray
    many: int

    def ids(self) -> np.ndarray:
        return np.flatnonzero(self.scores) if self.samples is None else self.samples

    def among(self, ids: np.ndarray) -> np.ndarray:
        """Those of some ids that have it."""
        if self.samples is None:
            return ids[self.scores[ids] > 0]
        if not len(ids) or not len(self.samples):
            return ids[:0]
        at = np.minimum(np.searchsorted(self.samples, ids), len(self.samples) - 1)
        return ids[self.samples[at] == ids]


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
        self._stated = frozenset(row[0] for row in db.execute("select word from stated"))
        largest = max(size, 8 * min(size, MOST), 1)
        # Of functions and not of methods, which would hold this object, and with it the file of its build, in a cycle.
        self._postings = lru_cache(max(KEPT, KEPT_BYTES // largest))(partial(_postings, db))
        self._rare = lru_cache(KEPT_RARE)(partial(_in_table, db, size))
        tokeniser = lru_cache(1)(Tokeniser)  # made when it is first needed
        self._terms = lru_cache(1024)(lambda word: tuple(tokeniser()(word).elements()))

    def matches(self, text: str) -> tuple[Scored, Scored]:
        """What matches the words of a request, those that it negates left out; and what has the names among them.

        A name is a word that the taxonomy does not know, and that few samples have; or one for what is stated rather than heard. Samples that
        have the same names match them alike.
        """
        words = _words_of(affirmed(text))
        most = max(FEW, RARE * self._size)
        # Often none is rare, and then the taxonomy need not be read.
        having = [(word, many) for word in words if 0 < (many := self._count(word)) <= MOST]
        names = [
            word
            for word, many in having
            if word in self._stated or (many <= most and word not in vocabulary())
        ]
        return self._scored(words), self._scored(names, alike=True)

    def named(self, text: str) -> bool:
        """Whether a sample has any of the words of a text that say something."""
        words = _words_of(text)
        return any(self._count(word) for word in words if len(word) > 2)

    def having(self, phrase: str) -> np.ndarray:
        """Ids (n,) of the samples that have every word of a phrase."""
        found = [self._having(word).ids() for word in _words_of(phrase)]
        return reduce(np.intersect1d, found) if found else np.empty(0, np.int64)

    def begun(self, phrase: str, least: int) -> list[int]:
        """Ids of the samples that have each word of a phrase, or at least so many letters of its beginning."""
        words = _words_of(phrase)
        if not words:
            return []
        ends = (range(min(least, len(word)), len(word) + 1) for word in words)
        forms = ([f'"{word[:end]}"' for end in some] for word, some in zip(words, ends, strict=True))
        wanted = " AND ".join(f"({' OR '.join(some)})" for some in forms)
        found = self._db.execute(f"select rowid from {TABLE} where {TABLE} match ?", [wanted])
        return [row[0] for row in found]

    def together(self, words: Sequence[str], most: int) -> np.ndarray:
        """Ids (n,) of the samples that have each of some words; none where each of these leads to more than `most`."""
        found = sorted((self._having(word) for word in dict.fromkeys(words)), key=lambda one: one.many)
        if not found or found[0].many > most:
            return np.empty(0, np.int64)
        return reduce(lambda ids, one: one.among(ids), found[1:], found[0].ids())

    def _count(self, word: str) -> int:
        return 0 if word in _SAYING_NOTHING else self._having(word).many

    def _scored(self, words: Iterable[str], alike: bool = False) -> Scored:
        """Samples that have at least one of some words, by Okapi BM25 (Robertson and Zaragoza, 2009); or `alike`, by which they have.

        FTS5 counts a word at nothing once half of the documents have it, and in a library of two classes those are
        just the words that tell them apart. So each word is asked for alone, and weighted with the inverse document
        frequency log(1 + (N - n + 0.5) / (n + 0.5)), which is always positive.
        """
        found = [self._having(word) for word in dict.fromkeys(words) if word not in _SAYING_NOTHING]
        weighted = [
            (np.float32(math.log1p((self._size - one.many + 0.5) / (one.many + 0.5))), one)
            for one in found
            if one.many
        ]
        ids, scores = self._summed(
            [
                (w, one.samples, np.ones_like(one.scores) if alike else one.scores)
                for w, one in weighted
                if one.samples is not None
            ]
        )
        everywhere = [
            (weight * LEVEL, one.scores) for weight, one in weighted if one.samples is None and not alike
        ]

        def besides(ids: np.ndarray) -> np.ndarray:
            return sum(
                (weight * levels[ids] for weight, levels in everywhere), np.zeros(len(ids), np.float32)
            )

        if everywhere:
            scores = scores + besides(ids)
        if len(ids) > MOST:
            best = scores >= np.partition(scores, -MOST)[-MOST]
            ids, scores = ids[best], scores[best]
        return Scored(ids, scores, besides if everywhere else None)

    def _summed(
        self, lists: Sequence[tuple[np.float32, np.ndarray, np.ndarray]]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Samples (n,) that are in any of some lists of weight, samples, scores; and their weighted scores together."""
        if not lists:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        if len(lists) == 1:
            [(weight, samples, scores)] = lists
            return samples.astype(np.int64), weight * scores
        total = np.zeros(self._size, np.float32)
        for weight, samples, scores in lists:
            total[samples] += weight * scores
        ids = np.flatnonzero(total > 0)
        return ids, total[ids]

    def _having(self, word: str) -> Having:
        """Samples that have a word, and how well each matches it."""
        return self._common(word) or self._rare(word)

    def _common(self, word: str) -> Having | None:
        if not self._any_common:
            return None
        terms = self._terms(word)
        return self._postings(terms[0]) if len(terms) == 1 else None


def _in_table(db: sqlite3.Connection, size: int, word: str) -> Having:
    """What the full-text table knows of a word."""
    found = db.execute(
        f"select rowid, -bm25({TABLE}) from {TABLE} where {TABLE} match ? order by rowid", (f'"{word}"',)
    ).fetchall()
    odds = (size - len(found) + 0.5) / (len(found) + 0.5)
    weight = max(math.log(odds), 1e-6)  # FTS5's own, which has been multiplied in
    return Having(
        np.fromiter((row[0] for row in found), np.int64, len(found)),
        np.fromiter((row[1] / weight for row in found), np.float32, len(found)),
        len(found),
    )


def _postings(db: sqlite3.Connection, term: str) -> Having | None:
    """What is kept beside the table of a common term."""
    row = db.execute("select samples, scores from common where term = ?", [term]).fetchone()
    if row is None:
        return None
    if row[0]:
        samples = np.frombuffer(row[0], np.int32)
        return Having(samples, np.frombuffer(row[1], np.float32), len(samples))
    levels = np.frombuffer(row[1], np.uint8)
    return Having(None, levels, int(np.count_nonzero(levels)))
