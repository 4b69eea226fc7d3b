"""How the bot is, for a supervisor on the same machine.

/health as JSON, 503 while it is not ready; /health/live, 503 when only a restart helps; /metrics as Prometheus reads it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from bot.discord.client import Crate

log = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"
#: Nothing that a thread does takes so long.
STUCK_SECONDS = 120.0


@dataclass
class Health:
    """What has happened since the start, and the client that is running now."""

    answers: int = 0
    refusals: int = 0
    seconds: float = 0.0
    """Spent on answers, from the question to the last byte sent."""
    started: float = field(default_factory=time.time)
    bot: Crate | None = None

    @property
    def live(self) -> bool:
        """Whether the threads still get something done; the event loop does, or nobody would read this."""
        return self.bot is None or self.bot.queue.longest < STUCK_SECONDS

    @property
    def ready(self) -> bool:
        """Whether questions are being answered: connected to Discord, and not stopping."""
        bot = self.bot
        return bot is not None and bot.connected and not bot.stopping

    def report(self) -> dict[str, object]:
        """State in words."""
        bot = self.bot
        return {
            "live": self.live,
            "ready": self.ready,
            "build": bot.retriever.build.id if bot else None,
            "servers": len(bot.guilds) if bot else 0,
        }

    def metrics(self) -> str:
        """Counters and gauges in Prometheus' text format, version 0.0.4."""
        bot = self.bot
        build = bot.retriever.build.id if bot else ""
        log = bot.conversation.log if bot else None
        values = [
            ("answers_total", "counter", "questions answered", self.answers),
            (
                "refusals_total",
                "counter",
                "questions without an answer that was delivered",
                self.refusals,
            ),
            ("answer_seconds_total", "counter", "time spent on answers", round(self.seconds, 6)),
            ("waiting", "gauge", "questions that wait for a thread", bot.queue.waiting if bot else 0),
            ("in_flight", "gauge", "answers under way", bot.answering if bot else 0),
            (
                "log_waiting",
                "gauge",
                "entries of the query log that wait in its spool",
                log.waiting if log else 0,
            ),
            ("log_dropped_total", "counter", "entries that found no room there", log.dropped if log else 0),
            ("live", "gauge", "1 while the threads get something done", int(self.live)),
            ("ready", "gauge", "1 while connected and not stopping", int(self.ready)),
            ("start_time_seconds", "gauge", "when the bot was started", round(self.started, 3)),
            (f'build_info{{build="{build}"}}', "gauge", "the build that answers", 1),
        ]
        lines = []
        for name, kind, text, value in values:
            bare = f"cratedigger_{name.split('{')[0]}"
            lines += [f"# HELP {bare} {text}", f"# TYPE {bare} {kind}", f"cratedigger_{name} {value}"]
        return "\n".join(lines) + "\n"


@contextlib.asynccontextmanager
async def serve_health(health: Health, port: int | None) -> AsyncIterator[None]:
    """Answer on 127.0.0.1 while the block runs; nothing where no port is set.

    A port that is taken is logged, and the bot runs without.
    """
    if port is None:
        yield
        return

    async def report(request: web.Request) -> web.Response:
        return web.json_response(health.report(), status=200 if health.ready else 503)

    async def metrics(request: web.Request) -> web.Response:
        text = await asyncio.to_thread(
            health.metrics
        )  # it counts what waits in the spool, a file with a lock
        return web.Response(text=text, headers={"Content-Type": "text/plain; version=0.0.4"})

    async def live(request: web.Request) -> web.Response:
        return web.Response(text="live" if health.live else "stuck", status=200 if health.live else 503)

    app = web.Application()
    app.router.add_get("/health", report)
    app.router.add_get("/health/live", live)
    app.router.add_get("/metrics", metrics)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, LOOPBACK, port).start()
        log.info("health is told at http://%s:%d/health", LOOPBACK, port)
    except OSError as error:
        log.error(
            "port %d cannot be used for health (%s); CRATEDIGGER_HEALTH_PORT names another", port, error
        )
    try:
        yield
    finally:
        await runner.cleanup()
