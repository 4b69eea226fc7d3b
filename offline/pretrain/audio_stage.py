"""The audio half of pretraining: corpus, training, export, and the embedded corpus that the text tower learns from."""

from __future__ import annotations

import argparse
import json
import logging
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
    settings = Settings(steps=args.steps, batch=args.batch, echo=echo, seed=args.seed)
    data = corpus.Corpus.open(*(args.work / kind for kind in kinds))
    log.info("%d clips of %d labels", len(data), len(set(data.label)))
    trainer = Trainer(data, settings, args.work / "audio_run", device=args.device)
    if trainer.resume():
        log.info("continuing at step %d", trainer.step)
    trainer.run()
    export(*trainer.averaged(), args.out / "audio")
    encoder = AudioEncoder.from_pretrained(args.out / "audio")
    clean = [recipe for made in recipes(args, CAPTIONED).values() for recipe in made]
    embed_clips(encoder, clean, args.work)


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


def embed_clips(encoder: AudioEncoder, clips: list[corpus.Recipe], folder: Path) -> None:
    """Embed clean clips for the text tower.

    Writes `clips.safetensors`: embeddings (n, dimension), descriptors (n, DESCRIPTORS), anchors (classes and families,
    dimension); and `clips.jsonl`: for each its label, source, seconds and the words that its synthesis knows.
    """
    embeddings, descriptors, lines = [], [], []
    for recipe in tqdm(clips, desc="clips for the text tower", unit="clip"):
        try:
            clip = corpus.clip(recipe, np.random.default_rng((*recipe.seed, 1)))
        except AudioError as error:
            log.warning("%s", error)
            continue
        embeddings.append(encoder.encode(clip.waveform)[0])
        descriptors.append(features(clip.waveform).descriptors)
        seconds = round(len(clip.waveform) / SAMPLE_RATE, 3)
        line = {"label": clip.label, "source": recipe.source, "seconds": seconds, "words": clip.words}
        lines.append(json.dumps(line, ensure_ascii=False))
    arrays = {
        "embeddings": np.stack(embeddings),
        "descriptors": np.stack(descriptors),
        "anchors": encoder.anchors,
    }
    save_file(arrays, folder / "clips.safetensors", metadata={"classes": " ".join(encoder.classes)})
    (folder / "clips.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
