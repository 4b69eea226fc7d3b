"""What the text tower learns before there is anything to hear: words, in a space where all classes are at right angles.

It needs no audio encoder, so it is done once for many of them, and beside the training of one.
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

import torch

from offline.pretrain.audio_model import AudioEncoderConfig
from offline.pretrain.captions import CaptionGrammar
from offline.pretrain.space import Space
from offline.pretrain.text import Settings, TextTower, Trainer

log = logging.getLogger(__name__)


def run(args: argparse.Namespace) -> None:
    """Train, or go on training, the tower in `args.work`/text_words."""
    torch.set_num_threads(1)
    learnt(args, CaptionGrammar.load())


def settings(args: argparse.Namespace) -> Settings:
    """Of this run; where `--text-steps` is not given, as for the shipped encoder."""
    return Settings(seed=args.seed, **({"steps": args.text_steps} if args.text_steps else {}))


def learnt(args: argparse.Namespace, grammar: CaptionGrammar) -> TextTower:
    """The tower that knows words."""
    space = Space.imagined(AudioEncoderConfig().dimension, args.seed)
    return trained(space, grammar, settings(args), args.work / "text_words").averaged()


def trained(
    space: Space, grammar: CaptionGrammar, settings: Settings, folder: Path, start: TextTower | None = None
) -> Trainer:
    """A finished run, continued from the folder's checkpoint where there is one."""
    trainer = Trainer(space, grammar, settings)
    if trainer.resume(folder):
        log.info("continuing at step %d", trainer.step)
    elif start is not None:
        trainer.start_from(start)
    trainer.run(folder)
    return trainer
