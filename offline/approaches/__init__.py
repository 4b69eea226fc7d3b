"""How each approach learns: one module a name, the counterpart of `retrieval_core/approaches/<name>.py`.

A module has

    train(data, seed) -> head          tensors by name, exported to head.safetensors for the query side
    project(head, audio) -> vectors    (n, d_audio) -> (n, d_index), what the approach's index holds
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from types import ModuleType

import torch

from retrieval_core import approaches

Head = dict[str, torch.Tensor]


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """What the heads learn from.

    Attributes:
        audio: (n, d_audio), unit rows.
        texts: (m, d_text), unit rows: texts of the classes, and captions of single samples.
        positive: (n, m) bool: the text describes the sample.
        text_class: (m,) the class that a text names, -1 for a caption.
        joint: audio and texts come from encoders that share a space already, so that the identity is a good start.
    """

    audio: torch.Tensor
    texts: torch.Tensor
    positive: torch.Tensor
    text_class: torch.Tensor
    joint: bool

    def subset(self, rows: torch.Tensor) -> TrainingSet:
        """The same for some of the samples, with the texts that still describe one of them."""
        kept = self.positive[rows].any(dim=0)
        return TrainingSet(
            self.audio[rows],
            self.texts[kept],
            self.positive[rows][:, kept],
            self.text_class[kept],
            self.joint,
        )


def get(name: str) -> ModuleType:
    """The learning module of an approach in the registry.

    Raises:
        ValueError: no approach has that name.
    """
    approaches.get(name)
    return importlib.import_module(f"{__name__}.{name}")
