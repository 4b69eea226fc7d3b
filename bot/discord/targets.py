"""Where an answer goes: under a message, or to an interaction; and what to do where that is not allowed."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Hashable, Sequence
from functools import partial
from typing import Any, Protocol

import aiohttp
import discord

from bot.discord.errors import expired, lacking
from bot.discord.words import shorten

log = logging.getLogger(__name__)

TYPING_SECONDS = 8.0  # Discord shows the indicator for ten
TYPING_AT_ONCE = 4
NO_FILES = (
    "\n-# I may not attach files in this channel. Ask an administrator for the permission Attach Files."
)
NOT_TAKEN = "\n-# Discord does not take these files from me here, so these are only their names."
#: What is said in place of files, by the status with which Discord refuses them.
WITHOUT = {400: NOT_TAKEN, 403: NO_FILES, 413: NOT_TAKEN}

#: What a request to Discord fails with.
LOST = (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, OSError, TimeoutError)
#: Seconds before the next attempt, in a storm of rate limits or while Discord is away: five minutes in all.
PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 60.0, 60.0, 60.0)


async def patiently(send: Callable[[], Awaitable[object]], files: Sequence[discord.File] = ()) -> None:
    """Send until it succeeds: discord.py gives up after five attempts, and an answer would be lost."""
    for pause in PAUSES:
        try:
            await send()
            return
        except LOST as error:
            if isinstance(error, discord.HTTPException) and error.status != 429 and error.status < 500:
                raise
            log.warning("Discord does not take an answer (%s); trying again in %.0f s", error, pause)
        await asyncio.sleep(pause)
        for file in files:
            file.reset()
    await send()


async def deliver(
    send: Callable[[str, list[discord.File]], Awaitable[object]], text: str, files: list[discord.File]
) -> None:
    """Send an answer until it succeeds; where Discord refuses its files, its words alone, which say so."""
    try:
        await patiently(lambda: send(text, files), files)
    except discord.HTTPException as error:
        if not (text and files and error.status in WITHOUT):
            raise
        log.warning("the files of an answer were refused: %s", error)
        alone = _with_note(text, WITHOUT[error.status])
        await patiently(lambda: send(alone, []))


class Target(Protocol):
    """Where an answer goes."""

    person: int
    server: int | None
    #: One place for the answers that wait for each other, see `FairQueue.turn`.
    place: Hashable
    file_limit: int
    #: Whether something has to be said to each question: a command without an answer is shown as failed.
    answers_each: bool

    async def begin(self) -> bool:
        """Show that an answer is coming; False where none can be given."""

    async def send(self, text: str, files: list[discord.File], view: discord.ui.View | None) -> None:
        """Send a message of the answer."""

    async def refuse(self, text: str) -> None:
        """Send a short word instead; never raises."""


def server_of(message: discord.Message) -> int | None:
    """The server that a message was written in, also where Discord has yet to say which that is; None in private."""
    return message.guild.id if message.guild else getattr(message.channel, "guild_id", None)


class MessageTarget:
    """Replies to a message in its channel, as far as the bot's permissions go."""

    answers_each = False

    def __init__(self, message: discord.Message, typing: Typing, told: Once) -> None:
        self.message = message
        self.person = message.author.id
        self.place: Hashable = message.channel.id
        self.server = server_of(message)
        self.file_limit = (
            message.guild.filesize_limit if message.guild else discord.utils.DEFAULT_FILE_SIZE_LIMIT_BYTES
        )
        self._typing = typing
        self._told = told
        self._sent = 0

    @property
    def permissions(self) -> discord.Permissions:
        """What the bot may do in the channel."""
        guild, channel = self.message.guild, self.message.channel
        if guild is None or isinstance(channel, discord.PartialMessageable | discord.DMChannel):
            return discord.Permissions.all()
        return channel.permissions_for(guild.me)

    async def begin(self) -> bool:
        if missing := lacking(self.permissions, *writing(self.message.channel)):
            await self._tell_in_private(missing)
            return False
        self._typing.show(self.message.channel)
        return True

    async def send(self, text: str, files: list[discord.File], view: discord.ui.View | None) -> None:
        options = _options(view)
        if self.permissions.read_message_history:
            options["reference"] = self.message.to_reference(fail_if_not_exists=False)
        channel = self.message.channel
        if files and not self.permissions.attach_files:
            text, files = text and _with_note(text, NO_FILES), []
        if not (text or files):
            return
        # By its nonce Discord knows an answer that it has already taken, where only the connection was lost.
        options["nonce"] = f"{self.message.id}-{self._sent}"
        self._sent += 1
        await deliver(lambda text, files: channel.send(text or None, files=files, **options), text, files)

    async def refuse(self, text: str) -> None:
        try:
            await self.send(text, [], None)
        except LOST as error:
            log.warning("not even a refusal could be sent: %s", error)

    async def _tell_in_private(self, missing: list[str]) -> None:
        where = getattr(self.message.channel, "name", "that channel")
        log.warning("asked in a channel in which the bot may not write")
        if not self._told.first((self.person, self.message.channel.id)):
            return
        with contextlib.suppress(discord.HTTPException):
            await self.message.author.send(
                f"I may not write in #{discord.utils.escape_markdown(where)}. Ask me here, or ask an "
                f"administrator there to give me the permission {' and '.join(missing)}."
            )


class InteractionTarget:
    """Answers a command, a button or a select; in the channel, where Discord takes the answer no more."""

    answers_each = True
    # Past the channel: they are answered where nothing can be sent to that.
    place: Hashable = "interactions"

    def __init__(self, interaction: discord.Interaction, *, ephemeral: bool = False) -> None:
        self.interaction = interaction
        self.person = interaction.user.id
        self.server = interaction.guild_id
        self.file_limit = interaction.filesize_limit
        self.ephemeral = ephemeral
        self._lost = False
        self._sent = 0

    async def begin(self) -> bool:
        try:
            await self.interaction.response.defer(thinking=True, ephemeral=self.ephemeral)
        except discord.HTTPException as error:
            if not expired(error):
                raise
            log.warning("Discord gave up on an interaction before it could be answered")
            self._lost = True
        return True

    async def send(self, text: str, files: list[discord.File], view: discord.ui.View | None) -> None:
        number, self._sent = self._sent, self._sent + 1
        if not self._lost:
            try:
                if number:  # sent again, it would be there twice
                    await self.interaction.followup.send(
                        text or discord.utils.MISSING, files=files, ephemeral=self.ephemeral, **_options(view)
                    )
                else:
                    await deliver(partial(self._fill_in, view), text, files)
                return
            except discord.HTTPException as error:
                if not expired(error):
                    raise
                log.warning("Discord takes no answer to an interaction any more (%s)", error)
                self._lost = True
                for file in files:
                    file.reset()
        await self._send_to_channel(number, text, files, _options(view))

    async def _fill_in(self, view: discord.ui.View | None, text: str, files: list[discord.File]) -> None:
        """Fill in the deferred answer, which is one message however often that is done."""
        await self.interaction.edit_original_response(content=text or None, attachments=files, view=view)

    async def _send_to_channel(
        self, number: int, text: str, files: list[discord.File], options: dict[str, Any]
    ) -> None:
        channel = self.interaction.channel
        if self.ephemeral or not isinstance(channel, discord.abc.Messageable):
            return  # what concerns one person is not told to a whole channel
        if self.interaction.guild and lacking(self.interaction.app_permissions, *writing(channel)):
            return
        options["nonce"] = f"{self.interaction.id}-{number}"
        await deliver(lambda text, files: channel.send(text or None, files=files, **options), text, files)

    async def refuse(self, text: str) -> None:
        try:
            if self._lost:
                await self.send(text, [], None)
            elif not self.interaction.response.is_done():
                await self.interaction.response.send_message(text, ephemeral=True)
            else:
                # The first follow-up fills in the deferred answer, which everybody sees: take that away.
                if not self.ephemeral and self.interaction.guild is not None:
                    with contextlib.suppress(discord.NotFound):  # gone by an attempt whose answer was lost
                        await patiently(self.interaction.delete_original_response)
                await patiently(lambda: self.interaction.followup.send(text, ephemeral=True))
        except LOST as error:
            log.warning("not even a refusal could be sent: %s", error)


class Once:
    """What has been told already, of the last thousand things."""

    def __init__(self, most: int = 1000) -> None:
        self._most = most
        self._told: dict[Hashable, None] = {}

    def first(self, thing: Hashable) -> bool:
        """Whether this is the first time."""
        if thing in self._told:
            return False
        self._told[thing] = None
        if len(self._told) > self._most:
            del self._told[next(iter(self._told))]
        return True


class Typing:
    """The typing indicator, shown without waiting for it and not more often than it lasts."""

    def __init__(self) -> None:
        self._shown: dict[int, float] = {}
        # A hundred requests that start in one turn of the event loop would hold it.
        self._hands = asyncio.Semaphore(TYPING_AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    def show(self, channel: Any) -> None:
        now = asyncio.get_running_loop().time()
        self._shown = {key: at for key, at in self._shown.items() if now - at < TYPING_SECONDS}
        if channel.id not in self._shown:
            self._shown[channel.id] = now
            task = asyncio.create_task(self._show(channel))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _show(self, channel: Any) -> None:
        async with self._hands:
            with contextlib.suppress(discord.HTTPException, OSError):
                await channel.typing()


def _with_note(text: str, note: str) -> str:
    return shorten(text, 2000 - len(note)) + note


def _options(view: discord.ui.View | None) -> dict[str, Any]:
    return {} if view is None else {"view": view}


def writing(channel: Any) -> tuple[str, str]:
    """The permissions without which nothing can be written in a channel."""
    in_thread = isinstance(channel, discord.Thread)
    return "view_channel", "send_messages_in_threads" if in_thread else "send_messages"
