"""Synthesiser keys: leads, polys, plucks, pads, string machines."""

import numpy as np

from offline.synth import effects, filters
from offline.synth.draw import Rng, chance, log_uniform, pick
from offline.synth.envelopes import adsr, decay, rise, samples, vibrato
from offline.synth.modal import string
from offline.synth.oscillators import cycle, fm, phase, pink, read, sine, unison, wave, white
from offline.synth.patches import Patch, hertz, mellow, patch


def space(rng: Rng, x: np.ndarray, sr: int, wet: float, t60: float) -> np.ndarray:
    return effects.reverb(rng, x, sr, t60, wet, 5000, 0.01) if wet else x


def draw_space(rng: Rng, probability: float) -> tuple[float, float]:
    return (rng.uniform(0.1, 0.5), log_uniform(rng, 0.6, 3)) if chance(rng, probability) else (0.0, 0.0)


def analog(rng: Rng, sr: int) -> Patch:
    """Subtractive: two oscillators and a sub through a resonant low-pass that an envelope opens."""
    shapes = [pick(rng, ["saw", "square", "pulse", "triangle", "saw"]) for _ in range(2)]
    cents, width, octave = rng.uniform(2, 14), rng.uniform(0.1, 0.5), pick(rng, [1, 1, 2, 0.5, 1.498])
    base, opening, q = log_uniform(rng, 300, 3500), rng.uniform(0, 4), log_uniform(rng, 0.7, 6)
    attack, fall, sustain = log_uniform(rng, 0.002, 0.05), log_uniform(rng, 0.1, 1.2), rng.uniform(0.3, 1)
    release, poles = log_uniform(rng, 0.05, 0.5), pick(rng, [2, 4])
    sub, chorused, wet = rng.uniform(0, 0.5), chance(rng, 0.4), draw_space(rng, 0.3)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + release, sr)
        x = wave(shapes[0], f0, n, sr, rng.random(), width)
        x = (
            x
            + wave(shapes[1], f0 * octave * 2 ** (cents / 1200), n, sr, rng.random(), width)
            + sub * sine(f0 / 2, n, sr)
        )
        opened = adsr(n, sr, attack, fall, 0.2, release, seconds)
        cutoff = np.minimum(base * (f0 / 261) ** 0.4 * 2 ** (opening * opened * velocity), 0.45 * sr)
        x = filters.swept(x, cutoff, sr, q, "low", poles) * adsr(
            n, sr, attack, fall, sustain, release, seconds
        )
        return x * 0.5 * velocity

    def finish(x: np.ndarray) -> np.ndarray:
        return space(rng, effects.chorus(rng, x, sr) if chorused else x, sr, *wet)

    name = pick(rng, ["analog", "juno", "prophet", "moog", "poly"])
    tone = (np.log2(base / 300) + opening) / 6
    return patch(
        [name, shapes[0] if shapes[0] != "triangle" else "", mellow(rng, tone), "chorus" if chorused else ""],
        play,
        33,
        88,
        (0.2, 5),
    ).through(finish)


def supersaw(rng: Rng, sr: int) -> Patch:
    voices, cents = int(rng.integers(3, 8)), rng.uniform(8, 45)
    tone, attack, release = (
        log_uniform(rng, 2500, 16000),
        log_uniform(rng, 0.002, 0.06),
        log_uniform(rng, 0.05, 0.5),
    )
    wet = draw_space(rng, 0.5)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + release, sr)
        x = filters.highpass(unison(rng, "saw", f0, n, sr, voices, cents), f0 * 0.8, sr)
        x = filters.lowpass(x, tone, sr) * adsr(n, sr, attack, 0.5, 0.8, release, seconds)
        return x * 0.6 * velocity

    return patch(
        [
            "supersaw",
            pick(rng, ["trance", "edm", "rave", "wide"]),
            "detuned",
            "bright" if tone > 7000 else "",
        ],
        play,
        45,
        86,
        (0.2, 4),
    ).through(lambda x: space(rng, x, sr, *wet))


def fm_keys(rng: Rng, sr: int) -> Patch:
    ratio, index = pick(rng, [1, 2, 3, 0.5, 4, 7, 1.41, 3.5]), log_uniform(rng, 0.6, 8)
    fall, sustain, attack = log_uniform(rng, 0.1, 2), rng.uniform(0, 0.9), log_uniform(rng, 0.002, 0.04)
    release, second = log_uniform(rng, 0.05, 0.4), pick(rng, [0, 0, 2, 1.002, 3])
    wet = draw_space(rng, 0.3)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + release, sr)
        deep = index * velocity * adsr(n, sr, attack, fall, 0.25, release, seconds) * min(1, 500 / f0) ** 0.5
        x = fm(f0, ratio, deep, n, sr)
        if second:
            x = x + 0.5 * fm(f0 * second, 1, deep * 0.5, n, sr)
        return x * adsr(n, sr, attack, fall, sustain, release, seconds) * 0.6 * velocity

    return patch(
        [
            "fm",
            "digital",
            pick(rng, ["dx7", "80s", ""]),
            "bell" if ratio in (7, 1.41, 3.5) else "",
            mellow(rng, index / 8),
        ],
        play,
        40,
        90,
        (0.2, 4),
    ).through(lambda x: space(rng, x, sr, *wet))


def mono_lead(rng: Rng, sr: int) -> Patch:
    """A lead that slides in, vibrates and may be driven: saw, square, sync-like formant, or near-sine."""
    shape = pick(rng, ["saw", "square", "pulse", "triangle", "sine"])
    cents, rate, slide = (
        rng.uniform(0, 35),
        rng.uniform(4.5, 6.5),
        rng.uniform(0, 7) if chance(rng, 0.5) else 0,
    )
    base, q, grit = (
        log_uniform(rng, 800, 9000),
        log_uniform(rng, 0.7, 5),
        log_uniform(rng, 0.8, 8) if chance(rng, 0.4) else 0.0,
    )
    attack, release, width = (
        log_uniform(rng, 0.003, 0.06),
        log_uniform(rng, 0.04, 0.4),
        rng.uniform(0.1, 0.45),
    )
    delay = chance(rng, 0.3)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + release, sr)
        t = np.arange(n) / sr
        pitch = f0 * vibrato(rng, n, sr, cents, rate, 0.2) * 2 ** (-slide * np.exp(-t / 0.04) / 12)
        x = wave(shape, pitch, n, sr, 0, width) + 0.4 * wave(shape, pitch * 1.005, n, sr, 0.3, width)
        x = filters.lowpass(x, base, sr, q) * adsr(n, sr, attack, 0.3, 0.8, release, seconds)
        if grit:
            x = effects.drive(x, grit)
        return x * 0.6 * velocity

    return patch(
        [
            "mono",
            shape,
            "glide" if slide else "",
            "vibrato" if cents > 15 else "",
            "gritty" if grit > 3 else "",
            "delay" if delay else "",
        ],
        play,
        50,
        91,
        (0.3, 4),
    ).through(lambda x: effects.echo(x, sr, 0.22, 0.35, 2) if delay else x)


def hoover(rng: Rng, sr: int) -> Patch:
    drop, cents = rng.uniform(3, 12), rng.uniform(15, 40)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        n = samples(seconds + 0.2, sr)
        t = np.arange(n) / sr
        pitch = hertz(midi) * 2 ** ((-drop * np.exp(-t / 0.09) + 0.15 * np.sin(2 * np.pi * 5 * t)) / 12)
        x = unison(rng, "saw", pitch, n, sr, 4, cents) + 0.6 * unison(rng, "pulse", pitch / 2, n, sr, 2, 8)
        return (
            effects.chorus(rng, x * adsr(n, sr, 0.01, 0.4, 0.8, 0.15, seconds), sr, 0.004, 1.2)
            * 0.4
            * velocity
        )

    return patch(["hoover", "rave", "detuned"], play, 40, 72, (0.3, 1.5))


def synth_pluck(rng: Rng, sr: int) -> Patch:
    """A filter that snaps shut: short, percussive, pitched."""
    shape, voices, cents = (
        pick(rng, ["saw", "square", "pulse", "triangle"]),
        int(rng.integers(1, 5)),
        rng.uniform(3, 20),
    )
    base, opening, q = log_uniform(rng, 120, 700), rng.uniform(2.5, 6), log_uniform(rng, 0.7, 5)
    fall, amp_fall = log_uniform(rng, 0.04, 0.3), log_uniform(rng, 0.2, 1.2)
    wet, delay = draw_space(rng, 0.4), chance(rng, 0.25)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(min(seconds, amp_fall) + 0.3, sr)
        t = np.arange(n) / sr
        x = unison(rng, shape, f0, n, sr, voices, cents)
        cutoff = np.minimum(
            np.maximum(base, 0.8 * f0) * 2 ** (opening * (0.5 + 0.5 * velocity) * np.exp(-t / fall)),
            0.45 * sr,
        )
        x = filters.swept(x, cutoff, sr, q) * decay(n, sr, amp_fall) * rise(n, sr, 0.001)
        return x * velocity * 0.6

    return patch(
        [
            "synth",
            shape if shape != "triangle" else "",
            "short" if amp_fall < 0.4 else "",
            mellow(rng, (opening - 2.5) / 3.5),
        ],
        play,
        45,
        91,
        (0.15, 1),
    ).through(lambda x: space(rng, effects.echo(x, sr, 0.19, 0.4, 2) if delay else x, sr, *wet))


def string_pluck(rng: Rng, sr: int) -> Patch:
    """A plucked string of no particular instrument: harp, koto, zither, Karplus-Strong."""
    where, damping, sustain = rng.uniform(0.05, 0.45), rng.uniform(0.1, 1.2), log_uniform(rng, 0.5, 3.5)
    tilt, wet = rng.uniform(-3, 1.5), draw_space(rng, 0.5)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + 0.4, sr)
        x = string(f0, n, sr, sustain * (250 / f0) ** 0.4, damping, where, 1e-5, tilt, rng=rng)
        x = x / (np.max(np.abs(x)) + 1e-9) + 0.15 * filters.bandpass(
            white(rng, n) * decay(n, sr, 0.01), 2000, sr
        )
        return x * velocity

    return patch(
        [pick(rng, ["harp", "koto", "string", "karplus"]), "plucked"], play, 43, 88, (0.3, 1.6)
    ).through(lambda x: space(rng, x, sr, *wet))


def pluck(rng: Rng, sr: int) -> Patch:
    return pick(rng, [synth_pluck, string_pluck, fm_keys], [4, 2.5, 0.7])(rng, sr)


def pad(rng: Rng, sr: int) -> Patch:
    """Slow attack and long release over a detuned, moving source, in a large room."""
    kind = pick(rng, ["analog", "analog", "choir", "glass", "airy", "dark", "sweeping"])
    attack, release = log_uniform(rng, 0.15, 1.5), log_uniform(rng, 0.4, 1.5)
    cents, voices = rng.uniform(6, 25), int(rng.integers(2, 5))
    shape = pick(rng, ["saw", "saw", "square", "triangle"])
    base = log_uniform(rng, 300, 900) if kind == "dark" else log_uniform(rng, 600, 5000)
    depth, rate = (
        rng.uniform(0.1, 1.5) if kind != "sweeping" else rng.uniform(1.5, 3),
        log_uniform(rng, 0.08, 0.6),
    )
    hiss, wet, t60 = (
        rng.uniform(0.1, 0.5) if kind == "airy" else rng.uniform(0, 0.04),
        rng.uniform(0.1, 0.7),
        log_uniform(rng, 1, 3.5),
    )
    profile = np.exp(-np.arange(24) / rng.uniform(1.5, 6)) * rng.rayleigh(1, 24)
    vowel = [
        (f * rng.uniform(0.9, 1.1), 110.0, g)
        for f, g in pick(rng, [((700, 0), (1150, -4), (2800, -14)), ((350, 0), (750, -8), (2600, -20))])
    ]

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + release, sr)
        if kind == "glass":
            bell = cycle(profile[: max(int(0.45 * sr / f0), 1)])
            x = read(bell, phase(f0, n, sr)) + read(
                bell, phase(f0 * 2 ** (cents / 1200), n, sr, rng.random())
            )
        else:
            x = unison(rng, shape, f0, n, sr, voices, cents)
        if hiss > 0.01:
            x = x + hiss * filters.bandpass(pink(rng, n), min(f0 * 4, 6000), sr, 0.5)
        return 0.5 * x * adsr(n, sr, min(attack, 0.6 * seconds), 1, 0.9, release, seconds) ** 1.3

    def finish(x: np.ndarray) -> np.ndarray:
        if kind == "choir":
            x = filters.formants(x, vowel, sr) * 2
        turn = np.sin(2 * np.pi * (rate * np.arange(len(x)) / sr + rng.random()))
        x = filters.swept(x, np.minimum(base * 2 ** (depth * turn), 0.45 * sr), sr, 0.9)
        return effects.reverb(rng, effects.chorus(rng, x, sr, 0.004, 0.3), sr, t60, wet, 4000)

    slow = "slow" if attack > 0.6 else ""
    return patch(
        ["synth", kind, pick(rng, ["ambient", "warm", "lush", "evolving", ""]), slow],
        play,
        30,
        79,
        (1.5, 6),
    ).through(finish)


def strings_synth(rng: Rng, sr: int) -> Patch:
    """String machine (Solina): octave-divided saws through a three-phase chorus."""
    attack, release = log_uniform(rng, 0.03, 0.4), log_uniform(rng, 0.2, 0.8)
    upper, tone, thin = rng.uniform(0.2, 1), log_uniform(rng, 2500, 8000), log_uniform(rng, 120, 500)
    wet = draw_space(rng, 0.4)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + release, sr)
        x = wave("saw", f0, n, sr) + upper * wave("saw", f0 * 2, n, sr)
        x = filters.highpass(filters.lowpass(x, tone, sr), thin, sr) * adsr(
            n, sr, attack, 0.5, 0.95, release, seconds
        )
        return x * 0.35 * velocity

    def finish(x: np.ndarray) -> np.ndarray:
        slow, fast = rng.uniform(0.4, 0.8), rng.uniform(5, 6.5)
        x = effects.chorus(rng, effects.chorus(rng, x, sr, 0.003, slow, 1.2), sr, 0.0004, fast, 1)
        return space(rng, x, sr, *wet)

    return patch(
        ["string machine", "ensemble", pick(rng, ["solina", "70s", "vintage", "analog"])],
        play,
        45,
        84,
        (0.8, 3),
    ).through(finish)
