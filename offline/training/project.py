"""In place of training (a Torch process): what is new in a library, projected with the heads of the build before."""

from __future__ import annotations

import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file

from offline.pipeline.work import Work
from offline.training.train import project_all
from retrieval_core.approaches import names


def project(work: Work) -> None:
    """Take over the head of each approach, and write the vectors of the new samples in its space."""
    before = Path(work.read("growth")["build"])
    torch.set_grad_enabled(False)
    for name in names(work.read("encoders")["joint"]):
        (work.folder / name).mkdir(parents=True, exist_ok=True)
        head = before / name / "head.safetensors"
        shutil.copyfile(head, work.folder / name / head.name)
        project_all(work, name, load_file(head))
