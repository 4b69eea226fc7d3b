"""Buttons under an answer, before and after a restart."""

from pathlib import Path

import pytest

from db import QueryLog
from tests.bot.discord.conftest import Scene, copy_build
from tests.bot.discord.test_chat import wavs
from tests.discord_standin import InteractionFailed


async def test_more_shows_the_next_page(scene: Scene) -> None:
    async with scene.start():
        first = await scene.discord.say(scene.dm, scene.ana, "drum samples")
        second = await scene.discord.press(first, "More", scene.ana)
        third = await scene.discord.press(second, "More", scene.ana)
        assert len({*wavs(first), *wavs(second), *wavs(third)}) == 15


async def test_more_like_a_hit_leaves_that_hit_out(scene: Scene) -> None:
    async with scene.start():
        first = await scene.discord.say(scene.dm, scene.ana, "drum samples")
        chosen = wavs(first)[1]
        alike = await scene.discord.select(first, "More like …", f"2. {chosen}", scene.ana)
        assert len(wavs(alike)) == 5
        assert chosen not in wavs(alike)


async def test_another_approach_answers_the_same_prompt(scene: Scene) -> None:
    async with scene.start():
        answer = await scene.discord.say(scene.dm, scene.ana, "drum samples")
        seen = [answer.content.splitlines()[-1].split(" · ")[0]]
        for _ in range(2):
            answer = await scene.discord.press(answer, "Try another approach", scene.ana)
            seen.append(answer.content.splitlines()[-1].split(" · ")[0])
        assert len(set(seen)) == 3


async def test_thumbs_are_kept_in_the_log(scene: Scene, tmp_path: Path) -> None:
    async with scene.start():
        answer = await scene.discord.say(scene.room, scene.ana, f"{scene.discord.bot.mention} drum samples")
        thanks = await scene.discord.press(answer, "👍 2", scene.ben)
        assert thanks.ephemeral
        await scene.discord.press(answer, "👎 3", scene.ana)
        long = await scene.discord.say(scene.dm, scene.ana, "ten drum samples")
        await scene.discord.select(long, "👍 or 👎 …", f"👍 10. {wavs(long)[9]}", scene.ana)
    with QueryLog.open(tmp_path / "log.db") as log:
        judged = [(pair.rank, pair.value) for pair in log.judged_pairs()]
    assert judged == [(2, 1), (3, -1), (10, 1)]


async def test_buttons_outlive_a_restart(scene: Scene) -> None:
    async with scene.start():
        first = await scene.discord.say(scene.dm, scene.ana, "drum samples")
    async with scene.start():
        second = await scene.discord.press(first, "More", scene.ana)
        assert len({*wavs(first), *wavs(second)}) == 10
        assert (await scene.discord.press(first, "👍 1", scene.ana)).ephemeral
        assert scene.discord.world.syncs == [None]


async def test_buttons_of_an_answer_that_is_no_longer_known_say_so(scene: Scene) -> None:
    async with scene.start():
        answer = await scene.discord.say(scene.room, scene.ana, f"{scene.discord.bot.mention} drum samples")
    async with scene.start(log="another.db"):
        said = await scene.discord.press(answer, "More", scene.ana)
        assert said.ephemeral
        assert "no longer in my log" in said.content
        said = await scene.discord.press(answer, "👍 1", scene.ana)
        assert said.ephemeral
        assert "no longer in the log" in said.content


async def test_buttons_go_on_over_another_build(scene: Scene, own_index: Path) -> None:
    """As the ids of its samples are others: see tests/bot/test_rebuilt.py."""
    async with scene.start():
        answer = await scene.discord.say(scene.dm, scene.ana, "drum samples")
    async with scene.start(own_index):
        assert not {*wavs(await scene.discord.press(answer, "More", scene.ana))} & {*wavs(answer)}
        again = await scene.discord.press(answer, "Try another approach", scene.ana)
        assert len(wavs(again)) == 5


async def test_more_pressed_again_is_the_page_after_and_the_last_page_has_no_more(scene: Scene) -> None:
    async with scene.start():
        first = await scene.discord.say(scene.dm, scene.ana, "eight drum samples")
        second = await scene.discord.press(first, "More", scene.ana)
        third = await scene.discord.press(first, "More", scene.ana)
        assert [len(wavs(page)) for page in (first, second, third)] == [8, 8, 4]
        assert len({*wavs(first), *wavs(second), *wavs(third)}) == 20
        labels = [item.get("label") for row in third.components for item in row["components"]]
        assert "Try another approach" in labels and "More" not in labels


async def test_a_thumb_that_comes_too_late_to_be_thanked_for_counts(
    scene: Scene, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with scene.start():
        answer = await scene.discord.say(scene.dm, scene.ana, "drum samples")
        scene.discord.world.deadline = 0.0
        with pytest.raises(InteractionFailed):
            await scene.discord.press(answer, "👍 2", scene.ana)
        await scene.discord.world.until(lambda: "gave up on an interaction" in caplog.text, 5)
    assert "Traceback" not in caplog.text and "told as" not in caplog.text
    with QueryLog.open(tmp_path / "log.db") as log:
        assert [(pair.rank, pair.value) for pair in log.judged_pairs()] == [(2, 1)]


async def test_a_new_build_takes_over_while_the_bot_runs(
    scene: Scene, own_index: Path, tmp_path: Path
) -> None:
    async with scene.start(own_index):
        await scene.discord.say(scene.dm, scene.ana, "drum samples")
        library = tmp_path / "new"
        copy_build(own_index, own_index, library, name="newer")
        for _ in range(50):
            await scene.discord.say(scene.dm, scene.ana, "drum samples")
            said = await scene.discord.slash(scene.dm, scene.ana, "eval")
            if "newer" in said.content:
                break
        assert "Build newer" in said.content
