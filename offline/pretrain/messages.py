"""What the reader of prompts learns from: messages in pieces, with the sounds that they name and what these are there for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import NamedTuple

from offline.pretrain.captions import CaptionGrammar, Target
from offline.pretrain.descriptions import read_descriptions
from offline.pretrain.frames import (
    DATA,
    TALK,
    Frame,
    Role,
    Slot,
    Sound,
    lines,
    measured_texts,
    parted,
    read_frames,
)
from offline.pretrain.language import pick
from offline.pretrain.stories import read_asides, read_stories
from offline.pretrain.turns import NUMBERED, POINTING, read_turns
from retrieval_core.encoders.reader import BEHIND, COUNT, NUMBER, STAND_INS, stand_ins
from retrieval_core.wording import fold

SMALL_TALK = {"greeting", "thanks", "help", "other"}  # intents
#: Shares of the examples: lines of frames, descriptions, talk, what is said behind an answer, stories as they were written, and wishes with
#: asides around them; the others come from the grammar of captions.
FRAMES, DESCRIPTIONS, TALKS, TURNS, STORIES, GATHERED = 0.3, 0.07, 0.12, 0.3, 0.09, 0.09
MARKS = {*STAND_INS, COUNT}
#: How often any other example is said behind an answer.
BEHIND_SOME = 0.25
#: How often what asides stand around describes a sound, how often it is a wish that names others in passing, and how often an aside is any talk.
DESCRIBED, TOLD_WITH_OTHERS, ANY_TALK = 0.33, 0.33, 0.15
#: A wish with asides around it is no longer than so many letters, beside its slots.
MOST_LETTERS = 130
#: How many asides stand before a wish, and behind it, each as likely as another; and what is said between.
SOME_BEFORE, SOME_BEHIND = (0, 1, 1, 1, 2, 2, 3), (0, 0, 0, 1, 1, 2)
JOINTS = (" ", " ", " ", "\n", ". ", ". ", ", ", " and ", "... ", " - ")
#: How often what is said behind an answer likes or refuses hits twice over, in two short messages joined, and how short these are.
TWICE, SHORT = 0.15, 40


@dataclass(frozen=True)
class Line:
    """A message, or a piece of one, in parts: words, sounds and slots for sounds.

    wish: whether it asks for a sound; telling: whether all of it tells what is wanted, None where that is not known; turn: what it does
    behind an answer, "" if nothing, None if it is a first message; points: of each COUNT in its words, what the number there is.
    """

    parts: tuple[str | Sound | Slot, ...]
    wish: bool
    telling: bool | None = None
    turn: str | None = None
    points: tuple[str, ...] = ()


class Example(NamedTuple):
    """Text with stand-ins, the role of each stand-in, whether it is a wish, of each of its pieces where it ends in the text and whether
    it tells what is wanted, what it does behind an answer, "" where that is not known, and what each number is there."""

    text: str
    roles: Sequence[Role | None]
    wish: bool
    telling: Sequence[tuple[int, bool | None]]
    turn: str
    points: Sequence[str]


class Lines:
    """All that the reader learns from, to draw examples of."""

    def __init__(self, grammar: CaptionGrammar) -> None:
        self.grammar, self.taxonomy = grammar, grammar.taxonomy
        self.frames = [self.line(frame) for frame in read_frames(self.taxonomy)]
        described = read_descriptions(self.taxonomy).values()
        self.descriptions = [Line(one.parts, True, telling=True) for some in described for one in some]
        small = [Frame((text,), ()) for text in small_talk(DATA / "queries/prompts.jsonl")]
        self.talk = [self.line(frame) for frame in (*lines(TALK, held_out=False), *small)]
        self.turns = [self.line(frame, turn) for turn, frame in read_turns()]
        self.at_hits = [line for line in self.turns if _is_at_hits(line)]
        self.stories = [self.story(pieces) for pieces in read_stories()]
        self.before, self.behind = ([self.line(frame) for frame in some] for some in read_asides())
        wishes = [line for line in self.frames if line.wish and _letters(line) <= MOST_LETTERS]
        self.wishes = [replace(line, telling=True) for line in wishes if not _names_others(line)]
        self.wishes_with_others = [line for line in wishes if _names_others(line)]

    def draw(self, rng: Random) -> Example:
        """One example, as somebody types it."""
        share = rng.random()
        if share < TURNS * TWICE:  # "hated 2. more like 1", of two who said one of them
            first, second = (pick(self.at_hits, rng) for _ in range(2))
            return self.example([_joined(first, rng), second], rng, behind=True)
        if share < TURNS:
            return self.example([pick(self.turns, rng)], rng, behind=True)
        share, behind = share - TURNS, rng.random() < BEHIND_SOME
        for part, some in ((FRAMES, self.frames), (DESCRIPTIONS, self.descriptions), (TALKS, self.talk)):
            if share < part:
                return self.example([pick(some, rng)], rng, behind=behind)
            share -= part
        if share < STORIES:
            return self.example(pick(self.stories, rng), rng, behind=behind)
        return self._gathered(rng, behind) if share < STORIES + GATHERED else self._composed(rng, behind)

    def example(
        self, pieces: Sequence[Line], rng: Random, rough: bool = True, behind: bool = False
    ) -> Example:
        """A message, in one piece or several, with stand-ins for its sounds; behind: whether it is said behind an answer."""
        parts = [part for piece in pieces for part in piece.parts]
        slots = tuple(part for part in parts if isinstance(part, Slot))
        chosen = self.grammar.frames.chosen(Frame((), slots), rng) if slots else {}
        sounds = [part for part in parts if not isinstance(part, str)]
        meant = [{chosen[part.key]} if isinstance(part, Slot) else part.ids for part in sounds]
        asked = [chosen[slot.key] for slot in slots if slot.asked]
        marks = iter(stand_ins(meant, asked))
        said, telling, points = BEHIND if behind else "", [], []
        for piece in pieces:
            text = "".join(part if isinstance(part, str) else next(marks) for part in piece.parts)
            text = self._typed(text, rng) if rough else text
            if behind and piece.turn is None:  # a first message points at no hit
                text, many = NUMBER.subn(COUNT, text)
                points += ["none"] * many
            points += piece.points
            said += text
            telling.append((len(said), piece.telling))
        wish, turn = any(piece.wish for piece in pieces), pieces[0].turn or ""
        return Example(said, [sound.role for sound in sounds], wish, telling, turn, points)

    def _typed(self, text: str, rng: Random) -> str:
        """A piece of a message as somebody types it; the spaces around it stay."""
        words = text.strip()
        if not any(map(str.isalnum, words)):
            return text
        before, behind = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        typed = self.grammar.said(words, rng)
        same = [one for one in typed if one in MARKS] == [one for one in words if one in MARKS]
        return f"{before}{typed if same else words}{behind}"

    def _gathered(self, rng: Random, behind: bool = False) -> Example:
        """A wish, or a description, with what people tell around it."""
        way = rng.random() - DESCRIBED
        told = self.wishes_with_others if way < TOLD_WITH_OTHERS else self.wishes
        wish = pick(self.descriptions if way < 0 else told, rng)
        opening, ending = (
            [pick(self.talk if rng.random() < ANY_TALK else some, rng) for _ in range(pick(number, rng))]
            for some, number in ((self.before, SOME_BEFORE), (self.behind, SOME_BEHIND))
        )
        asides = [replace(line, telling=False) for line in (*opening, *ending)]
        asides.insert(len(opening), wish)
        pieces = [_renamed(line, str(number)) for number, line in enumerate(asides)]
        return self.example([_joined(line, rng) for line in pieces[:-1]] + pieces[-1:], rng, behind=behind)

    def _composed(self, rng: Random, behind: bool = False) -> Example:
        while True:
            text, target = self.grammar.prompt(rng)
            if target.kind not in ("written", "described"):
                return self.example([self._meant(text, target)], rng, rough=False, behind=behind)

    def _meant(self, text: str, target: Target) -> Line:
        """A prompt with the roles that its target gives to what it names."""

        def role(ids: frozenset[str]) -> Role | None:
            if ids <= target.excluded:
                return "refused"
            return "wanted" if any(target.classes.get(id, 0.0) == 1.0 for id in ids) else None

        return Line(tuple(parted(text, self.taxonomy, role)), True)

    def line(self, frame: Frame, turn: str | None = None) -> Line:
        """A frame, or a prompt as it was written, with what it names; turn: what it does behind an answer, "" if nothing, None if it is said
        first."""
        if not frame.slots and frame.text:
            meant = Target(dict.fromkeys(frame.wanted, 1.0), frozenset(frame.refused))
            return self._meant(frame.text, meant)
        points = [POINTING[mark] for literal in frame.literals for mark in NUMBERED.findall(literal)]
        frame = replace(frame, literals=tuple(NUMBERED.sub(COUNT, literal) for literal in frame.literals))
        parts: list[str | Sound | Slot] = [*parted(frame.literals[0], self.taxonomy)]
        for slot, literal in zip(frame.slots, frame.literals[1:], strict=True):
            parts += [slot, *parted(literal, self.taxonomy)]
        wish = any(slot.role != "passing" for slot in frame.slots) if turn is None else turn != ""
        return Line(tuple(parts), wish, turn=turn, points=tuple(points))

    def story(self, pieces: Sequence[tuple[Frame, bool]]) -> list[Line]:
        """A message of `stories.read_stories`."""
        return [replace(self.line(frame), wish=telling, telling=telling) for frame, telling in pieces]


def small_talk(file: Path) -> list[str]:
    """Prompts of a file that ask for nothing, and are there to learn from: no figure rests on them."""
    rows = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return [
        row["prompt"]
        for row in rows
        if row["part"] == "development"
        and "context" not in row
        and (row["expected"] or {}).get("intent") in SMALL_TALK
        and fold(row["prompt"]) not in measured_texts()
    ]


def _letters(line: Line) -> int:
    """How long a line is, beside its slots."""
    return sum(len(part) for part in line.parts if isinstance(part, str))


def _is_at_hits(line: Line) -> bool:
    """Whether a line is short, and likes or refuses hits, and says no more."""
    points = {*line.points}
    plain = all(isinstance(part, str) for part in line.parts) and _letters(line) <= SHORT
    return plain and line.turn == "same" and bool(points) and points <= {"alike", "gone"}


def _names_others(line: Line) -> bool:
    """Whether a line names sounds in passing, so that not all of it tells what is wanted."""
    return any(not isinstance(part, str) and part.role == "passing" for part in line.parts)


def _renamed(line: Line, suffix: str) -> Line:
    """A line whose slots are not those of any other."""
    parts = (
        replace(part, key=f"{part.key}/{suffix}", part_of=part.part_of and f"{part.part_of}/{suffix}")
        if isinstance(part, Slot)
        else part
        for part in line.parts
    )
    return replace(line, parts=tuple(parts))


def _joined(line: Line, rng: Random) -> Line:
    """A line with what stands between it and the next."""
    last = line.parts[-1] if line.parts and isinstance(line.parts[-1], str) else ""
    ended = last.rstrip().endswith((".", "!", "?", ";"))
    return replace(line, parts=(*line.parts, " " if ended else pick(JOINTS, rng)))
