"""Harmony and tunes: chords, arpeggios, chord and melody loops for any keyboard patch."""

from collections.abc import Sequence

import numpy as np

from offline.synth.draw import Rng, chance, log_uniform, pick
from offline.synth.envelopes import place, samples
from offline.synth.families import pad, synthkeys, synthlead
from offline.synth.organs import clav, harpsichord, organ
from offline.synth.patches import NOTES, Maker, Patch
from offline.synth.pianos import epiano, piano
from offline.synth.synths import pluck, string_pluck, strings_synth, supersaw, synth_pluck
from offline.synth.voice import Sound, sound

SCALES = {"major": (0, 2, 4, 5, 7, 9, 11), "minor": (0, 2, 3, 5, 7, 8, 10)}
# All start on the tonic: what a key is stated for must be in that key to the ear, not only on paper.
PROGRESSIONS = {
    "major": [
        (0, 4, 5, 3),
        (0, 5, 3, 4),
        (0, 1, 4, 0),
        (0, 3, 4, 3),
        (0, 3, 0, 4),
        (0, 0, 3, 4),
        (0, 2, 3, 4),
    ],
    "minor": [
        (0, 5, 2, 6),
        (0, 3, 4, 0),
        (0, 6, 5, 4),
        (0, 5, 3, 4),
        (0, 3, 6, 0),
        (0, 0, 5, 6),
        (0, 6, 0, 5),
    ],
}
COLOURS = {"triad": 3, "seventh": 4, "ninth": 5}

# (start in beats, MIDI note, length in beats, velocity)
Event = tuple[float, float, float, float]

CHORDAL: Sequence[tuple[str, Maker, float]] = (
    ("piano", piano, 4),
    ("electric piano", epiano, 3.5),
    ("organ", organ, 2.5),
    ("clav", clav, 0.8),
    ("harpsichord", harpsichord, 0.6),
    ("synth", synthkeys, 2.5),
    ("supersaw", supersaw, 1),
    ("pad", pad, 1.5),
    ("pluck", pluck, 1.5),
    ("strings", strings_synth, 1),
)


def key_name(root: int, mode: str) -> str:
    """ "A minor" for root 9."""
    return f"{NOTES[root % 12]} {mode}"


def degree(root: int, mode: str, step: int) -> int:
    """MIDI note `step` scale degrees above `root`, either way across octaves."""
    return root + 12 * (step // 7) + SCALES[mode][step % 7]


def voicing(rng: Rng, root: int, mode: str, step: int, colour: str, near: float = 60.0) -> list[int]:
    """Chord on a scale degree in thirds, each note moved by octaves close to `near`."""
    notes = [degree(root, mode, step + 2 * i) for i in range(COLOURS[colour])]
    centred = [note + 12 * round((near + rng.uniform(-3, 3) - note) / 12) for note in notes]
    return sorted(set(centred))


def rooted(root: int, mode: str, step: int, colour: str, near: float = 60.0) -> list[int]:
    """Chord on a scale degree in thirds above its root, which lies close to `near`."""
    notes = [degree(root, mode, step + 2 * i) for i in range(COLOURS[colour])]
    return [note + 12 * round((near - notes[0]) / 12) for note in notes]


def render(
    patch: Patch, events: Sequence[Event], bpm: float, beats: float, sr: int, wrap: bool = True
) -> np.ndarray:
    """Notes played into a loop of exactly `beats`; tails beyond its end ring on from its start if `wrap`."""
    n = samples(beats * 60 / bpm, sr)
    tails = samples(2.5, sr)
    x = np.zeros(n + tails)
    played: dict[tuple[float, ...], np.ndarray] = {}
    for start, midi, length, velocity in events:
        # A note of nearly the same length and touch sounds again as it did: what a sampler does.
        sort = (midi, round(length, 1), round(velocity * 5))
        if sort not in played:
            played[sort] = patch.play(midi, length * 60 / bpm, velocity)
        place(x, played[sort], samples(start * 60 / bpm, sr) if start > 0 else 0)
    x = patch.finish(x)[: n + tails]
    loop = np.array(x[:n])
    if wrap:
        place(loop, x[n:], 0)
    return loop


def humanised(rng: Rng, events: Sequence[Event], timing: float = 0.01, level: float = 0.08) -> list[Event]:
    """Small unevenness in time (beats) and velocity."""
    return [
        (
            max(s + rng.normal(0, timing), 0.0) if s > 0 else 0.0,
            m,
            d,
            float(np.clip(v + rng.normal(0, level), 0.2, 1)),
        )
        for s, m, d, v in events
    ]


def chord_events(
    rng: Rng, root: int, mode: str, bars: int, style: str, colour: str, steps: Sequence[int] = ()
) -> list[Event]:
    """A progression, one chord a bar, played in a style: held, stabs, comping, broken, offbeat, two hands.

    The root is always the lowest note, in the left hand or as the chord's own.
    """
    steps = steps or pick(rng, PROGRESSIONS[mode])
    events: list[Event] = []
    stab_rhythm = pick(rng, [(0, 1.5, 3), (0, 0.75, 1.5, 2.5), (0, 2.5), (0, 1, 2, 3), (0.5, 1.5, 2.5, 3.5)])
    left_hand = style in ("two hands", "comping") or chance(rng, 0.5)
    for bar in range(bars):
        at = 4.0 * bar
        step = steps[bar % len(steps)]
        notes = voicing(rng, root, mode, step, colour) if left_hand else rooted(root, mode, step, colour, 57)
        low = degree(root, mode, step)
        low += 12 * round((42 - low) / 12)
        strum = rng.uniform(0, 0.03)
        if style in ("held", "two hands"):
            events += [(at + i * strum, note, 3.9, 0.75) for i, note in enumerate(notes)]
        elif style == "broken":
            order = [*notes, *notes[-2:0:-1]]
            events += [(at + i * 0.5, order[i % len(order)], 0.9, 0.7) for i in range(8)]
        else:
            times = (0.5, 1.5, 2.5, 3.5) if style == "offbeat" else stab_rhythm
            length = 0.35 if style == "offbeat" else 0.45 if style == "stabs" else 0.9
            events += [
                (at + t + i * strum / 3, note, length, 0.8) for t in times for i, note in enumerate(notes)
            ]
        if style in ("two hands", "comping"):
            events += [(at, low, 1.8, 0.8), (at + 2.5, low, 1.2, 0.65)]
        elif left_hand:
            events.append((at, low, 3.8 if style in ("held", "broken") else 0.9, 0.75))
    return events


def melody_events(rng: Rng, root: int, mode: str, beats: float) -> list[Event]:
    """A tune in steps and small leaps on eighths, a two-bar motif that comes back changed.

    It starts and ends on the tonic, and bars begin on a note of its chord, so that it has the key that it is said to have.
    """
    rhythm = [pick(rng, [0.5, 0.5, 1.0, 1.0, 1.5, 0.25, 2.0]) for _ in range(16)]
    moves = [round(rng.normal(0, 1.7)) for _ in range(16)]
    at, step, i = 0.0, pick(rng, [0, 0, 7]), 0
    events: list[Event] = []
    while at < beats - 1e-6:
        length = min(rhythm[i % 7], beats - at)
        if not (events and chance(rng, 0.12)):
            events.append((at, degree(root, mode, step), length * 0.95, 0.85 if at % 1 == 0 else 0.7))
        step = int(np.clip(step + moves[i % 7], -3, 10)) if at + length < beats - 1 else 0
        at, i = at + length, i + 1
        if at % 4 == 0:
            step = min((-3, 0, 2, 4, 7, 9), key=lambda tone: abs(tone - step))
    return events


def arp_events(rng: Rng, root: int, mode: str, beats: float, steps: Sequence[int] = ()) -> list[Event]:
    """A chord's notes one by one, up, down, both or at random, over one or two octaves; its root is the lowest."""
    steps = steps or (pick(rng, PROGRESSIONS[mode]) if chance(rng, 0.6) else (0,))
    direction, octaves, grid = (
        pick(rng, ["up", "down", "up and down", "random"]),
        pick(rng, [1, 2, 2]),
        pick(rng, [0.25, 0.25, 0.5, 1 / 3]),
    )
    gate = rng.uniform(0.4, 1.1)
    events: list[Event] = []
    for i in range(round(beats / grid)):
        at = i * grid
        chord = rooted(root, mode, steps[int(at // 4) % len(steps)], "triad", 58)
        ladder = [note + 12 * octave for octave in range(octaves) for note in chord]
        ladder = {"down": ladder[::-1], "up and down": ladder + ladder[-2:0:-1]}.get(direction, ladder)
        note = pick(rng, ladder) if direction == "random" else ladder[i % len(ladder)]
        events.append((at, note, grid * gate, 0.9 if at % 1 == 0 else 0.65))
    return events


def bars_for(rng: Rng, bpm: float, longest: float = 8.0) -> int:
    """1, 2 or 4 bars of four, at most `longest` seconds."""
    return pick(rng, [bars for bars in (1, 2, 2, 4) if bars * 240 / bpm <= longest] or [1])


def draw_key(rng: Rng) -> tuple[int, str]:
    return int(rng.integers(48, 60)), pick(rng, ["minor", "minor", "major"])


def chord(rng: Rng, sr: int) -> Sound:
    """One chord, struck once."""
    name, make, _ = pick(rng, CHORDAL, [weight for _, _, weight in CHORDAL])
    instrument = make(rng, sr)
    root, mode = draw_key(rng)
    colour = pick(rng, list(COLOURS), [3, 3, 1.5])
    seconds = log_uniform(rng, 0.15, 2.5) if name != "pad" else rng.uniform(1.5, 3)
    strum = rng.uniform(0, 0.03)
    notes = voicing(rng, root, mode, 0, colour, rng.uniform(54, 70))
    events = [(i * strum, note, seconds, rng.uniform(0.6, 0.9)) for i, note in enumerate(notes)]
    x = render(instrument, events, 60, seconds + 0.8, sr, wrap=False)
    short = "stab" if seconds < 0.5 else "long" if seconds > 1.5 else ""
    return sound(x, name, *instrument.words, "chord", short, mode, key=key_name(root, mode))


def arp(rng: Rng, sr: int) -> Sound:
    """An arpeggio that loops, mostly of a synthesiser."""
    make = pick(
        rng, [synth_pluck, synthlead, synthkeys, pluck, piano, epiano, string_pluck], [4, 2, 3, 2, 1, 1, 1]
    )
    instrument = make(rng, sr)
    root, mode = draw_key(rng)
    bpm = round(rng.uniform(80, 160))
    beats = 4 * bars_for(rng, bpm, 5)
    x = render(instrument, arp_events(rng, root, mode, beats), bpm, beats, sr)
    return sound(
        x,
        make.__name__.replace("_", " "),
        *instrument.words,
        "arpeggio",
        "loop",
        bpm=bpm,
        beats=beats,
        key=key_name(root, mode),
    )


def keysloop(rng: Rng, sr: int) -> Sound:
    """Chords or a melody in a key and tempo on any keyboard."""
    name, make, _ = pick(rng, CHORDAL, [weight for _, _, weight in CHORDAL])
    if name == "pad":
        styles = ["held"]
    elif name in ("clav", "pluck", "supersaw", "harpsichord"):
        styles = ["stabs", "broken", "melody", "offbeat"]
    else:
        styles = ["held", "comping", "broken", "two hands", "stabs", "melody", "melody", "offbeat"]
    style = pick(rng, styles)
    instrument = make(rng, sr)
    root, mode = draw_key(rng)
    bpm = round(log_uniform(rng, 68, 172))
    bars = bars_for(rng, bpm, 7)
    if style == "melody":
        events = melody_events(rng, root + 12, mode, 4 * bars)
    else:
        events = chord_events(rng, root, mode, bars, style, pick(rng, list(COLOURS), [3, 3, 1]))
    x = render(instrument, humanised(rng, events), bpm, 4 * bars, sr)
    what = "melody" if style == "melody" else "chords"
    return sound(
        x,
        name,
        *instrument.words,
        what,
        style if style not in ("melody", "held") else "",
        "loop",
        bpm=bpm,
        beats=4 * bars,
        key=key_name(root, mode),
    )
