"""What a prompt refuses."""

from dataclasses import replace

import pytest

from bot.prompts import parse
from tests.bot.prompts.test_prompts import PERCUSSION, ask


@pytest.mark.parametrize(
    ("prompt", "exclude"),
    [
        ("drum loops, no hats", ("hihat",)),
        ("drums but not kicks", ("kick",)),
        ("loops without vocals", ("vocal",)),
        ("drums without kick, snare and hats", ("kick", "snare", "hihat")),
        ("drums with neither hats nor cymbals", ("hihat", "cymbal")),
        ("anything but drums", ("drums",)),
        ("don't give me claps, give me snares", ("clap",)),
        ("not a kick, a snare", ("kick",)),
        ("no piano, just strings", ("piano",)),
        ("drum loops -hats -cymbals", ("hihat", "cymbal")),
        ("drumless loops", ("drums",)),
        ("vocal-free loops", ("vocal",)),
        ("loops w/o hats", ("hihat",)),
        ("strings instead of piano", ("piano",)),
        ("keys, no chords", ("chord",)),
        ("i can't find a crash", ()),
        ("hand drums but no djembe", ()),
        ("drums without percussion", PERCUSSION),
        # Where no drum is wanted, it means the kit as well.
        ("pads without percussion", ("drums",)),
        ("dark drones; no percussion whatsoever", ("drums",)),
        # What is refused by a verb, before or behind it.
        ("I don't want to hear any hats in it, drum loops", ("hihat",)),
        ("drum loop, but the hats gotta go", ("hihat",)),
        ("drum loop, but throw the hats out", ("hihat",)),
        ("a tom and a cowbell, no scratch the cowbell", ("cowbell",)),
        ("my producer is allergic to cowbells. percussion", ("cowbell",)),
        ("rather a rim than a snare", ("snare",)),
        ("any drum but a snare", ("snare",)),
        ("snares yes, claps no", ("clap",)),
        ("shakers yes! Tambourines over my dead body", ("tambourine",)),
        ("bongos pls, you can keep your congas", ("conga",)),
        ("the claps have got to go", ("clap",)),
        ("the claps gotta go, they sound cheap", ("clap",)),
        ("enough kick already", ("kick",)),
        ("enough drums, give me a pad", ("drums",)),
        ("drums, can you not use claps", ("clap",)),
        ("if I hear one more cowbell I'll scream", ("cowbell",)),
        ("a kick, no, a snare", ()),
        ("toms, no 808 or 909", ()),
        ("warm but not muddy bass", ()),
        # What somebody has none of is what they ask for.
        ("I have no claps", ()),
        ("why don't you have any snares", ()),
        ("can't live without snares", ()),
        ("the bass has to go lower", ()),
        ("not only snares but also claps", ()),
        ("the beat is done except for a crash", ()),
        ("no ring on the snare", ()),
        ("not your usual snare", ()),
        ("non-acoustic kick", ()),
        ("neither bright nor dark pad", ()),
        ("hats, but not electronic toms", ("tom",)),
        ("drums without fills or cymbals", ("cymbal",)),
        ("actually forget snares, what do you have in F minor", ("snare",)),
        ("hats, none open", ("openhat",)),
        ("4 hats, none of which are open", ("openhat",)),
        ("no hats drum loop", ("hihat",)),
        ("0 hats drum loop", ("hihat",)),
        ("one bar conga loop", ()),
        ("percussion !conga", ("conga",)),
        ("a splash when the chorus kicks off", ()),
        ("tried five snares and none crack", ()),
        ("whatever you have, just don't make it a kick", ("kick",)),
        ("no big fan of claps, got snaps?", ("clap",)),
        ("nothing here but kicks, got a hat?", ("kick",)),
        ("no bass and no vocals attached", ("bass", "vocal")),
        ("a kick, no strings attached", ()),
        ("I'd like a cowbell but not an 808 one", ()),
        ("vocals, no autotune just raw", ()),
        # Of what somebody has but one thing, this is what they ask for.
        ("a loop that has kick and snare but no clap", ("clap",)),
        ("got a loop with kick and snare but no clap", ("clap",)),
        ("not one kick in here is good, find me better ones", ()),
        ("drum loop, not a single hat in it", ("hihat",)),
        ("can't find a drum loop without a clap", ("clap",)),
        ("can't go wrong with a cowbell", ()),
        ("can't stand cowbells", ("cowbell",)),
        ("no-nonsense kick", ()),
        ("no luck with kicks, try claps", ("kick",)),
        ("drums, but only the snare", ()),
        # What is preferred to another sound.
        ("I'd prefer a rhodes to a piano", ("piano",)),
        ("I'd like nothing more than a kick", ()),
        ("snares over claps any day", ("clap",)),
        ("snares > claps", ("clap",)),
        ("I don't search piano, I search organ", ("piano",)),
        ("drums, toms I don't like", ("tom",)),
        ("drums with out kick", ("kick",)),
        ("drums (excl. toms)", ("tom",)),
        ("snares 🚫 claps", ("clap",)),
        # In other languages.
        ("alles außer Kicks", ("kick",)),
        ("tout sauf la batterie", ("drums",)),
        ("inte för lång kick", ()),
        ("percusión salvo conga", ("conga",)),
        ("drumloop zonder kick", ("kick",)),
        ("talerze ale nie crash", ("crash",)),
        # Lists with commas alone, where something else is wanted.
        ("everything but kicks, snares, hats", ("kick", "snare", "hihat")),
        ("drums except for kicks, snares", ("kick", "snare")),
        ("drums (no kicks, snares)", ("kick", "snare")),
        ("cymbals without crashes, rides", ("crash", "ride")),
        ("drum loop, no kick, hats only", ("kick",)),
        ("keys, no piano, rhodes instead", ("piano",)),
        ("piano, no drums, bass, vocals", ("drums", "bass", "vocal")),
        ("no kick, snare, hats please, just a tom", ("kick", "snare", "hihat")),
        ("without kicks, snares, hats: drums", ("kick", "snare", "hihat")),
        ("no hats, congas", ("hihat",)),
        ("harp insted of gutiar", ("guitar",)),
        ("piano please, guitar excluded", ("guitar",)),
        ("bongos. congas are not what we're after", ("conga",)),
        ("the kick is great, the snare is not", ()),
        ("one more snare, I'll layer it", ()),
        ("last time I got crashes. a china", ("crash",)),
    ],
)
def test_what_is_not_wanted(prompt: str, exclude: tuple[str, ...]) -> None:
    assert ask(prompt).exclude == exclude


@pytest.mark.parametrize(
    ("prompt", "classes", "lacking"),
    [
        ("fx without lasers or sirens", ("fx",), ("lasers", "sirens")),
        ("vocals with no frogs in them", ("vocal",), ("frogs",)),
        ("forest ambience, no birds", ("texture",), ("birds",)),
        ("breaks, no amen", ("drums",), ("amen",)),
        ("electric bass, no slap", ("bass",), ("slap",)),
        ("no 808 kick no 909 kick please", ("kick",), ("808", "909")),
        ("not electronic toms please", ("tom",), ("electronic",)),
        ("no acoustic kicks", ("kick",), ("acoustic",)),
        ("i don't want electronic snares", ("snare",), ("electronic",)),
        ("neither acoustic nor electronic kicks", ("kick",), ("electronic", "acoustic")),
        ("nothing electronic, acoustic toms", ("tom",), ("electronic",)),
        ("not a fan of acoustic guitars, electric please", ("guitar",), ("acoustic",)),
        ("anything but an 808 cowbell", ("cowbell",), ("808",)),
        ("a piano but not sad", ("piano",), ("sad",)),
        ("a less metallic snare", ("snare",), ("metallic",)),
        ("vocal chop, no male voices", ("vocal",), ("male",)),
        ("clap with no autotune and no reverb", ("clap",), ("autotune",)),
        ("rain, thunder isn't needed, just rain on a window", ("foley",), ("thunder",)),
        ("no wind is needed, only waves on a beach", ("foley",), ("wind",)),
    ],
)
def test_what_is_refused_in_name_alone(
    prompt: str, classes: tuple[str, ...], lacking: tuple[str, ...]
) -> None:
    assert (ask(prompt).classes, ask(prompt).lacking) == (classes, lacking)


@pytest.mark.parametrize(
    ("prompt", "kind"),
    [
        ("percussion, no loops", "one-shot"),
        ("no loop piano", "one-shot"),
        ("snare -loops", "one-shot"),
        ("vocals, not one-shots", "loop"),
    ],
)
def test_a_form_that_is_not_wanted_leaves_the_other(prompt: str, kind: str) -> None:
    request = ask(prompt)
    assert (request.kind, request.exclude) == (kind, ())


@pytest.mark.parametrize(
    ("prompt", "classes", "exclude"),
    [
        ("open hats but no closed hats", ("openhat",), ()),
        ("not the whole beat, just the kick", ("kick",), ("drumloop",)),
    ],
)
def test_nothing_is_refused_that_is_asked_for(
    prompt: str, classes: tuple[str, ...], exclude: tuple[str, ...]
) -> None:
    request = ask(prompt)
    assert (request.classes, request.exclude) == (classes, exclude)


@pytest.mark.parametrize(
    "prompt",
    [
        "I did say no shakers",
        "i told you no shakers",
        "didn't i say no shakers",
        "I did say no shakers, and these sound like some",
    ],
)
def test_what_was_refused_is_refused_again(prompt: str) -> None:
    last = ask("percussion, no shakers")
    assert parse(prompt, last) == replace(last, intent="more")


def test_in_other_languages_nothing_is_left_of_an_exception() -> None:
    assert (request := ask("alles außer kicks und snares")).exclude == ("kick", "snare")
    assert request.text == ""
