"""The pictures of the page in the README: a real browser on the live build. python -m tests.page_picture"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bot.conversation import Conversation
from bot.web.server import Server
from db import QueryLog
from retrieval_core import Retriever

ROOT = Path(__file__).parent.parent
PROMPT = "warm keys but no pianos"
#: Enough of the first hit has been heard to be seen.
PLAYED = "async () => (await import('/static/player.js')).position() > 0.2"
#: Width, height, theme, and pixels to a pixel.
SHOTS = {
    "page.png": (1280, 760, "light", 1),
    "page-dark.png": (1280, 760, "dark", 1),
    "page-phone.png": (390, 780, "dark", 2),
}


def take(browser: Browser, address: str, folder: Path) -> list[Path]:
    """Ask, play the first hit, and take a picture in each theme and at phone width."""
    files = []
    for name, (width, height, theme, ratio) in SHOTS.items():
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=theme, device_scale_factor=ratio
        )
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(address)
        page.wait_for_selector("#examples button")
        page.fill("#prompt", PROMPT)
        page.press("#prompt", "Enter")
        page.locator(".hit .play").first.click()
        page.wait_for_function(PLAYED)
        files.append(folder / name)
        page.screenshot(path=files[-1])
        context.close()
    return files


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, QueryLog.open(Path(folder) / "log.db") as log:
        conversation = Conversation(Retriever.open(ROOT / "data/index"), log, "web")
        with Server(conversation, port=0) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--mute-audio"]
            )
            for file in take(browser, server.address, ROOT / "docs"):
                print(file)
            browser.close()


if __name__ == "__main__":
    main()
