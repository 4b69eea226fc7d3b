"""No process imports both Torch and FAISS, and what the bot runs on is light: each program is started and watched."""

import json
import os
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
from retrieval_core.build import Build, current_id

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
TOKEN = "a.token.that-no-build-may-hold"
#: Put on the path as sitecustomize.py: every Python process writes down at its end what it has imported.
WATCH = """
import atexit, json, multiprocessing.util, os, sys
from pathlib import Path
def note(*_):
    line = json.dumps({"argv": sys.orig_argv, "modules": [name for name in sys.modules if "." not in name]})
    Path(os.environ["WATCHED"], f"{os.getpid()}.json").write_text(line)
atexit.register(note)
multiprocessing.util.Finalize(None, note, exitpriority=0)
"""


@pytest.fixture(scope="module")
def watched(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("watch")
    (folder / "sitecustomize.py").write_text(WATCH)
    return folder


def run(watched: Path, *command: str, stdin: str = "") -> list[dict]:
    """Run a program to its end; what each of its processes was started with and has imported."""
    for old in watched.glob("*.json"):
        old.unlink()
    environment = {
        **os.environ,
        "DISCORD_TOKEN": TOKEN,
        "PYTHONPATH": f"{watched}{os.pathsep}{ROOT}",
        "WATCHED": str(watched),
    }
    done = subprocess.run(
        [sys.executable, "-m", *command],
        input=stdin,
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(file.read_text()) for file in watched.glob("*.json")]


@pytest.fixture(scope="module")
def library(tmp_path_factory) -> Path:
    """Twelve short sounds of two classes, and enough more to make the build decode in worker processes."""
    folder = tmp_path_factory.mktemp("library")
    rng = np.random.default_rng(0)
    decay = np.exp(-np.arange(8820) / 1500)
    for i in range(70):
        (folder / "drums").mkdir(exist_ok=True)
        (folder / "keys").mkdir(exist_ok=True)
        noise = rng.standard_normal(8820) * decay * 0.3
        tone = np.sin(2 * np.pi * rng.uniform(200, 800) * np.arange(8820) / 44100) * decay * 0.5
        soundfile.write(folder / f"drums/{i}.wav", noise, 44100)
        if i < 10:
            soundfile.write(folder / f"keys/{i}.wav", tone, 44100)
    return folder


@pytest.fixture(scope="module")
def builds(watched, library, tmp_path_factory) -> tuple[Path, list[dict]]:
    root = tmp_path_factory.mktemp("index")
    return root, run(watched, "offline", "build", "--library", str(library), "--out", str(root))


def test_a_build_never_meets_torch_and_faiss_in_one_process(builds):
    _, processes = builds
    with_torch = [p for p in processes if "torch" in p["modules"]]
    with_faiss = [p for p in processes if "faiss" in p["modules"]]
    assert with_torch, "the watch saw no Torch process"
    assert with_faiss, "the watch saw no FAISS process"
    assert len(processes) >= 5
    for process in with_torch:
        assert "faiss" not in process["modules"], process["argv"]


def test_no_process_takes_stages_of_both_kinds(tmp_path):
    mixed = [sys.executable, "-m", "offline", "stage", "train", "index", str(tmp_path)]
    done = subprocess.run(mixed, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1 and "never meet in one process" in done.stderr


@pytest.mark.parametrize(
    ("command", "stdin", "unneeded"),
    [
        (
            ["bot", "--console"],
            "give me drum samples\nmore like the second one\n/eval\n/help\n",
            {"discord", "aiohttp", "PIL", "rich"},
        ),
        (
            ["bot", "--console", "--web", "--port", "0"],
            "give me drum samples\n",
            {"discord", "PIL", "rich"},
        ),
        (
            ["retrieval_core", "dark piano loop"],
            "",
            {"discord", "aiohttp", "PIL", "rich", "sqlite_utils", "soundfile", "soxr"},
        ),
        (["db", "recent"], "", {"discord", "tokenizers"}),
    ],
)
def test_what_answers_people_is_light(builds, watched, tmp_path, monkeypatch, command, stdin, unneeded):
    monkeypatch.setenv("CRATEDIGGER_DB", str(tmp_path / "log.db"))
    where = [] if command[0] == "db" else ["--index", str(builds[0])]
    if command[0] == "db":
        run(
            watched, "bot", "--console", "--index", str(builds[0]), stdin="kick\n"
        )  # so that there is a log to read
    [process] = run(watched, *command, *where, stdin=stdin)
    heavy = {"torch", "transformers", "librosa", "sklearn", "scipy", "pandas", "matplotlib", "numba"}
    assert not (heavy | unneeded) & set(process["modules"])
    assert ("faiss" in process["modules"]) == (command[0] != "db")


def test_what_measures_compares_and_synthesises_keeps_the_rule(builds, watched, tmp_path):
    out = ("--out", str(builds[0]))
    evaluate = ("evaluate", "--encoders", "embedded", "--folds", "2", *out)
    for command in (evaluate, ("compare", "1", "2", *out), ("demo", "--out", str(tmp_path))):
        processes = run(watched, "offline", *command)
        for process in processes:
            assert not {"torch", "faiss"} <= set(process["modules"]), process["argv"]
        met = {name for process in processes for name in process["modules"]}
        assert ({"torch", "faiss"} <= met) == (command is evaluate)


def test_learning_from_votes_keeps_the_rule_and_makes_a_new_build(builds, watched, tmp_path):
    root, _ = builds
    old = Build.open(root / current_id(root))
    with QueryLog.open(tmp_path / "log.db") as log:
        reply = Conversation(Retriever.open(root), log, "console").ask("dark drums", Speaker("ann", "here"))
        log.vote(reply.query_id, 1, "ann", 1)
        log.vote(reply.query_id, 2, "ann", -1)
    options = ["--log", str(tmp_path / "log.db"), "--out", str(root), "--force"]
    for process in run(watched, "offline", "learn", *options):
        assert not {"torch", "faiss"} <= set(process["modules"]), process["argv"]
    new = Build.open(root / current_id(root))
    assert new.id != old.id
    assert (old.manifest["counts"]["judgements"], new.manifest["counts"]["judgements"]) == (0, 2)
    assert new.library == old.library
