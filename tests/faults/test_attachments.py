"""Attachments with broken headers: none crashes the bot, holds it up or fills its memory."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.faults import scaled

ROOT = Path(__file__).parent.parent.parent
#: A folder of odd files of one's own, which are decoded as well, as they are and broken.
ODD = os.environ.get("ODD")


def test_mutated_headers_cost_a_sentence_each():
    count = scaled(1000)
    command = [sys.executable, "-m", "tests.faults.fuzz", "--count", str(count), "--seed", "8"]
    done = subprocess.run(
        [*command, *(["--odd", ODD] if ODD else [])], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert sum(figures["endings"].values()) == count + len(figures["odd"])
    assert set(figures["endings"]) <= {"heard", "silent", "refused"}, "no file reaches a limit"
    assert figures["endings"]["heard"] > count / 20, "the mutations leave something to decode"
    assert figures["endings"]["refused"] > count / 20, "the mutations break something"
    assert figures["slowest_s"] < 5
    assert figures["grown_mib"] < 64
    assert figures["largest_decoder_mib"] < 512
