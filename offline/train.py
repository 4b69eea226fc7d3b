"""Stage 3 of a build (a Torch process): the heads of every approach, learned from all samples."""

from __future__ import annotations

import numpy as np
import torch
from safetensors.numpy import save_file
from tqdm import tqdm

from offline import approaches
from offline.approaches import Head, TrainingSet
from offline.work import Work
from retrieval_core.approaches import names


def train(work: Work) -> None:
    """Train and export each approach that suits the encoders, on all samples."""
    data = training_set(work)
    for name in tqdm(names(data.joint), desc="train heads", unit=" heads"):
        head = approaches.get(name).train(data, work.settings.seed)
        export(work, name, head, approaches.get(name).project(head, data.audio))


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


def export(work: Work, name: str, head: Head, vectors: torch.Tensor) -> None:
    folder = work.folder / name
    folder.mkdir(parents=True, exist_ok=True)
    save_file(to_numpy(head), folder / "head.safetensors")
    work.write_arrays(name, {"vectors": vectors.numpy()})


def to_numpy(head: Head) -> dict[str, np.ndarray]:
    return {name: np.ascontiguousarray(tensor.numpy()) for name, tensor in head.items()}
