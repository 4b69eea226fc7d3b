"""Where Discord is: the real one, or for tests a stand-in on this very machine."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit


class SettingsError(ValueError):
    """A setting that cannot be; the message is a sentence that says what can."""


@dataclass(frozen=True)
class Endpoints:
    """Addresses of the REST API and of the gateway; None is Discord's own."""

    api_base: str | None = None
    gateway: str | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Endpoints:
        """Read ``DISCORD_API_BASE`` and ``DISCORD_GATEWAY``.

        Raises:
            SettingsError: an address is not on this machine: whoever sets it elsewhere would be handed the bot's token.
        """
        return cls(
            _loopback(environment, "DISCORD_API_BASE", "http"),
            _loopback(environment, "DISCORD_GATEWAY", "ws"),
        )

    def use(self) -> None:
        """Point discord.py at these addresses."""
        import discord
        import yarl
        from discord.gateway import DiscordWebSocket
        from discord.http import Route

        if self.api_base:
            Route.BASE = self.api_base.rstrip("/")
            discord.Asset.BASE = str(yarl.URL(self.api_base).origin())
        if self.gateway:
            DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(self.gateway)


def _loopback(environment: Mapping[str, str], name: str, scheme: str) -> str | None:
    address = environment.get(name, "").strip()
    if not address:
        return None
    try:
        url = urlsplit(address)
        if url.scheme == scheme and ipaddress.ip_address(url.hostname or "").is_loopback:
            return address
    except ValueError:
        pass
    raise SettingsError(
        f"{name} is for tests and takes only a loopback address such as {scheme}://127.0.0.1:PORT/. "
        "Remove it from the environment and from .env to talk to Discord itself."
    )
