"""What a sample is: everything that is estimated of it or stated by its name, in one row."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath

import librosa
import numpy as np

from offline.analysis.measures import QUIETEST, length, log_scale, loudness, scale, timbre
from offline.analysis.names import NameFacts, name_facts
from offline.analysis.rhythm import rhythm
from offline.analysis.sound import prepare
from offline.analysis.tonality import chroma, key, note_midi, note_name, pitch
from retrieval_core.request import Kind

_STEADY = 0.7  # share of frames that must agree before a one-shot has a pitch
_TONAL = 0.5  # tonality below which nothing has a key


@dataclass(frozen=True, slots=True)
class Analysis:
    """One sample, described. Numbers are finite; what does not apply or was not found is None.

    Attributes:
        name: path relative to the library, as given.
        duration: seconds.
        kind: "one-shot" or "loop".
        kind_confidence: probability of the kind, 1 where the name states it.
        tempo: bpm, of loops.
        tempo_confidence: its probability among all tempi, 1 where the name states it.
        key: "A minor", of tonal material that is not a single note; a tonic alone where the name gives no more.
        key_confidence: its probability among the 24 keys, 1 where the name states it.
        pitch: nearest MIDI note (69 is A4, 440 Hz) of a one-shot with a steady pitch.
        pitch_name: its name, as in "F#1".
        pitch_confidence: share of frames that agree on it.
        loudness: LUFS, -70 for silence.
        measures: quality of the taxonomy -> 0 (its low end) to 1 (its high end); see `offline.analysis.measures`.
        stated: names of the attributes that the name decided.
    """

    name: str
    duration: float
    kind: Kind = "one-shot"
    kind_confidence: float = 0.0
    tempo: float | None = None
    tempo_confidence: float = 0.0
    key: str | None = None
    key_confidence: float = 0.0
    pitch: int | None = None
    pitch_name: str | None = None
    pitch_confidence: float = 0.0
    loudness: float = QUIETEST
    measures: dict[str, float] = field(default_factory=dict)
    stated: tuple[str, ...] = ()


def analyse(samples: np.ndarray, sample_rate: int, name: str | PurePath = "", *, use_name: bool = True) -> Analysis:
    """Describe one sample.

    Args:
        samples: float, shape (n,), mono, at the level it has on disk.
        sample_rate: Hz.
        name: path relative to the library; what it states outranks what is estimated.
        use_name: False hides the name, as an evaluation must.

    Raises:
        ValueError: the samples are not mono, or the rate is not positive.

    Of silence, only duration and what the name states are known. Files longer than 20 s are judged by their first 20
    sounding seconds (their loudness by the first minute). The first call is slower by some seconds while librosa loads.
    """
    facts = name_facts(name) if use_name else NameFacts()
