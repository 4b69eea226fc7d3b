"""What is logged, as it is written: to the database, or to the spool and from there to the database."""

import json
import re
import sqlite3
import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from db.records import LogError
from db.spool import Entry

if TYPE_CHECKING:
    from sqlite_utils import Database

# Ids of people, roles, channels and servers: as a mention, or as the bare number of 17 to 20 digits.
_MENTION = re.compile(r"<(@[!&]?|#)\d+>")
_ID = re.compile(r"(?<!\d)\d{17,20}(?!\d)")


def write(db: "Database", entries: Iterable[Entry]) -> None:
    """Write entries for the first time.

    Raises:
        LogError: a thumb on an answer that is not there.
    """
    for entry in entries:
        if query := entry.get("query"):
            db.table("queries").insert(query)
            if entry["results"]:
                db.table("results").insert_all(
                    {"query_id": query["id"], **result} for result in entry["results"]
                )
        if context := entry.get("context"):
            _set_context(db, context)
        if vote := entry.get("vote"):
            _vote(db, vote)


def write_again(db: "Database", entries: Iterable[Entry]) -> int:
    """Write entries of the spool, of which some may be there already; returns how many cannot be written at all."""
    lost = 0
    for entry in entries:
        query = entry.get("query")
        if query and db.table("queries").count_where("id = ?", [query["id"]]):
            continue
        db.execute("SAVEPOINT entry")
        try:
            write(db, [entry])
        except (sqlite3.IntegrityError, LogError):
            lost += 1
            db.execute("ROLLBACK TO entry")
        db.execute("RELEASE entry")
    return lost


def _set_context(db: "Database", context: Entry) -> None:
    now, key = time.time(), [context["user"], context["channel"]]
    db.table("contexts").delete_where("expires <= ? OR (user = ? AND channel = ?)", [now, *key])
    if context["value"] is not None:
        db.table("contexts").insert(context)


def _vote(db: "Database", vote: Entry) -> None:
    if not db.table("results").count_where("query_id = ? AND rank = ?", [vote["query_id"], vote["rank"]]):
        if db.table("queries").count_where("id = ?", [vote["query_id"]]):
            raise LogError(f"That answer has no number {vote['rank']}.")
        raise LogError("That answer is no longer in the log.")
    if vote["value"] == 0:
        db.table("votes").delete_where(
            "query_id = ? AND rank = ? AND user = ?", [vote["query_id"], vote["rank"], vote["user"]]
        )
    else:
        db.table("votes").insert(vote, replace=True)


# What lies in the spool


def last_context(lines: Sequence[bytes], user: str, channel: str) -> Entry | None:
    """The last turn of a person in a channel, among the lines of the spool."""
    for line in reversed(lines):
        if user.encode() in line and channel.encode() in line:
            context: Entry | None = json.loads(line).get("context")
            if context and (context["user"], context["channel"]) == (user, channel):
                return context
    return None


def find(lines: Sequence[bytes], query_id: int) -> Entry | None:
    """The entry of a query, among the lines of the spool."""
    for line in lines:
        if str(query_id).encode() in line:
            entry: Entry = json.loads(line)
            if entry.get("query", {}).get("id") == query_id:
                return entry
    return None


def belongs_to(entry: Entry, user: str) -> bool:
    """Whether an entry is of a person (a hash)."""
    parts = (entry.get("query"), entry.get("context"), entry.get("vote"))
    return any(part and part["user"] == user for part in parts)


# Text as it is stored


def anonymous(value: Any) -> Any:
    """The same without ids of people and channels in any of its texts."""
    if isinstance(value, str):
        return _ID.sub("#", _MENTION.sub(r"<\1>", value))
    if isinstance(value, dict):
        return {key: anonymous(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [anonymous(inner) for inner in value]
    return value


def clean(text: str) -> str:
    """Text without what SQLite cannot store: lone surrogates and zeros."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def as_json(value: Any) -> str:
    """JSON as it is stored: text as it is, anything unknown as its string."""
    return clean(json.dumps(value, ensure_ascii=False, default=str))
