"""What a file is called moves no score, though the system reads names: the class is planted in them."""

from dataclasses import asdict
from pathlib import Path

import numpy as np

from offline.analysis.sample import Analysis
from offline.embedding import describe
from offline.evaluation.truth import hide_names, write_truth
from offline.pipeline.scan import Sample
from offline.pipeline.work import Settings, Work
from retrieval_core.build import PROJECT
from retrieval_core.encoders.text import TextEncoder

LABELS = ["drums", "keys"] * 8
PLANTED = {"drums": "Clap", "keys": "Church Organ"}


class Texts:
    """The shipped text encoder in place of the Torch one, which gives the same vectors."""

    embedded = True

    def __init__(self) -> None:
        from offline.embedding.checkpoints import Loaded

        folder = PROJECT / "data/encoders/text"
        self.encoder = TextEncoder.from_pretrained(folder)
        self.about = Loaded("text", folder, self.encoder.dimension, "")
        self.encode = self.encoder.encode


class Sounds:
    """What is said of the embedded audio encoder; what it hears has been written already."""

    embedded = True

    def __init__(self) -> None:
        from offline.embedding.checkpoints import Loaded

        self.about = Loaded("audio", PROJECT / "data/encoders/audio", 256, "")


def prepared(folder: Path, names: list[str]) -> Work:
    """A work folder of sixteen sounds of noise, which only their names can tell apart."""
    work = Work(folder)
    queries = PROJECT / "data/queries/seed_queries.csv"
    work.write("settings", asdict(Settings("library", "folders", "", "", str(queries), folds=2)))
    samples = [
        Sample(name, label, f"{i}", 1, 0) for i, (name, label) in enumerate(zip(names, LABELS, strict=True))
    ]
    work.write_scan(samples, [])
    work.write_lines("about", [asdict(Analysis(1.0))] * len(samples))
    noise = np.random.default_rng(0).standard_normal((len(samples), 256)).astype(np.float32)
    work.write_arrays("audio", {"audio": noise / np.linalg.norm(noise, axis=1, keepdims=True)})
    write_truth(work, samples)
    return work


def described(work: Work) -> dict[str, object]:
    """All that heads learn from and all that is searched: what these say decides every score."""
    describe.describe(work, work.arrays("audio")["audio"], Texts(), Sounds())
    arrays = {name: value.tolist() for name, value in work.arrays("texts").items()}
    rows = [{key: value for key, value in row.items() if key != "path"} for row in work.lines("rows")]
    return {
        **arrays,
        "rows": rows,
        **{name: list(work.lines(name)) for name in ("classes", "words")},
    }


def test_labels_planted_in_the_names_move_no_score(tmp_path):
    planted = prepared(
        tmp_path / "planted", [f"{label}/{PLANTED[label]} {i}.wav" for i, label in enumerate(LABELS)]
    )
    neutral = prepared(tmp_path / "neutral", [f"{label}/{i}.wav" for i, label in enumerate(LABELS)])
    assert described(hide_names(planted)) == described(hide_names(neutral))


def test_where_they_are_not_hidden_the_names_do_tell(tmp_path):
    planted = prepared(tmp_path, [f"{label}/{PLANTED[label]} {i}.wav" for i, label in enumerate(LABELS)])
    told = {row["fine"] for row in described(planted)["rows"]}
    assert told == {"clap", "organ"}, "what the build itself reads off the names"
