"""What a supervisor is told."""

import asyncio
import socket
import threading
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.discord import delivery
from tests.bot.discord.conftest import Scene
from tests.discord_standin import Attachment


@pytest.fixture
def port() -> int:
    """A port of this machine that is free."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


async def told(port: int, path: str) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}/{path}") as response,
    ):
        return response.status, await response.text()


async def test_health_and_counters(scene: Scene, port: int) -> None:
    async with scene.start(health_port=port):
        await scene.discord.say(scene.dm, scene.ana, "two drum samples")
        await scene.discord.slash(scene.dm, scene.ana, "similar", sound=Attachment("a.wav", b"nothing"))
        status, text = await told(port, "health")
        assert status == 200
        assert '"ready": true' in text
        status, text = await told(port, "metrics")
        families = {family.name: family for family in text_string_to_metric_families(text)}
        samples = {sample.name: sample for family in families.values() for sample in family.samples}
        assert samples["cratedigger_answers_total"].value == 1
        assert samples["cratedigger_refusals_total"].value == 1
        assert samples["cratedigger_answer_seconds_total"].value > 0
        assert samples["cratedigger_log_waiting"].value == samples["cratedigger_log_dropped_total"].value == 0
        assert samples["cratedigger_build_info"].labels["build"] in (await told(port, "health"))[1]
        assert {family.type for family in families.values()} == {"counter", "gauge"}
        assert await told(port, "health/live") == (200, "live")
        assert (await told(port, "else"))[0] == 404


async def test_it_is_not_ready_while_discord_is_gone(scene: Scene, port: int) -> None:
    async with scene.start(health_port=port):
        await scene.discord.say(scene.dm, scene.ana, "hello")
        scene.discord.world.approved = 0  # every new connection is refused
        await scene.discord.gateway.invalidate(resumable=False)
        for _ in range(200):
            status, _ = await told(port, "health")
            if status == 503:
                break
        assert status == 503
        assert (await told(port, "health/live"))[0] == 200, "no reason to restart it"


async def test_threads_that_are_stuck_are_a_reason_to_restart(
    scene: Scene, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = threading.Event()
    real = delivery.read_sample

    def read(*arguments: Any) -> bytes:
        held.wait()
        return real(*arguments)

    monkeypatch.setattr("bot.discord.health.STUCK_SECONDS", 0.05)
    monkeypatch.setattr(delivery, "read_sample", read)
    async with scene.start(health_port=port):
        note = await scene.discord.post(scene.dm, scene.ana, "a drum sample")
        for _ in range(500):
            if (await told(port, "health/live"))[0] == 503:
                break
            await asyncio.sleep(0.01)
        assert (await told(port, "health/live")) == (503, "stuck")
        held.set()
        await scene.discord.reply_to(note)
        assert (await told(port, "health/live"))[0] == 200


async def test_it_answers_on_loopback_alone(scene: Scene, port: int) -> None:
    async with scene.start(health_port=port):
        with pytest.raises(OSError), socket.create_connection((own_address(), port), timeout=1):
            pass


def own_address() -> str:
    """An address of this machine that is not 127.0.0.1: the network's, else another one of the loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing
            return probe.getsockname()[0]
        except OSError:
            return "127.0.0.2"


async def test_a_taken_port_is_named_and_the_bot_runs(
    scene: Scene, port: int, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        async with scene.start(health_port=port):
            assert (await scene.discord.say(scene.dm, scene.ana, "hello")).content
    assert f"port {port} cannot be used" in caplog.text
