"""What happens to a sound between its source and a sample folder: machines, rooms, tape, codecs, editors.

A batch at a time and on any device: mono float32 rows at the encoder's sample rate, zero from their lengths on. Each
effect takes a share of the rows, drawn anew, and draws its parameters for each of them from the generator given. Shapes
depend on the batch's shape alone, so that a GPU plans each transform once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from scipy.fft import next_fast_len
from torch import Tensor
from torch.nn import functional as F

from retrieval_core.encoders.features import SAMPLE_RATE as SR

MAX_SECONDS = 8.0
LONGEST = int(MAX_SECONDS * SR)
SILENCE = SR // 2  # samples that may follow a sound, at most
TAIL = 3 * SR // 2  # samples of a room, at most
FADES = (16, 160, 640, 3200)  # samples
RATES = (11_025.0, 16_000.0, 18_000.0, 22_050.0, 25_000.0, 26_040.0, 28_000.0)  # Hz, of old samplers


@dataclass(frozen=True)
class Draw:
    """Random numbers for n rows, as columns (n, 1)."""

    n: int
    generator: torch.Generator

    def uniform(self, low: float, high: float, columns: int = 1) -> Tensor:
        unit = torch.rand((self.n, columns), generator=self.generator, device=self.generator.device)
        return unit * (high - low) + low

    def log_uniform(self, low: float, high: float) -> Tensor:
        return self.uniform(math.log(low), math.log(high)).exp()

    def normal(self, deviation: float, columns: int = 1) -> Tensor:
        unit = torch.randn((self.n, columns), generator=self.generator, device=self.generator.device)
        return unit * deviation

    def rows(self, share: float) -> tuple[Tensor, Draw]:
        """A share of the rows, at random, and a draw for them."""
        count = max(1, round(share * self.n))
        order = torch.randperm(self.n, generator=self.generator, device=self.generator.device)
        return order[:count], Draw(count, self.generator)

    def chance(self, probability: float) -> Tensor:
        return self.uniform(0.0, 1.0) < probability

    def among(self, values: tuple[float, ...]) -> Tensor:
        table = torch.tensor(values, device=self.generator.device)
        return table[self.uniform(0, len(values)).long().clamp(max=len(values) - 1)]

    def noise(self, samples: int) -> Tensor:
        return torch.randn((self.n, samples), generator=self.generator, device=self.generator.device)


def augment(x: Tensor, lengths: Tensor, rings: Tensor, draw: Draw) -> tuple[Tensor, Tensor]:
    """One random view of each clip: x (n, samples), lengths (n,), both changed.

    rings (n,) bool: sounds that are told by how long they ring, and are not cut as short as the others.
    """
    untouched, _ = draw.rows(0.08)
    clean, whole = x[untouched], lengths[untouched]
    x, lengths = repitch(x, lengths, torch.where(draw.chance(0.75), draw.normal(2.0), 0.0).clamp(-6.0, 6.0))
    shortest = torch.where(rings[:, None], 0.35, 0.09)
    x, lengths = shorten(x, lengths, shortest, draw.chance(0.45), draw)
    rows, drawn = draw.rows(0.3)
    x[rows] = reshape(x[rows], torch.where(rings[rows, None], 0.3, 0.03), drawn)
    rows, drawn = draw.rows(0.25)
    x[rows] = drive(x[rows], drawn.uniform(1.0, 12.0))
    x, lengths = colour(x, lengths, draw)
    rows, drawn = draw.rows(0.15)
    x[rows] = drive(x[rows], drawn.uniform(1.0, 4.0))
    rows, drawn = draw.rows(0.06)  # recorded too loud
    x[rows] = (normalise(x[rows]) * drawn.uniform(1.2, 4.0)).clamp(-1.0, 1.0)
    rows, drawn = draw.rows(0.3)
    x[rows] = crush(x[rows], drawn)
    rows, drawn = draw.rows(0.4)
    x[rows] = add_noise(x[rows], drawn.uniform(18.0, 65.0), drawn)
    samples = min(LONGEST, max(x.shape[1], clean.shape[1]) + SILENCE)
    x = _pad(x, samples)
    x[untouched], lengths[untouched] = _pad(clean, samples), whole
    x = _cut(x, lengths)
    silence = torch.where(draw.chance(0.25), draw.uniform(0.0, SILENCE), 0.0)[:, 0].long()
    return normalise(x), (lengths + silence).clamp(max=samples)


def _pad(x: Tensor, samples: int) -> Tensor:
    return F.pad(x, (0, samples - x.shape[1]))


def _cut(x: Tensor, lengths: Tensor) -> Tensor:
    return x * (_time(x) < lengths[:, None])


def _time(x: Tensor) -> Tensor:
    return torch.arange(x.shape[1], device=x.device)


def normalise(x: Tensor) -> Tensor:
    """To peak 1."""
    return x / x.abs().amax(dim=1, keepdim=True).clamp(min=1e-6)


def repitch(x: Tensor, lengths: Tensor, semitones: Tensor) -> tuple[Tensor, Tensor]:
    """Play faster or slower, as a sampler does: cubic interpolation of rows that hold nothing above the new Nyquist."""
    ratio = 2.0 ** (semitones / 12.0)
    n = _fft_size(x.shape[1])
    hz = torch.fft.rfftfreq(n, 1.0 / SR, device=x.device)
    steep = 1.0 / (1.0 + (hz * ratio.clamp(min=1.0) / (0.5 * SR)) ** 24)
    x = torch.where(ratio > 1.0, torch.fft.irfft(torch.fft.rfft(x, n) * steep, n)[:, : x.shape[1]], x)
    lengths = (lengths / ratio[:, 0]).long().clamp(1, LONGEST)
    samples = min(LONGEST, int(x.shape[1] * 2.0**0.5) + 1)
    position = torch.arange(samples, device=x.device) * ratio
    whole = position.floor()
    t = position - whole
    padded = F.pad(x, (1, 3))
    index = whole.long().clamp(max=x.shape[1] - 1)
    a, b, c, d = (padded.gather(1, index + i) for i in range(4))  # Catmull and Rom, 1974
    y = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
    return _cut(y, lengths), lengths


def shorten(
    x: Tensor, lengths: Tensor, shortest: Tensor, chosen: Tensor, draw: Draw
) -> tuple[Tensor, Tensor]:
    """Gate with a short fade, or make it decay faster, never under `shortest` seconds (n, 1)."""
    seconds = lengths[:, None] / SR
    chosen = chosen & (seconds > shortest * 1.2)
    share = draw.uniform(0.0, 1.0)
    length = shortest ** (1.0 - share) * seconds**share
    decays = draw.chance(0.5)
    time = _time(x)
    faster = torch.exp(-time / SR * (3.0 / length))
    end = (length * SR).floor()
    fade = torch.minimum(draw.among(FADES), end)
    gate = ((end - time) / fade.clamp(min=1.0)).clamp(0.0, 1.0)
    x = x * torch.where(chosen, torch.where(decays, faster, gate), 1.0)
    return x, torch.where((chosen & ~decays)[:, 0], end[:, 0].long(), lengths).clamp(min=1)


def reshape(x: Tensor, shortest: Tensor, draw: Draw) -> Tensor:
    """Let lows, middle and highs decay each at its own pace, down to a share of its own: another drum, another damper."""
    n = _fft_size(x.shape[1])
    octaves = torch.fft.rfftfreq(n, 1.0 / SR, device=x.device).clamp(min=20.0).log2()
    lower = torch.sigmoid(4.16 * (octaves - draw.log_uniform(120.0, 700.0).log2()))
    upper = torch.sigmoid(4.16 * (octaves - draw.log_uniform(1800.0, 7000.0).log2()))
    spectrum = torch.fft.rfft(x, n)
    time = _time(x) / SR
    out = torch.zeros_like(x)
    for share in (1.0 - lower, lower * (1.0 - upper), lower * upper):
        part = draw.uniform(0.0, 1.0)
        seconds = shortest**part * 2.0 ** (1.0 - part)
        rest, level = draw.uniform(0.0, 1.0), 10.0 ** (draw.uniform(-6.0, 6.0) / 20.0)
        band = torch.fft.irfft(spectrum * share, n)[:, : x.shape[1]]
        out += band * level * (rest + (1.0 - rest) * torch.exp(-time / seconds))
    return out


def layer(x: Tensor, other: Tensor, other_lengths: Tensor, draw: Draw) -> Tensor:
    """One hit made of two of its kind, as producers stack them: the other softer, retuned, a moment late, cut alike."""
    other, _ = repitch(other, other_lengths, draw.normal(2.5).clamp(-6.0, 6.0))
    late = (draw.uniform(0.0, 0.004) * SR).long()
    index = _time(x) - late
    moved = other.gather(1, index.clamp(0, other.shape[1] - 1)) * ((index >= 0) & (index < other.shape[1]))
    return normalise(x) + normalise(moved) * 10.0 ** (draw.uniform(-20.0, -2.0) / 20.0)


def drive(x: Tensor, gain: Tensor) -> Tensor:
    """Soft clipping."""
    return torch.tanh(normalise(x) * gain)


def colour(x: Tensor, lengths: Tensor, draw: Draw) -> tuple[Tensor, Tensor]:
    """Equaliser, low and high pass, comb and room in one pass through the frequency domain."""
    samples = min(LONGEST, x.shape[1] + TAIL)
    n = _fft_size(x.shape[1] + TAIL)
    hz = torch.fft.rfftfreq(n, 1.0 / SR, device=x.device)
    knots = (draw.normal(4.0, 7).cumsum(dim=1) * 0.6) * draw.chance(0.6)
    knots = (knots - knots.mean(dim=1, keepdim=True)).clamp(-18.0, 18.0)
    octaves = (hz.clamp(min=20.0) / 20.0).log2() * 0.6  # ten octaves, seven knots
    left = octaves.floor().long().clamp(max=5)
    gains = knots[:, left] + (knots[:, left + 1] - knots[:, left]) * (octaves - left).clamp(max=1.0)
    response = 10.0 ** (gains / 20.0)
    low = 1.0 / (1.0 + (hz / draw.log_uniform(2500.0, 15_000.0)) ** draw.uniform(2.0, 13.0).floor())
    response = response * torch.where(draw.chance(0.3), low, 1.0)
    high = 1.0 - 1.0 / (1.0 + (hz / draw.log_uniform(25.0, 250.0)) ** 4)
    response = response * torch.where(draw.chance(0.25), high, 1.0)
    brick = hz < 0.5 * draw.among(RATES)  # an old sampler's filter
    response = response * torch.where(draw.chance(0.1), brick, True)
    # two microphones, a chorus, a sum of both channels
    angle = -2.0 * math.pi * hz * draw.uniform(2e-4, 8e-3)
    depth = torch.where(draw.chance(0.12), draw.uniform(0.2, 0.9), 0.0)
    whole = response * (1.0 + depth * torch.polar(torch.ones_like(angle), angle))
    rows, drawn = draw.rows(0.35)
    tail, seconds = _room(drawn)
    whole[rows] *= 1.0 + torch.fft.rfft(tail, n)
    y = torch.fft.irfft(torch.fft.rfft(x, n) * whole, n)[:, :samples]
    lengths = lengths.index_add(0, rows, (seconds[:, 0] * SR).long()).clamp(max=samples)
    return _cut(y, lengths), lengths


def _room(draw: Draw) -> tuple[Tensor, Tensor]:
    """Late reverberation as exponentially decaying noise (Moorer, 1979), its highs dying first; and its seconds."""
    seconds = draw.log_uniform(0.08, TAIL / SR)
    time = torch.arange(TAIL, device=seconds.device) / SR
    noise = draw.noise(len(time))
    dull = F.avg_pool1d(noise[:, None], 6, 1, 3)[:, 0, : len(time)] * 2.4
    since = time - draw.uniform(0.0, 0.03)
    tail = noise * torch.exp(-since * 12.0 / seconds) + dull * torch.exp(-since * 6.9 / seconds)
    tail = tail * ((since >= 0) & (since < seconds))
    level = 10.0 ** (draw.uniform(-26.0, -3.0) / 20.0)
    return tail * level / (tail.square().sum(dim=1, keepdim=True) + 1e-9).sqrt(), seconds


def crush(x: Tensor, draw: Draw) -> Tensor:
    """Fewer bits, or each sample held for longer, as a sampler of a lower rate without filters does."""
    x = normalise(x)
    rate = torch.where(draw.chance(0.4), draw.among(RATES), float(SR))
    held = ((_time(x) * (rate / SR)).floor() * (SR / rate)).long()
    x = x.gather(1, held.clamp(max=x.shape[1] - 1))
    steps = 2.0 ** (draw.uniform(8.0, 13.0).floor() - 1.0)
    return torch.where(draw.chance(0.6), (x * steps).round() / steps, x)


def add_noise(x: Tensor, snr: Tensor, draw: Draw) -> Tensor:
    """White, brownish or humming noise at a level below the peak (dB)."""
    x = normalise(x)
    white = draw.noise(x.shape[1])
    taps = torch.exp(-torch.arange(64, device=x.device) / draw.uniform(2.0, 20.0)).flip(1)
    brown = F.conv1d(F.pad(white, (63, 0))[None], taps[:, None], groups=len(x))[0]
    phase = 2.0 * math.pi * draw.among((50.0, 60.0)) * (_time(x) / SR)
    hum = torch.sin(phase) + 0.4 * torch.sin(3.0 * phase + 1.0) + 0.1 * white
    kind = draw.uniform(0.0, 1.0)
    noise = torch.where(kind < 0.5, white, torch.where(kind < 0.8, brown, hum))
    return x + normalise(noise) * 10.0 ** (-snr / 20.0)


def _fft_size(samples: int) -> int:
    return next_fast_len(max(samples, 1024), real=True)
