"""What somebody has already, and what is to go with it."""

import pytest

from bot.prompts import goes_beside, parse
from bot.prompts.learned.roles import reread
from retrieval_core.request import Request

KICKS = Request(text="kicks", classes=("kick",))


@pytest.mark.parametrize(
    ("prompt", "there"),
    [
        ("i already have a kick and a snare, what's missing?", ("kick", "snare")),
        ("it's just hats and a rhodes right now", ("hihat", "epiano")),
        ("not hats, hats i've got plenty", ("hihat",)),
        ("no hats, i've got loads of hats", ("hihat",)),
        ("there are already enough kicks", ("kick",)),
        ("i have a kick, snare and hats so far", ("kick", "snare", "hihat")),
        ("i said i have a rhodes", ("epiano",)),
        ("something to go with my piano", ("piano",)),
        ("need something to go with a shuffly shaker i've got", ("shaker",)),
        ("need something to sit under a vocal", ("vocal",)),
        ("what goes well with a rhodes", ("epiano",)),
    ],
)
def test_where_nothing_else_is_named_what_goes_with_it_is_asked_for(
    prompt: str, there: tuple[str, ...]
) -> None:
    request = reread(parse(prompt), prompt)
    assert goes_beside(request)
    assert {*request.exclude} == {*there}


@pytest.mark.parametrize(
    ("prompt", "classes", "exclude"),
    [
        ("i have already claps. I need hi hats", ("hihat",), ("clap",)),
        ("i've got enough kicks, show me toms", ("tom",), ("kick",)),
        ("my track already has claps, give me a crash", ("crash",), ("clap",)),
        ("i've already got kicks but need fatter kicks", ("kick",), ()),
        ("i've got tons of snares but nothing punchy", ("snare",), ()),
        ("a kick to go with my piano loop", ("kick",), ()),
        ("what's missing is a shaker", ("shaker",), ()),
        ("do you have plenty of kicks?", ("kick",), ()),
        ("can i have a kick", ("kick",), ()),
    ],
)
def test_what_somebody_has_is_not_asked_for_beside_what_they_need(
    prompt: str, classes: tuple[str, ...], exclude: tuple[str, ...]
) -> None:
    request = reread(parse(prompt), prompt)
    assert (request.classes, request.exclude) == (classes, exclude)


@pytest.mark.parametrize(
    "turn",
    [
        "what goes with it",
        "What would you layer under it?",
        "i take the first. what i need next?",
        "what's missing?",
        "something to go with that",
    ],
)
def test_what_goes_with_the_last_sounds_is_none_of_them(turn: str) -> None:
    request = parse(turn, KICKS)
    assert goes_beside(request)
    assert request.exclude == ("kick",)


def test_behind_other_sounds_what_is_there_changes_no_class() -> None:
    assert parse("there are enough hats already", Request(text="drums", classes=("drums",))).classes == (
        "drums",
    )
    assert parse("something that fits better with my piano", KICKS).classes == ("kick",)
    assert parse("a clap to go with it", KICKS).classes == ("clap",)
