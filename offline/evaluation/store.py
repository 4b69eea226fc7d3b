"""Every evaluation that was run, a row each, in SQLite beside the builds."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database
from sqlite_utils.db import NotFoundError

from offline.trouble import Trouble

FILE = "evaluations.db"


class RunError(Trouble):
    """There is no such run; the message says which there are."""


class Runs:
    """The runs kept under a folder of builds.

    Example:
        >>> runs = Runs(Path("data/index"))
        >>> runs.add("20260102-120000-ab12", metrics)
        1
    """

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self._db = Database(root / FILE)
        self._db.conn.execute(
            """CREATE TABLE IF NOT EXISTS runs (id INTEGER PRIMARY KEY, time TEXT NOT NULL, build TEXT NOT NULL,
               protocol TEXT NOT NULL, library TEXT NOT NULL, encoders TEXT NOT NULL, metrics TEXT NOT NULL) STRICT"""
        )

    def add(self, build: str, metrics: dict[str, Any]) -> int:
        """Keep a run.

        Parameters:
            build: id of the build, or of the evaluation where none was made.
            metrics: what metrics.json holds.

        Returns:
            number of the run.
        """
        on = metrics["run_on"]
        row = {
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "build": build,
            "protocol": metrics["protocol"],
            "library": on["library"],
            "encoders": " + ".join(dict.fromkeys((on["encoders"]["text"], on["encoders"]["audio"]))),
            "metrics": json.dumps(metrics, ensure_ascii=False),
        }
        with self._db.conn:
            return int(self._db.table("runs").insert(row).last_pk)  # type: ignore[arg-type]

    def get(self, name: str) -> dict[str, Any]:
        """A run by its number, by the id of its build, or "last"; its `metrics` read.

        Raises:
            RunError: there is none.
        """
        table = self._db.table("runs")
        try:
            row = table.get(int(name)) if name.isdigit() else None
        except NotFoundError:
            row = None
        if row is None:
            where = ("1", []) if name == "last" else ("build = ?", [name])
            row = next(table.rows_where(*where, order_by="id desc", limit=1), None)
        if row is None:
            last = ", ".join(f"{row['id']} ({row['protocol']})" for row in self.recent(5))
            raise RunError(
                f"there is no run {name!r}; {'the last are ' + last if last else 'none has been kept yet'}"
            )
        return {**row, "metrics": json.loads(row["metrics"])}

    def recent(self, n: int = 20) -> list[dict[str, Any]]:
        """The last runs, newest first, their metrics left unread."""
        return list(self._db.table("runs").rows_where(order_by="id desc", limit=n))

    def close(self) -> None:
        self._db.close()
