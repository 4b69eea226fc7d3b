"""One-shot or loop, and the tempo of loops."""

from __future__ import annotations

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
_FREE_STEP = 0.5  # bpm between tempi that fit no whole number of beats; tempi without a fraction are met
_POINTS = 1 << 15  # of the Fourier tempogram: 0.16 bpm apart

# What speaks for a tempo, with the weight of each in a conditional logit over the candidates: fitted on synthesised
# loops, rounded. Periodicity is read at these multiples of the beat's period and of its rate.
_LAGS = {1 / 3: 4.0, 1.0: 1.0, 4.0: 2.3}
_RATES = {0.5: 2.8, 1.0: -1.3, 2.0: 2.2, 4.0: 8.0, 8.0: 3.5}
# Sixteenths of a bar of four, by how strong a place they are: first beat, third beat, second and fourth, eighths between
# beats, sixteenths between those.
_STRENGTHS = np.array([0, 4, 3, 4, 2, 4, 3, 4, 1, 4, 3, 4, 2, 4, 3, 4])
_ONSETS = np.array([0.2, -0.2, 0.4, 1.2, 0.7])  # weights of how strong the onsets are there
_CHANGES = np.array([0.3, -1.1, -1.7, 0.0, -0.9])  # and of how much harmony changes
_LATE = 0.035  # seconds by which librosa's onset strength follows the sound where frames are as short as ours
_USUAL, _UNUSUAL = 108.0, -5.3  # bpm, and weight of the squared distance from it in octaves
_DENSE = -0.25  # weight of the squared distance, in octaves, from one onset a beat
_PHRASE = 5.5  # the file holds 1, 2, 4 ... bars
_BAR = 4.5  # whole bars
_TRIPLE = -3.5  # a multiple of three beats
_EXACT = 0.01  # bpm from a round tempo that a file cut to the sample keeps within
_SAMPLE = 25e-6  # seconds by which a file cut to the sample may differ from its bars
_ROUND = 7.3  # the file is as long as whole beats at a tempo without a fraction, as producers set it


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
    bars, by tempi without a fraction, by a preference for usual ones, and by where in the bar onsets and changes of
    harmony are, counted from the start of the file, silence included: that is where producers cut.

    Args:
        sound: the sample.
        changes: of its harmony, as `Harmony.changes`; empty where that was not looked at.
    """
    envelope = librosa.onset.onset_strength(S=librosa.power_to_db(sound.mel), sr=RATE, hop_length=HOP)
    if not np.ptp(envelope) > 0:
        return SILENT
    bpm, beats = _candidates(sound)
    periodicity = _periodicity(envelope, bpm)
    onsets = librosa.onset.onset_detect(onset_envelope=envelope, sr=RATE, hop_length=HOP, delta=0.2)
    often = len(onsets) * RATE / len(sound.samples)
    score = (
        periodicity
        + _in_bars(envelope, _FRAMES, sound.lead - _LATE, bpm) @ _ONSETS
        + _in_bars(changes, HARMONY_RATE, sound.lead - 0.5 / HARMONY_RATE, bpm) @ _CHANGES
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
        loop=_loop_probability(sound, float(periodicity[best])),
        onsets=often,
    )


def _candidates(sound: Sound) -> tuple[np.ndarray, np.ndarray]:
    """Tempi in bpm, shape (n,), and how many beats each makes of the file, shape (n,), 0 where that is not whole."""
    free = np.arange(SLOWEST, FASTEST, _FREE_STEP)
    most = int(sound.duration * FASTEST / 60) if sound.duration <= _LONGEST_LOOP else 0
    whole = np.arange(1, most + 1)
    bpm = np.concatenate([free, 60 * whole / sound.duration])
    beats = np.concatenate([np.zeros(len(free), dtype=int), whole])
    kept = bpm >= SLOWEST
    return bpm[kept], beats[kept]


def _periodicity(envelope: np.ndarray, bpm: np.ndarray) -> np.ndarray:
    """Weighted evidence of the onsets for each tempo, shape (n,)."""
    centred = envelope - envelope.mean()
    size = len(centred)
    correlation = librosa.autocorrelate(centred) / (size - np.arange(size))
    correlation /= correlation[0]
    correlation[int(0.75 * size) :] = 0.0  # too few frames overlap
    spectrum = np.abs(np.fft.rfft(centred, _POINTS)) / np.sqrt((centred**2).sum() * size / 2)
    frequency = np.arange(len(spectrum)) * _FRAMES / _POINTS
    found = np.zeros(len(bpm))
    for lag, weight in _LAGS.items():
        found += weight * np.interp(60 * _FRAMES / bpm * lag, np.arange(size), correlation)
    for rate, weight in _RATES.items():
        found += weight * np.interp(bpm / 60 * rate, frequency, spectrum)
    return found


def _in_bars(strength: np.ndarray, rate: float, start: float, bpm: np.ndarray) -> np.ndarray:
    """How strong the sixteenths of a bar are at each tempo beside the usual, as logarithms, shape (n, 5), strongest first.

    Args:
        strength: of onsets or of changes, shape (frames,).
        rate: frames a second.
        start: seconds from the start of the file to the first frame.
    """
    places = np.zeros((len(bpm), _STRENGTHS.max() + 1))
    if not np.any(strength > 0):
        return places
    near = ndimage.maximum_filter1d(strength, 5, mode="wrap")  # notes are played early or late
    seconds = 15 / bpm[:, None] * np.arange(int((start + len(near) / rate) * bpm.max() / 15) + 1)
    frames = np.round((seconds - start) * rate).astype(int)
    inside = (frames >= 0) & (frames < len(near))
    found = np.where(inside, near[np.clip(frames, 0, len(near) - 1)], 0.0)
    kinds = _STRENGTHS[np.arange(frames.shape[1]) % len(_STRENGTHS)]
    for kind in range(places.shape[1]):
        of_kind = inside[:, kinds == kind].sum(axis=1)
        mean = found[:, kinds == kind].sum(axis=1) / np.maximum(of_kind, 1)
        places[:, kind] = np.where(of_kind, np.log(mean / near.mean() + 0.05), 0.0)
    return places


def _metre(bpm: np.ndarray, beats: np.ndarray) -> np.ndarray:
    """What a whole number of beats or bars adds to a tempo's score, shape (n,)."""
    whole = beats > 0
    phrase = np.isin(beats, (4, 8, 16, 32, 64))
    bars, triple = whole & (beats % 4 == 0), whole & (beats % 3 == 0)
    without_fraction = whole & (np.abs(bpm - np.round(bpm)) < _EXACT)
    return _PHRASE * phrase + _BAR * bars + _TRIPLE * triple + _ROUND * without_fraction


def _loop_probability(sound: Sound, periodicity: float) -> float:
    """Logistic model, fitted on synthesised samples and CC0 and CC BY recordings, weights rounded.

    It weighs length, how far the level rises again after it fell, how loud the end is, how periodic the onsets are, and
    whether the file was cut to bars.
    """
    if sound.sounding < SHORTEST_LOOP:
        return 0.0
    level = librosa.power_to_db(sound.mel.sum(axis=0), ref=np.max, top_db=60.0)
    level = np.convolve(np.pad(level, 2, mode="edge"), np.full(5, 0.2), "valid")
    falling = level[int(np.argmax(level >= level.max() - 6.0)) :]
    rise = float((falling - np.minimum.accumulate(falling)).max())
    quarter = max(1, sound.mel.shape[1] // 4)
    end = 10 * np.log10(float(sound.mel[:, -quarter:].sum() / sound.mel.sum()) + 1e-9)
    logit = (
        0.83 * np.log2(sound.sounding)
        + 0.067 * rise
        + 0.12 * end
        + 1.25 * periodicity
        + 6.0 * _cut_to_bars(sound.duration)
        - 6.75
    )
    return float(1 / (1 + np.exp(-logit)))


def _cut_to_bars(duration: float) -> bool:
    """Whether a file is as long as 1, 2, 4, 8 or 16 bars at a tempo without a fraction, to the sample.

    A tone that fades happens to be so in one file of a hundred or fewer.
    """
    bars = 2 ** np.arange(5)
    bpm = np.round(240 * bars / duration)
    usual = (bpm >= SLOWEST) & (bpm <= FASTEST)
    return bool(np.any(np.abs(240 * bars[usual] / bpm[usual] - duration) < _SAMPLE))
