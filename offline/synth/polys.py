"""Synthesiser keys after whole instruments: poly synths, wavetables, phase distortion, FM stacks, brass, sync, stabs.

None of them rings like a struck tine or reed: what decays like one is an electric piano.
"""

import numpy as np

from offline.synth import effects, filters
from offline.synth.draw import Rng, chance, log_uniform, pick
from offline.synth.envelopes import adsr, decay, samples, vibrato, wander
from offline.synth.oscillators import (
    cycle,
    fm,
    from_phase,
    harmonics,
    phase,
    read,
    sine,
    unison,
    wave,
    white,
)
from offline.synth.patches import Patch, hertz, mellow, patch
from offline.synth.synths import draw_space, space


def _shape(rng: Rng) -> tuple[float, float, float, float]:
    """Attack, fall, sustain, release of a synth: held, swelling, or plucked but bright."""
    kind = pick(rng, ["held", "held", "stab", "swell"])
    attack = log_uniform(rng, 0.04, 0.4) if kind == "swell" else log_uniform(rng, 0.001, 0.03)
    sustain = rng.uniform(0.05, 0.4) if kind == "stab" else rng.uniform(0.5, 1.0)
    return attack, log_uniform(rng, 0.1, 1.5), sustain, log_uniform(rng, 0.03, 0.8)


def poly(rng: Rng, sr: int) -> Patch:
    """Two banks of saws or pulses whose width moves, a sub, noise, a filter with its own envelope; chorus (Juno, Jupiter)."""
    shapes = [pick(rng, ["saw", "saw", "pulse", "square"]) for _ in range(2)]
    stack, cents = int(rng.integers(1, 5)), log_uniform(rng, 2, 30)
    octave, second = pick(rng, [0.5, 1, 1, 2, 1.498]), rng.uniform(0, 1)
    width, turn = rng.uniform(0.1, 0.5), log_uniform(rng, 0.1, 6)
    sub, hiss = rng.uniform(0, 0.6) * chance(rng, 0.6), rng.uniform(0, 0.06)
    base, opening, q = log_uniform(rng, 250, 6000), rng.uniform(0, 5), log_uniform(rng, 0.7, 8)
    envelope, bright = _shape(rng), _shape(rng)
    thin = log_uniform(rng, 60, 500) if chance(rng, 0.3) else 0.0
    poles, chorused, wet = pick(rng, [2, 4]), chance(rng, 0.5), draw_space(rng, 0.35)
    grit = log_uniform(rng, 0.8, 5) if chance(rng, 0.3) else 0.0

    def bank(shape: str, f0: float, n: int) -> np.ndarray:
        if shape != "pulse":
            return unison(rng, shape, f0, n, sr, stack, cents)
        # A pulse is the difference of two saws, and its width their distance.
        saw = cycle(harmonics("saw", int(0.45 * sr / f0)))
        moved = width + 0.35 * width * np.sin(2 * np.pi * turn * np.arange(n) / sr + rng.uniform(0, 6))
        base_phase = phase(f0, n, sr, rng.random())
        return read(saw, base_phase) - read(saw, base_phase + moved)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + envelope[3], sr)
        x = bank(shapes[0], f0, n) + second * bank(shapes[1], f0 * octave * 2 ** (cents / 2400), n)
        x = x + sub * wave("square", f0 / 2, n, sr) + hiss * white(rng, n)
        opened = adsr(n, sr, *bright, seconds)
        cutoff = np.minimum(
            base * (f0 / 261) ** 0.5 * 2 ** (opening * opened * (0.4 + 0.6 * velocity)), 0.45 * sr
        )
        x = filters.swept(x, cutoff, sr, q, "low", poles)
        if thin:
            x = filters.highpass(x, thin, sr)
        return x * adsr(n, sr, *envelope, seconds) * 0.4 * velocity

    def finish(x: np.ndarray) -> np.ndarray:
        if grit:
            x = effects.drive(x, grit)
        return space(rng, effects.chorus(rng, x, sr) if chorused else x, sr, *wet)

    name = pick(rng, ["juno", "jupiter", "prophet", "oberheim", "analog", "poly", "virus"])
    words = [name, "synth", shapes[0], mellow(rng, (np.log2(base / 250) + opening) / 9.5)]
    words += ["chorus" if chorused else "", "detuned" if stack > 2 else ""]
    return patch(words, play, 28, 92, (0.15, 6)).through(finish)


def drifting(rng: Rng, sr: int) -> Patch:
    """A key held for long while slow oscillators move filter, width and level: what a modular or a soft synth is recorded for."""
    shape, cents, voices = pick(rng, ["saw", "square", "pulse", "triangle"]), log_uniform(rng, 1, 25), 2
    octave, second = pick(rng, [0.5, 0.5, 1, 2, 1.498, 3]), rng.uniform(0, 1)
    base, depth, rate = log_uniform(rng, 150, 4000), rng.uniform(0.3, 3), log_uniform(rng, 0.08, 6)
    beat, pulse = rng.uniform(0, 0.7), log_uniform(rng, 0.1, 5)
    q, poles, hiss = log_uniform(rng, 0.7, 9), pick(rng, [2, 4]), rng.uniform(0, 0.3) * chance(rng, 0.4)
    attack, fall, sustain = log_uniform(rng, 0.003, 0.6), log_uniform(rng, 0.3, 5), rng.uniform(0.3, 1)
    release, wet, delay = log_uniform(rng, 0.05, 2), draw_space(rng, 0.4), chance(rng, 0.2)
    grit = log_uniform(rng, 0.8, 6) if chance(rng, 0.35) else 0.0
    random, ring = chance(rng, 0.3), rng.uniform(1.2, 5) if chance(rng, 0.15) else 0.0

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + release, sr)
        t = np.arange(n) / sr
        x = unison(rng, shape, f0, n, sr, voices, cents) + second * wave(shape, f0 * octave, n, sr, 0.3)
        if ring:
            x = x * (0.5 + sine(f0 * ring, n, sr))
        x = x + hiss * white(rng, n)
        turn = wander(rng, n, sr, rate) if random else np.sin(2 * np.pi * (rate * t + rng.random()))
        x = filters.swept(x, np.minimum(np.maximum(base, 0.8 * f0) * 2 ** (depth * turn), 0.45 * sr), sr, q,
                          "low", poles)  # fmt: skip
        x = x * (1 - beat * (0.5 + 0.5 * np.sin(2 * np.pi * (pulse * t + rng.random()))))
        return x * adsr(n, sr, attack, fall, sustain, release, seconds) * 0.4 * velocity

    def finish(x: np.ndarray) -> np.ndarray:
        x = effects.drive(x, grit) if grit else x
        return space(rng, effects.echo(x, sr, 0.3, 0.4, 3) if delay else x, sr, *wet)

    words = ["analog", "synth", shape, "evolving", pick(rng, ["modular", "sweeping", "long", "moog", ""])]
    return patch(words, play, 24, 91, (1.5, 8)).through(finish)


def wavetable(rng: Rng, sr: int) -> Patch:
    """Single cycles of random harmonics, one turning into the next while the key is held (PPG, Wavestation)."""
    tables = []
    for _ in range(3):
        k = np.arange(1, 200)
        level = rng.rayleigh(1, 199) * k ** -rng.uniform(0.5, 1.6)
        for _ in range(int(rng.integers(0, 3))):  # formants
            level *= 1 + rng.uniform(1, 8) * np.exp(-(((k - rng.uniform(2, 40)) / rng.uniform(1, 5)) ** 2))
        tables.append((level * np.where(chance(rng, 0.3), k % 2, 1), rng.uniform(0, 6, 199)))
    speed, cents = log_uniform(rng, 0.2, 5), rng.uniform(0, 15)
    envelope, wet = _shape(rng), draw_space(rng, 0.4)
    base, opening, q = log_uniform(rng, 900, 12000), rng.uniform(0, 2.5), log_uniform(rng, 0.7, 4)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + envelope[3], sr)
        count = max(1, int(0.45 * sr / f0))
        place = (np.arange(n) / sr * speed) % 3
        x = np.zeros(n)
        for detune in (-cents, cents):
            turns = phase(f0 * 2 ** (detune / 1200), n, sr, rng.random())
            for i, (level, turn) in enumerate(tables):
                near = np.maximum(0, 1 - np.minimum(np.abs(place - i), 3 - np.abs(place - i)))
                x += near * read(cycle(level[:count] / np.sqrt(np.sum(level**2)), turn), turns)
        cutoff = np.minimum(base * 2 ** (opening * adsr(n, sr, *envelope, seconds)), 0.45 * sr)
        x = filters.swept(x, cutoff, sr, q)
        return x * adsr(n, sr, *envelope, seconds) * 0.5 * velocity

    words = ["wavetable", "digital", "synth", pick(rng, ["ppg", "evolving", "glassy", ""])]
    return patch(words, play, 36, 88, (0.2, 5)).through(lambda x: space(rng, x, sr, *wet))


def phase_distorted(rng: Rng, sr: int) -> Patch:
    """A cosine read faster in its first part than in its second, the bend closing with an envelope (Casio CZ)."""
    deep, fall, sustain = rng.uniform(0.5, 0.97), log_uniform(rng, 0.1, 2.0), rng.uniform(0.3, 0.9)
    resonant = chance(rng, 0.4)
    envelope, cents, wet = _shape(rng), rng.uniform(0, 14), draw_space(rng, 0.3)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + envelope[3], sr)
        bend = deep * adsr(n, sr, 0.005, fall, sustain, envelope[3], seconds)
        x = np.zeros(n)
        for detune in (0.0, cents):
            turns = phase(f0 * 2 ** (detune / 1200), n, sr, rng.random())
            part = turns - np.floor(turns)
            if resonant:  # a sine at a multiple of the pitch under a falling ramp
                x += (1 - part) * from_phase(turns - part + part * (1 + 11 * bend * min(1, 900 / f0)))
            else:
                knee = 0.5 * (1 - bend * min(1, (1500 / f0) ** 0.5))
                bent = np.where(part < knee, 0.5 * part / knee, 0.5 + 0.5 * (part - knee) / (1 - knee))
                x += from_phase(bent + 0.25)
        x = filters.highpass(x, 25, sr)
        return x * adsr(n, sr, *envelope, seconds) * 0.4 * velocity

    words = ["digital", "synth", pick(rng, ["casio", "cz-101", "80s", ""]), "resonant" if resonant else ""]
    return patch(words, play, 36, 86, (0.15, 4)).through(lambda x: space(rng, x, sr, *wet))


def synth_brass(rng: Rng, sr: int) -> Patch:
    """Saws whose filter opens a moment after the key: the fanfare of the eighties."""
    voices, cents = int(rng.integers(2, 6)), rng.uniform(4, 22)
    attack, fall = log_uniform(rng, 0.02, 0.2), log_uniform(rng, 0.2, 1.5)
    base, opening, q = log_uniform(rng, 200, 900), rng.uniform(2, 4.5), log_uniform(rng, 0.7, 3)
    sustain, release, wet = rng.uniform(0.3, 0.9), log_uniform(rng, 0.06, 0.5), draw_space(rng, 0.4)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + release, sr)
        x = unison(rng, "saw", f0, n, sr, voices, cents)
        opened = adsr(n, sr, attack, fall, sustain, release, seconds)
        cutoff = np.minimum(np.maximum(base, 0.7 * f0) * 2 ** (opening * opened), 0.45 * sr)
        x = filters.swept(x, cutoff, sr, q) * adsr(n, sr, attack * 0.4, fall, 0.85, release, seconds)
        return x * 0.5 * velocity

    words = ["synth brass", pick(rng, ["oberheim", "jupiter", "80s", "analog"]), mellow(rng, opening / 5)]
    return patch(words, play, 40, 80, (0.2, 3)).through(lambda x: space(rng, x, sr, *wet))


def fm_stack(rng: Rng, sr: int) -> Patch:
    """Three operators in a row with feedback-like brightness, held: organs of glass, brass, bells that do not die."""
    ratios = [pick(rng, [0.5, 1, 1, 2, 3, 4]), pick(rng, [1, 1, 2, 3, 5, 7, 1.41])]
    deep = [log_uniform(rng, 0.8, 5), log_uniform(rng, 0.3, 4)]
    envelope, moved = _shape(rng), _shape(rng)
    cents, wet = rng.uniform(0, 12), draw_space(rng, 0.35)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + envelope[3], sr)
        tame = min(1.0, 400 / f0) ** 0.5
        opened = adsr(n, sr, *moved, seconds)
        x = np.zeros(n)
        for detune in (0.0, cents):
            pitch = f0 * 2 ** (detune / 1200)
            carrier = phase(pitch, n, sr)
            low = fm(pitch * ratios[0], ratios[1] / ratios[0], deep[1] * tame * opened, n, sr)
            x += from_phase(carrier + deep[0] * velocity * tame * opened * low / (2 * np.pi))
        return x * adsr(n, sr, *envelope, seconds) * 0.4 * velocity

    words = ["fm", "digital", "synth", pick(rng, ["dx7", "tx81z", "80s", ""])]
    return patch(words, play, 36, 84, (0.2, 4)).through(lambda x: space(rng, x, sr, *wet))


def sync(rng: Rng, sr: int) -> Patch:
    """A saw that another restarts while its pitch is swept: a tearing lead."""
    low, high, fall = rng.uniform(1.1, 2.5), rng.uniform(2.5, 6), log_uniform(rng, 0.1, 1.5)
    tone, envelope, wet = log_uniform(rng, 3000, 14000), _shape(rng), draw_space(rng, 0.3)
    cents = rng.uniform(0, 25)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        fine = 2 * sr  # restarts alias: made at twice the rate, then filtered
        n = samples(seconds + envelope[3], fine)
        turns = phase(f0 * vibrato(rng, n, fine, cents, 5.5, 0.3), n, fine)
        ratio = low + (high - low) * np.exp(-np.arange(n) / (fall * fine))
        x = 2 * (((turns - np.floor(turns)) * ratio) % 1.0) - 1
        x = filters.lowpass(filters.lowpass(x, tone, fine), tone, fine)[::2]
        return x * adsr(len(x), sr, *envelope, seconds) * 0.4 * velocity

    words = ["sync", "lead", "synth", pick(rng, ["prophet", "analog", "aggressive", ""])]
    return patch(words, play, 40, 84, (0.2, 3)).through(lambda x: space(rng, x, sr, *wet))


def stab(rng: Rng, sr: int) -> Patch:
    """A chord frozen into one key, as sampled in house and rave, short and bright."""
    chord = pick(rng, [(0, 3, 7), (0, 3, 7, 10), (0, 4, 7, 11), (0, 7, 12), (0, 5, 10)])
    shape, cents = pick(rng, ["saw", "saw", "square", "pulse"]), rng.uniform(4, 25)
    base, opening, q = log_uniform(rng, 400, 3000), rng.uniform(1, 4), log_uniform(rng, 0.7, 5)
    fall, wet = log_uniform(rng, 0.08, 0.6), draw_space(rng, 0.5)
    grit = log_uniform(rng, 0.8, 4) if chance(rng, 0.4) else 0.0

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        n = samples(min(seconds, 1.0) + 0.3, sr)
        x = np.zeros(n)
        for step in chord:
            x += unison(rng, shape, hertz(midi + step), n, sr, 2, cents)
        t = np.arange(n) / sr
        x = filters.swept(x, np.minimum(base * 2 ** (opening * np.exp(-t / fall)), 0.45 * sr), sr, q)
        x = x * adsr(n, sr, 0.002, fall * 2, 0.3, 0.15, min(seconds, 1.0))
        return (effects.drive(x, grit) if grit else x) * 0.4 * velocity

    words = ["stab", "synth", pick(rng, ["rave", "house", "techno", ""]), "chord"]
    return patch(words, play, 44, 74, (0.1, 0.8)).through(lambda x: space(rng, x, sr, *wet))


def reso_lead(rng: Rng, sr: int) -> Patch:
    """One voice, a resonant filter, glide and drive: acid, g-funk, prog."""
    kind = pick(rng, ["acid", "whistle", "prog"])
    shape = pick(rng, ["saw", "square"]) if kind != "whistle" else pick(rng, ["sine", "triangle"])
    base, opening = log_uniform(rng, 200, 1200), rng.uniform(1, 4)
    if kind == "whistle":  # it stays as it is: one that dulls as it goes would be a struck tine
        base, opening = log_uniform(rng, 1500, 8000), 0.0
    q = log_uniform(rng, 3, 14) if kind == "acid" else log_uniform(rng, 0.8, 4)
    fall, release = log_uniform(rng, 0.06, 0.6), log_uniform(rng, 0.03, 0.25)
    slide, cents = rng.uniform(0, 12) * chance(rng, 0.6), rng.uniform(0, 40)
    grit = log_uniform(rng, 0.8, 8) if chance(rng, 0.6) else 0.0

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + release, sr)
        t = np.arange(n) / sr
        pitch = f0 * vibrato(rng, n, sr, cents, 5.5, 0.25) * 2 ** (-slide * np.exp(-t / 0.05) / 12)
        x = wave(shape, pitch, n, sr) + 0.3 * wave(shape, pitch * 0.5, n, sr, 0.2)
        cutoff = np.maximum(base, f0) * 2 ** (opening * np.exp(-t / fall))
        x = filters.swept(x, np.minimum(cutoff, 0.45 * sr), sr, q, "low", 4)
        x = x * adsr(n, sr, 0.004, 0.4, 0.8, release, seconds)
        return (effects.drive(x, grit) if grit else x) * 0.5 * velocity

    words = ["lead", "mono", "synth", {"acid": "acid", "whistle": "g-funk", "prog": "moog"}[kind]]
    return patch(words, play, 48, 92, (0.3, 3) if kind == "whistle" else (0.15, 3))


def moving_pad(rng: Rng, sr: int) -> Patch:
    """A slow bank of waves, each harmonic swelling at its own pace (additive), or a wavetable behind a closed filter."""
    attack, release = log_uniform(rng, 0.1, 1.2), log_uniform(rng, 0.3, 1.5)
    count, slope, hollow = int(rng.integers(4, 28)), rng.uniform(0.6, 2), chance(rng, 0.3)
    cents, wet, t60 = rng.uniform(3, 16), rng.uniform(0.1, 0.6), log_uniform(rng, 1, 3.5)
    tone, hiss = log_uniform(rng, 700, 7000), rng.uniform(0, 0.15) * chance(rng, 0.4)
    rates = rng.uniform(0.2, 2.0, count)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + release, sr)
        x = np.zeros(n)
        for k in range(1, count + 1):
            if k * f0 > 0.45 * sr or (hollow and k % 2 == 0):
                continue
            swell = 0.6 + 0.4 * wander(rng, n, sr, rates[k - 1])
            x += (
                k**-slope
                * swell
                * sine(k * f0 * 2 ** (rng.uniform(-cents, cents) / 1200), n, sr, rng.random())
            )
        x = filters.lowpass(x, tone, sr) + hiss * filters.bandpass(white(rng, n), tone, sr, 0.7)
        return x * adsr(n, sr, min(attack, 0.5 * seconds), 1, 0.9, release, seconds) * 0.4 * velocity

    def finish(x: np.ndarray) -> np.ndarray:
        return effects.reverb(rng, effects.chorus(rng, x, sr, 0.005, 0.25), sr, t60, wet, 4500)

    words = ["synth", pick(rng, ["warm", "glass", "ambient", "evolving"]), "soft" if tone < 2000 else ""]
    return patch(words, play, 33, 82, (1.2, 6)).through(finish)


def bright_pluck(rng: Rng, sr: int) -> Patch:
    """A stacked saw that a filter cuts off within a beat, with its echoes."""
    voices, cents = int(rng.integers(2, 7)), rng.uniform(5, 30)
    fall, amp, opening = log_uniform(rng, 0.03, 0.25), log_uniform(rng, 0.15, 0.9), rng.uniform(3, 6)
    wet, delay = draw_space(rng, 0.5), chance(rng, 0.3)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(amp + 0.2, sr)
        cutoff = np.minimum(f0 * 2 ** (opening * np.exp(-np.arange(n) / (fall * sr))), 0.45 * sr)
        x = filters.swept(unison(rng, "saw", f0, n, sr, voices, cents), cutoff, sr, 1.0)
        return x * decay(n, sr, amp) * 0.5 * velocity

    def finish(x: np.ndarray) -> np.ndarray:
        return space(rng, effects.echo(x, sr, 0.2, 0.35, 2) if delay else x, sr, *wet)

    words = ["synth", "bright", pick(rng, ["trance", "edm", "progressive", ""])]
    return patch(words, play, 48, 91, (0.15, 0.8)).through(finish)
