"""Writing catalog.db: a row a sample, and beside the rows what constraints are answered from without reading them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np

from retrieval_core.catalog import SURE
from retrieval_core.members import Members
from retrieval_core.words import add_words, create_words, write_common

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
    with closing(create(file)) as db:
        add(db, 0, zip(rows, classes, strict=True), words)
        summarise(db)
        db.execute("vacuum")


def create(file: Path) -> sqlite3.Connection:
    """A catalog without samples. It grows without a journal: what is not finished is never opened."""
    db = sqlite3.connect(file, isolation_level=None)
    db.execute("pragma journal_mode = off")
    db.execute("pragma synchronous = off")
    db.execute(f"create table samples ({', '.join(f'{name} {kind}' for name, kind in COLUMNS.items())})")
    db.execute(
        "create table classes (sample integer, class text, probability real, primary key (sample, class))"
        " without rowid"
    )
    for table in ("columns (name text primary key, data blob)", "facts (name text primary key, value text)"):
        db.execute(f"create table {table}")
    db.execute("create table sets (name text primary key, few integer, members blob)")
    create_words(db)
    return db


def add(
    db: sqlite3.Connection,
    first: int,
    samples: Iterable[tuple[Row, Mapping[str, float]]],
    words: Iterable[str] | None = None,
) -> None:
    """Append samples with their classes and words, the first under the id `first`."""
    numbered = enumerate(samples, start=first)
    documents = iter(words) if words is not None else None
    insert = f"insert into samples values ({', '.join('?' * len(COLUMNS))})"
    db.execute("begin")
    while chunk := list(islice(numbered, CHUNK)):
        db.executemany(insert, [values(id, row) for id, (row, _) in chunk])
        db.executemany(
            "insert into classes values (?, ?, ?)",
            [(id, name, p) for id, (_, found) in chunk for name, p in found.items()],
        )
        texts = (
            [row.get("caption", "") for _, (row, _) in chunk]
            if documents is None
            else list(islice(documents, len(chunk)))
        )
        add_words(db, zip((id for id, _ in chunk), texts, strict=True))
    db.execute("commit")


def values(id: int, row: Row) -> list[Any]:
    """A row as SQLite takes it: what is no number and no text as JSON."""
    known = {"measures": {}, **row, "id": id}
    return [
        json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list | tuple) else value
        for value in (known.get(name) for name in COLUMNS)
    ]


def set_twins(db: sqlite3.Connection, twins: Iterable[tuple[int, int]]) -> None:
    """Note for samples (by id) which one they sound the same as."""
    db.execute("begin")
    db.executemany("update samples set twin_of = ? where id = ?", ((first, id) for id, first in twins))
    db.execute("commit")


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
        found = np.fromiter((np.nan if v is None else v for (v,) in cursor), dtype, size)
        db.execute("insert into columns values (?, ?)", [name, found.tobytes()])
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
