"""Machines: what is asked for by the name of one alone."""

import pytest

from bot.prompts import parse

EIGHT_OH_EIGHT = ("kick", "synthbass")


@pytest.mark.parametrize(
    ("prompt", "classes"),
    [
        ("some 808s", EIGHT_OH_EIGHT),
        ("a fat 808 in F", EIGHT_OH_EIGHT),
        ("long distorted 808 for drill", EIGHT_OH_EIGHT),
        ("two 808s and a clap", ("clap", *EIGHT_OH_EIGHT)),
        ("clap and 808 pls", ("clap", *EIGHT_OH_EIGHT)),
        ("a kit: snare, hats, 808", ("snare", "hihat", *EIGHT_OH_EIGHT)),
        ("i want an 808 and a rim", ("rim", *EIGHT_OH_EIGHT)),
        ("808 & hats", ("hihat", *EIGHT_OH_EIGHT)),
        # By itself it may be any sound of that machine, and beside a sound it tells where that one comes from.
        ("808", ()),
        ("808 samples", ()),
        ("808 snare", ("snare",)),
        ("808 distorted snare", ("snare",)),
        ("snare, 808 style", ("snare",)),
        ("snare 808", ("snare",)),
        ("a clap like an 808", ("clap",)),
        ("808 or 909?", ()),
    ],
)
def test_an_808_is_a_sound_of_its_own(prompt: str, classes: tuple[str, ...]) -> None:
    assert parse(prompt).classes == classes


def test_a_machine_is_refused_by_its_name() -> None:
    assert parse("kicks, no 808s").lacking == ("808",)
    assert parse("kicks, no 808s").exclude == ()
