"""The text half of pretraining: from the clips that the audio stage embedded to the text encoder's folder."""

from __future__ import annotations

import argparse
import logging
from dataclasses import replace
from pathlib import Path

import torch

from offline.pretrain.captions import CaptionGrammar
from offline.pretrain.space import Space
from offline.pretrain.text import Settings, Trainer, available_device
from offline.pretrain.text_export import export
from offline.pretrain.text_prompts import Mixture

log = logging.getLogger(__name__)
#: On a GPU, which is as quick with many prompts as with few.
LARGE = Mixture(size=1024, sounds=2048, rectangle=512)


def run(args: argparse.Namespace) -> None:
    """Train the tower in the space of `args.work`/clips.safetensors, and write `args.out`/text."""
    torch.set_num_threads(1)
    chosen = {"steps": args.text_steps} if args.text_steps else {}
    train(args.work, args.out / "text", Settings(seed=args.seed, **chosen), max(0, args.workers - 1))


def train(work: Path, out: Path, settings: Settings, workers: int) -> None:
    """Train, or go on training, in `work`/text_run, and write the encoder to `out`; workers: processes that write prompts."""
    device = available_device()
    if device.type == "cuda" and settings.mixture == Mixture():
        settings = replace(settings, mixture=LARGE)
    space = Space.open(work)
    log.info(
        "text tower on %s: %d clips, %d classes and families", device, len(space.audio), len(space.anchors)
    )
    trainer = Trainer(space, CaptionGrammar.load(), settings, device, workers)
    if trainer.resume(work / "text_run"):
        log.info("continuing at step %d", trainer.step)
    trainer.run(work / "text_run")
    export(trainer.averaged(), trainer.tokenizer, out)
