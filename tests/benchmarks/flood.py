"""What one person's flood costs another, side by side in one run of the real bot: python -m tests.benchmarks.flood [ROUNDS]

In turns, ben asks alone, right after one question of ana, and right after twenty. Prints the medians of ben's waiting times,
what they are to the time alone, and how many of the twenty were answered before him.
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


async def after(discord: Discord, ben: User, ana: User, questions: int) -> tuple[float, int]:
    """What ben waits after so many questions of ana, and how many of them are answered before him."""
    notes = [await discord.post(discord.dm(ana), ana, "two drum samples") for _ in range(questions)]
    answered = len(discord.said(discord.dm(ana)))
    milliseconds = await wait(discord, ben)
    before = len(discord.said(discord.dm(ana))) - answered
    for note in notes:
        await discord.reply_to(note)
    return milliseconds, before


async def measure(discord: Discord, rounds: int) -> dict[str, float]:
    ben = discord.person("ben")
    waits: dict[int, list[float]] = {0: [], 1: [], FLOOD: []}
    before = list[int]()
    await wait(discord, ben)
    for number in range(rounds):
        ana = discord.person(f"ana {number}")
        for questions, waited in waits.items():
            milliseconds, first = await after(discord, ben, ana, questions)
            waited.append(milliseconds)
            if questions == FLOOD:
                before.append(first)
    alone, beside_one, in_a_flood = (statistics.median(waited) for waited in waits.values())
    return {
        "rounds": rounds,
        "alone_ms": round(alone, 1),
        "after_one_ms": round(beside_one, 1),
        "in_a_flood_ms": round(in_a_flood, 1),
        "after_one_ratio": round(beside_one / alone, 2),
        "ratio": round(in_a_flood / alone, 2),
        "of_the_flood_answered_first": statistics.median(before),
        "load_average": round(os.getloadavg()[0], 1),
    }


async def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with Discord() as discord:
            discord.patience = 300.0
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "--log", f"{folder}/log.db", "--env", os.devnull),
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
