"""What a name states, and how it outranks what was estimated of the sound."""

from dataclasses import asdict, replace

import numpy as np
import pytest

from offline.analysis import Analysis, analyse, caption, name_facts, qualities, with_name
from tests.offline.test_analysis import RATE, clicks, decaying, tone


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (
            "KSHMR_Drum_Loop_128_Am.wav",
            {"tempo": 128, "key": "A minor", "kind": "loop", "classes": ("drumloop",)},
        ),
        ("Kick_808_F#.wav", {"key": "F#", "tempo": None, "classes": ("kick",), "tokens": ("808",)}),
        (
            "Loops/BPM140/Synth Lead Cmin.wav",
            {"tempo": 140, "key": "C minor", "kind": "loop", "classes": ("synthlead",)},
        ),
        (
            "90bpm_piano_chords_Amaj7.wav",
            {"tempo": 90, "key": "A major", "kind": "loop", "classes": ("piano",)},
        ),
        ("Melody Loops/Dreamy F# minor 97.5 BPM.wav", {"tempo": 97.5, "key": "F# minor", "kind": "loop"}),
        ("Guitar/Bb_min_guitar_loop_85.wav", {"tempo": 85, "key": "A# minor", "classes": ("guitar",)}),
        ("loop_drone_g_97.flac", {"tempo": 97, "key": "G", "kind": "loop"}),
        ("Top_Loop_061_124.wav", {"tempo": 124}),
        ("One Shots/Snare_B.wav", {"kind": "one-shot", "key": None, "pitch": None, "classes": ("snare",)}),
        ("OneShots/Bass_C.wav", {"kind": "one-shot", "key": "C"}),
        ("Piano/prep_pianoC4.mp3", {"pitch": "C4", "key": None, "classes": ("piano",)}),
        ("casio/As1.mp3", {"pitch": "A#1"}),
        ("Drums/Kicks/Kick 120.wav", {"tempo": None, "kind": None, "classes": ("kick",)}),
        ("Drums\\Hats\\OpenHat_03.wav", {"classes": ("openhat",), "kind": None}),
        ("AM_PM kick.wav", {"key": None, "classes": ("kick",)}),
        ("Vocals/I am 120bpm.wav", {"key": None, "tempo": 120, "classes": ("vocal",)}),
        ("DnB_Break_174bpm.wav", {"tempo": 174, "kind": "loop", "key": None}),
        ("CP80/102-F#7.flac", {"tempo": None, "kind": None, "pitch": "F#7", "classes": ()}),
        ("MartinGM2_043_G2.wav", {"key": None}),
        ("Chord_CM7_120.wav", {"key": "C major", "tempo": 120}),
        ("808 Kits/Kick_Hard_01.wav", {"tempo": None, "key": None}),
        ("keys/E-Piano 01.wav", {"key": None, "classes": ("epiano",)}),
        ("E Piano Loop 100.wav", {"key": None, "tempo": 100}),
        ("Hammond B3 soft.wav", {"key": None, "pitch": None}),
        ("Piano/B3.wav", {"pitch": "B3", "classes": ("piano",)}),
        ("D-50 Pad.wav", {"key": None, "classes": ("pad",)}),
        ("Synth A-Team loop 120.wav", {"key": None, "tempo": 120}),
        ("Synth-A-loop-120.wav", {"key": "A"}),
        ("Vocals/A cappella 03.wav", {"key": None, "classes": ("vocal",)}),
        ("Kicks/tab 1.wav", {"classes": ("kick",)}),
        ("Hats/oh 1.wav", {"classes": ("openhat",)}),
        ("Drums/tab 1.wav", {"classes": ("tabla",)}),
        ("Kicks/snare 1.wav", {"classes": ("snare",)}),
        ("909_Kick_Punchy_01.wav", {"classes": ("kick",), "adjectives": ("punchy",)}),
        ("Dark_Pad_Am_01.wav", {"classes": ("pad",), "adjectives": ("dark",)}),
        ("drum_tom_mid_soft.flac", {"adjectives": ("soft",)}),
        ("Lo-Fi Snare.wav", {"adjectives": ("lo fi",)}),
        ("Open_Hat_Tight_01.wav", {"classes": ("openhat",), "adjectives": ()}),
        ("Dark Matter Vol 1/Deep_House_Loop_Short.wav", {"adjectives": ()}),
        ("Pad B flat.wav", {"adjectives": ()}),
        ("Snare_2_Dry_dry.wav", {"adjectives": ("dry",)}),
        ("Bass_C_Dark.wav", {"key": "C", "adjectives": ("dark",)}),
        ("dark to bright sweep.wav", {"adjectives": ()}),
        ("x.wav", {"tempo": None, "key": None, "kind": None, "classes": (), "tokens": ("x",)}),
    ],
)
def test_names_as_producers_write_them(path, expected):
    facts = asdict(name_facts(path))
    assert {name: facts[name] for name in expected} == expected


def test_what_a_name_states_outranks_the_estimate():
    heard = analyse(clicks(120, 8, np.random.default_rng(0)), RATE)
    assert heard.tempo == pytest.approx(120) and heard.stated == ()
    told = with_name(heard, name_facts("Loop_98_Ebm.wav"))
    assert (told.kind, told.tempo, told.key) == ("loop", 98, "D# minor")
    assert {"kind", "tempo", "key"} <= set(told.stated)
    assert with_name(heard, name_facts("Drum_OneShot.wav")).tempo is None


def test_an_adjective_in_a_name_outranks_what_was_measured():
    heard = Analysis(3.0, measures={"brightness": 0.9, "attack": 0.7, "noisiness": 0.3})
    told = with_name(heard, name_facts("Warm_Synth_Pad_C_01.wav"))
    brighter = with_name(replace(heard, measures={"brightness": 0.95}), name_facts("Dark Pad.wav"))
    assert told.measures["brightness"] < brighter.measures["brightness"] < 0.25
    assert told.measures["attack"] == heard.measures["attack"] and "warm" in told.stated
    assert qualities(told) == ("warm", "clean")
    assert caption("pad", told) == "a warm, clean pad one-shot in C, 3.0 s"
    dirty = with_name(Analysis(1.0), name_facts("Dirty Bass.wav"))
    assert caption("bass", dirty) == "a dirty bass one-shot, 1.0 s", "nothing measures how dirty it is"


def test_a_name_gives_the_pitch_class_and_the_sound_the_octave():
    found = with_name(analyse(decaying(46.2, 1.0, 0.4), RATE), name_facts("Kick_808_F#.wav"))
    assert (found.key, found.pitch_name, found.kind) == ("F#", "F#1", "one-shot")


def test_what_is_too_short_for_a_loop_is_none_whatever_its_folder_is_called():
    found = with_name(analyse(decaying(180.0, 0.4, 0.1), RATE), name_facts("Breakbeat loops/snare.wav"))
    assert (found.kind, found.tempo) == ("one-shot", None)


def test_a_drone_is_the_loop_that_its_name_says():
    found = with_name(analyse(tone(57, 4.0, 2), RATE), name_facts("Loops/Drone 90bpm.wav"))
    assert (found.kind, found.tempo) == ("loop", 90)
