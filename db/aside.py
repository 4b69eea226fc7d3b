"""Setting a damaged log aside: under a name of its own, complete, and only where nobody else has it open.

Whoever has the log open holds a share of the lock beside it. To move the file takes the whole lock: a program that went on
with the moved file would, on closing it, delete the write-ahead log of the new one.
"""

import fcntl
import logging
import mmap
import os
import time
from pathlib import Path

log = logging.getLogger(__name__)


def claim(path: Path) -> int:
    """A share of the lock of the log at `path`, as a file descriptor; closing it gives the share back."""
    handle = os.open(path.with_name(path.name + ".lock"), os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
    except BaseException:
        os.close(handle)
        raise
    return handle


def alone(claim: int) -> bool:
    """Whether nobody else has a share; then the whole lock is held from now on."""
    try:
        fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        fcntl.flock(claim, fcntl.LOCK_SH)
        return False
    return True


def move(path: Path) -> Path:
    """Rename the log and what belongs to it; returns the new name. Nothing is overwritten."""
    stem = f"{path.name}.damaged-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}"
    target, number = path.with_name(stem), 1
    while any(target.with_name(target.name + end).exists() for end in ("", "-wal", "-shm")):
        number += 1
        target = path.with_name(f"{stem}-{number}")
    # The database last: a new one must never meet the write-ahead log of the old one.
    for end in ("-wal", "-shm", ""):
        source = path.with_name(path.name + end)
        if source.exists():
            source.rename(target.with_name(target.name + end))
    log.error("the query log is damaged: it now lies at %s, and a new one is begun", target)
    return target


def all_with(path: Path, text: str) -> list[Path]:
    """Files of the log at `path` that were set aside and hold `text`."""
    return [file for file in sorted(path.parent.glob(f"{path.name}.damaged-*")) if _holds(file, text)]


def _holds(file: Path, text: str) -> bool:
    with file.open("rb") as opened:
        if not os.fstat(opened.fileno()).st_size:
            return False
        with mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return content.find(text.encode()) >= 0
