"""The audio half of pretraining: corpus, training, export."""

from __future__ import annotations

import argparse
import logging

import torch

from offline.pretrain import corpus, soundfont
from offline.pretrain.audio_export import export
from offline.pretrain.audio_train import Settings, Trainer

log = logging.getLogger(__name__)
CLIPS = {"soundfont": 400, "synth": 400}  # of each class, of each voice
ECHO = 4  # without a GPU, making views costs more than learning from them


def run(args: argparse.Namespace) -> None:
    """Make or continue the corpus, train or continue training, export to `args.out`/audio."""
    torch.set_num_threads(1)  # bf16 convolutions on one thread beat float32 on two
    kinds = recipes(args, CLIPS)
    for kind, made in kinds.items():
        corpus.build(args.work / kind, made, args.workers)
    echo = ECHO if args.device == "cpu" else 1
    given = {"rate": args.rate} if args.rate else {}
    settings = Settings(steps=args.steps, batch=args.batch, echo=echo, seed=args.seed, **given)
    data = corpus.Corpus.open(*(args.work / kind for kind in kinds))
    log.info("%d clips of %d labels", len(data), len(set(data.label)))
    workers = max(0, args.workers - 1) if args.device == "cpu" else 0
    trainer = Trainer(data, settings, device=args.device, start=args.start, workers=workers)
    folder = args.work / "audio_run"
    if trainer.resume(folder):
        log.info("continuing at step %d", trainer.step)
    trainer.run(folder, save_every=250)
    export(*trainer.averaged(), args.out / "audio")


def recipes(args: argparse.Namespace, clips: dict[str, int]) -> dict[str, list[corpus.Recipe]]:
    """Recipes of each source that is there: own synthesis always, fonts where installed, recordings where given."""
    scaled = {kind: max(1, round(count * args.size)) for kind, count in clips.items()}
    found = {"synth": corpus.synth_recipes(scaled["synth"], args.seed)}
    if soundfont.available():
        found["soundfont"] = corpus.soundfont_recipes(scaled["soundfont"], args.seed)
    else:
        log.warning("FluidSynth or its sound fonts are not installed: the corpus goes without them.")
    if args.corpus:
        files = corpus.labelled_files(args.corpus, args.labels)
        found["recorded"] = corpus.recorded_recipes(files, args.seed)
    return found
