"""The report of an evaluation: one HTML file with everything in it but the sounds, which it links to."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from offline.evaluation import figures
from offline.evaluation.compare import DECIDING
from offline.evaluation.metrics import Scored
from offline.evaluation.protocols import PROTOCOLS, Query, seen_as
from offline.evaluation.table import weights
from offline.evaluation.truth import Truth
from offline.pipeline.work import Work
from retrieval_core import approaches
from retrieval_core.arrays import unit
from retrieval_core.evaluated import PICTURE, REPORT
from retrieval_core.taxonomy import shipped

#: Queries that are shown with their hits, for each approach: those with the lowest average precision.
WORST = 6
#: Columns of the table, and what each means.
COLUMNS = {
    "accuracy": "share of decisions where the first hits vote for the right class; each counts alike, so that classes with many queries weigh more",
    "macro-F1": "F1 of the votes for each class, all classes weighing alike",
    "P@1": "share of right samples among the first hit",
    "P@5": "share of right samples among the first 5",
    "R@5": "share of all right samples that are among the first 5",
    "mAP": "mean average precision over the whole ranking",
    "nDCG@10": "normalised discounted cumulative gain of the first 10",
    "MRR": "mean of 1 / rank of the first right sample",
}


@dataclass(frozen=True, slots=True)
class Material:
    """All that a report is made of.

    Attributes:
        metrics: what metrics.json holds.
        scored: the rankings of each approach.
        texts: (queries, d_text), the queries embedded.
        hidden: the work folder that holds heads and vectors.
        library: folder that the searched samples lie in, by `paths`.
    """

    metrics: Mapping[str, Any]
    scored: Mapping[str, Scored]
    queries: Sequence[Query]
    truths: Sequence[Truth]
    texts: np.ndarray
    hidden: Work
    library: Path
    paths: Sequence[str]


def draw(material: Material, folder: Path) -> None:
    """Write the confusion matrix of each approach as PNG, and report.html."""
    for name, one in material.metrics["approaches"].items():
        title = f"{name}: {one['accuracy']:.0%} of {one['decisions']}"
        drawn = {**one, "labels": [figures.drawable(label) for label in one["labels"]]}
        figures.png(figures.confusion(drawn, title), folder / PICTURE.format(name))
    write_report(material, folder / REPORT)


def write_report(material: Material, file: Path) -> None:
    """Write the report; links to sounds are relative to where it lies."""
    metrics = material.metrics
    asked = list(dict.fromkeys(query.label for query in material.queries))
    colours = colour_of(asked)
    best = max(
        metrics["approaches"], key=lambda name: metrics["approaches"][name]["metrics"][DECIDING]["value"]
    )
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    shown = [
        {
            "name": name,
            "about": approaches.get(name).DESCRIPTION,
            "figures": metrics["approaches"][name],
            "matrices": matrices(name, metrics["approaches"][name]),
            "histogram": drawing(histogram(name, one), f"scores of right and wrong hits, {name}"),
            "map": drawing(space(material, name, colours), f"map of the space, {name}"),
            "worst": worst(material, one, file.parent),
            "open": name == best,
        }
        for name, one in material.scored.items()
    ]
    page = environment.get_template("report.html").render(
        metrics=metrics,
        protocol=PROTOCOLS[metrics["protocol"]],
        on=metrics["run_on"],
        approaches=shown,
        columns=COLUMNS,
        weights=weights(metrics["approaches"][best]),
        best=best,
        curves=drawing(
            figures.curves({name: one["curve"] for name, one in metrics["approaches"].items()}),
            "precision over recall, a line an approach",
        ),
        compared=[
            row
            for row in metrics["comparisons"]
            if row["metric"] in (DECIDING, "accuracy") and best in (row["first"], row["second"])
        ],
    )
    file.write_text(page, encoding="utf-8")


def drawing(figure: Any, name: str) -> Markup:
    return Markup(figures.svg(figure, name))


def matrices(name: str, one: Mapping[str, Any]) -> list[Markup]:
    """The confusion matrix: counts and shares in one where they fit into its cells, else one of each."""
    if len(one["labels"]) < figures.MANY:
        return [
            drawing(figures.confusion(one, "decisions, and share of the row"), f"confusion matrix, {name}")
        ]
    return [
        drawing(figures.confusion(one, "decisions"), f"confusion matrix, decisions, {name}"),
        drawing(
            figures.confusion(one, "per cent of the row", True),
            f"confusion matrix, per cent of the row, {name}",
        ),
    ]


def histogram(name: str, one: Scored) -> Any:
    scores = np.concatenate(
        [ranking.scores[: len(right)] for ranking, right in zip(one.rankings, one.right, strict=True)]
    )
    return figures.histogram(scores, np.concatenate(one.right), name)


def space(material: Material, name: str, colours: Mapping[str, int]) -> Any:
    """The space of the first split's heads: sounds and queries."""
    index = material.hidden.arrays(f"{name}-map")
    query = approaches.get(name).load(material.hidden.arrays(f"{name}-0-head"))
    asked = unit(np.stack([query(text) for text in material.texts]))
    wanted = frozenset(query.label for query in material.queries)
    labels = [next((c for c in truth.classes if c in wanted), "not asked for") for truth in material.truths]
    wishes = [query.label for query in material.queries]
    return figures.space(unit(index["vectors"]), labels, index["held_out"], asked, wishes, colours, name)


def colour_of(asked: Sequence[str]) -> dict[str, int]:
    """Number of a colour for each class asked for: its own, or with many classes that of its coarse one."""
    if len(asked) < figures.MANY - 1:
        return {name: i for i, name in enumerate(asked)} | {"not asked for": 6}
    taxonomy = shipped()
    coarse = list(taxonomy.coarse)
    known = {name: taxonomy.resolve(name) for name in asked}
    found = {name: coarse.index(taxonomy.coarse_of(id)) if id else 5 for name, id in known.items()}
    return found | {"not asked for": 6}


def worst(material: Material, one: Scored, folder: Path) -> list[dict[str, Any]]:
    """The queries with the lowest average precision, each with the hits of the split where it is lowest."""
    k, asked = material.metrics["k"], frozenset(query.label for query in material.queries)
    precision = one.values["mAP"]
    lowest: dict[int, int] = {}
    for number, ranking in enumerate(one.rankings):
        if precision[number] < precision[lowest.setdefault(ranking.query, number)]:
            lowest[ranking.query] = number
    rows = []
    for number in sorted(lowest.values(), key=lambda number: precision[number])[:WORST]:
        ranking = one.rankings[number]
        query = material.queries[ranking.query]
        hits = [
            {
                "path": material.paths[row],
                "link": quote(
                    Path(os.path.relpath(material.library / material.paths[row], folder)).as_posix()
                ),
                "label": seen_as(query, material.truths[row], asked),
                "right": query.label in material.truths[row].classes,
                "score": float(cosine),
            }
            for row, cosine in zip(ranking.rows[:k], ranking.scores[:k], strict=True)
        ]
        rows.append(
            {"query": query, "precision": float(precision[number]), "voted": one.voted[number], "hits": hits}
        )
    return rows
