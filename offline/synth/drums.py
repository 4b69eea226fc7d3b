"""Kick, snare, rim, clap and snap, toms."""

import numpy as np

from offline.synth import effects, filters
from offline.synth.draw import Rng, chance, log_uniform, pick
from offline.synth.envelopes import decay, place, rise, samples, sweep
from offline.synth.modal import MEMBRANE, bank
from offline.synth.oscillators import pink, sine, wave, white
from offline.synth.voice import Sound, sound


def burst(rng: Rng, n: int, sr: int, fc: float, q: float, t60: float) -> np.ndarray:
    """Band-passed noise that decays: a stick, a hand, a beater."""
    return filters.bandpass(white(rng, n) * decay(n, sr, t60), fc, sr, q)


def room(rng: Rng, x: np.ndarray, sr: int, probability: float = 0.5) -> np.ndarray:
    """A small recording room, often."""
    if not chance(rng, probability):
        return x
    return effects.reverb(
        rng, x, sr, log_uniform(rng, 0.15, 1.2), log_uniform(rng, 0.05, 0.7), log_uniform(rng, 2500, 9000)
    )


# Kick ---------------------------------------------------------------------------------------------


def kick_808(rng: Rng, sr: int) -> Sound:
    length = log_uniform(rng, 0.25, 2.6)
    n = samples(length, sr)
    f0 = log_uniform(rng, 38, 66)
    pitch = sweep(n, sr, f0 * rng.uniform(1.6, 5), f0, log_uniform(rng, 0.004, 0.025))
    x = sine(pitch, n, sr, rng.uniform(0, 0.25)) * decay(n, sr, length)
    x += log_uniform(rng, 0.01, 0.5) * filters.lowpass(
        white(rng, n) * decay(n, sr, 0.02), log_uniform(rng, 800, 4000), sr
    )
    if chance(rng, 0.4):
        x = effects.drive(x, log_uniform(rng, 0.8, 4))
    return sound(
        x, "808", "long" if length > 1.1 else "short" if length < 0.5 else "", "deep" if f0 < 48 else ""
    )


def kick_909(rng: Rng, sr: int) -> Sound:
    length = log_uniform(rng, 0.22, 0.9)
    n = samples(length, sr)
    f0 = log_uniform(rng, 42, 65)
    pitch = sweep(n, sr, rng.uniform(170, 380), f0, log_uniform(rng, 0.012, 0.035))
    x = effects.drive(sine(pitch, n, sr), rng.uniform(0.5, 2.5)) * decay(n, sr, length) ** rng.uniform(
        0.6, 1.2
    )
    click = filters.lowpass(white(rng, n), log_uniform(rng, 3000, 9000), sr) * decay(
        n, sr, log_uniform(rng, 0.008, 0.05)
    )
    x += log_uniform(rng, 0.05, 1.2) * click
    return sound(x, "909", "punchy", "house" if chance(rng, 0.3) else "techno" if chance(rng, 0.4) else "")


def kick_606(rng: Rng, sr: int) -> Sound:
    n = samples(0.3, sr)
    f0 = log_uniform(rng, 55, 90)
    x = bank(
        f0 * np.array([1, rng.uniform(1.8, 2.1)]), [log_uniform(rng, 0.12, 0.28), 0.08], [1, 0.5], n, sr, 0.5
    )
    x += rng.uniform(0.2, 0.7) * burst(rng, n, sr, log_uniform(rng, 1500, 5000), 0.8, 0.012)
    return sound(x, pick(rng, ["606", "cr-78", "analog"]), "short")


def kick_acoustic(rng: Rng, sr: int) -> Sound:
    f0 = log_uniform(rng, 45, 90)
    t60 = log_uniform(rng, 0.2, 1.1)
    n = samples(t60 * 1.2 + 0.1, sr)
    bend = sweep(n, sr, f0 * rng.uniform(1.1, 2.2), f0, rng.uniform(0.01, 0.04))
    x = sine(bend, n, sr) * decay(n, sr, t60)
    ratios = MEMBRANE[1:7] * rng.uniform(0.97, 1.03, 6)
    x += bank(
        f0 * ratios, t60 * rng.uniform(0.2, 0.6, 6), rng.uniform(0.05, 0.4, 6), n, sr, rng.uniform(0, 6, 6)
    )
    hard = rng.random()  # felt to wood beater
    x += (
        log_uniform(rng, 0.1, 0.5)
        * (1 + 3 * hard)
        * burst(rng, n, sr, 700 + 3800 * hard * rng.random(), 0.7, log_uniform(rng, 0.015, 0.07))
    )
    x += rng.uniform(0, 0.35) * filters.lowpass(
        pink(rng, n) * decay(n, sr, t60 * 0.6), log_uniform(rng, 300, 2500), sr
    )
    if chance(rng, 0.4):
        x = filters.lowpass(x, log_uniform(rng, 250, 3000), sr)
    x = room(rng, x * rise(n, sr, 0.001), sr, 0.6)
    return sound(
        x,
        "acoustic",
        pick(rng, ["rock", "jazz", "studio", "", ""]),
        "hard" if hard > 0.7 else "soft" if hard < 0.3 else "",
    )


def kick_hard(rng: Rng, sr: int) -> Sound:
    length = log_uniform(rng, 0.25, 0.7)
    n = samples(length, sr)
    f0 = log_uniform(rng, 45, 80)
    x = sine(sweep(n, sr, rng.uniform(300, 1500), f0, log_uniform(rng, 0.01, 0.04)), n, sr) * decay(
        n, sr, length * 2
    )
    x = effects.drive(
        x + 0.1 * white(rng, n) * decay(n, sr, 0.03), log_uniform(rng, 6, 60), rng.uniform(0, 0.3)
    )
    x = filters.lowpass(x, log_uniform(rng, 1500, 12000), sr) * decay(n, sr, length * 1.6)
    return sound(x, pick(rng, ["hard", "gabber", "hardstyle"]), "distorted")


def kick_sub(rng: Rng, sr: int) -> Sound:
    length = log_uniform(rng, 0.4, 1.6)
    n = samples(length, sr)
    f0 = log_uniform(rng, 35, 55)
    x = (
        sine(sweep(n, sr, f0 * rng.uniform(1.0, 2.0), f0, 0.03), n, sr)
        * decay(n, sr, length * 1.3)
        * rise(n, sr, 0.003)
    )
    return sound(x, "sub", "deep", "long" if length > 0.8 else "")


def kick_sampled(rng: Rng, sr: int) -> Sound:
    made = pick(rng, [kick_909, kick_acoustic, kick_acoustic, kick_606])(rng, sr)
    x = effects.resampled(
        effects.varispeed(made.samples, rng.uniform(0.75, 1.3)), sr, log_uniform(rng, 8000, 30000)
    )
    x = effects.crush(x, rng.uniform(7, 12))
    return sound(
        x[: samples(log_uniform(rng, 0.12, 0.5), sr)],
        pick(rng, ["lo-fi", "linn", "sampled", "sp-1200"]),
        "vintage",
    )


# Snare --------------------------------------------------------------------------------------------


def snare_808(rng: Rng, sr: int) -> Sound:
    n = samples(0.9, sr)
    low = log_uniform(rng, 150, 230)
    tone = bank(
        np.array([low, low * rng.uniform(1.6, 2.1)]),
        rng.uniform(0.08, 0.28, 2),
        [1, rng.uniform(0.3, 1)],
        n,
        sr,
        0.6,
    )
    snap = filters.highpass(white(rng, n), log_uniform(rng, 700, 3500), sr) * decay(
        n, sr, log_uniform(rng, 0.15, 0.8)
    )
    mix = rng.uniform(0.5, 2.5)
    return sound(tone + mix * snap, "808", "snappy" if mix > 1.5 else "")


def snare_909(rng: Rng, sr: int) -> Sound:
    n = samples(0.9, sr)
    f0 = log_uniform(rng, 160, 250)
    bend = sweep(n, sr, 1.0 + rng.uniform(0.3, 1.2), 1.0, rng.uniform(0.008, 0.025))
    x = wave("triangle", f0 * bend, n, sr) * decay(n, sr, log_uniform(rng, 0.08, 0.25))
    x += 0.7 * sine(f0 * rng.uniform(1.4, 1.8) * bend, n, sr) * decay(n, sr, 0.09)
    noise = white(rng, n)
    hiss = filters.lowpass(noise, log_uniform(rng, 6000, 15000), sr) * decay(
        n, sr, log_uniform(rng, 0.15, 0.55)
    )
    crack = filters.highpass(noise, 2500, sr) * decay(n, sr, 0.05)
    return sound(x + rng.uniform(0.7, 2.2) * hiss + rng.uniform(0, 1.5) * crack, "909", "electronic")


def drum_head(rng: Rng, n: int, sr: int, f0: float, t60: float, bright: float) -> np.ndarray:
    """Two coupled heads over a shell: membrane modes in pairs, the fundamental bent down a little."""
    ratios = np.concatenate([MEMBRANE[:8], MEMBRANE[:4] * rng.uniform(1.3, 1.75)]) * rng.uniform(
        0.97, 1.03, 12
    )
    t = t60 * rng.uniform(0.4, 1.1, 12) / ratios**0.6
    amps = rng.uniform(0.3, 1.0, 12) / ratios ** (1.6 - bright)
    return bank(f0 * ratios, t, amps, n, sr, rng.uniform(0, 2 * np.pi, 12))


def snare_acoustic(rng: Rng, sr: int, f0: float = 0.0, name: str = "acoustic") -> Sound:
    f0 = f0 or log_uniform(rng, 140, 260)
    wires = log_uniform(rng, 0.18, 0.9)
    n = samples(max(wires, 0.3) + 0.1, sr)
    x = drum_head(rng, n, sr, f0, log_uniform(rng, 0.15, 0.7), rng.uniform(0.3, 1.0)) * rng.uniform(0.4, 1.2)
    noise = white(rng, n)
    buzz = filters.bandpass(noise, log_uniform(rng, 2000, 6000), sr, rng.uniform(0.3, 0.7))
    # Wires leave the head and slap back, in time with it.
    buzz = (
        buzz
        * (1 - rng.uniform(0.2, 0.8) * np.abs(sine(f0, n, sr)))
        * decay(n, sr, wires)
        * rise(n, sr, 0.002)
    )
    x = x + rng.uniform(1.2, 3.5) * buzz
    x += (
        rng.uniform(0.5, 2.5) * filters.highpass(noise, 1500, sr) * decay(n, sr, log_uniform(rng, 0.01, 0.04))
    )
    return sound(room(rng, x, sr, 0.6), name, pick(rng, ["rock", "jazz", "funk", "studio", "", ""]))


def snare_piccolo(rng: Rng, sr: int) -> Sound:
    return snare_acoustic(rng, sr, log_uniform(rng, 260, 420), "piccolo")


def snare_sampled(rng: Rng, sr: int) -> Sound:
    x = pick(rng, [snare_acoustic, snare_acoustic, snare_909])(rng, sr).samples
    x = effects.crush(
        effects.resampled(effects.varispeed(x, rng.uniform(0.75, 1.35)), sr, log_uniform(rng, 9000, 30000)),
        rng.uniform(7, 12),
    )
    return sound(
        x[: samples(log_uniform(rng, 0.15, 0.6), sr)],
        pick(rng, ["linn", "lo-fi", "sampled", "boom bap", "sp-1200"]),
        "vintage",
    )


def snare_brush(rng: Rng, sr: int) -> Sound:
    n = samples(log_uniform(rng, 0.15, 0.6), sr)
    x = filters.bandpass(white(rng, n), log_uniform(rng, 2500, 6000), sr, 0.4)
    x = x * rise(n, sr, log_uniform(rng, 0.004, 0.08)) * decay(n, sr, n / sr * rng.uniform(0.8, 1.3))
    x += rng.uniform(0.02, 0.25) * drum_head(rng, n, sr, log_uniform(rng, 150, 250), 0.15, 0.5)
    return sound(room(rng, x, sr), "brush", "jazz", "soft")


def snare_simmons(rng: Rng, sr: int) -> Sound:
    n = samples(log_uniform(rng, 0.35, 1.0), sr)
    end = log_uniform(rng, 110, 220)
    tau = log_uniform(rng, 0.02, 0.1)
    x = wave("triangle", sweep(n, sr, end * rng.uniform(1.5, 4), end, tau), n, sr)
    noise = filters.swept(white(rng, n), sweep(n, sr, 9000, 900, tau * 2), sr, rng.uniform(0.7, 2))
    x = (x * rng.uniform(0.3, 1) + rng.uniform(1, 3) * noise) * decay(n, sr, n / sr)
    return sound(x, pick(rng, ["simmons", "electronic", "80s"]), "synth")


def snare_gated(rng: Rng, sr: int) -> Sound:
    x = snare_acoustic(rng, sr).samples
    return sound(
        effects.gated_reverb(rng, x, sr, rng.uniform(0.25, 0.5), rng.uniform(0.4, 1.0)), "gated", "80s", "big"
    )


def snare_trap(rng: Rng, sr: int) -> Sound:
    n = samples(0.4, sr)
    f0 = log_uniform(rng, 180, 330)
    x = sine(sweep(n, sr, f0 * 2, f0, 0.008), n, sr) * decay(n, sr, log_uniform(rng, 0.06, 0.2))
    for fc in rng.uniform(900, 7000, 3):
        x += rng.uniform(0.5, 1.5) * burst(rng, n, sr, fc, 0.8, log_uniform(rng, 0.06, 0.3))
    return sound(effects.drive(x, rng.uniform(1, 5)), "trap", "tight")


def snare_cracked(rng: Rng, sr: int) -> Sound:
    """Head and hoop struck together: a crack of wood and shell, then bright wires and a tuned ring."""
    f0 = log_uniform(rng, 170, 420)
    wires = log_uniform(rng, 0.12, 0.6)
    n = samples(wires + 0.1, sr)
    x = drum_head(rng, n, sr, f0, log_uniform(rng, 0.1, 0.5), rng.uniform(0.8, 1.6)) * rng.uniform(0.3, 1)
    shell = rng.uniform(600, 4500, 8)
    x += bank(shell, rng.uniform(0.015, 0.08, 8), rng.uniform(0.1, 0.5, 8), n, sr, rng.uniform(0, 6, 8))
    noise = white(rng, n)
    crack = log_uniform(rng, 0.02, 0.07)  # full level for some hundredths: a blow that clips what records it
    x += rng.uniform(0.8, 3) * filters.highpass(noise, log_uniform(rng, 700, 2500), sr) * decay(n, sr, crack)
    hiss = filters.bandpass(noise, log_uniform(rng, 3000, 8000), sr, rng.uniform(0.3, 0.8))
    x += rng.uniform(0.8, 3) * hiss * decay(n, sr, wires)
    x = effects.drive(x, log_uniform(rng, 0.5, 4))
    return sound(
        room(rng, x, sr, 0.5), "acoustic", "crack", pick(rng, ["rock", "bright", "tight", "studio", ""])
    )


def snare_ringing(rng: Rng, sr: int) -> Sound:
    """An undamped shell of steel or brass: overtones between 300 and 1500 Hz outlast slack wires."""
    f0 = log_uniform(rng, 150, 300)
    ring = log_uniform(rng, 0.3, 1.3)
    n = samples(ring * 0.9, sr)
    count = int(rng.integers(3, 8))
    over = f0 * rng.uniform(1.5, 6, count)
    x = drum_head(rng, n, sr, f0, ring * 0.4, rng.uniform(0.4, 1))
    x += bank(over, ring * rng.uniform(0.4, 1, count), rng.uniform(0.05, 0.5, count), n, sr)
    hiss = filters.bandpass(white(rng, n), log_uniform(rng, 1500, 5000), sr, rng.uniform(0.3, 0.8))
    x += rng.uniform(0.6, 3) * hiss * decay(n, sr, log_uniform(rng, 0.1, 0.5))
    x += rng.uniform(0.3, 2) * burst(
        rng, n, sr, log_uniform(rng, 1500, 5000), 0.6, log_uniform(rng, 0.01, 0.04)
    )
    return sound(room(rng, x, sr, 0.4), "acoustic", "ringing", pick(rng, ["metallic", "funk", "open", ""]))


def snare_dead(rng: Rng, sr: int) -> Sound:
    """Slack heads under tape and a wallet, as in the seventies: a low thud and a short dark buzz."""
    f0 = log_uniform(rng, 95, 190)
    n = samples(log_uniform(rng, 0.15, 0.4), sr)
    x = drum_head(rng, n, sr, f0, log_uniform(rng, 0.08, 0.2), rng.uniform(0.2, 0.6))
    hiss = filters.bandpass(white(rng, n), log_uniform(rng, 900, 3500), sr, rng.uniform(0.4, 1))
    x += rng.uniform(0.6, 3) * hiss * decay(n, sr, log_uniform(rng, 0.08, 0.3)) * rise(n, sr, 0.002)
    x = filters.lowpass(x, log_uniform(rng, 3000, 12000), sr)
    return sound(room(rng, x, sr, 0.3), "acoustic", "dead", pick(rng, ["fat", "disco", "70s", "dry"]))


def snare_flam(rng: Rng, sr: int) -> Sound:
    """A grace note before the blow, or a short ruff of three."""
    made = pick(rng, [snare_acoustic, snare_cracked, snare_dead])(rng, sr)
    graces, gap = int(rng.integers(1, 4)), rng.uniform(0.018, 0.045)
    x = np.zeros(len(made.samples) + samples(graces * gap, sr))
    grace = filters.lowpass(made.samples, log_uniform(rng, 3000, 9000), sr)
    for i in range(graces):
        place(x, grace, samples(i * gap * rng.uniform(0.95, 1.05), sr) if i else 0, rng.uniform(0.15, 0.6))
    place(x, made.samples, samples(graces * gap, sr))
    return sound(x, *made.words, "flam" if graces == 1 else "ruff")


# Rim ----------------------------------------------------------------------------------------------


def rim_808(rng: Rng, sr: int) -> Sound:
    n = samples(0.12, sr)
    freqs = np.array([log_uniform(rng, 380, 620), log_uniform(rng, 1350, 2100)])
    x = bank(freqs, rng.uniform(0.015, 0.06, 2), [rng.uniform(0.3, 1), 1], n, sr, rng.uniform(0, 2, 2))
    x = filters.highpass(effects.drive(x, rng.uniform(1, 5)), rng.uniform(150, 500), sr)
    return sound(x * decay(n, sr, 0.1), pick(rng, ["808", "analog"]), "click")


def rim_909(rng: Rng, sr: int) -> Sound:
    n = samples(0.15, sr)
    freqs = np.array([220, 500, 950]) * rng.uniform(0.85, 1.2)
    x = bank(freqs, rng.uniform(0.02, 0.08, 3), rng.uniform(0.4, 1, 3), n, sr)
    x = filters.highpass(effects.drive(x, rng.uniform(2, 8)), 180, sr) + 0.2 * burst(
        rng, n, sr, 5000, 0.7, 0.01
    )
    return sound(x, "909", "electronic")


def rim_sidestick(rng: Rng, sr: int) -> Sound:
    n = samples(log_uniform(rng, 0.1, 0.6), sr)
    count = int(rng.integers(4, 9))
    freqs = np.exp(rng.uniform(np.log(350), np.log(4500), count))
    freqs[0] = log_uniform(rng, 450, 1300)
    t60 = log_uniform(rng, 0.025, 0.2) * (freqs / 600) ** -0.4 * rng.uniform(0.6, 1.4, count)
    x = bank(freqs, t60, rng.uniform(0.2, 1, count), n, sr, rng.uniform(0, 6, count))
    x += rng.uniform(0.3, 2) * burst(
        rng, n, sr, log_uniform(rng, 1500, 5000), 0.6, log_uniform(rng, 0.004, 0.035)
    )
    x += log_uniform(rng, 0.02, 1.2) * drum_head(
        rng, n, sr, log_uniform(rng, 150, 300), rng.uniform(0.1, 0.5), 0.5
    )
    x += (
        rng.uniform(0, 0.3) * filters.highpass(white(rng, n), 2500, sr) * decay(n, sr, rng.uniform(0.05, 0.3))
    )
    return sound(room(rng, x, sr, 0.6), "sidestick", pick(rng, ["cross stick", "wooden", "acoustic", ""]))


def rim_shot(rng: Rng, sr: int) -> Sound:
    n = samples(log_uniform(rng, 0.15, 0.6), sr)
    f0 = log_uniform(rng, 260, 520)
    x = drum_head(rng, n, sr, f0, log_uniform(rng, 0.08, 0.25), 1.3)
    x += bank(
        rng.uniform(700, 3500, 6),
        rng.uniform(0.02, 0.12, 6),
        rng.uniform(0.3, 1.2, 6),
        n,
        sr,
        rng.uniform(0, 6, 6),
    )
    x += rng.uniform(1, 3) * burst(
        rng, n, sr, log_uniform(rng, 2000, 5000), 0.6, log_uniform(rng, 0.008, 0.04)
    )
    x += rng.uniform(0, 0.5) * filters.bandpass(white(rng, n), 4000, sr, 0.5) * decay(n, sr, 0.15)
    return sound(room(rng, effects.drive(x, rng.uniform(0.5, 2)), sr, 0.5), "rimshot", "acoustic", "sharp")


def rim_hard(rng: Rng, sr: int) -> Sound:
    """The stick laid across a bright hoop: many short modes of wood and metal, hardly any drum."""
    n = samples(log_uniform(rng, 0.08, 0.5), sr)
    count = int(rng.integers(8, 22))
    freqs = np.exp(rng.uniform(np.log(log_uniform(rng, 700, 1800)), np.log(8000), count))
    t60 = (
        log_uniform(rng, 0.025, 0.16) * (freqs / 1500) ** rng.uniform(-0.6, 0) * rng.uniform(0.5, 1.5, count)
    )
    amps = rng.rayleigh(0.5, count) * (freqs / 1500) ** rng.uniform(-0.6, 0.3)
    x = bank(freqs, t60, amps, n, sr, rng.uniform(0, 6, count))
    x += log_uniform(rng, 0.4, 5) * burst(
        rng, n, sr, log_uniform(rng, 2000, 7000), 0.6, log_uniform(rng, 0.004, 0.04)
    )
    x += log_uniform(rng, 0.02, 0.5) * drum_head(rng, n, sr, log_uniform(rng, 160, 350), 0.2, 0.5)
    wires = filters.highpass(white(rng, n), 3000, sr) * decay(n, sr, log_uniform(rng, 0.1, 0.5))
    x += log_uniform(rng, 0.008, 0.4) * wires
    return sound(
        room(rng, x, sr, 0.6), pick(rng, ["sidestick", "rimshot", "cross stick"]), "acoustic", "bright"
    )


def rim_sampled(rng: Rng, sr: int) -> Sound:
    x = pick(rng, [rim_sidestick, rim_shot, rim_808])(rng, sr).samples
    x = effects.crush(
        effects.resampled(effects.varispeed(x, rng.uniform(0.7, 1.4)), sr, log_uniform(rng, 9000, 30000)),
        rng.uniform(7, 12),
    )
    return sound(x[: samples(log_uniform(rng, 0.05, 0.2), sr)], "sampled", "vintage")


# Clap and snap ------------------------------------------------------------------------------------


def clap_machine(rng: Rng, sr: int) -> Sound:
    n = samples(1.0, sr)
    noise = white(rng, n)
    count = int(rng.integers(3, 6))
    gap = rng.uniform(0.007, 0.015)
    env = np.zeros(n, np.float32)
    for i in range(count):
        place(
            env,
            decay(samples(gap, sr), sr, rng.uniform(0.015, 0.045)),
            samples(i * gap * rng.uniform(0.93, 1.07), sr) if i else 0,
        )
    last = samples(count * gap, sr)
    tail = log_uniform(rng, 0.15, 0.9)
    place(env, decay(n, sr, tail), last, rng.uniform(0.5, 1.1))
    fc = log_uniform(rng, 800, 2200)
    x = filters.bandpass(noise, fc, sr, rng.uniform(0.7, 2.5)) + rng.uniform(0, 0.3) * filters.highpass(
        noise, fc * 1.5, sr
    )
    return sound(
        x * np.minimum(env, 1.2), pick(rng, ["808", "909", "electronic"]), "long" if tail > 0.3 else ""
    )


def one_hand_clap(rng: Rng, sr: int, bright: float) -> np.ndarray:
    n = samples(0.3, sr)
    x = np.zeros(n)
    noise = white(rng, n)
    t60 = log_uniform(rng, 0.03, 0.2)
    for _ in range(int(rng.integers(1, 4))):
        x += filters.bandpass(
            noise, log_uniform(rng, 450, 3400) * bright, sr, rng.uniform(0.8, 3.5)
        ) * rng.uniform(0.4, 1)
    x *= decay(n, sr, t60) * rise(n, sr, rng.uniform(0.0005, 0.002))
    return x + 0.3 * filters.highpass(noise, 3000, sr) * decay(n, sr, 0.015)


def clap_hands(rng: Rng, sr: int) -> Sound:
    people = int(rng.integers(3, 16))
    spread = log_uniform(rng, 0.006, 0.05)
    bright = log_uniform(rng, 0.45, 1.2)  # cupped to flat
    x = np.zeros(samples(0.3 + 3 * spread, sr))
    for start in np.abs(rng.normal(0, spread, people)):
        place(x, one_hand_clap(rng, sr, bright), samples(start, sr), rng.uniform(0.3, 1))
    return sound(room(rng, x, sr, 0.8), "hand", "layered", "group" if people > 8 else "", "acoustic")


def clap_single(rng: Rng, sr: int) -> Sound:
    """One pair of hands: flat and bright, or cupped, when the air between them rings low."""
    x = one_hand_clap(rng, sr, log_uniform(rng, 0.45, 1.2))
    cupped = chance(rng, 0.4)
    if cupped:
        freqs = log_uniform(rng, 250, 800) * np.array([1, rng.uniform(1.4, 2.4)])
        level = np.abs(x).max() * log_uniform(rng, 0.1, 0.8)
        x += level * bank(freqs, log_uniform(rng, 0.02, 0.09), [1, 0.4], len(x), sr)
    return sound(room(rng, x, sr, 0.7), "single", "hand", "cupped" if cupped else "dry")


def snap(rng: Rng, sr: int) -> Sound:
    n = samples(0.2, sr)
    fc = log_uniform(rng, 1300, 4200)
    x = np.zeros(n)
    for i in range(int(rng.integers(1, 4))):
        hit = burst(rng, n, sr, fc * rng.uniform(0.9, 1.1), rng.uniform(1.2, 5), log_uniform(rng, 0.03, 0.16))
        place(x, hit, samples(i * rng.uniform(0.004, 0.018), sr), rng.uniform(0.4, 1))
    x += bank(fc * rng.uniform(0.7, 1.7, 3), rng.uniform(0.01, 0.04, 3), rng.uniform(0, 0.15, 3), n, sr)
    x = filters.highpass(x, rng.uniform(300, 900), sr)
    return sound(room(rng, x, sr, 0.7), "finger", pick(rng, ["dry", "", "lo-fi", "r&b"]))


def snap_finger(rng: Rng, sr: int) -> Sound:
    """A finger slides with a hiss, then lands in the palm with a hollow pop and a little thump."""
    slide = rng.uniform(0.004, 0.03)
    n = samples(0.25, sr)
    at = samples(slide, sr)
    x = np.zeros(n)
    hiss = filters.highpass(white(rng, at), log_uniform(rng, 2500, 6000), sr) * np.linspace(0, 1, at)
    place(x, hiss, 0, log_uniform(rng, 0.05, 0.5))
    fc = log_uniform(rng, 1100, 3200)
    pop = burst(rng, n - at, sr, fc, rng.uniform(1, 4), log_uniform(rng, 0.015, 0.08))
    hollow = log_uniform(rng, 200, 900) * np.array([1, rng.uniform(1.3, 2.2)])
    pop += rng.uniform(0.02, 0.25) * bank(hollow, log_uniform(rng, 0.02, 0.1), [1, 0.5], n - at, sr)
    pop += rng.uniform(0, 0.6) * burst(rng, n - at, sr, log_uniform(rng, 4000, 9000), 0.6, 0.02)
    place(x, pop, at, 1.5)
    return sound(room(rng, x, sr, 0.6), "finger", pick(rng, ["acoustic", "natural", "dry", ""]))
