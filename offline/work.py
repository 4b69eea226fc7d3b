"""The folder that a build grows in, and the files its stages hand to each other."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file, save_file

from offline.scan import Sample, Skipped

#: In place of an audio encoder: librosa's descriptors alone, the baseline of `evaluate --encoders`.
DESCRIPTORS = "descriptors"

#: How many files of the scan had been embedded before, by a build of before or by one that was cut off.
BEFORE = "embedded_before"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a build is made of, as asked for on the command line.

    Attributes:
        library: folder of samples.
        labels: "folders", "none", or a CSV file.
        text_encoder, audio_encoder: checkpoints, by hub name or by path.
        queries: CSV of evaluation queries (`text,label`).
        folds: parts of the cross-validation.
        seed: of everything random.
        protocol: of the evaluation, by its name in `offline.evaluation.protocols`.
        label_column: column of the CSV that holds the class; the first of label, coarse, fine if None.
        truth: "folders" or a CSV of the classes that a library is scored by and the system never sees; None where it is
            scored by its labels.
        k: hits that vote on the class of a query.
    """

    library: str
    labels: str
    text_encoder: str
    audio_encoder: str
    queries: str
    folds: int = 4
    seed: int = 0
    protocol: str = "cross-validated"
    label_column: str | None = None
    truth: str | None = None
    k: int = 5


@dataclass(frozen=True, slots=True)
class Work:
    """Paths of a growing build: what will be published lies in `folder`, what only stages read in `folder`/work."""

    folder: Path

    @property
    def scratch(self) -> Path:
        return self.folder / "work"

    def write(self, name: str, data: Any) -> None:
        file = self.scratch / f"{name}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")

    def read(self, name: str) -> Any:
        return json.loads((self.scratch / f"{name}.json").read_text(encoding="utf-8"))

    def has(self, name: str) -> bool:
        return any((self.scratch / f"{name}.{kind}").exists() for kind in ("json", "safetensors"))

    def write_arrays(self, name: str, arrays: dict[str, np.ndarray]) -> None:
        file = self.scratch / f"{name}.safetensors"
        file.parent.mkdir(parents=True, exist_ok=True)
        save_file({key: np.ascontiguousarray(value) for key, value in arrays.items()}, file)

    def arrays(self, name: str) -> dict[str, np.ndarray]:
        return load_file(self.scratch / f"{name}.safetensors")

    @property
    def settings(self) -> Settings:
        return Settings(**self.read("settings"))

    def write_scan(self, samples: list[Sample], skipped: list[Skipped]) -> None:
        self.write("scan", {"samples": [asdict(s) for s in samples], "skipped": [asdict(s) for s in skipped]})

    def scan(self) -> tuple[list[Sample], list[Skipped]]:
        data = self.read("scan")
        return [Sample(**s) for s in data["samples"]], [Skipped(**s) for s in data["skipped"]]
