"""The token is in nothing that is written, whatever goes wrong: each fault is injected, and all that was written searched."""

from __future__ import annotations

import asyncio
import io
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from discord.gateway import DiscordWebSocket

from bot.__main__ import main
from bot.discord.endpoints import SettingsError
from bot.discord.logs import Formatter
from bot.discord.settings import Settings
from tests.bot.discord.conftest import ROOT, Scene
from tests.bot.discord.test_program import CLEAN
from tests.discord_standin import Discord

pytestmark = pytest.mark.faults

TOKEN = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """All that is logged, from DEBUG on, in both formats of the bot."""
    stream, root = io.StringIO(), logging.getLogger()
    handlers = [logging.StreamHandler(stream) for _ in range(2)]
    for handler, as_json in zip(handlers, (False, True), strict=True):
        handler.setFormatter(Formatter(as_json=as_json, secrets=(TOKEN,)))
        root.addHandler(handler)
    level = root.level
    root.setLevel(logging.DEBUG)
    yield stream
    root.setLevel(level)
    for handler in handlers:
        root.removeHandler(handler)


def _refuse_identify(standin: Discord, monkeypatch: pytest.MonkeyPatch) -> None:
    real = DiscordWebSocket.identify

    async def identify(self: DiscordWebSocket) -> None:
        self.token = self.token[:-1]  # the gateway closes with 4004
        await real(self)

    monkeypatch.setattr(DiscordWebSocket, "identify", identify)


FAULTS: dict[str, Callable[[Discord, pytest.MonkeyPatch], object]] = {
    "unknown token": lambda standin, patch: setattr(standin.world, "token", "another"),
    "refused by the gateway": _refuse_identify,
    "forbidden": lambda standin, patch: standin.fail(
        "GET", "/users/@me", 403, message=f"no {TOKEN}", times=3
    ),
    "nonsense": lambda standin, patch: patch.setattr(standin.world.bot, "id", TOKEN),
    "failing": lambda standin, patch: standin.fail("GET", "/users/@me", 503, message=f"Bot {TOKEN}", times=3),
    "an exception with the token in it": lambda standin, patch: patch.setattr(
        "bot.discord.client.Crate.on_connect", lambda self: exec(f"raise ValueError('{TOKEN}')")
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_the_token_is_in_no_line_of_the_log(
    fault: str, scene: Scene, standin: Discord, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    standin.world.token = TOKEN
    FAULTS[fault](standin, monkeypatch)
    async with scene.start(token=TOKEN, wait=False) as running:
        await asyncio.wait({running}, timeout=0.7)
    assert running.exception() is None, "it tries again, or says what is wrong"
    text = written.getvalue()
    assert "Discord" in text or "failed" in text
    assert TOKEN not in text
    assert TOKEN.rpartition(".")[2] not in text


def test_the_token_is_in_no_repr() -> None:
    settings = Settings(TOKEN)
    for text in (
        repr(settings),
        str(settings),
        f"{settings}",
        repr([settings]),
        repr({"settings": settings}),
    ):
        assert TOKEN not in text


@pytest.mark.parametrize("token", ["of two\nlines", "Bot tоken", "with a space", "\x00\x1b"])
def test_what_cannot_be_a_token_is_refused_without_being_repeated(token: str) -> None:
    with pytest.raises(SettingsError, match="DISCORD_TOKEN holds spaces") as refused:
        Settings.from_environment({"DISCORD_TOKEN": token})
    assert token not in str(refused.value)


def test_env_is_closed_to_others_and_a_refused_setting_does_not_print_it(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(f"DISCORD_TOKEN={TOKEN}\nDISCORD_SHARDS=many\n")
    file.chmod(0o644)
    done = subprocess.run(
        [sys.executable, "-m", "bot", "--env", str(file)], env=CLEAN, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 1 and "DISCORD_SHARDS is 'many'" in done.stderr
    assert TOKEN not in done.stderr + done.stdout
    assert file.stat().st_mode & 0o777 == 0o600


def test_an_env_that_cannot_be_read_is_named_and_not_repeated(tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / ".env"
    file.write_bytes(f"DISCORD_TOKEN={TOKEN}".encode() + b"\xff")
    assert main(["--env", str(file)]) == 1
    said = capsys.readouterr().err
    assert said == f"error: {file} cannot be read (it is no text in UTF-8)\n"
    file.write_text(f"DISCORD_TOKEN='{TOKEN}\n")
    assert main(["--env", str(file)]) == 1
    assert capsys.readouterr().err == f"error: {file}, line 1: this is no setting (NAME=value)\n"
    file.unlink()
    assert main(["--env", str(file)]) == 1
    assert capsys.readouterr().err == f"error: {file} cannot be read (No such file or directory)\n"
