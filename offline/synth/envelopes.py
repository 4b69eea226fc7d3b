"""Shapes over time: decays, attacks, ADSR, pitch sweeps, fades."""

import numpy as np

from offline.synth.draw import Rng

LN1000 = 6.9078  # t60: the time in which a level falls by 60 dB, a factor of 1000


def samples(seconds: float, sr: int) -> int:
    return max(round(seconds * sr), 1)


def decay(n: int, sr: int, t60: float) -> np.ndarray:
    """Exponential decay that has fallen by 60 dB after `t60` seconds."""
    return np.exp(np.arange(n, dtype=np.float32) * np.float32(-LN1000 / (t60 * sr)))


def rise(n: int, sr: int, seconds: float) -> np.ndarray:
    """1 after `seconds`, from 0, raised-cosine."""
    edge = min(samples(seconds, sr), n)
    shape = np.ones(n, np.float32)
    shape[:edge] = 0.5 - 0.5 * np.cos(np.pi * np.arange(edge, dtype=np.float32) / edge)
    return shape


def adsr(
    n: int, sr: int, attack: float, fall: float, sustain: float, release: float, gate: float
) -> np.ndarray:
    """Attack, exponential fall to `sustain`, and release from `gate` seconds on (the key is let go)."""
    t = np.arange(n, dtype=np.float32) / sr
    body = sustain + (1 - sustain) * np.exp(-3 * np.maximum(t - attack, 0) / max(fall, 1e-3))
    body *= np.minimum(t / max(attack, 1e-4), 1)
    return body * np.exp(-5 * np.maximum(t - gate, 0) / max(release, 1e-3))


def sweep(n: int, sr: int, start: float, end: float, tau: float) -> np.ndarray:
    """Frequency in Hz that glides exponentially from `start` to `end` with time constant `tau`."""
    return end + (start - end) * np.exp(-np.arange(n) / (tau * sr))


def vibrato(rng: Rng, n: int, sr: int, cents: float, rate: float, delay: float = 0.0) -> np.ndarray:
    """Frequency factor of a vibrato that sets in after `delay` seconds, with a human unevenness."""
    t = np.arange(n) / sr
    uneven = 0.15 * wander(rng, n, sr, 4)
    depth = cents * np.clip((t - delay) / 0.3, 0, 1) if delay else cents
    return 2 ** (depth * np.sin(2 * np.pi * (rate * t + uneven)) / 1200)


def wander(rng: Rng, n: int, sr: int, rate: float) -> np.ndarray:
    """Slow random walk between about -1 and 1: `rate` new targets a second, joined smoothly."""
    points = max(int(n / sr * rate) + 3, 4)
    targets = rng.uniform(-1, 1, points)
    return np.interp(np.linspace(0, points - 1, n), np.arange(points), targets)


def faded(x: np.ndarray, sr: int, start: float = 0.0, end: float = 0.004) -> np.ndarray:
    """`x` with a raised-cosine fade-in and fade-out, in seconds, so that neither end clicks."""
    x = np.array(x, np.float32)
    for seconds, part in ((start, slice(None)), (end, slice(None, None, -1))):
        edge = min(int(seconds * sr), len(x) // 2)
        if edge > 0:
            x[part][:edge] *= 0.5 - 0.5 * np.cos(np.pi * np.arange(edge, dtype=np.float32) / edge)
    return x


def place(target: np.ndarray, sound: np.ndarray, start: int, gain: float = 1.0) -> None:
    """Adds `sound` to `target` from sample `start` on; what lies beyond the end is cut."""
    if start >= len(target):
        return
    sound = sound[: len(target) - start]
    target[start : start + len(sound)] += gain * sound
