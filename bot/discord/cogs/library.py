"""/library, /stats and /help: what there is, and how it is used."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot import cards, sentences
from bot.discord import words
from bot.discord.answering import Package, admit, answer, refuse, send
from bot.discord.client import Crate
from bot.discord.targets import InteractionTarget
from bot.reply import Reply
from db import Statistics

COMMANDS = """\

Write to me in private, mention me, or use a command:
/find: search by words · /similar: search by a file of yours
/approach: how I search · /eval: how well that works
/library: what there is · /stats: how I am used
/forget: delete what I keep of you · /setup: make a channel a chat channel
On a message with audio: Apps, Find similar."""

#: Dots of the map; of a larger library as many, spread evenly over it.
MOST_DOTS = 5000
ABOUT_MAP = "\n-# Dots that lie close sound alike."


class Library(commands.Cog):
    """What the library holds."""

    def __init__(self, bot: Crate) -> None:
        self.bot = bot
        self._kept: tuple[str, Package] | None = None

    @app_commands.command(description="What the library holds, with a map of its sounds")
    async def library(self, interaction: discord.Interaction[Crate]) -> None:
        target = InteractionTarget(interaction)
        with self.bot.in_flight():
            if not await admit(self.bot, target):
                return
            build = self.bot.retriever.build.id
            try:
                if self._kept is None or self._kept[0] != build:
                    self._kept = (build, await self.bot.queue.run(interaction.user.id, self._describe))
                await send(self.bot, target, self._kept[1])
            except Exception as error:
                await refuse(self.bot, target, error)

    def _describe(self) -> Package:
        retriever = self.bot.retriever.pinned()
        counts, lengths = retriever.catalog.class_counts(), retriever.catalog.durations()
        classes = ", ".join(f"{name} ({count})" for name, count in list(counts.items())[:30])
        _, places, labels = retriever.map(MOST_DOTS)
        text = (
            f"{len(lengths)} samples, {sentences.duration(float(lengths.sum()))} in all, from "
            f"{sentences.duration(float(lengths.min()))} to {sentences.duration(float(lengths.max()))}.\n"
            f"Classes: {classes}{', ...' if len(counts) > 30 else ''}."
        )
        text = words.shorten(words.plain(text), words.MOST_CHARACTERS - len(ABOUT_MAP)) + ABOUT_MAP
        return Package(Reply(text), text, [("map.png", cards.sound_map(places, labels))])

    @app_commands.command(description="How often and how fast I was asked, and what people thought of it")
    async def stats(self, interaction: discord.Interaction[Crate]) -> None:
        await answer(
            self.bot,
            InteractionTarget(interaction),
            lambda conversation: Reply(in_words(conversation.log.stats())),
        )

    @app_commands.command(description="What I can do for you")
    async def help(self, interaction: discord.Interaction[Crate]) -> None:
        await answer(
            self.bot,
            InteractionTarget(interaction, ephemeral=True),
            lambda conversation: Reply(conversation.help() + COMMANDS),
        )


def in_words(stats: Statistics) -> str:
    """The log's figures as a few lines."""
    if not stats.queries:
        return "Nobody has asked me anything yet."
    questions = sentences.counted(stats.queries, "question")
    lines = [f"{questions} of {sentences.counted(stats.people, 'person', 'people')}."]
    lines.append(
        "By approach: " + ", ".join(f"{name or 'by example'} {n}" for name, n in stats.by_approach.items())
    )
    lines.append(f"Thumbs: {stats.thumbs_up} up, {stats.thumbs_down} down.")
    lines += [
        f"{name}: {up} up, {down} down" for name, (up, down) in stats.thumbs_by_approach.items() if name
    ]
    if stats.p50_milliseconds is not None and stats.p95_milliseconds is not None:
        lines.append(
            f"Half of the searches took under {stats.p50_milliseconds:.1f} ms, 95 % under {stats.p95_milliseconds:.1f} ms."
        )
    return "\n".join(lines)


async def setup(bot: Crate) -> None:
    await bot.add_cog(Library(bot))
