"""What is said to the bot and asks for no sound, and what there is."""

import pytest

from bot.prompts import asks_number, asks_sorts, offered, parse, topic


@pytest.mark.parametrize(
    ("prompt", "about"),
    [
        ("k bye", "farewell"),
        ("g'night", "farewell"),
        ("deuces", "farewell"),
        ("i go to sleep now", "farewell"),
        ("I shall come back tomorrow. Goodbye!", "farewell"),
        ("hello", ""),
        ("i'll do that later", ""),
        ("goodbye boring kicks", ""),
        ("see you later, but first a clap", ""),
        ("more like that. later", ""),
        ("now how can i take them?", "files"),
        ("can i download the number 2?", "files"),
        ("good! save it please", "files"),
        ("save 2, and a clap", ""),
        ("can i use these in a beat i sell", "rights"),
        ("can i use the same sound in two songs?", "rights"),
        ("are these royalty free?", "rights"),
        ("is it free? can I put it on youtube?", "rights"),
        ("how can I put it in my song, I use FL Studio", "files"),
        ("can you put claps on top?", ""),
        ("royalty free kicks", ""),
        ("can i get a beat for my video", ""),
        ("and how do i make a chord from it?", "teaching"),
        ("how do i make it darker", ""),
    ],
)
def test_what_is_said_to_the_bot(prompt: str, about: str) -> None:
    assert topic(prompt) == about


@pytest.mark.parametrize(
    "prompt",
    [
        "wat u got",
        "so what instruments do you have?",
        "What other words do you understand?",
        "so what's in stock here, by type?",
        "Hello! I'm a film composer. What sort of material do you have in here?",
        "yo who made u",
    ],
)
def test_what_there_is_and_can_be_asked(prompt: str) -> None:
    assert parse(prompt).intent == "help"


def test_what_there_is_for_some_music_is_a_wish() -> None:
    assert offered("yo what u got for drill") == "yo give me something for drill"
    assert offered("what do you have for me?") == "what do you have for me?"
    assert parse("what kicks do you have for house?").classes == ("kick",)


@pytest.mark.parametrize(
    ("prompt", "classes"),
    [
        ("snare count", ("snare",)),
        ("number of claps", ("clap",)),
        ("yo how many snares total", ("snare",)),
        ("what have you got in here? how many kicks?", ("kick",)),
        ("how many snares do you hold, and how many of those are wav?", ("snare",)),
        ("how many kicks and how many snares", ("kick", "snare")),
    ],
)
def test_how_many_there_are(prompt: str, classes: tuple[str, ...]) -> None:
    request = parse(prompt)
    assert (request.intent, request.classes) == ("count", classes)


def test_how_many_fit() -> None:
    assert all(map(asks_number, ("how many now?", "how many fit?", "how many files is that?")))
    assert not asks_number("how many samples are there")


@pytest.mark.parametrize(
    ("prompt", "sort"),
    [
        ("what formats do you have", "formats"),
        ("do you support .aif?", "formats"),
        ("what drum machines are in the library?", "machines"),
        ("which drum machines are on here?", "machines"),
        ("what format is 2?", ""),
        ("a washing machine", ""),
    ],
)
def test_which_sorts_there_are(prompt: str, sort: str) -> None:
    assert asks_sorts(prompt) == sort
