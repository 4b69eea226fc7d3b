"""The build: from a folder of samples to a live index, each stage in a process of its own kind.

This process imports neither Torch nor FAISS; the Torch stages and the FAISS stages run as children and hand over files.
"""

from __future__ import annotations

import argparse
import json
import secrets
import shutil
import subprocess
import sys
import time
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from offline.publish import publish
from offline.scan import LibraryError, Skipped, scan
from offline.work import Settings, Work
from retrieval_core.build import PROJECT

GROWING = ".building"
QUERIES = PROJECT / "data/queries/seed_queries.csv"
#: Files in the project root that the specification names, one for each approach.
PICTURE = "{}_faiss_cm.png"

terminal = Console(stderr=True)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--library",
        type=Path,
        default=Path("data"),
        help="folder of samples (default: data, the demo library)",
    )
    parser.add_argument(
        "--labels",
        default="folders",
        help="where the classes come from: 'folders' (the top folder's name), a CSV (path,label), or 'none' (default: folders)",
    )
    parser.add_argument(
        "--text-encoder",
        default=str(PROJECT / "data/encoders/text"),
        help="hub name or path (default: the embedded one)",
    )
    parser.add_argument(
        "--audio-encoder",
        default=str(PROJECT / "data/encoders/audio"),
        help="hub name or path (default: the embedded one)",
    )
    parser.add_argument(
        "--out", type=Path, default=Path("data/index"), help="where the builds are (default: data/index)"
    )
    parser.add_argument(
        "--queries", type=Path, default=QUERIES, help="CSV of evaluation queries (text,label)"
    )
    parser.add_argument("--folds", type=int, default=4, help="parts of the cross-validation (default: 4)")
    parser.add_argument("--seed", type=int, default=0)


def run(args: argparse.Namespace) -> int:
    started = time.perf_counter()
    settings = Settings(
        library=str(args.library.resolve()),
        labels=args.labels if args.labels in ("folders", "none") else str(Path(args.labels).resolve()),
        text_encoder=args.text_encoder,
        audio_encoder=args.audio_encoder,
        queries=str(args.queries.resolve()),
        folds=args.folds,
        seed=args.seed,
    )
    try:
        folder = build(settings, args.out)
    except LibraryError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except StageFailed as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    terminal.print(f"build {folder.name} is live, after {time.perf_counter() - started:.0f} s")
    return 0


class StageFailed(RuntimeError):
    """A stage of a build has ended with an error, which it has printed."""


def build(settings: Settings, root: Path) -> Path:
    """Make a build and publish it.

    Returns:
        the folder of the live build.

    Raises:
        LibraryError: there is nothing to index.
        StageFailed: a stage did not finish; the build before stays live.
    """
    samples, skipped = scan(Path(settings.library), settings.labels)
    root.mkdir(parents=True, exist_ok=True)
    for stale in root.glob(f"*{GROWING}"):
        shutil.rmtree(stale)
    build_id = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
    work = Work(root / (build_id + GROWING))
    work.write("settings", asdict(settings))
    work.write_scan(samples, skipped)
    try:
        for stage in ("embed", "train", "index", "evaluate"):
            command = [sys.executable, "-m", "offline", "stage", stage, str(work.folder)]
            if subprocess.run(command, check=False).returncode:
                raise StageFailed(f"the build stopped at the stage {stage!r}; the live build is unchanged")
        samples, skipped = work.scan()
        report_skipped(skipped)
        report(metrics := json.loads((work.folder / "evaluation/metrics.json").read_text(encoding="utf-8")))
        counts = {
            "samples": len(samples),
            "skipped": len(skipped),
            "classes": dict(Counter(sample.label for sample in samples if sample.label)),
        }
        folder = publish(work, root, default_approach(metrics), counts)
    except BaseException:
        shutil.rmtree(work.folder, ignore_errors=True)
        raise
    if root.resolve() == PROJECT / "data/index":
        for name in metrics["approaches"]:
            shutil.copyfile(folder / f"evaluation/{name}_cm.png", PROJECT / PICTURE.format(name))
    return folder


def default_approach(metrics: dict) -> str:
    """The approach that answers where nobody chose one: the most accurate; contrastive where that decides nothing."""
    scores = {name: figures["accuracy"] for name, figures in metrics["approaches"].items()}
    best = max(scores.values(), default=0.0)
    return next(
        (name for name in scores if scores[name] == best and scores.get("contrastive", 0) < best),
        "contrastive",
    )


def report_skipped(skipped: list[Skipped], most: int = 20) -> None:
    """Name the files that were left out, each with its reason."""
    for skip in skipped[:most]:
        terminal.print(f"  skipped {skip.path}: {skip.reason}", style="yellow", markup=False, highlight=False)
    if skipped:
        terminal.print(
            f"{len(skipped)} files skipped{', the first of them above' if len(skipped) > most else ''}"
        )


def report(metrics: dict) -> None:
    """The evaluation as a table."""
    if not metrics["approaches"]:
        terminal.print(f"not evaluated: {metrics['note']}")
        return
    table = Table(title=f"Held-out samples, {metrics['note']}")
    classes = list(next(iter(metrics["approaches"].values()))["classes"])
    for column in ("approach", "accuracy", f"P@{metrics['k']}", *(f"{c} P / R" for c in classes[:6])):
        table.add_column(column)
    for name, figures in metrics["approaches"].items():
        per_class = [figures["classes"][c] for c in classes[:6]]
        cells = [f"{c['precision']:.0%} / {c['recall']:.0%}" for c in per_class]
        table.add_row(name, f"{figures['accuracy']:.1%}", f"{figures['precision_at_k']:.1%}", *cells)
    terminal.print(table)
