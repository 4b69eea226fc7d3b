"""Pads after their makings: dry analogue banks, smeared spectra, voices, swollen pianos and strings, digital layers."""

from collections.abc import Callable

import numpy as np

from offline.synth import effects, filters
from offline.synth.draw import Rng, chance, log_uniform, pick
from offline.synth.envelopes import adsr, samples, wander
from offline.synth.modal import bank
from offline.synth.oscillators import cycle, fm, harmonics, phase, pink, read, unison
from offline.synth.patches import Patch, hertz, mellow, patch

# The first three formants in Hz of sung vowels, with their levels in dB (after Peterson & Barney 1952).
VOWELS = (
    ((730, 0), (1090, -4), (2440, -22)),
    ((570, 0), (840, -5), (2410, -26)),
    ((300, 0), (870, -14), (2240, -32)),
    ((440, 0), (1020, -8), (2240, -24)),
    ((530, 0), (1840, -10), (2480, -18)),
    ((270, 0), (2290, -16), (3010, -20)),
)


def swell(rng: Rng) -> tuple[float, float, float, float]:
    """Attack, fall, sustain, release of a pad: slow to come, mostly held, slow to go."""
    attack = log_uniform(rng, 0.08, 1.8)
    return attack, log_uniform(rng, 0.5, 4), rng.uniform(0.6, 1), log_uniform(rng, 0.25, 2.0)


def held(n: int, sr: int, shape: tuple[float, float, float, float], gate: float) -> np.ndarray:
    """`swell` over a key held for `gate` seconds, in which its attack has to fit."""
    return adsr(n, sr, min(shape[0], 0.6 * gate), *shape[1:], gate) ** 1.3


def surroundings(rng: Rng, sr: int, odds: float) -> Callable[[np.ndarray], np.ndarray]:
    """Chorus or a phaser, and with `odds` a hall."""
    kind = pick(rng, ["chorus", "deep", "none"], [3, 1, 1.5])
    depth, rate = log_uniform(rng, 0.001, 0.006), log_uniform(rng, 0.15, 1.2)
    wet, t60 = (rng.uniform(0.1, 0.7), log_uniform(rng, 1, 4)) if chance(rng, odds) else (0.0, 0.0)

    def run(x: np.ndarray) -> np.ndarray:
        if kind != "none":
            x = effects.chorus(rng, x, sr, depth, rate, 1.0 if kind == "deep" else 0.7)
        return effects.reverb(rng, x, sr, t60, wet, log_uniform(rng, 2500, 8000)) if wet else x

    return run


def analog_pad(rng: Rng, sr: int) -> Patch:
    """A Juno's or Oberheim's pad: saws and pulses whose width moves, a filter that opens slowly, chorus, often dry."""
    cents, voices, shape = log_uniform(rng, 3, 25), int(rng.integers(1, 4)), swell(rng)
    pulses, second = rng.uniform(0, 1), pick(rng, [0.5, 1, 1, 2])
    width, turn = rng.uniform(0.1, 0.45), log_uniform(rng, 0.1, 2)
    base, opening, q = log_uniform(rng, 180, 3000), rng.uniform(0, 3.5), log_uniform(rng, 0.7, 4)
    slow, depth, rate = log_uniform(rng, 0.3, 3), rng.uniform(0, 0.8), log_uniform(rng, 0.1, 1)
    around, poles = surroundings(rng, sr, 0.5), pick(rng, [2, 4])

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + shape[3], sr)
        x = (1 - pulses) * unison(rng, "saw", f0, n, sr, voices, cents)
        saw = cycle(harmonics("saw", int(0.45 * sr / f0 / 2)))
        turns = phase(f0 * second * 2 ** (cents / 2400), n, sr, rng.random())
        moved = width + 0.3 * width * np.sin(2 * np.pi * turn * np.arange(n) / sr)
        x = x + pulses * (read(saw, turns) - read(saw, turns + moved))
        return x * held(n, sr, shape, seconds) * 0.4 * velocity

    def finish(x: np.ndarray) -> np.ndarray:
        t = np.arange(len(x)) / sr
        bend = opening * (1 - np.exp(-t / slow)) + depth * np.sin(2 * np.pi * (rate * t + rng.random()))
        return around(filters.swept(x, np.minimum(base * 2**bend, 0.45 * sr), sr, q, "low", poles))

    words = ["synth", "analog", pick(rng, ["juno", "oberheim", "jupiter", "prophet", "polymoog", ""])]
    words += [mellow(rng, (np.log2(base / 180) + opening) / 7.5), "slow" if shape[0] > 0.7 else ""]
    return patch(words, play, 33, 82, (1.0, 6)).through(finish)


def smeared_pad(rng: Rng, sr: int) -> Patch:
    """Harmonics widened to bands of noise, in one inverse transform (PADsynth, Nasca 2006): choirs, strings, glass, air."""
    kind = pick(rng, ["strings", "choir", "glass", "hollow", "airy", "warm"])
    cents = log_uniform(rng, 60, 250) if kind == "airy" else log_uniform(rng, 4, 90)
    growth, slope = rng.uniform(0.5, 1.2), rng.uniform(0.7, 2.0) if kind != "warm" else rng.uniform(1.6, 3)
    uneven, shape = rng.uniform(0, 0.8), swell(rng)
    vowel = pick(rng, VOWELS)
    bumps = [(log_uniform(rng, 250, 4000), rng.uniform(0.2, 0.6), rng.uniform(1, 6)) for _ in range(3)]
    octave = rng.uniform(0, 0.8) * chance(rng, 0.4)
    base, moved, rate = log_uniform(rng, 900, 10_000), rng.uniform(0, 1), log_uniform(rng, 0.08, 0.5)
    around = surroundings(rng, sr, 0.7)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + shape[3], sr)
        size = 1 << (n - 1).bit_length()
        grain = sr / size
        count = min(int(0.42 * sr / f0), 60)
        spectrum = np.zeros(size // 2 + 1)
        for k in range(1, count + 1):
            fc = k * f0
            level = k**-slope * np.exp(uneven * rng.normal())
            if kind == "hollow" and k % 2 == 0:
                level *= 0.08
            if kind == "glass" and k not in (1, 2, 3, 4, 6, 8, 12):
                level *= 0.1
            if kind == "choir":
                level *= sum(10 ** (g / 20) / (1 + ((fc - f) / 90) ** 2) for f, g in vowel) + 0.01
            for middle, wide, gain in bumps if kind == "strings" else ():
                level *= 1 + gain * np.exp(-((np.log2(fc / middle) / wide) ** 2))
            if octave and k % 2 == 0:
                level *= 1 + 2 * octave
            wide = max((2 ** (cents / 1200) - 1) * f0 * k**growth / 2, 0.4 * grain)
            low, high = int(max((fc - 3 * wide) / grain, 1)), int((fc + 3 * wide) / grain) + 2
            near = np.arange(low, min(high, len(spectrum)))
            spectrum[near] += level * np.exp(-(((near * grain - fc) / wide) ** 2)) / np.sqrt(wide)
        turned = spectrum * np.exp(2j * np.pi * rng.random(len(spectrum)))
        x = effects.normalised(np.fft.irfft(turned, size)[:n])
        return x * held(n, sr, shape, seconds) * 0.5 * velocity

    def finish(x: np.ndarray) -> np.ndarray:
        turn = np.sin(2 * np.pi * (rate * np.arange(len(x)) / sr + rng.random()))
        return around(filters.swept(x, np.minimum(base * 2 ** (moved * turn), 0.45 * sr), sr, 0.8))

    words = ["synth", kind, pick(rng, ["ambient", "lush", "atmospheric", "soft", ""])]
    return patch([*words, "dark" if base < 1600 else ""], play, 33, 82, (1.2, 6)).through(finish)


def voice_pad(rng: Rng, sr: int) -> Patch:
    """Synthetic singers: pulses, each with a vibrato of its own, through formants that go from one vowel to another."""
    singers, cents, shape = int(rng.integers(2, 6)), rng.uniform(4, 20), swell(rng)
    first, last = pick(rng, VOWELS), pick(rng, VOWELS)
    size, width = rng.uniform(0.85, 1.2), rng.uniform(70, 160)
    speed, breath = log_uniform(rng, 0.4, 4), rng.uniform(0, 0.15)
    plain = rng.uniform(0, 0.25)
    around = surroundings(rng, sr, 0.7)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + shape[3], sr)
        t = np.arange(n) / sr
        glottis = cycle(1 / np.arange(1, max(2, int(0.42 * sr / f0))) ** 1.3)
        x = breath * filters.bandpass(pink(rng, n), 2500, sr, 0.6)
        for _ in range(singers):
            # Phase modulation: this many cycles of swing make the vibrato's cents.
            rate, swing = rng.uniform(4.5, 6), f0 * rng.uniform(0, 25) / 1200 * np.log(2)
            sway = swing / (2 * np.pi * rate) * np.sin(2 * np.pi * (rate * t + rng.random()))
            drift = 2 ** (rng.uniform(-cents, cents) / 1200)
            x = x + read(glottis, phase(f0 * drift, n, sr, rng.random()) + sway)
        return x * held(n, sr, shape, seconds) * 0.4 * velocity

    def finish(x: np.ndarray) -> np.ndarray:
        turn = 1 - np.exp(-np.arange(len(x)) / (speed * sr))
        spoken = [
            filters.formants(x, [(f * size, width, g) for f, g in vowel], sr) for vowel in (first, last)
        ]
        return around(3 * (spoken[0] * (1 - turn) + spoken[1] * turn) + plain * filters.lowpass(x, 1500, sr))

    words = ["synth", "choir", "vocal", pick(rng, ["vox", "ethereal", "heavenly", "soft", ""])]
    return patch(words, play, 38, 79, (1.2, 6)).through(finish)


def swollen_pad(rng: Rng, sr: int) -> Patch:
    """A struck, plucked or bowed sound that was stretched: its attack faded in, its partials beating, in a large hall."""
    kind = pick(rng, ["piano", "strings", "guitar", "bells"], [2, 2, 1, 1])
    stiff = log_uniform(rng, 1e-4, 6e-4) if kind == "piano" else 0.0
    cents, shape = log_uniform(rng, 1, 12), swell(rng)
    slope, t60, damping = rng.uniform(0.8, 2.2), log_uniform(rng, 4, 20), rng.uniform(0, 1)
    ratios = np.sort(rng.uniform(1, 9, 9)) if kind == "bells" else np.zeros(0)
    shimmer, wet, hall = (
        rng.uniform(0, 0.5) * chance(rng, 0.4),
        rng.uniform(0.2, 1.0),
        log_uniform(rng, 1.5, 5),
    )
    tone, rate, beat = log_uniform(rng, 900, 6000), log_uniform(rng, 0.2, 3), rng.uniform(0, 0.5)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + shape[3], sr)
        k = np.arange(1, min(int(0.45 * sr / f0), 40) + 1)
        freqs = k * f0 * np.sqrt(1 + stiff * k**2)
        amps = k**-slope * rng.uniform(0.4, 1.6, len(k))
        if kind == "bells":
            freqs = f0 * np.r_[1.0, 2.0, ratios]
            amps = np.r_[1.0, 0.5, rng.uniform(0, 0.4, 9)] / (freqs / f0) ** 0.5
        if shimmer:
            freqs, amps = np.r_[freqs, 2 * freqs], np.r_[amps, shimmer * amps]
        pairs = np.concatenate([freqs * 2 ** (rng.normal(0, cents, len(freqs)) / 1200) for _ in range(3)])
        fade = np.full(len(pairs), 60.0) if kind == "strings" else t60 / (1 + damping * (pairs / 1000))
        x = bank(pairs, fade, np.tile(amps, 3), n, sr, rng.uniform(0, 6, len(pairs)))
        if kind == "strings":  # bows: noise, and a loudness that is never quite steady
            x = effects.normalised(x) * (1 + 0.2 * wander(rng, n, sr, 4))
            x = x + 0.02 * filters.bandpass(pink(rng, n), 3000, sr, 0.5)
        x = effects.normalised(x) * (1 - beat * (0.5 + 0.5 * wander(rng, n, sr, rate)))
        return x * held(n, sr, shape, seconds) * 0.5 * velocity

    def finish(x: np.ndarray) -> np.ndarray:
        return effects.reverb(rng, filters.lowpass(x, tone, sr), sr, hall, wet, 4500, 0.02)

    words = [kind, "ambient", pick(rng, ["cinematic", "soft", "lush", "atmospheric", "swell"])]
    return patch([*words, "dark" if tone < 1500 else ""], play, 33, 84, (1.5, 6)).through(finish)


def digital_pad(rng: Rng, sr: int) -> Patch:
    """Layers from the late eighties: a bell or breath over saws, slow FM, or a filter stepped at random."""
    kind = pick(rng, ["fantasia", "fm", "stepped", "metallic"], [2, 2, 1, 1])
    shape, cents, voices = swell(rng), rng.uniform(3, 16), int(rng.integers(2, 5))
    ratio = pick(rng, [1, 2, 3, 0.5, 4] if kind != "metallic" else [1.41, 2.76, 3.5, 5.4])
    index, rate = log_uniform(rng, 0.3, 3), log_uniform(rng, 0.1, 1.0)
    onset, ring = rng.uniform(0.1, 0.7), log_uniform(rng, 0.5, 3)
    base, step, deep = log_uniform(rng, 400, 4000), log_uniform(rng, 0.08, 0.4), rng.uniform(0.5, 2.5)
    around = surroundings(rng, sr, 0.75)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + shape[3], sr)
        if kind in ("fm", "metallic"):
            moved = index * min(1, 400 / f0) ** 0.5 * (0.6 + 0.4 * wander(rng, n, sr, rate))
            x = fm(f0, ratio, moved, n, sr) + fm(f0 * 2 ** (cents / 1200), ratio, moved, n, sr)
        else:
            x = unison(rng, "saw", f0, n, sr, voices, cents)
        x = x * held(n, sr, shape, seconds)
        if kind == "fantasia":  # the bell is there at once, the pad behind it
            freqs = f0 * np.array([2, 4.02, 6.7, 8.1, 11.3])
            gone = np.exp(-5 * np.maximum(np.arange(n) / sr - seconds, 0) / shape[3])
            x = filters.lowpass(x, base, sr) + onset * gone * bank(
                freqs, ring * np.array([1, 0.8, 0.5, 0.4, 0.3]), [1, 0.6, 0.3, 0.3, 0.15], n, sr
            )
        return filters.highpass(x, 25, sr) * 0.4 * velocity

    def finish(x: np.ndarray) -> np.ndarray:
        if kind == "stepped":
            hold = samples(step, sr)
            targets = np.repeat(rng.uniform(-1, 1, len(x) // hold + 1), hold)[: len(x)]
            x = filters.swept(x, np.minimum(base * 2 ** (deep * targets), 0.45 * sr), sr, 2.0)
        return around(x)

    words = ["synth", "digital", {"fantasia": "bell", "stepped": "sample and hold"}.get(kind, kind)]
    words.append(pick(rng, ["d-50", "80s", "new age", "wavestation", "evolving", ""]))
    return patch(words, play, 36, 82, (1.2, 6)).through(finish)
