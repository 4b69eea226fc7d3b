"""What the options of the commands take, numbers and folders, and those that several of them have."""

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


def add_out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out",
        type=directory,
        default=Path("data/index"),
        help="where builds and evaluations are (default: data/index)",
    )


def add_folds(parser: argparse.ArgumentParser) -> None:
    """How many folds an evaluation has, and what they are drawn by."""
    add = parser.add_argument
    add("--folds", type=whole(2), default=4, help="parts of the cross-validation (default: 4)")
    add("--seed", type=whole(0), default=0, help="of everything that is drawn by lot (default: 0)")
