"""A build of a few thousand samples that exist as rows and vectors alone: real FAISS, real SQLite, the embedded text encoder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file

from offline.embedding.peaks import create_peaks
from offline.indexing.index import index
from offline.pipeline.work import Settings, Work
from offline.publishing.publish import publish
from retrieval_core.approaches import names
from retrieval_core.arrays import unit
from retrieval_core.build import PROJECT, folder_checksum
from retrieval_core.encoders.text import TextEncoder
from retrieval_core.taxonomy import shipped

SIZE = 3000
FINE = ("kick", "snare", "hihat", "openhat", "piano", "organ", "pad")
KEYS = (None, "A minor", "A major", "C minor", "F# major")
ENCODER = PROJECT / "data/encoders/text"


def sample(
    number: int, rng: np.random.Generator, classes: Sequence[str] = FINE
) -> tuple[dict[str, Any], dict[str, float]]:
    """A catalog row of one of some classes, and what it counts as: sure and doubtful tags, gaps, and values that lie on the bounds people ask for."""
    fine = classes[number % len(classes)]
    coarse = shipped().coarse_of(fine)
    loop = bool(rng.random() < 0.4)
    row = {
        "path": f"{coarse}/{fine}_{number:04d}.wav",
        "label": coarse if rng.random() < 0.9 else None,
        "fine": fine,
        "probability": float(rng.uniform(0.3, 1)),
        "sha256": f"{number:064x}",
        "kind": "loop" if loop else "one-shot",
        "tempo": float(rng.integers(60, 180)) if loop else None,
        "key": KEYS[rng.integers(len(KEYS))] if coarse != "drums" else None,
        "duration": round(float(rng.uniform(0.02, 12)), 2),
        "format": ("wav", "wav", "mp3")[number % 3],
        "channels": ("mono", "stereo")[number % 5 == 0],
        "caption": f"a {('dark', 'bright')[number % 2]} {fine}",
        "measures": {"brightness": float(rng.random()), "attack": float(rng.random())},
    }
    row["measures"]["length"] = min(1.0, row["duration"] / 10)
    row["measures"]["loudness"] = number * 7 % 101 / 100
    if loop:
        row["measures"]["tempo"] = row["tempo"] / 180
    if number % 5 == 0:
        row["measures"] = {}
    counted = {fine: row["probability"], coarse: 1.0}
    counted[str(rng.choice(classes))] = float(rng.random())
    return row, counted | dict.fromkeys(shipped().ancestors(fine), 1.0)


def copied(row: dict[str, Any]) -> dict[str, Any]:
    """What a copy has of another sample's row."""
    return {name: row[name] for name in ("kind", "tempo", "duration", "measures")}


def library(
    size: int = SIZE, encoder: Path = ENCODER, classes: Sequence[str] = FINE
) -> tuple[list[dict[str, Any]], list[dict[str, float]], np.ndarray]:
    """Rows, what each counts as, and sounds. A sound lies near the text of its class; of every hundred sounds the last is the first again."""
    rng = np.random.default_rng(0)
    rows, counted = map(list, zip(*(sample(i, rng, classes) for i in range(size)), strict=True))
    texts = TextEncoder.from_pretrained(encoder).encode(classes)
    width = texts.shape[1]
    audio = texts[np.arange(size) % len(classes)] + 0.6 * unit(rng.standard_normal((size, width)))
    copies = audio[0::100][: size // 100]
    audio[99::100] = copies + 1e-3 * unit(rng.standard_normal((size // 100, width)))
    for original, copy in zip(rows[0::100], rows[99::100], strict=False):
        copy |= copied(original)
    return rows, counted, unit(audio)


def prepare(
    work: Work,
    rows: list[dict[str, Any]],
    classes: list[dict[str, float]],
    sounds: np.ndarray,
    encoder: Path = ENCODER,
    store: dict[str, Any] | None = None,
) -> None:
    """Fill a work folder as the Torch stages do, with heads that learned nothing."""
    texts = TextEncoder.from_pretrained(encoder).encode(list(FINE))
    width = texts.shape[1]
    settings = Settings(str(work.folder.parent), "folders", str(encoder), str(encoder), "", store=store)
    work.write("settings", {name: getattr(settings, name) for name in settings.__slots__})
    work.write_lines("rows", rows)
    work.write_lines("classes", classes)
    work.write_lines("words", [f"{row['caption']} {row['path']}" for row in rows])
    work.write_arrays("audio", {"audio": sounds, "heard": sounds})
    peaks = create_peaks(work.folder, len(rows))
    peaks[:] = np.array([int(row["sha256"], 16) % 256 for row in rows], np.uint8)[:, None, None]
    entry = {"name": "text", "path": str(encoder), "sha256": folder_checksum(encoder), "dimension": width}
    work.write("encoders", {"text": entry, "audio": entry, "joint": True})
    heads = {
        "contrastive": {"text": np.eye(width, dtype=np.float32)},
        "hybrid": {"contrastive.text": np.eye(width, dtype=np.float32)},
        "prototype": {"texts": texts, "owner": np.arange(len(FINE)), "prototypes": texts},
    }
    for name in names():
        (work.folder / name).mkdir()
        work.write_arrays(name, {"vectors": sounds})
        if name in heads:
            arrays = {key: np.ascontiguousarray(value) for key, value in heads[name].items()}
            save_file(arrays, work.folder / name / "head.safetensors")


def make(
    root: Path,
    size: int = SIZE,
    encoder: Path = ENCODER,
    store: dict[str, Any] | None = None,
    build_id: str = "b1",
    approach: str = "contrastive",
    classes: Sequence[str] = FINE,
) -> Path:
    """Publish the build under `root`, and into Milvus where a `store` is given.

    Parameters:
        encoder: folder of the text encoder; it stands for the audio encoder, too.
        approach: the one that answers where nobody chooses.
        classes: of the samples.
    """
    work = Work(root / f"{build_id}.building")
    work.folder.mkdir(parents=True)
    prepare(work, *library(size, encoder, classes), encoder, store)
    index(work)
    counts, switch = {"samples": size, "judgements": 0}, None
    if store:
        from offline.publishing.milvus import milvus
        from offline.publishing.switch import switch

        milvus(work)
    publish(work, root, approach, counts, None, switch)
    return root
