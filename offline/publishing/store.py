"""Where a build's vectors are published besides its own files: the options, and what they come to."""

from __future__ import annotations

import argparse
import os
import secrets
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from offline.pipeline.scan import LibraryError
from retrieval_core.milvus import MISSING
from retrieval_core.store import STORES

#: In a folder of builds: what its collections begin with.
PREFIX = "milvus-prefix"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--store",
        choices=STORES,
        default="faiss",
        help="milvus: publish the vectors into Milvus, too, and answer from there (default: faiss)",
    )
    group = parser.add_argument_group("vectors in Milvus (pip install '.[scale]')")
    group.add_argument(
        "--milvus-uri",
        metavar="URI",
        help="http://host:19530, or a path that ends in .db for Milvus Lite (default: CRATEDIGGER_MILVUS_URI); "
        "a token stands in CRATEDIGGER_MILVUS_TOKEN",
    )
    group.add_argument(
        "--milvus-prefix",
        metavar="NAME",
        help=f"of collections (default: one that no other folder of builds has, kept in its {PREFIX})",
    )
    group.add_argument(
        "--milvus-index", metavar="TYPE", default="FLAT", help="FLAT is exact; HNSW, IVF_SQ8, DISKANN, ..."
    )
    for name, what in (
        ("shards", "write channels of a collection"),
        ("partitions", "parts of a collection, by fine class"),
        ("replicas", "copies in memory, each of which answers"),
    ):
        group.add_argument(
            f"--milvus-{name}", type=int, metavar="N", help=f"{what} (default: as Milvus is set up)"
        )


def chosen(args: argparse.Namespace) -> dict[str, Any] | None:
    """What a manifest says of the store, None where the build's own files are all.

    Raises:
        LibraryError: Milvus is asked for, and cannot be; the message says what is missing.
    """
    if args.store == "faiss":
        return None
    uri = args.milvus_uri or os.environ.get("CRATEDIGGER_MILVUS_URI")
    if not uri:
        raise LibraryError(
            "--store milvus needs --milvus-uri: http://host:19530, or a path that ends in .db for Milvus Lite"
        )
    if urlsplit(uri).password:
        raise LibraryError(
            "the address of Milvus is written into the build: put user:password into CRATEDIGGER_MILVUS_TOKEN"
        )
    if find_spec("pymilvus") is None:
        raise LibraryError(MISSING)
    return {
        "kind": "milvus",
        "uri": uri,
        "prefix": args.milvus_prefix or own_prefix(args.out),
        "index": args.milvus_index,
        "shards": args.milvus_shards,
        "partitions": args.milvus_partitions,
        "replicas": args.milvus_replicas,
    }


def own_prefix(root: Path) -> str:
    """What the collections of a folder of builds begin with, where nobody says.

    Drawn by lot once: publishing drops collections under the prefix that none of these builds has, and other builds may be
    in the same cluster.
    """
    file = root / PREFIX
    if not file.exists():
        root.mkdir(parents=True, exist_ok=True)
        file.write_text(f"cratedigger_{secrets.token_hex(4)}\n", encoding="utf-8")
    return file.read_text(encoding="utf-8").strip()
