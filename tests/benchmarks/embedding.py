"""How busy the cores are while a library is embedded, and how memory grows with it: python -m tests.benchmarks.embedding [--samples N]

Files of noise that decays, of 0.2 to 4 seconds, are decoded, analysed and embedded by the stage that builds use, once for a
quarter of the library and once for all of it, each time by a process of its own with an empty journal.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import soundfile as sf

from offline.pipeline.scan import scan
from offline.pipeline.work import Settings, Work
from retrieval_core.build import EMBEDDED, PROJECT
from tests.benchmarks.report import Goal, write

RATE = 44_100
#: The stage alone, and what its process and those that it started took.
EMBED = """
import json, resource, sys, time
from pathlib import Path
from offline.embedding.embed import embed_samples
from offline.embedding.embedders import open_sounds
from offline.pipeline.work import Work
embedder = open_sounds(sys.argv[2])
before = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
started = time.perf_counter()
embed_samples(Work(Path(sys.argv[1])), embedder)
seconds = time.perf_counter() - started
after = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
busy = sum(b.ru_utime + b.ru_stime - a.ru_utime - a.ru_stime for a, b in zip(before, after))
print(json.dumps([seconds, busy, after[0].ru_maxrss / 1024, after[1].ru_maxrss / 1024]))
"""


def make_library(folder: Path, samples: int) -> None:
    """Write sounds that are all different."""
    rng = np.random.default_rng(0)
    for number in range(samples):
        length = int(RATE * rng.uniform(0.2, 4.0))
        decay = np.exp(-np.arange(length) / (RATE * rng.uniform(0.05, 1.0)))
        sf.write(folder / f"{number:06}.wav", 0.8 * rng.uniform(-1, 1, length) * decay, RATE)


def embed(library: Path, root: Path) -> dict[str, float]:
    """Embed a library, and say what that took."""
    encoders = [str(EMBEDDED[kind]) for kind in ("text", "audio")]
    work = Work(root / "work")
    work.write("settings", asdict(Settings(str(library), "none", *encoders, queries="")))
    work.write_scan(*scan(library, "none", None))
    command = [sys.executable, "-c", EMBED, str(work.folder), encoders[1]]
    environment = {"OMP_NUM_THREADS": "1", **os.environ}  # as `offline.pipeline.stages` starts it
    printed = subprocess.run(
        command, env=environment, cwd=PROJECT, stdout=subprocess.PIPE, check=True, text=True
    )
    seconds, busy, peak, worker = json.loads(printed.stdout)
    files = len(work.scan()[0])
    shutil.rmtree(root)
    return {
        "files": files,
        "s": seconds,
        "files/s": files / seconds,
        "share of the cores": busy / seconds / (os.cpu_count() or 1),
        "MB": peak,
        "MB of a reader": worker,
    }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.embedding", description=__doc__)
    parser.add_argument("--samples", type=int, default=2000)
    args = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="embedding-") as folder:
        library = Path(folder) / "library"
        library.mkdir()
        make_library(library, args.samples)
        part = Path(folder) / "part"
        part.mkdir()
        for file in sorted(library.iterdir())[: args.samples // 4]:
            os.link(file, part / file.name)
        rows = [embed(one, Path(folder) / "out") for one in (part, library)]
    few, many = rows
    goals = [
        Goal("share of the cores that is busy while a library is embedded", many["share of the cores"], 0.9),
        Goal("memory with four times the files, to that with a quarter", many["MB"] / few["MB"], 1.05, False),
    ]
    write("embedding", {f"a library embedded on {os.cpu_count()} cores": rows}, goals)


if __name__ == "__main__":
    main()
