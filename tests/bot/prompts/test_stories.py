"""What belongs to the wish in a story: of its numbers, letters and adjectives most are about something else."""

from __future__ import annotations

import numpy as np
import pytest

from bot.prompts import parse
from bot.prompts.learned import stories
from bot.prompts.learned.roles import reread
from retrieval_core.request import Request


def read(text: str) -> Request:
    return reread(parse(text), text)


@pytest.mark.parametrize(
    ("story", "k"),
    [
        (
            "Good morning! My sixth graders wrote a song about a dragon, two girls play recorder and one boy sings, and now they want "
            "people clapping. Do you have a hand clap they could use?",
            5,
        ),
        ("I lay brick with a radio that's on all day, and what we haven't got on the site is a bass drum to put a floor under it.", 5),
        (
            "Our bassist left and our singer had twins, so I decided to write a solo record at sixty. Could you play me three thin hi-hats "
            "for the two and four?",
            3,
        ),
        ("For the dragon I'd growl, and for the knight's donkey I want coconut hooves, which I believe you do with a woodblock? I'd love a few of those.", 3),
        ("Two polished hardwood dowels, one resting on cupped fingers, struck by the other.", 5),
        ("we start on a new record this week with the whole band and all. first thing i need is a set of closed hats, say 6, crisp and short", 6),
        ("we start on a new record this week with the whole band and all. i need some closed hats now, short ones, about ten", 10),
        ("i've got about 50 kicks on my drive and i use the same two all day. show me something different, say 4 long boomy ones", 4),
        ("the bell thing that plays the melody in all of those", 5),
        ("hey there, i'm working on a jungle track. have you got a heavy halftime drum loop at 87 and a growl bass one shot?", 5),
        ("quick question before rehearsal starts in ten: is there some gospel organ in your library?", 5),
    ],
)  # fmt: skip
def test_a_number_counts_what_is_asked_for(story: str, k: int) -> None:
    assert read(story).k == k


@pytest.mark.parametrize(
    ("story", "tempo"),
    [
        ("been playing in bar bands since '78 and never touched a computer till my grandson set this up. where do I find a crash cymbal?", None),
        ("A fat reggae one-drop snare such as Sly might have hit in Kingston in '78.", None),
        ("The bugler's ninety, and this year we have nobody to crash the cymbals, so we'd like to run cymbals off a speaker on the truck.", None),
        ("like forty people smacking their palms together at once", None),
        ("Producer in Berlin says he'll put the oud on a house beat and asked me to send a drum loop he can warp, around 122. I don't own one.", (117, 127)),
        ("Our groove is done but it feels empty. maybe a shaker loop or some ride at 126 would help, thanks to everybody here.", (123, 129)),
        ("My brother was in a band at sixteen and his drummer was at 90 at the time of the crash. I need a soft ride.", None),
        ("Been stuck on this beat since tuesday, it's in G minor at 84 and all it needs is a bassline. what you got", (82, 86)),
    ],
)  # fmt: skip
def test_a_year_or_an_age_is_no_tempo(story: str, tempo: tuple[float, float] | None) -> None:
    assert read(story).tempo == tempo


@pytest.mark.parametrize(
    "story",
    [
        "FM-ish bell tones",
        "the GM wants fat synth chords behind a door",
    ],
)
def test_a_letter_is_no_key_because_it_could_be_one(story: str) -> None:
    assert read(story).key is None


def test_a_letter_that_is_said_to_be_a_key_is_one() -> None:
    assert read("a piano loop in GM").key == "G minor"


def test_what_is_lacking_is_something_that_sounds_can_have() -> None:
    story = "Send me a piano as my aunt would have played it in her parlour, please, with a lot of room in it, honest, slightly worn, nothing {}"
    assert read(story.format("flashy")).lacking == ()
    assert read(story.format("disco")).lacking == ("disco",)


def test_a_sound_is_to_be_like_what_is_said_once_it_is_named() -> None:
    story = "This year we're short a man, and the bass drum fellow is ill. So we'd like {}cymbals off a speaker on the truck, {}please"
    assert read(story.format("", "")).qualities == ()
    assert read(story.format("dark ", "")).qualities == ("dark",)
    assert read(story.format("", "bright ones ")).qualities == ("bright",)


def test_a_father_is_not_fatter() -> None:
    assert parse("Father Tom has a mandolin, send him a shaker").qualities == ()
    assert parse("a fatter kick").qualities == ("fat",)


def test_of_a_story_those_words_are_looked_for_that_tell_what_is_wanted() -> None:
    text = (
        "hello there , our choir sang on sunday and the organ was out of tune again , so for the video "
        "I need a small metal thing you strike , high and clear . thanks in advance from all of us"
    )
    words = text.split()
    telling = np.array([words.index("I") <= at <= words.index("clear") for at in range(len(words))], float)
    assert stories.told(text, telling) == "I need a small metal thing you strike , high and clear"
    assert stories.told(text, 0 * telling) == text, "no such words are found"
    assert stories.told("a small metal thing", np.array([0, 1, 1, 1])) == "a small metal thing", "no story"
