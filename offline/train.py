"""Stage 3 of a build (a Torch process): the heads of every approach, learned from all samples."""

from __future__ import annotations

import numpy as np
import torch
from safetensors.numpy import save_file
from tqdm import tqdm

from offline import approaches
from offline.approaches import Head, Judged, TrainingSet
from offline.approaches.hybrid import PREFERRED
from offline.work import Work
from retrieval_core.approaches import names


def train(work: Work) -> None:
    """Train and export each approach that suits the encoders, on all samples."""
    data = training_set(work)
    learning, adopting = kinds(data.joint)
    for name in tqdm(learning, desc="train heads", unit=" heads"):
        approach = approaches.get(name)
        head = approach.train(data, work.settings.seed)
        export(work, name, head, approach.project(head, data.audio))
        for other in adopting:
            if name == base(work):
                export(
                    work, other, approaches.get(other).adopt(name, head), approach.project(head, data.audio)
                )


def kinds(joint: bool) -> tuple[list[str], list[str]]:
    """The approaches that learn, and those that build on one of these."""
    able = names(joint)
    adopting = [name for name in able if hasattr(approaches.get(name), "adopt")]
    return [name for name in able if name not in adopting], adopting


def base(work: Work) -> str:
    """The approach that others build on, as the rehearsal has found it."""
    hidden = Work(work.scratch / "hidden")
    return hidden.read("base") if hidden.has("base") else PREFERRED


def training_set(work: Work) -> TrainingSet:
    """Audio, texts, and which text describes which sample, as the earlier stages left them."""
    texts, encoders = work.arrays("texts"), work.read("encoders")
    return TrainingSet(
        audio=torch.from_numpy(work.arrays("audio")["audio"]),
        texts=torch.from_numpy(texts["texts"]),
        positive=torch.from_numpy(texts["positive"]),
        text_class=torch.from_numpy(texts["text_class"]),
        joint=encoders["joint"],
        judged=judged_pairs(work),
    )


def judged_pairs(work: Work) -> Judged | None:
    """What people have said of pairs, where the build was told."""
    if not work.has("judged"):
        return None
    arrays = {name: torch.from_numpy(array) for name, array in work.arrays("judged").items()}
    return Judged(arrays["texts"], arrays["rows"], arrays["columns"], arrays["weights"].float())


def export(work: Work, name: str, head: Head, vectors: torch.Tensor) -> None:
    folder = work.folder / name
    folder.mkdir(parents=True, exist_ok=True)
    save_file(to_numpy(head), folder / "head.safetensors")
    work.write_arrays(name, {"vectors": vectors.numpy()})


def to_numpy(head: Head) -> dict[str, np.ndarray]:
    return {name: np.ascontiguousarray(tensor.numpy()) for name, tensor in head.items()}
