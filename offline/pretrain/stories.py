"""Long messages, of which only a part tells what is wanted, and what people say around wishes.

Both were written for this, with the slots of `offline.pretrain.frames`. In `data/stories.txt` what tells what is wanted stands between < and >. A
line of `data/asides.txt` asks for nothing; it begins with < where it stands before a wish, with > where it stands behind one.
"""

from __future__ import annotations

import re
from pathlib import Path

from offline.pretrain.frames import DATA, Frame, framed, read_lines

STORIES, ASIDES = DATA / "stories.txt", DATA / "asides.txt"
BEFORE, BEHIND = "< ", "> "
MARKS = re.compile("[<>]")


def read_stories(held_out: bool = False, file: Path = STORIES) -> list[list[tuple[Frame, bool]]]:
    """Every tenth story, which is held out, or all the others, each as its pieces: whether they tell what is wanted, turn by turn."""
    return [story(line) for line in read_lines(file, held_out)]


def story(line: str) -> list[tuple[Frame, bool]]:
    """A message in pieces.

    >>> [(piece.literals, telling) for piece, telling in story("The {p} is done, <a {w} please>.")]
    [(('The ', ' is done, '), False), (('a ', ' please'), True), (('.',), False)]
    """
    return [(framed(text), bool(number % 2)) for number, text in enumerate(MARKS.split(line)) if text]


def read_asides(held_out: bool = False, file: Path = ASIDES) -> tuple[list[Frame], list[Frame]]:
    """What stands before a wish, and what stands behind one."""
    found = read_lines(file, held_out)
    before, behind = (
        [framed(line.removeprefix(mark)) for line in found if line.startswith(mark)]
        for mark in (BEFORE, BEHIND)
    )
    return before, behind
