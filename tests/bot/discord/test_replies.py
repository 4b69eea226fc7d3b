"""Replies, threads and forwards: what a message points to, beside what it says."""

from __future__ import annotations

import io

import numpy as np
import pytest
import soundfile as sf

from bot import prompts
from bot.discord.references import Starts
from bot.discord.sounds import left_aside
from db.log import CONTEXT_SECONDS
from tests.bot.discord.conftest import Scene
from tests.bot.discord.test_chat import wavs
from tests.discord_standin import Attachment


def sound(name: str = "myloop.wav") -> Attachment:
    file = io.BytesIO()
    sf.write(file, np.sin(np.arange(8000) / 10), 8000, format="WAV")
    return Attachment(name, file.getvalue())


async def test_a_reply_to_an_old_answer_goes_on_from_that_answer(scene: Scene) -> None:
    async with scene.start():
        bot, room = scene.discord.bot.mention, scene.room
        old = await scene.discord.say(room, scene.ana, f"{bot} three drum samples")
        await scene.discord.say(room, scene.ana, f"{bot} two keys")
        more = await scene.discord.say(
            room, scene.ana, "more", to=old
        )  # which rings the bot as a mention does
        assert len(wavs(more)) == 3 and "drums" in more.content
        assert set(wavs(more)).isdisjoint(wavs(old))
        on = await scene.discord.say(room, scene.ana, f"{bot} more")
        assert "drums" in on.content and set(wavs(on)).isdisjoint(wavs(more)), "she goes on from there"


async def test_a_reply_to_somebody_else_s_answer_goes_on_from_it(scene: Scene) -> None:
    async with scene.start():
        hers = await scene.discord.say(
            scene.room, scene.ana, f"{scene.discord.bot.mention} three drum samples"
        )
        his = await scene.discord.say(scene.room, scene.ben, "more like the second one", to=hers)
        assert len(wavs(his)) == 3 and "like the second" in his.content
        found = await scene.discord.slash(scene.room, scene.ana, "find", prompt="two keys")
        his = await scene.discord.say(scene.room, scene.ben, "more", to=found)
        assert len(wavs(his)) == 2 and "keys" in his.content


async def test_a_reply_to_an_answer_that_is_no_longer_known_goes_on_from_no_other(scene: Scene) -> None:
    async with scene.start():
        old = await scene.discord.say(scene.dm, scene.ana, "three drum samples")
    async with scene.start(log="another.db"):
        await scene.discord.say(scene.dm, scene.ana, "two keys")
        said = await scene.discord.say(scene.dm, scene.ana, "more like 1", to=old)
        assert "no last answer" in said.content


async def test_a_reply_to_a_message_with_audio_is_a_question_by_example(scene: Scene) -> None:
    scene.discord.world.approved |= 1 << 15
    async with scene.start(message_content=None):
        bot, room = scene.discord.bot.mention, scene.room
        await scene.discord.say(room, scene.ana, f"{bot} three drum samples")
        loop = await scene.discord.post(room, scene.ben, "my loop", [sound()])
        answer = await scene.discord.say(
            room, scene.ana, f"{bot} find something that sounds like this", to=loop
        )
        assert "5 samples like myloop.wav" in answer.content
        assert "left aside" not in answer.content


async def test_beside_a_sound_the_number_counts_and_what_does_not_is_told(scene: Scene) -> None:
    async with scene.start():
        text = "three kicks like this one but shorter"
        answer = await scene.discord.say(scene.dm, scene.ana, text, [sound("a\nb.wav"), sound("c.wav")])
        assert len(wavs(answer)) == 3
        assert "the sound alone, and left aside: short, kicks" in answer.content
        assert "Of the 2 sounds I took the first. 3 samples like a b.wav" in answer.content
        note = await scene.discord.post(scene.room, scene.ben, "short kicks", [sound(), sound("c.wav")])
        answer = await scene.discord.context_menu(scene.ana, "Find similar", note)
        assert answer.content.startswith("Of the 2 sounds I took the first. 5 samples like myloop.wav")


@pytest.mark.parametrize(
    "text", ["", "like this", "find something that sounds like this", "ten of these", "hi"]
)
def test_what_only_points_to_the_sound_leaves_nothing_aside(text: str) -> None:
    assert left_aside(prompts.parse(text), 1) == ""


@pytest.mark.parametrize("name", ["clip.mp4", "screen.png"])
async def test_a_file_that_is_no_sound_is_told_to_be_none(scene: Scene, name: str) -> None:
    async with scene.start():
        await scene.discord.say(scene.dm, scene.ana, "two kicks")
        said = await scene.discord.say(scene.dm, scene.ana, "like this", [Attachment(name, b"no sound")])
        assert said.content.startswith(f"{name} is no sound that I can read. I know wav")
        forwarded = await scene.discord.say(scene.dm, scene.ana, "", forwarded=[Attachment(name, b"none")])
        assert forwarded.content == said.content


async def test_a_forwarded_sound_is_a_question_too(scene: Scene) -> None:
    scene.discord.world.approved |= 1 << 15
    scene.discord.make_manager(scene.club, scene.ana)
    async with scene.start(message_content=None):
        await scene.discord.slash(scene.room, scene.ana, "setup", chat=True)
        for place in (scene.dm, scene.room):
            answer = await scene.discord.say(place, scene.ana, "", forwarded=[sound("voice-message.wav")])
            assert "5 samples like voice-message.wav" in answer.content


async def test_a_thread_begun_on_an_answer_goes_on_from_it(scene: Scene) -> None:
    async with scene.start():
        bot = scene.discord.bot.mention
        answer = await scene.discord.say(scene.room, scene.ana, f"{bot} three drum samples")
        await scene.discord.say(scene.room, scene.ana, f"{bot} two keys")
    thread = scene.discord.thread(scene.room, "those drums", on=answer)
    aside = scene.discord.thread(scene.room, "something else")
    async with scene.start():
        his = await scene.discord.say(thread, scene.ben, f"{bot} more like 2")
        assert len(wavs(his)) == 3 and "like the second" in his.content
        hers = await scene.discord.slash(thread, scene.ana, "find", prompt="more like 1")
        assert len(wavs(hers)) == 3 and "like the first" in hers.content
        await scene.discord.say(thread, scene.ben, f"{bot} two keys")
        his = await scene.discord.say(thread, scene.ben, f"{bot} more")
        assert len(wavs(his)) == 2 and "keys" in his.content, "from then on the thread goes its own way"
        assert "no last answer" in (await scene.discord.say(aside, scene.ben, f"{bot} more")).content
        looked = scene.discord.requests("GET", f"/channels/{scene.room.id}/messages/")
        assert len(looked) == 2, "once a thread"


async def test_in_a_thread_begun_on_an_answer_what_is_forgotten_does_not_come_back(scene: Scene) -> None:
    async with scene.start():
        bot = scene.discord.bot.mention
        answer = await scene.discord.say(scene.room, scene.ana, f"{bot} three drum samples")
    thread = scene.discord.thread(scene.room, "those drums", on=answer)
    async with scene.start():
        await scene.discord.say(thread, scene.ana, f"{bot} more")
        assert "Forgotten" in (await scene.discord.say(thread, scene.ana, f"{bot} start over")).content
        assert "no last answer" in (await scene.discord.say(thread, scene.ana, f"{bot} more")).content
        his = await scene.discord.say(thread, scene.ben, f"{bot} more")
        assert len(wavs(his)) == 3, "what she has forgotten is still there for him"
        asked = await scene.discord.slash(thread, scene.ben, "forget")
        assert "1 question" in (await scene.discord.press(asked, "Delete", scene.ben)).content
        assert "no last answer" in (await scene.discord.say(thread, scene.ben, f"{bot} more like 2")).content
        found = await scene.discord.say(thread, scene.ben, f"{bot} more", to=answer)
        assert len(wavs(found)) == 3, "a reply says what it goes on from"


def test_who_has_long_been_silent_in_a_thread_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    starts, ana, ben, now = Starts(), 1, 2, [0.0]
    monkeypatch.setattr("bot.discord.references.time.monotonic", lambda: now[0])
    assert starts.begins(7, ana) and starts.begins(8, ana) and starts.begins(7, ben)
    now[0] += CONTEXT_SECONDS - 1
    assert not starts.begins(7, ana)
    now[0] += CONTEXT_SECONDS - 1
    assert not starts.begins(7, ana) and starts.begins(7, ben)


async def test_a_mention_of_the_bot_s_own_role_is_one_of_the_bot(scene: Scene) -> None:
    scene.discord.world.approved |= 1 << 15
    async with scene.start(message_content=None):
        answer = await scene.discord.say(scene.room, scene.ana, f"<@&{scene.club.role_id}> two drum samples")
        assert len(wavs(answer)) == 2
        await scene.discord.post(scene.room, scene.ana, f"<@&{scene.club.id}> two drum samples")
        await scene.discord.say(scene.dm, scene.ana, "hello")
        assert len(scene.discord.said(scene.room)) == 1


@pytest.mark.parametrize(("kind", "text"), [(18, "our favourite snares"), (4, "kick-room"), (6, "")])
async def test_what_discord_itself_says_of_a_channel_is_no_prompt(scene: Scene, kind: int, text: str) -> None:
    async with scene.start():
        await scene.discord.post(scene.dm, scene.ana, text, kind=kind)
        await scene.discord.say(scene.dm, scene.ana, "hello")
        assert len(scene.discord.said(scene.dm)) == 1
