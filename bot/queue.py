"""Work that must not hold the event loop: threads, and a line before them that is fair and has an end.

Shared by the front ends that answer many people at once.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Hashable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

T = TypeVar("T")
#: Turns of one person that may be under way at once, each in a place of its own.
PLACES = 4
#: What a job needs first, and for how long it is needed.
Fetch = Callable[[], AbstractAsyncContextManager[Any]]


class Busy(Exception):
    """Too much is waiting; the message says so in a friendly word."""


@dataclass(slots=True, eq=False)
class Job:
    """Something to do, after all that is in `after`, and whether its person's next turn in the same place waits for more than its end.

    Without `work` it takes no thread: it is done when it is the person's turn.
    """

    work: Callable[[], Any] | None
    future: asyncio.Future[Any]
    is_turn: bool
    place: Hashable = None
    after: tuple[asyncio.Future[None], ...] = ()


class FairQueue:
    """Jobs of many people on a few threads: one job of each person in turn, so that no flood delays others.

    A person's jobs run one at a time, so that a flood holds one thread at most, and their turns in one place in the order
    in which they came, so that what goes on from an answer finds it. A turn that waits until its place is free is passed by
    all else of theirs, other than by an `ordered` job: what is to be forgotten is not written afterwards.

    >>> queue = FairQueue(workers=2)
    >>> hits = await queue.run("ana", lambda: retriever.search("kick"))
    >>> async with queue.turn("ana", lambda: retriever.search("kick")) as hits:
    ...     await send(hits)  # before this has ended, no other turn of hers begins
    """

    def __init__(self, workers: int = 2, per_person: int = 20, total: int = 500) -> None:
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="crate")
        self._workers = workers
        self._per_person = per_person
        self._total = total
        self._lines: dict[Hashable, deque[Job]] = {}
        self._running: dict[asyncio.Future[Any], tuple[Hashable, float]] = {}
        self._turns: dict[Hashable, list[Job]] = {}
        self._under_way: dict[Hashable, list[asyncio.Future[None]]] = {}
        self.waiting = 0

    async def run(self, person: Hashable, job: Callable[[], T], *, ordered: bool = False) -> T:
        """The result of `job`, run on a thread when it is the person's turn.

        Parameters:
            ordered: whether it waits for all of the person's that is `under_way`, wherever it goes.

        Raises:
            Busy: the person, or everybody together, has too many jobs waiting.
        """
        after = tuple(self._under_way.get(person, ())) if ordered else ()
        return await self._join(person, Job(job, _future(), is_turn=False, after=after)).future

    @contextmanager
    def under_way(self, person: Hashable) -> Iterator[None]:
        """While it lasts more may be done for a person that an `ordered` job is to come after, though it is not in the line yet."""
        done = _future()
        self._under_way.setdefault(person, []).append(done)
        try:
            yield
        finally:
            done.set_result(None)
            self._under_way[person].remove(done)
            if not self._under_way[person]:
                del self._under_way[person]
            self._start()

    @asynccontextmanager
    async def turn(
        self, person: Hashable, job: Callable[..., T], fetch: Fetch | None = None, place: Hashable = None
    ) -> AsyncIterator[T]:
        """As `run`; the person's next turn in that place, but no other job of theirs, waits for the end of the block too.

        What is large and on its way to one person is so never more than one answer a place, in four places at most.

        Parameters:
            fetch: entered once the turn has come, on no thread, and left when the job is done, which gets what it yields;
                other jobs of the person may come before that.
            place: where the answer goes; what cannot be sent in one holds up no other.
        """
        mine = self._join(person, Job(None if fetch else job, _future(), is_turn=True, place=place))
        try:
            with self.under_way(person):
                result = await mine.future
                result = result if fetch is None else await self._fetched(person, job, fetch)
            yield result
        finally:
            if mine in (open_turns := self._turns.get(person, [])):
                open_turns.remove(mine)
                if not open_turns:
                    del self._turns[person]
                self._start()

    async def _fetched(self, person: Hashable, job: Callable[..., T], fetch: Fetch) -> T:
        async with fetch() as found:
            fetched = Job(partial(job, found), _future(), is_turn=False)
            # Before the turns that wait for this one.
            self._lines.setdefault(person, deque()).appendleft(fetched)
            self.waiting += 1
            self._start()
            return await fetched.future  # type: ignore[no-any-return]

    def _join(self, person: Hashable, job: Job) -> Job:
        line = self._lines.get(person, ())
        if len(line) >= self._per_person:
            raise Busy(f"You have {len(line)} questions waiting. Let me answer those first, then ask on.")
        if self.waiting >= self._total:
            raise Busy("I am busy: more is being asked than I can answer. Please try again in a moment.")
        self._lines.setdefault(person, deque()).append(job)
        self.waiting += 1
        self._start()
        return job

    def _start(self) -> None:
        loop = asyncio.get_running_loop()
        while len(self._running) < self._workers:
            found = self._next()
            if found is None:
                return
            person, job = found
            self._lines[person].remove(job)
            self.waiting -= 1
            if not self._lines[person]:
                del self._lines[person]
            if job.future.cancelled():
                continue
            if job.is_turn:
                self._turns.setdefault(person, []).append(job)
            if job.work is None:
                job.future.set_result(None)
                continue
            work = loop.run_in_executor(self._threads, job.work)
            self._running[work] = person, time.monotonic()
            work.add_done_callback(partial(self._finish, job.future))

    def _next(self) -> tuple[Hashable, Job] | None:
        """The next job of whoever has waited longest, of those for whom nothing is being done."""
        served = {person for person, _ in self._running.values()}
        for person, line in self._lines.items():
            if person not in served and (job := self._first(line, self._turns.get(person, []))):
                return person, job
        return None

    def _first(self, line: deque[Job], open_turns: list[Job]) -> Job | None:
        """The first job of a person that need not wait: neither for a place, nor for what it is to come after."""
        places = {job.place for job in open_turns}
        for job in line:
            taken = job.is_turn and (job.place in places or len(places) >= PLACES)
            if not taken and all(done.done() for done in job.after):
                return job
        return None

    def _finish(self, future: asyncio.Future[Any], done: asyncio.Future[Any]) -> None:
        person, _ = self._running.pop(done)
        if line := self._lines.pop(person, None):
            self._lines[person] = line  # behind everybody who has come meanwhile
        if not future.cancelled():
            if error := done.exception():
                future.set_exception(error)
            else:
                future.set_result(done.result())
        self._start()

    @property
    def longest(self) -> float:
        """For how many seconds the oldest job has been running."""
        return time.monotonic() - min(
            (since for _, since in self._running.values()), default=time.monotonic()
        )

    def close(self) -> None:
        """Let the threads end once they are idle."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _future() -> asyncio.Future[Any]:
    return asyncio.get_running_loop().create_future()
