"""When a message behind an answer counts as taken for what it is: lines with slots, and what they were taken for."""

from dataclasses import replace

import pytest

from offline.pretrain.frames import framed
from retrieval_core.request import Request
from tests.benchmarks.behind import Message, filled, is_taken

PADS = Request(text="pads", classes=("pad",))
SHOWN = (40, 41, 42, 43, 44)


def said(does: str, *points: tuple[int, str], **sounds: str) -> Message:
    roles = {role: frozenset(ids.split()) for role, ids in sounds.items()}
    return Message("pads", "", does, {"asked": frozenset(["pad"])} | roles, points)


def test_a_line_is_filled_with_sounds_and_says_what_its_numbers_are() -> None:
    [one] = filled([("instead", framed("scrap [3rd:g], a {w} and no {x}"))])
    assert one.text.startswith("scrap 3rd, a ") and one.opening
    assert one.points == [(3, "gone")] and one.sounds.keys() == {"wanted", "gone"}


def test_where_a_line_names_nothing_that_was_asked_for_anything_was() -> None:
    [one] = filled([("same", framed("darker"))])
    assert one.text == "darker" and one.sounds.keys() == {"asked"} and one.opening


@pytest.mark.parametrize(
    ("message", "now", "right"),
    [
        (said(""), None, True),
        (said(""), PADS, False),
        (said("same"), None, False),
        (said("same"), replace(PADS, qualities=("dark",)), True),
        (said("same"), Request(classes=("organ",)), False),
        (said("same", refused="vocal"), replace(PADS, exclude=("vocal",)), True),
        (said("same", refused="vocal"), PADS, False),
        (said("same", (2, "alike")), replace(PADS, like=(41,)), True),
        (said("same", (2, "gone")), replace(PADS, refused=(41,)), True),
        (said("same", (2, "gone")), replace(PADS, like=(41,)), False),
        (said("instead", asked="", gone="pad", wanted="organ"), Request(classes=("organ",)), True),
        (
            said("instead", asked="", gone="pad", wanted="organ"),
            replace(PADS, classes=("pad", "organ")),
            False,
        ),
        (said("besides", wanted="organ"), replace(PADS, classes=("pad", "organ")), True),
        (said("besides", wanted="organ", passing="harp"), Request(classes=("organ", "harp")), False),
        (said("anew", wanted="organ"), replace(PADS, classes=("pad", "organ")), False),
    ],
)
def test_what_a_message_was_taken_for(message: Message, now: Request | None, right: bool) -> None:
    assert is_taken(message, PADS, SHOWN, now) is right


@pytest.mark.parametrize(("sent", "right"), [((41,), True), ((41, 42), False), ((), False)])
def test_hits_that_are_picked_out_are_sent_again(sent: tuple[int, ...], right: bool) -> None:
    assert is_taken(said("same", (2, "alike")), PADS, SHOWN, None, sent) is right
