"""How much one person, and one server, may ask in a minute. Shared by the front ends that answer many people."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from bot.queue import Busy

#: So many buckets are kept before the full ones, which say nothing, are thrown out.
MOST_BUCKETS = 10_000
#: Who was told to wait is told again after so long without another question too many.
QUIET_SECONDS = 5.0


@dataclass(slots=True)
class Bucket:
    """A token bucket: holds `size` questions, and fills up in a minute."""

    size: float
    level: float
    at: float

    def fill(self, now: float) -> None:
        self.level = min(self.size, self.level + (now - self.at) * self.size / 60)
        self.at = now

    def wait(self) -> float:
        """Seconds until there is one in it."""
        return max(0.0, (1 - self.level) * 60 / self.size)


class Limits:
    """Questions a minute, of a person and of a server; as many may come at once.

    >>> limits = Limits(per_person=60, per_server=600)
    >>> limits.admit("ana", "club")
    """

    def __init__(
        self,
        per_person: float = 60,
        per_server: float = 600,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sizes = {"person": per_person, "server": per_server}
        self._buckets: dict[tuple[str, Hashable], Bucket] = {}
        self._clock = clock
        self._refused: dict[Hashable, float] = {}

    def admit(self, person: Hashable, server: Hashable | None = None) -> None:
        """Let a question through, and count it.

        Raises:
            Busy: that was too many; the message says in how many seconds the next one is welcome.
        """
        mine = self._bucket("person", person)
        if wait := mine.wait():
            raise Busy(f"You ask faster than I can dig. Please try again in {_seconds(wait)}.")
        ours = None if server is None else self._bucket("server", server)
        if ours is not None and (wait := ours.wait()):
            raise Busy(
                f"This server asks faster than I can dig. I am busy, please try again in {_seconds(wait)}."
            )
        for bucket in (mine, ours):
            if bucket is not None:
                bucket.level -= 1

    def tells(self, person: Hashable) -> bool:
        """Whether to tell somebody that this was too much: once in a flood, so that its refusals are no flood themselves."""
        now = self._clock()
        before = self._refused.pop(person, -QUIET_SECONDS)
        self._refused[person] = now
        while now - self._refused[oldest := next(iter(self._refused))] >= QUIET_SECONDS:
            del self._refused[oldest]
        return now - before >= QUIET_SECONDS

    def _bucket(self, kind: str, name: Hashable) -> Bucket:
        now = self._clock()
        if len(self._buckets) >= MOST_BUCKETS:
            for bucket in self._buckets.values():
                bucket.fill(now)
            self._buckets = {
                key: bucket for key, bucket in self._buckets.items() if bucket.level < bucket.size
            }
        bucket = self._buckets.setdefault((kind, name), Bucket(self._sizes[kind], self._sizes[kind], now))
        bucket.fill(now)
        return bucket

    def __len__(self) -> int:
        return len(self._buckets)


def _seconds(wait: float) -> str:
    seconds = max(1, round(wait))
    return "a second" if seconds == 1 else f"{seconds} seconds"
