"""One-shot or loop, and the tempo of loops."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import librosa
import numpy as np
from scipy import ndimage

from offline.analysis.sound import HOP, RATE, Sound
from offline.analysis.tonality import HARMONY_RATE, Harmony

SLOWEST, FASTEST = 60.0, 185.0  # bpm that are considered
_FRAMES = RATE / HOP  # onset envelope frames a second
SHORTEST_LOOP = 0.6  # seconds: two beats at the fastest
_LONGEST_LOOP = 40.0  # seconds; longer files are not taken for a whole number of bars
_FREE_STEP = 0.5  # bpm between tempi that fit no whole number of beats; tempi without a fraction are met
_POINTS = 1 << 15  # of the Fourier tempogram: 0.16 bpm apart

# What speaks for a tempo: the weights are those of a conditional logit over the candidates, fitted on synthesised loops, half of them
# with a tail, with silence before or behind them, or cut wrongly (`python -m offline.analysis.fit`; for these, fast breaks and waltzes
# were weighted rather than drawn less often, so that it gives others close to them). Periodicity of the onsets is read
# at these multiples of the beat's period and of its rate, that of the whole sound at these of its period.
_LAGS = {1 / 3: 2.79, 1 / 2: 0.45, 1: 3.46, 2: 3.19, 3: -1.13, 4: 3.72, 8: 1.66}
_RATES = {1 / 4: 1.29, 1 / 2: 1.05, 1: 0.74, 2: -0.08, 3: 1.3, 4: 5.87, 8: 3.21}
_REPEATS = {1: 0.49, 4: 0.39, 8: 0.85}
PERIODIC = np.array([*_LAGS.values(), *_RATES.values(), *_REPEATS.values()])
# Sixteenths of a bar of four, by how strong a place they are: first beat, third beat, second and fourth, eighths between
# beats, sixteenths between those.
_STRENGTHS = np.array([0, 4, 3, 4, 2, 4, 3, 4, 1, 4, 3, 4, 2, 4, 3, 4])
# Weights of how strong the onsets are there, of all and of what is low (a kick), in the middle (a snare) and high (a hat), and of
# how much harmony changes.
_BANDS = (0, 6, 24, 64)  # edges among the mel bands: 300 Hz and 1.3 kHz
_ONSETS = [
    [0.63, 0.04, -0.03, 0.11, -0.09],
    [-0.21, -0.44, 0.13, 0.25, -0.03],
    [-0.11, -0.05, 0.63, 0.02, 0.35],
    [-0.11, 0.33, -0.3, 0.01, -0.22],
]
_CHANGES = [0.1, -0.81, -1.13, 0.15, 0.1]
_COMPRESSION = 100.0  # of magnitudes beside the strongest one
_LATE = 0.035  # seconds by which librosa's onset strength follows the sound where frames are as short as ours
_USUAL = 108.0  # bpm, as people play
_UNUSUAL = -3.26  # weight of the squared distance from it in octaves
# What a file as long as whole beats adds: 1, 2, 4 ... bars of four; whole bars; a tempo without a fraction, as producers set it, and
# that where the file is as long as half seconds, as people cut what they record; both, to the sample.
_PHRASE, _BAR, _ROUND, _ROUND_LENGTH, _CUT = 0.85, 2.61, 2.67, -1.59, 2.17
_ENDS_IN_SILENCE = (
    1.42  # bars end in the silence behind the sound: by how unlikely that is by chance, as a logarithm
)
WEIGHTS = np.array(
    [
        *PERIODIC,
        *np.ravel(_ONSETS),
        *_CHANGES,
        _UNUSUAL,
        _PHRASE,
        _BAR,
        _ROUND,
        _ROUND_LENGTH,
        _CUT,
        _ENDS_IN_SILENCE,
    ]
)
_EXACT = 0.01  # bpm from a round tempo that a file cut to the sample keeps within
_SAMPLE = 25e-6  # seconds by which a file cut to the sample may differ from its bars
_WHOLE_BARS = (4, 8, 16, 32, 64)  # beats of 1, 2, 4 ... bars
_HELD = 0.7  # dB, the mean of all bands, by which a note that is merely held does not grow, vibrato left out
_EDGE = 10  # frames at both ends in which it begins and is cut off
_REVERBERANT = 0.03  # seconds before its end from which a sound may be taken for its own reverberation
# Of the logistic model that tells loops: length, level that rises again, how loud the end is, periodicity, a file cut to bars, how
# many notes there are, and how much of the sound is notes.
KIND = np.array([0.1, 0.15, 0.07, 0.57, 6.2, 4.57, 6.01])
_ONE_SHOTS = -9.28


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


def rhythm(sound: Sound, harmony: Harmony | None) -> Rhythm:
    """Tempo, and whether a sample is a loop.

    The onset strength of the mel spectrum (librosa) is compared with every tempo that makes the file a whole number of
    beats and with a grid of free tempi. Autocorrelation peaks at multiples of the beat's period, the Fourier tempogram
    at multiples of its rate, so that together they name the beat (Peeters, "Template-based estimation of time-varying
    tempo", EURASIP JASP 2007), and so does the autocorrelation of the spectrum, where bars are repeated; half and double are told
    apart by a preference for usual tempi, by whole bars, by tempi without a fraction, and by where in the bar onsets, low and high
    ones apart (Krebs, Böck and Widmer, "Rhythmic pattern modeling for beat and downbeat tracking in musical audio", ISMIR 2013), and
    changes of harmony are, counted from the start of the file, silence included: that is where producers cut.

    What nothing begins in but vibrato (Böck and Widmer, "Maximum filter vibrato suppression for onset detection", DAFx 2013) is a
    note that is held, and no loop unless its file is cut to bars.

    Parameters:
        sound: the sample.
        harmony: its notes; None of what is too short for a loop.
    """
    level = librosa.power_to_db(sound.mel)
    envelope = librosa.onset.onset_strength(S=level, sr=RATE, hop_length=HOP)
    if not np.ptp(envelope) > 0:
        return SILENT
    bpm, features = evidence(sound, envelope, harmony.changes if harmony else np.empty(0))
    onsets = librosa.onset.onset_detect(onset_envelope=envelope, sr=RATE, hop_length=HOP, delta=0.2)
    score = features @ WEIGHTS
    probability = np.exp(score - score.max())
    probability /= probability.sum()
    best = int(np.argmax(score))
    near = np.abs(bpm / bpm[best] - 1) < 0.04
    loop = 0.0
    if harmony and (_is_cut(sound.duration) or not _is_held(level)):
        periodicity = float(features[best, : len(PERIODIC)] @ PERIODIC)
        loop = float(1 / (1 + np.exp(-(kind_evidence(sound, harmony, periodicity) @ KIND + _ONE_SHOTS))))
    return Rhythm(
        tempo=float(bpm[best]),
        tempo_confidence=float(probability[near].sum()),
        loop=loop,
        onsets=len(onsets) * RATE / len(sound.samples),
    )


def evidence(sound: Sound, envelope: np.ndarray, changes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Candidate tempi in bpm, shape (n,), and what speaks for each, shape (n, len(WEIGHTS)).

    Parameters:
        envelope: onset strength, shape (frames,).
        changes: of harmony, as of `rhythm`.
    """
    bpm, beats = _candidates(sound)
    parts = (
        _periodicity(envelope, bpm),
        _repetition(sound, bpm),
        *(_in_bars(band, _FRAMES, sound.lead - _LATE, bpm) for band in (envelope, *_onsets(sound))),
        _in_bars(changes, HARMONY_RATE, sound.lead - 0.5 / HARMONY_RATE, bpm),
        np.log2(bpm / _USUAL)[:, None] ** 2,
        _metre(sound, bpm, beats),
    )
    return bpm, np.concatenate(parts, axis=1)


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
    """How periodic the onsets are at each tempo, shape (n, lags + rates)."""
    centred = envelope - envelope.mean()
    size = len(centred)
    spectrum = np.abs(np.fft.rfft(centred, _POINTS)) / np.sqrt((centred**2).sum() * size / 2)
    frequency = np.arange(len(spectrum)) * _FRAMES / _POINTS
    at_rates = [np.interp(bpm / 60 * rate, frequency, spectrum) for rate in _RATES]
    return np.stack([*_at_lags(librosa.autocorrelate(centred), bpm, _LAGS), *at_rates], axis=1)


def _repetition(sound: Sound, bpm: np.ndarray) -> np.ndarray:
    """How alike the spectrum is a beat, a bar and two bars later at each tempo, shape (n, 3)."""
    level = librosa.power_to_db(sound.mel, ref=np.max, top_db=60.0)
    level -= level.mean(axis=1, keepdims=True)
    return np.stack(_at_lags(librosa.autocorrelate(level, axis=1).sum(axis=0), bpm, _REPEATS), axis=1)


def _at_lags(correlation: np.ndarray, bpm: np.ndarray, lags: Iterable[float]) -> list[np.ndarray]:
    """An autocorrelation, shape (frames,), at multiples of the beat's period, each (n,)."""
    size = len(correlation)
    correlation = correlation / (size - np.arange(size))
    correlation /= correlation[0] + 1e-9
    correlation[int(0.75 * size) :] = 0.0  # too few frames overlap
    return [np.interp(60 * _FRAMES / bpm * lag, np.arange(size), correlation) for lag in lags]


def _onsets(sound: Sound) -> np.ndarray:
    """Onset strength of what is low, in the middle and high, shape (3, frames): how loud, so that a hit outweighs its tail."""
    level = np.log1p(_COMPRESSION * np.sqrt(sound.mel / sound.mel.max()))
    return librosa.onset.onset_strength_multi(S=level, sr=RATE, hop_length=HOP, channels=_BANDS)


def _in_bars(strength: np.ndarray, rate: float, start: float, bpm: np.ndarray) -> np.ndarray:
    """How strong the sixteenths of a bar are at each tempo beside the usual, as logarithms, shape (n, 5), strongest first.

    Parameters:
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


def _metre(sound: Sound, bpm: np.ndarray, beats: np.ndarray) -> np.ndarray:
    """Whether the file, or what sounds of it, is a whole number of beats or bars at each tempo, shape (n, 6)."""
    whole = beats > 0
    phrase = np.isin(beats, _WHOLE_BARS)
    without_fraction = whole & (np.abs(bpm - np.round(bpm)) < _EXACT)
    exact = np.abs(60 * beats / np.round(bpm) - sound.duration) < _SAMPLE
    round_length = _is_round(sound.duration)
    silence = sound.duration - sound.lead - sound.sounding
    bars = np.ceil((sound.duration - silence - _REVERBERANT) * bpm / 240 - 1e-9)
    inside = ~whole & (silence > 0.02) & (bars * 240 / bpm <= sound.duration + 0.005)
    chance = np.clip((silence + _REVERBERANT) * bpm / 240, 0.02, 1.0)
    columns = (
        phrase,
        whole & (beats % 4 == 0),
        without_fraction,
        without_fraction & round_length,
        phrase & exact & (not round_length),
        inside * -np.log(chance),
    )
    return np.stack([np.asarray(column, float) for column in columns], axis=1)


def _is_held(level: np.ndarray) -> bool:
    """Whether nothing begins between the ends of a sound, of which this is the level on mel bands in dB: (64, frames)."""
    begins = librosa.onset.onset_strength(S=level, sr=RATE, hop_length=HOP, lag=2, max_size=5)
    return bool(begins[_EDGE:-_EDGE].max(initial=0.0) < _HELD)


def kind_evidence(sound: Sound, harmony: Harmony, periodicity: float) -> np.ndarray:
    """What tells a loop, as `KIND` weighs it.

    Parameters:
        harmony: its notes.
        periodicity: what speaks for its tempo in it, of that part of `WEIGHTS` which is `PERIODIC`.

    Returns:
        shape (7,).
    """
    level = librosa.power_to_db(sound.mel.sum(axis=0), ref=np.max, top_db=60.0)
    level = np.convolve(np.pad(level, 2, mode="edge"), np.full(5, 0.2), "valid")
    falling = level[int(np.argmax(level >= level.max() - 6.0)) :]
    rise = float((falling - np.minimum.accumulate(falling)).max())
    quarter = max(1, sound.mel.shape[1] // 4)
    end = 10 * np.log10(float(sound.mel[:, -quarter:].sum() / sound.mel.sum()) + 1e-9)
    cut = _is_cut(sound.duration)
    return np.array([np.log2(sound.sounding), rise, end, periodicity, cut, harmony.spread, harmony.sustained])


def _is_cut(duration: float) -> bool:
    """Whether a file is as long as it is because a loop is."""
    return _cut_to_bars(duration) and not _is_round(duration)


def _is_round(duration: float) -> bool:
    """Whether a file is as long as half seconds, as one-shots are that are exported to a grid, too."""
    return abs(2 * duration - round(2 * duration)) < 1e-3


def _cut_to_bars(duration: float) -> bool:
    """Whether a file is as long as 1, 2, 4, 8 or 16 bars at a tempo without a fraction, to the sample.

    A tone that fades happens to be so in one file of a hundred or fewer.
    """
    bars = 2 ** np.arange(5)
    bpm = np.round(240 * bars / duration)
    usual = (bpm >= SLOWEST) & (bpm <= FASTEST)
    return bool(np.any(np.abs(240 * bars[usual] / bpm[usual] - duration) < _SAMPLE))
