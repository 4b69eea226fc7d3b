"""Running the stages of a build or an evaluation, each in a process of its own kind: Torch or FAISS, never both."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from contextlib import suppress

from offline.evaluation.table import terminal
from offline.work import Work

#: What a stage without a bar of its own, or long before it, does.
DOING = {
    "embed": "open the encoders",
    "index": "write catalog and indices",
    "evaluate": "score the approaches",
    "project": "project what is new",
    "extend": "extend catalog and indices",
    "clock": "time the encoders",
}


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
        if stage in DOING:
            terminal.print(DOING[stage])
        parent = ("--parent", str(os.getpid()))
        command = [sys.executable, "-m", "offline", "stage", stage, str(work.folder), *parent]
        held = () if lock is None else (lock,)
        with subprocess.Popen(command, env=environment, pass_fds=held) as process:
            try:
                process.wait()
            except KeyboardInterrupt:  # the stage has had it, too, and puts its workers away
                with suppress(subprocess.TimeoutExpired):
                    process.wait(10)
                process.kill()
                raise
        if process.returncode:
            raise StageFailed(f"stopped at the stage {stage!r}; the live build is unchanged")


def end_with(parent: int) -> None:
    """From here on this process ends soon after the one that started it, even where that one was killed or is gone."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.2)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
