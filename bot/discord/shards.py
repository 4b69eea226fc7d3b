"""A connection that is lost for minutes is resumed, so that what was written meanwhile is answered."""

from __future__ import annotations

from typing import Any

import discord.shard
from discord.gateway import ReconnectWebSocket

#: Two to the power of this, in seconds, is the longest pause between two attempts; discord.py's own is 17 minutes.
LONGEST_PAUSE = 6


class ResumingShard(discord.shard.Shard):
    """A shard that resumes its session after a failed attempt too.

    discord.py's clients without shards do that ("always try to resume"); its shards begin a new session instead, and what
    happened in between is lost. Where the session is gone, Discord says so, and a new one begins.
    """

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._backoff._max = LONGEST_PAUSE

    async def reconnect(self) -> None:
        await self.reidentify(ReconnectWebSocket(self.id, resume=True))


def use() -> None:
    """Let discord.py's sharded clients use it."""
    discord.shard.Shard = ResumingShard  # type: ignore[misc, assignment]
