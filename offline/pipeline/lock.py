"""One build at a time in one place: a lock that names its owner, and that no crash leaves behind."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from offline.trouble import Trouble

LOCK = "LOCK"
#: The stages of a build that was killed notice it within a second, and hold the lock as long.
WAIT_SECONDS = 3.0


class LockedError(Trouble):
    """Another build is at work; the message names it."""


@contextmanager
def locked(root: Path) -> Iterator[int]:
    """Hold the lock of a folder of builds, which is made where it is not there.

    The kernel holds it (flock) for as long as the descriptor that is yielded, or a copy that a child inherited, is open.

    Raises:
        LockedError: another process holds it, and did not let go soon.
        OSError: the folder cannot be written to.
    """
    root.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(root / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise LockedError(f"another build is at work in {root}: {owner(descriptor)}") from None
                time.sleep(0.1)
        since = datetime.now(UTC).isoformat(timespec="seconds")
        entry = json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": since})
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, entry.encode(), 0)
        yield descriptor
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def owner(descriptor: int) -> str:
    """Who holds a lock, as they have written into it."""
    try:
        entry = json.loads(os.pread(descriptor, 4096, 0))
        return f"process {entry['pid']} on {entry['host']}, since {entry['since']}"
    except (ValueError, KeyError, TypeError):
        return "it has not said which"
