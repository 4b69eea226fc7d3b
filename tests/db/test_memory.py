"""What is remembered of people and servers between two prompts."""

import time
from pathlib import Path

import pytest

from db import QueryLog


def test_the_person_s_approach_outranks_the_server_s(log: QueryLog) -> None:
    assert log.choices.approach_for("ann", server=1) is None
    log.choices.set_approach("prototype", server=1)
    assert log.choices.approach_for("ann", server=1) == "prototype"
    log.choices.set_approach("contrastive", user="ann")
    assert log.choices.approach_for("ann", server=1) == "contrastive"
    assert log.choices.approach_for("bob", server=1) == "prototype"
    assert log.choices.approach_for("bob", server=2) is None
    log.choices.set_approach(None, user="ann")
    assert log.choices.approach_for("ann", server=1) == "prototype"


def test_a_choice_belongs_to_a_person_or_to_a_server(log: QueryLog) -> None:
    with pytest.raises(ValueError, match="user or a server"):
        log.choices.set_approach("prototype")


def test_chat_channels(log: QueryLog) -> None:
    log.choices.set_chat_channel(1, 100, True)
    log.choices.set_chat_channel(1, 100, True)
    assert log.choices.is_chat_channel(1, 100)
    assert not log.choices.is_chat_channel(2, 100)
    log.choices.set_chat_channel(1, 100, False)
    assert not log.choices.is_chat_channel(1, 100)


def test_a_context_belongs_to_one_person_in_one_channel(log: QueryLog) -> None:
    log.set_context("ann", "studio", {"text": "kick"})
    assert log.context("ann", "studio") == {"text": "kick"}
    assert log.context("bob", "studio") is None
    assert log.context("ann", "lounge") is None
    log.set_context("ann", "studio", {"text": "snare"})
    assert log.context("ann", "studio") == {"text": "snare"}
    log.set_context("ann", "studio", None)
    assert log.context("ann", "studio") is None


def test_a_context_lasts_thirty_minutes(log: QueryLog, monkeypatch: pytest.MonkeyPatch) -> None:
    log.set_context("ann", "studio", {"text": "kick"})
    now = time.time()
    monkeypatch.setattr("db.log.time.time", lambda: now + 29 * 60)
    assert log.context("ann", "studio") == {"text": "kick"}
    monkeypatch.setattr("db.log.time.time", lambda: now + 31 * 60)
    assert log.context("ann", "studio") is None


def test_state_outlives_the_program(path: Path) -> None:
    for value in ({"page": 2}, [1]):
        with QueryLog.open(path) as log:
            log.choices.set_state("digest", value)
        with QueryLog.open(path) as log:
            assert log.choices.state("digest") == value
            assert log.choices.state("gone") is None
