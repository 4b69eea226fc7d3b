"""The schema, one small function for each version; an earlier file is brought forward on opening.

A function that has been released is never edited: the next change is the next function.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def _queries_and_results(db: "Database") -> None:
    db.execute("""
        CREATE TABLE queries (
            id INTEGER PRIMARY KEY,
            time REAL NOT NULL,
            front_end TEXT NOT NULL,
            user TEXT NOT NULL,
            channel TEXT NOT NULL,
            kind TEXT NOT NULL,
            text TEXT NOT NULL,
            approach TEXT NOT NULL,
            k INTEGER NOT NULL,
            build TEXT,
            milliseconds REAL NOT NULL,
            request TEXT
        ) STRICT""")
    db.execute("""
        CREATE TABLE results (
            query_id INTEGER NOT NULL REFERENCES queries(id) ON DELETE CASCADE,
            rank INTEGER NOT NULL,
            sample_id INTEGER NOT NULL,
            path TEXT NOT NULL,
            sha TEXT,
            score REAL NOT NULL,
            PRIMARY KEY (query_id, rank)
        ) STRICT, WITHOUT ROWID""")
    db.execute("CREATE INDEX queries_time ON queries(time)")
    db.execute("CREATE INDEX queries_user ON queries(user)")


def _votes_and_preferences(db: "Database") -> None:
    db.execute("""
        CREATE TABLE votes (
            query_id INTEGER NOT NULL,
            rank INTEGER NOT NULL,
            user TEXT NOT NULL,
            value INTEGER NOT NULL CHECK (value IN (-1, 1)),
            time REAL NOT NULL,
            PRIMARY KEY (query_id, rank, user),
            FOREIGN KEY (query_id, rank) REFERENCES results(query_id, rank) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID""")
    db.execute("CREATE INDEX votes_user ON votes(user)")
    db.execute("""
        CREATE TABLE approaches (
            scope TEXT NOT NULL CHECK (scope IN ('user', 'server')),
            owner TEXT NOT NULL,
            approach TEXT NOT NULL,
            PRIMARY KEY (scope, owner)
        ) STRICT, WITHOUT ROWID""")
    db.execute("""
        CREATE TABLE chat_channels (
            server TEXT NOT NULL,
            channel TEXT NOT NULL,
            PRIMARY KEY (server, channel)
        ) STRICT, WITHOUT ROWID""")
    db.execute("""
        CREATE TABLE state (
            key TEXT PRIMARY KEY,
            user TEXT,
            value TEXT NOT NULL,
            expires REAL
        ) STRICT, WITHOUT ROWID""")


def _contexts_and_evaluations(db: "Database") -> None:
    db.execute("""
        CREATE TABLE contexts (
            user TEXT NOT NULL,
            channel TEXT NOT NULL,
            value TEXT NOT NULL,
            expires REAL NOT NULL,
            PRIMARY KEY (user, channel)
        ) STRICT, WITHOUT ROWID""")
    db.execute("""
        CREATE TABLE evaluations (
            id INTEGER PRIMARY KEY,
            time REAL NOT NULL,
            build TEXT NOT NULL,
            protocol TEXT NOT NULL,
            metrics TEXT NOT NULL
        ) STRICT""")
    db.execute("CREATE INDEX evaluations_build ON evaluations(build, protocol)")


def _no_evaluations(db: "Database") -> None:
    db.execute("DROP TABLE evaluations")  # nothing wrote to it: they lie beside the builds that they measure


MIGRATIONS: list[Callable[["Database"], None]] = [
    _queries_and_results,
    _votes_and_preferences,
    _contexts_and_evaluations,
    _no_evaluations,
]
VERSION = len(MIGRATIONS)
APPLICATION_ID = 0x43524154  # "CRAT" in the file's header: another program's database is never written to


def migrate(db: "Database") -> None:
    """Bring the schema to `VERSION`, all in one transaction; two processes that start at once take turns."""
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        (version,) = db.conn.execute("PRAGMA user_version").fetchone()
        for migration in MIGRATIONS[version:]:
            migration(db)
        db.conn.execute(f"PRAGMA user_version = {max(version, VERSION)}")
        # With the tables, not after them: who opens the file in between would take it for another program's.
        db.conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.conn.execute("COMMIT")
    except BaseException:
        db.rollback()
        raise
