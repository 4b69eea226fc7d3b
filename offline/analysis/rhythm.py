"""One-shot or loop, and the tempo of loops."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import librosa
import numpy as np
from scipy import ndimage

from offline.analysis.sound import HOP, RATE, Sound
from offline.analysis.tonality import HARMONY_RATE

SLOWEST, FASTEST = 60.0, 185.0  # bpm that are considered
_FRAMES = RATE / HOP  # onset envelope frames a second
SHORTEST_LOOP = 0.6  # seconds: two beats at the fastest
_LONGEST_LOOP = 40.0  # seconds; longer files are not taken for a whole number of bars
_FREE_STEP = 1.01  # ratio between neighbouring tempi that fit no whole number of beats
_POINTS = 1 << 15  # of the Fourier tempogram: 0.16 bpm apart

# What speaks for a tempo, with the weight of each in a conditional logit over the candidates: fitted on synthesised
# loops, rounded. Periodicity is read at these multiples of the beat's period and of its rate.
_LAGS = {1 / 3: 5.0, 1.0: 4.0, 1.5: 2.0, 3.0: -1.0, 4.0: 2.5}
_RATES = {0.5: 6.0, 1.0: 4.0, 1.5: 3.0, 2.0: 4.0, 4.0: 12.0, 8.0: 4.0}
_LOW_LAGS = {2.0: -1.6, 4.0: 1.9}
_LOW_RATES = {0.5: -3.0, 1.0: -8.2, 2.0: -5.7}
_LOW_BANDS = 8  # mel bands below some 400 Hz, where a kick and a bass are
_ONSETS = 0.55  # of the periodicity of all onsets together
# Beats on which harmony changes: on any, on the second of two, on the third of four.
_HARMONY = {(1, 0): 2.7, (2, 1): -2.5, (4, 2): -1.7}
_USUAL, _UNUSUAL = 108.0, -5.4  # bpm, and weight of the squared distance from it in octaves
_DENSE = -0.35  # weight of the squared distance, in octaves, from one onset a beat
_PHRASE = 5.5  # the file holds 1, 2, 4 ... bars
_BAR = 3.0  # whole bars
_TRIPLE = -1.4  # a multiple of three beats
_EXACT = 0.01  # bpm from a round tempo that a file cut to the sample keeps within
_ROUND = 6.6  # the file is as long as whole beats at a tempo without a fraction, as producers set it


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Tempo and kind.

    Attributes:
        tempo: bpm of the best candidate, whether the sample is a loop or not; None where there is no onset.
        tempo_confidence: its probability among the candidates, those within 4 % of it included.
        loop: probability that the sample is a loop.
        onsets: number of onsets a second.
    """

    tempo: float | None
    tempo_confidence: float
    loop: float
    onsets: float


SILENT = Rhythm(tempo=None, tempo_confidence=0.0, loop=0.0, onsets=0.0)


def rhythm(sound: Sound, changes: np.ndarray) -> Rhythm:
    """Tempo, and whether a sample is a loop.

    The onset strength of the mel spectrum (librosa) is compared with every tempo that makes the file a whole number of
    beats and with a grid of free tempi. Autocorrelation peaks at multiples of the beat's period, the Fourier tempogram
    at multiples of its rate, so that together they name the beat (Peeters, "Template-based estimation of time-varying
    tempo", EURASIP JASP 2007); half and double are told apart by the eighths and sixteenths between beats, by whole
    bars, by tempi without a fraction, by a preference for usual ones, and by harmony, which changes on the beats of a bar
    that are strong, counted from the start of the file.

    Args:
        sound: the sample.
        changes: of its harmony, as `Harmony.changes`; empty where that was not looked at.
    """
    envelope = librosa.onset.onset_strength(S=librosa.power_to_db(sound.mel), sr=RATE, hop_length=HOP)
    if not np.ptp(envelope) > 0:
        return SILENT
    bpm, beats = _candidates(sound)
    periodicity = _periodicity(envelope, bpm, _LAGS, _RATES)
    low = librosa.onset.onset_strength(S=librosa.power_to_db(sound.mel[:_LOW_BANDS]), sr=RATE, hop_length=HOP)
    bars = (beats > 0) & (beats % 4 == 0) & (np.abs(bpm - np.round(bpm)) < _EXACT)
    onsets = librosa.onset.onset_detect(onset_envelope=envelope, sr=RATE, hop_length=HOP, delta=0.2)
    often = len(onsets) * RATE / len(sound.samples)
    score = (
        _ONSETS * periodicity
        + _periodicity(low, bpm, _LOW_LAGS, _LOW_RATES)
        + sum(w * _on_beats(changes, bpm, every, at) for (every, at), w in _HARMONY.items())
        + _UNUSUAL * np.log2(bpm / _USUAL) ** 2
        + _DENSE * np.log2(max(often, 0.1) * 60 / bpm) ** 2
        + _metre(bpm, beats)
    )
    probability = np.exp(score - score.max())
    probability /= probability.sum()
    best = int(np.argmax(score))
    near = np.abs(bpm / bpm[best] - 1) < 0.04
    return Rhythm(
        tempo=float(bpm[best]),
        tempo_confidence=float(probability[near].sum()),
        loop=_loop_probability(sound, float(periodicity[best]), bool(bars[best])),
        onsets=often,
    )


def _candidates(sound: Sound) -> tuple[np.ndarray, np.ndarray]:
    """Tempi in bpm, shape (n,), and how many beats each makes of the file, shape (n,), 0 where that is not whole."""
    free = SLOWEST * _FREE_STEP ** np.arange(np.log(FASTEST / SLOWEST) / np.log(_FREE_STEP))
    most = int(sound.duration * FASTEST / 60) if sound.duration <= _LONGEST_LOOP else 0
    whole = np.arange(1, most + 1)
    bpm = np.concatenate([free, 60 * whole / sound.duration])
    beats = np.concatenate([np.zeros(len(free), dtype=int), whole])
    kept = bpm >= SLOWEST
    return bpm[kept], beats[kept]


def _periodicity(
    envelope: np.ndarray, bpm: np.ndarray, lags: Mapping[float, float], rates: Mapping[float, float]
) -> np.ndarray:
    """Weighted evidence of the onsets for each tempo, shape (n,); the weights are those of multiples of period and rate."""
    if not np.ptp(envelope) > 0:
        return np.zeros(len(bpm))
    centred = envelope - envelope.mean()
    size = len(centred)
    correlation = librosa.autocorrelate(centred) / (size - np.arange(size))
    correlation /= correlation[0]
    correlation[int(0.75 * size) :] = 0.0  # too few frames overlap
    spectrum = np.abs(np.fft.rfft(centred, _POINTS)) / np.sqrt((centred**2).sum() * size / 2)
    frequency = np.arange(len(spectrum)) * _FRAMES / _POINTS
    found = np.zeros(len(bpm))
    for lag, weight in lags.items():
        found += weight * np.interp(60 * _FRAMES / bpm * lag, np.arange(size), correlation)
    for rate, weight in rates.items():
        found += weight * np.interp(bpm / 60 * rate, frequency, spectrum)
    return found


def _on_beats(changes: np.ndarray, bpm: np.ndarray, every: int, at: int) -> np.ndarray:
    """How much more harmony changes on every so-manieth beat of each tempo than elsewhere, as a logarithm, shape (n,).

    Parameters:
        at: the first such beat; 0 is the start of the file.
    """
    if not np.any(changes > 0):
        return np.zeros(len(bpm))
    near = ndimage.maximum_filter1d(changes, 5, mode="wrap")  # a chord is played early or late
    usual = near.mean()
    seconds = len(changes) / HARMONY_RATE
    found = np.zeros(len(bpm))
    for place, period in enumerate(60 / bpm):
        moments = np.round(np.arange(at * period, seconds, every * period) * HARMONY_RATE).astype(int)
        moments = moments[moments < len(near)]
        if len(moments):
            found[place] = np.log(near[moments].mean() / usual + 0.05)
    return found


def _metre(bpm: np.ndarray, beats: np.ndarray) -> np.ndarray:
    """What a whole number of beats or bars adds to a tempo's score, shape (n,)."""
    whole = beats > 0
    phrase = np.isin(beats, (4, 8, 16, 32, 64))
    bars, triple = whole & (beats % 4 == 0), whole & (beats % 3 == 0)
    without_fraction = whole & (np.abs(bpm - np.round(bpm)) < _EXACT)
    return _PHRASE * phrase + _BAR * bars + _TRIPLE * triple + _ROUND * without_fraction


def _loop_probability(sound: Sound, periodicity: float, bars: bool) -> float:
    """Logistic model, fitted on synthesised samples and CC0 and CC BY recordings, weights rounded.

    It weighs length, how far the level rises again after it fell, how loud the end is, how periodic the onsets are, and
    whether the file is as long as whole bars at a round tempo.
    """
    if sound.sounding < SHORTEST_LOOP:
        return 0.0
    level = librosa.power_to_db(sound.mel.sum(axis=0), ref=np.max, top_db=60.0)
    level = np.convolve(np.pad(level, 2, mode="edge"), np.full(5, 0.2), "valid")
    falling = level[int(np.argmax(level >= level.max() - 6.0)) :]
    rise = float((falling - np.minimum.accumulate(falling)).max())
    quarter = max(1, sound.mel.shape[1] // 4)
    end = 10 * np.log10(float(sound.mel[:, -quarter:].sum() / sound.mel.sum()) + 1e-9)
    logit = 0.82 * np.log2(sound.sounding) + 0.085 * rise + 0.09 * end + 0.47 * periodicity + 3.0 * bars - 5.7
    return float(1 / (1 + np.exp(-logit)))
