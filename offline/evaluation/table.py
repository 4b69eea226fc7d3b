"""Evaluations as tables on the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Column, Table

from offline.evaluation.compare import DECIDING, between
from offline.evaluation.statistics import ALPHA, holm
from retrieval_core.wording import plural

terminal = Console(stderr=True)
SHOWN = ("accuracy", "macro-F1", "P@5", "mAP", "nDCG@10")
#: Lines between the columns would take room that their figures need.
NARROW: dict[str, Any] = {"box": box.SIMPLE_HEAD, "padding": (0, 1, 0, 0), "pad_edge": False}
#: Classes that the weights of the accuracy are told of.
HEAVY = 2


def counted(number: int, thing: str) -> str:
    """How many there are.

    >>> counted(1, "file"), counted(20, "file")
    ('1 file', '20 files')
    """
    return f"{number} {thing if number == 1 else plural(thing)}"


def chance(p: float) -> str:
    """A p as it is written.

    >>> chance(0.0004), chance(0.0213)
    ('< 0.001', '0.021')
    """
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def print_metrics(metrics: Mapping[str, Any]) -> None:
    """The approaches of one evaluation, with 95 % intervals, what gains over zero-shot, and what makes the figures worth less."""
    if metrics["approaches"]:
        table = Table(Column("approach", no_wrap=True), *SHOWN, "cover", title=metrics["note"], **NARROW)
        for name, one in metrics["approaches"].items():
            table.add_row(name, *(_figure(one, metric) for metric in SHOWN), f"{one['coverage']:.0%}")
        terminal.print(table)
        sentences = [weights(next(iter(metrics["approaches"].values()))), *metrics["gains"]]
        for sentence in sentences:
            terminal.print(f"  {sentence}", markup=False, highlight=False, soft_wrap=True)
    else:
        hint = f" ({metrics['hint']})" if metrics["hint"] else ""
        terminal.print(f"not evaluated: {metrics['note']}{hint}", markup=False, soft_wrap=True)
    print_caveats(metrics)


def print_caveats(metrics: Mapping[str, Any]) -> None:
    """What makes the figures worth less."""
    for sentence in metrics.get("caveats", ()):
        terminal.print(f"  {sentence}", style="yellow", markup=False, highlight=False, soft_wrap=True)


def weights(one: Mapping[str, Any]) -> str:
    """How the accuracy weighs the classes, from the figures of any approach.

    >>> weights({"decisions": 10, "classes": {"kick": {"decisions": 1}, "drums": {"decisions": 6}, "keys": {"decisions": 3}}})
    'accuracy counts every decision alike (6 of 10 are on drums, 3 on keys), macro-F1 every class'
    """
    heavy = sorted(one["classes"], key=lambda name: -one["classes"][name]["decisions"])[:HEAVY]
    first, *others = ((name, one["classes"][name]["decisions"]) for name in heavy)
    told = [f"{first[1]} of {one['decisions']} are on {first[0]}", *(f"{n} on {name}" for name, n in others)]
    return f"accuracy counts every decision alike ({', '.join(told)}), macro-F1 every class"


def print_pairs(runs: Mapping[str, Mapping[str, Any]]) -> None:
    """Encoder pairs side by side, a column each: every approach by the figure that decides, held against the first pair's.

    Parameters:
        runs: metrics by the name of the pair, with `clock`, what embedding costs.
    """
    names = list(runs)
    table = Table(
        Column("", no_wrap=True),
        *names,
        title=f"{DECIDING} with each pair of encoders"
        + (f"; p: of the difference from {names[0]}, paired by query (Holm)" if names[1:] else ""),
        caption="hybrid matches words, too, which the embedded audio encoder has found, whichever pair is compared",
        **NARROW,
    )
    for approach in dict.fromkeys(name for one in runs.values() for name in one["approaches"]):
        table.add_row(approach, *_against_first(list(runs.values()), approach))
    clocks = [one["clock"] for one in runs.values()]
    table.add_row("dimensions", *(f"{c['text_dimension']} / {c['audio_dimension']}" for c in clocks))
    table.add_row("weights, MB", *(f"{c['bytes'] / 1e6:.1f}" for c in clocks))
    table.add_row("ms a sample", *(f"{c['audio_ms']:.1f}" for c in clocks))
    table.add_row("ms a prompt", *(f"{c['text_ms']:.2f}" for c in clocks))
    terminal.print(table)


def _against_first(runs: Sequence[Mapping[str, Any]], approach: str) -> list[str]:
    """The figure of an approach in each run, with the p of its difference from that in the first."""
    having = [approach in one["approaches"] for one in runs]
    gains = [
        between(runs[0], one, approach, approach, DECIDING) if having[0] and has and number else None
        for number, (one, has) in enumerate(zip(runs, having, strict=True))
    ]
    adjusted = iter(holm([gain.p for gain in gains if gain]))
    cells = []
    for one, has, gain in zip(runs, having, gains, strict=True):
        p = next(adjusted) if gain else None
        told = "" if p is None else f"\np {chance(p)}{'' if p < ALPHA else ', noise'}"
        cells.append(_figure(one["approaches"][approach], DECIDING) + told if has else "-")
    return cells


def _figure(one: Mapping[str, Any], metric: str) -> str:
    """A figure of an approach, and its interval where it has one."""
    if metric == "macro-F1":
        return f"{one['macro_f1']:.3f}"
    value = one["metrics"][metric]
    return f"{value['value']:.3f}\n{value['low']:.2f}-{value['high']:.2f}"
