"""Before an evaluation (a Torch process): heads for each split of its protocol, and the vectors that will be searched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from offline import approaches
from offline.approaches import Head
from offline.evaluation.protocols import PROTOCOLS
from offline.evaluation.truth import merge_groups, read_truth
from offline.train import to_numpy, training_set
from offline.work import Work
from retrieval_core.approaches import names


def rehearse(work: Work) -> None:
    """Train every approach on each split, and project what the split searches.

    Works on the samples under neutral names. Where the work folder names another one in `searched`, heads learn from all
    samples of this one and that one's are searched.
    """
    hidden = Work(work.scratch / "hidden")
    settings = work.settings
    other = Work(Path(work.read("searched"))) if work.has("searched") else None
    searched = Work(other.scratch / "hidden") if other else hidden
    truths, audio = read_truth(searched), searched.arrays("audio")["audio"]
    groups = merge_groups(truths, [sample.sha256 for sample in searched.scan()[0]], audio)
    splits = PROTOCOLS[settings.protocol].splits(truths, groups, settings)
    hidden.write("groups", groups.tolist())
    hidden.write("splits", [split.search.tolist() for split in splits])
    data = training_set(hidden)
    able = names(data.joint)
    learned: dict[tuple[Callable, int], Head] = {}  # approaches that learn alike share a head
    with tqdm(total=len(able) * len(splits), desc="train heads to be scored", unit=" heads") as progress:
        for name in able:
            approach = approaches.get(name)
            for number, split in enumerate(splits):
                rows = None if split.train is None else torch.from_numpy(split.train)
                if (approach.train, number) not in learned:
                    part = data if rows is None else data.subset(rows)
                    learned[approach.train, number] = approach.train(part, settings.seed)
                head = learned[approach.train, number]
                vectors = approach.project(head, torch.from_numpy(audio)).numpy()
                hidden.write_arrays(f"{name}-{number}-head", to_numpy(head))
                hidden.write_arrays(f"{name}-{number}", {"vectors": vectors[split.search]})
                if number == 0:  # the map shows the space of one split
                    held_out = np.zeros(len(audio), bool)
                    held_out[split.search] = split.train is not None or other is not None
                    hidden.write_arrays(f"{name}-map", {"vectors": vectors, "held_out": held_out})
                progress.update()
