"""Serving the page beside whatever else the process does: a socket at once, and all that is heavy when somebody knocks."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import select
import signal
import socket
import sys
import threading
from typing import TYPE_CHECKING

from bot.web.addresses import is_loopback
from db import LogError, QueryLog

if TYPE_CHECKING:
    from bot.conversation import Conversation

log = logging.getLogger(__name__)

HOST, PORT = "127.0.0.1", 8733
BACKLOG = 512
TOKEN = "CRATEDIGGER_WEB_TOKEN"
SHORTEST_TOKEN = 16
#: Under which the log keeps what cookies are sealed with.
SECRET = "web:secret"
#: Seconds for which a thread that searches may hold up the one that serves; Python's own are five times that.
SWITCH_SECONDS = 0.001
#: Seconds that answers under way get when the program ends.
PATIENCE = 2.0


class WebError(Exception):
    """The page cannot be served as asked for; the message says why and what helps."""


class Server:
    """The page of one conversation, on a thread of its own.

    The socket listens from the beginning, and who connects waits the moment that it takes to import the rest: a chat on
    the terminal starts no later for having a page beside it.

    Parameters:
        port: None for the usual one, or any free one where that is taken; 0 for any free one.
        token: who does not know it is not answered; needed where `host` is no loopback address.

    Raises:
        WebError: the address cannot be had, or not without a token.
    """

    def __init__(
        self, conversation: Conversation, host: str = HOST, port: int | None = None, token: str = ""
    ) -> None:
        _see_to_token(host, token)
        self.conversation = conversation
        self.host, self.token = host, token
        self.socket = _listen(host, port)
        self.port: int = self.socket.getsockname()[1]
        self._wake, self._woken = socket.socketpair()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._run, name="web")

    @property
    def address(self) -> str:
        """Where the page is, as a browser takes it."""
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}/"

    def __enter__(self) -> Server:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, and give answers under way a moment."""
        self._wake.close()
        if self._loop is not None and self._stop is not None:
            with contextlib.suppress(RuntimeError):  # it has ended by itself
                self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self.socket.close()
        self._woken.close()

    def _run(self) -> None:
        knocked, _, _ = select.select([self.socket, self._woken], [], [])
        if self.socket not in knocked:
            return
        try:
            asyncio.run(self._serve())
        except Exception:
            self.socket.close()  # else browsers would wait for an answer
            log.exception("the page is no longer served")

    async def _serve(self) -> None:
        from aiohttp import web

        from bot.web.app import make_app
        from bot.web.security import Guard

        sys.setswitchinterval(SWITCH_SECONDS)
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        guard = Guard(self.host, self.port, self.token, _secret(self.conversation.log))
        app = make_app(self.conversation, guard)
        runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=PATIENCE)
        await runner.setup()
        try:
            await web.SockSite(runner, self.socket, backlog=BACKLOG).start()
            if self._wake.fileno() >= 0:  # else it was stopped while it started
                await self._stop.wait()
        finally:
            await runner.cleanup()


def _secret(query_log: QueryLog) -> bytes:
    """What seals cookies: kept in the log, so that they outlast a restart, as far as it can be kept there."""
    made = secrets.token_bytes(32)
    try:
        kept = query_log.choices.state(SECRET)
        if kept is not None:
            return bytes(kept)
        query_log.choices.set_state(SECRET, list(made))
    except LogError as error:
        log.warning("cookies will not outlast this start of the page: %s", error)
    return made


def stop_event() -> threading.Event:
    """An event that SIGTERM and SIGINT set from now on."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _see_to_token(host: str, token: str) -> None:
    if token and len(token) < SHORTEST_TOKEN:
        raise WebError(f"{TOKEN} has {len(token)} characters; it must have at least {SHORTEST_TOKEN}.")
    if not token and not is_loopback(host):
        raise WebError(
            f"{host} can be reached from other machines, so a token is needed: set {TOKEN} in the environment or in "
            '.env (python -c "import secrets; print(secrets.token_urlsafe())" makes one), or leave --host out.'
        )


def _listen(host: str, port: int | None) -> socket.socket:
    reason = ""
    for wanted in (PORT, 0) if port is None else (port,):
        try:
            return _bound(host, wanted)
        except OSError as error:
            reason = error.strerror or str(error)
    raise WebError(f"{host}:{port or PORT} cannot be listened on ({reason}); --port names another port.")


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=BACKLOG)
