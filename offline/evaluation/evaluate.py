"""A stage of a build (a NumPy and FAISS process): retrieval through FAISS, scored, compared, drawn and reported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from offline.evaluation.caveats import caveats, nothing_to_score
from offline.evaluation.metrics import score
from offline.evaluation.protocols import PROTOCOLS, Query, nothing_to_hold_out, read_queries
from offline.evaluation.retrieval import answerable, ask
from offline.evaluation.summary import class_order, describe_run, summarise
from offline.evaluation.truth import Truth, read_truth
from offline.pipeline.work import Settings, Work
from retrieval_core.approaches import names
from retrieval_core.build import portable, resolve
from retrieval_core.encoders.text import TextEncoder
from retrieval_core.evaluated import METRICS
from retrieval_core.taxonomy import shipped


def evaluate(work: Work) -> None:
    """Score every approach; write evaluation/metrics.json (see `summarise`), a confusion matrix each as PNG, and report.html.

    Where there is nothing to score, `approaches` is empty, `note` says why, and `hint` what whoever builds may do about it.
    """
    settings = work.settings
    searched = Work(Path(work.read("searched"))) if work.has("searched") else work
    hidden = work.hidden
    truths = read_truth(searched.hidden)
    splits = [np.array(rows, dtype=np.int64) for rows in hidden.read("splits")]
    queries = read_queries(Path(settings.queries), truths, settings.protocol)
    folder = work.folder / "evaluation"
    folder.mkdir(parents=True, exist_ok=True)
    scanned, skipped = searched.scan()
    samples = [scanned[row] for row in searched.hidden.read("scored")]
    paths, hashes = [sample.path for sample in samples], [sample.sha256 for sample in samples]
    groups, answered = hidden.read("groups"), bool(splits and queries)
    why, hint = nothing_to_score(truths, settings) or ("", "")
    metrics: dict[str, Any] = {
        "protocol": settings.protocol,
        "note": why or note(truths, splits, queries, groups, settings),
        "hint": hint,
        "caveats": caveats(truths, paths, hashes, groups, settings, scored=answered),
        "k": settings.k,
        "approaches": {},
        "queries": [],
        "comparisons": [],
        "gains": [],
        "run_on": {
            **describe_run(searched, truths, hashes, groups, splits),
            "skipped": len(skipped),
            "library_samples": len(scanned),
            "trained_on": portable(Path(settings.library)) if searched is not work else None,
        },
    }
    if len(scanned) > len(samples):
        drawn = f"{len(samples)} of its {len(scanned)} samples, drawn by lot group by group"
        metrics["note"] += f"; on {drawn}"
    if answered:
        # With Matplotlib and scikit-learn, which a library without labels needs not.
        from offline.evaluation.report import Material, draw

        encoder = TextEncoder.from_pretrained(resolve(hidden.read("encoders")["text"]["path"]))
        texts = encoder.encode([query.text for query in queries])
        documents = list(searched.hidden.lines("words"))
        relevant = answerable(queries, [truth.classes for truth in truths], splits)
        scored = {
            name: score(
                ask(hidden, name, queries, texts, splits, documents), queries, truths, relevant, settings.k
            )
            for name in names(hidden.read("encoders")["joint"])
        }
        order = class_order(truths, queries, shipped())
        metrics |= summarise(scored, queries, order, settings.k, settings.seed)
        library = Path(searched.settings.library)
        draw(Material(metrics, scored, queries, truths, texts, hidden, library, paths), folder)
    (folder / METRICS).write_text(json.dumps(metrics, indent=1, ensure_ascii=False), encoding="utf-8")


def note(
    truths: list[Truth],
    splits: list[np.ndarray],
    queries: list[Query],
    groups: list[int],
    settings: Settings,
) -> str:
    """What the figures are of, in a sentence; or why nothing could be held out."""
    if not splits:
        return nothing_to_hold_out(truths, groups) or "no sample has a class to be scored by"
    parts = f"{len(splits)} folds, " if len(splits) > 1 else ""
    return (
        f"{settings.protocol} ({PROTOCOLS[settings.protocol].about}), {len(truths)} samples in {len(set(groups))} groups, "
        f"{parts}{len(queries)} queries, vote of the top {settings.k}"
    )
