"""Samples on disk, as they may be handed out: inside the library, regular, and what was indexed."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from retrieval_core.request import Hit

#: A larger file is not read into memory.
MOST_BYTES = 256 * 1024 * 1024


class Unavailable(Exception):
    """A sample that cannot be handed out; the message says why in a few words."""


def read_sample(hit: Hit, library: Path) -> bytes:
    """The bytes of a hit's file; `library` is resolved.

    Raises
    ------
    Unavailable
        The file is gone, lies outside the library, is no regular file, is too large, or is not the one that was
        indexed.
    """
    try:
        path = hit.path.resolve(strict=True)
        if not path.is_relative_to(library):
            raise Unavailable("lies outside the library")
        # Opened without waiting, so that a pipe in a sample's place cannot hold a thread.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise Unavailable("is no file")
            if status.st_size > MOST_BYTES:
                raise Unavailable("is too large to send")
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise Unavailable("is gone from the library") from None
    except OSError as error:
        raise Unavailable(f"cannot be read ({error.strerror})") from error
    if hit.sha256 and hashlib.sha256(data).hexdigest() != hit.sha256:
        raise Unavailable("has changed since the library was indexed")
    return data
