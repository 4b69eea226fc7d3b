"""The catalog of a build: one SQLite row a sample, whose id is the vector's id in every index."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from retrieval_core.qualities import bound
from retrieval_core.request import Interval, Request
from retrieval_core.words import Words

#: Tagged less surely than this, a class counts neither as wanted nor as excluded.
SURE = 0.2
#: A list of ids as one parameter, so that it may be of any length.
AMONG = "id in (select value from json_each(?))"


class Catalog:
    """Read access to catalog.db.

    Tables:
        samples: id, path (relative to the library), label, fine, probability, kind, tempo, key, duration, caption, ...,
            measures (JSON: quality -> 0 to 1), twin_of (id of the first sample that sounds the same, else null).
        classes: sample, class, probability: the label, the tags, and all that the taxonomy puts above them.
        words: full-text index of what each sample is known by, see `retrieval_core.words`.
    """

    def __init__(self, file: Path) -> None:
        # Builds are immutable, so SQLite needs no locks, and threads may share the connection (it is serialised).
        uri = f"{file.resolve().as_uri()}?mode=ro&immutable=1"
        self._db = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        self.words = Words(self._db, len(self))

    def close(self) -> None:
        self._db.close()

    def __len__(self) -> int:
        return self._db.execute("select count(*) from samples").fetchone()[0]

    def rows(self, ids: Iterable[int]) -> dict[int, sqlite3.Row]:
        """Rows of `samples` by id."""
        return {
            row["id"]: row for row in self._db.execute(f"select * from samples where {AMONG}", [_json(ids)])
        }

    def at(self, paths: Iterable[str]) -> dict[str, sqlite3.Row]:
        """Rows of `samples` by path."""
        query = "select * from samples where path in (select value from json_each(?))"
        return {row["path"]: row for row in self._db.execute(query, [json.dumps(list(paths))])}

    def groups(self, ids: Iterable[int]) -> np.ndarray:
        """The group of samples that sound the same which each of `ids` belongs to, named by its first sample."""
        ids = [int(i) for i in ids]
        query = f"select id, twin_of from samples where {AMONG} and twin_of is not null"
        first = dict(self._db.execute(query, [_json(ids)]).fetchall())
        return np.array([first.get(i, i) for i in ids], dtype=np.int64)

    def measures(self, ids: Iterable[int], names: Iterable[str]) -> dict[str, np.ndarray]:
        """Measures by name, each (n,) in the order of `ids`, NaN where a sample has none."""
        ids, names = [int(i) for i in ids], list(names)
        query = f"select id, measures from samples where {AMONG}"
        found = {i: json.loads(text or "{}") for i, text in self._db.execute(query, [_json(ids)])}
        return {name: np.array([found[i].get(name, np.nan) for i in ids], dtype=float) for name in names}

    def measures_of(self, id: int) -> dict[str, float]:
        """All measures of one sample by name."""
        row = self._db.execute("select measures from samples where id = ?", [id]).fetchone()
        return json.loads(row[0] or "{}")

    def labels(self) -> list[str]:
        """The label of each sample, in the order of the ids; the fine class where the library has no labels."""
        return [row[0] for row in self._db.execute("select coalesce(label, fine) from samples order by id")]

    def class_counts(self) -> dict[str, int]:
        """How many samples each label has, the largest class first."""
        query = "select coalesce(label, fine) as c, count(*) as n from samples group by c order by n desc, c"
        return {row["c"]: row["n"] for row in self._db.execute(query)}

    def durations(self) -> np.ndarray:
        """The length of each sample in seconds, in the order of the ids."""
        return np.array([row[0] for row in self._db.execute("select duration from samples order by id")])

    def unheld(self, classes: Iterable[str]) -> tuple[str, ...]:
        """Those of some classes that no sample has."""
        query = "select exists (select 1 from classes where class = ? and probability >= ?)"
        return tuple(name for name in classes if not self._db.execute(query, (name, SURE)).fetchone()[0])

    def allowed(self, request: Request) -> np.ndarray | None:
        """Ids that satisfy the hard constraints of a request, ascending; None where it has none."""
        conditions, values = _conditions(request)
        if not conditions:
            return None
        query = f"select id from samples where {' and '.join(conditions)} order by id"
        return np.fromiter((row[0] for row in self._db.execute(query, values)), dtype=np.int64)


def _conditions(request: Request) -> tuple[list[str], list[object]]:
    conditions: list[str] = []
    values: list[object] = []

    def add(condition: str, *more: object) -> None:
        conditions.append(condition)
        values.extend(more)

    if request.classes:
        add(f"id in ({_members(request.classes)})", *request.classes, SURE)
    if request.exclude:
        add(f"id not in ({_members(request.exclude)})", *request.exclude, SURE)
    if request.kind:
        add("kind = ?", request.kind)
    for column, interval in (("tempo", request.tempo), ("duration", request.duration)):
        if interval:
            _between(add, column, interval)
    if request.key:
        # "A" alone leaves the mode open.
        tonic = f"{request.key} "
        add("(key = ? or substr(key, 1, ?) = ?)", request.key, len(tonic), tonic)
    for word, value in request.beyond:
        measured = bound(word)
        if measured and value is not None:
            measure, direction = measured
            add(f"json_extract(measures, '$.' || ?) {'>' if direction > 0 else '<'} ?", measure, value)
    if request.skip:
        add(f"not {AMONG}", _json(request.skip))
    return conditions, values


def _json(ids: Iterable[int]) -> str:
    return json.dumps([int(i) for i in ids])


def _members(classes: tuple[str, ...]) -> str:
    return f"select sample from classes where class in ({','.join('?' * len(classes))}) and probability >= ?"


def _between(add, column: str, interval: Interval) -> None:
    low, high = interval
    if low is not None:
        add(f"{column} >= ?", low)
    if high is not None:
        add(f"{column} <= ?", high)
