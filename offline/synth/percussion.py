"""Bells, blocks, shakers, scrapers and odds and ends."""

import numpy as np

from offline.synth import effects, filters
from offline.synth.draw import Rng, chance, log_uniform, pick
from offline.synth.drums import burst, room
from offline.synth.envelopes import decay, place, rise, samples, sweep
from offline.synth.modal import bank, shimmer
from offline.synth.oscillators import fm, grains, sine, wave, white
from offline.synth.voice import Sound, sound


def struck(
    rng: Rng,
    sr: int,
    f0: float,
    ratios: np.ndarray,
    t60: float,
    hit: float,
    hit_fc: float,
    slope: float = 0.5,
) -> np.ndarray:
    """A solid body: modes at `ratios`, the higher the shorter by `slope`, and the stick."""
    n = samples(t60 * 1.1 + 0.03, sr)
    ratios = ratios * rng.uniform(0.985, 1.015, len(ratios))
    amps = rng.uniform(0.3, 1, len(ratios)) / ratios ** rng.uniform(0.1, 0.8)
    x = bank(
        f0 * ratios,
        t60 / ratios**slope * rng.uniform(0.6, 1.2, len(ratios)),
        amps,
        n,
        sr,
        rng.uniform(0, 6, len(ratios)),
    )
    return x + hit * burst(rng, n, sr, hit_fc, 0.7, log_uniform(rng, 0.004, 0.02))


def cowbell_808(rng: Rng, sr: int) -> Sound:
    n = samples(log_uniform(rng, 0.2, 1.1), sr)
    tune = log_uniform(rng, 0.8, 1.3)
    x = wave("square", 540 * tune, n, sr) + wave("square", 800 * tune * rng.uniform(0.98, 1.02), n, sr)
    x = filters.bandpass(x, log_uniform(rng, 800, 2640), sr, rng.uniform(0.6, 2))
    env = 0.5 * decay(n, sr, 0.06) + 0.5 * decay(n, sr, n / sr)
    return sound(x * env, "808", "analog")


def cowbell_acoustic(rng: Rng, sr: int) -> Sound:
    f0 = log_uniform(rng, 420, 1000)
    ratios = np.array([1, 1.48, 2.1, 2.7, 3.5, 4.4, 5.6, 7.1]) * rng.uniform(0.94, 1.06, 8)
    t60 = log_uniform(rng, 0.15, 1.3)
    x = struck(rng, sr, f0, ratios, t60, rng.uniform(0.2, 1), log_uniform(rng, 2000, 5000))
    return sound(room(rng, x, sr, 0.4), "acoustic", "muted" if t60 < 0.25 else "open", "metallic")


def clave(rng: Rng, sr: int) -> Sound:
    if chance(rng, 0.4):
        n = samples(0.12, sr)
        x = bank(np.array([log_uniform(rng, 1900, 2800)]), log_uniform(rng, 0.03, 0.09), [1.0], n, sr)
        return sound(x, "808", "click")
    x = struck(
        rng,
        sr,
        log_uniform(rng, 1100, 3000),
        np.array([1, 2.6, 4.9]),
        log_uniform(rng, 0.05, 0.28),
        rng.uniform(0.05, 0.5),
        4000,
        1,
    )
    return sound(room(rng, x, sr, 0.6), "wooden", "acoustic", "latin")


def woodblock(rng: Rng, sr: int) -> Sound:
    f0 = log_uniform(rng, 450, 1900)
    ratios = np.array([1, rng.uniform(1.4, 1.8), rng.uniform(2.3, 2.9), 3.7, 5.2])
    x = struck(
        rng,
        sr,
        f0,
        ratios,
        log_uniform(rng, 0.04, 0.28),
        rng.uniform(0.2, 1.2),
        log_uniform(rng, 1200, 4000),
        0.8,
    )
    return sound(
        room(rng, x, sr, 0.5),
        "wooden",
        "low" if f0 < 700 else "high" if f0 > 1200 else "",
        "temple block" if f0 < 650 else "",
    )


def agogo(rng: Rng, sr: int) -> Sound:
    f0 = log_uniform(rng, 600, 1900)
    x = struck(
        rng,
        sr,
        f0,
        np.array([1, 2.42, 3.1, 4.3, 5.9]),
        log_uniform(rng, 0.3, 1.8),
        rng.uniform(0.1, 0.6),
        5000,
    )
    return sound(room(rng, x, sr, 0.4), "metallic", "high" if f0 > 1100 else "low", "latin")


def agogo_hard(rng: Rng, sr: int) -> Sound:
    """Thin steel cones under a hard stick: upper partials as loud as the note, and a clang."""
    f0 = log_uniform(rng, 600, 2000)
    count = int(rng.integers(6, 13))
    freqs = f0 * np.r_[1.0, np.sort(rng.uniform(1.8, 7, count - 1))]
    t60 = log_uniform(rng, 0.12, 1.1)
    n = samples(t60 * 1.1 + 0.02, sr)
    amps = rng.uniform(0.3, 1, count) * (freqs / f0) ** rng.uniform(-0.6, 0.2)
    fades = t60 * (freqs / f0) ** rng.uniform(-0.5, 0) * rng.uniform(0.5, 1.2, count)
    x = bank(freqs, fades, amps, n, sr, rng.uniform(0, 6, count))
    x += rng.uniform(0.1, 1) * burst(rng, n, sr, log_uniform(rng, 3000, 8000), 0.7, 0.01)
    return sound(room(rng, x, sr, 0.3), "metallic", "high" if f0 > 1100 else "low", "bright", "latin")


def triangle(rng: Rng, sr: int) -> Sound:
    muted = chance(rng, 0.25)
    t60 = log_uniform(rng, 0.08, 0.25) if muted else log_uniform(rng, 0.8, 4.0)
    n = samples(min(t60, 2.5), sr)
    freqs = (
        log_uniform(rng, 1100, 3800)
        * np.array([1, 1.61, 2.33, 2.98, 3.72, 4.55, 5.4, 6.5])
        * rng.uniform(0.93, 1.07, 8)
    )
    x = bank(
        freqs,
        t60 * rng.uniform(0.4, 1, 8),
        rng.uniform(0.15, 1, 8) * np.linspace(1, log_uniform(rng, 0.3, 6), 8),
        n,
        sr,
        rng.uniform(0, 6, 8),
    )
    x += bank(freqs * 1.0015, t60 * rng.uniform(0.4, 1, 8), rng.uniform(0.1, 0.5, 8), n, sr)
    x += rng.uniform(0.1, 0.6) * shimmer(rng, n, sr, 5000, 15000, 12, t60 * 0.4, t60 * 0.2)
    return sound(room(rng, x, sr, 0.3), "muted" if muted else "open", "metallic", "bright")


def jingles(rng: Rng, n: int, sr: int, starts: np.ndarray, t60: float) -> np.ndarray:
    """Pairs of small discs that ring and chatter at the given seconds."""
    x = np.zeros(n)
    one = samples(min(t60 * 1.5, n / sr), sr)
    bodies = [
        shimmer(rng, one, sr, log_uniform(rng, 2500, 4500), 15000, 26, t60, t60 * 0.6, rng.uniform(-1, 2))
        for _ in range(3)
    ]
    for start in starts:
        place(x, bodies[int(rng.integers(3))], samples(start, sr), rng.uniform(0.3, 1))
    return x


def tambourine(rng: Rng, sr: int) -> Sound:
    shaken = chance(rng, 0.35)
    length = log_uniform(rng, 0.2, 1.1)
    n = samples(length + 0.3, sr)
    t60 = log_uniform(rng, 0.15, 0.8)
    hits = int(rng.integers(6, 24))
    starts = (
        np.abs(rng.normal(length * 0.35, length * 0.25, hits))
        if shaken
        else rng.exponential(length * 0.12, hits)
    )
    x = jingles(rng, n, sr, starts, t60)
    x += (
        rng.uniform(0.2, 1.2)
        * filters.highpass(white(rng, n), 6000, sr)
        * decay(n, sr, length)
        * (rise(n, sr, length * 0.3) if shaken else 1)
    )
    if not shaken:
        x += rng.uniform(0, 1.5) * burst(rng, n, sr, log_uniform(rng, 400, 2500), 0.8, 0.04)
        if chance(rng, 0.3):
            x += 0.8 * bank(np.array([1, 1.6, 2.2]) * rng.uniform(180, 350), 0.12, [1, 0.6, 0.4], n, sr)
    return sound(
        room(rng, filters.highpass(x, 300, sr), sr, 0.3), "shaken" if shaken else "hit", "acoustic", "jingle"
    )


def rattle(rng: Rng, n: int, sr: int, env: np.ndarray, fc: float, q: float, density: float) -> np.ndarray:
    """Beads in a shell: from single grains to plain noise, through the shell's resonance."""
    source = grains(rng, n, sr, density * env) * 1.5 + white(rng, n) * rng.uniform(0, 1)
    x = filters.bandpass(source * env, fc, sr, q)
    x = x + rng.uniform(0, 1.2) * filters.highpass(source * env, min(fc * 1.4, 0.4 * sr), sr)
    return filters.highpass(x, fc * rng.uniform(0.4, 1), sr) if chance(rng, 0.5) else x


def swing(rng: Rng, n: int, sr: int, centre: float, width: float) -> np.ndarray:
    """Envelope of one movement of the hand: skewed, softer at its start."""
    t = (np.arange(n) / sr - centre) / width
    return np.where(t < 0, np.exp(-((t * 1.3) ** 2)), np.exp(-rng.uniform(1, 2.5) * t))


def shaker(rng: Rng, sr: int) -> Sound:
    width = log_uniform(rng, 0.02, 0.14)
    double = chance(rng, 0.3)
    n = samples(width * (7 if double else 5.5), sr)
    env = swing(rng, n, sr, width * 1.3, width * 0.8)
    if double:
        env = env * 0.7 + swing(rng, n, sr, width * 4, width * 0.6)
    x = rattle(
        rng, n, sr, env, log_uniform(rng, 3500, 12500), rng.uniform(0.5, 2.2), log_uniform(rng, 1500, 15000)
    )
    x = filters.highpass(x, log_uniform(rng, 1000, 5000), sr)
    return sound(
        room(rng, x, sr, 0.3),
        pick(rng, ["egg", "caxixi", "", ""]),
        "double" if double else "",
        "soft" if width > 0.05 else "",
    )


def shaking(rng: Rng, sr: int) -> Sound:
    """A shaker kept going: several swings, strong and weak."""
    beat = log_uniform(rng, 0.09, 0.28)
    count = int(rng.integers(3, 13))
    n = samples(beat * (count + 0.5), sr)
    width = beat * rng.uniform(0.12, 0.35)
    env = np.zeros(n)
    for i in range(count):
        env += swing(rng, n, sr, (i + 0.4) * beat * rng.uniform(0.98, 1.02), width) * (
            1 if i % 2 == 0 else rng.uniform(0.3, 0.9)
        )
    x = rattle(
        rng, n, sr, env, log_uniform(rng, 3500, 12500), rng.uniform(0.5, 2), log_uniform(rng, 1500, 15000)
    )
    return sound(
        room(rng, filters.highpass(x, log_uniform(rng, 1000, 5000), sr), sr, 0.3), "shaking", "groove"
    )


def maracas(rng: Rng, sr: int) -> Sound:
    if chance(rng, 0.35):
        n = samples(0.1, sr)
        x = (
            filters.highpass(white(rng, n), 5000, sr)
            * rise(n, sr, rng.uniform(0.005, 0.02))
            * decay(n, sr, log_uniform(rng, 0.04, 0.12))
        )
        return sound(x, "808", "short")
    width = log_uniform(rng, 0.015, 0.08)
    n = samples(width * 6, sr)
    x = rattle(
        rng,
        n,
        sr,
        swing(rng, n, sr, width, width * 0.7),
        log_uniform(rng, 3000, 7000),
        rng.uniform(0.6, 2),
        log_uniform(rng, 800, 5000),
    )
    return sound(room(rng, x, sr, 0.3), "latin", "short")


def cabasa(rng: Rng, sr: int) -> Sound:
    n = samples(log_uniform(rng, 0.08, 0.5), sr)
    env = rise(n, sr, n / sr * rng.uniform(0.1, 0.5)) * np.linspace(1, 0, n) ** rng.uniform(0.5, 2)
    rate = log_uniform(rng, 150, 900)
    env = env * (0.6 + 0.4 * np.sign(sine(rate, n, sr)))  # rows of steel beads over ridges
    x = rattle(rng, n, sr, env, log_uniform(rng, 5000, 10000), rng.uniform(0.7, 2), 9000)
    return sound(room(rng, filters.highpass(x, 3000, sr), sr, 0.3), "metallic", "scrape")


def guiro(rng: Rng, sr: int) -> Sound:
    long = chance(rng, 0.5)
    length = log_uniform(rng, 0.3, 0.8) if long else log_uniform(rng, 0.06, 0.18)
    n = samples(length + 0.08, sr)
    rate = log_uniform(rng, 40, 130)
    ticks = np.cumsum(
        np.full(int(rate * length) + 2, 1 / rate) * rng.uniform(0.85, 1.15, int(rate * length) + 2)
    )
    fc = log_uniform(rng, 1300, 4500)
    tick = filters.bandpass(white(rng, samples(0.02, sr)), fc, sr, rng.uniform(1.5, 5)) * decay(
        samples(0.02, sr), sr, 0.015
    )
    tick += 0.5 * bank(np.array([fc, fc * 1.6]), 0.02, [0.5, 0.3], len(tick), sr)
    x = np.zeros(n)
    for t in ticks[ticks < length]:
        place(x, tick, samples(t, sr), rng.uniform(0.5, 1) * (0.4 + 0.6 * t / length))
    return sound(room(rng, x, sr, 0.4), "long" if long else "short", "scrape", "latin")


def vibraslap(rng: Rng, sr: int) -> Sound:
    n = samples(log_uniform(rng, 0.6, 1.8), sr)
    rate = sweep(n, sr, rng.uniform(30, 45), rng.uniform(18, 26), 0.5)
    gate = np.maximum(sine(rate, n, sr), 0) ** 6
    x = filters.bandpass(white(rng, n) * gate, log_uniform(rng, 1800, 3500), sr, 2.5) * decay(n, sr, n / sr)
    return sound(room(rng, x, sr, 0.4), "vibraslap", "rattle")


def zap(rng: Rng, sr: int) -> Sound:
    n = samples(log_uniform(rng, 0.05, 0.4), sr)
    pitch = sweep(
        n, sr, log_uniform(rng, 1500, 9000), log_uniform(rng, 60, 400), n / sr * rng.uniform(0.08, 0.3)
    )
    x = wave(pick(rng, ["sine", "triangle", "saw"]), np.minimum(pitch, sr * 0.4), n, sr) * decay(
        n, sr, n / sr
    )
    return sound(x, "zap", "electronic", "synth")


def blip(rng: Rng, sr: int) -> Sound:
    n = samples(log_uniform(rng, 0.03, 0.25), sr)
    freq = log_uniform(rng, 300, 4000)
    x = fm(freq, rng.uniform(0.5, 4), rng.uniform(0, 6) * decay(n, sr, 0.1), n, sr) * decay(
        n, sr, n / sr * rng.uniform(0.6, 1.2)
    )
    return sound(x, "blip", "electronic", "glitch" if chance(rng, 0.4) else "")


def noise_hit(rng: Rng, sr: int) -> Sound:
    n = samples(log_uniform(rng, 0.04, 0.5), sr)
    x = filters.swept(
        white(rng, n),
        sweep(n, sr, log_uniform(rng, 2000, 12000), log_uniform(rng, 200, 3000), 0.05),
        sr,
        rng.uniform(0.7, 6),
    )
    return sound(x * decay(n, sr, n / sr), "noise", "electronic")


def found_object(rng: Rng, sr: int) -> Sound:
    """Tins, sticks, anvils, glass, whatever was at hand."""
    f0 = log_uniform(rng, 200, 3000)
    ratios = np.sort(rng.uniform(1, 8, int(rng.integers(4, 14))))
    ratios[0] = 1
    t60 = log_uniform(rng, 0.05, 2.0)
    x = struck(
        rng, sr, f0, ratios, t60, rng.uniform(0.2, 2), log_uniform(rng, 800, 5000), rng.uniform(0.2, 0.9)
    )
    kind = "stick" if t60 < 0.12 else "metal" if t60 > 0.4 else "can"
    return sound(room(rng, x, sr, 0.5), kind, "foley", "acoustic")


def body_hit(rng: Rng, sr: int) -> Sound:
    """A stomp, a slap on the chest, a tap on a table."""
    n = samples(0.4, sr)
    f0 = log_uniform(rng, 60, 350)
    x = bank(
        f0 * rng.uniform(1, 4, 5),
        rng.uniform(0.04, 0.2, 5),
        rng.uniform(0.2, 1, 5),
        n,
        sr,
        rng.uniform(0, 6, 5),
    )
    x += rng.uniform(0.3, 2) * burst(
        rng, n, sr, log_uniform(rng, 300, 2500), 0.7, log_uniform(rng, 0.02, 0.08)
    )
    return sound(room(rng, x * rise(n, sr, 0.002), sr, 0.7), pick(rng, ["stomp", "body", "tap"]), "foley")


def bell_tree(rng: Rng, sr: int) -> Sound:
    """Mark tree or finger cymbals: a run of small bells, or one."""
    n = samples(2.0, sr)
    x = np.zeros(n)
    count = int(rng.integers(8, 22)) if chance(rng, 0.5) else 1
    for i, f0 in enumerate(
        np.geomspace(2200, rng.uniform(4000, 9000), count)[:: 1 if chance(rng, 0.5) else -1]
    ):
        bell = bank(
            f0 * np.array([1, 1.003, 2.7, 4.1]), log_uniform(rng, 0.5, 1.5), [1, 0.7, 0.5, 0.2], n, sr
        )
        place(x, bell, samples(i * rng.uniform(0.02, 0.05), sr) if i else 0, rng.uniform(0.4, 1))
    return sound(x, "chimes" if count > 1 else "finger cymbal", "metallic", "bright")


def effected(rng: Rng, sr: int) -> Sound:
    made = pick(rng, [zap, blip, noise_hit, found_object, vibraslap])(rng, sr)
    x = effects.echo(made.samples, sr, log_uniform(rng, 0.03, 0.15), rng.uniform(0.2, 0.6), 3)
    return sound(x, *made.words, "delay")
