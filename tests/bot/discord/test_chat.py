"""Chatting: what people write, and what comes back."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.discord.cogs import chat
from tests.bot.discord.conftest import Scene
from tests.discord_standin import Message


def wavs(answer: Message) -> list[str]:
    return [entry.filename for entry in answer.attachments if entry.data[:4] == b"RIFF"]


async def test_a_mention_is_answered_with_wavs_lines_and_a_card(scene: Scene) -> None:
    async with scene.start():
        answer = await scene.discord.say(
            scene.room, scene.ana, f"{scene.discord.bot.mention} give me drum samples"
        )
        assert len(wavs(answer)) == 5
        assert all(name in answer.content for name in wavs(answer))
        assert answer.attachments[-1].filename == "waveforms.png"
        assert answer.attachments[-1].data.startswith(b"\x89PNG")
        assert answer.pinged == []
        assert scene.discord.world.typing == [scene.room.id]


async def test_in_private_no_mention_is_needed_and_count_words_count(scene: Scene) -> None:
    async with scene.start():
        answer = await scene.discord.say(scene.dm, scene.ana, "give me three drum samples")
        assert len(wavs(answer)) == 3
        lines = [line for line in answer.content.splitlines() if line[1:3] == ". "]
        assert [line.split(".")[0] for line in lines] == ["1", "2", "3"]
        assert all(" s" in line and "drums" in line for line in lines)


async def test_ten_files_fill_a_message_so_the_card_follows(scene: Scene) -> None:
    async with scene.start():
        answer = await scene.discord.say(scene.dm, scene.ana, "ten drum samples")
        assert len(wavs(answer)) == len(answer.attachments) == 10
        await scene.discord.world.until(lambda: len(scene.discord.said(scene.dm)) == 2, 5)
        card = scene.discord.said(scene.dm)[1]
        assert [entry.filename.split("-")[0] for entry in card.attachments] == ["waveforms"]
        await scene.discord.say(scene.dm, scene.ana, "two keys")
        assert wavs(await scene.discord.say(scene.dm, scene.ana, "more like 9", to=card))


@pytest.mark.parametrize("text", ["/forget", "/stats", "/Approach hybrid"])
async def test_a_command_that_comes_as_text_is_no_prompt(scene: Scene, text: str) -> None:
    async with scene.start():
        said = await scene.discord.say(scene.dm, scene.ana, text)
        assert (
            said.content
            == f"{text.split()[0].lower()} is a command: type / and choose it from the list that opens."
        )


async def test_what_is_not_meant_for_the_bot_stays_unanswered(scene: Scene) -> None:
    async with scene.start():
        await scene.discord.post(scene.room, scene.ana, "give me drum samples")
        await scene.discord.say(scene.room, scene.ana, f"{scene.discord.bot.mention} hello")
        assert len(scene.discord.said(scene.room)) == 1


@pytest.mark.parametrize("known", [True, False], ids=["told of", "not told of yet"])
async def test_a_server_that_invites_the_bot_while_it_runs_is_one_like_others(
    scene: Scene, known: bool
) -> None:
    async with scene.start():
        pub = scene.discord.server("pub")
        room = scene.discord.room(pub, "general", scene.ana, scene.ben)
        scene.discord.make_manager(pub, scene.ana)
        if not known:
            for session in scene.discord.gateway.sessions.values():
                session.told |= {pub.id, room.id}
        chosen = await scene.discord.slash(room, scene.ana, "approach", name="contrastive", scope="server")
        await scene.discord.post(room, scene.ben, "give me drum samples")
        answer = await scene.discord.say(room, scene.ben, f"{scene.discord.bot.mention} one kick")
        assert "contrastive" in answer.content
        assert scene.discord.said(room) == [chosen, answer]


async def test_a_greeting_gets_a_word_and_no_files(scene: Scene) -> None:
    async with scene.start():
        answer = await scene.discord.say(scene.dm, scene.ana, "hello")
        assert "Hello" in answer.content
        assert answer.attachments == []
        bare = await scene.discord.say(scene.room, scene.ana, scene.discord.bot.mention)
        assert "give me drum samples" in bare.content


async def test_a_chat_channel_needs_no_mention(scene: Scene) -> None:
    scene.discord.world.approved |= 1 << 15
    scene.discord.make_manager(scene.club, scene.ana)
    async with scene.start(message_content=None):
        said = await scene.discord.slash(scene.room, scene.ana, "setup", chat=True)
        assert said.ephemeral
        assert "every message" in said.content
        assert "Message Content Intent" not in said.content
        assert len(wavs(await scene.discord.say(scene.room, scene.ben, "two drum samples"))) == 2
        await scene.discord.slash(scene.room, scene.ana, "setup", chat=False)
        await scene.discord.post(scene.room, scene.ben, "two drum samples")
        await scene.discord.say(scene.dm, scene.ana, "hello")
        assert len([one for one in scene.discord.said(scene.room) if not one.ephemeral]) == 1


async def test_a_thread_in_a_chat_channel_is_one_too(scene: Scene) -> None:
    scene.discord.world.approved |= 1 << 15
    scene.discord.make_manager(scene.club, scene.ana)
    thread, aside = (
        scene.discord.thread(scene.room, "kicks"),
        scene.discord.room(scene.club, "aside", scene.ben),
    )
    async with scene.start(message_content=None):
        await scene.discord.slash(thread, scene.ana, "setup", chat=True)
        for place in (thread, scene.room):
            assert len(wavs(await scene.discord.say(place, scene.ben, "two drum samples"))) == 2
        await scene.discord.post(aside, scene.ben, "two drum samples")
        await scene.discord.say(scene.dm, scene.ana, "hello")
        assert scene.discord.said(aside) == []


async def test_what_is_written_in_a_chat_channel_while_the_log_cannot_be_read_is_answered_when_it_can(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(chat, "AGAIN_SECONDS", 0.05)
    scene.discord.world.approved |= 1 << 15
    scene.discord.make_manager(scene.club, scene.ana)
    async with scene.start(message_content=None):
        await scene.discord.slash(scene.room, scene.ana, "setup", chat=True)
    async with scene.start(message_content=None):
        with closing(sqlite3.connect(tmp_path / "log.db")) as other:
            other.execute("ALTER TABLE chat_channels RENAME TO away")
            notes = [await scene.discord.post(scene.room, scene.ben, f"{n} drum samples") for n in (1, 2)]
            while "chat_channels" not in caplog.text:
                await asyncio.sleep(0.01)
            other.execute("ALTER TABLE away RENAME TO chat_channels")
        assert [len(wavs(await scene.discord.reply_to(note))) for note in notes] == [1, 2]


async def test_setup_says_so_where_the_message_content_intent_is_off(scene: Scene) -> None:
    scene.discord.make_manager(scene.club, scene.ana)
    async with scene.start(message_content=None):
        said = await scene.discord.slash(scene.room, scene.ana, "setup", chat=True)
        assert "Message Content Intent is off" in said.content
        await scene.discord.post(scene.room, scene.ana, "two drum samples")  # comes blank
        answer = await scene.discord.say(
            scene.room, scene.ana, f"{scene.discord.bot.mention} two drum samples"
        )
        assert len(wavs(answer)) == 2
    assert scene.discord.gateway.closed_with == [4014]


@pytest.mark.parametrize(
    "text",
    [
        "🥁🥁🥁",
        "дай мне барабаны",
        "ドラムのサンプルをください",
        "أعطني طبول",
        "@everyone @here give me kicks for <@&123> **now** `x` ||y||",
        "drum " * 400,
        "k\u200bi\u200bc\u200bk \u202e\u202d",
    ],
    ids=["emoji", "Russian", "Japanese", "Arabic", "mentions", "2000 characters", "invisible"],
)
async def test_any_text_is_answered_and_rings_nobody(scene: Scene, text: str) -> None:
    async with scene.start():
        answer = await scene.discord.say(scene.dm, scene.ana, text[:2000])
        assert answer.content
        assert answer.pinged == []


async def test_two_crowds_at_once_each_get_their_own_answer(scene: Scene) -> None:
    people = [scene.discord.person(f"person {i}") for i in range(20)]
    async with scene.start():
        asked = [("one drum sample", 1), ("two key samples", 2)]
        answers = await asyncio.gather(
            *(scene.discord.say(scene.discord.dm(p), p, text) for p in people for text, _ in asked)
        )
        expected = [count for _ in people for _, count in asked]
        assert [len(wavs(answer)) for answer in answers] == expected
