"""Opening the file of the query log: modes, pragmas, schema version, and the salt beside it."""

import hashlib
import os
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from db import migrations
from db.records import LogError

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID = 0x43524154  # "CRAT" in the file's header: another program's database is never written to
BUSY_SECONDS = 5.0
SALT_BYTES = 32
_import_lock = threading.Lock()


def private_file(path: Path) -> None:
    """Make sure that `path` exists and that only its owner may read it."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)


class Connection:
    """One SQLite connection that the threads of a process share, one after the other.

    sqlite-utils is imported on the first use and not on opening: a front end starts without waiting for it.

    Raises
    ------
    LogError
        The file cannot be opened, is no query log, or is of a newer version.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lock = threading.RLock()
        self._database: Database | None = None
        self._salt: bytes | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            private_file(path)
            self._connection = sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False)
        except (OSError, sqlite3.Error) as error:
            reason = getattr(error, "strerror", None) or error
            raise LogError(
                f"The query log {path} cannot be opened ({reason}). "
                "Choose another place with CRATEDIGGER_DB or --db."
            ) from error
        try:
            with self.explained():
                self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def _prepare(self) -> None:
        run = self._connection.execute
        run("BEGIN")  # one moment for all three: another program may be making the file right now
        (application,), (version,), (tables,) = (
            run(query).fetchone()
            for query in (
                "PRAGMA application_id",
                "PRAGMA user_version",
                "SELECT count(*) FROM sqlite_master",
            )
        )
        run("COMMIT")
        if application != APPLICATION_ID and (application or tables):
            raise LogError(f"{self.path} is another program's database, not a query log. Name another file.")
        if version > migrations.VERSION:
            raise LogError(
                f"The query log {self.path} was written by a newer Cratedigger (schema {version}, "
                f"this one knows {migrations.VERSION}). Update Cratedigger, or name another file."
            )
        run("PRAGMA journal_mode = WAL")
        run("PRAGMA synchronous = NORMAL")
        run("PRAGMA foreign_keys = ON")
        run("PRAGMA secure_delete = ON")  # what is deleted is overwritten, in this file and at once
        if version < migrations.VERSION:
            migrations.migrate(self.database)
            run(f"PRAGMA application_id = {APPLICATION_ID}")

    @property
    def database(self) -> "Database":
        """The connection as sqlite-utils sees it."""
        with self.lock:
            if self._database is None:
                self._database = _sqlite_utils_database(self._connection)
            return self._database

    @contextmanager
    def reading(self) -> Iterator["Database"]:
        """The database, for one thread at a time; what SQLite complains of becomes a `LogError`."""
        with self.lock, self.explained():
            yield self.database

    @contextmanager
    def writing(self) -> Iterator["Database"]:
        """As `reading`, in a transaction that is kept whole or not at all."""
        with self.reading() as database:
            # IMMEDIATE waits for its turn here; a deferred transaction would fail on its first write instead.
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield database
                self._connection.execute("COMMIT")
            except BaseException:
                database.rollback()
                raise

    def scrub(self) -> bool:
        """Rewrite the file without what was deleted, empty the WAL; False while another program reads it."""
        with self.lock, self.explained():
            try:
                self._connection.execute("VACUUM")
            except sqlite3.OperationalError as error:
                if "locked" in str(error):
                    return False
                raise
            (busy, *_) = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Turn the errors of SQLite and of the file system into sentences."""
        try:
            yield
        except sqlite3.ProgrammingError as error:
            if "closed" not in str(error):
                raise
            raise LogError(f"The query log {self.path} has been closed.") from error
        except (sqlite3.DatabaseError, OSError) as error:
            raise LogError(self._sentence(error)) from error

    def _sentence(self, error: Exception) -> str:
        text = str(error)
        if "locked" in text or "busy" in text:
            return f"The query log {self.path} is in use by another program. Try again in a moment."
        if "not a database" in text or "malformed" in text:
            return (
                f"The query log {self.path} is damaged ({text}). Move it away, or put a backup in its place."
            )
        if "full" in text:
            return f"There is no room left for the query log {self.path}. Free some space on its disk."
        if "readonly" in text:
            return (
                f"The query log {self.path} may not be written. Check the rights on the file and its folder."
            )
        return f"The query log {self.path} failed: {text}."

    def hashed(self, kind: str, value: object) -> str:
        """A keyed hash (BLAKE2b, 128 bits) of an id; the same id hashes differently as another `kind`."""
        with self.lock:
            if self._salt is None:
                self._salt = self._read_salt()
            key = self._salt
        digest = hashlib.blake2b(str(value).encode(), key=key, digest_size=16, person=kind.encode())
        return digest.hexdigest()

    @property
    def salt_path(self) -> Path:
        """The file that holds the key of the hashes."""
        return self.path.with_name(self.path.name + ".salt")

    def _read_salt(self) -> bytes:
        with self.explained():
            if not self.salt_path.exists():
                if self._connection.execute("SELECT EXISTS (SELECT 1 FROM queries)").fetchone()[0]:
                    raise LogError(
                        f"{self.salt_path} is missing, so nobody in {self.path} can be recognised. Put the "
                        "file back from a backup, or move the log away to start a new one."
                    )
                self._write_salt()
            salt = self.salt_path.read_bytes()
        if len(salt) != SALT_BYTES:
            raise LogError(f"{self.salt_path} is damaged. Put the file back from a backup.")
        return salt

    def _write_salt(self) -> None:
        draft = self.path.with_name(f"{self.salt_path.name}.{os.getpid()}-{threading.get_ident()}")
        handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(os.urandom(SALT_BYTES))
                file.flush()
                os.fsync(file.fileno())
            # A link fails where another process was first, and is never seen half written.
            self.salt_path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()

    def close(self) -> None:
        """Close the file; closing twice is fine."""
        with self.lock:
            self._connection.close()


def _sqlite_utils_database(connection: sqlite3.Connection) -> "Database":
    """Wrap `connection`; keep out pandas, which sqlite-utils imports where installed (256 ms, 104 MB)."""
    with _import_lock:
        hidden = "sqlite_utils" not in sys.modules and "pandas" not in sys.modules
        if hidden:
            sys.modules["pandas"] = None  # type: ignore[assignment]
        try:
            from sqlite_utils import Database
        finally:
            if hidden:
                del sys.modules["pandas"]
    return Database(connection, execute_plugins=False)
