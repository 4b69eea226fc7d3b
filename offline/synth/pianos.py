"""Acoustic and electric pianos."""

from collections.abc import Callable

import numpy as np
from scipy import signal

from offline.synth import effects, filters
from offline.synth.draw import Rng, chance, log_uniform, pick
from offline.synth.envelopes import decay, rise, samples
from offline.synth.modal import bank
from offline.synth.oscillators import from_phase, phase, sine, white
from offline.synth.patches import Patch, hertz, mellow, patch, released

# hammer cutoff in Hz (lowest, highest), detune in cents (least, most), hammer noise, sustain
PIANOS = {
    "grand": (600, 3300, 0.4, 1.2, 0.15, 1.0),
    "upright": (450, 2600, 0.8, 3.5, 0.35, 0.7),
    "felt": (350, 800, 0.5, 2.5, 0.7, 0.55),
    "honky-tonk": (1500, 3500, 9, 22, 0.3, 0.7),
    "electric grand": (700, 4000, 0.8, 3.0, 0.25, 0.6),
    "old": (500, 2200, 3, 9, 0.5, 0.5),
    "toy": (2500, 5000, 1, 5, 0.5, 0.25),
}


def piano(rng: Rng, sr: int) -> Patch:
    """Stiff strings in detuned threes, a double decay (Weinreich 1977), hammer knock and soundboard."""
    kind = pick(rng, list(PIANOS), [4, 3, 2.5, 1, 1.2, 1, 0.25])
    low, high, cents_low, cents_high, knock, sustain = PIANOS[kind]
    tone = rng.random()
    cutoff = low * (high / low) ** tone
    cents = log_uniform(rng, cents_low, cents_high)
    knock *= log_uniform(rng, 0.3, 3)
    sustain *= log_uniform(rng, 0.5, 1.3)
    stiffness = log_uniform(rng, 1e-4, 6e-4) * (4 if kind == "electric grand" else 1)
    strike = rng.uniform(0.09, 0.16)
    attack = rng.uniform(0.004, 0.02) if kind == "felt" else log_uniform(rng, 0.001, 0.012)
    board = np.exp(rng.uniform(np.log(80), np.log(2500), 12))
    gain = rng.normal(0, 3.5, 12)
    wet, t60_room = (rng.uniform(0.05, 0.35), log_uniform(rng, 0.4, 2.5)) if chance(rng, 0.6) else (0.0, 0.0)
    prompt = rng.uniform(0.4, 0.9)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        release = 0.12 + 0.25 * (84 - min(midi, 84)) / 60
        n = samples(seconds + release, sr)
        k = np.arange(1, min(int(0.45 * sr / f0), 45) + 1)
        b = stiffness * (f0 / 261) ** 1.1
        freqs = k * f0 * np.sqrt(1 + b * k**2) / np.sqrt(1 + b)
        edge = cutoff * (0.4 + 0.9 * velocity) * (f0 / 261) ** 0.35
        amps = (
            np.abs(np.sin(np.pi * k * strike))
            / k**1.1
            / (1 + (freqs / edge) ** 2.2)
            * rng.uniform(0.6, 1.4, len(k))
        )
        amps *= 10 ** (np.interp(np.log(freqs), *_sorted(np.log(board), gain)) / 20)
        t60 = sustain * 13 * (27.5 / f0) ** 0.42 / (1 + 0.25 * (freqs / 1000) ** 1.1)
        strings = 1 if midi < 32 else 2 if midi < 45 else 3
        parts = []
        for _ in range(strings):
            tuned = freqs * 2 ** (rng.normal(0, cents) / 1200)
            parts.append((tuned, t60 * 0.35, amps * prompt / strings))
        parts.append((freqs * 2 ** (rng.normal(0, cents) / 1200), t60 * 1.2, amps * (1 - prompt)))
        all_freqs, all_t60, all_amps = (np.concatenate(column) for column in zip(*parts, strict=True))
        x = bank(all_freqs, all_t60, all_amps, n, sr, rng.uniform(0, 0.5, len(all_freqs)))
        x /= np.max(np.abs(x)) + 1e-9
        thump = filters.lowpass(white(rng, n) * decay(n, sr, 0.05), 400 + cutoff * 0.5, sr)
        body = bank(
            np.exp(rng.uniform(np.log(70), np.log(450), 6)),
            rng.uniform(0.05, 0.18, 6),
            rng.uniform(0.05, 0.3, 6),
            n,
            sr,
        )
        x = x + knock * (0.6 * thump + 0.5 * body) * (0.4 + velocity)
        x = released(x * rise(n, sr, attack), sr, seconds, release) * velocity
        return x

    def finish(x: np.ndarray) -> np.ndarray:
        if kind == "electric grand" and chance(rng, 0.5):
            x = effects.chorus(rng, x, sr, 0.001, 0.8, 0.5)
        return effects.reverb(rng, x, sr, t60_room, wet, 4500) if wet else x

    return patch(
        ["acoustic" if kind != "electric grand" else "", kind, mellow(rng, tone)], play, 26, 96, (0.4, 7)
    ).through(finish)


def _sorted(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    order = np.argsort(x)
    return x[order], y[order]


def finish_epiano(rng: Rng, sr: int) -> tuple[list[str], Callable[[np.ndarray], np.ndarray]]:
    """The amplifier behind an electric piano: tremolo, drive, chorus, a speaker's loss of highs."""
    words: list[str] = []
    trem = (rng.uniform(3, 7), rng.uniform(0.2, 0.7)) if chance(rng, 0.3) else None
    overdrive = log_uniform(rng, 0.7, 4) if chance(rng, 0.25) else 0.0
    chorused, speaker = chance(rng, 0.15), log_uniform(rng, 1300, 14_000)
    if trem:
        words.append("tremolo")
    if overdrive > 2:
        words.append("overdriven")
    if chorused:
        words.append("chorus")

    def run(x: np.ndarray) -> np.ndarray:
        if overdrive:
            x = effects.drive(x, overdrive) * np.max(np.abs(x))
        x = filters.lowpass(x, speaker, sr)
        if chorused:
            x = effects.chorus(rng, x, sr, 0.002, 0.7)
        return effects.tremolo(rng, x, sr, *trem) if trem else x

    return words, run


def rhodes(rng: Rng, sr: int) -> Patch:
    """Tine and tone bar before a pickup off its axis: a decaying sine, bent into octaves and bells."""
    words, amp = finish_epiano(rng, sr)
    offset, bend = rng.uniform(0.05, 0.9), log_uniform(rng, 0.25, 1.8)
    bell, tine = log_uniform(rng, 0.01, 0.35), rng.uniform(5.5, 8)
    sustain, thump = log_uniform(rng, 0.6, 2), log_uniform(rng, 0.02, 0.3)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + 0.25, sr)
        t60 = sustain * 9 * (60 / f0) ** 0.35
        motion = (
            sine(f0, n, sr) * (0.75 * decay(n, sr, t60) + 0.25 * decay(n, sr, 0.4)) * (0.3 + 0.9 * velocity)
        )
        x = np.tanh(bend * motion + offset) - np.tanh(offset) + 0.25 * motion
        x += bell * velocity * bank(f0 * np.array([tine, 2.5 * tine]), [0.6, 0.25], [1, 0.4], n, sr)
        x += thump * filters.lowpass(white(rng, n) * decay(n, sr, 0.03), 900, sr) * velocity
        x = filters.highpass(x, 40, sr) * rise(n, sr, 0.002) * velocity
        return released(x, sr, seconds, 0.2)

    tone = min(bend / 1.6 * 0.6 + bell, 1.0)
    return patch(["rhodes", "electric", mellow(rng, tone), *words], play, 30, 90, (0.5, 6)).through(amp)


def wurlitzer(rng: Rng, sr: int) -> Patch:
    """Steel reed before an electrostatic pickup: 1 / (1 - a x) for the changing gap, differentiated, and a preamplifier.

    Low reeds nearly touch the plate and bark, with the second to fifth harmonic above the first; high ones are sines.
    """
    words, amp = finish_epiano(rng, sr)
    gap, sustain, hot = log_uniform(rng, 0.4, 3), log_uniform(rng, 0.5, 1.6), log_uniform(rng, 0.4, 4)
    corner, low = log_uniform(rng, 600, 2600), log_uniform(rng, 40, 180)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + 0.2, sr)
        t60 = sustain * min(12 * (207 / f0) ** 1.05, 20)
        motion = sine(f0, n, sr) * (0.85 * decay(n, sr, t60) + 0.15 * decay(n, sr, 0.3))
        reach = min(1 - np.exp(-2 * gap * velocity**2.2 * (250 / f0) ** 1.3), 0.97)
        x = 1 / (1 - reach * motion) - 1
        x = signal.lfilter([1, -1], [1, -np.exp(-2 * np.pi * corner / sr)], x)  # the pickup and its resistor
        x = np.tanh(hot * effects.normalised(x) * (0.3 + reach) + 0.1) - np.tanh(0.1)
        x += 0.03 * bank(f0 * np.array([6.3, 17.5]), 0.12, [1, 0.4], n, sr) + 0.06 * filters.lowpass(
            white(rng, n) * decay(n, sr, 0.02), 1500, sr
        )
        x = filters.highpass(x, low, sr) * rise(n, sr, 0.002) * velocity
        return released(x, sr, seconds, 0.15)

    return patch(
        ["wurlitzer", "wurli", "electric", "reedy" if gap > 1.1 else "mellow" if gap < 0.6 else "", *words],
        play,
        31,
        91,
        (0.4, 6),
    ).through(amp)


def dx_epiano(rng: Rng, sr: int) -> Patch:
    """The FM electric piano of the DX7: a bell stack at 14 times the pitch over a 1:1 stack."""
    words, amp = finish_epiano(rng, sr)
    ratio, bright, body = pick(rng, [14, 14, 11, 9, 13]), rng.uniform(0.3, 1.6), rng.uniform(0.4, 2)
    cents, sustain = rng.uniform(1, 8), log_uniform(rng, 0.7, 2)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + 0.3, sr)
        a = phase(f0, n, sr)
        b = a * 2 ** (cents / 1200)
        long, short = decay(n, sr, sustain * 5 * (100 / f0) ** 0.3), decay(n, sr, 0.5)
        x = from_phase(a + bright * velocity * short * from_phase(a * ratio) / 6.28) * long * 0.6
        x += from_phase(b + body * velocity * long * from_phase(b) / 6.28) * long
        x += 0.15 * bright * velocity * from_phase(a * ratio) * short**1.5
        return released(x * rise(n, sr, 0.002) * velocity, sr, seconds, 0.25)

    return patch(
        ["dx7", "fm", "digital", "80s", mellow(rng, bright / 1.6), *words], play, 36, 90, (0.5, 6)
    ).through(amp)


def pianet(rng: Rng, sr: int) -> Patch:
    """Reed pulled by a sticky pad before a plate or magnet: rich low notes, pure high ones, long unless let go."""
    words, amp = finish_epiano(rng, sr)
    near, sustain, bite = log_uniform(rng, 0.5, 1.8), log_uniform(rng, 0.3, 1.5), rng.uniform(0, 0.1)
    off = rng.uniform(0.05, 0.6)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + 0.08, sr)
        motion = sine(f0, n, sr, 0.25) * decay(n, sr, sustain * min(12 * (277 / f0) ** 1.2, 25))
        reach = min(1 - np.exp(-1.3 * near * (0.5 + 0.5 * velocity) * (277 / f0) ** 1.2), 0.95)
        # Where the reed rests beside the plate decides between even and odd harmonics.
        x = (1 - off) / (1 - reach * motion) + off / (1 + reach * motion) ** 0.5
        x = effects.normalised(filters.highpass(x - x[-1], 0.5 * f0, sr)) * rise(n, sr, 0.001)
        x += bite * filters.bandpass(white(rng, n) * decay(n, sr, 0.02), 2500, sr)
        return released(x * (0.5 + 0.5 * velocity), sr, seconds, 0.07)

    return patch(["pianet", "electric", "vintage", *words], play, 29, 89, (0.4, 6)).through(amp)


def epiano(rng: Rng, sr: int) -> Patch:
    return pick(rng, [rhodes, wurlitzer, dx_epiano, pianet], [4, 3, 2.5, 2])(rng, sr)
