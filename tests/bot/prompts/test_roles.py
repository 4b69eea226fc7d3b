"""The second reading: what sounds are named for, and whether any is wished for, where the reader is sure of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pytest

from bot.prompts import followed, parse
from bot.prompts.learned import roles
from bot.prompts.learned.roles import reader, reread
from bot.prompts.sounds.named import named
from retrieval_core.encoders.reader import ROLES, Reading
from retrieval_core.request import Request

Spans, Asked = Sequence[tuple[int, int]], Collection[str] | None


def reread_as(text: str, *roles: str, sure: float = 0.95, wish: float = 0.5) -> Request:
    """The request of a prompt whose names have these roles, in order, and which is a wish with that probability."""

    def told(said: str, spans: Spans, meant: Sequence[Collection[str]], asked: Asked = None) -> Reading:
        assert len(spans) == len(meant) == len(roles)
        probabilities = np.full((len(spans), len(ROLES)), (1 - sure) / 2)
        for row, role in zip(probabilities, roles, strict=True):
            row[ROLES.index(role)] = sure
        return Reading(probabilities, wish, np.ones(len(said.split())))

    return reread(parse(text), text, told)


def test_names_are_found_where_they_stand_with_typos_corrected() -> None:
    found = named("No snairs, but Hi-Hats!")
    assert [found.text[start:end] for start, end in found.spans] == ["snare", "hi hats"]
    assert found.classes == (("snare",), ("hihat",))


def test_the_sounds_of_a_list_are_there_for_the_same() -> None:
    text = "my sampler is empty, so I need kicks, snares, hats and a crash"
    found = reread_as(text, "wanted", "refused", "passing", "passing", sure=0.9)
    assert found.classes == ("kick", "snare", "hihat", "crash")
    owned = reread_as("I have kicks, snares and hats, find a clap", "passing", "passing", "passing", "wanted")
    assert owned.classes == ("clap",)


def test_a_list_with_a_heading_is_not_read_again() -> None:
    for text in ("ambience: rain, wind, birds", "i need a kit for a metal demo: kick, snare, toms, china"):
        assert reread_as(text) == parse(text)


def test_a_form_alone_is_the_grammar_s_to_read() -> None:
    assert (
        reread_as(
            "shakers for a house track, one shots and no loops please", "wanted", "passing", "refused"
        ).kind
        == "one-shot"
    )
    assert reread_as("oh hats, 909 open, offbeat loop 135", "wanted", "passing").kind == "loop"
    text = "game jam, the theme is a deep sea. need an ambience that loops"
    assert reread_as(text, "wanted", "passing").kind == "loop"
    text = "I want the beat already made, drummer and all, that repeats forever"
    assert reread_as(text, "passing").kind == "loop"


def test_a_wish_that_somebody_else_had_keeps_its_adjectives() -> None:
    found = reread_as("my boss asked for a soft piano in F minor", "wanted", wish=0.95)
    assert (found.classes, found.qualities, found.key) == (("piano",), ("soft",), "F minor")


@pytest.mark.parametrize(
    ("text", "roles", "classes", "exclude"),
    [
        ("all drums bar the toms", ("wanted", "refused"), ("drums",), ("tom",)),
        ("bongos yes, congas no", ("wanted", "refused"), ("bongo",), ("conga",)),
        ("the organ is recorded, that leaves a clap", ("passing", "wanted"), ("clap",), ()),
        ("is there no clave in this whole server, or a gong", ("wanted", "wanted"), ("gong", "clave"), ()),
        ("percussion, but i've had it with congas", ("wanted", "refused"), None, ("conga",)),
        ("rain, thunder isn't needed", ("refused", "refused"), ("foley",), ()),
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
    assert reread_as(text, "passing", "passing", sure=0.75) == parse(text)


def test_of_a_sound_that_is_described_by_others_none_is_asked_for() -> None:
    text = "a goat walking past with a bell, but in a samba band with congas"
    assert parse(text).classes
    request = reread_as(text, "passing", "passing")
    assert (request.classes, request.text) == ((), text)
    assert reread_as("something like a gong but tiny, no cymbals", "passing", "refused").exclude == (
        "cymbal",
    )


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


def test_what_looks_like_talk_is_a_wish_where_it_surely_is_one() -> None:
    text = "organs are out, pianos are out, other stuff with keys is in"
    assert parse(text).intent == "other"
    request = reread_as(text, "refused", "refused", "wanted", sure=0.99, wish=0.99)
    assert (request.intent, request.classes, request.exclude) == ("find", ("keys",), ("organ", "piano"))
    assert reread_as("i lost my keys", "passing", wish=0.6).intent == "other"
    text = "ting, ting-a-ting, what a jazz drummer's right hand keeps going all night"
    assert parse(text).intent == "other"
    request = reread_as(text, wish=0.99)
    assert (request.intent, request.classes) == ("find", ()) and "right hand keeps going" in request.text
    for text in ("zxcvbn", "sorry im new here, whats a one shot?"):
        assert reread_as(text, *["wanted" for _ in named(text).spans], wish=0.99).intent == "other", text


def read_as(text: str, wish: float, answering: bool = False) -> str:
    """What a prompt is taken for that is a wish with that probability."""

    def told(said: str, spans: Spans, meant: Sequence[Collection[str]], asked: Asked = None) -> Reading:
        return Reading(np.tile([1.0, 0.0, 0.0], (len(spans), 1)), wish, np.ones(len(said.split())))

    assert parse(text).intent == "find"
    return reread(parse(text), text, told, ("snare",) if answering else None).intent


def test_what_looks_like_a_wish_is_talk_where_it_surely_is() -> None:
    text = "the snare on that track rattles my car"
    assert (read_as(text, wish=0.1), read_as(text, wish=0.4)) == ("other", "find")
    assert read_as(text, wish=0.1, answering=True) == "find", "behind an answer less is talk"
    assert read_as("dark by four already", wish=0.1) == "other"
    text = "please find me the snare on that track"  # which asks for it in so many words
    assert (read_as(text, wish=0.02), read_as(text, wish=0.2)) == ("other", "find")
    assert read_as("a dark snare solo", wish=0.01) == "find", "it says nothing else"


def test_who_asks_for_all_there_is_is_not_taken_to_talk() -> None:
    assert reread_as("give me everything you have", wish=0.01).k == 50


def test_what_the_words_alone_tell_they_tell_as_they_stand() -> None:
    text = "the flat plate by the drummer's right hand which rings long after the stick"
    request = reread_as(text)
    assert (request.classes, request.qualities, request.text) == ((), (), text)
    text = "something dark and gritty for my film"
    assert reread_as(text) == parse(text), "its words are adjectives"


def test_a_wish_in_a_few_words_is_not_read_again() -> None:
    def unread(text: str, spans: Spans, meant: Sequence[Collection[str]], asked: Asked = None) -> Reading:
        raise AssertionError("it costs a third of an answer")

    assert reread(parse("a dark clap"), "a dark clap", unread) == parse("a dark clap")


def test_without_a_reader_the_grammar_stands_alone(tmp_path, caplog, monkeypatch) -> None:
    monkeypatch.setattr(roles, "ENCODERS", tmp_path)
    assert reader.__wrapped__() is None
    assert "the grammar alone" in caplog.text and "config.json is missing" in caplog.text


def test_what_is_done_with_a_sound_may_be_the_name_of_another() -> None:
    text = "the metal jingle thing you shake on two and four"
    assert parse(text).classes == ("shaker",)
    assert reread_as(text, "passing").classes == ()


@pytest.mark.parametrize(
    ("text", "classes", "exclude"),
    [
        ("my snare is fine, what's missing is a clap", ("clap",), ()),
        ("the kids voted: claves won, woodblocks lost", ("clave",), ("woodblock",)),
        ("here's my track: 92 bpm, rhodes and upright bass. missing: shaker", ("shaker",), ()),
        ("something to replace the cowbell, maybe a woodblock", ("woodblock",), ("cowbell",)),
        ("the band decided on a dry snare", ("snare",), ()),
    ],
)
def test_the_reader_that_ships_reads_what_the_grammar_does_not(text, classes, exclude) -> None:
    request = reread(parse(text), text)
    assert (request.intent, request.classes, request.exclude) == ("find", classes, exclude)


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("can i get a kick, a snare and a hat please", ("kick", "snare", "hihat")),
        ("do you have congas? if not, bongos", ("conga", "bongo")),
        ("a real piano if possible, otherwise an epiano", ("piano", "epiano")),
        ("the kick in my track clashes with the bass. do you have a shorter one?", ("kick",)),
        ("a clap to layer under my snare, please, something short", ("clap",)),
        ("a techno loop around 130, drums only, nothing else", ("drums",)),
        ("building a boom bap kit, start me off with a kick and a snare", ("kick", "snare")),
        ("finish the beat off with a crash and a ride", ("crash", "ride")),
    ],
)
def test_the_reader_that_ships_leaves_plain_wishes_as_they_are(text, classes) -> None:
    assert reread(parse(text), text).classes == classes


@pytest.mark.parametrize(
    "text",
    [
        "my drummer wants a raise",
        "who wants pizza after the gig?",
        "i always layer two claps and a snare",
        "selling my old drum machine, pickup only",
    ],
)
def test_the_reader_that_ships_leaves_talk_alone(text) -> None:
    assert reread(parse(text), text).intent == "other"


def followed_as(text: str, wish: float, last: str = "flute") -> Request:
    """A turn behind another prompt that is a wish with that probability."""

    def told(said: str, spans: Spans, meant: Sequence[Collection[str]], asked: Asked = None) -> Reading:
        return Reading(np.zeros((len(spans), len(ROLES))), wish, np.ones(len(said.split())))

    context = parse(last)
    return followed(parse(text, context), text, context, told)


def test_unknown_words_behind_an_answer_are_a_remark_or_say_how_its_sounds_are_to_be() -> None:
    assert followed_as("trills and runs", wish=0.6).text == "flute trills runs"
    assert followed_as("trills and runs", wish=0.05) == Request(intent="other")
    assert parse("ornamented", parse("flute")).intent == "other"
    assert followed_as("ornamented", wish=0.95).text == "flute ornamented"
    assert followed_as("ornamented", wish=0.5).intent == "other"
    assert followed_as("wooden then", wish=0.05).intent == "find", '"then" tells nothing'
    assert followed_as("shorter", wish=0.05).qualities == ("short",), "what is known needs no reader"
    assert followed_as("dark humour today, bot", wish=0.001) == Request(intent="other")
    assert followed_as("dark humour today, bot", wish=0.02).qualities == ("dark",)


def test_what_a_thing_does_is_no_noise_of_the_world_where_it_tells_how_something_sounds() -> None:
    text = "spanish dancers have little shells of wood in their fingers, clackety clack"
    assert parse(text).classes == ("foley",)
    assert reread_as(text).classes == ()
    assert reread_as("a dog barking").classes == ("foley",), "hardly anything else could be meant"


def test_a_sound_that_another_is_likened_to_is_not_asked_for() -> None:
    assert reread_as("like strings but made of throats", "passing").classes == ()
    assert reread_as("like strings but made of throats", "passing", sure=0.8).classes == ("strings",)
    assert reread_as("drums but made of plastic", "passing").classes == ("drums",), "of its family it is"


def test_what_a_prompt_begins_with_is_asked_for_where_nothing_else_is() -> None:
    text = "woodblock tick for counting in whoever comes in late, the drummer for one"
    assert reread_as(text, "passing").classes == ("woodblock",)
    assert reread_as(text, "refused").classes == ()
    text = "a jungle break for whoever still dances at six in the morning, rinsed"
    assert (reread_as(text, "passing").classes, reread_as(text, "passing").kind) == (("drums",), "loop")


def test_what_the_reader_alone_takes_to_be_refused_is_so_where_it_is_sure() -> None:
    text = "for a puzzle where strings of light get cut, every cut needs a clap"
    assert reread_as(text, "refused", "wanted", sure=0.7).exclude == ()
    assert reread_as(text, "refused", "wanted", sure=0.8).exclude == ("strings",)
    assert reread_as("bell-ish tone, mellow, of little rods that are struck", "passing").classes == ()
    assert reread_as("the biggest cymbal that one taps all through a swing tune", "passing").classes == ()


def test_what_is_told_of_a_sound_is_looked_for_as_it_was_written() -> None:
    text = "The Gizmo which a cowboy carries  acros the yard, \ud800slowly (and again)!"
    assert reread_as(text).text == "The Gizmo which a cowboy carries acros the yard, slowly (and again)!"
