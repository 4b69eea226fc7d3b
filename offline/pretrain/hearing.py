"""`retrieval_core.encoders.features` in Torch, many recordings at once: what the encoder is trained on, on any device.

A test holds it against the NumPy original, which is what the encoder is asked with.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from retrieval_core.encoders import features as numpy
from retrieval_core.encoders.features import DESCRIBED, FFT_SIZES, FLOOR, HOP, MELS, WINDOW


def trim(waveforms: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
    """Cut what lies before each onset, 5 ms aside: waveforms (n, samples), zero from lengths (n,) on."""
    level = waveforms.abs()
    loud = level > numpy.ONSET * level.amax(dim=1, keepdim=True)
    start = (loud.int().argmax(dim=1) - numpy.PREROLL).clamp(min=0)
    where = torch.arange(waveforms.shape[1], device=waveforms.device) + start[:, None]
    moved = waveforms.gather(1, where.clamp(max=waveforms.shape[1] - 1))
    return moved.masked_fill(where >= waveforms.shape[1], 0.0), (lengths - start).clamp(min=1)


def mel_power(waveforms: Tensor, frames: Tensor) -> Tensor:
    """Mel power spectra at both resolutions, silent from each recording's `frames` on: (n, 2, frames, MELS)."""
    most = max(1, -(-waveforms.shape[1] // HOP))
    heard = torch.arange(most, device=waveforms.device) < frames[:, None]
    channels = []
    for fft in FFT_SIZES:
        window = torch.from_numpy(numpy._hann(fft)).to(waveforms.device)
        filters = torch.from_numpy(numpy.mel_filters(fft)).to(waveforms.device)
        padded = F.pad(waveforms, (fft // 2, (most - 1) * HOP + fft // 2 - waveforms.shape[1]))
        spectra = torch.fft.rfft(padded.unfold(1, fft, HOP) * window)
        channels.append((spectra.real.square() + spectra.imag.square()) @ filters)
    return torch.stack(channels, dim=1) * heard[:, None, :, None]


def _decibels(power: Tensor, peak: Tensor | float = 1.0) -> Tensor:
    if isinstance(peak, Tensor):
        peak = peak.clamp(min=1e-20)
    return 10.0 * torch.log10((power / peak).clamp(min=10.0 ** (FLOOR / 10.0)))


def hear(waveforms: Tensor, lengths: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """One window of each recording, now the first and now one drawn by energy, and its descriptors.

    waveforms (n, samples) at SAMPLE_RATE, zero from lengths (n,) on -> (n, 2, WINDOW, MELS), (n, DESCRIPTORS)
    """
    waveforms, lengths = trim(waveforms, lengths)
    frames = (lengths + HOP - 1) // HOP
    waveforms = waveforms / waveforms.abs().amax(dim=1, keepdim=True).clamp(min=1e-9)
    power = mel_power(waveforms, frames)
    levels = _decibels(power, power.amax(dim=(2, 3), keepdim=True))
    start = _choose_windows(power[:, 1].sum(dim=2), generator)
    where = start[:, None] + torch.arange(WINDOW, device=start.device)
    scaled = F.pad((1.0 - levels / FLOOR).clamp(min=0.0), (0, 0, 0, WINDOW))
    index = where[:, None, :, None].expand(-1, len(FFT_SIZES), -1, MELS)
    return scaled.gather(2, index), describe(levels[:, :, :DESCRIBED], frames.clamp(max=DESCRIBED))


def _choose_windows(energy: Tensor, generator: torch.Generator) -> Tensor:
    """The frame at which the window of each recording starts: energy (n, frames) -> (n,)."""
    energy = F.pad(energy, (0, -energy.shape[1] % WINDOW))
    held = energy.unflatten(1, (-1, WINDOW)).sum(dim=2)
    least = torch.maximum(
        numpy.MIN_SHARE * held.amax(dim=1),
        held.topk(min(numpy.MAX_WINDOWS, held.shape[1]), dim=1).values[:, -1],
    )
    kept = held >= least[:, None]
    weights = held.clamp(min=1e-12).sqrt() * kept
    drawn = torch.multinomial(weights, 1, generator=generator)[:, 0]
    early = torch.rand(len(held), generator=generator, device=held.device) < 0.4
    return torch.where(early, kept.int().argmax(dim=1), drawn) * WINDOW


def describe(levels: Tensor, frames: Tensor) -> Tensor:
    """Global descriptors: levels (n, 2, frames, MELS) in dB, at FLOOR from frames (n,) on -> (n, DESCRIPTORS)."""
    most = levels.shape[2]
    short, long = levels.unbind(dim=1)
    index = torch.arange(most, device=levels.device)
    inside = index < frames[:, None]
    bands = _bands((10.0 ** (short / 10.0)) * inside[..., None])
    envelopes = torch.cat([bands.sum(dim=2, keepdim=True), bands], dim=2)
    envelopes = _decibels(envelopes, envelopes[:, :, 0].amax(dim=1)[:, None, None])
    total = envelopes[:, :, 0]
    active = (total > -30.0) & inside
    long_power = 10.0 ** (long / 10.0)

    course = [
        envelopes[:, a:b].amax(dim=1) if a < most else torch.full_like(envelopes[:, 0], FLOOR)
        for a, b in zip(numpy._TIMES[:-1], numpy._TIMES[1:], strict=True)
    ]
    mean_power = _mean(long_power, active)
    mean = _decibels(mean_power, mean_power.amax(dim=1, keepdim=True))
    highest = long.amax(dim=1)
    own = envelopes - envelopes.amax(dim=1, keepdim=True)
    decays = torch.stack([_last((own > -drop) & inside[..., None]) for drop in numpy._DROPS], dim=1)
    rise = (envelopes - F.pad(envelopes, (0, 0, 1, 0), value=FLOOR)[:, :-1]).clamp(min=0.0)
    onsets = ((rise > 6.0) & (envelopes > envelopes.amax(dim=1, keepdim=True) - 30.0)).sum(dim=1)
    change = _mean_change(long, active)
    flatness = _bands(long) / _widths(levels) - _decibels(_bands(long_power) / _widths(levels))
    mels = torch.arange(MELS, device=levels.device)
    centre = (long_power * mels).sum(dim=2) / long_power.sum(dim=2).clamp(min=1e-12)
    rank, count = active.cumsum(dim=1), active.sum(dim=1, keepdim=True)
    quarter = (count // 4).clamp(min=1)
    parts = [
        torch.stack(course, dim=1) / -FLOOR + 0.5,
        mean / -FLOOR + 0.5,
        highest / -FLOOR + 0.5,
        (_mean(long.square(), active) - _mean(long, active).square()).clamp(min=0.0).sqrt() / 20.0,
        torch.log2(1.0 + decays) / 10.0,
        torch.log2(1.0 + envelopes.argmax(dim=1)) / 10.0,
        torch.log2(torch.stack([1.0 + frames, 1.0 + _last(total > -60.0), 1.0 + count[:, 0]], dim=1)) / 10.0,
        torch.log2(1.0 + onsets) / 5.0,
        _bands(change) / _widths(levels) / 10.0,
        mean.diff(dim=1).abs().mean(dim=1, keepdim=True) / 10.0,
        _mean(flatness, active) / 20.0,
        torch.stack(
            [
                _mean(centre, active & (rank <= quarter)),
                _mean(centre, active),
                _mean(centre, active & (rank > count - quarter)),
            ],
            dim=1,
        )
        / MELS,
    ]
    return torch.cat([part.flatten(1) for part in parts], dim=1)


def _bands(x: Tensor) -> Tensor:
    edges = zip(numpy._BANDS[:-1], numpy._BANDS[1:], strict=True)
    return torch.stack([x[..., a:b].sum(dim=-1) for a, b in edges], dim=-1)


def _widths(x: Tensor) -> Tensor:
    return torch.tensor(numpy._BANDS, device=x.device).diff()


def _mean(x: Tensor, mask: Tensor) -> Tensor:
    """Over the frames of the mask: x (n, frames, ...) -> (n, ...)."""
    weights = mask / mask.sum(dim=1, keepdim=True).clamp(min=1)
    return torch.einsum("nt...,nt->n...", x, weights.to(x.dtype))


def _mean_change(x: Tensor, active: Tensor) -> Tensor:
    """Mean absolute difference of each active frame and the active one before it: (n, frames, m) -> (n, m)."""
    index = torch.arange(x.shape[1], device=x.device)
    last = torch.where(active, index, -1).cummax(dim=1).values
    before = F.pad(last, (1, 0), value=-1)[:, :-1]
    differs = active & (before >= 0)
    moved = x.gather(1, before.clamp(min=0)[..., None].expand_as(x))
    return _mean((x - moved).abs(), differs)


def _last(mask: Tensor) -> Tensor:
    """Index of the last True along the frames, plus one; 0 where there is none: (n, frames, ...) -> (n, ...)."""
    index = torch.arange(1, mask.shape[1] + 1, device=mask.device)
    return (mask * index.view(1, -1, *[1] * (mask.ndim - 2))).amax(dim=1)
