"""An evaluation in figures: what metrics.json holds."""

from __future__ import annotations

import hashlib
import platform
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from offline.evaluation import compare
from offline.evaluation.metrics import Scored, decisions
from offline.evaluation.protocols import PROTOCOLS, Query
from offline.evaluation.statistics import by_cluster, interval
from offline.evaluation.truth import Truth
from offline.pipeline.work import Work
from retrieval_core.build import ENCODERS, portable, resolve
from retrieval_core.taxonomy import Taxonomy

LIBRARIES = ("numpy", "faiss-cpu", "scikit-learn", "scipy", "pytrec-eval-terrier", "torch")


def summarise(
    scored: Mapping[str, Scored], queries: Sequence[Query], order: Sequence[str], k: int, seed: int
) -> dict[str, Any]:
    """Every approach in figures, with intervals over queries, and the approaches compared.

    Returns:
        `k`; `queries` with the number of decisions on each; `approaches`: by name `accuracy`, `precision_at_k`,
        `decisions`, `metrics` (value, low, high), `coverage`, `classes`, `labels`, `confusion_matrix`, `curve`,
        `per_query`; `comparisons` and `gains`.
    """
    approaches, counts = {}, np.zeros(len(queries), dtype=np.int64)
    for name, one in scored.items():
        clusters = np.array([ranking.query for ranking in one.rankings])
        intervals, per_query = {}, {}
        for metric, values in one.values.items():
            sums, counts = by_cluster(values, clusters, len(queries))
            intervals[metric] = asdict(interval(sums, counts, seed))
            means = sums / np.maximum(counts, 1)
            per_query[metric] = [
                round(float(m), 6) if n else None for m, n in zip(means, counts, strict=True)
            ]
        approaches[name] = {
            "accuracy": intervals["accuracy"]["value"],
            "precision_at_k": intervals[f"P@{k}"]["value"],
            "decisions": len(one.wanted),
            "metrics": intervals,
            "coverage": one.coverage,
            **decisions(one.wanted, one.voted, order),
            "curve": [round(float(value), 6) for value in one.curve],
            "per_query": per_query,
        }
    comparisons = compare.all_pairs(approaches, counts)
    return {
        "k": k,
        "queries": [
            {"text": query.text, "label": query.label, "decisions": int(count)}
            for query, count in zip(queries, counts, strict=True)
        ],
        "approaches": approaches,
        "comparisons": comparisons,
        "gains": compare.gains(comparisons),
    }


def describe_run(
    work: Work,
    truths: Sequence[Truth],
    hashes: Sequence[str],
    groups: Sequence[int],
    splits: Sequence[np.ndarray],
) -> dict[str, Any]:
    """What an evaluation was run on: the library and what lay together in it, the encoders, the settings, the versions."""
    settings, encoders = work.settings, work.read("encoders")
    content = [f"{sha} {truth.label}" for sha, truth in zip(hashes, truths, strict=True)]
    return {
        "library": portable(Path(settings.library)),
        "fingerprint": digest(content),
        "searched": digest(digest([content[row] for row in split]) for split in splits),
        "samples": len(truths),
        "groups": len(set(groups)),
        "classes": dict(Counter(truth.label for truth in truths if truth.label).most_common()),
        "labels": "truth for scoring alone" if settings.truth else Path(settings.labels).name,
        "queries": Path(settings.queries).name,
        "encoders": {kind: called(encoders[kind]) for kind in ("text", "audio")},
        "checksums": {kind: encoders[kind]["sha256"] for kind in ("text", "audio")},
        "joint": encoders["joint"],
        "held_out": PROTOCOLS[settings.protocol].held_out,
        "folds": settings.folds,
        "seed": settings.seed,
        "python": platform.python_version(),
        "versions": {name: version(name) for name in LIBRARIES},
    }


def digest(lines: Iterable[str]) -> str:
    """A SHA-256 of lines in any order."""
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def called(encoder: Mapping[str, Any]) -> str:
    """An encoder by its name on the hub, or by where its folder lies, so that one is told from another.

    >>> called({"name": "audio", "path": "data/encoders/audio"}), called({"name": "audio", "path": "/tmp/mine/audio"})
    ('embedded', 'mine/audio')
    """
    place = Path(encoder["path"])
    if resolve(encoder["path"]).parent == ENCODERS:
        return "embedded"
    return "/".join(place.parts[-2:]) if encoder["name"] == place.name else encoder["name"]


def class_order(truths: Sequence[Truth], queries: Sequence[Query], taxonomy: Taxonomy) -> list[str]:
    """All classes that can occur, as the taxonomy lists them (so that like stands by like), and then the rest."""
    there = {name for truth in truths for name in truth.classes} | {query.label for query in queries}
    known = [name for name in (*taxonomy.coarse, *taxonomy.classes) if name in there]
    return known + sorted(there - set(known))
