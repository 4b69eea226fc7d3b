"""A log that is locked, full, damaged or gone takes nothing with it: what is logged waits, and is written later, once."""

import errno
import fcntl
import json
import logging
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from db import LogError, QueryLog
from db.spool import Spool
from tests.db.conftest import Ask, locked

pytestmark = pytest.mark.faults


@contextmanager
def full(log: QueryLog) -> Iterator[None]:
    """The database may grow no further while the block runs."""
    run = log._connection.connection.execute
    (pages,) = run("PRAGMA page_count").fetchone()
    run(f"PRAGMA max_page_count = {pages}")
    yield
    run("PRAGMA max_page_count = 1000000")


def rested(log: QueryLog) -> QueryLog:
    """The log when it has tried again."""
    time.sleep(0.11)
    log.tend()
    return log


def texts(log: QueryLog) -> list[str]:
    """What was asked, the oldest first."""
    return [query.text for query in reversed(log.recent(1000))]


def check(path: Path) -> str:
    with sqlite3.connect(path) as file:
        return file.execute("PRAGMA integrity_check").fetchone()[0]


def test_a_locked_log_costs_a_moment_and_no_row(
    log: QueryLog, ask: Ask, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ask("before")
    with locked(path):
        for number in range(50):
            ask(f"meanwhile {number}")
        assert log.waiting == 50
    assert texts(rested(log)) == ["before", *(f"meanwhile {number}" for number in range(50))]
    assert log.waiting == 0
    told = [record.message for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(told) == 1 and "in use by another program" in told[0], "told once, and not fifty times"


def test_who_waits_for_a_lock_makes_nobody_else_wait(
    log: QueryLog, ask: Ask, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.connection.REST_SECONDS", 60)
    ask("before")
    tried: list[str] = []
    log._connection.connection.set_trace_callback(tried.append)
    with locked(path):
        for _ in range(10):
            ask("meanwhile")
        assert log.waiting == 10
    assert len(tried) == 1, "one waited in vain; for a minute from then on nobody tries"


def test_what_is_known_is_read_while_nothing_can_be_written(
    log: QueryLog, ask: Ask, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.connection.REST_SECONDS", 60)
    number = ask(user="ben", context={"text": "kick"})
    log.choices.set_approach("contrastive", user="ben")
    with locked(path):
        ask("meanwhile")
        assert log.waiting == 1
        assert log.context("ben", "studio") == {"text": "kick"}
        assert log.choices.approach_for("ben") == "contrastive"
        assert log.query(number).text == "dark kick"  # type: ignore[union-attr]
        with pytest.raises(LogError, match="in use by another program"):
            log.choices.set_approach("hybrid", user="ben")


def test_a_full_database_is_written_when_there_is_room_again(log: QueryLog, ask: Ask, path: Path) -> None:
    ask("before")
    with full(log):
        for number in range(60):
            ask(f"meanwhile {number} " + "x" * 500)
        assert log.waiting > 40
    ask("after")
    assert [text.split(" x")[0] for text in texts(log)] == [
        "before",
        *(f"meanwhile {number}" for number in range(60)),
        "after",
    ]
    assert check(path) == "ok"


def test_what_waits_can_be_gone_on_from(log: QueryLog, ask: Ask, path: Path) -> None:
    ask("before", context={"text": "before"})
    with locked(path):
        number = ask("dark kick", context={"text": "kick"})
        log.vote(number, 1, "ben", 1)
        assert log.query(number).results[1].path == "drums/tom.wav"  # type: ignore[union-attr]
        time.sleep(0.11)
        assert log.context("ann", "studio") == {"text": "kick"}
    assert [hit.thumbs for hit in rested(log).query(number).results] == [1, 0]  # type: ignore[union-attr]
    assert log.context("ann", "studio") == {"text": "kick"}


def test_a_log_that_is_locked_or_full_at_the_start_is_opened_later(path: Path) -> None:
    with QueryLog.open(path) as log:
        log.log_query(
            "console", "ann", "tty", "kick", approach="prototype", k=1, build=None, milliseconds=1.0
        )
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    with QueryLog.open(path) as log:
        log.log_query(
            "console", "ann", "tty", "snare", approach="prototype", k=1, build=None, milliseconds=1.0
        )
        with pytest.raises(LogError, match="in use by another program"):
            log.recent(1)
        other.close()
        assert texts(rested(log)) == ["kick", "snare"]


def of_sqlite(code: int, text: str) -> sqlite3.Error:
    error = sqlite3.OperationalError(text)
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(errno.EACCES, "Permission denied", "/srv/fullhouse/log.db"), "may not be written"),
        (OSError(errno.EROFS, "Read-only file system", "/home/busybee/log.db"), "may not be written"),
        (OSError(errno.ENOSPC, "No space left on device", "/locked/log.db"), "no room left"),
        (OSError(errno.EIO, "Input/output error", "/readonly/log.db"), r"failed: .*Input/output error"),
        (of_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT, "database is locked"), "in use by another program"),
        (of_sqlite(sqlite3.SQLITE_ERROR, "no such column: full"), "failed: no such column: full"),
        (of_sqlite(sqlite3.SQLITE_NOTADB, "file is not a database"), "damaged .file is not a database"),
        (sqlite3.IntegrityError("UNIQUE constraint failed: busy.id"), "failed: UNIQUE constraint"),
    ],
)
def test_what_is_wrong_is_told_from_the_code_and_not_from_what_a_path_is_called(
    log: QueryLog, error: Exception, said: str
) -> None:
    with pytest.raises(LogError, match=said), log._connection.explained():
        raise error


def test_a_damaged_log_is_set_aside_and_a_new_one_begun(path: Path) -> None:
    with QueryLog.open(path) as log:
        log.log_query(
            "console", "ann", "tty", "kick", approach="prototype", k=1, build=None, milliseconds=1.0
        )
        person = log.recent(1)[0].user
    damaged = b"damage" * 1000 + path.read_bytes()[6000:]
    path.write_bytes(damaged)
    with QueryLog.open(path) as log:
        log.log_query(
            "console", "ann", "tty", "snare", approach="prototype", k=1, build=None, milliseconds=1.0
        )
        assert texts(log) == ["snare"]
        assert log.recent(1)[0].user == person, "the salt stayed, so people are recognised"
        (aside,) = path.parent.glob("log.db.damaged-*")
        assert aside.read_bytes() == damaged
        assert aside.stat().st_mode & 0o777 == 0o600
        with pytest.raises(LogError, match="set aside and still holds traces"):
            log.forget("ann")
        aside.unlink()
        assert log.forget("ann") == 0


def test_a_log_that_is_damaged_while_it_is_open_is_noticed_at_the_next_query(
    log: QueryLog, ask: Ask, path: Path
) -> None:
    ask("before")
    log._connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.write(b"damage" * (size // 6))
    for number in range(5):
        ask(f"after {number}")
    assert texts(log) == [f"after {number}" for number in range(5)]
    assert [file.name.split("-")[0] for file in path.parent.glob("log.db.damaged-*T*Z")] == ["log.db.damaged"]
    assert check(path) == "ok"


def test_a_page_that_is_damaged_is_noticed_where_it_is_read(log: QueryLog, ask: Ask, path: Path) -> None:
    for number in range(200):
        ask(f"before {number} " + "x" * 300)
    log.close()
    with path.open("r+b") as file:
        file.seek(8 * 4096)
        file.write(os.urandom(4096 * (path.stat().st_size // 4096 - 9)))
    with QueryLog.open(path) as again:
        for number in range(20):
            again.log_query(
                "console",
                "ann",
                "tty",
                f"after {number}",
                approach="prototype",
                k=1,
                build=None,
                milliseconds=1.0,
            )
            again.tend()
        assert texts(again) == [f"after {number}" for number in range(20)]


def test_nothing_is_set_aside_while_another_program_has_it_open(
    log: QueryLog, ask: Ask, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ask("before")
    held = (
        "import sys; from db import QueryLog; log = QueryLog.open(sys.argv[1]); log.recent(1)\n"
        "print('open', flush=True); input()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", held, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout is not None and other.stdout.readline() == b"open\n"
    log._connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        file.write(b"damage" * 100)
    ask("meanwhile")
    assert log.waiting == 1 and not list(path.parent.glob("log.db.damaged-*"))
    other.kill()
    other.wait()
    assert texts(rested(log)) == ["meanwhile"]


def test_a_log_that_is_moved_away_is_begun_anew(log: QueryLog, ask: Ask, path: Path) -> None:
    ask("before")
    path.rename(path.with_name("elsewhere.db"))
    ask("after")
    assert texts(log) == ["after"]
    with sqlite3.connect(path.with_name("elsewhere.db")) as moved:
        assert moved.execute("SELECT text FROM queries").fetchall() == [("before",)]


def test_the_commands_leave_a_damaged_log_where_it_is(log: QueryLog, ask: Ask, path: Path) -> None:
    ask("before")
    log.close()
    path.write_bytes(b"damage" * 5000)
    with pytest.raises(LogError, match="damaged"):
        QueryLog.open(path, keeper=False)
    assert path.read_bytes() == b"damage" * 5000


# The spool


def test_killed_between_the_database_and_the_spool_it_writes_nothing_twice(
    log: QueryLog, ask: Ask, path: Path
) -> None:
    with locked(path):
        for number in range(10):
            ask(f"meanwhile {number}")
        waiting = path.with_name("log.db.spool").read_bytes()
    rested(log)
    path.with_name("log.db.spool").write_bytes(waiting)  # as if it had been killed before it was cleared
    assert log.waiting == 10
    assert texts(rested(log)) == [f"meanwhile {number}" for number in range(10)]
    assert log.waiting == 0


def test_another_process_writes_what_a_killed_one_left_in_the_spool(path: Path) -> None:
    QueryLog.open(path).close()
    program = (
        "import os, signal, sys; from db import QueryLog; log = QueryLog.open(sys.argv[1])\n"
        "for turn in range(20):\n"
        "    log.log_query('console', 'ann', 'tty', f'kick {turn}', approach='prototype', k=1, build=None, milliseconds=1.0)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    with locked(path):
        assert subprocess.run([sys.executable, "-c", program, str(path)], check=False).returncode == -9
    with QueryLog.open(path) as log:
        assert texts(log) == [f"kick {turn}" for turn in range(20)]


def test_the_spool_has_an_end_and_counts_what_does_not_fit(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool", room=10_000)
    spool.reserve()
    kept = sum(spool.append({"number": number, "text": "é" * 100}) for number in range(100))
    assert 30 < kept < 50
    assert (spool.dropped, spool.path.stat().st_size) == (100 - kept, 10_000)
    assert [entry["number"] for entry in spool.entries()] == list(range(kept))
    spool.clear()
    assert spool.path.read_bytes() == bytes(10_000), "what was written from it is overwritten"
    assert spool.path.stat().st_mode & 0o777 == 0o600


def test_a_line_that_was_torn_is_left_out_and_the_others_stay(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool", room=10_000)
    spool.reserve()
    spool.append({"number": 1})
    with spool.path.open("r+b") as file:
        file.seek(len(json.dumps({"number": 1})) + 1)
        file.write(b'{"number": 2, "text": "torn, and longer than the next')
    assert spool.entries() == [{"number": 1}]
    spool.append({"number": 3})
    assert spool.entries() == [{"number": 1}, {"number": 3}]
    spool.close()


def test_who_reads_while_it_holds_the_spool_goes_on_holding_it(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool", room=10_000)
    spool.append({"number": 1})
    with spool.path.open() as other:
        with spool.held():
            assert spool.entries() == [{"number": 1}]
            with pytest.raises(BlockingIOError):
                fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_system_without_the_calls_of_linux_keeps_the_room_as_well(path: Path) -> None:
    """As on macOS, which has neither of the two."""
    program = """
import os, sys
del os.posix_fallocate, os.fdatasync
from db import QueryLog
for _ in range(2):
    log = QueryLog.open(sys.argv[1])
    log._spool.append({"vote": None})
    print(log.waiting)
"""
    run = [sys.executable, "-c", program, str(path)]
    assert subprocess.run(run, capture_output=True, text=True, check=True).stdout.split() == ["1", "1"]
    room = path.with_name("log.db.spool").stat()
    assert room.st_size == 4 * 2**20 and room.st_blocks * 512 >= room.st_size, "on the disk, not a hole"


def test_a_disk_that_is_too_full_even_for_the_spool_is_counted(tmp_path: Path) -> None:
    """In a process of its own, whose files may have 64 kB: less than the spool wants and the database needs."""
    program = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (65536, resource.RLIM_INFINITY))
from db import QueryLog
log = QueryLog.open(sys.argv[1])
for turn in range(200):
    log.log_query("console", "ann", "tty", f"kick {turn} " + "x" * 800, approach="prototype", k=1, build=None, milliseconds=1.0)
before = log.waiting, log.dropped
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
log.tend()
print(*before, log.waiting, log.stats().queries)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "log.db")], capture_output=True, text=True, check=True
    )
    waiting, dropped, left, written = map(int, done.stdout.split())
    assert waiting > 0 and dropped > 0 and left == 0
    assert written == 200 - dropped
    assert check(tmp_path / "log.db") == "ok"
