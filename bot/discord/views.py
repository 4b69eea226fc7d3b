"""Buttons under an answer. They know the answer by its row in the query log and nothing else, so that they work
after a restart as before it."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any

import discord

from bot import followups
from bot.discord.answering import answer
from bot.discord.errors import explain
from bot.discord.targets import InteractionTarget
from bot.discord.words import shorten
from bot.reply import Reply, Speaker

if TYPE_CHECKING:
    from bot.discord.client import Crate

Callback = Callable[[Any, discord.Interaction[Any]], Coroutine[Any, Any, None]]

#: Up to this many hits get two thumb buttons each; more of them share a select, as a message holds 25 buttons.
THUMB_BUTTONS = 5
UP, DOWN = "👍", "👎"


def speaker_of(interaction: discord.Interaction) -> Speaker:
    """Who uses a command or a button, and where."""
    return Speaker(
        str(interaction.user.id),
        str(interaction.channel_id),
        str(interaction.guild_id) if interaction.guild_id else None,
    )


def guarded(callback: Callback) -> Callback:
    """A callback whose failure is told to the person; discord.py would only log it."""

    @wraps(callback)
    async def wrapped(item: Any, interaction: discord.Interaction[Any]) -> None:
        try:
            await callback(item, interaction)
        except Exception as error:
            await InteractionTarget(interaction, ephemeral=True).refuse(explain(error))

    return wrapped


class More(discord.ui.DynamicItem[discord.ui.Button], template=r"crate:more:(?P<query>\d+)"):
    """The next page of an answer."""

    def __init__(self, query_id: int) -> None:
        super().__init__(discord.ui.Button(label="More", emoji="⏬", custom_id=f"crate:more:{query_id}"))
        self.query_id = query_id

    @classmethod
    async def from_custom_id(cls, interaction: Any, item: Any, match: re.Match[str], /) -> More:
        return cls(int(match["query"]))

    @guarded
    async def callback(self, interaction: discord.Interaction[Crate]) -> None:
        bot, speaker = interaction.client, speaker_of(interaction)
        await answer(
            bot,
            InteractionTarget(interaction),
            lambda conversation: followups.more(conversation, self.query_id, speaker),
        )


class Another(discord.ui.DynamicItem[discord.ui.Button], template=r"crate:another:(?P<query>\d+)"):
    """The same question through another approach."""

    def __init__(self, query_id: int) -> None:
        custom_id = f"crate:another:{query_id}"
        super().__init__(discord.ui.Button(label="Try another approach", emoji="🔀", custom_id=custom_id))
        self.query_id = query_id

    @classmethod
    async def from_custom_id(cls, interaction: Any, item: Any, match: re.Match[str], /) -> Another:
        return cls(int(match["query"]))

    @guarded
    async def callback(self, interaction: discord.Interaction[Crate]) -> None:
        bot, speaker = interaction.client, speaker_of(interaction)
        await answer(
            bot,
            InteractionTarget(interaction),
            lambda conversation: followups.another(conversation, self.query_id, speaker),
        )


class Like(discord.ui.DynamicItem[discord.ui.Select], template=r"crate:like:(?P<query>\d+)"):
    """More like one of the hits."""

    def __init__(self, query_id: int, options: Sequence[discord.SelectOption]) -> None:
        select: discord.ui.Select[Any] = discord.ui.Select(
            placeholder="More like …", options=list(options), custom_id=f"crate:like:{query_id}"
        )
        super().__init__(select)
        self.query_id = query_id

    @classmethod
    async def from_custom_id(cls, interaction: Any, item: Any, match: re.Match[str], /) -> Like:
        return cls(int(match["query"]), item.options)

    @guarded
    async def callback(self, interaction: discord.Interaction[Crate]) -> None:
        bot, speaker, rank = interaction.client, speaker_of(interaction), int(self.item.values[0])
        await answer(
            bot,
            InteractionTarget(interaction),
            lambda conversation: followups.like(conversation, self.query_id, rank, speaker),
        )


class Thumb(
    discord.ui.DynamicItem[discord.ui.Button],
    template=r"crate:thumb:(?P<query>\d+):(?P<rank>\d+):(?P<value>-?1)",
):
    """A thumb on one hit."""

    def __init__(self, query_id: int, rank: int, value: int) -> None:
        custom_id = f"crate:thumb:{query_id}:{rank}:{value}"
        emoji, row = (UP, 2) if value > 0 else (DOWN, 3)
        super().__init__(discord.ui.Button(label=str(rank), emoji=emoji, custom_id=custom_id, row=row))
        self.query_id, self.rank, self.value = query_id, rank, value

    @classmethod
    async def from_custom_id(cls, interaction: Any, item: Any, match: re.Match[str], /) -> Thumb:
        return cls(int(match["query"]), int(match["rank"]), int(match["value"]))

    @guarded
    async def callback(self, interaction: discord.Interaction[Crate]) -> None:
        await vote(interaction, self.query_id, self.rank, self.value)


class Rate(discord.ui.DynamicItem[discord.ui.Select], template=r"crate:rate:(?P<query>\d+)"):
    """Thumbs on the hits of a long answer."""

    def __init__(self, query_id: int, options: Sequence[discord.SelectOption]) -> None:
        select: discord.ui.Select[Any] = discord.ui.Select(
            placeholder=f"{UP} or {DOWN} …", options=list(options), custom_id=f"crate:rate:{query_id}"
        )
        super().__init__(select)
        self.query_id = query_id

    @classmethod
    async def from_custom_id(cls, interaction: Any, item: Any, match: re.Match[str], /) -> Rate:
        return cls(int(match["query"]), item.options)

    @guarded
    async def callback(self, interaction: discord.Interaction[Crate]) -> None:
        rank, value = self.item.values[0].split(":")
        await vote(interaction, self.query_id, int(rank), int(value))


ITEMS = (More, Another, Like, Thumb, Rate)


async def vote(interaction: discord.Interaction[Crate], query_id: int, rank: int, value: int) -> None:
    """Keep a thumb, and thank for it where only the person sees it."""
    bot, person = interaction.client, interaction.user.id
    with bot.in_flight():
        await interaction.response.defer(thinking=True, ephemeral=True)
        await bot.queue.run(person, lambda: bot.conversation.log.vote(query_id, rank, person, value))
        await interaction.followup.send(f"{UP if value > 0 else DOWN} for number {rank}: noted, thank you.")


def buttons(reply: Reply, approaches: Sequence[str]) -> discord.ui.View | None:
    """The buttons that go under a reply; None where there is nothing to go on from."""
    if reply.query_id is None or not reply.hits:
        return None
    view = discord.ui.View(timeout=None)
    like = [_option(f"{hit.rank}. ", hit.name, str(hit.rank)) for hit in reply.hits]
    view.add_item(Like(reply.query_id, like))
    view.add_item(More(reply.query_id))
    if reply.approach is not None and len(approaches) > 1:
        view.add_item(Another(reply.query_id))
    if len(reply.hits) > THUMB_BUTTONS:
        both = [(hit, emoji, value) for hit in reply.hits for emoji, value in ((UP, 1), (DOWN, -1))]
        rate = [
            _option(f"{emoji} {hit.rank}. ", hit.name, f"{hit.rank}:{value}") for hit, emoji, value in both
        ]
        view.add_item(Rate(reply.query_id, rate))
        return view
    for value in (1, -1):
        for hit in reply.hits:
            view.add_item(Thumb(reply.query_id, hit.rank, value))
    return view


def _option(start: str, name: str, value: str) -> discord.SelectOption:
    return discord.SelectOption(label=shorten(start + name.rsplit("/", 1)[-1], 100), value=value)
