"""Pitch of single notes and key of tonal material."""

from __future__ import annotations

from dataclasses import dataclass

import librosa
import numpy as np
from scipy import ndimage

from offline.analysis.sound import RATE, Sound

TONICS = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
MODES = ("major", "minor")

# Templates for C major and C minor.
_PROFILES = np.array(
    [
        [0.238, 0.006, 0.111, 0.006, 0.137, 0.094, 0.016, 0.214, 0.009, 0.080, 0.008, 0.081],
        [0.220, 0.006, 0.104, 0.123, 0.019, 0.103, 0.012, 0.214, 0.062, 0.022, 0.061, 0.052],
    ]
)
_SCALES = np.array([[1.0, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1], [1.0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0]])
_TRIADS = np.array([[1.0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0], [1.0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0]])

_PITCH_FRAME = 4096
_PITCH_SECONDS = 1.0
_CHROMA_FRAME = 4096
HARMONY_RATE = RATE / (_CHROMA_FRAME // 2)  # moments a second
_OPENING = 0.3  # seconds of the first note or chord
_START = 1.2  # seconds in which a loop states its first chord


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
        segment,
        fmin=26.0,
        fmax=4400.0,
        sr=RATE,
        frame_length=frame,
        hop_length=hop,
        center=False,
        trough_threshold=0.2,
    )
    notes = librosa.hz_to_midi(fundamentals)
    middle = float(np.median(notes))
    agree = float(np.mean(np.abs(notes - middle) < 0.5))
    return Pitch(middle, agree)


@dataclass(frozen=True, slots=True)
class Harmony:
    """Shares of the pitch classes, each of shape (12,), C first, and how much of the sound they are.

    Attributes:
        whole: over all of the sound.
        opening: of its first moment.
        start: over its beginning.
        bass: over its beginning below C4.
        lowest: of the lowest strong peak of each moment, over all of the sound.
        sustained: share of power in spectral peaks that last from one window (93 ms) to the next.
        changes: by how much the pitch classes change at each moment, shape (frames,), 0 to 1, `HARMONY_RATE` a second.
    """

    whole: np.ndarray
    opening: np.ndarray
    start: np.ndarray
    bass: np.ndarray
    lowest: np.ndarray
    sustained: float
    changes: np.ndarray

    @property
    def spread(self) -> float:
        """Entropy of the pitch classes, 0 where one sounds alone, 1 where all are equal."""
        shares = self.whole[self.whole > 0]
        return float(-(shares * np.log(shares)).sum() / np.log(12))

    @property
    def clarity(self) -> float:
        """How well the pitch classes fit the profile of any key, at most 1."""
        return float(_correlation(_PROFILES, self.whole).max())


def harmony(sound: Sound) -> Harmony:
    """Pitch classes of a sound, from spectral peaks folded to one octave, tuning corrected.

    Peaks are found by parabolic interpolation (librosa.piptrack) and weighted by the square root of their magnitude, so
    that a loud note does not outvote the chord (cf. HPCP: Gomez, "Tonal description of music audio signals", 2006).
    """
    before = _CHROMA_FRAME // 2
    samples = np.pad(sound.samples, (before, max(before, _CHROMA_FRAME - len(sound.samples))))
    spectrum = np.abs(librosa.stft(samples, n_fft=_CHROMA_FRAME, hop_length=before, center=False))
    pitches, magnitudes = librosa.piptrack(S=spectrum, sr=RATE, fmin=55.0, fmax=2000.0, threshold=0.02)
    found = (magnitudes > 0) & (pitches < 1000.0)
    if not found.any():
        even = np.full(12, 1 / 12)
        return Harmony(even, even, even, even, even, 0.0, np.zeros(spectrum.shape[1]))
    weight = np.sqrt(magnitudes[found])
    notes = librosa.hz_to_midi(pitches[found])
    tuning = librosa.pitch_tuning(pitches[found][weight >= np.median(weight)])
    classes = np.round(notes - tuning).astype(int) % 12
    frame = np.nonzero(found)[1]
    first = frame < max(1, min(round(_START * RATE / before), round(0.25 * spectrum.shape[1])))
    low = np.clip((60 - notes) / 24, 0, 1)  # all of what is below C2, nothing of what is above C4

    def share(weights: np.ndarray) -> np.ndarray:
        total = weights.sum()
        return (
            np.bincount(classes, weights=weights, minlength=12) / total if total > 0 else np.full(12, 1 / 12)
        )

    strong = magnitudes > 0.1 * spectrum.max(axis=0)
    lasting = strong[:, 1:] & ndimage.binary_dilation(strong, np.ones((3, 1)))[:, :-1]
    sustained = (magnitudes[:, 1:][lasting] ** 2).sum() / (spectrum**2).sum()
    notable = strong & found
    lowest = notable & (np.cumsum(notable, axis=0) == 1)
    moments = np.zeros((12, spectrum.shape[1]))
    np.add.at(moments, (classes, frame), weight)
    return Harmony(
        share(weight),
        share(weight * (frame < max(1, round(_OPENING * HARMONY_RATE)))),
        share(weight * first),
        share(weight * first * low),
        share(lowest[found].astype(float)),
        float(min(1.0, sustained)),
        _changes(moments),
    )


def _changes(moments: np.ndarray) -> np.ndarray:
    """One minus the cosine of the pitch classes (12, frames) of the two moments before each moment, and from it on."""
    root = np.pad(np.sqrt(moments / np.maximum(moments.sum(axis=0), 1e-9)), ((0, 0), (2, 1)))
    before, after = root[:, 1:-2] + root[:, :-3], root[:, 2:-1] + root[:, 3:]
    cosine = (before * after).sum(axis=0) / np.maximum(
        np.linalg.norm(before, axis=0) * np.linalg.norm(after, axis=0), 1e-9
    )
    changes = 1 - cosine
    changes[0] = 0.0
    return changes


def note_midi(name: str) -> int:
    """MIDI note of a name as `note_name` writes it.

    >>> note_midi("C4"), note_midi("F#-1")
    (60, 6)
    """
    tonic = name.rstrip("-0123456789")
    return TONICS.index(tonic) + 12 * (int(name[len(tonic) :]) + 1)


def key(harmony: Harmony, tonic: str | None = None) -> Key:
    """The likeliest key: by profile correlation [1]_ over the whole, and by a loop's habits: to begin on its tonic
    and on its chord, and to have its tonic in the bass.

    The weights are of a conditional logit over the 24 keys, fitted on synthesised loops and rounded.

    Args:
        harmony: the pitch classes.
        tonic: consider the two keys on this tonic only.

    [1] Krumhansl, "Cognitive Foundations of Musical Pitch", 1990, chapter 4; profiles: Albrecht and Shanahan, "The use
    of large corpora to train a new type of key-finding algorithm", Music Perception 31, 2013.
    """
    score = (
        3.0 * _correlation(_PROFILES, harmony.whole)
        + 4.5 * _correlation(_SCALES, harmony.whole)
        + 6.5 * _correlation(_TRIADS, harmony.start)
        + 2.5 * np.tile(harmony.opening, 2)
        + 2.0 * np.tile(harmony.bass, 2)
        + 4.0 * np.tile(harmony.lowest, 2)
        + np.repeat([0.0, 0.8], 12)  # minor keys are the more usual ones
    )
    probability = np.exp(score - score.max())
    if tonic is not None:
        probability *= np.arange(24) % 12 == TONICS.index(tonic)
    probability /= probability.sum()
    best = int(np.argmax(probability))
    return Key(f"{TONICS[best % 12]} {MODES[best // 12]}", float(probability[best]))


def tonality(harmony: Harmony, noisiness: float) -> float:
    """Probability that a sound has a key, rather than being a drum loop: a logistic model fitted on synthesised loops.

    Args:
        harmony: its pitch classes.
        noisiness: the measure of that name.
    """
    logit = 10.8 * harmony.sustained - 2.2 * harmony.spread - 7.4 * noisiness + 9.9 * harmony.clarity - 2.5
    return float(1 / (1 + np.exp(-logit)))


def _correlation(templates: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Pearson correlation with a template for C major and one for C minor on all tonics, shape (24,), major first."""
    rotated = np.stack([np.roll(template, step) for template in templates for step in range(12)])
    rotated -= rotated.mean(axis=1, keepdims=True)
    centred = shares - shares.mean()
    norm = np.linalg.norm(rotated, axis=1) * np.linalg.norm(centred)
    return np.divide(rotated @ centred, norm, out=np.zeros(24), where=norm > 0)
