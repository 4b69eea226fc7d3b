"""Samples on disk, as they may be handed out: inside the library, regular, and what was indexed."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from retrieval_core.request import Hit

#: A larger file is not read into memory.
MOST_BYTES = 256 * 1024 * 1024
#: Nothing on the way may have become a link since it was looked at, and no pipe in a sample's place holds a thread.
_STEP = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK


class Unavailable(Exception):
    """A sample that cannot be handed out; the message says why in a few words."""


def read_sample(hit: Hit, library: Path) -> bytes:
    """The bytes of a hit's file; `library` is resolved.

    The file is opened once, and what was opened is judged, hashed and handed out: a path that comes to mean something
    else meanwhile changes nothing.

    Raises:
        Unavailable: the file is gone, lies outside the library, is no regular file, is too large, or is not the one that was
            indexed.
    """
    try:
        path = hit.path.resolve(strict=True)  # a link that stays within the library is one of its samples
        if not path.is_relative_to(library):
            raise Unavailable("lies outside the library")
        with os.fdopen(_open(library, path.relative_to(library)), "rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > MOST_BYTES:
                raise Unavailable("is too large to send")
            data = file.read(size + 1)  # one that grows meanwhile is not what was indexed
    except FileNotFoundError:
        raise Unavailable("is gone from the library") from None
    except (OSError, ValueError, RuntimeError) as error:  # a NUL in a path, links in a circle
        reason = getattr(error, "strerror", None) or "its path leads nowhere"  # which other errors would name
        raise Unavailable(f"cannot be read ({reason})") from error
    if hashlib.sha256(data).hexdigest() != hit.sha256:
        raise Unavailable("has changed since the library was indexed")
    return data


def _open(library: Path, path: Path) -> int:
    """A regular file below the library, opened step by step from the library's own descriptor; the caller closes it."""
    folder = os.open(library, _STEP | os.O_DIRECTORY)
    try:
        for name in path.parts[:-1]:
            inner = os.open(name, _STEP | os.O_DIRECTORY, dir_fd=folder)
            os.close(folder)
            folder = inner
        # A device is not even opened: that alone may do something.
        name = path.name
        if not name or not stat.S_ISREG(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
            raise Unavailable("is no file")
        descriptor = os.open(name, _STEP, dir_fd=folder)
    finally:
        os.close(folder)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Unavailable("is no file")
    return descriptor
