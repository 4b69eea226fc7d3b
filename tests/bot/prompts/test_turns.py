"""What a prompt changes in the request before it, and what starts a new one."""

from dataclasses import replace

import pytest

from bot.prompts import in_full, parse, turned, wondered_about
from bot.prompts.learned.roles import reread
from retrieval_core.request import Request

LOOPS = Request(text="drum loops", classes=("drums",), kind="loop", tempo=(135.0, 145.0))
KICKS = Request(text="dark kicks", k=3, classes=("kick",), qualities=("dark",), skip=(4, 5))


@pytest.mark.parametrize(
    ("prompt", "changes"),
    [
        ("slower", {"tempo": (None, 135.0)}),
        ("back, can i get a slower one", {"tempo": (None, 135.0)}),
        ("a bit faster", {"tempo": (145.0, None)}),
        ("20 bpm faster", {"tempo": (155.0, 165.0)}),
        ("too fast", {"tempo": (None, 135.0)}),
        ("at 90 bpm", {"tempo": (88.0, 92.0)}),
        ("no hats please", {"exclude": ("hihat",)}),
        ("in D minor", {"key": "D minor"}),
        ("under 4 seconds", {"duration": (None, 4.0)}),
        ("just two", {"k": 2}),
        ("same but darker", {"text": "dark drum loops", "qualities": ("dark",)}),
        ("with brushes", {"text": "drum loops brushes"}),
        ("vintage", {"text": "vintage drum loops"}),
        ("they have to be at least 8 seconds", {"duration": (8.0, None)}),
        ("try G minor instead", {"key": "G minor"}),
        ("try G minor rather than A minor", {"key": "G minor"}),
        ("no 808s though", {"lacking": ("808",)}),
        ("make it punchy", {"text": "punchy drum loops", "qualities": ("punchy",)}),
        ("same but piano", {"text": "piano", "classes": ("piano", "keysloop")}),
        ("one-shots instead", {"text": "drum", "kind": "one-shot"}),
        ("scrap the tempo", {"tempo": None}),
        ("12 instead of 5", {"k": 12}),
        ("send me the dark ones", {"text": "dark drum loops", "qualities": ("dark",)}),
        ("gimme only dark", {"text": "dark drum loops", "qualities": ("dark",)}),
        ("nothing with 909 in the name", {"lacking": ("909",)}),
        ("use prototype instead", {"approach": "prototype"}),
        ("something dark", {"text": "dark drum loops", "qualities": ("dark",)}),
        ("A major sorry", {"key": "A major"}),
        ("maybe 150 better", {"tempo": (146.0, 154.0)}),
        ("anything between 70 and 80 works", {"tempo": (70.0, 80.0)}),
        ("only two results please", {"k": 2}),
        ("they are too long", {"text": "short drum loops", "qualities": ("short",)}),
        ("speed it up", {"tempo": (145.0, None)}),
        (
            "tinnier, and distort it",
            {"text": "tinny distorted drum loops", "qualities": ("tinny", "distorted")},
        ),
        ("woodier", {"text": "woody drum loops"}),
        ("has too many notes", {"text": "simple drum loops", "qualities": ("simple",)}),
        ("fewer notes", {"text": "simple drum loops", "qualities": ("simple",)}),
        ("any tempo is fine but darker", {"text": "dark drum loops", "tempo": None, "qualities": ("dark",)}),
        ("doesn't have to be a loop", {"kind": None}),
        ("G", {"key": "G"}),
        ("em", {"key": "E minor"}),
        ("do g instead", {"key": "G"}),
        ("halftime", {"tempo": (68.0, 72.0)}),
    ],
)
def test_a_refinement_changes_what_it_names_and_nothing_else(prompt: str, changes: dict[str, object]) -> None:
    assert parse(prompt, LOOPS, ["prototype"]) == replace(LOOPS, **changes)  # type: ignore[arg-type]


def test_a_difference_without_a_tempo_is_no_tempo() -> None:
    request = parse("20 bpm faster", replace(LOOPS, tempo=None))
    assert (request.tempo, request.text) == (None, "fast drum loops")


def test_an_adjective_replaces_its_opposite() -> None:
    assert parse("brighter", KICKS) == replace(KICKS, text="bright kicks", qualities=("bright",), skip=())
    assert parse("warm instead of dark", KICKS).qualities == ("warm",)
    assert parse("none of these are bright", KICKS).qualities == ("bright",)
    assert parse("they're not bright enough", KICKS).qualities == ("bright",)
    assert parse("can they be less electronic", KICKS).lacking == ("electronic",)
    assert parse("not so dark", KICKS) == replace(KICKS, text="bright kicks", qualities=("bright",), skip=())


def test_a_mood_and_a_mode_replace_their_opposites() -> None:
    pads = Request(text="sad pads", classes=("pad",), qualities=("sad",), key="G")
    assert parse("happier", pads) == replace(pads, text="happy pads", qualities=("happy",))
    assert parse("make it minor", pads).key == "G minor"


def test_what_is_excluded_is_no_longer_asked_for() -> None:
    assert parse("no drums", LOOPS) == replace(LOOPS, text="loops", classes=(), exclude=("drums",))


def test_exclusions_add_up() -> None:
    request = parse("and no cymbals", replace(LOOPS, exclude=("hihat",)))
    assert request.exclude == ("hihat", "cymbal")


@pytest.mark.parametrize(
    "prompt",
    [
        "give me snares",
        "soft piano chords",
        "I need a violin",
        "rain",
        "now something completely different: a bell",
    ],
)
def test_everything_else_starts_anew(prompt: str) -> None:
    assert parse(prompt, LOOPS) == parse(prompt)


def test_what_starts_over_keeps_nothing() -> None:
    assert parse("start over, at 120", LOOPS) == parse("at 120")


@pytest.mark.parametrize(
    "prompt",
    [
        "castanets too please",
        "castanets along with it",
        "castanets underneath",
        "hm layered with castanets maybe",
        "what about castanets on top?",
    ],
)
def test_a_sound_is_added_to_the_last_ones(prompt: str) -> None:
    assert parse(prompt, parse("nylon guitar")).classes == ("guitar", "castanets")


def test_a_part_of_a_family_joins_the_family() -> None:
    drums = parse("rock drums")
    joined = parse("with tambourine on it", drums)
    assert joined.classes == ("drums", "tambourine")
    assert parse("hmm. no tambourine", joined).classes == ("drums",)


def test_one_of_the_last_sounds_is_to_go() -> None:
    last = parse("a shaker and a guiro")
    dropped = parse("the guiro is too scratchy, drop it", last)
    assert (dropped.classes, dropped.exclude) == (("shaker",), ("guiro",))
    for prompt in ("the guiro has to go", "the guiro? bin it", "the guiro is too loud for the vocals, out"):
        assert parse(prompt, last).exclude == ("guiro",)
    kind = parse("scrap the downlifter", parse("riser, downlifter, impact"))
    assert (kind.classes, kind.exclude) == (("riser", "impact"), ("sweep",))


@pytest.mark.parametrize(
    "prompt",
    [
        "snares like that",
    ],
)
def test_a_class_that_corrects_takes_the_place_of_the_last_one(prompt: str) -> None:
    request = parse(prompt, KICKS)
    assert (request.classes, request.qualities, request.k) == (("snare",), ("dark",), 3)


@pytest.mark.parametrize("prompt", ["snares would work too", "snares as well"])
def test_a_class_may_be_added(prompt: str) -> None:
    request = parse(prompt, KICKS)
    assert (request.classes, request.qualities) == (("kick", "snare"), ("dark",))


def test_what_was_asked_for_can_be_let_go_of() -> None:
    for prompt in (
        "forget dark",
        "doesn't have to be dark",
        "dark or not",
        "dark isn't important",
        "never mind the dark",
    ):
        assert parse(prompt, KICKS) == replace(KICKS, text="kicks", qualities=(), skip=())
    for prompt in ("forget the darker bit", "undo the darker", "remove dark", "leave out the dark"):
        assert parse(prompt, parse("darker", parse("3 kicks"))) == parse("3 kicks")
    assert parse("never mind, darker", KICKS).qualities == ("dark",)
    for prompt in ("reverb is ok", "reverb can come back"):
        assert parse(prompt, replace(KICKS, text="dry kicks", qualities=("dry",))).qualities == ()


@pytest.mark.parametrize(
    "prompt",
    [
        "undo the key thing",
        "without the key again",
        "key can be anything again",
        "forget what i said about the key",
    ],
)
def test_a_key_is_taken_back(prompt: str) -> None:
    bass = parse("dark basses")
    assert parse(prompt, parse("in C", bass)) == bass


def test_a_pitch_that_is_dropped_is_lower_and_a_key_no_longer_holds() -> None:
    bass = parse("bass in C")
    assert parse("drop the pitch", bass) == parse("lower the pitch", bass)
    assert parse("drop the key", bass) == parse("bass")


def test_only_the_field_that_is_named_is_kept_for_other_sounds() -> None:
    pads = Request(text="soft pads", classes=("pad",), qualities=("soft",), key="F", tempo=(68.0, 72.0))
    assert parse("now a bass in the same key", pads) == Request(text="bass", classes=("bass",), key="F")
    assert parse("same key but a bass", pads).tempo == pads.tempo


def test_a_bound_without_a_unit_is_a_length_where_lengths_are_spoken_of() -> None:
    risers = Request(text="risers", classes=("riser",), duration=(4.0, None))
    assert parse("at least 8", risers) == replace(risers, duration=(8.0, None))
    assert parse("at least 8", KICKS).k == 8


def test_a_part_of_what_is_wanted_is_refused_by_its_name() -> None:
    hats = Request(text="hats", classes=("hihat",))
    assert parse("no open ones", hats) == replace(hats, exclude=("openhat",))

    vocals = Request(text="vocals", classes=("vocal",))
    assert parse("no female vox", vocals) == replace(vocals, lacking=("female",))


def test_something_completely_different() -> None:
    assert parse("something completely different", KICKS) == Request(k=3, exclude=("kick",))


def test_a_key_is_wanted_of_the_last_sound_where_it_clashes() -> None:
    sub_bass = parse("sub bass")
    assert parse("actually it clashes, got something in f?", sub_bass) == replace(sub_bass, key="F")
    assert parse("it clashes", sub_bass).intent == "more"


def test_what_it_is_made_of_tells_more_of_the_last_sound() -> None:
    assert parse("made of wood", KICKS).classes == KICKS.classes


def test_small_talk_is_no_refinement() -> None:
    assert parse("thanks!", KICKS) == Request(intent="thanks")


def test_a_conversation() -> None:
    request: Request | None = None
    for prompt in ("four drum loops around 140", "no hats", "slower", "in a minor", "more"):
        request = parse(prompt, request)
    assert request == Request(
        text="drum loops",
        k=4,
        classes=("drums",),
        exclude=("hihat",),
        kind="loop",
        tempo=(None, 135.0),
        key="A minor",
        intent="more",
    )


@pytest.mark.parametrize(
    ("prompt", "changed"),
    [
        ("fire. but in F minor this time", {"key": "F minor"}),
        ("my bad, I meant 120", {"tempo": (117.0, 123.0)}),
        ("20 bpm slower", {"tempo": (115.0, 125.0)}),
        ("bring it down 10 bpm", {"tempo": (125.0, 135.0)}),
        ("bump it up to 150", {"tempo": (146.0, 154.0)}),
        ("replace it with a piano", {"text": "piano", "classes": ("piano", "keysloop")}),
        ("fewer", {"k": 2}),
        ("double that", {"tempo": (278.0, 282.0)}),
        ("twice as many", {"k": 10}),
        ("10 slower", {"tempo": (125.0, 135.0)}),
        ("slower by 10 please", {"tempo": (125.0, 135.0)}),
        ("slow it down by 10", {"tempo": (125.0, 135.0)}),
        ("no samples over 4 seconds", {"duration": (None, 4.0)}),
        ("+10 bpm", {"tempo": (145.0, 155.0)}),
        ("minus 20", {"tempo": (115.0, 125.0)}),
        ("bump it up 5", {"tempo": (140.0, 150.0)}),
        ("slightly faster, like 5 bpm", {"tempo": (140.0, 150.0)}),
        ("10 more", {"k": 10, "intent": "more"}),
        ("faster, 8 please", {"tempo": (145.0, None), "k": 8}),
        ("show less", {"k": 2}),
        ("cut that in half please", {"tempo": (68.0, 72.0)}),
        ("one or two more", {"k": 2, "intent": "more"}),
        ("only 3 at a time pls my discord is lagging", {"k": 3}),
        ("twelve of them so they don't repeat", {"k": 12}),
        ("we only have 3 hours left so just give me 20", {"k": 20}),
        ("no more than 4 because my phone is dying", {"k": 4}),
        ("can be 2 pieces enough", {"k": 2}),
        ("three or so is plenty", {"k": 3}),
        ("less results please", {"k": 2}),
        ("dial it back", {}),
    ],
)
def test_reactions_and_measures_keep_to_what_was_asked(prompt: str, changed: dict[str, object]) -> None:
    assert parse(prompt, LOOPS) == replace(LOOPS, **changed)


def test_a_tempo_that_is_told_by_how_far_it_is_off_needs_one_or_compares_with_what_was_shown() -> None:
    slower = parse("10 bpm slower", replace(LOOPS, tempo=None))
    assert (slower.tempo, slower.qualities) == (None, ("slow",))
    assert [word for word, _ in slower.beyond] == ["slow"]
    assert parse("10 bpm slower", replace(LOOPS, tempo=(None, 110.0))).tempo == (None, 100.0)


def test_of_two_sounds_one_is_gone_back_to() -> None:
    both = parse("kicks and snares")
    assert parse("back to the kicks", both).classes == ("kick",)


@pytest.mark.parametrize(
    ("prompt", "changes"),
    [
        ("half as fast", {"tempo": (68.0, 72.0)}),
        ("twice as fast", {"tempo": (278.0, 282.0)}),
        ("half as slow please", {"tempo": (278.0, 282.0)}),
        ("double the bpm", {"tempo": (278.0, 282.0)}),
        ("half time", {"tempo": (68.0, 72.0)}),
        ("double time version", {"tempo": (278.0, 282.0)}),
    ],
)
def test_a_tempo_that_is_scaled(prompt: str, changes: dict[str, object]) -> None:
    assert parse(prompt, LOOPS) == replace(LOOPS, **changes)


@pytest.mark.parametrize(
    ("prompt", "key"),
    [
        ("relative major", "A# major"),
        ("the parallel major", "G major"),
        ("up 2 semitones", "A minor"),
        ("a whole step down", "F minor"),
        ("pitch it up a minor third", "A# minor"),
        ("5th up", "D minor"),
        ("the fifth one", "G minor"),
    ],
)
def test_a_key_that_is_told_by_the_last(prompt: str, key: str) -> None:
    assert parse(prompt, parse("epiano Gm 92")).key == key


@pytest.mark.parametrize(
    ("before", "prompt", "duration"),
    [
        ("snare under 300ms", "make it under 150", (None, 0.15)),
        ("snare 200 ms", "make it 100", (0.08, 0.12)),
        ("kicks under 300ms", "up to 500", (None, 0.5)),
        ("kicks under 300ms", "20 of them", (None, 0.3)),
        ("kicks under 300ms", "drum loop 140", None),
        ("snares between 100 and 200 ms", "between 300 and 400", (0.3, 0.4)),
        ("snares under 200 ms", "between 200 and 400", (0.2, 0.4)),
        ("crash 2 seconds", "twice as long", (3.2, 4.8)),
        ("crash 2 seconds", "half that length", (0.8, 1.2)),
        ("crash under 1 second", "longer", (1.0, None)),
        ("crash over 1 second", "longer", (1.0, None)),
        ("crash 1 second", "shorter", (None, 0.8)),
        ("snares at least 1 second", "at most half a second", (None, 0.5)),
        ("drum loop 120", "make it 2 bars", (3.2, 4.8)),
        ("drum loop", "make it 2 bars", None),
        ("riser 4 bars at 120", "half as long", (3.2, 4.8)),
        # A number alone moves the bound that there was.
        ("snares, 200 ms max", "130", (None, 0.13)),
        ("kicks, 300 ms or less", "make that 450", (None, 0.45)),
        ("rhodes under 4 s", "ok 8 s then", (None, 8)),
        ("crashes over 1 second", "lower that to 500 ms", (0.5, None)),
        ("pads between 3 and 8 s", "raise it to 10 s", (3, 10)),
        ("pads", "4+ secs", (4, None)),
        ("snares, 200 ms max", "raise that to a full second", (None, 1)),
        ("pads at least 5 seconds", "lower the minimum to 2", (2, None)),
        ("closed hats, 60 ms tops", "bump it down to 40", (None, 0.04)),
        ("pads, half a second at most", "double that", (None, 1)),
        ("pads, half a second at most", "double the amount", (None, 0.5)),
        ("snares, 200 ms max", "lift the cap", None),
        ("snares, 200 ms max", "forget all limits", None),
        ("snares, 200 ms max", "ok no limit", None),
        ("snares, 200 ms max", "around 130 ms", (0.104, 0.156)),
        # A bound leaves the one on the other side.
        ("kicks, 450 ms max", "only ones longer than 400", (0.4, 0.45)),
        ("cowbell < 150 ms", "> 100 as well", (0.1, 0.15)),
        ("pads between 3 and 8 s", "at least 4 s", (4, 8)),
        ("crash 2 seconds", "at least 1 second", (1, None)),
        ("kicks, 300 ms max", "over 1 second", (1, None)),
        # As the last one was, in seconds.
        ("a pad under 10 s", "between five and eight would be ideal", (5, 8)),
        ("a pad under 10 s", "between 5 and 8 of them", (None, 10)),
        # What something is said of besides.
        ("crashes", "3 seconds would be the absolute limit", (None, 3)),
        ("crashes", "2 seconds is the minimum", (2, None)),
        ("crashes", "I've been waiting for over 5 minutes", None),
        ("crashes", "none of them under a second", (1, None)),
        ("crashes under 2 s", "I have changed my mind; at least ten seconds", (10, None)),
        ("hats under 200 ms", "now a bassline, 124", None),
        ("hats under 200 ms", "none of those is a hi-hat", (None, 0.2)),
    ],
)
def test_a_length_after_the_last(
    before: str, prompt: str, duration: tuple[float | None, float | None] | None
) -> None:
    assert parse(prompt, parse(before)).duration == duration


@pytest.mark.parametrize(
    ("turns", "tempo"),
    [
        (("drum loop 140", "under 150"), (None, 150)),
        (("drum loops, 128 to 135 bpm", "raise that to 145"), (128, 145)),
        (("drum loops, 128 to 135 bpm", "lower it to 120"), (120, 135)),
        (("drum loops, 128 to 135 bpm", "make it 120"), (117, 123)),
        (("loops 90 to 100", "bump the upper limit to 110", "raise the minimum to 95"), (95, 110)),
        (("drum loops under 135 bpm", "raise that to 145"), (None, 145)),
        (("loops, 120+", "118 minimum", "lower that to 80", "cap at 110", "at least 90"), (90, 110)),
        (("drum loops under 140 bpm", "at 125"), (122, 128)),
        (("drum loop 120", "raise it to 130"), (127, 133)),
        (("drum loops", "around 124, give or take 3"), (121, 127)),
        (("drum loops", "plus or minus 3 bpm around 124"), (121, 127)),
    ],
)
def test_a_tempo_after_the_last(turns: tuple[str, ...], tempo: tuple[float | None, float | None]) -> None:
    request = None
    for turn in turns:
        request = parse(turn, request)
    assert request and request.tempo == tempo
    assert request.qualities == ()


@pytest.mark.parametrize(
    ("before", "prompt", "key"),
    [
        ("kick tuned to F", "or G", "F or G"),
        ("chord loops in C minor", "Fm too", "C minor or F minor"),
        ("bass C3", "D3 as well", "C3 or D3"),
        ("chord loops in C minor", "Fm", "F minor"),
        ("kick in F", "ok forget the tuning", None),
        ("piano loops", "minor keys only", "minor"),
    ],
)
def test_a_key_after_the_last(before: str, prompt: str, key: str | None) -> None:
    assert parse(prompt, parse(before)).key == key


def test_what_is_let_go_of_by_without() -> None:
    dark = parse("dark pads in A minor")
    assert parse("without the dark", dark) == replace(dark, text="pads", qualities=())
    assert parse("without key", dark) == replace(dark, key=None)
    assert parse("not dark", dark).qualities == ("bright",)


def test_open_ones_in_place_of_closed_ones_are_not_ruled_out() -> None:
    closed = parse("closed ones", parse("hi hats"))
    assert (closed.classes, closed.exclude) == (("hihat",), ("openhat",))
    open_ones = parse("open hats again", closed)
    assert (open_ones.classes, open_ones.exclude) == (("openhat",), ())
    open_ones = parse("same but open", closed)
    assert (open_ones.classes, open_ones.exclude) == (("openhat",), ())


@pytest.mark.parametrize(
    ("prompt", "changed"),
    [
        ("ok closed ones then, nothing over 100 ms", {"classes": ("hihat",), "duration": (None, 0.1)}),
        ("closed, short", {"classes": ("hihat",), "exclude": ("openhat",), "qualities": ("short",)}),
        ("the closed one please, that comes between the kicks", {"classes": ("hihat",)}),
        ("closed too", {"classes": ("openhat", "hihat"), "exclude": ()}),
        ("I need also some closed ones", {"classes": ("openhat", "hihat"), "exclude": ()}),
    ],
)
def test_a_word_that_its_noun_completes_stands_beside_others(prompt: str, changed: dict[str, object]) -> None:
    request = parse(prompt, parse("open hats"))
    assert {name: getattr(request, name) for name in changed} == changed


@pytest.mark.parametrize(
    "prompt", ["start over", "aight start over", "ok, reset", "forget everything please"]
)
def test_all_that_was_asked_for_is_forgotten(prompt: str) -> None:
    assert parse(prompt, LOOPS) == Request(intent="anew")


@pytest.mark.parametrize(
    ("prompt", "changes"),
    [
        ("yea give me 2", {"k": 2}),
        ("actually give me like 4", {"k": 4}),
        ("three max", {"k": 3}),
        ("nvm 145", {"tempo": (141.0, 149.0)}),
        ("slightly distorted", {"text": "distorted drum loops", "qualities": ("distorted",)}),
        ("which one is the shortest?", {"text": "short drum loops", "qualities": ("short",), "k": 1}),
        ("a regular one", {"text": "regular drum loops"}),
        ("wide", {"text": "wide drum loops"}),
    ],
)
def test_what_is_said_in_passing_keeps_to_what_was_asked(prompt: str, changes: dict[str, object]) -> None:
    assert parse(prompt, LOOPS) == replace(LOOPS, **changes)  # type: ignore[arg-type]


def test_how_many_of_those_are_there() -> None:
    assert parse("how many of those are at 120 bpm?", LOOPS) == replace(
        LOOPS, tempo=(117.0, 123.0), intent="count"
    )


def test_what_was_asked_for_stays_as_it_was_asked_for() -> None:
    assert parse("now a bass at the same tempo", LOOPS).tempo == LOOPS.tempo
    assert parse("now a bass at the same tempo", LOOPS).same == ()


@pytest.mark.parametrize("prompt", ["put the reverb back", "actually bring the reverb back in"])
def test_what_was_taken_away_comes_back(prompt: str) -> None:
    dry = Request(text="dry snares", classes=("snare",), qualities=("dry",))
    assert parse(prompt, dry) == replace(dry, text="wet snares", qualities=("wet",))


@pytest.mark.parametrize(
    ("before", "prompt", "text"),
    [
        ("kick for house", "but for drill", "drill kick"),
        ("kick for techno", "what about drill", "drill kick"),
        ("techno kick", "same for house", "house kick"),
        ("house kick", "trap?", "trap kick"),
        ("any 909 hats", "808 ones too", "808 909 hats"),
        ("909 kick", "same for a 707", "707 kick"),
        ("dark 808 kick", "punchy", "punchy dark 808 kick"),
    ],
)
def test_a_genre_takes_the_place_of_a_genre_and_a_machine_that_of_a_machine(
    before: str, prompt: str, text: str
) -> None:
    assert parse(prompt, parse(before)).text == text


@pytest.mark.parametrize("prompt", ["that's a nice kick", "is that a clap", "make that a clap"])
def test_what_is_said_of_a_sound_complains_of_none(prompt: str) -> None:
    assert parse(prompt, KICKS).intent != "more"


def test_the_same_tempo_is_that_of_what_was_asked_for_before() -> None:
    assert parse("same tempo tho", KICKS) == replace(KICKS, same=(("tempo", 0),), skip=())
    assert parse("hats loop at that tempo", LOOPS).tempo == LOOPS.tempo
    assert parse("bass to match", LOOPS).tempo == LOOPS.tempo
    # Only to go with it, in whatever is known of it.
    assert {name for name, _ in parse("3 is it. a snare to match", KICKS).same} == {"key", "tempo"}
    assert parse("bass to match my drums", LOOPS).tempo is None


@pytest.mark.parametrize(
    ("before", "prompt", "kept"),
    [
        ("piano loop at 100", "cool, got drums for that", {"tempo": (98, 102), "same": ()}),
        ("keys loop 85 to 95", "a kick to go with that", {"classes": ("kick",), "tempo": None, "same": ()}),
        ("pad loop at 90", "a bass to go with that", {"classes": ("bass",), "tempo": (88, 92)}),
    ],
)
def test_what_goes_with_the_last_sound_has_its_tempo_and_key(
    before: str, prompt: str, kept: dict[str, object]
) -> None:
    request = parse(prompt, parse(before))
    assert {name: getattr(request, name) for name in kept} == kept


def test_bars_that_no_tempo_measures_are_left_to_be_told() -> None:
    assert parse("exactly 4 bars", parse("drum loop")).text == "drum 4 bars"


def test_more_in_the_key_of_a_hit_is_no_next_page() -> None:
    assert parse("more in that key", parse("piano")).same == (("key", 0),)
    assert parse("more in that key", parse("piano in A minor")).intent == "more"


def test_one_sound_is_allowed_again_and_another_refused() -> None:
    assert parse("piano's fine, no arps", parse("chords, no piano")).exclude == ("arp",)


def test_some_of_what_was_asked_for_is_added_or_left() -> None:
    assert parse("can i get a snare too", KICKS).classes == ("kick", "snare")
    assert parse("can i get a snare", KICKS).classes == ("snare",)
    assert parse("can i also get a snare", replace(KICKS, k=5)).classes == ("snare",)
    several = parse("a kick, a snare and a hat please")
    another = parse("another snare", several)
    assert (another.classes, another.intent) == (("snare",), "more")


def test_a_sound_is_added_where_both_are_told_of() -> None:
    assert parse("and a clap too", KICKS).classes == ("kick", "clap")
    assert parse("also a clap", KICKS).classes == ("kick", "clap")
    assert parse("and a clap", KICKS).classes == ("kick", "clap"), "so many kicks"
    assert parse("and a clap", replace(KICKS, k=5)).classes == ("clap",)


@pytest.mark.parametrize(
    ("turns", "changed"),
    [
        (("kicks", "not a boomy kick"), {"classes": ("kick",), "qualities": ("high",)}),
        (("drum loops", "no harsh cymbals"), {"classes": ("drums",), "exclude": ("cymbal",)}),
        (("vintage snare", "less vintage"), {"text": "snare", "lacking": ("vintage",)}),
        (("pads", "not sad"), {"text": "pads", "lacking": ("sad",)}),
        (("kicks, no 808s", "808s are ok actually"), {"classes": ("kick",), "lacking": ()}),
        (("techno kick rumbly", "less rumble"), {"qualities": ("high",)}),
        (("hats, not open", "only open ones"), {"classes": ("openhat",), "exclude": ()}),
        (("a drum loop", "turn up the bass"), {"classes": ("drums",), "qualities": ("bassy",)}),
        (("a drum loop", "turn it up"), {"classes": ("drums",), "qualities": ("loud",)}),
        (("snare", "tone the highs down"), {"classes": ("snare",), "qualities": ("dark",)}),
        (("bells", "more low end"), {"qualities": ("bassy",)}),
    ],
)
def test_how_much_there_is_of_something_changes_the_last_sounds(
    turns: tuple[str, ...], changed: dict[str, object]
) -> None:
    first, second = turns
    request = parse(second, parse(first))
    assert {name: getattr(request, name) for name in changed} == changed


@pytest.mark.parametrize(
    ("before", "prompt", "qualities"),
    [
        # Less, or smaller, of what was asked for.
        ("kick", "lighter one", ("light",)),
        ("4 hats", "everything drier", ("dry",)),
    ],
)
def test_what_a_turn_says_against_the_last_adjectives(
    before: str, prompt: str, qualities: tuple[str, ...]
) -> None:
    asked = parse(before)
    changed = parse(prompt, asked)
    assert (changed.intent, changed.qualities, changed.k) == ("find", qualities, asked.k)


@pytest.mark.parametrize(
    ("before", "prompt", "text"),
    [
        ("pad", "mono", "mono pad"),
        ("metallic perc", "wooden too", "wooden metallic perc"),
    ],
)
def test_a_material_takes_the_place_of_another(before: str, prompt: str, text: str) -> None:
    assert parse(prompt, parse(before)).text == text


@pytest.mark.parametrize(
    ("prompt", "intent"),
    [
        ("yeah 1 is good", "thanks"),
        ("ok 2 is good but have you got it longer", "find"),
        ("sry wrong channel", "other"),
        ("nope thanks", "thanks"),
        ("beauty", "thanks"),
        ("less", "find"),
    ],
)
def test_short_answers(prompt: str, intent: str) -> None:
    assert parse(prompt, KICKS).intent == intent


@pytest.mark.parametrize(
    ("turns", "changed"),
    [
        (("kicks", "a lot, like 10"), {"k": 10}),
        (("kicks", "skip the 808s"), {"lacking": ("808",)}),
        (("kicks", "im happy with these but darker"), {"qualities": ("dark",), "text": "dark kicks"}),
        (("ukulele", "a tune that goes round"), {"kind": "loop"}),
        (("bells", "my beat is 82 bpm"), {"tempo": (80.0, 84.0)}),
        (("rhodes", "my song is in C minor"), {"key": "C minor"}),
        (("nylon guitar", "in gm"), {"key": "G minor"}),
        (("accordion", "a waltz please"), {"text": "waltz accordion"}),
    ],
)
def test_a_word_of_the_last_turn_may_change_alone(turns: tuple[str, str], changed: dict[str, object]) -> None:
    before = parse(turns[0])
    assert parse(turns[1], before) == replace(before, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "prompt", ["loop or one shot doesnt matter", "dont care if its a loop or a one shot"]
)
def test_neither_form_is_asked_for_where_it_does_not_matter(prompt: str) -> None:
    assert parse(prompt, parse("kick loops")).kind is None


@pytest.mark.parametrize(
    ("last", "prompt", "kind"),
    [
        ("shaker loops", "nvm 1shots instead", "one-shot"),
        ("shakers", "please in a rhythm, not only one time", "loop"),
        ("claps", "more than one hit", "loop"),
        ("drums", "it must to repeat", "loop"),
        ("piano", "needs to repeat please", "loop"),
    ],
)
def test_the_other_form(last: str, prompt: str, kind: str) -> None:
    found = parse(prompt, parse(last))
    assert (found.kind, found.k) == (kind, 5)

    assert parse("drop the beat haha").intent == "other"
    assert reread(parse("drop the beat"), "drop the beat").intent == "other"


@pytest.mark.parametrize(
    ("prompt", "qualities"),
    [
        ("the last one is great but a bit dark", ("bright",)),
        ("it's kinda dark", ("bright",)),
        ("that is rather dark. something longer?", ("long", "bright")),
        ("make it a bit dark", ("dark",)),
        ("nice, but rather fast for a lullaby", ("slow",)),
        ("hmm, bit bright for what i had in mind", ("dark",)),
        ("a tad harsh", ("clean",)),
        ("they're all still a trifle cold.", ("dark",)),
        ("these are snappier than i wanted", ("soft",)),
        ("still quite boomy tho", ("high",)),
        ("they're a bit thin and short", ("fat", "long")),
        ("it's a pity that it is so short.", ("long",)),
        ("these sound thin", ("fat",)),
        ("the tail is too long", ("short",)),
        ("nice, but the decay goes on forever", ("short",)),
        ("these aren't very punchy", ("punchy",)),
        ("they don't sound very punchy", ("punchy",)),
        ("not as punchy as i'd like", ("punchy",)),
        ("bit on the dark side", ("bright",)),
        ("not even one of these is fat", ("fat",)),
        ("like that except shorter", ("short",)),
        # What is wished, or liked, is no fault.
        ("kinda dark", ("dark",)),
        ("something that sounds thin", ("thin",)),
        ("a bit brighter", ("bright",)),
        ("keep that vibe but a bit of reverb", ("wet",)),
        ("these sound warm", ("warm",)),
        ("a pad that's not too bright", ("dark",)),
    ],
)
def test_what_is_wrong_may_be_said_mildly(prompt: str, qualities: tuple[str, ...]) -> None:
    assert parse(prompt, Request(text="pads", classes=("pad",))).qualities == qualities


@pytest.mark.parametrize(
    "prompt",
    [
        "no",
        "meh",
        "that kick is boring",
        "these kicks suck",
        "none of these, i'm afraid.",
        "ha! that is dreadful.",
        "it's awful: take it away",
        "wow no",
        "you already showed me these",
        "kicks are a bit much tbh",
        "these are all the same kick??",
        "that's basically the same five",
        "mix it up a little",
        "no me gusta",
        "gefällt mir nicht",
        "j'aime pas",
    ],
)
def test_others_are_shown_where_these_are_no_good(prompt: str) -> None:
    assert parse(prompt, KICKS) == replace(KICKS, intent="more")


@pytest.mark.parametrize(
    "prompt", ["mehr davon", "más por favor", "ещё", "noch mehr", "noch mehr davon", "encore plus"]
)
def test_more_in_other_languages(prompt: str) -> None:
    assert parse(prompt, KICKS) == replace(KICKS, intent="more")


@pytest.mark.parametrize(
    ("prompt", "quality"),
    [
        ("pas trop long", "short"),
        ("pas si long", "short"),
        ("moins long", "short"),
        ("aber nicht zu lang", "short"),
        ("nicht so lang", "short"),
        ("zu lang", "short"),
        ("no muy largo", "short"),
        ("non troppo lungo", "short"),
        ("não muito longo", "short"),
        ("niet te lang", "short"),
        ("trop court", "long"),
        ("plus court", "short"),
        ("no tan brillante", "dark"),
        ("weniger dunkel", "bright"),
        ("nicht dunkel", "bright"),
        ("pas trop de reverb", "dry"),
    ],
)
def test_not_too_long_is_shorter_in_any_language(prompt: str, quality: str) -> None:
    kick = Request(text="kick", classes=("kick",))
    assert parse(prompt, kick) == replace(kick, text=f"{quality} kick", qualities=(quality,))


def test_sounds_and_hits_are_spoken_of_in_other_languages() -> None:
    assert parse("y una caja también", KICKS).classes == ("kick", "snare")
    assert parse("und eine Snare", KICKS).classes == ("kick", "snare")
    assert (parse("noch eine", KICKS).intent, parse("noch eine", KICKS).k) == ("more", 1)
    assert parse("die zweite ist geil, mehr so", KICKS).like_ranks == (2,)
    assert parse("otra vez la primera", KICKS).like_ranks == (1,)


@pytest.mark.parametrize("prompt", ["no thats a clap", "that's a clap"])
def test_what_should_not_have_come_is_kept_out(prompt: str) -> None:
    assert parse(prompt, KICKS) == replace(KICKS, exclude=("clap",), intent="more")


@pytest.mark.parametrize(
    ("last", "prompt", "changes"),
    [
        ("snare", "more crack, less ring", {"qualities": ("snappy", "short")}),
        ("felt piano", "closer, I want to hear the hammers", {}),
        ("scratches", "no i mean dj scratches not like scratching on wood", {}),
    ],
)
def test_what_is_said_against_the_last_sounds_names_no_others(
    last: str, prompt: str, changes: dict[str, object]
) -> None:
    before = parse(last)
    after = parse(prompt, before)
    assert replace(after, text="", beyond=(), skip=(), intent="find") == replace(before, text="", **changes)


@pytest.mark.parametrize(
    ("last", "prompt", "text"),
    [
        ("snares", "i want a floppy one", "snares floppy"),
        ("snares", "i need one zither", "zither"),
    ],
)
def test_one_is_of_the_last_sounds(last: str, prompt: str, text: str) -> None:
    assert parse(prompt, parse(last)).text == text


def test_a_hit_is_left_out_however_that_is_put() -> None:
    assert parse("not the first of them again", KICKS) == Request(intent="without", like_ranks=(1,))
    assert parse("different kicks", KICKS).intent == "more"


def test_what_is_taken_back_leaves_no_word_behind() -> None:
    found = parse("not slap", parse("slap conga"))
    assert (found.text, found.lacking) == ("conga", ("slap",))


@pytest.mark.parametrize(
    "prompt",
    [
        "shakers can stay",
        "shakers are alright",
        "shakers can come back in",
        "you may put the shakers back",
        "shakers are welcome again",
    ],
)
def test_a_sound_that_was_refused_is_allowed_again(prompt: str) -> None:
    last = parse("percussion without shakers")
    assert parse(prompt, last) == replace(last, text="percussion shakers", exclude=())


def test_a_sound_that_was_refused_may_be_asked_for_alone() -> None:
    assert parse("can I get shakers", parse("percussion without shakers")).classes == ("shaker",)


@pytest.mark.parametrize(
    ("last", "prompt", "text"),
    [
        ("snares", "half as long pls", "shorter pls"),
        ("snares under 2 s", "half as long", "half as long"),
        ("snares", "2x louder than 3", "louder than 3"),
        ("snares", "twice the length", "longer"),
        ("bass in c", "drop the pitch a bit", "lower a bit"),
        ("bass in c", "raise the pitch by 2 semitones", "raise the pitch by 2 semitones"),
        # Half of them are to be so.
        ("crash", "second half darker", "second half darker"),
        ("snares", "half deeper half higher", "half deeper half higher"),
    ],
)
def test_what_a_turn_leaves_to_be_understood(last: str, prompt: str, text: str) -> None:
    assert in_full(prompt, parse(last)) == text


@pytest.mark.parametrize(
    ("last", "prompt", "named"),
    [
        ("kicks", "are there no snares?", "snares"),
        ("kicks", "u got no claps?", "claps"),
        ("drum loops", "no claps?", ""),
        ("drums", "no kicks?", ""),
        ("drums but no hats", "no cymbals at all?", ""),
    ],
)
def test_a_refusal_may_only_wonder_what_there_is(last: str, prompt: str, named: str) -> None:
    assert wondered_about(prompt, parse(last)) == named


@pytest.mark.parametrize(
    ("last", "prompt", "key", "qualities"),
    [
        ("sad piano loop", "in major", "major", ("sad",)),
        ("piano loop in minor", "major instead", "major", ()),
        ("piano loop in G", "make it minor", "G minor", ()),
        ("piano", "in minor", "minor", ()),
        ("keys", "minor", "minor", ()),
        ("loops", "minor please", "minor", ()),
        ("loops in A minor", "major", "A major", ()),
        ("loops", "with minor fills", None, ("minor",)),
        ("keys in A minor", "no in C minor", "C minor", ()),
        ("kicks", "minor", None, ("minor",)),
        ("sad piano loop", "minor obv", "minor", ("sad",)),
        ("flute loop", "major obviously", "major", ()),
    ],
)
def test_a_mode_alone_is_that_of_any_key(
    last: str, prompt: str, key: str | None, qualities: tuple[str, ...]
) -> None:
    found = parse(prompt, parse(last))
    assert (found.key, found.qualities) == (key, qualities)


def test_a_kit_goes_on_part_by_part() -> None:
    kit = turned(parse("add a snare"), "add a snare", parse("one short kick"))
    assert kit is not None
    kit = turned(parse("now the clap on top.", kit), "now the clap on top.", kit)
    assert kit is not None
    assert [(part.k, part.classes) for part in kit.parts] == [(1, ("kick",)), (1, ("snare",)), (1, ("clap",))]


@pytest.mark.parametrize(
    ("prompt", "context", "changes"),
    [
        (
            "max 0.3",
            Request(text="kicks", classes=("kick",), duration=(None, 1.0)),
            {"duration": (None, 0.3)},
        ),
        (
            "no limit on the length",
            Request(text="kicks", classes=("kick",), duration=(None, 1.0)),
            {"duration": None},
        ),
        (
            "no limits then",
            Request(text="kicks", classes=("kick",), duration=(None, 1.0)),
            {"duration": None},
        ),
    ],
)
def test_limits_are_widened_and_narrowed(prompt: str, context: Request, changes: dict[str, object]) -> None:
    context = replace(context, tempo=(117.0, 123.0)) if "bpm" in prompt else context
    request = parse(prompt, context)
    assert {name: getattr(request, name) for name in changes} == changes


@pytest.mark.parametrize(
    ("turns", "key"),
    [
        (("bass in C", "or minor", "up a fifth"), "G minor"),
        (("minor loops", "or C", "2 semitones up"), "D"),
        (("bass in C", "or not A"), "not A"),
        (("kicks", "tune them to A"), "A"),
        (("pluck", "down a fifth"), None),
        (("piano note C8", "octave up", "octave up"), "C10"),
        (("bass not C, not D",), "not C or D"),
        (("loops, not A minor, not C minor",), "not A minor or C minor"),
        (("bass in F minor, not A minor",), "F minor"),
        (("pluck", "something a fifth lower"), None),
        (("bass in F minor or G minor", "drop G minor"), "F minor"),
        (("bass in C, F or G", "not F"), "C or G"),
        (("guitar in drop D",), "D"),
        (("bass in C2", "only C3"), "C3"),
        (("pads in D minor", "dont care about the key no more"), None),
        (("pads in D minor", "dont care bout the note nomo"), None),
    ],
)
def test_keys_that_are_joined_refused_and_moved(turns, key):
    request = None
    for turn in turns:
        request = parse(turn, request)
    assert request.key == key


@pytest.mark.parametrize(
    ("prompt", "limit"),
    [
        ("can these be under 2 seconds", {"duration": (None, 2)}),
        ("can you do that in D minor?", {"key": "D minor"}),
        ("can it be at 90 bpm", {"tempo": (88, 92)}),
    ],
)
def test_whether_sounds_can_keep_to_a_limit_asks_for_such(prompt: str, limit: dict[str, object]) -> None:
    pianos = parse("piano loops")
    assert parse(prompt, pianos) == replace(pianos, **limit)


@pytest.mark.parametrize(
    ("last", "turn", "k"),
    [
        ("snares", "three will be plenty", 3),
        ("snares", "five is too much, only two please", 2),
        ("snares", "let me hear one", 1),
        ("snares", "show me one", 1),
        ("snares", "then pick one of them for me", 1),
        ("crashes", "one crash is enough", 1),
        ("crashes", "is there one that is darker", 5),
        ("6 crashes", "that's too many", 3),
        # One alone is not meant of others.
        ("a single low piano note", "darker", 1),
        ("a single low piano note", "more punchy", 1),
        ("a single low piano note", "the g minor ones", 5),
        ("a single low piano note", "more", 5),
        ("a single low piano note", "another", 1),
        ("2 kicks", "longer ones", 2),
    ],
)
def test_how_many_after_the_last(last: str, turn: str, k: int) -> None:
    context = parse(last)
    assert parse(in_full(turn, context), context).k == k


@pytest.mark.parametrize(
    ("turn", "duration"),
    [
        ("no lower limit", (None, 1.0)),
        ("ok, forget the max", (0.6, None)),
        ("without an upper limit", (0.6, None)),
        ("forget both", None),
        ("no limits", None),
        ("no lows", (0.6, 1.0)),
    ],
)
def test_a_bound_is_let_go_of(turn: str, duration: tuple[float | None, float | None] | None) -> None:
    assert parse(turn, parse("kicks, max 1 s, min 600 ms")).duration == duration


def test_sub_is_under_where_no_bass_is_meant() -> None:
    assert in_full("too fast, sub 110", parse("drum loop at 132")) == "too fast, under 110"
    assert in_full("only the sub 100 ms ones", parse("hats")) == "only the under 100 ms ones"
    assert in_full("sub 110", parse("bass loops")) == "sub 110"
    assert in_full("a sub 40 Hz", parse("kicks")) == "a sub 40 Hz"
