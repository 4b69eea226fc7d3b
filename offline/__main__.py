"""The offline jobs: python -m offline demo | build | evaluate | compare | learn | pretrain."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from dotenv import dotenv_values

from offline.pipeline.stages import STAGES, end_with, run_stage
from offline.trouble import Trouble, sentence

COMMANDS = {
    "demo": ("offline.demo", "synthesise the demo library"),
    "build": ("offline.build", "index a library and make it live"),
    "evaluate": ("offline.evaluate", "how well each approach does, by one of several protocols"),
    "compare": (
        "offline.compare",
        "what got better or worse between two evaluations, and whether beyond noise",
    ),
    "learn": ("offline.learn", "retrain the heads with the thumbs of the query log"),
    "pretrain": ("offline.pretrain", "train the embedded encoders from scratch"),
}


class Parser(argparse.ArgumentParser):
    """One that says what is wrong in a line, and not what all could be right first."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"error: {message} (`{self.prog} --help` lists what there is)\n")


def main(argv: list[str] | None = None) -> int:
    parser = Parser(prog="python -m offline", description="Torch jobs and what surrounds them.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    argv = sys.argv[1:] if argv is None else argv
    for name, (module, description) in COMMANDS.items():
        command = commands.add_parser(name, help=description, description=description)
        if argv[:1] == [name]:  # only the command that runs is imported
            job = importlib.import_module(module)
            job.add_arguments(command)
            command.set_defaults(run=job.run)
    stage = commands.add_parser(
        "stage", description="Stages of a build, started by it in a process of their own."
    )
    stage.add_argument("stages", nargs="+", choices=STAGES)
    stage.add_argument("folder", type=Path)
    stage.add_argument("--parent", type=int, help="the build, which the stage does not outlive")
    stage.set_defaults(run=run_all)
    args, unknown = parser.parse_known_args(argv)
    if unknown:
        commands.choices[args.command].error(f"unrecognized arguments: {' '.join(unknown)}")
    with suppress(OSError, UnicodeDecodeError):  # the bot says what is wrong with it
        settings = dotenv_values(Path(".env")).items()
        # As for the bot, an empty one in the environment, as compose leaves them, is none.
        os.environ.update({name: value for name, value in settings if value and not os.environ.get(name)})
    try:
        return args.run(args)
    except KeyboardInterrupt:
        if args.command != "stage":  # the build that started it says so
            print("stopped", file=sys.stderr)
        return 130
    except Exception as error:
        said = sentence(error)
        if said is None:
            raise
        print(f"error: {said}", file=sys.stderr)
        return 1


def run_all(args: argparse.Namespace) -> int:
    from offline.pipeline.work import Work

    if args.parent:
        end_with(args.parent)
    if len({STAGES[name].faiss for name in args.stages}) > 1:
        raise Trouble(f"{', '.join(args.stages)} need Torch and FAISS, which never meet in one process")
    try:
        for stage in args.stages:
            run_stage(stage, Work(args.folder))
    except ValueError as error:  # of a library that cannot use a checkpoint, say
        raise Trouble(str(error)) from error
    return 0


if __name__ == "__main__":
    sys.exit(main())
