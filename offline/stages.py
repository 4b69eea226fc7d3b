"""Running the stages of a build or an evaluation, each in a process of its own kind: Torch or FAISS, never both."""

from __future__ import annotations

import subprocess
import sys

from offline.work import Work


class StageFailed(RuntimeError):
    """A stage has ended with an error, which it has printed."""


def run_stages(work: Work, *stages: str) -> None:
    """Run stages one after the other on a work folder.

    Raises:
        StageFailed: one did not finish; those after it were not started.
    """
    for stage in stages:
        command = [sys.executable, "-m", "offline", "stage", stage, str(work.folder)]
        if subprocess.run(command, check=False).returncode:
            raise StageFailed(f"stopped at the stage {stage!r}; the live build is unchanged")
