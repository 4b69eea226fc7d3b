"""python -m offline learn: retrain the heads with the thumbs in the query log, and publish if the approach that answers takes no step back.

This process imports FAISS, to compare ranks before and after, and no Torch; the stages run as children.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from rich.table import Table

from offline.build import build
from offline.evaluation.compare import DECIDING
from offline.evaluation.table import terminal
from offline.pipeline.options import add_out
from offline.pipeline.work import Settings
from offline.training.feedback import Judgement, exported, judgements
from retrieval_core.build import Build, open_current, resolve
from retrieval_core.catalog import Catalog
from retrieval_core.evaluated import METRICS

#: Ranks are looked up among so many hits.
DEPTH = 1000
#: Pairs that are shown one by one, at most: those whose rank changed most.
SHOWN = 15

#: By approach and judgement.
Ranks = dict[tuple[str, Judgement], int]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--log", type=Path, help="the query log (default: CRATEDIGGER_DB, or data/log.db)")
    add_out(parser)
    parser.add_argument(
        "--force",
        action="store_true",
        help="publish even where the default approach falls behind that of the live build on held-out samples",
    )


def run(args: argparse.Namespace) -> int:
    live = open_current(args.out)
    found = judgements(exported(args.log))
    if not found:
        terminal.print("nothing to learn from: no thumb in the log counts for or against a sample")
        return 0
    liked = sum(one.weight > 0 for one in found)
    terminal.print(
        f"{len(found)} judged pairs of a text and a sample: {liked} liked, {len(found) - liked} not"
    )
    before = ranks(args.out, found)
    folder = build(settings_of(live), args.out, args.force, found, retrain=True)
    print_changes(found, before, ranks(args.out, found), names_of(Build.open(folder)))
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
        queries=str(resolve(settings["queries"])),
        folds=settings["folds"],
        seed=settings["seed"],
        label_column=settings["label_column"],
        index=settings["index"],
        store=None if live.manifest["store"]["kind"] == "faiss" else live.manifest["store"],
    )


def ranks(root: Path, found: Sequence[Judgement]) -> Ranks:
    """Where each judged sample comes in the answer to its text, by each approach of the live build.

    Samples beyond the first `DEPTH` all count as the next one.
    """
    from retrieval_core.retriever import Retriever

    retriever = Retriever.open(root)
    k = min(DEPTH, len(retriever.catalog))
    places: Ranks = {}
    for approach in retriever.approaches:
        for text in {one.text for one in found}:
            hits = retriever.search(text, k, approach)
            placed = {hit.sha256: hit.rank for hit in reversed(hits)}
            for one in found:
                if one.text == text:
                    places[approach, one] = placed.get(one.sha256, k + 1)
    return places


def print_changes(found: Sequence[Judgement], before: Ranks, after: Ranks, names: dict[str, str]) -> None:
    """How the ranks of judged pairs have moved: those that heads learned from, so no proof that others are better.

    Parameters:
        names: paths of samples by their SHA-256.
    """
    moves = {
        key: (was - after[key]) * (1 if key[1].weight > 0 else -1)
        for key, was in before.items()
        if key in after
    }
    table = Table(
        "approach",
        "prompt",
        "sample",
        "votes",
        "rank before",
        "after",
        title="What moved most of what was judged (votes pull on each other: what is liked may lose a rank)",
    )
    for approach, one in sorted(moves, key=lambda key: -abs(moves[key]))[:SHOWN]:
        places = (str(ranks[approach, one]) for ranks in (before, after))
        table.add_row(approach, one.text, names.get(one.sha256, "gone"), f"{one.weight:+.1f}", *places)
    terminal.print(table)
    for approach in dict.fromkeys(approach for approach, _ in moves):
        moved = [move for (name, _), move in moves.items() if name == approach]
        better, worse = sum(move > 0 for move in moved), sum(move < 0 for move in moved)
        terminal.print(
            f"  {approach}: {better} of {len(found)} moved as people wanted, {worse} the other way, "
            f"{len(moved) - better - worse} stayed"
        )


def names_of(build: Build) -> dict[str, str]:
    """Paths of the samples of a build by their SHA-256."""
    catalog = Catalog(build.checked("catalog.db"))
    try:
        return {row["sha256"]: row["path"] for row in catalog.rows(range(len(catalog))).values()}
    finally:
        catalog.close()


def print_metrics(before: Build, after: Build) -> None:
    """The deciding figure of each approach on held-out samples, in both builds."""
    was, now = (build.read(f"evaluation/{METRICS}")["approaches"] for build in (before, after))
    for name in now:
        figure = now[name]["metrics"][DECIDING]["value"]
        old = f"{was[name]['metrics'][DECIDING]['value']:.3f}" if name in was else "none"
        terminal.print(f"  {name}: {DECIDING} on held-out samples {old} before, {figure:.3f} now")
