"""What training sees: random views of the corpus's clips, made anew for each step on the device that trains."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset

from offline.pretrain import soundfont
from offline.pretrain.augment import MAX_SECONDS, Draw, augment, layer
from offline.pretrain.corpus import Corpus
from offline.pretrain.hearing import hear
from retrieval_core.encoders.features import SAMPLE_RATE

LAYERED = 0.15  # of the hits of a drum, how many lie over another of the same drum
PARTS = 8  # of a batch, by length: a click need not be as long as a loop
ROWS = 8  # of a part on a CPU, few enough for its caches
SIZES = tuple(
    round(SAMPLE_RATE * seconds) for seconds in (0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, MAX_SECONDS)
)
# Classes that are told by how long they ring are not cut as short as the others.
_RINGING = set("openhat ride crash splash china cymbal gong pad stringmachine strings drone texture".split())
_RINGING |= {"drumloop", "keysloop", "arp"}


class Views:
    """The clips of a corpus on a device, and views of them."""

    def __init__(self, corpus: Corpus, device: torch.device):
        self.device = device
        self.samples = torch.from_numpy(corpus.samples).to(device)
        self.lengths = corpus.lengths
        self.starts = np.concatenate([[0], np.cumsum(corpus.lengths)[:-1]])
        self.rings = np.array([not _RINGING.isdisjoint(label.split("+")) for label in corpus.label])
        self.kin = {
            label: np.flatnonzero(corpus.label == label) for label in soundfont.HITS & set(corpus.label)
        }
        self.label = corpus.label

    def order(self, index: np.ndarray) -> np.ndarray:
        """The clips of a batch in the order in which `draw` returns their views: by length."""
        return index[np.argsort(self.lengths[index], kind="stable")]

    @torch.no_grad()
    def draw(self, index: np.ndarray, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
        """A view of each clip of an ordered batch: windows (n, 2, WINDOW, MELS), descriptors (n, DESCRIPTORS)."""
        generator = torch.Generator(self.device).manual_seed(int(rng.integers(2**62)))
        parts = PARTS if self.device.type == "cuda" else -(-len(index) // ROWS)
        seen = [self._part(part, rng, generator) for part in np.array_split(index, parts) if len(part)]
        windows, descriptors = (torch.cat(column) for column in zip(*seen, strict=True))
        return windows, descriptors

    def _part(
        self, index: np.ndarray, rng: np.random.Generator, generator: torch.Generator
    ) -> tuple[Tensor, Tensor]:
        size = next(size for size in SIZES if size >= self.lengths[index].max())
        x, lengths = self._clips(index, size)
        draw = Draw(len(index), generator)
        rows, drawn = draw.rows(LAYERED)
        below = [self.kin.get(self.label[i], index[:0]) for i in index[rows.cpu().numpy()]]
        alone = torch.tensor([len(kin) == 0 for kin in below], device=self.device)
        others = np.array([rng.choice(kin) if len(kin) else index[0] for kin in below])
        both = layer(x[rows], *self._clips(others, size), drawn)
        x[rows] = torch.where(alone[:, None], x[rows], both)
        rings = torch.from_numpy(self.rings[index]).to(self.device)
        return hear(*augment(x, lengths, rings, draw), generator)

    def _clips(self, index: np.ndarray, size: int) -> tuple[Tensor, Tensor]:
        """Waveforms (n, size), cut or filled up with silence, and lengths (n,)."""
        starts = torch.from_numpy(self.starts[index]).to(self.device)
        lengths = torch.from_numpy(self.lengths[index]).to(self.device).clamp(max=size)
        time = torch.arange(size, device=self.device)
        inside = time < lengths[:, None]
        where = (starts[:, None] + time).masked_fill(~inside, 0)
        return self.samples[where].float() / 32768.0 * inside, lengths


class Pools(Dataset):
    """The views that the steps of each pool see: (windows, descriptors, clips); a pool is the same whoever draws it."""

    def __init__(self, views: Views, weights: np.ndarray, size: int, seed: int):
        self.views, self.weights, self.size, self.seed = views, weights, size, seed

    def __getitem__(self, number: int) -> tuple[Tensor, Tensor, Tensor]:
        rng = np.random.default_rng((self.seed, 0, number))
        index = self.views.order(rng.choice(len(self.weights), self.size, p=self.weights))
        return *self.views.draw(index, rng), torch.from_numpy(index)
