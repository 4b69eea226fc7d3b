"""Which index a library gets: exact as long as that costs next to nothing, then inverted lists, tuned on the library itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import faiss
import numpy as np

from retrieval_core.arrays import spread, unit

#: Numbers in all vectors up to which exact search stays under 2 ms on one core: 50,000 vectors of 256.
EXACT = 50_000 * 256
#: Of the ten nearest vectors, the share that must be found.
RECALL, NEAREST = 0.985, 10
#: Vectors of the library that are searched for beside the texts, to tune with and to report with.
SOUNDS = 256
#: Vectors that k-means sees for each list, and its iterations.
POINTS, ITERATIONS = 64, 8
#: Widens the range of numbers that SQ8 can keep, by this share on each side: what is added later may lie outside.
MARGIN = 0.25
#: Vectors that are read at a time.
BLOCK = 1 << 16
#: How inverted lists keep vectors, the smaller first: a byte a number (of what is left once the centre of the list is
#: taken away), or two.
CODECS = {"SQ8": faiss.ScalarQuantizer.QT_8bit, "fp16": faiss.ScalarQuantizer.QT_fp16}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What an index is, as the manifest states it.

    Attributes:
        kind: "flat" or "ivf".
        codec: how vectors are kept.
        lists, probes: inverted lists, and how many a search looks through.
        recall: of the ten nearest, by kind of query (see `make_index`, and "sounds"), on queries that nothing was tuned with.
        queries: how many those were.
    """

    kind: str
    codec: str = "float32"
    lists: int = 1
    probes: int = 1
    recall: dict[str, float] = field(default_factory=lambda: {"texts": 1.0, "sounds": 1.0})
    queries: dict[str, int] = field(default_factory=dict)

    @property
    def lowest(self) -> float:
        return min(self.recall.values(), default=1.0)

    def entry(self) -> dict[str, Any]:
        return asdict(self)


def flat_index(vectors: np.ndarray) -> faiss.Index:
    """Exact inner-product search over unit vectors, so that scores are cosines."""
    index = faiss.IndexFlatIP(vectors.shape[1])
    fill(index, vectors)
    return index


def fill(index: faiss.Index, vectors: np.ndarray) -> None:
    """Add vectors, brought to length one, block by block."""
    for start in range(0, len(vectors), BLOCK):
        index.add(unit(vectors[start : start + BLOCK]))


def make_index(
    vectors: np.ndarray, asked: Mapping[str, np.ndarray], kind: str = "auto"
) -> tuple[faiss.Index, Chosen]:
    """An index over vectors, and what it is.

    Parameters:
        vectors: (n, d), may be mapped from a file.
        asked: (q, d) by the kind of query ("texts", "turned"), what the approach asks for: texts lie apart from the sounds, and are harder to
            find by.
        kind: "auto", "flat" or "ivf".
    """
    size = vectors.shape[0] * vectors.shape[1]
    if kind == "flat" or (kind == "auto" and size <= EXACT) or len(vectors) < 2:
        return flat_index(vectors), Chosen("flat")
    rng = np.random.default_rng(0)
    rows = np.sort(rng.choice(len(vectors), min(SOUNDS, len(vectors)), replace=False))
    queries = {name: unit(some) for name, some in asked.items() if len(some)}
    # A sound of the library finds itself: one more is asked for, and itself is not counted (a text is no sample).
    itself = {name: np.full(len(some), -2) for name, some in queries.items()} | {"sounds": rows}
    queries["sounds"] = unit(vectors[rows])
    near = {name: nearest(vectors, some, itself[name]) for name, some in queries.items()}
    centres = {lists: centroids(vectors, lists, rng) for lists in list_counts(len(vectors))}
    best: tuple[faiss.IndexIVF, Chosen] | None = None
    for codec in CODECS:
        for found in centres.values():
            index = inverted(vectors, found, codec)
            chosen = tune(index, codec, queries, itself, near)
            if best is None or better(chosen, best[1], len(vectors)):
                best = index, chosen
            if chosen.lowest < RECALL:
                break  # more lists find no more
        if best and best[1].lowest >= RECALL:
            break
    assert best
    index, chosen = best
    index.nprobe = chosen.probes
    return index, chosen


def list_counts(size: int) -> list[int]:
    """Powers of two about the square root of the size, and twice that."""
    lists = max(1, 1 << round(np.log2(size) / 2))
    return sorted({lists, min(2 * lists, max(1, size // 2))})


def centroids(vectors: np.ndarray, lists: int, rng: np.random.Generator) -> np.ndarray:
    """Centres of inverted lists (lists, d), by spherical k-means on a part of the vectors."""
    rows = np.sort(rng.choice(len(vectors), min(len(vectors), POINTS * lists), replace=False))
    means = faiss.Kmeans(
        vectors.shape[1], lists, niter=ITERATIONS, spherical=True, min_points_per_centroid=1, seed=1
    )
    means.train(unit(vectors[rows]))
    return means.centroids


def inverted(vectors: np.ndarray, centres: np.ndarray, codec: str) -> faiss.IndexIVF:
    """Inverted lists (Sivic and Zisserman, 2003) around their centres, filled."""
    lists, dimension = centres.shape
    quantizer = faiss.IndexFlatIP(dimension)
    quantizer.add(centres)
    index = faiss.IndexIVFScalarQuantizer(
        quantizer, dimension, lists, CODECS[codec], faiss.METRIC_INNER_PRODUCT, codec == "SQ8"
    )
    index.sq.rangestat_arg = MARGIN
    index.train(unit(vectors[spread(len(vectors), BLOCK)]))
    fill(index, vectors)
    return index


def nearest(vectors: np.ndarray, asked: np.ndarray, itself: np.ndarray) -> np.ndarray:
    """Exactly the NEAREST to each query (q, NEAREST), found block by block; `itself` (q,) is left out."""
    heap = faiss.ResultHeap(len(asked), NEAREST + 1, keep_max=True)
    for start in range(0, len(vectors), BLOCK):
        block = unit(vectors[start : start + BLOCK])
        scores, ids = faiss.knn(asked, block, min(NEAREST + 1, len(block)), metric=faiss.METRIC_INNER_PRODUCT)
        heap.add_result(scores, ids + start)
    heap.finalize()
    return without(heap.I, itself, NEAREST)


def without(ids: np.ndarray, itself: np.ndarray, k: int) -> np.ndarray:
    """The first k of each row that are not `itself`."""
    return np.stack([row[row != one][:k] for row, one in zip(ids, itself, strict=True)])


def recall(
    index: faiss.IndexIVF, probes: int, asked: np.ndarray, itself: np.ndarray, near: np.ndarray
) -> float:
    """Share of the nearest that a search through so many lists finds."""
    parameters = faiss.SearchParametersIVF(nprobe=probes)
    _, ids = index.search(asked, near.shape[1] + 1, params=parameters)
    found = without(ids, itself, near.shape[1])
    return float(np.mean([np.isin(a, b).mean() for a, b in zip(near, found, strict=True)]))


def tune(
    index: faiss.IndexIVF,
    codec: str,
    queries: dict[str, np.ndarray],
    itself: dict[str, np.ndarray],
    near: dict[str, np.ndarray],
) -> Chosen:
    """The smallest number of lists to look through that finds enough on half of the queries; measured on the other half."""

    def measure(name: str, half: slice, probes: int) -> float:
        return recall(index, probes, queries[name][half], itself[name][half], near[name][half])

    tuned, held = slice(0, None, 2), slice(1, None, 2)

    def enough(probes: int) -> bool:
        # A little more than is promised, as the other half is not quite like this one.
        return all(measure(name, tuned, probes) >= (1 + 2 * RECALL) / 3 for name in near)

    powers = [1 << power for power in range(int(np.log2(index.nlist)))]
    probes = next((n for n in powers if enough(n)), index.nlist)
    if probes == index.nlist:  # the codec loses what the lists do not
        probes = plateau([*powers, probes], lambda n: min(measure(name, tuned, n) for name in near))
    else:
        between = range(probes // 2, probes, max(1, probes // 8))[1:]
        probes = next((n for n in between if enough(n)), probes)
    measured = {name: measure(name, held, probes) for name in near if len(near[name]) > 1}
    return Chosen(
        "ivf", codec, index.nlist, probes, measured, {name: len(near[name][held]) for name in measured}
    )


def plateau(counts: list[int], measure: Callable[[int], float]) -> int:
    """The first of some numbers of lists, ascending, from which on looking through more gains next to nothing."""
    found = [measure(n) for n in counts]
    return next(n for n, one in zip(counts, found, strict=True) if one >= max(found) - 0.001)


def better(one: Chosen, other: Chosen, size: int) -> bool:
    """Whether one finds enough where the other does not, or with fewer comparisons; failing both, more."""
    enough = [chosen.lowest >= RECALL for chosen in (one, other)]
    if enough[0] != enough[1]:
        return enough[0]
    if not enough[0]:
        return one.lowest > other.lowest
    return cost(one, size) < cost(other, size)


def cost(chosen: Chosen, size: int) -> float:
    """Vectors that a query is compared with: the centres, and what is in the lists looked through."""
    return chosen.lists + chosen.probes * size / chosen.lists
