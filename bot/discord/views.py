"""Buttons under an answer. They know the answer by its row in the query log and nothing else, so that they work
after a restart as before it."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine, Sequence
from functools import wraps
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import discord

from bot import followups
from bot.discord.answering import answer
from bot.discord.errors import explain
from bot.discord.targets import InteractionTarget
from bot.discord.words import shorten
from bot.reply import Reply, Speaker
from bot.text import one_line

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


class Following(
    discord.ui.DynamicItem[discord.ui.Button], template=r"crate:(?P<kind>more|another):(?P<query>\d+)"
):
    """What goes on from an answer as it is: its next page, or another approach."""

    KINDS = MappingProxyType(
        {
            "more": ("More", "⏬", followups.more),
            "another": ("Try another approach", "🔀", followups.another),
        }
    )

    def __init__(self, kind: str, query_id: int) -> None:
        label, emoji, self.go_on = self.KINDS[kind]
        super().__init__(discord.ui.Button(label=label, emoji=emoji, custom_id=f"crate:{kind}:{query_id}"))
        self.query_id = query_id

    @classmethod
    async def from_custom_id(cls, interaction: Any, item: Any, match: re.Match[str], /) -> Following:
        return cls(match["kind"], int(match["query"]))

    @guarded
    async def callback(self, interaction: discord.Interaction[Crate]) -> None:
        speaker = speaker_of(interaction)
        await answer(
            interaction.client,
            InteractionTarget(interaction),
            lambda conversation: self.go_on(conversation, self.query_id, speaker),
        )


class Choice(discord.ui.DynamicItem[discord.ui.Select], template=r"crate:(?P<kind>like|rate):(?P<query>\d+)"):
    """One of the hits: for more like it, or, under a long answer, for a thumb."""

    PLACEHOLDERS = MappingProxyType({"like": "More like …", "rate": f"{UP} or {DOWN} …"})

    def __init__(self, kind: str, query_id: int, options: Sequence[discord.SelectOption]) -> None:
        select: discord.ui.Select[Any] = discord.ui.Select(
            placeholder=self.PLACEHOLDERS[kind], options=list(options), custom_id=f"crate:{kind}:{query_id}"
        )
        super().__init__(select)
        self.kind, self.query_id = kind, query_id

    @classmethod
    async def from_custom_id(cls, interaction: Any, item: Any, match: re.Match[str], /) -> Choice:
        return cls(match["kind"], int(match["query"]), item.options)

    @guarded
    async def callback(self, interaction: discord.Interaction[Crate]) -> None:
        rank, *values = map(int, self.item.values[0].split(":"))
        if self.kind == "rate":
            await vote(interaction, self.query_id, rank, *values)
            return
        speaker = speaker_of(interaction)
        await answer(
            interaction.client,
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


ITEMS = (Following, Choice, Thumb)


async def vote(interaction: discord.Interaction[Crate], query_id: int, rank: int, value: int) -> None:
    """Keep a thumb, and thank for it where only the person sees it; one that comes too late to be thanked for counts as well."""
    bot, person, target = (
        interaction.client,
        interaction.user.id,
        InteractionTarget(interaction, ephemeral=True),
    )
    with bot.in_flight():
        await target.begin()
        await bot.queue.run(person, lambda: bot.conversation.log.vote(query_id, rank, person, value))
        await target.send(f"{UP if value > 0 else DOWN} for number {rank}: noted, thank you.", [], None)


def buttons(reply: Reply, approaches: Sequence[str]) -> discord.ui.View | None:
    """The buttons that go under a reply; None where there is nothing to go on from."""
    if reply.query_id is None or not reply.hits:
        return None
    view = discord.ui.View(timeout=None)
    like = [_option(f"{hit.rank}. ", hit.name, str(hit.rank)) for hit in reply.hits]
    view.add_item(Choice("like", reply.query_id, like))
    if reply.request is not None and len(reply.hits) >= reply.request.k:
        view.add_item(Following("more", reply.query_id))
    if reply.approach is not None and len(approaches) > 1:
        view.add_item(Following("another", reply.query_id))
    if len(reply.hits) > THUMB_BUTTONS:
        both = [(hit, emoji, value) for hit in reply.hits for emoji, value in ((UP, 1), (DOWN, -1))]
        rate = [
            _option(f"{emoji} {hit.rank}. ", hit.name, f"{hit.rank}:{value}") for hit, emoji, value in both
        ]
        view.add_item(Choice("rate", reply.query_id, rate))
        return view
    for value in (1, -1):
        for hit in reply.hits:
            view.add_item(Thumb(reply.query_id, hit.rank, value))
    return view


def _option(start: str, name: str, value: str) -> discord.SelectOption:
    return discord.SelectOption(label=shorten(start + one_line(name.rsplit("/", 1)[-1]), 100), value=value)
