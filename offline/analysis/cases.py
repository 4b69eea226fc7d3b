"""Samples that are easily misheard: fast breaks, waltzes, notes that are merely held, triads with another note in the bass.

Each of these is drawn from a generator at a rate, and comes with what is known of it, as the voices of the library do.
"""

from __future__ import annotations

import numpy as np

from offline.synth import families, loops, organs, phrases, synths, textures, winds
from offline.synth.draw import Rng, chance, log_uniform, pick

_KITS = (loops.ACOUSTIC, loops.ELECTRONIC)
_BREAK = loops.Style(
    (160, 180),
    {
        "kick": ("x.........x.....", "x.x.......xx....", "x..x......x.....", "x..............."),
        "snare": ("....x.......x...", "....x..o.o..x..o", "....x..o.....ox.", "....x..o..o.x..o"),
        "hat": ("x.x.x.x.x.x.x.x.", "xoxoxoxoxoxoxoxo", "x...x...x...x...", "..x...x...x...x."),
        "shaker": ("oxooxooxooxooxoo", *3 * ("................",)),
        "crash": ("................", "................", "x..............."),
    },
    _KITS,
)
_WALTZ = loops.Style(
    (84, 190),
    {
        "kick": ("x...........", "x.........o.", "x.....o....."),
        "snare": ("....x...x...", "....o...x...", "........x...", "............"),
        "hat": ("x...x...x...", "x.x.x.x.x.x.", "x...x.o.x.o.", "....x...x..."),
        "tom": ("............", "............", "....x...x..."),
        "shaker": ("oxoxoxoxoxox", "............", "............"),
    },
    (*_KITS, loops.LATIN),
)
_HELD = (
    winds.strings,
    winds.flute,
    winds.reed,
    winds.sax,
    winds.brass,
    winds.vocal,
    organs.organ,
    families.synthlead,
    families.pad,
    synths.strings_synth,
)
_TRIADS = {"major": (0, 4, 7), "minor": (0, 3, 7)}


def _beaten(rng: Rng, sr: int, style: loops.Style, beats: int) -> tuple[np.ndarray, dict]:
    """A drum loop of bars of so many beats, 2, 4 or 8 of them."""
    bpm = round(rng.uniform(*style.tempo))
    bars = pick(rng, [bars for bars in (2, 4, 4, 8) if bars * beats * 60 / bpm <= 12])
    grid = loops.pattern(rng, style, bars)
    kit = loops.draw_kit(rng, sr, pick(rng, style.kits), list(grid))
    return loops.play(rng, kit, grid, bpm, sr, rng.uniform(0, 0.1), rng.uniform(0, 0.006)), {"bpm": bpm}


def fast_break(rng: Rng, sr: int) -> tuple[np.ndarray, dict]:
    """Drums of 160 to 180 bpm in which the snare is on the second and fourth beat."""
    return _beaten(rng, sr, _BREAK, 4)


def waltz(rng: Rng, sr: int) -> tuple[np.ndarray, dict]:
    """Bars of three beats: drums, or a bass note and two chords."""
    if chance(rng, 0.5):
        return _beaten(rng, sr, _WALTZ, 3)
    bpm, bars = round(log_uniform(rng, *_WALTZ.tempo)), pick(rng, [4, 4, 8])
    _, make, _ = pick(rng, phrases.CHORDAL, [weight for *_, weight in phrases.CHORDAL])
    root, mode = phrases.draw_key(rng)
    steps = pick(rng, phrases.PROGRESSIONS[mode])
    events: list[phrases.Event] = []
    for bar in range(bars):
        step = steps[bar // (bars // 4)]
        low = phrases.degree(root, mode, step)
        events.append((3.0 * bar, low + 12 * round((42 - low) / 12), 0.9, 0.85))
        chord = phrases.voicing(rng, root, mode, step, "triad")
        events += [(3.0 * bar + beat, note, 0.7, 0.65) for beat in (1, 2) for note in chord]
    return phrases.render(make(rng, sr), phrases.humanised(rng, events), bpm, 3 * bars, sr), {"bpm": bpm}


def held(rng: Rng, sr: int) -> tuple[np.ndarray, dict]:
    """One note of an instrument that sustains, mostly with vibrato, or a drone, of 3 to 12 s."""
    if chance(rng, 0.2):
        return np.asarray(textures.drone(rng, sr).samples), {}
    instrument = pick(rng, _HELD)(rng, sr)
    note = int(rng.integers(instrument.low, instrument.high + 1))
    return instrument.finish(instrument.play(note, log_uniform(rng, 3, 12), rng.uniform(0.5, 1))), {}


def triad(rng: Rng, sr: int, inversion: int) -> tuple[np.ndarray, dict]:
    """A triad struck once, in root position (0), first or second inversion."""
    _, make, _ = pick(rng, phrases.CHORDAL, [weight for *_, weight in phrases.CHORDAL])
    root, mode = phrases.draw_key(rng)
    notes = [root + step + 12 * (at < inversion) for at, step in enumerate(_TRIADS[mode])]
    seconds = log_uniform(rng, 0.4, 2.5)
    events = [(0.0, note, seconds, rng.uniform(0.6, 0.9)) for note in notes]
    samples = phrases.render(make(rng, sr), events, 60, seconds + 0.8, sr, wrap=False)
    return samples, {"key": phrases.key_name(root, mode)}
