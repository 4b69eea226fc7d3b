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
from bot.discord.references import answer_in, replied_to
from bot.discord.sounds import files_of, similar_to, sounds_of
from bot.discord.targets import MessageTarget, server_of
from bot.reply import Reply, Speaker

log = logging.getLogger(__name__)

#: Until the log is asked again whether a channel is one for chat, where it could not be read, and until what was written
#: there meanwhile is given up.
AGAIN_SECONDS, PATIENCE_SECONDS = 1.0, 300.0
#: What people write; all else is what Discord tells of them: a pin, a thread, another name of the channel.
WRITTEN = (discord.MessageType.default, discord.MessageType.reply)
_COMMAND = re.compile(r"/(\w+)")


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
        bot, me = self.bot, self.bot.user
        if message.author.bot or me is None or message.type not in WRITTEN:
            return
        if not await self._is_for_us(message):
            return
        target = MessageTarget(message, bot.typing_indicator, bot.told)
        server = server_of(message)
        speaker = Speaker(str(message.author.id), str(message.channel.id), str(server) if server else None)
        own = own_role(message)
        text = re.sub(rf"<@!?{me.id}>|<@&{own.id if own else 0}>", " ", message.content).strip()
        replied = replied_to(message)
        # Of a file of their own that is no sound it is told that it is none.
        sounds = sounds_of(message) or files_of(message)
        if not sounds and replied and replied.author != me:
            sounds = sounds_of(replied)
        if sounds:
            await similar_to(bot, target, sounds, speaker, text=text)
            return
        earlier = answer_in(replied, me) if replied else None
        fetch = bot.starts.fetch(message.channel, me)
        command = _COMMAND.match(text)
        known = command and bot.tree.get_command(command[1].lower())

        def ask(conversation: Conversation, start: int | None = None) -> Reply:
            if not text:
                return Reply(conversation.help())
            if known:
                return Reply(f"/{known.name} is a command: type / and choose it from the list that opens.")
            if fetch:
                bot.starts.take_up(conversation, speaker, start)
            if earlier is not None:
                conversation.memory.take_up(earlier, speaker)
            return conversation.ask(text, speaker)

        await answer(bot, target, ask, fetch)

    async def _is_for_us(self, message: discord.Message) -> bool:
        server = server_of(message)
        if server is None or self.bot.user in message.mentions or own_role(message):
            return True
        if not (message.content or message.attachments or message.message_snapshots):
            return False
        key = server, parent(message.channel)
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
                return await asyncio.to_thread(query_log.choices.is_chat_channel, server, channel)
            except Exception as error:
                if not told:
                    explain(error)
                told = True
            await asyncio.sleep(AGAIN_SECONDS)


def own_role(message: discord.Message) -> discord.Role | None:
    """The role that a bot is invited with, where a message mentions it: it has the bot's name, and is offered beside it."""
    role = message.guild.self_role if message.guild else None
    return role if role in message.role_mentions else None


def parent(channel: discord.abc.Snowflake) -> int:
    """The channel that a thread is in, or the channel itself."""
    return channel.parent_id if isinstance(channel, discord.Thread) else channel.id


async def setup(bot: Crate) -> None:
    await bot.add_cog(Chat(bot))
