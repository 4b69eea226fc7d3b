"""Struck bronze: hi-hats, rides, crashes, splashes, chinas, by level and decay in eight bands."""

from typing import NamedTuple

import numpy as np

from offline.synth import effects, filters
from offline.synth.draw import Rng, chance, log_uniform, pick
from offline.synth.drums import burst, room
from offline.synth.envelopes import LN1000, decay, place, rise, samples
from offline.synth.modal import bank
from offline.synth.oscillators import white
from offline.synth.voice import Sound, sound

CENTRES = np.array([320, 620, 1200, 2300, 4100, 6500, 9500, 13500])


class Plate(NamedTuple):
    """Level in dB of each band after the blow; how long it rings as a share of the longest; modes in a hertz.

    A plate of 40 cm has about 0.06 modes in a hertz; the harder it is struck, the more they couple.
    """

    levels: tuple[float, ...]
    shares: tuple[float, ...]
    density: tuple[float, float]


HAT = Plate((-14, -14, -13, -10, -5, 0, 1, -1), (0.35, 0.5, 0.6, 0.8, 1, 1, 0.95, 0.8), (0.05, 0.6))
CRASH = Plate((-11, -8, -5, -2, 0, 0, -1, -3), (1, 1, 0.9, 0.75, 0.65, 0.55, 0.45, 0.35), (0.05, 0.5))
RIDE = Plate((-10, -9, -8, -5, -1, 0, -1, -3), (1, 1, 0.95, 0.9, 0.8, 0.7, 0.55, 0.4), (0.03, 0.15))
SPLASH = Plate((-18, -12, -7, -3, 0, 0, 0, -2), (0.7, 0.9, 1, 0.95, 0.9, 0.8, 0.7, 0.55), (0.04, 0.4))
CHINA = Plate((-14, -9, -3, 0, 0, -1, -3, -6), (0.9, 1, 1, 0.9, 0.75, 0.6, 0.5, 0.4), (0.15, 1.0))


def roar(rng: Rng, n: int, sr: int, plate: Plate, t60: float, bloom: float = 0.0) -> np.ndarray:
    """The modes of a plate, band by band; with `bloom` seconds the upper bands set in later.

    Modes at whole hertz repeat every second: one period, decayed, is all that there is to compute.
    """
    levels, shares = np.array(plate.levels), np.array(plate.shares)
    count = len(levels)
    levels = levels + rng.normal(0, 3.5, count) + rng.normal(0, 1.3) * np.arange(-4, 4)
    fades = t60 * shares * rng.uniform(0.75, 1.25, count) * np.linspace(1, rng.uniform(0.7, 1.3), count)
    period = int(2 ** np.ceil(np.log2(min(max(n, 1024), 0.75 * sr))))
    bins = np.fft.rfftfreq(period, 1 / sr) + 1e-3
    octaves = np.log2(bins / (CENTRES * rng.uniform(0.9, 1.1))[:, None])
    shapes = np.exp(-2.5 * octaves**2) * (bins > 20)
    gains = 10 ** (levels / 20) / np.sqrt((shapes**2).sum(axis=1) + 1e-9)
    gains = np.where(0.43 * sr > CENTRES, gains, 0)
    filled = min(log_uniform(rng, *plate.density) * sr / period, 1)
    spectra = rng.standard_normal((2, count, len(bins)), dtype=np.float32)
    spectra *= (rng.random((count, len(bins)), np.float32) < filled) / np.float32(np.sqrt(filled))
    waves = (
        np.fft.irfft((spectra[0] + 1j * spectra[1]) * shapes * gains[:, None], period, axis=1) * period / 2
    )
    waves = waves.astype(np.float32) * np.stack([decay(period, sr, fade) for fade in fades])
    rows = -(-n // period)
    again = np.exp(np.outer(np.arange(rows), -LN1000 * period / sr / fades)).astype(np.float32)
    x = (again @ waves).reshape(-1)[:n]
    if bloom:
        for i, band in enumerate(waves[:, : min(n, period)]):
            x[: len(band)] -= band * (1 - rise(len(band), sr, 0.0005 + bloom * (i + 1) / count))
    return x


def modes(rng: Rng, n: int, sr: int, low: float, high: float, count: int, t60: float) -> np.ndarray:
    """The few modes that stand out of the roar, of unit loudness at the start."""
    freqs = np.exp(rng.uniform(np.log(low), np.log(high), count))
    fades = t60 * (freqs / low) ** rng.uniform(-0.5, 0) * rng.uniform(0.5, 1.4, count)
    amps = rng.rayleigh(1, count) * (freqs / low) ** rng.uniform(-0.4, 0.3) / np.sqrt(count)
    return bank(freqs, fades, amps, n, sr, rng.uniform(0, 6, count))


def add_stick(rng: Rng, x: np.ndarray, sr: int, gain: float) -> None:
    """Wood on bronze: a tick that tip and shoulder place between 1.5 and 9 kHz."""
    tick = burst(rng, samples(0.04, sr), sr, log_uniform(rng, 1500, 9000), 0.7, log_uniform(rng, 0.003, 0.02))
    place(x, tick, 0, 4 * gain)


def add_ping(rng: Rng, x: np.ndarray, sr: int, low: float, t60: float, gain: float) -> None:
    """The modes that the tip wakes and that are soon gone."""
    place(x, modes(rng, min(len(x), samples(t60 * 1.3, sr)), sr, low, 12_000, 35, t60), 0, gain)


def hats(rng: Rng, n: int, sr: int, t60: float) -> np.ndarray:
    """Two plates that touch: little below 3 kHz, a clank, a tick, granular while they rattle."""
    x = roar(rng, n, sr, HAT, t60)
    x += rng.uniform(0, 0.5) * modes(
        rng, n, sr, log_uniform(rng, 350, 900), 5500, 24, t60 * rng.uniform(0.3, 0.9)
    )
    if chance(rng, 0.4):
        x = x * (1 + rng.uniform(0.1, 0.7) * filters.lowpass(white(rng, n), log_uniform(rng, 60, 600), sr))
    if chance(rng, 0.6):
        add_stick(rng, x, sr, rng.uniform(0, 0.4))
    if chance(rng, 0.45):  # as engineers do to make room for the rest
        x = filters.highpass(x, log_uniform(rng, 300, 6000), sr)
    return x


def hat_closed(rng: Rng, sr: int) -> Sound:
    """Pressed or lightly closed hi-hats."""
    t60 = log_uniform(rng, 0.11, 0.6)
    n = samples(t60 * rng.uniform(0.5, 1.2) + 0.01, sr)
    x = hats(rng, n, sr, t60)
    if chance(rng, 0.35):  # the first contact, then what is pressed out
        x *= decay(n, sr, log_uniform(rng, 0.03, 0.12)) + rng.uniform(0.1, 0.8)
    loose = t60 > 0.3
    return sound(
        room(rng, x, sr, 0.25), "closed", "acoustic", "loose" if loose else "tight" if t60 < 0.12 else "",
        pick(rng, ["jazz", "rock", "studio", "", ""]),
    )  # fmt: skip


def hat_open(rng: Rng, sr: int) -> Sound:
    """Hi-hats half or fully open: a bright hiss that stays, and is let ring, shut by the foot or cut."""
    t60 = log_uniform(rng, 0.6, 5.5)
    length = t60 * rng.uniform(0.35, 1)
    n = samples(min(length, 3.2), sr)
    x = hats(rng, n, sr, t60)
    if chance(rng, 0.5):
        x *= 1 + rng.uniform(0.2, 1.5) * decay(n, sr, log_uniform(rng, 0.05, 0.4))
    words = ["open", "acoustic", pick(rng, ["sizzle", "half-open", "rock", "jazz", ""])]
    shut = chance(rng, 0.4)
    edge = min(samples(log_uniform(rng, 0.015, 0.06) if shut else log_uniform(rng, 0.05, 0.4), sr), n)
    x[-edge:] *= np.linspace(1, 0, edge)
    if shut:
        words.append("choked")
    return sound(room(rng, x, sr, 0.25), *words, "long" if n > 0.9 * sr else "short" if n < 0.35 * sr else "")


def hat_foot(rng: Rng, sr: int) -> Sound:
    """The chick of hats shut by the foot: a dull clap of the plates, air, a hiss cut short; or a splash."""
    splashed = chance(rng, 0.08)
    t60 = log_uniform(rng, 0.4, 1.5) if splashed else log_uniform(rng, 0.07, 0.35)
    n = samples(t60 + 0.03, sr)
    x = roar(rng, n, sr, HAT, t60) * rise(n, sr, log_uniform(rng, 0.001, 0.035))
    x += rng.uniform(0.4, 1.8) * modes(
        rng, n, sr, log_uniform(rng, 250, 500), 3000, 16, log_uniform(rng, 0.03, 0.12)
    )
    thump = burst(rng, n, sr, log_uniform(rng, 200, 900), 0.7, log_uniform(rng, 0.02, 0.08))
    place(x, thump, samples(rng.uniform(0, 0.02), sr), rng.uniform(1, 4))  # they meet, then press the air out
    return sound(room(rng, x, sr, 0.3), "pedal", "foot", "acoustic", "splash" if splashed else "short")


def ride_tip(rng: Rng, sr: int) -> Sound:
    """The tip on the bow: a ping over an even, glassy hum that outlasts every other drum."""
    t60 = log_uniform(rng, 1.5, 8)
    n = samples(min(t60 * rng.uniform(0.35, 0.9), 5), sr)
    x = roar(rng, n, sr, RIDE, t60) * log_uniform(rng, 0.06, 0.5)
    x += log_uniform(rng, 0.15, 1.5) * modes(rng, n, sr, log_uniform(rng, 250, 700), 8000, 50, t60)
    add_ping(rng, x, sr, log_uniform(rng, 1800, 4000), log_uniform(rng, 0.12, 0.8), log_uniform(rng, 0.6, 3))
    add_stick(rng, x, sr, rng.uniform(0.1, 0.9))
    x = filters.highpass(x, log_uniform(rng, 150, 900), sr)
    return sound(
        room(rng, x, sr, 0.25), "ping", "acoustic", pick(rng, ["jazz", "rock", "stick", "dry", ""]),
        "long" if n > 1.6 * sr else "",
    )  # fmt: skip


def ride_bell(rng: Rng, sr: int) -> Sound:
    """The cup struck with the shoulder: a few strong inharmonic partials, a clang, over little wash."""
    t60 = log_uniform(rng, 1, 6)
    n = samples(min(t60 * rng.uniform(0.4, 1), 4.5), sr)
    count = int(rng.integers(5, 10))
    freqs = log_uniform(rng, 450, 1200) * np.cumprod(np.r_[1.0, rng.uniform(1.15, 1.75, count - 1)])
    x = bank(
        freqs, t60 * rng.uniform(0.3, 1, count), rng.uniform(0.3, 1, count), n, sr, rng.uniform(0, 6, count)
    )
    x += log_uniform(rng, 0.06, 0.4) * roar(rng, n, sr, RIDE, t60 * 0.8)
    add_ping(rng, x, sr, 2000, log_uniform(rng, 0.1, 0.6), rng.uniform(0.3, 1.5))
    add_stick(rng, x, sr, rng.uniform(0.1, 0.8))
    return sound(room(rng, filters.highpass(x, 250, sr), sr, 0.25), "bell", "acoustic", "bright", "metallic")


def crash_edge(rng: Rng, sr: int) -> Sound:
    """The shoulder on the edge: a roar over all bands, highs gone first, no ping; let ring or choked."""
    t60 = log_uniform(rng, 2.3, 9)
    choked = chance(rng, 0.06)
    n = samples(log_uniform(rng, 0.15, 0.6) if choked else min(t60 * rng.uniform(0.35, 0.9), 5), sr)
    x = roar(rng, n, sr, CRASH, t60, log_uniform(rng, 0.001, 0.12))
    x += log_uniform(rng, 0.1, 1) * modes(rng, n, sr, log_uniform(rng, 220, 600), 6000, 70, t60 * 0.8)
    if chance(rng, 0.45):  # the blow is far above what goes on
        x *= 1 + rng.uniform(0.3, 2) * decay(n, sr, log_uniform(rng, 0.1, 0.8))
    edge = min(samples(log_uniform(rng, 0.02, 0.08) if choked else log_uniform(rng, 0.1, 1), sr), n)
    x[-edge:] *= np.linspace(1, 0, edge)
    words = ["choked"] if choked else ["long"] if n > 1.8 * sr else []
    x = filters.highpass(x, log_uniform(rng, 120, 600), sr)
    return sound(
        room(rng, x, sr, 0.3), "acoustic", pick(rng, ["rock", "bright", "dark", "studio", ""]), *words
    )


def splash(rng: Rng, sr: int) -> Sound:
    """A small thin plate: a crash without its lows that is over within a second or so."""
    t60 = log_uniform(rng, 0.7, 3.5)
    n = samples(min(t60 * rng.uniform(0.5, 1), 2.1), sr)
    x = roar(rng, n, sr, SPLASH, t60, log_uniform(rng, 0.001, 0.01))
    x += log_uniform(rng, 0.1, 0.8) * modes(rng, n, sr, log_uniform(rng, 700, 1500), 9000, 50, t60 * 0.8)
    if chance(rng, 0.5):
        x *= 1 + rng.uniform(0, 1.5) * decay(n, sr, log_uniform(rng, 0.05, 0.3))
    return sound(room(rng, filters.highpass(x, 500, sr), sr, 0.3), "splash", "short", "bright", "acoustic")


def china_edge(rng: Rng, sr: int) -> Sound:
    """A turned-up edge: loud mids, rough because its plates buckle, gone sooner than a crash."""
    t60 = log_uniform(rng, 0.9, 5)
    n = samples(min(t60 * rng.uniform(0.4, 1), 3.5), sr)
    x = roar(rng, n, sr, CHINA, t60, log_uniform(rng, 0.001, 0.02))
    x += log_uniform(rng, 0.1, 1) * modes(rng, n, sr, log_uniform(rng, 220, 1000), 6000, 60, t60)
    fall = decay(n, sr, t60)
    x = effects.drive(x / (fall + 0.05), rng.uniform(1, 4)) * fall
    x *= 1 + rng.uniform(0, 1.5) * decay(n, sr, log_uniform(rng, 0.1, 0.5))
    return sound(
        room(rng, filters.highpass(x, log_uniform(rng, 150, 800), sr), sr, 0.3), "china", "trashy", "acoustic"
    )


def cymbal_mallet(rng: Rng, sr: int) -> Sound:
    """A suspended cymbal under yarn: no attack, dark at first, its upper bands bloom within a second."""
    t60 = log_uniform(rng, 2.5, 9)
    n = samples(min(t60 * rng.uniform(0.5, 0.9), 5), sr)
    x = roar(rng, n, sr, CRASH, t60, log_uniform(rng, 0.05, 0.8))
    x += log_uniform(rng, 0.2, 1.5) * modes(rng, n, sr, log_uniform(rng, 150, 400), 3000, 50, t60)
    x = filters.lowpass(x, log_uniform(rng, 2500, 15_000), sr) * rise(n, sr, log_uniform(rng, 0.01, 0.2))
    return sound(room(rng, x, sr, 0.5), "mallet", "soft", "orchestral", "acoustic")


def cymbal_swell(rng: Rng, sr: int) -> Sound:
    """A roll on a suspended cymbal that grows and is let ring or choked; or a stroke played backwards."""
    if chance(rng, 0.35):
        made = crash_edge(rng, sr)
        return sound(np.ascontiguousarray(made.samples[::-1]), "reversed", "swell", "acoustic")
    length, t60 = log_uniform(rng, 0.8, 3), log_uniform(rng, 0.3, 4)
    n = samples(min(length + t60 * 0.8, 5), sr)
    t = np.arange(n, dtype=np.float32) / sr
    grown = np.minimum(t / length, 1) ** rng.uniform(1, 3) * np.exp(
        -np.maximum(t - length, 0) * (LN1000 / t60)
    )
    dark, bright = roar(rng, n, sr, CHINA, 1e3), roar(rng, n, sr, SPLASH, 1e3)
    x = dark * grown + rng.uniform(0.5, 2) * bright * grown ** rng.uniform(1.2, 2.5)
    strokes = 1 + rng.uniform(0, 0.4) * np.sin(2 * np.pi * rng.uniform(7, 14) * t)
    return sound(room(rng, x * strokes, sr, 0.4), "roll", "swell", "orchestral", "acoustic")


def cymbal_bowed(rng: Rng, sr: int) -> Sound:
    """A bow or a coin along the edge: a few modes that swell, whistle and beat, and some scrape."""
    length = log_uniform(rng, 0.7, 3.5)
    n = samples(length, sr)
    t = np.arange(n, dtype=np.float32) / length / sr
    env = np.sin(np.pi * np.minimum(t ** rng.uniform(0.4, 1.2), 1)) ** rng.uniform(0.5, 1.5)
    x = modes(rng, n, sr, log_uniform(rng, 500, 2500), 9000, int(rng.integers(3, 12)), 50.0)
    grain = 1 + filters.lowpass(white(rng, n), log_uniform(rng, 20, 300), sr) * 3
    scrape = filters.bandpass(white(rng, n), log_uniform(rng, 3000, 9000), sr, 0.7) * grain
    x = (x + log_uniform(rng, 0.03, 2) * scrape) * env
    return sound(room(rng, x, sr, 0.5), pick(rng, ["bowed", "scrape"]), "metallic", "acoustic")
