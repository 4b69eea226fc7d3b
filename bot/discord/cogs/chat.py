"""Free text: in private messages, where the bot is mentioned, and in chat channels."""

from __future__ import annotations

import re

import discord
from discord.ext import commands

from bot.conversation import Conversation, Reply, Speaker
from bot.discord.answering import answer
from bot.discord.client import Crate
from bot.discord.errors import explain
from bot.discord.sounds import audio_of, similar_to
from bot.discord.targets import MessageTarget
from bot.queue import Busy
from db import LogError


class Chat(commands.Cog):
    """Answers what people write."""

    def __init__(self, bot: Crate) -> None:
        self.bot = bot
        self._chat_channels: dict[tuple[int, int], bool] = {}

    def forget_channel(self, server: int, channel: int) -> None:
        """Look a channel up anew, as its setting has changed."""
        self._chat_channels.pop((server, channel), None)

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
        key = (message.guild.id, message.channel.id)
        if key not in self._chat_channels:
            log = self.bot.conversation.log
            try:
                self._chat_channels[key] = await self.bot.queue.run(
                    message.author.id, lambda: log.is_chat_channel(*key)
                )
            except (LogError, Busy) as error:
                explain(error)
                return False
        return self._chat_channels[key]


async def setup(bot: Crate) -> None:
    await bot.add_cog(Chat(bot))
