"""Prompts that ask what there is, how many there are, or for whatever there may be."""

import time
from dataclasses import replace

import pytest

from bot.prompts import parse, picked, sorted_by
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
    ],
)
def test_hits_have_names(prompt: str, intent: str) -> None:
    assert parse(prompt, parse("triangles")).intent == intent


@pytest.mark.parametrize(
    ("prompt", "first"),
    [
        ("sort by length", "shortest"),
        ("ok now sort the results by tempo", "slowest"),
        ("put them in order by loudness please", "loudest"),
        ("Rearrange these by the pitch!", "lowest"),
        ("can you rank those by mood?", ""),
        ("in order to finish this track by friday I need a shaker", None),
        ("can you sort out a clap by tomorrow", None),
        ("order claps by length", None),
        ("rank the kicks by loudness", None),
        ("them by length", None),
        ("sort by", None),
    ],
)
def test_only_what_was_shown_is_put_in_order(prompt: str, first: str | None) -> None:
    assert sorted_by(prompt) == first


@pytest.mark.parametrize("prompt", [f"sort{' ' * 20_000}", f"which is{' ' * 4_000}?x"])
def test_spaces_take_no_time(prompt: str) -> None:
    started = time.perf_counter()
    assert (sorted_by(prompt), picked(prompt)) == (None, "")
    assert time.perf_counter() - started < 1
