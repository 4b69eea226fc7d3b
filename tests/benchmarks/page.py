"""The page as a newcomer meets it: seconds to the first sound, its weight, and the map's frames at 10,000 points.

python -m tests.benchmarks.page
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bot.web.pages import read_assets

ROOT = Path(__file__).resolve().parents[2]
POINTS, FRAMES = 10_000, 180
#: Pan and zoom at once for so many frames; milliseconds between frames, and what each takes to draw.
JOURNEY = """async (frames) => {
  const sky = document.getElementById("sky"), box = sky.getBoundingClientRect(), gaps = [];
  const { redrawNow } = await import("/static/map.js");
  const at = { clientX: box.x + box.width / 2, clientY: box.y + box.height / 2, bubbles: true, cancelable: true };
  let last = await new Promise(requestAnimationFrame);
  for (let i = 0; i < frames; i++) {
    sky.dispatchEvent(new WheelEvent("wheel", { ...at, deltaY: i % 60 < 30 ? -40 : 40 }));
    const now = await new Promise(requestAnimationFrame);
    gaps.push(now - last);
    last = now;
  }
  const draws = [];
  for (let i = 0; i < 30; i++) {
    const start = performance.now();
    redrawNow();
    draws.push(performance.now() - start);
  }
  return { gaps, draws };
}"""


def first_sound(browser: Browser) -> dict[str, float]:
    """Seconds from the start of the program to its address, to the page, to the hits, and to a sound that runs."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "CRATEDIGGER_DB": str(Path(folder) / "log.db")}
        command = [sys.executable, "-m", "bot", "--console", "--web", "--port", "0"]
        started, found = time.perf_counter(), {}
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            [address] = re.findall(r"http://\S+", process.stdout.readline())
            found["address printed"] = time.perf_counter() - started
            page = browser.new_page()
            page.set_default_timeout(120_000)
            page.goto(address)
            page.wait_for_selector("#examples button")
            found["page there"] = time.perf_counter() - started
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
    return found


def frames(browser: Browser, address: str) -> dict[str, list[float]]:
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
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(120_000)
    page.route("**/api/map", lambda route: route.fulfill(json=body))
    page.goto(address)
    page.wait_for_selector("#legend li")
    page.click("[data-show=map]")
    found = page.evaluate(JOURNEY, FRAMES)
    page.close()
    return found


def main() -> None:
    assets = read_assets()
    loaded = [one for name, one in assets.items() if not name.startswith("login") and name != "recorder.js"]
    print(
        f"page weight: {sum(len(one.data) for one in loaded) / 1024:.0f} KiB, "
        f"{sum(len(one.packed) for one in loaded) / 1024:.0f} KiB as sent, in {len(loaded)} files"
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--mute-audio"]
        )
        browser.new_page().close()
        for name, seconds in first_sound(browser).items():
            print(f"from the start, {name}: {seconds:.2f} s")
        from bot.conversation import Conversation
        from bot.web.server import Server
        from db import QueryLog
        from retrieval_core import Retriever

        with tempfile.TemporaryDirectory() as folder, QueryLog.open(Path(folder) / "log.db") as log:
            retriever = Retriever.open(ROOT / "data/index")
            with Server(Conversation(retriever, log, "web"), port=0) as server:
                found = frames(browser, server.address)
        browser.close()
    gaps = sorted(found["gaps"])
    print(
        f"map, {POINTS} points: {1000 * len(gaps) / sum(gaps):.0f} frames/s while zooming, median gap "
        f"{statistics.median(gaps):.1f} ms, 95 % {gaps[int(0.95 * len(gaps))]:.1f} ms, longest {gaps[-1]:.1f} ms; "
        f"drawing one takes {statistics.median(found['draws']):.1f} ms"
    )
    print(json.dumps({"load": os.getloadavg()[0], "cores": os.cpu_count()}))


if __name__ == "__main__":
    main()
