"""A stage of a build (a Torch process): the heads of every approach, learned from all samples, of a large library from some."""

from __future__ import annotations

import numpy as np
import torch
from safetensors.numpy import save_file
from tqdm import tqdm

from offline import approaches
from offline.approaches import Head, Judged, TrainingSet
from offline.approaches.hybrid import PREFERRED
from offline.pipeline.work import Work
from retrieval_core.approaches import names

#: Samples that are projected at a time.
BLOCK = 1 << 16


def train(work: Work) -> None:
    """Train and export each approach that suits the encoders, and project all samples."""
    data = training_set(work)
    learning, adopting = kinds(data.joint)
    for name in tqdm(learning, desc="train heads", unit=" heads"):
        head = approaches.learn(name, data, work.settings.seed)
        export(work, name, head)
        for other in adopting if name == base(work) else ():
            export(work, other, approaches.get(other).adopt(name, head))


def kinds(joint: bool) -> tuple[list[str], list[str]]:
    """The approaches that learn, and those that build on one of these."""
    able = names(joint)
    adopting = [name for name in able if hasattr(approaches.get(name), "adopt")]
    return [name for name in able if name not in adopting], adopting


def base(work: Work) -> str:
    """The approach that others build on, as the rehearsal has found it."""
    hidden = work.hidden
    return hidden.read("base") if hidden.has("base") else PREFERRED


def training_set(work: Work) -> TrainingSet:
    """Audio, texts, and which text describes which sample, as the earlier stages left them."""
    texts, encoders = work.arrays("texts"), work.read("encoders")
    rows = work.read("taught")
    anchors = work.arrays("anchors") if work.has("anchors") else {}
    return TrainingSet(
        audio=torch.from_numpy(work.arrays("audio")["audio"][rows]),
        texts=torch.from_numpy(texts["texts"]),
        positive=torch.from_numpy(texts["positive"]),
        text_class=torch.from_numpy(texts["text_class"]),
        joint=encoders["joint"],
        judged=judged_pairs(work, rows),
        anchors={name: torch.from_numpy(point) for name, point in anchors.items()},
    )


def judged_pairs(work: Work, rows: list[int]) -> Judged | None:
    """What people have said of pairs, where the build was told; samples are numbered as those are that heads learn from."""
    if not work.has("judged"):
        return None
    arrays = {name: torch.from_numpy(array) for name, array in work.arrays("judged").items()}
    judged = Judged(arrays["texts"], arrays["rows"], arrays["columns"], arrays["weights"].float())
    return judged.subset(torch.tensor(rows))


def export(work: Work, name: str, head: Head) -> None:
    """Write the head of an approach, and the vectors of all samples in its space."""
    folder = work.folder / name
    folder.mkdir(parents=True, exist_ok=True)
    save_file(to_numpy(head), folder / "head.safetensors")
    project_all(work, name, head)


def project_all(work: Work, name: str, head: Head) -> None:
    """Write the vectors of all samples in the space of an approach, block by block."""
    project, audio = approaches.get(name).project, work.arrays("audio")["audio"]
    width = project(head, torch.from_numpy(audio[:1])).shape[1]
    vectors = work.create_arrays(name, {"vectors": (len(audio), width)})["vectors"]
    for start in range(0, len(audio), BLOCK):
        vectors[start : start + BLOCK] = project(head, torch.from_numpy(audio[start : start + BLOCK])).numpy()


def to_numpy(head: Head) -> dict[str, np.ndarray]:
    return {name: np.ascontiguousarray(tensor.numpy()) for name, tensor in head.items()}
