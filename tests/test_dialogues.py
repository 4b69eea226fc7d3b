"""When a turn of a dialogue counts as read right: made-up turns, and what they were taken for."""

from dataclasses import replace
from typing import Any

import pytest

from retrieval_core.request import Request
from retrieval_core.taxonomy import Taxonomy
from tests.benchmarks.dialogues import is_read
from tests.benchmarks.said import Said

BEFORE = Request(text="pads", classes=("pad",), tempo=(115.0, 125.0), qualities=("dark",), k=5)
SHOWN = (40, 41, 42, 43, 44)


def said(now: Request, **says: Any) -> bool:
    return Said(now, [BEFORE], SHOWN, Taxonomy.load()).holds(says)


@pytest.mark.parametrize(
    ("tempo", "right"),
    [
        ((75, 85), True),
        ((160, 200), False),
        ((60, 100), False),
        ((None, 85), False),
        ((85, 75), False),
        (None, False),
    ],
)
def test_a_number_is_within_an_interval_that_is_not_wide(tempo: Any, right: bool) -> None:
    assert said(Request(tempo=tempo), tempo=80) is right


def test_bounds_are_about_those_that_are_said_and_open_sides_open() -> None:
    assert said(Request(tempo=(90, 100)), tempo=[90, 100])
    assert not said(Request(tempo=(70, 110)), tempo=[90, 100])
    assert said(Request(duration=(None, 0.3)), length=[None, 0.3])
    assert not said(Request(duration=(0.3, None)), length=[None, 0.3])


def test_a_comparative_is_an_adjective_or_moves_the_interval() -> None:
    assert said(Request(qualities=("slow",), tempo=(115, 125)), tempo="slower")
    assert said(Request(tempo=(None, 115)), tempo="slower")
    assert said(Request(tempo=(125, None)), tempo="faster")
    assert not said(Request(tempo=(115, 125)), tempo="slower")
    assert not said(Request(tempo=(125, None)), tempo="slower")
    assert said(Request(duration=(2, None)), length="longer")


def test_adjectives_name_ends_of_measures_and_moods() -> None:
    assert said(Request(qualities=("dull", "wet")), measures={"brightness": -1})
    assert not said(Request(qualities=("bright",)), measures={"brightness": -1})
    assert said(Request(qualities=("scary",)), mood="eerie")
    assert not said(Request(qualities=("happy",)), mood="eerie")


def test_hits_are_told_by_their_ranks() -> None:
    assert said(Request(like=(41, 44)), like=[2, -1])
    assert not said(Request(like=(41, 42)), like=[2])
    assert not said(Request(), like=[2])
    assert said(Request(skip=SHOWN), refuses=[4])
    assert not said(Request(refused=(41,)), refuses=[4])


def test_what_one_part_keeps_is_kept() -> None:
    parts = (Request(classes=("kick",), kind="one-shot"), Request(classes=("drumloop",)))
    assert said(Request(parts=parts), kind="one-shot") and said(Request(parts=parts), kind="loop")


def test_an_undone_step_leaves_nothing_behind() -> None:
    wet = Request(text="wet pads", classes=("pad",), tempo=(115.0, 125.0), qualities=("dark", "wet"))
    told = Said(BEFORE, [BEFORE, wet], SHOWN, Taxonomy.load())
    assert told.holds({"back": 0}) and not told.holds({"back": 1})
    assert not Said(wet, [BEFORE, wet], SHOWN, Taxonomy.load()).holds({"back": 0})
    dry = replace(wet, text="dry pads", qualities=("dark", "dry"))
    assert Said(dry, [BEFORE, wet], SHOWN, Taxonomy.load()).holds({"back": 0})
    slow = replace(BEFORE, tempo=(60.0, 70.0))
    assert not Said(slow, [BEFORE, wet], SHOWN, Taxonomy.load()).holds({"back": 0})


def test_a_turn_is_read_right_by_what_it_says_beside_its_classes() -> None:
    turn = {"act": "refine", "classes": ["pad"], "exclude": [], "says": {"tempo": 80, "k": 12}}
    right = Request(classes=("pad",), tempo=(75, 85), k=10)
    wrong = [
        Request(classes=("pad",), tempo=(160, 200), k=10),
        Request(classes=("pad",), tempo=(75, 85)),
        Request(classes=("bass",), tempo=(75, 85), k=10),
    ]
    read = [is_read(turn, now, [BEFORE], SHOWN, Taxonomy.load()) for now in (right, *wrong)]
    assert read == [True, False, False, False]
