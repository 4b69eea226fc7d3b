"""What the fault tests of builds share: a small library, a live build, the real program, and a judge of what is there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import soundfile

from retrieval_core import Retriever
from retrieval_core.build import Build, current_id
from tests import synthetic

ROOT = Path(__file__).parent.parent.parent
GROWING = ".building"
#: Of stages that follow another one in its process: what that one leaves last.
BEGINS = {
    "rehearse": "work/hidden/work/encoders.json",
    "train": "work/hidden/work/base.json",
    "evaluate": "limits.json",
}
#: Nothing in these tests takes as long, even on a machine with much else to do.
PATIENCE = 900.0


def library(folder: Path, each: int) -> Path:
    """Short sounds of two classes, no two of them alike."""
    rng = np.random.default_rng(5)
    time_ = np.arange(4410) / 44100
    for number in range(each):
        noise = rng.standard_normal(4410) * np.exp(-time_ * rng.uniform(20, 80)) * 0.3
        tone = np.sin(2 * np.pi * rng.uniform(200, 900) * time_) * np.exp(-time_ * 9) * 0.5
        for name, sound in (("drums", noise), ("keys", tone)):
            (folder / name).mkdir(parents=True, exist_ok=True)
            soundfile.write(folder / name / f"{number:03d}.wav", sound, 44100)
    return folder


def small_build(root: Path) -> Path:
    """Publish a build of a few samples under `root`, live and valid, without Torch."""
    return synthetic.make(root, 200)


def judge(root: Path, ask: bool = True) -> str:
    """Hold that the live build is whole and answers, and that every folder with a build's name is one.

    Parameters:
        ask: open it as the bot does and search in it; else read it alone, which takes a tenth of the time.

    Returns:
        the id of the live build.
    """
    live = current_id(root)
    assert not live.endswith(GROWING)
    for folder in root.iterdir():
        if folder.is_dir() and not folder.name.endswith(GROWING):
            Build.open(folder).verify()
    assert not ask or len(Retriever.open(root).search("a dark kick", k=3)) == 3
    return live


def command(library: Path, root: Path, *more: str) -> list[str]:
    place = ["--library", str(library), "--out", str(root), "--folds", "2", "--force"]
    return [sys.executable, "-m", "offline", "build", *place, *more]


@contextmanager
def building(library: Path, root: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The real program at work, in a process group of its own; its output goes to `root`/../build.log."""
    with (root.parent / "build.log").open("wb") as log:
        process = subprocess.Popen(
            command(library, root), cwd=ROOT, stdout=log, stderr=log, start_new_session=True
        )
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def stage(process: subprocess.Popen[bytes]) -> tuple[str, int]:
    """The stage that a build is in ("" before the first and between two processes), and its process.

    It is the last of its process whose predecessor has left what it leaves last.
    """
    with suppress(OSError):
        for child in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
            words = [word.decode() for word in Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")]
            if "stage" in words:
                first, *others = words[words.index("stage") + 1 : words.index("--parent") - 1]
                folder = Path(words[words.index("--parent") - 1])
                return next((name for name in others[::-1] if (folder / BEGINS[name]).exists()), first), int(
                    child
                )
    return "", 0


def descendants(pid: int) -> list[int]:
    """Every process that a process has started, and those that they have."""
    found: list[int] = []
    with suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            found += [int(child), *descendants(int(child))]
    return found


def until(condition, patience: float = PATIENCE, step: float = 0.01) -> None:
    """Wait for something that has to come."""
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(step)


def alive(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


if __name__ == "__main__":
    print(judge(Path(sys.argv[1])))
