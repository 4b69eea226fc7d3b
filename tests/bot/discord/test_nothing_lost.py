"""`python -m bot` as a program, its database taken from under it: no answer is lost, no row, and no secret."""

from __future__ import annotations

import asyncio
import base64
import random
import resource
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from db import QueryLog
from tests.bot.discord.test_chat import wavs
from tests.bot.discord.test_program import ROOT, Program, program
from tests.db.conftest import locked
from tests.discord_standin import Discord, Message
from tests.faults import scaled

pytestmark = pytest.mark.faults


def rows(path: Path) -> list[str]:
    """What was asked, the oldest first, as another program reads it."""
    with closing(sqlite3.connect(path, timeout=10)) as file:
        return [text for (text,) in file.execute("SELECT text FROM queries ORDER BY time, id")]


def sound(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as file:
        checks = [
            file.execute(f"PRAGMA {name}").fetchall() for name in ("integrity_check", "foreign_key_check")
        ]
    return checks == [[("ok",)], []]


async def ask(standin: Discord, texts: list[str]) -> list[Message]:
    people = [standin.person(f"person {number}") for number in range(len(texts))]
    return [
        await standin.post(standin.dm(person), person, text)
        for person, text in zip(people, texts, strict=True)
    ]


async def test_killed_under_load_at_any_moment_it_has_every_answer_in_the_database(
    standin: Discord, index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, chance, answered = tmp_path / "log.db", random.Random(8), set[str]()
    real, late = standin.world.store, list[str]()

    def store(message: Message) -> None:
        """An answer reaches Discord: by then its row must be there for all to see."""
        if message.reference:
            question = standin.world.messages[message.reference].content
            answered.add(question)
            if question not in rows(path):
                late.append(question)
        real(message)

    monkeypatch.setattr(standin.world, "store", store)
    asked = 0
    for round_ in range(scaled(3)):
        sessions = standin.gateway.identifies
        async with program(index, tmp_path, standin.environment) as bot:
            await standin.world.until(lambda n=sessions: standin.gateway.identifies > n, 60)
            await standin.ready(timeout=60)
            await ask(standin, [f"{chance.randint(1, 5)} drum samples, {round_} {i}" for i in range(25)])
            asked += 25
            before = len(answered)
            wanted = before + chance.randint(1, 15)
            await standin.world.until(lambda n=wanted: len(answered) >= n, 60)
            await asyncio.sleep(chance.random() / 20)
            bot.process.kill()
            await bot.ended()
        standin.gateway.sessions.clear()
        assert sound(path)
        assert answered <= set(rows(path))
    assert late == []
    assert scaled(3) <= len(answered) < asked
    assert len(rows(path)) == len(set(rows(path)))


async def test_locked_full_and_damaged_in_one_life(standin: Discord, index: Path, tmp_path: Path) -> None:
    path, asked = tmp_path / "log.db", list[str]()
    ana = standin.person("ana")
    here = standin.dm(ana)

    async def say(number: int) -> None:
        for _ in range(number):
            asked.append(f"one drum sample, {len(asked)}")
            assert len(wavs(await standin.say(here, ana, asked[-1]))) == 1

    async def written(since: int = 0) -> None:
        for _ in range(600):
            if rows(path) == asked[since:]:
                return
            await asyncio.sleep(0.05)
        assert rows(path) == asked[since:]

    settings = {"CRATEDIGGER_POLL_SECONDS": "0.1", "CRATEDIGGER_RETENTION_DAYS": "30"}
    async with program(index, tmp_path, standin.environment | settings) as bot:
        await standin.ready(timeout=60)
        standin.patience = 60
        await say(2)
        with locked(path):
            await say(4)
            assert rows(path) == asked[:2]
        await written()
        limit = resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, (16384, limit[1]))  # no file grows any more
        await say(4)
        assert rows(path) == asked[:6]
        resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, limit)
        await written()
        assert sound(path)
        with path.open("r+b") as file:
            file.write(b"damage" * 100)
        await say(4)
        await written(since=10)
        assert sound(path)
        asides = list(path.parent.glob("log.db.damaged-*Z"))
        assert len(asides) == 1 and asides[0].read_bytes().startswith(b"damage")
        for file in [*asides, path, *path.parent.glob("log.db.s*"), *path.parent.glob("log.db-*")]:
            assert file.stat().st_mode & 0o777 == 0o600, file
        nothing_given_away(standin, bot, tmp_path)
        asides[0].unlink()
        for rest in path.parent.glob("log.db.damaged-*"):
            rest.unlink()
        await forgotten(standin, path)
        bot.stop()
        assert await bot.ended() == 0
    nothing_given_away(standin, bot, tmp_path)


def nothing_given_away(standin: Discord, bot: Program, folder: Path) -> None:
    """No id of a person and no token in any file, nor in what the program printed; and no salt in that."""
    salt = (folder / "log.db.salt").read_bytes()
    ids = [user.id for user in standin.world.users.values()] + [c.id for c in standin.world.channels.values()]
    written = [bot.log.encode()]
    written += [file.read_bytes() for file in folder.iterdir() if file.is_file() and file.suffix != ".salt"]
    secret = [str(number).encode() for number in ids] + [number.to_bytes(8, "big") for number in ids]
    secret += [standin.world.token.encode(), salt, salt.hex().encode(), base64.b64encode(salt)]
    for text in written:
        for word in secret:
            assert word not in text


async def forgotten(standin: Discord, path: Path) -> None:
    """/forget, as a person uses it: afterwards the files hold nothing of them."""
    ana = next(user for user in standin.world.users.values() if user.name == "ana")
    with QueryLog.open(path, keeper=False) as log:
        person = log.recent(1)[0].user.encode()
    files = [file for file in path.parent.iterdir() if file.name.startswith("log.db") and file.is_file()]
    assert any(person in file.read_bytes() for file in files)
    sure = await standin.slash(standin.dm(ana), ana, "forget")
    said = await standin.press(sure, "Delete", ana)
    assert "Deleted: 4 questions" in said.content
    for file in path.parent.iterdir():
        if file.name.startswith("log.db"):
            assert person not in file.read_bytes() and b"drum sample" not in file.read_bytes(), file


async def test_a_backup_is_made_by_the_program_while_the_bot_answers(
    standin: Discord, index: Path, tmp_path: Path
) -> None:
    path, copy = tmp_path / "log.db", tmp_path / "copies" / "copy.db"
    async with program(index, tmp_path, standin.environment) as bot:
        await standin.ready(timeout=60)
        notes = await ask(standin, [f"one drum sample, {number}" for number in range(scaled(30))])
        await standin.reply_to(notes[3])
        before = set(rows(path))
        backup = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "db", "backup", str(copy), "--log", str(path)), cwd=ROOT
        )
        assert await backup.wait() == 0
        for note in notes:
            assert len(wavs(await standin.reply_to(note, 60))) == 1
        after = set(rows(path))
        bot.stop()
        assert await bot.ended() == 0
    assert sound(copy)
    assert before <= set(rows(copy)) <= after
    assert {file.stat().st_mode & 0o777 for file in copy.parent.iterdir()} == {0o600}
