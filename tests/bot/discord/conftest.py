"""A real bot, over a real build, against the stand-in."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.conversation import Conversation
from bot.discord.client import Crate
from bot.discord.run import stay
from bot.discord.settings import Settings
from db import QueryLog
from retrieval_core import Retriever
from retrieval_core.build import seal
from tests.discord_standin import Channel, Discord, Guild, User

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def index() -> Path:
    """The demo build, which `make test` makes before it runs the tests."""
    root = ROOT / "data/index"
    if not (root / "CURRENT").exists():
        pytest.fail("there is no build to test with: run `make build` first")
    return root


@pytest.fixture
def own_index(index: Path, tmp_path: Path) -> Path:
    """A copy of the build and of its library, for tests that change them."""
    return copy_build(index, tmp_path / "index", tmp_path / "library")


def copy_build(index: Path, target: Path, library: Path, name: str = "copy") -> Path:
    """Copy the live build under another name, with a library of its own."""
    source = index / (index / "CURRENT").read_text().strip()
    manifest = json.loads((source / "manifest.json").read_text())
    if not library.exists():
        old = ROOT / manifest["library"]
        for folder in ("drums", "keys"):
            shutil.copytree(old / folder, library / folder)
    shutil.copytree(source, target / name)
    manifest |= {"id": name, "library": str(library)}
    (target / name / "manifest.json").write_text(json.dumps(seal(manifest)))
    publish(target, name)
    return target


def publish(index: Path, name: str) -> None:
    (index / "CURRENT.new").write_text(name + "\n")
    (index / "CURRENT.new").replace(index / "CURRENT")


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """discord.py waits five seconds before it identifies again; Discord asks for it, the stand-in does not."""

    async def at_once(self: Crate, shard_id: int | None, *, initial: bool = False) -> None:
        pass

    monkeypatch.setattr(Crate, "before_identify_hook", at_once)


@dataclass
class Scene:
    """Two people, a server with a channel, and how to start the bot there."""

    discord: Discord
    ana: User
    ben: User
    club: Guild
    room: Channel
    dm: Channel
    start: Callable[..., AbstractAsyncContextManager[asyncio.Task[int]]]
    stop: Callable[[], None] = lambda: None
    """Tells the bot to stop, as SIGTERM does."""


@pytest.fixture
async def scene(standin: Discord, index: Path, tmp_path: Path) -> AsyncIterator[Scene]:
    """The stand-in with people in it; `scene.start()` runs the bot for a block."""
    ana, ben, club = standin.person("ana"), standin.person("ben"), standin.server("club")
    room = standin.room(club, "general", ana, ben)

    @asynccontextmanager
    async def start(
        build: Path = index, log: str = "log.db", **settings: Any
    ) -> AsyncIterator[asyncio.Task[int]]:
        options = {"token": standin.world.token, "message_content": False, "poll_seconds": 0.1} | settings
        wait = options.pop("wait", True)
        stop, sessions = asyncio.Event(), len(standin.gateway.connected)
        stage.stop = stop.set
        with QueryLog.open(tmp_path / log) as query_log:
            conversation = Conversation(Retriever.open(build), query_log, "discord")
            running = asyncio.create_task(stay(conversation, Settings(**options), stop))
            try:
                if wait:
                    await standin.ready(sessions + (options.get("shards") or 1))
                    await standin.world.until(lambda: standin.world.commands[None] or options.get("guild"), 5)
                yield running
            finally:
                stop.set()
                await running

    stage = Scene(standin, ana, ben, club, room, standin.dm(ana), start)
    yield stage
