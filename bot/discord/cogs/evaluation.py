"""/eval: how well the approaches of the live build do."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.answering import answer
from bot.discord.client import Crate
from bot.discord.cogs.find import APPROACHES
from bot.discord.targets import InteractionTarget


class Evaluation(commands.Cog):
    """Figures and confusion matrices of the live build."""

    def __init__(self, bot: Crate) -> None:
        self.bot = bot

    @app_commands.command(
        name="eval", description="How well each approach finds the right class: figures and pictures"
    )
    @app_commands.describe(approach="One approach alone")
    @app_commands.choices(approach=APPROACHES)
    async def evaluate(self, interaction: discord.Interaction[Crate], approach: str | None = None) -> None:
        await answer(
            self.bot, InteractionTarget(interaction), lambda conversation: conversation.evaluation(approach)
        )


async def setup(bot: Crate) -> None:
    await bot.add_cog(Evaluation(bot))
