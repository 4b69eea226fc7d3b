"""Stage 5 of a build (a NumPy and FAISS process): retrieval through FAISS, scored on samples that no head has seen."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import accuracy_score, confusion_matrix, precision_recall_fscore_support

from offline.index import flat_index
from offline.work import Work
from retrieval_core import approaches
from retrieval_core.build import resolve
from retrieval_core.encoders.text import TextEncoder, unit

#: Hits that vote on the class of a query, as in the specification.
K = 5


@dataclass(frozen=True, slots=True)
class Query:
    """A prompt and the class that its hits should have."""

    text: str
    label: str


def read_queries(file: Path, labels: Sequence[str]) -> list[Query]:
    """Queries of a CSV (`text,label`) whose label the library has."""
    with file.open(newline="", encoding="utf-8") as stream:
        queries = [Query(row["text"], row["label"]) for row in csv.DictReader(stream)]
    return [query for query in queries if query.label in set(labels)]


def vote(labels: Sequence[str]) -> str:
    """The most frequent label; among equals the one that comes first."""
    return Counter(labels).most_common(1)[0][0]


def evaluate(work: Work) -> dict[str, Any]:
    """Score every approach and write evaluation/metrics.json and a confusion matrix each as PNG.

    Each fold is searched with a head that was trained without it: the hits of a query are the best of samples that
    the head has never seen. Every query is asked once a fold.

    Returns:
        what metrics.json holds: `approaches` (empty where there is nothing to score), `k`, and a `note`.
    """
    labels, folds = work.read("labels"), np.array(work.read("folds"))
    numbers = sorted(set(folds.tolist()) - {-1})
    queries = read_queries(Path(work.settings.queries), [label for label in labels if label])
    folder = work.folder / "evaluation"
    folder.mkdir(parents=True, exist_ok=True)
    if None in labels:
        note = "an unlabelled library has nothing to be scored against"
    elif not numbers:
        note = "a library needs two classes, and one with two samples, to hold some out"
    elif not queries:
        note = f"no query in {Path(work.settings.queries).name} asks for a class of this library"
    else:
        note = f"{len(numbers)}-fold cross-validation, {len(queries)} queries, vote of the top {K}"
    metrics: dict[str, Any] = {"note": note, "k": K, "approaches": {}}
    if numbers and queries:
        encoder = TextEncoder.from_pretrained(resolve(work.read("encoders")["text"]["path"]))
        texts = encoder.encode([query.text for query in queries])
        classes = sorted({query.label for query in queries} | set(labels))
        for name in approaches.names():
            truth, predicted, precision = [], [], []
            for fold in numbers:
                members = [labels[i] for i in np.flatnonzero(folds == fold)]
                query = approaches.get(name).load(work.arrays(f"{name}-{fold}-head"))
                index = flat_index(work.arrays(f"{name}-{fold}")["vectors"])
                asked = unit(np.stack([query(text) for text in texts]).astype(np.float32))
                for wish, hits in zip(queries, index.search(asked, min(K, len(members)))[1], strict=True):
                    found = [members[i] for i in hits]
                    truth.append(wish.label)
                    predicted.append(vote(found))
                    precision.append(np.mean([label == wish.label for label in found]))
            metrics["approaches"][name] = figures(truth, predicted, classes) | {
                "precision_at_k": float(np.mean(precision))
            }
            picture(metrics["approaches"][name], name, folder / f"{name}_cm.png")
    (folder / "metrics.json").write_text(json.dumps(metrics, indent=2), encoding="utf-8")
    return metrics


def figures(truth: list[str], predicted: list[str], classes: list[str]) -> dict[str, Any]:
    """Accuracy, precision, recall and F1 of each class, and the confusion matrix (rows: truth)."""
    precision, recall, f1, support = precision_recall_fscore_support(
        truth, predicted, labels=classes, zero_division=0.0
    )
    return {
        "decisions": len(truth),
        "accuracy": float(accuracy_score(truth, predicted)),
        "classes": {
            name: {"precision": float(p), "recall": float(r), "f1": float(f), "queries": int(n)}
            for name, p, r, f, n in zip(classes, precision, recall, f1, support, strict=True)
        },
        "confusion_matrix": confusion_matrix(truth, predicted, labels=classes).tolist(),
    }


def picture(metrics: dict[str, Any], approach: str, file: Path) -> None:
    """A confusion matrix as PNG."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot
    from sklearn.metrics import ConfusionMatrixDisplay

    classes = list(metrics["classes"])
    side = max(4.0, 0.5 * len(classes))
    figure, axes = pyplot.subplots(figsize=(side + 0.8, side), layout="constrained")
    display = ConfusionMatrixDisplay(np.array(metrics["confusion_matrix"]), display_labels=classes)
    display.plot(
        ax=axes, cmap="cividis", colorbar=False, xticks_rotation="vertical" if len(classes) > 4 else 0
    )
    axes.set(
        title=f"{approach}: {metrics['accuracy']:.0%} of {metrics['decisions']}",
        xlabel="vote of the hits",
        ylabel="asked for",
    )
    figure.savefig(file, dpi=120)
    pyplot.close(figure)
