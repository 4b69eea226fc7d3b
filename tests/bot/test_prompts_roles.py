"""The second reading: what sounds are named for, where the text encoder is sure of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from bot.prompts import parse, reread
from bot.prompts.roles import named
from retrieval_core.encoders.text import ROLES
from retrieval_core.request import Request


def reread_as(text: str, *roles: str, sure: float = 0.95) -> Request:
    """The request of a prompt whose names have these roles, in order."""

    def told(_: str, spans: Sequence[tuple[int, int]]) -> np.ndarray:
        probabilities = np.full((len(spans), len(ROLES)), (1 - sure) / 2)
        for row, role in zip(probabilities, roles, strict=True):
            row[ROLES.index(role)] = sure
        return probabilities

    return reread(parse(text), text, told)


def test_names_are_found_where_they_stand_with_typos_corrected() -> None:
    found = named("No snairs, but Hi-Hats!")
    assert [found.text[start:end] for start, end in found.spans] == ["snare", "hi hats"]
    assert found.classes == (("snare",), ("hihat",))


@pytest.mark.parametrize(
    ("text", "roles", "classes", "exclude"),
    [
        ("all drums bar the toms", ("wanted", "refused"), ("drums",), ("tom",)),
        ("bongos yes, congas no", ("wanted", "refused"), ("bongo",), ("conga",)),
        ("the organ is recorded, that leaves a clap", ("passing", "wanted"), ("clap",), ()),
        ("is there no clave in this whole server, or a gong", ("wanted", "wanted"), ("gong", "clave"), ()),
        ("percussion, but i've had it with congas", ("wanted", "refused"), None, ("conga",)),
    ],
)
def test_sounds_get_the_roles_that_they_surely_have(text, roles, classes, exclude) -> None:
    request = reread_as(text, *roles)
    assert request.exclude == exclude
    assert classes is None or set(request.classes) == set(classes)
    assert not set(request.classes) & set(request.exclude)


def test_what_is_not_sure_changes_nothing() -> None:
    text = "claps and snares without kicks"
    assert reread_as(text, "refused", "passing", "wanted", sure=0.6) == parse(text)


def test_what_is_understood_alike_changes_nothing() -> None:
    text = "two dark claps around 90 bpm, no kicks"
    assert reread_as(text, "wanted", "refused") == parse(text)


def test_everything_else_that_was_asked_for_stays() -> None:
    text = "five bright bongos under 2 s, congas stay at home"
    request = reread_as(text, "wanted", "refused")
    assert (request.k, request.qualities, request.duration) == (5, ("bright",), (None, 2.0))
    assert (request.classes, request.exclude) == (("bongo",), ("conga",))


def test_what_is_only_mentioned_is_asked_for_where_nothing_else_is() -> None:
    text = "my snare and my clap"
    assert reread_as(text, "passing", "passing") == parse(text)


def test_an_encoder_that_knows_no_roles_changes_nothing() -> None:
    text = "bongos yes, congas no"
    assert reread(parse(text), text, lambda text, spans: None) == parse(text)


def test_of_a_sound_that_is_named_twice_the_surer_mention_counts() -> None:
    text = "they play hats all day, so have you got hats"
    assert reread_as(text, "passing", "wanted").classes == parse("hats").classes
    text = "no hats again, i've heard enough hats, claps"
    assert reread_as(text, "refused", "passing", "wanted").classes == ("clap",)


def test_sounds_that_are_joined_are_there_for_the_same() -> None:
    assert reread_as("kicks n snares", "wanted", "refused") == parse("kicks n snares")
    request = reread_as(
        "give the congas and bongos a rest, it's time for a clap", "refused", "passing", "wanted", sure=0.99
    )
    assert request.classes == ("clap",)


@pytest.mark.parametrize(
    ("text", "roles", "classes", "exclude", "kind"),
    [
        ("a vintage drum machine clap", ("refused",), ("clap",), (), None),
        ("hats for my beat", ("wanted",), ("hihat",), (), None),
        ("not the whole beat, just the kick", ("wanted",), ("kick",), ("drumloop",), None),
        ("open hat only, don't give me closed ones", ("wanted",), ("openhat",), (), None),
        ("a crash right before the ad break", ("wanted", "passing"), ("crash",), (), None),
        ("a drum groove that i can loop", ("wanted", "refused"), ("drums",), (), "loop"),
    ],
)
def test_what_is_asked_for_is_not_refused_nor_looped_without_need(
    text, roles, classes, exclude, kind
) -> None:
    request = reread_as(text, *roles)
    assert (request.classes, request.exclude, request.kind) == (classes, exclude, kind)


def test_what_looks_like_talk_is_a_wish_where_sounds_are_set_against_each_other() -> None:
    text = "organs are out, pianos are out, other stuff with keys is in"
    assert parse(text).intent == "other"
    request = reread_as(text, "refused", "refused", "wanted", sure=0.99)
    assert (request.intent, request.classes, request.exclude) == ("find", ("keys",), ("organ", "piano"))
    assert reread_as("i lost my keys", "wanted", sure=0.96).intent == "other"


def test_what_looks_like_talk_is_a_wish_where_a_sound_is_wanted_beyond_doubt() -> None:
    text = "lol my roommate deleted my folder, first thing on the list is hats"
    assert parse(text).intent == "other"
    request = reread_as(text, "wanted", sure=0.99)
    assert (request.intent, request.classes) == ("find", ("hihat",))
    assert reread_as("what's a one shot?", "wanted", sure=0.99).intent == "other", "it names no sound"


def test_the_encoder_is_not_asked_about_the_only_sound_that_is_named() -> None:
    def asked(text: str, spans: Sequence[tuple[int, int]]) -> np.ndarray:
        raise AssertionError("it costs a third of an answer")

    assert reread(parse("a dark clap"), "a dark clap", asked) == parse("a dark clap")
