"""Who is answered, and what is handed out."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import aiohttp
import pytest

from bot import hearing
from bot.conversation import Conversation
from bot.web import room, security
from bot.web.security import Guard
from bot.web.server import SECRET, Server, WebError
from bot.web.shown import sound
from tests.bot.web.conftest import ROOT

TOKEN = "correct-horse-battery-staple"


@pytest.fixture
async def locked(retriever, query_log) -> AsyncIterator[Server]:
    """The same page where a token is asked for."""
    with Server(Conversation(retriever, query_log, "web"), "127.0.0.1", 0, TOKEN) as server:
        yield server


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:{port}", "127.0.0.1:1", "127.0.0.1.evil.example:{port}", "localhost", ""],
)
@pytest.mark.parametrize("path", ["/", "/api/library", "/static/app.js"])
async def test_a_name_that_somebody_rebound_is_not_answered(client, site, host, path):
    async with client.get(path, headers={"Host": host.format(port=site.port)}) as response:
        assert response.status in (400, 403)
        assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "LocalHost:{port}", "[::1]:{port}"])
async def test_this_machine_goes_by_several_names(client, site, host):
    async with client.get("/", headers={"Host": host.format(port=site.port)}) as response:
        assert response.status == 200


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "null",
        "https://127.0.0.1:{port}",
        "http://127.0.0.1:1",
        "http://localhost:{port}",
    ],
)
async def test_a_page_of_somebody_else_gets_nothing(client, site, origin):
    headers = {"Origin": origin.format(port=site.port)}
    async with client.post("/api/ask", json={"text": "kick"}, headers=headers) as response:
        assert response.status == 403
    async with client.get("/api/library", headers=headers) as response:
        assert response.status == 403


async def test_a_page_of_somebody_else_cannot_show_or_play_what_is_here(client):
    for path in ("/api/library", "/static/app.js", "/evaluation"):
        async with client.get(
            path, headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
        ) as response:
            assert response.status == 403
    async with client.get(
        "/", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    ) as response:
        assert response.status == 200  # a link may lead here


async def test_the_page_itself_is_answered(client, site):
    async with client.post(
        "/api/ask", json={"text": "kick"}, headers={"Origin": site.address.rstrip("/")}
    ) as response:
        assert response.status == 200


@pytest.mark.parametrize(
    "path",
    ["/", "/static/app.js", "/api/library", "/evaluation", "/nowhere", "/sounds/0123456789abcdef/none.wav"],
)
async def test_every_response_is_strict(client, path):
    async with client.get(path) as response:
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy or "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "unsafe-eval" not in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert response.headers["Server"] == "Cratedigger"


async def test_the_page_has_no_script_inside_and_loads_nothing_from_elsewhere():
    for file in (ROOT / "bot/web/static").iterdir():
        text = file.read_text(encoding="utf-8").replace("http://www.w3.org/", "")
        assert "http:" not in text, file.name
        assert "https:" not in text, file.name
        if file.suffix == ".html":
            assert text.count("<script") == text.count("<script src=") + text.count(
                '<script type="module" src='
            ), file.name
            assert " style=" not in text, file.name
            assert " on" not in text.replace(" on ", " ").split("<body")[0], file.name


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_pages(client):
    async with client.get("/") as response:
        [cookie] = response.headers.getall("Set-Cookie")
    for word in ("HttpOnly", "SameSite=Strict", "Path=/"):
        assert word in cookie


@pytest.mark.parametrize(
    "path",
    [
        "/static/../server.py",
        "/static/%2e%2e/server.py",
        "/static/..%2fserver.py",
        "/static/%2fetc%2fpasswd",
        "/etc/passwd",
        "/sounds/../../README.md",
        "/sounds/0123456789abcdef/../../README.md",
        "/sounds/zz/none.wav",
        "/data/drums",
    ],
)
async def test_nothing_lies_beside_the_files_of_the_page(site, path):
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", site.port
    )  # clients tidy paths up before they ask
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    assert answer.split()[1] in (b"404", b"400")
    assert b"root:" not in answer


async def test_a_sample_is_only_had_by_its_path_and_its_hash(client, retriever):
    hit, other = retriever.sample(0), retriever.sample(1)
    async with client.get(sound(hit.name, hit.sha256)) as response:
        assert response.status == 200
    async with client.get(sound(other.name, hit.sha256)) as response:
        assert response.status == 404
        assert "no longer has that sound" in (await response.json())["error"]


async def test_what_is_sent_has_an_end(client, monkeypatch):
    async with client.post("/api/ask", json={"text": "k" * 5000}) as response:
        assert (response.status, await response.json()) == (
            400,
            {"error": "A question has at most 4000 characters."},
        )
    async with client.post("/api/ask", json={"text": "k" * 100_000}) as response:
        assert response.status == 413
    monkeypatch.setattr(hearing, "MOST_BYTES", 1 << 20)
    async with client.post("/api/similar?name=big.wav", data=b"\0" * ((1 << 20) + 1)) as response:
        assert response.status == 413
        assert "at most 1 MiB" in (await response.json())["error"]

    async def endless():
        for _ in range(1000):
            yield b"\0" * (1 << 16)

    async with client.post("/api/similar", data=endless()) as response:  # which names no length
        assert response.status == 413


async def stalled() -> AsyncIterator[bytes]:
    """A body that never ends."""
    yield b"RIFF"
    await asyncio.sleep(60)


async def upload(visitor: aiohttp.ClientSession, data: object) -> int:
    async with visitor.post("/api/similar", data=data) as response:
        return response.status


async def test_a_body_that_never_ends_is_given_up(client, monkeypatch):
    monkeypatch.setattr(room, "READ_SECONDS", 0.2)
    assert await upload(client, stalled()) == 408


async def test_the_uploads_of_one_person_never_keep_another_s_waiting(client, site):
    """However many a person sends, one of them is taken in at a time; each of them could take a minute."""
    async with client.get("/") as response:
        assert response.status == 200  # and gives a cookie
    slow = [asyncio.create_task(upload(client, stalled())) for _ in range(room.UPLOADS + 1)]
    await asyncio.sleep(0.1)
    async with aiohttp.ClientSession(site.address) as other:
        assert (
            await asyncio.wait_for(upload(other, next((ROOT / "data/keys").glob("*.wav")).read_bytes()), 30)
            == 200
        )
        async with client.post("/api/ask", json={"text": "kick"}) as response:
            assert response.status == 200, "nor what the person asks else"
    assert not any(task.done() for task in slow)
    for task in slow:
        task.cancel()
    await asyncio.gather(*slow, return_exceptions=True)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"text": 7}', b'{"text": null}', b"\xff", b"[" * 50_000]
)
async def test_what_is_no_question_is_told_so(client, body):
    async with client.post("/api/ask", data=body, headers={"Content-Type": "application/json"}) as response:
        assert response.status == 400
        assert (await response.json())["error"]


async def test_a_form_of_another_page_is_no_question(client):
    async with client.post("/api/ask", data={"text": "kick"}) as response:
        assert response.status == 415


async def test_with_a_token_nothing_is_told_without_it(locked):
    async with aiohttp.ClientSession(locked.address) as client:
        for path in ("/api/library", "/static/app.js", "/evaluation", "/sounds/0123456789abcdef/none.wav"):
            async with client.get(path) as response:
                assert response.status == 401
                assert "Set-Cookie" not in response.headers
        async with client.get("/") as response:
            assert response.url.path == "/login"
            assert 'class="problem" hidden>' in await response.text()
        for given in ("", "wrong", TOKEN[:-1], TOKEN + "x", "é"):
            async with client.post("/login", data={"token": given}) as response:
                assert response.status == 401
                assert 'class="problem">That is not the token.' in await response.text()


async def test_the_token_opens_the_page_and_never_reaches_log_or_cookie(locked, caplog):
    caplog.set_level("DEBUG")
    async with aiohttp.ClientSession(locked.address, cookie_jar=aiohttp.CookieJar(unsafe=True)) as client:
        async with client.post("/login", data={"token": "wrong"}) as response:
            assert response.status == 401
        async with client.post("/login", data={"token": TOKEN}) as response:
            assert response.url.path == "/"
        async with client.get("/api/library") as response:
            assert response.status == 200
        assert TOKEN not in str(list(client.cookie_jar))
    assert TOKEN not in caplog.text


async def test_a_token_among_many_is_looked_at_in_its_turn_or_not_at_all(locked, monkeypatch):
    monkeypatch.setattr(security, "WRONG_TOKEN_SECONDS", 0.05)
    seconds: dict[str, float] = {}
    found: list[tuple[str, int]] = []
    jar = aiohttp.CookieJar(unsafe=True)
    async with (
        aiohttp.ClientSession(locked.address, connector=aiohttp.TCPConnector(limit=0)) as thief,
        aiohttp.ClientSession(locked.address, cookie_jar=jar) as owner,
    ):
        async with owner.post("/login", data={"token": TOKEN}) as response:
            assert response.url.path == "/"

        async def guess(token: str) -> None:
            started = time.monotonic()
            async with thief.post("/login", data={"token": token}, allow_redirects=False) as response:
                found.append((token, response.status))
                if response.status == 429:
                    assert "try again" in await response.text()
            seconds[token] = time.monotonic() - started

        started = time.monotonic()
        guesses = [asyncio.create_task(guess(f"wrong {n}")) for n in range(200)]
        guesses.append(asyncio.create_task(guess(TOKEN)))
        await asyncio.sleep(0)
        async with owner.get("/api/library") as response:
            assert response.status == 200, "who is in does not wait"
        await asyncio.gather(*guesses)
        lasted = time.monotonic() - started
    looked_at = [token for token, status in found if status != 429]
    assert len(looked_at) - 1 <= lasted / 0.05
    assert len(looked_at) < 200
    if TOKEN in looked_at:
        assert looked_at.index(TOKEN) == sorted(looked_at, key=seconds.__getitem__).index(TOKEN) > 0


async def test_a_guess_that_does_not_wait_for_its_answer_holds_up_the_next_all_the_same(monkeypatch):
    monkeypatch.setattr(security, "WRONG_TOKEN_SECONDS", 0.05)
    guard, started = Guard("127.0.0.1", 8000, TOKEN), time.monotonic()
    for n in range(4):
        with suppress(TimeoutError):
            await asyncio.wait_for(guard.knows_token(f"wrong {n}"), 0.001)
    assert not await guard.knows_token("wrong")
    assert await guard.knows_token(TOKEN)
    assert time.monotonic() - started >= 2 * 0.05


async def test_a_session_ends(locked, query_log):
    """A cookie that somebody has kept for longer than a browser would opens nothing any more."""
    async with aiohttp.ClientSession(locked.address) as client, client.get("/login"):
        secret = bytes(query_log.choices.state(SECRET))
    for days, status in ((29, 200), (31, 401)):
        guard = Guard("127.0.0.1", locked.port, TOKEN, secret, lambda days=days: time.time() - days * 86400)
        cookies = {guard.cookie: guard.new_session()}
        async with (
            aiohttp.ClientSession(locked.address, cookies=cookies) as client,
            client.get("/api/library") as response,
        ):
            assert response.status == status


async def test_a_session_outlasts_a_restart_and_not_another_token(retriever, query_log):
    with Server(Conversation(retriever, query_log, "web"), "127.0.0.1", 0, TOKEN) as first:
        async with aiohttp.ClientSession(first.address, cookie_jar=aiohttp.CookieJar(unsafe=True)) as client:
            async with client.post("/login", data={"token": TOKEN}) as response:
                assert response.url.path == "/"
            [cookie] = client.cookie_jar
    for token, status in ((TOKEN, 200), ("another-token-entirely", 401)):
        with Server(Conversation(retriever, query_log, "web"), "127.0.0.1", 0, token) as second:
            cookies = {f"cratedigger-{second.port}": cookie.value}
            async with (
                aiohttp.ClientSession(second.address, cookies=cookies) as client,
                client.get("/api/library") as response,
            ):
                assert response.status == status


async def test_a_cookie_that_was_made_up_opens_nothing(locked):
    for cookie in (
        "x",
        "a" * 32 + "." + "0" * 64,
        Guard("127.0.0.1", locked.port, "another-token-entirely").new_session(),
        Guard(
            "127.0.0.1", locked.port, TOKEN
        ).new_session(),  # else cookies would tell whether a token is right
    ):
        cookies = {f"cratedigger-{locked.port}": cookie}
        async with (
            aiohttp.ClientSession(locked.address, cookies=cookies) as client,
            client.get("/api/library") as response,
        ):
            assert response.status == 401


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.com"])
def test_other_machines_only_with_a_token(retriever, query_log, host):
    with pytest.raises(WebError, match="CRATEDIGGER_WEB_TOKEN"):
        Server(Conversation(retriever, query_log, "web"), host)


def test_a_token_that_could_be_guessed_is_none(retriever, query_log):
    with pytest.raises(WebError, match="at least 16"):
        Server(Conversation(retriever, query_log, "web"), token="hunter2")


def test_on_all_addresses_a_name_is_known_by_being_an_address():
    guard = Guard("0.0.0.0", 8000, TOKEN)
    assert guard.knows_host("192.168.1.7:8000")
    assert guard.knows_host("[fe80::1]:8000")
    assert not guard.knows_host("evil.example:8000")
    assert not guard.knows_host("192.168.1.7")


def test_only_this_machine_can_connect(site):
    assert site.socket.getsockname()[0] == "127.0.0.1"
    probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        probe.connect(("192.0.2.1", 9))
        own = probe.getsockname()[0]
    except OSError:
        return  # this machine has no other address
    finally:
        probe.close()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection((own, site.port), timeout=2)


async def test_a_file_that_was_swapped_is_not_sent(tmp_path: Path, retriever, query_log, monkeypatch):
    from tests.bot.discord.conftest import copy_build

    root = copy_build(ROOT / "data/index", tmp_path / "index", tmp_path / "library")
    own = type(retriever).open(root)
    hit = own.sample(3)
    hit.path.write_bytes(b"RIFF" + b"\0" * 100)
    with Server(Conversation(own, query_log, "web"), port=0) as server:
        async with (
            aiohttp.ClientSession(server.address) as client,
            client.get(sound(hit.name, hit.sha256)) as response,
        ):
            assert response.status == 404
            assert "has changed since" in json.loads(await response.text())["error"]
