"""Stage 4 of a build (a NumPy and FAISS process): the catalog, and the index of each approach."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from sqlite_utils import Database

from offline import limits
from offline.places import write_places
from offline.work import Work
from retrieval_core import approaches, tensors
from retrieval_core.approaches import names
from retrieval_core.build import LIMITS, resolve
from retrieval_core.encoders.text import TextEncoder, unit
from retrieval_core.words import write_words

#: Cosine from which on two sounds are one: the same take at another level, rate or bit depth.
TWIN = 0.999
#: Columns that may be empty throughout, whose type no row then shows.
TYPES = {"twin_of": int, "tempo": float, "key": str, "pitch": int, "pitch_name": str}
#: Samples compared with all others at a time.
BLOCK = 1024


def flat_index(vectors: np.ndarray) -> faiss.Index:
    """Exact inner-product search over unit vectors, so that scores are cosines."""
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(unit(vectors.astype(np.float32)))
    return index


def index(work: Work) -> None:
    """Write catalog.db and index.faiss of every approach; a vector's position is its sample's id."""
    rows, heard = work.read("rows"), work.arrays("audio")["heard"]
    for row, twin in zip(rows, twins(rows, heard), strict=True):
        row["twin_of"] = twin
    write_places(heard, work.folder)
    classes, encoders = work.read("classes"), work.read("encoders")
    write_catalog(work.folder / "catalog.db", rows, classes, work.read("words"))
    asked = limits.prompts(classes)
    encoder = TextEncoder.from_pretrained(resolve(encoders["text"]["path"]))
    texts = encoder.encode([text for text, _, _ in asked])
    found = {}
    for name in names(encoders["joint"]):
        searched = flat_index(work.arrays(name)["vectors"])
        faiss.write_index(searched, str(work.folder / name / "index.faiss"))
        query = approaches.get(name).load(head(work.folder / name))
        best, _ = searched.search(unit(np.stack([query(text) for text in texts]).astype(np.float32)), 1)
        found[name] = limits.calibrate(best[:, 0], asked)
    (work.folder / LIMITS).write_text(json.dumps(found, indent=1), encoding="utf-8")


def head(folder: Path) -> approaches.Head:
    """The tensors that an approach has exported; none where it learns nothing."""
    file = folder / "head.safetensors"
    return tensors.load(file) if file.exists() else {}


def twins(rows: list[dict[str, Any]], audio: np.ndarray) -> list[int | None]:
    """For each sample the first one that is the same file or very nearly the same sound; None for those first ones.

    Parameters:
        audio: (n, d), the samples as the embedded encoder hears them.
    """
    _, first, content = np.unique([row["sha256"] for row in rows], return_index=True, return_inverse=True)
    links = [np.stack([np.arange(len(rows)), first[content]])]
    searched = flat_index(audio)
    for start in range(0, len(rows), BLOCK):
        block = unit(audio[start : start + BLOCK].astype(np.float32))
        limits, _, near = searched.range_search(block, TWIN)
        links.append(
            np.stack([start + np.repeat(np.arange(len(block)), np.diff(limits.astype(np.int64))), near])
        )
    a, b = np.concatenate(links, axis=1)
    graph = coo_array((np.ones(len(a), bool), (a, b)), shape=(len(rows), len(rows)))
    _, group = connected_components(graph, directed=False)
    _, first, group = np.unique(group, return_index=True, return_inverse=True)
    return [None if first[g] == i else int(first[g]) for i, g in enumerate(group)]


def write_catalog(
    file: Path,
    rows: list[dict[str, Any]],
    classes: list[dict[str, float]],
    words: Sequence[str] | None = None,
) -> None:
    """One row a sample, one for each class that it counts as, and the words that it is found by.

    Parameters:
        words: a document a sample; the captions if None.
    """
    catalog = Database(file)
    samples = ({"id": i, "twin_of": None, "measures": {}, **row} for i, row in enumerate(rows))
    catalog.table("samples").insert_all(samples, pk="id", alter=True, columns=TYPES)
    catalog.table("classes").insert_all(
        {"sample": i, "class": name, "probability": probability}
        for i, found in enumerate(classes)
        for name, probability in found.items()
    )
    catalog.table("classes").create_index(["class", "probability", "sample"])
    write_words(catalog.conn, words or [row.get("caption", "") for row in rows])
    catalog.vacuum()
    catalog.close()
