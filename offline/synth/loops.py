"""Drum loops: kits drawn from the one-shots, patterns of the styles that sample packs sell."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from offline.synth import cymbals, drums, effects, percussion, toms
from offline.synth.draw import Rng, chance, log_uniform, pick
from offline.synth.envelopes import place, samples
from offline.synth.voice import Model, Sound, finished, sound, trimmed

Kit = dict[str, tuple[Model, ...]]

ELECTRONIC: Kit = {
    "kick": (drums.kick_808, drums.kick_909, drums.kick_606, drums.kick_sampled),
    "snare": (drums.snare_808, drums.snare_909, drums.snare_trap, drums.snare_sampled),
    "clap": (drums.clap_machine, drums.clap_hands),
    "hat": (cymbals.hihat,),
    "open": (cymbals.openhat,),
    "tom": (toms.tom_808, toms.tom_909),
    "perc": (percussion.cowbell_808, drums.rim_808, percussion.clave, percussion.blip, drums.snap),
    "shaker": (percussion.shaker, percussion.maracas),
    "crash": (cymbals.crash_machine,),
}
ACOUSTIC: Kit = {
    "kick": (drums.kick_acoustic,),
    "snare": (drums.snare_acoustic, drums.snare_acoustic, drums.snare_piccolo),
    "clap": (drums.clap_hands, drums.rim_sidestick),
    "hat": (cymbals.hihat, cymbals.hihat, cymbals.ride),
    "open": (cymbals.openhat,),
    "tom": (toms.tom_acoustic,),
    "perc": (percussion.cowbell_acoustic, drums.rim_sidestick, percussion.tambourine),
    "shaker": (percussion.shaker, percussion.tambourine),
    "crash": (cymbals.crash,),
}
LATIN: Kit = {
    **ACOUSTIC,
    "tom": (toms.conga,),
    "perc": (
        percussion.cowbell_acoustic,
        percussion.agogo,
        percussion.woodblock,
        toms.timbale,
        percussion.clave,
    ),
    "shaker": (percussion.shaker, percussion.cabasa, percussion.maracas, percussion.guiro),
    "clap": (toms.bongo, percussion.clave),
    "kick": (drums.kick_acoustic, drums.kick_808),
}


@dataclass(frozen=True)
class Style:
    """Sixteenths of one bar per part: x loud, o soft, . rest, ? perhaps; and what goes with them."""

    tempo: tuple[float, float]
    parts: dict[str, Sequence[str]]
    kits: Sequence[Kit]
    swing: tuple[float, float] = (0.0, 0.08)


STYLES = {
    "four on the floor": Style(
        (115, 135),
        {
            "kick": ("x...x...x...x...",),
            "clap": ("....x.......x...",),
            "hat": ("x.o.x.o.x.o.x.o.", "o?x?o?x?o?x?o?x?", "................"),
            "open": ("..x...x...x...x.",),
            "perc": ("..?..?....?..?.?", "................"),
            "shaker": ("oxooxooxooxooxoo", "................"),
        },
        (ELECTRONIC,),
    ),
    "boom bap": Style(
        (78, 98),
        {
            "kick": ("x.....?x..x.....", "x..x......x..?..", "x.......?.x....."),
            "snare": ("....x.......x...", "....x..o.o..x..?"),
            "hat": ("x.x.x.x.x.x.x.x.", "x.xox.x.xox.x.xo"),
            "open": ("..............x.", "................"),
        },
        (ELECTRONIC, ACOUSTIC, ACOUSTIC),
        (0.1, 0.3),
    ),
    "breakbeat": Style(
        (100, 140),
        {
            "kick": ("x.x.......xx....", "x.x.......x..x..", "x..x..x...x....."),
            "snare": ("....x..o.o..x..o", "....x..o.o....x.", "....x.......x..x"),
            "hat": ("x.x.x.x.x.x.x.x.", "xoxoxoxoxoxoxoxo"),
            "open": ("......x.........", "................"),
        },
        (ACOUSTIC, ACOUSTIC, ELECTRONIC),
        (0.0, 0.15),
    ),
    "trap": Style(
        (130, 160),
        {
            "kick": ("x......x..x.....", "x.....x....x..?.", "x..x......x..x.."),
            "snare": ("........x.......",),
            "clap": ("........x.......", "................"),
            "hat": ("x.x.x.x.x.xxx.x.", "x.x.xxx.x.x.xxxx", "xxxxxxxxxxxxxxxx"),
            "open": ("......x.........", "................"),
            "perc": ("...?......?...?.",),
        },
        (ELECTRONIC,),
    ),
    "drum and bass": Style(
        (160, 180),
        {
            "kick": ("x.........x.....", "x..x......x.....", "x.x.......x....."),
            "snare": ("....x.......x...", "....x..o.o..x..o"),
            "hat": ("x.x.x.x.x.x.x.x.", "xoxoxoxoxoxoxoxo"),
            "shaker": ("oxooxooxooxooxoo", "................"),
        },
        (ACOUSTIC, ELECTRONIC),
    ),
    "latin": Style(
        (85, 130),
        {
            "kick": ("x.....x.x.....x.", "x..x..x.x..x..x."),
            "clap": ("x..x..x...x.x...", "..x.x...x..x..x."),
            "perc": ("x.x.xx.x.xx.x.xx", "x...x...x...x...", "x.xx.x.xx.xx.x.x"),
            "tom": ("....x.xx....x.xx", "..x...xx..x...xx", "o.xoo.xxo.xoo.xx"),
            "shaker": ("xooxxooxxooxxoox", "x.x.x.x.x.x.x.x."),
        },
        (LATIN,),
    ),
    "rock": Style(
        (90, 150),
        {
            "kick": ("x.......x.x.....", "x.....x.x.......", "x.x.....x......."),
            "snare": ("....x.......x...",),
            "hat": ("x.x.x.x.x.x.x.x.", "x...x...x...x..."),
            "crash": ("x...............", "................"),
            "tom": ("............?.??", "................"),
        },
        (ACOUSTIC,),
        (0.0, 0.05),
    ),
    "reggaeton": Style(
        (85, 105),
        {
            "kick": ("x...x...x...x...",),
            "snare": ("...x..x....x..x.",),
            "hat": ("x.x.x.x.x.x.x.x.", "................"),
            "perc": ("..?...?...?...?.",),
        },
        (ELECTRONIC, LATIN),
    ),
    "garage": Style(
        (125, 138),
        {
            "kick": ("x.........x.....", "x.....x...x....."),
            "snare": ("....x.......x...",),
            "hat": ("..x.o.x...x.o.xo", "x.xox.xox.xox.xo"),
            "shaker": ("o.xoo.xoo.xoo.xo",),
            "perc": (".?.....?.....?..",),
        },
        (ELECTRONIC,),
        (0.15, 0.3),
    ),
    "electro": Style(
        (110, 132),
        {
            "kick": ("x.....x...x.....", "x..x..x....x..x."),
            "snare": ("....x.......x...",),
            "clap": ("....x.......x...", "................"),
            "hat": ("xxxxxxxxxxxxxxxx", "x.xxx.xxx.xxx.xx"),
            "perc": ("..x..x..x..x..x.", "................"),
            "tom": ("..............xx", "................"),
        },
        (ELECTRONIC,),
    ),
}
LEVELS = {
    "kick": 1.0,
    "snare": 0.85,
    "clap": 0.6,
    "hat": 0.32,
    "open": 0.35,
    "tom": 0.6,
    "perc": 0.4,
    "shaker": 0.25,
    "crash": 0.4,
}


def draw_kit(rng: Rng, sr: int, models: Kit, parts: Sequence[str]) -> dict[str, np.ndarray]:
    """One sound for each part, at most 1.5 s long."""
    return {
        part: finished(trimmed(pick(rng, models[part])(rng, sr).samples, sr, longest=1.5), sr)
        for part in parts
    }


def pattern(rng: Rng, style: Style, bars: int) -> dict[str, str]:
    """Sixteenths for each part over all bars; the last bar may differ."""
    chosen = {}
    for part, options in style.parts.items():
        first = pick(rng, options)
        last = pick(rng, options) if chance(rng, 0.4) else first
        chosen[part] = first * (bars - 1) + last
    return chosen


def play(
    rng: Rng,
    kit: dict[str, np.ndarray],
    grid: dict[str, str],
    bpm: float,
    sr: int,
    swing: float = 0.0,
    loose: float = 0.003,
) -> np.ndarray:
    """A pattern of sixteenths played by a kit; exactly as long as its bars, tails wrap to the start.

    `swing` delays every second sixteenth by that share of one; `loose` is human timing, in seconds.
    """
    steps = max(len(row) for row in grid.values())
    n = samples(steps * 15 / bpm, sr)
    x = np.zeros(n)
    for part, row in grid.items():
        hit = kit[part]
        for i, mark in enumerate(row):
            if mark == "." or (mark == "?" and chance(rng, 0.5)):
                continue
            seconds = (i + swing * (i % 2)) * 15 / bpm + (abs(rng.normal(0, loose)) if i else 0)
            level = LEVELS[part] * (0.45 if mark == "o" else 1) * rng.uniform(0.85, 1)
            at = int(seconds * sr)
            place(x, hit, at, level)
            if at + len(hit) > n:
                place(x, hit[max(n - at, 0) :], 0, level)
    return x


def drumloop(rng: Rng, sr: int) -> Sound:
    """A random style, kit and tempo; sometimes with parts left out, as loop packs have them."""
    name = pick(rng, list(STYLES))
    style = STYLES[name]
    bpm = round(rng.uniform(*style.tempo)) if chance(rng, 0.85) else round(rng.uniform(70, 180))
    bars = pick(rng, [b for b in (1, 2, 2, 4) if b * 240 / bpm <= 6] or [1])
    grid = pattern(rng, style, bars)
    words = [name]
    if chance(rng, 0.25):  # tops, or percussion alone
        dropped = pick(rng, [("kick",), ("kick", "snare"), ("snare", "clap"), ("hat", "open", "shaker")])
        left = {part: row for part, row in grid.items() if part not in dropped and row.strip(".?")}
        if len(left) > 1:
            grid = left
            words += ["no kick"] if "kick" in dropped else ["no hats"] if "hat" in dropped else []
    models = pick(rng, style.kits)
    words.append("acoustic" if models is ACOUSTIC else "percussion" if models is LATIN else "electronic")
    x = play(
        rng,
        draw_kit(rng, sr, models, list(grid)),
        grid,
        bpm,
        sr,
        rng.uniform(*style.swing),
        rng.uniform(0, 0.008),
    )
    if chance(rng, 0.5):
        x = effects.compress(x, sr, rng.uniform(0.1, 0.5))
    if chance(rng, 0.3):
        x = effects.crush(effects.resampled(x, sr, log_uniform(rng, 10000, 30000)), rng.uniform(8, 12))
        words.append("lo-fi")
    return sound(x, *words, "loop", bpm=bpm, beats=4 * bars)
