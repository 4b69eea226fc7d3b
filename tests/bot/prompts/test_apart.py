"""Several sounds in one prompt: each gets what is said of it alone, and what is said of all."""

import json
from dataclasses import asdict

import pytest

from bot import prompts
from retrieval_core.request import Request


def asked(*turns: str) -> Request:
    """What the last of some turns asks for."""
    request = None
    for text in turns:
        found = prompts.parse(text, request)
        request = (request and prompts.turned(found, text, request)) or prompts.apart(found, text)
    assert request is not None
    return request


@pytest.mark.parametrize(
    ("prompt", "understood"),
    [
        ("2 kicks and 3 snares please", "2 kicks + 3 snares"),
        ("4 kicks, 2 claps", "4 kicks + 2 claps"),
        ("three hats plus a ride", "3 hi-hats + 1 ride"),
        ("snare and 2 rims", "1 snare + 2 rims"),
        ("5 kicks and a clap", "kicks + 1 clap"),
        ("two 808s and a clap", "2 808 kicks or synth basses + 1 clap"),
        ("2 kicks and 3 snares, no toms", "2 kicks + 3 snares · no toms"),
        ("a short kick and a long crash", "short kicks + long crashes"),
        ("punchy kick, crispy hat, fat snare", "punchy kicks + crispy hi-hats + fat snares"),
        ("kicks and dark snares", "kicks + dark snares"),
        ("2 kicks, 3 snares and a long crash", "2 kicks + 3 snares + 1 long crash"),
        ("2 dark kicks and a snare", "2 dark kicks + 1 snare"),
        ("dark kicks or bright snares", "dark kicks + bright snares"),
        ("kick like a 909 and a snare like an 808", "909 kicks + 808 snares"),
        ("three dark kicks under 1 s and two bright claps", "3 dark kicks, under 1 s + 2 bright claps"),
        (
            "a kick under 300ms, a snare under 500ms and a crash over 1 second",
            "kicks, under 0.3 s + snares, under 0.5 s + crashes, over 1 s",
        ),
        ("a pad in Am and a drum loop at 120", "pads, A minor + drum loops, 117-123 bpm"),
        ("a kick one shot and a hat loop at 120", "kick one-shots + hi-hat loops, 117-123 bpm"),
        ("organs and a bongo loop", "organs + bongo loops"),
        ("low and high toms", "low toms + high toms"),
        ("low tom, mid tom, high tom", "low toms + mid toms + high toms"),
        ("hi hats closed and open", "closed hi-hats + open hats"),
        ("male and female vocals", "male vocals + female vocals"),
        ("dark claps, dry and wet", "dark, dry claps + dark, wet claps"),
        ("dark pad and a bright pluck in F", "dark pads, key of F + bright plucks, key of F"),
        ("two dark kicks and a crash over 1 second", "2 dark kicks + 1 crash, over 1 s"),
        # So many of each.
        ("kicks and snares, three each", "3 kicks + 3 snares"),
        ("kicks and snares, 2 of both", "2 kicks + 2 snares"),
        ("one of each: kick, snare, hat", "1 kick + 1 snare + 1 hi-hat"),
        ("toms, low and high, 2 of each", "2 low toms + 2 high toms"),
        # An adjective is that of the sound behind it, where the next one has an article or an adjective of its own.
        ("a dark kick and a snare", "dark kicks + snares"),
        ("a short hat and a long hat", "short hi-hats + open hats"),
        ("short dark kick long bright snare", "short, dark kicks + long, bright snares"),
        ("dark kick, punchy kick and a long kick", "dark kicks + punchy kicks + long kicks"),
    ],
)
def test_sounds_that_differ_are_asked_for_apart(prompt: str, understood: str) -> None:
    assert prompts.understood(asked(prompt)) == understood


@pytest.mark.parametrize(
    ("prompt", "understood"),
    [
        ("kicks and snares", "kicks or snares"),
        ("a kick, a snare and a hat please", "kicks or snares or hi-hats"),
        ("dark kicks and snares", "dark kicks or snares"),
        ("kicks and snares that are dark", "dark kicks or snares"),
        ("kick and snare loops at 120", "kick or snare loops · 117-123 bpm"),
        ("a snare and a kick, one shots only", "snare or kick one-shots"),
        ("kick, snare and hat, all of them", "50 kicks or snares or hi-hats"),
        ("4 kicks and snares", "4 kicks or snares"),
        ("three kicks or snares", "3 kicks or snares"),
        ("kicks, dark and punchy", "dark, punchy kicks"),
    ],
)
def test_what_is_said_of_all_is_not_taken_apart(prompt: str, understood: str) -> None:
    assert asked(prompt).parts == ()
    assert prompts.understood(asked(prompt)) == understood


@pytest.mark.parametrize(
    ("turns", "understood"),
    [
        (("2 kicks and 3 snares", "darker"), "2 darker kicks + 3 darker snares"),
        (("2 kicks and 3 snares", "no snares"), "2 kicks · no snares"),
        (("2 kicks and 3 snares", "just 2"), "2 kicks or snares"),
        (("2 kicks and 3 snares", "claps"), "claps"),
        (("2 kicks and 2 snares", "and 3 hats"), "2 kicks + 2 snares + 3 hi-hats"),
        (("two claps", "plus 2 hats"), "2 claps + 2 hi-hats"),
        (("2 kicks and 3 snares", "more like the second one"), "kicks or snares · like the second"),
    ],
)
def test_a_turn_changes_each_part(turns: tuple[str, ...], understood: str) -> None:
    assert prompts.understood(asked(*turns)) == understood


def test_a_part_can_be_taken_away() -> None:
    request = asked("2 kicks, 3 snares and a long crash, no toms")
    assert [chip.text for chip in prompts.chips(request)] == [
        "2 kicks",
        "3 snares",
        "1 long crash",
        "no toms",
    ]
    left = prompts.without(request, "parts:1")
    assert (left.k, prompts.understood(left)) == (3, "2 kicks + 1 long crash · no toms")
    assert prompts.understood(prompts.without(left, "parts:0")) == "1 long crash · no toms"
    assert prompts.understood(prompts.without(left, "exclude:tom")) == "2 kicks + 1 long crash"
    refused = asked("2 kicks and a clap", "no wah")
    names = [chip.name for chip in prompts.chips(refused)]
    assert "lacking:wah" in names
    assert prompts.understood(prompts.without(refused, "lacking:wah")) == "2 kicks + 1 clap"


def test_a_request_in_parts_survives_the_log() -> None:

    request = asked("2 kicks and 3 snares")
    assert Request.from_dict(json.loads(json.dumps(asdict(request)))) == request
