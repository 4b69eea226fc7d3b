"""Replies as Discord text."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.discord.answering import _files
from bot.discord.views import _option
from bot.discord.words import answer, line
from bot.reply import Reply
from retrieval_core.request import Hit


def hit(rank: int, name: str, **more: object) -> Hit:
    return Hit(rank, rank, Path(), name, "drums", 0.834, 5.25, **more)  # type: ignore[arg-type]


def test_a_line_tells_what_is_known() -> None:
    known = hit(2, "drums/loop_90.wav", tempo=90.2, key="A minor")
    assert (
        line(known, "attached as FLAC")
        == "2. `loop_90.wav` drums · 5.2 s · 90 bpm · A minor · 0.83 (attached as FLAC)"
    )
    assert line(hit(1, "kick.wav")) == "1. `kick.wav` drums · 5.2 s · 0.83"
    drawn = replace(hit(1, "kick.wav"), score=0.0)
    assert line(drawn) == "1. `kick.wav` drums · 5.2 s", "nothing was compared"


@pytest.mark.parametrize(
    "name", ["a`b`.wav", "@everyone.wav", "**bold**.wav", "x\ny.wav", "n" * 400 + ".wav"]
)
def test_a_name_is_shown_and_nothing_in_it_is_rendered(name: str) -> None:
    shown = line(hit(1, name))
    assert shown.count("`") == 2
    assert "\n" not in shown
    assert len(shown) < 140


@pytest.mark.parametrize(
    ("name", "shown"),
    [("ki\u202eck\u200b.wav", "kick.wav"), ("SPOILER_kick.wav", "kick.wav"), ("a\nb.wav", "a b.wav")],
)
def test_files_and_menus_have_names_that_hide_nothing(name: str, shown: str) -> None:
    [file] = _files([(name, b"")])
    assert (file.filename, file.spoiler) == (shown, False)
    label = _option("1. ", f"drums/{name}", "1").label
    assert label == f"1. {shown}" or name.startswith("SPOILER")


@pytest.mark.parametrize("understood", ["x" * 1500, "10 snares"])
@pytest.mark.parametrize("label", ["drums", "Acoustic_Percussion_And_Foley_(Field_Recordings)" * 3])
def test_ten_long_hits_with_notes_fit_into_a_message(understood: str, label: str) -> None:
    hits = [
        replace(hit(rank, "n" * 300 + ".wav", tempo=120.0, key="F# minor"), label=label)
        for rank in range(1, 11)
    ]
    reply = Reply("10 samples:", hits, understood=understood, approach="contrastive")
    note = "has changed since the library was indexed, so it is not attached"
    text = answer(reply, dict.fromkeys(range(1, 11), note))
    assert len(text) <= 2000
    assert text.count(note) == 10 and text.count("`nnnn") == 10 and "-# contrastive" in text


def test_what_a_person_wrote_is_not_rendered_when_it_is_repeated() -> None:
    reply = Reply("Nothing fits <@123456789012345678> **now** <t:0> [x](http://x).", understood="_x_ @here")
    shown = answer(reply, {})
    for meant in ("<@1", "@123456789012345678", "**now**", " <t:0>", " [x](", "@here"):
        assert meant not in shown
