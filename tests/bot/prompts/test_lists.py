"""The lists of words and phrases in `data/phrases.toml`, which the prompt grammar reads by their names."""

import re
from collections import Counter
from pathlib import Path

import pytest

from bot.prompts.language import lists

LISTS = {
    (table, name): text
    for table, entries in lists.tables("phrases.toml").items()
    for name, text in entries.items()
}
ROOM = Path(lists.__file__).parents[1]
MODULES = [path.read_text(encoding="utf-8") for path in ROOM.rglob("*.py")]


def test_words_and_phrases_are_read_by_table_and_name() -> None:
    assert {"side", "vibe"} <= lists.words("adjectives", "heads")
    assert lists.phrases("talk", "greetings").end(["good", "morning", "all"], 0) == 2


def test_every_list_is_used() -> None:
    used = {key for key in LISTS for module in MODULES if all(f'"{part}"' in module for part in key)}
    assert LISTS.keys() - used == set()


def test_no_list_says_anything_twice() -> None:
    twice = {}
    for key, text in LISTS.items():
        of_phrases = re.search(r"\w,", text)  # among words a comma is one of them
        said = Counter(" ".join(one.split()) for one in text.split("," if of_phrases else None))
        twice[key] = [one for one, times in said.items() if times > 1 or not one]
    assert not any(twice.values()), twice


@pytest.mark.parametrize(("table", "name"), [("talk", "riddles"), ("riddles", "greetings")])
def test_a_missing_list_is_named(table: str, name: str) -> None:
    with pytest.raises(LookupError, match=rf"phrases\.toml has no list '{name}' under \[{table}\]"):
        lists.words(table, name)


def test_a_missing_file_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"riddles\.toml"):
        lists.tables("riddles.toml")
