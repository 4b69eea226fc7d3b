"""Toms and the hand drums: conga, bongo, timbale, tabla, djembe."""

import numpy as np

from offline.synth import effects, filters
from offline.synth.draw import Rng, chance, log_uniform, pick
from offline.synth.drums import burst, room
from offline.synth.envelopes import decay, rise, samples, sweep
from offline.synth.modal import MEMBRANE, bank, shimmer
from offline.synth.oscillators import pink, sine, wave, white
from offline.synth.voice import Sound, sound


def register(f0: float, low: float, high: float) -> str:
    return "low" if f0 < low else "high" if f0 > high else "mid"


def tom_808(rng: Rng, sr: int) -> Sound:
    f0 = log_uniform(rng, 65, 260)
    t60 = log_uniform(rng, 0.35, 1.5)
    n = samples(t60, sr)
    x = sine(sweep(n, sr, f0 * rng.uniform(1.15, 1.7), f0, rng.uniform(0.02, 0.08)), n, sr) * decay(
        n, sr, t60
    )
    x += rng.uniform(0.03, 0.3) * filters.lowpass(
        pink(rng, n) * decay(n, sr, t60 * 0.6), log_uniform(rng, 400, 1500), sr
    )
    return sound(x, pick(rng, ["808", "analog", "606"]), register(f0, 105, 165))


def tom_909(rng: Rng, sr: int) -> Sound:
    f0 = log_uniform(rng, 70, 230)
    t60 = log_uniform(rng, 0.35, 1.4)
    n = samples(t60 * 1.1, sr)
    x = np.zeros(n)
    for ratio, level in ((1, 1.0), (rng.uniform(1.4, 1.7), 0.4), (rng.uniform(2.1, 2.7), 0.2)):
        pitch = f0 * ratio * sweep(n, sr, rng.uniform(1.5, 2.6), 1, rng.uniform(0.02, 0.05))
        x += level * wave("triangle", pitch, n, sr) * decay(n, sr, t60 / ratio)
    x += rng.uniform(0.1, 0.6) * filters.lowpass(white(rng, n) * decay(n, sr, 0.08), 6000, sr)
    return sound(x, "909", "electronic", register(f0, 100, 150))


def tom_simmons(rng: Rng, sr: int) -> Sound:
    f0 = log_uniform(rng, 50, 200)
    t60 = log_uniform(rng, 0.45, 1.8)
    n = samples(t60, sr)
    tau = log_uniform(rng, 0.05, 0.25)
    x = wave(pick(rng, ["triangle", "sine"]), sweep(n, sr, f0 * rng.uniform(2.5, 6), f0, tau), n, sr)
    x = x + rng.uniform(0.2, 1.2) * filters.swept(white(rng, n), sweep(n, sr, 7000, 500, tau), sr)
    return sound(x * decay(n, sr, t60), "simmons", "electronic", "80s", register(f0, 85, 130))


def tom_acoustic(rng: Rng, sr: int) -> Sound:
    f0 = log_uniform(rng, 55, 240)
    t60 = log_uniform(rng, 0.4, 2.2) * (f0 / 100) ** -0.3
    n = samples(t60 + 0.1, sr)
    bend = sweep(n, sr, rng.uniform(1.03, 1.35), 1, rng.uniform(0.02, 0.09))
    x = sine(f0 * bend, n, sr, rng.random()) * decay(n, sr, t60)
    x += (
        rng.uniform(0.2, 0.9)
        * sine(f0 * rng.uniform(1.45, 1.75) * bend, n, sr)
        * decay(n, sr, t60 * rng.uniform(0.3, 0.8))
    )
    ratios = MEMBRANE[2:9] * rng.uniform(0.95, 1.05, 7)
    x += bank(
        f0 * ratios, t60 * rng.uniform(0.15, 0.5, 7), rng.uniform(0.03, 0.35, 7), n, sr, rng.uniform(0, 6, 7)
    )
    x += rng.uniform(0.2, 1.6) * burst(
        rng, n, sr, log_uniform(rng, 900, 4500), 0.6, log_uniform(rng, 0.01, 0.05)
    )
    if chance(rng, 0.4):  # the snare wires rattle along
        x += rng.uniform(0.03, 0.2) * filters.highpass(white(rng, n), 2000, sr) * decay(n, sr, t60 * 0.5)
    x = room(rng, x, sr, 0.6)
    return sound(
        x, "acoustic", "floor" if f0 < 85 else register(f0, 105, 150), pick(rng, ["rock", "jazz", "", ""])
    )


def tom_sampled(rng: Rng, sr: int) -> Sound:
    made = pick(rng, [tom_acoustic, tom_acoustic, tom_909])(rng, sr)
    x = effects.resampled(
        effects.varispeed(made.samples, rng.uniform(0.75, 1.35)), sr, log_uniform(rng, 9000, 30000)
    )
    x = effects.crush(x, rng.uniform(7.5, 12))[: samples(log_uniform(rng, 0.25, 1.0), sr)]
    return sound(
        x * np.linspace(1, 0, len(x)) ** 0.5,
        pick(rng, ["linn", "sampled", "lo-fi"]),
        "vintage",
        made.words[-1],
    )


def hand_drum(
    rng: Rng,
    sr: int,
    f0: float,
    t60: float,
    hit: float,
    hit_fc: float,
    ratios: np.ndarray,
    bend: float = 1.03,
) -> np.ndarray:
    """Skin over a wooden shell struck by a hand: few modes, little glide, a soft broad slap of flesh."""
    n = samples(t60 * 1.15 + 0.06, sr)
    x = sine(f0 * sweep(n, sr, bend, 1, 0.02), n, sr, rng.random()) * decay(n, sr, t60)
    count = len(ratios)
    t = t60 * rng.uniform(0.2, 0.6, count)
    x += bank(
        f0 * ratios * rng.uniform(0.97, 1.03, count),
        t,
        rng.uniform(0.05, 0.5, count),
        n,
        sr,
        rng.uniform(0, 6, count),
    )
    x += hit * burst(rng, n, sr, hit_fc, rng.uniform(0.5, 1.2), log_uniform(rng, 0.012, 0.05))
    # The air inside, and a neighbouring head that hums along.
    air = f0 * rng.uniform(0.35, 0.85, 2)
    x += bank(
        air,
        t60 * rng.uniform(0.6, 1.5, 2),
        log_uniform(rng, 0.02, 0.6) * rng.uniform(0.2, 1, 2),
        n,
        sr,
        rng.uniform(0, 6, 2),
    )
    return x * rise(n, sr, 0.0008)


def conga(rng: Rng, sr: int) -> Sound:
    stroke = pick(rng, ["open", "open", "open", "slap", "muted"])
    f0 = log_uniform(rng, 120, 380)
    ratios = np.array([1.51, 1.99, 2.4, 2.95, 3.6])
    if stroke == "open":
        x = hand_drum(
            rng,
            sr,
            f0,
            log_uniform(rng, 0.25, 1.3),
            rng.uniform(0.1, 0.8),
            log_uniform(rng, 500, 2500),
            ratios,
        )
    elif stroke == "slap":
        x = hand_drum(
            rng,
            sr,
            f0 * 1.3,
            log_uniform(rng, 0.08, 0.35),
            rng.uniform(1.5, 4),
            log_uniform(rng, 1500, 4500),
            ratios * 1.4,
        )
    else:
        x = hand_drum(
            rng,
            sr,
            f0,
            log_uniform(rng, 0.06, 0.25),
            rng.uniform(0.4, 1.5),
            log_uniform(rng, 400, 1800),
            ratios,
        )
    return sound(room(rng, x, sr, 0.4), stroke, register(f0, 200, 270), "acoustic")


def conga_808(rng: Rng, sr: int) -> Sound:
    f0 = log_uniform(rng, 150, 480)
    t60 = log_uniform(rng, 0.15, 0.6)
    n = samples(t60 * 1.1, sr)
    x = sine(f0 * sweep(n, sr, rng.uniform(1.0, 1.15), 1, 0.02), n, sr, 0.2) * decay(n, sr, t60)
    return sound(x + 0.08 * burst(rng, n, sr, 2000, 0.7, 0.01), "808", "analog", register(f0, 220, 330))


def bongo(rng: Rng, sr: int) -> Sound:
    f0 = log_uniform(rng, 230, 750)
    slap = chance(rng, 0.25)
    t60 = log_uniform(rng, 0.06, 0.2) if slap else log_uniform(rng, 0.12, 0.6)
    ratios = np.array([1.6, 2.1, 2.6, 3.2, 4.1])
    x = hand_drum(
        rng,
        sr,
        f0,
        t60,
        rng.uniform(1, 3) if slap else rng.uniform(0.1, 0.9),
        log_uniform(rng, 1200, 5000),
        ratios,
        1.05,
    )
    return sound(room(rng, x, sr, 0.4), register(f0, 370, 500), "slap" if slap else "open", "acoustic")


def timbale(rng: Rng, sr: int) -> Sound:
    f0 = log_uniform(rng, 220, 620)
    t60 = log_uniform(rng, 0.35, 1.6)
    n = samples(t60 + 0.1, sr)
    x = sine(f0 * sweep(n, sr, 1.06, 1, 0.02), n, sr) * decay(n, sr, t60)
    x += bank(
        f0 * MEMBRANE[1:] * rng.uniform(0.97, 1.03, 9),
        t60 * rng.uniform(0.4, 1, 9),
        rng.uniform(0.2, 0.9, 9),
        n,
        sr,
        rng.uniform(0, 6, 9),
    )
    x += rng.uniform(0.2, 0.9) * shimmer(rng, n, sr, 1500, 9000, 24, t60 * 0.8, t60 * 0.3)  # the metal shell
    x += rng.uniform(0.5, 2) * burst(rng, n, sr, log_uniform(rng, 2500, 6000), 0.6, 0.015)
    return sound(room(rng, x, sr, 0.4), register(f0, 310, 430), "metallic", "latin")


def tabla(rng: Rng, sr: int) -> Sound:
    stroke = pick(rng, ["na", "tin", "tun", "ge", "te", "dha", "ke"], [1, 1, 1, 3, 1, 1, 1.5])
    n = samples(log_uniform(rng, 0.3, 3.0), sr)
    x = np.zeros(n)
    f0 = log_uniform(rng, 220, 420)
    if stroke in ("na", "tin", "tun", "dha"):  # loaded head: nearly harmonic (Raman 1934)
        k = np.arange(1, 7) * rng.uniform(0.99, 1.01, 6)
        weight = {"na": [0.3, 0.3, 1, 0.4, 0.5, 0.2], "tin": [0.3, 1, 0.3, 0.2, 0.1, 0.1]}.get(
            stroke, [1, 0.3, 0.3, 0.2, 0.1, 0.05]
        )
        t60 = log_uniform(rng, 0.3, 2.6)
        x += bank(
            f0 * k, t60 * np.array([1, 0.9, 0.7, 0.5, 0.4, 0.3]), weight * rng.uniform(0.6, 1.4, 6), n, sr
        )
        x += rng.uniform(0.2, 1.2) * burst(
            rng, n, sr, log_uniform(rng, 1500, 5000), 0.7, log_uniform(rng, 0.008, 0.03)
        )
    if stroke in ("ge", "dha"):  # bayan: the heel of the hand bends the pitch up
        low = log_uniform(rng, 60, 125)
        t = np.arange(n) / sr
        glide = low * (1 + max(rng.uniform(-0.3, 0.7), 0.0) * np.clip(t / rng.uniform(0.1, 0.4), 0, 1))
        x += 1.3 * sine(glide, n, sr) * decay(n, sr, log_uniform(rng, 0.3, 4))
        ratios = np.array([1.6, 1.95, 2.9, 3.1, 4.2, 5.0]) * rng.uniform(0.97, 1.03, 6)
        x += bank(
            low * ratios, rng.uniform(0.1, 0.6, 6), rng.uniform(0.01, 0.25, 6), n, sr, rng.uniform(0, 6, 6)
        )
        x += log_uniform(rng, 0.03, 0.6) * burst(rng, n, sr, log_uniform(rng, 400, 2000), 0.8, 0.03)
    if stroke in ("te", "ke"):
        x += burst(rng, n, sr, log_uniform(rng, 500, 2500), 1, log_uniform(rng, 0.03, 0.1)) * 3
        x += bank(f0 * np.array([1.3, 2.2, 3.1]), 0.06, [0.4, 0.4, 0.3], n, sr)
    return sound(room(rng, x, sr, 0.4), stroke, "indian")


def djembe(rng: Rng, sr: int) -> Sound:
    stroke = pick(rng, ["bass", "tone", "slap"])
    ratios = np.array([1.6, 2.15, 2.7, 3.4, 4.3])
    if stroke == "bass":
        x = hand_drum(
            rng,
            sr,
            log_uniform(rng, 55, 100),
            log_uniform(rng, 0.25, 0.7),
            rng.uniform(0.2, 0.8),
            log_uniform(rng, 200, 700),
            ratios,
            1.08,
        )
    elif stroke == "tone":
        x = hand_drum(
            rng,
            sr,
            log_uniform(rng, 180, 380),
            log_uniform(rng, 0.12, 0.35),
            rng.uniform(0.4, 1.5),
            log_uniform(rng, 600, 2000),
            ratios,
        )
    else:
        x = hand_drum(
            rng,
            sr,
            log_uniform(rng, 350, 750),
            log_uniform(rng, 0.1, 0.3),
            rng.uniform(1.5, 4),
            log_uniform(rng, 1500, 5000),
            ratios * 1.3,
        )
    return sound(room(rng, x, sr, 0.5), stroke, "african", "acoustic")
