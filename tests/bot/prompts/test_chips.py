"""A request in parts, each of which can be taken away."""

import pytest

from bot import prompts
from bot.prompts import chips, parse, without


def texts(prompt: str) -> list[str]:
    return [chip.text for chip in chips(parse(prompt))]


@pytest.mark.parametrize(
    ("prompt", "parts"),
    [
        ("drum loops around 140 without hats", ["drum loops", "135-145 bpm", "no hi-hats"]),
        ("three dark, punchy kicks", ["3 samples", "dark", "punchy", "kicks"]),
        ("kicks and snares", ["kicks", "snares"]),
        ("dark loops in A minor under 4 seconds", ["dark", "loops", "A minor", "under 4 s"]),
        ("a dark juno", ["dark", "“juno”"]),
        ("piano loops", ["piano loops"]),
    ],
)
def test_a_request_in_parts(prompt, parts):
    assert texts(prompt) == parts


@pytest.mark.parametrize(
    ("prompt", "part", "left"),
    [
        ("drum loops around 140 without hats", "135-145 bpm", "drum loops · no hi-hats"),
        ("drum loops around 140 without hats", "no hi-hats", "drum loops · 135-145 bpm"),
        ("drum loops around 140 without hats", "drum loops", "any sounds · 135-145 bpm · no hi-hats"),
        ("three dark, punchy kicks", "dark", "3 punchy kicks"),
        ("three dark, punchy kicks", "3 samples", "dark, punchy kicks"),
        ("three dark, punchy kicks", "kicks", "3 dark, punchy sounds"),
        ("kicks and snares", "kicks", "snares"),
        ("percussion and kicks", "percussion hits", "kicks"),
        ("drums without percussion", "no percussion hits", "drums"),
        ("a dark juno", "dark", "“juno”"),
        ("a dark juno", "“juno”", "dark sounds"),
        ("more like the second one", "like the second", "any sounds"),
    ],
)
def test_without_one_part_the_others_stay(prompt, part, left):
    request = parse(prompt)
    [name] = [chip.name for chip in chips(request) if chip.text == part]
    assert prompts.understood(without(request, name)) == left


def test_the_words_go_with_the_part():
    request = parse("dark punchy kicks and snares")
    assert without(request, "qualities:dark").text == "punchy kicks and snares"
    assert without(request, "classes:snare").text == "dark punchy kicks"


def test_every_part_of_every_request_can_be_taken_away_one_after_the_other():
    request = parse("two dark piano loops around 90 in A minor under 4 seconds, no vocals")
    while parts := chips(request):
        request = without(request, parts[0].name)
        assert parts[0] not in chips(request)


def test_a_part_that_is_not_there_cannot_be_taken_away():
    with pytest.raises(LookupError):
        without(parse("kicks"), "tempo")
