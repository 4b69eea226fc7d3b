"""Loops as people have them: with a tail, with silence before or behind them, cut wrongly, at another speed."""

from __future__ import annotations

import numpy as np
import soxr
from scipy.signal import fftconvolve

from offline.synth.draw import log_uniform, pick

#: What may have become of a loop, and how often it has where weights are fitted; most are as their producer cut them.
WAYS = {
    "as cut": 46,
    "silence behind": 12,
    "silence before": 8,
    "ringing on": 10,
    "end cut off": 8,
    "cut to a round length": 6,
    "several times": 4,
    "at another speed": 6,
}


def alter(
    samples: np.ndarray, rate: int, rng: np.random.Generator, way: str | None = None
) -> tuple[np.ndarray, float, str]:
    """A loop as it may be met, how many times as fast it is now, and what became of it.

    Parameters:
        samples: of the loop, shape (n,).
        rate: Hz.
        way: one of `WAYS`; any if None.
    """
    samples = np.asarray(samples, np.float32)
    way = way or pick(rng, [*WAYS], [*WAYS.values()])
    if way == "silence behind":
        return np.pad(samples, (0, round(log_uniform(rng, 0.01, 1.5) * rate))), 1.0, way
    if way == "silence before":
        return np.pad(samples, (round(rng.uniform(0.01, 0.1) * rate), 0)), 1.0, way
    if way == "ringing on":
        return _ringing(samples, rate, rng), 1.0, way
    if way == "end cut off":
        return samples[: -round(rng.uniform(0.01, 0.15) * rate)], 1.0, way
    if way == "cut to a round length":
        step = pick(rng, [0.5, 1.0, 2.0])
        seconds = step * np.floor(len(samples) / rate / step - 1e-6)
        return samples[: round(seconds * rate)] if seconds >= 1 else samples, 1.0, way
    if way == "several times":
        return np.tile(samples, pick(rng, [3, 5])), 1.0, way
    if way == "at another speed":
        speed = log_uniform(rng, 0.89, 1.13)
        return soxr.resample(samples, rate * speed, rate), speed, way
    return samples, 1.0, way


def _ringing(samples: np.ndarray, rate: int, rng: np.random.Generator) -> np.ndarray:
    """A loop in a room, up to where its reverberation can no longer be heard."""
    decay = rng.uniform(0.1, 0.6)  # seconds to -20 dB
    time = np.arange(round(min(2.0, 4 * decay) * rate)) / rate
    room = rng.standard_normal(len(time)) * 10 ** (-time / decay)
    room *= rng.uniform(0.05, 0.3) / np.sqrt((room**2).sum())
    wet = fftconvolve(samples, room.astype(np.float32))
    wet[: len(samples)] += samples
    audible = np.flatnonzero(np.abs(wet) > 1e-3 * np.abs(wet).max())
    return wet[: audible[-1] + 1]
