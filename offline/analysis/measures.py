"""How a sample sounds, as numbers from 0 to 1 under the taxonomy's names of qualities.

Each measure runs from the taxonomy's low end of the quality (0: dark, soft, short, clean ...) to its high end (1: bright,
punchy, long, noisy ...), on a scale that is logarithmic where hearing is:

    brightness   spectral centroid, power-weighted over time: 0 at 100 Hz, 1 at 10 kHz
    attack       rise from 10 % to 90 % into the loudest moment: 0 at 500 ms, 1 at 5 ms
    length       decay by 40 dB after the loudest moment, of a loop its duration: 0 at 30 ms, 1 at 10 s
    noisiness    spectral flatness, power-weighted over time: 0 at -60 dB (a tone), 1 at 0 dB (white noise)
    register     pitch, or the power-weighted centre of log frequency where there is none: 0 at 33 Hz, 1 at 4.2 kHz
    room         how much slower the end of a one-shot's decay is than its beginning: 0 equally fast, 1 sixteen times
    loudness     LUFS: 0 at -40, 1 at -6
    tonality     share of power that the median-filter separation calls harmonic
    weight       share of power below 150 Hz
    motion       spread of the centroid over time, in octaves: 0 none, 1 at 1.5
    busyness     onsets a beat, of loops: 0 none, 1 at four
    tempo        of loops: 0 at 60 bpm, 1 at 180
    mode         of what has a key: 0 minor, 1 major

The taxonomy's `distortion` has no measure here: partials tell a driven sound from one that is bright by nature only
beside the same sound undriven.
"""

from __future__ import annotations

import warnings

import librosa
import numpy as np
import pyloudnorm

from offline.analysis.sound import FRAME, RATE, Sound

QUIETEST = -70.0  # LUFS: the absolute gate of ITU-R BS.1770, below which nothing counts
_BLOCK = 0.4  # seconds, the gating block of BS.1770
_LOUDNESS_EXCERPT = 60.0  # seconds
_STEP = 32  # samples (1.5 ms) between points of the amplitude envelope
_MEDIAN = 17  # frames and bands of the separation's median filters
_FREQUENCIES = librosa.fft_frequencies(sr=RATE, n_fft=FRAME)


def loudness(samples: np.ndarray, sample_rate: int) -> float:
    """Integrated loudness in LUFS (ITU-R BS.1770-4), not below -70; of a long file, that of its first minute.

    A sound shorter than the standard's 400 ms block is measured in one block of its own length: its loudness while
    it sounds.
    """
    excerpt = np.nan_to_num(samples[: int(_LOUDNESS_EXCERPT * sample_rate)], posinf=0.0, neginf=0.0)
    if len(excerpt) < 2:
        return QUIETEST
    meter = pyloudnorm.Meter(sample_rate, block_size=min(_BLOCK, (len(excerpt) - 1) / sample_rate))
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value = float(meter.integrated_loudness(excerpt.astype(np.float64)))
    return max(QUIETEST, value) if np.isfinite(value) else QUIETEST


def timbre(sound: Sound) -> dict[str, float]:
    """The measures that need the sound alone: all but loudness, busyness, tempo and mode."""
    envelope = _envelope(sound.samples)
    level = sound.power.sum(axis=0)
    over_time = level / level.sum()
    over_frequency = sound.power.sum(axis=1) / sound.power.sum()
    centroid = librosa.feature.spectral_centroid(S=np.sqrt(sound.power), freq=_FREQUENCIES)[0]
    flatness = librosa.feature.spectral_flatness(S=sound.power, power=1.0)[0]
    audible = np.flatnonzero(_FREQUENCIES > 20.0)
    centre = 2 ** float(np.average(np.log2(_FREQUENCIES[audible]), weights=over_frequency[audible] + 1e-12))
    octaves = np.log2(np.maximum(centroid, 20.0))
    heard = np.where(level > level.max() * 1e-3, np.sqrt(level), 0.0)
    spread = np.sqrt(np.average((octaves - np.average(octaves, weights=heard)) ** 2, weights=heard))
    measures = {
        "brightness": log_scale(float(over_time @ centroid), 100.0, 10_000.0),
        "attack": log_scale(_attack_time(envelope), 0.5, 0.005),
        "length": length(_decay_time(envelope)),
        "noisiness": scale(10 * np.log10(max(float(over_time @ flatness), 1e-9)), -60.0, 0.0),
        "register": register(centre),
        "tonality": _harmonic_share(sound.mel[:, ::2]),
        "weight": scale(float(over_frequency[_FREQUENCIES < 150.0].sum()), 0.0, 1.0),
        "motion": scale(float(spread), 0.0, 1.5),
    }
    room = _room(envelope)
    return measures if room is None else measures | {"room": room}


def scale(value: float, low: float, high: float) -> float:
    """Where a value lies from `low` (0) to `high` (1), clipped."""
    return float(min(1.0, max(0.0, (value - low) / (high - low))))


def log_scale(value: float, low: float, high: float) -> float:
    """Where a positive value lies from `low` (0) to `high` (1) by ratio, clipped."""
    return scale(float(np.log(max(value, 1e-6))), float(np.log(low)), float(np.log(high)))


def length(seconds: float) -> float:
    """The measure of a decay or of a loop's duration."""
    return log_scale(seconds, 0.03, 10.0)


def register(frequency: float) -> float:
    """The measure of a fundamental, or of a centre of energy, in Hz."""
    return log_scale(frequency, 32.7, 4186.0)


def _envelope(samples: np.ndarray) -> np.ndarray:
    """Amplitude envelope: RMS over 6 ms, every 1.5 ms."""
    return librosa.feature.rms(y=samples, frame_length=4 * _STEP, hop_length=_STEP, pad_mode="constant")[0]


def _attack_time(envelope: np.ndarray) -> float:
    """Seconds from 10 % to 90 % of the rise into the loudest moment (log-attack time: Peeters, 2004)."""
    peak = int(np.argmax(envelope))
    before = envelope[max(0, peak - RATE // _STEP) : peak + 1]
    base = float(before.min())
    rise = float(before[-1]) - base
    # In a loop the rise starts at the last quiet moment before the peak, not at the beginning of the file.
    low = np.flatnonzero(before <= base + 0.1 * rise)
    high = np.flatnonzero(before >= base + 0.9 * rise)
    return float(high[high >= low[-1]][0] - low[-1]) * _STEP / RATE


def _decay_time(envelope: np.ndarray) -> float:
    """Seconds from the loudest moment to the last one within 40 dB of it."""
    peak = int(np.argmax(envelope))
    return float(np.flatnonzero(envelope >= 0.01 * envelope[peak])[-1] - peak) * _STEP / RATE


def _harmonic_share(mel: np.ndarray) -> float:
    """Harmonic share of power by median filtering (Fitzgerald, "Harmonic/percussive separation", DAFx 2010)."""
    # Silence on both sides, so that a short hit is a vertical line rather than a reflected, steady band.
    padded = np.pad(mel, ((0, 0), (_MEDIAN, _MEDIAN)))
    harmonic, percussive = librosa.decompose.hpss(padded, kernel_size=_MEDIAN)
    total = float(harmonic.sum() + percussive.sum())
    return scale(float(harmonic.sum()) / total, 0.0, 1.0) if total > 0 else 0.0


def _room(envelope: np.ndarray) -> float | None:
    """Late over early slope of the backward-integrated decay (Schroeder, JASA 37, 1965), on a log scale; None where
    the sound is cut before it has fallen by 35 dB.
    """
    energy = np.cumsum(envelope[int(np.argmax(envelope)) :][::-1] ** 2)[::-1]
    drop = -10 * np.log10(energy / energy[0] + 1e-12)
    early, late_from, late_to = np.searchsorted(drop, [10.0, 20.0, 35.0])
    if late_to >= len(drop) or early < 1:
        return None
    ratio = ((late_to - late_from) / 15) / (early / 10)
    return log_scale(ratio, 1.0, 16.0)
