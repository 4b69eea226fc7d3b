"""The audio half of pretraining: corpus, training, export, and the embedded corpus that the text tower learns from."""

from __future__ import annotations

import argparse
import json
import logging
import multiprocessing
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from tqdm import tqdm

from offline.pretrain import corpus, soundfont
from offline.pretrain.audio_export import export
from offline.pretrain.audio_train import Settings, Trainer
from retrieval_core.audio import AudioError
from retrieval_core.encoders.audio import AudioEncoder
from retrieval_core.encoders.features import SAMPLE_RATE, features

log = logging.getLogger(__name__)
CLIPS = {"soundfont": 400, "synth": 400}  # of each class, of each voice
CAPTIONED = {"soundfont": 30, "synth": 50}  # for the text tower
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
    run = args.work / "audio_run"
    trainer = Trainer(data, settings, run, device=args.device, start=args.start, workers=workers)
    if trainer.resume():
        log.info("continuing at step %d", trainer.step)
    trainer.run()
    export(*trainer.averaged(), args.out / "audio")
    clean = [recipe for made in recipes(args, CAPTIONED).values() for recipe in made]
    embed_clips(args.out / "audio", clean, args.work, args.workers)


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


@dataclass(frozen=True)
class Embedded:
    """One clip as the text tower knows it; line: what `clips.jsonl` holds of it."""

    vector: np.ndarray
    descriptors: np.ndarray
    line: str


def embed_clips(folder: Path, clips: list[corpus.Recipe], work: Path, workers: int) -> None:
    """Embed clean clips for the text tower with the encoder in `folder`.

    Writes `clips.safetensors`: embeddings (n, dimension), descriptors (n, DESCRIPTORS), anchors (classes and families,
    dimension); and `clips.jsonl`: for each its label, source, seconds and the words that its synthesis knows.
    """
    encoder = AudioEncoder.from_pretrained(folder)
    embed = partial(_embed, folder)
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        done = tqdm(
            pool.imap(embed, clips, chunksize=16), "clips for the text tower", len(clips), unit="clip"
        )
        found = [one for one in done if one]
    arrays = {
        "embeddings": np.stack([one.vector for one in found]),
        "descriptors": np.stack([one.descriptors for one in found]),
        "anchors": encoder.anchors,
    }
    save_file(arrays, work / "clips.safetensors", metadata={"classes": " ".join(encoder.classes)})
    (work / "clips.jsonl").write_text("".join(one.line + "\n" for one in found), encoding="utf-8")


def _embed(folder: Path, recipe: corpus.Recipe) -> Embedded | None:
    try:
        clip = corpus.clip(recipe, np.random.default_rng((*recipe.seed, 1)))
    except AudioError as error:
        log.warning("%s", error)
        return None
    seconds = round(len(clip.waveform) / SAMPLE_RATE, 3)
    line = {"label": clip.label, "source": recipe.source, "seconds": seconds, "words": clip.words}
    vector = _encoder(folder).encode(clip.waveform)[0]
    descriptors = features(clip.waveform).descriptors
    return Embedded(vector, descriptors, json.dumps(line, ensure_ascii=False))


_encoder = cache(AudioEncoder.from_pretrained)  # once a process
