"""Words behind an answer that tell how its sounds are to be, and name none, or another one."""

from dataclasses import replace

import pytest

from bot.prompts import parse


@pytest.mark.parametrize(
    ("before", "prompt", "text"),
    [
        # What names no sound.
        ("marimba", "rolls", "marimba rolls"),
        ("gong hit", "bowed, not struck", "bowed gong hit not struck"),
        ("harpsichord", "trills and runs", "harpsichord trills runs"),
        ("cello", "a whole section doing it", "cello whole section doing"),
        # What names another one by itself.
        ("electric guitar", "acoustic", "acoustic guitar"),
        # Words of technique.
        ("acoustic guitar", "fingerpicked not strummed", "fingerpicked acoustic guitar"),
        ("tight chug guitar", "palm muted", "palm muted tight chug guitar"),
        ("distorted guitar riff", "in drop d", "drop d distorted guitar riff"),
        ("minor 7th chord", "maj7", "major 7th chord"),
        ("gunshot", "further away", "distant gunshot"),
        ("flamenco claps", "solo, no crowd", "solo flamenco claps"),
        ("city ambience", "night time", "night time city ambience"),
    ],
)
def test_what_tells_more_of_the_last_sounds_stands_beside_them(before: str, prompt: str, text: str) -> None:
    last = parse(before)
    found = parse(prompt, last)
    assert (found.classes, found.text) == (last.classes, text)


@pytest.mark.parametrize(
    ("before", "prompt"),
    [
        ("footsteps", "gravel"),
        ("kick", "paper tearing"),
        ("kick", "I need breaking glass"),
        ("sub bass in e", "I need a reese"),
        ("kicks in e", "kick"),
        ("a dark pad", "fx"),
        ("kicks", "sound fx"),
        ("three kicks", "sci-fi effects"),
    ],
)
def test_another_sound_is_not_how_the_last_one_is_made(before: str, prompt: str) -> None:
    assert replace(parse(prompt, parse(before)), text="") == replace(parse(prompt), text="")


def test_a_sound_that_nothing_is_known_of_starts_anew() -> None:
    assert parse("a dark typewriter", parse("drum loops")) == parse("a dark typewriter")
