"""python -m offline compare A B: what got better or worse between two evaluations, and whether beyond noise."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.table import Column, Table

from offline.evaluation.compare import COMPARED, between, same_test
from offline.evaluation.store import FILE, RunError, Runs
from offline.evaluation.table import terminal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("first", nargs="?", help="a run: its number, the id of its build, or 'last'")
    parser.add_argument("second", nargs="?", help="the run that may be better")
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("data/index"),
        help="where builds and evaluations are (default: data/index)",
    )


def run(args: argparse.Namespace) -> int:
    if not (args.out / FILE).is_file():
        print(f"error: no evaluation has been kept in {args.out}: name a folder of builds", file=sys.stderr)
        return 1
    runs = Runs(args.out)
    try:
        if args.second is None:
            list_runs(runs)
        else:
            show(runs.get(args.first), runs.get(args.second))
    except RunError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    finally:
        runs.close()
    return 0


def list_runs(runs: Runs) -> None:
    """The last runs, for whoever does not know their numbers."""
    whole = (
        Column(name, no_wrap=True) for name in ("run", "build", "protocol")
    )  # a build's name has its time
    folded = (Column(name, overflow="fold") for name in ("library", "encoders"))
    table = Table(*whole, *folded, title="The last evaluations")
    for row in runs.recent():
        table.add_row(*(str(row[key]) for key in ("id", "build", "protocol", "library", "encoders")))
    terminal.print(table)


def show(first: dict, second: dict) -> None:
    """Every approach that both runs have, metric by metric, in a table and in words.

    Raises:
        RunError: they have no query or no approach in common.
    """
    old, new = first["metrics"], second["metrics"]
    runs = (f"run {first['id']}", f"run {second['id']}")
    table = Table("approach", "metric", *runs, "difference", "p", Column("verdict", no_wrap=True))
    for name in (name for name in new["approaches"] if name in old["approaches"]):
        for metric in COMPARED:
            gain = between(old, new, name, name, metric)
            if gain is None:
                continue
            verdict = ("better" if gain.value > 0 else "worse") if gain.beyond_noise else "within noise"
            was, now = (one["approaches"][name]["metrics"][metric]["value"] for one in (old, new))
            change = f"{gain.value:+.3f}\n[{gain.low:+.2f},\u00a0{gain.high:+.2f}]"
            table.add_row(
                name,
                metric,
                f"{was:.3f}",
                f"{now:.3f}",
                change,
                "< 0.001" if gain.p < 0.001 else f"{gain.p:.3f}",
                verdict,
            )
    if not table.rows:
        raise RunError(f"runs {first['id']} and {second['id']} have no query and approach in common")
    terminal.print(table)
    if not same_test(old, new):
        terminal.print(
            f"run {first['id']} was {first['protocol']} on {first['library']}, run {second['id']} {second['protocol']} on "
            f"{second['library']}: other samples or another protocol, so a difference may not be the system's",
            style="yellow",
            markup=False,
            soft_wrap=True,
        )
