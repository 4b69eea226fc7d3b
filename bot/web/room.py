"""What the handlers share, and who asks."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import IO, Any, TypeVar

from aiohttp import web

from bot.conversation import Conversation
from bot.limits import Limits
from bot.queue import Busy, FairQueue
from bot.reply import Speaker
from bot.web.security import PERSON, Guard, refusal

T = TypeVar("T")

MOST_JSON_BYTES = 64 * 1024
MOST_WHOLE = 2**31
#: Seconds in which a body must have arrived.
READ_SECONDS = 60.0
#: Sounds that arrive at a time, one of a person, each in a file on disk; the others wait where they come from.
UPLOADS = 16
_CALLED = {str: "string", int: "whole number"}
_TAB = re.compile(r"[A-Za-z0-9-]{1,64}")


@dataclass
class Room:
    """One conversation and the line before it, in which a person has one place, however many tabs are open."""

    conversation: Conversation
    guard: Guard
    queue: FairQueue = field(default_factory=FairQueue)
    limits: Limits = field(default_factory=Limits)
    uploads: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(UPLOADS))

    async def on_thread(self, request: web.Request, job: Callable[[], T], *, ordered: bool = False) -> T:
        """The result of a job, when it is the turn of the person who asks; an `ordered` one comes after all that they asked before."""
        return await self.queue.run(request[PERSON], job, ordered=ordered)

    def admit(self, request: web.Request) -> None:
        """Let a question through, and count it.

        Raises:
            Refused: the person asks too often.
        """
        try:
            self.limits.admit(request[PERSON])
        except Busy as busy:
            raise Refused(str(busy), 429) from busy


ROOM = web.AppKey("room", Room)


def speaker_of(request: web.Request) -> Speaker:
    """The person by cookie, the tab as the page calls it: each tab is a conversation of its own."""
    tab = request.headers.get("X-Tab", "")
    return Speaker(user=request[PERSON], channel=tab if _TAB.fullmatch(tab) else "page")


class Refused(Exception):
    """A request that asks for nothing that there is; the message says why."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status

    @property
    def response(self) -> web.Response:
        return refusal(self.status, str(self))


async def read(request: web.Request, most: int, sentence: str) -> bytes:
    """The body of a request, of at most so many bytes.

    Raises:
        Refused: it is larger, or has not arrived in time.
    """
    async with _in_time():
        return b"".join([chunk async for chunk in _chunks(request, most, sentence)])


async def save(request: web.Request, file: IO[bytes], most: int, sentence: str) -> None:
    """As `read`, into a file."""
    async with _in_time():
        async for chunk in _chunks(request, most, sentence):
            await asyncio.to_thread(file.write, chunk)


@asynccontextmanager
async def _in_time() -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(READ_SECONDS):
            yield
    except TimeoutError:
        raise Refused("That took too long to arrive.", 408) from None


async def _chunks(request: web.Request, most: int, sentence: str) -> AsyncIterator[bytes]:
    size = request.content_length or 0
    if size <= most:
        size = 0
        async for chunk in request.content.iter_chunked(1 << 16):
            size += len(chunk)
            if size > most:
                break
            yield chunk
    if size > most:
        raise Refused(sentence, 413)


async def read_json(request: web.Request, **kinds: type) -> list[Any]:
    """The members of a JSON object by name, each of the kind that is wanted.

    Raises:
        Refused: it is no JSON, or a member is missing or of another kind.
    """
    if request.content_type != "application/json":  # anything else, a page from elsewhere could send
        raise Refused("Send it as application/json.", 415)
    data = await read(request, MOST_JSON_BYTES, "That is too long a question.")
    try:
        members = json.loads(data)
    except (ValueError, RecursionError):
        members = None
    if not isinstance(members, dict):
        raise Refused("That is no JSON object.")
    for name, kind in kinds.items():
        if type(members.get(name)) is not kind:
            raise Refused(f"{name} must be there, and be a {_CALLED[kind]}.")
        if kind is int and abs(members[name]) > MOST_WHOLE:
            raise Refused(f"{name} must be a number of at most {MOST_WHOLE}.")
    return [members[name] for name in kinds]
