"""Replies as Discord text: at most 2,000 characters, nobody mentioned, nothing rendered that was not meant."""

from __future__ import annotations

from collections.abc import Mapping

import discord

from bot.cards import facts
from bot.conversation import Reply
from retrieval_core.request import Hit

MOST_CHARACTERS = 2000
_NAME = 70


def answer(reply: Reply, notes: Mapping[int, str]) -> str:
    """What was understood, the sentence, a line a hit with what there is to say of its file, and the approach."""
    head = [f"*{plain(reply.understood)}*"] if reply.understood else []
    foot = [f"-# {reply.approach} · {reply.milliseconds:.0f} ms"] if reply.hits and reply.approach else []
    lines = [line(hit, notes.get(hit.rank, "")) for hit in reply.hits]
    return shorten("\n".join([*head, plain(reply.text), *lines, *foot]))


def line(hit: Hit, note: str = "") -> str:
    """One hit: rank, name, class, length, tempo and key where known, score."""
    known = " · ".join([*facts(hit), f"{hit.score:.2f}"])
    return f"{hit.rank}. {code(hit.name.rsplit('/', 1)[-1])} {plain(known)}{f' ({note})' if note else ''}"


def code(text: str) -> str:
    """Text between backticks, where Markdown and mentions mean nothing."""
    text = text.replace("`", "'").replace("\n", " ")
    return f"`{text if len(text) <= _NAME else text[: _NAME - 1] + '…'}`"


def plain(text: str) -> str:
    """Text without the meaning that Markdown and mentions would give it."""
    return discord.utils.escape_mentions(discord.utils.escape_markdown(text)).replace("<", "\\<")


def shorten(text: str, most: int = MOST_CHARACTERS) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
