"""`python -m db`, as it is typed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from db import QueryLog
from db.__main__ import main
from tests.db.conftest import Ask


@pytest.fixture
def busy_log(log: QueryLog, ask: Ask) -> QueryLog:
    query = ask("dark [bold]kick")
    log.vote(query, 1, "ann", 1)
    return log


def test_recent_as_a_table(
    busy_log: QueryLog, path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    assert main(["recent", "-n", "5", "--log", str(path)]) == 0
    table = capsys.readouterr().out
    for word in ("dark", "[bold]kick", "prototype", "drums/kick.wav", "+1"):
        assert word in table


def test_recent_and_stats_as_json(busy_log: QueryLog, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recent", "--json", "--log", str(path)]) == 0
    (query,) = json.loads(capsys.readouterr().out)
    assert (query["text"], query["results"][0]["thumbs"]) == ("dark [bold]kick", 1)
    assert main(["stats", "--json", "--log", str(path)]) == 0
    assert json.loads(capsys.readouterr().out)["thumbs_by_approach"] == {"prototype": [1, 0]}


def test_stats_as_a_table(busy_log: QueryLog, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats", "--log", str(path)]) == 0
    table = capsys.readouterr().out
    assert "prototype: 1" in table and "1 up, 0 down" in table and "p50 4.0 ms" in table


@pytest.mark.parametrize("output", [[], ["--json"]], ids=["table", "JSON"])
def test_a_prompt_does_nothing_to_the_terminal_that_shows_it(
    log: QueryLog,
    ask: Ask,
    path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    output: list[str],
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    ask("kick\x1b]0;owned\x07 \x9b2J \u202ecod.exe \u2066 手拍子 é")
    for command in ("recent", "stats"):
        assert main([command, *output, "--log", str(path)]) == 0
        said = capsys.readouterr().out
        assert not {"\x1b", "\x07", "\x9b", "\u202e", "\u2066"} & set(said)
        assert r"kick\u001b]0;owned\u0007 \u009b2" in said and r"\u202ecod.exe \u2066 手拍子 é" in said
    if output:
        assert json.loads(said)["top_prompts"][0][0].startswith("kick\x1b]0;owned\x07")


def test_forget_deletes_a_person_by_the_id_of_the_front_end(
    log: QueryLog, ask: Ask, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for text in ("zebrafinch one", "zebrafinch two"):
        ask(text, user="314159265358979323")
    ask("plain kick", user="ann")
    assert main(["forget", "314159265358979323", "--log", str(path)]) == 0
    assert "2 queries of 314159265358979323 deleted" in capsys.readouterr().out
    assert [query.text for query in log.recent(9)] == ["plain kick"]
    assert all(b"zebrafinch" not in file.read_bytes() for file in path.parent.iterdir())
    assert main(["forget", "314159265358979323", "--log", str(path)]) == 0
    assert "No query of 314159265358979323" in capsys.readouterr().out
    assert main(["forget", "ann", "--json", "--log", str(path)]) == 0
    assert json.loads(capsys.readouterr().out) == {"deleted": 1}


def test_export_backup_and_prune(
    busy_log: QueryLog, path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "--log", str(path)]) == 0
    assert json.loads(capsys.readouterr().out)["value"] == 1
    assert main(["export", str(tmp_path / "pairs.jsonl"), "--log", str(path)]) == 0
    assert json.loads((tmp_path / "pairs.jsonl").read_text())["sample_id"] == 7
    assert main(["backup", str(tmp_path / "copy.db"), "--log", str(path)]) == 0
    assert main(["prune", "--days", "1", "--log", str(tmp_path / "copy.db")]) == 0
    assert "0 queries deleted" in capsys.readouterr().out


def test_mistakes_are_answered_with_a_sentence(
    busy_log: QueryLog, path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["stats", "--log", str(tmp_path / "none.db")]) == 1
    assert "There is no query log" in capsys.readouterr().err
    assert not (tmp_path / "none.db").exists()
    assert main(["export", str(tmp_path), "--log", str(path)]) == 1
    assert "cannot be written" in capsys.readouterr().err
    assert main(["export", str(path), "--log", str(path)]) == 1
    assert "is the log itself" in capsys.readouterr().err
    assert busy_log.stats().queries == 1
    assert main(["prune", "--days", "-1", "--log", str(path)]) == 1
    assert "above 0" in capsys.readouterr().err


def test_the_program_runs(busy_log: QueryLog, path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "db", "stats", "--json", "--log", str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)["queries"] == 1
