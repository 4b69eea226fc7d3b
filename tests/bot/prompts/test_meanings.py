"""Prompts that ask what a word means, and those that only look so."""

import pytest

from bot.prompts import asked_meaning


@pytest.mark.parametrize(
    ("prompt", "terms"),
    [
        ("what is a ride?", ("ride",)),
        ("wat is a rimshot lol", ("rimshot",)),
        ("Good evening. What is a snare please?", ("snare",)),
        ("can you tell me what a rimshot is exactly", ("rimshot",)),
        ("i dont know what bpm means", ("bpm",)),
        ("what means F minor", ("f minor",)),
        ("What does airy mean to you?", ("airy",)),
        ("whats a boomy kick", ("boomy kick",)),
        ("a guiro, what is that?", ("guiro",)),
        ('I heard the word "rimshot", what is it please?', ("rimshot",)),
        ("what means open and closed?", ("open", "closed")),
        ("is an 808 a drum or a bass?", ("808",)),
        ("is 90 slow or fast?", ("90",)),
        ("how is a ride different from a crash", ("ride", "crash")),
        ("rim vs snare whats the difference", ("rim", "snare")),
        ("what is a flurbo", ("flurbo",)),
    ],
)
def test_a_word_may_be_asked_about(prompt: str, terms: tuple[str, ...]) -> None:
    assert asked_meaning(prompt) == (terms, "")


@pytest.mark.parametrize(
    ("prompt", "terms", "wish"),
    [
        ("need percussions, what is it exactly percussion?", ("percussion",), "need percussions"),
        ("what is a snare please? give me one", ("snare",), "give me one snare"),
        ("what is a conga? I want to hear it", ("conga",), "I want to hear conga"),
        ("what's a loop? like a melody?", ("loop",), ""),
        ("ok I want to use that one. what is bpm?", ("bpm",), ""),
    ],
)
def test_what_is_wished_for_besides(prompt: str, terms: tuple[str, ...], wish: str) -> None:
    assert asked_meaning(prompt) == (terms, wish)


@pytest.mark.parametrize(
    "prompt",
    [
        "what's a good kick for trap",
        "what are some dark kicks",
        "what kicks do you have",
        "what kick is it",
        "what's the key of 2",
        "what is the difference between 1 and 2",
        "what's that thing called that goes ding",
        "what is the best snare",
        "what is this",
        "what's up",
        "is 2 a kick or a snare",
        "i need something completely different from a kick",
    ],
)
def test_other_questions_ask_for_no_meaning(prompt: str) -> None:
    assert asked_meaning(prompt) == ((), "")
