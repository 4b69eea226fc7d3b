"""/find and /similar, and the menu command on messages with audio."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.conversation import MOST, Conversation
from bot.discord.answering import answer
from bot.discord.client import Crate
from bot.discord.sounds import similar_to, sounds_of
from bot.discord.targets import InteractionTarget
from bot.discord.views import speaker_of
from bot.queue import Busy
from bot.reply import Reply
from retrieval_core import approaches

APPROACHES = [app_commands.Choice(name=name, value=name) for name in approaches.names()]
CHOICES, CHOICE_LENGTH = 25, 100  # what Discord takes


class Find(commands.Cog):
    """Searching by words and by example."""

    def __init__(self, bot: Crate) -> None:
        self.bot = bot
        self._menu = app_commands.ContextMenu(name="Find similar", callback=self.find_similar)
        bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)

    @app_commands.command(description="Find samples by words")
    @app_commands.describe(
        prompt="What it should sound like", k="How many samples", approach="How to search, this once"
    )
    @app_commands.choices(approach=APPROACHES)
    async def find(
        self,
        interaction: discord.Interaction[Crate],
        prompt: app_commands.Range[str, 1, 2000],
        k: app_commands.Range[int, 1, MOST] | None = None,
        approach: str | None = None,
    ) -> None:
        speaker = speaker_of(interaction)
        fetch = self.bot.starts.fetch(interaction.channel, self.bot.user)

        def ask(conversation: Conversation, start: int | None = None) -> Reply:
            if fetch:
                self.bot.starts.take_up(conversation, speaker, start)
            return conversation.ask(prompt, speaker, k, approach)

        await answer(self.bot, InteractionTarget(interaction), ask, fetch)

    @find.autocomplete("prompt")
    async def complete(
        self, interaction: discord.Interaction[Crate], current: str
    ) -> list[app_commands.Choice[str]]:
        """Prompts that were asked before, then names of classes."""
        conversation, person = self.bot.conversation, str(interaction.user.id)

        try:
            prompts = await self.bot.queue.run(
                interaction.user.id, lambda: conversation.suggestions(current, person, CHOICES)
            )
        except Busy:
            return []  # the next letter asks again
        return [app_commands.Choice(name=text, value=text) for text in prompts if len(text) <= CHOICE_LENGTH]

    @app_commands.command(description="Find samples that sound like a file of yours")
    @app_commands.describe(sound="A wav, flac, aiff, ogg or mp3 of up to 25 MiB", k="How many samples")
    async def similar(
        self,
        interaction: discord.Interaction[Crate],
        sound: discord.Attachment,
        k: app_commands.Range[int, 1, MOST] = 5,
    ) -> None:
        await similar_to(self.bot, InteractionTarget(interaction), [sound], speaker_of(interaction), k)

    async def find_similar(self, interaction: discord.Interaction[Crate], message: discord.Message) -> None:
        """Find what sounds like the audio of a message."""
        target, sounds = InteractionTarget(interaction), sounds_of(message)
        if not sounds:
            await target.refuse("There is no audio attached to that message.")
            return
        await similar_to(self.bot, target, sounds, speaker_of(interaction))


async def setup(bot: Crate) -> None:
    await bot.add_cog(Find(bot))
