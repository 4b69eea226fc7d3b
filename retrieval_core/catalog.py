"""The catalog of a build: one SQLite row a sample, whose id is the vector's id in every index."""

from __future__ import annotations

import json
import sqlite3
import threading
import weakref
from collections.abc import Iterable
from functools import cached_property, reduce
from operator import and_, or_
from pathlib import Path

import numpy as np

from retrieval_core.members import Members
from retrieval_core.paths import SHORT, stands_in
from retrieval_core.qualities import bound
from retrieval_core.request import BARRED, CHANNELS, MODES, NOT, OR, Interval, Request, is_outside
from retrieval_core.words import Words

#: Tagged less surely than this, a class counts neither as wanted nor as excluded.
SURE = 0.2
#: From this probability on a class that is excluded is kept away all the same, as long as enough else is left: about what
#: each of the taxonomy's classes would get if nothing were heard.
PERHAPS = 0.01
#: A list of ids as one parameter, so that it may be of any length.
AMONG = "id in (select value from json_each(?))"
#: Names whose samples are kept once they have been asked for.
NAMES = 64
#: Columns of `samples` that a hit shows.
SHOWN = (
    "id",
    "path",
    "label",
    "fine",
    "probability",
    "kind",
    "tempo",
    "key",
    "duration",
    "caption",
    "sha256",
    "channels",
    "pitch_name",
)


def read_only(file: Path) -> sqlite3.Connection:
    """The catalog of a build, for any thread."""
    # Builds are immutable, so SQLite needs no locks, and threads may share the connection (it is serialised).
    uri = f"{file.resolve().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, check_same_thread=False)


class Catalog:
    """Read access to catalog.db. It stays on disk; what constraints are made of is kept once it has been asked for.

    Tables:
        samples: id, path (relative to the library), label, fine, probability, kind, tempo, key, pitch (MIDI), pitch_name,
            duration, caption, sha256, format, channels, words (the document that it is found by), measures (JSON: quality -> 0 to 1), twin_of (id of the first sample that sounds the same, else null).
        classes: sample, class, probability: the label, the tags, and all that the taxonomy puts above them.
        columns: name, data: a column of `samples` in the order of the ids, as `offline.indexing.catalog` packs it: `tempo`,
            `duration` and each of the measures ("measure=brightness") float64 (NaN for null), `twin_of` int32 (a sample's own id for null).
        sets: name, few, members: the samples of which something is true, "class=kick" (as surely as SURE),
            "perhaps=kick" (less than that, and at least PERHAPS), "kind=loop", "format=wav", "channels=stereo" or
            "key=A minor" (a note is in the key of its pitch, "key=A"): their ids as int32 where they are `few`, else one bit each.
        facts: name, value (JSON): `samples`, how many there are, and `classes`, how many have each label.
        words, common: full-text index of what each sample is known by, see `retrieval_core.words`.
    """

    def __init__(self, file: Path) -> None:
        self._db = read_only(file)
        # A connection is a reference cycle, which nothing collects where the garbage collector has been frozen.
        weakref.finalize(self, self._db.close)
        self._db.execute("pragma cache_size = -8000")  # 8 MB: what leads to the rows stays at hand
        self._db.row_factory = sqlite3.Row
        self._size = int(self._fact("samples"))
        self.words = Words(self._db, self._size)
        self._columns: dict[str, np.ndarray] = {}
        self._sets: dict[str, Members] = {}
        self._named: dict[str, Members] = {}
        self._notes: dict[str, Members] = {}
        self._lock = threading.Lock()

    def close(self) -> None:
        self._db.close()

    def __len__(self) -> int:
        return self._size

    def _fact(self, name: str):
        return json.loads(self._db.execute("select value from facts where name = ?", [name]).fetchone()[0])

    def rows(self, ids: Iterable[int]) -> dict[int, sqlite3.Row]:
        """Rows of `samples` by id."""
        ids = [int(i) for i in ids]
        # A list as JSON may be of any length, and takes longer to read than a few rows.
        among = f"id in ({','.join('?' * len(ids))})" if len(ids) < 100 else AMONG
        found = self._db.execute(
            f"select {', '.join(SHOWN)} from samples where {among}", ids if len(ids) < 100 else [_json(ids)]
        )
        return {row["id"]: row for row in found}

    def at(self, paths: Iterable[str]) -> dict[str, sqlite3.Row]:
        """Rows of `samples` by path."""
        query = "select * from samples where path in (select value from json_each(?))"
        return {row["path"]: row for row in self._db.execute(query, [json.dumps(list(paths))])}

    def groups(self, ids: Iterable[int]) -> np.ndarray:
        """The group of samples that sound the same which each of `ids` belongs to, named by its first sample."""
        return self._column("twin_of")[np.asarray(ids, dtype=np.int64)].astype(np.int64)

    def measures(self, ids: Iterable[int], names: Iterable[str]) -> dict[str, np.ndarray]:
        """Measures by name, each (n,) in the order of `ids`, NaN where a sample has none."""
        chosen = np.asarray(ids, dtype=np.int64)
        return {name: self._column(f"measure={name}")[chosen] for name in names}

    def figures(self, measure: str) -> np.ndarray:
        """A measure of each sample as people read it, in the order of the ids: the length in seconds, the tempo in bpm, all others as `measures` has them.

        The measures of those two end where nearly all samples do, and that of length is of what is heard of a sample.
        """
        return self._column({"length": "duration", "tempo": "tempo"}.get(measure, f"measure={measure}"))

    def labels(self, ids: Iterable[int] | None = None) -> list[str]:
        """The label of each sample, in the order of the ids; the fine class where the library has no labels.

        Parameters:
            ids: of the samples; all if None.
        """
        query = "select id, coalesce(label, fine) from samples"
        if ids is None:
            return [row[1] for row in self._db.execute(f"{query} order by id")]
        ids = [int(i) for i in ids]
        found = dict(self._db.execute(f"{query} where {AMONG}", [_json(ids)]).fetchall())
        return [found[i] for i in ids]

    def class_counts(self) -> dict[str, int]:
        """How many samples each label has, the largest class first."""
        return dict(self._class_counts)

    @cached_property
    def _class_counts(self) -> dict[str, int]:
        return self._fact("classes")

    @cached_property
    def folders(self) -> tuple[str, ...]:
        """The folders right below the library's own."""
        query = "select distinct substr(path, 1, instr(path, '/') - 1) from samples where path like '%/%' order by 1"
        return tuple(row[0] for row in self._db.execute(query))

    def durations(self) -> np.ndarray:
        """The length of each sample in seconds, of one-shots without the silence about them, in the order of the ids."""
        return self._column("duration")

    def unheld(self, classes: Iterable[str]) -> tuple[str, ...]:
        """Those of some classes that no sample has."""
        query = "select exists (select 1 from sets where name = ?)"
        return tuple(name for name in classes if not self._db.execute(query, [f"class={name}"]).fetchone()[0])

    def allowed(self, request: Request) -> Members | None:
        """Samples that may answer a request: those that are `fitting`; None where all are.

        What may be of an excluded class without being tagged so surely is left out, too, where as many as are wanted remain.
        """
        fitting = self.fitting(request)
        if fitting is None or not request.exclude:
            return fitting
        careful = fitting & ~self._any(f"perhaps={name}" for name in request.exclude)
        return careful if len(careful) >= request.k else fitting

    def fitting(self, request: Request) -> Members | None:
        """Samples that satisfy the hard constraints of a request; None where it has none."""
        found: list[Members] = []
        if request.classes:
            found.append(self._any(f"class={name}" for name in request.classes))
        if request.exclude:
            found.append(~self._any(f"class={name}" for name in request.exclude))
        if request.lacking:
            said = map(self.words.having, request.lacking)
            found.append(~reduce(or_, (Members.of(ids, len(self)) for ids in said)))
        found += map(self.named, request.named)
        if request.kind:
            found.append(self._set(f"kind={request.kind}"))
        if request.tempo:
            found.append(self._between("tempo", request.tempo))
        if request.duration:
            found.append(self._between("duration", request.duration))
        if request.key:
            found.append(self._in_key(request.key))
        for kind in ("channels", "format"):
            if names := [name for name in request.files if (name in CHANNELS) == (kind == "channels")]:
                found.append(self._any(f"{kind}={name}" for name in names))
        for word, value in request.beyond:
            measured = bound(word)
            if measured and value is not None:
                measure, direction = measured
                values = self.figures(measure)  # NaN, where a sample has none, is beyond nothing
                found.append(Members.where(values > value if direction > 0 else values < value))
        if request.skip:
            skipped = np.array(request.skip, np.int64)
            there = skipped[(skipped >= 0) & (skipped < len(self))]
            found.append(~Members.of(there, len(self)))
        return reduce(and_, found) if found else None

    def named(self, phrase: str) -> Members:
        """Samples whose path has the words of a phrase, or, with a "/" behind them, whose folder has: see `paths.stands_in`."""
        if phrase.startswith(BARRED):
            return ~self.named(phrase.removeprefix(BARRED))
        members = self._named.get(phrase)
        if members is None:
            members = Members.of(self._ids_named(phrase), len(self))
            if len(self._named) >= NAMES:
                self._named.clear()
            self._named[phrase] = members
        return members

    def _ids_named(self, phrase: str) -> np.ndarray:
        """By folder, of which there are few beside files, and by the words of the files."""
        found: list[int] = []
        for folder in self._all_folders:
            if stands_in(f"{phrase.removesuffix('/')}/", folder):
                within = self._db.execute(
                    "select id from samples where path >= ? and path < ?", [folder, f"{folder[:-1]}0"]
                )
                found += [row[0] for row in within]
        if not phrase.endswith("/"):
            paths = self._db.execute(
                f"select id, path from samples where {AMONG}", [_json(self.words.begun(phrase, SHORT))]
            )
            found += [id for id, path in paths if stands_in(phrase, path)]
        return np.array(found, np.int64)

    @cached_property
    def _all_folders(self) -> list[str]:
        """Every folder that files lie in, with a "/" behind it."""
        query = "select distinct rtrim(path, replace(path, '/', '')) from samples where path like '%/%'"
        return [row[0] for row in self._db.execute(query)]

    def _in_key(self, key: str) -> Members:
        """Samples in a key, in any of several, in none that is refused, or that are one note, as `Request.key` has them."""
        if key.startswith(NOT):
            return ~self._in_key(key.removeprefix(NOT))
        return reduce(or_, map(self._in_one_key, key.split(OR)))

    def _in_one_key(self, key: str) -> Members:
        """Samples in a key, or that are one note, which no set holds: found once, by looking at all."""
        if not key[-1].isdigit():
            return self._any(self._keys(key))
        if key not in self._notes:
            found = self._db.execute("select id from samples where pitch_name = ?", [key])
            self._notes[key] = Members.of(np.array([id for (id,) in found], np.int64), len(self))
        return self._notes[key]

    def _keys(self, key: str) -> list[str]:
        """Sets of a key; of a tonic alone, or of a mode, those of all keys that have it."""
        modes = (
            self._db.execute("select name from sets where name like ?", [f"key=% {key}"])
            if key in MODES
            else self._db.execute(
                "select name from sets where name >= ? and name < ?", [f"key={key} ", f"key={key}!"]
            )
        )
        return [f"key={key}", *(row[0] for row in modes)]

    def _any(self, names: Iterable[str]) -> Members:
        return reduce(or_, map(self._set, names))

    def _between(self, column: str, interval: Interval) -> Members:
        low, high = interval
        values = self._column(column)  # what has none, NaN, is on neither side of a bound
        above = np.ones(len(values), bool) if low is None else values >= low
        below = np.ones(len(values), bool) if high is None else values <= high
        members = Members.where(above | below if is_outside(interval) else above & below)
        members.said = lambda: _bounds(column, interval)
        return members

    def _column(self, name: str) -> np.ndarray:
        if name not in self._columns:
            with self._lock:
                row = self._db.execute("select data from columns where name = ?", [name]).fetchone()
                self._columns[name] = (
                    np.broadcast_to(np.nan, len(self))  # no sample has it
                    if row is None
                    else np.frombuffer(row[0], np.int32 if name == "twin_of" else np.float64)
                )
        return self._columns[name]

    def _set(self, name: str) -> Members:
        members = self._stored(name)
        members.said = lambda: _equals(name)
        return members

    def _stored(self, name: str) -> Members:
        if name not in self._sets:
            with self._lock:
                row = self._db.execute("select few, members from sets where name = ?", [name]).fetchone()
                if row is None:  # not kept: anything may be asked for
                    return Members.of(np.empty(0, np.int64), len(self))
                few, data = row
                self._sets[name] = (
                    Members.of(np.frombuffer(data, np.int32), len(self))
                    if few
                    else Members.unpacked(data, len(self))
                )
        return self._sets[name]


def _json(ids: Iterable[int]) -> str:
    return json.dumps([int(i) for i in ids])


def _equals(name: str) -> str:
    """A set by its name, "kind=loop", as a filter of Milvus."""
    field, _, value = name.partition("=")
    quoted = json.dumps(value, ensure_ascii=False)
    lists = {"class": "classes", "perhaps": "perhaps"}
    return f"array_contains({lists[field]}, {quoted})" if field in lists else f"{field} == {quoted}"


def _bounds(column: str, interval: Interval) -> str:
    """An interval as a filter of Milvus, where those that have no value have a negative one."""
    low, high = interval
    above = f"{column} >= {0.0 if low is None else float(low)!r}"
    if high is None:
        return above
    below = f"{column} <= {float(high)!r}"
    return f"({above} or {column} >= 0.0 and {below})" if is_outside(interval) else f"{above} and {below}"
