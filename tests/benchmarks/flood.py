"""What one person's flood costs another, side by side in one run of the real bot: python -m tests.benchmarks.flood [ROUNDS]

In turns, ben asks alone, and ben asks while ana has sent twenty questions at once. Prints the medians of ben's waiting
times, their ratio, and how many of ana's answers came before ben's.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.discord_standin import Discord, User

ROOT = Path(__file__).resolve().parents[2]
FLOOD = 20  # what one person may have waiting: none of them is refused


async def wait(discord: Discord, person: User) -> float:
    """Milliseconds from a question to its answer."""
    started = time.perf_counter()
    await discord.say(discord.dm(person), person, "two drum samples")
    return (time.perf_counter() - started) * 1e3


async def measure(discord: Discord, rounds: int) -> dict[str, float]:
    ben = discord.person("ben")
    alone, flooded, before = list[float](), list[float](), list[int]()
    await wait(discord, ben)
    for number in range(rounds):
        alone.append(await wait(discord, ben))
        ana = discord.person(f"ana {number}")
        notes = [await discord.post(discord.dm(ana), ana, "two drum samples") for _ in range(FLOOD)]
        answered = len(discord.said(discord.dm(ana)))
        flooded.append(await wait(discord, ben))
        before.append(len(discord.said(discord.dm(ana))) - answered)
        for note in notes:
            await discord.reply_to(note)
    return {
        "rounds": rounds,
        "alone_ms": round(statistics.median(alone), 1),
        "in_a_flood_ms": round(statistics.median(flooded), 1),
        "ratio": round(statistics.median(flooded) / statistics.median(alone), 2),
        "of_the_flood_answered_first": statistics.median(before),
        "load_average": round(os.getloadavg()[0], 1),
    }


async def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with Discord() as discord:
            discord.patience = 300.0
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "--log", f"{folder}/log.db", "--env", f"{folder}/.env"),
                env=os.environ | discord.environment,
                cwd=ROOT,
                stderr=asyncio.subprocess.DEVNULL,
            )
            try:
                await discord.ready(timeout=300)
                print(json.dumps(await measure(discord, rounds)))
            finally:
                process.terminate()
                await process.wait()


if __name__ == "__main__":
    asyncio.run(main(int([*sys.argv, "10"][1])))
