"""Which sounds a prompt names, and what they are to be like: one table for each thing that can be said."""

import pytest

from tests.bot.prompts.test_prompts import PERCUSSION, ask


@pytest.mark.parametrize(
    ("prompt", "classes", "kind"),
    [
        ("bass drum", ("kick",), None),
        ("BD", ("kick",), None),
        ("oh give me a kick", ("kick",), None),
        ("rhodes chords", ("epiano",), None),
        ("guitar melody", ("guitar",), None),
        ("drums and piano", ("drums", "piano"), None),
        ("a kick to go with my piano", ("kick",), None),
        ("something to sit next to my bass: a pluck", ("pluck",), None),
        ("violin to follow the left hand of my piano", ("strings",), None),
        ("i need a kick i need a snare", ("kick", "snare"), None),
        ("a kick, and give me claps", ("kick", "clap"), None),
        ("kick, snare, and dont forget the hats", ("kick", "snare", "hihat"), None),
        ("my kick and I need a clap", ("clap",), None),
        ("give me a kick, no wait, give me a snare", ("snare",), None),
        ("I want a trumpet, or no, forget it, a flute", ("flute",), None),
        ("I've got a kick, now a snare", ("snare",), None),
        ("a harpsichord, I'm doing a mozart type beat", ("harpsichord",), None),
        ("replace the snare in the hook with claps", ("clap",), None),
        ("soft chords behind the vocal", ("keys",), None),
        ("from scratch: rain on a window", ("foley",), None),
        ("a duduk for the opening shot", ("reed",), None),
        ("drum loop", ("drums",), "loop"),
        ("a breakbeat", ("drums",), "loop"),
        # A loop of an instrument may be catalogued under the instrument or under loops.
        ("hat loop", ("hihat", "drumloop"), "loop"),
        ("snare hits", ("snare",), "one-shot"),
        ("a kick that hits hard", ("kick",), None),
        ("1 shot kick", ("kick",), "one-shot"),
        ("church bells, one toll only", ("bells",), "one-shot"),
        ("🥁", ("drums",), None),
        ("Schlagzeug", ("drums",), None),
        ("a door slam", ("foley",), None),
        ("percussion", PERCUSSION, None),
        ("percussion loop", (*PERCUSSION, "drumloop"), "loop"),
        ("taiko percussion", ("taiko",), None),
        ("cymbal crash", ("crash",), None),
        ("drums guitar bass", ("guitar", "bass"), None),
        ("a record scratch noise", ("scratch",), None),
        ("wind chimes for a dream sequence", ("chimes",), None),
        ("arp sequence", ("arp",), "loop"),
        ("wurlitzer riff", ("epiano",), None),  # or a lick, or a phrase: these may be of either kind
        ("trap beat for a tiktok", ("drums",), "loop"),
        ("hats for a trap beat", ("hihat",), None),
        ("something dark for a trap beat", (), None),
        ("clicks and pops for UI animation", ("fx",), None),
        ("what have you got for a keyboardist", ("keys",), None),
        ("fl studio kick", ("kick",), None),
        ("need a bass on the low side", ("bass",), None),  # and no bassoon
        ("my ep of 4 tracks needs risers", ("riser",), None),  # and no electric piano
        ("a warm ep", ("epiano",), None),
        ("hats: open + closed", ("hihat",), None),
    ],
)
def test_what_kind_of_sound(prompt: str, classes: tuple[str, ...], kind: str | None) -> None:
    request = ask(prompt)
    assert (request.classes, request.kind) == (classes, kind)


@pytest.mark.parametrize(
    ("prompt", "classes"),
    [
        ("analog synth pad", ("pad",)),
        ("modular synth bass", ("synthbass",)),
        ("jazz ride cymbal", ("ride",)),
        ("guitar texture", ("guitar",)),
        ("rain ambience", ("texture",)),
        ("ambience of rain", ("texture",)),
        ("glitch percussion", PERCUSSION),
        ("a vocal riser", ("riser",)),
        ("snare drum roll, orchestral", ("snare",)),
        ("a snare like a gunshot", ("snare",)),
        ("kick snare hat", ("kick", "snare", "hihat")),
        ("pads, textures and drones", ("pad", "texture", "drone")),
        ("juno pad", ("pad",)),
        ("a drum fill", ("drums",)),
        ("analogue bass", ("synthbass",)),
        ("percussion, maybe bongos", PERCUSSION),
        ("do you have some latin percussion? bongos or congas", ("bongo", "conga")),
        ("some percussion, mainly shakers", ("shaker",)),
        ("short and open hats", ("openhat",)),
        ("hats that are shut, open ones smear", ("hihat",)),
        ("a kick and a snare, dark ones", ("kick", "snare")),
        ("supersaw lead stabs", ("synthlead",)),
        ("pluck chords", ("pluck",)),
        ("a kick with a matching clap", ("kick", "clap")),
        ("a pad matching my piano loop", ("pad",)),
        ("kick, snare only", ("kick", "snare")),
        ("dnb bass", ("synthbass",)),
        ("tv without signal", ("noise",)),
        ("a low hum that never changes", ("drone",)),
    ],
)
def test_of_two_words_for_a_sound_the_head_counts(prompt: str, classes: tuple[str, ...]) -> None:
    assert ask(prompt).classes == classes


@pytest.mark.parametrize(
    ("prompt", "classes"),
    [
        ("ticking clock", ("foley",)),
        ("it's like a big wet cloth hitting the floor", ("foley",)),
        ("somebody dropping a plate", ("foley",)),
        ("sound of somebody opening a can of beer", ("foley",)),
        ("the sound of an old bicycle, squeaky", ("foley",)),
        ("kids laughing", ("vocal",)),
        ("forest at night", ("texture",)),
        ("UI clicks, short", ("fx",)),
        ("a man shouting", ("vocal",)),
        ("coin pickup", ("fx",)),
        ("crowd cheering", ("foley",)),
        ("downlifters", ("sweep",)),
        ("my mom yelled at me", ()),
        ("this might hurt", ()),
        ("thunder far away", ("foley",)),
        ("a kick for my fight scene in a kitchen", ("kick",)),
        ("the drums on my phone sound dark", ("drums",)),
        ("wind. like on top of a mountain", ("foley",)),
        ("gulls", ("foley",)),
        ("something dark", ()),
        ("metal loop", ()),
        ("my phone keeps ringing", ()),
        ("is the printer working", ()),
        ("i took the train home", ()),
    ],
)
def test_noises_of_the_world(prompt: str, classes: tuple[str, ...]) -> None:
    assert ask(prompt).classes == classes


@pytest.mark.parametrize(
    ("prompt", "classes"),
    [
        ("caisse claire", ("snare",)),
        ("Schlagzeug", ("drums",)),
        ("bombo", ("kick",)),
        ("skrzypce", ("strings",)),
        ("gitaar", ("guitar",)),
        ("kantele", ("plucked",)),
        ("shakuhachi", ("flute",)),
        ("darbuka", ("djembe",)),
        ("col legno", ("strings",)),
        ("TB-303", ("synthbass",)),
        ("hi hat pedal", ("hihat_pedal",)),
        ("the hi-hat closed with the foot", ("hihat_pedal",)),
        ("hi-hat played with the foot", ("hihat_pedal",)),
        ("the wooden fish that you scrape with a stick", ("guiro",)),
        ("a drum shaped like a goblet", ("djembe",)),
        ("several voices together", ("choir",)),
    ],
)
def test_instruments_of_the_world(prompt: str, classes: tuple[str, ...]) -> None:
    assert ask(prompt).classes == classes


@pytest.mark.parametrize(
    ("prompt", "qualities"),
    [
        ("dark pad", ("dark",)),
        ("the darkest pad", ("dark",)),
        ("a sad, warm piano", ("sad", "warm")),
        ("kick but not too boomy", ("high",)),
        ("kicks, no distortion", ("undistorted",)),
        ("less bright hats", ("dark",)),
        ("a kick with more punch", ("punchy",)),
        ("deep house kick", ()),
        ("dark ambient pad", ("dark",)),
        ("a texture, long, at least 20 seconds", ("long",)),
        ("snair that is realy snapy", ("snappy",)),
        ("reverb-free snare", ("dry",)),
        ("we're cutting a horror short and need a low drone", ("low",)),
        ("I want a kick that is a bit short", ("short",)),
        ("not harsh cymbals please", ("clean",)),
        ("claps that aren't too loud or reverby", ("quiet", "dry")),
        ("snare without hiss or reverb", ("dry",)),
        ("a kick, no tail", ("short",)),
        ("kick -long", ("short",)),
        ("dark but not muddy kick", ("dark",)),
        ("short but not too short clap", ("short",)),
        ("a long impact with many reverb", ("long", "wet")),
        ("a reverb snare", ("wet",)),
        ("a higher pitched bell", ("high pitched",)),
        ("a door slamming in a big church", ()),
        ("a snare with a long reverb tail", ("long", "wet")),
        ("a clap with a short tail", ("short tail",)),
        ("a clap soaked in reverb", ("wet",)),
        ("a guitar with a lot of that springy reverb", ("springy", "wet")),
        ("drums with punch and weight", ("punchy", "weighty")),
        ("a kick with more body", ("full",)),
        ("no long snares", ("short",)),
        ("I don't want a bright pad", ("dark",)),
        ("not a boomy kick please", ("high",)),
        ("don't give me a loud boomy kick", ("quiet", "high")),
        ("the last thing I want is a dark pad", ("bright",)),
        ("what's the opposite of a boomy kick? I need that", ("high",)),
        ("not a really loud snare", ("quiet",)),
        ("can you not give me a dull snare", ("bright",)),
        ("I'm not looking for a huge reverb snare", ("small", "dry")),
        ("snare, go easy on the reverb", ("dry",)),
        ("not a boomy kick or a clap", ()),
        ("5 kicks, none boomy", ("high",)),
        ("kicks, none hit", ()),
        ("zero reverb claps", ("dry",)),
        ("clap with hardly any reverb", ("dry",)),
        ("piano but no reverb and no pedal", ("no reverb",)),
        ("not a huge snare", ("small",)),
        ("no big deal but need a snare", ()),
        ("not a big ask, just a hihat", ()),
        ("no bs just a fat kick", ("fat",)),
        ("nothing special, just a clean snare", ("clean",)),
        ("kick with a little less bass", ("high",)),
        ("some wobble bass", ()),
        ("kick with a long tail", ("long tail",)),
        ("amen break or something close", ()),
    ],
)
def test_adjectives(prompt: str, qualities: tuple[str, ...]) -> None:
    assert ask(prompt).qualities == qualities


@pytest.mark.parametrize(
    ("prompt", "classes", "exclude", "lacking"),
    [
        ("acoustic not electric guitar", ("guitar",), (), ("electric",)),
        ("male rather than female vocals", ("vocal",), (), ("female",)),
        ("I prefer snares over claps", ("snare",), ("clap",), ()),
        ("closed not open hats", ("hihat",), ("openhat",), ("open",)),
        ("electric, not acoustic piano", ("epiano",), (), ("acoustic",)),
        ("snare, not electronic toms", ("snare",), ("tom",), ()),
        ("bass but not a bass drum", ("bass",), ("kick",), ()),
        ("no synth bass, a guitar", ("guitar",), ("synthbass",), ()),
    ],
)
def test_of_two_kinds_of_a_sound_one_is_wanted(
    prompt: str, classes: tuple[str, ...], exclude: tuple[str, ...], lacking: tuple[str, ...]
) -> None:
    request = ask(prompt)
    assert (request.classes, request.exclude, request.lacking) == (classes, exclude, lacking)


@pytest.mark.parametrize(
    ("prompt", "kind"),
    [
        ("a conga pattern", "loop"),
        ("a pair of bongos for the song break", None),
        ("a bongo break", "loop"),
        ("rhodes, loop or not", None),
        ("rhodes, it doesn't have to be a loop", None),
    ],
)
def test_the_form_is_that_of_what_is_asked_for(prompt: str, kind: str | None) -> None:
    assert ask(prompt).kind == kind


@pytest.mark.parametrize(
    "prompt",
    [
        "a kick, bright or not",
        "pads, no problem if long",
        "pads, doesn't matter if it's long",
        "a kick, no need to be loud",
        "pads that don't have to be dark",
    ],
)
def test_how_a_sound_need_not_be_says_nothing_of_it(prompt: str) -> None:
    assert ask(prompt).qualities == ()
