"""Writing catalog.db: a row a sample, and beside the rows what constraints are answered from without reading them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from itertools import count, groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np

from retrieval_core.catalog import SURE
from retrieval_core.members import Members
from retrieval_core.words import add_words, create_words, remove_words, write_common

#: Columns of `samples` with their types; rows may lack any but the path.
COLUMNS = {
    "id": "integer primary key",
    "path": "text",
    "label": "text",
    "fine": "text",
    "probability": "real",
    "sha256": "text",
    "size": "integer",
    "mtime_ns": "integer",
    "duration": "real",
    "kind": "text",
    "kind_confidence": "real",
    "tempo": "real",
    "tempo_confidence": "real",
    "key": "text",
    "key_confidence": "real",
    "pitch": "integer",
    "pitch_name": "text",
    "pitch_confidence": "real",
    "loudness": "real",
    "measures": "text",
    "stated": "text",
    "caption": "text",
    "twin_of": "integer",
    "words": "text",
}
#: Rows that are written at a time.
CHUNK = 10_000

Row = Mapping[str, Any]


def write_catalog(
    file: Path,
    rows: Iterable[Row],
    classes: Iterable[Mapping[str, float]],
    words: Iterable[str] | None = None,
) -> None:
    """Write a catalog, at most `CHUNK` samples in memory at a time.

    Parameters:
        rows: what is known of each sample, by the names of `COLUMNS`, in the order of the ids.
        classes: the classes that each sample counts as, with their probability.
        words: a document a sample; the captions if None.
    """
    documents = (row.get("caption", "") for row in rows) if words is None else words
    if words is None:
        rows = list(rows)
    with closing(create(file)) as db:
        insert(db, zip(count(), rows, classes, documents))
        summarise(db)
        db.execute("vacuum")


def create(file: Path) -> sqlite3.Connection:
    """A catalog without samples."""
    db = connect(file)
    db.execute(f"create table samples ({', '.join(f'{name} {kind}' for name, kind in COLUMNS.items())})")
    db.execute(
        "create table classes (sample integer, class text, probability real, primary key (sample, class))"
        " without rowid"
    )
    db.execute("create table columns (name text primary key, data blob)")
    db.execute("create table sets (name text primary key, few integer, members blob)")
    db.execute("create table facts (name text primary key, value text)")
    create_words(db)
    return db


def connect(file: Path) -> sqlite3.Connection:
    """A catalog that grows, without a journal: what is not finished is never opened."""
    db = sqlite3.connect(file, isolation_level=None)
    db.execute("pragma journal_mode = off")
    db.execute("pragma synchronous = off")
    return db


def insert(db: sqlite3.Connection, samples: Iterable[tuple[int, Row, Mapping[str, float], str]]) -> None:
    """Add samples: id, row, classes with their probability, and the words that each is found by."""
    samples = iter(samples)
    row_of = f"insert into samples values ({', '.join('?' * len(COLUMNS))})"
    db.execute("begin")
    while chunk := list(islice(samples, CHUNK)):
        db.executemany(row_of, [values(id, {**row, "words": words}) for id, row, _, words in chunk])
        db.executemany(
            "insert into classes values (?, ?, ?)",
            [(id, name, p) for id, _, found, _ in chunk for name, p in found.items()],
        )
        add_words(db, ((id, words) for id, _, _, words in chunk))
    db.execute("commit")


def forget(db: sqlite3.Connection, ids: Sequence[int]) -> None:
    """Remove samples."""
    chosen = [[id] for id in ids]
    db.execute("begin")
    for (id,) in chosen:
        remove_words(db, id, db.execute("select words from samples where id = ?", [id]).fetchone()[0])
    db.executemany("delete from samples where id = ?", chosen)
    db.executemany("delete from classes where sample = ?", chosen)
    db.execute("commit")


def move(db: sqlite3.Connection, moves: Mapping[int, int]) -> None:
    """Give samples new ids, which no others have."""
    pairs = [(new, old) for old, new in moves.items()]
    db.execute("begin")
    for new, old in pairs:
        words = db.execute("select words from samples where id = ?", [old]).fetchone()[0]
        remove_words(db, old, words)
        add_words(db, [(new, words)])
    db.executemany("update samples set id = ? where id = ?", pairs)
    db.executemany("update classes set sample = ? where sample = ?", pairs)
    db.execute("commit")


def values(id: int, row: Row) -> list[Any]:
    """A row as SQLite takes it: what is no number and no text as JSON."""
    known = {"measures": {}, **row, "id": id}
    return [
        json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list | tuple) else value
        for value in (known.get(name) for name in COLUMNS)
    ]


def summarise(db: sqlite3.Connection) -> None:
    """Derive from the rows what constraints are answered from: see `retrieval_core.catalog.Catalog`."""
    db.execute("begin")
    for table in ("columns", "sets", "facts"):
        db.execute(f"delete from {table}")
    size = db.execute("select count(*) from samples").fetchone()[0]
    counts = db.execute(
        "select coalesce(label, fine) as c, count(*) as n from samples group by c order by n desc, c"
    ).fetchall()
    for name, value in (("samples", size), ("classes", dict(counts))):
        db.execute("insert into facts values (?, ?)", [name, json.dumps(value, ensure_ascii=False)])
    for name, column, dtype in (
        ("tempo", "tempo", np.float64),
        ("duration", "duration", np.float64),
        ("twin_of", "coalesce(twin_of, id)", np.int32),
    ):
        cursor = db.execute(f"select {column} from samples order by id")
        column_values = np.fromiter((np.nan if v is None else v for (v,) in cursor), dtype, size)
        db.execute("insert into columns values (?, ?)", [name, column_values.tobytes()])
    sources = {
        "class": "select class, sample from classes where probability >= ? order by class, sample",
        "kind": "select kind, id from samples where kind is not null and ? order by kind, id",
        "key": "select key, id from samples where key is not null and ? order by key, id",
    }
    for prefix, query in sources.items():
        for name, found in groupby(db.execute(query, [SURE]), key=itemgetter(0)):
            ids = np.fromiter((id for _, id in found), np.int32)
            few = 32 * len(ids) < size
            members = ids.tobytes() if few else Members.of(ids, size).packed()
            db.execute("insert into sets values (?, ?, ?)", [f"{prefix}={name}", few, members])
    db.execute("commit")
    write_common(db)
