"""Pitch of single notes and key of tonal material."""

from __future__ import annotations

from dataclasses import dataclass

import librosa
import numpy as np
from scipy import ndimage

from offline.analysis.sound import RATE, Sound
from retrieval_core.request import tonic_of

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
_FIRST_PARTIALS = np.array([1, 2, 3])
_STRONG, _FAINT = 0.1, 0.003  # beside the strongest partial
_CHROMA_FRAME = 4096
HARMONY_RATE = RATE / (_CHROMA_FRAME // 2)  # moments a second
_OPENING = 0.3  # seconds of the first note or chord
_START = 1.2  # seconds in which a loop states its first chord
_LOWEST = 33  # MIDI note of the lowest peak that is looked at: A1, 55 Hz
_NOTES = 64  # from there up: to 2 kHz
_TOP = 51  # of these are below 1 kHz, where peaks are mostly those of chords and tunes
_FAINTEST = 0.1  # of a moment's strongest peak
_LOUDNESS = 0.8  # exponent of magnitude, so that a loud note does not outvote the chord
_OVERTONE = 0.7  # strength of each overtone beside the one below it
_STEPS = 15  # of the decomposition into notes
_RARE = 0.06  # share of moments in which a note that is the lowest must be so to count as a bass note


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
    """Pitch of a single note: the median of YIN [1]_ over the second that follows the loudest moment, or the last one.

    The wave of a chord repeats at a fundamental that is in none of its notes: without its partials there is no pitch.

    [1] de Cheveigné and Kawahara, "YIN, a fundamental frequency estimator for speech and music", JASA 111 (2002).
    """
    size = int(_PITCH_SECONDS * RATE)
    start = min(int(np.argmax(np.abs(sound.samples))), max(0, len(sound.samples) - size))
    segment = sound.samples[start : start + size]
    # Frames that reach beyond a short sound would be judged on its silence.
    frame = _PITCH_FRAME if len(segment) >= _PITCH_FRAME else _PITCH_FRAME // 2
    segment = np.pad(segment, (0, max(0, frame - len(segment))))
    hop = max(frame // 16, (len(segment) - frame) // 10)
    fundamentals = librosa.yin(
        segment,
        fmin=26.0,
        fmax=5000.0,
        sr=RATE,
        frame_length=frame,
        hop_length=hop,
        center=False,
        trough_threshold=0.2,
    )
    notes = librosa.hz_to_midi(fundamentals)
    middle = float(np.median(notes))
    agree = float(np.mean(np.abs(notes - middle) < 0.5))
    return Pitch(middle, agree if _is_note(segment, middle) else 0.0)


def _is_note(segment: np.ndarray, midi: float) -> bool:
    """Whether a sound, shape (n,), has the fundamental of a note, which in low ones may be faint beside the next partials."""
    spectrum = np.abs(np.fft.rfft(segment * np.hanning(len(segment))))
    bins = librosa.midi_to_hz(midi + np.array([[-0.5], [0.5]])) * _FIRST_PARTIALS * len(segment) / RATE
    first, second, third = (
        spectrum[int(low) : int(high) + 2].max(initial=0.0) / spectrum.max() for low, high in bins.T
    )
    return bool(first >= _STRONG or (first >= _FAINT and min(second, third) >= _STRONG))


@dataclass(frozen=True, slots=True)
class Harmony:
    """Which notes sound when, semitones from A1 up, `HARMONY_RATE` moments a second.

    Attributes:
        peaks: strength of the spectral peaks, overtones among them, shape (notes, moments).
        played: strength of the notes that explain them, same shape.
        sustained: share of power in spectral peaks that last from one window (93 ms) to the next.
    """

    peaks: np.ndarray
    played: np.ndarray
    sustained: float

    @property
    def spread(self) -> float:
        """Entropy of the pitch classes, 0 where one sounds alone, 1 where all are equal."""
        shares = _classes(self.peaks)
        shares = shares[shares > 0]
        return float(-(shares * np.log(shares)).sum() / np.log(12))

    @property
    def clarity(self) -> float:
        """How well the pitch classes fit the profile of any key, at most 1."""
        return float(_correlation(_PROFILES, _classes(self.peaks)).max())

    @property
    def changes(self) -> np.ndarray:
        """By how much the pitch classes change at each moment, shape (moments,), 0 to 1."""
        moments = _fold(self.peaks)
        # One minus the cosine between the two moments before, and the two from it on.
        root = np.pad(np.sqrt(moments / np.maximum(moments.sum(axis=0), 1e-9)), ((0, 0), (2, 1)))
        before, after = root[:, 1:-2] + root[:, :-3], root[:, 2:-1] + root[:, 3:]
        cosine = (before * after).sum(axis=0) / np.maximum(
            np.linalg.norm(before, axis=0) * np.linalg.norm(after, axis=0), 1e-9
        )
        changes = 1 - cosine
        changes[0] = 0.0
        return changes


def harmony(sound: Sound) -> Harmony:
    """Notes of a sound, from spectral peaks, tuning corrected.

    Peaks are found by parabolic interpolation (librosa.piptrack). The notes that explain them, each with overtones that
    fall off evenly, are the non-negative least squares solution (Mauch and Dixon, "Approximate note transcription for
    the improved identification of difficult chords", ISMIR 2010).
    """
    before = _CHROMA_FRAME // 2
    samples = np.pad(sound.samples, (before, max(before, _CHROMA_FRAME - len(sound.samples))))
    spectrum = np.abs(librosa.stft(samples, n_fft=_CHROMA_FRAME, hop_length=before, center=False))
    pitches, magnitudes = librosa.piptrack(
        S=spectrum,
        sr=RATE,
        fmin=float(librosa.midi_to_hz(_LOWEST)),
        fmax=2000.0,
        threshold=_FAINTEST,
    )
    peaks = np.zeros((_NOTES, spectrum.shape[1]))
    found = magnitudes > 0
    if not found.any():
        return Harmony(peaks[:_TOP], peaks, 0.0)
    weight = magnitudes[found] ** _LOUDNESS
    tuning = librosa.pitch_tuning(pitches[found][weight >= np.median(weight)])
    notes = np.round(librosa.hz_to_midi(pitches[found]) - tuning).astype(int) - _LOWEST
    np.add.at(peaks, (np.clip(notes, 0, _NOTES - 1), np.nonzero(found)[1]), weight)
    lasting = found[:, 1:] & ndimage.binary_dilation(found, np.ones((3, 1)))[:, :-1]
    sustained = (magnitudes[:, 1:][lasting] ** 2).sum() / (spectrum**2).sum()
    return Harmony(peaks[:_TOP], _explained(peaks), float(min(1.0, sustained)))


def _explained(peaks: np.ndarray) -> np.ndarray:
    """Non-negative strengths of notes with overtones that together come closest to the peaks, same shape.

    By multiplicative updates (Lee and Seung, "Algorithms for non-negative matrix factorization", NIPS 2000).
    """
    products = _OVERTONES.T @ peaks
    played = products.copy()
    for _ in range(_STEPS):
        played *= products / (_OVERTONES.T @ (_OVERTONES @ played) + 1e-9)
    return played


def _overtones() -> np.ndarray:
    """Peaks of each note, shape (notes, notes): column by column, eight partials."""
    peaks = np.zeros((_NOTES, _NOTES))
    for partial in range(1, 9):
        step = round(12 * np.log2(partial))
        peaks += np.diag(np.full(_NOTES - step, _OVERTONE ** (partial - 1)), -step)
    return peaks


_OVERTONES = _overtones()


def _fold(notes: np.ndarray) -> np.ndarray:
    """Strength of the pitch classes, C first, of that of notes from A1 up (notes, moments): shape (12, moments)."""
    aligned = np.pad(notes, ((_LOWEST % 12, -(_LOWEST + len(notes)) % 12), (0, 0)))
    return aligned.reshape(-1, 12, notes.shape[1]).sum(axis=0)


def _classes(notes: np.ndarray) -> np.ndarray:
    """Shares of the pitch classes over all moments, shape (12,); even ones where nothing sounds."""
    strength = _fold(notes).sum(axis=1)
    total = strength.sum()
    return strength / total if total > 0 else np.full(12, 1 / 12)


def _lowest(notes: np.ndarray, faintest: float) -> np.ndarray:
    """1 where a note is the lowest of those at least so strong beside the moment's strongest, else 0, same shape."""
    notable = (notes > 0) & (notes >= faintest * notes.max(axis=0))
    return (notable & (np.cumsum(notable, axis=0) == 1)).astype(float)


def _deepest(played: np.ndarray) -> np.ndarray:
    """1 where a note is the lowest that is the bass of more than a few moments, else 0, shape (notes, 1)."""
    basses = np.flatnonzero(_lowest(played, 0.25).sum(axis=1) >= max(1, _RARE * played.shape[1]))
    deepest = np.zeros((len(played), 1))
    deepest[basses[:1]] = 1.0
    return deepest


def note_midi(name: str) -> int:
    """MIDI note of a name as `note_name` writes it.

    >>> note_midi("C4"), note_midi("F#-1")
    (60, 6)
    """
    tonic = tonic_of(name)
    return TONICS.index(tonic) + 12 * (int(name[len(tonic) :]) + 1)


def key(harmony: Harmony) -> Key:
    """The likeliest key: by profile correlation [1]_ over the whole, and by a loop's habits: to begin on its tonic
    and on its chord, and to have its tonic in the bass.

    Chords and scales are looked for in the peaks, whose overtones support a chord's root, tunes in the notes behind
    them. The weights are of a conditional logit over the 24 keys, fitted on synthesised loops and rounded; that of the
    opening is held down in favour of the profile, as real tunes often open on another note than their tonic.

    [1] Krumhansl, "Cognitive Foundations of Musical Pitch", 1990, chapter 4; profiles: Albrecht and Shanahan, "The use
    of large corpora to train a new type of key-finding algorithm", Music Perception 31, 2013.
    """
    peaks, played = harmony.peaks, harmony.played
    moments = peaks.shape[1]
    start = max(1, min(round(_START * HARMONY_RATE), moments // 4))
    low = np.clip((60 - _LOWEST - np.arange(_NOTES)) / 24, 0, 1)[:, None]  # all below C2, nothing from C4 up
    score = (
        5.5 * _correlation(_SCALES, _classes(peaks))
        + 3.0 * _correlation(_PROFILES, _classes(played))
        + 3.5 * _correlation(_TRIADS, _classes(peaks[:, :start]))
        + 2.0 * _correlation(_TRIADS, _classes(played[:, : max(1, moments // 2)]))
        + np.tile(2.0 * _classes(played[:, : round(_OPENING * HARMONY_RATE)]), 2)
        + np.tile(4.0 * _classes(played[:, :start] * low), 2)
        + np.tile(2.8 * _classes(_lowest(peaks, 0.0)), 2)
        + np.tile(0.6 * _classes(_deepest(played)), 2)
        + np.repeat([0.0, 0.8], 12)  # minor keys are the more usual ones
    )
    return _likeliest(score)


def chord(harmony: Harmony) -> Key:
    """Root and mode of a chord that is struck once, in any inversion.

    By correlation of the peaks, and of the notes behind them, faint ones and all, with the triads (Fujishima, "Realtime chord
    recognition of musical sound", ICMC 1999); of what fits several, the lowest note is rather the root. The weights are of a
    conditional logit over the 24 keys, fitted on synthesised chords in all positions, and rounded.
    """
    return _likeliest(
        2.1 * _correlation(_TRIADS, _classes(harmony.peaks))
        + 3.6 * _correlation(_TRIADS, _classes(harmony.played))
        + 6.7 * _correlation(_TRIADS, _classes(np.sqrt(harmony.played)))
        + np.tile(0.6 * _classes(_deepest(harmony.played)), 2)
        + np.repeat([0.0, 0.7], 12)
    )


def _likeliest(score: np.ndarray) -> Key:
    """The key of the highest logit among 24, major ones first."""
    probability = np.exp(score - score.max())
    probability /= probability.sum()
    best = int(np.argmax(probability))
    return Key(f"{TONICS[best % 12]} {MODES[best // 12]}", float(probability[best]))


def tonality(harmony: Harmony, noisiness: float) -> float:
    """Probability that a sound has a key, rather than being a drum loop: a logistic model fitted on synthesised loops.

    Parameters:
        harmony: its notes.
        noisiness: the measure of that name.
    """
    logit = 11.0 * harmony.sustained - 1.4 * harmony.spread - 6.7 * noisiness + 15.0 * harmony.clarity - 7.6
    return float(1 / (1 + np.exp(-logit)))


def _correlation(templates: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Pearson correlation with a template for C major and one for C minor on all tonics, shape (24,), major first."""
    rotated = np.stack([np.roll(template, step) for template in templates for step in range(12)])
    rotated -= rotated.mean(axis=1, keepdims=True)
    centred = shares - shares.mean()
    norm = np.linalg.norm(rotated, axis=1) * np.linalg.norm(centred)
    return np.divide(rotated @ centred, norm, out=np.zeros(24), where=norm > 0)
