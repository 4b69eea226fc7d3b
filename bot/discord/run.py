"""Running the bot: log in, stay, and leave in order."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import importlib
import logging
import signal

import aiohttp
import discord

from bot.conversation import Conversation
from bot.discord import cogs, logs, shards
from bot.discord.client import Crate
from bot.discord.health import Health, serve_health
from bot.discord.settings import Settings

log = logging.getLogger(__name__)

FIRST_RETRY_SECONDS, LAST_RETRY_SECONDS = 1.0, 60.0
OK, REFUSED = 0, 1
UNKNOWN_TOKEN = (
    "Discord does not know this token. Copy a new one from https://discord.com/developers/applications "
    "(Bot, Reset Token) into DISCORD_TOKEN."
)
#: Codes with which the gateway refuses a bot for good, and what helps.
CLOSED_FOR_GOOD = {
    4004: UNKNOWN_TOKEN,
    4010: "Discord knows no such shards as DISCORD_SHARDS and DISCORD_SHARD_IDS name. Correct them.",
    4011: "The bot is on too many servers for so few gateway connections. Set DISCORD_SHARDS to auto.",
}


def run(conversation: Conversation, settings: Settings) -> int:
    """Run the bot until SIGTERM or SIGINT; returns the exit status."""
    for name in cogs.NAMES:
        importlib.import_module(f"{cogs.__name__}.{name}")  # here, and not on the event loop
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nobody speaks here
    settings.endpoints.use()
    logs.configure(as_json=settings.json_log, secrets=(settings.token,))
    # What is loaded by now stays: collecting garbage among it time and again would hold the loop for tens of ms.
    gc.collect()
    gc.freeze()
    try:
        return asyncio.run(serve(conversation, settings))
    finally:
        logging.shutdown()


async def serve(conversation: Conversation, settings: Settings) -> int:
    """Run the bot until it is told to stop; told twice, it waits for no answers that are under way.

    Returns:
        exit status: 0 after a stop on SIGTERM or SIGINT, 1 where Discord refuses the bot for good.
    """
    stop = asyncio.Event()
    loop, serving = asyncio.get_running_loop(), asyncio.current_task()
    assert serving is not None

    def leave() -> None:
        if stop.is_set():
            log.warning("told to stop once more: answers under way are dropped")
            serving.cancel()
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, leave)
    try:
        return await stay(conversation, settings, stop)
    except asyncio.CancelledError:
        return OK


async def stay(conversation: Conversation, settings: Settings, stop: asyncio.Event) -> int:
    """Stay on Discord until `stop` is set, through lost networks and refused intents; returns the exit status."""
    shards.use()
    health = Health()
    async with serve_health(health, settings.health_port):
        return await _stay(conversation, settings, stop, health)


async def _stay(conversation: Conversation, settings: Settings, stop: asyncio.Event, health: Health) -> int:
    message_content = settings.message_content is not False
    pause = FIRST_RETRY_SECONDS
    while not stop.is_set():
        health.bot = bot = Crate(conversation, settings, health, message_content=message_content)
        try:
            await _until(bot, settings, stop)
        except discord.LoginFailure:
            log.error(UNKNOWN_TOKEN)
            return REFUSED
        except discord.PrivilegedIntentsRequired:
            if settings.message_content:
                log.error(
                    "DISCORD_MESSAGE_CONTENT is on, but the Message Content Intent is not granted. Switch it on at "
                    "https://discord.com/developers/applications (Bot), or remove the setting."
                )
                return REFUSED
            log.warning(
                "going on without the Message Content Intent: chat works in private messages and where the bot is "
                "mentioned, not in chat channels"
            )
            message_content = False
        except (aiohttp.ClientError, OSError, discord.HTTPException, discord.GatewayNotFound) as error:
            log.error("Discord cannot be reached (%s); trying again in %.0f s", error, pause)
            pause = await _rest(stop, pause)
        except Exception as error:
            if isinstance(error, discord.ConnectionClosed) and error.code in CLOSED_FOR_GOOD:
                log.error(CLOSED_FOR_GOOD[error.code])
                return REFUSED
            log.exception("the connection to Discord failed; trying again in %.0f s", pause)
            pause = await _rest(stop, pause)
    return OK


async def _rest(stop: asyncio.Event, pause: float) -> float:
    """Wait so many seconds, or until `stop`; returns how long the next pause is to be."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), pause)
    return min(pause * 2, LAST_RETRY_SECONDS)


async def _until(bot: Crate, settings: Settings, stop: asyncio.Event) -> None:
    """Run one client until it ends or `stop` is set; then let it finish."""
    running = asyncio.create_task(bot.start(settings.token))
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({running, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if stop.is_set():
            await bot.finish()
        if stop.is_set() and not running.done():
            running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
    finally:
        stopped.cancel()
        if not bot.is_closed():
            await bot.close()
