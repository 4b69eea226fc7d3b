"""Runs compared: better, worse, or noise; and what that means for a build that wants to go live."""

import json
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from db import QueryLog, Result
from offline import build, learn
from offline.__main__ import main
from offline.evaluation.compare import all_pairs, between, changes, fallen, gains
from offline.evaluation.store import RunError, Runs
from offline.pipeline.work import Settings, Work
from offline.publishing import judging
from offline.training.feedback import Judgement
from retrieval_core.build import FORMAT, LIMITS_FILE, PROJECT, Build, seal, sha256

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
                "decisions": 4 * QUERIES,
                "classes": {"drums": {"decisions": 4 * QUERIES}},
                "macro_f1": quality,
                "per_query": {name: values.tolist() for name in names},
                "metrics": dict.fromkeys(names, figures),
            }
        },
        "comparisons": [],
        "run_on": {
            "fingerprint": fingerprint,
            "library": "data",
            "library_samples": 36,
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


def drawn_as(quality: float, k: int = 5, **on):
    """Metrics of a run with other votes, or on other folds."""
    metrics = run_with(quality)
    drawn = {"folds": 4, "seed": 0, "groups": 180, "searched": "s"}
    return metrics | {"k": k, "run_on": metrics["run_on"] | drawn | on}


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (run_with(0.9, fingerprint="another library"), ["other samples or classes"]),
        (run_with(0.9, protocol="fine"), ["protocol fine and cross-validated"]),
        (drawn_as(0.9, k=3), ["k 3 and 5"]),
        (drawn_as(0.9, folds=12, searched="t"), ["folds 12 and 4"]),
        (drawn_as(0.9, seed=1, searched="t"), ["seed 1 and 0"]),
        (drawn_as(0.9, groups=40, searched="t"), ["groups 40 and 180"]),
        (drawn_as(0.9, searched="t"), ["other folds"]),
    ],
    ids=["samples", "protocol", "k", "folds", "seed", "groups", "folds by other encoders"],
)
def test_only_like_is_compared_with_like(other, said):
    new = drawn_as(0.5) if "folds" in other["run_on"] else run_with(0.5)
    assert changes(other, new) == said
    assert fallen(other, new, "contrastive", "contrastive") is None


@pytest.mark.parametrize(
    "live",
    [drawn_as(0.9), drawn_as(0.9, folds=12), drawn_as(0.9, seed=1)],
    ids=["the same", "no more folds than its classes allow", "a seed that nothing was drawn by"],
)
def test_where_the_same_was_searched_a_build_that_falls_is_stopped(live):
    assert "falls behind" in fallen(live, drawn_as(0.5), "contrastive", "contrastive")


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
        "approaches": ["contrastive", "prototype"],
        "default_approach": "contrastive",
        "counts": {"judgements": 2},
        "files": {"evaluation/metrics.json": entry},
    }
    (file.parent.parent / "manifest.json").write_text(json.dumps(seal(manifest)))
    (root / "CURRENT").write_text("live")


def test_a_build_is_held_against_the_live_one(root, tmp_path_factory):
    assert "falls" in judging.falls_behind(run_with(0.7), "contrastive", root)
    assert judging.falls_behind(run_with(0.95), "contrastive", root) is None
    assert judging.falls_behind(run_with(0.1), "contrastive", tmp_path_factory.mktemp("no build yet")) is None


def test_another_approach_that_falls_is_told_and_stops_no_build(root, tmp_path, capsys):
    work = Work(tmp_path / "new.building")
    work.write("settings", asdict(Settings("", "none", "", "", "")))
    (work.folder / LIMITS_FILE).write_text("{}")
    live = run_with(0.9)
    live["approaches"] |= run_with(0.9, approach="prototype")["approaches"]
    store(root, live)
    metrics = run_with(0.95) | {"note": "", "gains": []}
    metrics["approaches"] |= run_with(0.6, approach="prototype")["approaches"]
    assert judging.judge(work, root, metrics, force=False, each=True) == "contrastive"
    told = " ".join(capsys.readouterr().err.split())
    assert "prototype is no default, and it falls behind: mAP of prototype is 0.594" in told
    assert "contrastive is no default" not in told


def test_a_build_that_was_asked_other_queries_is_held_against_nothing_and_that_is_said(
    root, tmp_path, capsys
):
    work = Work(tmp_path / "new.building")
    work.write("settings", asdict(Settings("", "none", "", "", "")))
    (work.folder / LIMITS_FILE).write_text("{}")
    metrics = run_with(0.1) | {"note": "", "gains": []}
    for query in metrics["queries"]:
        query["text"] += " of another file"
    assert judging.judge(work, root, metrics, force=False, each=True) == "contrastive"
    assert "the live build was asked other queries" in " ".join(capsys.readouterr().err.split())


def test_a_build_of_other_folds_is_held_against_nothing_and_that_is_said(root, tmp_path, capsys):
    store(root, drawn_as(0.9))
    work = Work(tmp_path / "new.building")
    work.write("settings", asdict(Settings("", "none", "", "", "")))
    (work.folder / LIMITS_FILE).write_text("{}")
    metrics = drawn_as(0.1, folds=12, searched="t") | {"note": "", "gains": []}
    assert judging.judge(work, root, metrics, force=False, each=False) == "contrastive"
    said = " ".join(capsys.readouterr().err.split())
    assert "the live build was scored by another test (folds 4 and 12), so nothing says" in said


@pytest.mark.parametrize(
    ("has", "library", "stopped"), [(5, "data", True), (18, "data", False), (5, "other", False)]
)
def test_a_build_that_lacks_most_samples_of_the_same_library_is_not_published(
    root, tmp_path, has, library, stopped
):
    live, metrics = run_with(0.9), run_with(0.9) | {"note": "", "gains": []}
    live["run_on"]["library_samples"] = 36
    metrics["run_on"] |= {"library_samples": has, "library": library}
    store(root, live)
    work = Work(tmp_path / "new.building")
    work.write("settings", asdict(Settings("", "none", "", "", "")))
    (work.folder / LIMITS_FILE).write_text("{}")
    with pytest.raises(judging.Fallen, match="it has 5 samples") if stopped else nullcontext():
        judging.judge(work, root, metrics, force=False, each=False)
    assert judging.judge(work, root, metrics, force=True, each=False) == "contrastive"


def test_a_build_that_was_not_evaluated_leaves_no_run(tmp_path, capsys):
    work = Work(tmp_path / "new.building")
    work.write("settings", asdict(Settings("", "none", "", "", "")))
    (work.folder / LIMITS_FILE).write_text("{}")
    metrics = run_with(0.9) | {"note": "no two classes", "hint": "", "approaches": {}, "gains": []}
    judging.judge(work, tmp_path / "index", metrics, force=False, each=False)
    assert "not evaluated: no two classes" in capsys.readouterr().err
    assert not (tmp_path / "index/evaluations.db").exists()


@pytest.mark.parametrize("place", [PROJECT / "data/mine.csv", Path("/elsewhere/mine.csv")])
def test_votes_are_learned_from_with_the_queries_that_the_build_was_evaluated_by(place, monkeypatch):
    monkeypatch.setattr(Build, "encoder", lambda self, kind: Path(kind))
    made = Settings("/library", "none", "text", "audio", str(place))
    manifest = {"library": "/library", "store": {"kind": "faiss"}, "settings": made.entry()}
    assert learn.settings_of(Build(Path("b1"), manifest)) == made


def test_a_build_learns_again_from_the_votes_that_the_live_one_has_learned_from(root, tmp_path, capsys):
    with QueryLog.open(tmp_path / "log.db") as log:
        shown = [Result(3, "drums/a.wav", 1, 0.9, "aa")]
        query = log.log_query(
            "console",
            "ann",
            "here",
            "dark kick",
            approach="hybrid",
            k=1,
            build="live",
            milliseconds=1.0,
            results=shown,
            request={"text": "dark kick"},
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
    preferred = judging.PREFERRED
    rows = {"metric": "mAP", "first": preferred, "second": "prototype"}
    approaches = (
        run_with(0.7, approach=preferred)["approaches"] | run_with(0.9, approach="prototype")["approaches"]
    )
    metrics = {"approaches": approaches, "comparisons": [{**rows, "p_holm": 0.01}]}
    assert judging.default_approach(metrics) == "prototype"
    metrics["comparisons"] = [{**rows, "p_holm": 0.4}]
    assert judging.default_approach(metrics) == preferred
    assert judging.default_approach({"approaches": {}, "comparisons": []}) == preferred


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
    out = ["--out", str(tmp_path)]
    assert main(["compare", "1", "2", *out]) == 0
    assert "better" in capsys.readouterr().err
    assert main(["compare", "2", "3", *out]) == 0
    said = capsys.readouterr().err
    assert "within noise" in said and "other samples or classes" in said
    assert max(map(len, said.split("run 2 (on")[0].splitlines())) <= 80
    assert main(["compare", "2", "nothing", *out]) == 1
    assert "there is no run 'nothing'" in capsys.readouterr().err
    assert main(["compare", "last", *out]) == 1
    assert "one run alone compares with nothing" in capsys.readouterr().err


def test_what_differs_of_several_approaches_is_adjusted_for_their_number(tmp_path, capsys):
    first, second = run_with(0.5), run_with(0.52)
    for name in ("hybrid", "linear_projection", "prototype", "zero_shot"):
        first["approaches"] |= run_with(0.5, approach=name)["approaches"]
        second["approaches"] |= run_with(0.5, approach=name)["approaches"]
    values = second["approaches"]["contrastive"]["per_query"]["mAP"]
    values[:20] = first["approaches"]["contrastive"]["per_query"]["mAP"][:20]
    alone = between(first, second, "contrastive", "contrastive", "mAP")
    runs = Runs(tmp_path)
    for name, metrics in (("b1", first), ("b2", second)):
        runs.add(name, metrics)
    runs.close()
    assert main(["compare", "1", "2", "--out", str(tmp_path)]) == 0
    row = next(line for line in capsys.readouterr().err.splitlines() if " mAP " in line)
    assert f"{min(1, 5 * alone.p):.3f}" in row and "linear_projection" not in row
