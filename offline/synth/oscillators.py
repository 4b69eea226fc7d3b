"""Sources of sound: sines, band-limited wavetables, frequency modulation, noise."""

import numpy as np
from scipy import signal

from offline.synth.draw import Rng

TABLE = 2048
# The six square oscillators of the Roland TR-808's cymbal and hi-hats, in Hz (service notes).
TR808_METAL = np.array([205.3, 304.4, 369.6, 522.7, 540.0, 800.0])


def phase(freq: float | np.ndarray, n: int, sr: int, start: float = 0.0) -> np.ndarray:
    """Cycles since the start, shape (n,), for a constant frequency or one in Hz for each sample."""
    if np.ndim(freq) == 0:
        return start + np.arange(n) * (freq / sr)
    return start + np.cumsum(freq) / sr


def sine(freq: float | np.ndarray, n: int, sr: int, start: float = 0.0) -> np.ndarray:
    """Sine wave; `start` in cycles."""
    return from_phase(phase(freq, n, sr, start))


def from_phase(cycles: np.ndarray) -> np.ndarray:
    # Wrapped in double, then taken in single precision, where NumPy's sine is several times faster.
    return np.sin((2 * np.pi * (cycles - np.floor(cycles))).astype(np.float32))


def fm(freq: float | np.ndarray, ratio: float, index: np.ndarray | float, n: int, sr: int) -> np.ndarray:
    """Two-operator FM (Chowning 1973): modulator at `ratio` times the carrier, `index` in radians."""
    carrier = phase(freq, n, sr)
    return from_phase(carrier + index * from_phase(carrier * ratio) / (2 * np.pi))


def harmonics(shape: str, count: int, width: float = 0.5) -> np.ndarray:
    """Sine amplitudes of the first `count` harmonics of saw, square, triangle, pulse (`width`) or sine."""
    k = np.arange(1, max(count, 1) + 1)
    if shape == "saw":
        return 1 / k
    if shape == "square":
        return (k % 2) / k
    if shape == "triangle":
        return (k % 2) * np.where(k % 4 == 1, 1.0, -1.0) / k**2
    if shape == "pulse":
        return np.sin(np.pi * k * width) / k
    return (k == 1).astype(float)


def cycle(amplitudes: np.ndarray, phases: np.ndarray | None = None) -> np.ndarray:
    """One period of a harmonic sound, shape (TABLE + 1,): the last point repeats the first."""
    amplitudes = amplitudes[: TABLE // 2 - 1]
    spectrum = np.zeros(TABLE // 2 + 1, complex)
    turn = 1.0 if phases is None else np.exp(1j * phases[: len(amplitudes)])
    spectrum[1 : len(amplitudes) + 1] = -1j * amplitudes * turn
    table = np.fft.irfft(spectrum) * TABLE / 2
    return np.append(table, table[0]).astype(np.float32)


def read(table: np.ndarray, cycles: np.ndarray) -> np.ndarray:
    """A wavetable read along a phase, linearly interpolated."""
    position = (cycles - np.floor(cycles)) * TABLE
    index = position.astype(np.int32)
    fraction = (position - index).astype(np.float32)
    left = table[index]
    return left + fraction * (table[index + 1] - left)


def wave(
    shape: str, freq: float | np.ndarray, n: int, sr: int, start: float = 0.0, width: float = 0.5
) -> np.ndarray:
    """Band-limited classic waveform, harmonics up to 0.45 of the sample rate at its highest pitch."""
    count = int(0.45 * sr / max(float(np.max(freq)), 1.0))
    return read(cycle(harmonics(shape, count, width)), phase(freq, n, sr, start))


def unison(
    rng: Rng, shape: str, freq: float | np.ndarray, n: int, sr: int, voices: int, cents: float
) -> np.ndarray:
    """Several detuned copies of one waveform, spread over ±`cents`, as in a supersaw."""
    count = int(0.45 * sr / max(float(np.max(freq)), 1.0))
    table = cycle(harmonics(shape, count))
    base = phase(freq, n, sr)
    spread = np.linspace(-cents, cents, voices) + rng.normal(0, cents * 0.1 + 0.01, voices)
    mix = np.zeros(n, np.float32)
    for detune in spread:
        mix += read(table, base * 2 ** (detune / 1200) + rng.random())
    return mix / np.sqrt(voices)


def metal_squares(rng: Rng, n: int, sr: int, tune: float = 1.0) -> np.ndarray:
    """Six inharmonic square waves, the metallic source of the TR-808; not band-limited, as there."""
    freqs = TR808_METAL * tune * rng.uniform(0.97, 1.03, 6)
    cycles = np.outer(freqs / sr, np.arange(n)) + rng.random((6, 1))
    return ((cycles - np.floor(cycles)) < 0.5).sum(axis=0).astype(np.float32) / 3 - 1


def white(rng: Rng, n: int) -> np.ndarray:
    return rng.standard_normal(n, dtype=np.float32) * np.float32(0.3)


def pink(rng: Rng, n: int) -> np.ndarray:
    """Noise falling 3 dB an octave: Kellet's three-pole filter on white noise."""
    b = [0.049922035, -0.095993537, 0.050612699, -0.004408786]
    a = [1, -2.494956002, 2.017265875, -0.522189400]
    return signal.lfilter(b, a, rng.standard_normal(n)) * 2


def grains(rng: Rng, n: int, sr: int, rate: np.ndarray | float) -> np.ndarray:
    """Collisions at random moments, `rate` a second (Cook's PhISEM shakers, 1997): signed impulses."""
    hits = rng.random(n) < np.asarray(rate) / sr
    return np.where(hits, rng.standard_normal(n), 0.0)
