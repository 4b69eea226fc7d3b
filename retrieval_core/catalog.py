"""The catalog of a build: one SQLite row a sample, whose id is the vector's id in every index."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from retrieval_core.request import Interval, Request

#: Tagged less surely than this, a class counts neither as wanted nor as excluded.
SURE = 0.2


class Catalog:
    """Read access to catalog.db.

    Tables:
        samples: id, path (relative to the library), label, fine, probability, kind, tempo, key, duration, caption, ...
        classes: sample, class, probability: the label, the tags, and all that the taxonomy puts above them.
    """

    def __init__(self, file: Path) -> None:
        # Builds are immutable, so SQLite needs no locks, and threads may share the connection (it is serialised).
        uri = f"{file.resolve().as_uri()}?mode=ro&immutable=1"
        self._db = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self._db.row_factory = sqlite3.Row

    def close(self) -> None:
        self._db.close()

    def __len__(self) -> int:
        return self._db.execute("select count(*) from samples").fetchone()[0]

    def rows(self, ids: Iterable[int]) -> dict[int, sqlite3.Row]:
        """Rows of `samples` by id."""
        ids = [int(i) for i in ids]
        marks = ",".join("?" * len(ids))
        return {
            row["id"]: row for row in self._db.execute(f"select * from samples where id in ({marks})", ids)
        }

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
        add("key = ? or key like ?", request.key, f"{request.key} %")
        conditions[-1] = f"({conditions[-1]})"
    if request.skip:
        add(f"id not in ({','.join('?' * len(request.skip))})", *request.skip)
    return conditions, values


def _members(classes: tuple[str, ...]) -> str:
    return f"select sample from classes where class in ({','.join('?' * len(classes))}) and probability >= ?"


def _between(add, column: str, interval: Interval) -> None:
    low, high = interval
    if low is not None:
        add(f"{column} >= ?", low)
    if high is not None:
        add(f"{column} <= ?", high)
