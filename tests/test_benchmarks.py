"""What the benchmarks measure is there to be measured: the library without audio, small enough for every test run."""

import csv
from itertools import islice
from pathlib import Path

import pytest

from bot import prompts
from bot.conversation import Conversation
from db import QueryLog
from offline.pretrain.measure import query_sets
from offline.pretrain.turns import read_turns
from retrieval_core.build import PROJECT
from retrieval_core.retriever import Retriever
from retrieval_core.taxonomy import Taxonomy
from tests import synthetic
from tests.benchmarks import answers, behind, dialogues, million, readings

pytestmark = pytest.mark.slow


def test_the_library_without_audio_is_made_and_answers_within_its_constraints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(million, "LAPS", 20)
    million.make(tmp_path, 2000, "auto")
    found = million.measure(tmp_path)
    asked = {"index alone + encoder", "plain query", "tempo and class", "as the chat asks it, by default"}
    assert asked <= found["laps"].keys()
    assert all(lap["p50"] > 0 for lap in found["laps"].values())
    assert (found["violations"], found["short"]) == (0, 0)


def test_the_whole_bot_answers_over_labelled_recordings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The demo library in their place, of which only the families are told."""
    files = sorted(file for family in ("drums", "keys") for file in (PROJECT / "data" / family).glob("*.wav"))
    labels = tmp_path / "labels.csv"
    with labels.open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(["path", "fine", "coarse", "tags", "train_ok"])
        for file in files:
            rows.writerow([file.relative_to(PROJECT / "data"), "", file.parent.name, "", "no"])
    told: dict[str, list[dict]] = {}
    monkeypatch.setattr(answers, "write", lambda name, tables, goals: told.update(tables))
    few = dict(islice(query_sets().items(), 2))
    monkeypatch.setattr(answers, "query_sets", lambda: few)
    answers.main(["--corpus", str(PROJECT / "data"), "--labels", str(labels)])
    [figures] = told.values()
    assert [row["prompts"] for row in figures] == [*few]
    for row in figures:
        assert row["queries"] >= 5 and row["vote"] >= 0.8, row


def test_more_of_what_people_say_is_read_right_with_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "FILLINGS", 1)
    alone, chat = readings.measure({"grammar": prompts.parse, "chat": readings.as_in_chat})
    spoken, written = list(alone)[1:]
    assert "held-out lines" in spoken and "prompts" in written
    assert chat[spoken] > alone[spoken] + 0.25, "sentences that neither has met"
    assert chat[written] > alone[written] - 0.02, "prompts that the grammar was written for"


def test_the_reader_tells_what_it_has_never_met(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "FILLINGS", 1)
    names, in_role, wishes, talk = readings.reader_alone().values()
    assert names > 3000 and in_role > 0.8 and wishes > 0.97 and talk > 0.65


def test_the_reader_tells_a_wish_from_the_story_around_it() -> None:
    stories, in_role, words = readings.stories().values()
    assert stories > 150 and in_role > 0.85 and words > 0.85


def test_a_chat_comes_to_what_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, list[dict]] = {}
    monkeypatch.setattr(dialogues, "write", lambda name, tables, goals: told.update(tables))
    dialogues.main([])
    rows = told["turns read right"]
    assert [row["dialogues"] for row in rows] == [210, 90, 180, 40, 80, 50]
    for row in rows:
        least = 0.7 if row["dialogues of"] == "held out, last" else 0.8
        assert row["first turns"] > least and row["later turns behind none misread"] > 0.75, row


def test_most_of_what_somebody_says_behind_an_answer_is_taken_for_what_it_is(tmp_path: Path) -> None:
    """Somebody of whom nothing was learnt."""
    built = synthetic.make(
        tmp_path / "index", 800, approach="zero_shot", classes=tuple(Taxonomy.load().classes)
    )
    some = read_turns(held_out=True, file=behind.BY_OTHERS["by another writer"])
    with QueryLog.open(tmp_path / "q.db") as log:
        conversation = Conversation(Retriever.open(built), log, "test")
        found = behind.measure(conversation, behind.filled(some))
    assert found["messages"] > 60 and found["all"] > 0.8, found


def test_half_of_the_descriptions_that_were_never_learnt_lead_to_what_they_describe() -> None:
    found = readings.descriptions()
    assert found["descriptions"] > 1000
    assert found["class"] > 0.45 and found["among three"] > 0.6 and found["family"] > 0.8
