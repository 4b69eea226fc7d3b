"""Settings, and what the log may hold."""

import json
import logging
import os
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.discord.errors import explain
from bot.discord.logs import Formatter
from bot.discord.settings import Settings
from db import LogError
from retrieval_core.audio import AudioError

TOKEN = "some.token.0"


def test_defaults_and_all_that_can_be_set() -> None:
    assert Settings.from_environment({"DISCORD_TOKEN": TOKEN}) == Settings(TOKEN)
    example = (Path(__file__).resolve().parents[3] / ".env.example").read_text()
    names = {
        line.strip("#").split("=")[0] for line in example.splitlines() if "=" in line and " " not in line
    }
    values = {"DISCORD_SHARDS": "auto", "DISCORD_MESSAGE_CONTENT": "off", "CRATEDIGGER_LOG_FORMAT": "json"}
    read = set()

    class Watched(dict):
        def get(self, key, default=None):
            read.add(key)
            return super().get(key, default)

    settings = Settings.from_environment(Watched(values | {"DISCORD_TOKEN": TOKEN, "DISCORD_GUILD": "7"}))
    assert (settings.shards, settings.message_content, settings.json_log, settings.guild) == (
        None,
        False,
        True,
        7,
    )
    assert read - names == {"DISCORD_API_BASE", "DISCORD_GATEWAY"}  # for tests, so the example is silent
    assert names - read == {
        "CRATEDIGGER_DB",  # db reads these two
        "CRATEDIGGER_RETENTION_DAYS",
        "CRATEDIGGER_WEB_TOKEN",  # the page this one
        "CRATEDIGGER_STORE",  # and the retriever these
        "CRATEDIGGER_MILVUS_URI",
        "CRATEDIGGER_MILVUS_TOKEN",
    }


@pytest.mark.parametrize(("value", "shards"), [("", 1), ("4", 4), ("auto", None), ("AUTO ", None)])
def test_discord_is_asked_how_many_shards_it_wants(value: str, shards: int | None) -> None:
    assert Settings.from_environment({"DISCORD_TOKEN": TOKEN, "DISCORD_SHARDS": value}).shards == shards


def test_a_process_holds_its_share_of_the_shards() -> None:
    environment = {"DISCORD_TOKEN": TOKEN, "DISCORD_SHARDS": "8", "DISCORD_SHARD_IDS": "4-7"}
    assert Settings.from_environment(environment).shard_ids == (4, 5, 6, 7)
    assert Settings.from_environment(environment | {"DISCORD_SHARD_IDS": "0"}).shard_ids == (0,)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DISCORD_TOKEN", "", "choose New Application"),
        ("DISCORD_TOKEN", "", "python -m bot --console"),
        ("DISCORD_API_BASE", "https://discord.example/api/v10", "takes only a loopback address"),
        ("DISCORD_API_BASE", "http://127.0.0.1.example/", "takes only a loopback address"),
        ("DISCORD_API_BASE", "http://[::", "takes only a loopback address"),
        ("DISCORD_GATEWAY", "ws://192.168.1.7:80/", "takes only a loopback address"),
        ("DISCORD_SHARDS", "many", "DISCORD_SHARDS is 'many'; it must be a whole number"),
        (
            "DISCORD_SHARD_IDS",
            "0-3",
            "DISCORD_SHARD_IDS is '0-3'; it must be a range such as 0-3, of fewer shards",
        ),
        ("DISCORD_GUILD", "-1", "DISCORD_GUILD is '-1'"),
        ("CRATEDIGGER_HEALTH_PORT", "70000", "it must be a whole number of at least 1 and at most 65535"),
        ("DISCORD_MESSAGE_CONTENT", "maybe", "it must be one of auto, on, off"),
        ("DISCORD_GUILD", "9" * 20, f"at least 1 and at most {2**63 - 1}"),
        ("CRATEDIGGER_STOP_SECONDS", "soon", "it must be a number of seconds"),
        ("CRATEDIGGER_STOP_SECONDS", "90000", "above 0 and at most 86400"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    name: str,
    value: str,
    said: str,
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setenv(name, value)
    assert main(["--env", os.devnull, "--index", str(tmp_path)]) == 1
    printed = capsys.readouterr().err
    assert said in printed
    assert TOKEN not in printed


def test_an_empty_setting_of_the_environment_hides_none_of_the_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text(f"DISCORD_TOKEN={TOKEN}\nDISCORD_GUILD=7\nDISCORD_SHARDS=many\n")
    monkeypatch.setenv("DISCORD_TOKEN", "")
    monkeypatch.setenv("DISCORD_GUILD", "8")
    monkeypatch.setenv("DISCORD_SHARDS", "")
    assert main(["--env", str(tmp_path / ".env"), "--index", str(tmp_path)]) == 1
    assert "DISCORD_SHARDS is 'many'" in capsys.readouterr().err
    assert (os.environ["DISCORD_TOKEN"], os.environ["DISCORD_GUILD"]) == (TOKEN, "8")


def test_without_a_build_the_command_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    assert main(["--env", os.devnull, "--index", str(tmp_path)]) == 1
    assert "make build" in capsys.readouterr().err


def test_the_token_is_in_no_repr() -> None:
    assert TOKEN not in repr(Settings(TOKEN))


@pytest.mark.parametrize("as_json", [False, True])
def test_secrets_never_reach_the_log(as_json: bool) -> None:
    formatter = Formatter(as_json=as_json, secrets=(TOKEN,))
    address = f"https://discord.com/api/v10/interactions/12/aW50ZXJ/callback with {TOKEN}"
    try:
        raise ValueError(address)
    except ValueError:
        record = logging.getLogger("x").makeRecord(
            "x",
            logging.WARNING,
            "",
            0,
            "limited: %s",
            (address,),
            __import__("sys").exc_info(),
            extra={"query": 7},
        )
    line = formatter.format(record)
    assert TOKEN not in line
    assert "aW50ZXJ" not in line
    assert "/interactions/12/***/callback" in line
    if as_json:
        body = json.loads(line)
        assert (body["level"], body["query"]) == ("WARNING", 7)
        assert "ValueError" in body["exception"]
    else:
        assert "query=7" in line.splitlines()[0]


def test_paths_of_this_machine_are_told_to_nobody() -> None:
    said = explain(
        LogError("The query log /srv/crate/log.db is in use by another program. Try again in a moment.")
    )
    assert said == "The query log … is in use by another program. Try again in a moment."
    said = explain(AudioError("kick/snare.wav: holds no sound, only silence. Commands: /find, /help"))
    assert "kick/snare.wav" in said
