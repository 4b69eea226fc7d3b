"""Prompt after prompt after prompt: the memory stays where it is."""

import json
import subprocess
import sys

import pytest

from tests.benchmarks.endurance import ROOT
from tests.faults import scaled

pytestmark = pytest.mark.faults


def test_memory_is_flat_however_many_prompts_come() -> None:
    """2,000 prompts here; 20,000 in a soak."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.endurance", str(scaled(2000))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    print(done.stdout)
    figures = json.loads(done.stdout)
    assert figures["answered"] > 0.8 * figures["prompts"]
    assert figures["growth"] < 0.10
