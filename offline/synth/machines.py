"""Drums as the sampling machines of the eighties and nineties hold them: short, coarse, retuned, cut off."""

import numpy as np

from offline.synth import boxes, bronze, cymbals, drums, effects, filters, percussion
from offline.synth.draw import Rng, chance, log_uniform, pick
from offline.synth.drums import burst
from offline.synth.envelopes import decay, samples
from offline.synth.modal import bank
from offline.synth.oscillators import white
from offline.synth.voice import Model, Sound, sound

# Words, sample rate in Hz, bits, and whether these are spread over a logarithm, as where 8 bits serve as 12.
ERAS = {
    "eight": (("linn", "dmx", "drumulator", "8-bit", "vintage", "707"), (11_000, 28_000), (6.0, 8.0), True),
    "twelve": (("sp-1200", "mpc", "rx5", "12-bit", "lo-fi", "vintage"), (20_000, 32_000), (9.0, 12.0), False),
    "sixteen": (("r-8", "dr-660", "sr-16", "hr-16", "90s", "rom"), (32_000, 48_000), (14.0, 16.0), False),
}


def sampled(*models: Model, shortest: float, longest: float) -> Model:
    """A model's sounds in a machine's memory: retuned, at the rate and bits of an era, cut within a time."""

    def model(rng: Rng, sr: int) -> Sound:
        made = pick(rng, models)(rng, sr)
        names, rates, bits, curved = ERAS[pick(rng, list(ERAS), [1, 1, 1.3])]
        length = log_uniform(rng, shortest, longest)
        x = effects.varispeed(
            made.samples[: samples(2 * length, sr)],
            2 ** (rng.uniform(-0.6, 0.6) if chance(rng, 0.6) else rng.normal(0, 0.05)),
        )
        x = x[: samples(length, sr)]
        if chance(rng, 0.3):  # what was recorded was made loud first
            x = effects.compress(x, sr, rng.uniform(0.1, 0.5))
        x = effects.resampled(x, sr, log_uniform(rng, *rates))
        x = (effects.companded if curved and chance(rng, 0.7) else effects.crush)(x, rng.uniform(*bits))
        if chance(rng, 0.5):  # the envelope that the machine lays over its memory
            x = x * decay(len(x), sr, len(x) / sr * log_uniform(rng, 0.8, 4))
        edge = max(1, min(len(x), samples(log_uniform(rng, 0.003, 0.08), sr)))
        x[-edge:] = x[-edge:] * np.linspace(1, 0, edge)
        return sound(x, *made.words[:2], pick(rng, names))

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
        rng, n, sr, log_uniform(rng, 1500, 7000), 0.8, log_uniform(rng, 0.002, 0.03)
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
HIHAT = sampled(bronze.hat_closed, bronze.hat_closed, boxes.hat_closed_box, shortest=0.04, longest=0.25)
OPENHAT = sampled(bronze.hat_open, bronze.hat_open, boxes.hat_open_box, shortest=0.18, longest=1.0)
PEDAL = sampled(bronze.hat_foot, shortest=0.04, longest=0.25)
RIDE = sampled(bronze.ride_tip, bronze.ride_tip, bronze.ride_bell, shortest=0.35, longest=2.8)
CRASH = sampled(bronze.crash_edge, bronze.crash_edge, boxes.crash_box, shortest=0.8, longest=3.5)
SPLASH = sampled(bronze.splash, shortest=0.3, longest=1.8)
CHINA = sampled(bronze.china_edge, shortest=0.5, longest=2.2)
COWBELL = sampled(percussion.cowbell_acoustic, percussion.cowbell_808, shortest=0.06, longest=0.5)
KICK = sampled(drums.kick_acoustic, drums.kick_909, drums.kick_hard, shortest=0.08, longest=0.6)
SHAKER = sampled(percussion.shaker, boxes.shaker_box, shortest=0.04, longest=0.3)
CABASA = sampled(percussion.cabasa, shortest=0.04, longest=0.3)
MARACAS = sampled(percussion.maracas, shortest=0.03, longest=0.15)
TAMBOURINE = sampled(percussion.tambourine, shortest=0.06, longest=0.6)
TRIANGLE = sampled(percussion.triangle, shortest=0.12, longest=1.5)
AGOGO = sampled(percussion.agogo, percussion.agogo_hard, shortest=0.08, longest=0.6)
CLAVE = sampled(percussion.clave, shortest=0.03, longest=0.15)
WOODBLOCK = sampled(percussion.woodblock, shortest=0.03, longest=0.2)
SNAP = sampled(drums.snap, drums.snap_finger, shortest=0.05, longest=0.3)
SNARE = sampled(
    drums.snare_acoustic, drums.snare_piccolo, drums.snare_909, drums.snare_cracked, drums.snare_ringing,
    shortest=0.08, longest=0.5,
)  # fmt: skip
RIM = sampled(rim_click, drums.rim_sidestick, drums.rim_hard, shortest=0.03, longest=0.2)
