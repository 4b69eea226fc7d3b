"""From the start of a process to its first answer, side by side: python -m tests.benchmarks.start [--rounds 7]

Each round starts every program once, so that a busy machine is busy for all of them; the least of the rounds counts, for
that is what the work itself takes. Every process has a warm file cache and compiled bytecode behind it: round 0 is not
counted.
"""

from __future__ import annotations

import argparse
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from retrieval_core.build import PROJECT
from tests.benchmarks.material import material
from tests.benchmarks.report import Goal, console, write

PROMPT = "dark piano loop"
#: As where people run it: nothing chosen for the threads, and bytecode kept.
ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if name not in ("PYTHONDONTWRITEBYTECODE", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    and not name.startswith(("DISCORD_", "CRATEDIGGER_"))
}
Until = Callable[[subprocess.Popen], None]


@dataclass(slots=True)
class Program:
    """A program, what its first answer is, and what was measured of it."""

    name: str
    command: list[str]
    until: Until | None = None
    environment: dict[str, str] = field(default_factory=dict)
    milliseconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it once, and note time, processor time and peak memory up to its first answer (or its end)."""
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *self.command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=ENVIRONMENT | self.environment,
            cwd=PROJECT,
        )
        if self.until is None:
            answer, _ = process.stdout.read(), process.stdin.close()
        else:
            self.until(process)
            self.milliseconds.append(1e3 * (time.perf_counter() - started))
            process.kill()
            answer = b"answered"
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if self.until is None:
            self.milliseconds.append(1e3 * (time.perf_counter() - started))
        process.stdout.close()
        if not answer or process.returncode not in (0, -9):
            raise SystemExit(f"{self.name} gave no answer: {' '.join(self.command)}")
        self.cpu.append(1e3 * (usage.ru_utime + usage.ru_stime))
        self.megabytes.append(usage.ru_maxrss / 1024)

    def row(self, base: Program) -> dict[str, object]:
        return {
            "program": self.name,
            "ms": round(min(self.milliseconds)),
            "median ms": round(statistics.median(self.milliseconds)),
            "processor ms": round(min(self.cpu)),
            "MB": round(max(self.megabytes)),
            "times faster": min(base.milliseconds) / min(self.milliseconds),
            "times less processor": min(base.cpu) / min(self.cpu),
        }


def first_line(process: subprocess.Popen) -> None:
    """Ask once; wait for the first line that comes back."""
    process.stdin.write(PROMPT.encode() + b"\n")
    process.stdin.flush()
    if not process.stdout.readline():
        raise SystemExit("the console gave no answer")


def login(server: socket.socket) -> Until:
    """Wait until the bot says to Discord who it is."""

    def wait(process: subprocess.Popen) -> None:
        server.settimeout(120)
        connection, _ = server.accept()
        with connection:
            if b"/users/@me" not in connection.recv(4096).splitlines()[0]:
                raise SystemExit("the bot did something else before it logged in")

    return wait


def programs(folder: Path, discord: socket.socket) -> list[Program]:
    rivals = ["-m", "tests.benchmarks.rivals"]
    embedded = ["--index", str(folder / "embedded")]
    bot = ["-m", "bot", *embedded, "--log", str(folder / "log.db"), "--env", os.devnull]
    port = discord.getsockname()[1]
    where = {
        "DISCORD_TOKEN": "stand-in.token.0",
        "DISCORD_API_BASE": f"http://127.0.0.1:{port}/api/v10",
        "DISCORD_GATEWAY": f"ws://127.0.0.1:{port}/gateway/",
    }
    return [
        Program("sentence-transformers, Torch, FAISS", [*rivals, "usual", str(folder), PROMPT]),
        Program("onnxruntime, tokenizers, FAISS", [*rivals, "float", str(folder), PROMPT]),
        Program("the same in int8", [*rivals, "int8", str(folder), PROMPT]),
        Program(
            "retrieval_core, MiniLM's architecture",
            ["-m", "retrieval_core", PROMPT, "--index", str(folder / "builds")],
        ),
        Program("retrieval_core, the embedded pair", ["-m", "retrieval_core", PROMPT, *embedded]),
        Program("console chat", [*bot, "--console", "--json"], first_line),
        Program("Discord bot, up to the login", bot, login(discord), where),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--rounds", type=int, default=7, help="starts of each program that count (default: 7)"
    )
    rounds = parser.parse_args().rounds
    with material() as folder, socket.create_server(("127.0.0.1", 0)) as discord:
        started = programs(folder, discord)
        for number in range(rounds + 1):
            for program in started:
                program.start()
            if number == 0:
                for program in started:
                    for noted in (program.milliseconds, program.cpu, program.megabytes):
                        noted.clear()
    usual, *_, ours, chat, bot = started
    least = min(ours.milliseconds)
    goals = [
        Goal("start to first answer, times faster than the usual way", min(usual.milliseconds) / least, 30),
        Goal(
            "its memory, as a part of the usual way's", max(ours.megabytes) / max(usual.megabytes), 0.2, False
        ),
        Goal("console chat, times that start", min(chat.milliseconds) / least, 4, False),
        Goal("Discord bot, times that start", min(bot.milliseconds) / least, 4, False),
        Goal("console chat, MB", max(chat.megabytes), 180, False),
        Goal("Discord bot, MB", max(bot.megabytes), 180, False),
    ]
    title = (
        f"Start to first answer, 10,000 samples, least of {rounds} (load average {os.getloadavg()[0]:.1f})"
    )
    write("start", {title: [program.row(usual) for program in started]}, goals)
    console.print()


if __name__ == "__main__":
    main()
