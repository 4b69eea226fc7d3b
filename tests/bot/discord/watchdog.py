"""The bot, which logs at its end how long its event loop was held: python -m tests.bot.discord.watchdog, with the options of python -m bot.

While the loop is held, nothing else runs, and no heartbeat is answered.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from dataclasses import dataclass

from bot.__main__ import main
from bot.conversation import Conversation
from bot.discord import run
from bot.discord.run import serve
from bot.discord.settings import Settings

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


async def watched(conversation: Conversation, settings: Settings) -> int:
    """As `run.serve`, measured from its start to its end."""
    hold = LongestHold()
    task = asyncio.create_task(hold.measure())
    try:
        return await serve(conversation, settings)
    finally:
        task.cancel()
        log.info(
            "longest hold of the event loop",
            extra={"late_ms": round(hold.late * 1e3, 1), "computing_ms": round(hold.computing * 1e3, 1)},
        )


if __name__ == "__main__":
    run.serve = watched
    sys.exit(main())
