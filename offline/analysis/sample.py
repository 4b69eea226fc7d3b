"""What a sample is: all that is estimated of it or stated by its name, in one row."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath

import numpy as np

from offline.analysis import compiled
from offline.analysis.measures import QUIETEST, length, log_scale, loudness, register, scale, timbre
from offline.analysis.names import NameFacts, name_facts
from offline.analysis.rhythm import SHORTEST_LOOP, SILENT, Rhythm, rhythm
from offline.analysis.sound import Sound, prepare
from offline.analysis.tonality import TONICS, Harmony, harmony, key, note_midi, note_name, pitch, tonality
from retrieval_core.request import Kind

_STEADY = 0.7  # share of frames that must agree before a one-shot has a pitch
_NOISY = 0.55  # noisiness above which nothing has a pitch
_TONAL = 0.4  # probability from which a loop may have a key; one that is tagged as drums loses it again
_SURE_KEY = 0.3  # probability from which a loop's key is worth saying
_SURE_CHORD = 0.5  # probability from which a one-shot without a pitch has a key
_SURE_MODE = 0.6  # probability from which a mode is added to a tonic that the name states


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
        key_confidence: probability that there is a key and that it is this one, 1 where the name states it.
        pitch: nearest MIDI note (69 is A4, 440 Hz) of a one-shot with a steady pitch.
        pitch_name: its name, as in "F#1".
        pitch_confidence: share of frames that agree on it, 1 where the name states it.
        loudness: LUFS, -70 for silence.
        measures: quality of the taxonomy -> 0 (its low end) to 1 (its high end); see `offline.analysis.measures`.
        stated: the attributes that the name decided.
        channels: "mono" or "stereo", as the file has it; None where only a waveform is known.
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
    channels: str | None = None


def analyse(
    samples: np.ndarray, sample_rate: int, name: str | PurePath = "", *, use_name: bool = True
) -> Analysis:
    """Describe one sample.

    Silence keeps its duration and what its name states. A file longer than 20 s is judged by its first 20 sounding
    seconds, its loudness by the first minute. The first call in a process takes seconds more, while librosa loads.

    Args:
        samples: float, shape (n,), mono, at the level it has on disk.
        sample_rate: Hz.
        name: path relative to the library; what it states outranks what is estimated.
        use_name: False hides the name, as an evaluation must.

    Raises:
        ValueError: the samples are not mono, or the rate is not positive.
    """
    compiled.ready()
    facts = name_facts(name) if use_name else NameFacts()
    sound = prepare(samples, sample_rate)
    found = harmony(sound) if sound and sound.sounding >= SHORTEST_LOOP else None
    beat = rhythm(sound, found.changes if found else np.empty(0)) if sound else SILENT
    measures = timbre(sound) if sound else {}
    tonic = facts.pitch.rstrip("-0123456789") if facts.pitch else facts.key and facts.key.split()[0]
    kind, kind_confidence = _kind(sound, beat, facts)
    tempo, tempo_confidence = _tempo(kind, beat, facts)
    tone = (
        _loop_tone(sound, found, measures, facts)
        if kind == "loop"
        else _one_shot_tone(sound, found, measures, facts, tonic)
    )
    level = loudness(samples, sample_rate) if sound else QUIETEST
    duration = len(samples) / sample_rate
    if sound:
        measures["loudness"] = scale(level, -40.0, -6.0)
        if tone.pitch is not None:
            measures["register"] = register(440 * 2 ** ((tone.pitch - 69) / 12))
        if kind == "loop":
            measures["length"] = length(duration)
            measures.pop("room", None)  # between the hits of a loop no decay is heard to its end
    if tempo is not None:
        measures["tempo"] = log_scale(tempo, 60.0, 180.0)
        if sound:
            measures["busyness"] = scale(beat.onsets * 60 / tempo, 0.0, 4.0)
    if tone.key is not None and " " in tone.key:
        measures["mode"] = float(tone.key.endswith("major"))
    stated = {
        "kind": facts.kind is not None,
        "tempo": tempo is not None and facts.tempo is not None,
        "key": facts.key is not None,
        "pitch": tone.pitch is not None and tonic is not None,
    }
    return Analysis(
        name=str(name),
        duration=duration,
        kind=kind,
        kind_confidence=kind_confidence,
        tempo=tempo,
        tempo_confidence=tempo_confidence,
        key=tone.key,
        key_confidence=tone.key_confidence,
        pitch=tone.pitch,
        pitch_name=None if tone.pitch is None else note_name(tone.pitch),
        pitch_confidence=tone.pitch_confidence,
        loudness=level,
        measures=measures,
        stated=tuple(name for name, decided in stated.items() if decided),
    )


@dataclass(frozen=True, slots=True)
class _Tone:
    key: str | None = None
    key_confidence: float = 0.0
    pitch: int | None = None
    pitch_confidence: float = 0.0


def _kind(sound: Sound | None, beat: Rhythm, facts: NameFacts) -> tuple[Kind, float]:
    if sound and sound.sounding < SHORTEST_LOOP:
        return "one-shot", 1.0  # "Breakbeat kit/snare.wav", whatever its folder is called
    if facts.kind is not None:
        return facts.kind, 1.0
    return ("loop", beat.loop) if beat.loop > 0.5 else ("one-shot", 1 - beat.loop)


def _tempo(kind: Kind, beat: Rhythm, facts: NameFacts) -> tuple[float | None, float]:
    if kind == "one-shot":
        return None, 0.0
    return (facts.tempo, 1.0) if facts.tempo is not None else (beat.tempo, beat.tempo_confidence)


def _loop_tone(
    sound: Sound | None, found: Harmony | None, measures: dict[str, float], facts: NameFacts
) -> _Tone:
    """Key of a loop: as stated, its mode estimated where the name gives a tonic alone."""
    if facts.key is not None and " " in facts.key:
        return _Tone(facts.key, 1.0)
    if sound is None:
        return _Tone(facts.key, float(facts.key is not None))
    found = found or harmony(sound)
    estimate = key(found, tonic=facts.key)
    if facts.key is not None:
        sure = estimate.confidence >= _SURE_MODE
        return _Tone(estimate.name if sure else facts.key, 1.0)
    tonal = tonality(found, measures["noisiness"])
    confidence = tonal * estimate.confidence
    return _Tone(estimate.name, confidence) if tonal > _TONAL and confidence > _SURE_KEY else _Tone()


def _one_shot_tone(
    sound: Sound | None,
    found: Harmony | None,
    measures: dict[str, float],
    facts: NameFacts,
    tonic: str | None,
) -> _Tone:
    """Pitch of a single note, or key of a chord; the name decides the pitch class, the sound the octave."""
    stated = facts.key, float(facts.key is not None)
    note = pitch(sound) if sound and measures["noisiness"] <= _NOISY else None
    if note is not None and note.confidence >= _STEADY:
        if tonic is None:
            return _Tone(pitch=round(note.midi), pitch_confidence=note.confidence)
        step = TONICS.index(tonic)
        return _Tone(*stated, step + 12 * round((note.midi - step) / 12), 1.0)
    if facts.pitch is not None:
        return _Tone(*stated, note_midi(facts.pitch), 1.0)
    if facts.key is not None or sound is None:
        return _Tone(*stated)
    found = found or harmony(sound)
    estimate = key(found)
    confidence = tonality(found, measures["noisiness"]) * estimate.confidence
    return _Tone(estimate.name, confidence) if confidence > _SURE_CHORD else _Tone()
