"""Which figures of a build are shown: its own, or those of an evaluation since."""

import json
from pathlib import Path

import pytest

from retrieval_core.build import Build, BuildError, sha256
from retrieval_core.evaluated import newest

FILES = ("report.html", "hybrid_cm.png")


def measured(folder: Path, of: str | None, protocol: str = "cross-validated", approaches=("hybrid",)) -> None:
    """Write the files of an evaluation."""
    folder.mkdir(parents=True)
    metrics = {"protocol": protocol, "approaches": {name: {} for name in approaches}, "run_on": {"build": of}}
    (folder / "metrics.json").write_text(json.dumps(metrics))
    for name in FILES:
        (folder / name).write_text(name)


def made(root: Path, approaches=("hybrid",)) -> Build:
    """A build with an evaluation of its own."""
    folder = root / "20260102-120000-ab12"
    measured(folder / "evaluation", None, approaches=approaches)
    files = {
        f"evaluation/{file.name}": {"sha256": sha256(file), "size": file.stat().st_size}
        for file in (folder / "evaluation").iterdir()
    }
    return Build(folder, {"id": folder.name, "approaches": ["hybrid"], "settings": {}, "files": files})


@pytest.mark.parametrize(
    ("since", "shown"),
    [
        ([], "evaluation"),
        ([("20260102-130000-00aa", True, "cross-validated")], "20260102-130000-00aa"),
        (
            [(f"20260102-1{hour}0000-00aa", True, "cross-validated") for hour in (3, 4)],
            "20260102-140000-00aa",
        ),
        ([("20260102-130000-00aa", False, "cross-validated")], "evaluation"),
        ([("20260102-130000-00aa", True, "specification")], "evaluation"),
    ],
    ids=["its own", "one since", "the newest", "one of another build", "one by another protocol"],
)
def test_the_newest_figures_of_a_build_are_shown(tmp_path, since, shown):
    build = made(tmp_path)
    for name, own, protocol in since:
        measured(tmp_path / "evaluations" / name, build.id if own else "another", protocol)
    found = newest(build)
    assert found.folder.name == shown and found.file("report.html").parent == found.folder


def test_a_build_without_figures_shows_those_of_any_protocol(tmp_path):
    build = made(tmp_path, approaches=())
    measured(tmp_path / "evaluations/20260102-130000-00aa", build.id, "specification")
    assert newest(build).metrics["approaches"]


@pytest.mark.parametrize("damage", ["metrics.json", *FILES])
def test_an_evaluation_that_is_not_whole_is_passed_over(tmp_path, damage):
    build, since = made(tmp_path), tmp_path / "evaluations/20260102-130000-00aa"
    measured(since, build.id)
    (since / damage).unlink()
    assert newest(build).folder == build.folder / "evaluation"
    (build.folder / "evaluation" / damage).write_text("{}")
    with pytest.raises(BuildError, match="does not match its checksum"):
        newest(build).file(damage)


@pytest.mark.parametrize("content", ["[]", "{}", '{"protocol": "cross-validated", "run_on": null}', "{"])
def test_an_evaluation_that_says_nothing_is_passed_over(tmp_path, content):
    build, since = made(tmp_path), tmp_path / "evaluations/20260102-130000-00aa"
    measured(since, build.id)
    (since / "metrics.json").write_text(content)
    assert newest(build).folder == build.folder / "evaluation"
