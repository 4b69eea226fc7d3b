"""What comes to a kit, and to hits that are kept."""

import pytest

from bot import prompts
from tests.bot.prompts.test_apart import asked


@pytest.mark.parametrize(
    ("turns", "understood"),
    [
        (["add a clap"], "1 kick + 1 snare + 1 hi-hat + 1 open hat + 2 claps"),
        (["and a second snare"], "1 kick + 2 snares + 1 hi-hat + 1 open hat + 1 clap"),
        (["plus another kick"], "2 kicks + 1 snare + 1 hi-hat + 1 open hat + 1 clap"),
        (["now two more hats"], "1 kick + 1 snare + 3 hi-hats + 1 open hat + 1 clap"),
        (["can you add some shakers"], "1 kick + 1 snare + 1 hi-hat + 1 open hat + 1 clap + 2 shakers"),
        (["add a ride and two toms"], "1 kick + 1 snare + 1 hi-hat + 1 open hat + 1 clap + 1 ride + 2 toms"),
        (["add a dark clap"], "1 kick + 1 snare + 1 hi-hat + 1 open hat + 1 clap + 1 dark clap"),
        (
            ["add a ride and make the kick darker"],
            "1 darker kick + 1 snare + 1 hi-hat + 1 open hat + 1 clap + 1 ride",
        ),
        (["only the clap", "three more"], "more · 3 claps"),
        (["only the clap", "put a tom in as well"], "1 clap + 1 tom"),
        (["only the clap", "a tom as well"], "1 clap + 1 tom"),
        (["only the clap", "a bass that goes with it"], "1 clap + 1 bass"),
        (["only the clap", "bass too"], "1 clap + 1 bass"),
    ],
)
def test_more_of_what_is_there_comes_to_a_kit_and_what_is_not(turns: list[str], understood: str) -> None:
    assert prompts.understood(asked("make me a kit", *turns)) == understood


def test_the_others_that_go_are_no_sounds_that_come() -> None:
    last, prompt = asked("snares"), "keep 1 and 3, bin the others"
    assert prompts.turned(prompts.parse(prompt, last), prompt, last, range(11, 16)) is None


@pytest.mark.parametrize(
    ("last", "prompt", "understood", "first"),
    [
        ("snares", "keep #1 and add a clap", "1 snare + 1 clap", (11,)),
        ("snares", "combine #1 and #2 with a clap", "2 snares + 1 clap", (11, 12)),
        ("snares", "keep #1 and #2, bin the others and add a clap", "2 snares + 1 clap", (11, 12)),
        ("snares", "#2 with claps", "1 snare + 4 claps", (12,)),
        ("snares", "keep #2 and #5, swap the rest", "2 snares + 3 snares", (12, 15)),
        ("snares", "#2 and #5 stay. replace the others", "2 snares + 3 snares", (12, 15)),
        ("3 kicks and 2 snares", "keep #2, swap the rest", "1 kick + 2 kicks + 2 snares", (12,)),
        ("snares", "i take #3. now a tom for it", "1 snare + 1 tom", (13,)),
        ("snares", "i take 2. now a tom to go with it", "1 snare + 1 tom", (12,)),
    ],
)
def test_to_what_is_kept_comes_something_else(
    last: str, prompt: str, understood: str, first: tuple[int, ...]
) -> None:
    request = asked(last)
    changed = prompts.turned(prompts.parse(prompt, request), prompt, request, range(11, 16))
    assert changed is not None
    assert (prompts.understood(changed), changed.parts[0].first) == (understood, first)


def test_to_the_hits_that_were_picked_out_comes_something_else() -> None:
    last = asked("hats")
    changed = prompts.turned(prompts.parse("add a clap", last), "add a clap", last, range(11, 16), (2,))
    assert changed is not None
    assert (prompts.understood(changed), changed.parts[0].first) == ("1 hi-hat + 1 clap", (12,))


def test_what_has_no_words_adds_nothing_to_a_kit() -> None:
    assert asked("2 kicks and 3 snares", "😀").intent == "other"
