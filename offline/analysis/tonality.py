"""Pitch of single notes and key of tonal material."""

from __future__ import annotations

from dataclasses import dataclass

import librosa
import numpy as np

from offline.analysis.sound import RATE, Sound

TONICS = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
MODES = ("major", "minor")

# Key profiles: Temperley, "Music and Probability" (2007), from the Kostka-Payne corpus; C major and C minor.
PROFILES = np.array(
    [
        [0.748, 0.060, 0.488, 0.082, 0.670, 0.460, 0.096, 0.715, 0.104, 0.366, 0.057, 0.400],
        [0.712, 0.084, 0.474, 0.618, 0.049, 0.460, 0.105, 0.747, 0.404, 0.067, 0.133, 0.330],
    ]
)

_PITCH_FRAME = 4096
_PITCH_SECONDS = 1.0
_CHROMA_FRAME = 8192


@dataclass(frozen=True, slots=True)
class Pitch:
    """A steady fundamental: `midi` (69 is A4 at 440 Hz, fractions are cents) and the share of frames that agree on it."""

    midi: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Key:
    """Tonic and mode, as in "A minor", and the probability the profiles give it among the 24 keys."""

    name: str
    confidence: float


def note_name(midi: float) -> str:
    """Name of the nearest note, sharps only, as in "F#1" (60 is "C4")."""
    nearest = round(midi)
    return f"{TONICS[nearest % 12]}{nearest // 12 - 1}"


def pitch(sound: Sound) -> Pitch:
    """Pitch of a single note: the median of YIN [1]_ over the second that follows the loudest moment.

    [1] de Cheveigné and Kawahara, "YIN, a fundamental frequency estimator for speech and music", JASA 111 (2002).
    """
    start = int(np.argmax(np.abs(sound.samples)))
    segment = sound.samples[start : start + int(_PITCH_SECONDS * RATE)]
    # Frames that reach beyond a short sound would be judged on its silence.
    frame = _PITCH_FRAME if len(segment) >= _PITCH_FRAME else _PITCH_FRAME // 2
    segment = np.pad(segment, (0, max(0, frame - len(segment))))
    hop = max(frame // 16, (len(segment) - frame) // 10)
    fundamentals = librosa.yin(
        segment, fmin=26.0, fmax=4400.0, sr=RATE, frame_length=frame, hop_length=hop, center=False, trough_threshold=0.2
    )
    notes = librosa.hz_to_midi(fundamentals)
    middle = float(np.median(notes))
    agree = float(np.mean(np.abs(notes - middle) < 0.5))
    return Pitch(middle, agree)


def chroma(sound: Sound) -> np.ndarray:
    """Share of each pitch class, shape (12,), C first: spectral peaks folded to one octave, tuning corrected.

    Peaks are found by parabolic interpolation (librosa.piptrack) in long windows, in which drum hits smear out, and
    weighted by the square root of their magnitude, so that loud notes do not outvote the chord (cf. HPCP: Gómez,
    "Tonal description of music audio signals", 2006).
    """
    samples = np.pad(sound.samples, (0, max(0, _CHROMA_FRAME - len(sound.samples))))
    spectrum = np.abs(librosa.stft(samples, n_fft=_CHROMA_FRAME, hop_length=_CHROMA_FRAME // 4, center=False))
    pitches, magnitudes = librosa.piptrack(S=spectrum, sr=RATE, fmin=50.0, fmax=2100.0, threshold=0.02)
    found = magnitudes > 0
    if not found.any():
        return np.full(12, 1 / 12)
    notes = librosa.hz_to_midi(pitches[found])
    weights = np.sqrt(magnitudes[found])
    tuning = librosa.pitch_tuning(pitches[found][weights >= np.median(weights)])
    classes = np.round(notes - tuning).astype(int) % 12
    histogram = np.bincount(classes, weights=weights, minlength=12)
    return histogram / histogram.sum()


def key(pitch_classes: np.ndarray, tonic: str | None = None) -> Key:
    """The key whose profile correlates best with a chroma, as in Krumhansl [1]_ with Temperley's profiles.

    Args:
        pitch_classes: shape (12,), C first.
        tonic: consider the two keys on this tonic only.

    [1] Krumhansl, "Cognitive Foundations of Musical Pitch", 1990, chapter 4.
    """
    rotated = np.stack([np.roll(profile, step) for profile in PROFILES for step in range(12)])
    rotated = rotated - rotated.mean(axis=1, keepdims=True)
    centred = pitch_classes - pitch_classes.mean()
    norm = np.linalg.norm(rotated, axis=1) * np.linalg.norm(centred)
    correlation = np.divide(rotated @ centred, norm, out=np.zeros(24), where=norm > 0)
    weight = np.exp(12.0 * correlation)
    if tonic is not None:
        weight *= np.arange(24) % 12 == TONICS.index(tonic)
    weight /= weight.sum()
    best = int(np.argmax(weight))
    return Key(f"{TONICS[best % 12]} {MODES[best // 12]}", float(weight[best]))


def note_midi(name: str) -> int:
    """MIDI note of a name as `note_name` writes it.

    >>> note_midi("C4"), note_midi("F#-1")
    (60, 6)
    """
    tonic = name.rstrip("-0123456789")
    return TONICS.index(tonic) + 12 * (int(name[len(tonic) :]) + 1)
