"""How each approach learns: one module a name, the counterpart of `retrieval_core/approaches/<name>.py`.

A module has

    train(data, seed) -> head          tensors by name, exported to head.safetensors for the query side
    project(head, audio) -> vectors    (n, d_audio) -> (n, d_index), what the approach's index holds

One that learns nothing of its own has, in place of `train`,

    adopt(base, head) -> head          the head of another approach, as its own
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import ModuleType

import numpy as np
import torch

from retrieval_core import approaches

Head = dict[str, torch.Tensor]


@dataclass(frozen=True, slots=True)
class Judged:
    """Pairs of a sample and a text that people have judged.

    Attributes:
        texts: (p, d_text), unit rows.
        rows, columns: (q,) sample and text of each pair.
        weights: (q,) above 0 where they belong together, below where they do not.
    """

    texts: torch.Tensor
    rows: torch.Tensor
    columns: torch.Tensor
    weights: torch.Tensor

    def subset(self, rows: torch.Tensor) -> Judged:
        """The pairs of some of the samples, which are numbered anew."""
        place = {int(row): number for number, row in enumerate(rows)}
        kept = torch.tensor([int(row) in place for row in self.rows], dtype=torch.bool)
        renumbered = [place[int(row)] for row in self.rows[kept]]
        return Judged(
            self.texts,
            torch.tensor(renumbered, dtype=torch.int64),
            self.columns[kept],
            self.weights[kept],
        )


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """What the heads learn from.

    Attributes:
        audio: (n, d_audio), unit rows.
        texts: (m, d_text), unit rows: texts of the classes, and captions of single samples.
        positive: (n, m) bool: the text describes the sample.
        text_class: (m,) the class that a text names, -1 for a caption.
        joint: audio and texts come from encoders that share a space already, so that the identity is a good start.
        judged: what people have said of pairs, where they have.
        anchors: (d,) by class, the points of the encoders' own space to look for its sounds with; none where they name none.
    """

    audio: torch.Tensor
    texts: torch.Tensor
    positive: torch.Tensor
    text_class: torch.Tensor
    joint: bool
    judged: Judged | None = None
    anchors: Mapping[str, torch.Tensor] = field(default_factory=dict)

    def subset(self, rows: torch.Tensor) -> TrainingSet:
        """The same for some of the samples, with the texts that still describe one of them."""
        kept = self.positive[rows].any(dim=0)
        return TrainingSet(
            self.audio[rows],
            self.texts[kept],
            self.positive[rows][:, kept],
            self.text_class[kept],
            self.joint,
            self.judged and self.judged.subset(rows),
            self.anchors,
        )


def named(points: Mapping[str, torch.Tensor]) -> Head:
    """Points of the index, one for each class, as a head keeps them (`retrieval_core.approaches.leaning`)."""
    return {approaches.CLASS + name: point for name, point in points.items()}


def get(name: str) -> ModuleType:
    """The learning module of an approach in the registry.

    Raises:
        ValueError: no approach has that name, or nothing says how it learns.
    """
    approaches.get(name)
    module = f"{__name__}.{name}"
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as missing:
        if missing.name != module:
            raise
        raise ValueError(
            f"there is retrieval_core/approaches/{name}.py, which asks, and no offline/approaches/{name}.py, which says how "
            f"it learns: {__name__.replace('.', '/')}/__init__.py describes what that holds"
        ) from None


def learn(name: str, data: TrainingSet, seed: int) -> Head:
    """Train an approach, and see that the bot can ask with what it has learned.

    Raises:
        ValueError: it has learned what are no numbers, or the query side makes nothing of it, or no vector that the index could
            be asked for.
    """
    head = get(name).train(data, seed)
    exported = {key: tensor.numpy() for key, tensor in head.items()}
    if broken := [key for key, array in exported.items() if not np.isfinite(array).all()]:
        raise ValueError(f"the approach {name} has learned {', '.join(broken)} that are no numbers")
    text = np.full(data.texts.shape[1], data.texts.shape[1] ** -0.5, np.float32)
    width = get(name).project(head, data.audio[:1]).shape[1]
    try:
        asked = np.shape(approaches.get(name).load(exported)(text))
    except (KeyError, ValueError) as error:
        raise ValueError(
            f"the approach {name} cannot ask with the head that it has learned: {error}"
        ) from error
    if asked != (width,):
        raise ValueError(
            f"the approach {name} asks with vectors of the shape {asked}, and its index holds ({width},)"
        )
    return head
