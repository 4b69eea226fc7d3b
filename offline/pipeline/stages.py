"""Running the stages of a build or an evaluation, those of one kind in one process: Torch or FAISS, never both."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from offline.trouble import Trouble

if TYPE_CHECKING:
    from offline.pipeline.work import Work


@dataclass(frozen=True, slots=True)
class Stage:
    """A job of a build: a function of the stage's name in a module.

    Attributes:
        faiss: whether it needs FAISS, and runs in a process without Torch.
        doing: what it says it does, where it has no bar of its own or does something long before.
    """

    module: str
    faiss: bool = False
    doing: str = ""


STAGES = {
    "embed": Stage("offline.embedding.embed", doing="open the encoders"),
    "train": Stage("offline.training.train"),
    "rehearse": Stage("offline.training.rehearse"),
    "index": Stage("offline.indexing.index", faiss=True, doing="write catalog and indices"),
    "evaluate": Stage("offline.evaluation.evaluate", faiss=True, doing="score the approaches"),
    "clock": Stage("offline.embedding.clock", doing="time the encoders"),
    "project": Stage("offline.training.project", doing="project what is new"),
    "extend": Stage("offline.indexing.extend", faiss=True, doing="extend catalog and indices"),
    "milvus": Stage("offline.publishing.milvus", faiss=True),
    "switch": Stage("offline.publishing.switch", faiss=True),
}


class StageFailed(Trouble):
    """A stage has ended with an error, which it has printed."""


def run_stages(work: Work, *processes: Sequence[str], lock: int | None = None) -> None:
    """Run stages one after the other on a work folder, each group of them in a process.

    One thread a process unless the environment says otherwise: heads are small, and encoders run batch by batch, so that
    threads would wait for each other more than they work.

    Parameters:
        processes: names of stages; those that a process runs all need Torch or no Torch, since importing it takes longer
            than most of them do.
        lock: a descriptor that the stages inherit, so that what it locks stays locked until the last of them has ended.

    Raises:
        StageFailed: one did not finish; those after it were not started.
    """
    environment = {"OMP_NUM_THREADS": "1", **os.environ}
    for stages in processes:
        parent = ("--parent", str(os.getpid()))
        command = [sys.executable, "-m", "offline", "stage", *stages, str(work.folder), *parent]
        held = () if lock is None else (lock,)
        with subprocess.Popen(command, env=environment, pass_fds=held) as process:
            try:
                process.wait()
            except KeyboardInterrupt:  # the stage has had it, too, and puts its workers away
                with suppress(subprocess.TimeoutExpired):
                    process.wait(10)
                process.kill()
                raise
        if status := process.returncode:
            told = signal.strsignal(-status) if status < 0 else None
            killed = f" ({' or '.join(stages)}: {told})" if told else ""
            raise StageFailed(f"it did not finish{killed}")


def run_stage(name: str, work: Work) -> None:
    """Run a stage in this process, with a word on what it does, and one on where it stopped."""
    stage = STAGES[name]
    if stage.doing:
        print(stage.doing, flush=True)
    try:
        getattr(importlib.import_module(stage.module), name)(work)
    except Exception:
        print(f"stopped at the stage {name!r}", file=sys.stderr)
        raise


def end_with(parent: int) -> None:
    """From here on this process ends soon after the one that started it, even where that one was killed or is gone."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.2)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
