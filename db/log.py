"""The query log: each query with what was shown for it, thumbs, and how all that is deleted."""

import json
import logging
import os
import secrets
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db import aside, entries, scrub, statistics
from db.backup import backup
from db.choices import Choices
from db.connection import Connection
from db.entries import anonymous, as_json, clean
from db.records import JudgedPair, LogError, LoggedQuery, Result, Statistics, Unavailable
from db.spool import Spool
from db.writing import Writer

if TYPE_CHECKING:
    from sqlite_utils import Database

log = logging.getLogger(__name__)

DEFAULT_PATH = "data/log.db"
TEXT_LIMIT = 4000  # characters of a prompt that are kept; Discord sends no more
#: Queries that are deleted in one transaction, and the pause in which answers are written before the next one.
BATCH = 100
PAUSE_SECONDS = 0.005
#: How soon after an attempt to rewrite the file the next one is made.
AGAIN_SECONDS = 60.0
CONTEXT_SECONDS = 30 * 60.0
_DAY = 86400.0


def default_path() -> Path:
    """Where the log lies: CRATEDIGGER_DB, or data/log.db."""
    return Path(os.environ.get("CRATEDIGGER_DB") or DEFAULT_PATH)


class QueryLog:
    """The log of one installation, for any number of threads and processes at once.

    People, channels and servers go in as what the front end calls them (any id or name) and are stored as
    keyed hashes; the key lies beside the database in a file of its own. Every method raises `LogError` with a
    sentence; what is logged is never lost to a database that is locked, full or damaged, but waits in a spool.

    >>> log = QueryLog.open("data/log.db")
    >>> query = log.log_query("console", "ann", "tty", "dark kick", approach="prototype", k=1, build="b1",
    ...                       milliseconds=3.2, results=[Result(7, "drums/kick.wav", rank=1, score=0.8)])
    >>> log.vote(query, rank=1, user="ann", value=1)
    """

    def __init__(self, connection: Connection, spool: Spool, retention_days: float | None = None) -> None:
        self.choices = Choices(connection)
        self._connection = connection
        self._spool = spool
        self._writer = Writer(connection, spool)
        self._retention_days = retention_days
        self._pruned = 0.0
        self._scrubs_from = 0.0

    @classmethod
    def open(
        cls, path: str | Path | None = None, retention_days: float | None = None, *, keeper: bool = True
    ) -> "QueryLog":
        """Open the log at `path` (default: CRATEDIGGER_DB, or data/log.db), making or upgrading it as needed.

        With `retention_days` (default: CRATEDIGGER_RETENTION_DAYS, else for ever), older queries are deleted, now and
        by `tend`. A `keeper`, which is who answers people, also sets a damaged file aside, and has a spool for what
        cannot be written.
        """
        if retention_days is None:
            retention_days = _retention_from_environment()
        path = Path(path) if path is not None else default_path()
        spool = Spool(path.with_name(path.name + ".spool"))
        opened = cls(Connection(path, mend=keeper), spool, retention_days)
        if keeper:
            try:
                opened._connection.check_salt()
            except LogError:
                opened.close()
                raise
            spool.reserve()
            opened.tend()
        return opened

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
        self._spool.close()

    def __enter__(self) -> "QueryLog":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The database file."""
        return self._connection.path

    @property
    def waiting(self) -> int:
        """Entries that wait in the spool for the database."""
        return len(self._spool.lines())

    @property
    def dropped(self) -> int:
        """Entries that found no room there, since the start."""
        return self._spool.dropped

    # Queries, results, thumbs

    def log_query(
        self,
        front_end: str,
        user: object,
        channel: object,
        text: str,
        *,
        approach: str,
        k: int,
        build: str | None,
        milliseconds: float,
        results: Sequence[Result] = (),
        request: dict[str, Any] | None = None,
        kind: str = "find",
        context: dict[str, Any] | None = None,
    ) -> int:
        """Store one query and what was shown for it; returns the query's id.

        Ids in the text are left out. `kind` is where it comes from: "find" for a prompt, "similar" for a sound, "more", "like"
        and the like for a button; `context` becomes the person's in
        that channel. When this returns, all of it is in the database, or, where that cannot be written, in the spool.
        """
        now = time.time()
        query = {
            "id": _new_id(now),
            "time": now,
            "front_end": front_end,
            "user": self._connection.hashed("user", user),
            "channel": self._connection.hashed("channel", channel),
            "kind": kind,
            "text": clean(anonymous(text[: 2 * TEXT_LIMIT]))[:TEXT_LIMIT],
            "approach": approach,
            "k": k,
            "build": build,
            "milliseconds": float(milliseconds),
            "request": None if request is None else as_json(anonymous(request)),
        }
        rows = [
            {
                "rank": result.rank,
                "sample_id": int(result.sample_id),
                "path": clean(str(result.path)),
                "sha": result.sha,
                "score": float(result.score),
            }
            for result in results
        ]
        turn = None if context is None else self._context_entry(user, channel, context)
        self._writer.keep({"query": query, "results": rows, "context": turn})
        return int(query["id"])  # type: ignore[call-overload]

    def vote(self, query_id: int, rank: int, user: object, value: int) -> None:
        """Set a person's thumb on one result: +1, -1, or 0 to take it back. The last one counts."""
        if value not in (-1, 0, 1):
            raise LogError(f"A thumb is +1, -1 or 0, not {value}.")
        vote = {"query_id": query_id, "rank": rank, "user": self._connection.hashed("user", user)}
        self._writer.keep({"vote": vote | {"value": value, "time": time.time()}})

    def recent(self, n: int = 20) -> list[LoggedQuery]:
        """The last `n` queries with their results, newest first."""
        with self._connection.reading_apart() as db:
            queries = list(db.query("SELECT * FROM queries ORDER BY time DESC, id DESC LIMIT ?", [n]))
            return [_logged(row, _results(db, row["id"])) for row in queries]

    def query(self, query_id: int) -> LoggedQuery | None:
        """One query with its results, or None if it is not (or no longer) in the log."""
        if waiting := entries.find(self._spool.lines(), query_id):
            return _logged(waiting["query"], [Result(**row) for row in waiting["results"]])
        with self._connection.reading() as db:
            rows = list(db.query("SELECT * FROM queries WHERE id = ?", [query_id]))
            return _logged(rows[0], _results(db, query_id)) if rows else None

    def judged_pairs(self) -> Iterator[JudgedPair]:
        """Every thumb with its prompt and its sample, oldest first."""
        with self._connection.reading_apart() as db:
            rows = list(
                db.query(
                    """SELECT q.text, r.sample_id, r.path, r.sha, v.value, v.user AS voter, r.rank, r.score,
                              q.approach, q.build, v.time, q.kind, q.request
                       FROM votes v JOIN results r USING (query_id, rank) JOIN queries q ON q.id = v.query_id
                       ORDER BY v.time, v.query_id, v.rank"""
                )
            )
        requests = (row["request"] and json.loads(row["request"]) for row in rows)
        return (JudgedPair(**row | {"request": request}) for row, request in zip(rows, requests, strict=True))

    def stats(self) -> Statistics:
        """The log in figures."""
        with self._connection.reading_apart() as db:
            return statistics.of(db)

    def frequent_prompts(self, prefix: str = "", n: int = 25, user: object | None = None) -> list[str]:
        """Prompts that start with `prefix`, the most asked first, for autocompletion.

        What one person alone asked is shown to nobody but that person (`user`).
        """
        hashed = None if user is None else self._connection.hashed("user", user)
        with self._connection.reading_apart() as db:
            return statistics.frequent_prompts(db, prefix, n, hashed)

    def context(self, user: object, channel: object) -> dict[str, Any] | None:
        """What was last asked by this person in this channel, or None where that is too long ago."""
        key = (self._connection.hashed("user", user), self._connection.hashed("channel", channel))
        waiting = entries.last_context(self._spool.lines(), *key)
        if waiting is not None:
            known = waiting["value"] is not None and waiting["expires"] > time.time()
            return json.loads(waiting["value"]) if known else None
        with self._connection.reading() as db:
            for row in db.query(
                "SELECT value FROM contexts WHERE user = ? AND channel = ? AND expires > ?",
                [*key, time.time()],
            ):
                value: dict[str, Any] = json.loads(row["value"])
                return value
        return None

    def set_context(self, user: object, channel: object, value: dict[str, Any] | None) -> None:
        """Remember `value` for half an hour; None forgets. What has expired is deleted on the way."""
        self._writer.keep({"context": self._context_entry(user, channel, value)})

    def _context_entry(self, user: object, channel: object, value: dict[str, Any] | None) -> dict[str, Any]:
        return {
            "user": self._connection.hashed("user", user),
            "channel": self._connection.hashed("channel", channel),
            "value": None if value is None else as_json(anonymous(value)),
            "expires": time.time() + CONTEXT_SECONDS,
        }

    # Deleting and keeping

    def forget(self, user: object) -> int:
        """Delete all that is stored of a person, in the file too; returns the number of queries deleted.

        Thumbs that others gave on the person's queries go with them. Backups made earlier are not touched.

        Raises:
            LogError: another program is reading the file, so that traces remain in it until it is called again, or `tend` is.
        """
        hashed = self._connection.hashed("user", user)
        with self._connection.deleting, self._writer.turn, self._spool.held():
            with self._connection.writing() as db:
                scrub.owe(db)
                for table in ("votes", "contexts"):
                    db.table(table).delete_where("user = ?", [hashed])
                db.table("approaches").delete_where("scope = 'user' AND owner = ?", [hashed])
            # Not before that is done: where the database cannot be written, nothing is deleted at all.
            spooled = self._spool.keep(lambda entry: not entries.belongs_to(entry, hashed))
        count = self._delete_queries("user = ?", hashed)
        self._scrub()
        if asides := aside.all_with(self.path, hashed):
            log.error("asked to forget a person of whom %s still hold traces: delete them", asides)
            raise LogError(
                "It is deleted, but a damaged earlier log was set aside and still holds traces. "
                "Please ask who runs me to delete it."
            )
        return count + sum("query" in entry for entry in spooled)

    def prune(self, days: float) -> int:
        """Delete queries older than `days` with their results and thumbs, in the file too; returns how many.

        Raises:
            LogError: as in `forget`.
        """
        if not days > 0:
            raise LogError(f"The number of days to keep must be above 0, not {days:g}.")
        count = self._delete_older(days)
        self._scrub()
        return count

    def _delete_older(self, days: float) -> int:
        limit = time.time() - days * _DAY
        with self._connection.deleting, self._writer.turn:
            self._spool.keep(lambda entry: entry.get("query", {}).get("time", limit) >= limit)
            with self._connection.writing() as db:
                db.table("contexts").delete_where("expires <= ?", [time.time()])
        return self._delete_queries("time < ?", limit)

    def _delete_queries(self, where: str, value: object) -> int:
        """Delete queries with their results and thumbs, in short transactions between which answers are written."""
        total = 0
        while True:
            with self._connection.deleting, self._writer.turn, self._connection.writing() as db:
                count: int = db.execute(
                    f"DELETE FROM queries WHERE id IN (SELECT id FROM queries WHERE {where} LIMIT ?)",
                    [value, BATCH],
                ).rowcount
                if count:
                    scrub.owe(db)
            total += count
            if count < BATCH:
                return total
            time.sleep(PAUSE_SECONDS)

    def tend(self) -> None:
        """Write what waits in the spool, delete daily what is older than the retention, and its traces; never raises.

        For whoever keeps the log open to call every few seconds: it costs nothing where there is nothing to do.
        """
        try:
            if self._spool.waiting:
                with self._writer.turn:
                    self._writer.write([])
            # Either way: a clock that was put right again goes backwards.
            if self._retention_days is not None and abs(time.time() - self._pruned) > _DAY:
                count = self._delete_older(self._retention_days)
                self._pruned = time.time()
                log.info("%d queries were older than %g days", count, self._retention_days)
            if time.monotonic() >= self._scrubs_from and scrub.owed(self._connection):
                self._scrubs_from = time.monotonic() + AGAIN_SECONDS
                self._scrub()
        except Unavailable:
            pass  # `Writer.keep` has told of it, or will
        except LogError as error:
            log.warning("%s", error)

    def _scrub(self) -> None:
        if not scrub.scrub(self._connection):
            raise LogError(
                "It is deleted, but another program is reading the log, so traces remain in the file until it is "
                "done. Try again in a moment."
            )

    def backup(self, path: str | Path) -> None:
        """Copy the log as it is now to `path`, while it is in use; the salt goes to `path`.salt."""
        self.tend()
        backup(self._connection, Path(path))


def _new_id(now: float) -> int:
    """Milliseconds since 1970, then 20 random bits: ids sort by time and need no round trip to be known."""
    return int(now * 1000) << 20 | secrets.randbits(20)


def _results(db: "Database", query_id: int) -> list[Result]:
    rows = db.query(
        """SELECT rank, sample_id, path, sha, score,
                  (SELECT coalesce(sum(value), 0) FROM votes v
                   WHERE v.query_id = r.query_id AND v.rank = r.rank) AS thumbs
           FROM results r WHERE query_id = ? ORDER BY rank""",
        [query_id],
    )
    return [Result(**row) for row in rows]


def _logged(row: dict[str, Any], results: Iterable[Result]) -> LoggedQuery:
    request = None if row["request"] is None else json.loads(row["request"])
    return LoggedQuery(**row | {"request": request, "results": list(results)})


def _retention_from_environment() -> float | None:
    value = os.environ.get("CRATEDIGGER_RETENTION_DAYS")
    if not value:
        return None
    try:
        days = float(value)
    except ValueError:
        days = 0.0
    if not days > 0:
        raise LogError(f"CRATEDIGGER_RETENTION_DAYS is {value!r}; it must be a number of days above 0.")
    return days
