"""What is asked of the files themselves: their format, mono or stereo."""

import pytest

from bot import prompts
from retrieval_core.request import Request


@pytest.mark.parametrize(
    ("text", "rest", "files"),
    [
        ("only wav kicks", "kicks", ("wav",)),
        ("dark kicks, wavs or flacs please", "dark kicks,", ("wav", "flac")),
        ("snares as .aif files", "snares", ("aiff",)),
        ("no mp3s, just kicks", ", just kicks", ("wav", "flac", "ogg", "aiff", "opus")),
        ("kicks, anything but mp3", "kicks,", ("wav", "flac", "ogg", "aiff", "opus")),
        ("kicks that aren't mono", "kicks that", ("stereo",)),
        ("stereo rhodes", "rhodes", ("stereo",)),
        ("kicks in mono and dry", "kicks and dry", ("mono",)),
        ("pads, not mono", "pads,", ("stereo",)),
        ("a piano in stereo, flac only", "a piano ,", ("flac", "stereo")),
        ("5 kicks under 1 s and mono", "5 kicks under 1 s and", ("mono",)),
        ("kick mp3 not wav", "kick", ("mp3",)),
        ("mono'd kick", "mono'd kick", ()),
        ("kicks, no wavs, mp3s or flacs", "kicks,", ("ogg", "aiff", "opus")),
        # What need not be limits nothing.
        ("stereo not needed, snare", ", snare", ()),
        ("pad, it doesn't have to be stereo", "pad,", ()),
        ("pad, mono is fine", "pad,", ()),
        ("only mono allowed, kicks", "allowed, kicks", ("mono",)),
        ("mono or stereo kick", "kick", ()),
        ("I don't care if it's mono or stereo, kick", ", kick", ()),
    ],
)
def test_formats_and_channels_are_taken(text, rest, files):
    assert prompts.filed(text) == (rest, files)


@pytest.mark.parametrize(
    "text",
    [
        "more like Kick 2.wav",  # a name
        "BD_808.wav",
        "a mono synth",  # a sound
        "stereo delay on a snare",
        "magnum opus strings",
        "is 1 stereo?",  # questions
        "mono or stereo?",
        "my stereo broke, play me a kick",
        "wav your hands in the air claps",
        "what format is 1, wav?",
    ],
)
def test_names_sounds_and_questions_stay_as_they_are(text):
    assert prompts.filed(text) == (text, ())


@pytest.mark.parametrize("text", ["", "got it in", "only files please", "do you have any", "give me the"])
def test_nothing_else_is_asked(text):
    assert prompts.is_filling(text)


def test_a_new_kind_replaces_what_it_speaks_of():
    before = Request(files=("wav", "stereo"))
    assert prompts.with_files(before, ("mp3",)).files == ("mp3", "stereo")
    assert prompts.with_files(before, ("mono",)).files == ("mono", "wav")
    assert prompts.with_files(before, ()).files == ("wav", "stereo")


def test_they_are_told_and_can_be_taken_back():
    request = Request(text="kicks", classes=("kick",), files=("wav", "stereo"))
    assert prompts.understood(request) == "kicks · stereo · wav"
    assert prompts.without(request, "files").files == ()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("any format is fine", ("stereo",)),
        ("forget the mp3", ("stereo",)),
        ("ok wav is fine after all", ("stereo",)),
        ("mono is fine too", ("mp3",)),
        ("forget the stereo", ("mp3",)),
        ("it doesn't have to be stereo", ("mp3",)),
        ("mono or stereo is fine", ("mp3",)),
    ],
)
def test_limits_are_taken_back(text, left):
    assert prompts.freed_of_files(text, Request(files=("mp3", "stereo")))[1].files == left


def test_a_folder_is_taken_back_and_nothing_where_there_is_no_limit():
    assert prompts.freed_of_files("from anywhere", Request(named=("808/", "FF")))[1].named == ("FF",)
    assert prompts.freed_of_files("any format", Request()) == ("any format", None)
    assert prompts.freed_of_files("mp3 is fine", Request(files=("mp3",))) == ("mp3 is fine", None)
