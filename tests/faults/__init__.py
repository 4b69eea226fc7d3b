"""Faults injected into the real programs: what an operator who leaves them running for a year will meet.

`pytest -m faults` runs them as CI does; `make soak` runs the same tests for longer (`scaled`).
"""

from __future__ import annotations

import os

#: How many times as much of everything random a long run does.
SOAK = int(os.environ.get("SOAK", "1"))


def scaled(count: int) -> int:
    """A count of random moments, files or prompts: as it is in CI, several times as many in a soak."""
    return count * SOAK
