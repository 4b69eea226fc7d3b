"""Organs, and the plucked keyboards: clavinet and harpsichord."""

import numpy as np

from offline.synth import effects, filters
from offline.synth.draw import Rng, chance, log_uniform, pick
from offline.synth.envelopes import adsr, decay, place, rise, samples, wander
from offline.synth.modal import bank, string
from offline.synth.oscillators import cycle, from_phase, harmonics, phase, read, sine, white
from offline.synth.patches import Maker, Patch, hertz, mellow, patch, released

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
    scanner = (
        (rng.uniform(6.5, 7.2), log_uniform(rng, 0.0001, 0.0006), chance(rng, 0.6))
        if chance(rng, 0.3)
        else None
    )
    leak, wet = (
        rng.uniform(0, 0.02),
        (rng.uniform(0.05, 0.4), log_uniform(rng, 0.4, 2)) if chance(rng, 0.3) else None,
    )
    cabinet, fast = log_uniform(rng, 3000, 9000), rng.uniform(0.25, 1)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + 0.03, sr)
        x = read(table, phase(f0 / 2, n, sr))
        if perc:
            x = x + perc[1] * sine(f0 * perc[0], n, sr) * decay(n, sr, fast)
        x = x * adsr(n, sr, 0.004, 0.1, 1, 0.012, seconds)
        for at in (0, samples(seconds, sr)):  # nine contacts close, and open, each in its own moment
            if at < n:
                noise = filters.bandpass(white(rng, n - at), 2500, sr, 0.5) * decay(n - at, sr, 0.015)
                x[at:] += click * noise * (0.4 if at else 1)
        wheels = f0 * 2 ** (np.array([-7, -5, 1, 2, 4, 13]) / 12)
        x += leak * sum(sine(wheel, n, sr, rng.random()) for wheel in wheels)
        return x * 0.7

    def finish(x: np.ndarray) -> np.ndarray:
        if scanner:  # a delay line that is scanned to and fro; with the dry sound it is chorus
            t = np.arange(len(x))
            bent = np.interp(t - sr * scanner[1] * (1 + np.sin(2 * np.pi * scanner[0] * t / sr)), t, x)
            x = 0.6 * (x + bent) if scanner[2] else bent
        x = effects.drive(x, grit) if grit else x
        x = effects.leslie(rng, filters.lowpass(x, cabinet, sr), sr, rate, depth_am, depth_fm) if rate else x
        return effects.reverb(rng, x, sr, wet[1], wet[0], 5000, 0.01) if wet else x

    return patch(
        ["hammond", "drawbar", style, f"{leslie} leslie" if rate else "", "overdriven" if grit > 3 else ""],
        play,
        33,
        91,
        (0.25, 6),
    ).through(finish)


def pipe_organ(rng: Rng, sr: int) -> Patch:
    """Ranks of pipes, each a little out of tune, that speak with a chiff and stop in a large room."""
    stops = pick(
        rng,
        [
            (1,),
            (1, 1.004),
            (1, 2),
            (0.5, 1),
            (1, 2, 4),
            (0.5, 1, 2, 4),
            (1, 2, 3, 4, 6, 8),
            (0.5, 1, 1.5, 2, 3, 4, 8),
        ],
    )
    reedy = rng.uniform(0.3, 2.5) if chance(rng, 0.75) else rng.uniform(2.5, 7)  # flute to trumpet
    odd = rng.uniform(0.1, 1)
    chiff, t60 = rng.uniform(0, 0.3), log_uniform(rng, 0.6, 4)
    wet = rng.uniform(0.1, 0.8) if chance(rng, 0.8) else 0.02
    shake = (rng.uniform(5, 7), rng.uniform(0.1, 0.4)) if chance(rng, 0.2) else None
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
        if shake:  # the tremulant
            x = x * (1 - shake[1] * (0.5 + 0.5 * np.sin(2 * np.pi * shake[0] * np.arange(n) / sr)))
        return x * 0.6

    return patch(
        [
            "pipe",
            "church",
            "full" if len(stops) > 4 else "flute" if reedy < 0.8 else "",
            "theatre" if shake else "",
            "reverb" if wet > 0.35 else "",
        ],
        play,
        29,
        93,
        (0.5, 6),
    ).through(lambda x: effects.reverb(rng, x, sr, t60, wet, 4000))


def combo_organ(rng: Rng, sr: int) -> Patch:
    """Transistor organ (Vox, Farfisa): divided square waves in footages, thin, with a quick vibrato; spring or speaker."""
    shape = pick(rng, ["square", "square", "saw", "triangle"])
    footages = (0.5, 1, 2, 3, 4, 8)
    feet = rng.uniform(0, 1, 6) * (rng.random(6) < [0.5, 1, 0.7, 0.25, 0.5, 0.2])
    feet[1] = 1
    rate, depth = rng.uniform(5.5, 7.5), log_uniform(rng, 0.00005, 0.0004) if chance(rng, 0.6) else 0.0
    tone, thin = log_uniform(rng, 1200, 9000), log_uniform(rng, 80, 500)
    perc = (rng.uniform(0.3, 1.2), log_uniform(rng, 0.15, 0.7)) if chance(rng, 0.25) else None
    spring = (rng.uniform(0.1, 0.5), log_uniform(rng, 0.6, 2)) if chance(rng, 0.3) else None
    grit, chorused = log_uniform(rng, 0.8, 5) if chance(rng, 0.3) else 0.0, chance(rng, 0.15)
    click = rng.uniform(0, 0.12)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + 0.03, sr)
        cycles = phase(f0, n, sr)
        cycles = cycles + f0 * depth * np.sin(2 * np.pi * rate * np.arange(n) / sr)
        x = np.zeros(n, np.float32)
        for foot, level in zip(footages, feet, strict=True):
            if level:
                count = max(1, min(int(0.45 * sr / (f0 * foot)), 40))
                x += level * read(cycle(harmonics(shape, count)), cycles * foot)
        if perc:
            x = x + perc[0] * sine(2 * f0, n, sr) * decay(n, sr, perc[1])
        x = filters.highpass(filters.lowpass(x, tone, sr), thin, sr)
        x = x + click * filters.highpass(white(rng, n), 1500, sr) * decay(n, sr, 0.008)
        return x * adsr(n, sr, 0.003, 0.1, 1, 0.015, seconds) * 0.5

    def finish(x: np.ndarray) -> np.ndarray:
        x = effects.drive(x, grit) if grit else x
        x = effects.chorus(rng, x, sr) if chorused else x
        return effects.reverb(rng, x, sr, spring[1], spring[0], 3500, 0.02) if spring else x

    return patch(
        [pick(rng, ["combo", "transistor", "farfisa", "vox"]), "60s", "vibrato" if depth else "", "reedy"],
        play,
        36,
        93,
        (0.25, 5),
    ).through(finish)


def house_organ(rng: Rng, sr: int) -> Patch:
    """The organ of house records: a few sines, or FM pairs, with a hard click and a fast first fall, low and dry (M1, TX81Z)."""
    ratios = np.array(
        pick(rng, [(1, 2, 3), (0.5, 1, 3), (1, 2, 4), (0.5, 1, 2, 4), (1, 3), (1, 2, 3, 6)]), float
    )
    levels = rng.uniform(0.3, 1, len(ratios))
    fall, sustain = log_uniform(rng, 0.03, 0.25), rng.uniform(0.5, 0.95)
    index, swift = log_uniform(rng, 0.2, 2.5) * chance(rng, 0.6), log_uniform(rng, 0.02, 0.2)
    click, tone = rng.uniform(0.05, 0.5), log_uniform(rng, 2000, 12_000)
    release, bits = log_uniform(rng, 0.01, 0.12), 12.0 if chance(rng, 0.4) else 0.0
    wet = (rng.uniform(0.05, 0.3), log_uniform(rng, 0.3, 1.5)) if chance(rng, 0.3) else None

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + 2 * release, sr)
        turns = phase(f0, n, sr)
        sway = index * velocity * (0.25 + decay(n, sr, swift)) * from_phase(turns * 2) / (2 * np.pi)
        x = np.zeros(n)
        for ratio, level in zip(ratios, levels, strict=True):
            x += level * from_phase(turns * ratio + sway)
        x += click * filters.bandpass(white(rng, n), 1800, sr, 0.6) * decay(n, sr, 0.02)
        x += click * sine(f0 * 4, n, sr) * decay(n, sr, 0.06)
        return filters.lowpass(x, tone, sr) * adsr(n, sr, 0.001, fall, sustain, release, seconds) * 0.4

    def finish(x: np.ndarray) -> np.ndarray:
        x = effects.crush(x, bits) if bits else x
        return effects.reverb(rng, x, sr, wet[1], wet[0], 5000) if wet else x

    words = ["house", "organ", pick(rng, ["m1", "90s", "garage", "korg", "percussive"]), "digital"]
    return patch(words, play, 33, 79, (0.12, 2)).through(finish)


def home_organ(rng: Rng, sr: int) -> Patch:
    """The electronic organ of a living room: flute and string tabs, percussion that repeats or sustains, a slow tremulant."""
    amps = np.zeros(16)
    amps[[0, 1, 3, 7]] = rng.uniform(0, 1, 4) * (rng.random(4) < [0.6, 1, 0.7, 0.4])
    amps[1] = max(amps[1], 0.4)
    strings = rng.uniform(0, 0.7) * chance(rng, 0.5)
    nasal = log_uniform(rng, 600, 3000)
    ring = log_uniform(rng, 0.2, 1) if chance(rng, 0.15) else 0.02
    leslie, depth = pick(rng, [0.0, rng.uniform(0.6, 1.2), rng.uniform(5.5, 7.2)]), rng.uniform(0.1, 0.4)
    rate, cents = rng.uniform(5, 7), rng.uniform(0, 20) * chance(rng, 0.6)
    tone, wet = log_uniform(rng, 1800, 7000), (rng.uniform(0.1, 0.4), log_uniform(rng, 0.6, 2))
    roomy = chance(rng, 0.35)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + ring, sr)
        sway = (
            f0 * cents / 1200 * np.log(2) / (2 * np.pi * rate) * np.sin(2 * np.pi * rate * np.arange(n) / sr)
        )
        turns = phase(f0, n, sr) + sway
        x = read(cycle(amps), turns / 2)
        if strings:
            buzz = read(cycle(harmonics("saw", min(int(0.45 * sr / f0), 60))), turns)
            x = x + strings * filters.peak(buzz, nasal, sr, 1.5, 9)
        return filters.lowpass(x, tone, sr) * adsr(n, sr, 0.008, 0.1, 1, ring, seconds) * 0.5

    def finish(x: np.ndarray) -> np.ndarray:
        x = effects.leslie(rng, x, sr, leslie, depth, 0.0003) if leslie else x
        return effects.reverb(rng, x, sr, wet[1], wet[0], 4000, 0.01) if roomy else x

    words = ["electronic", "home organ", pick(rng, ["lowrey", "theatre", "vintage", "70s", "cheesy"])]
    return patch(words, play, 36, 91, (0.3, 5)).through(finish)


def reed_organ(rng: Rng, sr: int) -> Patch:
    """Harmonium and pump organ: free reeds, nearly in tune, pressed on by bellows; a fan in the small electric ones."""
    cents = log_uniform(rng, 0.5, 7)  # more is an accordion's musette
    width, formant = rng.uniform(0.1, 0.3), log_uniform(rng, 800, 2500)
    attack, octave = log_uniform(rng, 0.02, 0.12), chance(rng, 0.4)
    fan, tone = rng.uniform(0, 0.05), log_uniform(rng, 1800, 7000)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + 0.1, sr)
        x = np.zeros(n)
        for factor in (1, 2 ** (cents / 1200), 2 if octave else 0):
            if factor:
                count = min(int(0.45 * sr / (f0 * factor)), 50)
                x += read(cycle(harmonics("pulse", count, width)), phase(f0 * factor, n, sr, rng.random()))
        x = filters.peak(filters.lowpass(x, tone, sr), formant, sr, 1, 8) + fan * filters.lowpass(
            white(rng, n), 900, sr
        )
        bellows = 1 + 0.1 * wander(rng, n, sr, 3)
        return x * adsr(n, sr, attack, 0.2, 0.9, 0.07, seconds) * bellows * 0.4

    words = [pick(rng, ["harmonium", "reed organ", "pump organ", "chord organ"]), "folk"]
    return patch(words, play, 36, 86, (0.4, 5))


ORGANS: dict[Maker, float] = {
    hammond: 4,
    pipe_organ: 3,
    combo_organ: 2.5,
    reed_organ: 1,
    house_organ: 1.5,
    home_organ: 1.5,
}


def organ(rng: Rng, sr: int) -> Patch:
    return pick(rng, list(ORGANS), list(ORGANS.values()))(rng, sr)


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
