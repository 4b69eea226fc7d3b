"""What somebody has: where they find fault with it and ask for nothing else, it is to be otherwise; else it says nothing of the wish."""

import pytest

from bot.prompts import parse
from bot.prompts.language.prompt import Prompt
from bot.prompts.learned.roles import reread
from bot.prompts.sounds import complaints
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
        ("my kick and snare sound weak", "fat kick and snare"),
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
        # Whose they are, or that somebody is tired of them, may be said in other words.
        ("i hate my snare", "snares"),
        ("i hate my clap, it's so thin", "fat clap"),
        ("not a fan of my toms, they ring way too long", "short toms"),
        ("my 808 is too clean", "dirty 808"),
        ("can't stand my clap anymore, it has no punch", "punchy clap"),
        ("the crash on our demo is broken, need a new one", "crash"),
        ("these hats of mine are so loud and thin", "quiet fat hats"),
        ("my snare sounds like a gunshot", "snares"),
        ("everybody says my mix is good but the bass is missing, so a round bass", "round bass"),
        # What is wanted instead is said.
        ("my clap sounds like gunshots, softer please", "soft clap"),
        ("my snare sucks, sounds like cardboard. got a better one?", "snares"),
        ("could you swap my snare for something dirtier", "dirty snare"),
        ("all my snares are acoustic, need electronic ones", "snares"),
        ("all my rides are short, i want long ones", "long rides"),
        ("my claps are all dry, i want reverb ones", "claps with reverb"),
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
        ("snare's too thin", "snare is too thin"),
        ("kick's got no punch", "kick has no punch"),
        ("808's a bit long", "808 is too long"),
        # These are whose something is.
        ("the kick's tail is too long", ""),
        ("the snare's sound", ""),
    ],
)
def test_a_verb_in_short_behind_a_sound_is_spelt_out(prompt: str, plain: str) -> None:
    assert complaints.mild(Prompt.plain(prompt)) == plain


@pytest.mark.parametrize(
    ("prompt", "plain"),
    [
        ("got a fast drum loop, want a slow pad", "slow pad"),
        ("got a muddy bassline at 128, need a kick", "kick at 128"),
        ("got a slow piano loop, looking for fast hats", "fast hats"),
        ("i got a dusty break and need a clean bass", "clean bass"),
        ("have a good piano already, so just strings", "strings"),
        # What one has is asked for otherwise, and another one beside it.
        ("my snare is too bright. need a darker one and a clap", "dark snare and a clap"),
        (
            "my producer says that the hats are too harsh, so i need softer ones and a shaker",
            "soft hats and shaker",
        ),
        (
            "the mixer wrote that the snare is too boomy. need a tighter one and a clap",
            "tight snare and a clap",
        ),
        ("drums are finished, all that's left is a pad at 90", "pad at 90"),
        ("my kicks are too boomy, need a bass and some tight ones", "tight bass"),
        # These ask for the first as well.
        ("got a bright pad? need a clap too", "bright pad and clap"),
        ("got a kick, a snare and a clap", "kick, snare and clap"),
        ("got a clap, a dark one", "dark clap"),
    ],
)
def test_what_one_has_says_nothing_of_what_one_asks_for(prompt: str, plain: str) -> None:
    assert same(read(prompt), parse(plain))


@pytest.mark.parametrize(
    ("prompt", "plain"),
    [
        ("i have tons of snares but none with a long tail", "long tail snare"),
        ("i have like 50 kicks and not one of them is deep", "deep kicks"),
        ("i tried all kinds of claps but none of them is bright", "bright claps"),
        ("out of 30 hats none is short enough", "short hats"),
        ("i have loads of 808 kicks but nothing dirty", "dirty 808 kicks"),
        ("i layered 3 claps, still thin. a thick one?", "thick claps"),
        ("i got 5 snares and none works, something crisper", "crisp snares"),
        ("i tried 15 different kicks, now i want a softer one", "soft kicks"),
        (
            "i recorded the guitar myself but it's out of tune, so i'd rather replace it with a nylon one",
            "guitar",
        ),
        ("sampled some old toms but they sound thin, fat ones please", "fat toms"),
        ("got tons of risers but nothing long", "long risers"),
        ("i recorded the drums in my garage, so i'd rather have a better snare", "snare"),
        (
            "i've been going through my kicks and they all sound the same, all weak and clicky. want a deep one",
            "deep kick",
        ),
        ("been digging through hats all day, need crisp ones", "crisp hats"),
        ("i scrolled through loads of snares and none of them is fat, want one with crack", "1 fat snare"),
        # These refuse it.
        ("4 snares, none with a long tail", "4 short snares"),
        ("kicks, none of which are boomy", "high kicks"),
        # And these count what they ask for.
        ("have you got 3 kicks, short ones", "3 short kicks"),
        ("i've got 3 claps, want one more", "1 clap"),
    ],
)
def test_what_none_of_those_is_that_somebody_has_is_what_another_one_is_to_be(
    prompt: str, plain: str
) -> None:
    assert same(read(prompt), parse(plain))


@pytest.mark.parametrize(
    "prompt", ["none of these are dark", "not one is dark", "none of them is dark enough"]
)
def test_what_none_of_those_shown_is_is_what_others_are_to_be(prompt: str) -> None:
    assert parse(prompt, parse("kicks")).qualities == ("dark",)
