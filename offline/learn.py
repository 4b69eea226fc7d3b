"""python -m offline learn: retrain the heads with the thumbs in the query log, and publish if that is no step back.

This process imports FAISS, to compare ranks before and after, and no Torch; the stages run as children.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.table import Table

from offline.build import QUERIES, Fallen, build
from offline.evaluation.compare import DECIDING
from offline.evaluation.table import terminal
from offline.feedback import FeedbackError, Judgement, exported, judgements
from offline.scan import LibraryError
from offline.stages import StageFailed
from offline.work import Settings
from retrieval_core.build import Build, BuildError, open_current

#: Ranks are looked up among so many hits.
DEPTH = 1000
#: Pairs that are shown one by one, at most: those whose rank changed most.
SHOWN = 15

Ranks = dict[tuple[str, str], int | None]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--log", type=Path, help="the query log (default: CRATEDIGGER_DB, or data/log.db)")
    parser.add_argument(
        "--out", type=Path, default=Path("data/index"), help="where the builds are (default: data/index)"
    )
    parser.add_argument(
        "--force",
        action="store_true",
        help="publish even where an approach falls behind that of the live build on held-out samples",
    )


def run(args: argparse.Namespace) -> int:
    try:
        live = open_current(args.out)
        found = judgements(exported(args.log))
        if not found:
            terminal.print("nothing to learn from: no thumb in the log counts for or against a sample")
            return 0
        liked = sum(one.weight > 0 for one in found)
        terminal.print(
            f"{len(found)} judged pairs of a text and a sample: {liked} liked, {len(found) - liked} not"
        )
        before = ranks(args.out, found, live.default_approach)
        folder = build(settings_of(live), args.out, args.force, found)
    except (BuildError, FeedbackError, LibraryError, StageFailed, Fallen) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print_changes(found, before, ranks(args.out, found, live.default_approach))
    print_metrics(live, Build.open(folder))
    terminal.print(f"build {folder.name} is live")
    return 0


def settings_of(live: Build) -> Settings:
    """Settings that make the live build anew.

    Raises:
        BuildError: its encoders are gone or have changed.
    """
    settings = live.manifest["settings"]
    return Settings(
        library=str(live.library),
        labels=settings["labels"],
        text_encoder=str(live.encoder("text")),
        audio_encoder=str(live.encoder("audio")),
        queries=str(QUERIES),
        folds=settings["folds"],
        seed=settings["seed"],
        label_column=settings["label_column"],
    )


def ranks(root: Path, found: Sequence[Judgement], approach: str) -> Ranks:
    """Where each judged sample comes in an approach's answer to its text; None where it is not among the first."""
    from retrieval_core.retriever import Retriever

    retriever = Retriever.open(root)
    places: Ranks = {}
    for text in {one.text for one in found}:
        hits = retriever.search(text, k=min(DEPTH, len(retriever.catalog)), approach=approach)
        placed = {hit.sha256: hit.rank for hit in reversed(hits)}
        places |= {(text, one.sha256): placed.get(one.sha256) for one in found if one.text == text}
    return places


def print_changes(found: Sequence[Judgement], before: Ranks, after: Ranks) -> None:
    """How the ranks of judged pairs have moved: those that heads learned from, so no proof that others are better."""

    def gain(one: Judgement) -> int:
        was, now = (places[one.text, one.sha256] or DEPTH + 1 for places in (before, after))
        return (was - now) if one.weight > 0 else (now - was)

    gains = {one: gain(one) for one in found}
    better, worse = (sum(sign * value > 0 for value in gains.values()) for sign in (1, -1))
    table = Table(
        "prompt", "sample", "votes", "rank before", "after", title="What was judged and learned from"
    )
    for one in sorted(found, key=lambda one: -abs(gains[one]))[:SHOWN]:
        places = (str(p[one.text, one.sha256] or f"> {DEPTH}") for p in (before, after))
        table.add_row(one.text, one.sha256[:10], f"{one.weight:+.1f}", *places)
    terminal.print(table)
    terminal.print(
        f"{better} of {len(found)} moved as people wanted, {worse} the other way, {len(found) - better - worse} stayed"
    )


def print_metrics(before: Build, after: Build) -> None:
    """The deciding figure of each approach on held-out samples, in both builds."""
    was, now = (
        json.loads(build.checked("evaluation/metrics.json").read_text(encoding="utf-8"))["approaches"]
        for build in (before, after)
    )
    for name in now:
        figure = now[name]["metrics"][DECIDING]["value"]
        old = f"{was[name]['metrics'][DECIDING]['value']:.3f}" if name in was else "none"
        terminal.print(f"  {name}: {DECIDING} on held-out samples {old} before, {figure:.3f} now")
