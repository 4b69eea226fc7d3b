"""Hybrid: learns nothing of its own; it listens as another approach does, the one that did best on held-out samples."""

from __future__ import annotations

import torch

from offline.approaches import Head, get

#: What hybrid builds on where nothing else is better by more than `MARGIN` of mAP.
PREFERRED = "linear_projection"
MARGIN = 0.01
#: And where nothing is known of the library but what the encoders hear themselves: from that there is nothing to learn.
UNTAUGHT = "zero_shot"


def adopt(base: str, head: Head) -> Head:
    """The head of another approach as this one's."""
    named = {f"{base}.{name}": tensor for name, tensor in head.items()}
    return named or {f"{base}.": torch.zeros(0)}


def project(head: Head, audio: torch.Tensor) -> torch.Tensor:
    """What the approach indexes whose head this is."""
    [base] = {name.partition(".")[0] for name in head}
    return get(base).project({name.partition(".")[2]: tensor for name, tensor in head.items()}, audio)


def best(figures: dict[str, float], taught: bool = True) -> str:
    """The approach to build on, by the figure of each; without figures by whether people have taught the others anything."""
    if not figures:
        return PREFERRED if taught else UNTAUGHT
    first = max(figures, key=lambda name: figures[name])
    return first if figures[first] > figures.get(PREFERRED, 0.0) + MARGIN else PREFERRED
