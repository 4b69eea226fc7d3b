"""What was deleted, out of the file as well; that it is owed stands in the file, until it is done."""

import sqlite3
import time
from typing import TYPE_CHECKING

from db.connection import LOCKED, Connection

if TYPE_CHECKING:
    from sqlite_utils import Database

#: How long it waits for who reads, which the figures of a large log may take.
WAIT_SECONDS = 3.0
#: The row of `state` that says that there is something to do.
KEY = "scrub"


def owe(db: "Database") -> None:
    """Note that there are traces: in the transaction that deletes, so that neither is ever there alone."""
    row = {"key": KEY, "user": None, "value": str(time.time_ns()), "expires": None}
    db.table("state").insert(row, replace=True)


def owed(connection: Connection) -> bool:
    """Whether there are traces."""
    # Not through sqlite-utils: a start looks here, and does not wait for its import.
    with connection.held() as sqlite:
        return bool(_notes(sqlite))


def scrub(connection: Connection) -> bool:
    """Rewrite the file without what was deleted, and empty the WAL; False while another program reads it.

    Answers that are logged meanwhile wait in the spool, not for this.
    """
    with connection.deleting, connection.apart() as sqlite, connection.rewriting():
        sqlite.execute(f"PRAGMA busy_timeout = {1000 * WAIT_SECONDS:.0f}")
        notes = _notes(sqlite)
        if not notes:
            return True
        try:
            # Whoever reads is found out first: with a reader the whole file would be written into the WAL in vain.
            if not _emptied(sqlite):
                return False
            sqlite.execute("VACUUM")
            if not _emptied(sqlite):
                return False
            # That note alone: another program may have deleted something just now.
            sqlite.execute("DELETE FROM state WHERE key = ? AND value = ?", [KEY, *notes])
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in LOCKED:
                return False
            raise
        return True


def _notes(sqlite: sqlite3.Connection) -> list[str]:
    return [value for (value,) in sqlite.execute("SELECT value FROM state WHERE key = ?", [KEY])]


def _emptied(sqlite: sqlite3.Connection) -> bool:
    (busy, *_) = sqlite.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy
