"""Approach 2, linear projection: one matrix from audio into the text space, learned with a cosine loss."""

from __future__ import annotations

import torch
from torch.nn.functional import normalize

from offline.approaches import Head, TrainingSet, named
from offline.approaches.judged import judged_loss

STEPS = 300
LEARNING_RATE = 3e-3
#: Weight of the pull back to the start, per squared unit of Frobenius norm; keeps what few labels do not speak of.
STAY = 0.02
#: Of the ridge regression: weight of the squared norm.
STRENGTH = 0.1


def train(data: TrainingSet, seed: int) -> Head:
    """Fit W so that W a lies along the mean of the texts that describe a: the loss is 1 - cos(W a, t).

    The start is the identity where both encoders share a space, and else the ridge regression of the targets
    on the audio, which the cosine loss then refines.
    """
    weights = data.positive.float()
    # Texts that describe many samples say less of each (inverse frequency), so that captions count beside labels.
    weights = weights / weights.sum(dim=0, keepdim=True).clamp(min=1).sqrt()
    target = normalize(weights @ data.texts, dim=1)
    start = torch.eye(target.shape[1]) if data.joint else ridge(data.audio, target)
    matrix = start.clone().requires_grad_()
    optimizer = torch.optim.Adam([matrix], lr=LEARNING_RATE)
    for _ in range(STEPS):
        audio = normalize(data.audio @ matrix.T, dim=1)
        loss = 1 - (audio * target).sum(dim=1).mean()
        if data.judged:
            loss = loss + judged_loss(audio, data.judged.texts, data.judged)
        loss = loss + STAY * (matrix - start).square().sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return {"audio": matrix.detach(), **named(data.anchors)}


def ridge(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Ridge regression of y on x (Hoerl and Kennard, 1970): (d_y, d_x)."""
    gram = x.T @ x + STRENGTH * torch.eye(x.shape[1])
    return torch.linalg.solve(gram, x.T @ y).T


def project(head: Head, audio: torch.Tensor) -> torch.Tensor:
    return normalize(audio @ head["audio"].T, dim=1)
