"""What an operator can set, from the environment or from .env."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from bot.discord.endpoints import Endpoints, SettingsError

T = TypeVar("T")

#: No id of Discord's is larger.
MOST = (1 << 63) - 1
DAY = 86400


@dataclass(frozen=True)
class Settings:
    """The Discord front end's settings.

    Attributes:
        token: of the bot, from https://discord.com/developers/applications.
        guild: id of one server to sync the commands to at once, for development; None syncs them everywhere.
        shards: number of gateway connections; None asks Discord how many it wants.
        shard_ids: those of them that this process holds; None, all.
        message_content: True, False, or None to ask for the intent and go without where it is not granted.
        json_log: one JSON object per line of log instead of text.
        workers: threads that search, read files and draw.
        queue: questions that may wait for them; what comes then is told that the bot is busy.
        per_person, per_server: questions a minute.
        poll_seconds: how often to look for a newly published build.
        stop_seconds: how long answers in flight may take once the bot is told to stop.
        health_port: where /health and /metrics answer on 127.0.0.1; None, nowhere.
        endpoints: where Discord is.
    """

    token: str = field(repr=False)
    guild: int | None = None
    shards: int | None = 1
    shard_ids: tuple[int, ...] | None = None
    message_content: bool | None = None
    json_log: bool = False
    workers: int = 2
    queue: int = 500
    per_person: int = 60
    per_server: int = 600
    poll_seconds: float = 5.0
    stop_seconds: float = 20.0
    health_port: int | None = None
    endpoints: Endpoints = field(default_factory=Endpoints)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Read the settings; what is not set keeps its default.

        Raises:
            SettingsError: a value that cannot be; also when there is no token.
        """
        token = environment.get("DISCORD_TOKEN", "").strip()
        if not token:
            raise SettingsError("There is no DISCORD_TOKEN.")
        if not (token.isascii() and token.isprintable()) or " " in token:
            raise SettingsError(
                "DISCORD_TOKEN holds spaces, line breaks or letters that no token has. Copy it again."
            )
        auto = environment.get("DISCORD_SHARDS", "").strip().lower() == "auto"
        shards = None if auto else _number(environment, "DISCORD_SHARDS", cls.shards)
        return cls(
            token,
            guild=_number(environment, "DISCORD_GUILD", cls.guild),
            shards=shards,
            shard_ids=_share(environment, "DISCORD_SHARD_IDS", shards),
            message_content=_one_of(
                environment, "DISCORD_MESSAGE_CONTENT", {"": None, "auto": None, "on": True, "off": False}
            ),
            json_log=_one_of(environment, "CRATEDIGGER_LOG_FORMAT", {"": False, "text": False, "json": True}),
            workers=_number(environment, "CRATEDIGGER_WORKERS", cls.workers),
            queue=_number(environment, "CRATEDIGGER_QUEUE", cls.queue),
            per_person=_number(environment, "CRATEDIGGER_PERSON_PER_MINUTE", cls.per_person),
            per_server=_number(environment, "CRATEDIGGER_SERVER_PER_MINUTE", cls.per_server),
            poll_seconds=_seconds(environment, "CRATEDIGGER_POLL_SECONDS", cls.poll_seconds),
            stop_seconds=_seconds(environment, "CRATEDIGGER_STOP_SECONDS", cls.stop_seconds),
            health_port=_number(environment, "CRATEDIGGER_HEALTH_PORT", cls.health_port, at_most=65535),
            endpoints=Endpoints.from_environment(environment),
        )


def _number(environment: Mapping[str, str], name: str, default: T, at_most: int = MOST) -> int | T:
    value = environment.get(name, "").strip()
    if not value:
        return default
    if not value.isdecimal() or not 1 <= int(value) <= at_most:
        most = f" and at most {at_most}" if at_most < MOST or value.isdecimal() else ""
        raise SettingsError(f"{name} is {value!r}; it must be a whole number of at least 1{most}.")
    return int(value)


def _share(environment: Mapping[str, str], name: str, shards: int | None) -> tuple[int, ...] | None:
    """A range of shards, "0-3": all processes of a bot together hold each shard once."""
    value = environment.get(name, "").strip()
    if not value:
        return None
    first, _, last = value.partition("-")
    if first.isdecimal() and (last or first).isdecimal() and shards is not None:
        ids = tuple(range(int(first), int(last or first) + 1))
        if ids and ids[-1] < shards:
            return ids
    raise SettingsError(
        f"{name} is {value!r}; it must be a range such as 0-3, of fewer shards than DISCORD_SHARDS says."
    )


def _seconds(environment: Mapping[str, str], name: str, default: float) -> float:
    value = environment.get(name, "").strip()
    try:
        seconds = float(value or default)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= DAY:
        raise SettingsError(f"{name} is {value!r}; it must be a number of seconds above 0 and at most {DAY}.")
    return seconds


def _one_of(environment: Mapping[str, str], name: str, values: Mapping[str, T]) -> T:
    value = environment.get(name, "").strip().lower()
    if value not in values:
        known = ", ".join(key for key in values if key)
        raise SettingsError(f"{name} is {value!r}; it must be one of {known}.")
    return values[value]
