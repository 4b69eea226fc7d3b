"""Prompts that ask what there is, how many there are, or for whatever there may be."""

from dataclasses import replace

import pytest

from bot.prompts import parse
from retrieval_core.request import Request


@pytest.mark.parametrize(
    ("prompt", "classes"),
    [
        ("random kick", ("kick",)),
        ("give me a random sample", ()),
        ("surprise me", ()),
        ("just surprise me with a snare", ("snare",)),
        ("random pads, up to you", ("pad",)),
    ],
)
def test_any_sound_will_do(prompt: str, classes: tuple[str, ...]) -> None:
    request = parse(prompt)
    assert (request.random, request.classes) == (True, classes)


@pytest.mark.parametrize(
    "prompt", ["random 808 kick", "which of these would you pick?", "a random helicopter"]
)
def test_what_only_the_words_tell_is_not_left_to_chance(prompt: str) -> None:
    assert not parse(prompt).random


@pytest.mark.parametrize(
    ("prompt", "request_"),
    [
        ("how many kicks do you have", Request(text="kicks", classes=("kick",))),
        ("so how many loops are there?", Request(text="loops", kind="loop")),
        ("how many snares in C minor", Request(text="snares", classes=("snare",), key="C minor")),
    ],
)
def test_a_number_that_is_asked_for(prompt: str, request_: Request) -> None:
    assert parse(prompt) == replace(request_, intent="count")


@pytest.mark.parametrize(
    ("prompt", "intent"),
    [
        ("how many samples do you have", "help"),
        ("what's in the library", "help"),
        ("what categories are there?", "help"),
        ("how many plugins do you use on a snare", "other"),
        ("how many kicks should i layer?", "other"),
    ],
)
def test_a_number_that_no_sound_has(prompt: str, intent: str) -> None:
    assert parse(prompt).intent == intent


@pytest.mark.parametrize(
    "prompt", ["what cymbals are in your collection?", "which cymbals are there", "what cymbals do you have"]
)
def test_what_there_is_of_a_sort(prompt: str) -> None:
    assert parse(prompt).classes == ("cymbal",)


@pytest.mark.parametrize(
    ("prompt", "intent"),
    [
        ("whats its name", "about"),
        ("what's the name of the second one", "about"),
        ("whats the name of that egg shaker", "other"),
    ],
)
def test_hits_have_names(prompt: str, intent: str) -> None:
    assert parse(prompt, parse("triangles")).intent == intent
