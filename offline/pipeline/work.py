"""The folder that a build grows in, and the files its stages hand to each other.

In `work`, by name (JSON, JSON lines, or safetensors); n samples, t texts, d the encoders' dimension:

    settings    the command            what is built, as asked for
    scan        the command, embed     the samples by path, label and content; those that are skipped, each with its reason
    truth       the command            what each sample really is, by path: for scores alone
    judgements  the command            thumbs; embed makes `judged` of them: texts, and pairs of a sample and a text with their weights
    growth      the command            what has come and gone, where a large library keeps its heads: project and extend read it
    audio       embed                  vectors by the encoder that is built upon (n, d), and by the embedded one, `heard` (n, 256)
    about       embed                  what analysis found in each file, a line a sample
    texts       embed (describe)       vectors of captions and class names (t, d), the class of each, and which describes which sample
    words       embed (describe)       what a lexical ranking may match, a line a sample
    taught      embed (describe)       rows of the samples that heads learn from
    anchors     embed (describe)       vectors of the classes and of their families, by name
    encoders    embed (describe)       which encoders these were, and whether they share a space
    NAME        train                  vectors of the samples in the space of an approach (n, its width)
    NAME-index  index                  what was chosen for the index of an approach, and what recall was measured

and in `work/hidden`, where names are neutral, for the evaluation: these again, and from rehearse `groups` and `splits` (rows), `base` (the approach
that the hybrid one builds on), and the vectors of each split.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file

from offline.pipeline.cache import FACTS
from offline.pipeline.scan import Sample, Skipped
from retrieval_core.build import portable
from retrieval_core.tensors import mapped

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
        index: kind of the indices: "auto", "flat" or "ivf".
        engine: what embeds, one of `offline.embedding.embed.ENGINES`.
        store: where the vectors are published besides the build, as `offline.publishing.store.chosen` states it; None, nowhere.
        sources: what else a build is made from, as it was when that began, see `offline.publishing.grow.sources`.
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
    index: str = "auto"
    engine: str = "local"
    store: dict[str, Any] | None = None
    sources: dict[str, str] | None = None

    def entry(self) -> dict[str, Any]:
        """What a manifest says of them: where it is the same, the same files make the same build."""
        names = ("index", "labels", "label_column", "folds", "seed", "sources")
        kept = {name: getattr(self, name) for name in names}
        return kept | {"queries": portable(Path(self.queries)), "facts": FACTS}


@dataclass(frozen=True, slots=True)
class Work:
    """Paths of a growing build: what will be published lies in `folder`, what only stages read in `folder`/work."""

    folder: Path

    @property
    def scratch(self) -> Path:
        return self.folder / "work"

    @property
    def hidden(self) -> Work:
        """The same for the evaluation, where the names of the files are neutral."""
        return Work(self.scratch / "hidden")

    def _fresh(self, name: str) -> Path:
        """A file to write, in a folder that is there."""
        self.scratch.mkdir(parents=True, exist_ok=True)
        return self.scratch / name

    def write(self, name: str, data: Any) -> None:
        self._fresh(f"{name}.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")

    def read(self, name: str) -> Any:
        return json.loads((self.scratch / f"{name}.json").read_text(encoding="utf-8"))

    def write_lines(self, name: str, rows: Iterable[Any]) -> None:
        """Write one entry a sample, as many as there are, without holding them all."""
        with self.writer(name) as write:
            for row in rows:
                write(row)

    @contextmanager
    def writer(self, name: str) -> Iterator[Callable[[Any], object]]:
        """A function that writes one more entry."""
        with self._fresh(f"{name}.jsonl").open("w", encoding="utf-8") as stream:
            yield lambda row: stream.write(json.dumps(row, ensure_ascii=False) + "\n")

    def lines(self, name: str) -> Iterator[Any]:
        """Read what `write_lines` wrote, one by one."""
        with (self.scratch / f"{name}.jsonl").open(encoding="utf-8") as stream:
            for line in stream:
                yield json.loads(line)

    def has(self, name: str) -> bool:
        return any((self.scratch / f"{name}.{kind}").exists() for kind in ("json", "jsonl", "safetensors"))

    def write_arrays(self, name: str, arrays: dict[str, np.ndarray]) -> None:
        file = self._fresh(f"{name}.safetensors")
        save_file({key: np.ascontiguousarray(value) for key, value in arrays.items()}, file)

    def arrays(self, name: str) -> dict[str, np.ndarray]:
        """Arrays by name, mapped from the file: only what is touched is read. Writing to them changes a copy."""
        return mapped(self.scratch / f"{name}.safetensors", "c")

    def create_arrays(self, name: str, shapes: dict[str, tuple[int, ...]]) -> dict[str, np.ndarray]:
        """New float32 arrays in a file, mapped into memory to be filled bit by bit."""
        file = self._fresh(f"{name}.safetensors")
        starts: dict[str, int] = {}
        end = 0
        for key, shape in shapes.items():
            starts[key], end = end, end + 4 * int(np.prod(shape))
        header = json.dumps(
            {
                key: {
                    "dtype": "F32",
                    "shape": shape,
                    "data_offsets": [starts[key], starts[key] + 4 * int(np.prod(shape))],
                }
                for key, shape in shapes.items()
            }
        ).encode()
        header += b" " * (-len(header) % 8)
        with file.open("wb") as stream:
            stream.write(len(header).to_bytes(8, "little") + header)
            stream.truncate(8 + len(header) + end)
        first = 8 + len(header)
        return {
            key: np.memmap(file, "<f4", "r+", first + starts[key], shape) for key, shape in shapes.items()
        }

    @property
    def settings(self) -> Settings:
        return Settings(**self.read("settings"))

    def write_scan(self, samples: list[Sample], skipped: list[Skipped]) -> None:
        self.write("scan", {"samples": [asdict(s) for s in samples], "skipped": [asdict(s) for s in skipped]})

    def scan(self) -> tuple[list[Sample], list[Skipped]]:
        data = self.read("scan")
        return [Sample(**s) for s in data["samples"]], [Skipped(**s) for s in data["skipped"]]
