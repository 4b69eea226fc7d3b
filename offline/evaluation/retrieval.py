"""Asking every query of every approach, through FAISS (a NumPy and FAISS process)."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from offline.evaluation.protocols import Query
from offline.indexing.tuning import flat_index
from offline.indexing.words import write_words
from offline.pipeline.work import Work
from retrieval_core import approaches
from retrieval_core.arrays import unit
from retrieval_core.feedback import fed_back
from retrieval_core.ranking import Ranked
from retrieval_core.words import Words

#: Hits that are asked for, at most: as many as ranking metrics are commonly cut off at.
DEPTH = 1000


@dataclass(frozen=True, slots=True)
class Ranking:
    """What came back for one query from one split.

    Attributes:
        query: number of the query.
        split: number of the split that was searched.
        rows: samples, the best first, as rows of the searched library.
        scores: their cosines.
    """

    query: int
    split: int
    rows: np.ndarray
    scores: np.ndarray


def ask(
    hidden: Work,
    approach: str,
    queries: Sequence[Query],
    texts: np.ndarray,
    splits: Sequence[np.ndarray],
    documents: Sequence[str],
) -> list[Ranking]:
    """Search each split's own index, with the query side of the head that was trained for it.

    Parameters:
        texts: (q, d_text), the queries embedded.
        splits: rows that each split searches.
        documents: what may be matched lexically of each sample of the searched library.
    """
    module = approaches.get(approach)
    fuse = getattr(module, "fuse", None)
    rankings = []
    for number, rows in enumerate(splits):
        query = module.load(hidden.arrays(f"{approach}-{number}-head"))
        index = flat_index(hidden.arrays(f"{approach}-{number}")["vectors"])
        asked = unit(np.stack([query(text) for text in texts]))
        scores, found = index.search(asked, min(DEPTH, len(rows)))
        words = full_text([documents[row] for row in rows]) if fuse else None
        for i, asking in enumerate(queries):
            ranked = fed_back(asked[i], Ranked(found[i], scores[i]), index.reconstruct_batch(found[i]))
            ids, cosines = ranked.ids, ranked.scores
            if fuse and words:
                ids = fuse(ranked, *(scored.among(ids) for scored in words.matches(asking.text))).ids
                cosines = cosines[np.argsort(ranked.ids)[np.searchsorted(np.sort(ranked.ids), ids)]]
            rankings.append(Ranking(i, number, rows[ids], cosines))
    return rankings


def full_text(documents: Sequence[str]) -> Words:
    """A full-text index like that of a catalog, in memory."""
    db = sqlite3.connect(":memory:")
    write_words(db, documents)
    return Words(db, len(documents))


def answerable(
    queries: Sequence[Query], classes: Sequence[Sequence[str]], splits: Sequence[np.ndarray]
) -> np.ndarray:
    """How many samples of each split are relevant to each query: (queries, splits)."""
    return np.array(
        [[sum(query.label in classes[row] for row in rows) for rows in splits] for query in queries],
        dtype=np.int64,
    ).reshape(len(queries), len(splits))
