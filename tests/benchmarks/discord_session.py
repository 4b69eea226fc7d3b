"""A session with the Discord bot against the stand-in, each feature once: python -m tests.benchmarks.discord_session

Prints the transcript, then replies per second and the event loop's longest hold under a hundred prompts. With a folder
as its argument, the pictures that the bot sent are written there.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from tests.discord_standin import Attachment, Channel, Discord, Message, User

ROOT = Path(__file__).resolve().parents[2]


class Transcript:
    """Prints what is said, and keeps the pictures."""

    def __init__(self, pictures: Path | None) -> None:
        self.pictures = pictures

    def person(self, who: User, what: str) -> None:
        print(f"\n{who.name}> {what}")

    def bot(self, said: Message) -> Message:
        whom = " (only you see this)" if said.ephemeral else ""
        print(f"Cratedigger{whom}> " + said.content.replace("\n", "\n    "))
        for entry in said.attachments:
            print(f"    [{entry.filename}, {entry.size / 1024:.0f} KiB]")
            if self.pictures and entry.filename.endswith(".png"):
                (self.pictures / entry.filename).write_bytes(entry.data)
        labels = [
            f"{(part.get('emoji') or {}).get('name', '')} {part.get('label') or part.get('placeholder')}".strip()
            for part in said.parts
        ]
        if labels:
            print("    " + "  ".join(f"({label})" for label in labels))
        return said


async def session(discord: Discord, script: Transcript) -> None:
    """Use every feature once."""
    ana, ben = discord.person("ana"), discord.person("ben")
    club = discord.server("club")
    room = discord.room(club, "general", ana, ben)
    discord.make_manager(club, ana)
    dm = discord.dm(ana)

    async def say(where: Channel, who: User, text: str, *files: Attachment) -> Message:
        shown = [text.replace(discord.bot.mention, "@Cratedigger"), *(f"[{f.filename}]" for f in files)]
        script.person(who, " ".join(shown))
        return script.bot(await discord.say(where, who, text, files))

    async def slash(who: User, command: str, **options: object) -> Message:
        shown = " ".join(f"{key}: {getattr(value, 'filename', value)}" for key, value in options.items())
        script.person(who, f"/{command} {shown}")
        return script.bot(await discord.slash(room, who, command, **options))

    await say(dm, ana, "hello")
    answer = await say(room, ana, f"{discord.bot.mention} give me drum samples")
    script.person(ana, "presses More")
    script.bot(await discord.press(answer, "More", ana))
    script.person(ben, "chooses More like … 2")
    script.bot(await discord.select(answer, "More like …", "2", ben))
    script.person(ben, "presses Try another approach")
    script.bot(await discord.press(answer, "Try another approach", ben))
    script.person(ben, "presses 👍 1")
    script.bot(await discord.press(answer, "👍 1", ben))
    before = len(discord.said(dm))
    await say(dm, ana, "ten drum samples")
    await discord.world.until(lambda: len(discord.said(dm)) == before + 2, 10)
    script.bot(discord.said(dm)[-1])
    await slash(ana, "find", prompt="dark piano loop", k=3, approach="contrastive")
    script.person(ana, "types /find prompt: d…")
    print("    offered:", await discord.autocomplete(room, ana, "find", "prompt", "d"))
    await slash(ana, "approach", name="linear_projection")
    await slash(ben, "approach", name="contrastive", scope="server")
    await slash(ana, "approach", name="contrastive", scope="server")
    sound = Attachment("my kick.wav", answer.attachments[0].data)
    await slash(ana, "similar", sound=sound, k=3)
    note = await discord.post(
        room, ben, "what is like this?", [Attachment("what is this.wav", answer.attachments[1].data)]
    )
    script.person(ana, "Apps, Find similar, on ben's message")
    script.bot(await discord.context_menu(ana, "Find similar", note))
    await say(dm, ana, "", sound)
    await slash(ana, "eval")
    await slash(ana, "library")
    await slash(ana, "stats")
    await slash(ana, "setup", chat=True)
    await slash(ana, "help")
    asked = await slash(ana, "forget")
    script.person(ana, "presses Delete")
    script.bot(await discord.press(asked, "Delete", ana))
    await slash(ana, "similar", sound=Attachment("notes.wav", b"this is no sound"))
    bare = discord.room(club, "no files here", ben, denied=["attach_files"])
    await say(bare, ben, f"{discord.bot.mention} two drum samples")


async def crowd(discord: Discord, size: int = 100) -> float:
    """Seconds until `size` people who ask at once are all answered."""
    people = [discord.person(f"person {number}") for number in range(size)]
    started = time.perf_counter()
    await asyncio.gather(
        *(discord.say(discord.dm(person), person, "give me drum samples") for person in people)
    )
    return time.perf_counter() - started


async def main(pictures: Path | None) -> None:
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with Discord() as discord:
            discord.patience = 120.0
            module = "tests.bot.discord.watchdog"
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", module, "--log", f"{folder}/log.db", "--env", os.devnull),
                env=os.environ | discord.environment | {"CRATEDIGGER_LOG_FORMAT": "json"},
                cwd=ROOT,
                stderr=asyncio.subprocess.PIPE,
            )
            try:
                await discord.ready(timeout=120)
                await session(discord, Transcript(pictures))
                seconds = await crowd(discord)
            finally:
                process.terminate()
            _, log = await process.communicate()
    events = [json.loads(line) for line in log.decode().splitlines()]
    hold = next(event for event in events if event["message"].startswith("longest hold"))
    load = os.getloadavg()[0]
    print(
        f"\n100 prompts at once: {100 / seconds:.1f} replies/s, 5 wavs and a card each (load average {load:.1f})"
    )
    print(
        f"the loop was held for {hold['late_ms']} ms at most, of which it computed {hold['computing_ms']} ms"
    )


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
