"""What a file is called moves no score: the label is planted in the names, and a system that reads names is made of the real one."""

from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from offline import describe
from offline.analysis import Analysis
from offline.evaluation.truth import hide_names, write_truth
from offline.rehearse import rehearse
from offline.scan import Sample
from offline.work import Settings, Work
from retrieval_core.build import PROJECT
from retrieval_core.encoders.text import TextEncoder

LABELS = ["drums", "keys"] * 8


class Texts:
    """The shipped text encoder in place of the Torch one, which gives the same vectors."""

    embedded = True

    def __init__(self) -> None:
        from offline.encoders import Loaded

        folder = PROJECT / "data/encoders/text"
        self.encoder = TextEncoder.from_pretrained(folder)
        self.about = Loaded("text", folder, self.encoder.dimension, "")
        self.encode = self.encoder.encode


def prepared(folder: Path, names: list[str]) -> Work:
    """A work folder of sixteen sounds of noise, which only their names can tell apart."""
    work = Work(folder)
    queries = PROJECT / "data/queries/seed_queries.csv"
    work.write("settings", asdict(Settings("library", "folders", "", "", str(queries), folds=2)))
    samples = [
        Sample(name, label, f"{i}", 1, 0) for i, (name, label) in enumerate(zip(names, LABELS, strict=True))
    ]
    work.write_scan(samples, [])
    work.write("about", [asdict(Analysis("", 1.0))] * len(samples))
    noise = np.random.default_rng(0).standard_normal((len(samples), 256)).astype(np.float32)
    work.write_arrays("audio", {"audio": noise / np.linalg.norm(noise, axis=1, keepdims=True)})
    write_truth(work, samples)
    return work


def learned(work: Work, hidden: Work) -> dict[str, np.ndarray]:
    """Everything numeric that the system knows and will be searched by."""
    texts = Texts()
    describe.describe(hidden, work.arrays("audio")["audio"], texts, texts)
    if hidden is not work:
        rehearse(work)
    files = sorted(hidden.scratch.glob("*.safetensors"))
    return {f"{file.stem} {key}": array for file in files for key, array in hidden.arrays(file.stem).items()}


@pytest.fixture
def a_system_that_reads_names(monkeypatch):
    row = describe.row

    def reads(sample, *rest):
        return {**row(sample, *rest), "caption": f"it is called {sample.path}"}

    monkeypatch.setattr(describe, "row", reads)


def test_labels_planted_in_the_names_move_no_score(tmp_path, a_system_that_reads_names):
    planted = prepared(
        tmp_path / "planted", [f"{label}/a {label} sound {i}.wav" for i, label in enumerate(LABELS)]
    )
    neutral = prepared(tmp_path / "neutral", [f"{label}/{i}.wav" for i, label in enumerate(LABELS)])
    seen = [learned(work, hide_names(work)) for work in (planted, neutral)]
    assert seen[0].keys() == seen[1].keys() and any("contrastive" in key for key in seen[0])
    for key in seen[0]:
        np.testing.assert_array_equal(seen[0][key], seen[1][key], err_msg=key)
    told = [learned(work, work)["texts texts"] for work in (planted, neutral)]
    assert told[0].shape != told[1].shape or not np.allclose(*told), (
        "the names do tell where they are not hidden"
    )
