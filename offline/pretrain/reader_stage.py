"""The last part of pretraining: from the text encoder's folder to that of the reader of prompts."""

from __future__ import annotations

import argparse
import logging

import torch

from offline.pretrain.captions import CaptionGrammar
from offline.pretrain.messages import Lines
from offline.pretrain.reader import Settings, Trainer, export

log = logging.getLogger(__name__)


def run(args: argparse.Namespace) -> None:
    """Train the reader in `args.work`/reader_run, going on from `args.out`/text unless told otherwise, and write `args.out`/reader."""
    torch.set_num_threads(1)  # the matrices are small: two threads mostly wait for each other
    given = {} if args.reader_steps is None else {"steps": args.reader_steps}
    start = tuple(args.reader_start or [args.out / "text"])
    if missing := [str(folder) for folder in start if not (folder / "config.json").is_file()]:
        raise SystemExit(f"error: there is no encoder in {', '.join(missing)}: run the text stage first")
    settings = Settings(start=start, seed=args.seed, **given)
    trainer = Trainer(Lines(CaptionGrammar.load()), settings, max(0, args.workers - 1))
    folder = args.work / "reader_run"
    if trainer.resume(folder):
        log.info("continuing at step %d", trainer.step)
    trainer.run(folder)
    export(trainer.averaged(), trainer.tokenizer, args.out / "reader")
