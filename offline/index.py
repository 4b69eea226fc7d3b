"""Stage 4 of a build (a NumPy and FAISS process): the catalog, and the index of each approach."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import faiss
import numpy as np
from sqlite_utils import Database

from offline.work import Work
from retrieval_core.approaches import names
from retrieval_core.encoders.text import unit


def flat_index(vectors: np.ndarray) -> faiss.Index:
    """Exact inner-product search over unit vectors, so that scores are cosines."""
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(unit(vectors.astype(np.float32)))
    return index


def index(work: Work) -> None:
    """Write catalog.db and index.faiss of every approach; a vector's position is its sample's id."""
    write_catalog(work.folder / "catalog.db", work.read("rows"), work.read("classes"))
    for name in names():
        faiss.write_index(flat_index(work.arrays(name)["vectors"]), str(work.folder / name / "index.faiss"))


def write_catalog(file: Path, rows: list[dict[str, Any]], classes: list[dict[str, float]]) -> None:
    """One row a sample, and one for each class that it counts as."""
    catalog = Database(file)
    catalog.table("samples").insert_all(({"id": i, **row} for i, row in enumerate(rows)), pk="id", alter=True)
    catalog.table("classes").insert_all(
        {"sample": i, "class": name, "probability": probability}
        for i, found in enumerate(classes)
        for name, probability in found.items()
    )
    catalog.table("classes").create_index(["class", "probability", "sample"])
    catalog.vacuum()
    catalog.close()
