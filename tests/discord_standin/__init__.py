"""A strict stand-in of Discord on 127.0.0.1: REST API, gateway, interactions, limits.

The bot under test runs the real discord.py against it; nothing of the client is mocked. What Discord
refuses, this refuses: oversize files, late or double answers, commands that were never synced.
"""

from tests.discord_standin.facade import Discord, InteractionFailed, NotOffered
from tests.discord_standin.state import Attachment, Channel, Guild, Message, User

__all__ = ["Attachment", "Channel", "Discord", "Guild", "InteractionFailed", "Message", "NotOffered", "User"]
