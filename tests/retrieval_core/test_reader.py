"""The reader of prompts in NumPy: stand-ins for names, what they are there for, and wishes apart from talk."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from retrieval_core.build import PROJECT
from retrieval_core.encoders.bert import EncoderError
from retrieval_core.encoders.reader import (
    AGAIN,
    ASKED,
    NUMBER,
    PART,
    POINTS,
    ROLES,
    SOUND,
    TURNS,
    WHOLE,
    WHOLE_FAMILY,
    Reader,
    stand_ins,
)

SHIPPED = PROJECT / "data/encoders/reader"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.from_pretrained(SHIPPED)


@pytest.mark.parametrize(
    ("meant", "marks"),
    [
        ([], ""),
        ([{"kick"}, {"snare"}], SOUND + SOUND),
        ([{"kick"}, {"drums"}, {"piano"}], PART + WHOLE + SOUND),
        ([{"hihat"}, {"openhat"}, {"hihat"}], WHOLE + PART + AGAIN),
        ([{"keys"}, {"drums"}], WHOLE_FAMILY + WHOLE_FAMILY),
        ([set(), {"kick"}], SOUND + SOUND),  # a form, as in "loops", is of no class
    ],
)
def test_names_give_way_to_how_they_lie_to_each_other(meant, marks) -> None:
    assert "".join(stand_ins(meant)) == marks


def test_what_was_asked_for_before_is_told_from_other_sounds() -> None:
    assert "".join(stand_ins([{"kick"}, {"clap"}], asked=["kick"])) == ASKED + SOUND
    assert "".join(stand_ins([{"drums"}, {"openhat"}], asked=["kick"])) == ASKED + PART, (
        "the drums are the kick that was asked for, too; a kind of what was asked for is another sound"
    )


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("not 1 or #5, the second is fine", ["1", "#5", "second"]),
        ("# 2 at 120 bpm, 4/4, 2.5 s, 10% wetter, the 808 of an sm57", ["# 2"]),
        ("give me ten, no, three-ish; one more", ["ten"]),
        ("under 3 s, 10 % up, half a second, 5 ms, snares x4, 6 / 8, f # 3, 4 more, minus 2", []),
    ],
)
def test_small_numbers_may_be_those_of_hits(text: str, numbers: list[str]) -> None:
    assert [found[0] for found in NUMBER.finditer(text)] == numbers


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("scrap 3", ["gone"]),
        ("not 1 or 5, they are too tidy", ["gone", "gone"]),
        ("1 no, 2 no, 4 yes, more of that", ["gone", "gone", "alike"]),
        ("something similar to 2", ["alike"]),
        ("what tempo has 4?", ["told"]),
        ("give me 3", ["none"]),
    ],
)
def test_behind_an_answer_numbers_point_at_hits(reader: Reader, text: str, points: list[str]) -> None:
    reading = reader.read(text, [], [], asked=["snare"])
    assert [text[start:end] for start, end in reading.numbers] == [c for c in text if c.isdigit()]
    assert [POINTS[row.argmax()] for row in reading.points] == points
    assert not reader.read(text, [], []).numbers, "at first there is nothing to point at"


@pytest.mark.parametrize(
    ("text", "turn", "roles"),
    [
        ("and now a clap", "anew", ["wanted"]),
        ("and a clap to go with it", "besides", ["wanted"]),
        ("no wait, a clap instead", "instead", ["wanted"]),
        ("darker, it is fighting with my clap", "same", ["passing"]),
        ("no clap please", "same", ["refused"]),
    ],
)
def test_behind_an_answer_it_is_told_what_a_turn_does(
    reader: Reader, text: str, turn: str, roles: list[str]
) -> None:
    at = text.index("clap")
    reading = reader.read(text, [(at, at + 4)], [{"clap"}], asked=["snare"])
    assert TURNS[reading.turn.argmax()] == turn
    assert [ROLES[row.argmax()] for row in reading.roles] == roles


def test_a_prompt_is_read_by_the_words_around_its_names(reader: Reader) -> None:
    for one, other in (("snare", "clap"), ("organ", "tabla")):
        text = f"my {one} is fine, what's missing is a {other}"
        spans = [(text.index(name), text.index(name) + len(name)) for name in (one, other)]
        reading = reader.read(text, spans, [{one}, {other}])
        np.testing.assert_allclose(reading.roles.sum(axis=1), 1, atol=1e-6)
        assert [ROLES[at] for at in reading.roles.argmax(axis=1)] == ["passing", "wanted"]
        assert reading.wish > 0.9
    assert reader.read("how was your weekend?", [], []).wish < 0.5


def test_of_a_long_message_it_is_told_which_words_tell_what_is_wanted(reader: Reader) -> None:
    before = "The vocals and the electric piano are mixed , my singer is happy , we play at weddings ."
    wish = "Could you send me a tambourine , bright and dry ?"
    text = f"{before} {wish}"
    names = [text.index(name) for name in ("vocals", "electric piano", "tambourine")]
    spans = list(zip(names, [text.index(" ", at + 9) for at in names], strict=True))
    spans[0] = (names[0], names[0] + len("vocals"))
    reading = reader.read(text, spans, [{"vocal"}, {"epiano"}, {"tambourine"}])
    assert reading.telling.shape == (len(text.split()),)
    assert [ROLES[at] for at in reading.roles.argmax(axis=1)] == ["passing", "passing", "wanted"]
    aside, told = np.split(reading.telling, [len(before.split())])
    assert aside.max() < 0.5 < told.min()


def test_a_name_behind_what_is_read_may_be_there_for_anything(reader: Reader) -> None:
    text = "please " * 400 + "kick"
    reading = reader.read(text, [(len(text) - 4, len(text))], [{"kick"}])
    np.testing.assert_allclose(reading.roles, 1 / len(ROLES), atol=1e-6)


def test_a_model_that_tells_other_things_apart_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"config\.json is missing"):
        Reader.from_pretrained(tmp_path)
    shutil.copytree(SHIPPED, tmp_path / "reader")
    config = json.loads((SHIPPED / "config.json").read_text(encoding="utf-8"))
    config["id2label"] = {"0": "person", "1": "place"}
    (tmp_path / "reader/config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(EncoderError, match="tells person, place apart"):
        Reader.from_pretrained(tmp_path / "reader")
