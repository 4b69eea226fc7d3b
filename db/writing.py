"""Entries on their way into the database: now, or by way of the spool."""

import logging
import threading
from typing import Any

from db import entries
from db.connection import Connection
from db.records import Rewriting, Unavailable
from db.spool import Spool

log = logging.getLogger(__name__)


class Writer:
    """Writes entries, for any number of threads; turn: what deletes takes it, too."""

    def __init__(self, connection: Connection, spool: Spool) -> None:
        self._connection = connection
        self._spool = spool
        self._spooling = False
        self.turn = threading.RLock()

    def keep(self, entry: dict[str, Any]) -> None:
        """Write an entry, and before it what waits in the spool; where that cannot be, it waits there too."""
        with self.turn:
            try:
                self.write([entry])
            except Rewriting:
                self._spool.append(entry)
            except Unavailable as error:
                if not self._spooling:
                    log.error("%s What is to be logged waits in %s.", error, self._spool.path)
                self._spooling = True
                self._spool.append(entry)

    def write(self, fresh: list[dict[str, Any]]) -> None:
        """Write what waits in the spool, then entries.

        Raises:
            Unavailable: the database cannot be written; what waited still does.
        """
        if not self._spool.waiting:
            with self._connection.writing(patient=False) as db:
                entries.write(db, fresh)
            self._spooling = False
            return
        with self._spool.held():
            waiting = self._spool.entries()
            with self._connection.writing(patient=False) as db:
                self._spool.dropped += entries.write_again(db, waiting)
                entries.write(db, fresh)
            # Killed before this, the next one to come finds the ids in the database and leaves them out.
            self._spool.clear()
        self._spooling = False
        log.info("the log is written again: %d entries had waited", len(waiting))
