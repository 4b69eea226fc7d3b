"""The line before the threads: fair, bounded, and off the event loop."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.queue import PLACES, Busy, FairQueue


async def test_people_take_turns_however_many_questions_one_of_them_has() -> None:
    queue, order, gate = FairQueue(workers=1), [], threading.Event()
    first = asyncio.create_task(queue.run("ana", gate.wait))
    await asyncio.sleep(0)
    asked = ["ana", "ana", "ana", "ben", "ana", "cem"]
    jobs = [asyncio.create_task(queue.run(name, lambda name=name: order.append(name))) for name in asked]
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(first, *jobs)
    assert order == ["ben", "cem", "ana", "ana", "ana", "ana"], "she has had her turn when they come"


async def test_a_person_s_jobs_follow_each_other_and_leave_a_thread_to_others() -> None:
    queue, order, gate = FairQueue(workers=2), [], threading.Event()
    flood = [asyncio.create_task(queue.run("ana", gate.wait))]
    flood += [asyncio.create_task(queue.run("ana", lambda n=n: order.append(n))) for n in range(9)]
    await asyncio.sleep(0)
    assert await queue.run("ben", lambda: list(order)) == [], "the second thread was free"
    gate.set()
    await asyncio.gather(*flood)
    assert order == list(range(9))


async def test_a_person_s_next_turn_waits_for_the_block_and_their_other_jobs_do_not() -> None:
    queue, sent = FairQueue(workers=2), asyncio.Event()

    async def answer(number: int) -> int:
        async with queue.turn("ana", lambda: number) as result:
            await sent.wait()
            return result

    first = asyncio.create_task(answer(1))
    await asyncio.sleep(0)
    assert await queue.run("ana", lambda: "noted") == "noted"
    second = asyncio.create_task(answer(2))
    async with queue.turn("ben", lambda: 3) as result:
        assert (result, queue.waiting) == (3, 1)
    second.cancel()
    third = asyncio.create_task(answer(4))
    sent.set()
    assert await asyncio.gather(first, third) == [1, 4]


async def test_what_is_sent_to_one_place_holds_up_no_other() -> None:
    queue, sent, order = FairQueue(workers=2), asyncio.Event(), []

    async def answer(place: str) -> None:
        async with queue.turn("ana", lambda: order.append(place), place=place):
            await sent.wait()

    jobs = [asyncio.create_task(answer(place)) for place in "aabcdef"]
    await asyncio.sleep(0)
    forgotten = asyncio.create_task(queue.run("ana", lambda: order.append("forgotten"), ordered=True))
    while len(order) < PLACES:
        await asyncio.sleep(0)
    assert await queue.run("ben", lambda: list(order)) == ["a", "b", "c", "d"], "so many at once"
    assert await queue.run("ana", lambda: "noted") == "noted", "what is no answer waits for none"
    sent.set()
    await asyncio.gather(forgotten, *jobs)
    assert order == ["a", "b", "c", "d", "a", "e", "f", "forgotten"], "and what is ordered overtakes none"


async def test_what_a_turn_needs_is_fetched_when_it_has_come_and_held_until_its_job_is_done() -> None:
    queue, sent, order = FairQueue(workers=1), asyncio.Event(), []

    @asynccontextmanager
    async def fetch() -> AsyncIterator[str]:
        order.append("fetched")
        yield "a sound"
        order.append("let go")

    async def answer() -> None:
        async with queue.turn("ana", lambda sound: order.append(f"heard {sound}"), fetch):
            await sent.wait()
            order.append("sent")

    both = [asyncio.create_task(answer()) for _ in range(2)]
    await asyncio.sleep(0)
    assert await queue.run("ben", lambda: "meanwhile") == "meanwhile", "no thread is held by what is sent"
    assert order == ["fetched", "heard a sound", "let go"], "the second one has fetched nothing yet"
    assert await queue.run("ana", lambda: "noted") == "noted", "what needs nothing goes before it"
    sent.set()
    await asyncio.gather(*both)
    assert order == ["fetched", "heard a sound", "let go", "sent"] * 2
    assert queue.waiting == 0


async def test_what_is_ordered_comes_after_all_that_is_under_way() -> None:
    queue, there, order = FairQueue(workers=2), asyncio.Event(), []

    @asynccontextmanager
    async def fetch() -> AsyncIterator[str]:
        await there.wait()
        yield "a sound"

    async def hear() -> None:
        async with queue.turn("ana", order.append, fetch, "here"):
            pass

    async def compare() -> None:
        with queue.under_way("ana"):
            for name in ("one", "another"):
                await there.wait()
                await queue.run("ana", lambda name=name: order.append(name))

    before = [asyncio.create_task(asked()) for asked in (hear, compare)]
    await asyncio.sleep(0)
    forgotten = asyncio.create_task(queue.run("ana", lambda: order.append("forgotten"), ordered=True))
    assert await queue.run("ana", lambda: "noted") == "noted"
    assert await queue.run("ben", lambda: list(order)) == []
    there.set()
    await asyncio.gather(forgotten, *before)
    assert sorted(order[:-1]) == ["a sound", "another", "one"] and order[-1] == "forgotten"


async def test_what_cannot_be_fetched_is_told_and_the_next_turn_comes() -> None:
    queue = FairQueue(workers=1)

    @asynccontextmanager
    async def gone() -> AsyncIterator[str]:
        raise LookupError("it is gone")
        yield

    with pytest.raises(LookupError, match="gone"):
        async with queue.turn("ana", lambda sound: sound, gone):
            pytest.fail("there is nothing to go on with")
    async with queue.turn("ana", lambda: 7) as result:
        assert result == 7


async def test_a_line_has_an_end() -> None:
    queue, gate = FairQueue(workers=1, per_person=2, total=3), threading.Event()
    jobs = [asyncio.create_task(queue.run(name, gate.wait)) for name in ("ana", "ana", "ana", "ben")]
    await asyncio.sleep(0)
    with pytest.raises(Busy, match="You have 2 questions waiting"):
        await queue.run("ana", gate.wait)
    with pytest.raises(Busy, match="try again in a moment"):
        await queue.run("cem", gate.wait)
    gate.set()
    assert all(await asyncio.gather(*jobs))
    assert queue.waiting == 0


async def test_results_and_failures_come_back_and_work_runs_elsewhere() -> None:
    queue = FairQueue(workers=2)
    assert await queue.run("ana", threading.get_ident) != threading.get_ident()
    with pytest.raises(ZeroDivisionError):
        await queue.run("ana", lambda: 1 / 0)
    assert await queue.run("ana", lambda: 7) == 7


async def test_who_goes_away_is_not_worked_for() -> None:
    queue, gate, done = FairQueue(workers=1), threading.Event(), []
    first = asyncio.create_task(queue.run("ana", gate.wait))
    gone = asyncio.create_task(queue.run("ben", lambda: done.append("ben")))
    last = asyncio.create_task(queue.run("cem", lambda: done.append("cem")))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(first, last)
    assert done == ["cem"]
