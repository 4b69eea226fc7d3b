"""Free text: in private messages, where the bot is mentioned, and in chat channels."""

from __future__ import annotations

import asyncio
import logging
import re

import discord
from discord.ext import commands

from bot.conversation import Conversation
from bot.discord.answering import answer
from bot.discord.client import Crate
from bot.discord.errors import explain
from bot.discord.sounds import audio_of, similar_to
from bot.discord.targets import MessageTarget
from bot.reply import Reply, Speaker

log = logging.getLogger(__name__)

#: Until the log is asked again whether a channel is one for chat, where it could not be read, and until what was written
#: there meanwhile is given up.
AGAIN_SECONDS, PATIENCE_SECONDS = 1.0, 300.0


class Chat(commands.Cog):
    """Answers what people write."""

    def __init__(self, bot: Crate) -> None:
        self.bot = bot
        self._chat_channels: dict[tuple[int, int], asyncio.Future[bool]] = {}

    def set_channel(self, server: int, channel: int, chat: bool) -> None:
        """Know from now on whether every message in a channel is to be answered."""
        known = self._chat_channels[server, channel] = asyncio.get_running_loop().create_future()
        known.set_result(chat)

    async def cog_unload(self) -> None:
        for known in self._chat_channels.values():
            known.cancel()

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a message that is meant for the bot."""
        bot = self.bot
        if message.author.bot or bot.user is None or not await self._is_for_us(message):
            return
        target = MessageTarget(message, bot.typing_indicator)
        if bot.stopping:
            await target.refuse(bot.STOPPING)
            return
        speaker = Speaker(
            str(message.author.id), str(message.channel.id), str(message.guild.id) if message.guild else None
        )
        sound = audio_of(message)
        if sound is not None:
            await similar_to(bot, target, sound, speaker)
            return
        text = re.sub(rf"<@!?{bot.user.id}>", " ", message.content).strip()

        def ask(conversation: Conversation) -> Reply:
            return conversation.ask(text, speaker) if text else Reply(conversation.help())

        await answer(bot, target, ask)

    async def _is_for_us(self, message: discord.Message) -> bool:
        if message.guild is None or self.bot.user in message.mentions:
            return True
        if not (message.content or message.attachments):
            return False
        key = message.guild.id, parent(message.channel)
        if key not in self._chat_channels:
            self._chat_channels[key] = asyncio.create_task(self._look_up(*key))
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await asyncio.shield(self._chat_channels[key])
        except TimeoutError:
            log.error("a message is left unanswered, as nothing tells whether its channel is one for chat")
            return False

    async def _look_up(self, server: int, channel: int) -> bool:
        """Whether a channel is one for chat; what is written there waits until the log can say so, and is not lost."""
        query_log, told = self.bot.conversation.log, False
        while True:
            try:
                return await asyncio.to_thread(query_log.is_chat_channel, server, channel)
            except Exception as error:
                if not told:
                    explain(error)
                told = True
            await asyncio.sleep(AGAIN_SECONDS)


def parent(channel: discord.abc.Snowflake) -> int:
    """The channel that a thread is in, or the channel itself."""
    return channel.parent_id if isinstance(channel, discord.Thread) else channel.id


async def setup(bot: Crate) -> None:
    await bot.add_cog(Chat(bot))
