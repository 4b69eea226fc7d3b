"""What people say of a sound whose name they do not know: "the metal jingle thing you shake on two and four".

They come from `data/descriptions.txt`, written for this, by class and family. The names of sounds in them are there in passing, unless
they are marked as refused: of "the stick across the drum" no drum is asked for.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from offline.pretrain.frames import DATA, Sound, measured_texts, parted
from retrieval_core.taxonomy import Taxonomy
from retrieval_core.wording import fold

FILE = DATA / "descriptions.txt"
HEADING = re.compile(r"\[(\w+)\]")
#: Stands on either side of what is refused.
REFUSAL = "^"


@dataclass(frozen=True)
class Description:
    """What somebody says of a class or a family, in parts, words and the names of sounds; which of these are refused."""

    id: str
    parts: tuple[str | Sound, ...]

    @property
    def text(self) -> str:
        """As it was said."""
        return "".join(part if isinstance(part, str) else part.name for part in self.parts)

    @property
    def refused(self) -> frozenset[str]:
        """The classes and families that are refused by name."""
        sounds = [part for part in self.parts if isinstance(part, Sound)]
        return frozenset(id for sound in sounds if sound.role == "refused" for id in sound.ids)


def read_descriptions(
    taxonomy: Taxonomy, file: Path = FILE, held_out: bool = False
) -> Mapping[str, Sequence[Description]]:
    """The lines of a file by what they describe: every tenth, which is held out, or all the others that no figure rests on."""
    found: dict[str, list[Description]] = defaultdict(list)
    id, number = "", 0
    for line in file.read_text(encoding="utf-8").splitlines():
        if heading := HEADING.fullmatch(line):
            id = heading[1]
        elif line and line[0] != "#":
            learnt = fold(line.replace(REFUSAL, "")) not in measured_texts()
            if (number % 10 == 0) == held_out and (held_out or learnt):
                found[id].append(described(id, line, taxonomy))
            number += 1
    return found


def described(id: str, line: str, taxonomy: Taxonomy) -> Description:
    """A line with the roles of the sounds that it names.

    >>> found = described("tambourine", "percussion with jingles, no ^bells^", Taxonomy.load())
    >>> found.text, found.refused
    ('percussion with jingles, no bells', frozenset({'bells'}))
    """
    own = {id, *taxonomy.ancestors(id), taxonomy.coarse_of(id)} if id in taxonomy.classes else {id}
    parts: list[str | Sound] = []
    for at, piece in enumerate(line.split(REFUSAL)):
        if at % 2:
            parts += parted(piece, taxonomy, lambda ids: None if ids & own else "refused")
        else:
            parts += parted(piece, taxonomy, lambda _: "passing")
    return Description(id, tuple(parts))
