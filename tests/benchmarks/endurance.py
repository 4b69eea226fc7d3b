"""Prompts without end through what the bot does with each, in one process: python -m tests.benchmarks.endurance [COUNT]

Limits, fair line, conversation, query log, the text of the answer, and for every fiftieth the files and the card. Most
prompts are ordinary, one of eight means no good. Prints the memory (RSS) after a fifth of them and at the end, as JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
import tempfile
import time
from pathlib import Path

from bot.conversation import Conversation
from bot.discord.answering import prepare
from bot.discord.words import answer
from bot.limits import Limits
from bot.queue import Busy, FairQueue
from bot.reply import Reply, Speaker
from db import QueryLog
from retrieval_core import Retriever
from tests.faults.hostile import prompts

ROOT = Path(__file__).resolve().parents[2]
ORDINARY = (
    "give me {} drum samples",
    "a dark piano loop around {} bpm",
    "{} punchy kicks",
    "more like the second one",
    "same but darker",
    "another {}",
    "drums but no kicks",
    "under {} seconds",
)
AT_ONCE = 50
MIB = 2**20


def memory() -> int:
    """Resident bytes of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def run(count: int, folder: Path) -> dict[str, float]:
    """Ask `count` prompts; figures of memory and time."""
    retriever, queue, limits = Retriever.open(ROOT / "data/index"), FairQueue(2), Limits()
    chance, hostile = random.Random(0), prompts(count)
    started, after_a_fifth, answered, refused = time.monotonic(), 0, 0, 0
    with QueryLog.open(folder / "log.db") as log:
        conversation = Conversation(retriever, log, "endurance")

        async def ask(number: int) -> bool:
            person = chance.randint(0, 5 + number // 20)  # new people come all the time
            speaker = Speaker(str(person), str(person % 7), "club")
            usual = chance.choice(ORDINARY).format(chance.randint(1, 200))
            text = usual if number % 8 else next(hostile)

            def work() -> Reply:
                reply = conversation.ask(text, speaker)
                answer(reply, {})
                if number % 50 == 0:
                    prepare(reply, retriever, 10 * MIB)
                return reply

            try:
                limits.admit(person, None)
                await queue.run(person, work)
            except Busy:
                return False
            return True

        for first in range(0, count, AT_ONCE):
            done = await asyncio.gather(
                *(ask(number) for number in range(first, min(first + AT_ONCE, count)))
            )
            answered += sum(done)
            refused += len(done) - sum(done)
            log.tend()
            if not after_a_fifth and first + AT_ONCE >= count / 5:
                after_a_fifth = memory()
        queue.close()
    final = memory()
    return {
        "prompts": count,
        "answered": answered,
        "refused": refused,
        "after_a_fifth_mib": round(after_a_fifth / MIB, 1),
        "at_the_end_mib": round(final / MIB, 1),
        "growth": round(final / after_a_fifth - 1, 4),
        "seconds": round(time.monotonic() - started, 1),
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        print(json.dumps(asyncio.run(run(int([*sys.argv, "20000"][1]), Path(temporary)))))
