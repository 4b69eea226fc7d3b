"""What a supervisor is told."""

import socket

import aiohttp
import pytest

from tests.bot.discord.conftest import Scene
from tests.discord_standin import Attachment


@pytest.fixture
def port() -> int:
    """A port of this machine that is free."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


async def read(port: int, path: str) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}/{path}") as response,
    ):
        return response.status, await response.text()


async def test_health_and_counters(scene: Scene, port: int) -> None:
    async with scene.start(health_port=port):
        await scene.discord.say(scene.dm, scene.ana, "two drum samples")
        await scene.discord.slash(scene.dm, scene.ana, "similar", sound=Attachment("a.wav", b"nothing"))
        status, text = await read(port, "health")
        assert status == 200
        assert '"ready": true' in text
        status, text = await read(port, "metrics")
        values = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
        assert values["cratedigger_answers_total"] == "1"
        assert values["cratedigger_refusals_total"] == "1"
        assert float(values["cratedigger_answer_seconds_total"]) > 0
        assert any(name.startswith('cratedigger_build_info{build="') for name in values)
        assert (await read(port, "else"))[0] == 404


async def test_it_is_not_ready_while_discord_is_gone(scene: Scene, port: int) -> None:
    async with scene.start(health_port=port):
        await scene.discord.say(scene.dm, scene.ana, "hello")
        scene.discord.world.approved = 0  # every new connection is refused
        await scene.discord.gateway.invalidate(resumable=False)
        for _ in range(200):
            status, _ = await read(port, "health")
            if status == 503:
                break
        assert status == 503


async def test_a_taken_port_is_named_and_the_bot_runs(
    scene: Scene, port: int, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        async with scene.start(health_port=port):
            assert (await scene.discord.say(scene.dm, scene.ana, "hello")).content
    assert f"port {port} cannot be used" in caplog.text
