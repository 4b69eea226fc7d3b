"""Replies as Discord text: at most 2,000 characters, nobody mentioned, nothing rendered that was not meant."""

from __future__ import annotations

import re
from collections.abc import Mapping

import discord

from bot.reply import Reply
from bot.sentences import facts
from bot.text import one_line, visible
from retrieval_core.request import Hit

MOST_CHARACTERS = 2000
#: How long a hit's name may be, the less the longer the lines are; ten hits with the last fit in any case.
_NAMES = (70, 55, 40, 25)
_NOTE = 70
_ROOM = 300  # is left for what was understood and the sentence, however long the lines of the hits are
# What means something to Discord: anywhere, at the start of a line, in a link or an invitation, as the name of an emoji.
# A backslash takes the meaning from each.
_MARKS = re.compile(r"[\\*_~`|<\[\]]")
_STARTS = re.compile(r"^(\s*)(?=[#>+-])|^(\s*\d+)(?=[.)])", re.MULTILINE)
_LINKS = re.compile(r"(?<=\w)(?=://)|(?<=\.\w\w)(?=/)|(?<=\.\w\w\w)(?=/)")
_EMOJI = re.compile(r":(?=[\w+-]+:)")


def answer(reply: Reply, notes: Mapping[int, str]) -> str:
    """What was understood, the sentence, a line a hit with what there is to say of its file, and the approach."""
    said, understood = plain(reply.text), plain(reply.understood)
    room = MOST_CHARACTERS - min(len(said) + len(understood) + 3, _ROOM)
    foot = [f"-# {reply.approach} · {reply.milliseconds:.0f} ms"] if reply.hits and reply.approach else []
    for longest in _NAMES:
        lines = [line(hit, notes.get(hit.rank, ""), longest) for hit in reply.hits] + foot
        if sum(map(len, lines)) + len(lines) <= room:
            break
    left = MOST_CHARACTERS - sum(map(len, lines)) - len(lines)
    said = shorten(said, left - left // 3 if understood else left)
    head = [f"*{shorten(understood, left - len(said) - 3)}*"] if understood else []
    return "\n".join([*head, said, *lines])


def line(hit: Hit, note: str = "", longest: int = _NAMES[0]) -> str:
    """One hit: rank, name, class, length, tempo and key where known, score, unless it was drawn at random.

    Parameters:
        longest: characters of the name; of all else that is known twice as many.
    """
    known = " · ".join([*facts(hit), *([f"{hit.score:.2f}"] if hit.score else [])])
    shown = f"{hit.rank}. {code(hit.name.rsplit('/', 1)[-1], longest)} {shorten(plain(known), 2 * longest)}"
    return f"{shown} ({shorten(plain(note), _NOTE)})" if note else shown


def code(text: str, longest: int) -> str:
    """Text between backticks, where Markdown and mentions mean nothing, of so many characters at most."""
    text = one_line(text).replace("`", "'")
    return f"`{text if len(text) <= longest else text[: longest - 1] + '…'}`"


def plain(text: str) -> str:
    """Text without the meaning that Markdown, links and mentions would give it, nor anything that cannot be seen."""
    text = _MARKS.sub(r"\\\g<0>", visible(text))
    text = _STARTS.sub(lambda start: f"{start[0]}\\", text)
    text = _EMOJI.sub(r"\\:", _LINKS.sub(r"\\", text))
    return discord.utils.escape_mentions(text)


def shorten(text: str, most: int = MOST_CHARACTERS) -> str:
    """At most so many characters; never half of what a backslash belongs to."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return (cut[:-1] if (len(cut) - len(cut.rstrip("\\"))) % 2 else cut) + "…"
