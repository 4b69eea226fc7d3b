"""Where Discord is: the real one, or for tests a stand-in on this very machine."""

import ipaddress
from collections.abc import Mapping

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

API_BASE = "DISCORD_API_BASE"
GATEWAY = "DISCORD_GATEWAY"


class EndpointRefused(ValueError):
    """An address that the bot's token must not be sent to."""


def use_endpoints(environment: Mapping[str, str]) -> None:
    """Point discord.py at the addresses in ``DISCORD_API_BASE`` and ``DISCORD_GATEWAY``, where they are set.

    Raises
    ------
    EndpointRefused
        The address is not a loopback address: whoever sets it elsewhere would be handed the bot's token.
    """
    if api := environment.get(API_BASE):
        base = _loopback(API_BASE, api, {"http"})
        Route.BASE = str(base).rstrip("/")
        discord.Asset.BASE = str(base.origin())
    if gateway := environment.get(GATEWAY):
        DiscordWebSocket.DEFAULT_GATEWAY = _loopback(GATEWAY, gateway, {"ws"})


def _loopback(name: str, address: str, schemes: set[str]) -> yarl.URL:
    url = yarl.URL(address)
    try:
        loopback = ipaddress.ip_address(url.host or "").is_loopback
    except ValueError:
        loopback = False
    if not loopback or url.scheme not in schemes:
        wanted = "://127.0.0.1:PORT, or ".join(sorted(schemes))
        raise EndpointRefused(
            f"{name} is for tests and takes only a loopback address such as {wanted}://127.0.0.1:PORT. "
            f"Remove it from the environment and from .env to talk to Discord itself."
        )
    return url
