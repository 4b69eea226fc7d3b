"""Programs whose answers nobody reads to the end: `python -m bot --console | head -1`."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from db import QueryLog

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    "command", [("bot", "--console"), ("retrieval_core", "dark piano loop"), ("db", "recent")], ids=" ".join
)
def test_a_pipe_that_is_closed_early_ends_the_program_without_a_word(command, tmp_path):
    QueryLog.open(tmp_path / "log.db").close()
    reads, writes = os.pipe()
    os.close(reads)
    done = subprocess.run(
        [sys.executable, "-m", *command],
        input="two kicks\na snare\n",
        env={**os.environ, "CRATEDIGGER_DB": str(tmp_path / "log.db")},
        cwd=ROOT,
        stdout=writes,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(writes)
    assert done.stderr == ""
    assert done.returncode in (-signal.SIGPIPE, 128 + signal.SIGPIPE)
