"""/eval: how well the approaches of the live build do."""

from __future__ import annotations

import asyncio

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.answering import Package, admit, prepare, send
from bot.discord.client import Crate
from bot.discord.cogs.find import APPROACHES
from bot.discord.errors import explain
from bot.discord.targets import InteractionTarget


class Evaluation(commands.Cog):
    """Figures and confusion matrices of the live build, one request at a time, kept until the next build."""

    def __init__(self, bot: Crate) -> None:
        self.bot = bot
        self._turn = asyncio.Lock()
        self._kept: dict[tuple[str, str | None], Package] = {}

    @app_commands.command(
        name="eval", description="How well each approach finds the right class: figures and pictures"
    )
    @app_commands.describe(approach="One approach alone")
    @app_commands.choices(approach=APPROACHES)
    async def evaluate(self, interaction: discord.Interaction[Crate], approach: str | None = None) -> None:
        target = InteractionTarget(interaction)
        with self.bot.in_flight():
            if not await admit(self.bot, target):
                return
            try:
                package = await self._package(interaction.user.id, approach, target.file_limit)
            except Exception as error:
                await target.refuse(explain(error))
                return
            await send(self.bot, target, package)

    async def _package(self, person: int, approach: str | None, file_limit: int) -> Package:
        async with self._turn:
            build = self.bot.retriever.build
            key = (build.id, approach)
            if key not in self._kept:
                self._kept = {kept: package for kept, package in self._kept.items() if kept[0] == build.id}
                self._kept[key] = await self.bot.queue.run(
                    person,
                    lambda: prepare(
                        self.bot.conversation.evaluation(approach), self.bot.retriever, file_limit
                    ),
                )
            return self._kept[key]


async def setup(bot: Crate) -> None:
    await bot.add_cog(Evaluation(bot))
