"""The reader of prompts, trained: a small BERT that tells of stand-ins for sounds what these are there for, a wish from talk,
and what tells the wish from what stands beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from tokenizers import AddedToken, Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.data import Dataset
from transformers import BertForTokenClassification

from offline.pretrain import text_model, training
from offline.pretrain.messages import Example, Lines
from offline.pretrain.text_model import PADDING, rectangles
from offline.pretrain.tokenizer import UNK, save
from retrieval_core.encoders.reader import ACTS, BEHIND, COUNT, LABELS, POINTS, ROLES, STAND_INS, TELLS, TURNS

DROPOUT = 0.2
MISSED = 0.2  # of the words of a prompt, at the most, are not read in training
WEIGHTS = {"roles": 1.0, "acts": 1.0, "tells": 0.5, "turns": 0.5, "points": 0.5}  # what each loss counts
UNTOLD = -100  # the label of a token that nothing is known of
MAX_TOKENS = 224  # that are read: those of a long message, of which the text encoder reads the beginning
PLACES = "bert.embeddings.position_embeddings.weight"


@dataclass(frozen=True, kw_only=True)
class Settings(training.Settings):
    """Of a run; start: what to go on from (see `beginning`); size: prompts of a step."""

    start: tuple[Path, ...]
    steps: int = 5000
    rate: float = 1e-3
    average: float = 0.998
    size: int = 128


#: Token ids, the places in ROLES, in TELLS and in POINTS of each or UNTOLD, and the places in ACTS and in TURNS (or UNTOLD) of each text.
Rectangle = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]


class Batches(Dataset[list[Rectangle]]):
    """Batch by step, a pure function of seed and step."""

    def __init__(self, lines: Lines, tokenizer: Tokenizer, settings: Settings) -> None:
        self.lines, self.tokenizer, self.settings = lines, tokenizer, settings
        words = tokenizer.get_vocab()
        self.marks = {words[mark] for mark in STAND_INS}
        self.count, self.behind, self.unknown = words[COUNT], words[BEHIND], words[UNK]

    def __getitem__(self, step: int) -> list[Rectangle]:
        rng = Random(f"{self.settings.seed}/{step}")
        examples = [self.lines.draw(rng) for _ in range(self.settings.size)]
        encodings = self.tokenizer.encode_batch([one.text for one in examples])
        ids = [self._missed(encoding.ids, rng) for encoding in encodings]
        roles, tells, points = [], [], []
        for tokens, encoding, one in zip(ids, encodings, examples, strict=True):
            told = iter([UNTOLD if role is None else ROLES.index(role) for role in one.roles])
            roles.append([next(told, UNTOLD) if token in self.marks else UNTOLD for token in tokens])
            tells.append([_told(one, begin, end) for begin, end in encoding.offsets])
            pointing = iter(map(POINTS.index, one.points))
            points.append([next(pointing, UNTOLD) if token == self.count else UNTOLD for token in tokens])
        rows, order = rectangles(ids, 32)
        labels = (rectangles(some, 32, UNTOLD)[0] for some in (roles, tells, points))
        acts = np.array([ACTS.index("wish" if examples[i].wish else "talk") for i in order])
        turns = np.array([TURNS.index(turn) if (turn := examples[i].turn) else UNTOLD for i in order])
        cuts = np.cumsum([len(row) for row in rows])[:-1]
        return list(zip(rows, *labels, np.split(acts, cuts), np.split(turns, cuts), strict=True))

    def _missed(self, tokens: list[int], rng: Random) -> list[int]:
        """Tokens of which some cannot be read, so that no line is known by one of its words."""
        share = rng.random() * MISSED
        kept = self.marks | {tokens[0], self.count, self.behind}
        return [id if id in kept or rng.random() >= share else self.unknown for id in tokens]


def _told(example: Example, begin: int, end: int) -> int:
    """The label of a token by where it lies in the text; what marks the beginning and the end of a text lies nowhere."""
    telling = (
        next((telling for last, telling in example.telling if begin < last), None) if begin < end else None
    )
    return UNTOLD if telling is None else TELLS.index("telling" if telling else "beside")


def beginning(start: Sequence[Path]) -> tuple[BertForTokenClassification, Tokenizer]:
    """The reader of a folder, or of several of one origin the mean; of a text encoder's folder one that has yet to learn its task, with
    the words and the weights of what has read much more."""
    tokenizer = text_model.words(start[0])
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.add_special_tokens([AddedToken(mark, normalized=False) for mark in (*STAND_INS, COUNT, BEHIND)])
    torch.manual_seed(0)  # what is new is the same in every run, whose means can be taken then
    if (start[0] / "modules.json").exists():
        model = BertForTokenClassification.from_pretrained(start[0], dtype=torch.float32)
        model.config.hidden_dropout_prob, model.config.attention_probs_dropout_prob = DROPOUT, 0.0
        return _grown(model, tokenizer), tokenizer
    readers = [BertForTokenClassification.from_pretrained(one, dtype=torch.float32) for one in start]
    states = [one.state_dict() for one in readers]
    readers[0].load_state_dict(
        {name: torch.stack([one[name] for one in states]).mean(dim=0) for name in states[0]}
    )
    return _grown(readers[0], tokenizer), tokenizer


def _grown(model: BertForTokenClassification, tokenizer: Tokenizer) -> BertForTokenClassification:
    """A model with all words and labels, which reads `MAX_TOKENS`, and knows all that one with fewer does; further places begin as those before."""
    model.resize_token_embeddings(len(tokenizer.get_vocab()))
    config = deepcopy(model.config)
    config.id2label = dict(enumerate(LABELS))
    config.label2id = {label: id for id, label in config.id2label.items()}
    config.max_position_embeddings = MAX_TOKENS
    grown = BertForTokenClassification(config)
    state = grown.state_dict()
    for name, known in model.state_dict().items():
        if name == PLACES:
            half = known[len(known) // 2 :]
            known = torch.cat([known, half.repeat(-(-MAX_TOKENS // len(half)), 1)])[:MAX_TOKENS]
        state[name][: len(known)] = known
    grown.load_state_dict(state)
    return grown


class Trainer(training.Run):
    """A training run of the reader; workers: see Run."""

    model: BertForTokenClassification

    def __init__(self, lines: Lines, settings: Settings, workers: int = 0) -> None:
        model, self.tokenizer = beginning(settings.start)
        batches = Batches(lines, self.tokenizer, settings)
        cpu = torch.device("cpu")  # on which it takes half an hour
        super().__init__("reader", model, nn.Identity(), batches, settings, WEIGHTS, cpu, workers)

    def losses(self, batch: Sequence[Rectangle]) -> dict[str, Tensor]:
        found: dict[str, list[Tensor]] = {name: [] for name in WEIGHTS}
        known: dict[str, list[Tensor]] = {name: [] for name in WEIGHTS}
        for ids, roles, tells, points, acts, turns in batch:
            tokens = torch.from_numpy(ids).long()
            logits = self.model(input_ids=tokens, attention_mask=(tokens != PADDING).long()).logits
            sizes = [len(ROLES), len(ACTS), len(TELLS), len(TURNS), len(POINTS)]
            of_roles, of_acts, of_tells, of_turns, of_points = logits.split(sizes, dim=-1)
            for name, some, labels in (
                ("roles", of_roles.flatten(0, 1), roles),
                ("acts", of_acts[:, 0], acts),
                ("tells", of_tells.flatten(0, 1), tells),
                ("turns", of_turns[:, 0], turns),
                ("points", of_points.flatten(0, 1), points),
            ):
                found[name].append(some)
                known[name].append(torch.from_numpy(labels).long().flatten())
        return {name: _mean_loss(torch.cat(found[name]), torch.cat(known[name])) for name in WEIGHTS}

    def averaged(self) -> BertForTokenClassification:
        """The reader with averaged weights, in evaluation mode."""
        self.model.load_state_dict(self.average)
        return self.model.eval()


def _mean_loss(logits: Tensor, labels: Tensor) -> Tensor:
    """The mean cross entropy over what is told; 0 where nothing is: few small batches have no turn with a number."""
    total = F.cross_entropy(logits, labels, ignore_index=UNTOLD, reduction="sum")
    return total / (labels != UNTOLD).sum().clamp(min=1)


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
