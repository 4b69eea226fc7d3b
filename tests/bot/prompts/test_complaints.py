"""What somebody has: where they find fault with it and ask for nothing else, it is to be otherwise; else it says nothing of the wish."""

import pytest

from bot.prompts import parse
from bot.prompts.learned.roles import reread
from retrieval_core.request import Request


def read(text: str) -> Request:
    return reread(parse(text), text)


def same(found: Request, wanted: Request) -> bool:
    names = ("intent", "classes", "exclude", "lacking", "qualities", "kind", "tempo", "key", "k")
    return all(getattr(found, name) == getattr(wanted, name) for name in names)


@pytest.mark.parametrize(
    ("prompt", "plain"),
    [
        ("my snares suck", "snares"),
        ("my claps are so boring", "claps"),
        ("kick sounds weak", "fat kick"),
        ("all my rides are short", "long rides"),
        ("my 808 kick is too long", "short 808 kick"),
        ("snare in my track is too quiet", "loud snare"),
        ("the snare i've got has too much ring", "short snare"),
        ("snare has no body", "full snare"),
        ("my bass has no sub", "subby bass"),
        ("my snare has no snap", "snappy snare"),
        ("kick has no low end", "low end kick"),
        ("kick lacks sub", "subby kick"),
        ("pad needs some noise", "noisy pad"),
        ("my kick has too little punch", "punchy kick"),
        ("my lead isn't bright enough", "bright lead"),
        ("my bass has too much low end and no punch", "high punchy bass"),
        ("kick needs more punch and less ring", "punchy short kick"),
        ("my kick is fine but the snare is weak", "fat snare"),
        ("my snare sounds thin, what can i put on top of it", "fat snare"),
        ("my 808 is too clean", "dirty 808"),
        ("my kick and snare sound weak", "fat kick and snare"),
        ("my snare loops are too slow", "fast snare loops"),
        ("i have loads of kicks but none of them is deep", "deep kicks"),
        ("i've got tons of snares but nothing punchy", "punchy snares"),
        ("none of my kicks are punchy", "punchy kicks"),
        ("i have tons of kicks but no snares", "snares"),
        # What is wanted instead is said.
        ("my clap sounds like gunshots, softer please", "soft clap"),
        ("all my rides are short, i want long ones", "long rides"),
        ("bassline sounds muddy, need something brighter", "bright bassline"),
        ("my snares are too small, find me gated ones", "gated fat snares"),
        ("my snare clashes with the vocals, got a darker one?", "dark snare"),
        ("my pads are too bright, need a warm bass", "warm bass"),
    ],
)
def test_a_complaint_asks_for_the_other_end_or_for_what_is_lacking(prompt: str, plain: str) -> None:
    assert same(read(prompt), parse(plain))


@pytest.mark.parametrize(
    "prompt",
    [
        "my pad is really wide",
        "the bass is muddy",
        "my piano is out of tune",
        "my kick sounds weak, how do i eq it",
        "my singer is sick",
    ],
)
def test_what_is_no_complaint_of_a_sound_asks_for_none(prompt: str) -> None:
    assert read(prompt).intent == "other"


@pytest.mark.parametrize(
    ("prompt", "plain"),
    [
        ("got a fast drum loop, want a slow pad", "slow pad"),
        ("got a muddy bassline at 128, need a kick", "kick at 128"),
        ("got a slow piano loop, looking for fast hats", "fast hats"),
        ("i got a dusty break and need a clean bass", "clean bass"),
        ("drums are finished, all that's left is a pad at 90", "pad at 90"),
        # These ask for the first as well.
        ("got a bright pad? need a clap too", "bright pad and clap"),
        ("got a kick, a snare and a clap", "kick, snare and clap"),
        ("got a clap, a dark one", "dark clap"),
    ],
)
def test_what_one_has_says_nothing_of_what_one_asks_for(prompt: str, plain: str) -> None:
    assert same(read(prompt), parse(plain))
