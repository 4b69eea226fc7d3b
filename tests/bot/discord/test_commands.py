"""Slash commands and the menu command."""

from pathlib import Path

import pytest

from db import QueryLog
from retrieval_core.catalog import Catalog
from retrieval_core.evaluated import Evaluation
from tests.bot.discord.conftest import Scene
from tests.bot.discord.test_chat import wavs
from tests.discord_standin import Attachment, NotOffered


async def test_find_takes_a_count_and_an_approach(scene: Scene) -> None:
    async with scene.start():
        answer = await scene.discord.slash(
            scene.room, scene.ana, "find", prompt="drum samples", k=3, approach="contrastive"
        )
        assert len(wavs(answer)) == 3
        assert answer.content.splitlines()[-1].startswith("-# contrastive")
        with pytest.raises(NotOffered):
            await scene.discord.slash(scene.room, scene.ana, "find", prompt="kick", approach="magic")


async def test_prompts_are_completed_from_what_was_asked_and_from_the_classes(scene: Scene) -> None:
    async with scene.start():
        await scene.discord.say(scene.dm, scene.ana, "drum loops with swing")
        offered = await scene.discord.autocomplete(scene.dm, scene.ana, "find", "prompt", "dru")
        assert offered == ["drum loops with swing", "drums", "drum loops"]
        offered = await scene.discord.autocomplete(scene.room, scene.ben, "find", "prompt", "dru")
        assert offered == ["drums", "drum loops"]  # what one person alone asked is that person's own


async def test_an_approach_is_chosen_for_a_person(scene: Scene) -> None:
    async with scene.start():
        said = await scene.discord.slash(scene.room, scene.ana, "approach", name="prototype")
        assert said.ephemeral
        for person, chosen in ((scene.ana, True), (scene.ben, False)):
            answer = await scene.discord.slash(scene.room, person, "find", prompt="drum samples")
            assert ("-# prototype" in answer.content) == chosen


async def test_an_approach_is_chosen_for_a_server_by_those_who_manage_it(scene: Scene) -> None:
    async with scene.start():
        said = await scene.discord.slash(
            scene.room, scene.ana, "approach", name="contrastive", scope="server"
        )
        assert said.ephemeral
        assert "Manage Server" in said.content
        scene.discord.make_manager(scene.club, scene.ana)
        said = await scene.discord.slash(
            scene.room, scene.ana, "approach", name="contrastive", scope="server"
        )
        assert not said.ephemeral
        answer = await scene.discord.slash(scene.room, scene.ben, "find", prompt="drum samples")
        assert "-# contrastive" in answer.content
        said = await scene.discord.slash(scene.dm, scene.ana, "approach", name="prototype", scope="server")
        assert "on a server only" in said.content


async def test_eval_posts_the_confusion_matrices_with_the_figures(scene: Scene) -> None:
    async with scene.start():
        said = await scene.discord.slash(scene.room, scene.ana, "eval")
        names = {entry.filename for entry in said.attachments}
        assert {"prototype_cm.png", "linear_projection_cm.png", "contrastive_cm.png"} <= names
        assert all(entry.data.startswith(b"\x89PNG") for entry in said.attachments)
        assert "accuracy" in said.content
        one = await scene.discord.slash(scene.room, scene.ana, "eval", approach="contrastive")
        assert [entry.filename for entry in one.attachments] == ["contrastive_cm.png"]


async def test_library_counts_and_draws_a_map(scene: Scene) -> None:
    async with scene.start():
        said = await scene.discord.slash(scene.room, scene.ana, "library")
        assert "40 samples" in said.content
        assert "drums (20), keys (20)" in said.content
        assert said.attachments[0].data.startswith(b"\x89PNG")


async def test_library_shows_names_of_folders_as_they_are_and_what_there_is_room_for(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["@everyone **hats** [x](http://evil.example)", *(f"{n} {'Drum Loops ' * 6}" for n in range(40))]
    monkeypatch.setattr(Catalog, "class_counts", lambda self: dict.fromkeys(names, 1))
    async with scene.start():
        said = await scene.discord.slash(scene.room, scene.ana, "library")
        assert r"\*\*hats\*\* \[x\](http\://" in said.content
        assert said.content.endswith("…\n-# Dots that lie close sound alike.")
        assert said.pinged == []


async def test_stats_tell_of_use(scene: Scene) -> None:
    async with scene.start():
        assert "Nobody has asked" in (await scene.discord.slash(scene.room, scene.ana, "stats")).content
        answer = await scene.discord.say(scene.dm, scene.ana, "drum samples")
        await scene.discord.press(answer, "👍 1", scene.ana)
        said = await scene.discord.slash(scene.room, scene.ana, "stats")
        assert "1 question of 1 person" in said.content
        assert "1 up, 0 down" in said.content


async def test_forget_asks_and_then_deletes(scene: Scene, tmp_path: Path) -> None:
    async with scene.start():
        await scene.discord.say(scene.dm, scene.ana, "drum samples with a name in them")
        asked = await scene.discord.slash(scene.room, scene.ana, "forget")
        assert asked.ephemeral
        with pytest.raises(NotOffered):
            await scene.discord.press(asked, "Delete", scene.ben)
        kept = await scene.discord.press(asked, "Keep", scene.ana)
        assert "Nothing was deleted" in kept.content
        with QueryLog.open(tmp_path / "log.db") as log:
            assert len(log.recent()) == 1
        asked = await scene.discord.slash(scene.room, scene.ana, "forget")
        said = await scene.discord.press(asked, "Delete", scene.ana)
        assert "1 question" in said.content
        assert said.components == []
    assert b"a name in them" not in b"".join(file.read_bytes() for file in tmp_path.glob("log.db*"))


async def test_help_is_for_the_asker_alone(scene: Scene) -> None:
    async with scene.start():
        said = await scene.discord.slash(scene.room, scene.ana, "help")
        assert said.ephemeral
        assert "/similar" in said.content


@pytest.mark.parametrize(
    ("command", "options"),
    [("approach", {"name": "prototype"}), ("eval", {}), ("library", {}), ("setup", {"chat": False})],
)
async def test_who_asks_too_often_is_told_so_by_each_command(
    scene: Scene, command: str, options: dict
) -> None:
    scene.discord.make_manager(scene.club, scene.ana)
    async with scene.start(per_person=1):
        await scene.discord.slash(scene.room, scene.ana, command, **options)
        said = await scene.discord.slash(scene.room, scene.ana, command, **options)
        assert "You ask faster than I can dig" in said.content


async def test_setup_promises_no_more_than_its_rights(scene: Scene) -> None:
    scene.discord.make_manager(scene.club, scene.ana)
    rules = scene.discord.room(scene.club, "rules", scene.ana, denied=["send_messages"])
    bare = scene.discord.room(scene.club, "bare", scene.ana, denied=["attach_files"])
    async with scene.start():
        said = await scene.discord.slash(rules, scene.ana, "setup", chat=True)
        assert "may not write. Give me Send Messages there" in said.content
        assert "every message" not in said.content
        said = await scene.discord.slash(bare, scene.ana, "setup", chat=True)
        assert "now answer every message. But I lack permissions there: Attach Files." in said.content


async def test_an_approach_that_is_chosen_is_told_and_can_be_given_back(scene: Scene) -> None:
    scene.discord.make_manager(scene.club, scene.ana)

    async def answers() -> str:
        answer = await scene.discord.slash(scene.room, scene.ana, "find", prompt="two kicks")
        return answer.content.splitlines()[-1].split(" · ")[0].removeprefix("-# ")

    async with scene.start():
        default = await answers()
        await scene.discord.slash(scene.room, scene.ana, "approach", name="prototype", scope="server")
        said = await scene.discord.say(scene.room, scene.ana, f"{scene.discord.bot.mention} use contrastive")
        assert "From now on I answer you with contrastive" in said.content
        assert await answers() == "contrastive"
        said = await scene.discord.slash(scene.room, scene.ana, "approach", name="default")
        assert "From now on I answer you by the default, prototype" in said.content
        assert await answers() == "prototype"
        await scene.discord.slash(scene.room, scene.ana, "approach", name="default", scope="server")
        assert await answers() == default


async def test_eval_tells_members_nothing_to_type_in_a_shell(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    metrics = {"approaches": {}, "note": "nothing to be scored against", "hint": "`python -m offline` helps"}
    monkeypatch.setattr("bot.conversation.newest", lambda build: Evaluation(build, build.folder, metrics))
    async with scene.start():
        said = await scene.discord.slash(scene.room, scene.ana, "eval")
        assert said.content.endswith("could not be evaluated: nothing to be scored against.")


async def test_setup_is_offered_to_those_who_manage_the_server(scene: Scene) -> None:
    async with scene.start():
        with pytest.raises(NotOffered):
            await scene.discord.slash(scene.room, scene.ana, "setup", chat=True)
        with pytest.raises(NotOffered):
            await scene.discord.slash(scene.dm, scene.ana, "setup", chat=True)


@pytest.fixture
def kick(index: Path) -> Attachment:
    """A sample of the library under another name, as a stranger would send it."""
    import json

    build = index / (index / "CURRENT").read_text().strip()
    library = (
        Path(__file__).resolve().parents[3] / json.loads((build / "manifest.json").read_text())["library"]
    )
    return Attachment("my sound.wav", sorted((library / "drums").glob("*.wav"))[0].read_bytes())


async def test_similar_finds_what_sounds_like_a_file(scene: Scene, kick: Attachment) -> None:
    async with scene.start():
        answer = await scene.discord.slash(scene.room, scene.ana, "similar", sound=kick, k=3)
        assert "like my sound.wav" in answer.content
        assert len(wavs(answer)) == 3
        assert answer.attachments[0].data == kick.data  # nothing is more like it than itself
        with pytest.raises(LookupError):
            answer.part("Try another approach")
        more = await scene.discord.press(answer, "More", scene.ana)
        longer = await scene.discord.say(scene.dm, scene.ana, "longer ones")
        assert "like the first" in more.content
        assert "nothing" not in longer.content.lower()
        assert set(wavs(more)).isdisjoint(wavs(answer))


async def test_audio_in_a_message_is_a_question_too(scene: Scene, kick: Attachment) -> None:
    async with scene.start():
        answer = await scene.discord.say(scene.dm, scene.ana, "", [kick])
        assert len(wavs(answer)) == 5
        note = await scene.discord.post(scene.room, scene.ben, "listen", [kick])
        answer = await scene.discord.context_menu(scene.ana, "Find similar", note)
        assert len(wavs(answer)) == 5
        note = await scene.discord.post(scene.room, scene.ben, "no sound here")
        said = await scene.discord.context_menu(scene.ana, "Find similar", note)
        assert said.ephemeral
        assert "no audio" in said.content
