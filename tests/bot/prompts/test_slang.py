"""Prompts as people type and dictate them: the words that are read in place of those that were written."""

import pytest

from bot.prompts.language.prompt import Prompt


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("yooo gimme sum clapz fr fr", "yo gimme some clapz"),
        ("a loop 4 my track", "a loop for my track"),
        ("4 loops", "4 loops"),
        ("eight oh eight kick", "808 kick"),
        ("two nine oh nines", "two 909s"),
        ("one of each", "one of each"),
        ("snare comma dark", "snare , dark"),
        ("6 of em", "6 of them"),
        ("lol", "lol"),
        ("ion fw 3", "i don't like 3"),
        ("gimme its little brother", "gimme more like it"),
        ("these r niiice", "these are nice"),
        ("un bombo oscuro, más corto", "un bombo dark , more short"),
        ("eine trockene Snare", "eine dry snare"),
        ("une caisse plus courte", "une caisse shorter"),
        ("a kick plus a short snare", "a kick plus a short snare"),
        ("c'est trop long", "c'est too long"),
        ("zu meinem Track", "zu meinem track"),
        ("die zweite ist geil, mehr so", "the second is geil , more like it"),
        ("¿cuántos bombos tienes?", "¿ how many bombos do you have ?"),
        ("un court de tennis", "un court de tennis"),
        ("a 4 on the floor kick", "a four on the floor kick"),
        ("halftime", "half time"),
        ("where i can found the loop", "where i can find the loop"),
    ],
)
def test_chat_and_dictation(written: str, read: str) -> None:
    assert Prompt.plain(written).words == read.split()
