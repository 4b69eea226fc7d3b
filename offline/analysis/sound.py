"""One sample made ready for analysis: resampled, levelled and trimmed once, its spectra shared by every measure."""

from __future__ import annotations

from dataclasses import dataclass

import librosa
import numpy as np
import soxr

RATE = 22050
FRAME = 1024
HOP = 256
MELS = 64
EXCERPT = 20.0  # seconds; a longer file is judged by its first sounding EXCERPT seconds
HORIZON = 60.0  # seconds in which the sound is looked for before the rest of a long file is read
SILENCE = 1e-4  # peak (-80 dBFS) below which a file holds no sound
FLOOR = 60.0  # dB below the peak at which leading and trailing material counts as silence

_MEL = librosa.filters.mel(sr=RATE, n_fft=FRAME, n_mels=MELS)


@dataclass(frozen=True, slots=True)
class Sound:
    """The sounding part of a sample at 22.05 kHz, with its spectra.

    Attributes:
        samples: float32, shape (n,), without DC, peak 1, silence at both ends trimmed, at most `EXCERPT` seconds.
        duration: seconds of the whole file, silence included.
        lead: seconds of silence before the sound.
        sounding: seconds from the first to the last audible moment (of a file's first minute, where it is longer).
        power: short-time power spectrum, shape (513, frames), 46 ms windows every 11.6 ms.
        mel: the same on 64 mel bands, shape (64, frames).
    """

    samples: np.ndarray
    duration: float
    lead: float
    sounding: float
    power: np.ndarray
    mel: np.ndarray


def prepare(samples: np.ndarray, sample_rate: int) -> Sound | None:
    """The sounding part of a sample and its spectra; None where there is no sound.

    Parameters:
        samples: float, shape (n,), mono, at any level; values that are not finite count as silence.
        sample_rate: Hz.

    Raises:
        ValueError: the samples are not mono, or the rate is not positive.
    """
    if samples.ndim != 1:
        raise ValueError(
            f"Expected mono samples of shape (n,), got {samples.shape}; average the channels first."
        )
    if sample_rate <= 0:
        raise ValueError(f"The sample rate must be positive, got {sample_rate}.")
    horizon = samples[: round(HORIZON * sample_rate)]
    start, end = _sounding(horizon, sample_rate)
    if start >= end and len(horizon) < len(samples):
        start, end = _sounding(samples, sample_rate)
    if start >= end:
        return None
    excerpt = _finite(samples[start : min(end, start + round(EXCERPT * sample_rate))])
    if sample_rate != RATE:
        excerpt = soxr.resample(excerpt, sample_rate, RATE)
    if len(excerpt) == 0:
        return None
    excerpt = excerpt - excerpt.mean()
    peak = float(np.abs(excerpt).max(initial=0.0))
    if not peak > 0.0:
        return None
    excerpt = (excerpt / peak).astype(np.float32)
    # Zeros on both sides (not reflections): a 20 ms hit has an onset and an end.
    padded = np.pad(excerpt, FRAME // 2, mode="constant")
    power = np.abs(librosa.stft(padded, n_fft=FRAME, hop_length=HOP, center=False)) ** 2
    return Sound(
        samples=excerpt,
        duration=len(samples) / sample_rate,
        lead=start / sample_rate,
        sounding=(end - start) / sample_rate,
        power=power,
        mel=_MEL @ power,
    )


def _finite(samples: np.ndarray) -> np.ndarray:
    return np.nan_to_num(samples.astype(np.float32, copy=False), nan=0.0, posinf=0.0, neginf=0.0)


def _sounding(samples: np.ndarray, sample_rate: int) -> tuple[int, int]:
    """First and one-past-last sample of the part within `FLOOR` dB of the peak, judged in blocks of 2 ms."""
    if len(samples) == 0:
        return 0, 0
    block = max(1, sample_rate // 500)
    blocks = np.pad(_finite(samples), (0, -len(samples) % block)).reshape(-1, block)
    # The median is robust to a hit that is one-sided; a mean would leave DC behind on short, loud files.
    level = np.abs(blocks - np.median(blocks[:: 1 + len(blocks) // 1000])).max(axis=1)
    peak = level.max()
    if peak < SILENCE:
        return 0, 0
    loud = np.flatnonzero(level > peak * 10 ** (-FLOOR / 20))
    return int(loud[0]) * block, min(len(samples), (int(loud[-1]) + 1) * block)
