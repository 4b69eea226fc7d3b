"""What people say behind an answer, for the reader of prompts to learn what a message does to what was asked for before.

`data/turns.txt` was written for this, with the slots of `offline.pretrain.frames`: {a} is a sound that was asked for before and still is, {x} one
that was and is not any more. The first character of a line tells what the message does; [3:a] is a number, and what it is.
"""

from __future__ import annotations

import re
from pathlib import Path

from offline.pretrain.frames import DATA, Frame, framed, read_lines

FILE = DATA / "turns.txt"
#: What a message does by the character that its line begins with; "" for one that asks for nothing.
MARKS = {">": "anew", "~": "instead", "+": "besides", "=": "same", "-": ""}
#: A number that may be that of a hit, and what it is, by its letter.
NUMBERED = re.compile(r"\[[^\]:]+:([agto])\]")
POINTING = {"a": "alike", "g": "gone", "t": "told", "o": "none"}


def read_turns(held_out: bool | None = False, file: Path = FILE) -> list[tuple[str, Frame]]:
    """Every tenth message, which is held out, all the others that no figure rests on, or (None) all there are, each behind what it does."""
    return [(MARKS[line[0]], framed(line[2:])) for line in read_lines(file, held_out)]
