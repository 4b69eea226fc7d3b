"""What the benchmarks of starts and queries work on: python -m tests.benchmarks.material FOLDER

FOLDER/embedded is a build of 10,000 samples of all classes with the embedded encoders, FOLDER/builds the same with MiniLM's architecture,
both answering with the approach that builds prefer;
the rivals get vectors.faiss and catalog.db, the same vectors and rows, beside the models of `tests.benchmarks.minilm`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from retrieval_core.build import PROJECT

SIZE = 10_000


@contextmanager
def material() -> Iterator[Path]:
    """The folder, for the time of a benchmark."""
    with TemporaryDirectory(prefix="crate-benchmark-") as folder:
        for module in ("minilm", "material"):  # Torch, then FAISS
            command = [sys.executable, "-m", f"tests.benchmarks.{module}", folder]
            subprocess.run(command, cwd=PROJECT, check=True)
        yield Path(folder)


def make(folder: Path) -> None:
    import faiss

    from offline.publishing.judging import PREFERRED
    from retrieval_core.open_build import AUDIO_INDEX
    from retrieval_core.taxonomy import shipped
    from tests import synthetic

    classes = tuple(shipped().classes)  # so that prompts find what they ask for
    synthetic.make(folder / "embedded", SIZE, approach=PREFERRED, classes=classes)
    built = synthetic.make(folder / "builds", SIZE, folder / "minilm", approach=PREFERRED, classes=classes)
    built /= "b1"
    shutil.copyfile(built / "catalog.db", folder / "catalog.db")
    index = faiss.read_index(str(built / AUDIO_INDEX / "index.faiss"))
    flat = faiss.IndexFlatIP(index.d)
    flat.add(index.reconstruct_n(0, index.ntotal))
    faiss.write_index(flat, str(folder / "vectors.faiss"))


if __name__ == "__main__":
    make(Path(sys.argv[1]))
