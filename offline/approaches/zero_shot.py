"""Zero-shot: no head at all, where audio and text encoder were trained into one space."""

from __future__ import annotations

import torch

from offline.approaches import Head, TrainingSet, named


def train(data: TrainingSet, seed: int) -> Head:
    """There is nothing to learn; the encoders' anchors say where to look for a class."""
    return named(data.anchors)


def project(head: Head, audio: torch.Tensor) -> torch.Tensor:
    """The index holds the audio embeddings as they are."""
    return audio
