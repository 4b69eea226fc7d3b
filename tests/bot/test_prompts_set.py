"""The written prompt set: how many prompts become exactly the Request that a person wrote down for them.

The set is cut in two by a hash of each prompt: the grammar was written against one half, the other tells how
it does on prompts that it was not written against.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from bot.prompts import parse
from retrieval_core.request import Request

PROMPTS = Path(__file__).parents[2] / "data" / "queries" / "prompts.jsonl"
APPROACHES = ("contrastive", "hybrid", "linear_projection", "prototype", "zero_shot")


def request(fields: dict[str, Any]) -> Request:
    return Request.from_dict(fields)


def half(row: dict[str, Any]) -> str:
    key = row["prompt"] + json.dumps(row.get("context"), sort_keys=True)
    return "development" if hashlib.sha256(key.encode()).digest()[0] % 2 else "held-out"


def wrong(which: str) -> tuple[list[str], int]:
    rows = [json.loads(line) for line in PROMPTS.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if half(row) == which]
    misread = []
    for row in rows:
        context = request(row["context"]) if "context" in row else None
        found = parse(row["prompt"], context, APPROACHES)
        if found != request(row["expected"]):
            misread.append(f"{row['prompt']!r}: {found}")
    return misread, len(rows)


@pytest.mark.parametrize(("which", "share"), [("development", 0.98), ("held-out", 0.93)])
def test_prompts_are_understood_exactly(which: str, share: float) -> None:
    misread, count = wrong(which)
    assert count > 150
    assert 1 - len(misread) / count >= share, "\n".join(misread)


def test_the_set_is_large_and_mixed() -> None:
    groups = [json.loads(line)["group"] for line in PROMPTS.read_text(encoding="utf-8").splitlines()]
    assert len(groups) >= 300
    assert {"terse", "chatty", "misspelt", "turns", "negated", "talk"} <= set(groups)
