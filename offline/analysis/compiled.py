"""What librosa has numba compile: by one process at a time, since a cache that several write at once crashes whoever reads it."""

import fcntl
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path

import librosa

#: The parts of librosa that compile something as they are imported, which is when anything of them is first touched.
COMPILING = ("librosa.core.audio", "librosa.core.pitch", "librosa.util.utils")


@cache
def ready() -> None:
    """Have all that the analysis needs compiled and kept, or read what was kept.

    numba keeps machine code beside librosa. Of two processes that compile the same function at once the one may keep a
    function, the other what calls it, and they do not fit; from then on every call ends the process. So each process begins
    with this, behind a lock on librosa itself (flock), for which whoever uses the same copy of it waits.
    """
    with Path(librosa.__file__).open("rb") as librosa_itself:
        with suppress(OSError):  # on a network's disk that knows no such lock, none is held
            fcntl.flock(librosa_itself, fcntl.LOCK_EX)
        for module in COMPILING:
            import_module(module)
