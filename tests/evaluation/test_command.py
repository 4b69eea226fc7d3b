"""python -m offline evaluate: what its options mean, and what it says to those that make no sense."""

import argparse
import json
import os
import sqlite3
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from offline import evaluate as command
from offline.__main__ import main
from offline.evaluation import pictures
from offline.evaluation.protocols import PROTOCOLS, Query
from offline.evaluation.retrieval import answerable
from offline.pipeline.cache import FACTS
from offline.pipeline.scan import LibraryError, Sample, Skipped
from offline.pipeline.work import Settings, Work
from retrieval_core.build import EMBEDDED, Build, sha256
from retrieval_core.encoders.bert import EncoderError
from tests.evaluation.test_compare import run_with


def settings(*arguments: str):
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    args = parser.parse_args(arguments)
    found = command.settings_of(args)
    return found, command.training_of(args, found)


def test_the_default_is_the_cross_validation_of_folders():
    found, training = settings("--library", "samples")
    assert (found.protocol, found.labels, found.truth, training) == ("cross-validated", "folders", None, None)
    assert Path(found.queries).name == "seed_queries.csv" and Path(found.library).is_absolute()


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_every_protocol_has_its_queries(protocol):
    options = ("--train-library", "other") if protocol == "transfer" else ()
    found, _ = settings("--library", "samples", "--protocol", protocol, *options)
    assert Path(found.queries).is_file()


def test_zero_shot_hides_the_labels_and_scores_by_them():
    found, _ = settings("--library", "samples", "--protocol", "zero-shot", "--labels", "labels.csv")
    assert found.labels == "none" and found.truth == str(Path("labels.csv").resolve())
    found, _ = settings("--library", "samples", "--protocol", "zero-shot")
    assert (found.labels, found.truth) == ("none", "folders")


def test_transfer_learns_from_one_library_and_searches_another():
    options = ("--protocol", "transfer", "--train-labels", "a.csv")
    found, training = settings("--library", "b", "--train-library", "a", *options)
    assert Path(found.library).name == "b" and Path(training.library).name == "a"
    assert Path(training.labels).name == "a.csv" and found.labels == "folders"


@pytest.mark.parametrize("options", [("--protocol", "transfer"), ("--train-library", "a")])
def test_transfer_needs_two_libraries_and_nothing_else_does(options):
    with pytest.raises(LibraryError, match="needs --train-library"):
        settings("--library", "samples", *options)


def test_pairs_of_encoders_by_their_names():
    assert command.pair_of("clap") == {"text_encoder": "clap", "audio_encoder": "clap"}
    assert command.pair_of("minilm+ast") == {"text_encoder": "minilm", "audio_encoder": "ast"}
    assert command.pair_of("descriptors")["audio_encoder"] == "descriptors"
    assert command.pair_of("embedded") == {
        f"{kind}_encoder": str(EMBEDDED[kind]) for kind in ("text", "audio")
    }


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "run `python -m offline build --out "),
        (("--library", "nowhere"), "there is no library at"),
        (("--library", ".", "--truth", "gone.csv"), "gone.csv: name a CSV (path,label)"),
        (("--library", ".", "--queries", "labels.csv"), "a CSV needs the columns text,label"),
    ],
)
def test_what_cannot_be_evaluated_is_said_in_a_sentence(tmp_path, monkeypatch, capsys, arguments, sentence):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kicks").mkdir()
    (tmp_path / "kicks/a.wav").write_bytes(b"RIFF")
    (tmp_path / "labels.csv").write_text("path,label\n")
    assert main(["evaluate", "--out", str(tmp_path / "index"), *arguments]) == 1
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("place", [("--library", ""), ("--out", ""), ("--out", "labels.csv")])
def test_what_is_no_folder_is_refused_before_anything_is_written(tmp_path, monkeypatch, capsys, place):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "labels.csv").touch()
    for name in ("build", "evaluate"):
        with pytest.raises(SystemExit):
            main([name, *place])
        assert f"argument {place[0]}" in (said := capsys.readouterr().err) and "is no folder" in said
    assert main(["build", "--library", "nowhere", "--out", "index"]) == 1
    assert not (tmp_path / "index").exists()


@pytest.mark.parametrize("options", [("--folds", "1"), ("--k", "0"), ("--seed", "-1")])
def test_numbers_that_make_no_sense_are_refused_at_once(options, capsys):
    with pytest.raises(SystemExit):
        settings("--library", "samples", *options)
    assert "is no whole number of at least" in capsys.readouterr().err


def test_what_a_split_can_answer():
    queries = [Query("kicks", "kick"), Query("hats", "hihat")]
    classes = [("kick", "drums"), ("openhat", "hihat", "drums"), ("piano", "keys")]
    assert answerable(queries, classes, [np.array([0, 1]), np.array([2])]).tolist() == [[1, 0], [1, 0]]


def scored(quality: float) -> dict:
    """Metrics of a run by two pairs' worth of approaches."""
    approaches = run_with(quality)["approaches"] | run_with(quality / 2, approach="prototype")["approaches"]
    clock = {"text_dimension": 256, "audio_dimension": 256, "bytes": 5e6, "audio_ms": 3.0, "text_ms": 0.3}
    return run_with(quality) | {"approaches": approaches, "clock": clock}


def test_encoders_are_compared_by_every_approach_and_what_is_left_out_fails(tmp_path, monkeypatch, capsys):
    qualities = iter((0.9, 0.6))
    monkeypatch.setattr(
        command, "evaluate_library", lambda *_, **__: (tmp_path / "kept", scored(next(qualities)))
    )
    monkeypatch.setattr(command, "openable", lambda settings: refuse(settings.text_encoder))
    pairs = "embedded,mine,descriptors"
    place = ("--library", str(tmp_path), "--out", str(tmp_path))
    assert main(["evaluate", *place, "--encoders", pairs]) == 1
    said = capsys.readouterr().err
    assert "mine is left out: there is no folder mine" in said and "the live build" not in said
    rows = {line.split()[0]: line.split()[1:] for line in said.splitlines() if line.split()}
    assert rows["contrastive"] == ["0.894", "0.594"] and rows["prototype"] == ["0.444", "0.294"]
    assert said.count("p < 0.001") == 2 and "the embedded audio encoder has found" in " ".join(said.split())


def refuse(encoder: str) -> None:
    if encoder == "mine":
        raise EncoderError("there is no folder mine")


@pytest.mark.parametrize(
    ("library", "index", "shown"),
    [("data", "index", True), ("other", "index", False), ("data", "else", False)],
)
def test_pictures_of_the_demo_library_lie_in_the_project_root(tmp_path, monkeypatch, library, index, shown):
    monkeypatch.setattr(pictures, "PROJECT", tmp_path)
    monkeypatch.setattr(pictures, "DEMO", tmp_path / "data")
    monkeypatch.setattr(pictures, "DEMO_BUILDS", tmp_path / "index")
    for name in ("data", "other", "kept"):
        (tmp_path / name).mkdir()
    metrics = scored(0.9) | {"note": "", "gains": []}
    for name in metrics["approaches"]:
        (tmp_path / f"kept/{name}_cm.png").write_text(name)
    monkeypatch.setattr(command, "evaluate_library", lambda *_: (tmp_path / "kept", metrics))
    assert main(["evaluate", "--library", str(tmp_path / library), "--out", str(tmp_path / index)]) == 0
    found = {file.name: file.read_text() for file in tmp_path.glob("*.png")}
    assert found == ({f"{name}_faiss_cm.png": name for name in metrics["approaches"]} if shown else {})


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"truth": "truth.csv"}, True),
        ({"labels": "none"}, False),
        ({"facts": FACTS - 1}, False),
        ({"sha256": "another"}, False),
        ({"left out": True}, True),
        ({"gone": True}, False),
        ({"judgements": 3}, False),
        ({"checksums": {"text": "another", "audio": "a"}}, False),
    ],
)
def test_an_evaluation_is_of_the_live_build_where_its_files_labels_and_encoders_are(
    tmp_path, monkeypatch, change, same
):
    with closing(sqlite3.connect(tmp_path / "catalog.db")) as db, db:
        db.execute("create table samples (path, sha256)")
        db.executemany("insert into samples values (?, ?)", [("a.wav", "1"), ("b.wav", "2")])
    manifest = {
        "id": "live",
        "library": str(tmp_path),
        "settings": {"labels": "folders", "label_column": None, "facts": change.get("facts", FACTS)},
        "counts": {"judgements": change.get("judgements", 0)},
        "encoders": {"text": {"sha256": "t"}, "audio": {"sha256": "a"}},
        "files": {"catalog.db": {"sha256": sha256(tmp_path / "catalog.db"), "size": 1}},
    }
    monkeypatch.setattr(command, "open_current", lambda root: Build(tmp_path, manifest))
    work = Work(tmp_path / "work")
    asked = Settings(str(tmp_path), change.get("labels", "folders"), "", "", "", truth=change.get("truth"))
    work.write("settings", asdict(asked))
    others = [] if "gone" in change or "left out" in change else [Sample("b.wav", "drums", "2", 1, 0)]
    left = [Skipped("b.wav", "its class is not known")] if "left out" in change else []
    work.write_scan([Sample("a.wav", "drums", change.get("sha256", "1"), 1, 0), *others], left)
    checksums = change.get("checksums", {"text": "t", "audio": "a"})
    assert command.build_of(work, {"run_on": {"checksums": checksums}}, tmp_path) == (
        "live" if same else None
    )


def test_what_could_not_be_evaluated_is_no_run(tmp_path, monkeypatch, capsys):
    def stages(work, *processes):
        (work.folder / "evaluation").mkdir(exist_ok=True)
        empty = {"approaches": {}, "note": "all of it is kick", "caveats": ["1 sample is few"]}
        (work.folder / "evaluation/metrics.json").write_text(json.dumps(empty))

    monkeypatch.setattr(command, "run_stages", stages)
    (tmp_path / "library/kick").mkdir(parents=True)
    (tmp_path / "library/kick/a.wav").write_bytes(b"RIFF")
    place = ("--library", str(tmp_path / "library"), "--out", str(tmp_path / "index"))
    assert main(["evaluate", *place]) == 1
    said = capsys.readouterr().err
    assert "error: not evaluated: all of it is kick" in said and "1 sample is few" in said
    assert list((tmp_path / "index").iterdir()) == []


@pytest.mark.parametrize("labels", ["folders", "none"])
def test_labels_that_nobody_asks_for_are_found_out_before_anything_is_embedded(
    tmp_path, monkeypatch, capsys, labels
):
    monkeypatch.setattr(command, "run_stages", None)
    (tmp_path / "library/drums").mkdir(parents=True)
    (tmp_path / "library/drums/a.wav").write_bytes(b"RIFF")
    place = ("--library", str(tmp_path / "library"), "--out", str(tmp_path / "index"))
    assert main(["evaluate", *place, "--protocol", "fine", "--labels", labels]) == 1
    said = capsys.readouterr().err
    helps = {
        "folders": "which has drums: they ask for kick,",
        "none": "`python -m offline evaluate --truth CSV`",
    }
    assert said.startswith("error: not evaluated: ") and helps[labels] in said
    assert ("--label-column NAME" in said) == (labels == "folders")


@pytest.mark.parametrize(
    ("columns", "taken"), [("path,label", None), ("path,label,fine", "fine"), ("path,fine,own", "own")]
)
def test_fine_classes_stand_in_the_column_fine_or_else_where_labels_do(tmp_path, columns, taken):
    (tmp_path / "labels.csv").write_text(f"{columns}\na.wav{',kick' * columns.count(',')}\n")
    named = ("--label-column", "own") if "own" in columns else ()
    options = ("--protocol", "fine", "--labels", str(tmp_path / "labels.csv"), *named)
    assert settings("--library", str(tmp_path), *options)[0].label_column == taken


def test_a_wrong_option_is_told_in_a_line_and_stages_are_nobodys_command(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["build", "--folds", "some"])
    said = capsys.readouterr().err
    assert ended.value.code == 2 and len(said.splitlines()) == 1 and "'some' is no whole number" in said
    with pytest.raises(SystemExit):
        main(["build", "--foo"])
    assert "unrecognized arguments: --foo (`python -m offline build --help`" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "stage" not in capsys.readouterr().out


@pytest.mark.parametrize(("before", "after"), [("", "of the file"), ("mine", "mine")])
def test_an_empty_setting_of_the_environment_is_none(tmp_path, monkeypatch, before, after):
    (tmp_path / ".env").write_text("CRATEDIGGER_MILVUS_URI='of the file'\n")
    monkeypatch.setenv("CRATEDIGGER_MILVUS_URI", before)
    monkeypatch.chdir(tmp_path)
    main(["compare", "--out", "nothing"])
    assert os.environ["CRATEDIGGER_MILVUS_URI"] == after
