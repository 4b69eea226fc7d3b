"""Where the vectors of a build are searched: in its own FAISS files, or in Milvus, where the build was published, too."""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from retrieval_core.build import Build, BuildError

if TYPE_CHECKING:
    from retrieval_core.milvus import MilvusVectors
    from retrieval_core.vectors import Vectors

STORES = ("faiss", "milvus")


@dataclass(frozen=True, slots=True)
class Store:
    """A choice of a store; what is None is left to the build.

    Attributes:
        kind: one of `STORES`.
        uri: of Milvus: a cluster's address, or a path that ends in .db for Milvus Lite.
        token: for Milvus, "user:password" or an API key; never written anywhere.
    """

    kind: str | None = None
    uri: str | None = None
    token: str | None = field(default=None, repr=False)

    @classmethod
    def from_environment(cls, kind: str | None = None, uri: str | None = None) -> Store:
        """What the command line says, else CRATEDIGGER_STORE and CRATEDIGGER_MILVUS_URI; the token is CRATEDIGGER_MILVUS_TOKEN.

        Raises:
            BuildError: there is no store of that name.
        """
        kind = kind or os.environ.get("CRATEDIGGER_STORE") or None
        if kind not in (None, *STORES):
            raise BuildError(f"CRATEDIGGER_STORE is {kind!r}; it must be one of {', '.join(STORES)}")
        return cls(
            kind,
            uri or os.environ.get("CRATEDIGGER_MILVUS_URI") or None,
            os.environ.get("CRATEDIGGER_MILVUS_TOKEN") or None,
        )

    def open(self, build: Build, approach: str) -> Vectors | MilvusVectors:
        """The vectors of an approach, in the store that was chosen, else in the one that the build names.

        Raises:
            BuildError: they are damaged, or not in Milvus, or Milvus is not there.
        """
        published = build.manifest["store"]
        if (self.kind or published["kind"]) == "faiss":
            from retrieval_core.vectors import Vectors

            return Vectors.open(build.checked(f"{approach}/index.faiss"))
        uri = self.uri or published.get("uri")
        if not uri:
            raise BuildError(
                f"build {build.id} was not published into Milvus, and no address is given: name one with "
                "`--milvus-uri`, or build with `--store milvus --milvus-uri URI`"
            )
        from retrieval_core.milvus import MilvusVectors, collection_name, connect

        name = collection_name(published.get("prefix", "cratedigger"), build.id, approach)
        return MilvusVectors(connect(uri, self.token), uri, name)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options by which a front end chooses."""
    parser.add_argument(
        "--store", choices=STORES, help="where vectors are searched (default: CRATEDIGGER_STORE, or as built)"
    )
    parser.add_argument(
        "--milvus-uri", metavar="URI", help="where Milvus is (default: CRATEDIGGER_MILVUS_URI, or as built)"
    )
