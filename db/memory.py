"""What is remembered between two prompts: choices, chat channels, the last request, the state of buttons."""

import json
import logging
import threading
import time
from typing import Any

from db import entries
from db.connection import Connection
from db.entries import anonymous, as_json
from db.records import Rewriting, Unavailable
from db.spool import Spool

log = logging.getLogger(__name__)

CONTEXT_SECONDS = 30 * 60.0


class Memory:
    """Preferences and short memory of one installation, in the file of the query log."""

    def __init__(self, connection: Connection, spool: Spool) -> None:
        self._connection = connection
        self._spool = spool
        self._spooling = False
        self._turn = threading.RLock()

    def approach_for(self, user: object, server: object | None = None) -> str | None:
        """The approach that the person chose, else the one that the server chose, else None."""
        owners = [("user", self._connection.hashed("user", user))]
        if server is not None:
            owners.append(("server", self._connection.hashed("server", server)))
        with self._connection.reading() as db:
            for owner in owners:
                for row in db.query("SELECT approach FROM approaches WHERE scope = ? AND owner = ?", owner):
                    return str(row["approach"])
        return None

    def set_approach(
        self, approach: str | None, *, user: object | None = None, server: object | None = None
    ) -> None:
        """Keep the approach of a person or of a server; None forgets the choice."""
        if (user is None) == (server is None):
            raise ValueError("name a user or a server")
        scope = "user" if server is None else "server"
        owner = self._connection.hashed(scope, user if server is None else server)
        with self._connection.writing() as db:
            if approach is None:
                db.table("approaches").delete_where("scope = ? AND owner = ?", [scope, owner])
            else:
                row = {"scope": scope, "owner": owner, "approach": approach}
                db.table("approaches").insert(row, replace=True)

    def is_chat_channel(self, server: object, channel: object) -> bool:
        """Whether an administrator made this a channel where every message is a prompt."""
        with self._connection.reading() as db:
            count = db.table("chat_channels").count_where(
                "server = ? AND channel = ?", self._server_channel(server, channel)
            )
        return count > 0

    def set_chat_channel(self, server: object, channel: object, on: bool) -> None:
        """Make a channel a chat channel, or an ordinary one again."""
        row = dict(zip(("server", "channel"), self._server_channel(server, channel), strict=True))
        with self._connection.writing() as db:
            if on:
                db.table("chat_channels").insert(row, replace=True)
            else:
                db.table("chat_channels").delete_where("server = :server AND channel = :channel", row)

    def _server_channel(self, server: object, channel: object) -> tuple[str, str]:
        return self._connection.hashed("server", server), self._connection.hashed("channel", channel)

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
        self._keep({"context": self._context_entry(user, channel, value)})

    def _context_entry(self, user: object, channel: object, value: dict[str, Any] | None) -> dict[str, Any]:
        return {
            "user": self._connection.hashed("user", user),
            "channel": self._connection.hashed("channel", channel),
            "value": None if value is None else as_json(anonymous(value)),
            "expires": time.time() + CONTEXT_SECONDS,
        }

    # Writing, now or later

    def _keep(self, entry: dict[str, Any]) -> None:
        """Write an entry, and before it what waits in the spool; where that cannot be, it waits there too."""
        with self._turn:
            try:
                self._write([entry])
            except Rewriting:
                self._spool.append(entry)
            except Unavailable as error:
                if not self._spooling:
                    log.error("%s What is to be logged waits in %s.", error, self._spool.path)
                self._spooling = True
                self._spool.append(entry)

    def _write(self, fresh: list[dict[str, Any]]) -> None:
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

    def state(self, key: str) -> Any:
        """What was kept under `key`, or None."""
        with self._connection.reading() as db:
            for row in db.query(
                "SELECT value FROM state WHERE key = ? AND (expires IS NULL OR expires > ?)",
                [key, time.time()],
            ):
                return json.loads(row["value"])
        return None

    def set_state(
        self, key: str, value: Any, *, user: object | None = None, expires: float | None = None
    ) -> None:
        """Keep anything that JSON can hold under `key`, None to delete it.

        The key is stored as it is and must not name a person; `user` says whose it is, so that `forget` takes
        it along. `expires` is in seconds from now.
        """
        now = time.time()
        with self._connection.writing() as db:
            db.table("state").delete_where("key = ? OR expires <= ?", [key, now])
            if value is not None:
                db.table("state").insert(
                    {
                        "key": key,
                        "user": None if user is None else self._connection.hashed("user", user),
                        "value": as_json(anonymous(value)),
                        "expires": None if expires is None else now + expires,
                    }
                )
