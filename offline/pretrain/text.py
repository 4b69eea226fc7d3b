"""Training of the text tower: prompts to points of the joint space that the audio encoder has laid out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from offline.pretrain import text_model, training
from offline.pretrain.captions import CaptionGrammar
from offline.pretrain.classes import FINE
from offline.pretrain.space import Space
from offline.pretrain.text_loss import WEIGHTS, Objective
from offline.pretrain.text_model import TextTower
from offline.pretrain.text_prompts import Batch, Mixture, Prompts
from offline.pretrain.tokenizer import coarser, train_tokenizer

SIZES = ("hidden", "layers", "heads", "intermediate", "max_tokens")  # of Settings, that the tower has


@dataclass(frozen=True, kw_only=True)
class Settings(training.Settings):
    """Of a run, of its prompts, and of the tower; sample: prompts that the vocabulary is made from."""

    steps: int = 8000
    rate: float = 1.5e-3
    mixture: Mixture = field(default_factory=Mixture)
    sample: int = 30_000
    vocabulary: int = 8000
    hidden: int = 160
    layers: int = 4
    heads: int = 4
    intermediate: int = 512
    max_tokens: int = 96

    def tower(self, vocabulary: int, dimension: int) -> TextTower:
        """A fresh tower of these sizes."""
        return TextTower(vocabulary, dimension, **{name: getattr(self, name) for name in SIZES})


class Trainer(training.Run):
    """A training run of the tower.

    device, workers: see Run. start: folders of text encoders of the settings' sizes, to go on from in place of noise: from the
    mean of their weights, which of runs with one origin is often better than each (Wortsman et al., 2022).
    """

    settings: Settings
    model: TextTower
    beside: Objective
    batches: Prompts

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
        self.tokenizer = text_model.words(start[0]) if start else train_words(grammar, settings)
        cuts = [coarser(self.tokenizer, share, seed) for seed, share in enumerate((0.3, 0.6, 0.9))]
        weights = balanced(space.truth)
        prompts = Prompts(grammar, [self.tokenizer, *cuts], weights, settings.mixture, settings.seed)
        self.dimension = space.anchors.shape[1]
        tower = settings.tower(self.tokenizer.get_vocab_size(), self.dimension)
        if start:
            anchors = torch.from_numpy(space.anchors[: len(FINE)])
            found = [text_model.weights(folder, anchors) for folder in start]
            mean = {name: torch.stack([one[name] for one in found]).mean(dim=0) for name in found[0]}
            tower.load_state_dict(mean)
        objective = Objective(space, len(grammar.taxonomy.coarse))
        super().__init__("text tower", tower, objective, prompts, settings, WEIGHTS, device, workers)

    def losses(self, batch: Batch) -> dict[str, Tensor]:
        ids, wishes, sounds = batch.to(self.device)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.device.type == "cuda"):
            embedded = self.model(ids)
        return self.beside(embedded, wishes, sounds)

    def averaged(self) -> TextTower:
        """The tower with averaged weights, in evaluation mode, on the CPU."""
        tower = self.settings.tower(self.tokenizer.get_vocab_size(), self.dimension)
        tower.load_state_dict(self.average)
        return tower.eval()


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
