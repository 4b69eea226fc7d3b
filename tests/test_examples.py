"""The examples in docstrings say what comes out."""

import doctest
import importlib
from pathlib import Path

import pytest

from bot.prompts import parse
from bot.prompts.language.words import tokens

ROOT = Path(__file__).parent.parent
#: Its example needs a running loop.
ELSEWHERE = {"bot.queue"}
MODULES = sorted(
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for room in ("bot", "db", "retrieval_core")
    for file in (ROOT / room).rglob("*.py")
    if ">>>" in file.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", [name for name in MODULES if name not in ELSEWHERE])
def test_examples(name: str) -> None:
    names = {"parse": parse, "tokens": tokens}
    assert doctest.testmod(importlib.import_module(name), extraglobs=names).failed == 0
