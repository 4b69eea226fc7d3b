"""What goes wrong on Discord: a sentence for the person, the details for the log."""

from __future__ import annotations

import logging

import discord
from discord import app_commands

from bot import errors
from bot.discord.words import plain

log = logging.getLogger(__name__)

UNKNOWN_INTERACTION = 10062
_WORDS = {"manage_guild": "Manage Server"}


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
        return "I lack a permission here. I need Send Messages, Attach Files and Read Message History."
    return plain(errors.explain(error))  # names of strangers' files among it


def expired(error: BaseException) -> bool:
    """Whether Discord no longer takes an answer to an interaction: it came after three seconds."""
    return isinstance(error, discord.NotFound) and error.code in (UNKNOWN_INTERACTION, 10015)
