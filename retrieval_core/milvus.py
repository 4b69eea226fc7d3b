"""Vectors in Milvus: what `retrieval_core.vectors` does with a file, a cluster does here, or Milvus Lite in its place.

Each vector lies beside the fields that constraints are made of, so that Milvus filters where it searches.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from retrieval_core.arrays import unit
from retrieval_core.build import BuildError
from retrieval_core.ranking import Ranked

if TYPE_CHECKING:
    from pymilvus import MilvusClient

    from retrieval_core.members import Members

MISSING = "vectors in Milvus need pymilvus, which is not installed: run `pip install '.[scale]'`"
#: Milvus gives no more hits than that at once.
MOST = 16_384
#: While nobody asks, pymilvus would ping every 10 s, for which servers that keep to gRPC's defaults hang up.
QUIET = {"grpc.keepalive_permit_without_calls": False, "grpc.keepalive_time_ms": 300_000}


def connect(uri: str, token: str | None = None) -> MilvusClient:
    """A client of a cluster (http://host:19530), or of Milvus Lite in a local folder (something.db).

    Raises:
        BuildError: pymilvus is not installed, or nobody answers there.
    """
    try:
        from pymilvus import MilvusClient
    except ImportError:
        raise BuildError(MISSING) from None
    with explained(uri):
        return MilvusClient(uri, token=token or "", grpc_options=QUIET)


@contextmanager
def explained(uri: str) -> Iterator[None]:
    """Turn what Milvus complains of into a sentence."""
    from pymilvus.exceptions import MilvusException

    try:
        yield
    except (MilvusException, OSError) as error:
        reason = str(getattr(error, "message", "") or error).rstrip(".")
        raise BuildError(f"Milvus at {uri} does not answer as it should: {reason}") from error


def collection_name(prefix: str, build_id: str, approach: str) -> str:
    """The collection of an approach of a build; the name without the build is an alias for the live one."""
    return f"{alias_name(prefix, approach)}_{build_id.replace('-', '_')}"


def alias_name(prefix: str, approach: str) -> str:
    return f"{prefix}_{approach}"


class MilvusVectors:
    """Search among the vectors of one approach; a vector's id is its sample's. See `retrieval_core.vectors.Vectors`.

    Raises:
        BuildError: Milvus has no such collection, or cannot be asked.
    """

    def __init__(self, client: MilvusClient, uri: str, collection: str) -> None:
        self.client, self.uri, self.collection = client, uri, collection
        with explained(uri):
            if not client.has_collection(collection):
                raise BuildError(
                    f"Milvus at {uri} has no collection {collection}: build with `--store milvus --milvus-uri {uri}`, "
                    "or ask the build's own index with `--store faiss`"
                )
            client.load_collection(collection)

    @cached_property
    def _size(self) -> int:
        with explained(self.uri):
            return int(self.client.query(self.collection, output_fields=["count(*)"])[0]["count(*)"])

    def __len__(self) -> int:
        return self._size

    def search(
        self, vector: np.ndarray, k: int, allowed: Members | None = None, sure: int | None = None
    ) -> Ranked:
        """The samples nearest to a vector, with their cosines; see `Vectors.search`. How surely, the collection's index says."""
        k = min(k, len(self) if allowed is None else len(allowed), MOST)
        if not k:
            return Ranked(np.empty(0, np.int64), np.empty(0, np.float32))
        with explained(self.uri):
            [hits] = self.client.search(
                self.collection,
                data=[unit(vector)],
                limit=k,
                filter="" if allowed is None else allowed.said(),
                output_fields=["id"],
            )
        ids = np.array([hit["id"] for hit in hits], dtype=np.int64)
        scores = np.array([hit["distance"] for hit in hits], dtype=np.float32)
        # Where a search comes back in another order for equal scores, the lower id counts first, as in FAISS.
        order = np.lexsort((ids, -scores))
        return Ranked(ids[order], np.clip(scores[order], -1.0, 1.0))

    def get(self, ids: np.ndarray) -> np.ndarray:
        """The vectors of some samples: (n, d)."""
        wanted = [int(i) for i in ids]
        with explained(self.uri):
            rows = self.client.get(self.collection, ids=wanted, output_fields=["id", "vector"])
        found = {row["id"]: row["vector"] for row in rows}
        return np.array([found[i] for i in wanted], dtype=np.float32)
