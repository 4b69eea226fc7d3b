"""Writing the full-text table that `retrieval_core.words` reads, and beside it the arrays of the words that many samples have."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping

import numpy as np

from retrieval_core.words import LEVEL, MOST, TABLE, Tokeniser, add_words, create_words

#: Words that more samples than this have are kept as arrays beside the table, which takes a microsecond for each of them.
COMMON = 100
#: Words that more than `MOST` samples have and more than this share of the library lead to none by themselves; how well they match
#: is looked up for what the sound or a rarer word has found. Of them a byte is kept for each sample, of others eight for each that
#: has the word.
EVERYWHERE = 1 / 32
#: A Hammond B3 is one, too.
_NOTE = re.compile(r"[a-g]\d")


def write_words(db: sqlite3.Connection, documents: Iterable[str]) -> None:
    """Make the table from one document a sample, in the order of the ids; the text itself is not kept, only its index."""
    create_words(db)
    add_words(db, enumerate(documents))
    write_common(db)


def remove_words(db: sqlite3.Connection, sample: int, document: str) -> None:
    """Remove a document; it must be told, as the table does not keep it."""
    db.execute(f"insert into {TABLE} ({TABLE}, rowid, text) values ('delete', ?, ?)", [sample, document])


def write_common(db: sqlite3.Connection) -> None:
    """Write down anew which samples the common words match, and how well: BM25 without the weight of the word.

    FTS5's own parameters, k1 = 1.2 and b = 0.75, so that a word counts alike wherever it is kept.
    """
    db.execute(f"insert into {TABLE} ({TABLE}) values ('optimize')")
    # Beside the library, as a process that answers once has no time to read the taxonomy.
    db.executemany("insert or ignore into stated values (?)", [(word,) for word in unheard()])
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
        scores = bm25(often, length[samples]).astype(np.float32)
        listed, kept = samples.tobytes(), scores.tobytes()
        if len(samples) > max(MOST, EVERYWHERE * len(length)):
            levels = np.zeros(len(length), np.uint8)
            levels[samples] = _levels(scores)
            listed, kept = b"", levels.tobytes()
        db.execute("insert into common values (?, ?, ?)", [term, listed, kept])
    db.commit()


def _levels(scores: np.ndarray) -> np.ndarray:
    return np.clip(np.round(scores / LEVEL), 1, 255).astype(np.uint8)


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
        more = added.get(term, [])
        if not samples:
            levels = _revised(np.frombuffer(scores, np.uint8), gone, moves, len(fresh), more)
            db.execute("update common set scores = ? where term = ?", [levels.tobytes(), term])
            continue
        ids, values = np.frombuffer(samples, np.int32), np.frombuffer(scores, np.float32)
        touched = np.isin(ids, left)
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
        if not len(ids):
            db.execute("delete from common where term = ?", [term])
            continue
        order = np.argsort(ids)
        ids, values = ids[order], values[order]
        db.execute(
            "update common set samples = ?, scores = ? where term = ?",
            [ids.tobytes(), values.tobytes(), term],
        )


def _revised(
    levels: np.ndarray,
    gone: Mapping[int, str],
    moves: Mapping[int, int],
    fresh: int,
    more: list[tuple[int, float]],
) -> np.ndarray:
    """Levels of a word that is everywhere, where samples have left their ids and others have come."""
    size = len(levels) - len(gone) + fresh
    revised = np.zeros(max(size, len(levels)), np.uint8)
    revised[: len(levels)] = levels
    revised[[*gone, *moves]] = 0
    revised[[*moves.values()]] = levels[[*moves]]
    revised[[id for id, _ in more]] = _levels(np.array([score for _, score in more], np.float32))
    return revised[:size]


def _varint(data: bytes) -> int:
    """A number as SQLite packs it: seven bits a byte, the highest ones first."""
    value = 0
    for byte in data:
        value = value << 7 | byte & 0x7F
    return value


def unheard() -> frozenset[str]:
    """The words for what is not heard in a sound but stated in its name: machines, genres, flavours ("808", "trap", "acoustic")."""
    from retrieval_core.taxonomy import shipped

    stated = {"machine", "genre", "flavour"}
    return frozenset(
        phrase
        for phrase, senses in shipped().lookup.items()
        if phrase.isalnum() and not _NOTE.fullmatch(phrase) and {sense.kind for sense in senses} <= stated
    )
