"""What it costs to add a few samples to a large library, their embeddings at hand: python -m tests.benchmarks.growing [--samples N]

Beside it, what no build can do without: one write of the index, one of the catalog, and the checksums of both. The stages are
those of `offline build`; what embedding costs comes on top, file by file.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

import faiss
import numpy as np
from safetensors.numpy import load_file, save_file

from offline.indexing.extend import extend
from offline.publishing.publish import publish
from retrieval_core import approaches
from retrieval_core.build import Build, open_current, sha256
from retrieval_core.encoders.text import TextEncoder
from retrieval_core.taxonomy import Taxonomy
from tests.benchmarks.million import ENCODER, Library, make, prepared
from tests.benchmarks.report import Goal, write

#: Samples that are added, and as many others that go.
STEPS = (10, 100, 1000)


def grow(root: Path, added: int) -> float:
    """Add samples to the live build and remove as many; returns seconds, from embeddings to the live build."""
    before = open_current(root)
    size = before.manifest["counts"]["samples"]
    taxonomy = Taxonomy.load()
    texts = TextEncoder.from_pretrained(ENCODER).encode([one.name for one in taxonomy.classes.values()])
    library = Library(added, texts, taxonomy)
    work = prepared(root / f"plus{added}", "auto")
    sounds = np.concatenate(list(library.vectors()))
    work.write_arrays("audio", {"heard": sounds})
    rows = [
        row | {"path": f"plus {added}/{row['path']}", "sha256": f"{added}-{i}"}
        for i, row in enumerate(library.rows())
    ]
    work.write_lines("rows", rows)
    work.write_lines("classes", library.memberships())
    work.write_lines("words", [f"{row['caption']} {row['path']}" for row in rows])
    removed = np.sort(np.random.default_rng(added).choice(size, added, replace=False)).tolist()
    work.write("growth", {"build": str(before.folder), "removed": removed})
    for name in approaches.names():
        (work.folder / name).mkdir()
        work.write_arrays(name, {"vectors": sounds})
        head = before.folder / name / "head.safetensors"
        if head.exists():
            save_file(load_file(head), work.folder / name / head.name)
    started = time.perf_counter()
    extend(work)
    publish(work, root, "zero_shot", {"samples": size})
    return time.perf_counter() - started


def write_once(build: Build) -> float:
    """Seconds to write a build's index and catalog, and to take their checksums."""
    index = faiss.read_index(str(build.folder / "zero_shot/index.faiss"))
    with tempfile.TemporaryDirectory(dir=build.folder.parent) as folder:
        started = time.perf_counter()
        faiss.write_index(index, f"{folder}/index.faiss")
        shutil.copyfile(build.folder / "catalog.db", f"{folder}/catalog.db")
        for name in ("index.faiss", "catalog.db"):
            sha256(Path(folder, name))
        return time.perf_counter() - started


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.growing", description=__doc__)
    parser.add_argument("--samples", type=int, default=100_000)
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="growing-") as folder:
        root = Path(folder)
        started = time.perf_counter()
        make(root, args.samples, "auto")
        whole = time.perf_counter() - started
        once = write_once(open_current(root))
        took = {added: grow(root, added) for added in STEPS}
    rows = [
        {"added and removed": added, "s": seconds, "s beyond one write of the files": seconds - once}
        for added, seconds in took.items()
    ]
    library = {"samples": args.samples, "made in s": whole, "one write of index and catalog, s": once}
    goals = [
        Goal("adding 100, to making the index and catalog anew", took[100] / whole, 0.1, False),
        Goal("adding 100 beyond one write of the files, s", took[100] - once, 5, False),
    ]
    write("growing", {"library": [library], "a build that grows": rows}, goals)
    return 0


if __name__ == "__main__":
    sys.exit(main())
