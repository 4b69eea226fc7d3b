"""The swap in Milvus: the aliases point at the build that is now complete, and what no build on disk needs is dropped."""

from __future__ import annotations

import json
from contextlib import closing

from offline.pipeline.work import Work
from retrieval_core.build import MANIFEST
from retrieval_core.milvus import alias_name, collection_name, connect, explained
from retrieval_core.store import Store


def switch(work: Work) -> None:
    """Point each approach's alias at the collection of the build in `work.folder`, each in one atomic step."""
    manifest = json.loads((work.folder / MANIFEST).read_text(encoding="utf-8"))
    store = manifest["store"]
    uri, prefix = store["uri"], store["prefix"]
    client = connect(uri, Store.from_environment().token)
    kept = {
        collection_name(prefix, file.parent.name, name)
        for file in work.folder.parent.glob(f"*/{MANIFEST}")
        for name in manifest["approaches"]
    }
    with explained(uri), closing(client):
        for name in manifest["approaches"]:
            alias, collection = alias_name(prefix, name), collection_name(prefix, manifest["id"], name)
            if alias in client.list_aliases().get("aliases", []):
                client.alter_alias(collection, alias)
            else:
                client.create_alias(collection, alias)
        mine = tuple(alias_name(prefix, name) + "_" for name in manifest["approaches"])
        for collection in client.list_collections():
            if collection.startswith(mine) and collection not in kept:
                client.drop_collection(collection)
