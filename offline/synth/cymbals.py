"""Hi-hats, ride, crash, splash, china: dense metal, told apart by attack, band and decay."""

import numpy as np

from offline.synth import effects, filters
from offline.synth.draw import Rng, chance, log_uniform, pick
from offline.synth.drums import burst, room
from offline.synth.envelopes import decay, rise, samples
from offline.synth.modal import bank, shimmer
from offline.synth.oscillators import fm, metal_squares, white
from offline.synth.voice import Sound, sound


def metal_808(rng: Rng, n: int, sr: int) -> np.ndarray:
    """Six squares through the two band-passes of the TR-808 (3.4 and 7.1 kHz)."""
    source = metal_squares(rng, n, sr, log_uniform(rng, 0.7, 1.7))
    low = filters.bandpass(source, 3440 * rng.uniform(0.8, 1.2), sr, 1.5)
    return rng.uniform(0, 0.6) * low + filters.bandpass(source, 7100 * rng.uniform(0.8, 1.3), sr, 1.5)


def metal_noise(rng: Rng, n: int, sr: int) -> np.ndarray:
    """Plain noise with a resonance or two, as in the CR-78 and many toys."""
    x = white(rng, n)
    for _ in range(int(rng.integers(0, 3))):
        x = filters.peak(x, log_uniform(rng, 4000, 12000), sr, rng.uniform(1, 4), rng.uniform(3, 12))
    return x


def metal_fm(rng: Rng, n: int, sr: int) -> np.ndarray:
    """Stacked FM at irrational ratios, as on a DX or an FM groove box."""
    freq = log_uniform(rng, 700, 2600)
    x = fm(freq, rng.uniform(1.3, 1.9), rng.uniform(4, 20), n, sr) + fm(
        freq * rng.uniform(1.4, 2.7), 2.71, rng.uniform(3, 12), n, sr
    )
    return x + rng.uniform(0, 0.8) * white(rng, n)


def metal_modes(rng: Rng, n: int, sr: int, t60: float) -> np.ndarray:
    """Bronze: many modes and the hiss of two cymbals touching."""
    x = shimmer(
        rng,
        n,
        sr,
        log_uniform(rng, 300, 1500),
        17000,
        int(rng.integers(50, 110)),
        t60 * rng.uniform(0.7, 1.4),
        t60,
        rng.uniform(0, 3),
    )
    return x + rng.uniform(0.3, 2) * filters.highpass(white(rng, n), log_uniform(rng, 4000, 8000), sr)


METALS = (metal_808, metal_noise, metal_fm)
METAL_WORDS = {
    metal_808: ("808", "analog"),
    metal_noise: ("noise", "electronic"),
    metal_fm: ("fm", "digital"),
}


def hat(rng: Rng, sr: int, t60: float, length: float) -> tuple[np.ndarray, list[str]]:
    """A hi-hat from any source; cut after `length` seconds."""
    n = samples(length, sr)
    if chance(rng, 0.45):
        words = ["acoustic", pick(rng, ["rock", "jazz", "studio", ""])]
        x = metal_modes(rng, n, sr, t60 * 2.5) * decay(n, sr, t60 * 1.2)
        x += rng.uniform(0.1, 1) * burst(rng, n, sr, log_uniform(rng, 600, 8000), 0.6, 0.012)  # the stick
    else:
        metal = pick(rng, METALS)
        words = [pick(rng, METAL_WORDS[metal])]
        x = metal(rng, n, sr) * decay(n, sr, t60)
    x = filters.highpass(
        x, log_uniform(rng, 2500, 9000) if words[0] != "acoustic" else log_uniform(rng, 250, 5000), sr
    )
    if chance(rng, 0.35):
        x = filters.highpass(x, log_uniform(rng, 1500, 7000), sr)
    if chance(rng, 0.2):
        x = effects.resampled(x, sr, log_uniform(rng, 16000, 32000))
        words.append("vintage")
    return x, words


def hihat(rng: Rng, sr: int) -> Sound:
    t60 = log_uniform(rng, 0.05, 0.45)
    x, words = hat(rng, sr, t60, t60 * 1.05 + 0.02)
    if chance(rng, 0.3):  # a hard first moment over a softer tail
        x *= 0.4 + 0.6 * decay(len(x), sr, 0.02)
    return sound(x, "closed", "tight" if t60 < 0.06 else "", *words)


def openhat(rng: Rng, sr: int) -> Sound:
    length = log_uniform(rng, 0.28, 1.5)
    x, words = hat(rng, sr, length * rng.uniform(1.0, 2.2), length)
    n = len(x)
    if chance(rng, 0.4):  # the sizzle of loosely held cymbals: rattle that outlasts the hit
        rattle = 1 + rng.uniform(0.1, 0.4) * np.sin(
            2 * np.pi * rng.uniform(15, 45) * np.arange(n) / sr + rng.uniform(0, 6)
        )
        x *= rattle
        words.append("sizzle")
    edge = samples(rng.uniform(0.03, 0.15), sr)
    if chance(rng, 0.35):
        words.append("choked")
        edge = samples(rng.uniform(0.01, 0.04), sr)
    edge = min(edge, n)
    x[-edge:] *= np.linspace(1, 0, edge)
    return sound(
        room(rng, x, sr, 0.25), "open", *words, "long" if length > 0.8 else "short" if length < 0.4 else ""
    )


def hihat_pedal(rng: Rng, sr: int) -> Sound:
    t60 = log_uniform(rng, 0.08, 0.35)
    n = samples(t60 + 0.05, sr)
    x = metal_modes(rng, n, sr, 0.2) * decay(n, sr, t60) * rise(n, sr, rng.uniform(0.003, 0.012))
    x = filters.highpass(x, log_uniform(rng, 400, 3000), sr) + rng.uniform(0.2, 1.2) * burst(
        rng, n, sr, log_uniform(rng, 300, 1500), 0.7, 0.03
    )
    return sound(
        room(rng, filters.lowpass(x, log_uniform(rng, 6000, 14000), sr), sr, 0.4),
        "pedal",
        "foot",
        "acoustic",
        "soft",
    )


def wash(rng: Rng, n: int, sr: int, t60: float, low: float, bloom: float) -> np.ndarray:
    """Broad-band roar of a struck cymbal: highs fade first and, if it blooms, set in a little late."""
    noise = white(rng, n)
    x = np.zeros(n)
    for fc, share in ((350, 1.0), (700, 1.0), (1800, 0.85), (4000, 0.65), (8000, 0.5), (13000, 0.35)):
        if fc > low and fc < 0.45 * sr:
            onset = rise(n, sr, bloom * rng.uniform(0.3, 1.5) + 0.0005)
            x += (
                rng.uniform(0.5, 1.3)
                * filters.bandpass(noise, fc, sr, 0.9)
                * decay(n, sr, t60 * share)
                * onset
            )
    return x


def ride(rng: Rng, sr: int) -> Sound:
    """A stick's ping on a long, even hum; little wash."""
    t60 = log_uniform(rng, 1.5, 9.0)
    n = samples(min(t60 * 0.9, 5) * rng.uniform(0.3, 1), sr)
    bell = chance(rng, 0.25)
    x = shimmer(
        rng, n, sr, log_uniform(rng, 250, 600), 13000, 110, t60, t60 * 0.4, rng.uniform(-4, 1.5)
    ) * rng.uniform(0.5, 1)
    if bell:
        f0 = log_uniform(rng, 500, 1100)
        ratios = np.array([1, 1.47, 2.09, 2.56, 3.41, 4.2, 5.1])
        x += (
            bank(
                f0 * ratios,
                t60 * rng.uniform(0.3, 0.8, 7),
                rng.uniform(0.3, 1.0, 7),
                n,
                sr,
                rng.uniform(0, 6, 7),
            )
            * 1.2
        )
    ping = shimmer(rng, n, sr, 2200, 9000, 40, rng.uniform(0.15, 0.5), rng.uniform(0.08, 0.3))
    x += rng.uniform(0.8, 2.5) * ping + rng.uniform(0.3, 1.2) * burst(
        rng, n, sr, log_uniform(rng, 3000, 8000), 0.6, 0.01
    )
    x += rng.uniform(0.02, 0.3) * wash(rng, n, sr, t60 * 0.5, 1500, 0.01)
    x = filters.highpass(x, log_uniform(rng, 200, 700), sr)
    return sound(
        room(rng, x, sr, 0.3),
        "bell" if bell else pick(rng, ["ping", "stick", ""]),
        "acoustic",
        pick(rng, ["jazz", "rock", ""]),
        "long" if n > 1.5 * sr else "",
    )


def ride_machine(rng: Rng, sr: int) -> Sound:
    t60 = log_uniform(rng, 0.8, 4)
    n = samples(t60 * rng.uniform(0.5, 1), sr)
    x = pick(rng, [metal_808, metal_fm])(rng, n, sr)
    x = filters.highpass(x, log_uniform(rng, 1500, 5000), sr) * (
        decay(n, sr, t60) + rng.uniform(0.5, 1.5) * decay(n, sr, 0.08)
    )
    f0 = log_uniform(rng, 1500, 4200)
    x += rng.uniform(0.1, 0.7) * bank(
        f0 * np.array([1, 1.37, 1.83, 2.41]), t60 * 0.6, [1, 0.8, 0.6, 0.5], n, sr
    )
    if chance(rng, 0.4):
        x = effects.crush(effects.resampled(x, sr, log_uniform(rng, 16000, 30000)), rng.uniform(6.5, 10))
    return sound(x, pick(rng, ["909", "808", "electronic", "sampled"]), "metallic")


def crash(rng: Rng, sr: int) -> Sound:
    """A full blow on the edge: wash at once or blooming, no separate ping."""
    t60 = log_uniform(rng, 1.3, 7)
    n = samples(min(t60, 5) * rng.uniform(0.4, 1), sr)
    bloom = log_uniform(rng, 0.001, 0.03)
    x = rng.uniform(1.2, 3) * wash(rng, n, sr, t60, log_uniform(rng, 200, 1200), bloom)
    x += shimmer(
        rng, n, sr, log_uniform(rng, 300, 800), 15000, 130, t60, t60 * 0.4, rng.uniform(-4, 2)
    ) * rise(n, sr, bloom + 0.001)
    x += (
        rng.uniform(0.5, 2)
        * filters.highpass(white(rng, n), 2500, sr)
        * decay(n, sr, log_uniform(rng, 0.15, 0.5))
    )
    x = filters.highpass(x, log_uniform(rng, 200, 900), sr)
    return sound(room(rng, x, sr, 0.3), "acoustic", "long" if n > 1.8 * sr else "")


def crash_machine(rng: Rng, sr: int) -> Sound:
    t60 = log_uniform(rng, 0.8, 4)
    n = samples(t60 * rng.uniform(0.6, 1), sr)
    x = pick(rng, METALS)(rng, n, sr) * rng.uniform(0.2, 0.8) + white(rng, n)
    x = filters.highpass(x, log_uniform(rng, 800, 4000), sr)
    x = x * (decay(n, sr, t60) + rng.uniform(0.3, 1.5) * decay(n, sr, 0.25))
    if chance(rng, 0.5):
        x = effects.crush(effects.resampled(x, sr, log_uniform(rng, 14000, 30000)), rng.uniform(6.5, 10))
    return sound(x, pick(rng, ["909", "808", "electronic", "linn"]), "noisy")


def cymbal_splash(rng: Rng, sr: int) -> Sound:
    t60 = log_uniform(rng, 0.5, 1.9)
    n = samples(t60 * 1.05, sr)
    x = rng.uniform(0.8, 2) * wash(rng, n, sr, t60, 1500, 0.002)
    x += shimmer(rng, n, sr, log_uniform(rng, 700, 1400), 16000, 90, t60, t60 * 0.7, rng.uniform(0, 2))
    return sound(
        room(rng, filters.highpass(x, log_uniform(rng, 600, 1500), sr), sr, 0.3),
        "splash",
        "short",
        "bright",
        "acoustic",
    )


def china(rng: Rng, sr: int) -> Sound:
    """Turned-up edge: trashy, lower, driven into chaos, gone sooner than a crash."""
    t60 = log_uniform(rng, 0.8, 4)
    n = samples(t60, sr)
    x = shimmer(rng, n, sr, log_uniform(rng, 180, 400), 9000, 90, t60, t60 * 0.5, rng.uniform(-2.5, 0))
    x = effects.drive(x * decay(n, sr, t60 * 2), rng.uniform(2, 8)) * decay(n, sr, t60 * 1.5)
    x += rng.uniform(0.15, 0.5) * wash(rng, n, sr, t60 * 0.8, 600, 0.008)
    return sound(room(rng, filters.highpass(x, 250, sr), sr, 0.3), "china", "trashy", "acoustic")
