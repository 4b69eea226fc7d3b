"""A library of a million samples without audio: how long a query takes, how much memory, how fast the start.

python -m tests.benchmarks.million [--samples N] [--index auto|flat|ivf] [--keep DIR]

Vectors lie around the real text embeddings of the taxonomy's classes, class by pack by sample, so that they have the gap
between sounds and texts that real ones have. Catalog, indices and build are written by the functions that builds use, and heads say where
classes lie, so that what names a class is turned to it.

Timed are, of the same texts: the index alone behind the encoder; a plain query, which the grammar reads and whose words are then searched for by
vectors; the same limited to a class and a range of tempi; what the chat asks, read by the grammar, the reader and the text encoder, with its classes and
limits, by vectors alone and by the default approach, which matches words as well; and a plain query by that approach.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from safetensors.numpy import save_file

from bot import prompts
from offline.indexing import limits
from offline.indexing.catalog import write_catalog
from offline.indexing.index import link
from offline.indexing.tuning import make_index
from offline.pipeline.work import Settings, Work
from offline.publishing.publish import publish
from retrieval_core import approaches
from retrieval_core.arrays import unit
from retrieval_core.build import EMBEDDED, PROJECT, folder_checksum
from retrieval_core.encoders.text import TextEncoder
from retrieval_core.request import Request
from retrieval_core.retriever import Retriever
from retrieval_core.taxonomy import Taxonomy
from tests.benchmarks.report import Goal, write

ENCODER = EMBEDDED["text"]
PACKS = 60  # of each class
BLOCK = 1 << 16
TONICS = ("A", "C", "D", "E", "F", "F#", "G")
ADJECTIVES = ("dark", "bright", "punchy", "soft", "noisy", "dry", "roomy", "short")
PROMPTS = PROJECT / "data/queries/text_to_audio.jsonl"
#: Warm queries of each kind, at most.
LAPS = 400
#: As front ends have it (`retrieval_core`), which is too late for a module that imports NumPy first.
ENVIRONMENT = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
#: How a request is answered, and whether with its limits.
Way = tuple[Callable[[Request], Any], bool]
#: In a process of its own, so that what making takes does not count as what answering takes.
MAKE = """
import sys
from pathlib import Path
from tests.benchmarks.million import make
make(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
"""


def spread(rng: np.random.Generator, size: int, dimension: int) -> np.ndarray:
    """Noise of about length one, most of it in few directions, as in the embedded space."""
    falling = np.arange(1, dimension + 1, dtype=np.float32) ** -0.5
    return rng.standard_normal((size, dimension), dtype=np.float32) * falling / np.linalg.norm(falling)


class Library:
    """Rows and vectors of a library that has never sounded; sample i is the same in every one."""

    def __init__(self, size: int, texts: np.ndarray, taxonomy: Taxonomy) -> None:
        self.size = size
        self.classes = list(taxonomy.classes.values())
        self.above = {
            one.id: (one.id, *taxonomy.ancestors(one.id), taxonomy.coarse_of(one.id)) for one in self.classes
        }
        rng = np.random.default_rng(0)
        # Common classes hold more than rare ones, as in real libraries (Zipf).
        share = 1 / np.arange(3, len(self.classes) + 3)
        self.fine = rng.choice(len(self.classes), size, p=rng.permutation(share / share.sum()))
        self.pack = rng.integers(PACKS, size=size)
        offsets = spread(rng, len(self.classes) * PACKS, texts.shape[1])
        self.packs = unit(np.repeat(texts, PACKS, axis=0) + 0.6 * offsets)

    def vectors(self) -> Iterator[np.ndarray]:
        for start in range(0, self.size, BLOCK):
            rng = np.random.default_rng([1, start])
            rows = slice(start, start + BLOCK)
            centres = self.packs[self.fine[rows] * PACKS + self.pack[rows]]
            yield unit(centres + 0.5 * spread(rng, *centres.shape))

    def rows(self) -> Iterator[dict[str, Any]]:
        rng = np.random.default_rng(2)
        for number in range(self.size):
            if number % BLOCK == 0:
                chance = rng.random((BLOCK, 6))
            a, b, c, d, e, f = chance[number % BLOCK].tolist()
            one, loop = self.classes[self.fine[number]], a < 0.35
            tempo = float(round(70 + 110 * b)) if loop else None
            key = f"{TONICS[int(7 * c)]} {'minor' if d < 0.6 else 'major'}" if one.coarse != "drums" else None
            kind, length = ("loop", 960 / tempo) if tempo else ("one-shot", 0.1 + 3 * e * e)
            adjective = ADJECTIVES[int(8 * f)]
            yield {
                "path": f"{one.coarse}/Pack_{self.pack[number]:02d}/{one.id}_{number:07d}.wav",
                "label": one.coarse,
                "fine": one.id,
                "probability": 0.5 + d / 2,
                "sha256": f"{number:064x}",
                "kind": kind,
                "tempo": tempo,
                "key": key,
                "duration": round(length, 3),
                "measures": {"brightness": round(f, 3), "attack": round(e, 3), "noisiness": round(c, 3)},
                "caption": f"a {adjective} {one.name} {kind}, {length:.1f} s",
            }

    def memberships(self) -> Iterator[dict[str, float]]:
        for number in self.fine:
            yield dict.fromkeys(self.above[self.classes[number].id], 0.9)

    def words(self) -> Iterator[str]:
        for row in self.rows():
            yield f"{row['caption']} {row['path'][:-4].replace('/', ' ').replace('_', ' ')}"


def prepared(folder: Path, kind: str) -> Work:
    """A work folder for a build of the text encoder, which stands for the audio encoder, too."""
    work = Work(folder.with_name(f"{folder.name}.building").resolve())
    settings = Settings(str(folder.parent.resolve()), "folders", str(ENCODER), str(ENCODER), "", index=kind)
    work.write("settings", {name: getattr(settings, name) for name in settings.__slots__})
    dimension = TextEncoder.from_pretrained(ENCODER).dimension
    sha = folder_checksum(ENCODER)
    entry = {"name": "text", "path": str(ENCODER), "sha256": sha, "dimension": dimension}
    work.write("encoders", {"text": entry, "audio": entry, "joint": True})
    return work


def make(root: Path, size: int, kind: str) -> None:
    """Publish the library as a build: the approaches that need no training."""
    from offline.publishing.judging import PREFERRED  # with much that an answering process does without

    taxonomy = Taxonomy.load()
    encoder = TextEncoder.from_pretrained(ENCODER)
    texts = encoder.encode([one.name for one in taxonomy.classes.values()])
    library = Library(size, texts, taxonomy)
    work = prepared(root / "whole", kind)
    dimension = texts.shape[1]
    # No head has been trained: what the encoder hears is what all approaches search.
    vectors = work.create_arrays("vectors", {"vectors": (size, dimension)})["vectors"]
    start = 0
    for block in library.vectors():
        vectors[start : start + len(block)] = block
        start += len(block)
    write_catalog(work.folder / "catalog.db", library.rows(), library.memberships(), library.words())
    asked = limits.prompts([{name: 1.0 for names in library.above.values() for name in names}])
    queries = encoder.encode([text for text, _, _ in asked])
    points = {f"{approaches.CLASS}{name}": text for name, text in zip(library.above, texts, strict=True)}
    lean = approaches.leaning(approaches.points(points))
    assert lean
    turned = np.stack([lean(query, (name,), ()) for query, (_, name, _) in zip(queries, asked, strict=True)])
    made, chosen = make_index(vectors, {"texts": queries, "turned": turned}, kind)
    file = work.folder / "zero_shot/index.faiss"
    file.parent.mkdir()
    faiss.write_index(made, str(file))
    eye = np.eye(dimension, dtype=np.float32)
    heads = {
        "zero_shot": points,
        "contrastive": {"text": eye} | points,
        "hybrid": {f"contrastive.{key}": array for key, array in ({"text": eye} | points).items()},
        "prototype": {
            "texts": texts,
            "owner": np.arange(len(texts)),
            "prototypes": unit(library.packs.reshape(len(texts), PACKS, dimension).mean(axis=1)),
        },
    }
    for name in approaches.names():
        folder = work.folder / name
        folder.mkdir(exist_ok=True)
        if name in heads:
            arrays = {key: np.ascontiguousarray(value) for key, value in heads[name].items()}
            save_file(arrays, folder / "head.safetensors")
        if folder != file.parent:
            link(file, folder / "index.faiss")
        work.write(f"{name}-index", chosen.entry())
    publish(work, root, PREFERRED, {"samples": size})


def measure(root: Path) -> dict[str, Any]:
    """Ask the live build under `root`, in this very process: laps of each kind of query in milliseconds, and its memory."""
    retriever = Retriever.open(root)
    lines = PROMPTS.read_text(encoding="utf-8").splitlines()[:LAPS]
    plain = [Request(text=json.loads(line)["text"], approach="zero_shot") for line in lines]
    rng = np.random.default_rng(3)
    held = list(retriever.catalog.class_counts())
    limited = []
    for request in plain:
        low = float(rng.integers(70, 160))
        limited.append(replace(request, classes=(str(rng.choice(held)),), tempo=(low, low + 20)))
    laps = timed(ways(retriever), plain, limited)
    return {"laps": laps, "memory": resident(), **astray(retriever, limited[:100])}


def ways(retriever: Retriever) -> dict[str, Way]:
    """What is timed."""
    live = retriever._live
    encode, vectors = live.text_encoder.encode, live.approach("zero_shot").vectors

    def alone(request: Request) -> None:
        vectors.index.search(encode(request.text), request.k)

    def whole(request: Request) -> list[Any]:
        prompts.parse(request.text)
        return retriever.search(request)

    def chat(request: Request, approach: str = "zero_shot") -> list[Any]:
        understood = prompts.read(request.text, retriever.nearness)
        return retriever.search(replace(understood, approach=approach))

    def chat_by_default(request: Request) -> list[Any]:
        return chat(request, "hybrid")

    def hybrid(request: Request) -> list[Any]:
        return retriever.search(replace(request, approach="hybrid"))

    return {
        "index alone + encoder": (alone, False),
        "plain query": (whole, False),
        "tempo and class": (whole, True),
        "as the chat asks it": (chat, False),
        "as the chat asks it, by default": (chat_by_default, False),
        "hybrid": (hybrid, False),
    }


def timed(
    ways: dict[str, Way], plain: Sequence[Request], limited: Sequence[Request]
) -> dict[str, dict[str, float]]:
    """Milliseconds of each way, of the clock and of the CPU, at the median and at the 99th percentile."""
    asked = [(name, ask, limited if limits else plain) for name, (ask, limits) in ways.items()]
    for number in range(20):
        for _, ask, requests in asked:
            ask(requests[number])
    laps: dict[str, list[float]] = {name: [] for name in ways}
    work: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(len(plain)):  # in turn, so that whatever else runs slows all of them alike
        first = number % len(asked)
        for name, ask, requests in asked[first:] + asked[:first]:
            started, working = time.perf_counter(), time.thread_time()
            ask(requests[number])
            laps[name].append(1e3 * (time.perf_counter() - started))
            work[name].append(1e3 * (time.thread_time() - working))
    return {
        name: {
            "p50": float(np.median(times)),
            "p99": float(np.quantile(times, 0.99)),
            "cpu_p50": float(np.median(work[name])),
            "cpu_p99": float(np.quantile(work[name], 0.99)),
        }
        for name, times in laps.items()
    }


def astray(retriever: Retriever, limited: Sequence[Request]) -> dict[str, int]:
    """Hits that break the limits of a class and of tempo, and answers with fewer hits than there are samples within them."""
    broken = short = 0
    for request in limited:
        allowed = retriever.catalog.allowed(request)
        assert allowed is not None and request.tempo and request.tempo[0] is not None
        hits = retriever.search(request)
        broken += sum(
            not (hit.tempo and request.tempo[0] <= hit.tempo <= request.tempo[1])
            or hit.label != request.classes[0]
            for hit in hits
        )
        short += len(hits) < min(request.k, len(allowed))
    return {"violations": broken, "short": short}


def resident() -> dict[str, float]:
    """Megabytes of this process in memory: all, what is mapped from files, and what is its own."""
    lines = (line.split() for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines())
    fields = {"VmRSS:": "all", "RssFile:": "mapped", "RssAnon:": "own", "VmHWM:": "peak"}
    return {fields[line[0]]: int(line[1]) / 1024 for line in lines if line and line[0] in fields}


def start(root: Path, laps: int = 5) -> float:
    """Seconds from the start of a process to its first answer, the median of some."""
    command = [sys.executable, "-m", "retrieval_core", "a dark kick", "--index", str(root)]
    times = []
    for _ in range(laps):
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, cwd=PROJECT)
        times.append(time.perf_counter() - started)
    return float(np.median(times))


def report(found: dict[str, Any]) -> None:
    """Print what was measured and what was promised, and keep it."""
    laps = found["laps"]
    base = laps["index alone + encoder"]
    rows = [
        {
            "query": name,
            "p50 ms": lap["p50"],
            "p99 ms": lap["p99"],
            "p50 to index alone": lap["p50"] / base["p50"],
            "CPU p50 ms": lap["cpu_p50"],
            "CPU p99 ms": lap["cpu_p99"],
            "CPU p50 to index alone": lap["cpu_p50"] / base["cpu_p50"],
        }
        for name, lap in laps.items()
    ]
    chosen, memory = found["index"], found["memory"]
    library = {
        "samples": found["samples"],
        "index": f"{chosen['kind']} {chosen['codec']}, {chosen['probes']} of {chosen['lists']} lists",
        "own MB": memory["own"],
        "mapped MB": memory["mapped"],
        "on disk MB": found["disk_mb"],
        "made in s": found["made_s"],
        "hits outside constraints": found["violations"],
        "short answers": found["short"],
    }
    goals = [
        Goal(
            "plain query to index alone + encoder, p50", laps["plain query"]["p50"] / base["p50"], 1.2, False
        ),
        Goal("plain query, p99 ms", laps["plain query"]["p99"], 10, False),
        Goal("plain query with words matched (hybrid), p99 ms", laps["hybrid"]["p99"], 10, False),
        *(
            Goal(f"{name}, p99 ms", laps[name]["p99"], 10, False)
            for name in ("as the chat asks it", "as the chat asks it, by default")
        ),
        Goal("tempo range and class, p50 ms", laps["tempo and class"]["p50"], 10, False),
        Goal("hits outside constraints, in 100 requests", found["violations"], 0, False),
        Goal("resident memory, MB", memory["all"], 700, False),
        Goal("start to first answer, s", found["start_s"], 1, False),
        *(Goal(f"recall@10 of {name}", value, 0.985) for name, value in chosen["recall"].items()),
    ]
    write("million", {"queries, one after the other": rows, "library": [library]}, goals)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.million", description=__doc__)
    parser.add_argument("--samples", type=int, default=1_000_000)
    parser.add_argument("--index", choices=("auto", "flat", "ivf"), default="auto")
    parser.add_argument("--keep", type=Path, help="make the library there, or measure the one that is there")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if args.measure:
        print(json.dumps(measure(args.measure)))
        return 0
    with tempfile.TemporaryDirectory(prefix="million-") as folder:
        root = args.keep or Path(folder)
        started = time.perf_counter()
        if not (root / "CURRENT").exists():
            root.mkdir(parents=True, exist_ok=True)
            making = [sys.executable, "-c", MAKE, str(root), str(args.samples), args.index]
            subprocess.run(making, check=True, cwd=PROJECT, env=ENVIRONMENT)
        made = time.perf_counter() - started
        command = [sys.executable, "-m", "tests.benchmarks.million", "--measure", str(root)]
        done = subprocess.run(
            command, check=True, cwd=PROJECT, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True
        )
        found = json.loads(done.stdout)
        manifest = json.loads(next(root.glob("*/manifest.json")).read_text(encoding="utf-8"))
        found |= {
            "samples": manifest["counts"]["samples"],
            "index": manifest["indices"]["zero_shot"],
            "made_s": made,
            "disk_mb": sum(f.stat().st_size / f.stat().st_nlink for f in root.rglob("*") if f.is_file())
            / 1e6,
            "start_s": start(root),
        }
    report(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
