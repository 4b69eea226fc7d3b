"""Publishing is killed at each single thing that it does on the disk: the live build is the old or the new one, and whole."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from offline.pipeline.work import Work
from offline.publishing import publish as publishing
from offline.publishing.publish import KEPT, publish
from retrieval_core.build import CURRENT, Build, BuildError
from tests import synthetic
from tests.faults.builds import GROWING, judge, small_build

OPERATIONS = {"open", "os.rename", "os.remove", "os.rmdir", "os.chmod", "os.truncate", "shutil.rmtree"}


#: A hundred roots are made and removed again, in memory where there is a disk in it: `kill -9` takes nothing from either.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with TemporaryDirectory(dir=MEMORY) as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def template(place: Path) -> Path:
    """A root with a live build, and a copy of it from right before it was published."""
    root = place / "template"

    def leave(work: Work, *more: Any) -> Path:
        shutil.copytree(work.folder, root / f"b5{GROWING}")
        return publish(work, *more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(synthetic, "publish", leave)
        return small_build(root)


def root_of(template: Path, place: Path) -> Path:
    """Four live builds' worth of history, and a fifth to be published; the files are links, the names are its own."""
    shutil.copytree(template, place, copy_function=os.link)
    for name in ("b2", "b3", "b4"):
        shutil.copytree(place / "b1", place / name, copy_function=os.link)
    (place / CURRENT).unlink()
    (place / CURRENT).write_text("b4\n")
    return place


def publish_until(root: Path, moment: int) -> bool:
    """Publish b5 in a child that is killed at its `moment`-th operation; whether it came to its end before."""
    child = os.fork()
    if child == 0:
        left = [moment]

        def count(event: str, _: object) -> None:
            if event in OPERATIONS:
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        try:
            publish(Work(root / f"b5{GROWING}"), root, "contrastive", {})
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_at_every_step_the_live_build_is_whole(template, place):
    seen, moment, ended = set(), 0, False
    while not ended:
        moment += 1
        root = root_of(template, place / str(moment))
        ended = publish_until(root, moment)
        live = judge(root, ask=moment % 20 == 1 or ended)
        seen.add(live)
        if (root / f"b5{GROWING}").exists() and not (root / f"b5{GROWING}/manifest.json").exists():
            with pytest.raises(BuildError, match="incomplete"):
                Build.open(root / f"b5{GROWING}")
        shutil.rmtree(root)
    print(f"killed at each of {moment - 1} operations")
    assert seen == {"b4", "b5"}
    assert moment > 40, "publishing does more than that on the disk"


def test_files_and_the_folders_that_name_them_are_on_disk_before_the_build_is_there(
    template, place, monkeypatch
):
    root, flushed = root_of(template, place / "flushed"), set()
    monkeypatch.setattr(publishing, "flush", flushed.add)
    final = publish(Work(root / f"b5{GROWING}"), root, "contrastive", {})
    assert {root / f"b5{GROWING}" / path.relative_to(final) for path in final.rglob("*")} <= flushed


def test_a_finished_publication_keeps_the_last_three(template, place):
    root = root_of(template, place / "whole")
    assert publish_until(root, 10**6)
    assert judge(root) == "b5"
    assert {folder.name for folder in root.iterdir() if folder.is_dir()} == {"b3", "b4", "b5"}
    assert KEPT == 3
