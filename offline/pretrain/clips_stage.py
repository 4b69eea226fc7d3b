"""Between both halves of pretraining: clean clips as the audio encoder hears them, which the text tower learns to point at."""

from __future__ import annotations

import argparse
import json
import logging
import multiprocessing
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from tqdm import tqdm

from offline.pretrain import corpus
from offline.pretrain.audio_stage import recipes
from retrieval_core.audio import AudioError
from retrieval_core.encoders.audio import AudioEncoder
from retrieval_core.encoders.features import SAMPLE_RATE, features

log = logging.getLogger(__name__)
CLIPS = {"soundfont": 30, "synth": 50}  # of each class, of each voice


def run(args: argparse.Namespace) -> None:
    """Make the clips, and embed them with `args.out`/audio."""
    clean = [recipe for made in recipes(args, CLIPS).values() for recipe in made]
    embed_clips(args.out / "audio", clean, args.work, args.workers)


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
