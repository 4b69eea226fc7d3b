"""Drums as the sample-playing machines of the eighties and nineties hold them: short, coarse, retuned, cut off."""

import numpy as np

from offline.synth import cymbals, drums, effects, filters, percussion
from offline.synth.draw import Rng, chance, log_uniform, pick
from offline.synth.drums import burst
from offline.synth.envelopes import decay, samples
from offline.synth.modal import bank
from offline.synth.oscillators import white
from offline.synth.voice import Model, Sound, sound

NAMES = ("linn", "dmx", "sp-1200", "sampled", "lo-fi", "8-bit", "romplers", "vintage")


def sampled(*models: Model, shortest: float, longest: float) -> Model:
    """A model's sounds through a drum machine's memory: retuned, at a lower rate and fewer bits, cut within a time."""

    def model(rng: Rng, sr: int) -> Sound:
        made = pick(rng, models)(rng, sr)
        x = effects.varispeed(made.samples, 2 ** rng.uniform(-0.5, 0.5))
        if chance(rng, 0.8):
            x = effects.resampled(x, sr, log_uniform(rng, 11_000, 32_000))
        if chance(rng, 0.6):
            x = effects.crush(x, rng.uniform(6.5, 12))
        x = x[: samples(log_uniform(rng, shortest, longest), sr)]
        if chance(rng, 0.6):
            x = x * decay(len(x), sr, len(x) / sr * rng.uniform(0.8, 3))
        edge = max(1, min(len(x), samples(log_uniform(rng, 0.003, 0.08), sr)))
        x[-edge:] = x[-edge:] * np.linspace(1, 0, edge)
        return sound(x, *made.words[:2], pick(rng, NAMES))

    model.__name__ = f"{models[0].__name__}_machine"
    return model


def rim_click(rng: Rng, sr: int) -> Sound:
    """Wood on metal in a few milliseconds: two or three hard resonances and hardly any skin or wires."""
    n = samples(log_uniform(rng, 0.04, 0.25), sr)
    count = int(rng.integers(2, 5))
    freqs = log_uniform(rng, 400, 1900) * np.cumprod(np.r_[1.0, rng.uniform(1.15, 2.2, count - 1)])
    x = bank(freqs, log_uniform(rng, 0.012, 0.09) * rng.uniform(0.5, 1.5, count), rng.uniform(0.3, 1, count), n, sr,
             rng.uniform(0, 6, count))  # fmt: skip
    x += rng.uniform(0, 1.5) * burst(
        rng, n, sr, log_uniform(rng, 1500, 7000), 0.8, log_uniform(rng, 0.002, 0.012)
    )
    if chance(rng, 0.3):
        x = effects.drive(x, rng.uniform(1, 6))
    x = filters.highpass(x, log_uniform(rng, 120, 600), sr)
    return sound(drums.room(rng, x, sr, 0.3), pick(rng, ["click", "sidestick", "cr-78", "606"]), "dry")


def clap_tight(rng: Rng, sr: int) -> Sound:
    """A clap of trap and house: a few bursts within hundredths of a second, wide noise, a short tail."""
    n = samples(0.5, sr)
    x = np.zeros(n)
    fc, q = log_uniform(rng, 900, 3000), rng.uniform(0.4, 1.5)
    starts = np.sort(np.r_[0.0, rng.uniform(0.002, 0.035, int(rng.integers(1, 5)))])
    for start in starts:
        at = samples(start, sr) if start else 0
        hit = burst(rng, n - at, sr, fc * rng.uniform(0.8, 1.25), q, log_uniform(rng, 0.01, 0.05))
        x[at:] += hit * rng.uniform(0.5, 1)
    tail = filters.bandpass(white(rng, n), fc * rng.uniform(0.8, 1.5), sr, 0.6)
    x += rng.uniform(0.2, 1) * tail * decay(n, sr, log_uniform(rng, 0.06, 0.4))
    if chance(rng, 0.5):
        x = effects.drive(x, rng.uniform(1, 5))
    x = filters.highpass(x, log_uniform(rng, 200, 900), sr)
    return sound(drums.room(rng, x, sr, 0.3), pick(rng, ["trap", "house", "tight", "electronic"]), "short")


def hat_struck(rng: Rng, sr: int, opened: bool) -> np.ndarray:
    """Two thin bronze plates: a stick's tick, a dense band of modes above 3 kHz, a lower clank, and how long they shut."""
    length = log_uniform(rng, 0.35, 1.8) if opened else log_uniform(rng, 0.04, 0.22)
    n = samples(length, sr)
    low = log_uniform(rng, 300, 900)
    x = np.zeros(n)
    for edges, level in (((2500, 6000), rng.uniform(0.3, 1)), ((5000, 16000), 1.0)):
        noise = filters.bandpass(white(rng, n), np.sqrt(edges[0] * edges[1]), sr, 0.7)
        # Sizzle: plates that touch make the noise granular.
        grain = 1 + rng.uniform(0, 0.6) * filters.lowpass(white(rng, n), log_uniform(rng, 40, 400), sr)
        x += level * noise * grain
    count = 40
    freqs = np.exp(rng.uniform(np.log(low), np.log(14_000), count))
    fade = length * rng.uniform(0.4, 1.6, count)
    x = 0.7 * x * decay(n, sr, length * rng.uniform(0.9, 2.5))
    x += bank(freqs, fade, rng.rayleigh(rng.uniform(0.02, 0.15), count), n, sr, rng.uniform(0, 6, count))
    x += rng.uniform(0.1, 1) * burst(rng, n, sr, log_uniform(rng, 2500, 9000), 0.7, 0.008)
    return filters.highpass(x, log_uniform(rng, 200, 4000), sr)


def hat_closed(rng: Rng, sr: int) -> Sound:
    return sound(drums.room(rng, hat_struck(rng, sr, False), sr, 0.3), "closed", "acoustic", "tight")


def hat_open(rng: Rng, sr: int) -> Sound:
    x = hat_struck(rng, sr, True)
    if chance(rng, 0.4):  # the foot shuts it
        edge = min(len(x), samples(rng.uniform(0.02, 0.06), sr))
        x[-edge:] *= np.linspace(1, 0, edge)
    return sound(drums.room(rng, x, sr, 0.3), "open", "acoustic", "sizzle")


def gong(rng: Rng, sr: int) -> Sound:
    """Low inharmonic modes that take a moment to wake the upper ones, and long to die."""
    t60 = log_uniform(rng, 2.5, 9)
    n = samples(min(t60, 6), sr)
    f0, count = log_uniform(rng, 60, 220), 60
    freqs = f0 * np.exp(np.sort(rng.uniform(0, np.log(30), count)))
    x = bank(
        freqs,
        t60 * (freqs / f0) ** -0.3,
        rng.rayleigh(1, count) * (freqs / f0) ** -0.6,
        n,
        sr,
        rng.uniform(0, 6, count),
    )
    t = np.arange(n) / sr
    x += rng.uniform(0.3, 1.5) * cymbals.wash(rng, n, sr, t60 * 0.5, 300, log_uniform(rng, 0.05, 0.5)) * (
        1 - np.exp(-t / log_uniform(rng, 0.05, 0.4))
    )  # fmt: skip
    return sound(drums.room(rng, x, sr, 0.5), "gong", pick(rng, ["tam-tam", "orchestral", "deep"]), "long")


CLAP = sampled(drums.clap_machine, drums.clap_hands, clap_tight, shortest=0.08, longest=0.5)
HIHAT = sampled(cymbals.hihat, hat_closed, shortest=0.03, longest=0.2)
OPENHAT = sampled(cymbals.openhat, hat_open, shortest=0.2, longest=0.9)
RIDE = sampled(cymbals.ride, shortest=0.4, longest=2.5)
CRASH = sampled(cymbals.crash, shortest=0.5, longest=3.0)
COWBELL = sampled(percussion.cowbell_acoustic, percussion.cowbell_808, shortest=0.06, longest=0.5)
SHAKER = sampled(percussion.shaker, shortest=0.04, longest=0.3)
CABASA = sampled(percussion.cabasa, shortest=0.04, longest=0.3)
TAMBOURINE = sampled(percussion.tambourine, shortest=0.06, longest=0.5)
KICK = sampled(drums.kick_acoustic, drums.kick_909, drums.kick_hard, shortest=0.08, longest=0.6)
SNARE = sampled(drums.snare_acoustic, drums.snare_piccolo, drums.snare_909, shortest=0.08, longest=0.5)
RIM = sampled(rim_click, drums.rim_sidestick, shortest=0.03, longest=0.2)
