"""The text half of pretraining: from the clips that the audio stage embedded to the text encoder's folder."""

from __future__ import annotations

import argparse
import logging
from dataclasses import replace

import torch

from offline.pretrain import words_stage
from offline.pretrain.captions import CaptionGrammar
from offline.pretrain.space import Space
from offline.pretrain.text_export import export

log = logging.getLogger(__name__)
#: Of the second run, in the real space: share of the first one's steps, and of its learning rate.
TUNING, GENTLER = 0.7, 0.6


def run(args: argparse.Namespace) -> None:
    """Move the tower that knows words to `args.work`/clips.safetensors, train on and write `args.out`/text."""
    torch.set_num_threads(1)
    grammar, space = CaptionGrammar.load(), Space.open(args.work)
    log.info("text tower: %d clips, %d classes and families", len(space.audio), len(space.anchors))
    words, settings = words_stage.learnt(args, grammar), words_stage.settings(args)
    tuning = replace(settings, steps=max(1, int(TUNING * settings.steps)), rate=GENTLER * settings.rate)
    trainer = words_stage.trained(space, grammar, tuning, args.work / "text_tuning", words)
    export(trainer.averaged(), trainer.tokenizer, args.out / "text")
