"""What could not be written to the database yet: JSON lines in a file of bounded size, shared by all processes."""

import fcntl
import json
import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)
_sync = getattr(os, "fdatasync", os.fsync)  # macOS has the second alone

ROOM = 4 * 1024 * 1024  # more than a thousand answers
Entry = dict[str, Any]


class Spool:
    """Entries in the order in which they came.

    The room is reserved before it is needed, so that the disk which is too full for the database still takes them;
    what is not in use is zero. What is taken out is overwritten.
    """

    def __init__(self, path: Path, room: int = ROOM) -> None:
        self.path = path
        self.room = room
        self.dropped = 0
        """Entries that found no room, since the start."""
        self._file = -1
        self._known_end = self._depth = 0
        self._lock = threading.RLock()

    def reserve(self) -> None:
        """Make the file; a disk that has no room for it is logged, and tried again when it is needed."""
        try:
            self._open()
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(self._file, 0, self.room)
            else:
                self._fill()
        except OSError as error:
            log.warning("no room can be reserved for %s (%s)", self.path, error.strerror)

    def _open(self) -> None:
        if self._file < 0:
            self._file = os.open(self.path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
            os.fchmod(self._file, 0o600)

    def _fill(self) -> None:
        """Reserve by writing zeros, where the system has no call for it, as macOS."""
        with self.held():
            size = os.fstat(self._file).st_size
            while size < self.room:
                size += os.pwrite(self._file, bytes(self.room - size), size)
            os.fsync(self._file)

    @property
    def waiting(self) -> bool:
        """Whether there are entries."""
        if self._file < 0:
            if not self.path.exists():
                return False
            self._open()
        return os.pread(self._file, 1, 0) not in (b"", b"\0")

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep the other threads and processes away while the block runs."""
        with self._lock:
            self._open()
            if not self._depth:
                fcntl.flock(self._file, fcntl.LOCK_EX)
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if not self._depth:
                    fcntl.flock(self._file, fcntl.LOCK_UN)

    def append(self, entry: Entry) -> bool:
        """Keep an entry, on the disk when this returns; False where there is no room, which is counted."""
        line = json.dumps(entry, ensure_ascii=False, default=str).encode("utf-8", "replace") + b"\n"
        try:
            with self.held():
                end = self._end()
                if end + len(line) > self.room:
                    raise OSError("it is full")
                if os.pwrite(self._file, line, end) < len(line):
                    os.pwrite(self._file, bytes(len(line)), end)
                    raise OSError("the disk is full")
                _sync(self._file)
                self._known_end = end + len(line)
        except OSError as error:
            self.dropped += 1
            if self.dropped & (self.dropped - 1) == 0:  # the 1st, 2nd, 4th, 8th, ...
                log.error("%s takes no more (%s); lost so far: %d", self.path, error, self.dropped)
            return False
        return True

    def _end(self) -> int:
        """Where the next line goes."""
        around = os.pread(self._file, 2, self._known_end - 1) if self._known_end else b""
        if around in (b"\n", b"\n\0"):
            return self._known_end
        used = self._used()
        end = used.rfind(b"\n") + 1
        if end < len(used):  # a killed process left a line unfinished
            os.pwrite(self._file, bytes(len(used) - end), end)
        return end

    def entries(self) -> list[Entry]:
        """All entries, the first one first; a line that cannot be read is counted as dropped."""
        found = []
        for line in self.lines():
            try:
                found.append(json.loads(line))
            except ValueError:
                self.dropped += 1
                log.error("a line of %s cannot be read and is left out", self.path)
        return found

    def lines(self) -> list[bytes]:
        """The same as they lie in the file."""
        if not self.waiting:
            return []
        with self.held():
            return self._used().split(b"\n")[:-1]

    def clear(self) -> None:
        """Take all entries out."""
        self.keep(lambda entry: False)

    def keep(self, wanted: Callable[[Entry], bool]) -> list[Entry]:
        """Take out the entries that are not wanted; returns them."""
        if not self.waiting:
            return []
        with self.held():
            length, entries = len(self._used()), self.entries()
            kept = [entry for entry in entries if wanted(entry)]
            if len(kept) < len(entries) or not kept:
                lines = "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in kept).encode()
                os.pwrite(self._file, lines.ljust(length, b"\0"), 0)
                _sync(self._file)
            return [entry for entry in entries if not wanted(entry)]

    def _used(self) -> bytes:
        return os.pread(self._file, self.room, 0).rstrip(b"\0")

    def close(self) -> None:
        """Close the file; what it holds stays."""
        with self._lock:
            if self._file >= 0:
                os.close(self._file)
                self._file = -1
