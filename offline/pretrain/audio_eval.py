"""How well the anchors find recordings that were never trained on: zero-shot figures with confidence intervals."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import average_precision_score
from tqdm import tqdm

from offline.pretrain.classes import ALIASES, CLASSES
from retrieval_core.audio import load
from retrieval_core.encoders.audio import AudioEncoder

FEWEST = 5  # recordings that a class needs to be ranked


@dataclass
class Recordings:
    """Embedded recordings: vectors (n, d), names of the classes each belongs to, its family."""

    vectors: np.ndarray
    fine: list[str]
    members: list[frozenset[str]]
    family: np.ndarray


def read_rows(labels: Path, train_ok: str = "no") -> list[dict[str, str]]:
    """The rows of labels.csv with this train_ok and without `weak-label`."""
    with labels.open(newline="", encoding="utf-8") as file:
        return [
            row
            for row in csv.DictReader(file)
            if row["train_ok"] == train_ok and "weak-label" not in row["tags"]
        ]


def named(row: dict[str, str]) -> frozenset[str]:
    """The classes that a row says its recording belongs to: its own and its tags."""
    return frozenset([ALIASES.get(row["fine"], row["fine"]), *row["tags"].split(";")])


def embed_labelled(encoder: AudioEncoder, folder: Path, labels: Path, train_ok: str = "no") -> Recordings:
    """Embed the rows that `read_rows` reads."""
    rows = read_rows(labels, train_ok)
    waveforms = (load(folder / row["path"], encoder.sample_rate) for row in rows)
    vectors = np.concatenate([encoder.encode(x) for x in tqdm(waveforms, total=len(rows), desc="embed")])
    fine = [ALIASES.get(row["fine"], row["fine"]) for row in rows]
    return Recordings(vectors, fine, [*map(named, rows)], np.array([row["coarse"] for row in rows]))


def measure(recordings: Recordings, anchors: np.ndarray, index: np.ndarray | None = None) -> dict[str, float]:
    """Fine accuracy, mAP and P@5 by cosine with the class anchors, and drums against keys.

    anchors (len(CLASSES), d); index picks (or repeats) recordings. A recording counts for each class it belongs to.
    """
    index = np.arange(len(recordings.fine)) if index is None else index
    scores = recordings.vectors[index] @ anchors.T
    members = [recordings.members[i] for i in index]
    names = sorted({recordings.fine[i] for i in index} & set(CLASSES))
    columns = [CLASSES.index(name) for name in names]
    guess = np.array(names)[scores[:, columns].argmax(axis=1)]
    correct = np.array([name in member for name, member in zip(guess, members, strict=True)])
    precisions, at_five = [], []
    for name, column in zip(names, columns, strict=True):
        truth = np.array([name in member for member in members])
        if truth.sum() >= FEWEST:
            precisions.append(average_precision_score(truth, scores[:, column]))
            at_five.append(truth[np.argsort(-scores[:, column])[:5]].mean())
    family = recordings.family[index]
    known = np.isin(family, ["drums", "keys"])
    drums = scores[known, CLASSES.index("drums")] > scores[known, CLASSES.index("keys")]
    return {
        "fine_accuracy": float(correct.mean()),
        "mAP": float(np.mean(precisions)) if precisions else float("nan"),
        "P@5": float(np.mean(at_five)) if at_five else float("nan"),
        "drums_vs_keys": float((drums == (family[known] == "drums")).mean()),
    }


def interval(
    recordings: Recordings, anchors: np.ndarray, draws: int = 300
) -> dict[str, tuple[float, float, float]]:
    """Each figure with its bootstrap 95 % interval over recordings."""
    rng = np.random.default_rng(0)
    n = len(recordings.fine)
    resampled = [measure(recordings, anchors, rng.integers(0, n, n)) for _ in range(draws)]
    found = {}
    for name, value in measure(recordings, anchors).items():
        low, high = np.percentile([draw[name] for draw in resampled], [2.5, 97.5])
        found[name] = (value, float(low), float(high))
    return found
