"""What people say around sounds, kept as frames: "my gf says the hook needs {}, any ideas?" holds any sound.

No rules compose such sentences. They come from `data/frames.txt`, written for this, with slots, and from the prompts in
`data/queries/prompts.jsonl`, in which the names of sounds are found and make room for others.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Literal

from offline.pretrain.classes import FAMILIES, FAMILY
from offline.pretrain.language import pick, slipped
from offline.pretrain.sayings import Sayings
from retrieval_core.taxonomy import Taxonomy
from retrieval_core.wording import fold, plural

DATA = Path(__file__).resolve().parents[2] / "data"
TALK = DATA / "talk.txt"
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
LONGEST = 4  # words of a name
#: A slot of a line: what it stands for, its number, and whether it is in the plural.
SLOT = re.compile(r"\{(w|r|p|a|x|f|k|kind|part|g|m)(\d?)(s?)\}")
FAMILY_SLOTS = {"f", "g"}
#: Of what was asked for before: it still is, or no more.
ASKED_SLOTS = {"a", "x"}
ANSWERABLE = {"text", "classes", "exclude", "k"}
Role = Literal["wanted", "refused", "passing"]
#: How often a prompt comes as it was written, and a word that was put in is mistyped.
VERBATIM, SLIP = 0.2, 0.1
SAME_FAMILY = 0.75  # how often a family stays that family
#: How often a sound is easily taken for one before it, or is a whole family. Were it only so where something is refused, "hats for my
#: drums" would refuse hats, and of "triangles, agogos" the latter were refused.
NEAR: dict[Role, float] = {"wanted": 0.15, "refused": 0.3, "passing": 0.15}
WHOLE_FAMILY: dict[Role, float] = {"wanted": 0.06, "refused": 0.0, "passing": 0.15}
TRIES = 1000  # until sounds are found that a frame can hold
FAMILY_SHARES = ("drums", "drums", "keys", "other")


@dataclass(frozen=True)
class Slot:
    """A place for a sound; slots of one `key` hold the same.

    `part_of` is the key of the sound that this one is a kind or a part of; `has` says that a whole family, or a class with
    kinds, must stand there; `several` is the number; `asked` says that it was asked for before the message.
    """

    key: str
    role: Role
    several: bool
    part_of: str = ""
    has: Literal["", "family", "kinds"] = ""
    asked: bool = False


@dataclass(frozen=True)
class Sound:
    """A name in a text, the classes and families that it may mean, and what it is there for, where that is known."""

    name: str
    ids: frozenset[str]
    role: Role | None = None


@dataclass(frozen=True)
class Frame:
    """What stands between the slots, and the slots; the qualities asked for (-1, +1).

    text, wanted, refused: the prompt as it was written, and the classes it names, where it was.
    """

    literals: tuple[str, ...]
    slots: tuple[Slot, ...]
    qualities: Mapping[str, int] = field(default_factory=dict)
    text: str = ""
    wanted: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Filled:
    """A prompt to learn from: classes and families wanted, and those only mentioned, each with the phrase that names it; those
    refused; qualities."""

    text: str
    wanted: Mapping[str, str]
    refused: Sequence[str]
    passing: Mapping[str, str]
    qualities: Mapping[str, int]


def read_frames(taxonomy: Taxonomy, data: Path = DATA) -> list[Frame]:
    """All there are to learn from: no line and no prompt that is held out, and none that a figure rests on."""
    return [
        *lines(data / "frames.txt", held_out=False),
        *written_prompts(data / "queries/prompts.jsonl", taxonomy),
    ]


def lines(file: Path = DATA / "frames.txt", held_out: bool = True) -> list[Frame]:
    """The lines of a file as frames: every tenth, which is held out, or all the others."""
    return [framed(line) for line in read_lines(file, held_out)]


def read_lines(file: Path, held_out: bool | None) -> list[str]:
    """Every tenth line of a file, or all the others that no figure rests on; None: all there are. Without comments."""
    found = [line for line in file.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    return [
        line
        for number, line in enumerate(found)
        if held_out is None
        or ((number % 10 == 0) == held_out and (held_out or fold(line) not in measured_texts()))
    ]


@cache
def measured_texts(folder: Path = DATA / "queries") -> frozenset[str]:
    """What figures rest on besides the prompts of prompts.jsonl, folded: the queries of evaluations, and every other file beside them."""
    with (folder / "seed_queries.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    for name in ("text_to_audio", "fresh", "channel", "dialogues", "plain"):
        for row in map(json.loads, (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()):
            said = (
                [turn["say"] for turn in row["turns"]]
                if "turns" in row
                else [row.get("text") or row["prompt"]]
            )
            texts += said
    for name in ("turns", "plain_turns", "reactions"):
        texts += (folder / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(map(fold, texts))


def framed(line: str) -> Frame:
    """A line with slots as a frame.

    >>> [slot.role for slot in framed("not the {rs}, {w} please").slots]
    ['refused', 'wanted']
    """
    parts = SLOT.split(line)
    roles: dict[str, Role] = {
        "r": "refused",
        "x": "refused",
        "kind": "refused",
        "part": "refused",
        "p": "passing",
        "g": "passing",
    }
    slots = []
    for name, number, several in zip(parts[1::4], parts[2::4], parts[3::4], strict=True):
        part_of = {"kind": "k", "part": "f", "m": "g"}.get(name, "")
        has: Literal["", "family", "kinds"] = (
            "family" if name in FAMILY_SLOTS else "kinds" if name == "k" else ""
        )
        role, asked = roles.get(name, "wanted"), name in ASKED_SLOTS
        slots.append(Slot(name + number, role, bool(several), part_of, has, asked))
    return Frame(tuple(parts[::4]), tuple(slots))


def is_measured(row: Mapping[str, Any]) -> bool:
    """Whether a row asks for classes and nothing that a recording is not labelled with, as the first thing that is said.

    Encoders are measured with these prompts, and never see them before.
    """
    expected = row["expected"] or {}
    named = {*expected.get("classes", ()), *expected.get("exclude", ())}
    simple = expected.keys() <= ANSWERABLE and "context" not in row
    return bool(expected.get("classes")) and simple and named <= {*FAMILY, *FAMILIES}


def written_prompts(file: Path, taxonomy: Taxonomy) -> list[Frame]:
    """The prompts of a file that name classes and are there to learn from."""
    rows = list(map(json.loads, file.read_text(encoding="utf-8").splitlines()))
    measured = {fold(row["prompt"]) for row in rows if row["part"] == "held-out" or is_measured(row)}
    measured |= measured_texts()
    found = []
    for row in rows:
        expected = row["expected"] or {}
        wanted, refused = (tuple(expected.get(part, ())) for part in ("classes", "exclude"))
        named = {*wanted, *refused}
        known = bool(named) and named <= {*taxonomy.classes, *taxonomy.coarse}
        if known and "context" not in row and fold(row["prompt"]) not in measured:
            adjectives = [taxonomy.adjectives.get(word) for word in expected.get("qualities", ())]
            qualities = {one.quality: one.direction for one in adjectives if one}
            literals, slots = _opened(row["prompt"], wanted, refused, taxonomy)
            found.append(Frame(literals, slots, qualities, row["prompt"], wanted, refused))
    return found


def _opened(
    text: str, wanted: Sequence[str], refused: Sequence[str], taxonomy: Taxonomy
) -> tuple[tuple[str, ...], tuple[Slot, ...]]:
    """A prompt with slots in the place of its names; without any unless all that it asks for and refuses is named once."""
    literals: list[str] = []
    slots: list[Slot] = []
    begun = 0
    for start, end, ids in names(text, taxonomy):
        meant = [id for id in (*wanted, *refused) if id in ids]
        if len(meant) > 1 or (not meant and ids & {*taxonomy.coarse}):
            return (text,), ()
        key = meant[0] if meant else f"passing {start}"
        role: Role = "passing" if not meant else "refused" if key in refused else "wanted"
        whole = next((id for id in wanted if role == "refused" and _holds(id, key, taxonomy)), "")
        holds = role == "wanted" and any(_holds(key, id, taxonomy) for id in refused)
        has: Literal["", "family", "kinds"] = "family" if key in taxonomy.coarse else "kinds" if holds else ""
        literals.append(text[begun:start])
        slots.append(Slot(key, role, text[start:end].endswith("s"), whole, has))
        begun = end
    told = Counter(slot.key for slot in slots if slot.role != "passing")
    return (
        ((*literals, text[begun:]), tuple(slots)) if told == Counter([*wanted, *refused]) else ((text,), ())
    )


def names(text: str, taxonomy: Taxonomy) -> Iterable[tuple[int, int, set[str]]]:
    """The names of classes and families in a text: from where to where, and what they may mean; the longest that fit."""
    words = list(WORD.finditer(text))
    at = 0
    while at < len(words):
        step = 1
        opening = fold(words[at][0]).partition(" ")[0]
        for length in range(min(LONGEST, len(words) - at), 0, -1) if opening in taxonomy.openings else ():
            start, end = words[at].start(), words[at + length - 1].end()
            senses = [s for s in taxonomy.senses(text[start:end]) if s.kind in ("class", "coarse")]
            if ids := {sense.id for sense in senses if sense.how not in ("clues", "sounds")}:
                yield start, end, ids
                step = length
                break
        at += step


def parted(
    text: str, taxonomy: Taxonomy, role: Callable[[frozenset[str]], Role | None] = lambda ids: None
) -> list[str | Sound]:
    """A text in parts, words and sounds; `role` tells of what a name may mean what it is there for."""
    found: list[str | Sound] = []
    begun = 0
    for start, end, meant in names(text, taxonomy):
        ids = frozenset(meant)
        found += [text[begun:start], Sound(text[start:end], ids, role(ids))]
        begun = end
    return [*found, text[begun:]]


def _holds(whole: str, part: str, taxonomy: Taxonomy) -> bool:
    """Whether a class is another one, or counts as it; or as a family."""
    if whole == part:
        return True
    if part in taxonomy.coarse:
        return False
    if whole in taxonomy.coarse:
        return taxonomy.coarse_of(part) == whole
    return whole in taxonomy.ancestors(part)


class Frames:
    """Frames to draw from, with sounds in them; everything random comes from a `Random`."""

    def __init__(self, sayings: Sayings, frames: Iterable[Frame]) -> None:
        self.sayings, self.taxonomy = sayings, sayings.taxonomy
        self.frames = list(frames)
        self.refusing = [frame for frame in self.frames if _refuses(frame)]
        self.parts = {id: self.taxonomy.descendants(id) for id in self.taxonomy.classes} | {
            id: tuple(members) for id, members in sayings.of_coarse.items()
        }
        self.wholes = [id for id in self.taxonomy.classes if self.parts[id]]

    def draw(self, rng: Random, refusing: bool = False) -> Filled:
        """One prompt; `refusing`: one that rules something out."""
        frame = pick(self.refusing if refusing else self.frames, rng)
        if not frame.slots or (frame.text and rng.random() < VERBATIM):
            return Filled(frame.text, dict.fromkeys(frame.wanted, ""), frame.refused, {}, frame.qualities)
        return self.filled(frame, rng)

    def filled(self, frame: Frame, rng: Random) -> Filled:
        """A frame with sounds in its slots."""
        ids = self.chosen(frame, rng)
        roles: dict[Role, dict[str, str]] = {"wanted": {}, "refused": {}, "passing": {}}
        said = [frame.literals[0]]
        for slot, literal in zip(frame.slots, frame.literals[1:], strict=True):
            phrase = self.phrase(ids[slot.key], slot.several, rng)
            roles[slot.role][ids[slot.key]] = phrase
            typed = slipped(phrase, rng) if len(phrase) > 3 and rng.random() < SLIP else phrase
            said += [typed, literal]
        refused = tuple(roles["refused"])
        return Filled("".join(said), roles["wanted"], refused, roles["passing"], frame.qualities)

    def chosen(self, frame: Frame, rng: Random) -> dict[str, str]:
        """A class or a family for each key, none of which holds another but as a part of it."""
        order: list[Role] = ["wanted", "refused", "passing"]
        slots = sorted(frame.slots, key=lambda slot: (bool(slot.part_of), order.index(slot.role)))
        for _ in range(TRIES):
            chosen: dict[str, str] = {}
            for slot in slots:
                if slot.key not in chosen:
                    whole = chosen.get(slot.part_of)
                    id = pick(self.parts[whole], rng) if whole else self._any(slot, chosen, rng)
                    others = [other for other in chosen.values() if other != whole]
                    if any(self._meet(id, other, slot.role) for other in others):
                        break  # of some classes there is but one kind
                    chosen[slot.key] = id
            else:
                return chosen
        raise ValueError(f"no sounds fit together into {frame.literals}")

    def _any(self, slot: Slot, chosen: Mapping[str, str], rng: Random) -> str:
        if slot.has == "family":
            family = slot.key if slot.key in self.taxonomy.coarse else pick(FAMILY_SHARES, rng)
            if slot.key in FAMILY_SLOTS or rng.random() < SAME_FAMILY:
                return family
        if slot.has:
            return pick(self.wholes, rng)
        if rng.random() < WHOLE_FAMILY[slot.role]:
            return pick(FAMILY_SHARES, rng)
        near = [id for other in chosen.values() for id in self.sayings.neighbours.get(other, ())]
        if near and rng.random() < NEAR[slot.role]:
            return pick(near, rng)
        return pick(self.sayings.of_coarse[pick(FAMILY_SHARES, rng)], rng)

    def _meet(self, id: str, other: str, role: Role) -> bool:
        """Whether a class is, holds or is held by one chosen before; beside a family its parts may stand, unless all of it is refused."""
        holds = other in self.parts[id] and (id not in FAMILIES or role == "refused")
        return id == other or holds or (id in self.parts[other] and other not in FAMILIES)

    def phrase(self, id: str, several: bool, rng: Random) -> str:
        """A name in a number."""
        if id in self.taxonomy.coarse:
            group = self.taxonomy.coarse[id]
            return group.name if rng.random() < 0.5 else pick(group.synonyms, rng)
        known = self.taxonomy.classes[id]
        if rng.random() < 0.3:
            return known.plural if several else known.name
        phrase = pick(known.synonyms, rng) if rng.random() < 0.92 else pick(known.codes, rng)
        return plural(phrase) if several and not phrase.endswith("s") else phrase


def _refuses(frame: Frame) -> bool:
    return bool(frame.refused) or any(slot.role == "refused" for slot in frame.slots)
