"""Start the bot: python -m bot for Discord, --web for the page in a browser, --console for a chat on the terminal."""

from __future__ import annotations

import argparse
import contextlib
import io
import logging
import os
import signal
import sys
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING

from db.settings import read_settings
from retrieval_core import store

if TYPE_CHECKING:
    from db import QueryLog
    from retrieval_core.retriever import Retriever

NO_TOKEN = """\
There is no DISCORD_TOKEN, neither in the environment nor in a file {file}.

To get one:
  1. Open https://discord.com/developers/applications, choose New Application, and give it a name.
  2. Under Bot, choose Reset Token and copy the token.
  3. Write it into that file:  DISCORD_TOKEN=the token
  4. Under OAuth2, URL Generator, tick bot and applications.commands, then View Channels, Send Messages, Send
     Messages in Threads, Attach Files and Read Message History; open the address that appears and choose your server.
  5. Start the bot again.

Without Discord, chat right here:  python -m bot --web   (a page in your browser)
                                   python -m bot --console"""


class Refusal(Exception):
    """Why the bot does not start: a sentence for whoever started it."""


def main(argv: list[str] | None = None) -> int:
    args = parsed(argv)
    try:
        return start(args)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1


def parsed(argv: list[str] | None) -> argparse.Namespace:
    """The options, where they go together."""
    parser = argparse.ArgumentParser(
        prog="python -m bot", description="Ask for a sound in plain words, get the wav."
    )
    add = parser.add_argument
    add("--console", action="store_true", help="chat on the terminal, or on a pipe, instead of Discord")
    add(
        "--web",
        action="store_true",
        help="serve the chat page on this machine, beside the chat on a terminal",
    )
    add("--port", type=port, help="of the page (default: 8733, or a free one; 0: a free one)")
    add(
        "--host",
        help="of the page, for other machines to reach it; needs CRATEDIGGER_WEB_TOKEN (default: 127.0.0.1)",
    )
    add("--json", action="store_true", help="on the console: one JSON object per answer")
    add("--index", type=Path, default=Path("data/index"), help="where the builds are (default: data/index)")
    add("--env", type=Path, help="file of settings (default: .env, if there is one)")
    add("--log", type=Path, help="the query log (default: CRATEDIGGER_DB, or data/log.db)")
    store.add_arguments(parser)
    args = parser.parse_args(argv)
    if not args.web and (args.port is not None or args.host):
        parser.error("--port and --host are of the page: add --web")
    if args.json and not args.console:
        parser.error("--json is of the chat on a pipe: add --console")
    return args


def start(args: argparse.Namespace) -> int:
    """Talk by one of the front ends, each of which imports no other, until it is stopped.

    Raises:
        Refusal: a setting is wrong or missing, there is no build or no log to work with, or the page cannot be served.
    """
    file = args.env or Path(".env")
    take_settings(file, named=bool(args.env))
    settings = None
    if args.console or args.web:
        from db.log import default_path

        log_to_terminal(held=args.web and sys.stdin.isatty(), beside=args.log or default_path())
    else:
        from bot.discord.settings import Settings, SettingsError

        if not os.environ.get("DISCORD_TOKEN", "").strip():
            raise Refusal(NO_TOKEN.format(file=file))
        try:
            settings = Settings.from_environment(os.environ)
        except SettingsError as error:
            raise Refusal(f"error: {error}") from error
    retriever, query_log = opened(args)
    from bot.conversation import Conversation

    with query_log:
        if args.web:
            return chat_beside_page(args, retriever, query_log)
        if settings is None:
            from bot import console

            console.run(Conversation(retriever, query_log, "console"), as_json=args.json)
            return 0
        from bot.discord.run import run

        return run(Conversation(retriever, query_log, "discord"), settings)


def take_settings(file: Path, named: bool) -> None:
    """Put the settings of a file into the environment, and see that its owner alone reads the token in it.

    Parameters:
        named: whether somebody has named it; else it may be missing.

    Raises:
        Refusal: it cannot be read, or a line of it is no setting.
    """
    try:
        if (named or file.exists()) and read_settings(file) and file.stat().st_mode & 0o077:
            with contextlib.suppress(OSError):
                file.chmod(0o600)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text in UTF-8"
        raise Refusal(f"error: {file} cannot be read ({reason})") from error
    except ValueError as error:
        raise Refusal(f"error: {error}") from error


def opened(args: argparse.Namespace) -> tuple[Retriever, QueryLog]:
    """The live build and the query log.

    Raises:
        Refusal: one of them cannot be used.
    """
    from db import LogError, QueryLog
    from retrieval_core.build import BuildError
    from retrieval_core.retriever import Retriever

    try:
        chosen = store.Store.from_environment(args.store, args.milvus_uri)
        return Retriever.open(args.index, chosen), QueryLog.open(args.log)
    except (BuildError, LogError) as error:
        raise Refusal(f"error: {error}") from error
    except OSError as error:
        raise Refusal(f"error: {error.filename or args.index} cannot be read ({error.strerror})") from error


class Sentences(logging.Formatter):
    """A line for each entry, and no traceback: those are for the file."""

    def format(self, record: logging.LogRecord) -> str:
        bare = copy(record)
        bare.exc_info = bare.exc_text = bare.stack_info = None
        return super().format(bare)


def log_to_terminal(held: bool, beside: Path) -> None:
    """Warnings and errors to standard error, and with their tracebacks to a file `beside` the query log.

    On a terminal they are held back until the next prompt, lest they break into a line being typed.
    """
    from logging.handlers import MemoryHandler, RotatingFileHandler

    class Private(RotatingFileHandler):
        """For its owner alone: what people ask may stand in it."""

        def _open(self) -> io.TextIOWrapper:
            file = super()._open()
            os.fchmod(file.fileno(), 0o600)
            return file

    shown: logging.Handler = logging.StreamHandler(sys.stderr)
    shown.setFormatter(Sentences("%(levelname)s %(name)s: %(message)s"))
    if held:
        shown = MemoryHandler(1000, flushLevel=logging.CRITICAL + 1, target=shown)
    logging.raiseExceptions = False  # a file that cannot be written stops no answer
    file = Private(
        beside.with_name("chat.log"), maxBytes=1 << 20, backupCount=1, encoding="utf-8", delay=True
    )
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[shown, file])


def port(text: str) -> int:
    """A port's number."""
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: a port is a number from 0 to 65535")
    return int(text)


def chat_beside_page(args: argparse.Namespace, retriever: Retriever, query_log: QueryLog) -> int:
    """Serve the page, while the chat on the terminal goes on where there is one; else until the program is stopped."""
    from bot import console
    from bot.conversation import Conversation
    from bot.web import server

    try:
        page = server.Server(
            Conversation(retriever, query_log, "web"),
            args.host or server.HOST,
            args.port,
            os.environ.get(server.TOKEN, "").strip(),
        )
    except server.WebError as error:
        raise Refusal(f"error: {error}") from error
    alone = not args.console and not sys.stdin.isatty()
    stop = server.stop_event() if alone else None  # first, as whoever reads the address may stop it at once
    print(f"Listen at {page.address}", file=sys.stderr if args.json else sys.stdout, flush=True)
    with page:
        if stop:
            stop.wait()
        else:
            console.run(Conversation(retriever, query_log, "console"), as_json=args.json)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:  # while it starts, or on a pipe
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read the answers has seen enough, and Python writes out at its end what is left of them.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(128 + signal.SIGPIPE)
