"""A query log in a folder of its own, and one query to put into it."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from db import QueryLog, Result

Ask = Callable[..., int]
HITS = [Result(7, "drums/kick.wav", 1, 0.83, "aa11"), Result(9, "drums/tom.wav", 2, 0.61, "bb22")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.db"


@pytest.fixture
def log(path: Path) -> Iterator[QueryLog]:
    with QueryLog.open(path) as log:
        yield log


@pytest.fixture
def ask(log: QueryLog) -> Ask:
    """Log a query; what a test does not name is the same everywhere."""

    def ask(text: str = "dark kick", user: object = "ann", channel: object = "studio", **others: Any) -> int:
        fields: dict[str, Any] = {
            "front_end": "console",
            "approach": "prototype",
            "k": 2,
            "build": "b1",
            "milliseconds": 4.0,
            "results": HITS,
        }
        return log.log_query(user=user, channel=channel, text=text, **fields | others)

    return ask


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program holds the log and does not let go while the block runs."""
    other = sqlite3.connect(path)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.rollback()
        other.close()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Faults take tenths of a second here, and not seconds."""
    monkeypatch.setattr("db.connection.BUSY_SECONDS", 0.2)
    monkeypatch.setattr("db.connection.REST_SECONDS", 0.1)
    monkeypatch.setattr("db.scrub.WAIT_SECONDS", 0.2)
    monkeypatch.setattr("db.log.AGAIN_SECONDS", 0)
