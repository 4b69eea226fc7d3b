"""How long the event loop is held: nothing else runs, and no heartbeat is answered, while it is."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

log = logging.getLogger(__name__)

TICK_SECONDS = 0.005


@dataclass
class LongestHold:
    """The longest time in seconds by which the loop was late, and the most that it computed in one go.

    On a machine that is busy with other things, the first holds their doing too; the second does not.
    """

    late: float = 0.0
    computing: float = 0.0

    async def measure(self) -> None:
        while True:
            before, computed = time.monotonic(), time.thread_time()
            await asyncio.sleep(TICK_SECONDS)
            self.late = max(self.late, time.monotonic() - before - TICK_SECONDS)
            self.computing = max(self.computing, time.thread_time() - computed - TICK_SECONDS)


@contextlib.asynccontextmanager
async def watch() -> AsyncIterator[LongestHold]:
    """Measure while the block runs, and log the result at its end."""
    hold = LongestHold()
    task = asyncio.create_task(hold.measure())
    try:
        yield hold
    finally:
        task.cancel()
        log.info(
            "longest hold of the event loop",
            extra={"late_ms": round(hold.late * 1e3, 1), "computing_ms": round(hold.computing * 1e3, 1)},
        )
