"""A third opinion: what the words as a whole lie near, where that speaks against the names that are understood."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.prompts import coloured, parse, read
from bot.prompts.learned.closeness import Near, weighed
from retrieval_core.build import PROJECT
from retrieval_core.request import Request
from retrieval_core.retriever import Retriever

LONG = "working on a tune for my sister's wedding next spring and then a clap would do, is what she says"


def lying_near(**cosines: float) -> Near:
    """An encoder by hand: whatever is said lies so near to each class."""
    return lambda text: dict(cosines)


def unasked(text: str) -> Mapping[str, float]:
    raise AssertionError(f"the encoder was asked for {text!r}")


def test_a_sound_that_the_words_as_a_whole_have_nothing_of_is_not_asked_for() -> None:
    asked = Request(text=LONG, classes=("clap", "organ"))
    assert weighed(asked, LONG, lying_near(clap=0.9, organ=-0.2)).classes == ("clap",)
    assert weighed(asked, LONG, lying_near(clap=0.9, organ=0.3)) == asked, "it may be meant, too"
    assert weighed(asked, LONG, lying_near(clap=0.6, organ=-0.2)) == asked, "nothing is sure"


def test_where_none_of_those_named_is_in_the_words_what_lies_nearest_is_asked_for() -> None:
    asked = Request(text="brass", classes=("brass",), exclude=("kick",))
    found = weighed(asked, LONG, lying_near(clap=0.9, brass=0.0, kick=-0.3))
    assert found == Request(text=LONG, classes=("clap",), exclude=("kick",))


def test_what_is_surely_meant_is_not_refused() -> None:
    asked = Request(text=LONG, exclude=("snare", "clap"))
    found = weighed(asked, LONG, lying_near(clap=0.8, snare=0.4))
    assert (found.classes, found.exclude) == (("clap",), ("snare",))


@pytest.mark.parametrize(("asked", "near"), [("drums", "clap"), ("cymbal", "crash"), ("splash", "cymbal")])
def test_a_family_and_its_sounds_speak_for_each_other(asked: str, near: str) -> None:
    request = Request(text=LONG, classes=(asked,))
    assert weighed(request, LONG, lying_near(**{near: 0.9, "organ": 0.1})) == request


def test_percussion_stands_or_falls_with_all_that_the_word_means() -> None:
    request = Request(text=LONG, classes=parse("percussion").classes)
    assert "conga" in request.classes
    assert weighed(request, LONG, lying_near(perc=0.8, conga=-0.2, organ=0.1)) == request


def test_a_description_is_of_the_sound_that_it_is_surely_near_to() -> None:
    text = "the little wooden pair that you tap with your fingertips between the knees"
    asked = Request(text=text)
    assert weighed(asked, text, lying_near(bongo=0.9, conga=0.5)).classes == ("bongo",)
    assert weighed(asked, text, lying_near(bongo=0.7, conga=0.5)) == asked
    few = Request(text="dry seeds inside a plastic egg", qualities=("dry",))
    assert weighed(few, few.text, lying_near(shaker=0.9)).classes == ("shaker",)
    assert weighed(few, few.text, lying_near(shaker=0.8)) == few, "in so few words it is not sure"
    assert weighed(Request(text="anything nice"), "anything nice", unasked).classes == ()


@pytest.mark.parametrize(
    ("text", "near", "classes"),
    [
        ("garagey drum loop 132, no vox in it", {"drumloop": 0.9, "drums": 0.4}, ("drums",)),
        ("accordion waltz, a cafe in Paris", {"accordion": 0.9}, ("accordion",)),
        ("the ding dinga ding cymbal", {"ride": 0.9, "cymbal": 0.5}, ("ride",)),
        ("metal plate, crash cymbal", {"cymbal": 0.8, "crash": 0.5}, ("crash",)),
        ("the sound of a coin in a game", {"fx": 0.8, "foley": 0.3}, ()),
        ("like strings but made of throats", {"choir": 0.8, "strings": 0.5}, ()),
        ("accordion waltz, a cafe in Paris", {"accordion": 0.6}, ()),
    ],
)
def test_where_the_reader_leaves_no_sound_the_one_that_the_words_are_near_to_stays(
    text: str, near: dict[str, float], classes: tuple[str, ...]
) -> None:
    plain = parse(text)
    left = replace(plain, classes=(), kind=None)
    assert plain.classes
    found = weighed(left, text, lying_near(**near), plain)
    assert found == (replace(plain, classes=classes) if classes else left)


def test_of_a_description_that_stays_the_adjectives_count_that_stand_before_the_sound() -> None:
    text = "the big, low tom that is soft when you play soft, knocking in the dark"
    plain = replace(parse(text), qualities=("big", "low", "soft", "knocking"))
    left = replace(plain, classes=(), qualities=())
    assert weighed(left, text, lying_near(tom=0.9), plain).qualities == ("big", "low")


def test_a_prompt_that_stands_for_itself_is_read_by_all_three() -> None:
    # The grammar understands the parts, the reader what is only told, and the encoder what is described.
    assert read(LONG, lying_near(organ=0.9, clap=-0.2)).classes == ("organ",)
    assert read("cheers mate", unasked) == parse("cheers mate")
    assert [part.k for part in read("two kicks and three claps", unasked).parts] == [2, 3]


def test_what_is_refused_takes_no_other_s_place() -> None:
    asked = Request(text=LONG, classes=("cowbell",), exclude=("woodblock",))
    assert weighed(asked, LONG, lying_near(woodblock=0.9, cowbell=0.0)) == asked
    text = "not maracas, the other one, a closed tube filled with beads"
    plain = parse(text)
    left = replace(plain, classes=(), exclude=("maracas",))
    assert weighed(left, text, lying_near(shaker=0.9), replace(plain, classes=("maracas",))) == left


def test_what_only_the_reader_refuses_stays_where_the_words_are_near_to_it() -> None:
    text = "rain, thunder isn't needed, just rain"
    plain = parse(text)
    refused = replace(plain, classes=(), exclude=("foley",))
    assert weighed(refused, text, lying_near(foley=0.9), plain) == plain


@pytest.mark.parametrize(
    "request_", [Request(classes=("kick",)), Request(intent="other"), Request(random=True)]
)
def test_of_short_prompts_and_of_those_that_ask_for_nothing_it_is_not_asked(request_: Request) -> None:
    assert weighed(request_, "dusty kicks", unasked) == request_


def test_a_turn_that_may_be_a_noise_says_how_the_last_sounds_are_to_be() -> None:
    guitar = Request(text="surf guitar", classes=("guitar",), qualities=("bright",), skip=(1, 2))
    turn = Request(text="long dripping", classes=("foley",), qualities=("long",))
    found = coloured(turn, "long and dripping", guitar, lying_near(guitar=0.9, foley=0.2))
    assert found == Request(
        text="surf guitar long dripping", classes=("guitar",), qualities=("long", "bright")
    )
    assert coloured(turn, "long and dripping", guitar, lying_near(guitar=0.5, foley=0.2)) == turn
    assert coloured(turn, "long and dripping", guitar, lying_near(guitar=0.9, foley=0.5)) == turn


def test_a_turn_that_surely_is_another_sound_by_itself_asks_for_that() -> None:
    toms = Request(text="low tom", classes=("tom",), qualities=("low",))
    rain = Request(text="rain", classes=("foley",))
    by_itself = {"rain": {"foley": 0.8}, "low tom, rain": {"tom": 0.9, "foley": 0.2}}
    assert coloured(rain, "rain", toms, by_itself.__getitem__) == rain


def test_the_encoders_of_a_build_know_what_lies_near_to_words() -> None:
    near = Retriever.open(PROJECT / "data/index").nearness("two tiny drums between the knees to patter on")
    assert max(near, key=near.__getitem__) == "bongo"


def test_encoders_without_a_common_space_cannot_tell(retriever: Retriever) -> None:
    assert retriever.nearness("two tiny drums between the knees to patter on") == {}
    assert weighed(Request(classes=("organ",)), LONG, retriever.nearness).classes == ("organ",)
