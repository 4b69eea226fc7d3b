"""Start the bot: python -m bot for Discord, python -m bot --console for a chat on the terminal."""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import sys
from pathlib import Path

from dotenv import load_dotenv

NO_TOKEN = """\
There is no DISCORD_TOKEN, neither in the environment nor in a file .env.

To get one:
  1. Open https://discord.com/developers/applications, choose New Application, and give it a name.
  2. Under Bot, choose Reset Token and copy the token.
  3. Write it into a file .env in this folder:  DISCORD_TOKEN=the token
  4. Under OAuth2, URL Generator, tick bot and applications.commands, then View Channels, Send Messages, Attach
     Files and Read Message History; open the address that appears and choose your server.
  5. Start the bot again.

Without Discord, chat right here:  python -m bot --console"""


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bot", description="Ask for a sound in plain words, get the wav."
    )
    parser.add_argument(
        "--console", action="store_true", help="chat on the terminal, or on a pipe, instead of Discord"
    )
    parser.add_argument("--json", action="store_true", help="on the console: one JSON object per answer")
    parser.add_argument(
        "--index", type=Path, default=Path("data/index"), help="where the builds are (default: data/index)"
    )
    parser.add_argument("--env", type=Path, default=Path(".env"), help="settings of Discord (default: .env)")
    parser.add_argument("--log", type=Path, help="the query log (default: CRATEDIGGER_DB, or data/log.db)")
    args = parser.parse_args(argv)
    if load_dotenv(args.env) and args.env.stat().st_mode & 0o077:
        with contextlib.suppress(OSError):
            args.env.chmod(0o600)  # the token lies in it
    if args.console:
        logging.basicConfig(
            level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr
        )
    elif not os.environ.get("DISCORD_TOKEN", "").strip():
        print(NO_TOKEN, file=sys.stderr)
        return 1

    from bot.discord.settings import Settings, SettingsError

    try:
        settings = None if args.console else Settings.from_environment(os.environ)
    except SettingsError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1

    from bot.conversation import Conversation
    from db import LogError, QueryLog
    from retrieval_core.build import BuildError
    from retrieval_core.retriever import Retriever

    try:
        retriever = Retriever.open(args.index)
        query_log = QueryLog.open(args.log)
    except (BuildError, LogError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    with query_log:
        if settings is None:
            from bot import console

            console.run(Conversation(retriever, query_log, "console"), as_json=args.json)
            return 0
        from bot.discord.run import run

        return run(Conversation(retriever, query_log, "discord"), settings)


if __name__ == "__main__":
    sys.exit(main())
