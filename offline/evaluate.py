"""python -m offline evaluate: one protocol, over one library, for one pair of encoders or several.

This process imports neither Torch nor FAISS; the stages run as children.
"""

from __future__ import annotations

import argparse
import json
import secrets
import shutil
import tempfile
from contextlib import closing
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from offline.embedding.checkpoints import folder_of
from offline.evaluation.caveats import nothing_to_score
from offline.evaluation.pictures import show_pictures
from offline.evaluation.protocols import PROTOCOLS, QUERIES, questions
from offline.evaluation.store import Runs
from offline.evaluation.table import print_caveats, print_metrics, print_pairs, terminal
from offline.evaluation.truth import Truth, truth_of, write_truth
from offline.pipeline.cache import EVALUATING
from offline.pipeline.options import add_folds, add_out, directory, whole
from offline.pipeline.scan import (
    LibraryError,
    Skipped,
    absolute,
    label_file,
    read_rows,
    scan,
    see_column,
)
from offline.pipeline.stages import StageFailed, run_stages
from offline.pipeline.work import DESCRIPTORS, Settings, Work
from retrieval_core.build import EMBEDDED, Build, BuildError, open_current, resolve
from retrieval_core.catalog import read_only
from retrieval_core.encoders.bert import EncoderError
from retrieval_core.evaluated import EVALUATIONS, METRICS
from retrieval_core.tensors import TensorError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--protocol", choices=PROTOCOLS, default="cross-validated", help="default: cross-validated")
    add(
        "--library",
        type=directory,
        help="folder of samples (default: that of the live build)",
    )
    add(
        "--labels",
        help="'folders', a CSV (path,label, and group, tags if it has them) or 'none' (default: those of the live build)",
    )
    add(
        "--label-column",
        help="column of the CSV that holds the class (default: label, coarse or fine; fine first with that protocol)",
    )
    add("--truth", help="'folders' or a CSV: classes for scoring alone, which nothing learns from")
    add("--train-library", type=directory, help="transfer: the library that heads are trained on")
    add("--train-labels", default="folders", help="transfer: its labels (default: folders)")
    add("--queries", type=Path, help="CSV (text,label) or JSON lines (default: those of the protocol)")
    add(
        "--encoders",
        help="several pairs, compared: embedded,descriptors,NAME,TEXT+AUDIO,... (hub names or paths)",
    )
    add("--k", type=whole(1), default=5, help="hits that vote (default: 5)")
    add_folds(parser)
    add_out(parser)


def run(args: argparse.Namespace) -> int:
    settings = settings_of(args)
    training = training_of(args, settings)
    if args.encoders:
        names = [name.strip() for name in args.encoders.split(",")]
        return 0 if len(compare_pairs(names, settings, training, args.out)) == len(names) else 1
    openable(settings)
    folder, metrics = evaluate_library(settings, args.out, training)
    print_metrics(metrics)
    show_pictures(folder, metrics["approaches"], Path(settings.library), args.out)
    told = f"run {keep(metrics, folder, args.out)}: {folder / 'report.html'}"
    terminal.print(told, markup=False, soft_wrap=True)
    return 0


def openable(settings: Settings) -> None:
    """See that there are such encoders, before anything is read or embedded.

    Raises:
        EncoderError, TensorError: one of them cannot be opened.
    """
    for encoder in (settings.text_encoder, settings.audio_encoder):
        if encoder != DESCRIPTORS:
            folder_of(encoder)


def settings_of(args: argparse.Namespace) -> Settings:
    """What to evaluate: as asked for, the rest as the live build has it; fine classes from the column of that name, if there is one.

    Raises:
        LibraryError: options that contradict each other, or queries that cannot be read.
        BuildError: there is no live build to take the library from.
    """
    protocol = args.protocol
    live = None if args.library else open_current(args.out)
    library: Path = live.library if live else args.library
    labels = absolute(args.labels or (live.manifest["settings"]["labels"] if live else "folders"))
    truth = absolute(args.truth) if args.truth else None
    if protocol == "zero-shot":  # the labels are for scoring alone
        labels, truth = "none", truth or labels
    see_column(args.label_column, labels)
    column = live.manifest["settings"]["label_column"] if live and not args.labels else None
    if protocol == "fine" and has_column(truth or labels, library, "fine"):
        column = "fine"
    if (protocol == "transfer") != bool(args.train_library):
        raise LibraryError("the protocol transfer, and no other, needs --train-library DIR")
    queries = args.queries or QUERIES / PROTOCOLS[protocol].queries
    questions(queries)
    return Settings(
        library=str(library.resolve()),
        labels=labels,
        text_encoder=encoder(live, "text"),
        audio_encoder=encoder(live, "audio"),
        queries=str(queries.resolve()),
        folds=args.folds,
        seed=args.seed,
        protocol=protocol,
        label_column=args.label_column or column,
        truth=truth,
        k=args.k,
    )


def has_column(labels: str, library: Path, name: str) -> bool:
    """Whether labels come from a CSV with such a column."""
    if not (file := label_file(labels)):
        return False
    first, *_ = next(iter(read_rows(file, library).values()))
    return name in first


def encoder(live: Build | None, kind: str) -> str:
    return str(resolve(live.manifest["encoders"][kind]["path"])) if live else str(EMBEDDED[kind])


def training_of(args: argparse.Namespace, settings: Settings) -> Settings | None:
    """Settings of the library that heads are trained on, where it is another one."""
    if not args.train_library:
        return None
    labels = absolute(args.train_labels)
    return replace(settings, library=str(args.train_library.resolve()), labels=labels, truth=None)


def evaluate_library(
    settings: Settings, root: Path, training: Settings | None = None, clock: bool = False
) -> tuple[Path, dict[str, Any]]:
    """Evaluate one pair of encoders on one library.

    Parameters:
        root: where builds are; embeddings made for them are used, and the result is kept below it.
        training: the library that heads are trained on, where it is not the one that is searched.
        clock: measure how long embedding takes, too.

    Returns:
        the folder of the result, and its metrics.

    Raises:
        LibraryError: there is nothing to evaluate.
        StageFailed: a stage did not finish.
    """
    root.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=root, prefix=EVALUATING) as test,
        tempfile.TemporaryDirectory(dir=root, prefix=EVALUATING) as train,
    ):
        searched = prepare(Work(Path(test).resolve()), settings)
        truths = [Truth.from_dict(entry) for entry in searched.read("truth").values()]
        if nothing := nothing_to_score(truths, settings):  # found out before anything is embedded
            raise LibraryError("not evaluated: {} ({})".format(*nothing))
        work = searched
        if training:
            run_stages(searched, ("embed",))
            work = prepare(Work(Path(train).resolve()), training)
            work.write("searched", str(searched.folder))
        run_stages(work, ("embed", "rehearse"), ("evaluate",), *([("clock",)] if clock else []))
        made = work.folder / "evaluation"
        metrics = json.loads((made / METRICS).read_text(encoding="utf-8"))
        if not metrics["approaches"]:
            print_caveats(metrics)
            raise LibraryError(f"not evaluated: {metrics['note']}")
        if clock:
            metrics["clock"] = work.read("clock")
        metrics["run_on"]["build"] = None if training else build_of(searched, metrics, root)
        (made / METRICS).write_text(json.dumps(metrics, indent=1, ensure_ascii=False), encoding="utf-8")
        folder = root / EVALUATIONS / f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
        folder.parent.mkdir(exist_ok=True)
        shutil.move(made, folder)
    return folder, metrics


def build_of(work: Work, metrics: dict[str, Any], root: Path) -> str | None:
    """Id of the live build where that is what was evaluated: the same files, labels and encoders, found in them the same, and no votes learned from."""
    try:
        live = open_current(root)
        catalog = live.checked("catalog.db")
    except BuildError:
        return None
    made, asked = live.manifest["settings"], work.settings.entry()
    samples, skipped = work.scan()
    with closing(read_only(catalog)) as db:
        known = dict(db.execute("select path, sha256 from samples"))
    same = (
        live.library == Path(work.settings.library)
        and all(made[name] == asked[name] for name in ("labels", "label_column", "facts"))
        and not live.manifest["counts"]["judgements"]
        and metrics["run_on"]["checksums"]
        == {kind: live.manifest["encoders"][kind]["sha256"] for kind in ("text", "audio")}
        and all(known.get(sample.path) == sample.sha256 for sample in samples)
        and known.keys() <= {sample.path for sample in samples} | {skip.path for skip in skipped}
    )
    return live.id if same else None


def prepare(work: Work, settings: Settings) -> Work:
    """Scan a library into a work folder, with the truth about it; what cannot be scored by it is left out."""
    samples, skipped = scan(Path(settings.library), settings.labels, settings.label_column)
    if settings.truth:
        truths = truth_of(samples, settings)
        unknown = [sample.path for sample, truth in zip(samples, truths, strict=True) if truth.label is None]
        skipped += [Skipped(path, "its class is not known, so it cannot be scored") for path in unknown]
        samples = [sample for sample in samples if sample.path not in set(unknown)]
    work.write("settings", asdict(settings))
    work.write_scan(samples, skipped)
    write_truth(work, samples)
    return work


def keep(metrics: dict[str, Any], folder: Path, root: Path) -> int:
    """Keep a run's figures in the store; returns its number."""
    runs = Runs(root)
    try:
        return runs.add(folder.name, metrics)
    finally:
        runs.close()


def compare_pairs(
    names: list[str], settings: Settings, training: Settings | None, root: Path
) -> dict[str, dict[str, Any]]:
    """The same protocol over several pairs of encoders; returns the metrics of those that could be evaluated."""
    runs: dict[str, dict[str, Any]] = {}
    for name in names:
        pair = pair_of(name)
        try:
            openable(replace(settings, **pair))
            folder, runs[name] = evaluate_library(
                replace(settings, **pair), root, training and replace(training, **pair), clock=True
            )
        except (EncoderError, TensorError, StageFailed) as error:
            terminal.print(f"{name} is left out: {error}", style="yellow", markup=False, soft_wrap=True)
            continue
        told = f"run {keep(runs[name], folder, root)}, {name}: {folder / 'report.html'}"
        terminal.print(told, markup=False, soft_wrap=True)
    if runs:
        print_pairs(runs)
        print_caveats(next(iter(runs.values())))
    return runs


def pair_of(name: str) -> dict[str, Any]:
    """Text and audio encoder of a pair by its name: "embedded", "descriptors", TEXT+AUDIO, or one name for both."""
    if name == "embedded":
        text, audio = str(EMBEDDED["text"]), str(EMBEDDED["audio"])
    elif name == DESCRIPTORS:
        text, audio = str(EMBEDDED["text"]), DESCRIPTORS
    else:
        text, _, audio = name.partition("+")
    return {"text_encoder": text, "audio_encoder": audio or text}
