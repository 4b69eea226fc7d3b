"""Opening the file of the query log and holding it open: modes, pragmas, schema version; what to do when it fails."""

import errno
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from db import aside, migrations
from db.probe import Probe
from db.records import LogError, Rewriting, Unavailable
from db.salt import Salt

if TYPE_CHECKING:
    from sqlite_utils import Database

#: How long a statement waits for another program, and for how long nobody tries again after one waited in vain.
BUSY_SECONDS = 1.0
REST_SECONDS = 1.0
CORRUPT = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_PASSING = (*LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
_IN_USE = "The query log {path} is in use by another program. Try again in a moment."
_DAMAGED = "The query log {path} is damaged ({reason}). Move it away, or put a backup in its place."
_FULL = "There is no room left for the query log {path}. Free some space on its disk."
_READ_ONLY = "The query log {path} may not be written. Check the rights on the file and its folder."
_FAILED = "The query log {path} failed: {reason}."
#: What is said of a failure, by SQLite's code, and by the system's.
_OF_SQLITE = {
    **dict.fromkeys(LOCKED, _IN_USE),
    **dict.fromkeys(CORRUPT, _DAMAGED),
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
}
_OF_SYSTEM = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), _FULL),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), _READ_ONLY),
}
_import_lock = threading.Lock()


def create_private(path: Path) -> None:
    """Make sure that `path` is a file; a new one only its owner may read.

    Raises:
        OSError: it is a folder, a pipe or the like, or cannot be made.
    """
    # Not opened where it exists: closing it again would drop the locks that SQLite holds on it in this process.
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    if not path.is_file():
        raise OSError(errno.EINVAL, "it is no file", str(path))


def is_log(path: Path) -> bool:
    """Whether a file says of itself that it is a query log, or is empty; see https://www.sqlite.org/fileformat.html, 1.3."""
    with path.open("rb") as file:
        head = file.read(72)
    marked = int.from_bytes(head[68:72]) == migrations.APPLICATION_ID
    return not head or (head.startswith(b"SQLite format 3\0") and marked)


class Connection:
    """One SQLite connection that the threads of a process share, one after the other; what takes long has its own.

    sqlite-utils is imported on the first use and not on opening: a front end starts without waiting for it. With
    `mend`, a file that turns out to be damaged is set aside under another name, and a new one begun.

    Raises:
        LogError: the file cannot be opened, is no query log, or is of a newer version. One that is only locked, or on a full
            disk, is opened later.
    """

    def __init__(self, path: Path, *, mend: bool = False) -> None:
        self.path = path
        self.salt = Salt(path.with_name(path.name + ".salt"))
        self.lock = threading.RLock()
        self.deleting = threading.RLock()
        """Of who deletes and who rewrites the file, one at a time; taken before any other lock."""
        self._rewriting = False
        self._rewritten = threading.Condition(self.lock)
        self._mend = mend
        self._sqlite: sqlite3.Connection | None = None
        self._database: Database | None = None
        self._probe: Probe | None = None
        self._claim = -1
        self._damaged = self._closed = False
        self._rests_until = self._writes_from = 0.0
        try:
            self._open()
        except Unavailable as error:
            if error.damaged:
                self._set_aside(error)
                self._open()
            elif not error.passing:
                raise

    # Opening

    def _open(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            create_private(self.path)
            connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, check_same_thread=False)
        except (OSError, sqlite3.Error) as error:
            reason = getattr(error, "strerror", None) or error
            raise LogError(
                f"The query log {self.path} cannot be opened ({reason}). "
                "Choose another place: CRATEDIGGER_DB names it."
            ) from error
        try:
            with self.explained():
                self._sqlite = connection
                self._probe = Probe(self.path)
                self._claim = aside.claim(self.path)
                self._prepare()
        except BaseException:
            self._let_go()
            raise
        self._damaged = False

    def _prepare(self) -> None:
        run = self.connection.execute
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
        if application != migrations.APPLICATION_ID and (application or tables):
            raise LogError(f"{self.path} is another program's database, not a query log. Name another file.")
        if version > migrations.VERSION:
            raise LogError(
                f"The query log {self.path} was written by a newer Cratedigger (schema {version}, "
                f"this one knows {migrations.VERSION}). Update Cratedigger, or name another file."
            )
        if self.path.stat().st_mode & 0o077:
            self.path.chmod(0o600)  # and what SQLite puts beside it will be as private
        run("PRAGMA journal_mode = WAL")
        run("PRAGMA synchronous = NORMAL")
        run("PRAGMA foreign_keys = ON")
        run("PRAGMA secure_delete = ON")  # what is deleted is overwritten, in this file and at once
        if version < migrations.VERSION:
            migrations.migrate(self.database)

    @property
    def connection(self) -> sqlite3.Connection:
        """SQLite's own connection."""
        if self._sqlite is None:
            raise LogError(f"The query log {self.path} has been closed.")
        return self._sqlite

    @property
    def database(self) -> "Database":
        """The connection as sqlite-utils sees it."""
        with self.lock:
            if self._database is None:
                self._database = _sqlite_utils_database(self.connection)
            return self._database

    # Using

    @contextmanager
    def held(self) -> Iterator[sqlite3.Connection]:
        """SQLite's own connection, for one thread at a time; what SQLite complains of becomes a `LogError`."""
        with self.lock, self.explained():
            self._ensure()
            yield self.connection

    @contextmanager
    def reading(self) -> Iterator["Database"]:
        """As `held`, through sqlite-utils."""
        with self.held():
            yield self.database

    @contextmanager
    def writing(self, *, patient: bool = True) -> Iterator["Database"]:
        """As `reading`, in a transaction that is kept whole or not at all.

        While this process rewrites the file, who is patient waits for it; who is not gets `Rewriting` at once.
        """
        with self.lock:
            if self._rewriting and not patient:
                raise Rewriting(f"The query log {self.path} is being rewritten.", passing=True)
            self._rewritten.wait_for(lambda: not self._rewriting)
            with self.reading() as database:
                self._begin(database)
                try:
                    yield database
                    database.execute("COMMIT")
                except BaseException:
                    database.rollback()
                    raise

    def _begin(self, database: "Database") -> None:
        """Begin to write. Where another program does, in vain: then writing rests for a while, and reading goes on."""
        if time.monotonic() < self._writes_from:
            raise Unavailable(self._told(_IN_USE), passing=True)
        try:
            # IMMEDIATE waits for its turn here; a deferred transaction would fail on its first write instead.
            database.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in LOCKED:
                raise
            self._writes_from = time.monotonic() + REST_SECONDS
            raise Unavailable(self._told(_IN_USE), passing=True) from error

    @contextmanager
    def apart(self) -> Iterator[sqlite3.Connection]:
        """A connection for one thing that takes long: nobody waits for it."""
        with self.explained():
            with self.lock:
                self._ensure()
                claim = aside.claim(self.path)  # the file stays where it is until this one is closed, too
            try:
                uri = f"{self.path.absolute().as_uri()}?mode=rw"  # a file that is gone is not made anew
                sqlite = sqlite3.connect(uri, timeout=BUSY_SECONDS, uri=True, isolation_level=None)
                with closing(sqlite):
                    yield sqlite
            finally:
                os.close(claim)

    @contextmanager
    def reading_apart(self) -> Iterator["Database"]:
        """As `reading`, on a connection of its own that writes nothing."""
        with self.apart() as connection:
            connection.execute("PRAGMA query_only = ON")
            yield _sqlite_utils_database(connection)

    @contextmanager
    def rewriting(self) -> Iterator[None]:
        """Keep this process from writing, on its shared connection, while the block runs."""
        with self.lock:
            self._rewriting = True
        try:
            yield
        finally:
            with self.lock:
                self._rewriting = False
                self._rewritten.notify_all()

    def hashed(self, kind: str, value: object) -> str:
        """A keyed hash (BLAKE2b, 128 bits) of an id; the same id hashes differently as another `kind`."""
        with self.lock, self.explained():
            if not self.salt.there():
                with self.reading() as database:
                    (used,) = database.execute("SELECT EXISTS (SELECT 1 FROM queries)").fetchone()
                    if used and not self.salt.there():  # another process may have made both meanwhile
                        raise LogError(
                            f"{self.salt.path} is missing, so nobody in {self.path} can be recognised. Put the "
                            "file back from a backup, or move the log away to start a new one."
                        )
                self.salt.make()
            return self.salt.hashed(kind, value)

    def check_salt(self) -> None:
        """Refuse a key that is damaged, before anybody is answered whose question could not be logged.

        Raises:
            LogError: the key is damaged.
        """
        if self.salt.there():
            with self.explained():
                self.salt.check()

    def close(self) -> None:
        """Close the file; closing twice is fine."""
        with self.lock:
            self._closed = True
            self._let_go()

    # Failing

    def _ensure(self) -> None:
        """Be connected to a file that is there and sound, as far as one look at its header tells."""
        if self._closed:
            raise LogError(f"The query log {self.path} has been closed.")
        if time.monotonic() < self._rests_until:
            raise Unavailable(self._told(_IN_USE), passing=True)
        if self._sqlite is not None and self._probe is not None and not self._sqlite.in_transaction:
            if self._probe.replaced(self.path):
                with suppress(
                    sqlite3.Error
                ):  # on closing, SQLite leaves the write-ahead log of a moved file alone
                    self._sqlite.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                self._let_go()
            elif self._damaged or not self._probe.sound():
                self._mend_or_raise(self._probe)
        if self._sqlite is None:
            self._open()

    def _mend_or_raise(self, probe: Probe) -> None:
        error = Unavailable(self._told(_DAMAGED, "malformed"), damaged=True)
        with suppress(sqlite3.Error):
            if probe.sound():
                (found,) = self.connection.execute("PRAGMA integrity_check(1)").fetchone()
                if found == "ok":
                    self._let_go()
                    return
        self._set_aside(error)

    def _set_aside(self, error: Unavailable) -> None:
        """Move the damaged file away, unless it was never a log of ours or another program has it open."""
        if not (self._mend and self.salt.there()):
            raise error
        claim = self._claim if self._claim >= 0 else aside.claim(self.path)
        try:
            if not aside.alone(claim):
                raise error
            aside.move(self.path)  # before the connection closes and writes to it once more
        finally:
            if claim != self._claim:
                os.close(claim)
        self._let_go()

    def _let_go(self) -> None:
        if self._sqlite is not None:
            with suppress(sqlite3.Error):
                self._sqlite.close()
        if self._probe is not None:
            self._probe.close()
        if self._claim >= 0:
            os.close(self._claim)
        self._sqlite = self._database = self._probe = None
        self._claim = -1

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Turn the errors of SQLite and of the file system into sentences, and draw the consequences."""
        try:
            yield
        except sqlite3.ProgrammingError as error:
            if "closed" not in str(error):
                raise
            raise LogError(f"The query log {self.path} has been closed.") from error
        except sqlite3.IntegrityError as error:
            raise LogError(self._told(_FAILED, error)) from error
        except sqlite3.DatabaseError as error:
            code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
            self._damaged |= code in CORRUPT
            if code in LOCKED:
                self._rests_until = time.monotonic() + REST_SECONDS
            sentence = self._told(_OF_SQLITE.get(code, _FAILED), error)
            raise Unavailable(sentence, damaged=code in CORRUPT, passing=code in _PASSING) from error
        except OSError as error:
            sentence = self._told(_OF_SYSTEM.get(error.errno or 0, _FAILED), error)
            raise Unavailable(sentence) from error

    def _told(self, sentence: str, reason: object = "") -> str:
        return sentence.format(path=self.path, reason=reason)


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
