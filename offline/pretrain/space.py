"""The joint space as the audio encoder left it: anchors of the classes, and embedded clips to point at."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors import safe_open

from offline.pretrain.classes import CLASSES, targets

#: Measurable qualities of the taxonomy and where they stand in the descriptors, counted from their end: a slice to
#: average and its sign. See retrieval_core.encoders.features.describe.
MEASURES: dict[str, tuple[slice, int]] = {
    "brightness": (slice(-2, -1), 1),
    "noisiness": (slice(-9, -3), 1),
    "motion": (slice(-16, -10), 1),
    "busyness": (slice(-23, -22), 1),
    "length": (slice(-25, -24), 1),
    "attack": (slice(-33, -32), -1),
}


@dataclass(frozen=True)
class Space:
    """What the text tower learns to point into.

    anchors (classes, d) and audio (n, d): unit rows; classes are offline.pretrain.classes.CLASSES, families last.
    truth (n, classes): 1, 0, or -1 for unknown. measures (n, qualities): how much of each quality of MEASURES a clip
    has among clips of its label, in standard deviations. directions (qualities, d): where in the space more of it is.
    """

    anchors: np.ndarray
    directions: np.ndarray
    audio: np.ndarray
    truth: np.ndarray
    measures: np.ndarray

    @classmethod
    def open(cls, folder: Path) -> Space:
        """Read clips.safetensors and clips.jsonl, as the audio stage of pretraining writes them.

        Raises:
            ValueError: they were made with other classes.
        """
        with safe_open(folder / "clips.safetensors", framework="np") as file:
            arrays = {name: file.get_tensor(name).astype(np.float32) for name in file.keys()}  # noqa: SIM118
        if len(arrays["anchors"]) != len(CLASSES):
            raise ValueError(f"the clips in {folder} know other classes; run the audio stage again.")
        lines = (folder / "clips.jsonl").read_text(encoding="utf-8").splitlines()
        labels = [json.loads(line)["label"] for line in lines]
        truth = np.stack([targets(label) for label in labels])
        audio, measured = arrays["embeddings"], measures(arrays["descriptors"], np.array(labels))
        directions = measured.T @ audio
        directions /= np.linalg.norm(directions, axis=1, keepdims=True)
        return cls(arrays["anchors"], directions, audio, truth, measured)


def measures(descriptors: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The qualities of MEASURES, standardised within each label and cut at two deviations: (n, qualities) float32."""
    columns = [sign * descriptors[:, part].mean(axis=1) for part, sign in MEASURES.values()]
    values = np.stack(columns, axis=1).astype(np.float32)
    out = np.zeros_like(values)
    for label in np.unique(labels):
        rows = labels == label
        out[rows] = (values[rows] - values[rows].mean(axis=0)) / (values[rows].std(axis=0) + 1e-3)
    return out.clip(-2.0, 2.0)
