"""One-shot or loop, and the tempo of loops."""

from __future__ import annotations

from dataclasses import dataclass

import librosa
import numpy as np

from offline.analysis.sound import HOP, RATE, Sound

SLOWEST, FASTEST = 60.0, 185.0  # bpm that are considered
_FRAMES = RATE / HOP  # onset envelope frames a second
_LONGEST_LOOP = 40.0  # seconds; longer files are not taken for a whole number of bars
_FREE_STEP = 1.01  # ratio between neighbouring tempi that fit no whole number of beats
_POINTS = 1 << 15  # of the Fourier tempogram: 0.16 bpm apart

# What speaks for a tempo, with the weight of each in a conditional logit over the candidates: fitted on synthesised
# loops, rounded. Periodicity is read at these multiples of the beat's period and of its rate.
_LAGS = {0.5: 4.0, 1.0: 7.5, 1.5: 2.7, 4.0: 3.0}
_RATES = {1.0: 6.0, 1.5: 13.5, 2.0: 9.0, 3.0: -3.5, 4.0: 16.5}
_USUAL, _UNUSUAL = 116.0, -6.7  # bpm, and weight of the squared distance from it in octaves
_WHOLE, _PHRASE, _BAR, _TRIPLE = 1.0, 5.0, 0.5, 0.5  # whole beats; 1, 2, 4 ... bars; whole bars; bars of three


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


def rhythm(sound: Sound) -> Rhythm:
    """Tempo, and whether a sample is a loop.

    The onset strength of the mel spectrum (librosa) is compared with every tempo that makes the file a whole number of
    beats and with a grid of free tempi. Autocorrelation peaks at multiples of the beat's period, the Fourier tempogram
    at multiples of its rate, so that together they name the beat (Peeters, "Template-based estimation of time-varying
    tempo", EURASIP JASP 2007); half and double are told apart by the eighths and sixteenths between beats, by whole
    bars and by a preference for usual tempi.
    """
    envelope = librosa.onset.onset_strength(S=librosa.power_to_db(sound.mel), sr=RATE, hop_length=HOP)
    if not np.ptp(envelope) > 0:
        return Rhythm(None, 0.0, 0.0, 0.0)
    bpm, beats = _candidates(sound)
    periodicity = _periodicity(envelope, bpm)
    score = periodicity + _UNUSUAL * np.log2(bpm / _USUAL) ** 2 + _metre(beats)
    probability = np.exp(score - score.max())
    probability /= probability.sum()
    best = int(np.argmax(score))
    near = np.abs(bpm / bpm[best] - 1) < 0.04
    onsets = librosa.onset.onset_detect(onset_envelope=envelope, sr=RATE, hop_length=HOP, delta=0.2)
    return Rhythm(
        tempo=float(bpm[best]),
        tempo_confidence=float(probability[near].sum()),
        loop=_loop_probability(sound, float(periodicity[best])),
        onsets=len(onsets) * RATE / len(sound.samples),
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


def _periodicity(envelope: np.ndarray, bpm: np.ndarray) -> np.ndarray:
    """Weighted evidence of the onsets for each tempo, shape (n,)."""
    centred = envelope - envelope.mean()
    size = len(centred)
    correlation = librosa.autocorrelate(centred) / (size - np.arange(size))
    correlation /= correlation[0]
    correlation[int(0.75 * size) :] = 0.0  # too few frames overlap
    spectrum = np.abs(np.fft.rfft(centred, _POINTS)) / np.sqrt((centred**2).sum() * size / 2)
    frequency = np.arange(len(spectrum)) * _FRAMES / _POINTS
    lags = sum(w * np.interp(60 * _FRAMES / bpm * lag, np.arange(size), correlation) for lag, w in _LAGS.items())
    rates = sum(w * np.interp(bpm / 60 * rate, frequency, spectrum) for rate, w in _RATES.items())
    return np.asarray(lags + rates)


def _metre(beats: np.ndarray) -> np.ndarray:
    """What a whole number of beats or bars adds to a tempo's score, shape (n,)."""
    whole = beats > 0
    phrase = np.isin(beats, (4, 8, 16, 32, 64))
    return _WHOLE * whole + _PHRASE * phrase + _BAR * (whole & (beats % 4 == 0)) + _TRIPLE * (whole & (beats % 3 == 0))


def _loop_probability(sound: Sound, periodicity: float) -> float:
    """Logistic model of length, of how far the level rises again after it fell, of how loud the end is, and of rhythm."""
    level = librosa.power_to_db(sound.mel.sum(axis=0), ref=np.max, top_db=60.0)
    level = np.convolve(np.pad(level, 2, mode="edge"), np.full(5, 0.2), "valid")
    falling = level[int(np.argmax(level >= level.max() - 6.0)) :]
    rise = float((falling - np.minimum.accumulate(falling)).max())
    quarter = max(1, sound.mel.shape[1] // 4)
    end = 10 * np.log10(float(sound.mel[:, -quarter:].sum() / sound.mel.sum()) + 1e-9)
    logit = 0.77 * np.log2(sound.sounding) + 0.10 * rise + 0.09 * end + 0.20 * periodicity - 4.2
    return float(1 / (1 + np.exp(-logit)))
