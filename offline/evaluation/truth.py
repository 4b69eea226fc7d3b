"""What each sample really is, and which samples belong together: known to folds and scores, hidden from the system."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from offline.pipeline.scan import (
    LibraryError,
    Sample,
    classes_in,
    label_column,
    label_file,
    read_rows,
    several,
    top_folder,
)
from offline.pipeline.work import Settings, Work
from retrieval_core.taxonomy import Taxonomy, shipped

#: Cosine of audio embeddings from which on two samples are taken for the same sound, as its velocity layers are.
NEAR = 0.995
#: Folders that tell packs, machines and instruments apart, below the class.
DEPTH = 2
#: Samples that an evaluation looks at, at most.
SCORED = 5_000
#: Rows of the similarity matrix that are held at once.
BLOCK = 1024


@dataclass(frozen=True, slots=True)
class Truth:
    """What a sample is.

    Attributes:
        label: its class, None where nobody said.
        classes: every class that it counts as: the label, its tags, and what the taxonomy puts above them.
        group: pack, machine or instrument that it comes from; its own path where it stands alone.
    """

    label: str | None
    classes: tuple[str, ...]
    group: str

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Truth:
        return cls(data["label"], tuple(data["classes"]), data["group"])


def truth_of(samples: Sequence[Sample], settings: Settings) -> list[Truth]:
    """The truth about each sample of a library: what it is to be scored by, else the labels that the system sees too.

    Raises:
        LibraryError: the CSV is missing, lacks its columns, or names no sample.
    """
    taxonomy = shipped()
    source = settings.truth or settings.labels
    file = label_file(source)
    rows = read_rows(file, Path(settings.library)) if file else {}
    column = label_column(rows, file, settings.label_column) if file else None
    if file and not any(sample.path in rows for sample in samples):
        raise LibraryError(f"{file} names no sample of the library: nothing can be scored by it")
    named = [
        classes_in(rows.get(sample.path, ()), column)
        if column
        else [top_folder(sample.path)]
        if source == "folders"
        else []
        for sample in samples
    ]
    labels = [next(iter(found), None) for found in named]
    packs = packs_of([sample.path for sample in samples], labels, source == "folders", taxonomy)
    truths = []
    for sample, label, found, pack in zip(samples, labels, named, packs, strict=True):
        row = next(iter(rows.get(sample.path, ())), {})
        tags = [*found[1:], *several(row.get("tags", ""))]
        truths.append(Truth(label, classes_of(label, tags, taxonomy), row.get("group") or pack))
    return truths


def classes_of(label: str | None, tags: Sequence[str], taxonomy: Taxonomy) -> tuple[str, ...]:
    """Every class that a sample counts as, the most specific first and the coarse one last; none without a label."""
    if label is None:
        return ()
    found: dict[str, None] = {}
    for name in (label, *tags):
        known = name if name in taxonomy.classes else taxonomy.resolve(name)
        found |= dict.fromkeys((known or name, name))
        for above in taxonomy.ancestors(known) if known else ():
            found[above] = None
    first = next(iter(found))
    coarse = taxonomy.coarse_of(first) if first in taxonomy.classes else taxonomy.coarse_named(label)
    return (*(name for name in found if name != coarse), coarse) if coarse else tuple(found)


def packs_of(
    paths: Sequence[str], labels: Sequence[str | None], class_first: bool, taxonomy: Taxonomy
) -> list[str]:
    """The pack, machine or instrument that each sample comes from, as its folders name it; its path where they name none.

    A folder that is called after a class, or after one-shots or loops, says what lies in it and not where that is from; one
    that holds everything tells nothing apart. Where each class comes from a single pack, every sample stands alone: nothing
    could be learned of a class that is searched.

    Parameters:
        class_first: the top folder is the class.

    >>> packs_of(["drums/808/kick/a.wav", "drums/909/b.wav", "keys/c.wav"], ["drums", "drums", "keys"], True, Taxonomy.load())
    ['808', '909', 'keys/c.wav']
    """
    origins = {
        name: tells_origin(name, taxonomy) for path in paths for name in PurePosixPath(path).parts[:-1]
    }
    folders = [
        [name for name in PurePosixPath(path).parts[1 if class_first else 0 : -1] if origins[name]]
        for path in paths
    ]
    everywhere = set.intersection(*map(set, folders)) if folders else set()
    packs = [
        "/".join([name for name in found if name not in everywhere][:DEPTH]) or path
        for found, path in zip(folders, paths, strict=True)
    ]
    return packs if most_in_a_class(labels, packs) > 1 else list(paths)


def tells_origin(folder: str, taxonomy: Taxonomy) -> bool:
    """Whether the name of a folder may be that of a pack.

    >>> [tells_origin(name, Taxonomy.load()) for name in ("TR-808", "Kicks", "Drums", "one-shots", "Vol 1")]
    [True, False, False, False, True]
    """
    known = taxonomy.resolve(folder) or taxonomy.coarse_named(folder)
    return not known and all(sense.kind != "form" for sense in taxonomy.senses(folder))


def most_in_a_class(labels: Sequence[str | None], groups: Iterable[Any]) -> int:
    """How many groups the class has that has most of them.

    >>> most_in_a_class(["kick", "kick", "snare"], ["808", "909", "808"])
    2
    """
    found = Counter(label for label, _ in {*zip(labels, groups, strict=True)} if label is not None)
    return max(found.values(), default=0)


def merge_groups(truths: Sequence[Truth], hashes: Sequence[str], audio: np.ndarray) -> np.ndarray:
    """Number the groups, those joined that hold the same file, or nearly the same sound.

    Parameters:
        hashes: of the content of each sample.
        audio: (n, d), unit rows, by the embedded encoder, so that the groups are the same whichever one is evaluated.

    Returns:
        (n,) the group of each sample: connected components of "same pack", "same content", "cosine of at least NEAR".
    """
    pairs = [same(np.array([truth.group for truth in truths])), same(np.array(hashes))]
    for start in range(0, len(audio), BLOCK):
        rows, columns = np.nonzero(audio[start : start + BLOCK] @ audio.T >= NEAR)
        pairs.append(np.stack([rows + start, columns]))
    rows, columns = np.concatenate(pairs, axis=1)
    links = coo_array((np.ones(len(rows), bool), (rows, columns)), shape=(len(audio), len(audio)))
    return connected_components(links, directed=False)[1]


def same(values: np.ndarray) -> np.ndarray:
    """Links (2, n) from each element to the first that is equal to it."""
    _, first, inverse = np.unique(values, return_index=True, return_inverse=True)
    return np.stack([np.arange(len(values)), first[inverse]])


def hide_names(work: Work) -> Work:
    """A work folder within a work folder, where the same samples have neutral names and their truth is written down.

    Whatever is derived from it (captions, tags, heads) cannot have read a class off a file's name. Of a large library it
    holds `SCORED` samples: whole groups, as chance has them, because what tells approaches apart shows on so many.
    """
    hidden = work.hidden
    samples, _ = work.scan()
    known = work.read("truth")
    groups = [known[sample.path]["group"] for sample in samples]
    rows = scored(groups, work.settings.seed)
    neutral = [
        Sample(
            f"{i:06d}{Path(samples[row].path).suffix}",
            samples[row].label,
            samples[row].sha256,
            samples[row].size,
            samples[row].mtime_ns,
        )
        for i, row in enumerate(rows)
    ]
    hidden.write("settings", asdict(work.settings))
    hidden.write_scan(neutral, [])
    hidden.write("scored", rows)
    chosen = set(rows)
    hidden.write_lines("about", (about for row, about in enumerate(work.lines("about")) if row in chosen))
    hidden.write_arrays("audio", {name: array[rows] for name, array in work.arrays("audio").items()})
    hidden.write("truth", [known[samples[row].path] for row in rows])
    return hidden


def scored(groups: Sequence[str], seed: int) -> list[int]:
    """Rows of the samples that an evaluation looks at: all, or whole groups by lot until there are `SCORED`.

    Of a group larger than a tenth of that, only as many.
    """
    if len(groups) <= SCORED:
        return list(range(len(groups)))
    members: dict[str, list[int]] = {}
    for row, group in enumerate(groups):
        members.setdefault(group, []).append(row)
    rng = np.random.default_rng(seed)
    rows: list[int] = []
    names = list(members)
    for number in rng.permutation(len(names)):
        found = members[names[number]]
        most = min(len(found), SCORED // 10, SCORED - len(rows))
        rows += [found[i] for i in rng.permutation(len(found))[:most]]
        if len(rows) == SCORED:
            break
    return sorted(rows)


def write_truth(work: Work, samples: Sequence[Sample]) -> None:
    """Write down the truth about a library's samples, by path, for the stages that may know it."""
    truths = truth_of(samples, work.settings)
    work.write("truth", {sample.path: asdict(truth) for sample, truth in zip(samples, truths, strict=True)})


def read_truth(hidden: Work) -> list[Truth]:
    """The truth about each sample of a work folder that `hide_names` has made."""
    return [Truth.from_dict(entry) for entry in hidden.read("truth")]
