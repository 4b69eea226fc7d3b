"""What a message points to: the one that it replies to, and the answer that this, or the start of its thread, is."""

from __future__ import annotations

import asyncio
import logging
import re
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord

from bot.conversation import Conversation
from bot.discord.targets import LOST
from bot.queue import Fetch
from bot.reply import Speaker
from db.log import CONTEXT_SECONDS

log = logging.getLogger(__name__)

#: How long a question waits for the message that its thread was begun on, and of how many threads that is kept.
PATIENCE_SECONDS, MOST_THREADS = 5.0, 1000
#: In a button of an answer, and as the name of a card that has a message of its own.
_ANSWER = re.compile(r"(?:crate:\w+:|waveforms-)(\d+)")


def replied_to(message: discord.Message) -> discord.Message | None:
    """The message that a message replies to, where Discord has sent it along."""
    reference = message.reference
    if reference is None or reference.type is not discord.MessageReferenceType.reply:
        return None
    return reference.resolved if isinstance(reference.resolved, discord.Message) else None


def answer_in(message: discord.Message, me: discord.abc.Snowflake) -> int | None:
    """The row of the query log of an answer of the bot's, which stands in its buttons or in the name of its card; None for any other message."""
    if message.author.id != me.id:
        return None
    rows = (row for row in message.components if isinstance(row, discord.ActionRow))
    names = [getattr(item, "custom_id", None) or "" for row in rows for item in row.children]
    names += [entry.filename for entry in message.attachments]
    answers = (found[1] for name in names if (found := _ANSWER.match(name)))
    return next(map(int, answers), None)


class Starts:
    """The answers that threads were begun on, each looked up once, and who has gone on from there."""

    def __init__(self) -> None:
        self._known: dict[int, asyncio.Task[int | None]] = {}
        self._spoken: dict[tuple[int, int], float] = {}
        self._lock = threading.Lock()

    async def of(self, thread: discord.Thread, me: discord.abc.Snowflake) -> int | None:
        """The row of the query log of the answer that a thread was begun on, None where it was begun otherwise."""
        if thread.id not in self._known:
            while len(self._known) >= MOST_THREADS:
                del self._known[next(iter(self._known))]
            self._known[thread.id] = asyncio.create_task(self._look_up(thread, me))
        return await asyncio.shield(self._known[thread.id])

    def fetch(self, channel: Any, me: discord.abc.Snowflake | None) -> Fetch | None:
        """What a question in a channel needs first, for `take_up`: the answer that its thread was begun on; None in no thread."""
        if not isinstance(channel, discord.Thread) or me is None:
            return None

        @asynccontextmanager
        async def fetched() -> AsyncIterator[int | None]:
            yield await self.of(channel, me)

        return fetched

    def take_up(self, conversation: Conversation, speaker: Speaker, start: int | None) -> None:
        """Let who begins a dialogue in a thread go on from the answer that it was begun on. May be called on any thread."""
        begins = self.begins(int(speaker.channel), int(speaker.user))
        if start is not None and begins and conversation.memory.last_turn(speaker) is None:
            conversation.memory.take_up(start, speaker)

    def begins(self, thread: int, person: int) -> bool:
        """Whether what somebody says in a thread begins a dialogue there: they have been silent for as long as one is remembered.

        After "start over" or `/forget` it does not, of which nothing on disk may tell. May be called on any thread.
        """
        now = time.monotonic()
        with self._lock:
            self._spoken = {key: at for key, at in self._spoken.items() if now - at < CONTEXT_SECONDS}
            new = (thread, person) not in self._spoken
            self._spoken[thread, person] = now
            return new

    def close(self) -> None:
        """Look up no more."""
        for known in self._known.values():
            known.cancel()

    async def _look_up(self, thread: discord.Thread, me: discord.abc.Snowflake) -> int | None:
        if not isinstance(thread.parent, discord.TextChannel):
            return None
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                # A thread has the id of the message that it was begun on.
                return answer_in(await thread.parent.fetch_message(thread.id), me)
        except (discord.NotFound, discord.Forbidden):
            return None
        except LOST as error:
            log.warning("the message that a thread was begun on could not be read: %s", error)
            self._known.pop(thread.id, None)
            return None
