"""Hits that were shown: some are pointed at, asked about, praised or refused, and what was asked for before comes back."""

from dataclasses import replace

import pytest

from bot.prompts import Shown, asked_on, likens, meant, parse, pointed, refuses, sent_for, turns_back
from bot.prompts.speech.verdicts import verdict
from retrieval_core.request import Intent, Request
from tests.bot.prompts.test_turns import KICKS, LOOPS


@pytest.mark.parametrize(
    ("prompt", "k"),
    [
        ("more", 3),
        ("another five", 5),
        ("next", 3),
        ("more kicks", 3),
        ("any others?", 3),
        ("any others close to it", 3),
        ("3 more please", 3),
        ("show me more results", 3),
        ("I don't like any of these", 3),
        ("nah, none of them hit. show me more", 3),
        ("these all suck", 3),
        ("run it back, 10 more", 10),
        ("show me another 4", 4),
        ("yoo these slap, keep em coming", 3),
        ("hate it", 3),
        ("almost", 3),
        ("the others sucked", 3),
        ("that one's out of tune", 3),
        ("the kick is really bad", 3),
        ("more variety", 3),
        ("lots more", 3),
        ("thats not enough", 3),
        ("nope", 3),
        ("nah", 3),
        ("nah man, not feeling it", 3),
        ("still no", 3),
    ],
)
def test_the_next_page(prompt: str, k: int) -> None:
    assert parse(prompt, KICKS) == replace(KICKS, intent="more", k=k)


@pytest.mark.parametrize(
    ("prompt", "ranks"),
    [
        ("more like the second one", (2,)),
        ("something like the last one", (-1,)),
        ("similar to #3", (3,)),
        ("the 4th one is great, more of those", (4,)),
        ("ok the third one slaps, more like that", (3,)),
        ("1 and 4 are nice, more of those", (1, 4)),
        ("1, 3 and 5 more like those", (1, 3, 5)),
        ("number 3 and number 5 are cool more like these", (3, 5)),
        ("like the first two", (1, 2)),
        ("more like the first and the last one", (1, -1)),
        ("between 2 and 4", (2, 4)),
        ("1 & 3", (1, 3)),
        ("1 and two are great, more like them", (1, 2)),
        ("i want 3 and 4", (3, 4)),
        ("can i have 2, 3 and 5", (2, 3, 5)),
        ("#1, #3 and #6 keep me happy. more along those lines", (1, 3, 6)),
        ("more like the forth", (4,)),
        ("number two and three are good, send more like these", (2, 3)),
    ],
)
def test_more_like_some_of_the_hits(prompt: str, ranks: tuple[int, ...]) -> None:
    assert parse(pointed(prompt, Shown(5)), KICKS) == replace(KICKS, like_ranks=ranks, skip=())


@pytest.mark.parametrize(
    ("prompt", "rank"), [("4 but longer", 4), ("ok, 5 but with a longer tail", 5), ("4 is too bright", 4)]
)
def test_a_number_alone_is_that_of_a_hit_where_it_is_to_be_otherwise(prompt: str, rank: int) -> None:
    request = parse(pointed(prompt, Shown(5)), KICKS)
    assert (request.like_ranks, request.k) == ((rank,), KICKS.k)


@pytest.mark.parametrize(
    ("prompt", "k"),
    [
        ("4", 4),
        ("4 longer ones", 4),
        ("4 more of those", 4),
        ("ok three of those", 3),
        ("just the first two", 2),
        ("4 please", 4),
        ("3 sounds", 3),
        ("fewer, three's plenty", 3),
        ("4's plenty", 4),
    ],
)
def test_a_number_alone_is_a_count_else(prompt: str, k: int) -> None:
    request = parse(prompt, KICKS)
    assert (request.like_ranks, request.k) == ((), k)


def test_another_sample_is_meant_than_the_one_before() -> None:
    assert parse("more like the first", replace(KICKS, like=(17,), like_ranks=(2,))) == replace(
        KICKS, like_ranks=(1,), skip=()
    )


@pytest.mark.parametrize(
    ("prompt", "intent"),
    [
        ("haha the second one sounds like a duck", "other"),
        ("haha they sound like ducks", "other"),
        ("beautiful.", "thanks"),
        ("the last one made my cat jump", "other"),
        ("thank you, the first one fits the scene", "thanks"),
        ("perfect, I'll take number 3", "thanks"),
        ("i'll take 2", "thanks"),
        ("5 goes hard", "thanks"),
        ("4th is nuts", "thanks"),
        ("2 and 3 are so dope man", "thanks"),
        ("love that one", "thanks"),
        ("digging these", "thanks"),
        ("thats a vibe", "thanks"),
        ("niiice", "thanks"),
        ("dats the one", "thanks"),
        ("ok ok that's more like it", "thanks"),
        ("thank you, grandmother will be happy :)", "thanks"),
        ("perfect, my mother is angry", "thanks"),
        ("the first one is beautiful, my grandmother will like it", "thanks"),
        ("getting closer", "thanks"),
        ("that one's clean", "thanks"),
        ("boom. love it", "thanks"),
        ("loool", "other"),
        ("3 of these r trash", "other"),
        ("got it, loading it in my daw", "other"),
        ("dragging #2 into ableton", "other"),
        ("is there a way to make my kicks less harsh", "other"),
    ],
)
def test_a_remark_about_a_hit_asks_for_nothing(prompt: str, intent: Intent) -> None:
    assert replace(parse(prompt, KICKS), like_ranks=()) == Request(intent=intent)


@pytest.mark.parametrize(
    ("prompt", "liked", "gone"),
    [
        ("1 no, 2 no, 3 no, 4 hmm, 5 YES", (5,), (1, 2, 3)),
        ("1 & 2 yes, 3 hell no, 4 5 idk", (1, 2), (3,)),
        ("yes 2, no 3", (2,), (3,)),
        ("2 is not bad, 4 is not great", (2,), (4,)),
        ("1, 2 and 5 make the cut", (1, 2, 5), ()),
        ("hahaha that's the one, 3", (3,), ()),
        ("3 is buttery", (3,), ()),
        ("ok 1", (1,), ()),
        ("4 maybe", (4,), ()),
        ("ooh 3 tho", (3,), ()),
        ("2 hits hardest imo", (2,), ()),
        ("2 is a bit much", (), (2,)),
        ("dreamyyy", (), ()),
        ("spooky haha", (), ()),
        ("nasty in a good way lol", (), ()),
        ("oh that's lush", (), ()),
        ("oh hell yeah", (), ()),
    ],
)
def test_what_is_thought_of_hits(prompt: str, liked: tuple[int, ...], gone: tuple[int, ...]) -> None:
    assert verdict(prompt) == (liked, gone)


@pytest.mark.parametrize(
    "prompt",
    (
        "dark, darker!!, so dark, crisp please, nice and warm, too scary haha, 2 dark, 3, 3 please, 3 of these, yeah, "
        "is 3 any good?, like 2 not 4, 3 is great but too long"
    ).split(", "),
)
def test_what_may_ask_for_something_is_no_verdict(prompt: str) -> None:
    assert verdict(prompt) is None


@pytest.mark.parametrize(
    ("prompt", "intent"),
    [
        ("haha the second one sounds like a duck", "other"),
        ("where are these from, can i use them in my podcast?", "about"),
        ("the second one is perfect", "thanks"),
        ("these are too bright", "find"),
        ("the first one has too much reverb", "find"),
        ("can you do that in D minor", "find"),
        ("it should be darker", "find"),
        ("getting these darker would be nice", "find"),
        ("any key is fine", "find"),
    ],
)
def test_what_is_said_of_the_hits_may_be_a_wish(prompt: str, intent: str) -> None:
    assert parse(prompt, KICKS).intent == intent


@pytest.mark.parametrize(
    ("prompt", "ranks"),
    [
        ("drop the second", (2,)),
        ("without the first one please", (1,)),
        ("i dont want number 3", (3,)),
        ("not the last one", (-1,)),
        ("3 sucks", (3,)),
        ("the fourth is out of tune", (4,)),
        ("dont like 3", (3,)),
        ("not 2 and 5", (2, 5)),
        ("anything but 3", (3,)),
        ("all but the third", (3,)),
        ("less like the 4th", (4,)),
        ("#2 sounds like trash", (2,)),
        ("but not like 1", (1,)),
        ("and not the second either", (2,)),
        ("nor the first", (1,)),
        ("neither 1 nor 3", (1, 3)),
        ("also not 2, and not 4", (2, 4)),
        ("nothing like 3", (3,)),
        ("forget the last", (-1,)),
        ("dont want anything like 3", (3,)),
        ("1 and 3 are basically identical", (1, 3)),
        ("the third has to go", (3,)),
        ("everything but 3 is great", (3,)),
        ("can you remove 4", (4,)),
        ("replace 4, it's a tom", (4,)),
        ("not the last one, that's clipping", (-1,)),
        ("skip #2 because it's a cymbal", (2,)),
        ("4 has birds in it can you remove that one", (4,)),
        ("#2 and #5 are just noise to me. Please drop those.", (2, 5)),
        ("Sorry, 4 is not a violin", (4,)),
        ("no more like 2 please", (2,)),
    ],
)
def test_a_hit_that_is_not_to_come_again(prompt: str, ranks: tuple[int, ...]) -> None:
    assert parse(prompt, LOOPS) == Request(intent="without", like_ranks=ranks)


@pytest.mark.parametrize(
    ("prompt", "refused", "changed"),
    [
        ("not 3, something brighter", (3,), {"qualities": ("bright",)}),
        ("the third has the hook i want. ok last thing, a clap", (), {"text": "clap", "classes": ("clap",)}),
        ("2 is going in the track! now give me a clap", (), {"text": "clap", "classes": ("clap",)}),
        ("love the last one. a clap now", (), {"text": "clap", "classes": ("clap",), "like_ranks": ()}),
        ("the second is great, but brighter", (), {"qualities": ("bright",), "like_ranks": (2,)}),
        ("number 3 is nice but the hiss has to go", (), {"like_ranks": (3,)}),
        ("#2 sucks, more", (2,), {"intent": "more"}),
        ("these are too similar, something different", (), {"intent": "more", "exclude": ()}),
        ("#3 is filthy, gimme another three like that", (), {"like_ranks": (3,), "k": 3}),
    ],
)
def test_a_wish_behind_what_is_said_of_a_hit(
    prompt: str, refused: tuple[int, ...], changed: dict[str, object]
) -> None:
    request = parse(prompt, KICKS)
    assert request.refused_ranks == refused
    assert {name: getattr(request, name) for name in changed} == changed


@pytest.mark.parametrize(
    ("prompt", "liked", "refused"),
    [
        ("3 sucks, 1 is great", 1, 3),
        ("3 sucks but 1 is great", 1, 3),
        ("2 is perfect. 4 is trash.", 2, 4),
    ],
)
def test_one_is_liked_and_another_is_not(prompt: str, liked: int, refused: int) -> None:
    assert parse(prompt, KICKS) == replace(KICKS, like_ranks=(liked,), refused_ranks=(refused,), skip=())


@pytest.mark.parametrize(
    ("prompt", "ranks"),
    [
        ("none of these except 4", (4,)),
        ("they all suck but 2", (2,)),
        ("these are bad except for 1 and 2", (1, 2)),
        ("they're all too long except 2", (2,)),
        ("drop all but 2", (2,)),
        ("only 2 is any good", (2,)),
        ("i like 1 and 2, not the other three", (1, 2)),
        ("ok 1 and 4 are fire but the rest nah", (1, 4)),
        ("1 3 and 5 are solid, the other two can go in the sea", (1, 3, 5)),
        ("mm the 2nd one slaps the rest mid", (2,)),
        ("4! 4 is perfect, the rest are kinda plasticky", (4,)),
        ("the fourth i could live with. the others i could not.", (4,)),
        ("i like the second; the rest i don't like", (2,)),
        ("the rest is trash but 2 is ok", (2,)),
        ("2 and 4 yes, everything else no", (2, 4)),
        ("all but the third are terrible", (3,)),
        ("i only like 5", (5,)),
    ],
)
def test_one_that_is_spared_is_liked_and_all_others_are_not(prompt: str, ranks: tuple[int, ...]) -> None:
    assert parse(prompt, KICKS) == replace(KICKS, like_ranks=ranks, refused_ranks=(0,), skip=())


@pytest.mark.parametrize(
    "prompt",
    [
        "1 is great and the rest is fine too",
        "love 2, others?",
        "keep 2, show me the rest",
        "only 2",
        "4 others",
    ],
)
def test_others_that_are_no_worse_are_not_refused(prompt: str) -> None:
    assert 0 not in parse(prompt, KICKS).refused_ranks


@pytest.mark.parametrize("prompt", ["not 120", "minus 10", "no more than 3"])
def test_a_number_that_is_refused_may_be_no_hit(prompt: str) -> None:
    assert parse(prompt, LOOPS).intent == "find"


@pytest.mark.parametrize(
    ("prompt", "ranks"),
    [
        ("what's the tempo of the first one", (1,)),
        ("how long is the last one?", (-1,)),
        ("what key is number 3 in?", (3,)),
        ("how long are these?", ()),
        ("what bpm is it", ()),
        ("the third one is great, what key is it in?", (3,)),
        ("nice, what tempo is the second?", (2,)),
        ("key of 2?", (2,)),
        ("what bpm are 2 and 3", (2, 3)),
        ("whats 1's key", (1,)),
        ("number 2 what key", (2,)),
        ("third one is nice, what note is it", (3,)),
        ("is 2 in c minor?", (2,)),
        ("is it a loop?", ()),
        ("ok first one. what is it called?", (1,)),
        ("what's the second one called", (2,)),
        ("is it mono?", ()),
        ("how loud is it", ()),
        ("alright whats the license on these", ()),
        ("are these royalty free?", ()),
        ("which folder is 1 from?", (1,)),
        ("where is #1", (1,)),
        ("which file is #2", (2,)),
        ("path of #1", (1,)),
        ("root note of #2?", (2,)),
        ("file size of 2?", (2,)),
        ("what format is 1", (1,)),
        ("what kind of sound is 2", (2,)),
        ("are these wavs?", ()),
        ("key?", ()),
        ("tune?", ()),
        ("mono or stereo?", ()),
        ("what sample rate", ()),
        ("ok. and the pitch of 1", (1,)),
        ("compare #1 and #3", (1, 3)),
    ],
)
def test_a_question_about_what_was_shown(prompt: str, ranks: tuple[int, ...]) -> None:
    assert parse(prompt, LOOPS) == Request(intent="about", like_ranks=ranks)


@pytest.mark.parametrize(
    "prompt",
    [
        "what tempo suits hip hop?",
        "what about longer ones",
        "how about in A minor",
        "is it possible to get them in C minor",
        "which of those is the shortest",
        "in the key of the second",
        "which ones are loops",
        "how about tuning it down",
        "where can i get more like that",
    ],
)
def test_what_is_no_question_about_what_was_shown(prompt: str) -> None:
    assert parse(prompt, LOOPS).intent != "about"


@pytest.mark.parametrize(
    "prompt",
    [
        "not this one",
        "i don't like it",
        "not quite right",
        "skip",
        "skip, show me the next ones",
        "nope didnt like any",
    ],
)
def test_one_that_is_refused_makes_room_for_others(prompt: str) -> None:
    assert parse(prompt, KICKS) == replace(KICKS, intent="more")


@pytest.mark.parametrize("prompt", ["random ones", "surprise me", "ok, surprise me"])
def test_any_of_those_asked_for(prompt: str) -> None:
    assert parse(prompt, KICKS) == replace(KICKS, random=True, skip=())


@pytest.mark.parametrize(
    ("prompt", "ranks"),
    [
        ("#3 pls", (3,)),
        ("send #3", (3,)),
        ("gimme number 3", (3,)),
        ("number 3 pls", (3,)),
        ("can i hear the second one again", (2,)),
        ("play 4", (4,)),
        ("#1 and #3", (1, 3)),
        ("the last two", (-2, -1)),
        ("send me 3", ()),
        ("3", ()),
        ("more like #3", ()),
        ("#3 but longer", ()),
        ("#3 is nice", ()),
        ("the first thing", ()),
        ("keep #1 and #3", (1, 3)),
        ("only the first", (1,)),
        ("i prefer #4", (4,)),
        ("the first and last are good, drop the others", (1, -1)),
        ("the first and last are good", ()),
        ("keep the first but darker", ()),
    ],
)
def test_hits_that_are_asked_for_themselves(prompt: str, ranks: tuple[int, ...]) -> None:
    assert sent_for(prompt) == ranks


@pytest.mark.parametrize(
    ("prompt", "steps"),
    [
        ("go back 2", 2),
        ("nah go back two", 2),
        ("take me back three turns please", 3),
        ("go back", 0),
        ("back to 120", 0),
        ("go back 2 kicks", 0),
        ("back to the kicks", 0),
        ("two steps back pls", 2),
        ("undo the last 2 changes", 2),
        ("undo my last two messages", 2),
        ("the original ones", -1),
        ("i liked the first batch more", -1),
        ("undo the key thing", 0),
        ("the first results again", -1),
        ("go back to how it was at the start", -1),
        ("as at the beginning", -1),
        ("back to where we started", -1),
        ("like the first", 0),
        ("ok the very first ones", -1),
        ("can you show me the ones from the beginning again", -1),
        ("the very first one", 0),
        ("go back to my first request", -1),
        ("undo everything", -1),
        ("drop the tempo limit... no, simply go back to the start", -1),
        ("too bright, go back two", 2),
        ("first batch was the best", -1),
        ("i'd rather have the very first ones you gave me", -1),
        ("the first ones were punchier", -1),
        ("the first one was punchier", 0),
    ],
)
def test_so_many_answers_back(prompt: str, steps: int) -> None:
    assert turns_back(prompt) == steps


@pytest.mark.parametrize(
    ("prompt", "same"),
    [
        ("a bass in the key of the second one", (("key", 2),)),
        ("same key but a bass", (("key", 0),)),
        ("a bass loop with the same tempo as #3", (("tempo", 3),)),
        ("a bass that fits the first one", (("key", 1), ("tempo", 1))),
    ],
)
def test_what_is_to_be_as_it_was_in_a_hit(prompt: str, same: tuple[tuple[str, int], ...]) -> None:
    request = parse(prompt, KICKS)
    assert (request.classes, request.same, request.like_ranks) == (("bass",), same, ())


@pytest.mark.parametrize(
    "prompt",
    [
        "go back",
        "undo that please",
        "nah, the previous ones were better",
        "back",
        "can we go back one",
        "ok the previous",
        "earlier ones",
        "put it back",
        "could you go back to what you had before",
        "too much, back up one step",
        "back to without",
        "less busy, please undo that",
        "too much rubble, how it was",
        "no wait, how it was before you added those",
        "hm, those lost the magic, show me the batch before",
        "alright nvm go back to the ones before",
        "no no, like before",
        "cancel that last change",
        "can i see the previous ones again",
        "too dirty lol go back one",
        "nah too bright go back",
        "i think i liked the earlier ones better, to be honest.",
        "hm, the previous ones had more heart",
    ],
)
def test_the_answer_before_the_last(prompt: str) -> None:
    assert parse(prompt, KICKS) == Request(intent="back")


@pytest.mark.parametrize(
    ("prompt", "text", "classes"),
    [
        ("back to the snares", "snares", ("snare",)),
        ("ok let's go back to dark snares", "dark snares", ("snare",)),
        ("same hats as before", "hats", ("hihat",)),
        ("hats again", "hats", ("hihat",)),
        ("no wait, the pads were better", "pads", ("pad",)),
        ("wait can u bring back the flutes", "flutes", ("flute",)),
        ("could you put the clap back", "clap", ("clap",)),
        ("hm i liked congas better, put em back", "congas", ("conga",)),
        ("i want the ride back", "ride", ("ride",)),
        ("these r cute but no. bells again", "bells", ("bells",)),
    ],
)
def test_what_was_asked_for_earlier_by_name(prompt: str, text: str, classes: tuple[str, ...]) -> None:
    request = parse(prompt, KICKS)
    assert (request.intent, request.text, request.classes) == ("back", text, classes)


@pytest.mark.parametrize(
    ("prompt", "intent"),
    [
        ("back to work", "other"),
        ("kicks again", "more"),
        ("back to 120 bpm", "find"),
        ("can you say that again", "other"),
        ("that movie was good", "other"),
        ("the first kick again", "find"),
    ],
)
def test_what_goes_back_to_no_earlier_sound(prompt: str, intent: str) -> None:
    assert parse(prompt, KICKS).intent == intent


@pytest.mark.parametrize(
    "prompt",
    [
        "show me those again",
        "can i hear these again",
        "ok, show them again",
        "all of them again",
        "all 3 again",
    ],
)
def test_the_hits_that_were_shown_are_shown_once_more(prompt: str) -> None:
    second_page = replace(KICKS, skip=(1, 2))
    assert parse(prompt, second_page) == second_page
    assert parse("again", second_page).intent == "more"


@pytest.mark.parametrize(
    ("prompt", "exclude"),
    [
        ("thats not a kick", ()),
        ("this is a snare not a kick", ("snare",)),
        ("that's a clap lol", ("clap",)),
        ("these have claps in them", ("clap",)),
        ("these are claps bro", ("clap",)),
        ("why are there claps", ("clap",)),
        ("still got claps", ("clap",)),
        ("i can still hear claps in it", ("clap",)),
    ],
)
def test_what_was_shown_and_is_not_what_was_asked_for_makes_room(
    prompt: str, exclude: tuple[str, ...]
) -> None:
    assert parse(prompt, KICKS) == replace(KICKS, exclude=exclude, intent="more")


def test_what_was_refused_and_came_all_the_same_makes_room() -> None:
    refused = replace(KICKS, exclude=("clap",))
    for prompt in ("why are there claps", "i said no claps"):
        assert parse(prompt, refused) == replace(refused, intent="more", skip=parse(prompt, refused).skip)
    assert parse("i said no snares", refused).exclude == ("clap", "snare")


def test_there_is_no_way_back_from_nothing() -> None:
    assert parse("go back").intent == "other"


def test_a_hit_that_is_good_but_for_something() -> None:
    request = parse(pointed("ok 2 is good but have you got it longer", Shown(5)), KICKS)
    assert (request.k, request.like_ranks, request.qualities) == (KICKS.k, (2,), ("dark", "long"))
    assert parse("minor 7", parse("rhodes chord")).k == Request().k


@pytest.mark.parametrize("prompt", ["similar to that but dirtier", "more like it", "close to these please"])
def test_what_likens_to_hits_that_were_spoken_of(prompt: str) -> None:
    assert likens(prompt)


@pytest.mark.parametrize(
    "prompt",
    [
        "ok im happy with that",
        "all good now",
        "that one then",
        "sweet, ill use that",
        "that'll do",
        "ill use the third one",
    ],
)
def test_what_closes_a_conversation_asks_for_nothing(prompt: str) -> None:
    assert parse(prompt, KICKS) == Request(intent="thanks")


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        ("darker than 2", "darker than #2"),
        ("something less bright than 5", "something less bright than #5"),
        ("not as bright as 2", "not as bright as #2"),
        ("brighter than 1 but darker than 4", "brighter than #1 but darker than #4"),
        ("longer than 4", "longer than #4"),
        ("longer than 4 s", "longer than 4 s"),
        ("longer than 1", "longer than 1"),
        ("darker than 7", "darker than #7"),
        ("longer than 7", "longer than 7"),
        ("pick 2", "pick #2"),
        ("more of 2", "more of #2"),
        ("more of 2 claps", "more of 2 claps"),
        ("digging 3, more like it", "digging #3, more like it"),
        ("pick 2 kicks", "pick 2 kicks"),
        ("more than 3", "more than 3"),
        ("same length as 3", "same length as #3"),
        ("around 124, give or take 3", "around 124, give or take 3"),
        ("between 4 and 5.5 s", "between 4 and 5.5 s"),
        ("an octave higher than 2", "an octave higher than #2"),
        ("keep 1 and 3", "keep #1 and #3"),
        ("only 2 and 4", "only #2 and #4"),
        ("1, 3 and 5 please", "#1 and #3 and #5 please"),
        ("one and three again", "#1 and #3 again"),
        ("show me 2 and 5 again", "show me #2 and #5 again"),
        ("something between 2 and 3", "something between #2 and #3"),
        ("between 2 and 3 seconds", "between 2 and 3 seconds"),
        ("i prefer 4", "i prefer #4"),
        ("i prefer 4 kicks", "i prefer 4 kicks"),
        ("only 2", "only 2"),
        ("show me 3", "show me 3"),
        ("2 or 3 please", "2 or 3 please"),
        ("2 darker kicks", "2 darker kicks"),
        ("4 and 2 hats", "4 and 2 hats"),
        ("no, 2", "no, 2"),
        ("2, but cleaner", "#2, but cleaner"),
        ("3 without the click", "#3 without the click"),
        ("take 2, brighter", "take #2, brighter"),
        ("4's lovely, but lower", "#4 is lovely, but lower"),
        ("2, darker", "2, darker"),
        ("3's plenty", "3's plenty"),
        ("fire. 3 is the one", "fire. #3 is the one"),
        ("2 sucks, more", "#2 sucks, more"),
        ("3 sounds please", "3 sounds please"),
        ("1, 2 and 4 keep. swap the rest", "#1 and #2 and #4 keep. swap the rest"),
        ("not the last 2", "not #4 and #5"),
        ("1 thru 3 r trash", "#1 and #2 and #3 r trash"),
        ("1-3 suck", "#1 and #2 and #3 suck"),
        ("2-3 kicks", "2-3 kicks"),
        ("Nr. 2 and number 4 out please", "#2 and #4 out please"),
        ("like 4 of them", "like 4 of them"),
    ],
)
def test_a_number_is_that_of_a_hit_where_it_counts_and_measures_nothing(prompt: str, said: str) -> None:
    assert pointed(prompt, Shown(5, longest=1.5)) == said


def test_another_hit_is_meant_than_the_one_before() -> None:
    counts = ["sorry 2 more please", "no, 4 more", "nah 5 is enough"]
    assert [meant(prompt) for prompt in counts] == [(), (), ()]
    assert [meant(prompt) for prompt in ("i meant #2", "no, 2", "no, darker")] == [(2,), (2,), ()]


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        ("what key is the second hat", "what key is #5"),
        ("more like the first hat", "more like #2"),
        ("the last hat but shorter", "#5 but shorter"),
        ("the second one", "the second one"),
        ("the first snare", "the first snare"),
    ],
)
def test_the_rank_of_a_hit_among_those_of_its_class(prompt: str, said: str) -> None:
    assert pointed(prompt, Shown(6, of=lambda classes: (2, 5) if "hihat" in classes else ())) == said


def test_what_is_one_of_its_class_is_called_by_its_name() -> None:
    shown = Shown(6, of=lambda classes: (2,) if "hihat" in classes else (1, 3, 4, 5, 6))
    assert pointed("the second kick was better", shown) == "#3 was better"
    # Of a kit its name is enough.
    assert pointed("the first hat louder", shown._replace(kit=True)) == "the first hat louder"
    one_each = Shown(2, of=lambda classes: (1,) if "kick" in classes else (2,), kit=True)
    assert pointed("play the snare", one_each) == "play #2"
    assert pointed("make the kick longer than the snare", one_each) == "make the kick longer than #2"
    assert pointed("the second kick louder", shown._replace(kit=True)) == "#3 louder"


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        ("that one but shorter", "#3 but shorter"),
        ("send me that again", "send me #3 again"),
        ("not that one", "not #3"),
        ("what is that", "what is that"),
    ],
)
def test_a_hit_that_was_told_apart(prompt: str, said: str) -> None:
    assert pointed(prompt, Shown(5, picked=(3,))) == said
    assert pointed(prompt, Shown(5)) == prompt


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        ("the middle one", "#3"),
        ("more like the one before the last", "more like #4"),
        ("the second to last is good", "#4 is good"),
    ],
)
def test_a_hit_by_where_it_lies_in_the_row(prompt: str, said: str) -> None:
    assert pointed(prompt, Shown(5)) == said


@pytest.mark.parametrize(
    ("prompt", "said", "unpicked"),
    [
        ("not that hat", "not #4", "not #4 and #5"),
        ("that hat but shorter", "#4 but shorter", "that hat but shorter"),
        ("not this kick, another", "not #1, another", "not #1, another"),
        ("not that snare", "not that snare", "not that snare"),
    ],
)
def test_a_hit_by_its_sound(prompt: str, said: str, unpicked: str) -> None:
    ranks = {"hihat": (4, 5), "kick": (1,)}
    shown = Shown(5, of=lambda classes: ranks.get(*classes, ()), picked=(4,))
    assert pointed(prompt, shown) == said
    assert pointed(prompt, shown._replace(picked=())) == unpicked


def test_what_exceeds_a_hit() -> None:
    assert parse("brighter than #1 but darker than #4", KICKS).than == (
        ("brightness", 1, 1),
        ("brightness", -1, 4),
    )
    assert parse("not as bright as #2", KICKS).than == (("brightness", -1, 2),)
    request = parse("not longer than #2", KICKS)
    assert (request.beyond, request.than) == ((("short", None),), (("length", -1, 2),))
    request = parse("a snare shorter than #2", KICKS)
    assert (request.classes, request.than, request.like_ranks) == (("snare",), (("length", -1, 2),), ())


@pytest.mark.parametrize(
    ("prompt", "same"),
    [
        ("same length as #3", (("duration", 3),)),
        ("as short as #2", (("duration", 2),)),
        ("same note as #1", (("key", 1),)),
        ("in the same key as #1 but shorter", (("key", 1),)),
        ("an octave higher than #2", (("key", 2),)),
        ("same tempo as the last one", (("tempo", -1),)),
    ],
)
def test_what_is_to_be_as_it_is_of_a_hit(prompt: str, same: tuple[tuple[str, int], ...]) -> None:
    request = parse(prompt, KICKS)
    assert (request.classes, request.same, request.like_ranks, request.k) == (
        KICKS.classes,
        same,
        (),
        KICKS.k,
    )


@pytest.mark.parametrize(
    "prompt",
    [
        "like 2, not like 4",
        "like 2 not 4",
        "more like 2 but not like 4",
        "more like 2 less like 4",
        "like 2, not feeling 4",
    ],
)
def test_what_is_like_one_hit_and_not_like_another(prompt: str) -> None:
    request = parse(prompt, KICKS)
    assert (request.like_ranks, request.refused_ranks) == ((2,), (4,))


@pytest.mark.parametrize(
    ("prompt", "ranks", "most"),
    [
        ("and 4?", (4,), ""),
        ("and of 3?", (3,), ""),
        ("ok and 5", (5,), ""),
        ("what about the first?", (1,), ""),
        ("and the longest?", (), "the longest"),
        ("and 4 toms", (), ""),
        ("and darker", (), ""),
        ("4", (), ""),
    ],
)
def test_the_last_question_goes_on(prompt: str, ranks: tuple[int, ...], most: str) -> None:
    assert asked_on(prompt) == (ranks, most)


@pytest.mark.parametrize(
    "prompt", ["mid.", "AWFUL lol", "so boring", "in a bad way", "kicks, nah", "ion like em"]
)
def test_a_verdict_on_all_that_was_shown_asks_for_others(prompt: str) -> None:
    assert parse(prompt, KICKS).intent == "more"
    assert refuses(prompt, KICKS.classes)


def test_what_was_spoken_of_is_what_is_binned() -> None:
    assert pointed("bin it", Shown(5, picked=(4,))) == "bin #4"
    assert pointed("the one in the middle", Shown(5)) == "#3"


def test_the_rest_that_is_too_much_goes() -> None:
    request = parse("the first and the third sit well together, the rest are rather too lively", KICKS)
    assert (request.like_ranks, request.refused_ranks) == ((1, 3), (0,))


def test_one_goes_back_from_what_went_too_far() -> None:
    assert parse("no, that's gone too far, let me have the previous ones back", KICKS).intent == "back"
