"""/setup for administrators, /forget for everybody."""

from __future__ import annotations

import re
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.answering import admit
from bot.discord.client import Crate
from bot.discord.cogs.chat import Chat, parent
from bot.discord.errors import NEEDED, lacking
from bot.discord.targets import InteractionTarget
from bot.discord.views import guarded, speaker_of

#: Without these a chat channel would be one of questions without answers.
WRITING = ("view_channel", "send_messages")
INTENT_OFF = (
    " But the Message Content Intent is off, so that I see only messages that mention me. To switch it on: "
    "https://discord.com/developers/applications, your application, Bot, Message Content Intent; then restart me."
)


class Forget(discord.ui.DynamicItem[discord.ui.Button], template=r"crate:forget:(?P<yes>yes|no)"):
    """The answer to "really?"."""

    def __init__(self, yes: bool) -> None:
        label, style = (
            ("Delete", discord.ButtonStyle.danger) if yes else ("Keep", discord.ButtonStyle.secondary)
        )
        custom_id = f"crate:forget:{'yes' if yes else 'no'}"
        super().__init__(discord.ui.Button(label=label, style=style, custom_id=custom_id))
        self.yes = yes

    @classmethod
    async def from_custom_id(cls, interaction: Any, item: Any, match: re.Match[str], /) -> Forget:
        return cls(match["yes"] == "yes")

    @guarded
    async def callback(self, interaction: discord.Interaction[Crate]) -> None:
        if not self.yes:
            await interaction.response.edit_message(content="Nothing was deleted.", view=None)
            return
        bot = interaction.client
        with bot.in_flight():
            await interaction.response.defer()
            speaker = speaker_of(interaction)
            reply = await bot.queue.run(
                interaction.user.id, lambda: bot.conversation.forget(speaker), ordered=True
            )
            await interaction.edit_original_response(content=reply.text, view=None)


class Admin(commands.Cog):
    """What is kept, and where the bot listens."""

    def __init__(self, bot: Crate) -> None:
        self.bot = bot
        bot.add_dynamic_items(Forget)

    @app_commands.command(description="Delete what I keep of you: questions, thumbs, choices")
    async def forget(self, interaction: discord.Interaction[Crate]) -> None:
        view = discord.ui.View(timeout=None)
        view.add_item(Forget(True))
        view.add_item(Forget(False))
        await interaction.response.send_message(
            "Delete all your questions, your thumbs and your choice of approach? That cannot be undone.",
            view=view,
            ephemeral=True,
        )

    @app_commands.command(
        description="Make a channel one where I answer every message, or an ordinary one again"
    )
    @app_commands.describe(
        chat="Whether I answer every message", channel="The channel; this one, if none is given"
    )
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.checks.has_permissions(manage_guild=True)
    async def setup(
        self,
        interaction: discord.Interaction[Crate],
        chat: bool,
        channel: discord.TextChannel | None = None,
    ) -> None:
        target = InteractionTarget(interaction, ephemeral=True)
        server, here = interaction.guild_id, channel or interaction.channel
        room = parent(here) if here else interaction.channel_id
        with self.bot.in_flight():
            if not await admit(self.bot, target):
                return
            rights = _rights(interaction, room) if chat else None
            if rights is not None and (missing := lacking(rights, *WRITING)):
                await target.refuse(
                    f"In <#{room}> I may not write. Give me {' and '.join(missing)} there, then try again."
                )
                return
            log = self.bot.conversation.log
            await self.bot.queue.run(
                interaction.user.id, lambda: log.choices.set_chat_channel(server, room, chat)
            )
            cog = self.bot.get_cog("Chat")
            assert isinstance(cog, Chat) and server is not None and room is not None
            cog.set_channel(server, room, chat)
            if not chat:
                await target.send(f"In <#{room}> I answer only where I am mentioned.", [], None)
                return
            said = f"In <#{room}> I now answer every message."
            if rights is not None and (missing := lacking(rights, *NEEDED)):
                said += f" But I lack permissions there: {', '.join(missing)}."
            await target.send(said if self.bot.intents.message_content else said + INTENT_OFF, [], None)


def _rights(interaction: discord.Interaction, room: int | None) -> discord.Permissions | None:
    """What the bot may do in a channel of the server; None where that cannot be told."""
    channel = interaction.guild.get_channel(room) if interaction.guild and room else None
    return channel.permissions_for(channel.guild.me) if channel else None


async def setup(bot: Crate) -> None:
    await bot.add_cog(Admin(bot))
