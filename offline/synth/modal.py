"""Sums of decaying partials: the one engine behind bars, bells, membranes, strings and cymbals."""

import numpy as np
from numpy.typing import ArrayLike

from offline.synth.draw import Rng
from offline.synth.envelopes import LN1000

# Zeros of the Bessel functions over the first one: an ideal membrane (Fletcher & Rossing 1998, ch. 3).
MEMBRANE = np.array([1.0, 1.593, 2.136, 2.296, 2.653, 2.918, 3.156, 3.501, 3.6, 4.06])
# A bar with free ends; marimba and vibraphone makers undercut it to 1 : 4 : 10 (ch. 19).
FREE_BAR = np.array([1.0, 2.756, 5.404, 8.933, 13.34, 18.64])
MARIMBA = np.array([1.0, 3.93, 9.6, 16.2])
VIBRAPHONE = np.array([1.0, 3.99, 10.6, 17.9])
TUBULAR = np.array([0.5, 0.74, 1.0, 1.29, 1.62, 2.0, 2.42, 2.9])
CHURCH_BELL = np.array([0.5, 1.0, 1.19, 1.5, 2.0, 2.51, 2.66, 3.01, 4.17, 5.43])
KALIMBA = np.array([1.0, 5.4, 6.3, 14.2])


def bank(
    freqs: ArrayLike,
    t60: ArrayLike,
    amps: ArrayLike,
    n: int,
    sr: int,
    phases: ArrayLike = 0.0,
) -> np.ndarray:
    """Sum of `amps * sin(2 pi freqs t + phases)`, each decaying by its `t60`, shape (n,).

    Partials above 0.47 of the sample rate are left out.

    exp(a (B i + j)) = exp(a B i) exp(a j), so all samples are one matrix product of two small tables.
    """
    freqs = np.asarray(freqs, float)
    keep = (freqs < 0.47 * sr) & (freqs > 0)
    if not keep.any():
        return np.zeros(n, np.float32)
    fade, level, turn = (
        np.broadcast_to(np.asarray(v, float), freqs.shape)[keep] for v in (t60, amps, phases)
    )
    rate = (-LN1000 / np.maximum(fade, 1e-3) + 2j * np.pi * freqs[keep]) / sr
    block = max(int(np.sqrt(n)), 16)
    rows = -(-n // block)
    coarse = np.exp(np.outer(np.arange(rows) * block, rate)) * (level * np.exp(1j * turn))
    fine = np.exp(np.outer(rate, np.arange(block)))
    # Only the imaginary part is wanted: two real products instead of the four of a complex one.
    left = np.hstack([coarse.real, coarse.imag]).astype(np.float32)
    right = np.vstack([fine.imag, fine.real]).astype(np.float32)
    return (left @ right).reshape(-1)[:n]


def shimmer(
    rng: Rng,
    n: int,
    sr: int,
    low: float,
    high: float,
    count: int,
    t60_low: float,
    t60_high: float,
    tilt: float = 0.0,
) -> np.ndarray:
    """Dense inharmonic modes between `low` and `high` Hz, as of a cymbal; decay in seconds at both ends.

    `tilt` in dB an octave; negative is darker.
    """
    high = min(high, 0.46 * sr)
    octave = rng.uniform(0, 1, count) ** 0.6  # modes grow denser towards the top
    freqs = low * (high / low) ** octave
    t60 = np.exp(np.log(t60_low) + octave * np.log(t60_high / t60_low)) * rng.uniform(0.6, 1.4, count)
    level = rng.rayleigh(1, count) * 10 ** (tilt * octave * np.log2(high / low) / 20)
    return bank(freqs, t60, level / np.sqrt(count), n, sr, rng.uniform(0, 2 * np.pi, count))


def string(
    freq: float,
    n: int,
    sr: int,
    t60: float,
    damping: float,
    pluck: float,
    stiffness: float = 0.0,
    tilt: float = 0.0,
    pickup: float = 0.0,
    rng: Rng | None = None,
) -> np.ndarray:
    """Plucked or struck string: partials at k f sqrt(1 + B k^2) (Fletcher 1964), the higher the shorter.

    `pluck` and `pickup` are places along the string (0 to 0.5), `damping` how much faster high partials die,
    `stiffness` is B, `tilt` in dB an octave.
    """
    k = np.arange(1, min(int(0.46 * sr / freq), 60) + 1)
    freqs = k * freq * np.sqrt(1 + stiffness * k**2)
    amps = np.abs(np.sin(np.pi * k * pluck)) / k * 10 ** (tilt * np.log2(k) / 20)
    if pickup:
        amps = amps * np.abs(np.sin(np.pi * k * pickup))
    phases = rng.uniform(0, 2 * np.pi, len(k)) if rng is not None else 0.0
    return bank(freqs, t60 / (1 + damping * (freqs / 1000) ** 1.3), amps, n, sr, phases)
