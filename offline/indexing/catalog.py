"""Writing catalog.db: a row a sample, and beside the rows what constraints are answered from without reading them."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np

from offline.indexing.words import remove_words, revise_common, write_common
from retrieval_core.catalog import PERHAPS, SURE
from retrieval_core.members import Members
from retrieval_core.request import tonic_of
from retrieval_core.words import add_words, create_words

#: Columns of `samples` with their types; rows may lack any but the path.
COLUMNS = {
    "id": "integer primary key",
    "path": "text",
    "label": "text",
    "fine": "text",
    "probability": "real",
    "sha256": "text",
    "duration": "real",
    "kind": "text",
    "tempo": "real",
    "key": "text",
    "pitch": "integer",
    "pitch_name": "text",
    "measures": "text",
    "caption": "text",
    "format": "text",
    "channels": "text",
    "twin_of": "integer",
    "words": "text",
}
#: The key of a row: a note is in the key of its pitch, whichever mode that has.
KEY = "coalesce(key, rtrim(pitch_name, '-0123456789'))"
#: Columns each of whose values makes a set.
PLAIN = ("kind", "format", "channels")
#: Rows that are written at a time.
CHUNK = 10_000

Row = Mapping[str, Any]


def write_catalog(
    file: Path,
    rows: Iterable[Row],
    classes: Iterable[Mapping[str, float]],
    words: Iterable[str],
) -> None:
    """Write a catalog, at most `CHUNK` samples in memory at a time.

    Parameters:
        rows: what is known of each sample, by the names of `COLUMNS`, in the order of the ids.
        classes: the classes that each sample counts as, with their probability.
        words: the document that each sample is found by.

    Raises:
        ValueError: these are not as many.
    """
    samples = enumerate(zip(rows, classes, words, strict=True))
    with closing(create(file)) as db:
        insert(db, ((id, *sample) for id, sample in samples))
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
    db.execute("create index by_path on samples (path)")
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
    counts = db.execute("select coalesce(label, fine) as c, count(*) from samples group by c").fetchall()
    write_facts(db, size, dict(counts))
    for name, column, dtype in (
        ("tempo", "tempo", np.float64),
        ("duration", "duration", np.float64),
        ("twin_of", "coalesce(twin_of, id)", np.int32),
    ):
        cursor = db.execute(f"select {column} from samples order by id")
        column_values = np.fromiter((np.nan if v is None else v for (v,) in cursor), dtype, size)
        db.execute("insert into columns values (?, ?)", [name, column_values.tobytes()])
    for name, measured in measures(db, size).items():
        db.execute("insert into columns values (?, ?)", [f"measure={name}", measured.tobytes()])
    sources = {
        "class": f"select class, sample from classes where probability >= {SURE} order by class, sample",
        "perhaps": "select class, sample from classes"
        f" where probability >= {PERHAPS} and probability < {SURE} order by class, sample",
        **{
            name: f"select {name}, id from samples where {name} is not null order by {name}, id"
            for name in PLAIN
        },
        "key": f"select {KEY} as k, id from samples where k is not null order by k, id",
    }
    for prefix, query in sources.items():
        for name, found in groupby(db.execute(query), key=itemgetter(0)):
            write_set(db, f"{prefix}={name}", np.fromiter((id for _, id in found), np.int32), size)
    db.execute("commit")
    write_common(db)


def revise(
    db: sqlite3.Connection,
    removed: Sequence[int],
    moves: Mapping[int, int],
    samples: Sequence[tuple[int, Row, Mapping[str, float], str]],
    twins: Sequence[tuple[int, int]],
) -> None:
    """Remove samples, give others new ids, add new ones, and revise what has been derived of those.

    Parameters:
        removed: ids.
        moves: new ids by old ones.
        samples: those to add, as `insert` takes them.
        twins: samples and the first of each one's group of twins, where that has changed.
    """
    size = db.execute("select value from facts where name = 'samples'").fetchone()
    before = json.loads(size[0])
    now = before - len(removed) + len(samples)
    gone = {id: _one(db, "words", id) for id in removed}
    labels = Counter(_one(db, "coalesce(label, fine)", id) for id in removed)
    forget(db, removed)
    move(db, moves)
    insert(db, samples)
    db.executemany(
        "update samples set twin_of = ? where id = ?",
        [(None if first == id else first, id) for id, first in twins],
    )
    db.execute("begin")
    revise_common(db, gone, moves, {id: words for id, _, _, words in samples})
    counts = Counter(json.loads(db.execute("select value from facts where name = 'classes'").fetchone()[0]))
    counts.update(row.get("label") or row["fine"] for _, row, _, _ in samples)
    counts.subtract(labels)
    write_facts(db, now, {name: n for name, n in counts.items() if n})
    shift = Shift(removed, moves, before, now)
    revise_columns(db, shift, samples, twins)
    revise_sets(db, shift, samples)
    db.execute("commit")


def _one(db: sqlite3.Connection, expression: str, id: int) -> Any:
    return db.execute(f"select {expression} from samples where id = ?", [id]).fetchone()[0]


@dataclass(frozen=True, slots=True)
class Shift:
    """How the ids of a library change: those that are removed, new ones by old ones, how many there were and are."""

    removed: Sequence[int]
    moves: Mapping[int, int]
    before: int
    now: int

    def __call__(self, values: np.ndarray, empty: Any) -> np.ndarray:
        """A column by the new ids; `empty` where a sample is new."""
        fresh = np.full(self.now, empty, values.dtype)
        kept = min(self.before, self.now)
        fresh[:kept] = values[:kept]
        fresh[[id for id in self.removed if id < self.now]] = empty
        fresh[list(self.moves.values())] = values[list(self.moves)]
        return fresh


def revise_columns(
    db: sqlite3.Connection,
    shift: Shift,
    samples: Sequence[tuple[int, Row, Mapping[str, float], str]],
    twins: Sequence[tuple[int, int]],
) -> None:
    """The columns of `Catalog` by the new ids, with what is new."""
    names = {name for (name,) in db.execute("select name from columns")}
    names |= {f"measure={name}" for _, row, _, _ in samples for name in row.get("measures", {})}
    for name in names:
        data = db.execute("select data from columns where name = ?", [name]).fetchone()
        if name == "twin_of":
            column = shift(np.frombuffer(data[0], np.int32), 0)
            for id, first in twins:
                column[id] = first
        else:
            column = shift(np.frombuffer(data[0]) if data else np.full(shift.before, np.nan), np.nan)
            measure = name.removeprefix("measure=")
            for id, row, _, _ in samples:
                value = row.get("measures", {}).get(measure) if measure != name else row.get(name)
                column[id] = np.nan if value is None else value
        db.execute("insert or replace into columns values (?, ?)", [name, column.tobytes()])


def revise_sets(
    db: sqlite3.Connection, shift: Shift, samples: Sequence[tuple[int, Row, Mapping[str, float], str]]
) -> None:
    """The sets of `Catalog` by the new ids, with what is new."""
    fresh: dict[str, list[int]] = {}
    for id, row, classes, _ in samples:
        names = [
            f"{'class' if p >= SURE else 'perhaps'}={name}" for name, p in classes.items() if p >= PERHAPS
        ]
        key = row.get("key") or tonic_of(row.get("pitch_name") or "")
        plain = {name: row.get(name) for name in PLAIN} | {"key": key}
        for name in [*names, *(f"{name}={value}" for name, value in plain.items() if value)]:
            fresh.setdefault(name, []).append(id)
    for name in {name for (name,) in db.execute("select name from sets")} | fresh.keys():
        found = db.execute("select few, members from sets where name = ?", [name]).fetchone()
        if found is None:
            before = np.zeros(shift.before, bool)
        elif found[0]:
            before = np.zeros(shift.before, bool)
            before[np.frombuffer(found[1], np.int32)] = True
        else:
            bits = np.frombuffer(found[1], np.uint8)
            before = np.unpackbits(bits, count=shift.before, bitorder="little").astype(bool)
        mask = shift(before, False)
        mask[fresh.get(name, [])] = True
        write_set(db, name, np.flatnonzero(mask), shift.now)


def write_set(db: sqlite3.Connection, name: str, ids: np.ndarray, size: int) -> None:
    """Write a set down by its ids or bit by bit, whichever is shorter; an empty one not at all."""
    few = 32 * len(ids) < size
    members = ids.astype(np.int32).tobytes() if few else Members.of(ids, size).packed()
    db.execute("delete from sets where name = ?", [name])
    if len(ids):
        db.execute("insert into sets values (?, ?, ?)", [name, few, members])


def write_facts(db: sqlite3.Connection, size: int, counts: Mapping[str, int]) -> None:
    """Write down how many samples there are, and how many have each label, the largest class first."""
    ordered = dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
    for name, value in (("samples", size), ("classes", ordered)):
        text = json.dumps(value, ensure_ascii=False)
        db.execute("insert or replace into facts values (?, ?)", [name, text])


def measures(db: sqlite3.Connection, size: int) -> dict[str, np.ndarray]:
    """Each measure of all samples (n,), NaN where one has none."""
    found: dict[str, np.ndarray] = {}
    cursor = db.execute("select id, measures from samples where measures is not null")
    for id, text in cursor:
        for name, value in json.loads(text).items():
            if name not in found:
                found[name] = np.full(size, np.nan)
            found[name][id] = value
    return found
