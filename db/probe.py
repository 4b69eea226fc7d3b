"""A look at the first bytes of a database that is in use, past SQLite and its caches."""

import os
import threading
from pathlib import Path

MAGIC = b"SQLite format 3\0"
_lock = threading.Lock()
_shared: dict[tuple[int, int], list["Probe"]] = {}


class Probe:
    """A file held open for reading.

    Closing any descriptor of a file drops all locks that SQLite holds on it in this process; so it stays open until the
    last probe of the same file is closed.
    """

    def __init__(self, path: Path) -> None:
        with _lock:
            self._handle = os.open(path, os.O_RDONLY)
            self.status = os.fstat(self._handle)
            self._key = (self.status.st_dev, self.status.st_ino)
            _shared.setdefault(self._key, []).append(self)
        self._closed = False

    def sound(self) -> bool:
        """Whether the file begins as a database does."""
        return os.pread(self._handle, len(MAGIC), 0) == MAGIC

    def replaced(self, path: Path) -> bool:
        """Whether another file, or none, now lies at `path`."""
        try:
            return not os.path.samestat(path.stat(), self.status)
        except FileNotFoundError:
            return True

    def close(self) -> None:
        """Close the file, as soon as nobody else in this process looks at it."""
        with _lock:
            self._closed = True
            probes = _shared.get(self._key, [])
            if probes and all(probe._closed for probe in probes):
                for probe in probes:
                    os.close(probe._handle)
                del _shared[self._key]
