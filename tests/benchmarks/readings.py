"""What is meant: how often a prompt is read right, by the grammar alone and as the chat reads it, and how often a description.

python -m tests.benchmarks.readings

Over the lines of data/frames.txt that are held out, each with three sets of sounds, and over the prompts of data/queries/prompts.jsonl that
the text encoder has not learnt from. Right is a line where all that is wanted is asked for, all that is refused is kept out, and nothing that
is only mentioned is asked for; and a prompt whose classes are those that its writer gave. Over the plain requests of data/queries/plain.jsonl, most
of which testers had seen misread, so that they were looked at. Over the first messages of a music channel in data/queries/channel.jsonl, whether
they are taken for what they are, wishes or talk; the reader that is shipped has learnt from 28 of them, and the limits of
`bot.prompts.learned.wishes` were chosen on them. Over the long
messages of data/stories.txt that are held out, what the reader makes of their names and of their words; over those of `tests.benchmarks.behind`, said behind
an answer, what it makes of their names and numbers and of what they do. Then, over
the lines of data/descriptions.txt that are held out, where the embedded pair takes them: right is the class that is described, one that it is a kind of, or a kind of it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from functools import cache
from random import Random
from typing import Any

import numpy as np

from bot import prompts
from bot.prompts.language.lexicon import LOOPED
from bot.prompts.learned.roles import reader
from bot.prompts.sounds.named import named
from offline.pretrain.captions import CaptionGrammar
from offline.pretrain.descriptions import read_descriptions
from offline.pretrain.frames import DATA, TALK, Filled, Frame, Frames, is_measured, lines
from offline.pretrain.language import Phrasebook
from offline.pretrain.messages import Lines
from offline.pretrain.sayings import Sayings
from offline.pretrain.stories import read_stories
from retrieval_core.build import EMBEDDED
from retrieval_core.encoders.audio import AudioEncoder
from retrieval_core.encoders.reader import POINTS, ROLES, TURNS, WORD, Reading
from retrieval_core.encoders.text import TextEncoder
from retrieval_core.request import Request
from retrieval_core.taxonomy import Taxonomy
from tests.benchmarks.behind import message_sets
from tests.benchmarks.report import write

FILLINGS = 3
Understanding = Callable[[str], Request]


def as_in_chat(text: str) -> Request:
    """As a conversation reads prompts: the grammar, then what the reader and the text encoder make of the names."""
    return prompts.read(text, near)


def near(text: str) -> dict[str, float]:
    """How near words lie to each class in the space of the embedded pair, as `Retriever.nearness` tells where a build has that."""
    encoder, anchors = embedded()
    cosines = np.stack([*anchors.values()]) @ encoder.encode(text)[0]
    return dict(zip(anchors, cosines.tolist(), strict=True))


@cache
def embedded() -> tuple[TextEncoder, dict[str, np.ndarray]]:
    """What reads texts, and the points of its space to look for the sounds of each class with."""
    hearing = AudioEncoder.from_pretrained(EMBEDDED["audio"])
    points = zip((*hearing.classes, *hearing.families), hearing.anchors, strict=True)
    return TextEncoder.from_pretrained(EMBEDDED["text"]), dict(points)


def held_out_lines(seed: int = 0) -> list[tuple[str, Filled]]:
    """Held-out frames with sounds in them, and what those are there for."""
    taxonomy, rng = Taxonomy.load(), Random(seed)
    frames = Frames(Sayings(taxonomy, Phrasebook.load()), lines())
    drawn = [frames.filled(frame, rng) for frame in frames.frames for _ in range(FILLINGS)]
    return [(one.text, one) for one in drawn]


def is_read(request: Request, meant: Filled) -> bool:
    """Whether every sound has got the role that it has."""
    asked = {LOOPED.get(id, id) for id in request.classes} | {*request.classes}
    wanted = all(LOOPED.get(id, id) in asked for id in meant.wanted)
    refused = {*meant.refused} <= {*request.exclude} and asked.isdisjoint(meant.refused)
    return wanted and refused and asked.isdisjoint(meant.passing)


def measure(readings: dict[str, Understanding]) -> list[dict[str, object]]:
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


def plain_requests(readings: dict[str, Understanding]) -> list[dict[str, object]]:
    """A row for each way to read: how many of the requests in data/queries/plain.jsonl it reads right.

    Each has one or more sets of classes that are right, and what must be refused, no more and no less; null where that does not matter.
    """
    rows = [
        json.loads(line) for line in (DATA / "queries/plain.jsonl").read_text(encoding="utf-8").splitlines()
    ]

    def is_right(request: Request, row: dict[str, Any]) -> bool:
        asked = {id for id in request.classes if id not in LOOPED} or {LOOPED[id] for id in request.classes}
        refused = row["exclude"] is None or {*row["exclude"]} == {*request.exclude}
        return refused and any(asked == {*classes} for classes in row["classes"])

    return [
        {
            "reading": name,
            f"of {len(rows)} plain requests": sum(is_right(read(row["prompt"]), row) for row in rows),
        }
        for name, read in readings.items()
    ]


def channel(readings: dict[str, Understanding]) -> list[dict[str, object]]:
    """A row for each way to read: of the messages in data/queries/channel.jsonl, the share of talk and of wishes that are taken for it."""
    rows = [
        json.loads(line) for line in (DATA / "queries/channel.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    talk, wishes = ([row["text"] for row in rows if row["asks"] == asks] for asks in (False, True))

    def finds(read: Understanding, text: str) -> bool:
        return read(text).intent in ("find", "count")

    return [
        {
            "reading": name,
            f"{len(talk)} that ask for nothing": float(np.mean([not finds(read, text) for text in talk])),
            f"{len(wishes)} that ask for a sound": float(np.mean([finds(read, text) for text in wishes])),
        }
        for name, read in readings.items()
    ]


def reader_alone() -> dict[str, object]:
    """What the reader makes of held-out lines: shares of names in their role, of wishes and of talk that are taken for it."""
    frames = Frames(Sayings(Taxonomy.load(), Phrasebook.load()), lines(TALK))
    rng = Random(0)
    talk = [frames.filled(one, rng).text if one.slots else one.literals[0] for one in frames.frames]
    in_role, wishes = [], []
    for text, meant in held_out_lines():
        found, reading = named(text), _read(text)
        wishes += [reading.wish > 0.5] if meant.wanted or meant.refused else []
        for ids, row in zip(found.classes, reading.roles, strict=True):
            told = (meant.wanted, meant.refused, meant.passing)
            roles = [role for role, some in zip(ROLES, told, strict=True) if {*some} & {*ids}]
            in_role += [ROLES[row.argmax()] == role for role in roles[:1]]
    return {
        "names": len(in_role),
        "in their role": float(np.mean(in_role)),
        "wishes": float(np.mean(wishes)),
        f"{len(talk)} messages of talk": float(np.mean([_read(text).wish < 0.5 for text in talk])),
    }


def _read(text: str) -> Reading:
    found, shipped = named(text), reader()
    assert shipped is not None
    return shipped.read(found.text, found.spans, found.classes)


def stories() -> dict[str, object]:
    """What the reader makes of held-out stories: shares of names in their role, and of words taken for what they are there for."""
    taxonomy, shipped, rng = Taxonomy.load(), reader(), Random(0)
    assert shipped is not None
    frames = Frames(Sayings(taxonomy, Phrasebook.load()), ())
    in_role, words = [], []
    held_out = read_stories(held_out=True)
    for pieces in held_out:
        slots = tuple(slot for frame, _ in pieces for slot in frame.slots)
        chosen = frames.chosen(Frame((), slots), rng)
        text, spans, telling = "", [], []
        for frame, told in pieces:
            begun = len(text)
            for slot, literal in zip((None, *frame.slots), frame.literals, strict=True):
                if slot:
                    id = chosen[slot.key]
                    name = (taxonomy.coarse.get(id) or taxonomy.classes[id]).name
                    spans.append((len(text), len(text) + len(name)))
                    text += name
                text += literal
            telling += [told] * (len(text) - begun)
        reading = shipped.read(text, spans, [{chosen[slot.key]} for slot in slots])
        in_role += [ROLES[row.argmax()] == slot.role for slot, row in zip(slots, reading.roles, strict=True)]
        words += [
            (row > 0.5) == telling[word.start()]
            for word, row in zip(WORD.finditer(text), reading.telling, strict=True)
        ]
    return {
        "stories": len(held_out),
        "names in their role": float(np.mean(in_role)),
        "words taken for what they tell": float(np.mean(words)),
    }


def turns(messages: Sequence[tuple[str, Frame]]) -> dict[str, object]:
    """What the reader makes of messages behind an answer: shares of names in their role, of numbers that point or do not, of
    messages that ask for something or not, and of those that do by what they do."""
    shipped, rng, lines = reader(), Random(0), Lines(CaptionGrammar.load())
    assert shipped is not None
    in_role, pointing, wishes, done = [], [], [], []
    for line in (lines.line(frame, turn) for turn, frame in messages):
        example = lines.example([line], rng, rough=False, behind=True)
        reading = shipped.read_marked(example.text)
        in_role += [
            ROLES[row.argmax()] == role
            for row, role in zip(reading.roles, example.roles, strict=True)
            if role
        ]
        pointing += [
            POINTS[row.argmax()] == point for row, point in zip(reading.points, example.points, strict=True)
        ]
        wishes += [(reading.wish > 0.5) == line.wish]
        done += [TURNS[reading.turn.argmax()] == line.turn] if line.wish else []
    return {
        "messages": len(messages),
        "names in their role": float(np.mean(in_role)),
        "numbers taken for what they are": float(np.mean(pointing)),
        "wishes and talk": float(np.mean(wishes)),
        "wishes by what they do": float(np.mean(done)),
    }


def descriptions() -> dict[str, object]:
    """Shares of the held-out descriptions whose class is the nearest to the text, one of the nearest three, of the nearest one's family."""
    taxonomy, (encoder, anchors) = Taxonomy.load(), embedded()
    ids = list(taxonomy.classes)
    described = read_descriptions(taxonomy, held_out=True).values()
    lines = [one for some in described for one in some if one.id in taxonomy.classes]
    texts = encoder.encode([one.text for one in lines])
    nearest = np.argsort(-texts @ np.stack([anchors[id] for id in ids]).T, axis=1)
    kin = {id: {id, *taxonomy.ancestors(id), *taxonomy.descendants(id)} for id in ids}
    first = [(one, ids[row[0]]) for one, row in zip(lines, nearest, strict=True)]
    among = [any(ids[at] == one.id for at in row[:3]) for one, row in zip(lines, nearest, strict=True)]
    return {
        "descriptions": len(lines),
        "class": float(np.mean([found in kin[one.id] for one, found in first])),
        "among three": float(np.mean(among)),
        "family": float(
            np.mean([taxonomy.coarse_of(found) == taxonomy.coarse_of(one.id) for one, found in first])
        ),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    argparse.ArgumentParser(prog="python -m tests.benchmarks.readings", description=__doc__).parse_args(
        arguments
    )
    readings: dict[str, Understanding] = {"the grammar alone": prompts.parse, "as the chat reads": as_in_chat}
    write(
        "readings",
        {
            "read right": measure(readings),
            "read right, of what testers saw misread": plain_requests(readings),
            "taken for what they are, of messages in a channel": channel(readings),
            "the reader alone": [reader_alone()],
            "the reader alone, of long messages": [stories()],
            "the reader alone, of what is said behind an answer": [
                {"lines": name} | turns(messages) for name, messages in message_sets().items()
            ],
            "described": [descriptions()],
        },
        [],
    )


if __name__ == "__main__":
    main()
