"""Work that must not hold the event loop: threads, and a line before them that is fair and has an end.

Shared by the front ends that answer many people at once.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

T = TypeVar("T")


class Busy(Exception):
    """Too much is waiting; the message says so in a friendly word."""


class FairQueue:
    """Jobs of many people on a few threads: one job of each person in turn, so that no flood delays others.

    A person's jobs run one after the other, in the order in which they came: a flood holds one thread at most, what goes
    on from an answer finds it, and what is to be forgotten is not written afterwards.

    >>> queue = FairQueue(workers=2)
    >>> hits = await queue.run("ana", lambda: retriever.search("kick"))
    """

    def __init__(self, workers: int = 2, per_person: int = 20, total: int = 500) -> None:
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="crate")
        self._workers = workers
        self._per_person = per_person
        self._total = total
        self._lines: dict[Hashable, deque[tuple[Callable[[], Any], asyncio.Future[Any]]]] = {}
        self._running: dict[asyncio.Future[Any], tuple[Hashable, float]] = {}
        self.waiting = 0

    async def run(self, person: Hashable, job: Callable[[], T]) -> T:
        """The result of `job`, run on a thread when it is the person's turn.

        Raises
        ------
        Busy
            The person, or everybody together, has too many jobs waiting.
        """
        line = self._lines.get(person, ())
        if len(line) >= self._per_person:
            raise Busy(f"You have {len(line)} questions waiting. Let me answer those first, then ask on.")
        if self.waiting >= self._total:
            raise Busy("I am busy: more is being asked than I can answer. Please try again in a moment.")
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._lines.setdefault(person, deque()).append((job, future))
        self.waiting += 1
        self._start()
        return await future

    def _start(self) -> None:
        loop = asyncio.get_running_loop()
        while len(self._running) < self._workers:
            served = {person for person, _ in self._running.values()}
            person = next((person for person in self._lines if person not in served), None)
            if person is None:
                return
            line = self._lines[person]
            job, future = line.popleft()
            self.waiting -= 1
            if not line:
                del self._lines[person]
            if future.cancelled():
                continue
            work = loop.run_in_executor(self._threads, job)
            self._running[work] = person, time.monotonic()
            work.add_done_callback(partial(self._finish, future))

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
