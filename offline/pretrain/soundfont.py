"""General MIDI renders with FluidSynth: single hits and notes, chords, phrases and loops, with their labels."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from retrieval_core.encoders.features import SAMPLE_RATE

# Those of Debian whose licence is MIT, CC0 or public domain throughout (see the model card): of each the best there is.
FOLDER = Path("/usr/share/sounds")
EDITIONS = (
    ("sf2/FluidR3_GM.sf2", "sf3/FluidR3Mono_GM.sf3"),
    ("sf2/MuseScore_General_Full.sf2", "sf3/MuseScore_General_Full.sf3", "sf3/MuseScore_General_Lite.sf3"),
)
EFFECTS_FONT = "sf2/FluidR3_GS.sf2"
KITS = (*range(20), 24, 25, *range(32, 37), 40, 41, 42)
RARE_KITS = (24, 25, 24, 25, 24, 25, 16, 8, 32, 40)  # the ones that differ most, drawn half of the time

DRUM_KEYS = {
    "kick": (35, 36), "snare": (38, 40), "rim": (37,), "clap": (39,), "hihat": (42,), "openhat": (46,),
    "hihat_pedal": (44,), "tom": (41, 43, 45, 47, 48, 50), "crash": (49, 57), "ride": (51, 59, 53),
    "china": (52,), "splash": (55,), "tambourine": (54,), "cowbell": (56,), "vibraslap": (58,),
    "bongo": (60, 61), "conga": (62, 63, 64), "timbale": (65, 66), "agogo": (67, 68), "cabasa": (69,),
    "maracas": (70,), "guiro": (73, 74), "clave": (75,), "woodblock": (76, 77), "cuica": (78, 79),
    "triangle": (80, 81), "shaker": (82,), "chimes": (84,), "castanets": (85,), "scratch": (29, 30),
    "perc": (27, 28, 31, 33, 34, 71, 72, 83, 86, 87),
}  # fmt: skip
HITS = frozenset(DRUM_KEYS) - {"perc"}  # of which two make one
# (bank, program) of each class; banks 8 and 16 are General Standard variations.
PROGRAMS = {
    "piano": [(0, 0), (0, 0), (0, 0), (0, 1), (0, 1), (0, 2), (0, 3), (8, 0)],
    "epiano": [(0, 4), (0, 4), (0, 5), (8, 4), (8, 5)],
    "organ": [(0, 16), (0, 17), (0, 18), (0, 19), (0, 20), (8, 16), (8, 17), (8, 19)],
    "clav": [(0, 7)],
    "harpsichord": [(0, 6), (8, 6)],
    "celesta": [(0, 8), (0, 10)],
    "synthlead": [(0, 80), (0, 81), (0, 82), (0, 83), (0, 84), (0, 86), (0, 87), (8, 80), (20, 81)],
    "synthkeys": [(0, 80), (0, 81), (0, 90), (0, 98), (0, 96), (0, 84), (0, 86), (8, 62), (8, 63), (0, 62), (0, 63),
        (20, 81), (0, 87)],
    "pluck": [(0, 99), (0, 102)],
    "pad": [(0, p) for p in (88, 89, 90, 91, 92, 93, 94, 95, 97, 100, 101)],
    "stringmachine": [(0, 50), (0, 51), (8, 50)],
    "bass": [(0, p) for p in (32, 33, 34, 35, 36, 37)],
    "synthbass": [(0, 38), (0, 39), (8, 38), (8, 39)],
    "guitar": [*[(0, p) for p in (24, 25, 26, 27, 28, 29, 30)], (8, 25), (8, 26), (8, 28), (8, 24)],
    "plucked": [(0, 105), (0, 106), (0, 107), (16, 25), (8, 107), (0, 15)],
    "sitar": [(0, 104)],
    "harp": [(0, 46)],
    "strings": [*[(0, p) for p in (40, 41, 42, 43, 44, 45, 48, 49, 110)], (8, 40), (20, 45), (20, 48), (20, 49),
        (30, 48), (40, 45), (40, 48), (40, 49), (50, 45), (50, 48)],
    "brass": [*[(0, p) for p in (56, 57, 58, 59, 60, 61)], (8, 61)],
    "reed": [(0, p) for p in (64, 65, 66, 67, 68, 69, 70, 71, 109, 111)],
    "flute": [(0, p) for p in (72, 73, 74, 75, 76, 77, 78, 79)],
    "mallet": [(0, p) for p in (9, 11, 12, 13, 108, 114)],
    "bells": [(0, 14), (8, 14), (0, 112)],
    "vocal": [(0, 53), (0, 54), (0, 85)],
    "choir": [(0, 52)],
    "accordion": [(0, 21), (0, 23), (8, 21)],
    "harmonica": [(0, 22)],
    "fx": [(0, p) for p in (101, 103, 120, 121, 124, 127)],
    "foley": [(0, p) for p in (122, 123, 125, 126)],
    "taiko": [(0, 47), (0, 116), (8, 116)],
    "tom": [(0, 117), (0, 118), (8, 117), (8, 118)],
    "agogo": [(0, 113)],
    "woodblock": [(0, 115)],
    "castanets": [(8, 115)],
}  # fmt: skip
_EFFECTS = [(1, p) for p in range(120, 128)] + [(2, p) for p in (120, *range(122, 128))]
_EFFECTS += [(3, p) for p in range(122, 128)] + [(4, p) for p in (122, 124, 125, 126)]
_EFFECTS += [(5, p) for p in (122, 124, 125, 126)] + [(6, 125), (7, 125), (8, 125)]

RANGES = {
    "bass": (26, 50), "synthbass": (24, 48), "guitar": (40, 76), "strings": (36, 88), "brass": (40, 80),
    "reed": (46, 82), "flute": (60, 92), "mallet": (53, 92), "bells": (55, 90), "celesta": (60, 96),
    "choir": (45, 78), "vocal": (45, 78), "piano": (26, 100), "epiano": (30, 94), "synthlead": (45, 88),
    "taiko": (36, 60), "tom": (36, 72), "woodblock": (50, 86), "agogo": (60, 84), "castanets": (55, 80),
    "fx": (45, 80), "foley": (48, 72),
}  # fmt: skip
# Instruments of chords, loops and arpeggios, the commoner ones more often.
CHORDS = {
    "piano": 1, "epiano": 1, "organ": 1, "clav": 1, "harpsichord": 1, "celesta": 1, "synthlead": 1, "synthkeys": 1,
    "pluck": 1, "pad": 1, "stringmachine": 1,
}  # fmt: skip
LOOPS = {
    "piano": 3,
    "epiano": 3,
    "organ": 2,
    "clav": 1,
    "harpsichord": 1,
    "synthkeys": 2,
    "pluck": 1,
    "pad": 1,
}
ARPS = {"synthkeys": 2, "synthlead": 1, "pluck": 2, "epiano": 1, "piano": 1, "stringmachine": 1}
_FORMS = {"chord": CHORDS, "keysloop": LOOPS, "arp": ARPS}
_SHAPES = (
    (0, 4, 7),
    (0, 3, 7),
    (0, 4, 7, 11),
    (0, 3, 7, 10),
    (0, 4, 7, 10),
    (0, 5, 7),
    (0, 7),
    (0, 3, 7, 10, 14),
)
_SCALES = ((0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10), (0, 3, 5, 7, 10))
#: What can be rendered, and how often in proportion.
LABELS: dict[str, float] = {
    **dict.fromkeys([*DRUM_KEYS, *PROGRAMS], 1.0),
    **{f"{form}+{name}": 0.4 * n for form, of in _FORMS.items() for name, n in of.items()},
    "drumloop": 4.0,
}


@dataclass
class Score:
    """Notes of one channel: (start s, length s, key, velocity), and how long to listen."""

    program: tuple[int, int]
    drums: bool = False
    notes: list[tuple[float, float, int, int]] = field(default_factory=list)
    seconds: float = 1.0


@cache
def _synth(font: str):
    import fluidsynth

    synth = fluidsynth.Synth(gain=1.6, samplerate=float(SAMPLE_RATE))
    synth.setting("synth.reverb.active", 0)
    synth.setting("synth.chorus.active", 0)
    return synth, synth.sfload(str(FOLDER / font))


def variety(label: str) -> int:
    """How many keys of kits and programs make a label."""
    return len(DRUM_KEYS.get(label, ())) + len(set(PROGRAMS.get(label.split("+")[-1], ())))


@cache
def fonts() -> tuple[str, ...]:
    """The sound fonts that are installed, one edition of each, the effects' one apart."""
    there = ([name for name in names if (FOLDER / name).is_file()] for names in EDITIONS)
    return tuple(found[0] for found in there if found)


@cache
def available() -> bool:
    """Whether pyfluidsynth and the sound fonts are installed."""
    try:
        import fluidsynth  # noqa: F401
    except (ImportError, OSError):
        return False
    return len(fonts()) == len(EDITIONS) and (FOLDER / EFFECTS_FONT).is_file()


@cache
def _programs(font: str) -> frozenset[tuple[int, int]]:
    """Bank and program of each preset: the `phdr` records of a SoundFont 2 file, 38 bytes each, the last one no preset."""
    data = (FOLDER / font).read_bytes()
    start = data.rfind(b"phdr") + 8
    (size,) = struct.unpack("<I", data[start - 4 : start])
    records = struct.iter_unpack("<20sHH14x", data[start : start + size - 38])
    return frozenset((bank, program) for _, program, bank in records)


def perform(score: Score, font: str) -> np.ndarray:
    """Render a score to mono float32 at SAMPLE_RATE; silence where the font has no such program."""
    synth, bank = _synth(font)
    synth.system_reset()
    channel = 9 if score.drums else 0
    if score.program not in _programs(font):  # the synth would play a piano instead
        return np.zeros(1, np.float32)
    synth.program_select(channel, bank, score.program[0], score.program[1])
    events = []
    for start, length, key, velocity in score.notes:
        events += [(start, 1, key, velocity), (min(start + length, score.seconds), 0, key, 0)]
    out, now = [], 0.0
    for time, on, key, velocity in sorted(events):
        step = round((time - now) * SAMPLE_RATE)
        if step > 0:
            out.append(synth.get_samples(step))
            now += step / SAMPLE_RATE
        if on:
            synth.noteon(channel, key, velocity)
        else:
            synth.noteoff(channel, key)
    out.append(synth.get_samples(max(1, round((score.seconds - now) * SAMPLE_RATE))))
    return np.concatenate(out).reshape(-1, 2).mean(axis=1).astype(np.float32) / 32768.0


def render(label: str, rng: np.random.Generator) -> tuple[np.ndarray, str]:
    """A random take of a label and the name of its source; silent keys are drawn again."""
    for _ in range(20):
        font = str(rng.choice(fonts()))
        if label in ("fx", "foley") and rng.random() < 0.6:
            font, score = EFFECTS_FONT, _note(_EFFECTS[rng.integers(len(_EFFECTS))], (40, 80), rng)
        else:
            score = _score(label, rng)
        x = perform(score, font)
        peak = np.abs(x).max()
        if peak > 4e-3:
            end = np.flatnonzero(np.abs(x) > 1.5e-3 * peak)[-1] + 1
            return x[:end] / peak, f"{font}:{score.program[0]}:{score.program[1]}"
    raise RuntimeError(f"The sound fonts give only silence for {label}.")


def _score(label: str, rng: np.random.Generator) -> Score:
    first, _, instrument = label.partition("+")
    if label == "drumloop":
        return _beat(rng)
    if first == "chord":
        return _chord(instrument, rng)
    if first in ("keysloop", "arp"):
        return _phrase(instrument, rng, arp=first == "arp")
    if label in DRUM_KEYS and (label not in PROGRAMS or rng.random() < 0.75):
        key = int(rng.choice(DRUM_KEYS[label]))
        velocity = int(rng.integers(50, 128))
        return Score((128, _kit(rng)), True, [(0.0, 2.0, key, velocity)], 4.0)
    programs = PROGRAMS[label]
    return _note(programs[rng.integers(len(programs))], RANGES.get(label, (36, 84)), rng)


def _kit(rng: np.random.Generator) -> int:
    return int(rng.choice(RARE_KITS if rng.random() < 0.5 else KITS))


def _note(program: tuple[int, int], span: tuple[int, int], rng: np.random.Generator) -> Score:
    length = float(np.exp(rng.uniform(np.log(0.12), np.log(4.0))))
    key, velocity = int(rng.integers(*span)), int(rng.integers(40, 128))
    return Score(program, False, [(0.0, length, key, velocity)], length + rng.uniform(0.3, 2.0))


def _chord(instrument: str, rng: np.random.Generator) -> Score:
    programs = PROGRAMS[instrument]
    score = _note(programs[rng.integers(len(programs))], (42, 68), rng)
    ((_, length, root, velocity),) = score.notes
    shape = _SHAPES[rng.integers(len(_SHAPES))]
    strum = rng.choice([0.0, 0.0, 0.015])
    score.notes = [(i * strum, length, root + step, velocity) for i, step in enumerate(shape)]
    if rng.random() < 0.4:
        score.notes.append((0.0, length, root - 12, velocity))
    return score


def _phrase(instrument: str, rng: np.random.Generator, arp: bool) -> Score:
    """A bar or two: broken chords, block chords or a melody, looped or not."""
    programs = PROGRAMS[instrument]
    beat = 60.0 / rng.uniform(70.0, 165.0)
    beats = int(rng.choice([4, 8]))
    scale = _SCALES[rng.integers(len(_SCALES))]
    root, velocity = int(rng.integers(48, 66)), int(rng.integers(60, 120))
    kind = "arp" if arp else str(rng.choice(["chords", "melody", "both", "broken"]))
    score = Score(programs[rng.integers(len(programs))], seconds=min(beats * beat, 7.5))

    def degree(n: int) -> int:
        return root + 12 * (n // len(scale)) + scale[n % len(scale)]

    step = beat / rng.choice([2, 4] if arp else [1, 2])
    for bar in range(-(-beats // 4)):
        base = int(rng.integers(0, 5))
        chord = [degree(base + n) for n in (0, 2, 4)]
        start = bar * 4 * beat
        if kind in ("chords", "both"):
            for hit in range(int(rng.choice([1, 2, 4]))):
                at = start + hit * 4 * beat / 4
                score.notes += [(at, beat * rng.uniform(0.5, 2.0), key, velocity) for key in chord]
        if kind in ("arp", "broken"):
            order = [*chord, chord[0] + 12][:: int(rng.choice([1, -1]))]
            for i in range(int(4 * beat / step)):
                score.notes.append(
                    (start + i * step, step * rng.uniform(0.4, 1.0), order[i % len(order)], velocity)
                )
        if kind in ("melody", "both"):
            at = start
            while at < start + 4 * beat - 0.01:
                length = float(rng.choice([0.5, 1.0, 1.0, 2.0])) * beat
                if rng.random() < 0.8:
                    score.notes.append((at, length * 0.9, degree(int(rng.integers(0, 10))) + 12, velocity))
                at += length
    score.notes = [note for note in score.notes if note[0] < score.seconds - 0.05]
    return score


def _beat(rng: np.random.Generator) -> Score:
    """One or two bars of drums: four on the floor, a break, a hand-drum or a hat pattern."""
    sixteenth = 60.0 / rng.uniform(70.0, 175.0) / 4
    steps = int(rng.choice([16, 32]))
    score = Score((128, _kit(rng)), True, seconds=min(steps * sixteenth, 7.5))
    swing = rng.choice([0.0, 0.0, 0.3]) * sixteenth
    style = str(rng.choice(["floor", "break", "hand", "sparse"], p=[0.3, 0.4, 0.2, 0.1]))
    parts: dict[int, np.ndarray] = {}
    grid = np.arange(steps)
    if style == "hand":
        for key in rng.choice([60, 61, 62, 63, 64, 69, 70, 54, 56, 75, 76, 77], 4, replace=False):
            parts[int(key)] = rng.random(16)[grid % 16] < rng.uniform(0.15, 0.5)
    else:
        kick = grid % 4 == 0 if style == "floor" else (grid % 16 == 0) | (rng.random(16)[grid % 16] < 0.18)
        parts[int(rng.choice([35, 36]))] = kick
        parts[int(rng.choice([38, 40, 39, 37]))] = (grid % 8 == 4) | (rng.random(steps) < 0.06)
        if style != "sparse":
            parts[int(rng.choice([42, 42, 51, 44]))] = grid % int(rng.choice([1, 2, 2, 4])) == 0
        if rng.random() < 0.5:
            parts[46] = grid % 8 == int(rng.choice([2, 6]))
        if rng.random() < 0.4:
            parts[int(rng.choice([54, 56, 70, 82, 63, 61, 45]))] = rng.random(16)[grid % 16] < 0.25
    for key, hits in parts.items():
        for i in np.flatnonzero(hits):
            start = i * sixteenth + swing * (i % 2) + abs(rng.normal(0.0, 0.003))
            score.notes.append((float(start), 0.4, key, int(np.clip(rng.normal(95, 18), 30, 127))))
    score.notes = [note for note in score.notes if note[0] < score.seconds - 0.02]
    return score
