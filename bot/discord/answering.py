"""From a question to what is sent: search, read, pack and draw on a thread, then send it where it was asked."""

from __future__ import annotations

import io
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import discord

from bot import cards
from bot.discord import delivery, words
from bot.discord.errors import explain
from bot.discord.targets import LOST, Target
from bot.queue import Busy, Fetch
from bot.reply import Reply
from bot.text import one_line
from retrieval_core.retriever import Retriever

if TYPE_CHECKING:
    from bot.discord.client import Crate

log = logging.getLogger(__name__)

#: The name of a card; in a message of its own it says of which answer it is.
CARD = "waveforms{}.png"


@dataclass(frozen=True, slots=True)
class Package:
    """A reply, ready to be sent; `card` goes into a message of its own where the files fill the first."""

    reply: Reply
    text: str
    files: Sequence[tuple[str, bytes]] = field(default_factory=list)
    card: bytes | None = None


def prepare(reply: Reply, retriever: Retriever, file_limit: int) -> Package:
    """Read, pack and draw all that goes with a reply. Takes its time: for a thread."""
    if not reply.hits:
        pictures = [(path.name, path.read_bytes()) for path in reply.pictures]
        return Package(reply, words.answer(reply, {}), pictures[: delivery.FILES_PER_MESSAGE])
    card = cards.card(reply.hits, cards.outlines(reply.hits, retriever))
    limit = delivery.REQUEST_BYTES - len(card)
    parcels, notes = delivery.pack(reply.hits, retriever.build.library, file_limit, limit)
    files = [(parcel.name, parcel.data) for parcel in parcels]
    text = words.answer(reply, notes)
    if len(files) == delivery.FILES_PER_MESSAGE:
        return Package(reply, text, files, card)
    return Package(reply, text, [*files, (CARD.format(""), card)])


async def answer(bot: Crate, target: Target, ask: Callable[..., Reply], fetch: Fetch | None = None) -> None:
    """Answer a question at its target, whatever happens.

    Parameters:
        ask: asks the conversation, of one build from the search to the files; runs on a thread.
        fetch: what `ask` needs besides, see `FairQueue.turn`.
    """
    started = time.monotonic()
    with bot.in_flight():
        if not await admit(bot, target):
            return

        def work(*fetched: Any) -> Package:
            conversation = bot.conversation.pinned()
            return prepare(ask(conversation, *fetched), conversation.retriever, target.file_limit)

        try:
            async with bot.queue.turn(target.person, work, fetch, target.place) as package:
                await send(bot, target, package)
        except Exception as error:
            await refuse(bot, target, error)
            return
        bot.health.answers += 1
        bot.health.seconds += time.monotonic() - started
        log.info(
            "answered",
            extra={
                "query": package.reply.query_id,
                "hits": len(package.reply.hits),
                "search_ms": round(package.reply.milliseconds, 1),
                "total_ms": round((time.monotonic() - started) * 1e3, 1),
            },
        )


async def admit(bot: Crate, target: Target) -> bool:
    """Whether a question is to be answered; who asks too often, or of a bot that stops, is told so instead."""
    if bot.stopping:
        await target.refuse(bot.STOPPING)
        return False
    try:
        bot.limits.admit(target.person, target.server)
    except Busy as busy:
        await refuse(bot, target, busy)
        return False
    return await target.begin()


async def refuse(bot: Crate, target: Target, error: Exception) -> None:
    """Say why there is no answer; in a channel, once to each of a flood of questions."""
    bot.health.refusals += 1
    if target.answers_each or not isinstance(error, Busy) or bot.limits.tells(target.person):
        await target.refuse(explain(error))


async def send(bot: Crate, target: Target, package: Package) -> None:
    """Send a package, with its buttons; raises where it cannot be delivered."""
    await target.send(package.text, _files(package.files), bot.buttons(package.reply))
    if package.card is not None:
        query = package.reply.query_id
        name = CARD.format("" if query is None else f"-{query}")
        try:
            await target.send("", _files([(name, package.card)]), None)
        except LOST as error:  # the files are there, and a refusal would take the place of their message
            log.warning("the card of an answer could not be sent: %s", error)


def _files(files: Sequence[tuple[str, bytes]]) -> list[discord.File]:
    """Files under names that Discord neither hides, as spoilers, nor shows otherwise than they are."""
    return [discord.File(io.BytesIO(data), one_line(name), spoiler=False) for name, data in files]
