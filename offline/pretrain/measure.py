"""How well prompts find sounds: prompts that nobody trained on, ranked against sounds that nobody trained on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from retrieval_core.taxonomy import Taxonomy

FAMILIES = ("drums", "keys", "other")


@dataclass(frozen=True)
class Query:
    """A prompt and what answers it: sounds of one of `classes`, or of the family alone where there are none.

    `exclude` names classes and families that must not come; `kind` says how the prompt is put.
    """

    text: str
    classes: tuple[str, ...]
    coarse: str | None
    exclude: tuple[str, ...]
    kind: str


def read_queries(path: Path) -> list[Query]:
    """The queries of a JSON-lines file with the fields of Query."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return [
        Query(row["text"], tuple(row["classes"]), row["coarse"], tuple(row["exclude"]), row["kind"])
        for row in rows
    ]


@dataclass(frozen=True)
class Answer:
    """The k best sounds for a query: which are of the right family, the right class, and excluded; (k,) bool each."""

    query: Query
    best: np.ndarray
    family: np.ndarray
    right: np.ndarray
    refused: np.ndarray

    @property
    def voted(self) -> bool:
        """Whether most of the sounds are of the family (where one is wanted) and none decides for another."""
        return bool(self.family.sum() * 2 > len(self.family))

    @property
    def kept(self) -> bool:
        """Whether the family is right and nothing came that was ruled out."""
        return self.voted and not self.refused.any()


def answers(
    queries: Sequence[Query],
    texts: np.ndarray,
    audio: np.ndarray,
    classes: Sequence[frozenset[str]],
    k: int = 5,
) -> list[Answer]:
    """The k nearest sounds of each query, judged; queries of classes that fewer than k sounds have are left out.

    texts (n, d) and audio (m, d) in unit rows; classes: what each sound counts as, ancestors and family included.
    """
    found = []
    for query, scores in zip(queries, texts @ audio.T, strict=True):
        refused = np.array([not c.isdisjoint(query.exclude) for c in classes])
        family = np.array([query.coarse is None or query.coarse in c for c in classes])
        right = family if not query.classes else np.array([not c.isdisjoint(query.classes) for c in classes])
        right = right & ~refused
        if right.sum() < k:
            continue
        best = np.argsort(-scores, kind="stable")[:k]
        found.append(Answer(query, best, family[best], right[best], refused[best]))
    return found


def summary(found: Sequence[Answer]) -> Mapping[str, float]:
    """Means over queries: family and class votes of the best five, precision among them, and obedience to a negation.

    Class figures are over queries that name a class; a class vote is right where most of the five are.
    """
    fine = [answer for answer in found if answer.query.classes]
    negated = [answer for answer in found if answer.query.exclude or answer.query.kind == "negated"]

    def mean(values: Sequence[float]) -> float:
        return float(np.mean(values)) if values else float("nan")

    return {
        "queries": len(found),
        "vote": mean([answer.voted for answer in found]),
        "fine vote": mean([answer.right.mean() > 0.5 for answer in fine]),
        "P@5": mean([answer.right.mean() for answer in fine]),
        "negated": mean([answer.kept for answer in negated]),
    }


def hold_out(taxonomy: Taxonomy, share: float, seed: int) -> tuple[Taxonomy, list[tuple[str, str]]]:
    """A taxonomy that has forgotten a share of its synonyms and clues, and those phrases with their classes.

    What a tower trained on the rest makes of them says how it will fare with words that nobody thought of.
    """
    rng = np.random.default_rng(seed)
    kept, forgotten = {}, []
    for known in taxonomy.classes.values():
        ways: dict[str, Any] = {}
        for way in ("synonyms", "clues"):
            phrases = getattr(known, way)
            dropped = rng.random(len(phrases)) < share
            forgotten += [(p, known.id) for p, drop in zip(phrases, dropped, strict=True) if drop]
            ways[way] = tuple(p for p, drop in zip(phrases, dropped, strict=True) if not drop) or phrases[:1]
        kept[known.id] = replace(known, **ways)
    return replace(taxonomy, classes=kept), forgotten
