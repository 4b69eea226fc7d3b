"""The page as a newcomer meets it: seconds to the first sound, its weight, the map's frames, and a crowd.

python -m tests.benchmarks.page
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import aiohttp
from playwright.sync_api import Browser, sync_playwright

from bot.conversation import Conversation
from bot.web.server import Server
from db import QueryLog
from retrieval_core import Retriever

ROOT = Path(__file__).resolve().parents[2]
POINTS, FRAMES, CROWD = 10_000, 180, 200
#: Zoom for so many frames, then pan for as many: milliseconds between frames, and what one takes to draw.
JOURNEY = """async (frames) => {
  const sky = document.getElementById("sky"), box = sky.getBoundingClientRect();
  const { redrawNow } = await import("/static/map.js");
  const at = { clientX: box.x + box.width / 2, clientY: box.y + box.height / 2, bubbles: true, cancelable: true, pointerId: 1 };
  sky.setPointerCapture = () => {}; // there is no real pointer to hold
  const along = async (move) => {
    const gaps = [];
    let last = await new Promise(requestAnimationFrame);
    for (let i = 0; i < frames; i++) {
      move(i);
      const now = await new Promise(requestAnimationFrame);
      gaps.push(now - last);
      last = now;
    }
    return gaps;
  };
  const zooming = await along((i) => sky.dispatchEvent(new WheelEvent("wheel", { ...at, deltaY: i % 60 < 30 ? -40 : 40 })));
  sky.dispatchEvent(new PointerEvent("pointerdown", at));
  const panning = await along((i) => sky.dispatchEvent(new PointerEvent("pointermove", { ...at, clientX: at.clientX + 200 * Math.sin(i / 9) })));
  sky.dispatchEvent(new PointerEvent("pointercancel", at));
  const draws = [];
  for (let i = 0; i < 30; i++) {
    const start = performance.now();
    redrawNow();
    draws.push(performance.now() - start);
  }
  return { zooming, panning, draws };
}"""
#: Bytes that came over the wire since the page was opened, headers included.
WEIGHT = """() => performance.getEntriesByType("navigation").concat(performance.getEntriesByType("resource"))
  .reduce((sum, one) => sum + one.transferSize, 0)"""


def first_sound(browser: Browser) -> tuple[dict[str, float], int]:
    """Seconds from `make chat` to its address, to the page, to the hits, and to a sound that runs; bytes of the page."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "CRATEDIGGER_DB": str(Path(folder) / "log.db")}
        started, found = time.perf_counter(), {}
        with subprocess.Popen(
            ["make", "--silent", "chat"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            [address] = re.findall(r"http://\S+", process.stdout.readline())
            found["address printed"] = time.perf_counter() - started
            page = browser.new_page()
            page.set_default_timeout(120_000)
            page.goto(address)
            page.wait_for_selector("#examples button")
            found["page there"] = time.perf_counter() - started
            weight = page.evaluate(WEIGHT)
            page.locator("#examples button").first.click()
            page.locator(".hit .play").first.wait_for()
            found["hits there"] = time.perf_counter() - started
            page.locator(".hit .play").first.click()
            page.wait_for_function(
                "async () => (await import('/static/player.js')).position() > 0.001", polling=10
            )
            found["sound heard"] = time.perf_counter() - started
            page.close()
            process.communicate("/quit\n")
    return found, weight


async def crowd(address: str) -> tuple[list[float], list[float]]:
    """So many people ask, and as many open the page at the same moment: sorted seconds to first bytes, and to answers."""
    pages, answers = [], []
    async with aiohttp.ClientSession(
        address, connector=aiohttp.TCPConnector(limit=0), cookie_jar=aiohttp.DummyCookieJar()
    ) as session:
        async with session.get("/") as response:  # the server is there, and warm
            await response.read()
        started = time.perf_counter()

        async def ask() -> None:
            async with session.post("/api/ask", json={"text": "give me drum samples"}) as response:
                assert "hits" in await response.text()
            answers.append(time.perf_counter() - started)

        async def page() -> None:
            async with session.get("/") as response:
                await response.content.readany()
            pages.append(time.perf_counter() - started)

        await asyncio.gather(*(ask() for _ in range(CROWD)), *(page() for _ in range(CROWD)))
    return sorted(pages), sorted(answers)


def frames(browser: Browser, address: str, ratio: float) -> dict[str, list[float]]:
    """The map with 10,000 points in place of the library's."""
    draw = random.Random(0)
    points = [[i, draw.randint(0, 65535), draw.randint(0, 65535), draw.randrange(8)] for i in range(POINTS)]
    body = {
        "build": "b",
        "scale": 65535,
        "classes": [f"class {i}" for i in range(8)],
        "points": points,
        "total": POINTS,
    }
    page = browser.new_page(viewport={"width": 1280, "height": 800}, device_scale_factor=ratio)
    page.set_default_timeout(120_000)
    page.route("**/api/map", lambda route: route.fulfill(json=body))
    page.goto(address)
    page.wait_for_selector("#legend li")
    page.click("[data-show=map]")
    found = page.evaluate(JOURNEY, FRAMES)
    page.close()
    return found


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        QueryLog.open(Path(folder) / "log.db") as log,
        Server(Conversation(Retriever.open(ROOT / "data/index"), log, "web"), port=0) as server,
    ):
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--mute-audio"]
            )
            browser.new_page().close()
            found, weight = first_sound(browser)
            drawn = {ratio: frames(browser, server.address, ratio) for ratio in (1, 2)}
            browser.close()
        pages, answers = asyncio.run(crowd(server.address))
    for name, seconds in found.items():
        print(f"from `make chat`, {name}: {seconds:.2f} s")
    print(f"page weight: {weight / 1024:.0f} KiB over the wire, with what the page asks when it opens")
    for ratio, measured in drawn.items():
        for name in ("zooming", "panning"):
            gaps = sorted(measured[name])
            print(
                f"map, {POINTS} points, {ratio}x: {1000 * len(gaps) / sum(gaps):.0f} frames/s while {name}, "
                f"95 % of the gaps under {gaps[int(0.95 * len(gaps))]:.1f} ms, longest {gaps[-1]:.1f} ms; "
                f"drawing one takes {statistics.median(measured['draws']):.1f} ms"
            )
    print(
        f"{CROWD} people ask and {CROWD} open the page at once: its first byte after {statistics.median(pages):.2f} s "
        f"(median), {pages[-1]:.2f} s (last); answers after {statistics.median(answers):.2f} and {answers[-1]:.2f} s"
    )
    print(json.dumps({"load": os.getloadavg()[0], "cores": os.cpu_count()}))


if __name__ == "__main__":
    main()
