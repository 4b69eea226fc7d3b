"""A stage of a build that is published into Milvus: one collection an approach, which `offline.publishing.switch` makes the live ones.

A FAISS process: Milvus Lite runs inside it, and searches with FAISS.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
from tqdm import tqdm

from offline.indexing.catalog import KEY, PLAIN
from offline.pipeline.work import Work
from offline.publishing.publish import GROWING
from retrieval_core.approaches import names
from retrieval_core.catalog import PERHAPS, SURE, read_only
from retrieval_core.milvus import collection_name, connect, explained
from retrieval_core.store import Store
from retrieval_core.vectors import Vectors

if TYPE_CHECKING:
    from pymilvus import CollectionSchema, MilvusClient
    from pymilvus.milvus_client.index import IndexParams

#: Vectors sent at once: some megabytes, of the 64 that Milvus takes.
BATCH = 2000
#: What a collection holds of a sample at most: so many classes, and so many bytes of the name of each.
MOST_CLASSES, MOST_BYTES = 256, 1024
#: In place of a number that a sample does not have; no constraint asks for it.
NONE = -1.0


def milvus(work: Work) -> None:
    """Publish the vectors of every approach, with the fields that constraints are made of.

    The vectors are those of the build's own index: as they are where it is flat, else as exact as it keeps them.
    """
    store = work.settings.store
    assert store is not None
    build_id = work.folder.name.removesuffix(GROWING)
    client = connect(store["uri"], Store.from_environment().token)
    with explained(store["uri"]), closing(client):
        for name in names(work.read("encoders")["joint"]):
            vectors = Vectors.open(work.folder / name / "index.faiss")
            collection = collection_name(store["prefix"], build_id, name)
            create(client, collection, vectors.index.d, store)
            fill(client, collection, vectors, work)
            options = {"replica_number": store["replicas"]} if store["replicas"] else {}
            client.load_collection(collection, **options)


def create(client: MilvusClient, collection: str, width: int, store: dict[str, Any]) -> None:
    """An empty collection."""
    options = {
        option: store[setting]
        for option, setting in (("num_shards", "shards"), ("num_partitions", "partitions"))
        if store[setting]
    }
    schema, index = described(client, width, store)
    client.create_collection(collection, schema=schema, consistency_level="Strong", **options)
    client.create_index(collection, index, sync=False)  # of nothing yet: there is nothing to wait for


def described(
    client: MilvusClient, width: int, store: dict[str, Any]
) -> tuple[CollectionSchema, IndexParams]:
    """The fields of a collection, and how its vectors are indexed."""
    from pymilvus import DataType

    schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=width)
    names = {"max_length": MOST_BYTES}
    for name in ("classes", "perhaps"):
        schema.add_field(
            name, DataType.ARRAY, element_type=DataType.VARCHAR, max_capacity=MOST_CLASSES, **names
        )
    schema.add_field("fine", DataType.VARCHAR, is_partition_key=bool(store["partitions"]), **names)
    for name in (*PLAIN, "key"):
        schema.add_field(name, DataType.VARCHAR, **names)
    schema.add_field("tempo", DataType.DOUBLE)
    schema.add_field("duration", DataType.DOUBLE)
    index = client.prepare_index_params()
    index.add_index("vector", index_type=store["index"], metric_type="IP")
    return schema, index


def fill(client: MilvusClient, collection: str, vectors: Vectors, work: Work) -> None:
    """Send all samples, some at a time."""
    rows = fields(work)
    with tqdm(total=len(vectors), desc=f"publish {collection}", unit=" vectors") as progress:
        while batch := list(islice(rows, BATCH)):
            found = vectors.get(np.array([row["id"] for row in batch]))
            client.insert(
                collection, [row | {"vector": vector} for row, vector in zip(batch, found, strict=True)]
            )
            progress.update(len(batch))
    client.flush(collection)


def fields(work: Work) -> Iterator[dict[str, Any]]:
    """What constraints read of each sample, from the catalog, in the order of the ids."""
    with closing(read_only(work.folder / "catalog.db")) as catalog:
        held = catalog.execute(
            "select sample, class, probability from classes where probability >= ? order by sample", [PERHAPS]
        )
        waiting = next(held, None)
        query = f"select id, fine, {KEY}, tempo, duration, {', '.join(PLAIN)} from samples order by id"
        for id, fine, key, tempo, duration, *plain in catalog.execute(query):
            classes: list[str] = []
            perhaps: list[str] = []
            while waiting is not None and waiting[0] == id:
                (classes if waiting[2] >= SURE else perhaps).append(waiting[1])
                waiting = next(held, None)
            yield {
                "id": id,
                "classes": classes,
                "perhaps": perhaps,
                "fine": fine or "",
                **{name: value or "" for name, value in zip(PLAIN, plain, strict=True)},
                "key": key or "",
                "tempo": NONE if tempo is None else float(tempo),
                "duration": NONE if duration is None else float(duration),
            }
