"""python -m offline compare A B: what got better or worse between two evaluations, and whether beyond noise."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from rich.table import Column, Table

from offline.evaluation.compare import COMPARED, between, changes
from offline.evaluation.statistics import ALPHA, holm
from offline.evaluation.store import FILE, RunError, Runs
from offline.evaluation.table import NARROW, chance, terminal
from offline.pipeline.options import add_out


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("first", nargs="?", help="a run: its number, the id of its build, or 'last'")
    parser.add_argument("second", nargs="?", help="the run that may be better")
    add_out(parser)


def run(args: argparse.Namespace) -> int:
    if not (args.out / FILE).is_file():
        raise RunError(f"no evaluation has been kept in {args.out}: name a folder of builds")
    with closing(Runs(args.out)) as runs:
        if args.first is None:
            list_runs(runs)
        elif args.second is None:
            raise RunError("one run alone compares with nothing: name two, or none for a list of them")
        else:
            show(runs.get(args.first), runs.get(args.second))
    return 0


def list_runs(runs: Runs) -> None:
    """The last runs, for whoever does not know their numbers."""
    whole = (Column(name, no_wrap=True) for name in ("run", "build", "protocol"))
    folded = (Column(name, overflow="fold") for name in ("library", "encoders"))
    table = Table(*whole, *folded, title="The last evaluations", **NARROW)
    for row in runs.recent():
        library = "/".join(Path(row["library"]).parts[-2:])
        table.add_row(str(row["id"]), row["build"], row["protocol"], library, row["encoders"])
    terminal.print(table)


def show(first: dict, second: dict) -> None:
    """Every approach that both runs have, metric by metric, in a table and in words.

    Raises:
        RunError: they have no query or no approach in common.
    """
    old, new = first["metrics"], second["metrics"]
    runs = (f"run {first['id']}", f"run {second['id']}")
    names = [name for name in new["approaches"] if name in old["approaches"]]
    found = {
        (name, metric): gain
        for metric in COMPARED
        for name in names
        if (gain := between(old, new, name, name, metric))
    }
    if not found:
        raise RunError(f"runs {first['id']} and {second['id']} have no query and approach in common")
    adjusted: dict[tuple[str, str], float] = {}
    for metric in COMPARED:  # as the approaches of one run are compared
        keys = [key for key in found if key[1] == metric]
        adjusted |= dict(zip(keys, holm([found[key].p for key in keys]), strict=True))
    whole = [Column(name, no_wrap=True) for name in ("approach", "metric", *runs, "difference")]
    title = "p is adjusted for the number of approaches (Holm)"
    table = Table(*whole, "p", Column("verdict", no_wrap=True), title=title, **NARROW)
    for name, metric in ((name, metric) for name in names for metric in COMPARED if (name, metric) in found):
        gain, p = found[name, metric], adjusted[name, metric]
        verdict = "within noise" if p >= ALPHA else "better" if gain.value > 0 else "worse"
        was, now = (f"{one['approaches'][name]['metrics'][metric]['value']:.3f}" for one in (old, new))
        change = f"{gain.value:+.3f}\n[{gain.low:+.2f},\u00a0{gain.high:+.2f}]"
        table.add_row(name, metric, was, now, change, chance(p), verdict)
    terminal.print(table)
    if other := changes(old, new):
        terminal.print(
            f"run {first['id']} (on {first['library']}) and run {second['id']} (on {second['library']}) are different tests: "
            f"{', '.join(other)}; so a difference may not be the system's",
            style="yellow",
            markup=False,
            soft_wrap=True,
        )
