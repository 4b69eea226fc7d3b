"""Every test in this room injects a fault, and carries the mark that `make soak` asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOM = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(ROOM):
            item.add_marker(pytest.mark.faults)
