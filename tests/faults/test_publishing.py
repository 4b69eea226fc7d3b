"""Publishing is killed at each single thing that it does on the disk: the live build is the old or the new one, and whole."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path

import pytest

from offline.publish import KEPT, publish
from offline.work import Work
from retrieval_core.build import CURRENT, Build, BuildError
from tests import synthetic
from tests.faults.builds import GROWING, judge, small_build

OPERATIONS = {"open", "os.rename", "os.remove", "os.rmdir", "os.chmod", "os.truncate", "shutil.rmtree"}


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    """A root with four live builds' worth of history, and a fifth one that is about to be published."""
    root = tmp_path_factory.mktemp("template") / "index"
    with pytest.MonkeyPatch.context() as patch:
        small_build(root)

        def leave(work: Work, *_: object) -> None:
            shutil.copytree(work.folder, root / f"b5{GROWING}")

        patch.setattr(synthetic, "publish", leave)
        small_build(root)
    shutil.rmtree(root / f"b1{GROWING}")
    return root


def root_of(template: Path, place: Path) -> Path:
    """A copy of the template, whose files are links: what publishing does to names is its own."""
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


def test_at_every_step_the_live_build_is_whole(template, tmp_path):
    seen, moment, ended = set(), 0, False
    while not ended:
        moment += 1
        root = root_of(template, tmp_path / str(moment))
        ended = publish_until(root, moment)
        live = judge(root, ask=moment % 20 == 1 or ended)
        seen.add(live)
        if (root / f"b5{GROWING}").exists() and not (root / f"b5{GROWING}/manifest.json").exists():
            with pytest.raises(BuildError, match="incomplete"):
                Build.open(root / f"b5{GROWING}")
        shutil.rmtree(root)
    assert seen == {"b4", "b5"}
    assert moment > 40, "publishing does more than that on the disk"


def test_a_finished_publication_keeps_the_last_three(template, tmp_path):
    root = root_of(template, tmp_path / "whole")
    assert publish_until(root, 10**6)
    assert judge(root) == "b5"
    assert {folder.name for folder in root.iterdir() if folder.is_dir()} == {"b3", "b4", "b5"}
    assert KEPT == 3
