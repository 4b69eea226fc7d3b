"""What is said behind an answer, as the reader takes it: hits that are liked or refused, sounds in passing, what a turn does, remarks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
import pytest

from bot.prompts import Heard, at_hits, heard, parse, remarked, taken
from retrieval_core.encoders.reader import NUMBER, POINTS, ROLES, TURNS, Reading
from retrieval_core.request import Request


def told(labels: Sequence[str], of: Sequence[str], sure: float) -> np.ndarray:
    rows = np.full((len(of), len(labels)), (1 - sure) / (len(labels) - 1), np.float32)
    for row, label in zip(rows, of, strict=True):
        row[labels.index(label)] = sure
    return rows


def heard_as(
    text: str,
    context: Request,
    *,
    roles: Sequence[str] = (),
    points: Sequence[str] = (),
    does: str = "same",
    wish: float = 0.95,
    sure: float = 0.96,
) -> Heard:
    """A turn whose names have these roles, and its numbers these meanings, in order, and which does that."""

    def read(
        said: str,
        spans: Sequence[tuple[int, int]],
        meant: Sequence[Collection[str]],
        asked: Collection[str] | None = None,
    ) -> Reading:
        assert (len(spans), asked) == (len(roles), context.classes)
        numbers = [found.span() for found in NUMBER.finditer(said)]
        telling = np.ones(len(said.split()), np.float32)
        turn = told(TURNS, [does], sure)[0]
        return Reading(told(ROLES, roles, sure), wish, telling, turn, numbers, told(POINTS, points, sure))

    found = heard(parse(text, context), text, context, read)
    assert found is not None
    return found


def pointed(
    text: str, *points: str, last: str = "dark snares", many: int = 5, **said: float
) -> Request | None:
    context = parse(last)
    turn = heard_as(text, context, points=points, **said)
    return at_hits(turn, parse(text, context), text, context, many)


def test_hits_are_refused_in_words_that_no_grammar_knows() -> None:
    request = pointed("2 is a dude", "gone", sure=0.98)
    assert request is not None and (request.intent, request.like_ranks) == ("without", (2,))
    request = pointed("i can't use 1. dry ones only please", "gone")
    assert request is not None
    assert (request.refused_ranks, request.qualities, request.classes) == ((1,), ("dark", "dry"), ("snare",))


def test_hits_are_judged_apart() -> None:
    request = pointed("1 no chance, 2 no chance, 4 might work", "gone", "gone", "alike")
    assert request is not None
    assert (request.like_ranks, request.refused_ranks) == ((4,), (1, 2))


def test_what_is_said_beside_a_hit_that_is_liked_counts() -> None:
    request = pointed("punchy 1", "alike")
    assert request is not None
    assert (request.like_ranks, request.qualities) == ((1,), ("dark", "punchy"))


def test_numbers_that_are_said_together_point_alike() -> None:
    context = parse("snares")
    turn = heard_as("bin 1, 2 and 4", context, points=("gone", "gone", "gone"))
    assert [turn.rank(span) for span in turn.pointing()] == [1, 2, 4]


@pytest.mark.parametrize(
    ("text", "points", "sure"),
    [
        ("scrap 3", ["gone"], 0.5),  # not sure enough
        ("give me 3", ["none"], 0.96),
        ("10 plz", ["alike"], 0.96),  # of five hits
        ("only 2", ["alike"], 0.92),  # told outright, unless the reader is very sure
        ("ok three of those", ["alike"], 0.96),  # in letters numbers mostly count
        ("not 3", ["gone"], 0.96),  # the grammar knows
        ("more like 3", ["alike"], 0.96),
        ("more like 3", ["gone"], 0.8),  # the grammar knows better, unless the reader is very sure
    ],
)
def test_where_no_hit_is_surely_meant_the_grammar_stands(text: str, points: list[str], sure: float) -> None:
    assert pointed(text, *points, sure=sure) is None


@pytest.mark.parametrize(
    "text",
    ["3 snares", "2 dark techno snares", "4 snares at 120", "1 to 2 seconds", "between 1 and 2 s", "4+ secs"],
)
def test_a_number_before_a_sound_or_a_unit_counts(text: str) -> None:
    context = parse("snares")
    turn = heard_as(text, context, roles=["wanted"] * ("snares" in text), points=["alike"])
    assert at_hits(turn, parse(text, context), text, context, 5) is None


def test_what_is_asked_for_behind_a_hit_that_is_refused_is_found() -> None:
    text, context = "scrap 4, give me 2 claps", parse("snares")
    turn = heard_as(text, context, roles=["wanted"], points=["gone", "none"], does="anew")
    request = at_hits(turn, parse(text, context), text, context, 5)
    assert request is not None
    assert (request.classes, request.k, request.refused_ranks) == (("clap",), 2, (4,))


def test_the_parts_of_a_kit_are_exchanged_and_not_refused() -> None:
    text, snares = "swap 2", parse("snares")
    kit = replace(snares, parts=(snares, parse("kicks")))
    asked = [
        at_hits(heard_as(text, of, points=["gone"]), parse(text, of), text, of, 3) for of in (snares, kit)
    ]
    assert asked == [Request(intent="without", like_ranks=(2,)), None]


def turn_of(text: str, last: str, *roles: str, does: str = "same") -> tuple[Request, str]:
    context = parse(last)
    turn = heard_as(text, context, roles=roles, does=does)
    request, _, done = taken(turn, parse(text, context), text, context)
    return request, done


def test_a_sound_that_is_there_in_passing_is_not_asked_for() -> None:
    request, does = turn_of("it competes with my voice. anything less busy?", "harpsichord loop", "passing")
    assert (request.classes, does) == (("harpsichord", "keysloop"), "same")
    assert "simple" in request.qualities


def test_a_sound_that_is_refused_in_other_words_is_kept_out() -> None:
    request, _ = turn_of("these have a voice somewhere, i can hear it", "scratches", "refused")
    assert request == replace(parse("scratches"), exclude=("vocal",))


@pytest.mark.parametrize(
    ("text", "does", "classes"),
    [
        ("and finally a cheesy lead", "anew", ("synthlead",)),
        ("or brass maybe? try that instead", "instead", ("brass",)),
    ],
)
def test_a_turn_does_what_it_surely_does(text: str, does: str, classes: tuple[str, ...]) -> None:
    request, _ = turn_of(text, "strings", "wanted", does=does)
    assert request.classes == classes


def test_what_is_asked_for_besides_is_so_of_sounds_that_are_counted() -> None:
    assert turn_of("now a clap to go with it", "a snare", "wanted", does="besides")[0].classes == ("clap",)


def test_a_remark_about_hits_is_told_from_a_wish() -> None:
    context = parse("snares")
    text = "these swing too much, what's the tempo on 4?"
    turn = heard_as(text, context, points=["told"], wish=0.02)
    assert remarked(turn, parse(text, context), context) == (4,)
    assert remarked(heard_as(text, context, points=["told"], wish=0.5), parse(text, context), context) is None
    text = "darker than 2"
    turn = heard_as(text, context, points=["told"], wish=0.1)
    assert remarked(turn, parse("darker than #2", context), context) is None, "it compares"
    text = "around 90 beats a minute"
    turn = heard_as(text, context, roles=["passing"], wish=0.02)
    assert remarked(turn, parse(text, context), context) is None, "it changes what is asked for"


def test_what_names_no_sound_and_no_number_is_not_read_again() -> None:
    def unread(*_: object) -> Reading:
        raise AssertionError("it costs as much as the grammar")

    text, context = "a bit darker please", parse("snares")
    assert heard(parse(text, context), text, context, unread) is None


@pytest.mark.parametrize(
    ("last", "text", "liked", "refused"),
    [
        ("snares", "scrap 3", (), (3,)),
        ("snares", "not 1 or 5, they are too tidy", (), (1, 5)),
        ("pads", "4 has a voice in it, don't want that", (), (4,)),
        ("kicks", "1 no, 2 no, 3 yes", (3,), (1, 2)),
        ("kicks", "2 please, and a few along the same lines", (2,), ()),
        ("kicks", "nah 1, yea 3", (3,), (1,)),
        ("kicks", "love 2, hate 4", (2,), (4,)),
        ("kicks", "5 pls more like it", (5,), ()),
        ("kicks", "they're all too long except 2", (2,), (0,)),
        ("kicks", "drop the second", (), (2,)),
        ("kicks", "without the first one please", (), (1,)),
        ("kicks", "not the last one", (), (-1,)),
        ("kicks", "3 sucks", (), (3,)),
        ("kicks", "the fourth is out of tune", (), (4,)),
        ("kicks", "not 2 and 5", (), (2, 5)),
        ("kicks", "anything but 3", (), (3,)),
        ("kicks", "less like the 4th", (), (4,)),
        ("kicks", "#2 sounds like trash", (), (2,)),
        ("kicks", "nor the first", (), (1,)),
        ("kicks", "neither 1 nor 3", (), (1, 3)),
        ("kicks", "forget the last", (), (-1,)),
        ("kicks", "the third has to go", (), (3,)),
        ("kicks", "everything but 3 is great", (), (3,)),
        ("kicks", "can you remove 4", (), (4,)),
        ("kicks", "skip #2 because it's a cymbal", (), (2,)),
        ("kicks", "4 has birds in it can you remove that one", (), (4,)),
        ("violins", "Sorry, 4 is not a violin", (), (4,)),
        ("kicks", "no more like 2 please", (), (2,)),
        ("kicks", "not 3, something brighter", (), (3,)),
        ("kicks", "3 sucks but 1 is great", (1,), (3,)),
        ("kicks", "2 is perfect. 4 is trash.", (2,), (4,)),
        ("kicks", "number one is awful", (), (1,)),
    ],
)
def test_the_reader_that_ships_knows_how_people_judge_hits(
    last: str, text: str, liked: tuple[int, ...], refused: tuple[int, ...]
) -> None:
    context = parse(last)
    plain = parse(text, context)
    turn = heard(plain, text, context)
    assert turn is not None
    request = at_hits(turn, plain, text, context, 5) or plain
    gone = request.like_ranks if request.intent == "without" else request.refused_ranks
    assert (() if request.intent == "without" else request.like_ranks, gone) == (liked, refused)
