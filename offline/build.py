"""The build: from a folder of samples to a live index, its stages in processes of two kinds.

This process imports neither Torch nor FAISS; the Torch stages run in one child, the FAISS stages in another, and hand over files.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import sqlite3
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from offline.embedding.checkpoints import folder_of
from offline.embedding.ray_engine import MISSING as RAY_MISSING
from offline.evaluation.pictures import show_pictures
from offline.evaluation.protocols import QUERIES as FOLDER
from offline.evaluation.protocols import SEED, questions
from offline.evaluation.table import terminal
from offline.evaluation.truth import write_truth
from offline.pipeline.cache import Hashes, forget
from offline.pipeline.lock import locked
from offline.pipeline.options import add_folds, add_out, directory
from offline.pipeline.scan import (
    SKIPPED,
    LibraryError,
    Sample,
    absolute,
    label_file,
    present,
    scan,
    see_column,
)
from offline.pipeline.stages import StageFailed, run_stages
from offline.pipeline.work import BEFORE, DESCRIPTORS, Settings, Work
from offline.publishing import store
from offline.publishing.grow import Growth, growth, sources
from offline.publishing.judging import judge
from offline.publishing.publish import GROWING, publish
from offline.publishing.reports import report_growth, report_skipped
from offline.training import feedback
from offline.training.feedback import FeedbackError, Judgement
from offline.trouble import Trouble
from retrieval_core.build import EMBEDDED, Build, BuildError, open_current
from retrieval_core.evaluated import METRICS

QUERIES = FOLDER / SEED
#: What is to be published with a build: the approach that answers where nobody chose one, how many votes its heads have learned from,
#: and which build they are from, if not its own.
Outcome = tuple[str, int, dict[str, Any] | None]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    library = "folder of samples (default: data, the demo library)"
    add("--library", type=directory, default=Path("data"), help=library)
    add(
        "--labels",
        default="folders",
        help="where the classes come from: 'folders' (the top folder's name), a CSV (path,label, and group, tags if it has them), or 'none' (default: folders)",
    )
    add("--label-column", help="column of the CSV that holds the class (default: label, coarse or fine)")
    for kind, embedded in EMBEDDED.items():
        add(f"--{kind}-encoder", default=str(embedded), help="hub name or path (default: the embedded one)")
    add("--queries", type=Path, default=QUERIES, help="CSV of evaluation queries (text,label)")
    add(
        "--log",
        type=Path,
        help="the query log with the votes to learn from again (default: CRATEDIGGER_DB, or data/log.db)",
    )
    add_folds(parser)
    add_out(parser)
    add(
        "--retrain",
        action="store_true",
        help="learn and evaluate anew, even where a large library has changed so little that it need not be",
    )
    add(
        "--watch",
        action="store_true",
        help="build now, and again whenever the library changes, until interrupted",
    )
    add(
        "--force",
        action="store_true",
        help="publish even where the default approach falls behind that of the live build, or most of its samples are gone",
    )
    add_scale(parser)


def add_scale(parser: argparse.ArgumentParser) -> None:
    """What large libraries are for: another index, Ray, Milvus."""
    add = parser.add_argument
    add(
        "--index",
        choices=("auto", "flat", "ivf"),
        default="auto",
        help="exact search (flat), inverted lists (ivf), or exact as long as that takes under 2 ms (default: auto)",
    )
    add(
        "--engine",
        choices=("local", "ray"),
        default="local",
        help="ray: read and embed the files in a pool of actors on a Ray cluster (default: local)",
    )
    add(
        "--ray-address",
        metavar="A",
        help="of a running Ray cluster (default: RAY_ADDRESS, else one of this machine's own)",
    )
    store.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    settings = Settings(
        library=str(args.library.resolve()),
        labels=absolute(args.labels),
        text_encoder=args.text_encoder,
        audio_encoder=args.audio_encoder,
        queries=str(args.queries.resolve()),
        folds=args.folds,
        seed=args.seed,
        label_column=args.label_column,
        index=args.index,
    )
    if not args.watch:
        return make(settings, args)
    present(args.library)
    try:
        from offline.watch import build_on_change
    except ModuleNotFoundError as missing:
        raise Trouble(f"--watch needs {missing.name}: pip install '.[offline]'") from missing
    build_on_change(args.library, label_file(settings.labels), args.out, lambda: make(settings, args))
    return 0


def make(settings: Settings, args: argparse.Namespace) -> int:
    """Make one build; returns the exit status.

    Raises:
        Trouble, EncoderError, TensorError: there is none; the message says why.
    """
    started = time.perf_counter()
    if args.audio_encoder == DESCRIPTORS:
        raise Trouble("descriptors are a baseline for `evaluate --encoders`, not an encoder to build with")
    see_column(args.label_column, settings.labels)
    if args.engine == "ray" and find_spec("ray") is None:
        raise LibraryError(RAY_MISSING)
    if args.ray_address:
        os.environ["RAY_ADDRESS"] = args.ray_address  # where Ray itself looks, in the stage that embeds
    questions(Path(settings.queries))
    for encoder in (settings.text_encoder, settings.audio_encoder):
        folder_of(encoder)  # a name that leads nowhere is found out before any file is read
    settings = replace(settings, engine=args.engine, store=store.chosen(args))
    folder = build(settings, args.out, args.force, learned(args.out, args.log), retrain=args.retrain)
    terminal.print(f"build {folder.name} is live, after {time.perf_counter() - started:.0f} s")
    return 0


def learned(root: Path, log: Path | None) -> list[Judgement]:
    """The votes to learn from anew where the live build has learned from some, as they stand in the log now.

    They are kept there alone, so that what a person has had forgotten is forgotten here, too.
    """
    try:
        before = open_current(root).manifest["counts"]["judgements"]
    except BuildError:
        return []
    if not before:
        return []
    try:
        found = feedback.judgements(feedback.exported(log))
    except FeedbackError as error:
        found, reason = [], str(error)
    else:
        reason = "there are none in the log"
    if not found:
        told = f"the live build has learned from {before} judged pairs, which heads that learn anew lack: {reason}"
        terminal.print(told, style="yellow", markup=False, soft_wrap=True)
    return found


def build(
    settings: Settings,
    root: Path,
    force: bool = False,
    judgements: Sequence[Judgement] = (),
    retrain: bool = False,
) -> Path:
    """Make a build and publish it.

    A large library that has changed a little since the live build keeps the heads and the evaluation of that one, so that
    it costs no more than what is new: see `offline.publishing.grow`.

    Parameters:
        judgements: what people have said of pairs of a text and a sample; heads learn from them too.
        force: publish it even where its default approach is significantly worse than that of the live build, or most of the
            samples of that are gone.
        retrain: learn and evaluate anew, however little has changed.

    Returns:
        the folder of the live build.

    Raises:
        LibraryError: there is nothing to index.
        LockedError: another build is at work under `root`.
        StageFailed: a stage did not finish; the build before stays live.
        Fallen: its default approach is worse, beyond noise, or most samples are gone; the build before stays live.
    """
    present(Path(settings.library))
    with locked(root) as lock:
        try:
            return build_alone(settings, root, force, judgements, retrain, lock)
        except StageFailed as failed:
            raise StageFailed(f"{failed}; no new build is live") from failed


def build_alone(
    settings: Settings, root: Path, force: bool, judgements: Sequence[Judgement], retrain: bool, lock: int
) -> Path:
    """Make a build and publish it, while nobody else does; stages inherit the lock."""
    for stale in root.glob(f"*{GROWING}"):
        shutil.rmtree(stale)
    terminal.print(f"scan {settings.library}", markup=False, highlight=False, soft_wrap=True)
    settings = replace(settings, sources=sources(settings))
    hashes = Hashes(root / "embeddings.db", Path(settings.library))
    try:
        samples, skipped = scan(Path(settings.library), settings.labels, settings.label_column, hashes.get)
    finally:
        hashes.close()
    grown = None if retrain else growth(root, settings, samples)
    if grown and not grown.added and not grown.removed:
        terminal.print(f"nothing has changed since build {grown.build.name} (--retrain makes it anew)")
        return grown.build
    build_id = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
    work = Work(root / (build_id + GROWING))
    work.write("settings", asdict(settings))
    try:
        if grown:
            work.write_scan(grown.added, skipped + grown.broken)
            approach, votes, about = grow(work, grown, len(samples), lock)
        else:
            work.write_scan(samples, skipped)
            approach, votes, about = learn(work, samples, judgements, force, lock)
        unusable = {skip.path for skip in work.scan()[1]}
        counts = counts_of(work, [sample.label for sample in samples if sample.path not in unusable], votes)
        switch = (lambda final: run_stages(final, ("switch",), lock=lock)) if settings.store else None
        folder = publish(work, root, approach, counts, about, switch)
    except BaseException:
        shutil.rmtree(work.folder, ignore_errors=True)
        raise
    if not grown:
        with suppress(sqlite3.Error):  # the build is live, and what is kept too long does no harm
            forget(root, Path(settings.library), unusable.union(sample.path for sample in samples))
    show_pictures(folder / "evaluation", evaluation(folder)["approaches"], Path(settings.library), root)
    return folder


def grow(work: Work, grown: Growth, size: int, lock: int) -> Outcome:
    """Add what is new to the build before, whose heads and evaluation stay."""
    work.write("growth", grown.entry())
    run_all(work, ("embed", "project"), ("extend",), lock)
    report_growth(grown, size)
    before = Build.open(grown.build)
    about = {"learned": grown.learned, "changed": grown.changed}
    return before.default_approach, before.manifest["counts"]["judgements"], about


def learn(
    work: Work, samples: Sequence[Sample], judgements: Sequence[Judgement], force: bool, lock: int
) -> Outcome:
    """Make everything anew, and hold it against the live build.

    Raises:
        Fallen: its default approach is worse, beyond noise, and `force` does not say to publish it all the same.
    """
    if judgements:
        work.write("judgements", [asdict(one) for one in judgements])
    write_truth(work, samples)
    run_all(work, ("embed", "rehearse", "train"), ("index", "evaluate"), lock)
    approach = judge(work, work.folder.parent, evaluation(work.folder), force, each=bool(judgements))
    return approach, len(judgements), None


def run_all(work: Work, listening: Sequence[str], indexing: Sequence[str], lock: int) -> None:
    """Run the stages of both kinds, those of the store where there is one, and say what files they could not use."""
    run_stages(work, listening, indexing, lock=lock)
    if work.settings.store:
        run_stages(work, ("milvus",), lock=lock)
    _, skipped = work.scan()
    report_skipped(skipped)
    named = json.dumps([asdict(skip) for skip in skipped], indent=1, ensure_ascii=False)
    (work.folder / SKIPPED).write_text(named, encoding="utf-8")


def counts_of(work: Work, labels: Sequence[str | None], votes: int) -> dict[str, Any]:
    """What the manifest counts: samples by their labels, those that were skipped, the votes that heads have learned from."""
    return {
        "samples": len(labels),
        BEFORE: work.read(BEFORE),
        "skipped": len(work.scan()[1]),
        "classes": dict(Counter(label for label in labels if label)),
        "judgements": votes,
    }


def evaluation(folder: Path) -> dict[str, Any]:
    """The evaluation of a build."""
    return json.loads((folder / "evaluation" / METRICS).read_text(encoding="utf-8"))
