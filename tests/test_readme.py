"""Each command of the README: run here, or where the table says."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)
COMMANDS = [line for language, block in BLOCKS if not language for line in block.splitlines()]

#: Commands that are tested under another name, with other folders or without a network.
ELSEWHERE = {
    "make test": ".ci/run",
    "make bench": "tests/benchmarks/start.py",
    "make evaluate": "tests/evaluation/test_command.py",
    "make build LIBRARY=~/Samples": "tests/test_import_rule.py",
    ".venv/bin/python -m offline build --library ~/Samples --labels my-labels.csv": "tests/offline/test_scan.py",
    ".venv/bin/python -m offline build --library ~/Samples --labels none": "tests/offline/test_scan.py",
    ".venv/bin/python -m bot": "tests/bot/discord/test_program.py",
    ".venv/bin/python -m bot --web": "tests/bot/web/test_program.py",
    ".venv/bin/python -m offline build --text-encoder sentence-transformers/all-MiniLM-L6-v2"
    " --audio-encoder MIT/ast-finetuned-audioset-10-10-0.4593": "tests/offline/test_encoders.py",
    ".venv/bin/python -m offline learn": "tests/offline/test_learn.py",
}


@pytest.fixture
def environment(tmp_path) -> dict[str, str]:
    return {**os.environ, "CRATEDIGGER_DB": str(tmp_path / "log.db")}


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_runs(command, environment):
    if command in ELSEWHERE:
        assert (ROOT / ELSEWHERE[command]).exists()
        return
    if command.startswith(".venv/bin/python -m db"):  # a log is there once somebody has asked
        chat(environment, "kick")
    words = [sys.executable if word == ".venv/bin/python" else word for word in shlex.split(command)]
    done = subprocess.run(
        words,
        cwd=ROOT,
        env=environment,
        input="give me drum samples\n/quit\n",
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_a_library_may_be_called_anything():
    library = "/my sounds/it's; $HOME"
    asked = ["make", "--no-print-directory", "--dry-run", "build", f"LIBRARY={library.replace('$', '$$')}"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True)
    assert shlex.split(done.stdout.splitlines()[-1])[-2:] == ["--library", library]


def test_the_script_finds_samples(environment):
    [script] = [block for language, block in BLOCKS if language == "python"]
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 5


def test_what_it_links_to_is_there():
    for target in re.findall(r"\]\((?!http)([^)]+)\)", README):
        assert (ROOT / target).exists(), target


def chat(environment: dict[str, str], *lines: str) -> None:
    command = [sys.executable, "-m", "bot", "--console"]
    subprocess.run(
        command, cwd=ROOT, env=environment, input="\n".join(lines), text=True, check=True, capture_output=True
    )
