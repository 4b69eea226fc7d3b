"""What a person is told where something stands in the way: of the request, or of a disk that is full, read-only or fails."""

from __future__ import annotations

import errno
import re
import sqlite3

from retrieval_core.build import BuildError
from retrieval_core.encoders.bert import EncoderError
from retrieval_core.tensors import TensorError

DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
#: As the libraries say it that write files in other languages: SQLite, safetensors (Rust), FAISS and Torch (C++).
_SAID_FULL = re.compile(
    r"no space left|disk is full|file too large|quota exceeded|os error (28|27|122)\b", re.I
)


class Trouble(Exception):
    """What stands in the way of a command; the message says it to the person who gave that."""


def sentence(error: BaseException) -> str | None:
    """An error in a sentence that says what helps, or None where that is for who looks after the program."""
    if isinstance(error, Trouble | BuildError | EncoderError | TensorError):
        return str(error)
    if getattr(error, "errno", None) in FULL or _SAID_FULL.search(str(error)):
        where = getattr(error, "filename", None)
        return f"there is no room left on the disk{f' for {where}' if where else ''}; make some, and run it again"
    if isinstance(error, OSError) and error.filename and error.errno:
        return f"{error.filename}: {error.strerror}"
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in DAMAGED:
        return (
            f"a database beside the builds is damaged ({error}): delete embeddings.db there, which is only computed again, "
            "and evaluations.db, the list of earlier evaluations, if that does not help"
        )
    if isinstance(error, sqlite3.OperationalError):
        return f"a database beside the builds cannot be used: {error}"
    return None
