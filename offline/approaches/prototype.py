"""Approach 1, prototypes: nothing is learned but the mean of each class."""

from __future__ import annotations

import torch
from torch.nn.functional import normalize

from offline.approaches import Head, TrainingSet


def train(data: TrainingSet, seed: int) -> Head:
    """Class means of the audio embeddings, and the texts that lead to them (Snell et al., 2017)."""
    named = data.text_class >= 0
    classes, owner = data.text_class[named].unique(return_inverse=True)
    # A class's members are the samples that any of its texts describes.
    members = torch.stack([data.positive[:, data.text_class == c].any(dim=1) for c in classes]).float()
    return {
        "texts": data.texts[named],
        "owner": owner,
        "prototypes": normalize(members @ data.audio, dim=1),
    }


def project(head: Head, audio: torch.Tensor) -> torch.Tensor:
    """The index holds the audio embeddings as they are."""
    return audio
