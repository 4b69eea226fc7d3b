"""A copy of the query log, made while it is in use."""

import shutil
import sqlite3
from pathlib import Path

from db.connection import Connection, private_file
from db.records import LogError


def backup(connection: Connection, target: Path) -> None:
    """Copy the log to `target` and its salt beside it; a copy that was there before is replaced in one step.

    Raises
    ------
    LogError
        `target` is the log itself, or cannot be written.
    """
    draft = target.with_name(target.name + ".partial")
    try:
        if target.exists() and target.samefile(connection.path):
            raise LogError(f"{target} is the log itself. Name another file for the backup.")
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        private_file(draft)
        _copy(connection.path, draft)
        if connection.salt.path.exists():
            salt = target.with_name(target.name + ".salt")
            private_file(salt)
            shutil.copyfile(connection.salt.path, salt)
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
