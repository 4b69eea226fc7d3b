"""What the reader of prompts learns from: messages in pieces, of which some tell what is wanted."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from offline.pretrain.captions import CaptionGrammar
from offline.pretrain.frames import framed
from offline.pretrain.messages import Example, Lines
from offline.pretrain.stories import read_asides, read_stories, story
from offline.pretrain.turns import read_turns
from retrieval_core.encoders.reader import ASKED, BEHIND, COUNT, PART, ROLES, SOUND, STAND_INS, WHOLE


@pytest.fixture(scope="module")
def lines() -> Lines:
    return Lines(CaptionGrammar.load())


def pieces(example: Example) -> list[tuple[str, bool | None]]:
    starts = [0, *(end for end, _ in example.telling)]
    return [
        (example.text[start:end], telling)
        for start, (end, telling) in zip(starts, example.telling, strict=False)
    ]


def test_a_line_is_an_example_with_stand_ins(lines: Lines) -> None:
    line = lines.line(framed("all {f} bar the {parts}, my {p} is done"))
    for seed in range(20):
        example = lines.example([line], Random(seed), rough=False)
        assert example.text.startswith(f"all {WHOLE} bar the {PART}, my ")
        assert example.text.endswith(" is done")
        assert (list(example.roles), example.wish) == (["wanted", "refused", "passing"], True)
    talk = lines.example([lines.line(framed("just sold my old {p}"))], Random(0), rough=False)
    assert (talk.text, list(talk.roles), talk.wish) == (f"just sold my old {SOUND}", ["passing"], False)


def test_of_a_story_it_is_known_what_tells_what_is_wanted(lines: Lines) -> None:
    told = lines.story(story("The {p} is mixed, <I need a {w}, no {rs}> by Friday."))
    example = lines.example(told, Random(0), rough=False)
    assert pieces(example) == [
        (f"The {SOUND} is mixed, ", False),
        (f"I need a {SOUND}, no {SOUND}", True),
        (" by Friday.", False),
    ]
    assert (list(example.roles), example.wish) == (["passing", "wanted", "refused"], True)


def test_a_wish_is_gathered_with_asides_around_it(lines: Lines) -> None:
    rng = Random(1)
    for _ in range(50):
        example = lines._gathered(rng, behind=False)
        assert example.wish
        told = [telling for _, telling in pieces(example) if telling is not False]
        assert told in ([True], [None]), (
            "a wish that names others in passing does not tell it with all its words"
        )
        assert sum(mark in STAND_INS for mark in example.text) == len(example.roles)
        for (text, telling), end in zip(pieces(example), example.telling, strict=True):
            assert telling is not False or all(
                role in ("passing", None) for role in roles_in(example, text, end[0])
            )


def roles_in(example: Example, text: str, end: int) -> list[str | None]:
    """The roles of the sounds in a piece that ends there."""
    before = sum(mark in STAND_INS for mark in example.text[: end - len(text)])
    return list(example.roles)[before : before + sum(mark in STAND_INS for mark in text)]


def test_what_is_said_behind_an_answer_is_told_from_first_messages(lines: Lines) -> None:
    line = lines.line(framed("the {x} has to go, a {w}, more like [2:a] than [#4:g]"), "instead")
    example = lines.example([line], Random(0), rough=False, behind=True)
    assert example.text == f"{BEHIND}the {ASKED} has to go, a {SOUND}, more like {COUNT} than {COUNT}"
    assert (list(example.roles), example.turn) == (["refused", "wanted"], "instead")
    assert list(example.points) == ["alike", "gone"]
    talk = lines.example([lines.line(framed("lol my {p}"), "")], Random(0), rough=False, behind=True)
    assert not talk.wish
    first = lines.line(framed("2 {ws} please"))
    assert lines.example([first], Random(0), rough=False).text == f"2 {SOUND} please"
    assert list(lines.example([first], Random(0), rough=False, behind=True).points) == ["none"]


def test_short_words_on_hits_can_be_said_together(lines: Lines) -> None:
    assert len(lines.at_hits) > 1000
    assert {point for line in lines.at_hits for point in line.points} == {"alike", "gone"}
    hated, more = (lines.line(framed(text), "same") for text in ("hated [2:g], ", "more like [1:a]"))
    both = lines.example([hated, more], Random(0), rough=False, behind=True)
    assert both.text == f"{BEHIND}hated {COUNT}, more like {COUNT}"
    assert (list(both.points), both.turn, both.wish) == (["gone", "alike"], "same", True)


def test_all_that_is_said_behind_an_answer_can_be_read() -> None:
    for turn, frame in (*read_turns(held_out=False), *read_turns(held_out=True)):
        assert not any(mark in literal for literal in frame.literals for mark in "{}"), frame
        assert {"a", "w", "r", "p", "x"} >= {slot.key.rstrip("0123456789") for slot in frame.slots}, frame
        assert turn or all(slot.role == "passing" or slot.asked for slot in frame.slots), frame


def test_most_examples_are_wishes_and_each_has_its_roles(lines: Lines) -> None:
    rng = Random(0)
    drawn = [lines.draw(rng) for _ in range(1000)]
    assert 0.7 < np.mean([one.wish for one in drawn]) < 0.95
    assert {role for one in drawn for role in one.roles} == {*ROLES, None}
    assert {telling for one in drawn for _, telling in one.telling} == {True, False, None}


def test_every_tenth_story_is_held_out_and_has_a_wish() -> None:
    learnt, held = (read_stories(held_out) for held_out in (False, True))
    assert len(held) == -(-(len(learnt) + len(held)) // 10)
    for told in (*learnt, *held):
        assert any(telling for _, telling in told)
        named = [(slot.key, slot.role, telling) for frame, telling in told for slot in frame.slots]
        asked = {key for key, _, telling in named if telling}  # which may be spoken of elsewhere, too
        assert all(role == "passing" or key in asked for key, role, _ in named)


def test_asides_ask_for_nothing() -> None:
    for held_out in (False, True):
        before, behind = read_asides(held_out)
        assert before and behind
        assert {slot.role for frame in (*before, *behind) for slot in frame.slots} == {"passing"}
        assert not any(
            mark in literal for frame in (*before, *behind) for literal in frame.literals for mark in "<>"
        )
