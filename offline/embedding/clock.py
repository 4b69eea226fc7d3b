"""How large a pair of encoders is, and how long it takes (a Torch process where the encoders are Torch's)."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np

from offline.embedding.decode import Listening, decode
from offline.embedding.embedders import open_sounds
from offline.pipeline.work import Work
from retrieval_core.build import resolve
from retrieval_core.encoders.text import TextEncoder

#: Samples and prompts that are timed.
SAMPLES, PROMPTS = 32, 64


def clock(work: Work) -> None:
    """Time the audio encoder on samples of the library, and the text encoder as the bot runs it.

    Writes `clock`: milliseconds for one sample (decoded already) and for one prompt, dimensions, bytes of both encoders.
    """
    encoders = work.read("encoders")
    embedder = open_sounds(work.settings.audio_encoder)
    samples = work.scan()[0][:SAMPLES]
    listening = Listening(embedder.sample_rate)
    decoded = [decode(Path(work.settings.library), sample, listening) for sample in samples]
    waveforms: list[Any] = [one.sound for one in decoded if one.sound is not None]
    embedder.encode(waveforms[:1])
    started = time.perf_counter()
    for waveform in waveforms:
        embedder.encode([waveform])
    audio = time.perf_counter() - started
    encoder = TextEncoder.from_pretrained(resolve(encoders["text"]["path"]))
    encoder.encode("warm")
    laps = []
    for number in range(PROMPTS):
        started = time.perf_counter()
        encoder.encode(f"a dark piano loop, number {number}")
        laps.append(time.perf_counter() - started)
    folders = {resolve(encoders[kind]["path"]) for kind in ("text", "audio")}
    work.write(
        "clock",
        {
            "audio_ms": 1e3 * audio / len(waveforms),
            "text_ms": 1e3 * float(np.median(laps)),
            "audio_dimension": encoders["audio"]["dimension"],
            "text_dimension": encoders["text"]["dimension"],
            "bytes": sum(weights(folder) for folder in folders),
        },
    )


def weights(folder: Path) -> int:
    """Bytes of an encoder's weights; descriptors have none."""
    return sum(file.stat().st_size for file in folder.rglob("*.safetensors")) if folder.is_dir() else 0
