"""A library of vectors without audio, evaluated once: sounds lie around the texts that describe them."""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from offline.evaluation.truth import hide_names, write_truth
from offline.pipeline.scan import Sample
from offline.pipeline.work import Settings, Work
from retrieval_core.arrays import unit
from retrieval_core.build import PROJECT
from retrieval_core.encoders.text import TextEncoder

CLASSES = {"drums": "drums", "keys": "keys"}
EACH = 12


def vectors_around(texts: list[str], spread: float, seed: int = 0) -> np.ndarray:
    """Unit vectors near the embeddings of texts, as an audio encoder of the same space would give."""
    encoder = TextEncoder.from_pretrained(PROJECT / "data/encoders/text")
    center = encoder.encode(texts)
    noise = np.random.default_rng(seed).standard_normal(center.shape)
    return unit(center + spread * noise)


def work_of(folder: Path, names: list[str], spread: float = 0.05, **settings) -> Work:
    """A work folder as the stage `embed` leaves it, of samples whose class is the top folder of their name."""
    samples = [Sample(name, name.split("/")[0], f"hash {i}", 1, 0) for i, name in enumerate(names)]
    labels = [sample.label for sample in samples]
    work = Work(folder)
    queries = PROJECT / "data/queries/seed_queries.csv"
    work.write(
        "settings", asdict(Settings("/library", "folders", "text", "audio", str(queries), 2, **settings))
    )
    work.write_scan(samples, [])
    work.write_lines("about", [{"duration": 1.0} for _ in samples])
    work.write_arrays("audio", dict.fromkeys(("audio", "heard"), vectors_around(labels, spread)))
    write_truth(work, samples)
    hidden = hide_names(work)
    classes = sorted(set(labels))
    encoder = {"name": "text", "path": "data/encoders/text", "dimension": 256, "sha256": "0" * 64}
    texts = {
        "texts": vectors_around(classes, 0.0),
        "text_class": np.arange(len(classes)),
        "positive": np.array([[label == name for name in classes] for label in labels]),
    }
    hidden.write_lines("words", ["a sound"] * len(samples))
    for one in (work, hidden):
        one.write("taught", list(range(len(samples))))
        one.write_arrays("texts", texts)
        one.write("encoders", {"text": encoder, "audio": encoder, "joint": True})
    return work


def stage(name: str, work: Work) -> None:
    """Run a stage as builds do, in a process of its own."""
    command = [sys.executable, "-m", "offline", "stage", name, str(work.folder)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def evaluated(tmp_path_factory) -> tuple[Work, dict]:
    """The work folder of an evaluation, and its metrics."""
    names = [f"{label}/{label} {i:02d}.wav" for label in CLASSES for i in range(EACH)]
    work = work_of(tmp_path_factory.mktemp("evaluated"), names)
    stage("rehearse", work)
    stage("evaluate", work)
    return work, json.loads((work.folder / "evaluation/metrics.json").read_text())
