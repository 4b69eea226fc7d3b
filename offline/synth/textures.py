"""Mallets, sound effects, drones, ambience, vinyl, noise."""

import numpy as np

from offline.synth import effects, filters
from offline.synth.draw import Rng, chance, log_uniform, pick
from offline.synth.envelopes import decay, place, rise, samples, sweep, wander
from offline.synth.modal import CHURCH_BELL, FREE_BAR, KALIMBA, MARIMBA, TUBULAR, VIBRAPHONE, bank
from offline.synth.oscillators import fm, grains, pink, sine, unison, wave, white
from offline.synth.patches import Patch, hertz, patch, released
from offline.synth.voice import Sound, sound

# modes, t60 at middle C, how much sooner high modes die, range
BARS = {
    "marimba": (MARIMBA, 0.9, 0.8, (36, 88)),
    "xylophone": (np.array([1, 3.0, 6.1, 10.2]), 0.45, 0.6, (60, 96)),
    "vibraphone": (VIBRAPHONE, 5.0, 0.8, (53, 89)),
    "glockenspiel": (FREE_BAR, 3.0, 0.7, (72, 100)),
    "kalimba": (KALIMBA, 1.2, 1.2, (53, 88)),
    "bell": (CHURCH_BELL, 5.0, 0.7, (48, 84)),
    "tubular bells": (TUBULAR, 4.0, 0.5, (53, 77)),
    "music box": (np.array([1, 6.27, 17.5]), 2.0, 0.8, (65, 96)),
    "celesta": (np.array([1, 2.0, 4.0, 6.3]), 1.8, 1.0, (60, 96)),
    "steel drum": (np.array([1, 2.0, 3.01, 4.03, 5.1]), 1.0, 0.6, (50, 84)),
}


def mallet(rng: Rng, sr: int) -> Patch:
    kind = pick(rng, list(BARS))
    modes, sustain, slope, (low, high) = BARS[kind]
    sustain *= log_uniform(rng, 0.5, 1.6)
    hardness, motor = (
        rng.uniform(0.1, 1),
        rng.uniform(3, 7) if kind == "vibraphone" and chance(rng, 0.5) else 0.0,
    )
    wet, t60 = (rng.uniform(0.1, 0.4), log_uniform(rng, 0.6, 2.5)) if chance(rng, 0.5) else (0.0, 0.0)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        fade = sustain * (261 / f0) ** 0.5
        n = samples(min(seconds + 0.4, fade * 1.1) + 0.05, sr)
        ratios = modes * rng.uniform(0.995, 1.005, len(modes))
        amps = rng.uniform(0.5, 1, len(modes)) * (0.25 + 0.75 * hardness * velocity) ** np.arange(len(modes))
        x = bank(
            f0 * ratios, fade / np.maximum(ratios, 1) ** slope, amps, n, sr, rng.uniform(0, 0.5, len(modes))
        )
        x += (0.1 + 0.4 * hardness) * filters.bandpass(
            white(rng, n) * decay(n, sr, 0.015), 400 + 3500 * hardness, sr, 0.7
        )
        return released(x * velocity, sr, seconds + 0.3, 0.2)

    def finish(x: np.ndarray) -> np.ndarray:
        x = effects.tremolo(rng, x, sr, motor, 0.5) if motor else x
        return effects.reverb(rng, x, sr, t60, wet, 6000) if wet else x

    return patch(
        [
            kind,
            "soft" if hardness < 0.35 else "hard" if hardness > 0.8 else "",
            "bell" if "bell" in kind else "",
        ],
        play,
        low,
        high,
        (0.3, 2.5),
    ).through(finish)


# Effects ------------------------------------------------------------------------------------------


def riser(rng: Rng, sr: int) -> Sound:
    """Noise and pitch that climb to a stop, or the same thing falling."""
    n = samples(log_uniform(rng, 1.0, 4.0), sr)
    up = chance(rng, 0.6)
    ramp = np.linspace(0, 1, n) if up else np.linspace(1, 0, n)
    cutoff = 200 * 2 ** (rng.uniform(4, 6) * ramp)
    x = filters.swept(
        white(rng, n), np.minimum(cutoff, 0.45 * sr), sr, rng.uniform(0.8, 5), pick(rng, ["low", "band"])
    )
    x = x * rng.uniform(0.3, 1.5)
    if chance(rng, 0.6):
        x = x + rng.uniform(0.2, 0.8) * wave(
            "saw", log_uniform(rng, 80, 300) * 2 ** (rng.uniform(1, 3) * ramp), n, sr
        )
    x = x * (0.1 + 0.9 * ramp**1.5)
    return sound(x, "riser" if up else "downlifter", "sweep", "transition")


def impact(rng: Rng, sr: int) -> Sound:
    n = samples(log_uniform(rng, 1.0, 3.5), sr)
    x = sine(sweep(n, sr, rng.uniform(80, 200), rng.uniform(28, 45), 0.1), n, sr) * decay(
        n, sr, log_uniform(rng, 0.8, 3)
    )
    x += rng.uniform(0.3, 1.5) * filters.lowpass(
        white(rng, n) * decay(n, sr, rng.uniform(0.2, 1.5)), log_uniform(rng, 800, 6000), sr
    )
    x += 0.3 * bank(
        np.exp(rng.uniform(np.log(60), np.log(900), 10)),
        rng.uniform(0.5, 2, 10),
        rng.uniform(0.1, 0.6, 10),
        n,
        sr,
    )
    x = effects.reverb(
        rng, effects.drive(x, rng.uniform(1, 4)), sr, rng.uniform(1.5, 4), rng.uniform(0.3, 0.9), 3000
    )
    return sound(x, "impact", pick(rng, ["boom", "hit", "cinematic"]))


def laser(rng: Rng, sr: int) -> Sound:
    n = samples(log_uniform(rng, 0.15, 1.0), sr)
    pitch = sweep(
        n, sr, log_uniform(rng, 1500, 6000), log_uniform(rng, 80, 500), n / sr * rng.uniform(0.15, 0.5)
    )
    if chance(rng, 0.3):
        pitch = pitch[::-1]
    x = fm(np.minimum(pitch, 0.3 * sr), rng.uniform(0.3, 3), rng.uniform(0, 4), n, sr) * decay(
        n, sr, n / sr * 1.3
    )
    return sound(effects.echo(x, sr, 0.12, 0.4, 3) if chance(rng, 0.4) else x, "laser", "sci-fi")


def sci_fi(rng: Rng, sr: int) -> Sound:
    """Ring-modulated, wandering FM: robots, computers, alien birds."""
    n = samples(log_uniform(rng, 0.3, 3.0), sr)
    step = pick(rng, [True, False])
    moves = wander(rng, n, sr, rng.uniform(2, 20))
    if step:
        moves = np.repeat(rng.uniform(-1, 1, 40), n // 40 + 1)[:n]
    freq = log_uniform(rng, 150, 1500) * 2 ** (rng.uniform(0.5, 2.5) * moves)
    x = fm(
        np.minimum(freq, 0.3 * sr),
        rng.uniform(0.2, 5),
        rng.uniform(0.5, 8) * (1 + wander(rng, n, sr, 4)),
        n,
        sr,
    )
    if chance(rng, 0.5):
        x = x * sine(log_uniform(rng, 5, 900), n, sr)
    return sound(
        x * rise(n, sr, 0.02) * np.linspace(1, 0.3, n),
        "sci-fi",
        pick(rng, ["computer", "robot", "alien", "bleeps"]),
        "weird",
    )


def glitch(rng: Rng, sr: int) -> Sound:
    n = samples(log_uniform(rng, 0.2, 1.5), sr)
    x = np.zeros(n)
    for _ in range(int(rng.integers(4, 30))):
        m = samples(log_uniform(rng, 0.004, 0.12), sr)
        piece = pick(
            rng,
            [
                white(rng, m),
                sine(log_uniform(rng, 80, 6000), m, sr),
                wave("square", log_uniform(rng, 60, 2000), m, sr),
            ],
        )
        place(x, np.tile(piece, int(rng.integers(1, 5))), int(rng.integers(n)), rng.uniform(0.2, 1))
    x = effects.crush(effects.resampled(x, sr, log_uniform(rng, 4000, 30000)), rng.uniform(3, 10))
    return sound(x, "glitch", "digital", "stutter" if chance(rng, 0.4) else "")


def whoosh(rng: Rng, sr: int) -> Sound:
    n = samples(log_uniform(rng, 0.3, 2.0), sr)
    t = np.linspace(-1, 1, n)
    hump = np.exp(-(((t - rng.uniform(-0.4, 0.4)) * rng.uniform(1.5, 3.5)) ** 2))
    x = filters.swept(pink(rng, n), 300 * 2 ** (4.5 * hump), sr, rng.uniform(0.8, 4), "band") * hump
    return sound(x, "whoosh", "swoosh", "air")


def reverse(rng: Rng, sr: int) -> Sound:
    n = samples(log_uniform(rng, 0.6, 2.5), sr)
    x = pick(
        rng,
        [
            filters.highpass(white(rng, n), 2000, sr),
            bank(np.exp(rng.uniform(5, 9, 20)), n / sr, rng.uniform(0.1, 1, 20), n, sr),
        ],
    )
    return sound((x * decay(n, sr, n / sr))[::-1], "reverse", "swell", "transition")


def siren(rng: Rng, sr: int) -> Sound:
    n = samples(log_uniform(rng, 0.5, 3.0), sr)
    lfo = np.sin(2 * np.pi * log_uniform(rng, 0.6, 8) * np.arange(n) / sr)
    if chance(rng, 0.5):
        lfo = np.sign(lfo)
    x = wave(pick(rng, ["square", "saw", "sine"]), log_uniform(rng, 400, 1200) * 2 ** (0.5 * lfo), n, sr)
    return sound(filters.lowpass(x, 4000, sr), "siren", "alarm")


# Textures -----------------------------------------------------------------------------------------


def drone(rng: Rng, sr: int) -> Sound:
    n = samples(log_uniform(rng, 3, 6), sr)
    midi = int(rng.integers(28, 55))
    f0 = hertz(midi)
    kind = pick(rng, ["dark", "harmonic", "metallic", "noisy"])
    if kind == "metallic":
        freqs = f0 * np.sort(rng.uniform(1, 14, 24))
        x = bank(freqs, 60, rng.rayleigh(0.3, 24), n, sr, rng.uniform(0, 6, 24)) * (
            1 + 0.4 * wander(rng, n, sr, 2)
        )
    else:
        x = np.zeros(n)
        for ratio in (1, 1.5, 2) if kind == "harmonic" else (0.5, 1, 1.003):
            x += unison(rng, pick(rng, ["saw", "triangle", "square"]), f0 * ratio, n, sr, 2, 8) * (
                1 + 0.6 * wander(rng, n, sr, 0.7)
            )
        x = filters.swept(
            x, log_uniform(rng, 150, 1500) * 2 ** (1.2 * wander(rng, n, sr, 0.6)), sr, rng.uniform(0.7, 3)
        )
    if kind == "noisy":
        x = x + filters.bandpass(pink(rng, n), log_uniform(rng, 150, 2000), sr, 0.7)
    x = effects.reverb(rng, x * rise(n, sr, rng.uniform(0.05, 1.0)), sr, 3, 0.5, 3000)[:n]
    return sound(x, "drone", kind, "sustained", midi=midi)


def ambience(rng: Rng, sr: int) -> Sound:
    """Wind, rain, sea, room, birds of the night: filtered noise that wanders, and what happens in it."""
    n = samples(log_uniform(rng, 3, 6), sr)
    kind = pick(rng, ["wind", "rain", "sea", "room", "night", "space"])
    if kind == "wind":
        x = filters.swept(
            pink(rng, n), 500 * 2 ** (1.5 * wander(rng, n, sr, 0.8)), sr, rng.uniform(1.5, 6), "band"
        ) * (1 + 0.7 * wander(rng, n, sr, 0.8))
    elif kind == "rain":
        x = filters.bandpass(
            grains(rng, n, sr, log_uniform(rng, 400, 6000)), log_uniform(rng, 2000, 6000), sr, 0.5
        ) + 0.2 * filters.highpass(white(rng, n), 1500, sr)
    elif kind == "sea":
        wave_ = 0.5 + 0.5 * np.sin(2 * np.pi * rng.uniform(0.1, 0.3) * np.arange(n) / sr + rng.uniform(0, 6))
        x = filters.swept(pink(rng, n), 400 + 3500 * wave_, sr, 0.7) * (0.15 + wave_**2)
    elif kind == "room":
        x = filters.lowpass(pink(rng, n), log_uniform(rng, 300, 2500), sr) + rng.uniform(0, 0.2) * sine(
            pick(rng, [50, 60, 100, 120]), n, sr
        )
    elif kind == "night":
        x = 0.3 * pink(rng, n)
        for _ in range(int(rng.integers(2, 6))):
            chirps = (
                np.maximum(np.sin(2 * np.pi * rng.uniform(1, 4) * np.arange(n) / sr + rng.uniform(0, 6)), 0)
                ** 3
            )
            x = x + rng.uniform(0.1, 0.4) * sine(rng.uniform(2500, 5500), n, sr) * chirps * (
                1 + sine(rng.uniform(20, 60), n, sr)
            )
    else:
        x = bank(
            np.exp(rng.uniform(4.5, 8.5, 40)), 8, rng.rayleigh(0.2, 40), n, sr, rng.uniform(0, 6, 40)
        ) * rise(n, sr, 1.5)
        x = effects.chorus(rng, x, sr, 0.006, 0.2)
    return sound(x, "ambience", kind, "atmosphere")


def vinyl(rng: Rng, sr: int) -> Sound:
    n = samples(log_uniform(rng, 1.5, 5), sr)
    clicks = (
        filters.bandpass(grains(rng, n, sr, log_uniform(rng, 4, 60)), log_uniform(rng, 1200, 5000), sr, 0.7)
        * 3
    )
    dust = filters.highpass(grains(rng, n, sr, log_uniform(rng, 100, 1500)), 2500, sr) * 0.3
    hiss = filters.bandpass(pink(rng, n), 3000, sr, 0.3) * rng.uniform(0.03, 0.3)
    rumble = filters.lowpass(pink(rng, n), 60, sr) * rng.uniform(0, 0.5)
    return sound(clicks + dust + hiss + rumble, "vinyl", "crackle", "lo-fi", "texture")


def noise(rng: Rng, sr: int) -> Sound:
    n = samples(log_uniform(rng, 0.8, 5), sr)
    kind = pick(rng, ["white", "pink", "tape", "radio", "brown"])
    x = white(rng, n) if kind in ("white", "radio") else pink(rng, n)
    if kind == "tape":
        x = filters.highpass(x, 2000, sr) + 0.02 * sine(50, n, sr)
    elif kind == "radio":
        x = filters.bandpass(x, 2000, sr, 1) * (0.7 + 0.3 * wander(rng, n, sr, 15)) + 0.1 * sine(
            900 * 2 ** wander(rng, n, sr, 2), n, sr
        )
    elif kind == "brown":
        x = filters.lowpass(x, 120, sr)
    return sound(
        x, kind, "noise", "texture", "static" if kind == "radio" else "hiss" if kind == "tape" else ""
    )
