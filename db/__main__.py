"""`python -m db`: read, export, back up and prune the query log, and forget a person."""

import argparse
import json
import signal
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from db.log import QueryLog, default_path
from db.records import LogError
from db.settings import read_settings

#: Queries that are shown at once.
MOST = 1_000_000


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    with suppress(OSError, ValueError):  # the bot says what is wrong with it
        read_settings(Path(".env"))
    options = _parser().parse_args(arguments)
    path: Path = options.log or default_path()
    try:
        if not path.is_file():
            raise LogError(
                f"There is no query log at {path} yet: the first chat makes it. Name another with --log."
            )
        with QueryLog.open(path, keeper=False) as log:
            command: Callable[[QueryLog, argparse.Namespace], None] = options.command
            command(log, options)
    except LogError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--log", type=Path, metavar="PATH", help="the log (default: CRATEDIGGER_DB, or data/log.db)"
    )
    common.add_argument("--json", action="store_true", help="write JSON instead of a table")
    parser = argparse.ArgumentParser(prog="python -m db", description="The query log of Cratedigger.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[QueryLog, argparse.Namespace], None], help: str) -> Any:
        added = commands.add_parser(name, parents=[common], help=help, description=help)
        added.set_defaults(command=run)
        return added

    recent = command("recent", _recent, "the last queries and what was shown for them")
    recent.add_argument("-n", type=_count, default=20, metavar="COUNT", help="how many (default: 20)")
    command("stats", _stats, "queries, approaches, thumbs and latency in figures")
    backup = command("backup", _backup, "copy the log while it is in use")
    backup.add_argument("path", type=Path, metavar="PATH")
    export = command("export", _export, "the thumbs as JSON lines: prompt, sample, +1 or -1")
    export.add_argument(
        "path", type=Path, nargs="?", metavar="PATH", help="a file (default: standard output)"
    )
    prune = command("prune", _prune, "delete old queries")
    prune.add_argument("--days", type=float, required=True, help="keep the queries of so many days")
    forget = command("forget", _forget, "delete all that is kept of a person")
    forget.add_argument(
        "user", metavar="USER", help="as the front end knows them: a Discord user's id, a login name"
    )
    return parser


def _count(text: str) -> int:
    """A number of queries."""
    if not text.isdecimal() or not 0 < int(text) <= MOST:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to {MOST}")
    return int(text)


def _recent(log: QueryLog, options: argparse.Namespace) -> None:
    queries = log.recent(options.n)
    if options.json:
        print(_json([asdict(query) for query in queries]))
        return
    table = Table("time", "query", title=f"The last {len(queries)} queries", show_lines=True)
    table.add_column("shown", no_wrap=True, min_width=36)
    for query in queries:
        shown = "\n".join(
            f"{hit.rank}. {hit.path}  {hit.score:.2f}{_thumbs(hit.thumbs)}" for hit in query.results
        )
        asker = f"{query.front_end} {query.user[:6]}, {query.approach}, {query.milliseconds:.1f} ms"
        table.add_row(_local(query.time), f"{_cell(query.text)}\n[dim]{_cell(asker)}[/dim]", _cell(shown))
    Console().print(table)


def _stats(log: QueryLog, options: argparse.Namespace) -> None:
    figures = log.stats()
    if options.json:
        print(_json(asdict(figures)))
        return
    table = Table("figure", "value", title="The query log")
    since = f" since {_local(figures.since)}" if figures.since else ""
    table.add_row("queries", f"{figures.queries}{since}")
    table.add_row("people", str(figures.people))
    named = ((name or "by sound alone", count) for name, count in figures.by_approach.items())
    table.add_row("approaches", _listing(named))
    table.add_row("kinds", _listing(figures.by_kind.items()))
    table.add_row("front ends", _listing(figures.by_front_end.items()))
    thumbs = ((name, f"{up} up, {down} down") for name, (up, down) in figures.thumbs_by_approach.items())
    table.add_row("thumbs", f"{figures.thumbs_up} up, {figures.thumbs_down} down")
    table.add_row("thumbs by approach", _listing(thumbs))
    if figures.p50_milliseconds is not None:
        table.add_row(
            "latency", f"p50 {figures.p50_milliseconds:.1f} ms, p95 {figures.p95_milliseconds:.1f} ms"
        )
    table.add_row("top prompts", _listing(figures.top_prompts))
    Console().print(table)


def _backup(log: QueryLog, options: argparse.Namespace) -> None:
    log.backup(options.path)
    _say(options, {"backup": str(options.path)}, f"Copied to {options.path}, with its salt beside it.")


def _export(log: QueryLog, options: argparse.Namespace) -> None:
    lines = (_json(asdict(pair)) for pair in log.judged_pairs())
    if options.path is None:
        for line in lines:
            print(line)
        return
    try:
        if options.path.exists() and options.path.samefile(log.path):
            raise LogError(f"{options.path} is the log itself. Name another file for the thumbs.")
        with options.path.open("w", encoding="utf-8") as file:
            count = sum(1 for line in lines if file.write(line + "\n"))
    except OSError as error:
        raise LogError(f"{options.path} cannot be written ({error.strerror}). Name another file.") from error
    _say(options, {"export": str(options.path), "pairs": count}, f"{count} thumbs written to {options.path}.")


def _prune(log: QueryLog, options: argparse.Namespace) -> None:
    count = log.prune(options.days)
    _say(options, {"deleted": count}, f"{count} queries deleted.")


def _forget(log: QueryLog, options: argparse.Namespace) -> None:
    count = log.forget(options.user)
    if count:
        sentence = f"{count} queries of {options.user} deleted, and all else that was kept of that person."
    else:
        sentence = (
            f"No query of {options.user} was in the log; thumbs and choices, if there were any, are deleted. "
            "Name people as the front end does: a Discord user by the id, who chats on the terminal by the login name."
        )
    _say(options, {"deleted": count}, sentence)


def _say(options: argparse.Namespace, record: dict[str, Any], sentence: str) -> None:
    print(_json(record) if options.json else sentence)


def _json(record: Any) -> str:
    return _visible(json.dumps(record, ensure_ascii=False))


def _cell(text: str) -> str:
    """Text from strangers, as it is shown in a table."""
    return escape(_visible(text))


def _visible(text: str) -> str:
    """The same with what a terminal would obey, or not show, as JSON escapes it; lines stay lines."""
    return "".join(
        letter if letter.isprintable() or letter == "\n" else json.dumps(letter)[1:-1] for letter in text
    )


def _local(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).strftime("%Y-%m-%d %H:%M:%S")


def _thumbs(total: int) -> str:
    return f"  {total:+d}" if total else ""


def _listing(pairs: Iterable[tuple[str, object]]) -> str:
    return _cell("\n".join(f"{name}: {value}" for name, value in pairs)) or "none yet"


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # the reader of a pipe may have seen enough
    sys.exit(main())
