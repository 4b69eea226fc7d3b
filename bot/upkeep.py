"""What goes on beside the answers: a build that goes live is taken up, the log is tended, and nobody waits for a first search."""

from __future__ import annotations

import asyncio
import logging

from bot.conversation import Conversation

log = logging.getLogger(__name__)


async def keep_up(conversation: Conversation, seconds: float) -> None:
    """Load what the first question would wait for; then look every so many seconds for a new build, and for what the log is to write or delete."""
    retriever = conversation.retriever
    try:
        await asyncio.to_thread(retriever.search, "warm", 1)
    except Exception:
        log.exception("the first search failed")
    while True:
        await asyncio.sleep(seconds)
        try:
            await asyncio.to_thread(retriever.reload_if_changed)
        except Exception:
            log.exception("the index could not be looked at")
        try:
            await asyncio.to_thread(conversation.log.tend)
        except Exception:
            log.exception("the log could not be tended")
