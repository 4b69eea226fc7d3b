"""The stand-in as a test uses it: verbs of people, of the operator, and of bad luck."""

import mimetypes
import time
from collections.abc import Iterable
from typing import Any, Self

from aiohttp import web
from discord import Permissions

from tests.discord_standin import rest
from tests.discord_standin.gateway import Gateway
from tests.discord_standin.interactions import AUTOCOMPLETE, COMMAND, COMPONENT
from tests.discord_standin.payloads import attachment, message
from tests.discord_standin.state import Attachment, Channel, Fault, Guild, Interaction, Message, User, World

STRING, INTEGER, BOOLEAN, USER, CHANNEL, NUMBER, ATTACHMENT = 3, 4, 5, 6, 7, 10, 11


class InteractionFailed(Exception):
    """What a person reads as "The application did not respond"."""


class NotOffered(Exception):
    """A command, option, choice, button or select that a person could not have used."""


class Discord:
    """A Discord of one's own on 127.0.0.1, for one bot.

    >>> async with Discord() as discord:
    ...     ana, club = discord.person("ana"), discord.server("club")
    ...     room = discord.room(club, "general", ana)
    ...     # start the bot with discord.environment, then
    ...     answer = await discord.say(room, ana, f"{discord.bot.mention} give me drum samples")
    ...     answer.attachments, answer.content
    """

    def __init__(
        self, *, token: str = "stand-in.token.0", message_content: bool = False, deadline: float = 3.0
    ):
        self.world = World(token, message_content=message_content, deadline=deadline)
        self.gateway = Gateway(self.world)
        self.patience = 30.0
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[rest.guard], client_max_size=64 * 1024 * 1024)
        app[rest.WORLD], app[rest.GATEWAY] = self.world, self.gateway
        app.add_routes(rest.routes)
        app.router.add_get("/gateway/", self.gateway.handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        port = self._runner.addresses[0][1]
        self.world.base = f"http://127.0.0.1:{port}"
        self.gateway.url = f"ws://127.0.0.1:{port}/gateway/"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self.gateway.close(1001)
        await self._runner.cleanup()

    @property
    def environment(self) -> dict[str, str]:
        """The settings that point a bot here."""
        return {
            "DISCORD_TOKEN": self.world.token,
            "DISCORD_API_BASE": self.world.base + rest.API,
            "DISCORD_GATEWAY": self.gateway.url,
        }

    @property
    def bot(self) -> User:
        return self.world.bot

    async def ready(self, sessions: int = 1, timeout: float = 20.0) -> None:
        """Wait until the bot is connected."""
        await self.world.until(lambda: len(self.gateway.connected) >= sessions, timeout)

    # Who and where

    def person(self, name: str) -> User:
        person = User(name)
        self.world.users[person.id] = person
        return person

    def server(self, name: str, *, tier: int = 0) -> Guild:
        """A server that has invited the bot; one that runs hears of it with the first that happens there."""
        guild = Guild(name, len(self.world.guilds), tier)
        self.world.guilds[guild.id] = guild
        return guild

    def room(self, guild: Guild, name: str, *people: User, denied: Iterable[str] = ()) -> Channel:
        """A text channel; ``people`` join the server, ``denied`` names what the bot may not do in it."""
        channel = Channel(name, guild, denied=set(denied))
        guild.channels.append(channel)
        self.world.channels[channel.id] = channel
        for person in people:
            guild.members.setdefault(person.id, Permissions.text() | Permissions(view_channel=True))
        return channel

    def thread(self, room: Channel, name: str, on: Message | None = None) -> Channel:
        """A thread of a channel, on a message of it or on none, begun before the bot comes."""
        assert room.guild is not None
        thread = Channel(name, room.guild, parent=room, **({"id": on.id} if on else {}))
        room.guild.threads.append(thread)
        self.world.channels[thread.id] = thread
        return thread

    def make_manager(self, guild: Guild, person: User) -> None:
        guild.members[person.id] = guild.members[person.id] | Permissions(manage_guild=True)

    def dm(self, person: User) -> Channel:
        for channel in self.world.channels.values():
            if channel.person is person:
                return channel
        channel = Channel(person.name, person=person)
        self.world.channels[channel.id] = channel
        return channel

    # People write

    async def post(
        self,
        channel: Channel,
        person: User,
        text: str,
        attachments: Iterable[Attachment] = (),
        to: Message | None = None,
        forwarded: Iterable[Attachment] = (),
        kind: int = 0,
    ) -> Message:
        """Write a message, maybe in reply ``to`` another, and do not wait."""
        note = Message(channel, person, text, attachments=list(attachments), forwarded=list(forwarded))
        note.reference, note.kind = to and to.id, kind
        for entry in (*note.attachments, *note.forwarded):
            entry.content_type = entry.content_type or mimetypes.guess_type(entry.filename)[0]
        self.world.store(note)
        await self.gateway.announce("MESSAGE_CREATE", note)
        return note

    async def say(
        self,
        channel: Channel,
        person: User,
        text: str,
        attachments: Iterable[Attachment] = (),
        to: Message | None = None,
        forwarded: Iterable[Attachment] = (),
    ) -> Message:
        """Write a message and wait for the bot's reply to it; TimeoutError when none comes."""
        note = await self.post(channel, person, text, attachments, to, forwarded)
        return await self.reply_to(note)

    async def reply_to(self, note: Message, timeout: float | None = None) -> Message:
        return await self.world.until(
            lambda: next((one for one in self.said(note.channel) if one.reference == note.id), None),
            timeout or self.patience,
        )

    def said(self, channel: Channel) -> list[Message]:
        """What the bot has written in a channel, answers to interactions included."""
        return [
            one
            for one in self.world.messages.values()
            if one.channel is channel and one.author is self.bot and not one.deleted and not one.loading
        ]

    async def delete(self, note: Message) -> None:
        note.deleted = True
        guild = note.channel.guild
        data = {"id": str(note.id), "channel_id": str(note.channel.id)}
        for session in list(self.gateway.sessions.values()):
            if session.wants(guild.id if guild else None):
                await session.dispatch(
                    "MESSAGE_DELETE", data | ({"guild_id": str(guild.id)} if guild else {})
                )

    # People use commands, buttons and selects

    async def slash(self, where: Channel, person: User, command: str, /, **options: Any) -> Message:
        """Use a slash command as the bot has synced it; NotOffered where a person could not have."""
        return await self._answer(await self.start_slash(where, person, command, **options))

    async def start_slash(self, where: Channel, person: User, command: str, /, **options: Any) -> Interaction:
        """Send the command off and do not wait for the answer."""
        found = self._command(where, person, command, 1)
        offered = {option["name"]: option for option in found.get("options", [])}
        if unknown := set(options) - set(offered):
            raise NotOffered(f"/{command} has no option {sorted(unknown)}, only {sorted(offered)}")
        if missing := [o["name"] for o in offered.values() if o.get("required") and o["name"] not in options]:
            raise NotOffered(f"/{command} needs {missing}")
        resolved: dict[str, Any] = {"attachments": {}, "channels": {}}
        sent = [self._option(offered[name], value, where, resolved) for name, value in options.items()]
        data = {"id": found["id"], "name": command, "type": 1, "options": sent, "resolved": resolved}
        return await self._interact(COMMAND, where, person, data, found)

    async def autocomplete(
        self, where: Channel, person: User, command: str, option: str, text: str, **others: Any
    ) -> list[str]:
        """The values offered while ``text`` is being typed into an option."""
        found = self._command(where, person, command, 1)
        offered = {entry["name"]: entry for entry in found.get("options", [])}
        if not offered.get(option, {}).get("autocomplete"):
            raise NotOffered(f"/{command} completes nothing for {option}")
        sent = [{"name": option, "type": offered[option]["type"], "value": text, "focused": True}]
        sent += [
            {"name": name, "type": offered[name]["type"], "value": value} for name, value in others.items()
        ]
        data = {"id": found["id"], "name": command, "type": 1, "options": sent}
        interaction = await self._interact(AUTOCOMPLETE, where, person, data, found)
        await self._in_time(interaction)
        return [choice["value"] for choice in interaction.choices or []]

    async def context_menu(self, person: User, command: str, target: Message) -> Message:
        """Use a command from the menu of a message."""
        found = self._command(target.channel, person, command, 3)
        resolved = {"messages": {str(target.id): message(self.world, target)}}
        data = {
            "id": found["id"],
            "name": command,
            "type": 3,
            "target_id": str(target.id),
            "resolved": resolved,
        }
        return await self._answer(await self._interact(COMMAND, target.channel, person, data, found))

    async def press(self, on: Message, name: str, person: User) -> Message:
        """Press the button of that label, emoji or custom id."""
        return await self._answer(await self.start_press(on, name, person))

    async def start_press(self, on: Message, name: str, person: User) -> Interaction:
        part = self._part(on, name, person)
        if part["type"] != 2:
            raise NotOffered(f"{name} is no button")
        data = {"custom_id": part["custom_id"], "component_type": 2}
        return await self._interact(COMPONENT, on.channel, person, data, source=on)

    async def select(self, on: Message, name: str, value: str, person: User) -> Message:
        """Choose an option, by its label or value, of the select of that placeholder or custom id."""
        part = self._part(on, name, person)
        options = part.get("options", [])
        values = [option["value"] for option in options if value in (option["label"], option["value"])]
        if not values:
            raise NotOffered(f"{name} offers {[option['label'] for option in options]}, not {value}")
        data = {"custom_id": part["custom_id"], "component_type": 3, "values": values[:1]}
        return await self._answer(await self._interact(COMPONENT, on.channel, person, data, source=on))

    def _part(self, on: Message, name: str, person: User) -> dict[str, Any]:
        if on.deleted or (on.ephemeral and on.interaction and on.interaction.user is not person):
            raise NotOffered("That message is not there for this person")
        try:
            part = on.part(name)
        except LookupError as problem:
            raise NotOffered(str(problem)) from None
        if part.get("disabled"):
            raise NotOffered(f"{name} is greyed out")
        return part

    def _command(self, where: Channel, person: User, name: str, kind: int) -> dict[str, Any]:
        commands = self.world.commands_for(where)
        for command in commands:
            if command["name"] == name and command.get("type", 1) == kind:
                needed = Permissions(int(command.get("default_member_permissions") or 0))
                if where.guild and not where.guild.members[person.id].is_superset(needed):
                    raise NotOffered(f"{person.name} may not use {name}")
                return command
        raise NotOffered(f"{name} is not synced here; there are {[command['name'] for command in commands]}")

    def _option(
        self, option: dict[str, Any], value: Any, where: Channel, resolved: dict[str, Any]
    ) -> dict[str, Any]:
        kind = option["type"]
        if kind == ATTACHMENT:
            self.world.attachments[value.id] = value
            value.content_type = value.content_type or mimetypes.guess_type(value.filename)[0]
            resolved["attachments"][str(value.id)] = attachment(self.world, value, where)
            value = str(value.id)
        elif kind == CHANNEL:
            resolved["channels"][str(value.id)] = {
                "id": str(value.id),
                "name": value.name,
                "type": 0,
                "permissions": "0",
            }
            value = str(value.id)
        elif not isinstance(value, {STRING: str, INTEGER: int, BOOLEAN: bool, NUMBER: float}[kind]):
            raise NotOffered(f"{option['name']} takes no {type(value).__name__}")
        choices = [choice["value"] for choice in option.get("choices") or []]
        if choices and value not in choices:
            raise NotOffered(f"{option['name']} is one of {choices}, not {value}")
        if kind == STRING and not option.get("min_length", 0) <= len(value) <= option.get("max_length", 6000):
            raise NotOffered(f"{option['name']} is too long or too short")
        if kind in (INTEGER, NUMBER):
            low, high = option.get("min_value", value), option.get("max_value", value)
            if not low <= value <= high:
                raise NotOffered(f"{option['name']} lies between {low} and {high}")
        return {"name": option["name"], "type": kind, "value": value}

    async def _interact(
        self,
        kind: int,
        where: Channel,
        person: User,
        data: dict[str, Any],
        command: dict[str, Any] | None = None,
        source: Message | None = None,
    ) -> Interaction:
        if command is not None and "guild_id" in command:
            data["guild_id"] = command["guild_id"]
        interaction = Interaction(
            kind, person, where, data, where.interaction_limit or where.file_limit, source
        )
        self.world.interactions[interaction.token] = interaction
        await self.gateway.interact(interaction)
        return interaction

    async def _in_time(self, interaction: Interaction) -> None:
        left = self.world.deadline - (time.monotonic() - interaction.born) + 0.05
        try:
            await self.world.until(lambda: interaction.callback is not None, left)
        except TimeoutError:
            raise InteractionFailed("The application did not respond") from None

    async def _answer(self, interaction: Interaction) -> Message:
        await self._in_time(interaction)
        return await self.world.until(lambda: interaction.answer, self.patience)

    async def answer_to(self, interaction: Interaction) -> Message:
        """Wait for the answer to what was sent off with a ``start_`` verb."""
        return await self._answer(interaction)

    # Bad luck

    def rate_limit(self, method: str, path: str, *, times: int = 1, retry_after: float = 0.05) -> Fault:
        """Answer 429 to the next ``times`` requests whose path matches the regular expression."""
        body = {"message": "You are being rate limited.", "retry_after": retry_after, "global": False}
        headers = {"Via": "1.1 stand-in", "Retry-After": "1"}
        return self._fault(Fault(method, path, 429, body, times, headers))

    def fail(
        self,
        method: str,
        path: str,
        status: int,
        *,
        code: int = 0,
        message: str = "",
        times: int = 1,
        after: int = 0,
    ) -> Fault:
        """Answer with a status of one's choice to the next ``times`` matching requests, ``after`` so many others."""
        body = {"code": code, "message": message}
        return self._fault(Fault(method, path, status, body, times, after=after))

    def slow(self, method: str, path: str, seconds: float, *, times: int = 1) -> Fault:
        """Let the next ``times`` matching requests wait before they are handled."""
        return self._fault(Fault(method, path, 0, {}, times, delay=seconds))

    def _fault(self, fault: Fault) -> Fault:
        self.world.faults.append(fault)
        return fault

    def requests(self, method: str, fragment: str) -> list[tuple[str, str, int]]:
        """Requests so far of that method whose path holds ``fragment``: (method, path, answered status)."""
        return [entry for entry in self.world.requests if entry[0] == method and fragment in entry[1]]
