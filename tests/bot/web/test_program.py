"""The page as it is started: beside the chat on a pipe or a terminal, or alone."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from bot.__main__ import main
from bot.conversation import Conversation
from bot.web import app
from bot.web.server import Server
from db import QueryLog

ROOT = Path(__file__).resolve().parents[3]
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")
PATIENCE = 60.0


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    without = {name: value for name, value in os.environ.items() if name != "CRATEDIGGER_WEB_TOKEN"}
    return {**without, "CRATEDIGGER_DB": str(tmp_path / "log.db")}


@pytest.fixture
def alone(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """The page without a terminal."""
    command = [sys.executable, "-m", "bot", "--web", "--port", "0"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


@pytest.fixture
def refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """What the program ends with, and what it says, where it serves nothing: in this process, which is faster."""
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("CRATEDIGGER_WEB_TOKEN", raising=False)

    def refused(*options: str) -> tuple[int, str]:
        try:
            status = main([*options, "--env", os.devnull, "--log", str(tmp_path / "log.db")])
        except SystemExit as error:
            status = int(str(error.code))
        return status, capsys.readouterr().err

    return refused


def run(environment: dict[str, str], *options: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *options],
        cwd=ROOT,
        env=environment,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_without_a_terminal_it_serves_until_it_is_stopped(alone, number):
    address = ADDRESS.search(alone.stdout.readline())[0]
    with urlopen(address, timeout=PATIENCE) as response:
        assert b"<title>Cratedigger</title>" in response.read()
    alone.send_signal(number)
    assert alone.wait(PATIENCE) == 0


def test_it_stops_when_nobody_has_come(alone):
    alone.stdout.readline()
    alone.send_signal(signal.SIGTERM)
    assert alone.wait(PATIENCE) == 0


def test_beside_the_chat_on_a_pipe_it_ends_with_it(environment):
    done = run(environment, "--console", "--web", "--port", "0", stdin="give me drum samples\n")
    assert done.returncode == 0, done.stderr
    assert ADDRESS.search(done.stdout)
    assert " 1. drums/" in done.stdout
    assert (
        run(environment, "--console", "--web", "--port", "0").returncode == 0
    )  # as in: make chat </dev/null


def test_answers_as_json_are_nothing_else(environment):
    done = run(environment, "--console", "--web", "--port", "0", "--json", stdin="kick\n")
    assert done.stdout.startswith("{")
    assert ADDRESS.search(done.stderr)


def test_on_a_terminal_the_chat_goes_on_beside_the_page(environment):
    """Warnings of the page wait for the next prompt, and do not break into a line that is being typed."""
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(ROOT)
        os.execve(sys.executable, [sys.executable, "-m", "bot", "--web", "--port", "0"], environment)
    seen = ""

    def wait_for(pattern: str) -> re.Match[str]:
        nonlocal seen
        end = time.monotonic() + PATIENCE
        while not (found := re.search(pattern, seen)):
            assert select.select([terminal], [], [], end - time.monotonic())[0], seen
            seen += os.read(terminal, 1 << 16).decode("utf-8", "replace")
        return found

    try:
        address = wait_for(ADDRESS.pattern)[0]
        wait_for("> ")
        with urlopen(address, timeout=PATIENCE) as response:
            assert response.status == 200
        os.write(terminal, b"give me one kick\n")
        wait_for(r"1\. drums/\S+")
        os.write(terminal, b"/quit\n")
        _, status = os.waitpid(process, 0)
        assert status == 0
    finally:
        os.close(terminal)


def test_a_port_that_is_taken(refused):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        status, said = refused("--web", "--port", str(taken.getsockname()[1]))
    assert status == 1
    assert "--port names another port" in said


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        (("--web", "--host", "0.0.0.0"), 1, "CRATEDIGGER_WEB_TOKEN"),
        (("--web", "--port", "70000"), 2, "0 to 65535"),
        (("--web", "--port", "http"), 2, "is no port"),
        (("--port", "8000"), 2, "add --web"),
    ],
)
def test_what_cannot_be_is_said(refused, options, status, said):
    found, sentence = refused(*options)
    assert found == status
    assert said in sentence


def test_a_page_that_cannot_start_refuses_who_waits_and_ends_quietly(monkeypatch, tmp_path, caplog):
    def broken(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(app, "make_app", broken)
    with QueryLog.open(tmp_path / "log.db") as log, Server(Conversation(None, log, "web"), port=0) as server:
        with pytest.raises(OSError, match=r"reset|refused"):
            urlopen(server.address, timeout=PATIENCE)
        with pytest.raises(OSError, match="refused"):
            urlopen(server.address, timeout=PATIENCE)
    assert "no longer served" in caplog.text


def test_where_there_is_no_build_it_says_how_to_make_one(refused, tmp_path):
    status, said = refused("--web", "--index", str(tmp_path))
    assert status == 1
    assert "make build" in said


def test_the_chat_starts_without_what_only_the_page_needs(environment):
    code = (
        "import sys; from bot.__main__ import main; main(['--console', '--web', '--port', '0']); "
        "print(sorted({'aiohttp', 'discord', 'PIL'} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        input="kick\n",
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines()[-1] == "[]", done.stderr
