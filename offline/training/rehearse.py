"""Before an evaluation (a Torch process): heads for each split of its protocol, and the vectors that will be searched."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import average_precision_score
from tqdm import tqdm

from offline import approaches
from offline.approaches.hybrid import best
from offline.evaluation.protocols import PROTOCOLS, Query, read_queries
from offline.evaluation.truth import Truth, merge_groups, read_truth
from offline.pipeline.work import Work
from offline.training.train import kinds, to_numpy, training_set
from retrieval_core import approaches as query_side
from retrieval_core.build import resolve
from retrieval_core.encoders.text import TextEncoder


def rehearse(work: Work) -> None:
    """Train every approach on each split, and project what the split searches.

    Works on the samples under neutral names. Where the work folder names another one in `searched`, heads learn from all
    samples of this one and that one's are searched.
    """
    hidden = work.hidden
    settings = work.settings
    other = Work(Path(work.read("searched"))) if work.has("searched") else None
    searched = other.hidden if other else hidden
    truths, vectors = read_truth(searched), searched.arrays("audio")
    audio = vectors["audio"]
    groups = merge_groups(truths, [sample.sha256 for sample in searched.scan()[0]], vectors["heard"])
    splits = PROTOCOLS[settings.protocol].splits(truths, groups, settings)
    hidden.write("groups", groups.tolist())
    hidden.write("splits", [split.search.tolist() for split in splits])
    data = training_set(hidden)
    learning, adopting = kinds(data.joint)
    with tqdm(
        total=len(learning) * len(splits), desc="train heads to be scored", unit=" heads", disable=not splits
    ) as progress:
        for name in learning:
            approach = approaches.get(name)
            for number, split in enumerate(splits):
                part = data if split.train is None else data.subset(torch.from_numpy(split.train))
                head = approaches.learn(name, part, settings.seed)
                vectors = approach.project(head, torch.from_numpy(audio)).numpy()
                hidden.write_arrays(f"{name}-{number}-head", to_numpy(head))
                hidden.write_arrays(f"{name}-{number}", {"vectors": vectors[split.search]})
                if number == 0:  # the map shows the space of one split
                    held_out = np.zeros(len(audio), bool)
                    held_out[split.search] = split.train is not None or other is not None
                    hidden.write_arrays(f"{name}-map", {"vectors": vectors, "held_out": held_out})
                progress.update()
    queries = read_queries(Path(settings.queries), truths, settings.protocol)
    # What labels are there for scoring alone decide nothing.
    labelled = settings.labels != "none"
    found = figures(hidden, learning, queries, truths, [s.search for s in splits]) if labelled else {}
    base = best(found, taught=labelled or bool(data.judged) or not data.joint)
    hidden.write("base", base)
    for name in adopting:
        for number in range(len(splits)):
            head = {
                key: torch.from_numpy(array) for key, array in hidden.arrays(f"{base}-{number}-head").items()
            }
            hidden.write_arrays(f"{name}-{number}-head", to_numpy(approaches.get(name).adopt(base, head)))
            hidden.write_arrays(f"{name}-{number}", hidden.arrays(f"{base}-{number}"))
        if splits:
            hidden.write_arrays(f"{name}-map", hidden.arrays(f"{base}-map"))


def figures(
    hidden: Work,
    names: Sequence[str],
    queries: Sequence[Query],
    truths: Sequence[Truth],
    searched: Sequence[np.ndarray],
) -> dict[str, float]:
    """Mean average precision of some approaches over all queries and splits; empty where there are none."""
    if not queries or not searched:
        return {}
    encoder = TextEncoder.from_pretrained(resolve(hidden.read("encoders")["text"]["path"]))
    texts = encoder.encode([query.text for query in queries])
    found = {}
    for name in names:
        precisions = []
        for number, rows in enumerate(searched):
            vectors = hidden.arrays(f"{name}-{number}")["vectors"]
            ask = query_side.get(name).load(hidden.arrays(f"{name}-{number}-head"))
            for query, text in zip(queries, texts, strict=True):
                right = [query.label in truths[row].classes for row in rows]
                if any(right):
                    precisions.append(average_precision_score(right, vectors @ ask(text)))
        if precisions:
            found[name] = float(np.mean(precisions))
    return found
