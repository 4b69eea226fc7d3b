"""Second-order filters after Bristow-Johnson's Audio EQ Cookbook, run by scipy.signal."""

from collections.abc import Sequence

import numpy as np
from scipy import signal

BUTTERWORTH = 0.7071


def biquad(kind: str, fc: float, sr: int, q: float = BUTTERWORTH, gain: float = 0.0) -> tuple[list, list]:
    """Coefficients (b, a) of a low, high, band, peak, lowshelf or highshelf filter; `gain` in dB."""
    w = 2 * np.pi * min(max(fc, 5.0), 0.47 * sr) / sr
    cos, alpha = float(np.cos(w)), float(np.sin(w)) / (2 * q)
    if kind == "peak":
        level = 10 ** (gain / 40)
        b = [1 + alpha * level, -2 * cos, 1 - alpha * level]
        a = [1 + alpha / level, -2 * cos, 1 - alpha / level]
    elif kind in ("lowshelf", "highshelf"):
        level = 10 ** (gain / 40)
        s = -1 if kind == "highshelf" else 1
        root = 2 * np.sqrt(level) * alpha
        plus, minus = level + 1, level - 1
        b = [
            level * (plus - s * minus * cos + root),
            s * 2 * level * (minus - s * plus * cos),
            level * (plus - s * minus * cos - root),
        ]
        a = [plus + s * minus * cos + root, -s * 2 * (minus + s * plus * cos), plus + s * minus * cos - root]
    else:
        edge = {"low": [(1 - cos) / 2, 1 - cos], "high": [(1 + cos) / 2, -1 - cos], "band": [alpha, 0.0]}[
            kind
        ]
        b = [edge[0], edge[1], -edge[0] if kind == "band" else edge[0]]
        a = [1 + alpha, -2 * cos, 1 - alpha]
    return [v / a[0] for v in b], [v / a[0] for v in a]


def lowpass(x: np.ndarray, fc: float, sr: int, q: float = BUTTERWORTH) -> np.ndarray:
    return signal.lfilter(*biquad("low", fc, sr, q), x) if fc < 0.45 * sr else x


def highpass(x: np.ndarray, fc: float, sr: int, q: float = BUTTERWORTH) -> np.ndarray:
    return signal.lfilter(*biquad("high", fc, sr, q), x)


def bandpass(x: np.ndarray, fc: float, sr: int, q: float = 1.0) -> np.ndarray:
    """Unit gain at `fc`, 6 dB an octave on both sides."""
    return signal.lfilter(*biquad("band", fc, sr, q), x)


def peak(x: np.ndarray, fc: float, sr: int, q: float, gain: float) -> np.ndarray:
    return signal.lfilter(*biquad("peak", fc, sr, q, gain), x)


def shelf(x: np.ndarray, kind: str, fc: float, sr: int, gain: float) -> np.ndarray:
    """`kind` is low or high; `gain` in dB."""
    return signal.lfilter(*biquad(kind + "shelf", fc, sr, BUTTERWORTH, gain), x)


def swept(
    x: np.ndarray, cutoff: np.ndarray, sr: int, q: float = 1.0, kind: str = "low", poles: int = 2
) -> np.ndarray:
    """A filter whose cutoff (Hz, one a sample) moves, as in an analogue synthesiser; 2 or 4 poles.

    New coefficients for each of at most 700 blocks; the state goes on from one to the next.
    """
    block = max(48, len(x) // 700)
    y = np.empty(len(x))
    state, second = np.zeros(2), np.zeros(2)
    for i in range(0, len(x), block):
        fc = float(cutoff[i])
        b, a = biquad(kind, fc, sr, q)
        part, state = signal.lfilter(b, a, x[i : i + block], zi=state)
        if poles == 4:
            b, a = biquad(kind, fc, sr, BUTTERWORTH)
            part, second = signal.lfilter(b, a, part, zi=second)
        y[i : i + block] = part
    return y


def formants(x: np.ndarray, peaks: Sequence[tuple[float, float, float]], sr: int) -> np.ndarray:
    """Parallel resonances (frequency in Hz, bandwidth in Hz, level in dB), as in a vocal tract."""
    mix = np.zeros(len(x))
    for fc, width, level in peaks:
        if fc < 0.45 * sr:
            mix += 10 ** (level / 20) * bandpass(x, fc, sr, fc / width)
    return mix
