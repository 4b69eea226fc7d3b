"""What a sample is: all that is estimated of its sound, in one row."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from offline.analysis import compiled
from offline.analysis.measures import QUIETEST, length, log_scale, loudness, register, scale, timbre
from offline.analysis.rhythm import SHORTEST_LOOP, SILENT, Rhythm, rhythm
from offline.analysis.sound import HORIZON, Sound, prepare
from offline.analysis.tonality import Harmony, chord, harmony, key, note_name, pitch, tonality
from retrieval_core.request import Kind

_STEADY = 0.7  # share of frames that must agree before a one-shot has a pitch
_NOISY = 0.55  # noisiness above which nothing has a pitch
_TONAL = 0.4  # probability from which a loop may have a key; one that is tagged as drums loses it again
_NEARLY = 0.99  # probability of a kind, at most, of what could be either
_SURE_KEY = 0.3  # probability from which a loop's key is worth saying
_SURE_CHORD = 0.5  # probability from which a one-shot without a pitch has a key


@dataclass(frozen=True, slots=True)
class Analysis:
    """One sample, described. Numbers are finite; what does not apply or was not found is None.

    Attributes:
        duration: seconds of the whole file.
        kind: "one-shot" or "loop".
        kind_confidence: probability of the kind, 1 where the name states it, or where it is too short for a loop.
        tempo: bpm, of loops.
        tempo_confidence: its probability among all tempi, 1 where the name states it.
        key: "A minor", of tonal material that is not a single note; a tonic alone where the name gives no more.
        key_confidence: probability that there is a key and that it is this one, 1 where the name states it.
        pitch: nearest MIDI note (69 is A4, 440 Hz) of a one-shot with a steady pitch.
        pitch_name: its name, as in "F#1".
        pitch_confidence: share of frames that agree on it, 1 where the name states it.
        loudness: LUFS, -70 for silence.
        measures: quality of the taxonomy -> 0 (its low end) to 1 (its high end); see `offline.analysis.measures`.
        stated: the attributes that the name decided, and the adjectives that stand in it, see `offline.analysis.stated`.
        channels: "mono" or "stereo", as the file has it; None where only a waveform is known.
        sounding: seconds from its first to its last audible moment; None of a file of more than a minute, which is not looked through.
    """

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
    sounding: float | None = None

    @property
    def lasts(self) -> float:
        """Seconds that one hears it: a one-shot without the silence about it, a loop as long as its file, where it starts again."""
        return self.duration if self.kind == "loop" or self.sounding is None else self.sounding


def analyse(samples: np.ndarray, sample_rate: int) -> Analysis:
    """Describe one sample by its sound alone.

    Of silence the duration is known. A file longer than 20 s is judged by its first 20 sounding
    seconds, its loudness by the first minute. The first call in a process takes seconds more, while librosa loads.

    Parameters:
        samples: float, shape (n,), mono, at the level it has on disk.
        sample_rate: Hz.

    Raises:
        ValueError: the samples are not mono, or the rate is not positive.
    """
    compiled.ready()
    sound = prepare(samples, sample_rate)
    found = harmony(sound) if sound and sound.sounding >= SHORTEST_LOOP else None
    beat = rhythm(sound, found) if sound else SILENT
    measures = timbre(sound) if sound else {}
    kind, kind_confidence = _kind(sound, beat)
    tempo, tempo_confidence = (beat.tempo, beat.tempo_confidence) if kind == "loop" else (None, 0.0)
    tone = _Tone()
    if sound:
        tone = (_loop_tone if kind == "loop" else _one_shot_tone)(sound, found, measures)
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
    return Analysis(
        duration=duration,
        sounding=sound.sounding if sound and duration <= HORIZON else None,
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
    )


@dataclass(frozen=True, slots=True)
class _Tone:
    key: str | None = None
    key_confidence: float = 0.0
    pitch: int | None = None
    pitch_confidence: float = 0.0


def _kind(sound: Sound | None, beat: Rhythm) -> tuple[Kind, float]:
    if sound and sound.sounding < SHORTEST_LOOP:
        return "one-shot", 1.0
    # Of what is long enough for a loop the sound is never certain: a name may know better.
    return ("loop", beat.loop) if beat.loop > 0.5 else ("one-shot", min(1 - beat.loop, _NEARLY))


def _loop_tone(sound: Sound, found: Harmony | None, measures: dict[str, float]) -> _Tone:
    """Key of a loop."""
    found = found or harmony(sound)
    estimate = key(found)
    tonal = tonality(found, measures["noisiness"])
    confidence = tonal * estimate.confidence
    return _Tone(estimate.name, confidence) if tonal > _TONAL and confidence > _SURE_KEY else _Tone()


def _one_shot_tone(sound: Sound, found: Harmony | None, measures: dict[str, float]) -> _Tone:
    """Pitch of a single note, or key of a chord."""
    note = pitch(sound) if measures["noisiness"] <= _NOISY else None
    if note is not None and note.confidence >= _STEADY:
        return _Tone(pitch=round(note.midi), pitch_confidence=note.confidence)
    found = found or harmony(sound)
    estimate = chord(found)
    confidence = tonality(found, measures["noisiness"]) * estimate.confidence
    return _Tone(estimate.name, confidence) if confidence > _SURE_CHORD else _Tone()
