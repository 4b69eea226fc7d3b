"""Stage 3 of a build (a Torch process): the heads of every approach, on all samples and without each fold."""

from __future__ import annotations

import numpy as np
import torch
from safetensors.numpy import save_file
from sklearn.model_selection import StratifiedKFold
from tqdm import tqdm

from offline import approaches
from offline.approaches import Head, TrainingSet
from offline.work import Work
from retrieval_core.approaches import names


def train(work: Work) -> None:
    """Train and export each approach; for the evaluation also once per fold, without the samples of that fold."""
    settings = work.settings
    data = training_set(work)
    folds = fold_of_each(work.read("labels"), settings.folds, settings.seed)
    work.write("folds", folds.tolist())
    held_out = sorted(set(folds.tolist()) - {-1})
    with tqdm(
        total=len(names()) * (1 + len(held_out)), desc="train heads", unit=" heads", disable=None
    ) as progress:
        for name in names():
            approach = approaches.get(name)
            head = approach.train(data, settings.seed)
            export(work, name, head, approach.project(head, data.audio))
            progress.update()
            for fold in held_out:
                rest = torch.from_numpy(np.flatnonzero(folds != fold))
                head = approach.train(data.subset(rest), settings.seed)
                search = approach.project(head, data.audio[torch.from_numpy(np.flatnonzero(folds == fold))])
                work.write_arrays(f"{name}-{fold}-head", to_numpy(head))
                work.write_arrays(f"{name}-{fold}", {"vectors": search.numpy()})
                progress.update()


def training_set(work: Work) -> TrainingSet:
    """Audio, texts, and which text describes which sample, as the earlier stages left them."""
    texts, encoders = work.arrays("texts"), work.read("encoders")
    return TrainingSet(
        audio=torch.from_numpy(work.arrays("audio")["audio"]),
        texts=torch.from_numpy(texts["texts"]),
        positive=torch.from_numpy(texts["positive"]),
        text_class=torch.from_numpy(texts["text_class"]),
        joint=encoders["joint"],
    )


def fold_of_each(labels: list[str | None], folds: int, seed: int) -> np.ndarray:
    """The fold of each sample, stratified by label; -1 for all where there is nothing to hold out and score.

    No more folds than the largest class has samples; without labels, or with one class, there is none.
    """
    known = [label for label in labels if label is not None]
    counts = {label: known.count(label) for label in set(known)}
    if len(known) < len(labels) or len(counts) < 2 or max(counts.values()) < 2:
        return np.full(len(labels), -1)
    splitter = StratifiedKFold(min(folds, max(counts.values())), shuffle=True, random_state=seed)
    fold = np.empty(len(labels), dtype=int)
    for number, (_, test) in enumerate(splitter.split(np.zeros(len(labels)), labels)):
        fold[test] = number
    return fold


def export(work: Work, name: str, head: Head, vectors: torch.Tensor) -> None:
    folder = work.folder / name
    folder.mkdir(parents=True, exist_ok=True)
    save_file(to_numpy(head), folder / "head.safetensors")
    work.write_arrays(name, {"vectors": vectors.numpy()})


def to_numpy(head: Head) -> dict[str, np.ndarray]:
    return {name: np.ascontiguousarray(tensor.numpy()) for name, tensor in head.items()}
