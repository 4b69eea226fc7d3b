"""What a person is told where the disk does not do what it should: a full one, a read-only one, one that fails."""

from __future__ import annotations

import errno
import re
import sqlite3

DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
#: As the libraries say it that write files in other languages: SQLite, safetensors (Rust), FAISS and Torch (C++).
_SAID_FULL = re.compile(
    r"no space left|disk is full|file too large|quota exceeded|os error (28|27|122)\b", re.I
)


def sentence(error: BaseException) -> str | None:
    """An error in a sentence that says what helps, or None where it is none of the disk's."""
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
