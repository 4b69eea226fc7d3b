"""What one would write without this project, as programs: python -m tests.benchmarks.rivals KIND FOLDER [PROMPT]

KIND is `usual` (sentence-transformers, Torch and FAISS in one process, which is just what the project itself never does),
`float` or `int8` (onnxruntime, tokenizers and FAISS). With a prompt, the answer is printed; without, prompts are read from
standard input, and each is answered with the milliseconds that it took. FOLDER is made by `tests.benchmarks.material`.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

HITS = 5
Encode = Callable[[str], np.ndarray]


def usual(folder: Path) -> Encode:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder / "minilm"), device="cpu")
    return lambda text: model.encode([text], normalize_embeddings=True, show_progress_bar=False)


def onnx(folder: Path, kind: str) -> Encode:
    import onnxruntime
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "minilm/tokenizer.json"))
    session = onnxruntime.InferenceSession(folder / f"{kind}.onnx")
    return lambda text: session.run(None, {"ids": np.array([tokenizer.encode(text).ids])})[0]


def answerer(kind: str, folder: Path) -> Callable[[str], list[tuple]]:
    """A function from a prompt to the catalog rows of its hits."""
    encode = usual(folder) if kind == "usual" else onnx(folder, kind)
    import faiss  # after Torch, as most would have it

    index = faiss.read_index(str(folder / "vectors.faiss"))
    catalog = sqlite3.connect(folder / "catalog.db")

    def answer(prompt: str) -> list[tuple]:
        scores, ids = index.search(encode(prompt), HITS)
        marks = ",".join("?" * HITS)
        rows = {
            row[0]: row
            for row in catalog.execute(f"select * from samples where id in ({marks})", ids[0].tolist())
        }
        return [(float(score), *rows[i]) for score, i in zip(scores[0], ids[0].tolist(), strict=True)]

    return answer


def main(kind: str, folder: str, prompt: str | None = None) -> None:
    answer = answerer(kind, Path(folder))
    if prompt is not None:
        for score, _, path, *_ in answer(prompt):
            print(f"{score:.3f} {path}")
        return
    for line in sys.stdin:
        started = time.perf_counter()
        answer(line.rstrip("\n"))
        print(1e3 * (time.perf_counter() - started), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
