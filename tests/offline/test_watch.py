"""A library under watch is built when its sounds change, and when nothing else does."""

import threading
import time

import pytest

from offline import watch


@pytest.fixture
def watched(tmp_path, monkeypatch):
    """A library under watch, the times that it has been built, and what a build does."""
    monkeypatch.setattr(watch, "QUIET", 100)
    library, builds = tmp_path / "library", tmp_path / "library/index"
    builds.mkdir(parents=True)
    labels = tmp_path / "labels.csv"
    labels.write_text("path,label\n")
    built: list[float] = []
    fails: list[bool] = []

    def build() -> None:
        built.append(time.monotonic())
        (builds / f"{len(built)}.wav").write_text("what a build writes is no change")
        if fails:
            raise RuntimeError("no space left")

    stop = threading.Event()
    arguments = (library, labels, builds, build, stop)
    thread = threading.Thread(target=watch.build_on_change, args=arguments)
    thread.start()
    yield library, labels, built, fails
    stop.set()
    thread.join(30)
    assert not thread.is_alive()


def wait(built: list[float], times: int) -> None:
    until = time.monotonic() + 60
    while len(built) < times and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(0.5)
    assert len(built) == times


def test_it_is_built_when_its_sounds_change_and_a_failure_is_not_the_end(watched, capsys):
    library, labels, built, fails = watched
    wait(built, 1)
    assert capsys.readouterr().err == f"watching {library}; Ctrl+C ends it\n"
    (library / "notes.txt").write_text("no sound")
    fails.append(True)
    for number in range(20):  # many changes, one build
        (library / f"kick {number}.wav").write_text("sound")
    wait(built, 2)
    (library / "kick 3.wav").unlink()
    wait(built, 3)
    assert f": 1 change in {library}\n" in capsys.readouterr().err
    labels.write_text("path,label\nkick 1.wav,kick\n")
    wait(built, 4)
    (library / "kick 1.wav").rename(library / "kick one.wav")
    wait(built, 5)


def test_a_folder_that_comes_or_goes_whole_is_a_change_whatever_it_is_called(watched, tmp_path):
    library, _, built, _ = watched
    wait(built, 1)
    for name in ("Plain Kit", "Kit v1.5"):
        (tmp_path / name / "Kicks 2.0").mkdir(parents=True)
        (tmp_path / name / "Kicks 2.0/kick.wav").write_text("sound")
        before = len(built)
        (tmp_path / name).rename(library / name)
        wait(built, before + 1)
        (library / name / "Kicks 2.0").rename(tmp_path / f"{name}, kicks")
        wait(built, before + 2)
        (library / name).rename(tmp_path / name)
        wait(built, before + 3)
