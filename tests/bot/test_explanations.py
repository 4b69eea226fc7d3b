"""What is said to who asks what a word means."""

from pathlib import Path

import pytest

from bot.conversation import Conversation
from bot.reply import Speaker
from db import QueryLog
from retrieval_core import Retriever

ANN = Speaker("ann", "here")


@pytest.fixture
def conversation(retriever: Retriever, tmp_path: Path) -> Conversation:
    return Conversation(retriever, QueryLog.open(tmp_path / "log.db"), "console")


@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        ("what is a kick?", "A kick is the low main hit of a drum kit, struck with a foot pedal. Say “kicks” to hear some."),
        ("what are claves", "Claves are two hardwood sticks struck together. The library holds none."),
        ("what's a banjo", "I count “banjo” among the plucked strings: folk and world plucked strings"),
        ("what does boomy mean", "“boomy” means about the same as “low” or “deep”; the opposite is “high”."),
        ("what is gospel", "“gospel” is a style of music, mostly at 60 to 130 bpm, with organs, pianos, choirs and claps."),
        ("is 808 a drum or a bass", "“808” is the name of an instrument; who says it mostly means kicks, synth basses"),
        ("what's a spooky", "“spooky” is a mood; I look for what is"),
        ("what does vintage mean", "“vintage” says what a sound is like, about the same as “old school” or “oldschool”."),
        ("what is percussive", "“percussive” is a word for all drums."),
        ("what is a loop?", "“loop” means a few seconds of music that can be repeated"),
        ("whats a minor", "“minor” means a kind of key"),
        ("what means F minor", "F minor is a key: the notes that a piece is made of"),
        ("is 174 bpm fast?", "174 bpm is fast, and usual in "),
        ("what is a flurbo", "I cannot explain “flurbo”: I know words for sounds, and no others."),
    ],
)  # fmt: skip
def test_words_are_explained(conversation: Conversation, prompt: str, told: str) -> None:
    reply = conversation.ask(prompt, ANN)
    assert reply.text.startswith(told)
    assert reply.hits == []


def test_what_is_asked_for_besides_is_given_too(conversation: Conversation) -> None:
    reply = conversation.ask("what is a kick? give me two", ANN)
    assert reply.text == "A kick is the low main hit of a drum kit, struck with a foot pedal. 2 samples:"
    assert len(reply.hits) == 2


@pytest.mark.parametrize(
    "wish", ["ah ok so I need one", "thanks, can I hear it?", "could you give me this and a hat too"]
)
@pytest.mark.parametrize("before", [[], ["hats"]])
def test_what_was_explained_is_what_is_meant(
    conversation: Conversation, before: list[str], wish: str
) -> None:
    for prompt in [*before, "what is a kick?"]:
        conversation.ask(prompt, ANN)
    assert "kick" in conversation.ask(wish, ANN).request.classes


def test_the_search_stays_as_it_was(conversation: Conversation) -> None:
    shown = conversation.ask("three kicks", ANN)
    conversation.ask("what is a loop?", ANN)
    assert [hit.id for hit in conversation.ask("only the first two", ANN).hits] == [
        hit.id for hit in shown.hits[:2]
    ]
