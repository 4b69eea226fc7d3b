"""The training corpus: augmented views of synthesised, rendered and recorded clips, as feature arrays on disk.

A view is drawn from its own seed, so a corpus is the same whichever process made it, and an interrupted one is
continued. Shards are plain `.npz` files: windows (n, 2, WINDOW, MELS) uint8, descriptors (n, DESCRIPTORS) float16,
label, source and group (n,) text.
"""

from __future__ import annotations

import csv
import logging
import multiprocessing
import os
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from tqdm import tqdm

from offline.pretrain import classes, soundfont
from offline.pretrain.augment import augment, layer
from retrieval_core.audio import load
from retrieval_core.encoders.features import SAMPLE_RATE, features

log = logging.getLogger(__name__)
SHARD = 1000
MAX_SECONDS = 12.0
LAYERED = 0.15  # of the hits of a drum, how many lie over another of the same drum
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
    """How to make one view: `source` is soundfont, synth or a file's path."""

    source: str
    label: str
    group: str
    seed: tuple[int, ...]


def soundfont_recipes(views: int, seed: int) -> list[Recipe]:
    """About `views` views of each class, more of those that hold many sounds."""
    counts = {name: round(views * share * _MORE.get(name, 1.0)) for name, share in soundfont.LABELS.items()}
    return _recipes("soundfont", counts, seed, 1)


def synth_recipes(views: int, seed: int) -> list[Recipe]:
    """`views` views of each voice of offline.synth."""
    from offline.synth import VOICES

    counts = {name: round(views * _MORE.get(name, 1.0)) for name in VOICES}
    return _recipes("synth", counts, seed, 2)


def _recipes(source: str, counts: dict[str, int], seed: int, kind: int) -> list[Recipe]:
    return [
        Recipe(source, label, source, (seed, kind, i, view))
        for i, (label, count) in enumerate(counts.items())
        for view in range(count)
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


def recorded_recipes(files: list[LabelledFile], views: int, seed: int) -> list[Recipe]:
    """`views` views of each labelled file."""
    return [
        Recipe(str(file.path), file.label, file.group, (seed, 3, i, view))
        for i, file in enumerate(files)
        for view in range(views)
    ]


@cache
def _recorded(path: str) -> np.ndarray:
    return load(path, SAMPLE_RATE, MAX_SECONDS)


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
    return Clip(_recorded(recipe.source), recipe.label, [])


def view(recipe: Recipe) -> tuple[np.ndarray, np.ndarray, str]:
    """One window (uint8), the descriptors (float16) and the label of one augmented view."""
    rng = np.random.default_rng(recipe.seed)
    clean = clip(recipe, rng)
    waveform, label = clean.waveform, clean.label
    if label in soundfont.HITS and soundfont.available() and rng.random() < LAYERED:
        waveform = layer(waveform, soundfont.render(label, rng)[0], rng)
    if rng.random() > 0.08:
        waveform = augment(waveform, label, rng)
    seen = features(waveform)
    first = rng.random() < 0.4
    window = seen.windows[0 if first else rng.choice(len(seen.weights), p=seen.weights / seen.weights.sum())]
    return np.round(window * 255.0).astype(np.uint8), seen.descriptors.astype(np.float16), label


def _make_shard(job: tuple[Path, list[Recipe]]) -> int:
    path, recipes = job
    windows, descriptors, labels = zip(*map(view, recipes), strict=True)
    part = path.with_suffix(".part.npz")
    np.savez(
        part,
        windows=np.stack(windows),
        descriptors=np.stack(descriptors),
        label=np.array(labels),
        source=np.array([recipe.source for recipe in recipes]),
        group=np.array([recipe.group for recipe in recipes]),
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
    bar = tqdm(total=sum(len(job[1]) for job in jobs), desc=f"corpus: {folder.name}", unit="view")
    with bar, multiprocessing.get_context("spawn").Pool(workers) as pool:
        for made in pool.imap_unordered(_make_shard, jobs):
            bar.update(made)


@dataclass
class Corpus:
    """All views in memory. windows uint8, descriptors float16, the rest arrays of text; all of length n."""

    windows: np.ndarray
    descriptors: np.ndarray
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
        return cls(**{name: np.concatenate(parts) for name, parts in columns.items()})
