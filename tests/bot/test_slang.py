"""Prompts as people type and dictate them: the words that are read in place of those that were written."""

import pytest

from bot.prompts.prompt import Prompt
from bot.prompts.vocabulary import lexicon


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("yooo gimme sum clapz fr fr", "yo gimme some clapz"),
        ("a loop 4 my track", "a loop for my track"),
        ("4 loops", "4 loops"),
        ("eight oh eight kick", "808 kick"),
        ("two nine oh nines", "two 909s"),
        ("one of each", "one of each"),
        ("snare comma dark period", "snare , dark"),
        ("6 of em", "6 of them"),
        ("lol", "lol"),
        ("un bombo oscuro, más corto", "un bombo dark , more short"),
        ("eine trockene Snare", "eine dry snare"),
    ],
)
def test_chat_and_dictation(written: str, read: str) -> None:
    assert Prompt.read(written, lexicon()).words == read.split()
