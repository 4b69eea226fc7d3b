"""Runs compared: better, worse, or noise; and what that means for a build that wants to go live."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from db import QueryLog, Result
from offline import build, learn
from offline import compare as command
from offline.__main__ import main
from offline.evaluation.compare import all_pairs, between, fallen, gains
from offline.evaluation.store import RunError, Runs
from offline.feedback import Judgement
from offline.work import Settings, Work
from retrieval_core.build import FORMAT, PROJECT, Build, seal, sha256

QUERIES = 24


def run_with(
    quality: float, protocol: str = "cross-validated", fingerprint: str = "f", approach: str = "contrastive"
):
    """Metrics of a run whose answers are as good as `quality`, query by query with the same noise."""
    values = np.clip(quality + np.random.default_rng(0).normal(0, 0.05, QUERIES), 0, 1)
    names = ("accuracy", "P@5", "mAP", "nDCG@10")
    figures = {"value": float(values.mean()), "low": 0.0, "high": 1.0}
    return {
        "protocol": protocol,
        "k": 5,
        "queries": [{"text": f"q{i}", "label": "drums", "decisions": 4} for i in range(QUERIES)],
        "approaches": {
            approach: {
                "coverage": 1.0,
                "per_query": {name: values.tolist() for name in names},
                "metrics": dict.fromkeys(names, figures),
            }
        },
        "comparisons": [],
        "run_on": {
            "fingerprint": fingerprint,
            "library": "data",
            "encoders": {"text": "text", "audio": "audio"},
        },
    }


def test_each_pair_of_approaches_is_compared_and_put_into_words():
    approaches = {
        name: run_with(quality)["approaches"]["contrastive"]
        for name, quality in (("contrastive", 0.8), ("prototype", 0.7), ("zero_shot", 0.7))
    }
    rows = all_pairs(approaches, np.full(QUERIES, 4))
    assert {(row["first"], row["second"]) for row in rows} == {
        ("contrastive", "prototype"),
        ("contrastive", "zero_shot"),
        ("prototype", "zero_shot"),
    }
    better, level = gains(rows)
    assert better.startswith("contrastive gains 10") and better.endswith("over zero_shot (p = 0.001)")
    assert level == "prototype and zero_shot are level in mAP (+0.0 points, within noise: p = 1.000)"


def test_a_run_with_other_queries_is_compared_over_those_in_common():
    old, new = run_with(0.5), run_with(0.7)
    new["queries"] = new["queries"][::-1]
    figures = new["approaches"]["contrastive"]["per_query"]
    figures["mAP"] = figures["mAP"][::-1]
    assert between(old, new, "contrastive", "contrastive", "mAP").value == pytest.approx(0.2, abs=0.01)
    new["queries"] = [{"text": "another", "label": "keys", "decisions": 1}]
    assert between(old, new, "contrastive", "contrastive", "mAP") is None


def test_a_default_that_falls_is_named_with_its_figures():
    reason = fallen(run_with(0.9), run_with(0.7), "contrastive", "contrastive")
    assert "mAP of contrastive is 0.694, and 0.894 with contrastive" in reason
    assert fallen(run_with(0.7), run_with(0.9), "contrastive", "contrastive") is None
    assert fallen(run_with(0.7), run_with(0.7), "contrastive", "contrastive") is None


@pytest.mark.parametrize("other", [{"fingerprint": "another library"}, {"protocol": "fine"}])
def test_only_like_is_compared_with_like(other):
    assert fallen(run_with(0.9, **other), run_with(0.5), "contrastive", "contrastive") is None


@pytest.fixture
def root(tmp_path):
    """A live build whose default approach has a quality of 0.9."""
    store(tmp_path, run_with(0.9))
    return tmp_path


def store(root, metrics):
    """Make a build live that was found to be so good."""
    file = root / "live/evaluation/metrics.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(metrics))
    entry = {"sha256": sha256(file), "size": file.stat().st_size}
    manifest = {
        "format": FORMAT,
        "id": "live",
        "default_approach": "contrastive",
        "counts": {"judgements": 2},
        "files": {"evaluation/metrics.json": entry},
    }
    (file.parent.parent / "manifest.json").write_text(json.dumps(seal(manifest)))
    (root / "CURRENT").write_text("live")


def test_a_build_is_held_against_the_live_one(root, tmp_path_factory):
    assert "falls" in build.falls_behind(run_with(0.7), "contrastive", root)
    assert build.falls_behind(run_with(0.95), "contrastive", root) is None
    assert build.falls_behind(run_with(0.1), "contrastive", tmp_path_factory.mktemp("no build yet")) is None


def test_another_approach_that_falls_is_told_and_stops_no_build(root, tmp_path, capsys):
    work = Work(tmp_path / "new.building")
    work.write("settings", asdict(Settings("", "none", "", "", "")))
    (work.folder / build.LIMITS).write_text("{}")
    live = run_with(0.9)
    live["approaches"] |= run_with(0.9, approach="prototype")["approaches"]
    store(root, live)
    metrics = run_with(0.95) | {"note": "", "gains": []}
    metrics["approaches"] |= run_with(0.6, approach="prototype")["approaches"]
    assert build.judge(work, root, metrics, force=False, each=True) == "contrastive"
    told = " ".join(capsys.readouterr().err.split())
    assert "prototype is no default, and it falls behind: mAP of prototype is 0.594" in told
    assert "contrastive is no default" not in told


def test_a_build_that_was_asked_other_queries_is_held_against_nothing_and_that_is_said(
    root, tmp_path, capsys
):
    work = Work(tmp_path / "new.building")
    work.write("settings", asdict(Settings("", "none", "", "", "")))
    (work.folder / build.LIMITS).write_text("{}")
    metrics = run_with(0.1) | {"note": "", "gains": []}
    for query in metrics["queries"]:
        query["text"] += " of another file"
    assert build.judge(work, root, metrics, force=False, each=True) == "contrastive"
    assert "the live build was asked other queries" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("place", [PROJECT / "data/mine.csv", Path("/elsewhere/mine.csv")])
def test_votes_are_learned_from_with_the_queries_that_the_build_was_evaluated_by(place, monkeypatch):
    monkeypatch.setattr(Build, "encoder", lambda self, kind: Path(kind))
    made = Settings("/library", "none", "text", "audio", str(place))
    manifest = {"library": "/library", "store": {"kind": "faiss"}, "settings": made.entry()}
    assert learn.settings_of(Build(Path("b1"), manifest)) == made
    del manifest["settings"]["queries"]  # as builds of before
    assert learn.settings_of(Build(Path("b1"), manifest)).queries == str(build.QUERIES)


def test_a_build_learns_again_from_the_votes_that_the_live_one_has_learned_from(root, tmp_path, capsys):
    with QueryLog.open(tmp_path / "log.db") as log:
        shown = [Result(3, "drums/a.wav", 1, 0.9, "aa")]
        query = log.log_query(
            "console", "ann", "here", "dark kick", "hybrid", 1, "live", 1.0, shown, {"text": "dark kick"}
        )
        log.vote(query, 1, "ann", 1)
    assert build.learned(root, tmp_path / "log.db") == [Judgement("dark kick", "aa", 1.0)]
    assert build.learned(tmp_path / "no builds", tmp_path / "log.db") == []
    assert build.learned(root, tmp_path / "lost.db") == []
    assert (
        "the live build has learned from 2 judged pairs, which heads that learn anew lack: There is no query log at"
        in " ".join(capsys.readouterr().err.split())
    )


def test_the_default_is_the_best_ranking_and_the_preferred_one_where_nothing_beats_it():
    preferred = build.PREFERRED
    rows = {"metric": "mAP", "first": preferred, "second": "prototype"}
    approaches = (
        run_with(0.7, approach=preferred)["approaches"] | run_with(0.9, approach="prototype")["approaches"]
    )
    metrics = {"approaches": approaches, "comparisons": [{**rows, "p_holm": 0.01}]}
    assert build.default_approach(metrics) == "prototype"
    metrics["comparisons"] = [{**rows, "p_holm": 0.4}]
    assert build.default_approach(metrics) == preferred
    assert build.default_approach({"approaches": {}, "comparisons": []}) == preferred


def test_runs_are_kept_and_found_by_number_build_or_as_the_last(tmp_path):
    runs = Runs(tmp_path / "index")
    assert [runs.add("b1", run_with(0.5)), runs.add("b2", run_with(0.6))] == [1, 2]
    assert runs.get("1")["build"] == "b1"
    assert runs.get("last")["build"] == runs.get("b2")["build"] == "b2"
    assert runs.get("1")["metrics"] == run_with(0.5)
    with pytest.raises(RunError, match=r"no run '7'; the last are 2 \(cross-validated\)"):
        runs.get("7")
    runs.close()


def test_the_last_runs_are_told_apart_on_a_narrow_terminal(tmp_path, capsys):
    runs = Runs(tmp_path)
    builds = ["20261129-235918-8c4a", "20261130-000112-8c4b"]
    for name in builds:
        metrics = run_with(0.5)
        metrics["run_on"]["library"] = "/home/somebody/Music/Samples/Drums and more"
        runs.add(name, metrics)
    runs.close()
    assert main(["compare", "--out", str(tmp_path)]) == 0
    said = capsys.readouterr().err
    assert max(map(len, said.splitlines())) <= 80
    assert all(name in said for name in builds) and said.count("cross-validated") == 2


def test_a_folder_without_evaluations_is_not_made_into_one(tmp_path, capsys):
    assert main(["compare", "--out", str(tmp_path / "typo")]) == 1
    assert f"no evaluation has been kept in {tmp_path / 'typo'}" in capsys.readouterr().err
    assert not (tmp_path / "typo").exists()


def test_the_command_says_what_got_better(tmp_path, capsys):
    runs = Runs(tmp_path)
    runs.add("b1", run_with(0.5))
    runs.add("b2", run_with(0.7))
    runs.add("b3", run_with(0.7, fingerprint="g"))
    arguments = ["--out", str(tmp_path)]
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    assert command.run(parser.parse_args(["1", "2", *arguments])) == 0
    assert "better" in capsys.readouterr().err
    assert command.run(parser.parse_args(["2", "3", *arguments])) == 0
    said = capsys.readouterr().err
    assert "within noise" in said and "other samples or another protocol" in said
    assert command.run(parser.parse_args(["2", "nothing", *arguments])) == 1
    assert "there is no run 'nothing'" in capsys.readouterr().err
