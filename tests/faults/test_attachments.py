"""Attachments with broken headers: none crashes the bot, holds it up or fills its memory."""

import json
import subprocess
import sys
from pathlib import Path

from tests.faults import scaled

ROOT = Path(__file__).parent.parent.parent


def test_mutated_headers_cost_a_sentence_each():
    count = scaled(2000)
    command = [sys.executable, "-m", "tests.faults.fuzz", "--count", str(count), "--seed", "8"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert sum(figures["endings"].values()) == count
    assert figures["endings"]["heard"] > count / 20, "the mutations leave something to decode"
    assert figures["endings"]["refused"] > count / 20, "the mutations break something"
    assert figures["slowest_s"] < 5
    assert figures["grown_mib"] < 64
    assert figures["largest_decoder_mib"] < 512
