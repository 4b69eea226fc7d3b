"""Random draws in the distributions that sound design asks for."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")
Rng = np.random.Generator


def log_uniform(rng: Rng, low: float, high: float) -> float:
    """Uniform over octaves, as ears measure frequency and time."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def pick(rng: Rng, options: Sequence[T], weights: Sequence[float] | None = None) -> T:
    """One of `options`, equally likely unless weighted."""
    if weights is None:
        return options[int(rng.integers(len(options)))]
    edges = np.cumsum(weights)
    return options[min(int(np.searchsorted(edges, rng.uniform(0, edges[-1]))), len(options) - 1)]


def chance(rng: Rng, probability: float) -> bool:
    return bool(rng.random() < probability)
