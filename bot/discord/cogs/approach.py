"""/approach: by which approach a person, or a whole server, is answered."""

from __future__ import annotations

from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.answering import answer
from bot.discord.client import Crate
from bot.discord.cogs.find import APPROACHES
from bot.discord.targets import InteractionTarget
from bot.discord.views import speaker_of

#: Gives a choice back: a person's to the server's, a server's to the build's.
DEFAULT = "default"
CHOICES = [*APPROACHES, app_commands.Choice(name="default (no choice of one's own)", value=DEFAULT)]


class Approach(commands.Cog):
    """The choice of approach."""

    def __init__(self, bot: Crate) -> None:
        self.bot = bot

    @app_commands.command(description="Choose how I search for you, or for everybody on this server")
    @app_commands.describe(name="The approach", scope="For whom (server: needs Manage Server)")
    @app_commands.choices(name=CHOICES)
    async def approach(
        self, interaction: discord.Interaction[Crate], name: str, scope: Literal["me", "server"] = "me"
    ) -> None:
        speaker, whole_server = speaker_of(interaction), scope == "server"
        if whole_server and interaction.guild_id is None:
            raise app_commands.NoPrivateMessage()
        if whole_server and not interaction.permissions.manage_guild:
            raise app_commands.MissingPermissions(["manage_guild"])
        await answer(
            self.bot,
            InteractionTarget(interaction, ephemeral=not whole_server),
            lambda conversation: conversation.choose_approach(
                None if name == DEFAULT else name, speaker, whole_server
            ),
        )


async def setup(bot: Crate) -> None:
    await bot.add_cog(Approach(bot))
