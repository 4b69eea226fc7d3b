"""Names that the library gives: of files and folders, in prompts and behind answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import naming
from bot.conversation import Conversation
from bot.reply import Reply, Speaker
from db import QueryLog
from retrieval_core import Retriever
from retrieval_core.request import Request

ANN = Speaker("ann", "here")


@pytest.fixture
def conversation(retriever: Retriever, tmp_path: Path) -> Iterator[Conversation]:
    with QueryLog.open(tmp_path / "log.db") as log:
        yield Conversation(retriever, log, "test")


@pytest.mark.parametrize(
    ("text", "rest", "folders"),
    [
        ("kicks from the drums folder", "kicks", ("drums/",)),
        ("anything in folder keys?", "anything ?", ("keys/",)),
        ("soft pads from keys", "soft pads", ("keys/",)),
        ("drums from the drums folder, but darker", "drums , but darker", ("drums/",)),
        ("kicks, nothing from the keys folder", "kicks", ("!keys/",)),
        ("pads that aren't from keys", "pads", ("!keys/",)),
        ("anything not in the keys folder", "anything", ("!keys/",)),
        ("no kicks from the keys folder", "no kicks from the keys folder", ()),
        ("a pad from the 80s", "a pad from the 80s", ()),
        ("rain from outside", "rain from outside", ()),
        (
            "kicks from the kick folder",
            "kicks from the kick folder",
            (),
        ),  # files are called so, and no folder
    ],
)
def test_a_folder_is_one_that_there_is(retriever, text, rest, folders):
    assert naming.placed(text, retriever) == (rest, folders)


@pytest.mark.parametrize("text", ["only 0014", "just the 0014 ones please", "0014 only"])
def test_only_what_has_a_name(conversation, text):
    conversation.ask("kicks", ANN)
    reply = conversation.ask(text, ANN)
    assert [hit.name for hit in reply.hits] == ["drums/kick_0014.wav"]
    assert "named “0014”" in reply.understood


@pytest.mark.parametrize("text", ["only dark ones", "just two", "only loops", "only hand claps"])
def test_what_is_understood_is_no_name(conversation, text):
    conversation.ask("kicks", ANN)
    request = conversation.understand(text, ANN)
    assert isinstance(request, Request) and request.named == ()


def test_a_name_that_nothing_has_limits_nothing(conversation):
    conversation.ask("kicks", ANN)
    request = conversation.understand("only nonesuch", ANN)
    assert isinstance(request, Reply) or request.named == ()


def test_a_file_that_is_not_there_is_not_searched_for(conversation):
    for name in ("Nonesuch 2.wav", "Nonesuch 2.caf", "nonesuch.OGA"):
        assert conversation.ask(f"more like {name}", ANN).text == f"The library holds no {name}."
    assert conversation.ask("more like kick_0014.wav", ANN).hits


def test_a_turn_that_changes_nothing_says_so(conversation):
    conversation.ask("kicks", ANN)
    assert "the same as before" in conversation.ask("less cheesy", ANN).text
    for text in ("kicks", "give me kicks please", "darker"):
        assert "the same as before" not in conversation.ask(text, ANN).text


def test_a_number_of_files_is_kept(conversation):
    assert len(conversation.ask("3 wavs", ANN).hits) == 3
    assert len(conversation.ask("two from the keys folder", ANN).hits) == 2


def test_names_reach_all_parts_of_an_answer(conversation):
    reply = conversation.ask("two kicks and a snare from the drums folder", ANN)
    assert reply.request.named == ("drums/",) and len(reply.hits) == 3
    assert Request.from_dict({"named": ["drums"]}).named == ("drums",)


def test_a_folder_that_is_refused_is_left_out(conversation):
    reply = conversation.ask("no files from the drums folder", ANN)
    assert reply.hits and not any(hit.name.startswith("drums/") for hit in reply.hits)
    assert "not in “drums”" in reply.understood


@pytest.mark.parametrize(
    ("prompt", "aside"),
    [
        ("drum loop 2 bars", "I left “2 bars” aside: how long bars are takes a tempo."),
        ("kicks 24 bit", "I left “24 bit” aside."),
        ("a drum kit at 90 bpm", "Single sounds have no tempo, so I left 88-92 bpm aside."),
        ("8 bit kicks", ""),
    ],
)
def test_what_nothing_can_be_limited_by_is_said(conversation, prompt, aside):
    text = conversation.ask(prompt, ANN).text
    assert aside in text and ("aside" in text) == bool(aside)
