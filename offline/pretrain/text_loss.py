"""What a prompt's vector should be: losses over the class anchors and the embedded sounds of the joint space."""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from offline.pretrain.space import Space

#: In what a prompt aims at: the weight of the family beside the fine classes, and how far, as a cosine, the aim lies
#: beyond a right angle from what is excluded.
FAMILY_SHARE, AWAY = 0.4, 0.45
#: The same of each quality asked for, and how much likelier its sounds are, in nats a standard deviation.
LEANING_SHARE, LEANING = 0.12, 0.5
MARGIN = 0.4  # of cosine, by which an excluded class lies below the wanted ones
#: What stands for "the best few of a library": a softmax over cosines this sharp, in which a sound that was ruled out
#: weighs as much as so many that are merely wrong.
SHARPNESS, REFUSED_WEIGHT = 12.0, 100.0
#: Length of the noise that sounds are heard with: the audio encoder knows them from its own training and puts them
#: too neatly beside their like, as it does not with sounds from elsewhere.
NOISE = 0.8
#: What each loss counts.
WEIGHTS = {
    "distill": 1.0,
    "classes": 0.5,
    "families": 0.5,
    "order": 2.0,
    "contrast": 0.5,
    "best": 2.0,
}
NOWHERE = -1e4  # as a logit


class Wishes(NamedTuple):
    """What prompts ask for. wanted, excluded (n, classes): weights from 0 to 1; leanings (n, measures): -1, 0, +1."""

    wanted: Tensor
    excluded: Tensor
    leanings: Tensor


class Objective(nn.Module):
    """Losses that bring a prompt to the sounds that it asks for, and keep it from those that it rules out.

    distill: cosine to the anchors that are wanted, less those excluded. contrast: symmetric InfoNCE with a learned
    temperature (Radford et al., 2021) over sounds of the corpus, where a prompt has many right sounds and a sound
    many right prompts; pairs of which nobody knows stay out. best: minus the logarithm of what the wanted sounds hold
    of a sharp softmax over sounds, which asks for no more than that the best few be right ones. classes, families:
    cross-entropy between what is wanted and softmax(scale * cosines with the anchors). order: an excluded anchor lies
    a margin below the wanted ones.
    """

    anchors: Tensor
    audio: Tensor
    measures: Tensor
    directions: Tensor
    true: Tensor
    unknown: Tensor

    def __init__(self, space: Space, families: int):
        super().__init__()
        self.fine = len(space.anchors) - families
        truth = torch.from_numpy(space.truth[:, : self.fine])
        arrays = {
            "anchors": torch.from_numpy(space.anchors),
            "audio": torch.from_numpy(space.audio),
            "measures": torch.from_numpy(space.measures),
            "directions": torch.from_numpy(space.directions),
            "true": (truth > 0).float(),
            "unknown": (truth < 0).float(),
        }
        for name, array in arrays.items():
            self.register_buffer(name, array, persistent=False)
        self.contrast_scale = nn.Parameter(torch.tensor(math.log(12.0)))
        self.class_scale = nn.Parameter(torch.tensor(math.log(10.0)))

    def aims(self, wishes: Wishes) -> Tensor:
        """The points of the joint space that prompts stand for, (n, d): between what is wanted, off what is excluded.

        Means of fine classes and of families apart. Only so much is taken away as brings the aim to an obtuse angle with
        what is excluded: of "drums, but no kick" most is still drums.
        """
        aim, off = LEANING_SHARE * wishes.leanings @ self.directions, torch.zeros_like(self.anchors[:1])
        for columns, share in ((slice(self.fine), 1.0), (slice(self.fine, None), FAMILY_SHARE)):
            aim = aim + share * _shares(wishes.wanted[:, columns]) @ self.anchors[columns]
            off = off + share * _shares(wishes.excluded[:, columns]) @ self.anchors[columns]
        aim, off = F.normalize(aim, dim=-1), F.normalize(off, dim=-1)
        near = F.relu((aim * off).sum(dim=1, keepdim=True) + AWAY * (off != 0).any(dim=1, keepdim=True))
        return F.normalize(aim - near * off, dim=-1)

    def forward(self, texts: Tensor, wishes: Wishes, sounds: Tensor) -> dict[str, Tensor]:
        """texts (n, d), sounds (m,): rows of the space to contrast with -> the losses by name, unweighted."""
        cosines = texts @ self.anchors.T
        wanted, excluded = wishes.wanted[:, : self.fine], wishes.excluded[:, : self.fine]
        fine, families = cosines.split([self.fine, cosines.shape[1] - self.fine], dim=1)
        scale = self.class_scale.exp().clamp(max=40.0)
        best = (fine * _shares(wanted)).sum(dim=1, keepdim=True)
        order = (F.relu(fine - best + MARGIN) * _shares(excluded)).sum(dim=1)
        losses = {
            "distill": (1.0 - (texts * self.aims(wishes)).sum(dim=1)).mean(),
            "classes": _divergence(wanted, scale * fine),
            "families": _divergence(wishes.wanted[:, self.fine :], scale * families),
            "order": order.mean(),
        }
        if len(sounds):
            right, refused, unsure = self.judged(wishes, sounds)
            heard = self.audio[sounds]
            noise = torch.randn_like(heard) * (NOISE / math.sqrt(heard.shape[1]))
            similarity = texts @ F.normalize(heard + noise, dim=-1).T
            losses["contrast"] = self._contrast(similarity, right, unsure, wishes.leanings, sounds)
            losses["best"] = best_few(similarity, right, refused, unsure).mean()
        return losses

    def judged(self, wishes: Wishes, sounds: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """How right each sound is for each prompt (0 to 1), whether it is ruled out, and whether nobody knows; (n, m) each."""
        wanted, excluded = wishes.wanted[:, : self.fine], wishes.excluded[:, : self.fine]
        true, unknown = self.true[sounds].T, self.unknown[sounds].T
        refused = (excluded @ true) > 0
        right = (wanted @ true).clamp(max=1.0).masked_fill(refused, 0.0)
        unsure = (((wanted + excluded) @ unknown) > 0) & (right == 0) & ~refused
        return right, refused, unsure

    def _contrast(
        self, similarity: Tensor, right: Tensor, unsure: Tensor, leanings: Tensor, sounds: Tensor
    ) -> Tensor:
        right = right * torch.exp(LEANING * leanings @ self.measures[sounds].T)
        logits = self.contrast_scale.exp().clamp(max=60.0) * similarity
        logits = logits.masked_fill(unsure, NOWHERE)
        return 0.5 * (_divergence(right, logits) + _divergence(right.T, logits.T))


def best_few(similarity: Tensor, right: Tensor, refused: Tensor, unsure: Tensor) -> Tensor:
    """Minus the logarithm of the share that right sounds have of the sharp softmax, for each prompt that has any; (n,)."""
    logits = (SHARPNESS * similarity + math.log(REFUSED_WEIGHT) * refused).masked_fill(unsure, NOWHERE)
    shares = F.log_softmax(logits, dim=1)
    held = torch.logsumexp(shares + right.clamp(min=1e-6).log(), dim=1)
    return -held * (right > 0).any(dim=1)


def _shares(weights: Tensor) -> Tensor:
    return weights / weights.sum(dim=1, keepdim=True).clamp(min=1e-6)


def _divergence(weights: Tensor, logits: Tensor) -> Tensor:
    """Mean Kullback-Leibler divergence of softmax(logits) from the weights, over rows that have any weight."""
    shares = _shares(weights)
    rows = (weights.sum(dim=1) > 0).float()
    losses = (shares * (shares.clamp(min=1e-9).log() - F.log_softmax(logits, dim=1))).sum(dim=1)
    return (losses * rows).sum() / rows.sum().clamp(min=1.0)
