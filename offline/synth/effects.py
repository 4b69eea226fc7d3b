"""What a sound goes through before it lies in a sample pack: rooms, samplers, tape, drive."""

import numpy as np
from scipy import signal

from offline.synth import filters
from offline.synth.draw import Rng, chance, log_uniform, pick
from offline.synth.envelopes import decay, rise, samples, wander
from offline.synth.oscillators import from_phase, phase, pink, white


def normalised(x: np.ndarray, peak: float = 1.0) -> np.ndarray:
    top = float(np.max(np.abs(x))) if len(x) else 0.0
    return x * (peak / top) if top > 1e-9 else x


def reverb(
    rng: Rng, x: np.ndarray, sr: int, t60: float, wet: float, tone: float = 6000.0, predelay: float = 0.0
) -> np.ndarray:
    """Convolution with decaying filtered noise (Moorer 1979); as long as `x` plus most of the decay."""
    n = samples(t60 * 0.8, sr)
    room = filters.lowpass(white(rng, n), tone, sr) * decay(n, sr, t60) * rise(n, sr, 0.002 + t60 * 0.01)
    room = filters.highpass(room, 120, sr)
    room /= np.sqrt(np.sum(room**2)) + 1e-9
    tail = signal.fftconvolve(x, room.astype(np.float32))
    y = np.zeros(len(x) + samples(t60 * 0.7 + predelay, sr), np.float32)
    y[: len(x)] = x
    offset = int(predelay * sr)
    tail = tail[: len(y) - offset]
    y[offset : offset + len(tail)] += wet * tail
    return y


def gated_reverb(rng: Rng, x: np.ndarray, sr: int, gate: float, wet: float) -> np.ndarray:
    """A big room cut off after `gate` seconds, as on drums of the eighties."""
    y = reverb(rng, x, sr, 2.5, wet, 7000)[: samples(gate, sr)]
    edge = min(samples(0.02, sr), len(y))
    y[-edge:] *= np.linspace(1, 0, edge, dtype=np.float32)
    return y


def drive(x: np.ndarray, amount: float, bias: float = 0.0) -> np.ndarray:
    """Soft clipping by tanh; `amount` 1 is mild and 20 is fuzz, `bias` adds even harmonics."""
    y = np.tanh(amount * normalised(x) + bias) - np.tanh(bias)
    return normalised(y)


def crush(x: np.ndarray, bits: float) -> np.ndarray:
    """Quantised to `bits` of full scale."""
    steps = 2 ** (bits - 1)
    return np.round(normalised(x) * steps) / steps


def companded(x: np.ndarray, bits: float) -> np.ndarray:
    """Quantised over a logarithm (mu-law, as in the first sampling machines): coarse only where loud."""
    x = normalised(x)
    y = crush(np.sign(x) * np.log1p(255 * np.abs(x)) / np.log(256), bits)
    return np.sign(y) * np.expm1(np.abs(y) * np.log(256)) / 255


def resampled(x: np.ndarray, sr: int, rate: float) -> np.ndarray:
    """Held at a lower sample rate and played without a reconstruction filter, as in old samplers."""
    if rate >= sr:
        return x
    index = (np.floor(np.arange(len(x)) * (rate / sr)) * (sr / rate)).astype(np.int64)
    return filters.lowpass(x, rate * 0.48, sr)[np.minimum(index, len(x) - 1)]


def varispeed(x: np.ndarray, factor: float) -> np.ndarray:
    """Played `factor` times as fast, pitch and length together."""
    return np.interp(np.arange(0, len(x) - 1, factor), np.arange(len(x)), x).astype(np.float32)


def wobble(rng: Rng, x: np.ndarray, sr: int, depth: float = 0.002, rate: float = 1.0) -> np.ndarray:
    """Wow and flutter of a worn tape; `depth` in seconds of delay."""
    n = len(x)
    delay = depth * (1 + wander(rng, n, sr, rate * 2)) + depth * 0.03 * np.sin(
        np.arange(n) * 2 * np.pi * 9 / sr
    )
    return np.interp(np.arange(n) - delay * sr, np.arange(n), x).astype(np.float32)


def chorus(
    rng: Rng, x: np.ndarray, sr: int, depth: float = 0.003, rate: float = 0.6, wet: float = 0.7
) -> np.ndarray:
    """Two taps, modulated in opposition, as in a Juno or a string machine."""
    t = np.arange(len(x))
    turn = np.sin(2 * np.pi * (rate * t / sr + rng.random()))
    y = np.array(x, float)
    for sign in (-1, 1):
        y += wet / 2 * np.interp(t - sr * (0.008 + depth * sign * turn), t, x, left=0)
    return y.astype(np.float32)


def tremolo(rng: Rng, x: np.ndarray, sr: int, rate: float, depth: float) -> np.ndarray:
    t = np.arange(len(x), dtype=np.float32) / sr
    return x * (1 - depth * (0.5 + 0.5 * np.sin(2 * np.pi * (rate * t + rng.random()))))


def leslie(rng: Rng, x: np.ndarray, sr: int, rate: float, depth: float, doppler: float) -> np.ndarray:
    """A horn that turns `rate` times a second: loudness by `depth`, pitch by `doppler` seconds of path."""
    t = np.arange(len(x))
    horn = np.sin(2 * np.pi * (rate * t / sr + rng.random()))
    bent = np.interp(t - sr * doppler * (1 + horn), t, x)
    dull = filters.lowpass(bent, 1000, sr)  # the horn throws mostly the highs past the listener
    return dull * (1 - 0.3 * depth * horn) + (bent - dull) * (1 - depth * (1 - horn))


def compress(x: np.ndarray, sr: int, amount: float = 0.5) -> np.ndarray:
    """Level divided by its own envelope to the power `amount` (0 to 1)."""
    smooth = 1 - np.exp(-1 / (0.01 * sr))
    level = signal.lfilter([smooth], [1, smooth - 1], np.abs(normalised(x))) + 0.02
    return normalised(x / level**amount)


def echo(x: np.ndarray, sr: int, seconds: float, feedback: float, repeats: int = 4) -> np.ndarray:
    step = samples(seconds, sr)
    y = np.zeros(len(x) + step * repeats, np.float32)
    for i in range(repeats + 1):
        y[i * step : i * step + len(x)] += feedback**i * x
    return y


def recorded(rng: Rng, x: np.ndarray, sr: int) -> np.ndarray:
    """On a microphone in a place: hiss at -80 to -40 dB, rumble or hum at times, a moment before the cut."""
    y = np.concatenate([normalised(x), np.zeros(samples(rng.uniform(0, 0.3), sr))])
    hiss = pick(rng, [white, pink])(rng, len(y))
    y += 10 ** (rng.uniform(-70, -30) / 20) * filters.lowpass(hiss, log_uniform(rng, 2000, 16000), sr)
    if chance(rng, 0.35):
        y += 10 ** (rng.uniform(-40, -8) / 20) * filters.lowpass(
            pink(rng, len(y)), log_uniform(rng, 30, 90), sr
        )
    if chance(rng, 0.15):
        y += 10 ** (rng.uniform(-60, -30) / 20) * from_phase(
            phase(pick(rng, [50.0, 60.0, 100.0]), len(y), sr)
        )
    return y


def sample_pack(rng: Rng, x: np.ndarray, sr: int) -> tuple[np.ndarray, list[str]]:
    """A random, mostly mild chain of the above, and the words for what is audible of it."""
    words: list[str] = []
    if chance(rng, 0.25):
        x = drive(x, log_uniform(rng, 0.7, 4), rng.uniform(0, 0.3))
        if chance(rng, 0.2):
            x, words = drive(x, log_uniform(rng, 5, 20)), ["distorted"]
    if chance(rng, 0.4):
        x = filters.shelf(x, "low", log_uniform(rng, 120, 400), sr, rng.normal(0, 4))
        x = filters.shelf(x, "high", log_uniform(rng, 2500, 7000), sr, rng.normal(0, 5))
    if chance(rng, 0.25):
        x = filters.peak(x, log_uniform(rng, 200, 6000), sr, rng.uniform(0.5, 2), rng.normal(0, 5))
    if chance(rng, 0.2):
        x = compress(x, sr, rng.uniform(0.2, 0.6))
    if chance(rng, 0.2):
        t60 = log_uniform(rng, 0.15, 2.5)
        wet = rng.uniform(0.1, 0.6)
        x = reverb(rng, x, sr, t60, wet, log_uniform(rng, 2500, 9000), rng.uniform(0, 0.02))
        if t60 > 0.9 and wet > 0.3:
            words.append("reverb")
    if chance(rng, 0.4):
        x = recorded(rng, x, sr)
    if chance(rng, 0.2):
        bits = pick(rng, [8, 10, 12, 12])
        x = crush(resampled(x, sr, log_uniform(rng, 11000, 32000)), bits)
        words.append("lo-fi" if bits == 8 else "vintage")
    return x, words
