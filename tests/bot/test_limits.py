"""So much a minute, and a friendly word beyond it."""

import pytest

from bot import limits
from bot.limits import Limits
from bot.queue import Busy


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def admitted(limits: Limits, person: str, server: str | None = None, times: int = 100) -> int:
    for number in range(times):
        try:
            limits.admit(person, server)
        except Busy:
            return number
    return times


def test_a_person_may_ask_so_much_at_once_and_then_so_much_a_minute() -> None:
    clock = Clock()
    limits = Limits(per_person=12, clock=clock)
    assert admitted(limits, "ana") == 12
    with pytest.raises(Busy, match=r"You ask faster than I can dig\. Please try again in 5 seconds"):
        limits.admit("ana")
    assert admitted(limits, "ben") == 12
    for seconds, more in ((4.9, 0), (5.1, 1), (35.1, 6), (1000, 12)):
        clock.now = seconds
        assert admitted(limits, "ana") == more


def test_a_server_has_a_limit_of_its_own_which_private_messages_do_not_use_up() -> None:
    limits = Limits(per_person=5, per_server=8, clock=Clock())
    assert admitted(limits, "ana", "club") == 5
    assert admitted(limits, "ben", "club") == 3
    with pytest.raises(Busy, match="This server asks faster"):
        limits.admit("cem", "club")
    assert admitted(limits, "cem") == 5, "what was refused did not count"
    assert admitted(limits, "dan", "pub") == 5


def test_a_flood_is_told_once_and_again_when_it_has_been_over_for_a_while() -> None:
    clock = Clock()
    limits_ = Limits(clock=clock)
    assert [limits_.tells("ana") for _ in range(3)] == [True, False, False]
    assert limits_.tells("ben")
    for seconds, told in ((4, False), (8, False), (14, True), (15, False)):
        clock.now = seconds
        assert limits_.tells("ana") == told


def test_thirty_thousand_people_take_no_more_room_than_ten_thousand() -> None:
    clock = Clock()
    limits_ = Limits(clock=clock)
    for person in range(30_000):
        clock.now += 0.01
        limits_.admit(person)
    assert len(limits_) <= limits.MOST_BUCKETS
