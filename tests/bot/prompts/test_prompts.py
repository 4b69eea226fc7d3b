"""What a single prompt is understood as: one table for each thing that can be said."""

import pytest

from bot.prompts import parse, understood
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
    ("prompt", "k"),
    [
        ("kicks", 5),
        ("give me some kicks", 5),
        ("give me three kicks", 3),
        ("a couple of claps", 2),
        ("twenty-five snares", 25),
        ("half a dozen toms", 6),
        ("kicks x4", 4),
        ("top 10 claps", 10),
        ("just one clap", 1),
        ("got one?", 5),
        ("all your gongs", 50),
        ("the twenty one pilots drums", 5),
        ("the 1975 synth pad", 5),
        ("all the kicks I find are too long. got a short one?", 5),
        ("a four chord piano loop", 5),
        ("give me 1000 kicks", 50),
        ("give me 0 kicks", 5),
        ("five 808s", 5),
        ("two step drum loop", 5),
        ("something for act two, a riser", 5),
        ("I hear a lot of salsa, so congas", 5),
        ("I need like 4 or 5 claps", 5),
        ("528 hz drone", 5),
        ("two of each: kicks, snares", 4),
        ("a kick, a snare and two hats", 4),
        ("no kicks, I have way too many", 5),
        ("8 bit lead", 5),
        ("a twelve string guitar", 5),
        ("99999999999999999999999 kicks", 5),
        ("I'm 12 and this is my first song, a drum loop please", 5),
        ("gonna layer two sounds, so a clap and a snare", 5),
        ("no risers, I got 400 of them, fx please", 5),
        ("going full Timbaland 2003, a sitar", 5),
        ("trying 2 make a song, need a clap", 5),
        ("you're the best, kicks <3", 5),
        ("every door in my game squeaks, so a creaking door please", 5),
        ("1 kick 2 snares 3 hats", 6),
        ("two dozen claps", 24),
        ("a hundred claps", 50),
        ("tight hats. 20 if you can", 20),
        ("tape hiss to put under everything", 5),
        ("when everything drops I want a crash", 5),
        ("there's a gap at 01:12, a door slam please", 5),
        ("finger snaps 4 of them", 4),
        ("as many creaking doors as you have", 50),
        ("as many as 10 kicks", 10),
        ("all the dark pads you have", 50),
        ("a riser with a lot of tension", 5),
        ("up to a dozen kicks", 12),
        ("how about a couple of snares", 2),
        ("heaps of claps", 10),
        ("shakers at 88 bpm, my beat is at 88 bpm too", 5),
        ("single kick", 1),
        ("claps single", 1),
        ("single coil guitar", 5),
        ("single snare hits", 5),
        ("fewer than 3 toms", 2),
        ("no more than 3 toms", 3),
        ("kick at -12 lufs", 5),
        ("vinyl 45 rpm crackle", 5),
        ("area 51 sfx", 5),
        ("top 40 pop claps, 3", 3),
        ("seven nation army bass", 5),
        ("year 2000 trance lead", 5),
        ("dubstep drums 140 (70)", 5),
        ("kicks (4)", 4),
        ("layer 2 kick", 5),
        ("layer 2 kicks", 2),
        ("2 bar break", 5),
        ("piano for a scene of two lovers", 5),
        ("drums for two dancers on stage", 5),
        ("the two cymbals that you close with your foot", 5),
        ("two cymbals that are bright", 2),
        ("someone counting 1 2 3 4", 5),
        ("thumb piano, the african one with metal", 5),
        ("just want one that's dark, a kick", 1),
        ("one snare one kick", 2),
        ("i need a snare that beats everything", 5),
        ("i want everything to stop and then only a vocal shout", 5),
        ("everything for a reggaeton beat", 5),
        ("show me everything with a marimba", 50),
        ("bought a pack with 500 loops and no conga loop in there, got one?", 5),
        ("got plenty of hats already, so give me toms", 5),
        ("got a couple of hats?", 2),
        ("the hard hit on beat two and four", 5),
        ("a kick under 300 ms, a snare under 500 ms and a crash over 1 second", 5),
        ("between 3 and 4 kicks", 4),
    ],
)
def test_how_many(prompt: str, k: int) -> None:
    assert ask(prompt).k == k


@pytest.mark.parametrize(
    ("prompt", "tempo"),
    [
        ("loop at 128", (125, 131)),
        ("loops around 140", (135, 145)),
        ("140ish loops", (135, 145)),
        ("90-100bpm loops", (90, 100)),
        ("loops between 90 and 100", (90, 100)),
        ("loops between 100 and 50 bpm", (50, 100)),
        ("breaks faster than 165", (165, None)),
        ("120+ bpm loops", (120, None)),
        ("loops under 90 bpm", (None, 90)),
        ("not faster than 100 bpm", (None, 100)),
        ("exactly 120 bpm", (119.5, 120.5)),
        ("loops in the 120s", (120, 129)),
        ("drum loops 174", (170, 178)),
        ("drum loop between 85 & 95", (85, 95)),
        ("loops at dnb tempo", (165, 178)),
        ("808 kick", None),
        ("a 909 ride", None),
        ("70s strings", None),
        ("give me 60 kicks", None),
        ("kicks under 2 seconds", None),
        ("loop in 7/8", None),
        ("loops at 120, or thereabouts", (115, 125)),
        ("loops at 90 bpm +/- 3", (87, 93)),
        ("loops somewhere in the region of 90", (85, 95)),
        ("loops >= 120 bpm", (120, None)),
        ("drum loops, mid-90s bpm", (93, 97)),
        ("breaks in the high 170s", (175, 179)),
        ("loops like they made in the 90s", None),
        ("loop 110 +-5", (105, 115)),
        ("a loop about 20 bpm faster than 100", (115, 125)),
        ("a loop 20 bpm slower than 120", (98, 102)),
        ("loop that doesn't go over 120", (None, 120)),
        ("loop over 100, not over 174", (100, 174)),
        ("drum loop 85 or 170", (83, 87)),
        ("drum loop at 174 or 87 bpm", (170, 178)),
        ("drum loop 120 or 130", (120, 130)),
        ("tom 80 hz", None),
        ("blink 182 style guitar", None),
        ("97 era jungle break", None),
        ("drum loop anything but 120 bpm", (123, 117)),
        ("any tempo but 120, drum loop", (123, 117)),
        ("drum loops except 120 bpm ones", (123, 117)),
        ("the beat is 95, shaker loop please", (93.0, 97.0)),
        ("my mate sent me a vocal at 128, got a drum loop for it", (125, 131)),
        ("the acapella is 124 and i want a piano loop with it", (121, 127)),
        ("i have like 300 kicks but none of them is dirty", None),
        # Ranges with a unit behind each number, or with two dots.
        ("drum loop from 100bpm to 110bpm", (100, 110)),
        ("loops 100bpm-110bpm", (100, 110)),
        ("drum loop 120..126 bpm", (120, 126)),
        ("drum loop zwischen 120 und 126 bpm", (120, 126)),
        # Bounds, behind a unit and before it.
        ("drum loop 120bpm+", (120, None)),
        ("drum loop 100 bpm min", (100, None)),
        ("loops from 100 up", (100, None)),
        ("drum loop 100 bpm and faster", (100, None)),
        ("drum loop upto 100bpm", (None, 100)),
        ("drum loop, sub 100 bpm", (None, 100)),
        ("sub bass 100 bpm", (98, 102)),
        ("kick 120 bpm + clap", (117, 123)),
        # How far it may be from another one.
        ("drum loop within 5 bpm of 120", (115, 125)),
        ("drum loop half time of 140", (68, 72)),
        ("drum loop 92.5", (90.5, 94.5)),
        # What lies on either side.
        ("drum loop not 120 bpm", (123, 117)),
        ("drum loop not 120, 140", (136, 144)),
        ("loops over 140 and under 100 bpm", (140, 100)),
        ("shaker loops, more than 120 and less than 130 bpm", (120, 130)),
        # Numbers of a file, and a length.
        ("kick 00123", None),
        ("kicks less than 300", None),
        # What is refused.
        ("no 120 bpm loops", (123, 117)),
        ("loops without 120 bpm", (123, 117)),
        ("don't want 120 bpm loops", (123, 117)),
        ("no more 120 bpm loops", (123, 117)),
        ("drum loop, not 120, not 130", (133, 117)),
        ("no loops under 100 bpm", (100, None)),
        ("loops without vocals under 90 bpm", (None, 90)),
        ("no vocals, 120 bpm drum loop", (117, 123)),
        ("no vocals 120 bpm drum loop", (117, 123)),
        ("nothing but 120 bpm loops", (117, 123)),
        ("I don't have a 120 bpm loop", (117, 123)),
        ("are there no 120 bpm loops?", (117, 123)),
        ("drum loops less 100 bpm", (None, 100)),
        ("drum loop until 100 bpm", (None, 100)),
        ("drum loops from 100 bpm on", (100, None)),
        ("bpm more or less 100, drum loop", (95, 105)),
        ("more 120 bpm loops", (117, 123)),
        # A bound without a unit: loops have a tempo, single drums have none.
        ("drum loop under 250", (None, 250)),
        ("amen break under 300", (None, 300)),
        ("drum loop sub 100", (None, 100)),
        ("snare below 100", None),
        ("kick faster than 140", (140, None)),
        # What else is counted or called so.
        ("snare under 300 dollars", None),
        ("less than 250 people clapping", None),
        ("128 kbps drum loop", None),
        ("rhodes 73", None),
        ("88 keys", None),
    ],
)
def test_tempo(prompt: str, tempo: tuple[float | None, float | None] | None) -> None:
    assert ask(prompt).tempo == tempo


@pytest.mark.parametrize(
    ("prompt", "key"),
    [
        ("chords in A minor", "A minor"),
        ("chords in a minor", "A minor"),
        ("chords in a minor under 5 s", "A minor"),
        ("piano note around middle c", "C4"),
        ("e piano around C4", "C4"),
        ("pad em", "E minor"),
        ("some claps to layer em", None),
        ("Am pad", "A minor"),
        ("pads in F sharp minor", "F# minor"),
        ("pad F#m", "F# minor"),
        ("kalimba loop F 80", "F"),
        ("vocals in D♭ major", "C# major"),
        ("Bbm strings", "A# minor"),
        ("a melody in the key of D", "D"),
        ("bass in e", "E"),
        ("arp 8A", "A minor"),
        ("synths in camelot 12b", "E major"),
        ("A min pad", "A minor"),
        ("G minor or D minor", "G minor or D minor"),
        ("a minor chord", None),
        ("a kick", None),
        ("I am after a kick", None),
        ("kick in a dark room", None),
        ("a b side", None),
        ("guitar in la minor", "A minor"),
        ("piano en si bémol majeur", "A# major"),
        ("pads in H-Moll", "B minor"),
        ("strings, es-Dur", "D# major"),
        ("pads in bb minor", "A# minor"),
        ("bass, C harmonic minor", "C minor"),
        ("flute in D dorian", "D"),
        ("piano key of E", "E"),
        ("a loop from la", None),
        ("can you do minor edits", None),
        ("I need a minor adjustment, darker kick", None),
        ("a major banger of a kick", None),
        ("piano a minor please", "A minor"),
        ("piano a minor pentatonic", "A minor"),
        ("piano in c not d", "C"),
        ("piano in any key except f sharp", "not F#"),
        # A note with its octave.
        ("kalimba one shots c5", "C5"),
        ("marimba eb3 loop", "D#3"),
        ("piano A4", "A4"),
        ("sub bass, note e1", "E1"),
        ("piano, a C7 grand", None),
        ("epiano F#3", "F#3"),
        ("a4 paper", None),
        ("bass in C or G", "C or G"),
        ("chords in A or E minor", "A minor or E minor"),
        ("bass 8a or 9a", "A minor or E minor"),
        ("bass not in A minor", "not A minor"),
        ("bass in any key but C", "not C"),
        ("bass, relative minor of G", "E minor"),
        ("bass in the relative major of A minor", "C major"),
        # How a sound is made.
        ("fm bell or fm epiano", None),
        ("pad in fm", "F minor"),
        # What is refused.
        ("no A minor keys", "not A minor"),
        ("keys, avoid C minor", "not C minor"),
        ("no C rhodes", "not C"),
        ("everything except C rhodes", "not C"),
        ("rhodes, but not C", "not C"),
        ("rhodes in any key besides D", "not D"),
        ("rhodes not C4", "not C4"),
        ("no B side", None),
        ("we have no A minor pads", "A minor"),
        # A mode alone.
        ("keys in minor", "minor"),
        ("keys not in minor", "not minor"),
        ("any key but minor", "not minor"),
        ("pads in a major key", "major"),
        ("give me minor loops", "minor"),
        ("sad minor piano loop", "minor"),
        ("loops, not minor", "not minor"),
        ("no minor loops", "not minor"),
        ("drum loop with minor fills", None),
        ("drum loop, minor variation", None),
        ("hi hat loop with minor ghost notes", None),
        ("ursa minor drum loop", None),
        ("major lazer drum loop", None),
        ("in major demand: claps", None),
        ("a kick in a minor role", None),
        ("in a major hurry, kicks", None),
        ("A minor bass loop", "A minor"),
        ("a minor bass loop", "minor"),
        # Several will do.
        ("rhodes in C, F or G", "C or F or G"),
        ("rhodes in c and g", "C or G"),
        ("rhodes in C or in G", "C or G"),
        ("rhodes C or G", "C or G"),
        ("rhodes Bb2 or C3", "A#2 or C3"),
        ("rhodes in C, a kick and a snare", "C"),
        ("E1 bass", "E1"),
        ("piano c4 soft", "C4"),
        ("A/B test kicks", None),
        ("in A or B form, a snare", None),
        ("A, the best kick", None),
    ],
)
def test_key(prompt: str, key: str | None) -> None:
    assert ask(prompt).key == key


@pytest.mark.parametrize(
    ("prompt", "duration"),
    [
        ("kicks under half a second", (None, 0.5)),
        ("snares shorter than 300 ms", (None, 0.3)),
        ("pads longer than 10 seconds", (10, None)),
        ("drones of 20s or longer", (20, None)),
        ("loops of 4 to 8 seconds", (4, 8)),
        ("a riser of about 8 seconds", (6.4, 9.6)),
        ("fx no longer than three seconds", (None, 3)),
        ("pads longer than 5 but shorter than 10 seconds", (5, 10)),
        ("a drone over a minute", (60, None)),
        ("a snare, max like half a second", (None, 0.5)),
        ("a pad, 10+ seconds", (10, None)),
        ("a texture about a minute long", (48, 72)),
        ("a pad, a few seconds long", (2, 5)),
        ("rain, a minute or longer", (60, None)),
        ("a kick, a second or less", (None, 1)),
        ("hang on a few seconds", None),
        ("give me a second", None),
        ("the second kick", None),
        ("a clap for a 30 second video", None),
        ("snare, .5 seconds", (0.4, 0.6)),
        ("hat max .1s", (None, 0.1)),
        ("clap shorter than .3", (None, 0.3)),
        ("kicks shorter than 200", (None, 0.2)),
        ("pads longer than 30", (30, None)),
        ("crash shorter than the last one", None),
        ("perc less than 1/4 second", (None, 0.25)),
        ("hat, 1/8 of a second", (0.1, 0.15)),
        ("hats don't go over 100ms", (None, 0.1)),
        ("clap, can't be longer than half a second", (None, 0.5)),
        ("a crash that isn't shorter than a second", (1, None)),
        ("any kick that isnt longer than 300ms", (None, 0.3)),
        ("crash, max 2 sec, not less than 1", (1, 2)),
        ("1980s toms", None),
        ("straight 8s hats", None),
        ("an 8s pad", (6.4, 9.6)),
        ("guitar for the last 3 minutes of my film", None),
        ("got 5 minutes anyone?", None),
        ("snares, 2 secs is way too long", (None, 2)),
        ("2 bar drum loop 120", (3.2, 4.8)),
        ("tambourine loop no longer than 4 bars at 120", (None, 8)),
        ("drum loop 120, 4 bars or longer", (8, None)),
        ("4 bar drum loop", None),
        ("kick 300ms-0.5s", (0.3, 0.5)),
        ("kick under 1s or over 3s", (3, 1)),
        ("pad 1:30 min", (72, 108)),
        ("pads over 1:30", (90, None)),
        ("pad 1min 30", (72, 108)),
        ("pad 2 1/2 seconds", (2, 3)),
        ("kick, three quarters of a second", (0.6, 0.9)),
        ("kick 800 millis", (0.64, 0.96)),
        ("pad exactly 3 seconds", (2.91, 3.09)),
        ("kicks less than 300", (None, 0.3)),
        ("kick unter 0,5 Sekunden", (None, 0.5)),
        ("kick kürzer als 1 Sekunde", (None, 1)),
        ("kick moins de 0,5 seconde", (None, 0.5)),
        ("pad plus de 3 secondes", (3, None)),
        ("kick de menos de 0,5 segundos", (None, 0.5)),
        ("claps less 500ms", (None, 0.5)),
        ("claps not more 1 second", (None, 1)),
        ("claps more 1 second", (1, None)),
        ("claps longer as 1 s", (1, None)),
        ("claps inferior to 1 s", (None, 1)),
        ("werbel krótszy niż 1 sekunda", (None, 1)),
        ("a gap at 01:12, a door slam", None),
        ("my loop is 8 bars at 100 bpm, needs a guitar on top", None),
        # What is refused.
        ("no 2 second rides", (2.4, 1.6)),
        ("kicks except those over 1s", (None, 1)),
        ("kicks outside 0.2 to 1 s", (1, 0.2)),
        ("footsteps outside 10 seconds", (8, 12)),
        ("kicks neither under 0.2s nor over 1s", (0.2, 1)),
        ("no kicks over 300ms", (None, 0.3)),
        ("no crash shorter than 1 s", (1, None)),
        ("the snare can't be longer than 1 s", (None, 1)),
        ("the snare is not allowed to be over 1 s", (None, 1)),
        ("one-shots without kicks over 0.1 s", (0.1, None)),
        ("something without drums under 3 s", (None, 3)),
        # Without a unit.
        ("kick under 200", (None, 0.2)),
        ("kick up to 300", (None, 0.3)),
        ("kick under 0.5", (None, 0.5)),
        ("max 0.3 kick", (None, 0.3)),
        ("rides over 1.5", (1.5, None)),
        ("kick 0.2 - 0.5", (0.2, 0.5)),
        ("kick 200 to 500", (0.2, 0.5)),
        ("crash over 2", (2, None)),
        ("more than 2 crashes", None),
        ("kicks under 300 grams", None),
        ("a bass loop under 280", None),
        # Two bounds.
        ("kick min 0.2s max 0.5s", (0.2, 0.5)),
        ("kick min 200 max 500 ms", (0.2, 0.5)),
        ("kicks shorter than 300 but not under 100", (0.1, 0.3)),
        # What else lasts.
        ("kick for a 3 minute song", None),
        ("the kick I have is 500 ms and way too long, give me one under 200", (None, 0.2)),
    ],
)
def test_length(prompt: str, duration: tuple[float | None, float | None] | None) -> None:
    assert ask(prompt).duration == duration


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
        ("i need a kick i need a snare", ("kick", "snare"), None),
        ("a kick, and give me claps", ("kick", "clap"), None),
        ("kick, snare, and dont forget the hats", ("kick", "snare", "hihat"), None),
        ("my kick and I need a clap", ("clap",), None),
        ("give me a kick, no wait, give me a snare", ("snare",), None),
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
        ("bass: sub, not reese", ("synthbass",), None),
        ("synth: lead, not pad", ("synthlead",), None),
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
        ("serum bass", ("synthbass",)),
        ("juno pad", ("pad",)),
        ("a drum fill", ("drums",)),
        ("Prophet strings", ("stringmachine",)),
        ("analogue bass", ("synthbass",)),
        ("walking bass upright", ("bass",)),
        ("latin percussion? bongos or congas", ("bongo", "conga")),
        ("percussion, maybe bongos", PERCUSSION),
        ("hats, open ones", ("openhat",)),
        ("got any hats? open ones preferably", ("openhat",)),
        ("is there a hat that does not go tick? i want the open one", ("openhat",)),
        ("a piano or an electric one", ("piano", "epiano")),
        ("closed & open hats", ("hihat", "openhat")),
        ("short and open hats", ("openhat",)),
        ("hats that are shut, open ones smear", ("hihat",)),
        ("a kick and a snare, dark ones", ("kick", "snare")),
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
        ("the sound of an old bicycle, squeaky", ("foley",)),
        ("a plane taking off", ("foley",)),
        ("kids laughing", ("vocal",)),
        ("forest at night", ("texture",)),
        ("UI clicks, short", ("fx",)),
        ("a man shouting", ("vocal",)),
        ("hurt sound", ("fx",)),
        ("coin pickup", ("fx",)),
        ("crowd cheering", ("foley",)),
        ("downlifters", ("sweep",)),
        ("my mom yelled at me", ()),
        ("this might hurt", ()),
        ("thunder far away", ("foley",)),
        ("a kick for my fight scene in a kitchen", ("kick",)),
        ("the drums on my phone sound dark", ("drums",)),
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
    ],
)
def test_instruments_of_the_world(prompt: str, classes: tuple[str, ...]) -> None:
    assert ask(prompt).classes == classes


@pytest.mark.parametrize(
    ("prompt", "exclude"),
    [
        ("drum loops, no hats", ("hihat",)),
        ("drums but not kicks", ("kick",)),
        ("loops without vocals", ("vocal",)),
        ("drums without kick, snare and hats", ("kick", "snare", "hihat")),
        ("drums with neither hats nor cymbals", ("hihat", "cymbal")),
        ("anything but drums", ("drums",)),
        ("don't give me claps, give me snares", ("clap",)),
        ("not a kick, a snare", ("kick",)),
        ("no piano, just strings", ("piano",)),
        ("drum loops -hats -cymbals", ("hihat", "cymbal")),
        ("drumless loops", ("drums",)),
        ("vocal-free loops", ("vocal",)),
        ("loops w/o hats", ("hihat",)),
        ("strings instead of piano", ("piano",)),
        ("keys, no chords", ("chord",)),
        ("i can't find a crash", ()),
        ("hand drums but no djembe", ()),
        ("drums without percussion", PERCUSSION),
        ("pads without percussion", ("drums",)),
        # What is refused by a verb, before or behind it.
        ("I don't want to hear any hats in it, drum loops", ("hihat",)),
        ("drum loop, but the hats gotta go", ("hihat",)),
        ("my producer is allergic to cowbells. percussion", ("cowbell",)),
        ("rather a rim than a snare", ("snare",)),
        ("any drum but a snare", ("snare",)),
        ("snares yes, claps no", ("clap",)),
        ("drums, yes. Snare, no.", ("snare",)),
        ("shakers yes! Tambourines over my dead body", ("tambourine",)),
        ("bongos pls, you can keep your congas", ("conga",)),
        ("the claps have got to go", ("clap",)),
        ("the claps gotta go, they sound cheap", ("clap",)),
        ("enough kick already", ("kick",)),
        ("if I hear one more cowbell I'll scream", ("cowbell",)),
        ("toms are banned. So are kicks. Bring bongos", ("tom", "kick")),
        ("a kick, no, a snare", ()),
        ("toms, no 808 or 909", ()),
        ("warm but not muddy bass", ()),
        # What somebody has none of is what they ask for.
        ("I have no claps", ()),
        ("why don't you have any snares", ()),
        ("can't live without snares", ()),
        ("not only snares but also claps", ()),
        ("the beat is done except for a crash", ()),
        ("the chorus feels flat without a choir", ()),
        ("no ring on the snare", ()),
        ("not your usual snare", ()),
        ("non-acoustic kick", ()),
        ("neither bright nor dark pad", ()),
        ("my drums are boring, any tablas?", ()),
        ("not acoustic kicks", ()),
        ("hats, but not electronic toms", ("tom",)),
        ("drums without fills or cymbals", ("cymbal",)),
        ("actually forget snares, what do you have in F minor", ("snare",)),
        ("hats, none open", ("openhat",)),
        ("4 hats, none of which are open", ("openhat",)),
        ("something besides the usual kick snare hat", ("kick", "snare", "hihat")),
        ("no hats drum loop", ("hihat",)),
        ("0 hats drum loop", ("hihat",)),
        ("all drums bar the toms", ("tom",)),
        ("percs ex congas", ("conga",)),
        ("one bar conga loop", ()),
        ("percussion !conga", ("conga",)),
        ("a splash when the chorus kicks off", ()),
        ("tried five snares and none crack", ()),
        ("whatever you have, just don't make it a kick", ("kick",)),
        ("one shots but not drums", ("drums",)),
        ("no big fan of claps, got snaps?", ("clap",)),
        ("nothing here but kicks, got a hat?", ("kick",)),
        ("no bass and no vocals attached", ("bass", "vocal")),
        ("a kick, no strings attached", ()),
        ("sounds like a cowbell but isn't one", ("cowbell",)),
        ("something like a kick but not a kick", ("kick",)),
        ("I'd like a cowbell but not an 808 one", ()),
        ("vocals, no autotune just raw", ()),
        # Of what somebody has but one thing, this is what they ask for.
        ("I've got a kick, a clap, some hats and a ride, but no shaker", ()),
        ("I've got the drums, bass and keys down but no vocals", ()),
        ("my kit has kick, snare, hats but no clap", ()),
        ("got a chorus but no lead. something bright and plucky", ()),
        ("a loop that has kick and snare but no clap", ("clap",)),
        ("got a loop with kick and snare but no clap", ("clap",)),
        ("not one kick in here is good, find me better ones", ()),
        ("drum loop, not a single hat in it", ("hihat",)),
        ("can't do house without a clap", ()),
        ("can't find a drum loop without a clap", ("clap",)),
        ("can't go wrong with a cowbell", ()),
        ("can't stand cowbells", ("cowbell",)),
        ("no-nonsense kick", ()),
        ("no luck with kicks, try claps", ("kick",)),
        ("drums, but only the snare", ()),
        # What is preferred to another sound.
        ("I'd prefer a rhodes to a piano", ("piano",)),
        ("I like rims more than snares", ("snare",)),
        ("better a rhodes than a piano", ("piano",)),
        ("snares over claps any day", ("clap",)),
        ("snares > claps", ("clap",)),
        ("kick > snare > hat", ()),
        ("I don't search piano, I search organ", ("piano",)),
        ("drums, toms I don't like", ("tom",)),
        ("drums with out kick", ("kick",)),
        ("drums (excl. toms)", ("tom",)),
        ("snares 🚫 claps", ("clap",)),
        # In other languages.
        ("alles außer Kicks", ("kick",)),
        ("tout sauf la batterie", ("drums",)),
        ("percusión salvo conga", ("conga",)),
        ("drumloop zonder kick", ("kick",)),
        ("talerze ale nie crash", ("crash",)),
        # Lists with commas alone, where something else is wanted.
        ("everything but kicks, snares, hats", ("kick", "snare", "hihat")),
        ("drums except for kicks, snares", ("kick", "snare")),
        ("drums, exclude: kicks, snares", ("kick", "snare")),
        ("drums (no kicks, snares)", ("kick", "snare")),
        ("cymbals without crashes, rides", ("crash", "ride")),
        ("piano, no drums, bass, vocals", ("drums", "bass", "vocal")),
        ("no kick, snare, hats please, just a tom", ("kick", "snare", "hihat")),
        ("without kicks, snares, hats: drums", ("kick", "snare", "hihat")),
        ("no hats, congas", ("hihat",)),
    ],
)
def test_what_is_not_wanted(prompt: str, exclude: tuple[str, ...]) -> None:
    assert ask(prompt).exclude == exclude


@pytest.mark.parametrize(
    ("prompt", "classes", "lacking"),
    [
        ("not electronic toms please", ("tom",), ("electronic",)),
        ("fx without lasers or sirens", ("fx",), ("lasers", "sirens")),
        ("vocals with no frogs in them", ("vocal",), ("frogs",)),
        ("forest ambience, no birds", ("texture",), ("birds",)),
        ("breaks, no amen", ("drums",), ("amen",)),
        ("traffic ambience, no horns", ("texture",), ("horns",)),
        ("electric bass, no slap", ("bass",), ("slap",)),
        ("tired of the same old 909 kick", ("kick",), ("909",)),
        ("no 808 kick no 909 kick please", ("kick",), ("808", "909")),
        ("kick please, but if it's an 808 don't bother", ("kick",), ("808",)),
        ("anything but an 808 cowbell", ("cowbell",), ("808",)),
        ("every kick but the 909 ones", ("kick",), ("909",)),
        ("I really don't want a cheesy clap", ("clap",), ("cheesy",)),
        ("a piano but not sad", ("piano",), ("sad",)),
        ("a less metallic snare", ("snare",), ("metallic",)),
        ("vocal chop, no male voices", ("vocal",), ("male",)),
        ("no female voices, a guy saying something", ("vocal",), ("female",)),
        ("no samples from a drum machine, real drums", ("drums",), ("drum machine",)),
        ("clap with no autotune and no reverb", ("clap",), ("autotune",)),
    ],
)
def test_what_is_refused_in_name_alone(
    prompt: str, classes: tuple[str, ...], lacking: tuple[str, ...]
) -> None:
    assert (ask(prompt).classes, ask(prompt).lacking) == (classes, lacking)


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
        ("room ambience", ()),
        ("something to replace my weak ass kick", ()),
        ("a texture, long, at least 20 seconds", ("long",)),
        ("snair that is realy snapy", ("snappy",)),
        ("wam pad", ("warm",)),
        ("reverb-free snare", ("dry",)),
        ("I'm on my phone so short: a mellow ride", ("mellow",)),
        ("quick one, clicky little percs", ("clicky",)),
        ("it's too noisy, so I need a kick", ()),
        ("congas, dri", ("dry",)),
        ("a short synth lead", ("short",)),
        ("we're cutting a horror short and need a low drone", ("low",)),
        ("I want a kick that is a bit short", ("short",)),
        ("not harsh cymbals please", ("clean",)),
        ("claps that aren't too loud or reverby", ("quiet", "dry")),
        ("snare without hiss or reverb", ("dry",)),
        ("a kick, no tail", ("short",)),
        ("kick -long", ("short",)),
        ("dark but not muddy kick", ("dark",)),
        ("snare is not allowed to be long", ("short",)),
        ("short but not too short clap", ("short",)),
        ("a long impact with many reverb", ("long", "wet")),
        ("a reverb snare", ("wet",)),
        ("a higher pitched bell", ("high pitched",)),
        ("a crash that rings out", ("ringing",)),
        ("a door slamming in a big church", ()),
        ("knocking on a door", ()),
        ("a monster growl, deep", ("deep",)),
        ("a snare with a long reverb tail", ("long", "wet")),
        ("a clap with a short tail", ("short tail",)),
        ("drums with punch and weight", ("punchy", "weighty")),
        ("a kick with more body", ("full",)),
        ("a kick that is hard to find", ()),
        ("no long snares", ("short",)),
        ("I don't want a bright pad", ("dark",)),
        ("not a boomy kick please", ("high",)),
        ("don't give me a loud boomy kick", ("quiet", "high")),
        ("the last thing I want is a dark pad", ("bright",)),
        ("what's the opposite of a boomy kick? I need that", ("high",)),
        ("not a really loud snare", ("quiet",)),
        ("not a kick that's boomy", ("high",)),
        ("can you not give me a dull snare", ("bright",)),
        ("I'm not looking for a huge reverb snare", ("small", "dry")),
        ("snare, go easy on the reverb", ("dry",)),
        ("no big boomy tail on that kick", ("short",)),
        ("not a boomy kick or a clap", ()),
        ("5 kicks, none boomy", ("high",)),
        ("kicks, none hit", ()),
        ("zero reverb claps", ("dry",)),
        ("clap with hardly any reverb", ("dry",)),
        ("piano but no reverb and no pedal", ("no reverb",)),
        ("not a huge reverb on it, snare", ("dry",)),
        ("not a huge snare", ("small",)),
        ("no big deal but need a snare", ()),
        ("not a big ask, just a hihat", ()),
        ("no bs just a fat kick", ("fat",)),
        ("nothing special, just a clean snare", ("clean",)),
        ("a crash that doesn't ring forever", ("short",)),
        ("kick with a little less bass", ("high",)),
        ("some wobble bass", ()),
        ("kick with distorted tail", ("distorted",)),
        ("kick with a long tail", ("long tail",)),
        ("snappy clap with little room", ("snappy", "dry")),
        ("lots of reverb on everything so the snare should be dry", ("dry",)),
        ("need something for a horror short", ("horror",)),
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
        ("I prefer acoustic over electronic drums", ("drums",), (), ("electronic",)),
        ("I prefer snares over claps", ("snare",), ("clap",), ()),
        ("closed not open hats", ("hihat",), ("openhat",), ()),
        ("electric, not acoustic piano", ("epiano",), ("piano",), ()),
        ("synth not real strings", ("stringmachine",), (), ("real",)),
        ("snare, not electronic toms", ("snare",), ("tom",), ()),
        ("bass but not a bass drum", ("bass",), ("kick",), ()),
        ("no synth strings, real ones", ("strings",), ("stringmachine",), ()),
        ("I don't want a synth bass, I want an upright", ("bass",), ("synthbass",), ()),
        ("no electric piano, a grand", ("piano",), ("epiano",), ()),
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
    [("percussion, no loops", "one-shot"), ("snare -loops", "one-shot"), ("vocals, not one-shots", "loop")],
)
def test_a_form_that_is_not_wanted_leaves_the_other(prompt: str, kind: str) -> None:
    request = ask(prompt)
    assert (request.kind, request.exclude) == (kind, ())


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


@pytest.mark.parametrize(
    ("prompt", "text"),
    [
        ("could you please send me a lush ambient pad, thanks!", "lush ambient pad"),
        ("I'm working on a boom bap track and need a dusty snare", "boom bap dusty snare"),
        ("kicks please, it's for a house track", "kicks house"),
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
        ("I can't find my keys", "other"),
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
        ("vilion", ("strings",)),
        ("syth bass", ("synthbass",)),
        ("snar drum", ("snare",)),
        ("the chair by the table", ()),
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
        ("juno", "“juno”"),
        ("helicopter", "foley sounds"),
        ("something dark", "dark sounds"),
        ("just one clap", "1 clap"),
        ("anything but drums", "any sounds · no drums"),
        ("more like the second one", "any sounds · like the second"),
        ("thanks", "thanks"),
        ("percussion and kicks", "percussion hits or kicks"),
        ("drums without percussion", "drums · no percussion hits"),
    ],
)
def test_what_was_understood_is_shown_in_a_few_words(prompt: str, shown: str) -> None:
    assert understood(ask(prompt)) == shown


@pytest.mark.parametrize(
    ("prompt", "classes", "qualities"),
    [
        ("the chorus feels empty, I think a tambourine would fill it", ("tambourine",), ()),
        ("doing a beat and I'm stuck without a lead synth", ("synthlead",), ()),
        ("this beat got my dorm bouncing, now a siren", ("fx",), ()),
        ("a shaker to sit on top of my soft piano loop, something crisp", ("shaker",), ("crisp",)),
        ("this kick sounds weak, need a fat one", ("kick",), ("fat",)),
        ("have you got a didgeridoo, I'm dead serious", ("drone",), ()),
        ("piano for a slow song", ("piano",), ()),
        ("some drums, mainly snares", ("snare",), ()),
        ("to have a gong", ("gong",), ()),
        ("a kick that absolutely slaps", ("kick",), ()),
        ("something that whooshes", ("sweep",), ()),
        ("got a beat that sounds empty, was thinking tambourine", ("tambourine",), ()),
        ("a sweep, like 4 bars before the chorus", ("sweep",), ()),
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
        ("good morning beat gang", "greeting"),
        ("heyy", "greeting"),
        ("I'm new here, how does this thing work?", "help"),
        ("the snare was perfect, thank you", "thanks"),
        ("thank you for the kicks", "thanks"),
        ("thx the snare is exactly right", "thanks"),
        ("thanks for the hats, now a ride", "find"),
        ("what's the best way to mix a kick", "other"),
        ("anyone going to the jam session on thursday?", "other"),
        ("what interface do you all use for recording guitar", "other"),
        ("does anybody know a good drum teacher in leeds", "other"),
        ("mastering chain tips? my kicks keep clipping", "other"),
        ("I just finished the mix of my short film last night", "other"),
        ("the piano in the hall is out of tune", "other"),
        ("@dave thats your last warning, next time its a mute", "other"),
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
        ("hello from london", "greeting"),
        ("like when a robot talks", "find"),
        ("the sound old videogames make when you pick up a coin", "find"),
        ("that thing dubstep does before the drop", "find"),
        ("i dont know what its called, its like a big wet cloth", "find"),
        ("water is dripping in a cave", "find"),
        ("someone whistling", "find"),
        ("anyone got a lightsaber", "find"),
        ("we still have no bell", "find"),
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
        ("who's got the stems for the EP?", "other"),
        ("premiere crashed on me again, brb", "other"),
        ("power just went out again", "other"),
        ("long day", "other"),
        ("hard times lol", "other"),
        ("a dark kick today", "find"),
        ("zip it for me", "other"),
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


@pytest.mark.parametrize(
    ("prompt", "classes", "exclude"),
    [
        ("no open hats please, all I'm after is a crisp closed one", ("hihat",), ("openhat",)),
        ("closed hats, nothing splashy or open", ("hihat",), ("splash", "openhat")),
        ("open hats but no closed hats", ("openhat",), ()),
        ("not the whole beat, just the kick", ("kick",), ("drumloop",)),
    ],
)
def test_nothing_is_refused_that_is_asked_for(
    prompt: str, classes: tuple[str, ...], exclude: tuple[str, ...]
) -> None:
    request = ask(prompt)
    assert (request.classes, request.exclude) == (classes, exclude)


@pytest.mark.parametrize(
    ("prompt", "kind"),
    [
        ("a conga pattern", "loop"),
        ("a conga pattern or single hits, both ok", None),
        ("a pair of bongos for the song break", None),
        ("a bongo break", "loop"),
        ("rhodes, loop or not", None),
        ("rhodes, it doesn't have to be a loop", None),
    ],
)
def test_the_form_is_that_of_what_is_asked_for(prompt: str, kind: str | None) -> None:
    assert ask(prompt).kind == kind


def test_beats_of_a_bar_are_no_number_and_of_course_is_no_course() -> None:
    assert ask("a bass drum and something for the two and four").k == Request().k
    assert ask("a break that a real drummer played? Tempo's 172").tempo == (168, 176)
    assert parse("E flat minor of course", parse("funky clav")).key == "D# minor"
