"""The page over the demo build, served as it always is, and a browser to look at it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from bot.conversation import Conversation
from bot.web.server import Server
from db import QueryLog
from retrieval_core import Retriever

ROOT = Path(__file__).resolve().parents[3]
INDEX = ROOT / "data/index"
NO_CHROMIUM = "the tests of the page need a Chromium: apt-get install -y chromium"
#: A machine without a sound card, a microphone that beeps, and root in a container.
OPTIONS = [
    "--no-sandbox",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--mute-audio",
]
DESK = ViewportSize(width=1280, height=800)
#: Milliseconds; nothing takes a hundredth of them unless the machine has other things to do.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def retriever() -> Retriever:
    if not (INDEX / "CURRENT").exists():
        pytest.fail("there is no build to test with: run `make build` first")
    return Retriever.open(INDEX)


@pytest.fixture(scope="module")
def query_log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QueryLog]:
    with QueryLog.open(tmp_path_factory.mktemp("log") / "log.db") as log:
        yield log


@pytest.fixture(scope="module")
def site(retriever: Retriever, query_log: QueryLog) -> Iterator[Server]:
    with Server(Conversation(retriever, query_log, "web"), port=0) as server:
        yield server


@pytest.fixture
async def client(site: Server) -> AsyncIterator[aiohttp.ClientSession]:
    """A visitor that keeps its cookie, as a browser does."""
    jar = aiohttp.CookieJar(unsafe=True)  # cookies of addresses without a name, too
    async with aiohttp.ClientSession(site.address, cookie_jar=jar) as session:
        yield session


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.fail(NO_CHROMIUM)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def desk(browser: Browser) -> BrowserContext:
    """What most visits share, since a new context takes as long as a visit."""
    return browser.new_context(viewport=DESK)


@pytest.fixture
def visit(browser: Browser, desk: BrowserContext, site: Server) -> Iterator[Callable[..., Page]]:
    """Open the page anew, as somebody new; whatever the page complains of fails the test.

    The browser itself complains of what cannot be loaded; `failing` is for tests in which that is so.
    """
    complaints: list[str] = []
    opened: list[Page] = []

    def visit(
        width: int = DESK["width"], height: int = DESK["height"], failing: bool = False, **options: Any
    ) -> Page:
        size = ViewportSize(width=width, height=height)
        context = desk if size == DESK and not options else browser.new_context(viewport=size, **options)
        context.set_default_timeout(PATIENCE)
        context.clear_cookies()
        context.set_offline(False)
        page = context.new_page()
        opened.append(page)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if not failing:
            page.on(
                "console",
                lambda line: line.type == "error" and complaints.append(f"{line.text} {line.location}"),
            )
        page.goto(site.address)
        page.wait_for_selector("#examples button")
        return page

    yield visit
    for page in opened:
        if page.context is desk:
            page.evaluate("localStorage.clear()")
            page.close()
        else:
            page.context.close()
    assert complaints == []
