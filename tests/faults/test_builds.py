"""`offline build` is killed in its stages, by turns alone and with all its processes: nothing is lost of what was live.

It dies once in each of them. Besides, it is frozen at random moments all along and judged as it stands, which is what a
kill there would leave on the disk.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import time
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path

import numpy as np
import pytest

from offline.pipeline.lock import LOCK
from retrieval_core.build import Build, open_current, sha256
from tests.faults import scaled
from tests.faults.builds import (
    GROWING,
    PATIENCE,
    ROOT,
    alive,
    building,
    command,
    descendants,
    judge,
    library,
    small_build,
    stage,
    until,
)

pytestmark = pytest.mark.slow

STAGES = ("embed", "rehearse", "train", "index", "evaluate")
MOMENTS = 20
#: Enough of them that they are read in worker processes.
FILES = 72
RNG = np.random.default_rng(20)


def embedded(root: Path) -> int:
    """How many files are embedded for good."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(root / "embeddings.db")) as db:
        return db.execute("select count(*) from embeddings").fetchone()[0]
    return 0


def freeze_and_judge(process: subprocess.Popen[bytes], root: Path) -> None:
    """Stop every process of a build where it is, judge the disk, and let it go on."""
    os.killpg(process.pid, signal.SIGSTOP)
    try:
        judge(root, ask=False)
    finally:
        os.killpg(process.pid, signal.SIGCONT)


def wait_for(name: str, process: subprocess.Popen[bytes], root: Path) -> list[str]:
    """Wait until a build is in a stage, or for its end; the stages in which it was frozen and judged meanwhile."""
    frozen: list[str] = []
    deadline = time.monotonic() + PATIENCE
    while (now := stage(process)[0]) != name:
        if process.poll() is not None:
            assert name == "its end", (root.parent / "build.log").read_text()
            break
        assert time.monotonic() < deadline
        freeze_and_judge(process, root)
        frozen.append(now)
        time.sleep(RNG.uniform(0, 0.4))
    return frozen


def kill(process: subprocess.Popen[bytes], everything: bool) -> None:
    """Kill -9 a build with all its processes, or alone; either way none of them is left soon after."""
    others = descendants(process.pid)
    if everything:
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
    until(lambda: not any(alive(one) for one in others), 60)


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """A live build, of other samples than the ones to come."""
    root = tmp_path_factory.mktemp("killed") / "index"
    return small_build(root)


@pytest.fixture(scope="module")
def samples(tmp_path_factory) -> Path:
    return library(tmp_path_factory.mktemp("samples"), FILES // 2)


def test_killed_in_its_stages_it_leaves_what_is_live_and_goes_on_where_it_was(root, samples):
    moments, before = list[str](), 0
    for round in range(scaled(1)):
        for number, name in enumerate(STAGES):
            with building(samples, root) as process:
                moments += wait_for(name, process, root)
                if name == "embed" and round == 0:
                    until(lambda: embedded(root) > 0, step=0.001)
                else:
                    time.sleep(RNG.uniform(0, 0.5))
                kill(process, everything=number % 2 == 0)
            assert judge(root) == "b1"
            assert list(root.glob(f"*{GROWING}")), "it was killed in the midst"
            if before and name != "embed":
                assert f"{before}/{FILES}" in (root.parent / "build.log").read_text(), (
                    "it embeds the others alone"
                )
            before = embedded(root)
            assert 0 < before <= FILES
            assert before < FILES or name != "embed" or round, "it was killed after its first batch"
    with building(samples, root) as process:
        moments += wait_for("its end", process, root)
        assert process.wait() == 0, (root.parent / "build.log").read_text()
    build = open_current(root)
    assert judge(root) == build.id != "b1"
    assert build.manifest["counts"]["samples"] == build.manifest["counts"]["embedded_before"] == FILES
    assert not list(root.glob(f"*{GROWING}")), "what the killed ones left is gone"
    print(f"judged at {len(moments)} moments: {Counter(moments)}")
    assert set(moments) >= set(STAGES)
    assert len(moments) >= MOMENTS


def test_ctrl_c_stops_it_without_a_trace_but_what_is_embedded(samples, tmp_path):
    root = tmp_path / "index"
    with building(samples, root) as process:
        until(lambda: embedded(root) > 0)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal has it: every process gets it
        assert process.wait(60) == 130
    said = (tmp_path / "build.log").read_text()
    assert said.count("stopped") == 1 and "Traceback" not in said
    assert embedded(root) and not list(root.glob(f"*{GROWING}"))


def test_a_second_build_is_refused_with_the_name_of_the_first(root, samples, tmp_path):
    with building(samples, root) as process:
        until(lambda: (root / LOCK).exists() and (root / LOCK).read_text())
        os.killpg(process.pid, signal.SIGSTOP)
        done = subprocess.run(command(samples, root), cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 1
        assert (
            f"another build is at work in {root}: process {process.pid} on {os.uname().nodename}, since 20"
            in (done.stderr)
        )
        assert "Traceback" not in done.stderr
        os.killpg(process.pid, signal.SIGKILL)
    (tmp_path / "none").mkdir()  # ends as soon as it has the lock
    done = subprocess.run(command(tmp_path / "none", root), cwd=ROOT, capture_output=True, text=True)
    assert "holds no samples" in done.stderr


def test_files_that_vanish_grow_or_change_meanwhile_are_named_and_left_out(tmp_path):
    """They do so after the scan, before they are read; two of them without a trace in size and time."""
    changing, root = library(tmp_path / "library", 6), tmp_path / "index"
    with building(changing, root) as process:
        until(lambda: list(root.glob(f"*{GROWING}/work/scan.json")))
        os.killpg(process.pid, signal.SIGSTOP)
        (changing / "drums/000.wav").unlink()
        with (changing / "drums/001.wav").open("ab") as file:
            file.write(b"more")
        state = (changing / "drums/002.wav").stat()
        (changing / "drums/002.wav").write_bytes((changing / "drums/003.wav").read_bytes())
        os.utime(changing / "drums/002.wav", ns=(state.st_atime_ns, state.st_mtime_ns))
        (changing / "keys/004.wav").replace(changing / "keys/005.wav")
        os.killpg(process.pid, signal.SIGCONT)
        until(lambda: stage(process)[0] == "rehearse")
        [scan] = root.glob(f"*{GROWING}/work/scan.json")
        found = json.loads(scan.read_text())
    assert {skip["path"] for skip in found["skipped"]} == {
        *("drums/000.wav", "drums/001.wav", "drums/002.wav", "keys/004.wav", "keys/005.wav")
    }
    assert all(
        "changed during the build" in s["reason"] or "no such file" in s["reason"] for s in found["skipped"]
    )
    assert len(found["samples"]) == 12 - 5
    for sample in found["samples"]:
        assert sample["sha256"] == sha256(changing / sample["path"]), "what is stated is what the file holds"


def test_old_builds_go_but_for_three(root):
    names = {folder.name for folder in root.iterdir() if (folder / "manifest.json").exists()}
    assert 1 < len(names) <= 3
    for name in names:
        Build.open(root / name).verify()
