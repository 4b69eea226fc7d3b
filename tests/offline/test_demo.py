"""The demo library: complete, repeatable, named after what one hears, and never in the user's way."""

import re
from pathlib import Path

import librosa
import numpy as np
import pytest
import soundfile as sf

from offline import demo
from offline.__main__ import main
from offline.synth.library import LIBRARY
from offline.synth.phrases import SCALES

NOTE = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo")
    demo.write_library(out)
    return out


def sounds(library: Path, pattern: str) -> list[tuple[Path, np.ndarray]]:
    return [(path, sf.read(path)[0]) for path in sorted(library.glob(f"*/{pattern}.wav"))]


def one(library: Path, pattern: str) -> np.ndarray:
    (found,) = sounds(library, pattern)
    return found[1]


def centroid(x: np.ndarray) -> float:
    power = np.abs(np.fft.rfft(x)) ** 2
    return float(power @ np.fft.rfftfreq(len(x), 1 / 44100) / power.sum())


def fall(x: np.ndarray) -> float:
    """Seconds until the level stays 25 dB below its highest."""
    level = np.sqrt(np.mean(x[: len(x) // 220 * 220].reshape(-1, 220) ** 2, axis=1))
    return (np.flatnonzero(level > level.max() / 18)[-1] - level.argmax()) * 220 / 44100


def run(*arguments: str) -> int:
    return main(["demo", *arguments])


def test_twenty_of_each_at_cd_quality(library: Path) -> None:
    for folder in ("drums", "keys"):
        files = sorted((library / folder).iterdir())
        assert len(files) == 20 and {path.suffix for path in files} == {".wav"}
        for path in files:
            info = sf.info(path)
            assert (info.samplerate, info.subtype, info.channels) == (44100, "PCM_16", 1)
            x, _ = sf.read(path)
            assert 0.9 < np.abs(x).max() < 1
            assert abs(x[0]) < 0.005 and abs(x[-1]) < 0.005, f"{path.name} clicks"


def test_the_same_seed_gives_the_same_bytes(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for folder, items in LIBRARY.items():
        for item in items[::7]:
            x, _ = sf.read(library / folder / f"{item.name}.wav")
            again = demo.synthesised(item, seed=0)
            assert np.allclose(x, again, atol=1 / 32000)
            assert np.array_equal(again, demo.synthesised(item, seed=0))
            assert not np.array_equal(again[:2000], demo.synthesised(item, seed=1)[:2000])


def test_drum_hits_sound_like_their_names(library: Path) -> None:
    for _, x in sounds(library, "*Kick*"):
        assert centroid(x) < 200
    assert fall(one(library, "808_Kick_Long*")) > 0.4
    assert centroid(one(library, "Closed_Hat*")) > 6000 and fall(one(library, "Closed_Hat*")) < 0.12
    assert centroid(one(library, "Open_Hat*")) > 4000 and fall(one(library, "Open_Hat*")) > 0.25
    assert fall(one(library, "Crash*")) > 0.5 and fall(one(library, "Ride*")) > 0.4
    assert centroid(one(library, "Shaker*")) > 4000
    assert 100 < centroid(one(library, "Conga*")) < 600 and centroid(one(library, "Tom_Low*")) < 250
    assert 500 < centroid(one(library, "Cowbell*")) < 3000
    for _, x in sounds(library, "*Snare*"):
        assert 500 < centroid(x) < 5000


def test_loops_are_cut_at_the_bar_and_hit_the_beat(library: Path) -> None:
    loops = sounds(library, "*bpm")
    assert len(loops) >= 12
    for path, x in loops:
        bpm = int(re.search(r"(\d+)bpm", path.name)[1])
        bars = len(x) * bpm / 60 / 44100 / 4
        assert abs(bars - round(bars)) < 1e-4 and round(bars) >= 2, path.name
    for path, x in sounds(library, "*Loop*bpm"):
        if path.parent.name == "drums":
            bpm = int(re.search(r"(\d+)bpm", path.name)[1])
            onsets = librosa.onset.onset_detect(y=x, sr=44100, units="time", hop_length=256, backtrack=True)
            offset = (onsets + 0.02) * bpm / 15 % 1
            assert len(onsets) >= 8 and np.mean(offset < 0.6) > 0.85, path.name


def test_chords_and_melodies_are_in_the_key_of_their_name(library: Path) -> None:
    checked = 0
    for path, x in sounds(library, "*"):
        key = re.search(r"_([A-G])(m?)(?:_Major)?_(?:\d+bpm|01)", path.stem)
        if path.parent.name != "keys" or not key:
            continue
        root, mode = NOTE[key[1]], "minor" if key[2] else "major"
        y = librosa.resample(x, orig_sr=44100, target_sr=22050)
        chroma = librosa.feature.chroma_cqt(y=y, sr=22050, norm=None).mean(axis=1)
        scale = [(root + step) % 12 for step in SCALES[mode]]
        outside = [note for note in range(12) if note not in scale]
        assert chroma[scale].mean() > 1.4 * chroma[outside].mean(), path.name
        checked += 1
    assert checked >= 14


def test_pads_swell_and_stabs_are_short(library: Path) -> None:
    for _, x in sounds(library, "*Pad*"):
        level = np.sqrt(np.mean(x[: len(x) // 2205 * 2205].reshape(-1, 2205) ** 2, axis=1))
        assert level.argmax() > 5 and len(x) > 3 * 44100
    assert fall(one(library, "*Stab*")) < 1.2


def test_it_renews_its_own_files_and_removes_its_old_ones(library: Path) -> None:
    old = library / "drums" / "Kick_Of_An_Earlier_Version.wav"
    with sf.SoundFile(old, "w", 44100, 1, "PCM_16") as file:
        file.comment = demo.TAG
        file.write(np.zeros(100))
    assert run("--out", str(library)) == 0
    assert not old.exists() and len(list((library / "drums").iterdir())) == 20


def test_it_refuses_to_mix_with_the_users_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = tmp_path / "keys" / "Grand_Piano_C4_01.wav"  # even under a name of the demo's
    mine.parent.mkdir()
    sf.write(mine, np.linspace(-0.5, 0.5, 1000), 44100)
    before = mine.read_bytes()
    assert run("--out", str(tmp_path)) == 1
    said = capsys.readouterr().err
    assert "Grand_Piano_C4_01.wav" in said and "--out DIR" in said and "Traceback" not in said
    assert mine.read_bytes() == before and not (tmp_path / "drums").exists()


def test_an_unwritable_place_gets_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    assert run("--out", str(blocked)) == 1
    assert "could not be written" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        run("--out", str(tmp_path), "--seed", "-1")
    assert "--seed: '-1' is no whole number of at least 0" in capsys.readouterr().err
