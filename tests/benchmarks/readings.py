"""What sounds are named for: how often a prompt is read right, by the grammar alone and with the second reading.

python -m tests.benchmarks.readings

Over the lines of data/frames.txt that are held out, each with three sets of sounds, and over the prompts of
data/queries/prompts.jsonl that the text encoder has not learnt from. Right is a line where all that is wanted is asked for, all that
is refused is kept out, and nothing that is only mentioned is asked for; and a prompt whose classes are those that its writer gave.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from random import Random

from bot import prompts
from bot.prompts.lexicon import LOOPED
from offline.pretrain.frames import DATA, Filled, Frames, is_measured, lines, unmarked
from offline.pretrain.language import Phrasebook
from offline.pretrain.sayings import Sayings
from retrieval_core.build import PROJECT
from retrieval_core.encoders.text import TextEncoder
from retrieval_core.request import Request
from retrieval_core.taxonomy import Taxonomy
from tests.benchmarks.report import write

FILLINGS = 3
Reading = Callable[[str], Request]


def twice(encoder: TextEncoder) -> Reading:
    """The grammar, then what the encoder makes of the names, as a conversation reads prompts."""

    def read(text: str) -> Request:
        request = prompts.parse(text)
        return (
            prompts.reread(request, text, encoder.roles) if request.intent in ("find", "other") else request
        )

    return read


def held_out_lines(seed: int = 0) -> list[tuple[str, Filled]]:
    """Held-out frames with sounds in them, and what those are there for."""
    taxonomy, rng = Taxonomy.load(), Random(seed)
    frames = Frames(Sayings(taxonomy, Phrasebook.load()), lines())
    drawn = [frames.filled(frame, rng) for frame in frames.frames for _ in range(FILLINGS)]
    return [(unmarked(one.text)[0], one) for one in drawn]


def is_read(request: Request, meant: Filled) -> bool:
    """Whether every sound has got the role that it has."""
    asked = {LOOPED.get(id, id) for id in request.classes} | {*request.classes}
    wanted = all(LOOPED.get(id, id) in asked for id in meant.wanted)
    refused = {*meant.refused} <= {*request.exclude} and asked.isdisjoint(meant.refused)
    return wanted and refused and asked.isdisjoint(meant.passing)


def measure(readings: dict[str, Reading]) -> list[dict[str, object]]:
    """A row for each way to read: shares of lines and of prompts that are read right."""
    spoken = held_out_lines()
    rows = map(json.loads, (DATA / "queries/prompts.jsonl").read_text(encoding="utf-8").splitlines())
    written = [
        (row["prompt"], {*row["expected"].get("classes", ())}, {*row["expected"].get("exclude", ())})
        for row in rows
        if (row["part"] == "held-out" or is_measured(row)) and "context" not in row and row["expected"]
    ]
    found = []
    for name, read in readings.items():
        right = [is_read(read(text), meant) for text, meant in spoken]
        requests = [(read(text), wanted, refused) for text, wanted, refused in written]
        same = [
            ({*request.classes}, {*request.exclude}) == (wanted, refused)
            for request, wanted, refused in requests
        ]
        found.append(
            {
                "reading": name,
                f"of {len(right)} held-out lines": sum(right) / len(right),
                f"of {len(same)} prompts": sum(same) / len(same),
            }
        )
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    argparse.ArgumentParser(prog="python -m tests.benchmarks.readings", description=__doc__).parse_args(
        arguments
    )
    encoder = TextEncoder.from_pretrained(PROJECT / "data/encoders/text")
    readings = {"the grammar alone": prompts.parse, "and the text encoder": twice(encoder)}
    write("readings", {"read right": measure(readings)}, [])


if __name__ == "__main__":
    main()
