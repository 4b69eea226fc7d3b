"""What a benchmark says: a table, its goals met or not, and the same as JSON."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from retrieval_core.build import PROJECT

#: Ignored by git.
FOLDER = PROJECT / ".benchmarks"
console = Console(width=120)


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure that was promised: `value` is to be at least, or at most, `bound`."""

    what: str
    value: float
    bound: float
    at_least: bool = True

    @property
    def met(self) -> bool:
        return self.value >= self.bound if self.at_least else self.value <= self.bound

    def __str__(self) -> str:
        side = ">=" if self.at_least else "<="
        return f"{'met   ' if self.met else 'MISSED'} {self.what}: {self.value:.2f} ({side} {self.bound:g})"


def show(title: str, rows: list[dict[str, Any]]) -> None:
    """Print rows of the same keys as a table; numbers are right-aligned."""
    table = Table(title=title, title_justify="left")
    for name, value in rows[0].items():
        table.add_column(name, justify="left" if isinstance(value, str) else "right")
    for row in rows:
        table.add_row(*(f"{value:.2f}" if isinstance(value, float) else str(value) for value in row.values()))
    console.print(table)


def write(name: str, tables: dict[str, list[dict[str, Any]]], goals: list[Goal]) -> None:
    """Print tables and goals, and keep them with what they were measured on as `.benchmarks/<name>.json`."""
    for title, rows in tables.items():
        show(title, rows)
    for goal in goals:
        console.print(str(goal), style="green" if goal.met else "bold red", highlight=False)
    FOLDER.mkdir(exist_ok=True)
    data = {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "processor": platform.machine(),
            "cores": os.cpu_count(),
            "load average": round(os.getloadavg()[0], 2),
            "python": platform.python_version(),
        },
        "tables": tables,
        "goals": [asdict(goal) | {"met": goal.met} for goal in goals],
    }
    (FOLDER / f"{name}.json").write_text(json.dumps(data, indent=1), encoding="utf-8")
