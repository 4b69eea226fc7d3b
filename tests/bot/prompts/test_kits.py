"""Kits: several sounds are put together turn by turn, and one of them changed while the others stay."""

from dataclasses import replace

import pytest

from bot import prompts
from tests.bot.prompts.test_apart import asked


@pytest.mark.parametrize(
    ("turns", "understood"),
    [
        (("2 kicks and a snare", "shorter kicks"), "2 shorter kicks + 1 snare"),
        (("2 kicks and a snare", "the snare is too bright"), "2 kicks + 1 darker snare"),
        (("kick and snare for house", "the kick is too boomy"), "higher house kicks + house snares"),
        (("kick, snare and hat", "make the hat longer"), "1 kick + 1 snare + 1 longer hi-hat"),
        (("kick, snare and hat", "snare's too clean, dirty it up"), "1 kick + 1 dirtier snare + 1 hi-hat"),
        (("3 kicks, 3 snares", "swap the snares for rims"), "3 kicks + 3 rims"),
        (("kick snare hat", "change the snare for a clap"), "1 kick + 1 clap + 1 hi-hat"),
        (("kick, snare, perc", "the perc sucks, give me a rimshot instead"), "1 kick + 1 snare + 1 rim"),
        (("a kick and 2 rides", "actually no rides, crashes"), "1 kick + 2 crashes"),
        (("kick, clap, hat", "actually make the clap a rim"), "1 kick + 1 rim + 1 hi-hat"),
        (("kick, clap, hat", "lose the clap, rim"), "1 kick + 1 rim + 1 hi-hat"),
        (("kick, clap, hat", "scrap the clap, snare instead"), "1 kick + 1 snare + 1 hi-hat"),
        (("kick, clap, hat", "change the clap into a snap"), "1 kick + 1 snap + 1 hi-hat"),
        (("dusty kick, clap, hat", "swap the clap for a rim"), "1 dusty kick + 1 dusty rim + 1 dusty hi-hat"),
        (("drum loop", "add a bass to it", "the bass should go lower"), "drum loops + lower bass loops"),
        (("1 clap", "and a snare"), "1 clap + 1 snare"),
        (("3 closed hats", "and an open hat"), "3 closed hi-hats + 1 open hat"),
        (("4 hats, 1 kick", "2 more kicks"), "4 hi-hats + 3 kicks"),
        (("2 kicks and a snare", "a different snare"), "2 kicks + 1 snare"),
        (("a kit, no claps", "another hat please"), "1 kick + 1 snare + 1 hi-hat + 1 open hat · no claps"),
        (("2 kicks and a snare", "swap the snare for something softer"), "2 kicks + 1 softer snare"),
        (("2 kicks and a snare", "swap the snare for a dark clap"), "2 kicks + 1 dark clap"),
        (("2 hats and a kick", "swap the kick for an 808"), "2 hi-hats + 1 808 kick or synth bass"),
        (("fat snare", "ok also a hat to match"), "fat snares + hi-hats"),
        (
            ("fat snare", "add a hat", "and a kick that's not too clicky"),
            "fat snares + hi-hats + soft kicks",
        ),
        (
            ("long 808 in f", "plus a snare, trap style"),
            "long 808 kicks or synth basses, key of F + trap snares",
        ),
        (("pad loop at 90", "add a bass to match"), "pad loops, 88-92 bpm + bass loops, 88-92 bpm"),
        (("ui click", "plus an error buzz"), "sound effects + foley sounds"),
        (("kicks", "and a clap too"), "kicks or claps"),
        (("kicks and claps", "and a shaker"), "kicks or claps or shakers"),
        # Behind one sort of sounds, another one is wanted alone.
        (("kicks", "and a clap"), "claps"),
        (("dark kicks", "ok and now claps for it? loud ones"), "loud claps"),
        (("kicks under 0.5 s", "do you have also a dark bell?"), "dark bells"),
        (("dark kicks", "and darker"), "darker kicks"),
        (("three toms, low mid and high", "just the low one"), "1 low tom"),
        (("toms", "give me one high, one middle and one low"), "1 high tom + 1 middle tom + 1 low tom"),
        (
            ("a trap kit", "that snare wack"),
            "1 trap kick + 1 trap snare + 1 trap hi-hat + 1 trap open hat + 1 trap clap",
        ),
        (("2 kicks and a bass", "bass in F minor"), "2 kicks + 1 bass, F minor"),
        # Who asks for one of them alone gets that.
        (("kick and snare", "the snare around 1 second"), "snares · 0.8-1.2 s"),
        (("kicks or snares", "snares under 1 second"), "snares · under 1 s"),
        (("2 kicks and a snare", "just the snare"), "1 snare"),
        (("kick, snare, hat", "kick with more sub"), "1 subbier kick + 1 snare + 1 hi-hat"),
        (
            ("kick, snare, hat", "hat under 80 ms, leave the others"),
            "1 kick + 1 snare + 1 hi-hat, under 0.08 s",
        ),
        (
            ("trap kit", "no 808s"),
            "1 trap kick + 1 trap snare + 1 trap hi-hat + 1 trap open hat + 1 trap clap · not 808",
        ),
        (("kick, snare, hat", "tune the kick to F"), "1 kick, key of F + 1 snare + 1 hi-hat"),
        (("2 kicks and a snare", "snares"), "snares"),
        (("kick and snare", "the snare"), "snares"),
        (("shaker loop", "plus a guiro", "guiro is too scratchy, drop it"), "shaker loops · no guiros"),
    ],
)
def test_a_turn_is_about_one_of_the_sounds(turns: tuple[str, ...], understood: str) -> None:
    assert prompts.understood(asked(*turns)) == understood


KIT = "1 kick + 1 snare + 1 hi-hat + 1 open hat + 1 clap"


@pytest.mark.parametrize(
    ("turns", "understood"),
    [
        # However short it is said what is wrong with one of them.
        (["hat is too bright"], "1 kick + 1 snare + 1 darker hi-hat + 1 open hat + 1 clap"),
        (["hats too bright"], "1 kick + 1 snare + 1 darker hi-hat + 1 open hat + 1 clap"),
        (["kick needs more punch"], "1 punchier kick + 1 snare + 1 hi-hat + 1 open hat + 1 clap"),
        (["kick's got no punch"], "1 punchier kick + 1 snare + 1 hi-hat + 1 open hat + 1 clap"),
        (["snare's too loud"], "1 kick + 1 quieter snare + 1 hi-hat + 1 open hat + 1 clap"),
        (
            ["kick too loud", "snare's a bit bright tho"],
            "1 quieter kick + 1 darker snare + 1 hi-hat + 1 open hat + 1 clap",
        ),
        (
            ["kick too loud, snare too bright"],
            "1 quieter kick + 1 darker snare + 1 hi-hat + 1 open hat + 1 clap",
        ),
        (
            ["kick and clap are too loud"],
            "1 quieter kick + 1 snare + 1 hi-hat + 1 open hat + 1 quieter clap",
        ),
        (
            ["the kick is great but the snare is too loud"],
            "1 kick + 1 quieter snare + 1 hi-hat + 1 open hat + 1 clap",
        ),
        # Praise changes nothing.
        (["snare too bright, kick ok"], "1 kick + 1 darker snare + 1 hi-hat + 1 open hat + 1 clap"),
        (["kick perfect, snare too short"], "1 kick + 1 longer snare + 1 hi-hat + 1 open hat + 1 clap"),
        # What is wanted instead may be told as well.
        (
            ["the snare is ringing too much. a drier one pls"],
            "1 kick + 1 shorter, drier snare + 1 hi-hat + 1 open hat + 1 clap",
        ),
        (["hats too bright please"], "1 kick + 1 snare + 1 darker hi-hat + 1 open hat + 1 clap"),
        (["i like the kick, hats too long"], "1 kick + 1 snare + 1 shorter hi-hat + 1 open hat + 1 clap"),
        (["show me the whole thing again"], KIT),
        (
            ["darker kick and longer hat, no clap"],
            "1 darker kick + 1 snare + 1 longer hi-hat + 1 open hat · no claps",
        ),
        (
            ["the open one is too much. take out the clap, longer hat"],
            "1 kick + 1 snare + 1 longer hi-hat + 1 open hat · no claps",
        ),
        (["fewer hats"], "1 kick + 1 snare + 1 open hat + 1 clap"),
        # However it is said what comes in its place.
        (["an 808 for the kick"], "1 808 kick or synth bass + 1 snare + 1 hi-hat + 1 open hat + 1 clap"),
        (["a rim for the clap"], "1 kick + 1 snare + 1 hi-hat + 1 open hat + 1 rim"),
        (["something darker for the kick"], "1 darker kick + 1 snare + 1 hi-hat + 1 open hat + 1 clap"),
        (["i want the hi hat closed"], "1 kick + 1 snare + 1 closed hi-hat + 1 open hat + 1 clap"),
        (["make the kick an 808"], "1 808 kick or synth bass + 1 snare + 1 hi-hat + 1 open hat + 1 clap"),
        (["take the clap out"], "1 kick + 1 snare + 1 hi-hat + 1 open hat · no claps"),
        (["clap out"], "1 kick + 1 snare + 1 hi-hat + 1 open hat · no claps"),
        (
            ["swap the hat for a shaker and add 2 crashes"],
            "1 kick + 1 snare + 1 shaker + 1 open hat + 1 clap + 2 crashes",
        ),
        (["keep the kick and add a crash"], "1 kick + 1 crash"),
        (["ride too"], "1 kick + 1 snare + 1 hi-hat + 1 open hat + 1 clap + 1 ride"),
        (["new kick"], KIT),
        (["now with only kick and hat"], "1 kick + 1 hi-hat"),
        # By its rank as well.
        (["3 is too bright"], "1 kick + 1 snare + 1 darker hi-hat + 1 open hat + 1 clap"),
        (["make the second darker"], "1 kick + 1 darker snare + 1 hi-hat + 1 open hat + 1 clap"),
        (["make the first snare darker"], "1 kick + 1 darker snare + 1 hi-hat + 1 open hat + 1 clap"),
        (["swap 2 for a rim"], "1 kick + 1 rim + 1 hi-hat + 1 open hat + 1 clap"),
        (["swap the snare for a clap"], "1 kick + 1 clap + 1 hi-hat + 1 open hat + 1 clap"),
        (["drop the third"], "1 kick + 1 snare + 1 open hat + 1 clap"),
        (["remove 2", "swap the kick"], "1 kick + 1 hi-hat + 1 open hat + 1 clap"),
        (["lose 4 and 5"], "1 kick + 1 snare + 1 hi-hat · no open hats · no claps"),
        (["lose the clap", "put the clap back"], KIT),
        (["snare under 1 second"], "1 kick + 1 snare, under 1 s + 1 hi-hat + 1 open hat + 1 clap"),
        (["2 of each"], "2 kicks + 2 snares + 2 hi-hats + 2 open hats + 2 claps"),
        (["number 3 is too bright"], "1 kick + 1 snare + 1 darker hi-hat + 1 open hat + 1 clap"),
        (["1 darker, 3 shorter"], "1 darker kick + 1 snare + 1 shorter hi-hat + 1 open hat + 1 clap"),
        (["make that two kicks"], "2 kicks + 1 snare + 1 hi-hat + 1 open hat + 1 clap"),
        (["two snares actually"], "1 kick + 2 snares + 1 hi-hat + 1 open hat + 1 clap"),
        # Some of several, or all.
        (["2 of each", "drop one snare"], "2 kicks + 1 snare + 2 hi-hats + 2 open hats + 2 claps"),
        (["2 of each", "one less kick"], "1 kick + 2 snares + 2 hi-hats + 2 open hats + 2 claps"),
        (["2 of each", "drop the claps"], "2 kicks + 2 snares + 2 hi-hats + 2 open hats · no claps"),
        # Several for several, however it is said.
        (
            ["swap the snare and the clap for a rim and a ride"],
            "1 kick + 1 rim + 1 hi-hat + 1 open hat + 1 ride",
        ),
        (["swap the open hat and the clap for a crash"], "1 kick + 1 snare + 1 hi-hat + 1 crash"),
        (["instead of the clap a rim"], "1 kick + 1 snare + 1 hi-hat + 1 open hat + 1 rim"),
        (["put a rim in place of the clap"], "1 kick + 1 snare + 1 hi-hat + 1 open hat + 1 rim"),
        (["lose the clap", "a rim in its place"], "1 kick + 1 snare + 1 hi-hat + 1 open hat + 1 rim"),
        (["forget the clap, i have one"], "1 kick + 1 snare + 1 hi-hat + 1 open hat · no claps"),
        (
            ["take out the clap and make the kick darker"],
            "1 darker kick + 1 snare + 1 hi-hat + 1 open hat · no claps",
        ),
        (["make the clap a rim"], "1 kick + 1 snare + 1 hi-hat + 1 open hat + 1 rim"),
        # What is to be otherwise stays what it is.
        (
            ["make the kick a lot punchier and the snare longer"],
            "1 punchier kick + 1 longer snare + 1 hi-hat + 1 open hat + 1 clap",
        ),
        (
            ["make the kick a bit darker, snare too"],
            "1 darker kick + 1 snare + 1 hi-hat + 1 open hat + 1 clap",
        ),
        (
            ["kick - darker, snare: longer"],
            "1 darker kick + 1 longer snare + 1 hi-hat + 1 open hat + 1 clap",
        ),
        (
            ["don't change the kick but make the snare darker"],
            "1 kick + 1 darker snare + 1 hi-hat + 1 open hat + 1 clap",
        ),
        # The whole of it.
        (
            ["lose the open hat and the clap", "all of them under 500 ms"],
            "1 kick, under 0.5 s + 1 snare, under 0.5 s + 1 hi-hat, under 0.5 s · no open hats · no claps",
        ),
        (
            ["lose the open hat and the clap", "make it acoustic"],
            "1 acoustic kick + 1 acoustic snare + 1 acoustic hi-hat · no open hats · no claps",
        ),
        (
            ["lose the open hat and the clap", "the whole kit a bit darker"],
            "1 darker kick + 1 darker snare + 1 darker hi-hat · no open hats · no claps",
        ),
        (
            ["all of them louder"],
            "1 louder kick + 1 louder snare + 1 louder hi-hat + 1 louder open hat + 1 louder clap",
        ),
        (
            ["lose the open hat and the clap", "make the kit darker"],
            "1 darker kick + 1 darker snare + 1 darker hi-hat · no open hats · no claps",
        ),
        # What is left of it.
        (["only keep the kick"], "1 kick"),
        (["fewer: just kick and hats"], "1 kick + 1 hi-hat"),
        (
            ["wow, lovely! everything but the clap is a yes"],
            "1 kick + 1 snare + 1 hi-hat + 1 open hat · no claps",
        ),
        (["just kicks"], "kicks"),
        (["send me the kick again"], "1 kick"),
        (["just the kick and the snare"], "1 kick + 1 snare"),
        (["everything but the kick"], "1 snare + 1 hi-hat + 1 open hat + 1 clap"),
        (["keep 1 and 2, lose the rest"], "1 kick + 1 snare"),
        (["no claps", "claps are fine after all"], KIT),
        (
            ["keep the kick, make the snare darker"],
            "1 kick + 1 darker snare + 1 hi-hat + 1 open hat + 1 clap",
        ),
    ],
)
def test_the_rest_of_a_kit_stays(turns: list[str], understood: str) -> None:
    assert prompts.understood(asked("make me a kit", *turns)) == understood


@pytest.mark.parametrize(
    ("prompt", "renewed"),
    [
        ("change everything but the kick", [1, 2, 3, 4]),
        ("keep the kick, change everything else", [1, 2, 3, 4]),
        ("i like the kick, swap the others", [1, 2, 3, 4]),
        ("keep the first three, change the other two", [3, 4]),
        ("keep the second, swap the rest", [0, 2, 3, 4]),
        ("keep 1, change 2 and 3", [1, 2]),
        ("keep everything but the snare", [1]),
        ("snare is boring", [1]),
        ("the snare isn't right", [1]),
        ("the snare's wrong, try another", [1]),
        ("snare's a bit polite tho", [1]),
        ("i don't really like the snare", [1]),
        ("wow! i like the kick. the snare i don't like", [1]),
        ("the snare is too modern for my vikings. could you swap it for another?", [1]),
        ("snare weak swap", [1]),
        ("no sorry i mean change only the snare", [1]),
        ("diff snare n hat", [1, 2]),
        ("alright whole new kit", [0, 1, 2, 3, 4]),
        ("snare is crap, next one", [1]),
        ("next snare", [1]),
        ("3 sucks", [2]),
        ("swap the kick and the clap", [0, 4]),
        ("a new kit", [0, 1, 2, 3, 4]),
        ("shuffle everything", [0, 1, 2, 3, 4]),
        ("love the kick, hate the snare", [1]),
        ("swap number 3", [2]),
        ("another one for number 2", [1]),
    ],
)
def test_some_of_a_kit_are_exchanged_and_the_others_kept(prompt: str, renewed: list[int]) -> None:
    kit = asked("make me a kit")
    parts = asked("make me a kit", prompt).parts
    assert [at for at, part in enumerate(parts) if part.intent == "more"] == renewed
    assert [replace(part, first=()) for part in parts if part.intent == "find"] == [
        part for at, part in enumerate(kit.parts) if at not in renewed
    ]


@pytest.mark.parametrize(
    ("turns", "understood"),
    [
        (("kicks and snares", "3 of each"), "3 kicks + 3 snares"),
        (("kicks and snares", "2 of both"), "2 kicks + 2 snares"),
        (("hi hats closed and open", "3 of each"), "3 closed hi-hats + 3 open hats"),
        (("low tom, mid tom, high tom", "one of each"), "1 low tom + 1 mid tom + 1 high tom"),
        (("kicks and claps", "and one shaker", "minus the shaker"), "kicks or claps · no shakers"),
        # A limit is not that of what comes besides.
        (("kicks under 0.5 s", "plus snares"), "kicks, under 0.5 s + snares"),
        (("pads over 4 s", "also a kick"), "pads, over 4 s + kicks"),
        # By what tells them apart.
        (("one short and one long crash", "keep the short one"), "1 short crash"),
        (("two toms, one high one low", "make the low one longer"), "1 high tom + 1 low, longer tom"),
        (("dark kick, bright snare", "the bright one is too long"), "dark kicks + bright, shorter snares"),
        (
            ("dark kick, punchy kick", "the punchy kick is too long"),
            "dark kicks + punchy, shorter kicks",
        ),
        # With what one of them is compared is not to be otherwise.
        (("crash and ride", "crash but shorter than #2"), "shorter crashes + rides"),
        # These ask for something else, or say nothing of one of them.
        (("kick, snare and hat", "loops"), "kick or snare or hi-hat loops"),
        (
            ("make me a kit", "more like 2"),
            "kicks or snares or hi-hats or open hats or claps · like the second",
        ),
        (("make me a kit", "2 kicks"), "2 kicks"),
        (("kick, snare and hat", "more kicks"), "more · kicks"),
        (("make me a kit", "how long is the kick"), "nothing about sounds"),
    ],
)
def test_of_several_sounds_as_many_as_are_told(turns: tuple[str, ...], understood: str) -> None:
    assert prompts.understood(asked(*turns)) == understood


@pytest.mark.parametrize(
    "prompt",
    ["nah the old kick", "old kick back", "put the old kick back", "nah the first kick was better"],
)
def test_an_older_sound_of_a_kit_may_be_missed(prompt: str) -> None:
    missed = asked("make me a kit", "the kick sucks", prompt)
    assert (missed.intent, missed.classes) == ("back", ("kick",))


@pytest.mark.parametrize(
    ("turns", "understood"),
    [
        (("kicks but no 808s", "actually 808s are fine"), "kicks"),
        (("kicks, no 808s", "ok 808s are alright"), "kicks"),
        (("kicks, no 808s, not acoustic", "acoustic is ok after all"), "kicks · not 808"),
        (("a kit, no 808s", "808s are fine"), KIT),
    ],
)
def test_what_is_allowed_again_is_not_asked_for(turns: tuple[str, ...], understood: str) -> None:
    assert prompts.understood(asked(*turns)) == understood


def test_what_was_refused_or_shown_before_does_not_come_back() -> None:
    kit = replace(asked("2 kicks and a snare"), skip=(7, 8))
    changed = prompts.turned(prompts.parse("swap the snare", kit), "swap the snare", kit)
    assert changed is not None
    assert changed.skip == (7, 8)


def test_another_one_of_its_kind_is_asked_for_where_nothing_else_is_said() -> None:
    request = asked("kick, snare and hat", "replace the snare")
    assert [part.intent for part in request.parts] == ["find", "more", "find"]


@pytest.mark.parametrize("prompt", ["lose the open hat", "no open hat"])
def test_the_others_stay_as_they_are_where_one_is_left_out(prompt: str) -> None:
    kit = asked("a dark kit")
    left = [part for part in kit.parts if part.classes != ("openhat",)]
    assert [*asked("a dark kit", prompt).parts] == left


@pytest.mark.parametrize(
    ("prompt", "understood"),
    [
        ("swap 1 for a rim", "1 rim + 2 claps + 1 snare"),
        ("clap 2 is too dark", "1 kick + 1 clap + 1 brighter clap + 1 snare"),
        ("drop the last", "1 kick + 2 claps · no snares"),
    ],
)
def test_a_rank_names_a_sound_where_all_up_to_it_are_sure_to_be_there(prompt: str, understood: str) -> None:
    assert prompts.understood(asked("a kick, 2 claps and a snare", prompt)) == understood


@pytest.mark.parametrize("prompt", ["swap 4 for a rim", "drop the fourth", "4 is too bright"])
def test_a_rank_names_none_behind_sounds_of_which_there_may_be_fewer(prompt: str) -> None:
    kit = asked("a kick, 2 claps and a snare")
    assert prompts.turned(prompts.parse(prompt, kit), prompt, kit) is None


@pytest.mark.parametrize(
    ("prompt", "understood"),
    [
        ("#6 louder", "4 kicks + 1 snare + 1 louder snare"),
        ("#2 is too long", "1 kick + 1 shorter kick + 2 kicks + 2 snares"),
        ("the third could be longer", "2 kicks + 1 longer kick + 1 kick + 2 snares"),
        ("swap #6 for a clap", "4 kicks + 1 snare + 1 clap"),
        ("make #6 a clap", "4 kicks + 1 snare + 1 clap"),
        ("drop #2", "1 kick + 2 kicks + 2 snares"),
        ("#2 darker and #5 a bit longer", "1 kick + 1 darker kick + 2 kicks + 1 longer snare + 1 snare"),
        ("change the second snare", "4 kicks + 1 snare + 1 snare"),
        ("the last snare is too long", "4 kicks + 1 snare + 1 shorter snare"),
        ("2 and 3 are too long", "1 kick + 1 shorter kick + 1 shorter kick + 1 kick + 2 snares"),
    ],
)
def test_of_several_alike_one_is_changed_alone(prompt: str, understood: str) -> None:
    last = asked("4 kicks and 2 snares")
    changed = prompts.turned(prompts.parse(prompt, last), prompt, last, range(11, 17))
    assert changed is not None
    assert prompts.understood(changed) == understood


@pytest.mark.parametrize(
    "prompt",
    [
        "the kick is fine",
        "i like the kick and the clap",
        "nice hat",
        "don't change the kick",
    ],
)
def test_praise_leaves_a_kit_as_it_is(prompt: str) -> None:
    assert asked("make me a kit", prompt).intent == "other"


@pytest.mark.parametrize("prompt", ["back to the kit", "show me the kit", "what's in the kit now?"])
def test_a_kit_is_asked_for_again(prompt: str) -> None:
    wish = asked("claps", prompt)
    assert wish.intent == "back" and prompts.names_kit(wish)


@pytest.mark.parametrize(
    ("last", "prompt"),
    [
        ("one bright hat and one kick", "brighter hat"),
        ("one kick and one bright hat", "the hat is still too dark"),
        ("one dark hat and one kick", "hat less dark"),
    ],
)
def test_what_is_bright_may_have_to_be_brighter(last: str, prompt: str) -> None:
    hats = [part for part in asked(last, prompt).parts if "hihat" in part.classes]
    assert [part.beyond for part in hats] == [(("bright", None),)]


@pytest.mark.parametrize("prompt", ["drop the clap", "lose 1"])
def test_without_its_last_sound_nothing_is_left_of_a_kit(prompt: str) -> None:
    assert asked("make me a kit", "only keep the clap", prompt).intent == "anew"
