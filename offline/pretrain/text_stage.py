"""The text half of pretraining: from the clips that the audio stage embedded to the text encoder's folder."""

from __future__ import annotations

import argparse
import logging
from dataclasses import replace
from pathlib import Path

import torch

from offline.pretrain.captions import CaptionGrammar
from offline.pretrain.space import Space
from offline.pretrain.text import Settings, TextTower, Trainer
from offline.pretrain.text_export import export

log = logging.getLogger(__name__)
#: Of the second run, in the real space: share of the first one's steps, and of its learning rate.
TUNING, GENTLER = 0.2, 0.4


def run(args: argparse.Namespace) -> None:
    """Train the text tower against `args.work`/clips.safetensors and write `args.out`/text.

    Words are learnt in an imagined space first: that run needs no audio encoder, so it is done once for many of them.
    """
    torch.set_num_threads(1)
    settings = Settings(steps=args.text_steps, seed=args.seed)
    grammar, space = CaptionGrammar.load(), Space.open(args.work)
    log.info("text tower: %d clips, %d classes and families", len(space.audio), len(space.anchors))
    imagined = Space.imagined(space.anchors.shape[1], settings.seed)
    words = trained(imagined, grammar, settings, args.work / "text_words").averaged()
    tuning = replace(settings, steps=max(1, int(TUNING * settings.steps)), rate=GENTLER * settings.rate)
    trainer = trained(space, grammar, tuning, args.work / "text_tuning", words)
    export(trainer.averaged(), trainer.tokenizer, args.out / "text")


def trained(
    space: Space, grammar: CaptionGrammar, settings: Settings, folder: Path, learnt: TextTower | None = None
) -> Trainer:
    """A finished run, continued from the folder's checkpoint where there is one."""
    trainer = Trainer(space, grammar, settings)
    if trainer.resume(folder):
        log.info("continuing at step %d", trainer.step)
    elif learnt is not None:
        trainer.start_from(learnt)
    trainer.run(folder)
    return trainer
