"""Training of the audio encoder: class anchors in the joint space, cosine losses that know what they do not know."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from offline.pretrain import training
from offline.pretrain.audio_model import AudioEncoderConfig, AudioEncoderModel, unfold
from offline.pretrain.classes import CLASSES, FINE, label_of_voice, targets
from offline.pretrain.corpus import Corpus
from offline.pretrain.soundfont import variety
from offline.pretrain.views import Pools, Views
from offline.synth import VOICES

ATTRIBUTES = slice(-17, None)  # of the descriptors: decay of lengths, onsets, change, noisiness, brightness
SHARES = {"recorded": 0.8, "soundfont": 0.3, "synth": 0.3}  # of a class's draws, where it has these sources
MOST, OFTEN = 0.002, 5.0  # of the draws, one clip's; in a small corpus, times the average one's
MEASURED = 2048  # views that the statistics of the descriptors are of
FORMED = 0.4  # weight of a phrase of a known instrument beside that of an average class


@dataclass(frozen=True, kw_only=True)
class Settings(training.Settings):
    steps: int = 4000
    batch: int = 128
    rate: float = 2e-3
    warmup: int = 150
    decay: float = 0.03
    average: float = 0.998
    mixup: float = 0.3
    pool: int = 4  # batches whose views are made at once
    echo: int = 1  # times that each view is used (Choi et al., 2019): more where making them is slow


class Objective(nn.Module):
    """Anchors of all classes, and the losses that pull embeddings to them.

    The first compares true classes with false ones, the unknown left out (softmax over cosines); the second asks of
    each class by itself, parents too (sigmoid; Zhai et al., 2023); the third tells the families apart; the last keeps
    measurable qualities readable.
    """

    def __init__(self, dimension: int):
        super().__init__()
        self.anchors = nn.Parameter(F.normalize(torch.randn(len(CLASSES), dimension), dim=-1))
        self.log_scale = nn.Parameter(torch.tensor(math.log(12.0)))
        self.pair_scale = nn.Parameter(torch.tensor(math.log(8.0)))
        self.pair_bias = nn.Parameter(torch.tensor(-5.0))
        self.attributes = nn.Linear(dimension, -ATTRIBUTES.start)

    def hold(self, anchors: Tensor, scale: float) -> None:
        """Take these anchors (classes, d), and leave them where they are."""
        self.anchors.data.copy_(anchors)
        self.anchors.requires_grad_(False)
        self.log_scale.data.fill_(math.log(scale))

    def forward(self, embeddings: Tensor, truth: Tensor, attributes: Tensor) -> Tensor:
        """embeddings (n, d); truth (n, classes) in 1, 0, -1; attributes (n, a) -> loss of each (n,)."""
        cosines = embeddings @ F.normalize(self.anchors, dim=-1).T
        scale = self.log_scale.exp().clamp(max=40.0)
        fine = _softmax_loss(scale * cosines[:, : len(FINE)], truth[:, : len(FINE)])
        family = _softmax_loss(scale * cosines[:, len(FINE) :], truth[:, len(FINE) :])
        logits = self.pair_scale.exp() * cosines + self.pair_bias
        each = F.binary_cross_entropy_with_logits(logits, (truth > 0).float(), reduction="none")
        pairs = (each * (truth >= 0)).sum(dim=1) / 4.0
        regression = F.smooth_l1_loss(self.attributes(embeddings) * 3.0, attributes, reduction="none").mean(
            dim=1
        )
        return fine + 0.5 * family + pairs + 0.2 * regression


def _softmax_loss(logits: Tensor, truth: Tensor) -> Tensor:
    """Mean over the true classes of -log(e^true / (e^true + sum of e^false))."""
    false = logits.masked_fill(truth != 0, -1e4).logsumexp(dim=1, keepdim=True)
    loss = F.softplus(false - logits) * (truth > 0)
    return loss.sum(dim=1) / (truth > 0).sum(dim=1).clamp(min=1)


def sampling_weights(corpus: Corpus) -> np.ndarray:
    """Probability of each clip: classes by how varied they are, sources by SHARES, instruments nearly even.

    A class weighs the square root of the ways there are to make it: files, keys and programs of the sound fonts,
    models of the synthesis. Recordings get the less of a class the fewer files there are of it, and no clip gets more than
    MOST of the draws.
    """
    kinds = np.where(np.isin(corpus.source, ["soundfont", "synth"]), corpus.source, "recorded")
    labels = np.array([name.split("+")[0] if "loop" in name else name for name in corpus.label])
    recorded = kinds == "recorded"
    pairs = set(zip(labels[recorded].tolist(), corpus.source[recorded].tolist(), strict=True))
    files = Counter(label for label, _ in pairs)
    cells = list(zip(labels.tolist(), kinds.tolist(), strict=True))
    instruments = list(zip(labels.tolist(), corpus.group.tolist(), strict=True))
    share = {
        (label, kind): SHARES[kind] * (files[label] / (files[label] + 12) if kind == "recorded" else 1.0)
        for label, kind in set(cells)
    }
    whole: dict[str, float] = Counter()  # type: ignore[assignment]
    for (label, _), part in share.items():
        whole[label] += part
    models = Counter(
        label_of_voice(name, model.__name__) for name, voice in VOICES.items() for model in voice.models
    )
    often = {name: math.sqrt(max(1, files[name] + variety(name) + models[name])) for name in whole}
    average = float(np.mean(list(often.values())))
    clips = Counter(instruments)
    weights = np.array([clips[key] ** -0.5 for key in instruments])
    mass: dict[tuple[str, str], float] = Counter()  # type: ignore[assignment]
    for cell, weight in zip(cells, weights, strict=True):
        mass[cell] += weight
    for i, cell in enumerate(cells):
        label = cell[0]
        weight = FORMED * average if "+" in label else often[label]
        weights[i] *= weight * share[cell] / whole[label] / mass[cell]
    weights = np.minimum(weights / weights.sum(), max(MOST, OFTEN / len(weights)))
    return weights / weights.sum()


def jitter(windows: Tensor, generator: torch.Generator) -> Tensor:
    """Cheap changes of scaled log-mel windows: tilt, gain, shifts, masks (SpecAugment; Park et al., 2019)."""
    n, _, frames, mels = windows.shape
    device = windows.device

    def uniform(low: float, high: float, *shape: int) -> Tensor:
        return torch.rand(shape, generator=generator, device=device) * (high - low) + low

    slope = torch.linspace(-1.0, 1.0, mels, device=device)
    gain = uniform(-0.04, 0.04, n, 1, 1, 1) + uniform(-0.1, 0.1, n, 1, 1, 1) * slope
    windows = torch.where(windows > 0.01, windows + gain, windows).clamp_(0.0, 1.0)
    time, mel = torch.arange(frames, device=device)[None], torch.arange(mels, device=device)[None]
    late = time - uniform(0.0, 3.0, n, 1).long()
    up = (mel - uniform(-2.0, 3.0, n, 1).floor().long()).clamp(0, mels - 1)
    windows = windows.gather(2, late.clamp(min=0)[:, None, :, None].expand_as(windows))
    windows = windows.gather(3, up[:, None, None, :].expand_as(windows)) * (late >= 0)[:, None, :, None]
    start, width = uniform(4, frames, n, 1), uniform(-10, 24, n, 1)
    low, height = uniform(0, mels, n, 1), uniform(-6, 9, n, 1)
    keep = ~((time >= start) & (time < start + width))[:, None, :, None]
    keep = keep & ~((mel >= low) & (mel < low + height))[:, None, None, :]
    return windows * keep


@torch.no_grad()
def settle(model: AudioEncoderModel, windows: Tensor, descriptors: Tensor) -> None:
    """Measure the statistics of batch norm anew, as a mean of weights needs it (Izmailov et al., 2018)."""
    for norm in model.modules():
        if isinstance(norm, nn.BatchNorm2d):
            norm.reset_running_stats()
            norm.momentum = None  # a plain mean
    model.train()
    for part in zip(windows.cpu().split(256), descriptors.cpu().split(256), strict=True):
        model(*part)


class Trainer(training.Run):
    """A training run of the audio encoder and its anchors.

    config: of the network, unless `start` is the folder of an audio encoder to go on from; its anchors then stay where
    they are, so that texts keep meaning what they mean, and what comes out lies halfway between that encoder and what
    it has become, which carries over to other sounds than those trained on (Wortsman et al., 2022).
    workers: processes that make views meanwhile, for a CPU.
    """

    CLIP = 5.0
    AHEAD = 1
    KEPT = (*training.Run.KEPT, "origin")  # the folder that it came from may hold what came of it by now
    settings: Settings
    model: AudioEncoderModel
    beside: Objective

    def __init__(
        self,
        corpus: Corpus,
        settings: Settings,
        config: AudioEncoderConfig | None = None,
        device: str = "cpu",
        start: Path | None = None,
        workers: int = 0,
    ):
        torch.manual_seed(settings.seed)
        where = torch.device(device)
        self.corpus, self.views, self.chances = corpus, Views(corpus, where), sampling_weights(corpus)
        windows, descriptors = self.sample(settings.seed)
        if start:
            folded = AudioEncoderModel.from_pretrained(start)
            model = unfold(folded, windows.cpu(), descriptors.cpu())
        else:
            model = AudioEncoderModel(config or AudioEncoderConfig())
            model.descriptor_mean.copy_(descriptors.mean(dim=0))
            model.descriptor_scale.copy_(1.0 / (descriptors.std(dim=0) + 0.02))
        self.config: AudioEncoderConfig = model.config  # type: ignore[assignment]
        self.origin = {key: value.clone() for key, value in model.state_dict().items()} if start else {}
        model.to(memory_format=torch.channels_last)  # type: ignore[call-arg]
        objective = Objective(self.config.dimension)
        if start:
            objective.hold(folded.anchors, folded.config.anchor_scale)
        pools = Pools(self.views, self.chances, settings.batch * settings.pool, settings.seed)
        super().__init__("audio encoder", model, objective, pools, settings, {"loss": 1.0}, where, workers)
        self.truth = torch.from_numpy(np.stack([targets(label) for label in corpus.label])).to(where)
        self.pooled: tuple[int, tuple[Tensor, Tensor, Tensor]] | None = None
        self.pooling: Iterator[tuple[Tensor, Tensor, Tensor]] = iter(())

    def sample(self, seed: int) -> tuple[Tensor, Tensor]:
        """Windows and descriptors that no step sees."""
        rng = np.random.default_rng((seed, 1, 0))
        seen = []
        for _ in range(MEASURED // 64):
            index = rng.choice(len(self.corpus), 64, p=self.chances)
            seen.append(self.views.draw(self.views.order(index), rng))
        windows, descriptors = (torch.cat(column) for column in zip(*seen, strict=True))
        return windows, descriptors

    def averages(self) -> Mapping[str, Tensor]:
        parts = {"model": self.model, "beside": self.beside}
        return {f"{part}.{key}": value for part in parts for key, value in parts[part].state_dict().items()}

    def groups(self) -> tuple[list[nn.Parameter], list[nn.Parameter]]:
        decayed = [p for p in self.model.parameters() if p.ndim > 1]
        return decayed, [*(p for p in self.model.parameters() if p.ndim <= 1), *self.beside.parameters()]

    def averaged(self) -> tuple[AudioEncoderModel, Tensor, float]:
        """The model with averaged weights, the normalised anchors (classes, dimension), the scale of their cosines."""
        model = AudioEncoderModel(self.config)
        prefix = "model."
        state = {k[len(prefix) :]: v.cpu() for k, v in self.average.items() if k.startswith(prefix)}
        for key, value in self.origin.items():
            before = value.cpu()
            state[key] = state[key].lerp(before, 0.5) if before.is_floating_point() else before
        model.load_state_dict(state)
        if self.origin:
            settle(model, *self.sample(self.settings.seed))
        anchors = F.normalize(self.average["beside.anchors"], dim=-1).cpu()
        return model.eval(), anchors, float(self.average["beside.log_scale"].exp())

    def learning_rate(self) -> float:
        s = self.settings
        if self.step < s.warmup:
            return s.rate * (self.step + 1) / s.warmup
        return s.rate * 0.5 * (1.0 + math.cos(math.pi * (self.step - s.warmup) / max(1, s.steps - s.warmup)))

    def coming(self) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
        return (self.batch() for _ in range(self.step, self.settings.steps))

    def batch(self) -> tuple[Tensor, Tensor, Tensor]:
        """Windows, descriptors and targets of this step's batch; the same whenever the step is repeated."""
        s = self.settings
        number, turn = divmod(self.step, s.pool * s.echo)
        if self.pooled is None or self.pooled[0] != number:
            if self.pooled is None or self.pooled[0] != number - 1:
                self.pooling = iter(self.loader(range(number, -(-s.steps // (s.pool * s.echo)))))
            windows, descriptors, index = next(self.pooling)
            self.pooled = number, (windows, descriptors, self.truth[index.to(self.device)])
        order = np.random.default_rng((s.seed, 2, number, turn // s.pool)).permutation(s.batch * s.pool)
        mine = torch.from_numpy(order[turn % s.pool :: s.pool]).to(self.device)
        windows, descriptors, truth = (column[mine] for column in self.pooled[1])
        windows = jitter(windows, torch.Generator(self.device).manual_seed(self.step))
        return windows.contiguous(memory_format=torch.channels_last), descriptors, truth

    def losses(self, batch: tuple[Tensor, Tensor, Tensor]) -> dict[str, Tensor]:
        windows, descriptors, truth = batch
        attributes = ((descriptors - self.model.descriptor_mean) * self.model.descriptor_scale)[:, ATTRIBUTES]
        attributes = attributes.clamp(-3.0, 3.0)
        scale = self.model.descriptor_scale
        descriptors = descriptors + 0.15 * torch.randn_like(descriptors) / scale
        if torch.rand(()) < 0.1:  # neither view of the sound may be leant on alone
            forgotten = torch.rand(len(truth), 1, device=self.device) < 0.3
            descriptors = torch.where(forgotten, self.model.descriptor_mean, descriptors)
        mixed = torch.rand(()) < self.settings.mixup
        if mixed:
            share = torch.distributions.Beta(0.4, 0.4).sample((len(truth),)).to(self.device)
            share = torch.maximum(share, 1.0 - share)
            other = torch.randperm(len(truth), device=self.device)
            m = share[:, None, None, None]
            windows = (windows * m + windows[other] * (1 - m)).contiguous(memory_format=torch.channels_last)
            descriptors = descriptors * share[:, None] + descriptors[other] * (1 - share[:, None])
        with torch.autocast(self.device.type, torch.bfloat16):
            embeddings = self.model(windows, descriptors).embeddings
        losses = self.beside(embeddings, truth, attributes)
        if mixed:
            others = self.beside(embeddings, truth[other], attributes[other])
            losses = losses * share + others * (1 - share)
        return {"loss": losses.mean()}
