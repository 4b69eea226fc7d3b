"""What each sample is: estimates against synthesised truth, and words."""

import os
import subprocess
import sys
from collections import Counter
from dataclasses import asdict
from math import isfinite

import numpy as np
import pytest
import soundfile as sf

from offline.analysis import Analysis, analyse, caption, cases, qualities, typical
from offline.analysis.altered import alter
from offline.analysis.measure import drawn, key_verdict, named, progression, tempo_verdict
from offline.analysis.measures import QUIETEST, loudness
from offline.analysis.tonality import note_midi, note_name
from retrieval_core.taxonomy import Taxonomy

RATE = 44100


def decaying(frequency: float, seconds: float, decay: float = 0.2) -> np.ndarray:
    t = np.arange(int(seconds * RATE)) / RATE
    return (0.5 * np.sin(2 * np.pi * frequency * t) * np.exp(-t / decay)).astype(np.float32)


def tone(note: int, seconds: float, partials: int = 3) -> np.ndarray:
    """A MIDI note held at one level, each partial weaker than the one below it."""
    t = np.arange(int(seconds * RATE)) / RATE
    fundamental = 440 * 2 ** ((note - 69) / 12)
    waves = (0.7**k * np.sin(2 * np.pi * (k + 1) * fundamental * t) for k in range(partials))
    return 0.1 * sum(waves) * np.minimum(1, np.minimum(t, t[-1] - t) / 0.01)


def clicks(bpm: float, beats: int, rng: np.random.Generator) -> np.ndarray:
    """Noise bursts on the eighths, a low thud on the beats, exactly `beats` long."""
    samples = np.zeros(round(beats * 60 / bpm * RATE), np.float32)
    for eighth in range(2 * beats):
        at = round(eighth * 30 / bpm * RATE)
        burst = 0.2 * rng.standard_normal(2000) * np.exp(-np.arange(2000) / 400)
        hit = decaying(55, 0.15, 0.05) if eighth % 2 == 0 else np.zeros(2000)
        for sound in (burst, hit):
            end = min(len(samples), at + len(sound))
            samples[at:end] += sound[: end - at]
    return samples


@pytest.fixture(scope="module")
def drum_loops() -> list[tuple[Analysis, float]]:
    found = (drawn("drumloop", seed) for seed in range(20))
    return [(analyse(samples, RATE), known["bpm"]) for samples, known in found]


def test_tempo_of_synthesised_drum_loops(drum_loops):
    verdicts = Counter(tempo_verdict(found.tempo, bpm) for found, bpm in drum_loops)
    assert verdicts["right"] >= 0.9 * len(drum_loops)  # 95 % of many, see offline.analysis.measure
    assert verdicts["wrong"] <= 1


def test_drum_loops_are_loops_and_drums_are_one_shots(drum_loops):
    assert sum(found.kind == "loop" for found, _ in drum_loops) >= 18
    for name in ("kick", "snare", "hihat", "clap", "cowbell"):
        assert all(analyse(drawn(name, seed)[0], RATE).kind == "one-shot" for seed in range(3))


@pytest.mark.parametrize("case", [cases.fast_break, cases.waltz])
def test_fast_breaks_and_waltzes_have_the_tempo_of_their_beats(case):
    loops = [case(np.random.default_rng([20_000, seed]), RATE) for seed in range(8)]
    verdicts = Counter(tempo_verdict(analyse(samples, RATE).tempo, known["bpm"]) for samples, known in loops)
    assert verdicts["right"] >= 7


def test_key_of_loops_of_four_chords():
    found = [(analyse(samples, RATE), known) for samples, known in map(progression, range(6))]
    verdicts = Counter(key_verdict(analysis.key, known["key"]) for analysis, known in found)
    assert verdicts["right"] >= 5


@pytest.mark.parametrize(("bpm", "beats"), [(90, 8), (120, 16), (133.5, 8)])
def test_tempo_is_what_fits_the_file(bpm, beats):
    found = analyse(clicks(bpm, beats, np.random.default_rng(0)), RATE)
    assert found.kind == "loop"
    assert found.tempo == pytest.approx(bpm, rel=0.001)
    assert 0 < found.tempo_confidence <= 1


def test_a_chord_held_for_a_bar_is_a_loop_where_the_file_is_cut_to_it():
    held = np.sum([tone(note, 2.4) for note in (45, 57, 60, 64)], axis=0)  # 2.4 s are a bar at 100 bpm
    cut, longer = analyse(held, RATE), analyse(np.pad(held, (0, 40)), RATE)
    assert (cut.kind, cut.tempo) == ("loop", pytest.approx(100))
    assert longer.kind == "one-shot"
    on_a_grid = analyse(held[: 2 * RATE], RATE)  # a bar at 120 bpm, and what any pack may be cut to
    assert on_a_grid.kind == "one-shot"


@pytest.mark.parametrize("way", ["silence behind", "ringing on", "end cut off", "several times"])
def test_a_loop_that_is_not_as_it_was_cut_keeps_its_tempo(way):
    for seed in range(4):
        samples, known = drawn("drumloop", seed)
        altered, _, _ = alter(samples, RATE, np.random.default_rng(seed), way)
        found = analyse(altered, RATE)
        assert found.kind == "loop"
        assert tempo_verdict(found.tempo, known["bpm"]) in ("right", "octave")


@pytest.mark.parametrize(("bpm", "beats"), [(80, 4), (150, 8)])
def test_chords_off_the_beat_are_counted_from_the_start_of_the_file(bpm, beats):
    stab = np.sum([tone(note, 0.15) for note in (57, 60, 64)], axis=0)
    samples = np.zeros(round(beats * 60 / bpm * RATE))
    for beat in range(beats):
        at = round((beat + 0.5) * 60 / bpm * RATE)
        samples[at : at + len(stab)] = stab
    assert analyse(samples, RATE).tempo == pytest.approx(bpm)


@pytest.mark.parametrize(
    ("steps", "key"), [((7, 3, 0, 3, 2, 5, 3, 0), "A minor"), ((7, 4, 0, 4, 5, 2, 4, 0), "A major")]
)
def test_a_tune_that_opens_on_its_fifth_has_its_key(steps, key):
    # The third partial is a fifth above its note, the fifth a major third: heard as notes, they name other keys.
    samples = np.concatenate([tone(57 + step, 0.5, partials=6) for step in steps])
    assert analyse(samples, RATE).key == key


@pytest.mark.parametrize("note", [33, 45, 60, 81, 108])
def test_pitch_of_a_note(note):
    found = analyse(decaying(440 * 2 ** ((note - 69) / 12), 1.0), RATE)
    assert (found.kind, found.pitch, found.pitch_name) == ("one-shot", note, note_name(note))
    assert found.key is None and note_midi(note_name(note)) == note


@pytest.mark.parametrize(
    ("notes", "key"),
    [
        ((57, 61, 64), "A major"),
        ((60, 63, 67), "C minor"),
        ((48, 60, 63, 67), "C minor"),
        ((64, 67, 72), "C major"),  # first inversions
        ((63, 67, 72), "C minor"),
        ((67, 72, 76), "C major"),  # second inversion
    ],
)
def test_a_chord_has_a_key_and_no_pitch(notes, key):
    chord = sum(tone(note, 1.45) for note in notes)
    found = analyse(chord * np.exp(-np.arange(len(chord)) / RATE), RATE)
    assert (found.kind, found.key, found.pitch) == ("one-shot", key, None)


@pytest.mark.parametrize("note", [36, 46, 60])
def test_a_note_that_is_held_is_no_loop(note):
    assert analyse(tone(note, 4.0, 2), RATE).pitch_name == note_name(note)


@pytest.mark.parametrize("note", [50, 62])
def test_a_note_with_vibrato_is_no_loop(note):
    t = np.arange(4 * RATE + 7) / RATE
    turns = 440 * 2 ** ((note - 69) / 12) * (t - 0.03 / (2 * np.pi * 5) * np.cos(2 * np.pi * 5 * t))
    wave = sum(0.8**k * np.sin(2 * np.pi * k * turns) for k in range(1, 20))
    assert analyse(0.05 * wave * np.minimum(1, np.minimum(t, t[-1] - t) / 0.1), RATE).kind == "one-shot"


def test_a_note_that_is_loudest_at_its_end_has_its_pitch():
    reversed_ = decaying(261.63, 1.5, 0.5)[::-1]
    assert analyse(reversed_, RATE).pitch_name == "C4"


def test_noise_has_neither_pitch_nor_key():
    noise = np.random.default_rng(0).standard_normal(RATE) * np.exp(-np.arange(RATE) / 4000)
    found = analyse(noise, RATE)
    assert (found.pitch, found.key) == (None, None)
    assert "noisy" in qualities(found) and "bright" in qualities(found)


def test_measures_follow_what_is_done_to_the_sound():
    rng = np.random.default_rng(0)
    short, long = decaying(200, 1.0, 0.02), decaying(200, 1.0, 0.3)
    reflections = rng.standard_normal(RATE) * np.exp(-np.arange(RATE) / 8000)
    tail = np.convolve(short[: RATE // 10], reflections)[:RATE]
    swelling = long * np.minimum(1, np.arange(len(long)) / (0.3 * RATE))
    of = {
        name: analyse(x, RATE).measures
        for name, x in {
            "short": short,
            "long": long,
            "wet": short + 0.1 * tail / np.abs(tail).max(),
            "slow": swelling,
            "high": decaying(6000, 1.0, 0.3),
            "low": decaying(60, 1.0, 0.3),
        }.items()
    }
    assert of["long"]["length"] > of["short"]["length"] + 0.2
    assert of["wet"]["room"] > of["short"]["room"] + 0.3
    assert of["slow"]["attack"] < of["long"]["attack"] - 0.3
    assert of["high"]["brightness"] > of["long"]["brightness"] + 0.3
    assert of["low"]["weight"] > 0.9 > 0.1 > of["high"]["weight"]
    assert of["low"]["register"] < of["high"]["register"]


def test_loudness_is_the_standard_s():
    # BS.1770: a full-scale sine of 997 Hz in one channel reads -3.01 LUFS.
    t = np.arange(2 * RATE) / RATE
    sine = np.sin(2 * np.pi * 997 * t)
    assert loudness(sine, RATE) == pytest.approx(-3.01, abs=0.1)
    assert loudness(0.1 * sine, RATE) == pytest.approx(-23.01, abs=0.1)
    assert loudness(sine[: RATE // 20], RATE) == pytest.approx(-3.0, abs=0.6)  # 50 ms, shorter than a block
    assert loudness(np.zeros(RATE), RATE) == QUIETEST


def every_number(found: Analysis) -> list[float]:
    flat = {**asdict(found), **found.measures}
    return [value for value in flat.values() if isinstance(value, int | float)]


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(0),
        np.zeros(RATE),
        np.full(RATE, 0.5),
        np.ones(1),
        np.eye(1, 64)[0],
        decaying(300, 0.02),
        np.pad(decaying(300, 0.3), (RATE, RATE)),
        decaying(300, 0.5) + 0.4,
        np.where(np.arange(RATE) % 1000 < 5, np.nan, decaying(300, 1.0)),
        np.array([np.inf, -np.inf, 0.5] * 100),
        1e-7 * decaying(300, 0.5),
    ],
    ids=[
        "empty",
        "silent",
        "constant",
        "one-sample",
        "impulse",
        "20ms",
        "padded",
        "dc",
        "nan",
        "inf",
        "too-quiet",
    ],
)
def test_any_sound_gives_finite_numbers(samples):
    for rate in (8000, 44100, 192_000):
        found = analyse(samples.astype(np.float32), rate)
        assert all(isfinite(number) for number in every_number(found))
        assert all(0 <= value <= 1 for value in found.measures.values())
        assert caption("sound", found)


def test_silence_at_the_ends_and_dc_change_little():
    plain = decaying(220, 0.6)
    one, other = analyse(plain, RATE), analyse(np.pad(plain, (RATE // 2, RATE)) + np.float32(0.1), RATE)
    assert one.pitch == other.pitch == 57
    for name in ("brightness", "noisiness", "register"):
        assert one.measures[name] == pytest.approx(other.measures[name], abs=0.15)


def test_a_one_shot_lasts_as_long_as_it_is_heard_and_a_loop_as_its_file():
    kick, loop = decaying(55, 0.3, 0.05), clicks(120, 8, np.random.default_rng(0))
    padded = analyse(np.pad(kick, (RATE // 10, 5 * RATE)), RATE)
    assert padded.lasts == pytest.approx(0.3, abs=0.01) and padded.duration > 5
    assert caption("kick", padded).endswith("kick one-shot at A1, 0.3 s")
    assert analyse(loop, RATE).lasts == 4.0


def test_a_file_of_ten_minutes_is_judged_by_its_beginning():
    minutes = np.tile(clicks(120, 8, np.random.default_rng(0)), 150)
    found = analyse(minutes, RATE)
    assert (found.kind, found.duration) == ("loop", 600.0)
    assert found.tempo == pytest.approx(120, rel=0.04)


def test_bad_input_is_refused_in_a_sentence():
    with pytest.raises(ValueError, match="mono"):
        analyse(np.zeros((100, 2)), RATE)
    with pytest.raises(ValueError, match="sample rate"):
        analyse(np.zeros(100), 0)


def test_words_are_the_taxonomy_s_and_relative_to_the_class():
    assert set(typical([Analysis(1.0, measures={"brightness": 0.2})])) == {"brightness"}
    hat = Analysis(0.1, measures={"brightness": 0.75, "length": 0.2})
    hats = [Analysis(0.1, measures={"brightness": value, "length": 0.2}) for value in (0.9, 0.95, 0.97)]
    assert qualities(hat) == ("short", "bright")
    assert qualities(hat, typical(hats)) == ("dark",)
    known = Taxonomy.load()
    for voice in ("kick", "pad", "drumloop"):
        assert set(qualities(analyse(drawn(voice, 1)[0], RATE))) <= set(known.adjectives)


def test_captions():
    kick = Analysis(0.62, measures={"brightness": 0.1, "attack": 0.95})
    assert caption("808 kick", kick) == "a dark, punchy 808 kick one-shot, 0.6 s"
    piano = Analysis(5.33, "loop", tempo=90.0, key="A minor", measures={"brightness": 0.9})
    assert caption("piano", piano) == "a bright piano loop in A minor, 90 bpm, 5.3 s"
    assert caption("drum loop", Analysis(2.0, "loop", tempo=97.04)) == "a drum loop, 97 bpm, 2.0 s"
    assert caption("organ", Analysis(0.05, pitch=60, pitch_name="C4")) == "an organ one-shot at C4, 0.05 s"


def test_measuring_against_names(tmp_path):
    sf.write(tmp_path / "Beat_Loop_100bpm.wav", clicks(100, 8, np.random.default_rng(0)), RATE)
    (tmp_path / "Broken_Loop_100bpm.wav").write_bytes(b"no audio")
    rows = list(named(tmp_path))
    assert [(path, what, stated) for path, what, stated, _ in rows] == [
        ("Beat_Loop_100bpm.wav", "kind", "loop"),
        ("Beat_Loop_100bpm.wav", "tempo", "100.0"),
    ]
    assert tempo_verdict(float(rows[1][3]), 100) == "right"
    assert (tempo_verdict(200, 100), tempo_verdict(50, 100), tempo_verdict(75, 100)) == (
        "octave",
        "octave",
        "wrong",
    )
    assert [
        key_verdict(key, "A minor") for key in ("A minor", "C major", "A major", "E minor", None, "F minor")
    ] == ["right", "relative", "parallel", "fifth", "none", "wrong"]


HEARING = """
import numpy as np
from offline.analysis import analyse, compiled
from offline.analysis.altered import alter
from offline.analysis.measure import RATE, drawn, progression
from offline.embedding.descriptors import describe_waveform

print("IMPORTED", flush=True)
compiled.ready()
print("READY", flush=True)
for sound in (drawn("kick", 0)[0], progression(0)[0], np.sin(np.arange(3 * RATE) / 20)):
    analyse(sound, RATE)
    describe_waveform(sound.astype(np.float32))
"""


def test_what_numba_compiles_is_compiled_or_read_before_anything_is_heard() -> None:
    """Two processes that compile the same thing at once would leave a cache that crashes all that read it."""
    environment = os.environ | {"NUMBA_DEBUG_CACHE": "1"}
    heard = subprocess.run(
        [sys.executable, "-c", HEARING], env=environment, capture_output=True, text=True, check=True
    )
    before, begun = heard.stdout.split("IMPORTED")
    meanwhile, after = begun.split("READY")
    assert "[cache]" in meanwhile
    assert "[cache]" not in before + after
