"""What the clauses of a prompt do beside each other: remarks give nothing, corrections take back."""

from dataclasses import replace

import pytest

from bot.prompts import parse
from bot.prompts.learned.roles import reread
from retrieval_core.request import Request


@pytest.mark.parametrize(
    ("prompt", "plain"),
    [
        ("kicks. It is always 1984 somewhere.", "kicks"),
        ("the weather is gloomy today. sad piano", "sad piano"),
        ("I have been up for 40 hours, need a kick", "kick"),
        # What is told of music, of the sounds or as a wish of somebody counts.
        ("my track is in F minor, need a bass", "bass in F minor"),
        ("We're at 128. I need a top loop", "top loop at 128"),
        ("My client wants it dark. Strings.", "dark strings"),
        ("They need to be dark. Pads.", "dark pads"),
        ("ride cymbal, one will do", "one ride cymbal"),
    ],
)
def test_a_remark_beside_a_wish_says_nothing_of_the_sound(prompt: str, plain: str) -> None:
    found, wanted = parse(prompt), parse(plain)
    for name in ("classes", "k", "tempo", "key", "qualities", "exclude", "lacking", "kind", "duration"):
        assert getattr(found, name) == getattr(wanted, name), name


def test_a_remark_beside_a_change_changes_nothing_more() -> None:
    pads = Request(text="pads", classes=("pad",))
    assert parse("number 3 is cool, got anything darker?", pads).like_ranks == (3,)


@pytest.mark.parametrize(
    ("prompt", "plain"),
    [
        ("snares between 2 and 4... nah just give me four snares", "four snares"),
        ("pads, no, make that plucks", "plucks"),
        ("kick, sorry, snare", "snare"),
        ("snare pls. wait make that 3 snares", "3 snares"),
        ("drum loop at 120, actually no, 130", "drum loop at 130"),
        ("bass in C minor, sorry, C# minor", "bass in C# minor"),
        ("bright pad, scratch that, dark pad", "dark pad"),
        ("one-shot, sorry, loop, of a guitar", "guitar loop"),
        ("I was going to ask for a 909 hat, but no: a 606 hat", "606 hat"),
        ("scratch that, snares", "snares"),
        ("uh scratch that I meant ride cymbals", "ride cymbals"),
        # These take nothing back.
        ("pads, no plucks", "pads without plucks"),
        ("drum loop, sorry if this was asked before", "drum loop"),
        ("claps, no, seriously, claps", "claps"),
        ("kick, wait for it, with a huge tail", "huge kick with a long tail"),
    ],
)
def test_what_is_taken_back_within_a_prompt(prompt: str, plain: str) -> None:
    found, wanted = parse(prompt), parse(plain)
    for name in ("classes", "k", "tempo", "key", "qualities", "exclude", "kind"):
        assert getattr(found, name) == getattr(wanted, name), name


@pytest.mark.parametrize(
    ("prompt", "plain"),
    [
        ("do you have a djembe? if not bongos will do", "djembe or bongos"),
        ("djembe but if u have none conga is ok", "djembe or conga"),
        ("oboe? if not then a clarinet, if not flute", "oboe or clarinet or flute"),
        ("male vocals, no autotune, otherwise a choir", "male vocals and choir, no autotune"),
        ("bass guitar loop in e minor, otherwise a synth bass", "bass guitar loop in e minor or synth bass"),
        # These are no second choice.
        ("theremin? if theres none then a whistle", "theremin or whistle"),
        ("a snare if not too loud", "quiet snare"),
        ("got a pad that isn't bright? if not, no worries", "dark pad"),
    ],
)
def test_what_will_do_where_the_first_choice_is_lacking_is_asked_for(prompt: str, plain: str) -> None:
    found, wanted = reread(parse(prompt), prompt), parse(plain)
    for name in ("tempo", "key", "qualities", "exclude", "lacking", "kind"):
        assert getattr(found, name) == getattr(wanted, name), name
    assert {*found.classes} == {*wanted.classes}


@pytest.mark.parametrize(
    ("prompt", "intent"),
    [
        ("Morning, gentlemen.", "greeting"),
        ("wagwan everyone", "greeting"),
        ("hello my lovely producers", "greeting"),
        ("hi Derek", "greeting"),
        ("Much obliged, chaps", "thanks"),
        ("many thanks to all", "thanks"),
        ("ok nevermind i found it", "other"),
        ("that beat was fire bro", "other"),
        ("that snare in your track is so punchy", "other"),
        ("I need to tune my drums before the gig", "other"),
        ("selling two guitars and an amp", "other"),
        ("hats off to whoever built this", "other"),
        ("noice", "thanks"),
        ("need tips for hats", "other"),
        ("is there a way to make my hats less harsh?", "other"),
        ("need to buy strings for my guitar", "other"),
        ("hey guys, anyone know why the bot only sends 5 sounds?", "other"),
        ("how do you get that reese sound", "other"),
        ("which kick do you like more, a or b", "other"),
        ("everything i make is in a minor", "other"),
        ("too loud in here", "other"),
        ("140 or 174?", "other"),
        ("where do you guys get your kicks", "other"),
        ("love the vocals, love the bass", "other"),
        ("someones drilling next door", "other"),
        ("feeling low", "other"),
        ("dark out already", "other"),
        ("warm today lol", "other"),
        ("slow day", "other"),
        ("hard times", "other"),
        ("thunderstorm here", "other"),
        ("hold on 5 min", "other"),
        ("What is it you can do, exactly?", "help"),
        ("how do i ask for a loop", "help"),
        ("does this bot do loops", "help"),
        ("what does the key thing mean", "help"),
        ("hello from london", "greeting"),
        ("see you all next week", "greeting"),
        ("hope everyone is well", "greeting"),
        ("hope you all have a good weekend", "greeting"),
    ],
)
def test_what_asks_for_no_sound(prompt: str, intent: str) -> None:
    assert parse(prompt).intent == intent


@pytest.mark.parametrize(
    ("prompt", "id"),
    [
        ("Good evening all. Could I trouble the machine for three closed hi-hats?", "hihat"),
        ("a snare would not go amiss", "snare"),
        ("is a tambourine too much to ask", "tambourine"),
        ("need help with my track, it needs a shaker", "shaker"),
        ("help me find a kick for my track", "kick"),
        ("is there a way to get a fat kick", "kick"),
        ("need drums like a jazz drummer", "drums"),
        ("anyone know where i can find 909 hats", "hihat"),
        ("where do you have kicks", "kick"),
        ("birds outside", "foley"),
        ("love the kick in this track, got anything close?", "kick"),
        ("everything i have is too clean, need a dirty kick", "kick"),
    ],
)
def test_a_wish_in_a_roundabout_way_is_one(prompt: str, id: str) -> None:
    assert parse(prompt).classes == (id,)


CLAPS = Request(text="short claps", classes=("clap",), tempo=(118.0, 122.0), qualities=("short",))


@pytest.mark.parametrize(
    ("prompt", "field"),
    [
        ("the tempo is unimportant", "tempo"),
        ("leave the tempo open", "tempo"),
        ("tempo doesn't matter any more", "tempo"),
        ("Length is unimportant, come to think of it", "qualities"),
        ("I do not mind how long they are", "qualities"),
    ],
)
def test_what_is_said_not_to_matter_no_longer_holds(prompt: str, field: str) -> None:
    found = parse(prompt, CLAPS)
    assert found.classes == ("clap",)
    assert not getattr(found, field)


def test_turns_that_correct_complete_or_replace() -> None:
    assert parse("no sorry, 85", CLAPS).tempo == (83.0, 87.0)
    assert parse("wait, now I need a piano", CLAPS).qualities == ()
    assert parse("now I need an 808 in D minor", CLAPS).classes == ("kick", "synthbass")
    assert parse("wait, no snares", CLAPS) == replace(CLAPS, exclude=("snare",))
    assert parse("got a snare?", CLAPS).qualities == ()
    choir = Request(text="choir", classes=("choir",))
    assert parse("ok gotta go, my class starts in 5 minutes", choir).intent == "other"


@pytest.mark.parametrize(
    "prompt",
    [
        "how long should a riser be",
        "the snare in that song is insane",
        "the kick on this is huge",
        "just picked up a vintage rhodes for 800 bucks",
        "looking for drum and bass producers",
        "any drummers in london?",
        "free drum kit giveaway, 100 kicks 80 snares, comment to get it",
        "my new sample pack is out now!! 200 drum loops, 50 bass one shots, link in bio",
        "808 vs 909 for trap",
        "is this a 909 kick?",
        "how to make a kick",
        "any idea how to get rid of hiss",
        "any plans to add more vocals to the bot",
        "the brass section on that is so tight",
        "the hats on your new one are crispy",
        "i broke a string",
        "i play guitar and a bit of bass",
        "fireworks all night",
        "rain again today... never stops here",
    ],
)
def test_what_is_talk_beyond_doubt_is_no_wish_to_the_reader_either(prompt: str) -> None:
    assert reread(parse(prompt), prompt).intent == "other"


@pytest.mark.parametrize(
    ("prompt", "id"),
    [
        ("the snare in that song please", "snare"),
        ("the snare in that song is insane, need one like it", "snare"),
        ("is that a sitar? send me one", "sitar"),
        ("selling nothing, just looking for a crash", "crash"),
        ("got 3 kicks?", "kick"),
        ("need a riser, the pack is out tomorrow", "riser"),
        ("rain on a window at night", "foley"),
        ("crowd noise here please", "texture"),
        ("drumroll for announcing the winner of a giveaway", "snare"),
    ],
)
def test_what_is_like_such_talk_and_asks_for_a_sound_is_a_wish(prompt: str, id: str) -> None:
    assert reread(parse(prompt), prompt).classes == (id,)


def test_what_is_said_of_an_answer_and_names_no_sound_changes_nothing() -> None:
    for remark in ("ouch", "oof", "saved", "lunch time"):
        assert parse(remark, CLAPS).intent == "other", remark
    for wish in ("helicopter", "zombie please", "more realistic"):
        assert parse(wish, CLAPS).intent == "find", wish
