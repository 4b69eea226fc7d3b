"""Training of the text tower: prompts to points of the joint space that the audio encoder has laid out."""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.utils.data import DataLoader
from tqdm import tqdm

from offline.pretrain import text_model
from offline.pretrain.captions import CaptionGrammar
from offline.pretrain.classes import FINE
from offline.pretrain.space import Space
from offline.pretrain.text_loss import WEIGHTS, Objective, told
from offline.pretrain.text_model import TextTower
from offline.pretrain.text_prompts import Batch, Mixture, Prompts
from offline.pretrain.tokenizer import coarser, train_tokenizer

SIZES = ("hidden", "layers", "heads", "intermediate", "max_tokens")  # of Settings, that the tower has
LOGGED = 50  # steps between two lines of the curves


@dataclass(frozen=True)
class Settings:
    """seconds: where given, the learning rate falls, and training ends, with the time if that is over before the steps."""

    steps: int = 8000
    seconds: float | None = None
    mixture: Mixture = field(default_factory=Mixture)
    rate: float = 1.5e-3
    warmup: int = 300
    decay: float = 0.02
    average: float = 0.995
    sample: int = 30_000  # prompts that the vocabulary is made from
    vocabulary: int = 8000
    hidden: int = 160
    layers: int = 4
    heads: int = 4
    intermediate: int = 512
    max_tokens: int = 96
    seed: int = 0

    def tower(self, vocabulary: int, dimension: int) -> TextTower:
        """A fresh tower of these sizes."""
        return TextTower(vocabulary, dimension, **{name: getattr(self, name) for name in SIZES})


def available_device() -> torch.device:
    """A GPU where there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Trainer:
    """One training run: tower, its running average, tokenizer, optimiser, step.

    device: where to train; on a GPU in bfloat16. workers: processes that write prompts ahead; none means that the
    training writes its own, and what is written is the same either way. start: folders of text encoders of the settings'
    sizes, to go on from in place of noise: from the mean of their weights, which of runs with one origin is often better than
    each (Wortsman et al., 2022).
    """

    def __init__(
        self,
        space: Space,
        grammar: CaptionGrammar,
        settings: Settings,
        device: torch.device | None = None,
        workers: int = 0,
        start: Sequence[Path] = (),
    ):
        torch.manual_seed(settings.seed)
        self.settings, self.workers = settings, workers
        self.device = device or available_device()
        self.tokenizer = text_model.words(start[0]) if start else train_words(grammar, settings)
        cuts = [coarser(self.tokenizer, share, seed) for seed, share in enumerate((0.3, 0.6, 0.9))]
        weights = balanced(space.truth)
        self.prompts = Prompts(grammar, [self.tokenizer, *cuts], weights, settings.mixture, settings.seed)
        self.dimension = space.anchors.shape[1]
        tower = settings.tower(self.tokenizer.get_vocab_size(), self.dimension)
        if start:
            anchors = torch.from_numpy(space.anchors[: len(FINE)])
            found = [text_model.weights(folder, anchors) for folder in start]
            mean = {name: torch.stack([one[name] for one in found]).mean(dim=0) for name in found[0]}
            tower.load_state_dict(mean, strict=False)  # one may know no roles yet
        self.tower = tower.to(self.device)
        self.objective = Objective(space, len(grammar.taxonomy.coarse)).to(self.device)
        self.average = {name: value.detach().clone() for name, value in self.tower.state_dict().items()}
        groups = [
            {"params": list(self.tower.parameters()), "weight_decay": settings.decay},
            {"params": list(self.objective.parameters()), "weight_decay": 0.0},
        ]
        self.optimizer = torch.optim.AdamW(groups, lr=settings.rate, fused=True)
        self.step, self.spent = 0, 0.0

    def progress(self) -> float:
        """From 0 to 1, by steps or by time, whichever is nearer its end."""
        s = self.settings
        return max(self.step / max(1, s.steps), self.spent / s.seconds if s.seconds else 0.0)

    def learning_rate(self) -> float:
        s = self.settings
        warm = min(1.0, (self.step + 1) / s.warmup)
        return warm * s.rate * 0.5 * (1.0 + math.cos(math.pi * min(1.0, self.progress())))

    def train_step(self, batch: Batch) -> dict[str, Tensor]:
        """One step; the losses by name, left on the device."""
        s = self.settings
        torch.manual_seed(s.seed * 1_000_003 + self.step)
        for group in self.optimizer.param_groups:
            group["lr"] = self.learning_rate()
        ids, roles, wishes, sounds = batch.to(self.device)
        self.tower.train()
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.device.type == "cuda"):
            embedded, logits = self.tower(ids)
        losses = self.objective(embedded, wishes, sounds) | {"roles": told(logits, roles)}
        losses["loss"] = torch.stack([WEIGHTS[name] * loss for name, loss in losses.items()]).sum()
        self.optimizer.zero_grad(set_to_none=True)
        losses["loss"].backward()
        nn.utils.clip_grad_norm_(self.tower.parameters(), 1.0)
        self.optimizer.step()
        self.step += 1
        keep = min(s.average, (self.step + 1) / (self.step + 10))
        state = self.tower.state_dict()
        torch._foreach_lerp_(list(self.average.values()), [state[name] for name in self.average], 1.0 - keep)
        return {name: value.detach() for name, value in losses.items()}

    def averaged(self) -> TextTower:
        """The tower with averaged weights, in evaluation mode, on the CPU."""
        tower = self.settings.tower(self.tokenizer.get_vocab_size(), self.dimension)
        tower.load_state_dict(self.average)
        return tower.eval()

    def run(self, folder: Path, save_every: int = 1000) -> None:
        """Train to the end, with a progress bar, checkpoints and a line of curves.jsonl every LOGGED steps."""
        folder.mkdir(parents=True, exist_ok=True)
        before, started, recent = self.spent, time.monotonic(), []
        bar = tqdm(
            total=self.settings.steps, initial=self.step, desc="text tower", unit="step", mininterval=5
        )
        with bar, (folder / "curves.jsonl").open("a", encoding="utf-8") as curves:
            for batch in self._batches():
                recent.append(self.train_step(batch))
                self.spent = before + time.monotonic() - started
                bar.update()
                ended = self.progress() >= 1.0
                if self.step % LOGGED == 0 or ended:
                    line = {
                        name: round(torch.stack([losses[name] for losses in recent]).mean().item(), 4)
                        for name in recent[0]
                    }
                    line |= {"step": self.step, "seconds": round(self.spent, 1)}
                    curves.write(json.dumps(line) + "\n")
                    curves.flush()
                    bar.set_postfix(loss=line["loss"])
                    recent = []
                if self.step % save_every == 0 or ended:
                    self.save(folder)
                if ended:
                    break

    def _batches(self) -> DataLoader[Batch]:
        """The prompts from this step on; processes hand over plain arrays, which need no shared memory."""
        return DataLoader(
            self.prompts,
            batch_size=None,
            sampler=range(self.step, self.settings.steps),
            num_workers=self.workers,
            collate_fn=_as_it_is,
            prefetch_factor=8 if self.workers else None,
            multiprocessing_context="fork" if self.workers else None,
            worker_init_fn=_alone,
        )

    def save(self, folder: Path) -> None:
        """Write the folder's checkpoint, in one atomic step."""
        folder.mkdir(parents=True, exist_ok=True)
        state = {
            "step": self.step,
            "spent": self.spent,
            "settings": asdict(self.settings),
            "tower": self.tower.state_dict(),
            "objective": self.objective.state_dict(),
            "average": self.average,
            "optimizer": self.optimizer.state_dict(),
        }
        part = folder / "checkpoint.part"
        torch.save(state, part)
        part.replace(folder / "checkpoint.pt")

    def resume(self, folder: Path) -> bool:
        """Go on from the folder's checkpoint, if there is one.

        Raises ValueError where it is of other settings, or of another vocabulary.
        """
        path = folder / "checkpoint.pt"
        if not path.is_file():
            return False
        state: dict[str, Any] = torch.load(path, weights_only=True, map_location=self.device)
        words = "bert.embeddings.word_embeddings.weight"
        if state["settings"] != asdict(self.settings) or len(state["tower"][words]) != len(
            self.average[words]
        ):
            raise ValueError(
                f"{path} is of a run with other settings or words; remove it or give the same ones."
            )
        self.tower.load_state_dict(state["tower"])
        self.objective.load_state_dict(state["objective"])
        self.average = state["average"]
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.spent = state["step"], state["spent"]
        return True


def train_words(grammar: CaptionGrammar, settings: Settings) -> Tokenizer:
    """The vocabulary: every word of music is a piece by itself where there is room, however rarely it is said."""
    rng = Random(settings.seed)
    texts = [grammar.prompt(rng)[0] for _ in range(settings.sample)]
    words = [*grammar.taxonomy.lookup, *grammar.vocabulary]
    return train_tokenizer([*texts, *words * 3], settings.vocabulary, settings.max_tokens)


def balanced(truth: np.ndarray) -> np.ndarray:
    """Probability of each sound, so that all its classes come up about equally often."""
    true = truth > 0
    frequency = true.sum(axis=0).clip(1)
    weights = np.where(true, 1.0 / frequency, 0.0).max(axis=1) + 1e-9
    return weights / weights.sum()


def _as_it_is(batch: Any) -> Any:
    return batch


def _alone(worker: int) -> None:
    torch.set_num_threads(1)
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
