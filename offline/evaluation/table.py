"""Evaluations as tables on the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Column, Table

terminal = Console(stderr=True)
SHOWN = ("accuracy", "P@5", "mAP", "nDCG@10", "MRR")


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
    """Encoder pairs side by side, each with its best approach."""
    table = Table(
        Column("encoders", no_wrap=True),
        "best approach",
        *SHOWN,
        "dimensions",
        "MB",
        "ms a sample",
        "ms a prompt",
        title="Encoders side by side",
    )
    for row in rows:
        cells = [_cell(row["metrics"][metric]) for metric in SHOWN]
        table.add_row(
            row["encoders"],
            row["approach"],
            *cells,
            f"{row['text_dimension']} / {row['audio_dimension']}",
            f"{row['bytes'] / 1e6:.1f}",
            f"{row['audio_ms']:.1f}",
            f"{row['text_ms']:.2f}",
        )
    terminal.print(table)


def _cell(value: Mapping[str, float]) -> str:
    return f"{value['value']:.3f}\n{value['low']:.2f}-{value['high']:.2f}"
