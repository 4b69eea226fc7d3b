"""The file itself: made, upgraded, refused, copied; and what opening it costs."""

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from db import LogError, QueryLog
from db.migrations import VERSION
from tests.db.conftest import Ask

VERSIONS = {number: Path(__file__).with_name(f"version{number}.sql") for number in range(1, VERSION)}


def test_the_log_is_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRATEDIGGER_DB", str(tmp_path / "deep" / "down" / "my.db"))
    with QueryLog.open() as log:
        assert log.path == tmp_path / "deep" / "down" / "my.db"
    monkeypatch.delenv("CRATEDIGGER_DB")
    monkeypatch.chdir(tmp_path)
    with QueryLog.open():
        assert (tmp_path / "data" / "log.db").is_file()


@pytest.mark.parametrize("version", VERSIONS)
def test_a_log_of_an_earlier_version_is_brought_forward(version: int, path: Path) -> None:
    old = sqlite3.connect(path)
    old.executescript(VERSIONS[version].read_text())
    old.close()
    path.with_name("log.db.salt").write_bytes(bytes(range(32)))
    with QueryLog.open(path) as log:
        (query,) = log.recent(5)
        assert (query.text, [hit.path for hit in query.results]) == (
            "dark piano loop",
            ["keys/piano_loop.wav", "keys/pad.wav"],
        )
        assert [hit.thumbs for hit in query.results] == [0, -1 if version > 1 else 0]
        assert log.choices.state("commands") == ("digest" if version > 1 else None)
        log.vote(query.id, 2, "ann", 1)
        log.set_context("ann", "studio", {})
        assert log.context("ann", "studio") == {}
    file = sqlite3.connect(path)
    assert file.execute("PRAGMA user_version").fetchone() == (VERSION,)
    assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert file.execute("PRAGMA foreign_key_check").fetchall() == []
    with QueryLog.open(path.with_name("new.db")) as new:
        new.recent(1)
    fresh = sqlite3.connect(path.with_name("new.db"))
    schema = "SELECT type, name, sql FROM sqlite_master ORDER BY name"
    assert file.execute(schema).fetchall() == fresh.execute(schema).fetchall()
    file.close()
    fresh.close()


def test_a_migration_that_fails_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with QueryLog.open(path) as log:
        log.log_query(
            "console", "ann", "tty", "kick", approach="prototype", k=1, build=None, milliseconds=1.0
        )

    def breaks(db: object) -> None:
        db.execute("CREATE TABLE half (x)")  # type: ignore[attr-defined]
        db.execute("ALTER TABLE nowhere ADD COLUMN y")  # type: ignore[attr-defined]

    with monkeypatch.context() as patch:
        from db import migrations

        patch.setattr(migrations, "MIGRATIONS", [*migrations.MIGRATIONS, breaks])
        patch.setattr(migrations, "VERSION", VERSION + 1)
        with pytest.raises(LogError, match="nowhere"):
            QueryLog.open(path)
    with QueryLog.open(path) as log:
        assert [query.text for query in log.recent(5)] == ["kick"]
        assert "half" not in log._connection.database.table_names()


def test_many_openings_of_a_new_file_at_once_make_one_log(path: Path) -> None:
    failures: list[Exception] = []
    start = threading.Barrier(6)

    def work(name: int) -> None:
        try:
            start.wait()
            with QueryLog.open(path) as log:
                log.log_query(
                    "console",
                    "ann",
                    "tty",
                    f"kick {name}",
                    approach="prototype",
                    k=1,
                    build=None,
                    milliseconds=1.0,
                )
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with QueryLog.open(path) as log:
        assert (log.stats().queries, log.stats().people) == (6, 1)
    assert sorted(file.name for file in path.parent.iterdir()) == [
        *("log.db", "log.db.lock", "log.db.salt", "log.db.spool"),
    ]


def test_a_newer_log_is_refused_by_name(path: Path) -> None:
    QueryLog.open(path).close()
    file = sqlite3.connect(path)
    file.execute("PRAGMA user_version = 99")
    file.close()
    with pytest.raises(LogError, match=r"schema 99.*Update Cratedigger"):
        QueryLog.open(path)


def test_another_program_s_database_is_left_alone(path: Path) -> None:
    file = sqlite3.connect(path)
    file.execute("CREATE TABLE samples (id)")
    file.close()
    before = path.read_bytes()
    with pytest.raises(LogError, match="another program's database"):
        QueryLog.open(path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    path.write_text("these are not the bytes of a database, and long enough to be one" * 20)
    with pytest.raises(LogError, match="damaged"):
        QueryLog.open(path)


def test_a_folder_in_place_of_the_log_and_a_file_in_place_of_its_folder(tmp_path: Path) -> None:
    with pytest.raises(LogError, match="cannot be opened"):
        QueryLog.open(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(LogError, match="cannot be opened"):
        QueryLog.open(tmp_path / "file" / "log.db")


def test_a_closed_log_says_so(path: Path) -> None:
    log = QueryLog.open(path)
    log.close()
    log.close()
    with pytest.raises(LogError, match="closed"):
        log.recent(1)


def test_a_backup_is_made_while_the_log_is_written(log: QueryLog, ask: Ask, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            ask("while the backup runs")

    ask("before the backup")
    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(3):
            log.backup(tmp_path / "copies" / "copy.db")
    finally:
        stop.set()
        writer.join()
    copies = tmp_path / "copies"
    assert sorted(file.name for file in copies.iterdir()) == ["copy.db", "copy.db.salt"]
    assert {file.stat().st_mode & 0o777 for file in copies.iterdir()} == {0o600}
    with QueryLog.open(copies / "copy.db") as copy:
        oldest = copy.recent(10_000)[-1]
        assert (oldest.text, oldest.results) == ("before the backup", log.query(oldest.id).results)  # type: ignore[union-attr]
        logged = copy.stats().queries
        assert copy.forget("ann") == logged, "its salt came along, so people are recognised in the copy"
    assert log.stats().queries >= logged


def test_a_backup_onto_the_log_or_into_nowhere_is_refused(log: QueryLog, ask: Ask, tmp_path: Path) -> None:
    ask()
    with pytest.raises(LogError, match="log itself"):
        log.backup(log.path)
    (tmp_path / "file").touch()
    with pytest.raises(LogError, match="cannot be written"):
        log.backup(tmp_path / "file" / "copy.db")
    assert log.stats().queries == 1


def test_a_backup_takes_the_place_of_an_earlier_one_and_of_nothing_else(
    log: QueryLog, ask: Ask, tmp_path: Path
) -> None:
    ask()
    for _ in range(2):
        log.backup(tmp_path / "copy.db")
    (tmp_path / "letter.txt").write_text("dear ann")
    for other in (tmp_path / "letter.txt", tmp_path):
        with pytest.raises(LogError, match="is no backup"):
            log.backup(other)
    assert (tmp_path / "letter.txt").read_text() == "dear ann"
    assert not (tmp_path / "letter.txt.salt").exists()


@pytest.mark.parametrize(
    "make", [Path.mkdir, lambda path: path.write_text("dear ann")], ids=["folder", "letter"]
)
def test_what_is_no_log_is_refused_and_left_as_it_was(tmp_path: Path, make) -> None:
    make(other := tmp_path / "other")
    mode = other.stat().st_mode
    with pytest.raises(LogError):
        QueryLog.open(other)
    assert other.stat().st_mode == mode


def test_opening_a_log_imports_nothing_heavy(path: Path) -> None:
    QueryLog.open(path).close()
    program = (
        "import sys; from db import QueryLog; log = QueryLog.open(sys.argv[1]);"
        "early = 'sqlite_utils' in sys.modules; log.recent(1);"
        "print(early, 'sqlite_utils' in sys.modules, {'pandas', 'rich', 'torch', 'faiss'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False True set()"


def test_a_killed_process_loses_no_query_that_was_logged(path: Path) -> None:
    program = (
        "import os, signal, sys; from db import QueryLog; log = QueryLog.open(sys.argv[1])\n"
        "for turn in range(20):\n"
        "    log.log_query('console', 'ann', 'tty', f'kick {turn}', approach='prototype', k=1, build=None, milliseconds=1.0)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert subprocess.run([sys.executable, "-c", program, str(path)], check=False).returncode == -9
    with QueryLog.open(path) as log:
        assert log.stats().queries == 20
        assert log._connection.database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
