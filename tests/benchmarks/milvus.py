"""100,000 vectors in Milvus Lite beside exact FAISS: python -m tests.benchmarks.milvus [--size 100000]

Through the same code that publishes builds and answers from them; a FAISS process.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import faiss
import numpy as np

from offline.indexing.catalog import PLAIN
from offline.publishing.milvus import BATCH, create
from retrieval_core.arrays import unit
from retrieval_core.milvus import MilvusVectors, connect
from retrieval_core.ranking import Ranked
from retrieval_core.vectors import Vectors
from tests.benchmarks.report import Goal, write

WIDTH, CLUSTERS, QUERIES, K = 256, 200, 200, 10
STORE = {"index": "FLAT", "shards": None, "partitions": None, "replicas": None}
NOTHING = {
    "classes": ["drums"],
    "perhaps": [],
    "fine": "kick",
    **dict.fromkeys(PLAIN, ""),
    "key": "",
    "tempo": 120.0,
    "duration": 1.0,
}


def timed(search: Callable[[np.ndarray, int], Ranked], queries: np.ndarray) -> tuple[list[set[int]], float]:
    """What is found for each query, and the p50 in ms."""
    found, times = [], []
    for query in queries:
        started = time.perf_counter()
        ranked = search(query, K)
        times.append(1e3 * (time.perf_counter() - started))
        found.append(set(ranked.ids.tolist()))
    return found, statistics.median(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=100_000)
    size = parser.parse_args().size
    rng = np.random.default_rng(0)
    centres = unit(rng.standard_normal((CLUSTERS, WIDTH)))
    vectors = unit(
        centres[rng.integers(CLUSTERS, size=size)] + 0.5 * unit(rng.standard_normal((size, WIDTH)))
    )
    vectors = vectors.astype(np.float32)
    queries = vectors[rng.choice(size, QUERIES)] + 0.3 * unit(rng.standard_normal((QUERIES, WIDTH)))
    flat = faiss.IndexFlatIP(WIDTH)
    flat.add(vectors)
    with tempfile.TemporaryDirectory() as folder:
        uri = str(Path(folder) / "vectors.db")
        client = connect(uri)
        started = time.perf_counter()
        create(client, "crate", WIDTH, STORE)
        for first in range(0, size, BATCH):
            part = vectors[first : first + BATCH]
            client.insert("crate", [NOTHING | {"id": first + i, "vector": v} for i, v in enumerate(part)])
        client.flush("crate")
        seconds = time.perf_counter() - started
        exact, exact_ms = timed(Vectors(flat).search, queries)
        there, there_ms = timed(MilvusVectors(client, uri, "crate").search, queries)
        client.close()
    recall = float(np.mean([len(a & b) / K for a, b in zip(exact, there, strict=True)]))
    rows = [
        {"store": "FAISS, flat", "p50 ms": exact_ms, "recall at 10": 1.0, "published in s": 0.0},
        {"store": "Milvus Lite", "p50 ms": there_ms, "recall at 10": recall, "published in s": seconds},
    ]
    title = f"The same {size:,} vectors in Milvus Lite"
    write("milvus", {title: rows}, [Goal("Milvus, recall at 10 beside exact FAISS", recall, 0.99)])


if __name__ == "__main__":
    main()
