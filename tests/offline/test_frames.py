"""Sentences that people have written: read with where they name what, and said again with other sounds."""

import json
from pathlib import Path
from random import Random

import pytest

from offline.pretrain.captions import CaptionGrammar
from offline.pretrain.descriptions import read_descriptions
from offline.pretrain.frames import (
    DATA,
    TALK,
    Frames,
    Slot,
    framed,
    measured_texts,
    read_lines,
    written_prompts,
)
from offline.pretrain.language import misheard
from offline.pretrain.measure import first_questions
from offline.pretrain.messages import small_talk
from offline.pretrain.turns import FILE as TURNS
from retrieval_core.taxonomy import Taxonomy
from retrieval_core.wording import fold

PROMPTS = DATA / "queries/prompts.jsonl"
ROWS = (
    ("my gf says the hook needs a dusty snare under 2 s", {"classes": ["snare"], "qualities": ["dusty"]}),
    (
        "hats around 120 bpm but no open hats",
        {"classes": ["hihat"], "exclude": ["openhat"], "tempo": [119, 121]},
    ),
    ("drums at 90, nothing with cowbells", {"classes": ["drums"], "exclude": ["cowbell"], "tempo": [89, 91]}),
    ("a flute above my tabla at 80", {"classes": ["flute"], "tempo": [79, 81]}),
    ("something to hit with a stick, 2 s", {"classes": ["rim"], "duration": [1.9, 2.1]}),
)


@pytest.fixture(scope="module")
def grammar() -> CaptionGrammar:
    return CaptionGrammar.load()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Rows to learn from, then those that are not there for it: held out, measured with, said after another, of no class."""
    rows = [{"part": "development", "prompt": text, "expected": expected} for text, expected in ROWS]
    rows += [
        {
            "part": "held-out",
            "prompt": "claps under 2 s",
            "expected": {"classes": ["clap"], "duration": [None, 2]},
        },
        {"part": "development", "prompt": "yo any claps", "expected": {"text": "claps", "classes": ["clap"]}},
        {"part": "development", "prompt": "and a clap", "expected": {"classes": ["clap"]}, "context": {}},
        {"part": "development", "prompt": "something dark", "expected": {"qualities": ["dark"]}},
        {"part": "development", "prompt": "hello", "expected": None},
    ]
    path = tmp_path / "prompts.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_line_says_what_its_sounds_are_there_for() -> None:
    frame = framed("my {p} is fine, all {f} bar the {parts}, {k} without {kind} and two {w2s}")
    assert frame.slots == (
        Slot("p", "passing", several=False),
        Slot("f", "wanted", several=False, has="family"),
        Slot("part", "refused", several=True, part_of="f"),
        Slot("k", "wanted", several=False, has="kinds"),
        Slot("kind", "refused", several=False, part_of="k"),
        Slot("w2", "wanted", several=True),
    )
    assert "".join(frame.literals) == "my  is fine, all  bar the ,  without  and two "


def test_what_a_prompt_names_makes_room_for_others(file: Path) -> None:
    snare, hats, drums, flute, stick = written_prompts(file, Taxonomy.load())
    assert snare.literals == ("my gf says the hook needs a dusty ", " under 2 s")
    assert snare.slots == (Slot("snare", "wanted", several=False),)
    assert snare.qualities == {"noisiness": 1}
    assert hats.slots == (
        Slot("hihat", "wanted", several=True, has="kinds"),
        Slot("openhat", "refused", several=True, part_of="hihat"),
    )
    assert [(slot.key, slot.role, slot.has, slot.part_of) for slot in drums.slots] == [
        ("drums", "wanted", "family", ""),
        ("cowbell", "refused", "", "drums"),
    ]
    assert [slot.role for slot in flute.slots] == ["wanted", "passing"]
    assert (stick.wanted, stick.slots) == (("rim",), ()), "no word of it is a name"


def test_nothing_that_encoders_are_measured_with_is_learnt_from(grammar: CaptionGrammar) -> None:
    rows = [json.loads(line) for line in PROMPTS.read_text(encoding="utf-8").splitlines()]
    measured = {query.text for query in first_questions(PROMPTS)}
    measured |= {row["prompt"] for row in rows if row["part"] == "held-out"}
    learnt = {frame.text for frame in grammar.frames.frames}
    assert len(measured) > 1000 and len(learnt) > 1500
    assert not measured & learnt
    lines = [*learnt, *read_lines(TALK, held_out=False), *small_talk(PROMPTS)]
    lines += [one.text for some in read_descriptions(grammar.taxonomy).values() for one in some]
    lines += read_lines(TURNS, held_out=False)
    assert {"drum loop", "lol", "stevie"} <= measured_texts()
    assert measured_texts().isdisjoint(map(fold, lines))


def test_the_sentence_stays_and_the_sounds_change(grammar: CaptionGrammar) -> None:
    frames = Frames(grammar.sayings, [framed("i have {ps}, now {w} {w}, not {rs}!")])
    drawn = [frames.draw(Random(seed)) for seed in range(200)]
    assert len({id for one in drawn for id in one.wanted}) > 30
    for one in drawn:
        assert one.text.startswith("i have ") and ", now " in one.text and one.text.endswith("!")
        (wanted,), (refused,), (passing,) = one.wanted, one.refused, one.passing
        assert len({wanted, refused, passing}) == 3
        assert not {wanted, refused, passing} & set(grammar.sayings.kinds.get(refused, ())) - {refused}


def test_a_part_that_is_refused_is_a_part_again(grammar: CaptionGrammar) -> None:
    taxonomy = grammar.taxonomy
    frames = Frames(grammar.sayings, [framed("{ks} but no {kinds}"), framed("all {f} bar {parts}, no {r}")])
    for seed in range(300):
        one = frames.draw(Random(seed))
        (wanted,) = one.wanted
        parts = grammar.sayings.of_coarse.get(wanted) or taxonomy.descendants(wanted)
        assert one.refused[0] in parts and wanted not in one.refused


def test_what_is_refused_is_never_wanted(grammar: CaptionGrammar) -> None:
    rng = Random(3)
    for _ in range(3000):
        text, target = grammar.refusal(rng)
        assert target.excluded and target.classes, text
        assert not target.excluded & set(target.classes), text


def test_words_spelt_as_they_are_heard() -> None:
    rng = Random(0)
    heard = {word: {misheard(word, rng) for _ in range(300)} for word in ("cymbals", "snare", "rhodes")}
    assert "symbals" in heard["cymbals"] and "snair" in heard["snare"] and "rodes" in heard["rhodes"]
    assert misheard("mmm", rng) == "mmm", "it sounds as it is spelt"
