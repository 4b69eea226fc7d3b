"""Libraries that leave little to learn or to score: each is built by the real program, and answers."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bot.conversation import Conversation
from bot.reply import Speaker
from db import QueryLog
from retrieval_core import Retriever

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent


def thump(seed: int, seconds: float = 0.3, sample_rate: int = 44100) -> np.ndarray:
    """A falling sine with a click, a little different each time."""
    time = np.arange(int(seconds * sample_rate)) / sample_rate
    start = np.random.default_rng(seed).uniform(90, 160)
    return 0.8 * np.sin(2 * np.pi * (50 * time + start / 30 * (1 - np.exp(-30 * time)))) * np.exp(-time * 12)


def run(*command: str, status: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    return done


@pytest.mark.parametrize(
    ("files", "labels"),
    [
        (["Kicks/one.wav", "Kicks/two.wav", "Kicks/ünïcode (3).flac"], "folders"),
        (["Kicks/a/same.wav", "Kicks/b/same.wav", "Odd ones/alone.wav"], "folders"),
        (["alone.wav"], "none"),
    ],
    ids=["one class", "a class of one sample, two files of one name", "one unlabelled file"],
)
def test_it_is_built_and_answers(files, labels, tmp_path):
    for number, name in enumerate(files):
        file = tmp_path / "library" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(file, thump(number), 44100)
    (tmp_path / "library" / Path(files[0]).with_name("broken.wav")).write_text("not audio")
    place = ("--library", str(tmp_path / "library"), "--labels", labels, "--out", str(tmp_path / "index"))
    said = run("offline", "build", *place).stderr
    assert "broken.wav: cannot be decoded" in said
    hits = json.loads(run("retrieval_core", "kick drum", "--index", str(tmp_path / "index"), "--json").stdout)
    assert sorted(hit["name"] for hit in hits) == sorted(files)


def test_a_class_of_ones_own_is_asked_for_by_its_name(tmp_path):
    for number in range(3):
        tone = np.sin(2 * np.pi * 200 * (number + 2) * np.arange(22050 * (number + 1)) / 44100)
        for name, sound in (("Kicks", thump(number, 0.2 + number / 5)), ("Vox Bits", 0.5 * tone)):
            (tmp_path / "library" / name).mkdir(parents=True, exist_ok=True)
            soundfile.write(tmp_path / "library" / name / f"{number}.wav", sound, 44100)
    index = tmp_path / "index"
    run("offline", "build", "--library", str(tmp_path / "library"), "--out", str(index))
    measured = json.loads(next(index.glob("*/evaluation/metrics.json")).read_text())
    assert {"kick", "Vox Bits"} <= {query["label"] for query in measured["queries"]}
    with QueryLog.open(tmp_path / "log.db") as log:
        reply = Conversation(Retriever.open(index), log, "console").ask(
            "give me vox bits", Speaker("ann", "here")
        )
    assert {hit.label for hit in reply.hits} == {"Vox Bits"}
    assert not reply.doubtful


def test_a_library_without_samples_is_refused_with_a_sentence(tmp_path):
    (tmp_path / "library").mkdir()
    said = run(
        "offline", "build", "--library", str(tmp_path / "library"), "--out", str(tmp_path / "index"), status=1
    )
    assert "holds no samples" in said.stderr
    assert not (tmp_path / "index" / "CURRENT").exists()


def test_a_library_of_broken_files_is_refused_with_a_sentence(tmp_path):
    (tmp_path / "library/drums").mkdir(parents=True)
    (tmp_path / "library/drums/a.wav").write_text("not audio")
    said = run(
        "offline", "build", "--library", str(tmp_path / "library"), "--out", str(tmp_path / "index"), status=1
    )
    assert "can be used" in said.stderr
    assert not (tmp_path / "index" / "CURRENT").exists()
