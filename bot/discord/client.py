"""The bot: discord.py's client with what its cogs share."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import logging
from collections.abc import Iterator
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.conversation import Conversation
from bot.discord import cogs
from bot.discord.errors import explain
from bot.discord.health import Health
from bot.discord.references import Starts
from bot.discord.settings import Settings
from bot.discord.targets import InteractionTarget, Once, Typing
from bot.discord.views import ITEMS, buttons
from bot.limits import Limits
from bot.queue import FairQueue
from bot.reply import Reply
from bot.upkeep import keep_up
from retrieval_core.retriever import Retriever

log = logging.getLogger(__name__)

#: Sounds of people that are held in memory at a time; the others wait where they come from.
UPLOADS = 4
#: Under which the log keeps what Discord was last told of the commands, and for which server.
COMMANDS = "discord:commands"
#: What a sync of the commands may still take once the bot is told to stop.
SYNC_SECONDS = 5.0


class Tree(app_commands.CommandTree["Crate"]):
    """The commands; whatever fails in one is explained in one place."""

    async def interaction_check(self, interaction: discord.Interaction[Crate], /) -> bool:
        if not interaction.client.stopping:
            return True
        if interaction.type is not discord.InteractionType.autocomplete:
            await InteractionTarget(interaction, ephemeral=True).refuse(interaction.client.STOPPING)
        return False

    async def on_error(
        self, interaction: discord.Interaction[Crate], error: app_commands.AppCommandError, /
    ) -> None:
        await InteractionTarget(interaction, ephemeral=True).refuse(explain(error))


class Crate(commands.AutoShardedBot):
    """Cratedigger on Discord.

    Parameters:
        message_content: whether to ask for the privileged intent, which chat channels need.
    """

    STOPPING = "I am being restarted. Please try again in a minute."

    def __init__(
        self, conversation: Conversation, settings: Settings, health: Health, *, message_content: bool
    ) -> None:
        intents = discord.Intents(guilds=True, messages=True, message_content=message_content)
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=Tree,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            shard_count=settings.shards,
            shard_ids=list(settings.shard_ids) if settings.shard_ids else None,  # type: ignore[arg-type]  # its default
            max_messages=None,
            chunk_guilds_at_startup=False,
            activity=discord.Activity(type=discord.ActivityType.listening, name="your prompts"),
        )
        self.conversation = conversation
        self.settings = settings
        self.health = health
        self.queue = FairQueue(settings.workers, total=settings.queue)
        self.limits = Limits(settings.per_person, settings.per_server)
        self.typing_indicator = Typing()
        self.told = Once()
        self.starts = Starts()
        self.uploads = asyncio.Semaphore(UPLOADS)
        self.stopping = False
        self.connected = False
        self.answering = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._syncing: asyncio.Task[None] | None = None
        self._upkeep: asyncio.Task[None] | None = None

    @property
    def retriever(self) -> Retriever:
        return self.conversation.retriever

    def buttons(self, reply: Reply) -> discord.ui.View | None:
        """The buttons that go under a reply, if any do."""
        return buttons(reply, self.retriever.approaches)

    async def setup_hook(self) -> None:
        for name in cogs.NAMES:
            await self.load_extension(f"{cogs.__name__}.{name}")
        self.add_dynamic_items(*ITEMS)
        self._syncing = asyncio.create_task(self._sync_commands())
        self._upkeep = asyncio.create_task(keep_up(self.conversation, self.settings.poll_seconds))

    async def on_message(self, message: discord.Message, /) -> None:
        """Nothing: the chat cog listens, and there are no prefix commands."""

    async def on_ready(self) -> None:
        log.info("ready", extra={"servers": len(self.guilds), "build": self.retriever.build.id})

    async def on_connect(self) -> None:
        self.connected = True

    async def on_resumed(self) -> None:
        self.connected = True

    async def on_disconnect(self) -> None:
        self.connected = False

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        log.exception("failed in %s", event_method)

    # Commands

    async def _sync_commands(self) -> None:
        """Tell Discord of the commands, where they are not what it was last told."""
        guild = discord.Object(self.settings.guild) if self.settings.guild else None
        if guild is not None:
            self.tree.copy_global_to(guild=guild)
        payload = [command.to_dict(self.tree) for command in self.tree.get_commands(guild=guild)]
        menus = self.tree.get_commands(guild=guild, type=discord.AppCommandType.message)
        payload += [command.to_dict(self.tree) for command in menus]
        text = json.dumps([self.application_id, self.settings.guild, payload], sort_keys=True, default=str)
        told = {"guild": self.settings.guild, "digest": hashlib.sha256(text.encode()).hexdigest()}
        try:
            before = await asyncio.to_thread(self.conversation.log.choices.state, COMMANDS) or {"guild": None}
            if before == told:
                return
            if before["guild"] not in (None, self.settings.guild):
                await self._take_back(discord.Object(before["guild"]))
            synced = await self.tree.sync(guild=guild)
            await asyncio.to_thread(self.conversation.log.choices.set_state, COMMANDS, told)
        except discord.Forbidden:
            log.error(
                "Discord refuses the commands for server %s: is the bot a member, invited with the scope "
                "applications.commands?",
                self.settings.guild,
            )
        except Exception:
            log.exception("the commands could not be synced; they are tried again at the next start")
        else:
            log.info(
                "commands synced", extra={"commands": len(synced), "server": self.settings.guild or "all"}
            )

    async def _take_back(self, guild: discord.Object) -> None:
        """Leave a server, which had the commands for itself, with those that are everywhere."""
        self.tree.clear_commands(guild=guild)
        try:
            await self.tree.sync(guild=guild)
        except (discord.Forbidden, discord.NotFound) as error:
            log.warning("the commands of server %d could not be taken back: %s", guild.id, error)

    # Stopping

    @contextlib.contextmanager
    def in_flight(self) -> Iterator[None]:
        """While an answer is under way: a stop waits for it."""
        self.answering += 1
        self._idle.clear()
        try:
            yield
        finally:
            self.answering -= 1
            if not self.answering:
                self._idle.set()

    async def finish(self) -> None:
        """Take no new questions, let those in flight be answered, and leave Discord."""
        self.stopping = True
        log.info("stopping", extra={"in_flight": self.answering})
        try:
            await asyncio.wait_for(self._idle.wait(), self.settings.stop_seconds)
        except TimeoutError:
            log.error("%d answers were still under way when time was up", self.answering)
        await self.close()

    async def close(self) -> None:
        if self._syncing is not None:  # cut off after the sync and before its note, it would be done again
            await asyncio.wait({self._syncing}, timeout=SYNC_SECONDS)
            self._syncing.cancel()
        if self._upkeep is not None:
            self._upkeep.cancel()
            await asyncio.wait({self._upkeep})
        self.starts.close()
        self.queue.close()
        await super().close()
