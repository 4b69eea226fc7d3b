"""How long the event loop is held: nothing else runs, and no heartbeat answers, while it is."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

log = logging.getLogger(__name__)

TICK_SECONDS = 0.005


class LongestHold:
    """The longest time, in seconds, by which the loop has been late."""

    def __init__(self) -> None:
        self.seconds = 0.0

    async def measure(self) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            before = clock()
            await asyncio.sleep(TICK_SECONDS)
            self.seconds = max(self.seconds, clock() - before - TICK_SECONDS)


@contextlib.asynccontextmanager
async def watch() -> AsyncIterator[LongestHold]:
    """Measure while the block runs, and log the result at its end."""
    hold = LongestHold()
    task = asyncio.create_task(hold.measure())
    try:
        yield hold
    finally:
        task.cancel()
        log.info("longest hold of the event loop", extra={"milliseconds": round(hold.seconds * 1e3, 1)})
