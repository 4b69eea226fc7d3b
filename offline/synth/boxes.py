"""Analogue rhythm boxes, circuit by circuit: squares, noise, damped resonators, transistor VCAs."""

import numpy as np

from offline.synth import effects, filters
from offline.synth.draw import Rng, chance, log_uniform, pick
from offline.synth.drums import burst
from offline.synth.envelopes import decay, rise, samples, sweep
from offline.synth.modal import bank
from offline.synth.oscillators import TR808_METAL, fm, white
from offline.synth.voice import Sound, sound

# Square oscillators of the cymbals, in Hz, as drawn in service notes; others are drawn at random.
METAL = {
    "808": TR808_METAL,
    "606": np.array([245.0, 306, 365, 415, 437, 619]),
    "dr-110": np.array([317.0, 465, 820, 1150]),
}


def vca(rng: Rng, n: int, sr: int, seconds: float) -> np.ndarray:
    """How a capacitor drives a transistor as it empties: exponential, cut short, staged, straight or gated.

    About 30 to 40 dB down after `seconds`.
    """
    t = np.arange(n, dtype=np.float32) / sr
    kind = pick(rng, ["exponential", "cut", "staged", "straight", "gated"], [3, 2, 1.5, 1.5, 1.5])
    if kind == "cut":  # the transistor shuts before the capacitor is empty
        floor = log_uniform(rng, 0.02, 0.4)
        return np.maximum(np.exp(t * (np.log(floor) / seconds)) - floor, 0) / (1 - floor)
    if kind == "staged":
        body = log_uniform(rng, 0.1, 0.7)
        return body * decay(n, sr, seconds * 1.7) + (1 - body) * decay(n, sr, seconds * rng.uniform(0.1, 0.4))
    if kind == "straight":
        return np.maximum(1 - t / (seconds * 1.1), 0) ** rng.uniform(0.8, 2.5)
    if kind == "gated":
        hold = seconds * rng.uniform(0.2, 0.8)
        return np.exp(-np.maximum(t - hold, 0) * (4 / max(seconds - hold, 0.005)))
    return decay(n, sr, seconds * rng.uniform(1.4, 2))


def noise(rng: Rng, n: int, sr: int) -> np.ndarray:
    """A reverse-biased transistor's hiss, or the steps of a clocked shift register."""
    if chance(rng, 0.75):
        return white(rng, n)
    hold = sr / log_uniform(rng, 12_000, 60_000)
    bits = np.where(rng.random(int(n / hold) + 2) < 0.5, -0.4, 0.4)
    return bits[(np.arange(n) / hold).astype(np.int64)]


def metal(rng: Rng, n: int, sr: int) -> tuple[np.ndarray, list[str]]:
    """The raw metallic source of a box, and whose it is."""
    kind = pick(rng, ["squares", "multiplied", "noise", "mixed", "fm"], [3, 1.2, 2, 1.5, 0.8])
    if kind == "noise":
        return noise(rng, n, sr), [pick(rng, ["cr-78", "rhythm box", "noise", "minipops"]), "analog"]
    if kind == "fm":
        freq = log_uniform(rng, 600, 3500)
        x = fm(freq, rng.uniform(1.3, 2.9), rng.uniform(3, 20), n, sr)
        return x + fm(freq * rng.uniform(1.3, 2.4), 2.71, rng.uniform(2, 14), n, sr), ["fm", "digital"]
    name = pick(rng, [*METAL, "analog", "analog"])
    freqs = METAL.get(name, np.exp(rng.uniform(np.log(200), np.log(1500), int(rng.integers(3, 7)))))
    freqs = freqs * rng.normal(1, 0.02, len(freqs)) * log_uniform(rng, 0.75, 1.8)
    cycles = np.outer(freqs / sr, np.arange(n)) + rng.random((len(freqs), 1))
    squares = np.where(cycles - np.floor(cycles) < 0.5, np.float32(1), np.float32(-1))
    if kind == "multiplied":  # exclusive-or gates: sums and differences of all pairs
        half = len(squares) // 2
        x = sum(squares[i] * squares[i + half] for i in range(half)) / half
    else:
        x = squares.mean(axis=0)
    if kind == "mixed":
        x = x + rng.uniform(0.3, 3) * noise(rng, n, sr)
    return x, [name, "metallic"]


def steep(x: np.ndarray, fc: float, sr: int, rng: Rng) -> np.ndarray:
    """The high-pass behind the VCA: 12 or 24 dB an octave, at times with a hump."""
    x = filters.highpass(x, fc, sr, rng.uniform(0.6, 2.2))
    return filters.highpass(x, fc * rng.uniform(0.6, 1), sr) if chance(rng, 0.7) else x


def hat(rng: Rng, sr: int, seconds: float) -> tuple[np.ndarray, list[str]]:
    n = samples(seconds * 1.25 + 0.01, sr)
    x, words = metal(rng, n, sr)
    if chance(rng, 0.6):
        x = filters.bandpass(x, log_uniform(rng, 5500, 12000), sr, rng.uniform(0.7, 3))
    x = x * vca(rng, n, sr, seconds)
    if chance(rng, 0.35):
        x = effects.drive(x, log_uniform(rng, 0.7, 5), rng.uniform(0, 0.5))
    return steep(x, log_uniform(rng, 3500, 10500), sr, rng), words


def hat_closed_box(rng: Rng, sr: int) -> Sound:
    """The closed hat of a rhythm box: a tick of 40 to 200 ms."""
    seconds = log_uniform(rng, 0.04, 0.22)
    x, words = hat(rng, sr, seconds)
    return sound(x, "closed", *words, "tight" if seconds < 0.06 else "", "short")


def hat_open_box(rng: Rng, sr: int) -> Sound:
    """The same source with the decay turned up: 0.18 to 1.1 s, at times choked by the closed hat."""
    seconds = log_uniform(rng, 0.18, 1.1)
    x, words = hat(rng, sr, seconds)
    if chance(rng, 0.2):
        x = x[: samples(seconds * rng.uniform(0.4, 0.9), sr)]
        edge = min(samples(0.01, sr), len(x))
        x[-edge:] *= np.linspace(1, 0, edge)
    return sound(x, "open", *words, "long" if seconds > 0.7 else "")


def cymbal(
    rng: Rng, sr: int, seconds: float, tick: float, tail: float, low: float
) -> tuple[np.ndarray, list[str]]:
    """Metal through three filters, each with its decay: a bright `tick`, a `tail`, and `low` rings longest."""
    n = samples(seconds, sr)
    source, words = metal(rng, n, sr)
    fc = log_uniform(rng, 5500, 10_000)
    high = steep(source, fc, sr, rng)
    mid = filters.bandpass(source, fc * rng.uniform(0.6, 1), sr, rng.uniform(0.8, 2))
    deep = filters.bandpass(source, log_uniform(rng, 2400, 4800), sr, rng.uniform(1, 3))
    parts = [part / (part.std() + 1e-9) for part in (high, mid, deep)]
    x = parts[0] * (tick * decay(n, sr, log_uniform(rng, 0.03, 0.35)) + tail * decay(n, sr, seconds * 0.9))
    x += tail * rng.uniform(0.4, 1.2) * parts[1] * decay(n, sr, seconds * rng.uniform(0.8, 1.5))
    x += tail * low * parts[2] * decay(n, sr, seconds * rng.uniform(1, 2))
    edge = samples(seconds * rng.uniform(0.05, 0.4), sr)
    x[-edge:] *= np.linspace(1, 0, edge)
    return x, words


def crash_box(rng: Rng, sr: int) -> Sound:
    """A box's only cymbal: it starts broad and noisy, and thins into its lower band over a second or more."""
    seconds = log_uniform(rng, 0.7, 4)
    x, words = cymbal(rng, sr, seconds, rng.uniform(0.3, 1.5), 1, rng.uniform(0.2, 1.2))
    hiss = filters.highpass(noise(rng, len(x), sr), log_uniform(rng, 900, 5000), sr)
    x += rng.uniform(0.3, 3) * hiss * decay(len(x), sr, seconds * log_uniform(rng, 0.3, 1.2))
    return sound(x, *words, "noisy", "long" if seconds > 2 else "")


def ride_box(rng: Rng, sr: int) -> Sound:
    """A ride from circuits: a hard ping on a thin tail that rings evenly at a few pitches."""
    seconds = log_uniform(rng, 0.5, 3.2)
    x, words = cymbal(rng, sr, seconds, rng.uniform(1.5, 4), rng.uniform(0.3, 1), rng.uniform(0.1, 0.8))
    count = int(rng.integers(2, 7))
    freqs = np.exp(rng.uniform(np.log(1500), np.log(7000), count))
    level = x.std() * rng.uniform(0.5, 3) / np.sqrt(count)
    x += level * bank(freqs, seconds * rng.uniform(0.4, 1.2, count), rng.uniform(0.4, 1, count), len(x), sr)
    return sound(x, *words, "ping", "long" if seconds > 1.6 else "")


def snare_box(rng: Rng, sr: int) -> Sound:
    """No, one or two damped resonators for the skin, and noise through its own filter for the wires."""
    seconds = log_uniform(rng, 0.06, 0.4)
    n = samples(seconds * 1.4 + 0.02, sr)
    hiss = noise(rng, n, sr)
    for _ in range(int(rng.integers(1, 3))):
        fc = log_uniform(rng, 700, 6000)
        hiss = (
            filters.highpass(hiss, fc, sr, rng.uniform(0.6, 2))
            if chance(rng, 0.6)
            else filters.bandpass(hiss, fc, sr, rng.uniform(0.4, 1.5))
        )
    hiss = filters.lowpass(hiss, log_uniform(rng, 5000, 16000), sr)
    x = hiss / (np.abs(hiss).max() + 1e-9) * vca(rng, n, sr, seconds)
    count = int(rng.integers(0, 3))
    if count:
        f0 = log_uniform(rng, 140, 330)
        freqs = f0 * np.array([1, rng.uniform(1.4, 2.1)])[:count]
        tone = bank(freqs, log_uniform(rng, 0.04, 0.25), [1, rng.uniform(0.3, 1)][:count], n, sr, 1.0)
        x += log_uniform(rng, 0.2, 2.5) * tone
    if chance(rng, 0.3):
        x = effects.drive(x, log_uniform(rng, 0.7, 4))
    word = pick(rng, ["606", "cr-78", "dr-55", "kpr-77", "rhythm box", "minipops", "analog"])
    return sound(x, word, "short" if seconds < 0.12 else "", "thin" if not count else "")


def rim_box(rng: Rng, sr: int) -> Sound:
    """One to three damped resonators struck by a pulse, a few cycles each, through a clipping VCA."""
    count = int(rng.integers(1, 4))
    f0 = log_uniform(rng, 400, 1900)
    freqs = f0 * np.cumprod(np.r_[1.0, rng.uniform(1.5, 3.6, count - 1)])
    t60 = log_uniform(rng, 0.008, 0.06)
    n = samples(t60 * 2 + 0.01, sr)
    x = bank(
        freqs, t60 * rng.uniform(0.6, 1.4, count), rng.uniform(0.4, 1, count), n, sr, rng.uniform(0, 2, count)
    )
    if chance(rng, 0.5):
        x += (
            log_uniform(rng, 0.05, 1)
            * filters.highpass(noise(rng, n, sr), 2000, sr)
            * decay(n, sr, t60 * 0.7)
        )
    if chance(rng, 0.6):
        x = effects.drive(x, log_uniform(rng, 1, 12), rng.uniform(0, 0.4))
    x = filters.highpass(x, log_uniform(rng, 150, 1500), sr)
    return sound(x, pick(rng, ["808", "909", "cr-78", "dr-55", "707", "analog"]), "click", "rimshot")


def clap_box(rng: Rng, sr: int) -> Sound:
    """Noise through a band-pass: saw-tooth bursts, and a second, slower path as the room."""
    n = samples(0.9, sr)
    count, gap = int(rng.integers(2, 6)), rng.uniform(0.006, 0.016)
    t = np.arange(n, dtype=np.float32) / sr
    turn = np.minimum(np.floor(t / gap), count)  # the burst that this moment lies in; the last one rings out
    last = log_uniform(rng, 0.03, 0.15)
    env = np.exp(-(t - turn * gap) * (rng.uniform(2, 6) / gap)) * (turn < count)
    env = env + np.exp(-(t - count * gap) * (5 / last)) * (turn == count)
    hiss = noise(rng, n, sr)
    fc, q = log_uniform(rng, 700, 2600), rng.uniform(0.8, 3)
    x = filters.bandpass(hiss * env, fc, sr, q)
    if chance(rng, 0.8):
        tail = log_uniform(rng, 0.12, 0.8)
        x += (
            rng.uniform(0.1, 0.8)
            * filters.bandpass(hiss, fc * rng.uniform(0.8, 1.3), sr, q)
            * decay(n, sr, tail)
        )
    x += rng.uniform(0, 0.5) * filters.highpass(hiss * env, log_uniform(rng, 2500, 7000), sr)
    if chance(rng, 0.3):
        x = effects.drive(x, log_uniform(rng, 0.7, 4))
    return sound(x, pick(rng, ["808", "909", "dr-110", "analog", "kpr-77"]), "layered")


def cowbell_box(rng: Rng, sr: int) -> Sound:
    """Two tones about a fifth or a tritone apart, square or ringing, through a band-pass and a short VCA."""
    seconds = log_uniform(rng, 0.06, 0.6)
    n = samples(seconds * 1.3 + 0.02, sr)
    f0 = log_uniform(rng, 430, 1000)
    freqs = f0 * np.array([1, rng.uniform(1.38, 1.58)])
    if chance(rng, 0.6):
        cycles = np.outer(freqs / sr, np.arange(n)) + rng.random((2, 1))
        x = np.where(cycles - np.floor(cycles) < rng.uniform(0.35, 0.5), 1.0, -1.0).sum(axis=0)
    else:
        freqs = np.r_[freqs, freqs * rng.uniform(2, 3.2)]
        x = bank(freqs, seconds * 3, [1, rng.uniform(0.5, 1), 0.3, 0.2], n, sr)
    x = filters.bandpass(x, f0 * rng.uniform(1, 3), sr, rng.uniform(0.5, 2.5)) * vca(rng, n, sr, seconds)
    x += rng.uniform(0, 0.3) * burst(rng, n, sr, 4000, 0.7, 0.006)
    return sound(x, pick(rng, ["808", "cr-78", "analog", "rhythm box"]), "electronic", "metallic")


def struck_box(rng: Rng, sr: int, low: float, high: float, t60: float) -> np.ndarray:
    """A resonator just short of oscillating, rung by a pulse; its click passes too."""
    n = samples(t60 * 1.15 + 0.005, sr)
    f0 = log_uniform(rng, low, high)
    bend = sweep(n, sr, f0 * rng.uniform(1, 1.06), f0, 0.005)
    x = np.sin(2 * np.pi * np.cumsum(bend) / sr) * decay(n, sr, t60)
    if chance(rng, 0.4):
        x += rng.uniform(0.05, 0.5) * bank([f0 * rng.uniform(1.5, 2.8)], t60 * 0.6, 1.0, n, sr)
    x += log_uniform(rng, 0.01, 0.4) * burst(rng, n, sr, log_uniform(rng, 2000, 7000), 0.7, 0.004)
    return effects.drive(x, log_uniform(rng, 1, 6)) if chance(rng, 0.3) else x


def clave_box(rng: Rng, sr: int) -> Sound:
    """The clave of a box: one high ping of 20 to 90 ms."""
    x = struck_box(rng, sr, 1700, 3300, log_uniform(rng, 0.02, 0.11))
    return sound(x, pick(rng, ["808", "cr-78", "analog", "rhythm box"]), "click", "electronic")


def woodblock_box(rng: Rng, sr: int) -> Sound:
    """A block of a box, below the clave: a short knock of one or two damped sines."""
    x = struck_box(rng, sr, 550, 1900, log_uniform(rng, 0.03, 0.14))
    return sound(x, pick(rng, ["cr-78", "rhythm box", "minipops", "analog"]), "electronic", "knock")


def shaken_box(rng: Rng, sr: int, seconds: float, low: float) -> np.ndarray:
    """High noise that swells and falls: no beads, only a capacitor that is charged through a resistor."""
    attack = 0.004 + seconds * rng.uniform(0.1, 0.6)
    n = samples(attack + seconds * 1.3, sr)
    at = samples(attack, sr)
    env = np.ones(n, np.float32)
    env[:at] = np.linspace(0, 1, at) ** rng.uniform(0.5, 2.5)
    env[at:] = vca(rng, n - at, sr, seconds)
    x = steep(noise(rng, n, sr), log_uniform(rng, low, 9500), sr, rng)
    if chance(rng, 0.4):
        x = filters.bandpass(x, log_uniform(rng, 5000, 11_000), sr, rng.uniform(0.5, 2))
    return x * env


def maracas_box(rng: Rng, sr: int) -> Sound:
    x = shaken_box(rng, sr, log_uniform(rng, 0.015, 0.07), 3500)
    return sound(x, pick(rng, ["808", "cr-78", "analog", "rhythm box"]), "short", "electronic")


def cabasa_box(rng: Rng, sr: int) -> Sound:
    x = shaken_box(rng, sr, log_uniform(rng, 0.05, 0.2), 3500)
    return sound(x, pick(rng, ["808", "cr-78", "727", "analog"]), "electronic", "latin")


def shaker_box(rng: Rng, sr: int) -> Sound:
    x = shaken_box(rng, sr, log_uniform(rng, 0.03, 0.25), 3000)
    return sound(x, pick(rng, ["analog", "rhythm box", "electronic"]), "noise")


def tambourine_box(rng: Rng, sr: int) -> Sound:
    """High noise and a ringing metal beat with two decays, as where a box has a tambourine."""
    seconds = log_uniform(rng, 0.1, 0.5)
    n = samples(seconds * 1.25, sr)
    source, _ = metal(rng, n, sr)
    source = source / (source.std() + 1e-9) + rng.uniform(0.5, 3) * noise(rng, n, sr) / 0.3
    x = steep(source, log_uniform(rng, 4500, 9500), sr, rng) * vca(rng, n, sr, seconds)
    count = int(rng.integers(2, 6))
    freqs = np.exp(rng.uniform(np.log(4000), np.log(11_000), count))
    x += x.std() * rng.uniform(0.3, 2) * bank(freqs, seconds * 0.8, rng.uniform(0.4, 1, count), n, sr)
    if chance(rng, 0.4):
        x *= rise(n, sr, log_uniform(rng, 0.004, 0.03))
    return sound(x, pick(rng, ["cr-78", "rhythm box", "analog"]), "electronic", "jingle")


def triangle_box(rng: Rng, sr: int) -> Sound:
    """Two or three very high sines that beat and ring."""
    seconds = log_uniform(rng, 0.15, 1.6)
    n = samples(seconds, sr)
    freqs = log_uniform(rng, 2800, 5000) * np.array([1, rng.uniform(1.2, 1.7), rng.uniform(1.8, 2.6)])
    x = bank(freqs, seconds * rng.uniform(0.6, 1.1, 3), rng.uniform(0.3, 1, 3), n, sr)
    x += rng.uniform(0, 0.4) * bank(freqs * 1.003, seconds, 0.6, n, sr)
    return sound(x, pick(rng, ["rhythm box", "analog", "electronic"]), "bright", "metallic")
