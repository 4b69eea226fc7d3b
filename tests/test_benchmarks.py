"""What the benchmarks measure is there to be measured: the library without audio, small enough for every test run."""

from pathlib import Path

import pytest

from tests.benchmarks import million


def test_the_library_without_audio_is_made_and_answers_within_its_constraints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(million, "LAPS", 20)
    million.make(tmp_path, 2000, "auto")
    found = million.measure(tmp_path)
    assert {"index alone + encoder", "whole query", "tempo and class", "hybrid"} <= found["laps"].keys()
    assert all(lap["p50"] > 0 for lap in found["laps"].values())
    assert (found["violations"], found["short"]) == (0, 0)
