"""Running the stages of a build or an evaluation, each in a process of its own kind: Torch or FAISS, never both."""

from __future__ import annotations

import os
import subprocess
import sys

from offline.work import Work


class StageFailed(RuntimeError):
    """A stage has ended with an error, which it has printed."""


def run_stages(work: Work, *stages: str) -> None:
    """Run stages one after the other on a work folder.

    One thread a process unless the environment says otherwise: heads are small, and encoders run batch by batch, so that
    threads would wait for each other more than they work.

    Raises:
        StageFailed: one did not finish; those after it were not started.
    """
    environment = {"OMP_NUM_THREADS": "1", **os.environ}
    for stage in stages:
        command = [sys.executable, "-m", "offline", "stage", stage, str(work.folder)]
        if subprocess.run(command, env=environment, check=False).returncode:
            raise StageFailed(f"stopped at the stage {stage!r}; the live build is unchanged")
