"""A stage of a build (a NumPy and FAISS process): the catalog, and the index of each approach."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from offline.indexing import limits
from offline.indexing.catalog import write_catalog
from offline.indexing.places import write_places
from offline.indexing.tuning import make_index
from offline.indexing.twins import twins
from offline.pipeline.work import Work
from retrieval_core import approaches, tensors
from retrieval_core.approaches import names
from retrieval_core.arrays import unit
from retrieval_core.build import EMBEDDED, HEARD, LIMITS_FILE, folder_checksum, resolve, sha256
from retrieval_core.encoders.text import TextEncoder


def index(work: Work) -> None:
    """Write catalog.db and index.faiss of every approach; a vector's position is its sample's id."""
    encoders = work.read("encoders")
    heard = work.arrays("audio")["heard"]
    same = twins(list(work.lines("rows")), heard)
    rows = (row | {"twin_of": twin} for row, twin in zip(work.lines("rows"), same, strict=True))
    write_catalog(work.folder / "catalog.db", rows, work.lines("classes"), work.lines("words"))
    write_places(heard, work.folder)
    asked = limits.prompts(work.lines("classes"))
    encoder = TextEncoder.from_pretrained(resolve(encoders["text"]["path"]))
    texts = encoder.encode([text for text, _, _ in asked])
    found: dict[str, dict[str, Any] | None] = {}
    for same_vectors in by_content(work, names(encoders["joint"])):
        asks = {name: approaches.get(name).load(head(work.folder / name)) for name in same_vectors}
        queries = {name: unit(np.stack([ask(text) for text in texts])) for name, ask in asks.items()}
        first, *others = same_vectors
        vectors = work.arrays(first)["vectors"]
        asking = {"texts": np.concatenate([*queries.values()])}
        turned = [
            lean(query, (id,), ())
            for name in same_vectors
            if (lean := approaches.leaning(approaches.points(head(work.folder / name))))
            for query, (_, id, _) in zip(queries[name], asked, strict=True)
        ]
        if turned:  # to the class that they ask for, as the chat asks
            asking["turned"] = np.stack(turned)
        searched, chosen = make_index(vectors, asking, work.settings.index)
        file = work.folder / first / "index.faiss"
        faiss.write_index(searched, str(file))
        for name in others:
            link(file, work.folder / name / "index.faiss")
        for name in same_vectors:
            work.write(f"{name}-index", chosen.entry())
            best, _ = searched.search(queries[name], 1)
            found[name] = limits.calibrate(best[:, 0], asked)
    if encoders["audio"]["sha256"] != folder_checksum(EMBEDDED["audio"]):
        file = work.folder / HEARD
        file.parent.mkdir()
        sounds = unit(heard)
        faiss.write_index(make_index(sounds, {}, work.settings.index)[0], str(file))
    text = json.dumps({name: found[name] for name in names(encoders["joint"])}, indent=1)
    (work.folder / LIMITS_FILE).write_text(text, encoding="utf-8")


def by_content(work: Work, able: Iterable[str]) -> list[list[str]]:
    """Approaches, those together that hold the same vectors: their index is one file under several names."""
    alike: dict[str, list[str]] = {}
    for name in able:
        alike.setdefault(sha256(work.scratch / f"{name}.safetensors"), []).append(name)
    return list(alike.values())


def link(file: Path, other: Path) -> None:
    """A second name for a file, or a copy where the file system knows no links."""
    try:
        os.link(file, other)
    except OSError:
        shutil.copyfile(file, other)


def head(folder: Path) -> approaches.Head:
    """The tensors that an approach has exported; none where it learns nothing."""
    file = folder / "head.safetensors"
    return tensors.load(file) if file.exists() else {}
