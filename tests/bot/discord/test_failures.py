"""What goes wrong: a clear short answer, the details in the log, and the bot lives on."""

import asyncio
import io
import logging
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from tests.bot.discord.conftest import Scene
from tests.bot.discord.test_chat import wavs
from tests.discord_standin import Attachment, interactions


async def lives_on(scene: Scene) -> None:
    assert len(wavs(await scene.discord.say(scene.discord.dm(scene.ben), scene.ben, "one drum sample"))) == 1


async def test_without_the_right_to_attach_the_names_are_told(scene: Scene) -> None:
    room = scene.discord.room(scene.club, "bare", scene.ana, denied=["attach_files"])
    async with scene.start():
        answer = await scene.discord.say(room, scene.ana, f"{scene.discord.bot.mention} drum samples")
        assert answer.attachments == []
        assert "Attach Files" in answer.content
        assert ".wav" in answer.content
        await scene.discord.say(room, scene.ana, f"{scene.discord.bot.mention} ten drum samples")
        await scene.discord.say(room, scene.ana, f"{scene.discord.bot.mention} hello")
        assert len(scene.discord.said(room)) == 3, "and none tells that there is no card either"


async def test_without_the_right_to_write_the_person_is_told_in_private(scene: Scene) -> None:
    room = scene.discord.room(scene.club, "mute", scene.ana, denied=["send_messages"])
    async with scene.start():
        await scene.discord.post(room, scene.ana, f"{scene.discord.bot.mention} drum samples")
        await scene.discord.world.until(lambda: scene.discord.said(scene.dm), 5)
        assert "permission Send Messages." in scene.discord.said(scene.dm)[0].content
        assert scene.discord.said(room) == []
        await scene.discord.post(room, scene.ana, f"{scene.discord.bot.mention} drum samples")
        await scene.discord.say(scene.dm, scene.ana, "two kicks")
        assert len(scene.discord.said(scene.dm)) == 2, "told once"


async def test_without_the_right_to_write_in_threads_that_is_named(scene: Scene) -> None:
    room = scene.discord.room(scene.club, "talk", scene.ana, denied=["send_messages_in_threads"])
    thread = scene.discord.thread(room, "beats")
    async with scene.start():
        await scene.discord.post(thread, scene.ana, f"{scene.discord.bot.mention} drum samples")
        await scene.discord.world.until(lambda: scene.discord.said(scene.dm), 5)
        assert "permission Send Messages in Threads." in scene.discord.said(scene.dm)[0].content


async def test_without_the_right_to_read_history_the_answer_is_no_reply(scene: Scene) -> None:
    room = scene.discord.room(scene.club, "brief", scene.ana, denied=["read_message_history"])
    async with scene.start():
        await scene.discord.post(room, scene.ana, f"{scene.discord.bot.mention} one drum sample")
        await scene.discord.world.until(lambda: scene.discord.said(room), 5)
        assert len(wavs(scene.discord.said(room)[0])) == 1


async def test_a_right_that_is_lost_meanwhile_is_named_beside_the_names(scene: Scene) -> None:
    scene.discord.fail(
        "POST", rf"/channels/{scene.dm.id}/messages", 403, code=50013, message="Missing Permissions"
    )
    async with scene.start():
        answer = await scene.discord.say(scene.dm, scene.ana, "drum samples")
        assert "Attach Files" in answer.content
        assert answer.content.count(".wav") == 5
        await lives_on(scene)


async def test_a_message_that_is_deleted_meanwhile_is_still_answered(scene: Scene) -> None:
    async with scene.start():
        note = await scene.discord.post(scene.dm, scene.ana, "one drum sample")
        note.deleted = True
        await scene.discord.world.until(lambda: scene.discord.said(scene.dm), 5)
        assert len(wavs(scene.discord.said(scene.dm)[0])) == 1


async def test_a_vanished_and_a_changed_file_are_named(scene: Scene, own_index: Path, tmp_path: Path) -> None:
    async with scene.start(own_index):
        first = await scene.discord.say(scene.dm, scene.ana, "ten drum samples")
        gone, changed = wavs(first)[2], wavs(first)[4]
        (tmp_path / "library/drums" / gone).unlink()
        (tmp_path / "library/drums" / changed).write_bytes(b"RIFF something else")
        again = await scene.discord.say(scene.dm, scene.ana, "ten drum samples")
        assert set(wavs(first)) - set(wavs(again)) == {gone, changed}
        lines = {line[0]: line for line in again.content.splitlines()}
        assert "gone from the library" in lines["3"]
        assert "changed since" in lines["5"]


async def test_a_library_that_is_gone_altogether_still_gets_an_answer(
    scene: Scene, own_index: Path, tmp_path: Path
) -> None:
    async with scene.start(own_index):
        (tmp_path / "library").rename(tmp_path / "elsewhere")
        answer = await scene.discord.say(scene.dm, scene.ana, "drum samples")
        assert wavs(answer) == []
        assert answer.content.count("gone from the library") == 5


def silence(minutes: int) -> bytes:
    """Hours of silence in a few kilobytes."""
    file = io.BytesIO()
    with sf.SoundFile(file, "w", 8000, 1, "PCM_16", format="FLAC") as flac:
        for _ in range(minutes):
            flac.write(np.zeros(8000 * 60, np.int16))
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("song.wav", b"this is no audio", "no sound that I can read"),
        ("song.mp3", bytes(range(256)) * 40, "no sound that I can read"),
        ("bomb.flac", silence(300), "only silence"),
        ("empty.wav", b"", "no sound that I can read"),
    ],
)
async def test_an_attachment_that_is_no_sound_is_refused(
    scene: Scene, name: str, data: bytes, said: str
) -> None:
    async with scene.start():
        answer = await scene.discord.slash(scene.room, scene.ana, "similar", sound=Attachment(name, data))
        assert answer.ephemeral
        assert name in answer.content
        assert said in answer.content
        answer = await scene.discord.say(scene.dm, scene.ana, "", [Attachment(name, data)])
        assert said in answer.content
        await lives_on(scene)


async def test_an_attachment_over_25_mib_is_not_even_fetched(scene: Scene) -> None:
    async with scene.start():
        large = Attachment("large.wav", b"", size=26 * 2**20)
        answer = await scene.discord.slash(scene.room, scene.ana, "similar", sound=large)
        assert answer.ephemeral
        assert "at most 25 MiB" in answer.content


async def test_the_sounds_of_one_person_do_not_keep_another_s_waiting(scene: Scene) -> None:
    """Ana's wait for her own first answer, which is slow to arrive, and hold nothing meanwhile."""
    file = io.BytesIO()
    sf.write(file, np.sin(np.arange(8000) / 10), 8000, format="WAV")
    scene.discord.slow("POST", rf"/channels/{scene.dm.id}/messages", 60, times=9)
    async with scene.start(stop_seconds=0.1):
        for _ in range(6):
            await scene.discord.post(scene.dm, scene.ana, "", [Attachment("hers.wav", file.getvalue())])
        his = scene.discord.dm(scene.ben)
        answer = await scene.discord.say(his, scene.ben, "", [Attachment("his.wav", file.getvalue())])
        assert "like his.wav" in answer.content
        assert scene.discord.said(scene.dm) == []


async def test_an_attachment_that_is_gone_is_named(scene: Scene) -> None:
    async with scene.start():
        sound = Attachment("gone.wav", b"RIFF")
        interaction = await scene.discord.start_slash(scene.room, scene.ana, "similar", sound=sound)
        del scene.discord.world.attachments[sound.id]
        assert "no longer has that file" in (await scene.discord.answer_to(interaction)).content


async def test_rate_limits_on_messages_and_callbacks_are_waited_out(scene: Scene) -> None:
    scene.discord.rate_limit("POST", r"/channels/\d+/messages", times=2)
    scene.discord.rate_limit("POST", r"/interactions/.*")
    scene.discord.rate_limit("PATCH", r"/webhooks/.*")
    async with scene.start():
        assert len(wavs(await scene.discord.say(scene.dm, scene.ana, "drum samples"))) == 5
        assert len(wavs(await scene.discord.slash(scene.dm, scene.ana, "find", prompt="drum samples"))) == 5
    answered = [status for _, path, status in scene.discord.world.requests if "users" not in path]
    assert answered.count(429) == 4


async def test_a_missed_deadline_is_made_up_for_in_the_channel(scene: Scene) -> None:
    scene.discord.world.deadline = 0.2
    scene.discord.rate_limit("POST", r"/interactions/.*", retry_after=0.4)
    async with scene.start():
        await scene.discord.start_slash(scene.room, scene.ana, "find", prompt="two drum samples")
        await scene.discord.world.until(lambda: scene.discord.said(scene.room), 5)
        assert len(wavs(scene.discord.said(scene.room)[0])) == 2
        await lives_on(scene)


async def test_an_interaction_that_has_expired_meanwhile_is_answered_in_the_channel(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with scene.start():
        first = await scene.discord.slash(scene.room, scene.ana, "find", prompt="two drum samples")
        monkeypatch.setattr(interactions, "TOKEN_LIFE", 0.0)
        await scene.discord.start_press(first, "More", scene.ana)
        await scene.discord.world.until(lambda: len(scene.discord.said(scene.room)) == 2, 5)
        assert len(wavs(scene.discord.said(scene.room)[1])) == 2


async def test_while_it_stops_nothing_new_is_begun(scene: Scene) -> None:
    async with scene.start():
        first = await scene.discord.say(scene.dm, scene.ana, "two drum samples")
        scene.discord.slow("POST", rf"/channels/{scene.dm.id}/messages", 1.0)
        waiting = await scene.discord.post(scene.dm, scene.ana, "one drum sample")
        await scene.discord.world.until(lambda: scene.discord.world.faults[0].times == 0, 5)
        scene.stop()
        said = [await scene.discord.press(first, "More", scene.ana)]
        said.append(await scene.discord.slash(scene.dm, scene.ben, "help"))
        assert all("being restarted" in one.content for one in said)
        assert len(wavs(await scene.discord.reply_to(waiting))) == 1


async def test_failures_are_logged_in_full_and_told_in_short(
    scene: Scene, own_index: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with scene.start(own_index):
        (own_index / "copy/evaluation/metrics.json").write_text("{}")
        said = await scene.discord.slash(scene.room, scene.ana, "eval")
        assert said.ephemeral
        assert "does not match its checksum" in said.content
        await lives_on(scene)


async def test_a_log_that_cannot_be_written_costs_no_answer(
    scene: Scene, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with scene.start():
        (tmp_path / "log.db").write_bytes(b"damaged" * 5000)
        with caplog.at_level(logging.CRITICAL, logger="bot.conversation"):
            answer = await scene.discord.say(scene.dm, scene.ana, "two drum samples")
        assert len(wavs(answer)) == 2


async def test_a_flood_is_told_to_wait_once_and_others_are_served(scene: Scene) -> None:
    async with scene.start(workers=1):
        notes = [await scene.discord.post(scene.dm, scene.ana, f"one drum sample {i}") for i in range(60)]
        await lives_on(scene)
    answers = scene.discord.said(scene.dm)
    [told] = [answer for answer in answers if "questions waiting" in answer.content]
    assert 20 < len(answers) < len(notes)
    assert all(len(wavs(answer)) == 1 for answer in answers if answer is not told)


async def test_more_completions_at_once_than_there_is_room_for_offer_nothing(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    async with scene.start(workers=1):
        typed = [scene.discord.autocomplete(scene.dm, scene.ana, "find", "prompt", "dru") for _ in range(40)]
        offered = await asyncio.gather(*typed)
        assert 0 < offered.count([]) < 40
        assert "Traceback" not in caplog.text


async def test_an_outage_of_one_channel_holds_up_nothing_elsewhere(scene: Scene) -> None:
    scene.discord.slow("POST", rf"/channels/{scene.dm.id}/messages", 60, times=9)
    scene.discord.make_manager(scene.club, scene.ana)
    async with scene.start(stop_seconds=0.1):
        for _ in range(3):
            await scene.discord.post(scene.dm, scene.ana, "one drum sample")
        bot = scene.discord.bot.mention
        answer = await scene.discord.say(scene.room, scene.ana, f"{bot} two drum samples")
        assert len(wavs(answer)) == 2
        assert "noted" in (await scene.discord.press(answer, "👍 1", scene.ana)).content
        assert await scene.discord.autocomplete(scene.room, scene.ana, "find", "prompt", "dru")
        assert (await scene.discord.slash(scene.room, scene.ana, "library")).attachments
        assert (await scene.discord.slash(scene.room, scene.ana, "setup", chat=False)).ephemeral
        assert (await scene.discord.slash(scene.dm, scene.ana, "help")).ephemeral
        assert len(wavs(await scene.discord.slash(scene.dm, scene.ana, "find", prompt="two drums"))) == 2


@pytest.mark.parametrize(("status", "code"), [(413, 40005), (400, 50035)])
async def test_files_that_discord_refuses_leave_the_names(scene: Scene, status: int, code: int) -> None:
    scene.discord.fail("POST", rf"/channels/{scene.dm.id}/messages", status, code=code)
    scene.discord.fail("PATCH", r"/webhooks/.*", status, code=code)
    async with scene.start():
        for answer in (
            await scene.discord.say(scene.dm, scene.ana, "drum samples"),
            await scene.discord.slash(scene.room, scene.ana, "find", prompt="drum samples"),
        ):
            assert answer.attachments == []
            assert "does not take these files" in answer.content
            assert answer.content.count(".wav") == 5


async def test_what_could_not_be_delivered_is_no_answer(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    scene.discord.fail("POST", rf"/channels/{scene.dm.id}/messages", 403, code=50007, times=9)
    with caplog.at_level(logging.INFO, logger="bot.discord"):
        async with scene.start():
            await scene.discord.post(scene.dm, scene.ana, "drum samples")
            await scene.discord.world.until(lambda: len(scene.discord.requests("POST", "/messages")) == 3, 5)
    assert "not even a refusal could be sent" in caplog.text
    assert "answered" not in [record.getMessage() for record in caplog.records]
