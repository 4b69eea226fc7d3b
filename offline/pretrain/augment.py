"""What happens to a sound between its source and a sample folder: machines, rooms, tape, codecs, editors.

Everything works on mono float32 at the encoder's sample rate and draws from the generator given.
"""

from __future__ import annotations

import numpy as np
import soxr

from retrieval_core.encoders.features import SAMPLE_RATE as SR

MAX_SECONDS = 8.0
# Classes that are told by how long they ring are not cut as short as the others.
_RINGING = {
    "openhat",
    "ride",
    "crash",
    "splash",
    "china",
    "cymbal",
    "gong",
    "pad",
    "stringmachine",
    "strings",
}
_RINGING |= {"drone", "texture", "drumloop", "keysloop", "arp"}


def augment(waveform: np.ndarray, label: str, rng: np.random.Generator) -> np.ndarray:
    """One random view of a clip: (samples,) float32, peak 1, at most MAX_SECONDS long."""
    x = waveform[: int(MAX_SECONDS * SR)].astype(np.float32)
    if rng.random() < 0.75:
        x = repitch(x, float(rng.normal(0.0, 2.0)))
    if rng.random() < 0.45:
        x = shorten(x, 0.35 if _RINGING & set(label.split("+")) else 0.09, rng)
    if rng.random() < 0.3:
        x = reshape(x, 0.3 if _RINGING & set(label.split("+")) else 0.03, rng)
    if rng.random() < 0.25:
        x = drive(x, float(rng.uniform(1.0, 12.0)))
    x = colour(x, rng)
    if rng.random() < 0.15:
        x = drive(x, float(rng.uniform(1.0, 4.0)))
    if rng.random() < 0.06:  # recorded too loud
        x = np.clip(_normalise(x) * np.float32(rng.uniform(1.2, 4.0)), -1.0, 1.0)
    if rng.random() < 0.3:
        x = crush(x, rng)
    if rng.random() < 0.4:
        x = add_noise(x, float(rng.uniform(18.0, 65.0)), rng)
    if rng.random() < 0.25:
        x = np.concatenate([x, np.zeros(int(rng.uniform(0.0, 1.0) * SR), np.float32)])
    return _normalise(x)[: int(MAX_SECONDS * SR)]


def _normalise(x: np.ndarray) -> np.ndarray:
    return x / np.float32(max(float(np.abs(x).max(initial=0.0)), 1e-6))


def repitch(x: np.ndarray, semitones: float) -> np.ndarray:
    """Play faster or slower, as a sampler does."""
    return soxr.resample(x, SR, SR / 2.0 ** (np.clip(semitones, -6.0, 6.0) / 12.0), quality="MQ")


def shorten(x: np.ndarray, shortest: float, rng: np.random.Generator) -> np.ndarray:
    """Gate with a short fade, or make it decay faster, never under `shortest` seconds."""
    seconds = len(x) / SR
    if seconds <= shortest * 1.2:
        return x
    length = float(np.exp(rng.uniform(np.log(shortest), np.log(seconds))))
    if rng.random() < 0.5:
        t = np.arange(len(x), dtype=np.float32) / SR
        return x * np.exp(-t * np.float32(3.0 / length))
    x = x[: int(length * SR)].copy()
    fade = min(len(x), int(rng.choice([16, 160, 640, 3200])))
    x[-fade:] *= np.linspace(1.0, 0.0, fade, dtype=np.float32)
    return x


def reshape(x: np.ndarray, shortest: float, rng: np.random.Generator) -> np.ndarray:
    """Let lows, middle and highs decay each at its own pace, down to a share of its own: another drum, another damper."""
    n = 1 << int(np.ceil(np.log2(max(len(x), 1024))))
    octaves = np.log2(np.maximum(np.fft.rfftfreq(n, 1.0 / SR), 20.0))
    edges = np.log2(
        [np.exp(rng.uniform(np.log(120.0), np.log(700.0))), np.exp(rng.uniform(np.log(1800), np.log(7000)))]
    )
    above = [1.0 / (1.0 + np.exp2(6.0 * (edge - octaves))) for edge in edges]
    spectrum = np.fft.rfft(x, n)
    t = np.arange(len(x), dtype=np.float32) / SR
    out = np.zeros(len(x), np.float32)
    for share in (1.0 - above[0], above[0] * (1.0 - above[1]), above[0] * above[1]):
        seconds = np.exp(rng.uniform(np.log(shortest), np.log(2.0)))
        rest = rng.uniform(0.0, 1.0)
        level = 10.0 ** (rng.uniform(-6.0, 6.0) / 20.0)
        envelope = np.float32(level) * (
            np.float32(rest) + np.float32(1.0 - rest) * np.exp(-t / np.float32(seconds))
        )
        out += np.fft.irfft(spectrum * share, n)[: len(x)].astype(np.float32) * envelope
    return out


def layer(x: np.ndarray, other: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One hit made of two of its kind, as producers stack them: the other softer, retuned, a moment late."""
    other = repitch(other, float(rng.normal(0.0, 2.5)))
    late, level = int(rng.uniform(0.0, 0.004) * SR), 10.0 ** (rng.uniform(-20.0, -2.0) / 20.0)
    out = np.zeros(max(len(x), late + len(other)), np.float32)
    out[: len(x)] = _normalise(x)
    out[late : late + len(other)] += _normalise(other) * np.float32(level)
    return out


def drive(x: np.ndarray, gain: float) -> np.ndarray:
    """Soft clipping."""
    return np.tanh(_normalise(x) * np.float32(gain))


def colour(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Equaliser, low and high pass, comb and room in one pass through the frequency domain."""
    room = _room(rng) if rng.random() < 0.35 else None
    length = len(x) + (len(room) if room is not None else 0)
    n = 1 << int(np.ceil(np.log2(max(length, 1024))))
    hz = np.fft.rfftfreq(n, 1.0 / SR).astype(np.float32)
    octaves = np.log2(np.maximum(hz, 20.0) / 20.0)
    response = np.ones(len(hz), np.complex64)
    if rng.random() < 0.6:
        knots = rng.normal(0.0, 4.0, 7).cumsum() * 0.6
        gains = np.interp(octaves, np.linspace(0.0, 10.0, 7), knots - knots.mean())
        response *= 10.0 ** (np.clip(gains, -18.0, 18.0) / 20.0)
    if rng.random() < 0.3:
        response /= 1.0 + (hz / np.exp(rng.uniform(np.log(2500.0), np.log(15_000.0)))) ** rng.integers(2, 13)
    if rng.random() < 0.25:
        response *= 1.0 - 1.0 / (1.0 + (hz / np.exp(rng.uniform(np.log(25.0), np.log(250.0)))) ** 4)
    if rng.random() < 0.12:  # two microphones, a chorus, a sum of both channels
        response *= 1.0 + rng.uniform(0.2, 0.9) * np.exp(-2j * np.pi * hz * rng.uniform(2e-4, 8e-3))
    if room is not None:
        response *= 1.0 + np.fft.rfft(room, n)
    return np.fft.irfft(np.fft.rfft(x, n) * response, n)[:length].astype(np.float32)


def _room(rng: np.random.Generator) -> np.ndarray:
    """Late reverberation as exponentially decaying noise (Moorer, 1979), its highs dying first."""
    seconds = float(np.exp(rng.uniform(np.log(0.08), np.log(2.0))))
    t = np.arange(int(min(seconds, 2.0) * SR), dtype=np.float32) / SR
    noise = rng.standard_normal(len(t)).astype(np.float32)
    dull = np.convolve(noise, np.full(6, 0.4, np.float32), "same")
    tail = noise * np.exp(-t * np.float32(12.0 / seconds)) + dull * np.exp(-t * np.float32(6.9 / seconds))
    delay = int(rng.uniform(0.0, 0.03) * SR)
    tail = np.concatenate([np.zeros(delay, np.float32), tail])
    level = 10.0 ** (rng.uniform(-26.0, -3.0) / 20.0)
    return tail * np.float32(level / np.sqrt(np.square(tail).sum() + 1e-9))


def crush(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Fewer bits, a lower sample rate, with or without the filters an old sampler had."""
    x = _normalise(x)
    if rng.random() < 0.7:
        rate = float(rng.choice([11_025, 16_000, 18_000, 22_050, 25_000, 26_040, 28_000]))
        if rng.random() < 0.5 or len(x) < 64:
            x = x[(np.floor(np.arange(len(x)) * rate / SR) * SR / rate).astype(int)]
        else:
            x = soxr.resample(soxr.resample(x, SR, rate, quality="LQ"), rate, SR, quality="LQ")
    if rng.random() < 0.6 and len(x):
        steps = 2.0 ** (int(rng.integers(8, 13)) - 1)
        x = (np.round(x * steps) / steps).astype(np.float32)
    return x


def add_noise(x: np.ndarray, snr: float, rng: np.random.Generator) -> np.ndarray:
    """White, brownish or humming noise at a level below the peak (dB), sometimes before the sound too."""
    x = _normalise(x)
    if rng.random() < 0.3:
        x = np.concatenate([np.zeros(int(rng.uniform(0.0, 0.1) * SR), np.float32), x])
    kind = rng.random()
    noise = rng.standard_normal(len(x))
    if 0.5 <= kind < 0.8:
        noise = np.convolve(noise, np.exp(-np.arange(64) / rng.uniform(2.0, 20.0)))[: len(x)]
    elif kind >= 0.8:
        t = np.arange(len(x), dtype=np.float32) * np.float32(2 * np.pi * rng.choice([50.0, 60.0]) / SR)
        noise = np.sin(t) + 0.4 * np.sin(3 * t + 1.0) + 0.1 * noise
    noise = noise / max(float(np.abs(noise).max(initial=0.0)), 1e-6)
    return x + (noise * 10.0 ** (-snr / 20.0)).astype(np.float32)
