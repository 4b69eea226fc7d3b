"""Nobody is in the file in clear; who wants to be forgotten leaves no trace in it."""

import sqlite3
import stat
import time
from pathlib import Path

import pytest

from db import LogError, QueryLog
from tests.db.conftest import Ask, locked

PERSON = "314159265358979323"
CHANNEL = "271828182845904523"


def bytes_on_disk(path: Path) -> bytes:
    """Everything that lies beside the log, the write-ahead log included."""
    return b"".join(file.read_bytes() for file in path.parent.iterdir() if not file.name.endswith(".salt"))


def test_people_and_channels_are_stored_as_keyed_hashes(log: QueryLog, ask: Ask, path: Path) -> None:
    ask(user=PERSON, channel=CHANNEL)
    log.set_context(PERSON, CHANNEL, {"text": "kick"})
    log.choices.set_approach("prototype", user=PERSON)
    log.choices.set_chat_channel("161803398874989484", CHANNEL, True)
    raw = bytes_on_disk(path)
    for number in (PERSON, CHANNEL, "161803398874989484"):
        assert number.encode() not in raw
        assert int(number).to_bytes(8, "big") not in raw
    assert log.recent(1)[0].user != log.recent(1)[0].channel


def test_mentions_in_a_prompt_lose_their_ids(log: QueryLog, ask: Ask, path: Path) -> None:
    ask(f"<@{PERSON}> wants what <@!{PERSON}> had in <#{CHANNEL}>", request={"text": f"<@{PERSON}> kick"})
    assert log.recent(1)[0].text == "<@> wants what <@!> had in <#>"
    assert PERSON.encode() not in bytes_on_disk(path)


def test_another_installation_hashes_differently(tmp_path: Path) -> None:
    hashes = set()
    for name in ("one", "two"):
        with QueryLog.open(tmp_path / name / "log.db") as log:
            log.log_query(
                "console", PERSON, "tty", "kick", approach="prototype", k=1, build=None, milliseconds=1.0
            )
            hashes.add(log.recent(1)[0].user)
    assert len(hashes) == 2


def test_the_same_person_is_known_after_a_restart(path: Path) -> None:
    for _ in range(2):
        with QueryLog.open(path) as log:
            log.log_query(
                "console", PERSON, "tty", "kick", approach="prototype", k=1, build=None, milliseconds=1.0
            )
    with QueryLog.open(path) as log:
        assert log.stats().people == 1


def test_only_the_owner_may_read_any_of_the_files(log: QueryLog, ask: Ask, path: Path) -> None:
    ask()
    names = {file.name for file in path.parent.iterdir()}
    assert names == {f"log.db{end}" for end in ("", "-wal", "-shm", ".lock", ".salt", ".spool")}
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}


def test_a_log_that_others_could_read_is_closed_to_them(path: Path) -> None:
    path.touch()
    path.chmod(0o644)
    QueryLog.open(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_forget_leaves_no_trace_in_the_files(log: QueryLog, ask: Ask, path: Path) -> None:
    for turn in range(40):
        ask(f"zebrafinch loop {turn} " + "q" * 900, user=PERSON, request={"text": "zebrafinch"})
        ask(f"plain kick {turn}", user="bob")
    query = log.recent(1)[0].id
    log.vote(query, 1, PERSON, 1)
    log.set_context(PERSON, "studio", {"text": "zebrafinch"})
    log.choices.set_approach("contrastive", user=PERSON)
    person = next(query.user for query in log.recent(80) if "zebrafinch" in query.text)
    assert b"zebrafinch" in bytes_on_disk(path) and person.encode() in bytes_on_disk(path)

    assert log.forget(PERSON) == 40

    raw = bytes_on_disk(path)
    assert b"zebrafinch" not in raw
    assert person.encode() not in raw
    assert [query.text for query in log.recent(100)] == [f"plain kick {turn}" for turn in reversed(range(40))]
    assert list(log.judged_pairs()) == []
    assert log.choices.approach_for(PERSON) is None


def test_forget_says_so_when_another_reader_keeps_the_old_pages(log: QueryLog, ask: Ask, path: Path) -> None:
    ask(user=PERSON)
    reader = sqlite3.connect(path)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM queries").fetchone()
    with pytest.raises(LogError, match="Try again"):
        log.forget(PERSON)
    reader.close()
    assert log.forget(PERSON) == 0
    assert b"dark kick" not in bytes_on_disk(path)


@pytest.mark.parametrize("restarted", [False, True])
def test_what_a_reader_keeps_in_the_file_is_gone_soon_after_it_is_done(
    log: QueryLog, ask: Ask, path: Path, monkeypatch: pytest.MonkeyPatch, restarted: bool
) -> None:
    now = time.time()
    monkeypatch.setattr("db.log.time.time", lambda: now - 10 * 86400)
    ask("zebrafinch")
    monkeypatch.setattr("db.log.time.time", lambda: now)
    reader = sqlite3.connect(path)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM queries").fetchone()
    with pytest.raises(LogError, match="another program is reading"):
        log.prune(days=7)
    with pytest.raises(LogError, match="another program is reading"):
        log.prune(days=7)
    log.tend()
    reader.close()
    assert log.recent(9) == [] and b"zebrafinch" in bytes_on_disk(path)
    if restarted:
        QueryLog.open(path).close()
    else:
        log.tend()
    assert b"zebrafinch" not in bytes_on_disk(path)


def test_prune_deletes_what_is_old_with_its_thumbs(
    log: QueryLog, ask: Ask, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    monkeypatch.setattr("db.log.time.time", lambda: now - 10 * 86400)
    for _ in range(5):
        log.vote(ask("zebrafinch"), 1, "ann", 1)
    monkeypatch.undo()
    monkeypatch.setattr("db.log.BATCH", 2)
    ask("new")
    assert log.prune(days=30) == 0
    assert log.prune(days=7) == 5
    assert [query.text for query in log.recent(9)] == ["new"]
    assert list(log.judged_pairs()) == []
    assert b"zebrafinch" not in bytes_on_disk(path)
    with pytest.raises(LogError, match="above 0"):
        log.prune(days=0)


def test_a_retention_setting_is_kept_to_at_the_start_and_daily(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    with QueryLog.open(path) as log:
        for days in (10, 6.5, 0):
            monkeypatch.setattr("db.log.time.time", lambda days=days: now - days * 86400)
            log.log_query(
                "console",
                "ann",
                "tty",
                f"zebrafinch {days}",
                approach="prototype",
                k=1,
                build=None,
                milliseconds=1.0,
            )
    monkeypatch.setenv("CRATEDIGGER_RETENTION_DAYS", "7")
    with QueryLog.open(path) as log:
        assert [query.text for query in log.recent(9)] == ["zebrafinch 0", "zebrafinch 6.5"]
        assert b"zebrafinch 10" not in bytes_on_disk(path)
        for days, left in ((0.9, 2), (1.1, 1)):
            monkeypatch.setattr("db.log.time.time", lambda days=days: now + days * 86400)
            log.tend()
            assert len(log.recent(9)) == left
        assert b"zebrafinch 6.5" not in bytes_on_disk(path)
        # A clock that ran ahead is put right again, and what comes then grows old as ever.
        for days in (400, 3, 11):
            monkeypatch.setattr("db.log.time.time", lambda days=days: now + days * 86400)
            log.tend()
            if days == 3:
                log.log_query(
                    "console",
                    "ann",
                    "tty",
                    "zebrafinch 3",
                    approach="prototype",
                    k=1,
                    build=None,
                    milliseconds=1.0,
                )
        assert log.recent(9) == [] and b"zebrafinch" not in bytes_on_disk(path)
    monkeypatch.setenv("CRATEDIGGER_RETENTION_DAYS", "a week")
    with pytest.raises(LogError, match="number of days"):
        QueryLog.open(path)


def test_a_number_that_is_an_id_is_not_kept_even_without_its_brackets(
    log: QueryLog, ask: Ask, path: Path
) -> None:
    score = 0.12345678901234567
    ask(
        f"what {PERSON} had, 90 bpm", request={"text": f"{PERSON} kick", "tempo": [score, 135.00000000000003]}
    )
    (query,) = log.recent(1)
    assert (query.text, query.request) == (
        "what # had, 90 bpm",
        {"text": "# kick", "tempo": [score, 135.00000000000003]},
    )
    assert PERSON.encode() not in bytes_on_disk(path)


def test_forget_reaches_what_waits_in_the_spool(log: QueryLog, ask: Ask, path: Path) -> None:
    ask("zebrafinch one", user=PERSON, context={"text": "zebrafinch"})
    person = log.recent(1)[0].user.encode()
    with locked(path):
        ask("zebrafinch two", user=PERSON, context={"text": "zebrafinch"})
        ask("plain kick", user="bob")
        assert log.waiting == 2
        raw = path.with_name("log.db.spool").read_bytes()
        assert person in raw and PERSON.encode() not in raw
    time.sleep(0.11)
    assert log.forget(PERSON) == 2
    raw = bytes_on_disk(path)
    assert b"zebrafinch" not in raw and person not in raw
    log.tend()
    assert [query.text for query in log.recent(9)] == ["plain kick"]


def test_a_forget_that_fails_has_deleted_nothing(log: QueryLog, ask: Ask, path: Path) -> None:
    with locked(path):
        query = ask("zebrafinch", user=PERSON)
        with pytest.raises(LogError, match="in use by another program"):
            log.forget(PERSON)
        log.vote(query, 1, PERSON, 1)
    time.sleep(0.11)
    log.tend()
    assert [(pair.text, pair.value) for pair in log.judged_pairs()] == [("zebrafinch", 1)]
    assert log.forget(PERSON) == 1


def test_a_lost_salt_is_not_silently_replaced(path: Path) -> None:
    with QueryLog.open(path) as log:
        log.log_query(
            "console", "ann", "tty", "kick", approach="prototype", k=1, build=None, milliseconds=1.0
        )
    salt = path.with_name("log.db.salt")
    kept = salt.read_bytes()
    salt.unlink()
    with QueryLog.open(path) as log:
        assert len(log.recent(5)) == 1, "reading needs no salt"
        with pytest.raises(LogError, match="Put the file back"):
            log.forget("ann")
    salt.write_bytes(kept[:5])
    with pytest.raises(LogError, match="damaged"):
        QueryLog.open(path)
    with QueryLog.open(path, keeper=False) as log, pytest.raises(LogError, match="damaged"):
        log.forget("ann")
