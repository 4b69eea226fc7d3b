"""The world's things as the JSON that Discord sends."""

import re
from typing import Any

from discord import Permissions

from tests.discord_standin.state import Attachment, Channel, Guild, Interaction, Message, User, World

JOINED = "2024-01-01T00:00:00.000000+00:00"


def user(person: User) -> dict[str, Any]:
    return {
        "id": str(person.id),
        "username": person.name,
        "discriminator": "0000" if person.bot else "0",
        "global_name": None,
        "avatar": None,
        "bot": person.bot,
    }


def member(guild: Guild, person: User, *, with_user: bool = True, resolved: bool = False) -> dict[str, Any]:
    body: dict[str, Any] = {
        "roles": [],
        "flags": 0,
        "joined_at": JOINED,
        "nick": None,
        "deaf": False,
        "mute": False,
    }
    if with_user:
        body["user"] = user(person)
    if resolved:
        body["permissions"] = str(guild.members[person.id].value)
    return body


def channel(place: Channel, permissions: Permissions | None = None) -> dict[str, Any]:
    if place.guild is None:
        assert place.person is not None
        return {"id": str(place.id), "type": 1, "last_message_id": None, "recipients": [user(place.person)]}
    body: dict[str, Any] = {
        "id": str(place.id),
        "type": 0,
        "name": place.name,
        "guild_id": str(place.guild.id),
        "parent_id": None,
    }
    if place.parent is None:
        position = place.guild.channels.index(place)
        body |= {"position": position, "nsfw": False, "permission_overwrites": []}
    else:
        about = {
            "archived": False,
            "locked": False,
            "auto_archive_duration": 1440,
            "archive_timestamp": JOINED,
        }
        body |= {"type": 11, "parent_id": str(place.parent.id), "owner_id": "1", "thread_metadata": about}
        body |= {"message_count": 0, "member_count": len(place.guild.members)}
    return body if permissions is None else body | {"permissions": str(permissions.value)}


def room(world: World, place: Channel) -> dict[str, Any]:
    """A channel of a server, with what the bot may not do in it."""
    body = channel(place)
    if place.denied:
        deny = Permissions(**dict.fromkeys(place.denied, True)).value
        body["permission_overwrites"] = [
            {"id": str(world.bot.id), "type": 1, "allow": "0", "deny": str(deny)}
        ]
    return body


def guild(world: World, place: Guild) -> dict[str, Any]:
    everyone = {
        "id": str(place.id),
        "name": "@everyone",
        "permissions": str(Permissions.text().value | Permissions(view_channel=True).value),
        "position": 0,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }
    tags = {"bot_id": str(world.bot.id)}
    own = everyone | {"id": str(place.role_id), "name": world.bot.name, "managed": True, "tags": tags}
    return {
        "id": str(place.id),
        "name": place.name,
        "unavailable": False,
        "owner_id": "1",
        "premium_tier": place.tier,
        "preferred_locale": place.locale,
        "features": [],
        "member_count": len(place.members) + 1,
        "roles": [everyone, own],
        "channels": [room(world, one) for one in place.channels],
        "members": [member(place, world.bot)],
        "emojis": [],
        "stickers": [],
        "threads": [channel(thread) for thread in place.threads],
    }


def attachment(world: World, entry: Attachment, place: Channel) -> dict[str, Any]:
    url = f"{world.base}/attachments/{place.id}/{entry.id}/{entry.filename}"
    return {
        "id": str(entry.id),
        "filename": entry.filename,
        "size": entry.size,
        "url": url,
        "proxy_url": url,
        "content_type": entry.content_type,
        "description": entry.description,
    }


def mentioned(world: World, entry: Message) -> list[User]:
    """Whom a message mentions: by name, and where a person replies, the author of what it replies to."""
    found = [world.users[i] for i in map(int, re.findall(r"<@!?(\d+)>", entry.content)) if i in world.users]
    referenced = world.messages.get(entry.reference) if entry.reference else None
    if referenced and entry.author is not world.bot:
        found.append(referenced.author)
    return list(dict.fromkeys(found))


def message(world: World, entry: Message, *, blanked: bool = False) -> dict[str, Any]:
    """A message; ``blanked`` as for a bot without the message-content intent."""
    place = entry.channel
    roles = re.findall(r"<@&(\d+)>", entry.content)
    referenced = world.messages.get(entry.reference) if entry.reference else None
    body: dict[str, Any] = {
        "id": str(entry.id),
        "channel_id": str(place.id),
        "type": 19 if entry.reference else entry.kind,
        "author": user(entry.author),
        "content": "" if blanked else entry.content,
        "attachments": [] if blanked else [attachment(world, one, place) for one in entry.attachments],
        "embeds": [] if blanked else entry.embeds,
        "components": [] if blanked else entry.components,
        "mentions": [user(person) for person in mentioned(world, entry)],
        "mention_roles": roles,
        "mention_everyone": "everyone" in entry.pinged,
        "timestamp": JOINED,
        "edited_timestamp": JOINED if entry.edits else None,
        "pinned": False,
        "tts": False,
        "flags": entry.flags,
    }
    if entry.reference:
        body["message_reference"] = {"message_id": str(entry.reference), "channel_id": str(place.id)}
        body["referenced_message"] = None
        if referenced is not None and not referenced.deleted:
            unseen = needs_blanking(world, referenced, world.approved)
            inner = message(world, referenced, blanked=unseen)
            inner.pop("referenced_message", None)  # one level deep
            body["referenced_message"] = inner
    if entry.forwarded:
        files = [] if blanked else [attachment(world, one, place) for one in entry.forwarded]
        snapshot = {"type": 0, "content": "", "embeds": [], "attachments": files, "timestamp": JOINED}
        body["message_snapshots"] = [{"message": snapshot | {"edited_timestamp": None}}]
        body["message_reference"] = {"type": 1, "message_id": "1", "channel_id": "1"}
    return body


def needs_blanking(world: World, entry: Message, intents: int) -> bool:
    """Whether a bot of those intents gets this message without what is in it."""
    if intents & (1 << 15) or entry.channel.guild is None or entry.author is world.bot:
        return False
    return world.bot not in mentioned(world, entry)


def created(world: World, entry: Message, *, blanked: bool) -> dict[str, Any]:
    """A message as in a MESSAGE_CREATE or MESSAGE_UPDATE event."""
    body = message(world, entry, blanked=blanked)
    if place := entry.channel.guild:
        body["guild_id"] = str(place.id)
        body["member"] = member(place, entry.author, with_user=False)
    return body


def interaction(world: World, entry: Interaction) -> dict[str, Any]:
    place = entry.channel
    body: dict[str, Any] = {
        "id": str(entry.id),
        "application_id": str(world.bot.id),
        "type": entry.kind,
        "token": entry.token,
        "version": 1,
        "data": entry.data,
        "channel_id": str(place.id),
        "locale": "en-US",
        "entitlements": [],
        "authorizing_integration_owners": {"0": str(place.guild.id if place.guild else 0)},
        "context": 0 if place.guild else 1,
        "attachment_size_limit": entry.file_limit,
        "app_permissions": str(world.bot_permissions(place).value),
    }
    if place.guild:
        permissions = place.guild.members[entry.user.id]
        body |= {
            "guild_id": str(place.guild.id),
            "guild": {"id": str(place.guild.id), "locale": place.guild.locale, "features": []},
            "guild_locale": place.guild.locale,
            "channel": channel(place, permissions),
            "member": member(place.guild, entry.user, resolved=True),
        }
    else:
        body |= {"channel": channel(place), "user": user(entry.user)}
    if entry.source is not None:
        body["message"] = message(world, entry.source)
    return body
