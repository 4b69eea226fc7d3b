"""Evaluations as tables on the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Column, Table

from retrieval_core.wording import plural

terminal = Console(stderr=True)
SHOWN = ("accuracy", "P@5", "mAP", "nDCG@10")


def counted(number: int, thing: str) -> str:
    """How many there are.

    >>> counted(1, "file"), counted(20, "file")
    ('1 file', '20 files')
    """
    return f"{number} {thing if number == 1 else plural(thing)}"


def print_metrics(metrics: Mapping[str, Any]) -> None:
    """The approaches of one evaluation, with 95 % intervals, and what gains over zero-shot."""
    if not metrics["approaches"]:
        terminal.print(f"not evaluated: {metrics['note']}", markup=False, soft_wrap=True)
        return
    table = Table(Column("approach", no_wrap=True), *SHOWN, "cover", title=metrics["note"])
    for name, one in metrics["approaches"].items():
        cells = [_cell(one["metrics"][metric]) for metric in SHOWN]
        table.add_row(name, *cells, f"{one['coverage']:.0%}")
    terminal.print(table)
    for sentence in metrics["gains"]:
        terminal.print(f"  {sentence}", markup=False, highlight=False, soft_wrap=True)


def print_pairs(rows: Sequence[Mapping[str, Any]]) -> None:
    """Encoder pairs side by side, a column each, with their best approach."""
    table = Table("", *(row["encoders"] for row in rows), title="Encoders side by side")
    table.add_row("best approach", *(row["approach"] for row in rows))
    for metric in SHOWN:
        table.add_row(metric, *(_cell(row["metrics"][metric]) for row in rows))
    table.add_row(
        "dimensions, text / audio", *(f"{r['text_dimension']} / {r['audio_dimension']}" for r in rows)
    )
    table.add_row("weights, MB", *(f"{row['bytes'] / 1e6:.1f}" for row in rows))
    table.add_row("ms to embed a sample", *(f"{row['audio_ms']:.1f}" for row in rows))
    table.add_row("ms to embed a prompt", *(f"{row['text_ms']:.2f}" for row in rows))
    terminal.print(table)


def _cell(value: Mapping[str, float]) -> str:
    return f"{value['value']:.3f}\n{value['low']:.2f}-{value['high']:.2f}"
