"""Questions by example: the audio of a message or a command, and what sounds like it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import PurePath

import discord

from bot import hearing, prompts
from bot.conversation import Conversation
from bot.discord.answering import answer
from bot.discord.client import Crate
from bot.discord.targets import LOST, Target
from bot.reply import Reply, Speaker
from bot.text import one_line
from retrieval_core.audio import AudioError
from retrieval_core.paths import SUFFIXES
from retrieval_core.request import Request

log = logging.getLogger(__name__)


def files_of(message: discord.Message) -> list[discord.Attachment]:
    """The attachments of a message, and of those that it forwards."""
    forwarded = (entry for snapshot in message.message_snapshots for entry in snapshot.attachments)
    return [*message.attachments, *forwarded]


def sounds_of(message: discord.Message) -> list[discord.Attachment]:
    """Those of the files of a message that say they are audio."""
    return [entry for entry in files_of(message) if _is_audio(entry)]


def _is_audio(attachment: discord.Attachment) -> bool:
    kind = attachment.content_type or ""
    return kind.startswith("audio/") or PurePath(attachment.filename).suffix.lower() in SUFFIXES


async def similar_to(
    bot: Crate,
    target: Target,
    sounds: Sequence[discord.Attachment],
    speaker: Speaker,
    k: int | None = None,
    text: str = "",
) -> None:
    """Answer with samples that sound like the first of some attachments.

    Parameters:
        text: what was written beside them; of it the number counts, and the answer says what does not.
    """
    sound = sounds[0]
    if sound.size > hearing.MOST_BYTES:
        await target.refuse(hearing.too_large("That file"))
        return

    @asynccontextmanager
    async def fetched() -> AsyncIterator[bytes]:
        async with bot.uploads:
            yield await _read(sound)

    def ask(conversation: Conversation, data: bytes) -> Reply:
        name, wish = one_line(PurePath(sound.filename).name), prompts.parse(text)
        waveform = hearing.hear(name, data, conversation.retriever.sample_rate)
        reply = conversation.similar(waveform, speaker, k or wish.k, name)
        return replace(reply, text=left_aside(wish, len(sounds)) + reply.text)

    await answer(bot, target, ask, fetched)


def left_aside(wish: Request, sounds: int) -> str:
    """What a question by example does not go by: words beside the sound, and sounds beside the first.

    >>> left_aside(prompts.parse("three short kicks like this"), 2)
    'I went by the sound alone, and left aside: short, kicks. Of the 2 sounds I took the first. '
    """
    # How many there are to be counts, and what it is to be like is the sound.
    rest = prompts.chips(replace(wish, k=Request().k, like=(), like_ranks=()))
    words = f"I went by the sound alone, and left aside: {', '.join(chip.text for chip in rest)}. "
    others = f"Of the {sounds} sounds I took the first. "
    return (words if rest else "") + (others if sounds > 1 else "")


async def _read(sound: discord.Attachment) -> bytes:
    try:
        return await sound.read()
    except discord.HTTPException as error:
        raise AudioError("Discord no longer has that file. Please attach it again.") from error
    except LOST as error:
        log.warning("an attachment could not be read: %s", error)
        raise AudioError("That file did not get through to me. Please try again.") from error
