"""Several sounds in one prompt: each gets what is said of it alone, and what is said of all."""

import json
from dataclasses import asdict

import pytest

from bot import prompts
from retrieval_core.request import Request


def asked(*turns: str) -> Request:
    """What the last of some turns asks for, where as many hits are shown as are asked for."""
    request = None
    for text in turns:
        found = prompts.parse(text, request)
        changed = request and prompts.turned(found, text, request, range(11, 11 + request.k))
        request = changed or prompts.apart(found, text)
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
        ("punchy kick, crispy hat, fat snare", "1 punchy kick + 1 crispy hi-hat + 1 fat snare"),
        ("kicks and dark snares", "kicks + dark snares"),
        ("2 kicks, 3 snares and a long crash", "2 kicks + 3 snares + 1 long crash"),
        ("2 dark kicks and a snare", "2 dark kicks + 1 snare"),
        ("dark kicks or bright snares", "dark kicks + bright snares"),
        ("kick like a 909 and a snare like an 808", "909 kicks + 808 snares"),
        ("three dark kicks under 1 s and two bright claps", "3 dark kicks, under 1 s + 2 bright claps"),
        (
            "a kick under 300ms, a snare under 500ms and a crash over 1 second",
            "1 kick, under 0.3 s + 1 snare, under 0.5 s + 1 crash, over 1 s",
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
        ("two claps and a piano in G", "2 claps + 1 piano, key of G"),
        # What is told in front of a list is told of all in it; each line is parted from the next.
        ("90 bpm: drum loop, piano one shot", "drum loops, 88-92 bpm + piano one-shots, 88-92 bpm"),
        ("under 2 s: kick, clap over 1 s", "kicks, under 2 s + claps, over 1 s"),
        ("- rhodes loop\n- bass one shot\n- clap", "electric piano loops + bass one-shots + claps"),
        ("dark pad\nshort clap", "dark pads + short claps"),
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
        # What is said of both is that of each.
        ("piano loop and a drum loop, both 85 bpm", "piano loops, 83-87 bpm + drum loops, 83-87 bpm"),
        ("sub one shots and kicks, both under 1 s", "synth bass one-shots, under 1 s + kicks, under 1 s"),
    ],
)
def test_sounds_that_differ_are_asked_for_apart(prompt: str, understood: str) -> None:
    assert prompts.understood(asked(prompt)) == understood


@pytest.mark.parametrize(
    ("prompt", "understood"),
    [
        ("kicks and snares", "kicks or snares"),
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


@pytest.mark.parametrize(
    ("prompt", "understood"),
    [
        ("kit: 2x kick 2x snare 4x hat", "2 kicks + 2 snares + 4 hi-hats"),
        ("1. kick 2. dark snare 3. shaker", "1 kick + 1 dark snare + 1 shaker"),
        ("1) 3 kicks 2) 2 claps", "3 kicks + 2 claps"),
        ("2 open and 2 closed hats", "2 open hats + 2 closed hi-hats"),
        ("one short and one long crash", "1 short crash + 1 long crash"),
        ("4 snares: 2 short, 2 long", "2 short snares + 2 long snares"),
        ("six kicks, three deep and three clicky", "3 deep kicks + 3 clicky kicks"),
        ("two toms, one high one low", "1 high tom + 1 low tom"),
        ("808, snare, hats", "808 kicks or synth basses + snares + hi-hats"),
        ("one kit please", "1 kick + 1 snare + 1 hi-hat + 1 open hat + 1 clap"),
        (
            "i want a kit please, with all what i need for a pop song",
            "1 pop kick + 1 pop snare + 1 pop hi-hat + 1 pop open hat + 1 pop clap",
        ),
        ("cook me up a whole new kit", "1 kick + 1 snare + 1 hi-hat + 1 open hat + 1 clap"),
        ("a full drum kit", "1 kick + 1 snare + 1 hi-hat + 1 open hat + 1 clap"),
        (
            "a dusty kit, no claps",
            "1 dusty kick + 1 dusty snare + 1 dusty hi-hat + 1 dusty open hat · no claps",
        ),
        (
            "a trap kit with two snares",
            "1 trap kick + 1 trap hi-hat + 1 trap open hat + 1 trap clap + 2 trap snares",
        ),
        ("a kit with a long open hat", "1 kick + 1 snare + 1 hi-hat + 1 clap + 1 long open hat"),
        (
            "a kit with lots of reverb",
            "1 wet kick + 1 wet snare + 1 wet hi-hat + 1 wet open hat + 1 wet clap",
        ),
        (
            "make me a drum kit for lofi",
            "1 lofi kick + 1 lofi snare + 1 lofi hi-hat + 1 lofi open hat + 1 lofi clap",
        ),
        ("three toms, low mid and high", "1 low tom + 1 mid tom + 1 high tom"),
        ("two crashes: short and long", "1 short crash + 1 long crash"),
        ("two kicks, dark and punchy", "2 dark, punchy kicks"),
        # Its number is that of the kit.
        ("a kit of 4", "1 kick + 1 snare + 1 hi-hat + 1 clap"),
        ("a trap kit, 3 sounds", "1 trap kick + 1 trap snare + 1 trap hi-hat"),
        # Of a kit without any drums nothing is left.
        ("a kit with a flute, no percussion", "flutes · no drums"),
        ("a 6 piece drum kit", "1 kick + 1 snare + 1 hi-hat + 1 open hat + 1 clap + 1 tom"),
        # Whose sounds are named, it is made of those; one alone comes to it or takes the place of its kind.
        ("give me a kit with a kick, a snare and a hat", "1 kick + 1 snare + 1 hi-hat"),
        ("a kit: kick, snare and hat", "1 kick + 1 snare + 1 hi-hat"),
        ("gimme a kit, kick snare hat", "1 kick + 1 snare + 1 hi-hat"),
        ("techno kit kick clap hat", "1 techno kick + 1 techno clap + 1 techno hi-hat"),
        ("kick snare hat kit", "1 kick + 1 snare + 1 hi-hat"),
        (
            "a dusty kit: dark kick, bright snare, hat",
            "1 dusty, dark kick + 1 dusty, bright snare + 1 dusty hi-hat",
        ),
        ("trap kit with kick, clap and two hats", "1 trap kick + 1 trap clap + 2 trap hi-hats"),
        ("a kit with kick and snare, 2 each", "2 kicks + 2 snares"),
        ("a kit plus a ride", "1 kick + 1 snare + 1 hi-hat + 1 open hat + 1 clap + 1 ride"),
        (
            "a kit with ride and crash",
            "1 kick + 1 snare + 1 hi-hat + 1 open hat + 1 clap + 1 ride + 1 crash",
        ),
        ("kit no hats but a shaker", "1 kick + 1 snare + 1 clap + 1 shaker · no hi-hats"),
        ("two kits", "2 kicks + 2 snares + 2 hi-hats + 2 open hats + 2 claps"),
        # What is only described is to be among the rest.
        (
            "a trap kit with a punchy kick and a tight snare",
            "1 trap hi-hat + 1 trap open hat + 1 trap clap + 1 punchy trap kick + 1 tight trap snare",
        ),
        ("a kit, 2 of each", "2 kicks + 2 snares + 2 hi-hats + 2 open hats + 2 claps"),
        ("full house kit: kick, clap and hat", "1 house kick + 1 house clap + 1 house hi-hat"),
        ("a kit for a lofi beat: kick, rim, hat", "1 lofi kick + 1 lofi rim + 1 lofi hi-hat"),
        ("a metal kit (808, snare, hat)", "1 metal 808 kick or synth bass + 1 metal snare + 1 metal hi-hat"),
        ("a rock kit - kick, snare, 2 toms", "1 rock kick + 1 rock snare + 2 rock toms"),
        ("kit for a rock song - kick, snare, 2 toms", "1 rock kick + 1 rock snare + 2 rock toms"),
        ("jazz drums: ride, snare, kick", "1 jazz ride + 1 jazz snare + 1 jazz kick"),
        ("a kit with a fat kick, a tight snare and a dry hat", "1 fat kick + 1 tight snare + 1 dry hi-hat"),
        ("two samples: a kick and a dark snare", "1 kick + 1 dark snare"),
        ("3 sounds: kick, snare, hat", "1 kick + 1 snare + 1 hi-hat"),
        ("kick, snare, hat pls", "1 kick + 1 snare + 1 hi-hat"),
        # Of three sounds or more, drums among them, that are named one of each is meant.
        ("a kick, a snare and a hat please", "1 kick + 1 snare + 1 hi-hat"),
        ("kick; snare; hat", "1 kick + 1 snare + 1 hi-hat"),
        ("kick/snare/hat", "1 kick + 1 snare + 1 hi-hat"),
        ("a kick, a snare and a riser", "1 kick + 1 snare + 1 riser"),
        ("hat, hat, kick, clap", "2 hi-hats + 1 kick + 1 clap"),
        # What is told around them is told of all.
        ("dark kick, snare and hat", "1 dark kick + 1 dark snare + 1 dark hi-hat"),
        ("techno kick, snare and hat", "1 techno kick + 1 techno snare + 1 techno hi-hat"),
        ("kick, snare and hat of a 909", "1 909 kick + 1 909 snare + 1 909 hi-hat"),
        (
            "sounds for a drill beat: kick, hat, 808",
            "1 drill kick + 1 drill hi-hat + 1 drill 808 kick or synth bass",
        ),
        ("808, kick, snare", "1 808 kick or synth bass + 1 kick + 1 snare"),
        ("kick, snare, clap for a trap beat", "1 trap kick + 1 trap snare + 1 trap clap"),
        ("kick, snare, clap under 1 s", "1 kick, under 1 s + 1 snare, under 1 s + 1 clap, under 1 s"),
        ("one kick one snare one hat", "1 kick + 1 snare + 1 hi-hat"),
        ("2 kicks and a snare, vintage please", "2 vintage kicks + 1 vintage snare"),
        ("one kick, one clap and one hat, all trap", "1 trap kick + 1 trap clap + 1 trap hi-hat"),
        ("two hats a kick and a clap", "2 hi-hats + 1 kick + 1 clap"),
        # Of what is not counted there are as many as make an answer.
        ("kicks and one snare", "4 kicks + 1 snare"),
        # These are no kits.
        ("a kick for a dark track in a sad mood", "kicks"),
        ("kick snare hat groove", "kicks or snares or hi-hats"),
        ("beat with kick, snare and clap", "kicks or snares or claps"),
        ("a kit loop", "drum loops"),
        ("no hats. anything else off a drum kit is welcome", "drums · no hi-hats"),
        ("a drum fill, live kit", "live drums"),
        ("3 kicks 3 snares and 2 open hats", "3 kicks + 3 snares + 2 open hats"),
        ("my kit lacks a clap", "claps"),
        ("my kit has a kick and a snare, need hats", "hi-hats"),
        ("drum kit snare", "snares"),
        ("a kick and a snare for my kit", "kicks or snares"),
    ],
)
def test_a_kit_has_some_of_each(prompt: str, understood: str) -> None:
    assert prompts.understood(asked(prompt)) == understood


def test_each_sound_of_a_kit_is_told_in_its_own_words() -> None:
    kit = asked("garage kit: kick, shuffly hats, bed squeak and a vox chop")
    texts = ["garage kick", "garage shuffly hats", "garage bed squeak", "garage vox chop"]
    assert [part.text for part in kit.parts] == texts
    assert asked("female vocals and a pad", "just the vocals").text == "female vocals"
    assert asked("downlifter", "reverse cymbal as well", "just the cymbal").text == "reverse cymbal"
    assert asked("dark kicks and snares for techno", "just the snares").text == "dark techno snares"
