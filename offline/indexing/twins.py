"""Which samples are the same file, or very nearly the same sound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import faiss
import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from offline.indexing.tuning import BLOCK, centroids, list_counts
from retrieval_core.encoders.text import unit

#: Cosine from which on two sounds are one: the same take at another level, rate or bit depth.
TWIN = 0.999
#: Samples up to which each is compared with each; of more, those that lie by the same centres.
ALL_PAIRS = 20_000
#: Centres that a sample lies by.
CELLS = 2
#: Samples compared with others at a time, and pairs of them that are kept one by one.
ROWS, PAIRS = 1024, 1_000_000


def twins(hashes: Sequence[str], audio: np.ndarray) -> list[int | None]:
    """For each sample the first one that is the same file or very nearly the same sound; None for those first ones.

    Parameters:
        hashes: of the content of each sample.
        audio: (n, d), the samples as the embedded encoder hears them; may be mapped from a file.
    """
    size = len(hashes)
    _, first, content = np.unique(hashes, return_index=True, return_inverse=True)
    links = [np.stack([np.arange(size), first[content]])]
    for cell in cells(audio):
        links += near(cell, unit(audio[cell].astype(np.float32)))
    a, b = np.concatenate(links, axis=1)
    graph = coo_array((np.ones(len(a), bool), (a, b)), shape=(size, size))
    _, group = connected_components(graph, directed=False)
    _, first, group = np.unique(group, return_index=True, return_inverse=True)
    return [None if first[g] == i else int(first[g]) for i, g in enumerate(group)]


def cells(audio: np.ndarray) -> Iterator[np.ndarray]:
    """Rows that are to be compared with each other: all, or of a large library those by the same centre."""
    if len(audio) <= ALL_PAIRS:
        yield np.arange(len(audio))
        return
    centres = centroids(audio, list_counts(len(audio))[0], np.random.default_rng(0))
    quantizer = faiss.IndexFlatIP(audio.shape[1])
    quantizer.add(centres)
    by = np.concatenate(
        [
            quantizer.search(unit(audio[start : start + BLOCK].astype(np.float32)), CELLS)[1]
            for start in range(0, len(audio), BLOCK)
        ]
    )
    order = np.argsort(by, axis=None, kind="stable")
    bounds = np.searchsorted(by.ravel()[order], np.arange(len(centres) + 1))
    for start, end in pairwise(bounds):
        yield np.sort(order[start:end] // CELLS)


def near(rows: np.ndarray, vectors: np.ndarray) -> Iterator[np.ndarray]:
    """Links (2, pairs) between rows whose vectors (unit length) are nearly equal."""
    for start in range(0, len(rows), ROWS):
        close = vectors[start : start + ROWS] @ vectors[start:].T >= TWIN
        if np.count_nonzero(close) <= PAIRS:
            a, b = np.nonzero(close)
        else:  # thousands of the same sound: the first and the last that each is like hold them together as well
            a = np.tile(np.arange(len(close)), 2)
            b = np.concatenate([close.argmax(axis=1), close.shape[1] - 1 - close[:, ::-1].argmax(axis=1)])
        yield np.stack([rows[start + a], rows[start + b]])


def regrouped(
    first: np.ndarray, removed: Sequence[int], moves: Mapping[int, int]
) -> tuple[np.ndarray, list[tuple[int, int]]]:
    """Groups of twins once samples have gone and others have another id.

    Parameters:
        first: (n,), the first of the group of each sample, by the ids of before.
        removed: ids that are gone.
        moves: new ids by old ones.

    Returns:
        the first of each one's group by the new ids (n,), by the old id of the sample, -1 for those gone; and what has
        changed of it, as (id, first) by the new ids.
    """
    fresh = np.arange(len(first))
    fresh[list(removed)] = -1
    fresh[list(moves)] = list(moves.values())
    leader = first.astype(np.int64)
    orphans = np.flatnonzero((fresh >= 0) & np.isin(first, list(removed)))
    for gone in np.unique(first[orphans]):
        members = orphans[first[orphans] == gone]
        leader[members] = members[0]
    found = np.where(fresh >= 0, fresh[leader], -1)
    changed = np.flatnonzero((fresh >= 0) & (found != first))
    return found, [(int(fresh[id]), int(found[id])) for id in changed]
