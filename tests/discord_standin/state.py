"""The world that the stand-in keeps: people, servers, channels, messages, interactions."""

import asyncio
import itertools
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from discord import Intents, Permissions

from tests.discord_standin import limits

DISCORD_EPOCH_MS = 1420070400000
_sequence = itertools.count(1)


def snowflake() -> int:
    """A new id that, like Discord's own, carries the time."""
    return (int(time.time() * 1000) - DISCORD_EPOCH_MS) << 22 | next(_sequence) % 4096


@dataclass(eq=False)
class User:
    name: str
    bot: bool = False
    id: int = field(default_factory=snowflake)

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"


@dataclass(eq=False)
class Guild:
    name: str
    number: int
    tier: int = 0
    locale: str = "en-US"
    members: dict[int, Permissions] = field(default_factory=dict)
    channels: list["Channel"] = field(default_factory=list)
    threads: list["Channel"] = field(default_factory=list)

    @property
    def id(self) -> int:
        return (1_000_000 + self.number) << 22  # consecutive numbers, so that shards share them out evenly

    @property
    def role_id(self) -> int:
        """The role that the bot was invited with."""
        return self.id + 1

    @property
    def file_limit(self) -> int:
        return limits.FILE_BYTES_BY_TIER[self.tier]


@dataclass(eq=False)
class Channel:
    name: str
    guild: Guild | None = None
    person: User | None = None
    parent: "Channel | None" = None
    """The channel that a thread is in."""
    denied: set[str] = field(default_factory=set)
    """Names of permissions that the bot lacks here."""
    interaction_limit: int | None = None
    """Bytes of a file in an answer to an interaction, where it is not the server's limit."""
    id: int = field(default_factory=snowflake)

    @property
    def file_limit(self) -> int:
        return self.guild.file_limit if self.guild else limits.FILE_BYTES_BY_TIER[0]


@dataclass(eq=False)
class Attachment:
    filename: str
    data: bytes
    content_type: str | None = None
    description: str | None = None
    size: int = -1
    """What Discord states; another number than ``len(data)`` makes a liar of it."""
    id: int = field(default_factory=snowflake)

    def __post_init__(self) -> None:
        if self.size < 0:
            self.size = len(self.data)


@dataclass(eq=False)
class Message:
    channel: Channel
    author: User
    content: str = ""
    attachments: list[Attachment] = field(default_factory=list)
    embeds: list[dict[str, Any]] = field(default_factory=list)
    components: list[dict[str, Any]] = field(default_factory=list)
    flags: int = 0
    reference: int | None = None
    """The message that it replies to."""
    forwarded: list[Attachment] = field(default_factory=list)
    """What is attached to the message that it forwards."""
    kind: int = 0
    """Its type, where it is none that a person wrote."""
    pinged: list[str] = field(default_factory=list)
    """Whom the message rings: user ids, role ids, "everyone"."""
    interaction: "Interaction | None" = None
    loading: bool = False
    edits: int = 0
    deleted: bool = False
    id: int = field(default_factory=snowflake)

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & limits.EPHEMERAL)

    @property
    def parts(self) -> list[dict[str, Any]]:
        """Buttons and selects, in order, out of their rows."""
        return [part for row in self.components for part in row["components"]]

    def part(self, name: str) -> dict[str, Any]:
        """The button or select of that custom id, label, "emoji label" or placeholder; LookupError without one."""
        for part in self.parts:
            label = part.get("label")
            emoji = (part.get("emoji") or {}).get("name")
            if name in (part.get("custom_id"), label, f"{emoji} {label}", part.get("placeholder")):
                return part
        names = [part.get("label") or part.get("placeholder") or part.get("emoji") for part in self.parts]
        raise LookupError(f"The message has no button or select {name!r}, only {names}")

    @property
    def text(self) -> str:
        """All words that a person sees: content and embeds."""
        pieces = [self.content]
        for embed in self.embeds:
            pieces += [embed.get("title", ""), embed.get("description", "")]
            pieces += [f"{entry['name']}: {entry['value']}" for entry in embed.get("fields", [])]
            pieces.append(embed.get("footer", {}).get("text", ""))
        return "\n".join(piece for piece in pieces if piece)


@dataclass(eq=False)
class Interaction:
    kind: int
    user: User
    channel: Channel
    data: dict[str, Any]
    file_limit: int
    source: Message | None = None
    """The message whose button or select was used."""
    id: int = field(default_factory=snowflake)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    born: float = field(default_factory=time.monotonic)
    callback: int | None = None
    answered_after: float | None = None
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    choices: list[dict[str, Any]] | None = None
    edits_before: int = 0

    def __post_init__(self) -> None:
        self.edits_before = self.source.edits if self.source else 0

    @property
    def answer(self) -> Message | None:
        """The first message with something in it that the person gets to see; None before that."""
        if self.original is not None and not self.original.loading and self.callback in (4, 5, 7):
            return self.original
        if self.callback == 6 and self.original is not None and self.original.edits > self.edits_before:
            return self.original
        return self.followups[0] if self.followups else None


@dataclass
class Fault:
    """What to answer instead, ``times`` times, to requests that match and come ``after`` so many others that do."""

    method: str
    path: str
    status: int
    body: dict[str, Any]
    times: int
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    after: int = 0


class World:
    """Everything there is, and who waits for something to happen in it."""

    def __init__(self, token: str, *, message_content: bool, deadline: float) -> None:
        self.token = token
        self.deadline = deadline
        self.base = ""
        self.bot = User("Cratedigger", bot=True)
        privileged = Intents(members=True, presences=True, message_content=True).value
        self.approved = Intents.all().value & ~privileged
        if message_content:
            self.approved |= Intents(message_content=True).value
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.messages: dict[int, Message] = {}
        self.nonces: dict[tuple[int, str], Message] = {}
        self.attachments: dict[int, Attachment] = {}
        self.interactions: dict[str, Interaction] = {}
        self.commands: dict[int | None, list[dict[str, Any]]] = {None: []}
        self.syncs: list[int | None] = []
        self.typing: list[int] = []
        self.faults: list[Fault] = []
        self.requests: list[tuple[str, str, int]] = []
        """Method, path and answered status of every request."""
        self.unknown_routes: list[str] = []
        self._waiting: list[tuple[Callable[[], Any], asyncio.Future[Any]]] = []

    def changed(self) -> None:
        """Wake whoever waits for what has now become true."""
        for condition, future in self._waiting:
            if not future.done() and (value := condition()):
                future.set_result(value)
        self._waiting = [(condition, future) for condition, future in self._waiting if not future.done()]

    async def until(self, condition: Callable[[], Any], timeout: float) -> Any:
        """The first true value of ``condition``; TimeoutError after ``timeout`` seconds without one."""
        if value := condition():
            return value
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append((condition, future))
        return await asyncio.wait_for(future, timeout)

    def store(self, message: Message) -> None:
        self.messages[message.id] = message
        files = (*message.attachments, *message.forwarded)
        self.attachments |= {attachment.id: attachment for attachment in files}

    def find_message(self, channel: Channel, message_id: int) -> Message:
        message = self.messages.get(message_id)
        if message is None or message.deleted or message.channel is not channel or message.ephemeral:
            raise limits.Refused(404, 10008, "Unknown Message")
        return message

    def find_channel(self, channel_id: int) -> Channel:
        if channel_id not in self.channels:
            raise limits.Refused(404, 10003, "Unknown Channel")
        return self.channels[channel_id]

    def commands_for(self, channel: Channel) -> list[dict[str, Any]]:
        """Commands that a person can see in a channel."""
        in_guild = channel.guild is not None
        own = self.commands.get(channel.guild.id, []) if channel.guild else []
        return [
            command
            for command in [*own, *self.commands[None]]
            if (command.get("contexts") is None or (0 if in_guild else 1) in command["contexts"])
            and (in_guild or command.get("dm_permission") is not False)
        ]

    def bot_permissions(self, channel: Channel) -> Permissions:
        permissions = Permissions.all()
        permissions.update(administrator=False, **dict.fromkeys(channel.denied, False))
        return permissions

    def require(self, channel: Channel, *names: str) -> None:
        permissions = self.bot_permissions(channel)
        if not permissions.view_channel:
            raise limits.Refused(403, 50001, "Missing Access")
        if not all(getattr(permissions, name) for name in names):
            raise limits.Refused(403, 50013, "Missing Permissions")
