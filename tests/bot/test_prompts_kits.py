"""Kits: several sounds are put together turn by turn, and one of them changed while the others stay."""

import pytest

from bot import prompts
from tests.bot.test_prompts_apart import asked


@pytest.mark.parametrize(
    ("prompt", "understood"),
    [
        ("kit: 2x kick 2x snare 4x hat", "2 kicks + 2 snares + 4 hi-hats"),
        ("1. kick 2. dark snare 3. shaker", "kicks + dark snares + shakers"),
        ("1) 3 kicks 2) 2 claps", "3 kicks + 2 claps"),
        ("2 open and 2 closed hats", "2 open hats + 2 closed hi-hats"),
        ("one short and one long crash", "1 short crash + 1 long crash"),
        ("4 snares: 2 tight, 2 loose", "2 tight snares + 2 snares"),
        ("six kicks, three deep and three clicky", "3 deep kicks + 3 clicky kicks"),
        ("two toms, one high one low", "1 high tom + 1 low tom"),
        ("808, snare, hats", "808 kicks or synth basses + snares + hi-hats"),
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
        # These are no kits.
        ("a kick for a dark track in a sad mood", "kicks"),
        ("a kit loop", "drum loops"),
        ("a drum fill, live kit", "live drums"),
        ("3 kicks 3 snares and 2 open hats", "3 kicks + 3 snares + 2 open hats"),
        ("my kit lacks a clap", "claps"),
    ],
)
def test_a_kit_has_some_of_each(prompt: str, understood: str) -> None:
    assert prompts.understood(asked(prompt)) == understood


@pytest.mark.parametrize(
    ("turns", "understood"),
    [
        (("2 kicks and a snare", "shorter kicks"), "2 shorter kicks + 1 snare"),
        (("2 kicks and a snare", "the snare is too bright"), "2 kicks + 1 darker snare"),
        (("kick and snare for house", "the kick is too boomy"), "higher house kicks + house snares"),
        (("kick, snare and hat", "make the hat longer"), "kicks + snares + longer hi-hats"),
        (("3 kicks, 3 snares", "swap the snares for rims"), "3 kicks + 3 rims"),
        (("kick snare hat", "change the snare for a clap"), "kicks + claps + hi-hats"),
        (("kick, snare, perc", "the perc sucks, give me a rimshot instead"), "kicks + snares + rims"),
        (("a kick and 2 rides", "actually no rides, crashes"), "1 kick + 2 crashes"),
        (("1 clap", "and a snare"), "1 clap + 1 snare"),
        (("3 closed hats", "and an open hat"), "3 closed hi-hats + 1 open hat"),
        (("4 hats, 1 kick", "2 more kicks"), "more · 2 kicks"),
        (("2 kicks and a snare", "a different snare"), "2 kicks + 1 snare"),
        (("a kit, no claps", "another hat please"), "1 kick + 1 snare + 1 hi-hat + 1 open hat · no claps"),
        (("2 kicks and a snare", "swap the snare for something softer"), "2 kicks + 1 softer snare"),
        (("2 kicks and a snare", "swap the snare for a dark clap"), "2 kicks + 1 dark clap"),
        (("2 hats and a kick", "swap the kick for an 808"), "2 hi-hats + 1 808 kick or synth bass"),
        (("fat snare", "ok and a hat to match"), "fat snares + hi-hats"),
        (("fat snare", "and a hat", "and a kick that's not too clicky"), "fat snares + hi-hats + soft kicks"),
        (("fat snare", "and a hat", "send them all as one kit"), "1 fat snare + 1 hi-hat"),
        (
            ("long 808 in f", "and a snare, trap style"),
            "long 808 kicks or synth basses, key of F + trap snares",
        ),
        (("pad loop at 90", "and a bass to match"), "pad loops, 88-92 bpm + bass loops, 88-92 bpm"),
        (("ui click", "and an error buzz"), "sound effects + foley sounds"),
        (("kicks", "and a clap"), "kicks or claps"),
        (("dark kicks", "and darker"), "darker kicks"),
        (("toms", "three of them, low mid and high"), "1 low tom + 1 mid tom + 1 high tom"),
        (("three toms, low mid and high", "just the low one"), "1 low tom"),
        # Who asks for one of them alone gets that.
        (("2 kicks and a snare", "just the snare"), "3 snares"),
        (("2 kicks and a snare", "snares"), "snares"),
        (("kick and snare", "the snare"), "snares"),
    ],
)
def test_a_turn_is_about_one_of_the_sounds(turns: tuple[str, ...], understood: str) -> None:
    assert prompts.understood(asked(*turns)) == understood


def test_another_one_of_its_kind_is_asked_for_where_nothing_else_is_said() -> None:
    request = asked("kick, snare and hat", "replace the snare")
    assert [part.intent for part in request.parts] == ["find", "more", "find"]


@pytest.mark.parametrize("prompt", ["lose the open hat", "no open hat"])
def test_the_others_stay_as_they_are_where_one_is_left_out(prompt: str) -> None:
    kit = asked("a dark kit")
    left = [part for part in kit.parts if part.classes != ("openhat",)]
    assert [*asked("a dark kit", prompt).parts] == left
