"""The chat on a terminal, or on a pipe."""

from __future__ import annotations

import getpass
import json
import logging
import os
import shutil
import sys
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import TextIO

from bot.conversation import Conversation
from bot.reply import Reply, Speaker
from bot.text import one_line, visible
from db import LogError
from retrieval_core.audio import AudioError
from retrieval_core.build import BuildError
from retrieval_core.request import Hit

log = logging.getLogger(__name__)

LEAVING = frozenset(["/quit", "/exit", "quit", "exit"])
#: Names are cut no shorter, however narrow the terminal.
SHORTEST_NAME = 16
#: On a pipe, where none is cut, shorter ones are filled up to so many letters.
FILLED = 60

COMMANDS = """\
/approach NAME   answer by another approach (without NAME: which there are)
/similar PATH    find samples that sound like an audio file
/eval [NAME]     how well each approach does on held-out samples
/forget          delete all that is kept of you
/help            this help
/quit            leave"""


class Console:
    """A conversation with one person at a terminal; with `as_json` each answer is one line of JSON."""

    def __init__(self, conversation: Conversation, output: TextIO, as_json: bool = False) -> None:
        self.conversation = conversation
        self.output = output
        self.as_json = as_json
        self.speaker = Speaker(user=login_name(), channel="console")

    def run(self, lines: Iterable[str], dropping: bool = False) -> None:
        """Answer each line until there are no more or somebody says /quit; with `dropping`, Ctrl+C ends an answer alone."""
        for line in lines:
            line = line.strip()
            if line.lower() in LEAVING:
                return
            if not line:
                continue
            try:
                self.show(self.answer(line))
            except KeyboardInterrupt:
                if not dropping:
                    raise
                print(
                    "\nDropped. /quit leaves.\n", file=sys.stderr if self.as_json else self.output, flush=True
                )

    def greeting(self) -> str:
        """What there is to say before the first prompt."""
        chosen = self.conversation.chosen_approach(self.speaker)
        kept = f"You are answered by {chosen}, as you chose; /approach NAME chooses another.\n"
        default = self.conversation.retriever.build.default_approach
        return (
            f"Cratedigger: ask for a sound in plain words, get the wav.\n{self.conversation.help()}\n"
            f"{kept if chosen != default else ''}/help says more.\n"
        )

    def answer(self, line: str) -> Reply:
        """The reply to a prompt or a command."""
        command, _, argument = line.partition(" ")
        command, argument = command.lower(), argument.strip()
        try:
            self.conversation.retriever.reload_if_changed()
        except Exception:
            log.exception("the index could not be looked at")
        try:
            if command == "/approach":
                return self.approach(argument)
            if command == "/similar":
                return self.similar(argument)
            if command == "/eval":
                return self.conversation.evaluation(argument.lower() or None, operator=True)
            if command == "/forget":
                return self.conversation.forget(self.speaker)
            if command == "/help":
                return Reply(f"{self.conversation.help()}\n\n{COMMANDS}")
            if line.startswith("/"):
                return Reply(f"There is no command {command}. There are:\n{COMMANDS}")
            return self.conversation.ask(line, self.speaker)
        except (AudioError, BuildError, LogError) as error:
            return Reply(str(error))
        except Exception:
            log.exception("no answer to %r", line)
            return Reply("Something went wrong on my side; the log has the details. Please try other words.")

    def approach(self, name: str) -> Reply:
        if name:
            reply = self.conversation.choose_approach(name.lower(), self.speaker)
            kept = " That is kept, the next time too, until you choose another."
            return replace(reply, text=reply.text + kept) if reply.approach else reply
        chosen = self.conversation.chosen_approach(self.speaker)
        return Reply(f"There are {', '.join(self.conversation.retriever.approaches)}; {chosen} answers you.")

    def similar(self, path: str) -> Reply:
        if path[:1] in ("'", '"') and path[-1:] == path[:1]:
            path = path[1:-1]  # as terminals write down a file that is dropped on them
        if not path:
            return Reply("Name an audio file: /similar PATH.")
        file = Path(path).expanduser()
        if file.is_dir():
            return Reply(f"{path} is a folder. Name an audio file in it.")
        return self.conversation.similar(file, self.speaker)

    def show(self, reply: Reply) -> None:
        if self.as_json:
            told = asdict(reply) | {"hits": [hit.entry() for hit in reply.hits]}
            print(json.dumps(told, default=str, ensure_ascii=False), file=self.output, flush=True)
            return
        if reply.understood:
            print(f"[{visible(reply.understood)}]", file=self.output)
        print(visible(reply.text), file=self.output)
        rows = [
            (hit, one_line(hit.name), one_line(f"{hit.label:<8} {_score(hit)} {hit.duration:7.2f} s"))
            for hit in reply.hits
        ]
        width = longest = max((len(name) for _, name, _ in rows), default=0)
        if rows and self.output.isatty():
            room = shutil.get_terminal_size().columns - 7 - max(len(facts) for _, _, facts in rows)
            width = longest = min(width, max(room, SHORTEST_NAME))
        else:
            width = min(width, FILLED)
        for hit, name, facts in rows:
            shown = f"{hit.rank:>3}. {_cut(name, longest):<{width}}  {facts}  {one_line(hit.place)}"
            print(shown, file=self.output)
            if hit.caption:
                print(f"     {one_line(hit.caption)}", file=self.output)
        if rows and (note := self.conversation.retriever.build.absent()):
            print(note, file=self.output)
        for picture in reply.pictures:
            print(f"     {picture}", file=self.output)
        print(file=self.output, flush=True)


def login_name() -> str:
    """Who sits at the terminal; by number where the system has no name for them, as in some containers."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def _score(hit: Hit) -> str:
    """How well a hit fits; of what was drawn at random it says nothing."""
    return f"{hit.score:5.2f}" if hit.score else " " * 5


def _cut(name: str, width: int) -> str:
    """A name without its middle where it is longer: the folder and the end say most."""
    if len(name) <= width:
        return name
    end = width // 2
    return f"{name[: width - end - 1]}…{name[-end:]}"


def prompts_from(stream: TextIO) -> Iterable[str]:
    """Lines of a pipe, or of a person who is shown a prompt and can edit and recall what was typed."""
    if not stream.isatty():
        yield from stream
        return
    import readline  # noqa: F401  gives input() its line editing

    while True:
        for handler in logging.getLogger().handlers:
            handler.flush()  # what others had to say meanwhile
        try:
            yield input("> ")
        except (EOFError, KeyboardInterrupt):
            print()
            return


def run(conversation: Conversation, as_json: bool = False) -> None:
    """Chat until the input ends."""
    console, at_terminal = Console(conversation, sys.stdout, as_json), sys.stdin.isatty()
    if at_terminal and not as_json:
        print(console.greeting())
    console.run(prompts_from(sys.stdin), dropping=at_terminal)
