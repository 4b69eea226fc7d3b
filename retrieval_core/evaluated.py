"""The figures of a build: those that it was made with, or those of an evaluation since."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval_core.build import Build

#: Where evaluations lie that were made apart from a build, beside the builds: a folder each, by the time.
EVALUATIONS = "evaluations"
METRICS, REPORT, PICTURE = "metrics.json", "report.html", "{}_cm.png"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well a build does.

    Attributes:
        folder: where its files lie.
        metrics: what its metrics.json holds; `approaches` is empty where there was nothing to score.
    """

    build: Build
    folder: Path
    metrics: dict[str, Any]

    def file(self, name: str) -> Path:
        """One of its files; those that came with the build have matched their checksums.

        Raises:
            BuildError: it does not match, or is gone.
        """
        if self.folder.parent == self.build.folder:
            return self.build.checked(f"{self.folder.name}/{name}")
        return self.folder / name


def newest(build: Build) -> Evaluation:
    """The newest evaluation of a build: one since, by the protocol of its own or where that has no figures, else its own.

    Raises:
        BuildError: its own is damaged.
    """
    own = build.read(f"evaluation/{METRICS}")
    files = (METRICS, REPORT, *(PICTURE.format(name) for name in build.approaches))
    for folder in sorted(build.folder.parent.glob(f"{EVALUATIONS}/*"), reverse=True):
        if folder.name < build.id:  # both begin with the time
            break
        try:
            metrics = json.loads((folder / METRICS).read_text(encoding="utf-8"))
            same = not own["approaches"] or metrics["protocol"] == own["protocol"]
            same = same and metrics["run_on"]["build"] == build.id
        except (OSError, ValueError, KeyError, TypeError):  # nothing vouches for what is no part of a build
            continue
        if same and all((folder / name).is_file() for name in files):
            return Evaluation(build, folder, metrics)
    return Evaluation(build, build.folder / "evaluation", own)
