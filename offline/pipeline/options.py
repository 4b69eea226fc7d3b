"""What the options of the commands take: numbers, and folders."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path


def directory(text: str) -> Path:
    """A type for argparse: a path where a folder is, or may be made; an empty one would be the folder that one stands in.

    >>> directory("data/index")
    PosixPath('data/index')
    """
    path = Path(text).expanduser()  # quoted, as make does, no shell has
    if not text.strip() or (path.exists() and not path.is_dir()):
        raise argparse.ArgumentTypeError(f"{text!r} is no folder")
    return path


def whole(least: int) -> Callable[[str], int]:
    """A type for argparse: whole numbers from `least` on.

    >>> whole(2)("4")
    4
    """

    def read(text: str) -> int:
        if not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number of at least {least}")
        return int(text)

    return read
