"""What every test of the bot stands on."""

from collections.abc import AsyncIterator

import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.discord.endpoints import Endpoints
from tests.discord_standin import Discord


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reaches the real Discord: by default the client finds a closed port of this machine."""
    monkeypatch.setattr(Route, "BASE", "http://127.0.0.1:9/api/v10")
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL("ws://127.0.0.1:9/gateway/"))
    monkeypatch.setattr(discord.Asset, "BASE", "http://127.0.0.1:9")


@pytest.fixture
async def standin(nowhere: None) -> AsyncIterator[Discord]:
    """A Discord on this machine, to which the client is pointed; it must know every route that is used."""
    async with Discord() as discord_:
        Endpoints.from_environment(discord_.environment).use()
        yield discord_
        assert discord_.world.unknown_routes == []
