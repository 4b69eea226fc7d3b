"""A library that is indexed anew in the middle of it all: ids change, and whoever goes on from an answer means the same sounds."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from bot import followups, sentences
from bot.conversation import Conversation
from bot.followups import Gone
from bot.reply import Reply, Speaker
from db import QueryLog
from retrieval_core import Retriever
from retrieval_core.build import seal

ANN = Speaker("ann", "here")
Rebuild = Callable[..., Conversation]


def paths(reply: Reply) -> list[str]:
    return [hit.name for hit in reply.hits]


@pytest.fixture
def log(tmp_path: Path) -> Iterator[QueryLog]:
    with QueryLog.open(tmp_path / "log.db") as opened:
        yield opened


@pytest.fixture
def conversation(retriever: Retriever, log: QueryLog) -> Conversation:
    return Conversation(retriever, log, "console")


@pytest.fixture
def rebuild(synthetic: Path, log: QueryLog, tmp_path: Path) -> Rebuild:
    """The same talk over a build in which each sample has the id of the one before it, and some are gone or other sounds."""

    def make(gone: tuple[str, ...] = (), other: tuple[str, ...] = ()) -> Conversation:
        live = (synthetic / "CURRENT").read_text().strip()
        build = tmp_path / "index" / "anew"
        shutil.copytree(synthetic / live, build)
        with sqlite3.connect(build / "catalog.db") as db:
            rows = db.execute("select path, sha256 from samples order by id").fetchall()
            rows = [(f"gone/{path}" if path in gone else path, sha) for path, sha in rows]
            rows = [(path, "f" * 64 if path in other else sha) for path, sha in rows]
            moved = [(*row, id) for id, row in enumerate([*rows[1:], rows[0]])]
            db.executemany("update samples set path = ?, sha256 = ? where id = ?", moved)
        db.close()
        manifest = json.loads((build / "manifest.json").read_text()) | {"id": "anew"}
        content = (build / "catalog.db").read_bytes()
        manifest["files"]["catalog.db"] = {"sha256": sha256(content).hexdigest(), "size": len(content)}
        (build / "manifest.json").write_text(json.dumps(seal(manifest)))
        (build.parent / "CURRENT").write_text("anew")
        return Conversation(Retriever.open(build.parent), log, "console")

    return make


def liked(reply: Reply, conversation: Conversation) -> list[str]:
    """What a reply is to be like, by its path."""
    assert reply.request
    samples = (conversation.retriever.sample(id) for id in reply.request.like)
    return [sample.name for sample in samples if sample]


def test_buttons_go_on_from_the_same_sounds(conversation: Conversation, rebuild: Rebuild) -> None:
    first = conversation.ask("drum samples", ANN)
    second = followups.more(conversation, first.query_id, ANN)
    anew = rebuild()
    third = followups.more(anew, second.query_id, ANN)
    assert not {*paths(third)} & {*paths(first), *paths(second)}
    skipped = anew.retriever.catalog.rows(third.request.skip).values()
    assert {row["path"] for row in skipped} == {*paths(first), *paths(second)}
    alike = followups.like(anew, first.query_id, 2, ANN)
    assert liked(alike, anew) == [paths(first)[1]]
    assert liked(followups.more(anew, alike.query_id, ANN), anew) == [paths(first)[1]]


@pytest.mark.parametrize(
    "ids", [{"like": (3,)}, {"refused": (3,)}, {"first": (3,)}, {"like": (3, 5), "refused": (4, 6)}]
)
def test_whatever_a_request_names_is_carried_over(
    conversation: Conversation, rebuild: Rebuild, ids: dict[str, tuple[int, ...]]
) -> None:
    asked = conversation.understand("dark kicks", ANN)
    reply = conversation.answer(replace(asked, **ids), ANN, "dark kicks")
    anew = rebuild()
    for answer in (
        followups.another(anew, reply.query_id, ANN),
        followups.without(anew, reply.query_id, "qualities:dark", ANN),
    ):
        for name, samples in ids.items():
            assert getattr(answer.request, name) == tuple(id - 1 for id in samples)


@pytest.mark.parametrize(
    "change", ["darker", "same but shorter", "more", "these suck, others", "and a snare"]
)
def test_a_talk_goes_on(conversation: Conversation, rebuild: Rebuild, change: str) -> None:
    conversation.ask("three kicks", ANN)
    first = conversation.ask("more like the second one", ANN)
    anew = rebuild()
    last = anew.memory.last_turn(ANN)
    assert [anew.retriever.sample(id).name for id in last.hits] == paths(first)
    assert "kick" in anew.ask(change, ANN).request.classes


def test_the_parts_of_a_kit_stay_what_they_were(conversation: Conversation, rebuild: Rebuild) -> None:
    first = conversation.ask("two dark kicks and two bright snares", ANN)
    changed = conversation.ask("swap the snares", ANN)
    anew = rebuild()
    again = anew.ask("swap the snares", ANN)
    assert paths(again)[:2] == paths(changed)[:2] == paths(first)[:2]
    assert not {*paths(again)[2:]} & {*paths(changed), *paths(first)}


def test_what_is_gone_is_told_and_the_others_are_there(conversation: Conversation, rebuild: Rebuild) -> None:
    first = conversation.ask("three kicks", ANN)
    second = paths(first)[1]
    anew = rebuild(gone=(second,))
    with pytest.raises(Gone, match="no longer in the library"):
        followups.like(anew, first.query_id, 2, ANN)
    for prompt in ("more like 2", "what key is the second?", "not the second one"):
        assert anew.ask(prompt, ANN).text == "Number 2 of my last answer is no longer in the library."
    assert liked(followups.like(anew, first.query_id, 3, ANN), anew) == [paths(first)[2]]
    assert "no longer" not in followups.more(anew, first.query_id, ANN).text


def test_more_like_what_is_gone_is_refused_until_it_is_for_something_else(
    conversation: Conversation, rebuild: Rebuild
) -> None:
    first = conversation.ask("three kicks", ANN)
    alike = conversation.ask("more like the second one", ANN)
    anew = rebuild(gone=(paths(first)[1],))
    assert anew.ask("more", ANN).text == sentences.TAKEN_OUT
    for goes_on in (followups.more, followups.another):
        with pytest.raises(Gone, match="no longer in the library"):
            goes_on(anew, alike.query_id, ANN)
    assert len(anew.ask("three snares", ANN).hits) == 3


def test_another_sound_under_the_same_name_is_not_the_one_that_was_shown(
    conversation: Conversation, rebuild: Rebuild
) -> None:
    first = conversation.ask("three kicks", ANN)
    anew = rebuild(other=(paths(first)[0],))
    assert "no longer in the library" in anew.ask("more like 1", ANN).text
    assert liked(anew.ask("more like 2", ANN), anew) == [paths(first)[1]]


def test_of_nothing_that_is_left_nothing_is_known(conversation: Conversation, rebuild: Rebuild) -> None:
    first = conversation.ask("three kicks", ANN)
    anew = rebuild(gone=tuple(paths(first)))
    assert sentences.ALL_GONE in anew.ask("what keys are they?", ANN).text


def test_more_pressed_again_is_the_page_after(conversation: Conversation) -> None:
    first = conversation.ask("drum samples", ANN)
    pages = [followups.more(conversation, first.query_id, ANN) for _ in range(3)]
    assert len({path for page in (first, *pages) for path in paths(page)}) == 20
    conversation.ask("snares", ANN)
    assert paths(followups.more(conversation, first.query_id, ANN)) == paths(pages[0])
