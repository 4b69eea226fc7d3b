"""What the audio encoder sees of a sound: two-resolution log-mel windows and global descriptors.

Offline training imports this very module, so that what is learnt on and what is asked with cannot diverge.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

SAMPLE_RATE = 32_000
HOP = 320  # 10 ms
FFT_SIZES = (512, 2048)  # one resolves attacks, the other pitches
MELS = 64
MEL_RANGE = (40.0, 15_600.0)  # Hz
FLOOR = -80.0  # dB below the peak of the recording
WINDOW = 128  # frames: 1.28 s, longer than most hits; what takes longer is in the descriptors
MAX_WINDOWS = 6
DESCRIBED = 1000  # frames that the global descriptors look at: 10 s
ONSET = 0.02  # of the peak: where the sound starts (-34 dB)
PREROLL = 160  # samples kept before the onset: 5 ms
MIN_SHARE = 0.1  # windows with less than this share of the loudest window's energy are left out

_BANDS = (0, 8, 18, 28, 38, 50, 64)  # mel edges of the six bands of the envelopes
_TIMES = (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, DESCRIBED)
_DROPS = (10.0, 20.0, 30.0, 45.0)  # dB: decay times are measured down to these


@dataclass(frozen=True)
class Features:
    """One recording, ready for the encoder.

    windows : (n, 2, WINDOW, MELS) float32, 0 at the floor, 1 at the recording's peak
    weights : (n,) float32, shares of energy, sum 1
    descriptors : (DESCRIPTORS,) float32, the same for all its windows
    """

    windows: np.ndarray
    weights: np.ndarray
    descriptors: np.ndarray


def trim(waveform: np.ndarray) -> np.ndarray:
    """Cut what lies before the onset, 5 ms aside."""
    level = np.abs(waveform)
    loud = level > ONSET * level.max(initial=0.0)
    start = int(loud.argmax()) - PREROLL if loud.any() else 0
    return waveform[max(start, 0) :]


@cache
def mel_filters(fft: int) -> np.ndarray:
    """Triangular filters on the mel scale of O'Shaughnessy (1987), unit peak: (fft // 2 + 1, MELS) float32.

    Where a filter would be narrower than the distance of two FFT bins it is widened to it, so none is empty.
    """

    def mel(hz: float) -> float:
        return 2595.0 * math.log10(1.0 + hz / 700.0)

    edges = 700.0 * (10.0 ** (np.linspace(mel(MEL_RANGE[0]), mel(MEL_RANGE[1]), MELS + 2) / 2595.0) - 1.0)
    bins = np.arange(fft // 2 + 1) * SAMPLE_RATE / fft
    step = SAMPLE_RATE / fft
    left = np.maximum(edges[1:-1] - edges[:-2], step)
    right = np.maximum(edges[2:] - edges[1:-1], step)
    away = bins[:, None] - edges[None, 1:-1]
    return np.maximum(0.0, 1.0 - np.where(away < 0, -away / left, away / right)).astype(np.float32)


@cache
def _hann(fft: int) -> np.ndarray:
    return (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(fft) / fft)).astype(np.float32)


def mel_power(waveform: np.ndarray) -> np.ndarray:
    """Mel power spectra at both resolutions: (2, frames, MELS) float32; frame i is centred on i * HOP."""
    frames = max(1, -(-len(waveform) // HOP))
    out = np.empty((len(FFT_SIZES), frames, MELS), np.float32)
    for channel, fft in enumerate(FFT_SIZES):
        padded = np.zeros((frames - 1) * HOP + fft, np.float32)
        body = waveform[: len(padded) - fft // 2]
        padded[fft // 2 : fft // 2 + len(body)] = body
        filters, window = mel_filters(fft), _hann(fft)
        strided = sliding_window_view(padded, fft)[::HOP]
        for start in range(0, frames, 256):  # in blocks that stay in the cache
            spectrum = np.fft.rfft(strided[start : start + 256] * window)
            power = np.square(spectrum.real) + np.square(spectrum.imag)
            np.matmul(power, filters, out=out[channel, start : start + 256])
    return out


def _decibels(power: np.ndarray, peak: np.ndarray | float) -> np.ndarray:
    return 10.0 * np.log10(np.maximum(power / np.maximum(peak, 1e-20), 10.0 ** (FLOOR / 10.0)))


def features(waveform: np.ndarray) -> Features:
    """Log-mel windows, their weights and the descriptors of one recording.

    Parameters:
        waveform: (samples,) at SAMPLE_RATE, any level, any length; leading silence is ignored.
    """
    waveform = trim(np.asarray(waveform, np.float32))
    power = mel_power(waveform / np.float32(max(np.abs(waveform).max(initial=0.0), 1e-9)))
    levels = _decibels(power, power.max(axis=(1, 2), keepdims=True)).astype(np.float32)
    starts, weights = _choose_windows(power[1].sum(axis=1))
    windows = np.zeros((len(starts), len(FFT_SIZES), WINDOW, MELS), np.float32)
    scaled = np.maximum(1.0 - levels / FLOOR, 0.0)
    for window, start in zip(windows, starts, strict=True):
        part = scaled[:, start : start + WINDOW]
        window[:, : part.shape[1]] = part
    return Features(windows, weights, describe(levels[:, :DESCRIBED]))


def _choose_windows(energy: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Starts (frames) and weights of the windows that hold the energy of a recording, in order of time."""
    starts = np.arange(0, len(energy), WINDOW)
    held = np.add.reduceat(energy.astype(np.float64), starts)
    keep = np.flatnonzero(held >= MIN_SHARE * held.max())
    if len(keep) > MAX_WINDOWS:
        keep = np.sort(keep[np.argsort(-held[keep], kind="stable")[:MAX_WINDOWS]])
    weights = np.sqrt(np.maximum(held[keep], 1e-12))
    return starts[keep], (weights / weights.sum()).astype(np.float32)


def describe(levels: np.ndarray) -> np.ndarray:
    """Global descriptors of a recording: spectrum, envelopes, decay times, length, noisiness.

    Parameters:
        levels: (2, frames, MELS) dB relative to the peak of each resolution, FLOOR to 0.

    Returns:
        (DESCRIPTORS,) float32, each roughly within -1 and 1.
    """
    short, long = levels
    frames = len(short)
    power = np.power(10.0, short / 10.0)
    bands = np.add.reduceat(power, _BANDS[:-1], axis=1)
    envelopes = np.concatenate([power.sum(axis=1, keepdims=True), bands], axis=1)  # (frames, 7)
    envelopes = _decibels(envelopes, envelopes[:, 0].max())
    total = envelopes[:, 0]
    active = total > -30.0
    long_power = np.power(10.0, long / 10.0)
    heard = long[active]

    edges = [t for t in _TIMES if t < frames]
    course = np.full((len(_TIMES) - 1, envelopes.shape[1]), FLOOR)
    course[: len(edges)] = np.maximum.reduceat(envelopes, edges, axis=0)[: len(course)]
    mean = _decibels(long_power[active].mean(axis=0), long_power[active].mean(axis=0).max())
    highest = long.max(axis=0)
    own = envelopes - envelopes.max(axis=0)
    decays = np.stack([_last(own > -drop) for drop in _DROPS])
    rise = np.maximum(np.diff(envelopes, axis=0, prepend=FLOOR), 0.0)
    onsets = ((rise > 6.0) & (envelopes > envelopes.max(axis=0) - 30.0)).sum(axis=0)
    change = np.abs(np.diff(heard, axis=0)).mean(axis=0) if len(heard) > 1 else np.zeros(MELS)
    flatness = np.add.reduceat(heard, _BANDS[:-1], axis=1) / np.diff(_BANDS) - _decibels(
        np.add.reduceat(long_power[active], _BANDS[:-1], axis=1) / np.diff(_BANDS), 1.0
    )
    mels = np.arange(MELS)
    centre = (long_power * mels).sum(axis=1) / np.maximum(long_power.sum(axis=1), 1e-12)
    quarter = max(1, int(active.sum()) // 4)
    parts = [
        course / -FLOOR + 0.5,
        mean / -FLOOR + 0.5,
        highest / -FLOOR + 0.5,
        heard.std(axis=0) / 20.0,
        np.log2(1.0 + decays) / 10.0,
        np.log2(1.0 + envelopes.argmax(axis=0)) / 10.0,
        np.log2([1.0 + frames, 1.0 + _last(total > -60.0), 1.0 + active.sum()]) / 10.0,
        np.log2(1.0 + onsets) / 5.0,
        np.add.reduceat(change, _BANDS[:-1]) / np.diff(_BANDS) / 10.0,
        np.abs(np.diff(mean)).mean(keepdims=True) / 10.0,
        flatness.mean(axis=0) / 20.0,
        np.array([centre[active][:quarter].mean(), centre[active].mean(), centre[active][-quarter:].mean()])
        / MELS,
    ]
    return np.concatenate([np.ravel(part) for part in parts]).astype(np.float32)


def _last(mask: np.ndarray) -> np.ndarray:
    """Index of the last True along the first axis, plus one; 0 where there is none."""
    return np.where(mask.any(axis=0), len(mask) - mask[::-1].argmax(axis=0), 0)


DESCRIPTORS = len(describe(np.zeros((len(FFT_SIZES), 1, MELS), np.float32)))
