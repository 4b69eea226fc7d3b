"""The gateway: hello, identify, resume, dispatch by intents and shard, and ways to lose the connection."""

import asyncio
import json
import secrets
import zlib
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.discord_standin import payloads
from tests.discord_standin.state import Channel, Guild, Interaction, Message, World

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11
GUILDS, GUILD_MESSAGES, DIRECT_MESSAGES = 1 << 0, 1 << 9, 1 << 12


@dataclass(eq=False)
class Connection:
    """One websocket; every frame is a piece of one zlib stream where the client asked for that."""

    socket: web.WebSocketResponse
    request: web.Request
    deflate: Any = None
    dropped: bool = False
    """Closed by the stand-in, so that the session may be resumed."""
    dead: bool = False
    """Nothing comes through any more, and nobody is told."""

    async def send(self, frame: dict[str, Any]) -> None:
        if self.dead:
            return
        text = json.dumps(frame)
        if self.deflate is None:
            await self.socket.send_str(text)
        else:
            data = self.deflate.compress(text.encode()) + self.deflate.flush(zlib.Z_SYNC_FLUSH)
            await self.socket.send_bytes(data)


@dataclass(eq=False)
class Session:
    """What survives a lost connection."""

    intents: int
    shard: tuple[int, int]
    connection: Connection | None
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    frames: list[dict[str, Any]] = field(default_factory=list)
    told: set[int] = field(default_factory=set)
    """The servers and rooms that the bot knows of."""

    async def dispatch(self, event: str, data: dict[str, Any]) -> None:
        frame = {"op": DISPATCH, "t": event, "s": len(self.frames) + 1, "d": data}
        self.frames.append(frame)
        if self.connection is not None and not self.connection.socket.closed:
            try:
                await self.connection.send(frame)
            except ConnectionError:
                self.connection = None  # kept in `frames` for the resume

    def wants(self, guild_id: int | None) -> bool:
        number, count = self.shard
        return number == (0 if guild_id is None else (guild_id >> 22) % count)


class Gateway:
    """All sessions of the bot."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.url = ""
        self.shards = 1
        self.heartbeat_ms = 1_000
        self.sessions: dict[str, Session] = {}
        self.identifies = 0
        self.resumes = 0
        self.heartbeats = 0
        self.down = False
        """Nobody gets in."""
        self.refused = 0
        self.closed_with: list[int] = []
        """Codes with which the stand-in refused a connection."""

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        if self.down:
            self.refused += 1
            self.world.changed()
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse(max_msg_size=4096, timeout=0.2)
        await socket.prepare(request)
        stream = zlib.compressobj() if request.query.get("compress") == "zlib-stream" else None
        connection = Connection(socket, request, stream)
        await connection.send(
            {"op": HELLO, "d": {"heartbeat_interval": self.heartbeat_ms}, "t": None, "s": None}
        )
        session: Session | None = None
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                break
            frame = json.loads(message.data)
            if connection.dead:
                continue
            if frame["op"] == HEARTBEAT:
                self.heartbeats += 1
                await connection.send({"op": ACK, "d": None, "t": None, "s": None})
            elif frame["op"] == IDENTIFY:
                session = await self._identify(connection, frame["d"])
            elif frame["op"] == RESUME:
                session = await self._resume(connection, frame["d"])
            self.world.changed()
        if session is not None and session.connection is connection:
            session.connection = None
            if socket.close_code in (1000, 1001) and not connection.dropped:
                self.sessions.pop(session.id, None)
        self.world.changed()
        return socket

    async def _refuse(self, connection: Connection, code: int, reason: str) -> None:
        self.closed_with.append(code)
        await connection.socket.close(code=code, message=reason.encode())

    async def _identify(self, connection: Connection, data: dict[str, Any]) -> Session | None:
        self.identifies += 1
        if data["token"] != self.world.token:
            return await self._refuse(connection, 4004, "Authentication failed.")
        number, count = data.get("shard", (0, 1))
        if not 0 <= number < count:
            return await self._refuse(connection, 4010, "Invalid shard.")
        if count < self.shards:
            return await self._refuse(connection, 4011, "Sharding required.")
        if data["intents"] & ~self.world.approved:
            return await self._refuse(connection, 4014, "Disallowed intent(s).")
        session = Session(data["intents"], (number, count), connection)
        self.sessions[session.id] = session
        guilds = [guild for guild in self.world.guilds.values() if session.wants(guild.id)]
        shard = {"shard": data["shard"]} if "shard" in data else {}
        await session.dispatch(
            "READY",
            shard
            | {
                "v": 10,
                "user": payloads.user(self.world.bot),
                "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
                "session_id": session.id,
                "resume_gateway_url": self.url,
                "application": {"id": str(self.world.bot.id), "flags": 0},
            },
        )
        if session.intents & GUILDS:
            for guild in guilds:
                await self._let_in(session, guild)
        return session

    async def _resume(self, connection: Connection, data: dict[str, Any]) -> Session | None:
        session = self.sessions.get(data["session_id"])
        if session is None or data["token"] != self.world.token:
            await connection.send({"op": INVALID, "d": False, "t": None, "s": None})
            return None
        self.resumes += 1
        session.connection = connection
        for frame in session.frames[data["seq"] :]:
            await connection.send(frame)
        await session.dispatch("RESUMED", {})
        return session

    # What happens in the world

    async def _let_in(self, session: Session, guild: Guild) -> None:
        session.told |= {guild.id, *(room.id for room in guild.channels)}
        await session.dispatch("GUILD_CREATE", payloads.guild(self.world, guild))

    async def _tell_of(self, session: Session, place: Channel) -> None:
        """What the bot was invited to, and which room was made, since it came."""
        if place.guild is None or not session.intents & GUILDS:
            return
        if place.guild.id not in session.told:
            await self._let_in(session, place.guild)
        elif place.parent is None and place.id not in session.told:
            session.told.add(place.id)
            await session.dispatch("CHANNEL_CREATE", payloads.room(self.world, place))

    async def announce(self, event: str, message: Message) -> None:
        """A message made or changed, to the sessions that may know of it."""
        guild = message.channel.guild
        needed = GUILD_MESSAGES if guild else DIRECT_MESSAGES
        if message.ephemeral:
            return
        for session in list(self.sessions.values()):
            if session.intents & needed and session.wants(guild.id if guild else None):
                await self._tell_of(session, message.channel)
                blanked = payloads.needs_blanking(self.world, message, session.intents)
                await session.dispatch(event, payloads.created(self.world, message, blanked=blanked))

    async def interact(self, interaction: Interaction) -> None:
        guild = interaction.channel.guild
        for session in list(self.sessions.values()):
            if session.wants(guild.id if guild else None):
                await self._tell_of(session, interaction.channel)
                await session.dispatch("INTERACTION_CREATE", payloads.interaction(self.world, interaction))

    # Ways to lose it

    @property
    def connected(self) -> list[Connection]:
        return [session.connection for session in self.sessions.values() if session.connection is not None]

    async def ask_to_reconnect(self) -> None:
        for connection in self.connected:
            await connection.send({"op": RECONNECT, "d": None, "t": None, "s": None})

    async def invalidate(self, *, resumable: bool) -> None:
        connected = self.connected
        if not resumable:
            self.sessions.clear()
        for connection in connected:
            await connection.send({"op": INVALID, "d": resumable, "t": None, "s": None})

    async def close(self, code: int = 4000) -> None:
        for connection in self.connected:
            connection.dropped = True
            await connection.socket.close(code=code)

    def pull_the_cable(self) -> None:
        """Leave the connections open and let nothing through."""
        for connection in self.connected:
            connection.dead = connection.dropped = True

    async def abort(self) -> None:
        """Cut the TCP connection without a word."""
        for connection in self.connected:
            connection.dropped = True
            transport = connection.request.transport
            if transport is not None:
                transport.abort()
        await asyncio.sleep(0)
