"""What a reply says: what gave way, what the library does not hold, what is only the nearest."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot import followups, prompts, sentences
from bot.conversation import Conversation
from bot.relaxation import relaxations
from bot.reply import Reply, Speaker
from db import QueryLog
from retrieval_core import Retriever, feedback
from retrieval_core.build import PROJECT
from retrieval_core.request import Hit, Request

ANN = Speaker("ann", "here")


@pytest.fixture
def conversation(retriever: Retriever, tmp_path: Path) -> Conversation:
    return Conversation(retriever, QueryLog.open(tmp_path / "log.db"), "console")


def test_what_is_there_is_given_without_doubt(conversation: Conversation) -> None:
    reply = conversation.ask("give me three kicks", ANN)
    assert reply.text == "3 samples:"
    assert not reply.doubtful
    assert reply.understood == "3 kicks"


def test_a_class_that_the_library_lacks_is_named_and_the_nearest_offered(conversation: Conversation) -> None:
    reply = conversation.ask("violin solo", ANN)
    assert reply.text == "The library holds no violins. The nearest 5 samples:"
    assert reply.doubtful
    assert len(reply.hits) == 5


def test_what_has_no_plural_is_named_as_the_taxonomy_has_it(conversation: Conversation) -> None:
    assert conversation.ask("foley", ANN).text.startswith("The library holds no foley sounds.")


def test_what_goes_with_sounds_is_named_beside_them(conversation: Conversation) -> None:
    reply = conversation.ask("i have a kick and a snare, what's missing?", ANN)
    assert reply.text.startswith("What goes with kicks and snares: ")
    assert {hit.fine for hit in reply.hits}.isdisjoint(["kick", "snare"])


def test_what_else_was_asked_for_still_holds(conversation: Conversation) -> None:
    reply = conversation.ask("violin loops between 90 and 100 bpm", ANN)
    assert reply.text.startswith("The library holds no violins.")
    assert all(hit.kind == "loop" and 90 <= hit.tempo <= 100 for hit in reply.hits)


def test_of_two_classes_one_is_there(conversation: Conversation) -> None:
    reply = conversation.ask("kicks and violins", ANN)
    kicks = conversation.retriever.catalog.allowed(Request(classes=("kick",)))
    assert reply.text == "The library holds no violins. 5 samples:"
    assert {hit.id for hit in reply.hits} <= set(kicks.ids().tolist())
    assert not reply.doubtful


def test_words_that_nobody_knows_are_doubted_below_the_measured_limit(tmp_path: Path) -> None:
    live = Retriever.open(PROJECT / "data/index")
    conversation = Conversation(live, QueryLog.open(tmp_path / "log.db"), "console")
    limit = live.limit()
    assert limit is not None
    for prompt in ("helicopter", "theremin", "foghorn", "boom bap", "marmalade", "zither of doom"):
        reply = conversation.ask(prompt, ANN)
        if reply.hits and not reply.request.classes:
            below = max(hit.score for hit in reply.hits) < limit
            foreign = prompts.is_foreign(reply.request.text)
            assert reply.doubtful == (below or foreign)
            assert ("names no sound that I know of" in reply.text) == foreign
            assert reply.text.startswith("I doubt that the library holds “") == (below and not foreign)


@pytest.mark.parametrize("besides", ["", ", no vocals"])
def test_what_is_refused_besides_raises_no_doubt(tmp_path: Path, besides: str) -> None:
    conversation = Conversation(
        Retriever.open(PROJECT / "data/index"), QueryLog.open(tmp_path / "log.db"), "console"
    )
    reply = conversation.ask(f"the two little drums hippies play with their hands{besides}", ANN)
    assert "doubt" not in reply.text


def test_adjectives_alone_are_never_doubted(conversation: Conversation) -> None:
    reply = conversation.ask("something dark and punchy", ANN)
    assert reply.hits
    assert not reply.doubtful


def test_what_gave_way_is_said(conversation: Conversation) -> None:
    reply = conversation.ask("a kick one-shot at 120 bpm", ANN)
    assert reply.text == "Nothing fits all of that. Leaving aside the tempo, the nearest 5 samples:"
    assert all(hit.kind == "one-shot" for hit in reply.hits)


def test_more_than_one_answer_holds_is_said(conversation: Conversation) -> None:
    reply = conversation.ask("twelve drum samples", ANN)
    assert (len(reply.hits), reply.text) == (10, "I show 10 at a time; “more” brings the next. 10 samples:")
    assert conversation.ask("ten drum samples", ANN).text == "10 samples:"


def test_a_next_page_shows_nothing_again(conversation: Conversation) -> None:
    first = conversation.ask("kicks", ANN)
    second = conversation.ask("more", ANN)
    groups = conversation.retriever.catalog.groups
    ids = [hit.id for hit in (*first.hits, *second.hits)]
    assert len(set(groups(ids))) == 10


def test_when_all_has_been_shown_nothing_else_comes_in_its_place(tmp_path: Path) -> None:
    conversation = Conversation(
        Retriever.open(PROJECT / "data/index"), QueryLog.open(tmp_path / "log.db"), "console"
    )
    assert [hit.fine for hit in conversation.ask("claps", ANN).hits] == ["clap"]
    reply = conversation.ask("more", ANN)
    assert (reply.text, reply.hits) == ("That was all that fits.", [])


def test_of_several_classes_each_is_answered(conversation: Conversation) -> None:
    reply = conversation.ask("six pianos and organs", ANN)
    of = {
        name: set(conversation.retriever.catalog.allowed(Request(classes=(name,))).ids().tolist())
        for name in ("piano", "organ")
    }
    assert [hit.rank for hit in reply.hits] == [1, 2, 3, 4, 5, 6]
    assert all(sum(hit.id in ids for hit in reply.hits) >= 3 for ids in of.values())


def test_a_word_that_is_no_class_can_be_refused(tmp_path: Path) -> None:
    conversation = Conversation(
        Retriever.open(PROJECT / "data/index"), QueryLog.open(tmp_path / "log.db"), "console"
    )
    names = [hit.name for hit in conversation.ask("kicks but no 808s", ANN).hits]
    assert names and not any("808" in name for name in names)
    reply = conversation.ask("no acoustic ones either", ANN)
    assert reply.understood == "kicks · not 808 · not acoustic"


def test_a_loop_is_not_promised_to_lack_a_drum(conversation: Conversation) -> None:
    assert "I cannot hear whether one has kicks in it" in conversation.ask("drum loops, no kicks", ANN).text


def test_only_what_must_give_way_does() -> None:
    asked = Request(classes=("snap",), kind="loop", beyond=(("short", 0.5),))
    lost = [words for _, words in relaxations(asked)]
    shorter, form, sound = "shorter than before", "one-shot or loop", "the kind of sound"
    assert lost[:4] == [[], [shorter], [form], [shorter, form]]
    assert lost[4:] == [[sound], [shorter, sound], [form, sound], [shorter, form, sound]]


def test_a_comparative_that_cannot_be_met_gives_way_alone() -> None:
    lost = [words for _, words in relaxations(Request(beyond=(("dry", 0.1), ("dark", 0.5))))]
    assert lost == [[], ["drier than before"], ["darker than before"], ["drier and darker than before"]]


def test_what_comes_nearest_to_a_limit_that_had_to_go_comes_first(conversation: Conversation) -> None:
    reply = conversation.ask("loops at 400 bpm", ANN)
    tempi = [hit.tempo or 0 for hit in reply.hits]
    fastest = conversation.ask("the fastest loops", Speaker("ben", "here")).hits[0].tempo
    assert "Leaving aside the tempo" in reply.text and tempi == sorted(tempi, reverse=True)
    assert tempi[0] == fastest


def test_a_key_gives_way_to_its_tonic_and_a_note_to_other_octaves() -> None:
    def ways(key: str) -> list[tuple[str | None, list[str]]]:
        return [(given.key, lost) for given, lost in relaxations(Request(key=key))]

    assert ways("A minor") == [("A minor", []), ("A", ["the mode"]), (None, ["the key"])]
    assert ways("C4") == [("C4", []), ("C", ["the octave"]), (None, ["the key"])]
    assert ways("C") == [("C", []), (None, ["the key"])]


def test_what_is_refused_stays_refused_whatever_gives_way() -> None:
    others = ("mp3", "flac", "ogg", "aiff", "opus")
    asked = Request(
        kind="loop", key="not C", tempo=(121.0, 119.0), duration=(3.0, 1.0), files=others, named=("a", "!b/")
    )
    (last, lost) = [*relaxations(asked)][-1]
    assert last == replace(asked, kind=None, named=("!b/",))
    assert lost == ["the name", "one-shot or loop"]


def test_that_nothing_has_what_was_to_be_most_is_said(conversation: Conversation) -> None:
    reply = conversation.ask("the fastest kick one-shots", ANN)
    assert reply.text.startswith("Nothing fits all of that. Leaving aside how fast they are")
    assert {hit.fine for hit in reply.hits} == {"kick"}


def test_classes_that_are_not_there_give_way_first() -> None:
    asked = Request(classes=("strings",), kind="loop", tempo=(90, 100))
    [(first, lost), *_] = relaxations(asked, unheld=("strings",))
    assert (first, lost) == (Request(kind="loop", tempo=(90, 100)), [])
    [(first, _), *_] = relaxations(asked)
    assert first == asked


@pytest.mark.parametrize(
    ("first", "then", "measure", "direction"),
    [
        ("kicks", "same but darker", "brightness", -1),
        ("kicks", "brighter", "brightness", 1),
        ("percussion", "again but punchier", "attack", 1),
        ("drum loops", "slower", "tempo", -1),
        ("drum loops", "can it be faster?", "tempo", 1),
        ("sounds under three seconds", "longer", "length", 1),
        ("piano", "like the second one but shorter", "length", -1),
        ("hats", "too loud", "loudness", -1),
    ],
)
@pytest.mark.parametrize("approach", ["linear_projection", "hybrid"])
def test_a_comparative_compares_with_what_was_shown(
    conversation: Conversation, first: str, then: str, measure: str, direction: int, approach: str
) -> None:
    shown = conversation.ask(first, ANN, approach=approach)
    measures = conversation.retriever.catalog.measures
    before = measures([hit.id for hit in shown.hits], [measure])[measure]
    reply = conversation.ask(then, ANN, approach=approach)
    reference = before[1] if "second" in then else np.nanmean(before)
    values = measures([hit.id for hit in reply.hits], [measure])[measure]
    assert ((values - reference) * direction > 0).all() or "than before" in reply.text
    assert reply.hits


def test_what_is_like_a_hit_is_compared_with_what_was_shown_last(conversation: Conversation) -> None:
    conversation.ask("kicks", ANN)
    limits = [
        dict(conversation.ask(text, ANN).request.beyond)["short"]
        for text in ("like 2 but shorter", "shorter")
    ]
    assert limits[1] < limits[0]


def test_where_nothing_is_darker_the_answer_says_so(conversation: Conversation) -> None:
    conversation.ask("kicks", ANN)
    for _ in range(30):
        reply = conversation.ask("darker", ANN)
        if "than before" in reply.text:
            break
    assert reply.text.startswith("Nothing fits all of that. Leaving aside darker than before, the nearest")


def test_another_page_of_darker_ones_is_as_dark(conversation: Conversation) -> None:
    conversation.ask("drums", ANN)
    first = conversation.ask("darker", ANN)
    limit = dict(first.request.beyond)["dark"]
    second = conversation.ask("more", ANN)
    values = conversation.retriever.catalog.measures([hit.id for hit in second.hits], ["brightness"])
    assert (values["brightness"] < limit).all()
    assert first.understood.startswith("darker ")


def test_in_place_of_a_lead_come_other_keys(conversation: Conversation) -> None:
    reply = conversation.ask("a synth lead in F# major", ANN)
    assert reply.text.startswith("The library holds no synth leads.")
    keys = conversation.retriever.catalog.allowed(Request(classes=("keys",)))
    assert reply.hits and {hit.id for hit in reply.hits} <= set(keys.ids().tolist())


def test_something_different_from_plain_words_changes_no_approach(conversation: Conversation) -> None:
    conversation.ask("TR808", ANN)
    assert conversation.ask("something completely different", ANN).text.startswith(
        "What should it sound like?"
    )


def test_an_approach_that_is_chosen_after_an_answer_stays(conversation: Conversation) -> None:
    before = conversation.ask("kicks", ANN).approach
    other = next(name for name in ("prototype", "contrastive") if name != before)
    assert conversation.ask(f"try that with {other}", ANN).approach == other
    assert conversation.ask("snares", ANN).approach == before
    assert conversation.ask(f"use {other}", ANN).approach == other
    assert conversation.ask("claps", ANN).approach == other


def test_what_goes_on_is_answered_by_the_approach_that_is_chosen_by_then(conversation: Conversation) -> None:
    first = conversation.ask("kicks", ANN)
    for asked in ({}, {"approach": "linear_projection"}):
        conversation.ask("kicks", ANN, **asked)
        conversation.choose_approach("prototype", ANN)
        assert conversation.ask("shorter", ANN).approach == "prototype"
        conversation.choose_approach("contrastive", ANN)
        assert conversation.ask("more like 1", ANN).approach == "contrastive"
    assert (
        followups.more(conversation, first.query_id, ANN).approach == first.approach
    )  # a page of that answer
    assert conversation.ask("more", ANN).approach == "contrastive"
    conversation.ask("kicks", ANN, approach="prototype")
    assert conversation.ask("shorter", ANN).approach == "prototype"


@pytest.mark.parametrize("k", [2, 9])
def test_how_many_of_each_is_what_the_words_say(conversation: Conversation, k: int) -> None:
    reply = conversation.ask("two kicks and a snare", ANN, k=k)
    assert reply.text == "3 samples:" and reply.request.k == 3
    assert len(conversation.ask("and a clap", ANN).hits) == 4


@pytest.mark.parametrize(
    ("text", "classes", "exclude"),
    [
        ("drums of all kinds, toms can sit this one out", ("drums",), ("tom",)),
    ],
)
def test_what_sounds_are_named_for_is_told_from_the_whole_sentence(
    conversation: Conversation, text: str, classes: tuple[str, ...], exclude: tuple[str, ...]
) -> None:
    grammar = prompts.parse(text)
    assert (grammar.classes, grammar.exclude) != (classes, exclude), "the grammar alone misses it"
    request = conversation.ask(text, ANN).request
    assert request is not None
    assert (request.classes, request.exclude) == (classes, exclude)


def test_what_is_only_mentioned_is_not_asked_for(conversation: Conversation) -> None:
    request = conversation.ask("my cowbell is fine, what's missing is a clap", ANN).request
    assert request is not None
    assert (request.classes, request.exclude) == (("clap",), ())


def test_what_goes_on_from_an_answer_is_read_as_it_was(conversation: Conversation) -> None:
    conversation.ask("three kicks", ANN)
    request = conversation.ask("shorter, and no 808s", ANN).request
    assert request is not None and request.classes == ("kick",)


def test_a_number_that_is_no_rank_does_not_hide_what_is_asked_for(conversation: Conversation) -> None:
    reply = conversation.ask("coffee number four, hit me with hi-hats", ANN)
    assert reply.request is not None and reply.request.classes == ("hihat",)
    assert len(reply.hits) == 5


def test_how_many_there_are_is_said(conversation: Conversation) -> None:
    reply = conversation.ask("how many kicks do you have?", ANN)
    kicks = conversation.retriever.count(Request(classes=("kick",)))
    assert reply.text == f"{kicks} samples in all, 5 of them:"
    assert {hit.fine for hit in reply.hits} == {"kick"}
    assert conversation.ask("another", ANN).request.classes == ("kick",)


@pytest.mark.parametrize(
    ("prompt", "classes"),
    [
        ("and snares?", ("snare",)),
        ("count the snares", ("snare",)),
        ("count them", ("kick",)),
        ("what's the total?", ("kick",)),
    ],
)
def test_another_number_is_asked_for(
    conversation: Conversation, prompt: str, classes: tuple[str, ...]
) -> None:
    conversation.ask("tell me how many kicks there are", ANN)
    reply = conversation.ask(prompt, ANN)
    assert reply.text.startswith(f"{conversation.retriever.count(Request(classes=classes))} samples in all")
    assert reply.request.classes == classes


def test_questions_about_hits_are_logged_and_change_no_turn(conversation: Conversation) -> None:
    conversation.ask("kicks", ANN)
    for text in ("what key is 2?", "which of these is the darkest?"):
        conversation.ask(text, ANN)
    assert [query.kind for query in conversation.log.recent()][::-1] == ["find", "about", "about"]
    assert conversation.ask("darker", ANN).request.classes == ("kick",)


def test_it_is_the_one_that_was_picked_out(conversation: Conversation) -> None:
    hits = conversation.ask("kicks", ANN).hits
    conversation.ask("#2 pls", ANN)
    told = conversation.ask("where is it?", ANN).text
    assert hits[1].name in told and hits[0].name not in told


def test_what_was_called_no_good_stays_out(conversation: Conversation) -> None:
    first = conversation.ask("kicks", ANN).hits
    assert conversation.ask("these suck", ANN).hits
    for text in ("darker", "shorter", "only loops"):
        again = {hit.id for hit in conversation.ask(text, ANN).hits} & {hit.id for hit in first}
        assert not again, text
    assert conversation.ask("kicks", ANN).hits == first, "who asks anew gets all of them"


def test_a_format_holds_until_another_is_asked_for(conversation: Conversation) -> None:
    conversation.ask("kicks", ANN)
    for text in ("only wavs", "darker", "more"):
        reply = conversation.ask(text, ANN)
        assert reply.request.files == ("wav",) and reply.request.classes == ("kick",), text
        assert len(reply.hits) == 5
    assert conversation.ask("stereo mp3s", ANN).request.files == ("mp3", "stereo")
    assert conversation.ask("now in mono", ANN).request.files == ("mono", "mp3")


def test_what_is_said_beside_a_limit_that_goes_is_heard(conversation: Conversation) -> None:
    conversation.ask("kicks, only wavs", ANN)
    request = conversation.ask("darker, any format is fine", ANN).request
    assert (request.files, request.qualities, request.classes) == ((), ("dark",), ("kick",))
    conversation.ask("only wavs", ANN)
    request = conversation.ask("snares, any format", ANN).request
    assert (request.files, request.classes) == ((), ("snare",))


def test_of_several_classes_each_is_counted(conversation: Conversation) -> None:
    kicks, snares = (conversation.retriever.count(Request(classes=(id,))) for id in ("kick", "snare"))
    reply = conversation.ask("how many kicks and snares have you got?", ANN)
    assert reply.text == f"{kicks} kicks and {snares} snares, 5 of them:"


def test_what_only_orders_the_answer_is_no_part_of_a_number(conversation: Conversation) -> None:
    kicks = conversation.retriever.count(Request(classes=("kick",)))
    said = f"{kicks} samples in all; how dark they are is a matter of degree. The nearest 5 samples:"
    assert conversation.ask("how many dark kicks do you have?", ANN).text == said


@pytest.mark.parametrize("prompt", ["u got no kicks?", "are there no kicks at all?"])
def test_whether_there_are_none_is_no_refusal(conversation: Conversation, prompt: str) -> None:
    conversation.ask("organs", ANN)
    kicks = conversation.retriever.count(Request(classes=("kick",)))
    assert conversation.ask(prompt, ANN).text == f"The library holds {kicks} kicks."
    assert conversation.ask("darker", ANN).request.classes == ("organ",)


def test_one_hit_of_several_alike_is_changed_and_the_others_stay(conversation: Conversation) -> None:
    shown = [hit.id for hit in conversation.ask("3 kicks and 2 snares", ANN).hits]
    changed = conversation.ask("second kick longer", ANN)
    assert [hit.id for hit in changed.hits][::2] == shown[::2] and changed.hits[1].id not in shown
    again = conversation.ask("the first snare is too long", ANN)
    assert [hit.id for hit in again.hits][:3] == [hit.id for hit in changed.hits][:3]
    assert again.hits[4].id == shown[4]


def test_a_hit_is_kept_and_another_sound_comes_to_it(conversation: Conversation) -> None:
    kept = conversation.ask("snares", ANN).hits[1].id
    hits = conversation.ask("keep 2 and add a clap", ANN).hits
    assert (len(hits), hits[0].id) == (2, kept)


def test_a_question_about_two_hits_goes_on(conversation: Conversation) -> None:
    conversation.ask("snares", ANN)
    conversation.ask("is 2 longer than 1?", ANN)
    assert {hit.rank for hit in conversation.ask("and 3?", ANN).hits} == {1, 3}
    assert {hit.rank for hit in conversation.ask("than 4?", ANN).hits} == {2, 4}


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("compare 1 and 3", "which one is longer"),
        ("compare 1 and 3", "which of the two is longer"),
        ("the first and the third", "which one of those is longer"),
        ("ok", "1 or 3, which is longer"),
        ("ok", "which of those is longer, 1 or 3"),
    ],
)
def test_which_of_two_hits_that_were_compared(conversation: Conversation, first: str, then: str) -> None:
    conversation.ask("kicks", ANN)
    conversation.ask(first, ANN)
    assert {hit.rank for hit in conversation.ask(then, ANN).hits} == {1, 3}


@pytest.mark.parametrize(
    "prompt", ["how long is the snare", "is the snare stereo?", "what's the key of the snare?"]
)
def test_a_hit_is_asked_about_by_its_name(conversation: Conversation, prompt: str) -> None:
    conversation.ask("one kick and one snare", ANN)
    assert conversation.ask(prompt, ANN).text.split("\n")[-1].startswith("2. ")
    assert [hit.rank for hit in conversation.ask("play the kick", ANN).hits] == [1]


def test_it_is_asked_of_the_hit_that_was_spoken_of(conversation: Conversation) -> None:
    conversation.ask("rides", ANN)
    conversation.ask("how long is the second", ANN)
    assert conversation.ask("and is that stereo", ANN).text.split("\n")[-1].startswith("2. ")


def test_what_only_goes_with_a_hit_needs_no_key(conversation: Conversation) -> None:
    conversation.ask("kicks", ANN)
    request = conversation.ask("a hat that fits 2", ANN).request
    assert (request.classes, request.key) == (("hihat",), None)


def test_a_number_above_what_was_shown_is_no_rank(conversation: Conversation) -> None:
    conversation.ask("kicks", ANN)
    assert "no number 7" in conversation.ask("darker than 7", ANN).text
    conversation.ask("more like 2", ANN)
    assert conversation.ask("i meant 10", ANN).request.k == 10


def test_hits_that_were_turned_down_come_back_before_other_sounds_do() -> None:
    lost = [lost for _, lost in relaxations(Request(classes=("kick",), refused=(1,)))]
    assert lost[:3] == [[], ["what you turned down"], ["the kind of sound"]]


def test_what_is_asked_of_hits_in_other_ways_is_answered_with_all_that_is_known(
    conversation: Conversation,
) -> None:
    hits = conversation.ask("three drum loops", ANN).hits
    known = conversation.ask("is 1 better than 2?", ANN).text.splitlines()
    assert known[0] == sentences.JUDGED
    assert [line.split(":")[0] for line in known[1:]] == [f"1. {hits[0].name}", f"2. {hits[1].name}"]
    assert [hit.rank for hit in conversation.ask("how do they differ?", ANN).hits] == [1, 2]


@pytest.mark.parametrize(
    "prompt", ["is 1 longer than 2?", "whats longer, 1 or 2", "which of 1 and 2 is longer"]
)
def test_of_two_hits_the_one_that_has_more_of_something_is_told(
    conversation: Conversation, prompt: str
) -> None:
    one, other, _ = conversation.ask("three drum loops", ANN).hits
    reply = conversation.ask(prompt, ANN)
    longer, shorter = sorted((one, other), key=lambda hit: -hit.duration)
    assert reply.text == f"Number {longer.rank} is longer than number {shorter.rank}:"
    assert [hit.id for hit in reply.hits] == [longer.id, shorter.id]
    assert conversation.ask("is 2 longer", ANN).text.startswith("The longer first, they are numbers")
    assert conversation.ask("is 2 longer than 9", ANN).text.endswith("there is no number 9.")


def test_of_the_hits_that_were_shown_the_one_that_has_most_of_something_is_told(
    conversation: Conversation,
) -> None:
    hits = conversation.ask("five drum loops", ANN).hits
    reply = conversation.ask("which of these is the longest?", ANN)
    [longest] = reply.hits
    assert longest.duration == max(hit.duration for hit in hits)
    assert reply.text == f"Of what I showed you, number {longest.rank} is the longest:"
    assert hits[longest.rank - 1].id == longest.id
    asked = conversation.ask("more like that", ANN).request
    assert asked is not None and asked.like == (longest.id,)


@pytest.mark.parametrize(
    ("prompt", "most"),
    [
        ("which one has the highest bpm", max),
        ("the fastest of these", max),
        ("the lowest tempo of these", min),
    ],
)
def test_the_highest_tempo_is_no_pitch(conversation: Conversation, prompt: str, most: Callable) -> None:
    hits = conversation.ask("five drum loops", ANN).hits
    [best] = conversation.ask(prompt, ANN).hits
    assert best.tempo == most(hit.tempo for hit in hits)
    assert conversation.ask("highest tempo", ANN).understood == "fastest drum loops"
    assert conversation.ask("lower bpm", ANN).request.qualities == ("slow",)


def test_what_was_shown_comes_in_another_order(conversation: Conversation) -> None:
    hits = conversation.ask("drum loops", ANN).hits
    ordered = conversation.ask("can you sort them by bpm", ANN).hits
    assert [hit.tempo for hit in ordered] == sorted(hit.tempo for hit in hits)
    assert {(hit.rank, hit.id) for hit in ordered} == {(hit.rank, hit.id) for hit in hits}
    assert conversation.ask("sort by mood", ANN).text.startswith("I can sort")
    assert len(conversation.ask("the two longest of these", ANN).hits) == 2


@pytest.mark.parametrize(
    ("prompt", "fine"),
    [
        ("which one is a snare", {"snare"}),
        ("any of these snares?", {"snare"}),
        ("which of those are violins", set()),
    ],
)
def test_which_of_the_hits_are_something(conversation: Conversation, prompt: str, fine: set[str]) -> None:
    hits = conversation.ask("a kick and a snare", ANN).hits
    reply = conversation.ask(prompt, ANN)
    assert {hit.fine for hit in reply.hits} == fine
    assert all(hits[hit.rank - 1].id == hit.id for hit in reply.hits)
    assert ("none of what I showed you" in reply.text) == (not fine)


def test_a_hit_that_is_asked_for_itself_is_sent_and_the_list_stays(conversation: Conversation) -> None:
    hits = conversation.ask("snares", ANN).hits
    assert [hit.id for hit in conversation.ask("send #3 pls", ANN).hits] == [hits[2].id]
    assert [hit.id for hit in conversation.ask("the last one again", ANN).hits] == [hits[4].id]
    assert conversation.ask("#9", ANN).text.endswith("there is no number 9.")
    assert conversation.ask("more like that", ANN).request.like == (hits[4].id,)


def test_one_sound_of_all_is_one(conversation: Conversation) -> None:
    [longest] = conversation.ask("play me the longest sound you have", ANN).hits
    assert longest.duration == conversation.retriever.catalog.durations().max()


def test_questions_about_the_library_are_none_about_the_hits(conversation: Conversation) -> None:
    known = conversation.ask("what's in this library?", ANN).text
    assert "The library holds 3000 samples" in known
    conversation.ask("kicks", ANN)
    for prompt in ("whats in this library?", "what folders do you have"):
        assert conversation.ask(prompt, ANN).text == known
    kicks = conversation.retriever.count(Request(classes=("kick",)))
    assert conversation.ask("how many?", ANN).text == f"{kicks} samples in all, 5 of them:"


def test_several_answers_back(conversation: Conversation) -> None:
    for prompt in ("kicks", "snares", "pads"):
        conversation.ask(prompt, ANN)
    assert conversation.ask("go back two", ANN).request.classes == ("kick",)
    assert conversation.ask("go back 9", ANN).text.startswith("There is nothing to go back to.")


def test_talk_behind_an_answer_leaves_the_search_as_it_was_and_says_so(conversation: Conversation) -> None:
    first = conversation.ask("three kicks", ANN).hits
    assert conversation.ask("i am off to the dentist", ANN).text.startswith("I left the search as it was.")
    assert "“more like 3”, “not 3”" in conversation.ask("played number 3 to my mom", ANN).text
    assert conversation.ask("one sec please", ANN).text.startswith("I left the search as it was.")
    assert conversation.ask("lol ok", ANN).text == "All right."
    assert {hit.id for hit in conversation.ask("more", ANN).hits}.isdisjoint(hit.id for hit in first)


def test_a_question_about_the_hits_is_answered_from_the_catalog(conversation: Conversation) -> None:
    hits = conversation.ask("drum loops", ANN).hits
    assert all(hit.tempo for hit in hits)
    second = conversation.ask("what's the tempo of the second one?", ANN)
    assert second.text.startswith(f"2. {hits[1].name}: ")
    assert f"{hits[1].tempo:.0f} bpm" in second.text
    assert len(conversation.ask("how long are these?", ANN).text.splitlines()) == len(hits)
    said = conversation.ask("what key is number 9 in?", ANN).text
    assert said == "My last answer had 5 samples, so there is no number 9."
    # It was asked about, and is what "another" goes on from.
    assert conversation.ask("another", ANN).request.classes == ("drums",)


def test_a_surprise_is_another_one_each_time(conversation: Conversation) -> None:
    surprises = [conversation.ask("surprise me", Speaker(str(n), "here")) for n in range(5)]
    assert len({tuple(hit.id for hit in reply.hits) for reply in surprises}) == 5
    assert {reply.understood for reply in surprises} == {"random sounds"}


def test_the_same_tempo_and_key_are_those_of_what_was_shown(conversation: Conversation) -> None:
    loops = conversation.ask("drum loops", ANN).hits
    fitting = conversation.ask("a piano at the tempo of the second one", ANN).request
    assert fitting.tempo == (loops[1].tempo - 2, loops[1].tempo + 2)
    assert fitting.classes[0] == "piano"
    assert conversation.ask("a piano at the tempo of number nine", ANN).text.endswith("there is no number 9.")
    keyed = next(hit for hit in conversation.ask("piano loops", ANN).hits if hit.key)
    assert conversation.ask("a pad in the same key", ANN).request.key == keyed.key


def test_the_same_tempo_is_that_of_the_hit_that_was_spoken_of(conversation: Conversation) -> None:
    loops = conversation.ask("drum loops", ANN).hits
    other = next(hit for hit in loops if abs(hit.tempo - loops[0].tempo) > 4)
    conversation.ask(f"what tempo is {other.rank}?", ANN)
    assert conversation.ask("a bass loop at the same tempo", ANN).request.tempo == (
        pytest.approx(other.tempo - 2, abs=0.01),
        pytest.approx(other.tempo + 2, abs=0.01),
    )


def test_one_goes_back_through_the_answers(conversation: Conversation) -> None:
    asked = [conversation.ask(prompt, ANN).request for prompt in ("kicks", "darker", "pads", "snares")]
    back = [conversation.ask("go back", ANN).request for _ in range(3)]
    assert back == asked[2::-1]
    assert conversation.ask("undo", ANN).text.startswith("There is nothing to go back to.")
    assert conversation.ask("shorter", ANN).request.classes == ("kick",)


@pytest.mark.parametrize(
    "prompt", ["back to the very first", "go back to the first ones", "ok back to kicks"]
)
def test_one_goes_back_to_the_first_answer(conversation: Conversation, prompt: str) -> None:
    asked = [conversation.ask(one, ANN).request for one in ("pads", "kicks", "brighter", "shorter")]
    assert conversation.ask(prompt, ANN).request == asked[1]


@pytest.mark.parametrize(
    ("prompt", "turn"),
    [("as at the beginning but shorter", 0), ("undo that but shorter", 1), ("like before but shorter", 2)],
)
def test_what_was_gone_back_to_is_changed(conversation: Conversation, prompt: str, turn: int) -> None:
    asked = [conversation.ask(one, ANN).request for one in ("kicks", "brighter", "drier")]
    changed = conversation.ask(prompt, ANN).request
    assert changed == prompts.parse("shorter", asked[turn])


@pytest.mark.parametrize(
    ("prompt", "turn"),
    [("back to the loops", 0), ("could you go back to the loud ones?", 1), ("the loud ones were nicer", 1)],
)
def test_one_goes_back_to_what_sounds_were_like(conversation: Conversation, prompt: str, turn: int) -> None:
    asked = [conversation.ask(one, ANN).request for one in ("drum loops", "loud kicks", "softer")]
    assert conversation.ask(prompt, ANN).request == asked[turn]


def test_what_sounds_never_were_like_they_become(conversation: Conversation) -> None:
    kicks = conversation.ask("kicks", ANN).request
    assert conversation.ask("back to the loud ones", ANN).request == prompts.parse("loud", kicks)


def test_all_hits_but_those_that_are_liked_are_turned_down(conversation: Conversation) -> None:
    hits = conversation.ask("kicks", ANN).hits
    request = conversation.ask("1 is fire but the rest nah", ANN).request
    assert (request.like, request.refused) == ((hits[0].id,), tuple(hit.id for hit in hits[1:]))


def test_praise_of_a_hit_is_answered_with_it(conversation: Conversation) -> None:
    conversation.ask("kicks", ANN)
    assert conversation.ask("better. 2 is the one", ANN).text.startswith("Glad you like 2.")
    assert conversation.ask("9! 9 is perfect", ANN).text.endswith("there is no number 9.")
    hits = conversation.ask("love 2, 2 slaps, the last is great", ANN).hits
    assert len({hit.rank for hit in hits}) == len(hits), "of what is praised twice one is sent, and logged"


def test_what_was_left_for_others_is_gone_back_to(conversation: Conversation) -> None:
    asked = [conversation.ask(prompt, ANN).request for prompt in ("3 dry shakers", "2 cowbells")]
    assert conversation.ask("forget cowbells, back to shakers", ANN).request == asked[0]


def test_a_sound_of_a_kit_is_put_back(conversation: Conversation) -> None:
    kit = conversation.ask("kit: kick, clap, hats", ANN).request
    conversation.ask("snare instead of the clap", ANN)
    assert conversation.ask("i liked the clap better, put it back", ANN).request.classes == kit.classes


@pytest.mark.parametrize("prompt", ["back to the kit", "show me the kit", "what's in the kit now?"])
@pytest.mark.parametrize("between", [[], ["toms"], ["more like 2", "claps"]])
def test_a_kit_is_gone_back_to(conversation: Conversation, between: list[str], prompt: str) -> None:
    kit = conversation.ask("one kick, one snare, one tom", ANN)
    for turn in between:
        conversation.ask(turn, ANN)
    assert conversation.ask(prompt, ANN).hits == kit.hits


def test_what_was_picked_out_is_kept_where_something_comes_to_it(conversation: Conversation) -> None:
    kicks = conversation.ask("kicks", ANN).hits
    conversation.ask("keep 2", ANN)
    assert [hit.id for hit in conversation.ask("add a snare", ANN).hits][:1] == [kicks[1].id]


def test_the_hits_that_were_shown_come_once_more(conversation: Conversation) -> None:
    conversation.ask("toms", ANN)
    conversation.ask("kicks", ANN)
    second_page = conversation.ask("more", ANN).hits
    assert conversation.ask("show me those again", ANN).hits == second_page
    assert conversation.ask("can i hear them again", ANN).hits == second_page
    first_page = conversation.ask("go back", ANN).hits
    assert {hit.id for hit in first_page}.isdisjoint(hit.id for hit in second_page)


def test_the_rest_of_a_kit_stays_as_it_was_shown(conversation: Conversation) -> None:
    kit = conversation.ask("a drum kit", ANN).hits
    less = conversation.ask("lose the clap", ANN).hits
    assert [hit.id for hit in less] == [hit.id for hit in kit[:-1]]
    other = conversation.ask("another snare", ANN).hits
    assert [hit.id == old.id for hit, old in zip(other, less, strict=True)] == [True, False, True, True]
    assert conversation.ask("i preferred the old snare", ANN).hits == less


def test_one_sound_of_a_kit_is_as_it_was_before_and_the_others_as_they_are(
    conversation: Conversation,
) -> None:
    kick, *_ = conversation.ask("a drum kit", ANN).hits
    conversation.ask("the kick sucks", ANN)
    _, *others = conversation.ask("snare too bright", ANN).hits
    back = conversation.ask("nah the old kick", ANN).hits
    assert [hit.id for hit in back] == [kick.id, *(hit.id for hit in others)]


def test_a_sound_is_compared_with_another_one_that_was_shown(conversation: Conversation) -> None:
    _, snare, *_ = conversation.ask("a drum kit", ANN).hits
    kick, same, *_ = conversation.ask("make the kick longer than the snare", ANN).hits
    assert same.id == snare.id
    assert kick.duration > snare.duration


def test_what_is_kept_of_a_kit_is_what_was_shown(conversation: Conversation) -> None:
    kit = conversation.ask("a drum kit", ANN).hits
    assert [hit.id for hit in conversation.ask("only keep the hat", ANN).hits] == [kit[2].id]
    conversation.ask("a drum kit", ANN)
    other = conversation.ask("keep the hat, change the rest", ANN).hits
    shown = {hit.id for hit in kit}
    assert [hit.id for hit in other if hit.id in shown] == [kit[2].id]


def test_no_sample_stands_for_two_kinds(conversation: Conversation) -> None:
    kick = Request(text="kick", k=1, classes=("kick",))
    wish = replace(kick, k=2, parts=(kick, kick))
    assert len(conversation.answer(wish, ANN, "a kick and a kick").hits) == 2


def test_what_nothing_is_known_of_is_said_to_be_unknown(conversation: Conversation) -> None:
    conversation.ask("kicks", ANN)
    for prompt in ("file size of 2?", "sample rate?"):
        assert conversation.ask(prompt, ANN).text.startswith("I cannot tell that.")
    assert conversation.ask("what's the license on these", ANN).text == sentences.TOPICS["rights"]
    assert not conversation.ask("how long is it?", ANN).text.startswith("I cannot tell that.")


@pytest.mark.parametrize(
    ("prompts_", "classes", "tempo"),
    [
        (["kicks at 120", "toms", "back to kicks"], ("kick",), (117.0, 123.0)),
        (["kicks at 120", "toms", "snares", "the kicks from before"], ("kick",), (117.0, 123.0)),
        (["kicks at 120", "toms", "back to claps"], ("clap",), None),
        (["kicks at 120", "both"], ("kick",), (117.0, 123.0)),
        (["kicks at 120", "toms", "same tempo"], ("tom",), (117.0, 123.0)),
        (["kicks at 120", "toms", "snares", "hats at that tempo"], ("hihat",), (117.0, 123.0)),
    ],
)
def test_what_was_asked_for_earlier_is_remembered(
    conversation: Conversation,
    prompts_: list[str],
    classes: tuple[str, ...],
    tempo: tuple[float, float] | None,
) -> None:
    for prompt in prompts_:
        request = conversation.ask(prompt, ANN).request
    assert (request.classes, request.tempo) == (classes, tempo)


def test_percussion_is_asked_for_itself_and_other_drums_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    live = Retriever.open(PROJECT / "data/index")
    monkeypatch.setattr(feedback, "SHARE", 0.0)  # which depends on what comes

    def scores(*classes: str) -> dict[str, float]:
        asked = Request(text="percussion", classes=classes, approach="zero_shot", k=20)
        return {hit.name: hit.score for hit in live.search(asked)}

    some, more = scores("perc", "cowbell"), scores("perc", "cowbell", "conga")
    assert some
    assert some.keys() < more.keys()
    assert {name: more[name] for name in some} == pytest.approx(some)


def test_a_hit_that_is_refused_makes_room_for_another(conversation: Conversation) -> None:
    first = conversation.ask("two drum samples", ANN).hits
    second = conversation.ask("drop the second", ANN).hits
    assert second[0].id == first[0].id
    assert first[1].id not in {hit.id for hit in second}
    assert conversation.ask("without number 7", ANN).text.startswith("My last answer had")


@pytest.mark.parametrize(
    ("said", "asked", "ranks"),
    [
        ("the 3rd is sick", "more like that", (3,)),
        ("4 is dope", "got 4 like it?", (4,)),
        ("1 and 2 slap", "something similar but darker", (1, 2)),
        ("haha the last one sounds like a duck", "more of those", (-1,)),
        ("ok", "more like that", ()),
        ("the 3rd is sick", "more", ()),
        ("the 3rd is sick", "a snare like that", ()),
    ],
)
def test_more_like_that_is_like_the_hits_that_were_spoken_of(
    conversation: Conversation, said: str, asked: str, ranks: tuple[int, ...]
) -> None:
    conversation.ask("kicks", ANN)
    conversation.ask(said, ANN)
    assert conversation.ask(asked, ANN).request.like_ranks == ranks


def test_what_compares_with_a_hit_is_beyond_that_one(conversation: Conversation) -> None:
    second = conversation.ask("snares", ANN).hits[1]
    [brightness] = conversation.retriever.catalog.measures([second.id], ["brightness"])["brightness"]
    request = conversation.ask("darker than 2", ANN).request
    assert (dict(request.beyond), request.k, request.like) == ({"dark": pytest.approx(brightness)}, 5, ())


def test_the_second_of_a_class_is_no_other_sound(conversation: Conversation) -> None:
    hits = conversation.ask("3 kicks and 3 snares", ANN).hits
    assert hits[2].id in ids_of(conversation, "snare")  # it counts as one, too
    assert conversation.ask("more like the second snare", ANN).request.like == (hits[4].id,)


def test_another_hit_of_the_same_answer_was_meant(conversation: Conversation) -> None:
    hits = conversation.ask("kicks", ANN).hits
    conversation.ask("more like 3", ANN)
    assert conversation.ask("i meant 2", ANN).request.like == (hits[1].id,)


def test_hits_that_are_picked_are_shown_themselves(conversation: Conversation) -> None:
    hits = conversation.ask("kicks", ANN).hits
    assert [hit.id for hit in conversation.ask("keep 1 and 3", ANN).hits] == [hits[0].id, hits[2].id]
    assert conversation.ask("more like those", ANN).request.like_ranks == (1, 3)


def test_a_hit_that_was_told_apart_is_meant_by_that_one(conversation: Conversation) -> None:
    conversation.ask("kicks", ANN)
    [longest] = conversation.ask("which is the longest", ANN).hits
    assert conversation.ask("send me that again", ANN).hits == [longest]
    assert conversation.ask("that one but shorter", ANN).request.like == (longest.id,)


def test_that_is_the_hit_that_was_asked_about(conversation: Conversation) -> None:
    hits = conversation.ask("snares", ANN).hits
    conversation.ask("how long is 2?", ANN)
    [brightness] = conversation.retriever.catalog.measures([hits[1].id], ["brightness"])["brightness"]
    request = conversation.ask("something darker than that", ANN).request
    assert dict(request.beyond) == {"dark": pytest.approx(brightness)}


def test_a_question_goes_on_with_other_hits(conversation: Conversation) -> None:
    conversation.ask("kicks", ANN)
    asked = [conversation.ask(prompt, ANN).text for prompt in ("what note is 2", "and 4?", "and 9?")]
    assert [text[:2] for text in asked] == ["2.", "4.", "My"]
    assert ("note" in asked[0]) == ("note" in asked[1])
    conversation.ask("which is the shortest", ANN)
    assert "the longest" in conversation.ask("and the longest?", ANN).text
    conversation.ask("play 2", ANN)
    assert [hit.rank for hit in conversation.ask("and 4?", ANN).hits] == [4]


def test_only_what_was_liked_is_picked_out_for_what_comes_to_it(conversation: Conversation) -> None:
    for heard, picked in (("play 2", False), ("2 is good", True)):
        conversation.ask("kicks", ANN)
        conversation.ask("how long is 1?", ANN)
        conversation.ask(heard, ANN)
        request = conversation.ask("and a clap", ANN).request
        assert request is not None
        assert bool(request.parts) == picked


def test_a_hit_that_others_are_not_to_be_like_comes_no_more(conversation: Conversation) -> None:
    hits = conversation.ask("kicks", ANN).hits
    request = conversation.ask("like 1, not like 2", ANN).request
    assert (request.like, request.refused) == ((hits[0].id,), (hits[1].id,))


def test_what_a_hit_has_not_can_be_no_other(conversation: Conversation) -> None:
    hits = conversation.ask("kicks", ANN).hits
    toneless = next(hit for hit in hits if not (hit.key or hit.pitch))
    assert conversation.ask(f"same note as {toneless.rank}", ANN).text.startswith("I found no key")


def ids_of(conversation: Conversation, *classes: str) -> set[int]:
    return set(conversation.retriever.catalog.allowed(Request(classes=classes)).ids().tolist())


def test_what_lies_between_two_hits_is_like_both(conversation: Conversation) -> None:
    hits = conversation.ask("piano", ANN).hits
    reply = conversation.ask("like 1 and 3", ANN)
    assert reply.request.like == (hits[0].id, hits[2].id)
    assert reply.understood == "pianos · like the first and the third"
    assert {hit.id for hit in reply.hits}.isdisjoint(reply.request.like)


def test_who_starts_over_is_asked_what_it_is_to_be(conversation: Conversation) -> None:
    conversation.ask("drum samples", ANN)
    assert conversation.ask("start over", ANN).text.startswith("Forgotten.")
    assert conversation.ask("more", ANN).text.startswith("I have no last answer at hand to give more of.")


def test_an_empty_page_leaves_the_last_one_in_sight(conversation: Conversation) -> None:
    shown = conversation.ask("50 kicks", ANN).hits
    while page := conversation.ask("more", ANN).hits:
        shown = page
    assert conversation.ask("more like the first", ANN).request.like == (shown[0].id,)


def named(reply: Reply) -> list[str]:
    return [Path(hit.name).stem for hit in reply.hits]


def test_a_sample_that_is_called_by_its_name_comes_first(conversation: Conversation) -> None:
    reply = conversation.ask("hihat_0772", ANN)
    assert named(reply)[0] == "hihat_0772"
    assert len(reply.hits) == 5, "and what is like it"
    assert reply.understood == "any sounds · like “hihat_0772”"
    assert named(conversation.ask("more like kick_0007", ANN))[0] != "kick_0007"


def test_a_sample_that_is_called_by_its_name_comes_once(conversation: Conversation) -> None:
    called = tuple(hit.id for hit in conversation.ask("two hihats", ANN).hits)
    first = conversation.answer(Request(text="kick", first=called), ANN, "kick")
    assert [hit.id for hit in first.hits][:2] == [*called]
    second = followups.more(conversation, first.query_id, ANN)
    third = followups.more(conversation, second.query_id, ANN)
    shown = [hit.id for page in (first, second, third) for hit in page.hits]
    assert len(set(shown)) == len(shown) == 15


@pytest.mark.parametrize(
    ("prompt", "understood"),
    [
        ("more", "any sounds · like the first"),
        ("another three", "3 any sounds · like the first"),
        ("longer ones", "longer sounds · like the first"),
        ("no kicks", "any sounds · like the first · no kicks"),
        ("more like 2", "any sounds · like the second"),
    ],
)
def test_a_sound_is_gone_on_from_as_words_are(
    conversation: Conversation, monkeypatch: pytest.MonkeyPatch, prompt: str, understood: str
) -> None:
    found = conversation.ask("kicks", ANN).hits
    monkeypatch.setattr(Retriever, "similar", lambda self, sound, k: found)
    heard = conversation.similar("my kick.wav", ANN)
    reply = conversation.ask(prompt, ANN)
    assert reply.understood == understood
    assert reply.request.like == (found["2" in prompt].id,)
    page = followups.more(conversation, heard.query_id, ANN).hits
    assert page and {hit.id for hit in page}.isdisjoint(hit.id for hit in found)


def test_the_number_of_a_name_counts_nothing_unless_hits_are_there_to_be_counted(
    conversation: Conversation,
) -> None:
    assert named(conversation.ask("snare 0001", ANN))[0] == "snare_0001"
    conversation.ask("snares", ANN)
    assert "snare_0001" not in named(conversation.ask("snare 0001", ANN))


@pytest.mark.parametrize(("prompt", "end"), [("what is the longest organ?", -1), ("the shortest organ", 1)])
def test_what_has_most_of_something_is_found_among_all(
    conversation: Conversation, prompt: str, end: int
) -> None:
    catalog = conversation.retriever.catalog
    organs = catalog.allowed(Request(classes=("organ",))).ids()
    lengths = np.sort(end * catalog.durations()[organs])
    reply = conversation.ask(prompt, ANN)
    assert [end * hit.duration for hit in reply.hits] == pytest.approx(lengths[:5].tolist(), abs=0.3)
    assert reply.hits[0].duration == end * lengths[0]
    assert "est organs" in reply.understood
    assert "est organs" in conversation.ask("more", ANN).understood


def test_what_is_counted_is_counted_in_the_library(conversation: Conversation) -> None:
    conversation.ask("kicks", ANN)
    loops = len(conversation.retriever.catalog.allowed(Request(kind="loop")))
    assert conversation.ask("how many loops do I have?", ANN).text.startswith(f"{loops} samples in all")


@pytest.mark.parametrize(
    ("prompt", "wanted"),
    [
        ("how many are shorter than 0.2 s", Request(classes=("kick",), duration=(None, 0.2))),
        ("how many of these are mono", Request(classes=("kick",), files=("mono",))),
        ("how many in total", Request(classes=("kick",))),
        ("how many snares are under 2 s", Request(classes=("snare",), duration=(None, 2.0))),
    ],
)
def test_what_is_counted_is_what_was_asked_for_last_where_no_sound_is_named(
    conversation: Conversation, prompt: str, wanted: Request
) -> None:
    conversation.ask("kicks", ANN)
    reply = conversation.ask(prompt, ANN)
    assert reply.request is not None
    asked = reply.request
    assert (asked.classes, asked.duration, asked.files) == (wanted.classes, wanted.duration, wanted.files)
    assert conversation.ask("how many samples in total", ANN).text == conversation.help()


def test_all_is_as_many_as_are_shown_at_once(conversation: Conversation) -> None:
    conversation.ask("drums", ANN)
    for prompt in ("show me them all", "show all"):
        assert (
            conversation.ask(prompt, ANN).text == "I show 10 at a time; “more” brings the next. 10 samples:"
        )


def test_a_surprise_behind_what_is_not_there_is_any_sound(conversation: Conversation) -> None:
    conversation.ask("violins", ANN)
    assert conversation.ask("surprise me", ANN).understood == "random sounds"


def test_a_note_is_told_where_a_key_is_asked_for() -> None:
    hit = Hit(1, 7, Path(), "Rhodes/A2.flac", "epiano", 1.0, 16.0, pitch="A2", channels="mono")
    assert sentences.known([hit], {"key"}) == "1. Rhodes/A2.flac: epiano, 16.0 s, note A2"
    assert sentences.known([hit], {"format", "channels"}).endswith(", flac, mono")
    assert sentences.known([replace(hit, pitch=None)], {"note"}).endswith("16.0 s, no note was found")
    assert sentences.known([replace(hit, channels=None)], {"channels"}).startswith("I cannot tell that.")


def test_a_key_that_nobody_found_is_said_to_be_missing(conversation: Conversation) -> None:
    conversation.ask("kicks", ANN)
    assert conversation.ask("what key is 2?", ANN).text.endswith("no key was found")
    assert "was found" not in conversation.ask("how long is 2?", ANN).text


def test_signs_that_no_text_can_hold_reach_no_encoder(tmp_path: Path) -> None:
    log = QueryLog.open(tmp_path / "log.db")
    conversation = Conversation(Retriever.open(PROJECT / "data/index"), log, "console")
    conversation.ask("surf guitar", ANN)
    assert conversation.ask("dripping \ud83c", ANN).text
    assert conversation.ask("808_Kick_Long_01 \udc00", Speaker("bob", "here")).hits


def _with_one_snare(conversation: Conversation, prompt: str) -> list[Hit]:
    """The hits of a kit from a library in which a single snare is left."""
    kit = prompts.apart(prompts.parse(prompt), prompt)
    snares = conversation.retriever.catalog.allowed(Request(classes=("snare",))).ids().tolist()
    return conversation.answer(replace(kit, refused=tuple(snares[1:])), ANN, prompt).hits


def test_a_rank_is_that_of_what_was_shown_where_a_kit_came_up_short(conversation: Conversation) -> None:
    snare, kick, hat = _with_one_snare(conversation, "2 snares, a kick and a hat")
    hits = [hit.id for hit in conversation.ask("drop 3", ANN).hits]
    assert hits[:2] == [snare.id, kick.id]
    assert hat.id not in hits


@pytest.mark.parametrize("prompt", ["keep the kick, swap the rest", "swap the snare", "swap 2"])
def test_what_there_is_no_other_of_stays_in_a_kit(conversation: Conversation, prompt: str) -> None:
    kit = [hit.id for hit in _with_one_snare(conversation, "a drum kit")]
    for _ in range(2):
        hits = [hit.id for hit in conversation.ask(prompt, ANN).hits]
        assert hits[:2] == kit[:2]
        assert len(hits) == len(kit)


def test_a_sound_that_is_there_twice_is_another_one_beside_the_first(conversation: Conversation) -> None:
    kit = [hit.id for hit in conversation.ask("a drum kit", ANN).hits]
    hits = [hit.id for hit in conversation.ask("make the kick a snare", ANN).hits]
    assert hits[1:] == kit[1:]
    assert hits[0] not in kit


def test_one_of_several_that_was_dropped_does_not_come_back_with_one_more(conversation: Conversation) -> None:
    dropped, *kit = [hit.id for hit in conversation.ask("two kicks and three snares", ANN).hits]
    conversation.ask("drop 1", ANN)
    hits = [hit.id for hit in conversation.ask("1 more kick", ANN).hits]
    assert len(hits) == 5
    assert {*kit} <= {*hits} and dropped not in hits


def test_a_kit_of_which_nothing_is_left_is_forgotten(conversation: Conversation) -> None:
    conversation.ask("a drum kit", ANN)
    conversation.ask("only keep the clap", ANN)
    reply = conversation.ask("drop the clap", ANN)
    assert reply.text.startswith("Forgotten. What are you after?")
    assert not reply.hits


def test_what_is_asked_of_those_is_asked_of_the_hits_that_were_picked(conversation: Conversation) -> None:
    conversation.ask("drums", ANN)
    picked = conversation.ask("the last three", ANN).hits
    longest = max(picked, key=lambda hit: hit.duration)
    assert conversation.ask("the longest of those", ANN).hits == [longest]


def test_one_sound_of_a_kit_is_refused_where_it_is_pointed_at(conversation: Conversation) -> None:
    kick, *others = [hit.id for hit in conversation.ask("a drum kit", ANN).hits]
    exchanged, *rest = [hit.id for hit in conversation.ask("not that kick", ANN).hits]
    assert exchanged != kick
    assert rest == others


@pytest.mark.parametrize("prompt", ["which violin is the longest?", "the shortest violin of these"])
def test_what_was_not_shown_is_not_the_longest_of_it(conversation: Conversation, prompt: str) -> None:
    conversation.ask("kicks", ANN)
    reply = conversation.ask(prompt, ANN)
    assert (reply.hits, "none of what I showed you" in reply.text) == ([], True)


def test_the_longest_of_a_sort_is_of_that_sort(conversation: Conversation) -> None:
    hits = conversation.ask("three kicks and three snares", ANN).hits
    for sort in ("kick", "snare"):
        of_sort = {*conversation.retriever.catalog.allowed(Request(classes=(sort,))).ids().tolist()}
        [longest] = conversation.ask(f"which {sort} is the longest?", ANN).hits
        assert longest.duration == max(hit.duration for hit in hits if hit.id in of_sort)
        assert longest.id in of_sort and hits[longest.rank - 1].id == longest.id


@pytest.mark.parametrize(
    ("prompt", "many"),
    [
        ("the two longest of these", 2),
        ("which of these are the longest two", 2),
        ("which 2 of those are the longest?", 2),
        ("which of these 3 is the longest?", 1),
        ("the longest of those three", 1),
    ],
)
def test_a_number_beside_the_longest_counts(conversation: Conversation, prompt: str, many: int) -> None:
    conversation.ask("kicks", ANN)
    assert len(conversation.ask(prompt, ANN).hits) == many


def test_other_sounds_than_those_shown_are_not_put_in_order(conversation: Conversation) -> None:
    conversation.ask("kicks", ANN)
    reply = conversation.ask("in order to finish this track by friday I need a shaker", ANN)
    assert reply.request is not None and reply.request.classes == ("shaker",)


def test_much_that_was_asked_for_gives_way_in_few_steps() -> None:
    asked = Request(
        classes=("snap",),
        kind="loop",
        beyond=(("short", 0.5),),
        named=("kits",),
        files=("wav",),
        key="C minor",
        tempo=(90, 100),
        duration=(1.0, 2.0),
    )
    lost = [words for _, words in relaxations(asked)]
    assert len(lost) <= 22
    everything = lost[-1]
    assert len(everything) == 8
    assert all([word] in lost for word in everything)
    assert all(everything[:many] in lost for many in range(9))


def test_a_kit_of_which_every_hit_goes_is_forgotten(conversation: Conversation) -> None:
    somebody = Speaker("somebody", "here")
    conversation.ask("two snares and two kicks", somebody)
    assert conversation.ask("drop 1, 2, 3 and 4", somebody).text.startswith("Forgotten")
    assert conversation.memory.approach(somebody) is None


def test_two_hits_are_told_apart(conversation: Conversation) -> None:
    conversation.ask("two kicks", ANN)
    reply = conversation.ask("What is the difference between the two?", ANN)
    assert reply.text.startswith("Number 1 is ")
    assert [hit.rank for hit in reply.hits] == [1, 2]


def test_one_that_was_spoken_of_is_compared_with_others(conversation: Conversation) -> None:
    conversation.ask("four kicks", ANN)
    conversation.ask("how long is 2", ANN)
    assert {hit.rank for hit in conversation.ask("is it longer than the third?", ANN).hits} == {2, 3}
    assert len(conversation.ask("is it longer than the others?", ANN).hits) == 4


def test_the_shortest_and_the_longest_are_asked_for_together(conversation: Conversation) -> None:
    hits = sorted(conversation.ask("four kicks", ANN).hits, key=lambda hit: hit.duration)
    found = conversation.ask("which of them is the shortest, and which is the longest?", ANN).hits
    assert [hit.id for hit in found] == [hits[0].id, hits[-1].id]


def test_what_is_in_a_loop_nobody_can_hear(conversation: Conversation) -> None:
    shown = conversation.ask("three drum loops", ANN)
    assert conversation.ask("does 2 have a clap in it?", ANN).text.startswith(sentences.INSIDE)
    assert [hit.id for hit in conversation.ask("only the first", ANN).hits] == [shown.hits[0].id]


def test_what_is_said_to_the_bot_leaves_the_search_as_it_was(conversation: Conversation) -> None:
    shown = conversation.ask("three kicks", ANN)
    assert conversation.ask("k bye", ANN).text == sentences.TOPICS["farewell"]
    assert conversation.ask("can i download these?", ANN).text == sentences.TOPICS["files"]
    assert [hit.id for hit in conversation.ask("only the first", ANN).hits] == [shown.hits[0].id]


def test_the_library_is_counted_the_same_everywhere(conversation: Conversation) -> None:
    counted = conversation.ask("how many kicks do you have?", ANN).text.split()[0]
    assert f"kick ({counted})" in conversation.help()


def test_the_formats_are_told(conversation: Conversation) -> None:
    assert conversation.ask("do you support .aif?", ANN).text.startswith(
        "The library holds these formats: wav ("
    )
