"""What people, servers and front ends have settled: approaches, chat channels, a few states of the program itself."""

import json
from typing import Any

from db.connection import Connection
from db.entries import as_json


class Choices:
    """What stays as it is until somebody changes it, in the file of the query log."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

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

    def state(self, key: str) -> Any:
        """What was kept under `key`, or None."""
        with self._connection.reading() as db:
            for row in db.query("SELECT value FROM state WHERE key = ?", [key]):
                return json.loads(row["value"])
        return None

    def set_state(self, key: str, value: Any) -> None:
        """Keep anything that JSON can hold under `key`, in place of what was there; nothing of a person."""
        with self._connection.writing() as db:
            db.table("state").insert({"key": key, "value": as_json(value)}, replace=True)
