"""Disks that are full or may only be read: a sentence, and the live build is as it was.

Where the kernel lets anybody mount (a user namespace), the disk is a real one of its own size; a limit on the size of files,
which every kernel knows, stands for it everywhere.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.builds import GROWING, ROOT, command, judge, library, small_build

pytestmark = pytest.mark.slow

MAY_MOUNT = not subprocess.run(
    ["unshare", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True
).returncode

#: Mounts a disk with `$ROOM` bytes beside the builds, makes another build on it, and judges what is there then.
FULL = """
mount -t tmpfs none "$PLACE" && cp -a "$SEED/." "$PLACE/" || exit 9
mount -o remount,size=$(($(df -B1 --output=used "$PLACE" | tail -1) + ROOM)) "$PLACE" || exit 9
"$@"
echo "status $?"
ls -A "$PLACE"
"$PYTHON" -m tests.faults.builds "$PLACE"
"""
READ_ONLY = """
mount --bind "$SEED" "$SEED" && mount -o remount,bind,ro "$SEED" || exit 9
"$@"
echo "status $?"
"$PYTHON" -m tests.faults.builds "$SEED"
"""


@pytest.fixture(scope="module")
def seed(tmp_path_factory) -> Path:
    """A live build, and room for others beside it."""
    root = tmp_path_factory.mktemp("seed") / "index"
    return small_build(root)


@pytest.fixture(scope="module")
def samples(tmp_path_factory) -> Path:
    return library(tmp_path_factory.mktemp("few"), 6)


def mounted(script: str, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a program where a script has mounted something, which is gone with it."""
    return subprocess.run(
        ["unshare", "--map-root-user", "--mount", "bash", "-c", script, "bash", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHON": sys.executable, "OMP_NUM_THREADS": "1", **variables},
        capture_output=True,
        text=True,
    )


#: Bytes that are left on the disk, and where they run out; the later, the longer it takes to get there.
ROOMS = [(0, "before the first stage"), (60_000, "'embed'"), (900_000, "'rehearse'")]


@pytest.mark.parametrize(("room", "where"), ROOMS if MAY_MOUNT else [])
def test_a_full_disk_is_said_in_a_sentence_and_leaves_no_half_build(room, where, seed, samples, tmp_path):
    done = mounted(FULL, *command(samples, tmp_path), PLACE=str(tmp_path), SEED=str(seed), ROOM=str(room))
    assert "status 1" in done.stdout, done.stderr
    assert "there is no room left on the disk" in done.stderr
    assert "Traceback" not in done.stderr
    assert where in done.stderr or room == 0
    assert GROWING not in done.stdout, "what it had begun is gone, and the room is free again"
    assert done.stdout.splitlines()[-1] == "b1"


@pytest.mark.parametrize(
    ("largest", "where"),
    [(0, "before the first stage")]
    if MAY_MOUNT
    else [(0, "before the first stage"), (300_000, "'rehearse'")],
)
def test_a_disk_that_takes_no_more_of_a_file_is_one_that_is_full(largest, where, seed, samples):
    # By the shell, not between fork and exec, where threads of other tests' libraries may be in the middle of something.
    limited = ["bash", "-c", f'ulimit -f {largest // 1024}; exec "$0" "$@"', *command(samples, seed)]
    done = subprocess.run(limited, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert "there is no room left on the disk" in done.stderr
    assert "Traceback" not in done.stderr
    assert where in done.stderr or largest == 0
    assert judge(seed) == "b1"
    assert not list(seed.glob(f"*{GROWING}"))


def test_a_damaged_database_may_be_deleted_and_that_is_said(samples, tmp_path):
    (tmp_path / "embeddings.db").write_bytes(b"no database" * 100)
    done = subprocess.run(command(samples, tmp_path), cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert "is damaged (file is not a database): delete embeddings.db" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_may_only_be_read_is_said_in_a_sentence(seed, samples, tmp_path):
    if MAY_MOUNT:
        done = mounted(READ_ONLY, *command(samples, seed), SEED=str(seed))
        said, reason = done.stdout, "Read-only file system"
        assert "status 1" in said
        assert said.splitlines()[-1] == "b1", "what is there still answers"
    else:  # the kernel's own folder, where not even root may make one
        done = subprocess.run(
            command(samples, Path("/proc/builds")), cwd=ROOT, capture_output=True, text=True
        )
        reason = "/proc/builds: No such file"
        assert done.returncode == 1
    assert reason in done.stderr
    assert "Traceback" not in done.stderr
