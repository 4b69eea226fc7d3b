"""The reader of prompts, trained: a small BERT that tells of stand-ins for sounds what these are there for, and a wish from talk."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from tokenizers import AddedToken, Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.data import Dataset
from transformers import BertConfig, BertForTokenClassification

from offline.pretrain import text_model, training
from offline.pretrain.captions import CaptionGrammar, Target
from offline.pretrain.descriptions import read_descriptions
from offline.pretrain.frames import DATA, TALK, Frame, Role, Slot, Sound, lines, parted, read_frames
from offline.pretrain.language import pick
from offline.pretrain.text_model import PADDING, rectangles
from offline.pretrain.tokenizer import UNK, save
from retrieval_core.encoders.reader import ACTS, ROLES, STAND_INS, stand_ins

SMALL_TALK = {"greeting", "thanks", "help", "other"}  # intents
DROPOUT = 0.2
MISSED = 0.2  # of the words of a prompt, at the most, are not read in training
WEIGHTS = {"roles": 1.0, "acts": 1.0}  # what each loss counts
UNTOLD = -100  # the label of a token that nothing is known of
#: Shares of the examples: lines of frames, descriptions, talk; the others come from the grammar of captions.
FRAMES, DESCRIPTIONS, TALKS = 0.58, 0.15, 0.2


@dataclass(frozen=True)
class Line:
    """A prompt in parts, words, sounds and slots, with the frame that says what fits into these; whether it asks for a sound."""

    parts: tuple[str | Sound | Slot, ...]
    wish: bool
    frame: Frame | None = None


class Example(NamedTuple):
    """Text with stand-ins, the role of each stand-in, and whether it is a wish."""

    text: str
    roles: Sequence[Role | None]
    wish: bool


@dataclass(frozen=True, kw_only=True)
class Settings(training.Settings):
    """Of a run; start: what to go on from (see `beginning`); size: prompts of a step."""

    start: tuple[Path, ...]
    steps: int = 5000
    rate: float = 1e-3
    average: float = 0.998
    size: int = 128


class Lines:
    """All that the reader learns from, to draw examples of."""

    def __init__(self, grammar: CaptionGrammar) -> None:
        self.grammar, self.taxonomy = grammar, grammar.taxonomy
        self.frames = [self.line(frame) for frame in read_frames(self.taxonomy)]
        described = read_descriptions(self.taxonomy).values()
        self.descriptions = [Line(one.parts, True) for some in described for one in some]
        small = [Frame((text,), ()) for text in _small_talk(DATA / "queries/prompts.jsonl")]
        self.talk = [self.line(frame) for frame in (*lines(TALK, held_out=False), *small)]

    def draw(self, rng: Random) -> Example:
        """One example, as somebody types it."""
        share = rng.random()
        for part, some in ((FRAMES, self.frames), (DESCRIPTIONS, self.descriptions), (TALKS, self.talk)):
            if share < part:
                return self.example(pick(some, rng), rng)
            share -= part
        return self._composed(rng)

    def example(self, line: Line, rng: Random, rough: bool = True) -> Example:
        """A line with stand-ins for its sounds."""
        chosen = self.grammar.frames.chosen(line.frame, rng) if line.frame else {}
        sounds = [part for part in line.parts if not isinstance(part, str)]
        marks = iter(
            stand_ins([{chosen[part.key]} if isinstance(part, Slot) else part.ids for part in sounds])
        )
        text = "".join(part if isinstance(part, str) else next(marks) for part in line.parts)
        return Example(
            self.grammar.said(text, rng) if rough else text, [sound.role for sound in sounds], line.wish
        )

    def _composed(self, rng: Random) -> Example:
        while True:
            text, target = self.grammar.prompt(rng)
            if target.kind not in ("written", "described"):
                return self.example(self._meant(text, target), rng, rough=False)

    def _meant(self, text: str, target: Target) -> Line:
        """A prompt with the roles that its target gives to what it names."""

        def role(ids: frozenset[str]) -> Role | None:
            if ids <= target.excluded:
                return "refused"
            return "wanted" if any(target.classes.get(id, 0.0) == 1.0 for id in ids) else None

        return Line(tuple(parted(text, self.taxonomy, role)), True)

    def line(self, frame: Frame) -> Line:
        """A frame, or a prompt as it was written, with what it names."""
        if not frame.slots and frame.text:
            meant = Target(dict.fromkeys(frame.wanted, 1.0), frozenset(frame.refused))
            return self._meant(frame.text, meant)
        parts: list[str | Sound | Slot] = [*parted(frame.literals[0], self.taxonomy)]
        for slot, literal in zip(frame.slots, frame.literals[1:], strict=True):
            parts += [slot, *parted(literal, self.taxonomy)]
        wish = any(slot.role != "passing" for slot in frame.slots)
        return Line(tuple(parts), wish, frame if frame.slots else None)


def _small_talk(file: Path) -> list[str]:
    """Prompts of a file that ask for nothing, and are there to learn from."""
    rows = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return [
        row["prompt"]
        for row in rows
        if row["part"] == "development"
        and "context" not in row
        and (row["expected"] or {}).get("intent") in SMALL_TALK
    ]


#: Token ids, the place in ROLES of each or UNTOLD, and the place in ACTS of each text.
Rectangle = tuple[np.ndarray, np.ndarray, np.ndarray]


class Batches(Dataset[list[Rectangle]]):
    """Batch by step, a pure function of seed and step."""

    def __init__(self, lines: Lines, tokenizer: Tokenizer, settings: Settings) -> None:
        self.lines, self.tokenizer, self.settings = lines, tokenizer, settings
        self.marks = {tokenizer.token_to_id(mark) for mark in STAND_INS}
        self.unknown: int = tokenizer.get_vocab()[UNK]

    def __getitem__(self, step: int) -> list[Rectangle]:
        rng = Random(f"{self.settings.seed}/{step}")
        examples = [self.lines.draw(rng) for _ in range(self.settings.size)]
        encodings = self.tokenizer.encode_batch([one.text for one in examples])
        ids = [self._missed(encoding.ids, rng) for encoding in encodings]
        roles = []
        for tokens, one in zip(ids, examples, strict=True):
            told = iter([UNTOLD if role is None else ROLES.index(role) for role in one.roles])
            roles.append([next(told, UNTOLD) if token in self.marks else UNTOLD for token in tokens])
        rows, order = rectangles(ids, 32)
        told_rows, _ = rectangles(roles, 32, UNTOLD)
        acts = np.array([ACTS.index("wish" if examples[i].wish else "talk") for i in order])
        cuts = np.cumsum([len(row) for row in rows])[:-1]
        return list(zip(rows, told_rows, np.split(acts, cuts), strict=True))

    def _missed(self, tokens: list[int], rng: Random) -> list[int]:
        """Tokens of which some cannot be read, so that no line is known by one of its words."""
        share = rng.random() * MISSED
        kept = self.marks | {tokens[0]}
        return [id if id in kept or rng.random() >= share else self.unknown for id in tokens]


def beginning(start: Sequence[Path]) -> tuple[BertForTokenClassification, Tokenizer]:
    """The reader of a folder, or of several of one origin the mean; of a text encoder's folder one that has yet to learn its task, with
    the words and the weights of what has read much more."""
    if not (start[0] / "modules.json").exists():
        states = [
            BertForTokenClassification.from_pretrained(folder, dtype=torch.float32).state_dict()
            for folder in start
        ]
        model = BertForTokenClassification.from_pretrained(start[0], dtype=torch.float32)
        model.load_state_dict(
            {name: torch.stack([one[name] for one in states]).mean(dim=0) for name in states[0]}
        )
        return model, text_model.words(start[0])
    tokenizer = text_model.words(start[0])
    tokenizer.add_special_tokens([AddedToken(mark, normalized=False) for mark in STAND_INS])
    config = BertConfig.from_pretrained(start[0])
    config.id2label = dict(enumerate((*ROLES, *ACTS)))
    config.hidden_dropout_prob, config.attention_probs_dropout_prob = DROPOUT, 0.0
    torch.manual_seed(0)  # what is new is the same in every run, whose means can be taken then
    model = BertForTokenClassification.from_pretrained(start[0], config=config, dtype=torch.float32)
    model.resize_token_embeddings(len(tokenizer.get_vocab()))
    return model, tokenizer


class Trainer(training.Run):
    """A training run of the reader; workers: see Run."""

    model: BertForTokenClassification

    def __init__(self, lines: Lines, settings: Settings, workers: int = 0) -> None:
        model, self.tokenizer = beginning(settings.start)
        batches = Batches(lines, self.tokenizer, settings)
        cpu = torch.device("cpu")  # on which it takes half an hour
        super().__init__("reader", model, nn.Identity(), batches, settings, WEIGHTS, cpu, workers)

    def losses(self, batch: Sequence[Rectangle]) -> dict[str, Tensor]:
        roles, told, acts, known = [], [], [], []
        for ids, labels, meant in batch:
            tokens = torch.from_numpy(ids).long()
            logits = self.model(input_ids=tokens, attention_mask=(tokens != PADDING).long()).logits
            roles.append(logits[..., : len(ROLES)].flatten(0, 1))
            told.append(torch.from_numpy(labels).long().flatten())
            acts.append(logits[:, 0, len(ROLES) :])
            known.append(torch.from_numpy(meant))
        return {
            "roles": F.cross_entropy(torch.cat(roles), torch.cat(told), ignore_index=UNTOLD),
            "acts": F.cross_entropy(torch.cat(acts), torch.cat(known)),
        }

    def averaged(self) -> BertForTokenClassification:
        """The reader with averaged weights, in evaluation mode."""
        self.model.load_state_dict(self.average)
        return self.model.eval()


def export(model: BertForTokenClassification, tokenizer: Tokenizer, out: Path) -> None:
    """Write the folder of a `BertForTokenClassification`; float16 on disk, computed in float32."""
    out.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(out)
    save(tokenizer, out, model.config.max_position_embeddings)
    file = out / "model.safetensors"
    save_file(
        {name: tensor.half() for name, tensor in load_file(file).items()}, file, metadata={"format": "pt"}
    )
    for file in out.iterdir():
        file.chmod(0o644)
