"""Basses, guitars, sitar."""

import numpy as np

from offline.synth import effects, filters
from offline.synth.draw import Rng, chance, log_uniform, pick
from offline.synth.envelopes import adsr, decay, rise, samples
from offline.synth.modal import bank, string
from offline.synth.oscillators import fm, sine, unison, wave, white
from offline.synth.patches import Patch, hertz, mellow, patch, released


def sub_bass(rng: Rng, sr: int) -> Patch:
    shape, grit = (
        pick(rng, ["sine", "sine", "triangle"]),
        log_uniform(rng, 0.5, 5) if chance(rng, 0.5) else 0.0,
    )
    fall, glide = log_uniform(rng, 0.4, 3), rng.uniform(0, 5) if chance(rng, 0.3) else 0.0

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        n = samples(seconds + 0.08, sr)
        t = np.arange(n) / sr
        x = wave(shape, hertz(midi) * 2 ** (-glide * np.exp(-t / 0.03) / 12), n, sr) * adsr(
            n, sr, 0.005, fall, 0.5, 0.06, seconds
        )
        return (effects.drive(x, grit) if grit else x) * velocity

    return patch(["sub", "808" if glide else "", "deep"], play, 24, 45, (0.3, 4))


def synth_bass(rng: Rng, sr: int) -> Patch:
    """Reese, acid and plain analogue basses: saw or square, a resonant low-pass, its envelope."""
    kind = pick(rng, ["reese", "acid", "analog", "analog", "moog", "pluck", "wobble"])
    shape = pick(rng, ["saw", "saw", "square"])
    second, below = rng.uniform(1.002, 1.01), rng.uniform(0.2, 0.9)
    q = log_uniform(rng, 4, 14) if kind == "acid" else log_uniform(rng, 0.7, 4)
    base, opening = log_uniform(rng, 90, 600), rng.uniform(1, 5)
    fall, grit = log_uniform(rng, 0.06, 0.6), log_uniform(rng, 0.8, 8) if chance(rng, 0.5) else 0.0
    cents, rate, sustain = rng.uniform(12, 40), rng.uniform(2, 8), rng.uniform(0.2, 1)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + 0.08, sr)
        t = np.arange(n) / sr
        x = unison(rng, "saw", f0, n, sr, 3, cents) if kind == "reese" else wave(shape, f0, n, sr)
        if kind == "moog":  # three oscillators, the last an octave lower
            x = x + wave("saw", f0 * second, n, sr, 0.3) + below * wave("square", f0 / 2, n, sr, 0.6)
        move = 0.5 - 0.5 * np.cos(2 * np.pi * rate * t) if kind == "wobble" else np.exp(-t / fall) * velocity
        x = filters.swept(x, np.minimum(base * 2 ** (opening * move), 0.45 * sr), sr, q, "low", 4)
        x = x * adsr(n, sr, 0.004, fall * 3, 0.0 if kind == "pluck" else sustain, 0.05, seconds)
        return (effects.drive(x, grit) if grit else x * 0.6) * velocity

    return patch(
        [kind, "303" if kind == "acid" else "", "synth", "distorted" if grit > 4 else ""],
        play,
        26,
        50,
        (0.4, 4) if kind in ("reese", "wobble") else (0.12, 2),
    )


def fm_bass(rng: Rng, sr: int) -> Patch:
    """Two operators with a deep modulation that snaps down but stays buzzing, over an octave below: solid, slap, lately."""
    ratio, index, fall = pick(rng, [1, 1, 2, 0.5, 3]), log_uniform(rng, 2, 10), log_uniform(rng, 0.04, 0.4)
    stays, sub, level = rng.uniform(0.15, 0.5), rng.uniform(0, 0.7) * chance(rng, 0.5), rng.uniform(0.3, 0.9)
    grit = log_uniform(rng, 0.8, 4) if chance(rng, 0.3) else 0.0

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        n = samples(seconds + 0.06, sr)
        f0 = hertz(midi)
        x = fm(
            f0, ratio, index * (0.4 + 0.6 * velocity) * adsr(n, sr, 0.001, fall, stays, 0.05, seconds), n, sr
        )
        x = (x + sub * sine(f0 / 2, n, sr)) * adsr(n, sr, 0.002, 0.6, level, 0.05, seconds)
        return (effects.drive(x, grit) if grit else x) * velocity

    return patch(["fm", "digital", pick(rng, ["slap", "dx", "lately", ""])], play, 26, 50, (0.12, 2))


def string_bass(rng: Rng, sr: int) -> Patch:
    """Electric fingered, picked or slapped, upright plucked: one string model, other fingers."""
    kind = pick(rng, ["fingered", "upright", "upright", "slap", "picked", "muted"])
    where = {"fingered": 0.2, "upright": 0.3, "slap": 0.08, "picked": 0.12, "muted": 0.12}[
        kind
    ] * rng.uniform(0.8, 1.3)
    damping = {"fingered": 1.5, "upright": 3.0, "slap": 0.4, "picked": 0.6, "muted": 4.0}[kind] * log_uniform(
        rng, 0.5, 2
    )
    sustain = {"upright": 2.0, "muted": 0.35}.get(kind, 5.0) * log_uniform(rng, 0.6, 1.6)
    tilt, body = (
        rng.uniform(-4, 0) if kind in ("upright", "fingered") else rng.uniform(-1, 2),
        rng.uniform(80, 250, 4),
    )

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + 0.12, sr)
        x = string(
            f0,
            n,
            sr,
            sustain * (60 / f0) ** 0.4,
            damping,
            where,
            8e-5,
            tilt,
            0.0 if kind == "upright" else 0.12,
            rng,
        )
        x = x / (np.max(np.abs(x)) + 1e-9)
        noise = white(rng, n)
        if kind == "slap":
            x = effects.drive(x, 1.5) + 0.8 * filters.bandpass(noise * decay(n, sr, 0.03), 3000, sr)
        elif kind == "picked":
            x += 0.3 * filters.bandpass(noise * decay(n, sr, 0.012), 2500, sr)
        else:
            x += 0.25 * filters.lowpass(noise * decay(n, sr, 0.03), 900, sr)
        if kind == "upright":
            x += 0.2 * bank(body, 0.15, [1, 0.7, 0.5, 0.4], n, sr)
        return released(x * rise(n, sr, 0.004 if kind == "upright" else 0.0015), sr, seconds, 0.1) * velocity

    return patch(
        [kind, "acoustic" if kind == "upright" else "electric", "double bass" if kind == "upright" else ""],
        play,
        26,
        50,
        (0.2, 2),
    )


def guitar(rng: Rng, sr: int) -> Patch:
    """Nylon, steel, clean and muted electric, and electric through a driven amplifier."""
    kind = pick(rng, ["nylon", "steel", "steel", "clean", "muted", "distorted", "distorted"])
    electric = kind in ("clean", "distorted", "muted")
    where = rng.uniform(0.08, 0.3)
    damping = {"nylon": 0.9, "steel": 0.3, "muted": 2.5}.get(kind, 0.3) * log_uniform(rng, 0.6, 1.6)
    sustain = {"nylon": 2.5, "muted": 0.35}.get(kind, 5.0) * log_uniform(rng, 0.6, 1.5)
    pickup = rng.uniform(0.08, 0.25) if electric else 0.0
    tilt, body = (
        rng.uniform(-3, 1) if kind != "steel" else rng.uniform(-1, 2.5),
        np.array([105, 200, 395, 480]) * rng.uniform(0.9, 1.1, 4),
    )
    gain, cabinet = log_uniform(rng, 6, 40), log_uniform(rng, 2500, 5500)
    power = kind == "distorted" and chance(rng, 0.5)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        n = samples(seconds + 0.15, sr)
        x = np.zeros(n)
        for semitones in (0, 7, 12) if power else (0,):
            f0 = hertz(midi + semitones)
            x += string(
                f0, n, sr, sustain * (200 / f0) ** 0.35, damping, where, 4e-5, tilt + velocity, pickup, rng
            )
        x = x / (np.max(np.abs(x)) + 1e-9)
        x += rng.uniform(0.05, 0.25) * filters.bandpass(white(rng, n) * decay(n, sr, 0.012), 2500, sr, 0.6)
        if not electric:
            x += 0.25 * bank(body, 0.12, [1, 0.8, 0.4, 0.3], n, sr)
        return released(x, sr, seconds, 0.12) * velocity

    def amplifier(x: np.ndarray) -> np.ndarray:
        x = effects.drive(filters.highpass(x, 100, sr), gain, 0.1)
        return filters.lowpass(filters.lowpass(x, cabinet, sr), cabinet, sr)

    words = [
        kind,
        "electric" if electric else "acoustic",
        "power chord" if power else "",
        mellow(rng, (tilt + 3) / 5.5),
    ]
    return patch(words, play, 40, 60 if power else 80, (0.1, 0.4) if kind == "muted" else (0.5, 5)).through(
        amplifier if kind == "distorted" else np.asarray
    )


def sitar(rng: Rng, sr: int) -> Patch:
    """A string over a curved bridge: partials come in one after another, sympathetic strings below."""
    buzz, sustain = rng.uniform(0.5, 1.5), log_uniform(rng, 1.2, 4)
    sympathy, bend = rng.uniform(0.05, 0.3), rng.uniform(-2, 2) if chance(rng, 0.35) else 0.0

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + 0.3, sr)
        t = np.arange(n) / sr
        # The bridge narrows the wave to a pulse that wanders: jawari.
        width = 0.5 - 0.42 * buzz / 1.5 * np.exp(-t * rng.uniform(0.8, 2.5))
        pitch = f0 * 2 ** (bend * np.clip((t - 0.25) / 0.3, 0, 1) / 12) * (1 + 0.004 * np.exp(-t / 0.03))
        saw_a = wave("saw", pitch, n, sr)
        shift = np.maximum(np.arange(n) - (width * sr / f0).astype(int), 0)
        x = filters.highpass(saw_a - saw_a[shift], f0, sr) * decay(n, sr, sustain)
        x = filters.swept(x, np.minimum(f0 * (3 + 16 * buzz * np.exp(-t / 0.8)), 0.45 * sr), sr, 1.5)
        x += 0.3 * filters.bandpass(white(rng, n) * decay(n, sr, 0.01), 3000, sr)
        low = f0 * np.array([0.5, 0.749, 1.0, 1.122, 1.335, 1.5, 2.0])
        x += (
            sympathy
            * bank(
                np.concatenate([low, 2 * low, 3 * low]),
                2.5,
                rng.uniform(0.05, 0.3, 21),
                n,
                sr,
                rng.uniform(0, 6, 21),
            )
            * rise(n, sr, 0.05)
        )
        return released(x, sr, seconds, 0.3) * velocity

    return patch(["indian", "plucked", "buzzing", "bend" if bend else ""], play, 45, 76, (0.8, 5))
