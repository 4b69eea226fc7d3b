"""The training corpus: synthesised, rendered and recorded clips, clean, as waveforms on disk.

A clip is drawn from its own seed, so a corpus is the same whichever process made it, and an interrupted one is
continued. Shards are plain `.npz` files: samples (all clips in a row) int16, lengths (n,), label, source and group
(n,) text. What training sees are random views of the clips, see `offline.pretrain.views`.
"""

from __future__ import annotations

import csv
import logging
import multiprocessing
import os
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from offline.pretrain import classes, soundfont
from offline.pretrain.augment import LONGEST, MAX_SECONDS
from retrieval_core.audio import AudioError, load
from retrieval_core.encoders.features import SAMPLE_RATE

log = logging.getLogger(__name__)
SHARD = 500
_MORE = {
    "piano": 2.5,
    "epiano": 2.5,
    "organ": 2.0,
    "pad": 2.0,
    "synthkeys": 2.0,
    "hihat": 1.5,
}  # wide classes


@dataclass(frozen=True)
class Recipe:
    """How to make one clip: `source` is soundfont, synth or a file's path."""

    source: str
    label: str
    group: str
    seed: tuple[int, ...]


def soundfont_recipes(clips: int, seed: int) -> list[Recipe]:
    """About `clips` clips of each class, more of those that hold many sounds."""
    counts = {name: round(clips * share * _MORE.get(name, 1.0)) for name, share in soundfont.LABELS.items()}
    return _recipes("soundfont", counts, seed, 1)


def synth_recipes(clips: int, seed: int) -> list[Recipe]:
    """About `clips` clips of each voice of offline.synth."""
    from offline.synth import VOICES

    counts = {name: round(clips * _MORE.get(name, 1.0)) for name in VOICES}
    return _recipes("synth", counts, seed, 2)


def _recipes(source: str, counts: dict[str, int], seed: int, kind: int) -> list[Recipe]:
    return [
        Recipe(source, label, source, (seed, kind, i, take))
        for i, (label, count) in enumerate(counts.items())
        for take in range(count)
    ]


@dataclass(frozen=True)
class LabelledFile:
    path: Path
    label: str
    group: str


def labelled_files(folder: Path, labels: Path) -> list[LabelledFile]:
    """Rows of a CSV (path, fine or label; optionally set, tags, train_ok) that may be trained on.

    Rows whose train_ok is `no` or whose tags hold `weak-label` are left out. A group is what one instrument gave.
    """
    files = []
    with labels.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            tags = row.get("tags") or ""
            if row.get("train_ok", "yes") == "no" or "weak-label" in tags.split(";"):
                continue
            label = classes.label_of(row.get("fine") or row.get("label") or "", tags)
            if not set(label.split("+")) <= set(classes.FINE):
                log.warning("%s: no class is called %s; left out", row["path"], label)
                continue
            path = Path(row["path"])
            stem = re.split(r"[_\d\-#]", path.stem)[0]
            files.append(
                LabelledFile(folder / path, label, f"{row.get('set', '')}/{path.parent.name}/{stem}")
            )
    return files


def recorded_recipes(files: list[LabelledFile], seed: int) -> list[Recipe]:
    """One clip of each labelled file."""
    return [Recipe(str(file.path), file.label, file.group, (seed, 3, i)) for i, file in enumerate(files)]


@dataclass(frozen=True)
class Clip:
    """waveform (samples,) float32 at SAMPLE_RATE, its label, and words that its synthesis knows of it."""

    waveform: np.ndarray
    label: str
    words: list[str]


def clip(recipe: Recipe, rng: np.random.Generator) -> Clip:
    """The clean sound of a recipe."""
    if recipe.source == "soundfont":
        return Clip(soundfont.render(recipe.label, rng)[0], recipe.label, [])
    if recipe.source == "synth":
        from offline.synth import VOICES

        sound = VOICES[recipe.label](rng, SAMPLE_RATE)
        return Clip(sound.samples, classes.label_of_voice(recipe.label, sound.meta["model"]), sound.words)
    return Clip(load(recipe.source, SAMPLE_RATE, MAX_SECONDS), recipe.label, [])


def _make_shard(job: tuple[Path, list[Recipe]]) -> int:
    path, recipes = job
    made, kept = [], []
    for recipe in recipes:
        try:
            found = clip(recipe, np.random.default_rng(recipe.seed))
        except AudioError as error:
            log.warning("%s", error)
            continue
        made.append(found)
        kept.append(recipe)
    waveforms = [one.waveform[:LONGEST] / max(float(np.abs(one.waveform).max()), 1e-6) for one in made]
    part = path.with_suffix(".part.npz")
    np.savez(
        part,
        samples=np.round(np.concatenate([np.zeros(0), *waveforms]) * 32767.0).astype(np.int16),
        lengths=np.array([len(waveform) for waveform in waveforms], np.int64),
        label=np.array([one.label for one in made], str),
        source=np.array([recipe.source for recipe in kept], str),
        group=np.array([recipe.group for recipe in kept], str),
    )
    part.replace(path)
    return len(recipes)


def build(folder: Path, recipes: list[Recipe], workers: int = os.cpu_count() or 1) -> None:
    """Make the shards of `recipes` that `folder` does not hold yet, with a progress bar."""
    folder.mkdir(parents=True, exist_ok=True)
    order = np.random.default_rng(0).permutation(len(recipes))
    jobs = []
    for number, start in enumerate(range(0, len(recipes), SHARD)):
        path = folder / f"shard-{number:04d}.npz"
        if not path.is_file():
            jobs.append((path, [recipes[i] for i in order[start : start + SHARD]]))
    if not jobs:
        return
    bar = tqdm(total=sum(len(job[1]) for job in jobs), desc=f"corpus: {folder.name}", unit="clip")
    with bar, multiprocessing.get_context("spawn").Pool(workers) as pool:
        for made in pool.imap_unordered(_make_shard, jobs):
            bar.update(made)


@dataclass
class Corpus:
    """All clips in memory: samples int16 in a row, lengths of the clips, and arrays of text; all but samples (n,)."""

    samples: np.ndarray
    lengths: np.ndarray
    label: np.ndarray
    source: np.ndarray
    group: np.ndarray

    def __len__(self) -> int:
        return len(self.label)

    @classmethod
    def open(cls, *folders: Path) -> Corpus:
        paths = [path for folder in folders for path in sorted(folder.glob("shard-????.npz"))]
        if not paths:
            raise FileNotFoundError(f"There is no corpus in {', '.join(map(str, folders))}.")
        columns: dict[str, list[np.ndarray]] = {name: [] for name in cls.__dataclass_fields__}
        for path in paths:
            with np.load(path, allow_pickle=False) as shard:
                for name, parts in columns.items():
                    parts.append(shard[name])
        found = cls(**{name: np.concatenate(parts) for name, parts in columns.items()})
        if not len(found):
            raise ValueError(f"No clip of the corpus in {', '.join(map(str, folders))} could be read.")
        return found
