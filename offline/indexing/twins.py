"""Which samples are the same file, or very nearly the same sound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import faiss
import numpy as np

from offline.indexing.tuning import BLOCK, centroids, list_counts
from retrieval_core.arrays import unit

#: Cosine from which on two sounds are one: the same take at another level, rate or bit depth.
TWIN = 0.999
#: What is compared beside the vectors, which hear low notes and tempi hardly.
COMPARED = ("duration", "tempo", "pitch")
#: Seconds by which such takes may differ in length, as padding by an encoder does, and by which share of it.
PADDING, LONGER = 0.05, 0.01
#: Octaves by which their tempi may differ; whole ones more are a beat that was counted otherwise.
FASTER = 0.005
#: Samples up to which each is compared with each; of more, those that lie by the same centres.
ALL_PAIRS = 20_000
#: Centres that a sample lies by.
CELLS = 2
#: Samples compared with others at a time.
ROWS = 1024


def twins(rows: Sequence[Mapping[str, Any]], audio: np.ndarray) -> list[int | None]:
    """For each sample the first one that is the same file or very nearly the same sound; None for those first ones.

    Parameters:
        rows: of each sample the catalog's row: sha256, duration, tempo, pitch.
        audio: (n, d), the samples as the embedded encoder hears them; may be mapped from a file.
    """
    size = len(rows)
    _, content, copy = np.unique([row["sha256"] for row in rows], return_index=True, return_inverse=True)
    known, first = facts(rows), np.arange(size)
    led = np.zeros(size, bool)  # has others behind it
    for cell in cells(audio):
        vectors = unit(audio[cell])
        original = np.isin(cell, content)
        for start in range(0, len(cell), ROWS):
            # What is alike to another's twin alone is none: copies of copies would lead from any sound to any other.
            before = np.flatnonzero(
                original[: start + ROWS] & (first[cell[: start + ROWS]] == cell[: start + ROWS])
            )
            a, b = np.nonzero(vectors[start : start + ROWS] @ vectors[before].T >= TWIN)
            a, b = cell[start + a], cell[before[b]]
            close = (b < a) & alike(known[a], known[b])
            for one, other in zip(a[close].tolist(), b[close].tolist(), strict=True):
                if first[one] == one and first[other] == other and not led[one]:
                    first[one], led[other] = other, True
    first = first[content[copy]]
    return [None if leader == id else int(leader) for id, leader in enumerate(first)]


def facts(rows: Sequence[Mapping[str, Any]]) -> np.ndarray:
    """Duration in seconds, tempo in bpm and pitch as a MIDI note of each sample, NaN where it has none: (n, 3)."""
    return np.array([[row.get(name) for name in COMPARED] for row in rows], float).reshape(-1, 3)


def alike(some: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Whether facts (n, 3) allow two sounds to be one: (n,)."""
    length, _, pitch = np.abs(some - others).T
    octaves = np.abs(np.log2(others[:, 1] / some[..., 1]))
    return (
        (length <= PADDING + LONGER * others[:, 0])
        & ~(np.abs(octaves - np.round(octaves)) > FASTER)
        & ~(pitch > 0)
    )


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
            quantizer.search(unit(audio[start : start + BLOCK]), CELLS)[1]
            for start in range(0, len(audio), BLOCK)
        ]
    )
    order = np.argsort(by, axis=None, kind="stable")
    bounds = np.searchsorted(by.ravel()[order], np.arange(len(centres) + 1))
    for start, end in pairwise(bounds):
        yield np.sort(order[start:end] // CELLS)


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
