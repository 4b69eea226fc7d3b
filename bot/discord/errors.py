"""What goes wrong on Discord: a sentence for the person, the details for the log."""

from __future__ import annotations

import logging

import discord
from discord import app_commands

from bot import errors
from bot.discord.words import plain

log = logging.getLogger(__name__)

#: Codes with which Discord takes no (further) answer to an interaction: unknown interaction and webhook, invalid webhook
#: token, and unknown message, where the one that the answer was to fill was deleted.
EXPIRED = (10062, 10015, 50027, 10008)
_WORDS = {"manage_guild": "Manage Server"}
#: What the bot needs where it answers, and what Discord calls it there.
NEEDED = {
    "view_channel": "View Channels",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "attach_files": "Attach Files",
    "read_message_history": "Read Message History",
}


def explain(error: BaseException) -> str:
    """What to tell a person; what the sentence leaves out is logged under the number that it names."""
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    if isinstance(error, app_commands.MissingPermissions):
        wanted = ", ".join(_WORDS.get(name, name.replace("_", " ")) for name in error.missing_permissions)
        return f"Only members with the permission {wanted} may do that."
    if isinstance(error, app_commands.NoPrivateMessage):
        return "That works on a server only."
    if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
        log.warning("Discord still offers an earlier version of a command: %s", error)
        return "That command has changed since. Restart Discord (Ctrl+R) and try again."
    if isinstance(error, discord.Forbidden):
        log.warning("a permission is missing: %s", error)
        return f"I lack a permission here. I need {', '.join(NEEDED.values())}."
    return plain(errors.explain(error))  # names of strangers' files among it


def lacking(permissions: discord.Permissions, *names: str) -> list[str]:
    """Which of some permissions the bot lacks, as Discord calls them."""
    return [NEEDED[name] for name in names if not getattr(permissions, name)]


def expired(error: BaseException) -> bool:
    """Whether Discord no longer takes an answer to an interaction: it began after three seconds, or came after 15 minutes."""
    return isinstance(error, discord.HTTPException) and error.code in EXPIRED
