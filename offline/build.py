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
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from offline import feedback, store
from offline.cache import Hashes, forget
from offline.checkpoints import EncoderError, folder_of
from offline.evaluation.compare import DECIDING, fallen, nothing_in_common
from offline.evaluation.protocols import QUERIES as FOLDER
from offline.evaluation.protocols import SEED
from offline.evaluation.statistics import ALPHA
from offline.evaluation.store import Runs
from offline.evaluation.table import counted, print_metrics, terminal
from offline.evaluation.truth import write_truth
from offline.feedback import FeedbackError, Judgement
from offline.grow import Growth, growth, sources
from offline.lock import LockedError, locked
from offline.options import whole
from offline.publish import GROWING, publish
from offline.ray_engine import MISSING as RAY_MISSING
from offline.scan import NOT_THERE, SKIPPED, LibraryError, Skipped, scan
from offline.stages import StageFailed, run_stages
from offline.work import BEFORE, DESCRIPTORS, Settings, Work
from retrieval_core.build import LIMITS, PROJECT, Build, BuildError, open_current
from retrieval_core.tensors import TensorError

QUERIES = FOLDER / SEED
#: Where the demo library is, and its builds.
DEMO, DEMO_BUILDS = PROJECT / "data", PROJECT / "data/index"
#: Files in the project root that the specification names, one for each approach, of the demo library.
PICTURE = "{}_faiss_cm.png"
#: Files that were skipped which are named one by one.
NAMED = 20
#: Where nothing else is better beyond noise, this one answers: on real recordings under neutral names it ranked best, and
#: it finds what no sound gives away, a name.
PREFERRED = "hybrid"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--library",
        type=lambda path: Path(path).expanduser(),  # quoted, as make does, no shell has
        default=Path("data"),
        help="folder of samples (default: data, the demo library)",
    )
    parser.add_argument(
        "--labels",
        default="folders",
        help="where the classes come from: 'folders' (the top folder's name), a CSV (path,label), or 'none' (default: folders)",
    )
    parser.add_argument(
        "--label-column", help="column of the CSV that holds the class (default: label, coarse or fine)"
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
    parser.add_argument(
        "--log",
        type=Path,
        help="the query log with the votes to learn from again (default: CRATEDIGGER_DB, or data/log.db)",
    )
    parser.add_argument(
        "--folds", type=whole(2), default=4, help="parts of the cross-validation (default: 4)"
    )
    parser.add_argument(
        "--seed", type=whole(0), default=0, help="of everything that is drawn by lot (default: 0)"
    )
    parser.add_argument(
        "--retrain",
        action="store_true",
        help="learn and evaluate anew, even where a large library has changed so little that it need not be",
    )
    parser.add_argument(
        "--watch",
        action="store_true",
        help="build now, and again whenever the library changes, until interrupted",
    )
    parser.add_argument(
        "--index",
        choices=("auto", "flat", "ivf"),
        default="auto",
        help="exact search (flat), inverted lists (ivf), or exact as long as that takes under 2 ms (default: auto)",
    )
    parser.add_argument(
        "--engine",
        choices=("local", "ray"),
        default="local",
        help="ray: read and embed the files in a pool of actors on a Ray cluster (default: local)",
    )
    parser.add_argument(
        "--ray-address",
        metavar="A",
        help="of a running Ray cluster (default: RAY_ADDRESS, else one of this machine's own)",
    )
    store.add_arguments(parser)
    parser.add_argument(
        "--force",
        action="store_true",
        help="publish even where the default approach falls behind that of the live build",
    )


def run(args: argparse.Namespace) -> int:
    settings = Settings(
        library=str(args.library.resolve()),
        labels=args.labels if args.labels in ("folders", "none") else str(Path(args.labels).resolve()),
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
    try:
        from offline.watch import build_on_change
    except ModuleNotFoundError as missing:
        print(f"error: --watch needs {missing.name}: pip install '.[offline]'", file=sys.stderr)
        return 1
    labels = None if settings.labels in ("folders", "none") else Path(settings.labels)
    if not args.library.is_dir():
        print(f"error: there is no library at {args.library}: name a folder of audio files", file=sys.stderr)
        return 1
    build_on_change(args.library, labels, args.out, lambda: make(settings, args))
    return 0


def make(settings: Settings, args: argparse.Namespace) -> int:
    """Make one build, or say why there is none; returns the exit status."""
    started = time.perf_counter()
    try:
        if args.audio_encoder == DESCRIPTORS:
            raise LibraryError(
                "descriptors are a baseline for `evaluate --encoders`, not an encoder to build with"
            )
        if args.label_column and settings.labels in ("folders", "none"):
            raise LibraryError("--label-column is a column of a CSV: name that with --labels")
        if args.engine == "ray" and find_spec("ray") is None:
            raise LibraryError(RAY_MISSING)
        if args.ray_address:
            os.environ["RAY_ADDRESS"] = args.ray_address  # where Ray itself looks, in the stage that embeds
        for encoder in (settings.text_encoder, settings.audio_encoder):
            folder_of(encoder)  # a name that leads nowhere is found out before any file is read
        settings = replace(settings, engine=args.engine, store=store.chosen(args))
        folder = build(settings, args.out, args.force, learned(args.out, args.log), retrain=args.retrain)
    except (LibraryError, EncoderError, TensorError, LockedError, StageFailed, Fallen) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    terminal.print(f"build {folder.name} is live, after {time.perf_counter() - started:.0f} s")
    return 0


def learned(root: Path, log: Path | None) -> list[Judgement]:
    """The votes to learn from anew where the live build has learned from some, as they stand in the log now.

    They are kept there alone, so that what a person has had forgotten is forgotten here, too.
    """
    try:
        before = open_current(root).manifest["counts"].get("judgements", 0)
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


class Fallen(RuntimeError):
    """A build that is worse than the live one, and was not published."""


def build(
    settings: Settings,
    root: Path,
    force: bool = False,
    judgements: Sequence[Judgement] = (),
    retrain: bool = False,
) -> Path:
    """Make a build and publish it.

    A large library that has changed a little since the live build keeps the heads and the evaluation of that one, so that
    it costs no more than what is new: see `offline.grow`.

    Parameters:
        judgements: what people have said of pairs of a text and a sample; heads learn from them too.
        force: publish it even where its default approach is significantly worse than that of the live build.
        retrain: learn and evaluate anew, however little has changed.

    Returns:
        the folder of the live build.

    Raises:
        LibraryError: there is nothing to index.
        LockedError: another build is at work under `root`.
        StageFailed: a stage did not finish; the build before stays live.
        Fallen: its default approach is worse, beyond noise; the build before stays live.
    """
    with locked(root) as lock:
        return build_alone(settings, root, force, judgements, retrain, lock)


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
    new, left_out = (grown.added, skipped + grown.broken) if grown else (samples, skipped)
    work.write_scan(new, left_out)
    if judgements:
        work.write("judgements", [asdict(one) for one in judgements])
    try:
        if grown:
            work.write("growth", grown.entry())
            run_stages(work, ("embed", "project"), ("extend",), lock=lock)
        else:
            write_truth(work, samples)
            run_stages(work, ("embed", "rehearse", "train"), ("index", "evaluate"), lock=lock)
        if settings.store:
            run_stages(work, ("milvus",), lock=lock)
        _, skipped = work.scan()
        report_skipped(skipped)
        named = json.dumps([asdict(skip) for skip in skipped], indent=1, ensure_ascii=False)
        (work.folder / SKIPPED).write_text(named, encoding="utf-8")
        metrics = json.loads((work.folder / "evaluation/metrics.json").read_text(encoding="utf-8"))
        if grown:
            before = Build.open(grown.build)
            approach, learned_from = before.default_approach, before.manifest["counts"]["judgements"]
            report_growth(grown, len(samples))
        else:
            approach, learned_from = judge(work, root, metrics, force, bool(judgements)), len(judgements)
        unusable = {skip.path for skip in skipped}
        used = [sample.label for sample in samples if sample.path not in unusable]
        counts = {
            "samples": len(used),
            BEFORE: work.read(BEFORE),
            "skipped": len(skipped),
            "classes": dict(Counter(label for label in used if label)),
            "judgements": learned_from,
        }
        about = {"learned": grown.learned, "changed": grown.changed} if grown else None
        switch = (lambda final: run_stages(final, ("switch",), lock=lock)) if settings.store else None
        folder = publish(work, root, approach, counts, about, switch)
    except BaseException:
        shutil.rmtree(work.folder, ignore_errors=True)
        raise
    if not grown:
        with suppress(sqlite3.Error):  # the build is live, and what is kept too long does no harm
            forget(root, Path(settings.library), unusable.union(sample.path for sample in samples))
    if root.resolve() == DEMO_BUILDS and Path(settings.library) == DEMO:
        for name in metrics["approaches"]:
            shutil.copyfile(folder / f"evaluation/{name}_cm.png", PROJECT / PICTURE.format(name))
    return folder


def judge(work: Work, root: Path, metrics: dict[str, Any], force: bool, each: bool) -> str:
    """Report how well a new build does, keep that, and choose the approach that answers where nobody chose one.

    Raises:
        Fallen: it falls behind the live build, see `falls_behind`, and is not to be published all the same (`force`).
    """
    build_id = work.folder.name.removesuffix(GROWING)
    print_metrics(metrics)
    report_limits(json.loads((work.folder / LIMITS).read_text(encoding="utf-8")))
    runs = Runs(root)
    runs.add(build_id, metrics)
    runs.close()
    approach = default_approach(metrics)
    if not force and (reason := falls_behind(metrics, approach, root)):
        raise Fallen(f"build {build_id} is not published: {reason}; --force publishes it all the same")
    before = evaluated(root)
    if before and nothing_in_common(before[1], metrics):
        told = "the live build was asked other queries, so nothing says whether this one falls behind it"
        terminal.print(f"  {told}", style="yellow", soft_wrap=True)
    if each:
        for name in metrics["approaches"].keys() - {approach}:
            if reason := falls_behind(metrics, name, root, than=name):
                terminal.print(f"  {name} is no default, and {reason}", style="yellow", soft_wrap=True)
    return approach


def report_growth(grown: Growth, size: int) -> None:
    """What has come and gone, and whose heads and evaluation these are."""
    terminal.print(
        f"{counted(len(grown.added), 'sample')} came, {len(grown.removed)} went; heads and evaluation are those of build "
        f"{grown.learned}, since which {grown.changed} of {size} have changed (--retrain learns anew)"
    )


def default_approach(metrics: dict[str, Any]) -> str:
    """The approach that answers where nobody chose one: the best ranking, if it beats the preferred one beyond noise."""
    best = max(
        metrics["approaches"],
        key=lambda name: metrics["approaches"][name]["metrics"][DECIDING]["value"],
        default=PREFERRED,
    )
    level = any(
        row["p_holm"] >= ALPHA
        for row in metrics["comparisons"]
        if row["metric"] == DECIDING and {row["first"], row["second"]} == {best, PREFERRED}
    )
    return PREFERRED if level else best


def falls_behind(metrics: dict[str, Any], approach: str, root: Path, than: str | None = None) -> str | None:
    """Why the live build is better than this one, beyond noise; None where it is not, or cannot be compared.

    Parameters:
        approach: the one that is held against the live build's.
        than: which one of the live build; its default if None.
    """
    if not (found := evaluated(root)):
        return None
    live, before = found
    return fallen(before, metrics, than or live.default_approach, approach)


def evaluated(root: Path) -> tuple[Build, dict[str, Any]] | None:
    """The live build, if there is one, and its evaluation."""
    try:
        live = open_current(root)
        return live, json.loads(live.checked("evaluation/metrics.json").read_text(encoding="utf-8"))
    except BuildError:
        return None


def report_limits(limits: dict[str, dict[str, Any] | None]) -> None:
    """What each approach doubts, rightly and wrongly, of the prompts that its threshold was not chosen on."""
    for name, one in limits.items():
        if one is None or one["threshold"] is None:
            terminal.print(f"  {name}: doubts nothing, its scores do not tell what the library lacks")
            continue
        others = (
            ""
            if one["refusals"] is None
            else f" and {one['refusals']:.0%} of {one['others']} for other sounds"
        )
        terminal.print(
            f"  {name}: doubts {one['false_refusals']:.1%} of {one['prompts']} prompts for what the library holds{others}"
        )


def report_skipped(skipped: list[Skipped]) -> None:
    """Name the files that were left out, each with its reason."""
    for skip in skipped[:NAMED]:
        line = f"  skipped {skip.path}: {skip.reason}"
        terminal.print(line, style="yellow", markup=False, highlight=False, soft_wrap=True)
    if skipped:
        rest = (
            f", the first of them above, all of them in the build's {SKIPPED}" if len(skipped) > NAMED else ""
        )
        terminal.print(f"{counted(len(skipped), 'file')} skipped{rest}", soft_wrap=True)
    if missing := sum(skip.reason == NOT_THERE for skip in skipped):
        terminal.print(
            f"the label file names {counted(missing, 'file')} that the library does not have", soft_wrap=True
        )
