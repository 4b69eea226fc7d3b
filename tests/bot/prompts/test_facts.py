"""Prompts that ask what is known of hits, put in whatever way."""

import pytest

from bot.prompts import asked_apart, asked_inside, compared, facts_asked, parse, straightened

KICKS = parse("five kicks")


@pytest.mark.parametrize(
    ("prompt", "ranks", "facts"),
    [
        ("how long is each in ms?", (), set()),
        ("their lengths?", (), set()),
        ("how many secs?", (), set()),
        ("in what keys?", (), {"key"}),
        ("in which key it is?", (), {"key"}),
        ("Which keys do they have?", (), {"key"}),
        ("can you tell me what is the key of it?", (), {"key"}),
        ("The first of those is the best so far. Does it have a pitch?", (1,), {"note"}),
        ("Do any of them have a tempo?", (), {"tempo"}),
        ("list them with bpm and key", (), {"tempo", "key"}),
        ("is it 124?", (), set()),
        ("isn't 2 a shaker", (2,), set()),
        ("what's 4 called?", (4,), set()),
        ("word how long is 2", (2,), set()),
        ("that kick goes crazy how long", (), set()),
        ("2 kinda fye whats the tempo n key", (2,), {"tempo", "key"}),
        ("that 4th one tho wat is it", (4,), set()),
        ("number 4 is good. is it short or long?", (4,), set()),
        ("so the second one. is it fast or slow?", (2,), set()),
        ("The first one would do, but is it a loop?", (1,), set()),
        ("wait is that a loop or a one shot, the first one", (1,), set()),
        ("what is 1", (1,), set()),
        ("pitch of each", (), {"note"}),
        ("names please", (), set()),
        ("is it 16 or 24 bit?", (), {"unknown"}),
        ("I take that back, the second one has something. What is it?", (2,), set()),
    ],
)
def test_facts_are_asked_for_behind_whatever_is_said_of_a_hit(
    prompt: str, ranks: tuple[int, ...], facts: set[str]
) -> None:
    request = parse(prompt, KICKS)
    assert (request.intent, request.like_ranks) == ("about", ranks)
    assert facts_asked(prompt) == facts


@pytest.mark.parametrize(
    "prompt",
    [
        "in the key of 2",
        "I do not mind how long they are",
        "how many of those are at 120 bpm",
        "what keys do you have",
        "longer ones",
        "2 seconds?",
        "stereo please",
        "do you have short or long ones?",
        "would you have it in stereo?",
        "5 is too similar to what i have",
    ],
)
def test_what_asks_for_other_sounds_asks_for_no_facts(prompt: str) -> None:
    assert parse(prompt, KICKS).intent != "about"


@pytest.mark.parametrize(
    ("prompt", "plain"),
    [
        ("but 4's shorter right?", "is 4 shorter?"),
        ("haha that's a bongo isn't it", "is that a bongo?"),
        ("number 3 is like cow bell no?", "is number 3 like cow bell?"),
        ("so it is a piano?", "is it a piano?"),
        ("which one of em is minor", "which one of them is minor"),
        ("which one longer", "which one is longer"),
        ("what is the slowest?", "which is the slowest?"),
        ("which is the most gentle from them?", "which is the gentlest of them?"),
        ("How bright is it compared with the third?", "is it brighter than the third?"),
        ("what each of these is?", "what are these?"),
        ("2 and 5 are tambourines right?", "is 2 and 5 tambourines?"),
        ("thanks. is it long?", "is it long?"),
        ("nah like what drum is 1", "nah like what is 1"),
        ("what were the crashes again", "back to the crashes"),
        ("what are these, low or high?", "is it low or high?"),
        ("loop or one-shot?", "is it loop or one-shot?"),
        ("sort them from short to long", "sort them by shortest"),
        ("thanks, claps now", "thanks, claps now"),
        ("kick or snare?", "kick or snare?"),
        ("that's nice, no?", "that's nice, no?"),
        ("it's too long, no?", "it's too long, no?"),
        ("more punchy ones", "more punchy ones"),
        ("3 that are different from these", "3 that are different from these"),
    ],
)
def test_questions_are_put_in_the_usual_order(prompt: str, plain: str) -> None:
    assert straightened(prompt) == plain


@pytest.mark.parametrize(
    ("prompt", "most"),
    [
        ("which is louder?", "loudest"),
        ("which of those has more bass", "bassiest"),
        ("which kicks are louder?", None),
        ("louder", None),
    ],
)
def test_hits_are_compared_with_all_the_others(prompt: str, most: str | None) -> None:
    by = compared(prompt)
    assert (by and by[0]) == most


@pytest.mark.parametrize(
    ("prompt", "ranks"),
    [
        ("what's the difference between 1 and 3", (1, 3)),
        ("are 1 and 2 different?", (1, 2)),
        ("is it the same length like the first one?", (1,)),
        ("how do they differ?", ()),
        ("something different", None),
        ("a different kick", None),
    ],
)
def test_a_difference_is_asked_for(prompt: str, ranks: tuple[int, ...] | None) -> None:
    assert asked_apart(prompt) == ranks


@pytest.mark.parametrize(
    ("prompt", "ranks"),
    [
        ("is there a snare in it?", ()),
        ("does the second one have claps in it", (2,)),
        ("do you have one with claps in it", None),
        ("are there claps?", None),
        ("is it a clap?", None),
    ],
)
def test_what_is_in_a_sound_is_asked(prompt: str, ranks: tuple[int, ...] | None) -> None:
    assert asked_inside(prompt) == ranks
