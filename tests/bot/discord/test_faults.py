"""Discord lost, Discord angry, a slow disk, a flood: every question is answered, and nobody waits for somebody else's."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from typing import Any

import pytest
from discord.backoff import ExponentialBackoff

from bot.discord import targets
from bot.discord.client import Crate
from tests.bot.discord.conftest import Scene
from tests.bot.discord.test_chat import wavs
from tests.discord_standin import Message, interactions
from tests.faults import scaled

pytestmark = pytest.mark.faults

#: So much faster than in the world pass the pauses of discord.py and of the bot.
FASTER = 200


@pytest.fixture(autouse=True)
def compressed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Minutes take less than a second."""
    real = ExponentialBackoff.delay
    monkeypatch.setattr(ExponentialBackoff, "delay", lambda self: real(self) / FASTER)
    monkeypatch.setattr(targets, "PAUSES", tuple(pause / FASTER for pause in targets.PAUSES))


def replies(scene: Scene, note: Message) -> list[Message]:
    return [one for one in scene.discord.said(note.channel) if one.reference == note.id]


async def ask(scene: Scene, count: int, text: str = "one drum sample") -> list[Message]:
    """So many people, one question each."""
    people = [scene.discord.person(f"person {number}") for number in range(count)]
    return [await scene.discord.post(scene.discord.dm(person), person, text) for person in people]


# The gateway


async def test_a_gateway_that_is_gone_for_minutes_is_resumed_and_nothing_was_missed(scene: Scene) -> None:
    gateway = scene.discord.gateway
    async with scene.start():
        await scene.discord.say(scene.dm, scene.ana, "hello")
        for outage in range(scaled(1)):
            gateway.down, refused = True, gateway.refused
            await gateway.abort()
            notes = await ask(scene, 3)
            # Ten attempts with discord.py's doubling pauses are four minutes on average.
            await scene.discord.world.until(lambda refused=refused: gateway.refused >= refused + 10, 30)
            gateway.down = False
            for note in notes:
                assert len(wavs(await scene.discord.reply_to(note))) == 1
            assert (gateway.resumes, gateway.identifies) == (outage + 1, 1)


async def test_a_session_that_did_not_outlast_the_outage_is_begun_anew(scene: Scene) -> None:
    gateway = scene.discord.gateway
    async with scene.start():
        await scene.discord.say(scene.dm, scene.ana, "hello")
        gateway.down = True
        await gateway.abort()
        await scene.discord.world.until(lambda: gateway.refused >= 3, 30)
        gateway.sessions.clear()
        gateway.down = False
        await scene.discord.ready()
        assert len(wavs(await scene.discord.say(scene.dm, scene.ana, "one drum sample"))) == 1
        assert gateway.identifies == 2


async def test_a_socket_that_is_dead_without_a_word_is_noticed_and_resumed(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Crate.setup_hook

    async def impatient(self: Crate) -> None:
        self._connection.heartbeat_timeout = 0.5  # 60 s in the world
        await real(self)

    monkeypatch.setattr(Crate, "setup_hook", impatient)
    gateway = scene.discord.gateway
    gateway.heartbeat_ms = 100
    async with scene.start():
        await scene.discord.say(scene.dm, scene.ana, "hello")
        gateway.pull_the_cable()
        [note] = await ask(scene, 1)
        assert len(wavs(await scene.discord.reply_to(note))) == 1
        assert gateway.resumes >= 1


# Storms


@pytest.mark.parametrize("storm", ["limited", "banned", "away", "both"])
async def test_a_storm_of_refusals_costs_no_answer_and_doubles_none(scene: Scene, storm: str) -> None:
    here = r"/channels/\d+/messages"
    if storm in ("limited", "both"):
        scene.discord.rate_limit("POST", here, times=60, retry_after=0.01)
    if storm in (
        "banned",
        "both",
    ):  # without the header Via: the proxy before Discord has enough of this address
        scene.discord.fail("POST", here, 429, message="banned", times=25)
    if storm in ("away", "both"):
        scene.discord.fail("POST", here, 503, message="Service Unavailable", times=25)
    async with scene.start():
        notes = await ask(scene, 8)
        for note in notes:
            assert len(wavs(await scene.discord.reply_to(note))) == 1
        assert [len(replies(scene, note)) for note in notes] == [1] * 8


async def test_an_answer_that_arrived_although_the_connection_broke_is_not_sent_twice(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = scene.discord.world.store
    broken: list[Message] = []

    def store(message: Message) -> None:
        real(message)
        if message.reference and not broken:
            broken.append(message)
            raise RuntimeError("the connection breaks before Discord says that it has the message")

    monkeypatch.setattr(scene.discord.world, "store", store)
    async with scene.start():
        [note] = await ask(scene, 1)
        answered = lambda: [s for _, path, s in scene.discord.requests("POST", "/messages") if path and s]  # noqa: E731
        await scene.discord.world.until(lambda: len(answered()) >= 2, 20)
        assert answered()[:2] == [500, 200]
        assert len(replies(scene, note)) == 1


async def test_an_answer_to_a_command_that_arrived_although_the_connection_broke_is_there_once(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, broken = interactions.message, []

    async def message(request: Any, world: Any) -> Any:
        body = await real(request, world)
        if len(broken) < 2:
            broken.append(body)
            request.transport.close()
        return body

    monkeypatch.setattr(interactions, "message", message)
    async with scene.start():
        answer = await scene.discord.slash(scene.room, scene.ana, "find", prompt="two drum samples")
        await scene.discord.world.until(lambda: answer.edits == 3, 20)
    assert len(wavs(answer)) == 2
    assert scene.discord.said(scene.room) == [answer]


# The disk


async def test_a_slow_disk_never_holds_the_event_loop(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each commit takes a tenth of a second, and each sample: on threads, while the heart beats on."""
    where: set[threading.Thread] = set()

    class Slow(sqlite3.Connection):
        def execute(self, sql: str, *rest: Any) -> sqlite3.Cursor:
            if sql == "COMMIT":
                where.add(threading.current_thread())
                time.sleep(0.1)
            return super().execute(sql, *rest)

    import bot.discord.delivery

    connect, read = sqlite3.connect, bot.discord.delivery.read_sample

    def slow_read(*arguments: Any) -> bytes:
        where.add(threading.current_thread())
        time.sleep(0.1)
        return read(*arguments)

    monkeypatch.setattr("db.connection.sqlite3.connect", lambda *a, **b: connect(*a, **b, factory=Slow))
    async with scene.start():
        await scene.discord.say(scene.dm, scene.ana, "one drum sample")
        where.clear()
        monkeypatch.setattr(bot.discord.delivery, "read_sample", slow_read)
        for note in await ask(scene, 12):
            assert len(wavs(await scene.discord.reply_to(note))) == 1
        assert where and threading.main_thread() not in where


# Floods


async def test_a_person_who_asks_too_fast_is_told_so_and_when_to_come_back(scene: Scene) -> None:
    async with scene.start(per_person=3, per_server=5):
        bot = scene.discord.bot.mention
        said = [await scene.discord.say(scene.dm, scene.ana, "one drum sample") for _ in range(4)]
        assert [len(wavs(one)) for one in said] == [1, 1, 1, 0]
        assert "You ask faster than I can dig. Please try again in " in said[3].content
        people = [scene.discord.person(f"member {number}") for number in range(7)]
        room = scene.discord.room(scene.club, "busy", *people)
        said = [await scene.discord.say(room, person, f"{bot} one drum sample") for person in people]
        assert [len(wavs(one)) for one in said] == [1] * 5 + [0] * 2
        assert "This server asks faster than I can dig" in said[6].content
        pressed = await scene.discord.slash(scene.room, scene.ben, "find", prompt="drums")
        assert pressed.ephemeral and "This server" in pressed.content
        assert len(wavs(await scene.discord.say(scene.discord.dm(scene.ben), scene.ben, "one kick"))) == 1


async def test_more_questions_than_the_line_holds_are_answered_with_busy_and_never_with_silence(
    scene: Scene,
) -> None:
    async with scene.start(queue=5, workers=1):
        notes = await ask(scene, 60)
        said = [await scene.discord.reply_to(note) for note in notes]
        busy = [one for one in said if "I am busy" in one.content and "try again" in one.content]
        assert 0 < len(busy) < 60
        assert all(len(wavs(one)) == 1 for one in said if one not in busy)


async def test_a_flood_of_one_person_does_not_come_before_another_s_question(scene: Scene) -> None:
    async with scene.start(workers=2):
        await scene.discord.say(scene.dm, scene.ana, "hello")
        flood = [await scene.discord.post(scene.dm, scene.ana, "one drum sample") for _ in range(20)]
        mine = await scene.discord.post(scene.discord.dm(scene.ben), scene.ben, "one drum sample")
        before = sum(bool(replies(scene, note)) for note in flood)
        assert len(wavs(await scene.discord.reply_to(mine))) == 1
        answered = [one for note in flood for one in replies(scene, note) if wavs(one)]
        # The one that was under way then, the one that began beside his, and one that was seen late.
        assert len(answered) - before <= 3
        for note in flood:
            await scene.discord.reply_to(note)
    await asyncio.sleep(0)
