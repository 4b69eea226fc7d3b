"""What a single prompt is understood as: one table for each thing that can be said."""

import pytest

from bot.prompts import parse, read, understood
from retrieval_core.request import Request

PERCUSSION = ("perc", "conga", "bongo", "cowbell", "tambourine", "shaker", "tabla")
APPROACHES = ("contrastive", "hybrid", "linear_projection", "prototype")


def ask(prompt: str) -> Request:
    return parse(prompt, approaches=APPROACHES)


def test_everything_at_once() -> None:
    assert ask(
        "hey, could you find me three dark piano loops in A minor around 140, no vocals please"
    ) == Request(
        text="dark piano loops",
        k=3,
        classes=("piano", "keysloop"),
        exclude=("vocal",),
        kind="loop",
        tempo=(135, 145),
        key="A minor",
        qualities=("dark",),
    )


@pytest.mark.parametrize(
    ("prompt", "approach"),
    [
        ("kicks using contrastive", "contrastive"),
        ("soft pads via linear projection", "linear_projection"),
        ("hybrid approach, claps", "hybrid"),
        ("prototype", "prototype"),
        ("hybrid drums", None),
        ("prototype kicks", None),
    ],
)
def test_the_approach_by_name(prompt: str, approach: str | None) -> None:
    assert ask(prompt).approach == approach


@pytest.mark.parametrize("name", APPROACHES)
def test_the_name_of_an_approach_is_no_talk(name: str) -> None:
    assert read(f"use {name.replace('_', ' ')}", near=lambda _: {}).approach == name


@pytest.mark.parametrize(
    ("prompt", "text"),
    [
        ("could you please send me a lush ambient pad, thanks!", "lush ambient pad"),
        ("I'm working on a boom bap track and need a dusty snare", "boom bap dusty snare"),
        ("kicks please, it's for a house track", "kicks house"),
        ("much obliged. a snare now", "snare"),
        ("wonderful, sorry for my english. a deep bell", "deep bell"),
        ("a loop for a sad film scene", "loop for a sad film scene"),
        ("the sound of rain on a roof", "sound of rain on a roof"),
        ("<@123456> **kicks** `now` https://example.com/kick.wav", "kicks"),
        ("h\u200bi\u200b-hats", "hi hats"),
        ("ＫＩＣＫＳ", "kicks"),
    ],
)
def test_the_words_that_are_left_for_the_encoder(prompt: str, text: str) -> None:
    assert ask(prompt).text == text


@pytest.mark.parametrize(
    ("prompt", "intent"),
    [
        ("hello", "greeting"),
        ("good morning everyone!", "greeting"),
        ("thanks", "thanks"),
        ("perfect, thank you so much", "thanks"),
        ("help", "help"),
        ("?", "help"),
        ("what can you do?", "help"),
        ("tell me a joke", "other"),
        ("i lost my keys", "other"),
        ("I play drums in a band", "other"),
        ("should I buy a moog", "other"),
        ("ty, ur a lifesaver", "thanks"),
        ("wait what can you actually do", "help"),
        ("My client sells jewellery, so I'm thinking wind chimes", "find"),
        ("what's the capital of France", "other"),
        ("who played drums on Thriller", "other"),
        ("😂😂", "other"),
        ("", "other"),
        ("hello, I need a kick", "find"),
        ("can you help me find a bassline", "find"),
        ("helicopter", "find"),
        ("more", "more"),
    ],
)
def test_what_is_meant_at_all(prompt: str, intent: str) -> None:
    assert ask(prompt).intent == intent


@pytest.mark.parametrize(
    ("prompt", "classes"),
    [
        ("snaer", ("snare",)),
        ("paino loop", ("piano", "keysloop")),
        ("tamborine", ("tambourine",)),
        ("saxaphone", ("reed",)),
        ("hi hta", ("hihat",)),
        ("kickz", ("kick",)),
        ("give me snres and hihts", ("snare", "hihat")),
        ("syth bass", ("synthbass",)),
        ("snar drum", ("snare",)),
        ("oiano nad snrae", ("piano", "snare")),
        ("a loss of heart, father", ()),
        ("a bill and some good", ()),
        ("the mayor of the county", ()),
        ("bring the very same story", ()),
        ("a wine glass", ("foley",)),
        ("remixing what we rehearsed, on four channels", ()),
        # Words of other languages are no typos of English ones.
        ("pas trop", ()),
        ("también", ()),
        ("wir sind tous ici", ()),
        ("y una caja también", ("snare",)),
        ("castanets, dry and clattery", ("castanets",)),
    ],
)
def test_typos_are_forgiven_and_ordinary_words_left_alone(prompt: str, classes: tuple[str, ...]) -> None:
    assert ask(prompt).classes == classes


@pytest.mark.parametrize(
    ("prompt", "shown"),
    [
        ("drum loops around 140, no hats", "drum loops · 135-145 bpm · no hi-hats"),
        ("three dark kicks", "3 dark kicks"),
        ("kick or snare one-shots in F#m under 2 s", "kick or snare one-shots · F# minor · under 2 s"),
        ("piano loops above 120 bpm", "piano loops · above 120 bpm"),
        ("piano loops betwen 100 adn 115 bmp", "piano loops · 100-115 bpm"),
        ("kick, nto to bright", "dark kicks"),
        ("juno", "“juno”"),
        ("helicopter", "foley sounds"),
        ("something dark", "dark sounds"),
        ("just one clap", "1 clap"),
        ("anything but drums", "any sounds · no drums"),
        ("more like the second one", "any sounds · like the second"),
        ("thanks", "thanks"),
        ("percussion and kicks", "percussion hits or kicks"),
        ("drums without percussion", "drums · no percussion hits"),
        ("a low tone that never changes", "low drones"),
    ],
)
def test_what_was_understood_is_shown_in_a_few_words(prompt: str, shown: str) -> None:
    assert understood(ask(prompt)) == shown


@pytest.mark.parametrize(
    ("prompt", "classes", "qualities"),
    [
        ("the chorus feels empty, I think a tambourine would fill it", ("tambourine",), ()),
        ("this beat got my dorm bouncing, now a siren", ("fx",), ()),
        ("a shaker to sit on top of my soft piano loop, something crisp", ("shaker",), ("crisp",)),
        ("this kick sounds weak, need a fat one", ("kick",), ("fat",)),
        ("have you got a didgeridoo, I'm dead serious", ("drone",), ()),
        ("piano for a slow song", ("piano",), ()),
        ("to have a gong", ("gong",), ()),
        ("a kick that absolutely slaps", ("kick",), ()),
    ],
)
def test_stories_and_purposes_ask_for_nothing(
    prompt: str, classes: tuple[str, ...], qualities: tuple[str, ...]
) -> None:
    found = ask(prompt)
    assert (found.classes, found.kind, found.qualities) == (classes, None, qualities)


@pytest.mark.parametrize(
    ("prompt", "intent"),
    [
        ("heyy", "greeting"),
        ("I'm new here, how does this thing work?", "help"),
        ("the snare was perfect, thank you", "thanks"),
        ("thank you for the kicks", "thanks"),
        ("thx the snare is exactly right", "thanks"),
        ("thanks for the hats, now a ride", "find"),
        ("pls 2 claps thx", "find"),
        ("what's the best way to mix a kick", "other"),
        ("anyone going to the jam session on thursday?", "other"),
        ("what interface do you all use for recording guitar", "other"),
        ("does anybody know a good drum teacher in leeds", "other"),
        ("mastering chain tips? my kicks keep clipping", "other"),
        ("I just finished the mix of my short film last night", "other"),
        ("the piano in the hall is out of tune", "other"),
        ("lol that last one is cursed", "other"),
        ("can somebody listen to my track", "other"),
        ("can I use these in a game", "other"),
        ("I need to sleep", "other"),
        ("why does my 808 sound so muddy", "other"),
        ("testing testing 123", "other"),
        ("thx bro these slap", "thanks"),
        ("obrigado, it was perfect", "thanks"),
        ("thank you, the first one fits the scene", "thanks"),
        ("how did you pick these?", "help"),
        ("sup bot how do u work", "help"),
        ("hey guys im new here", "greeting"),
        ("hello, is anybody here", "greeting"),
        ("like when a robot talks", "find"),
        ("the sound old videogames make when you pick up a coin", "find"),
        ("that thing dubstep does before the drop", "find"),
        ("i dont know what its called, its like a big wet cloth", "find"),
        ("someone whistling", "find"),
        ("anyone got a lightsaber", "find"),
        ("I could see a harp here", "find"),
        ("what's a good snare for trap", "find"),
        ("my client wants a riser", "find"),
        ("recommend me a good restaurant", "other"),
        ("who's better, Dilla or Madlib?", "other"),
        ("my clap folder is full", "other"),
        ("who has a didgeridoo?", "find"),
        ("I search for a kick that is deep. thank you", "find"),
        ("I play guitar and a flute would be nice", "find"),
        ("where do you keep the tablas", "find"),
        ("a jingle for youtube", "find"),
        ("my twitch stream needs an intro sound", "find"),
        ("does anyone know a good plugin for noise reduction on dialogue", "other"),
        ("premiere crashed on me again, brb", "other"),
        ("a dark kick today", "find"),
        ("stop sending me kicks", "find"),
        ("if i hear one more cowbell i quit", "find"),
        ("i may not need kicks", "other"),
        ("i don't need anything", "other"),
        ("i need anything but kicks", "find"),
        ("no kicks", "find"),
        ("give me a second", "other"),
        ("hold on, snares instead", "find"),
        ("what does a guiro sound like?", "find"),
        ("how does a cabasa sound", "find"),
        ("what's the sound of a cowbell?", "find"),
        ("how does my kick sound", "other"),
        ("how do i make a kick sound punchy", "other"),
        ("the sound of a zip", "find"),
        ("I love this server", "other"),
        ("lol that's exactly the creaky door from my grandma's house", "other"),
        ("good morning, how is everybody doing", "greeting"),
        ("is there a list of commands?", "help"),
    ],
)
def test_talk_is_told_from_wishes(prompt: str, intent: str) -> None:
    assert ask(prompt).intent == intent


def test_without_approaches_none_is_asked_for() -> None:
    assert parse("use hybrid: kicks", approaches=()).approach is None


def test_beats_of_a_bar_are_no_number_and_of_course_is_no_course() -> None:
    assert ask("a bass drum and something for the two and four").k == Request().k
    assert ask("a break that a real drummer played? Tempo's 172").tempo == (168, 176)
    assert parse("E flat minor of course", parse("funky clav")).key == "D# minor"
