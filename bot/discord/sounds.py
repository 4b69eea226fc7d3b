"""Questions by example: the audio of a message or a command, and what sounds like it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import PurePath

import discord

from bot import hearing
from bot.conversation import Conversation
from bot.discord.answering import answer
from bot.discord.client import Crate
from bot.discord.targets import LOST, Target
from bot.reply import Reply, Speaker
from retrieval_core.audio import AudioError

log = logging.getLogger(__name__)

EXTENSIONS = {".wav", ".flac", ".ogg", ".mp3", ".aif", ".aiff", ".opus", ".oga", ".caf", ".w64"}


def audio_of(message: discord.Message) -> discord.Attachment | None:
    """The first attachment of a message that says it is audio."""
    for attachment in message.attachments:
        kind = attachment.content_type or ""
        if kind.startswith("audio/") or PurePath(attachment.filename).suffix.lower() in EXTENSIONS:
            return attachment
    return None


async def similar_to(
    bot: Crate, target: Target, sound: discord.Attachment, speaker: Speaker, k: int = 5
) -> None:
    """Answer with samples that sound like an attachment."""
    if sound.size > hearing.MOST_BYTES:
        await target.refuse(
            f"That file has {sound.size / 2**20:.0f} MiB; I listen to at most {hearing.MOST_BYTES >> 20} MiB."
        )
        return

    @asynccontextmanager
    async def fetched() -> AsyncIterator[bytes]:
        async with bot.uploads:
            yield await _read(sound)

    def ask(conversation: Conversation, data: bytes) -> Reply:
        name = PurePath(sound.filename).name
        waveform = hearing.hear(name, data, conversation.retriever.sample_rate)
        return conversation.similar(waveform, speaker, k, name)

    await answer(bot, target, ask, fetched)


async def _read(sound: discord.Attachment) -> bytes:
    try:
        return await sound.read()
    except discord.HTTPException as error:
        raise AudioError("Discord no longer has that file. Please attach it again.") from error
    except LOST as error:
        log.warning("an attachment could not be read: %s", error)
        raise AudioError("That file did not get through to me. Please try again.") from error
