"""python -m offline pretrain: the embedded encoders from scratch, stage after stage."""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import sys
from pathlib import Path

from offline.pipeline.options import whole
from retrieval_core.build import ENCODERS, PROJECT

#: What a stage reads that an earlier one leaves: that stage, the option of the folder, and the file.
NEEDS = {
    "clips": ("audio", "out", "audio/model.safetensors"),
    "text": ("clips", "work", "clips.safetensors"),
}
#: Modules with a `run(args)`, in the order in which each needs what those before it made.
STAGES = {
    "audio": "offline.pretrain.audio_stage",
    "clips": "offline.pretrain.clips_stage",
    "text": "offline.pretrain.text_stage",
    "reader": "offline.pretrain.reader_stage",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `pretrain`."""
    parser.add_argument(
        "--stage", choices=STAGES, nargs="+", default=list(STAGES), help="stages to run (all)"
    )
    parser.add_argument(
        "--steps", type=whole(0), default=5500, help="training steps of the audio encoder (%(default)s)"
    )
    parser.add_argument("--rate", type=float, help="its learning rate at the most")
    parser.add_argument(
        "--start",
        type=Path,
        metavar="FOLDER",
        help="an audio encoder to go on from, e.g. data/encoders/audio",
    )
    parser.add_argument("--text-steps", type=whole(0), help="training steps of the text tower")
    parser.add_argument("--text-rate", type=float, help="the text tower's learning rate at the most")
    parser.add_argument(
        "--text-start",
        type=Path,
        nargs="+",
        default=[],
        metavar="FOLDER",
        help="a text encoder to go on from, e.g. data/encoders/text, or several of one origin, to go on from their mean",
    )
    parser.add_argument("--reader-steps", type=whole(0), help="training steps of the reader of prompts")
    parser.add_argument(
        "--reader-start",
        type=Path,
        nargs="+",
        metavar="FOLDER",
        help="a reader to go on from, or several of one origin, whose mean counts; else it goes on from the text encoder",
    )
    parser.add_argument("--batch", type=whole(1), default=128, help="clips of a step (%(default)s)")
    parser.add_argument(
        "--size", type=float, default=1.0, help="of the corpus, 1 being the shipped encoder's"
    )
    parser.add_argument("--corpus", type=Path, help="folder of labelled recordings to train on as well")
    parser.add_argument(
        "--labels", type=Path, help="their CSV: path, fine, and tags, train_ok, set if it has them"
    )
    parser.add_argument("--seed", type=whole(0), default=0)
    parser.add_argument("--device", choices=("cpu", "cuda"), help="what trains (a GPU where there is one)")
    parser.add_argument(
        "--workers",
        type=whole(1),
        default=os.cpu_count() or 1,
        help="processes that make the corpus and views",
    )
    parser.add_argument(
        "--work", type=Path, default=PROJECT / "data/corpus", help="corpus, checkpoints and curves"
    )
    parser.add_argument("--out", type=Path, default=ENCODERS, help="where the encoders go")


def run(args: argparse.Namespace) -> int:
    """Run the stages asked for; each continues what an interrupted run left in `--work`."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    if args.corpus and not args.labels:
        print("error: --corpus needs --labels, the CSV that says what its files are")
        return 2
    from offline.pretrain.training import available_device  # Torch takes a second, and --help needs none

    args.device = args.device or available_device().type
    for name in (stage for stage in STAGES if stage in args.stage):
        if name in NEEDS:
            before, option, file = NEEDS[name]
            if not (needed := getattr(args, option) / file).exists():
                print(f"error: the stage {name} needs {needed}: run --stage {before} first", file=sys.stderr)
                return 1
        importlib.import_module(STAGES[name]).run(args)
    return 0
