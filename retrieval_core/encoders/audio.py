"""The embedded audio encoder in NumPy: the forward pass of offline.pretrain.audio_model, folder for folder."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from retrieval_core.arrays import unit
from retrieval_core.encoders.features import DESCRIPTORS, MELS, SAMPLE_RATE, Features, features
from retrieval_core.tensors import load

MODEL_TYPE = "cratedigger-audio"


def convolve(x: np.ndarray, matrix: np.ndarray, bias: np.ndarray, size: int, stride: int) -> np.ndarray:
    """2-D convolution with `same` padding as one matrix product (im2col).

    x (n, height, width, inputs), matrix (size * size * inputs, outputs) -> (n, height', width', outputs)
    """
    pad = size // 2
    n, height, width, inputs = x.shape
    rows, columns = -(-height // stride), -(-width // stride)
    if size == 1:
        patches = np.ascontiguousarray(x[:, ::stride, ::stride])
    else:
        padded = np.zeros((n, height + 2 * pad, width + 2 * pad, inputs), np.float32)
        padded[:, pad : pad + height, pad : pad + width] = x
        views = sliding_window_view(padded, (size, size), axis=(1, 2))[:, ::stride, ::stride]
        patches = views.transpose(0, 1, 2, 4, 5, 3)
    y = patches.reshape(n * rows * columns, -1) @ matrix
    y += bias
    return y.reshape(n, rows, columns, -1)


def _relu(x: np.ndarray) -> np.ndarray:
    return np.maximum(x, 0.0, out=x)


class AudioEncoder:
    """Waveforms to L2-normalised vectors of the space shared with text."""

    def __init__(self, config: dict, weights: dict[str, np.ndarray]):
        self.dimension = int(config["dimension"])
        self.sample_rate = SAMPLE_RATE
        self.classes: tuple[str, ...] = tuple(config["classes"])
        self.families: tuple[str, ...] = tuple(config["families"])
        self._children = [
            (self.classes.index(name), [self.classes.index(child) for child in finer])
            for name, finer in config["children"].items()
        ]
        self._anchor_scale = float(config["anchor_scale"])
        self._w = {key: np.ascontiguousarray(value, np.float32) for key, value in weights.items()}
        for key in [key for key in self._w if self._w[key].ndim == 4]:  # (out, in, h, w) -> (h * w * in, out)
            outputs = self._w[key].shape[0]
            self._w[key] = np.ascontiguousarray(self._w[key].transpose(2, 3, 1, 0).reshape(-1, outputs))
        self._blocks = [
            (f"blocks.{i}.", 2 if block == 0 and stage else 1)
            for i, (stage, block) in enumerate(
                (stage, block) for stage, count in enumerate(config["blocks"]) for block in range(count)
            )
        ]

    @classmethod
    def from_pretrained(cls, folder: str | Path) -> AudioEncoder:
        """Read config.json and model.safetensors of an embedded audio encoder.

        Raises:
            ValueError: the folder holds another kind of model.
        """
        folder = Path(folder)
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        if config.get("model_type") != MODEL_TYPE or not config.get("folded"):
            raise ValueError(f"{folder} does not hold an embedded audio encoder ({MODEL_TYPE}).")
        if config["descriptors"] != DESCRIPTORS or config["mels"] != MELS:
            raise ValueError(
                f"{folder}: these weights were trained on other features; retrain or reinstall them."
            )
        return cls(config, load(folder / "model.safetensors"))

    def encode(self, waveforms: np.ndarray | Sequence[np.ndarray]) -> np.ndarray:
        """Embed recordings of any length at `sample_rate`, any level.

        Parameters:
            waveforms: one (samples,) array or a sequence of them.

        Returns:
            (n, dimension) float32, rows of length 1: the windows' vectors averaged by their energy.
        """
        if isinstance(waveforms, np.ndarray) and waveforms.ndim == 1:
            waveforms = [waveforms]
        return self.encode_features(features(waveform) for waveform in waveforms)

    def encode_features(self, seen: Iterable[Features]) -> np.ndarray:
        """The same of recordings whose features are at hand, one after the other."""
        rows = [
            one.weights @ self.forward(one.windows, np.tile(one.descriptors, (len(one.windows), 1)))
            for one in seen
        ]
        out = np.array(rows, np.float32).reshape(-1, self.dimension)
        return unit(out)

    @property
    def anchors(self) -> np.ndarray:
        """Points to look for `classes` with, then for `families`: (n, dimension), rows of length 1.

        What the classes have in common is taken off, as it is off the vectors of the text encoder: a sound that is near to all of
        them is unclear, and no good answer to any.
        """
        fine, families = np.split(self._w["anchors"], [len(self.classes)])
        looking = np.concatenate([fine - fine.mean(axis=0), families])
        return unit(looking)

    def tag(self, vectors: np.ndarray) -> np.ndarray:
        """Zero-shot probabilities of the fine classes: (n, dimension) -> (n, len(classes)), rows of sum 1.

        An open hat is near the anchor of hats too; what it shares with its parent goes to the finer class.
        """
        likely = self._softmax(vectors @ self._w["anchors"][: len(self.classes)].T)
        rows = np.arange(len(likely))
        for parent, children in self._children:
            best = np.array(children)[likely[:, children].argmax(axis=1)]
            shared = np.minimum(likely[:, parent], likely[rows, best])
            likely[:, parent] -= shared
            likely[rows, best] += shared
        return likely

    def _softmax(self, cosines: np.ndarray) -> np.ndarray:
        likely = np.exp(self._anchor_scale * (cosines - cosines.max(axis=1, keepdims=True)))
        return likely / likely.sum(axis=1, keepdims=True)

    def forward(self, windows: np.ndarray, descriptors: np.ndarray) -> np.ndarray:
        """windows (n, 2, WINDOW, MELS), descriptors (n, DESCRIPTORS) -> (n, dimension), rows of length 1."""
        w = self._w
        x = convolve(windows.transpose(0, 2, 3, 1), w["stem.weight"], w["stem.bias"], 5, 2)
        x = _relu(x + w["height"])
        for block, stride in self._blocks:
            y = _relu(convolve(x, w[block + "conv1.weight"], w[block + "conv1.bias"], 3, stride))
            y = convolve(y, w[block + "conv2.weight"], w[block + "conv2.bias"], 3, 1)
            if block + "shortcut.weight" in w:
                x = convolve(x, w[block + "shortcut.weight"], w[block + "shortcut.bias"], 1, stride)
            x = _relu(y + x)
        # (n, time, mel, channels) -> channels before mel, as Torch flattens
        parts = (x.mean(axis=1), x.max(axis=1))
        pooled = np.concatenate([part.transpose(0, 2, 1).reshape(len(x), -1) for part in parts], axis=1)
        seen = _relu(self._linear("seen", pooled))
        normed = np.clip((descriptors - w["descriptor_mean"]) * w["descriptor_scale"], -4.0, 4.0)
        described = _relu(self._linear("described2", _relu(self._linear("described1", normed))))
        joint = _relu(self._linear("joint", np.concatenate([seen, described], axis=1)))
        return unit(self._linear("project", joint))

    def _linear(self, name: str, x: np.ndarray) -> np.ndarray:
        return x @ self._w[f"{name}.weight"].T + self._w[f"{name}.bias"]
