"""Losing Discord and finding it again; commands told once; shards."""

import asyncio

import pytest

from tests.bot.discord.conftest import Scene
from tests.bot.discord.test_chat import wavs
from tests.discord_standin import Discord


@pytest.mark.parametrize("loss", ["op 7", "op 9", "close 4000", "abort"])
async def test_a_lost_connection_is_resumed_and_nothing_is_missed(scene: Scene, loss: str) -> None:
    gateway = scene.discord.gateway
    async with scene.start():
        await scene.discord.say(scene.dm, scene.ana, "hello")
        await {
            "op 7": gateway.ask_to_reconnect,
            "op 9": lambda: gateway.invalidate(resumable=True),
            "close 4000": gateway.close,
            "abort": gateway.abort,
        }[loss]()
        answer = await scene.discord.say(scene.dm, scene.ana, "two drum samples")
        assert len(wavs(answer)) == 2
        await scene.discord.world.until(lambda: gateway.resumes == 1, 5)
        assert gateway.identifies == 1


async def test_a_dead_session_is_replaced(scene: Scene) -> None:
    gateway = scene.discord.gateway
    async with scene.start():
        await gateway.invalidate(resumable=False)
        await scene.discord.world.until(lambda: gateway.identifies == 2 and gateway.connected, 5)
        assert len(wavs(await scene.discord.say(scene.dm, scene.ana, "two drum samples"))) == 2


async def test_an_answer_under_way_survives_a_lost_connection(scene: Scene) -> None:
    scene.discord.slow("POST", r"/channels/\d+/messages", 0.3)
    async with scene.start():
        note = await scene.discord.post(scene.dm, scene.ana, "two drum samples")
        await scene.discord.world.until(lambda: scene.discord.world.typing, 5)
        await scene.discord.gateway.abort()
        assert len(wavs(await scene.discord.reply_to(note))) == 2


async def test_commands_are_synced_only_when_they_changed(scene: Scene) -> None:
    for _ in range(2):
        async with scene.start():
            await scene.discord.say(scene.dm, scene.ana, "hello")
    assert scene.discord.world.syncs == [None]


async def test_in_development_commands_go_to_one_server(scene: Scene) -> None:
    async with scene.start(guild=scene.club.id):
        await scene.discord.world.until(lambda: scene.discord.world.syncs, 5)
        assert scene.discord.world.syncs == [scene.club.id]
        assert len(wavs(await scene.discord.slash(scene.room, scene.ana, "find", prompt="drums", k=1))) == 1


async def test_a_server_that_had_the_commands_for_itself_does_not_keep_them_beside_those_for_all(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    world, club, pub = scene.discord.world, scene.club.id, scene.discord.server("pub").id
    for guild in (club, pub, None):
        async with scene.start(guild=guild):
            await world.until(lambda guild=guild: world.commands.get(guild), 5)
            assert [place for place, commands in world.commands.items() if commands] == [guild]
    assert world.syncs == [club, club, pub, pub, None]
    async with scene.start(guild=club):  # back again: it is told anew
        await world.until(lambda: world.commands[club], 5)
    del world.guilds[club]  # it throws the bot out
    async with scene.start():
        await scene.discord.say(scene.dm, scene.ana, "hello")
    assert "could not be taken back" in caplog.text


async def test_a_server_that_refuses_commands_does_not_stop_the_chat(scene: Scene, caplog) -> None:
    async with scene.start(guild=12345):
        assert len(wavs(await scene.discord.say(scene.dm, scene.ana, "two drum samples"))) == 2
        await asyncio.sleep(0.05)
        assert "is the bot a member" in caplog.text


async def test_shards_share_the_servers(scene: Scene) -> None:
    other = scene.discord.server("other")
    room = scene.discord.room(other, "general", scene.ana)
    async with scene.start(shards=2):
        assert {session.shard for session in scene.discord.gateway.sessions.values()} == {(0, 2), (1, 2)}
        for place in (room, scene.room, scene.dm):
            answer = await scene.discord.say(place, scene.ana, f"{scene.discord.bot.mention} one drum sample")
            assert len(wavs(answer)) == 1


async def test_a_process_may_hold_a_share_of_the_shards(scene: Scene) -> None:
    async with scene.start(shards=2, shard_ids=(1,), wait=False):
        await scene.discord.ready(1)
        assert {session.shard for session in scene.discord.gateway.sessions.values()} == {(1, 2)}


async def test_discord_may_choose_the_number_of_shards(scene: Scene) -> None:
    scene.discord.gateway.shards = 2
    async with scene.start(shards=None):
        await scene.discord.ready(2)
        assert {session.shard for session in scene.discord.gateway.sessions.values()} == {(0, 2), (1, 2)}


async def test_a_stop_lets_answers_finish_and_takes_no_more(scene: Scene, standin: Discord) -> None:
    standin.slow("POST", r"/channels/\d+/messages", 0.5)
    async with scene.start() as running:
        note = await standin.post(scene.dm, scene.ana, "two drum samples")
        await standin.world.until(lambda: standin.world.typing, 5)
    assert len(wavs(await standin.reply_to(note))) == 2
    assert running.result() == 0


async def test_a_token_that_discord_does_not_know_ends_the_bot(
    scene: Scene, standin: Discord, caplog: pytest.LogCaptureFixture
) -> None:
    standin.world.token = "another.token.0"
    async with scene.start(token="wrong.token.0", wait=False) as running:
        assert await asyncio.wait_for(running, 20) == 1
    assert "does not know this token" in caplog.text
    assert "wrong.token.0" not in caplog.text


@pytest.mark.parametrize(
    ("shards", "settings", "said"), [(2, {}, "DISCORD_SHARDS"), (1, {"token": "x.y.z"}, "token")]
)
async def test_what_the_gateway_refuses_for_good_ends_the_bot_with_what_helps(
    scene: Scene, caplog: pytest.LogCaptureFixture, shards: int, settings: dict[str, str], said: str
) -> None:
    scene.discord.gateway.shards = shards
    async with scene.start(wait=False, **settings) as running:
        assert await asyncio.wait_for(running, 20) == 1
    assert said in caplog.text and "Traceback" not in caplog.text


async def test_an_intent_that_is_wanted_but_not_granted_ends_the_bot(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    async with scene.start(message_content=True, wait=False) as running:
        assert await asyncio.wait_for(running, 20) == 1
    assert "Message Content Intent is not granted" in caplog.text
