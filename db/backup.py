"""A copy of the query log, made while it is in use."""

import shutil
import sqlite3
from pathlib import Path

from db.connection import Connection, create_private, is_log
from db.records import LogError


def backup(connection: Connection, target: Path) -> None:
    """Copy the log to `target` and its salt beside it; each file of a copy that was there before is replaced in one step.

    Raises:
        LogError: `target` is the log itself or something else that is no backup, or cannot be written.
    """
    draft = target.with_name(target.name + ".partial")
    try:
        if target.exists() and target.samefile(connection.path):
            raise LogError(f"{target} is the log itself. Name another file for the backup.")
        if target.exists() and not (target.is_file() and is_log(target)):
            raise LogError(f"{target} is there, and is no backup of a query log. Name another file.")
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        create_private(draft)
        _copy(connection.path, draft)
        if connection.salt.path.exists():
            salt = target.with_name(target.name + ".salt")
            fresh = target.with_name(salt.name + ".partial")
            create_private(fresh)
            shutil.copyfile(connection.salt.path, fresh)
            fresh.replace(salt)
        draft.replace(target)
    except (OSError, sqlite3.Error) as error:
        if draft.is_file():
            draft.unlink()
        reason = getattr(error, "strerror", None) or error
        raise LogError(f"The backup {target} cannot be written ({reason}). Name another file.") from error


def _copy(source: Path, target: Path) -> None:
    # A connection of its own: the copy sees one snapshot, and nobody waits for it.
    reader, writer = sqlite3.connect(source), sqlite3.connect(target)
    try:
        reader.backup(writer)
        writer.execute("PRAGMA journal_mode = DELETE")  # one file, complete without a WAL
    finally:
        writer.close()
        reader.close()
