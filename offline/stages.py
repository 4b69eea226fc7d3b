"""Running the stages of a build or an evaluation, each in a process of its own kind: Torch or FAISS, never both."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time

from offline.work import Work


class StageFailed(RuntimeError):
    """A stage has ended with an error, which it has printed."""


def run_stages(work: Work, *stages: str, lock: int | None = None) -> None:
    """Run stages one after the other on a work folder.

    One thread a process unless the environment says otherwise: heads are small, and encoders run batch by batch, so that
    threads would wait for each other more than they work.

    Parameters:
        lock: a descriptor that the stages inherit, so that what it locks stays locked until the last of them has ended.

    Raises:
        StageFailed: one did not finish; those after it were not started.
    """
    environment = {"OMP_NUM_THREADS": "1", **os.environ}
    for stage in stages:
        parent = ("--parent", str(os.getpid()))
        command = [sys.executable, "-m", "offline", "stage", stage, str(work.folder), *parent]
        held = () if lock is None else (lock,)
        if subprocess.run(command, env=environment, check=False, pass_fds=held).returncode:
            raise StageFailed(f"stopped at the stage {stage!r}; the live build is unchanged")


def end_with(parent: int) -> None:
    """From here on this process ends soon after the one that started it, even where that one was killed or is gone."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.2)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
