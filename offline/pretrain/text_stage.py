"""The text half of pretraining: from the clips that the audio stage embedded to the text encoder's folder."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch
from tokenizers import Tokenizer

from offline.pretrain import text_model
from offline.pretrain.captions import CaptionGrammar
from offline.pretrain.classes import FINE
from offline.pretrain.space import Space
from offline.pretrain.text import SIZES, Settings, Trainer
from offline.pretrain.text_prompts import Mixture
from offline.pretrain.training import available_device
from retrieval_core.taxonomy import shipped

log = logging.getLogger(__name__)
#: On a GPU, which is as quick with many prompts as with few.
LARGE = Mixture(size=1024, sounds=2048, rectangle=384)


def run(args: argparse.Namespace) -> None:
    """Train the tower in the space of `args.work`/clips.safetensors, and write `args.out`/text."""
    given = {"steps": args.text_steps, "rate": args.text_rate}
    settings = Settings(seed=args.seed, **{name: value for name, value in given.items() if value is not None})
    train(args.work, settings, max(0, args.workers - 1), args.device, args.text_start)
    write(args.work, args.out / "text")


def train(
    work: Path, settings: Settings, workers: int, device: str | None = None, start: Sequence[Path] = ()
) -> None:
    """Train, or go on training, in `work`/text_run; what came of it is `work`/text_run/tower.pt.

    workers: processes that write prompts; device: a GPU where there is one, unless given. On a GPU the batches are LARGE
    ones, unless the settings say otherwise. start: folders of text encoders to go on from, with the words and sizes of the first.
    """
    torch.set_num_threads(1)  # the matrices are small: two threads mostly wait for each other
    where, folder = torch.device(device) if device else available_device(), work / "text_run"
    if where.type == "cuda" and settings.mixture == Mixture():
        settings = replace(settings, mixture=LARGE)
    if start:
        settings = replace(settings, **text_model.sizes(start[0]))
    space = Space.open(work)
    log.info(
        "text tower on %s: %d clips, %d classes and families", where, len(space.audio), len(space.anchors)
    )
    trainer = Trainer(space, CaptionGrammar.load(), settings, where, workers, start)
    if trainer.resume(folder):
        log.info("continuing at step %d", trainer.step)
    trainer.run(folder)
    tower = trainer.averaged()
    result = {
        "sizes": {name: getattr(settings, name) for name in SIZES},
        "dimension": trainer.dimension,
        "tower": tower.state_dict(),
        "tokenizer": trainer.tokenizer.to_str(),
    }
    torch.save(result, folder / "tower.pt")


def write(work: Path, out: Path) -> None:
    """Write the encoder's folder from what `train` left in `work`; needs no GPU, but the library that defines the format."""
    from offline.pretrain.text_export import centre, export

    result = torch.load(work / "text_run/tower.pt", weights_only=True, map_location="cpu")
    tokenizer = Tokenizer.from_str(result["tokenizer"])
    tower = Settings(**result["sizes"]).tower(tokenizer.get_vocab_size(), result["dimension"])
    tower.load_state_dict(result["tower"])
    taxonomy = shipped()
    names = [taxonomy.classes[name].name for name in FINE]
    anchors = Space.open(work).anchors[: len(FINE)]
    centred = centre(tower.eval(), tokenizer, torch.from_numpy(anchors), names)
    export(tower, tokenizer, out, centred)
