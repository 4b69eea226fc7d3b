"""Organs, and the plucked keyboards: clavinet and harpsichord."""

import numpy as np

from offline.synth import effects, filters
from offline.synth.draw import Rng, chance, log_uniform, pick
from offline.synth.envelopes import adsr, decay, place, rise, samples, wander
from offline.synth.modal import bank, string
from offline.synth.oscillators import cycle, harmonics, phase, read, sine, white
from offline.synth.patches import Patch, hertz, mellow, patch, released

# Harmonic of half the pitch that each drawbar sounds: 16', 5 1/3', 8', 4', 2 2/3', 2', 1 3/5', 1 1/3', 1'
DRAWBARS = (1, 3, 2, 4, 6, 8, 10, 12, 16)
REGISTRATIONS = {
    "gospel": "888000008",
    "jazz": "888000000",
    "full": "888888888",
    "rock": "888600000",
    "house": "808000008",
    "soft": "006500000",
    "blues": "888800000",
    "theatre": "800808008",
    "whistle": "008030000",
    "church": "006876540",
}


def hammond(rng: Rng, sr: int) -> Patch:
    """Tone wheels summed by drawbars, key click, percussion, and the turning horn of a Leslie."""
    style = pick(rng, list(REGISTRATIONS))
    pulls = np.array([int(digit) for digit in REGISTRATIONS[style]], float)
    pulls = np.clip(pulls + rng.normal(0, 1, 9) * (pulls > 0) + (rng.random(9) < 0.1) * 4, 0, 8)
    amps = np.zeros(16)
    for harmonic, pull in zip(DRAWBARS, pulls, strict=True):
        amps[harmonic - 1] += 10 ** ((pull - 8) * 3 / 20) if pull > 0 else 0
    table = cycle(amps + rng.uniform(0, 0.01, 16), rng.uniform(0, 6.28, 16))
    leslie = pick(rng, ["fast", "slow", "off"])
    rate = {"fast": rng.uniform(5.8, 7.2), "slow": rng.uniform(0.6, 1.0), "off": 0.0}[leslie]
    depth_am, depth_fm = rng.uniform(0.1, 0.4), rng.uniform(0.0002, 0.0006)
    click, perc = (
        rng.uniform(0, 0.35),
        (pick(rng, [2, 3]), rng.uniform(0.3, 0.9)) if chance(rng, 0.35) else None,
    )
    grit = log_uniform(rng, 0.8, 5) if chance(rng, 0.5) else 0.0

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + 0.03, sr)
        x = read(table, phase(f0 / 2, n, sr))
        if perc:
            x = x + perc[1] * sine(f0 * perc[0], n, sr) * decay(n, sr, 0.35)
        x = x * adsr(n, sr, 0.004, 0.1, 1, 0.012, seconds)
        x += click * filters.bandpass(white(rng, n), 2500, sr, 0.5) * (decay(n, sr, 0.015))
        return x * 0.7

    def finish(x: np.ndarray) -> np.ndarray:
        x = effects.drive(x, grit) if grit else x
        return effects.leslie(rng, x, sr, rate, depth_am, depth_fm) if rate else x

    return patch(
        ["hammond", "drawbar", style, f"{leslie} leslie" if rate else "", "overdriven" if grit > 3 else ""],
        play,
        36,
        84,
        (0.4, 4),
    ).through(finish)


def pipe_organ(rng: Rng, sr: int) -> Patch:
    """Ranks of pipes, each a little out of tune, that speak with a chiff and stop in a large room."""
    stops = pick(
        rng, [(1,), (1, 2), (1, 2, 4), (0.5, 1, 2, 4), (1, 2, 3, 4, 6, 8), (0.5, 1, 1.5, 2, 3, 4, 8)]
    )
    reedy = rng.uniform(0.3, 2.5)
    odd = rng.uniform(0.1, 1)
    chiff, wet, t60 = rng.uniform(0, 0.3), rng.uniform(0.1, 0.6), log_uniform(rng, 0.8, 3.5)
    speak = log_uniform(rng, 0.02, 0.09)
    cents = rng.normal(0, 2.5, len(stops))

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + 0.08, sr)
        x = np.zeros(n)
        for stop, detune in zip(stops, cents, strict=True):
            freq = f0 * stop * 2 ** (detune / 1200)
            k = np.arange(1, min(int(0.45 * sr / freq), 24) + 1)
            if len(k):
                amps = np.exp(-(k - 1) / reedy) * np.where(k % 2, 1, odd)
                cycles = phase(freq, n, sr, rng.random()) + 0.002 * wander(rng, n, sr, 6)
                x += (
                    read(cycle(amps), cycles) * rise(n, sr, speak * rng.uniform(0.6, 1.5)) / len(stops) ** 0.5
                )
        x += (
            chiff
            * filters.bandpass(white(rng, n), min(f0 * 3, 6000), sr, 2)
            * decay(n, sr, 0.08)
            * rise(n, sr, 0.01)
        )
        x += 0.015 * filters.bandpass(white(rng, n), min(f0 * 2, 6000), sr, 1)
        x = x * adsr(n, sr, 0.01, 0.1, 1, 0.06, seconds)
        return x * 0.6

    return patch(
        [
            "pipe",
            "church",
            "full" if len(stops) > 4 else "flute" if reedy < 0.8 else "",
            "reverb" if wet > 0.35 else "",
        ],
        play,
        33,
        88,
        (0.5, 4),
    ).through(lambda x: effects.reverb(rng, x, sr, t60, wet, 4000))


def combo_organ(rng: Rng, sr: int) -> Patch:
    """Transistor organ (Vox, Farfisa): divided square waves in footages, thin, with a quick vibrato."""
    shape = pick(rng, ["square", "square", "saw", "triangle"])
    feet = rng.uniform(0, 1, 4) * (rng.random(4) < 0.75)
    feet[1] = 1
    rate, depth = rng.uniform(5.5, 7.5), rng.uniform(0.00005, 0.0006) if chance(rng, 0.6) else 0.0
    tone, thin = log_uniform(rng, 1800, 7000), log_uniform(rng, 100, 500)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + 0.03, sr)
        cycles = phase(f0, n, sr)
        cycles = cycles + f0 * depth * np.sin(2 * np.pi * rate * np.arange(n) / sr)
        x = np.zeros(n, np.float32)
        for foot, level in zip((0.5, 1, 2, 4), feet, strict=True):
            if level:
                count = min(int(0.45 * sr / (f0 * foot)), 40)
                x += level * read(cycle(harmonics(shape, count)), cycles * foot)
        x = filters.highpass(filters.lowpass(x, tone, sr), thin, sr)
        return x * adsr(n, sr, 0.003, 0.1, 1, 0.015, seconds) * 0.5

    return patch(
        [pick(rng, ["combo", "transistor", "farfisa", "vox"]), "60s", "vibrato" if depth else "", "reedy"],
        play,
        40,
        88,
        (0.3, 2.5),
    )


def reed_organ(rng: Rng, sr: int) -> Patch:
    """Harmonium and accordion: free reeds in slightly detuned pairs, pressed on by bellows."""
    cents = log_uniform(rng, 1, 18)
    width, formant = rng.uniform(0.1, 0.3), log_uniform(rng, 800, 2500)
    attack, octave = log_uniform(rng, 0.02, 0.12), chance(rng, 0.4)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + 0.1, sr)
        x = np.zeros(n, np.float32)
        for factor in (1, 2 ** (cents / 1200), 2 if octave else 0):
            if factor:
                count = min(int(0.45 * sr / (f0 * factor)), 50)
                x += read(cycle(harmonics("pulse", count, width)), phase(f0 * factor, n, sr, rng.random()))
        x = filters.peak(filters.lowpass(x, 5000, sr), formant, sr, 1, 8)
        bellows = 1 + 0.1 * wander(rng, n, sr, 3)
        return x * adsr(n, sr, attack, 0.2, 0.9, 0.07, seconds) * bellows * 0.4

    return patch([pick(rng, ["harmonium", "accordion", "reed organ"]), "folk"], play, 45, 84, (0.4, 2.5))


def organ(rng: Rng, sr: int) -> Patch:
    return pick(rng, [hammond, pipe_organ, combo_organ, reed_organ], [4, 3, 2.5, 1.2])(rng, sr)


def clav(rng: Rng, sr: int) -> Patch:
    """Clavinet: a string struck on an anvil, two pickups, bright and short, a wah now and then."""
    hit, pickup = rng.uniform(0.03, 0.12), rng.uniform(0.08, 0.35)
    damping, sustain, tilt = rng.uniform(0.2, 0.8), log_uniform(rng, 0.7, 3), rng.uniform(-1, 3)
    wah = (log_uniform(rng, 600, 1800), rng.uniform(2, 6)) if chance(rng, 0.35) else None
    grit = log_uniform(rng, 0.8, 4) if chance(rng, 0.4) else 0.0

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + 0.08, sr)
        x = string(
            f0, n, sr, sustain * (200 / f0) ** 0.3, damping, hit, 2e-4, tilt + 2 * velocity, pickup, rng
        )
        x = x / (np.max(np.abs(x)) + 1e-9)
        x += 0.15 * filters.bandpass(white(rng, n) * decay(n, sr, 0.015), 3000, sr)
        if wah:
            x = (
                filters.swept(x, wah[0] * (0.6 + 2.5 * velocity * decay(n, sr, 0.5)), sr, wah[1], "band")
                + 0.2 * x
            )
        x = released(filters.highpass(x, 120, sr), sr, seconds, 0.06)
        off = samples(seconds, sr)
        place(
            x, 0.08 * white(rng, samples(0.02, sr)) * decay(samples(0.02, sr), sr, 0.015), off
        )  # the string leaves the anvil
        return x * velocity

    return patch(
        ["clavinet", "funky", "percussive", "wah" if wah else "", "bright" if tilt > 1 else ""],
        play,
        33,
        84,
        (0.1, 1.2),
    ).through(lambda x: effects.drive(x, grit) if grit else x)


def harpsichord(rng: Rng, sr: int) -> Patch:
    """Quill-plucked brass strings, one or more choirs, the same loudness for every touch."""
    choirs = pick(rng, [(1,), (1, 1), (1, 2), (1, 1, 2)])
    place_, damping, sustain = rng.uniform(0.07, 0.2), rng.uniform(0.03, 0.15), log_uniform(rng, 0.7, 1.5)
    wet, t60 = rng.uniform(0, 0.3), log_uniform(rng, 0.4, 2)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + 0.2, sr)
        x = np.zeros(n, np.float32)
        for octave in choirs:
            freq = f0 * octave * 2 ** (rng.normal(0, 1.5) / 1200)
            x += string(
                freq,
                n,
                sr,
                sustain * 6 * (100 / f0) ** 0.4,
                damping,
                place_ * rng.uniform(0.9, 1.1),
                3e-5,
                2.5,
                rng=rng,
            )
        x = x / (np.max(np.abs(x)) + 1e-9) + 0.1 * filters.highpass(
            white(rng, n) * decay(n, sr, 0.01), 2000, sr
        )
        x += 0.1 * bank(rng.uniform(150, 900, 5), 0.06, rng.uniform(0.1, 0.4, 5), n, sr)
        x = released(filters.highpass(x, 80, sr), sr, seconds, 0.15)
        return x * 0.8

    return patch(
        ["baroque", "plucked", "bright" if damping < 0.08 else "", mellow(rng, 0.5)], play, 36, 86, (0.2, 2)
    ).through(lambda x: effects.reverb(rng, x, sr, t60, wet, 6000) if wet > 0.03 else x)
