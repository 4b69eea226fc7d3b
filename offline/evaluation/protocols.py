"""The protocols: which samples heads learn from, which are searched, and what is asked of them."""

from __future__ import annotations

import csv
import json
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from offline.evaluation.truth import Truth, most_in_a_class
from offline.pipeline.scan import LibraryError
from offline.pipeline.work import Settings
from retrieval_core.build import PROJECT
from retrieval_core.taxonomy import shipped
from retrieval_core.wording import fold

#: Where queries are kept, and the file that is asked from where none is named.
QUERIES, SEED = PROJECT / "data/queries", "seed_queries.csv"
#: Queries a class of the specification's evaluation: the first five of each in its file.
SPECIFIED = 5
#: Queries for fine classes, and how many of them for each that a library is labelled with.
FINE, OWN = "text_to_audio.jsonl", 5


@dataclass(frozen=True, slots=True)
class Split:
    """Rows that heads learn from (None: all there are), and rows of the searched library that are then searched."""

    train: np.ndarray | None
    search: np.ndarray


@dataclass(frozen=True, slots=True)
class Query:
    """A prompt, and the class that it asks for."""

    text: str
    label: str


Splits = Callable[[Sequence[Truth], np.ndarray, Settings], list[Split]]


@dataclass(frozen=True, slots=True)
class Protocol:
    """One way to evaluate.

    Attributes:
        splits: truths, groups, settings -> what is trained on and searched.
        about: what is measured, in a few words.
        queries: the file that is asked from, in data/queries.
        held_out: what is searched has not been learned from.
    """

    splits: Splits
    about: str
    queries: str = SEED
    held_out: bool = True


def cross_validated(truths: Sequence[Truth], groups: np.ndarray, settings: Settings) -> list[Split]:
    """Each fold is searched with heads that were trained on the others; a group is never on both sides.

    Folds keep the proportions of the classes as far as the groups allow. None where there is nothing to hold out, see
    `nothing_to_hold_out`.
    """
    from sklearn.model_selection import StratifiedGroupKFold  # a build need not wait for it before it begins

    if nothing_to_hold_out(truths, groups):
        return []
    rows = judged(truths)
    labels = np.array([truths[i].label for i in rows])
    folds = min(settings.folds, most_in_a_class(labels.tolist(), groups[rows].tolist()))
    splitter = StratifiedGroupKFold(folds, shuffle=True, random_state=settings.seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a class smaller than the number of folds is in some of them only
        parts = list(splitter.split(np.zeros(len(rows)), labels, groups[rows]))
    return [Split(rows[train], rows[search]) for train, search in parts if len(train) and len(search)]


def nothing_to_hold_out(truths: Sequence[Truth], groups: Sequence[int] | np.ndarray) -> str | None:
    """Why there is nothing to hold out of a library, in a sentence; None where there is.

    >>> nothing_to_hold_out([Truth("kick", ("kick",), "a.wav"), Truth("snare", ("snare",), "b.wav")], [0, 1])
    'each of its 2 classes has a single sample, so none can be held out'
    """
    labels = Counter(truth.label for truth in truths if truth.label is not None)
    if len(labels) < 2:
        return f"a library needs two classes to tell apart, and all of this one is {next(iter(labels), 'unlabelled')}"
    if max(labels.values()) == 1:
        return f"each of its {len(labels)} classes has a single sample, so none can be held out"
    if most_in_a_class([truth.label for truth in truths], np.asarray(groups).tolist()) == 1:
        return (
            f"each of its {len(labels)} classes is of one group (a pack, or sounds that are nearly the same), so none can be "
            "held out; a column `group` in the CSV of the labels says what belongs together"
        )
    return None


def all_at_once(truths: Sequence[Truth], groups: np.ndarray, settings: Settings) -> list[Split]:
    """Heads learn from all samples, and all that can be judged are searched."""
    rows = judged(truths)
    return [Split(None, rows)] if len(rows) else []


def judged(truths: Sequence[Truth]) -> np.ndarray:
    """Rows whose class is known."""
    return np.array([i for i, truth in enumerate(truths) if truth.label is not None], dtype=np.int64)


PROTOCOLS = {
    "cross-validated": Protocol(
        cross_validated,
        "held-out samples, searched with heads that were trained without their fold and groups",
    ),
    "specification": Protocol(
        all_at_once,
        "ten queries on the very samples that the heads were trained on: for comparison, not a measure of quality",
        held_out=False,
    ),
    "transfer": Protocol(all_at_once, "heads trained on one library, searched in another"),
    "zero-shot": Protocol(all_at_once, "an unlabelled library, its classes used for scoring alone"),
    "fine": Protocol(
        cross_validated,
        "fine classes, one against the rest, on held-out samples",
        queries=FINE,
    ),
}


def read_queries(file: Path, truths: Sequence[Truth], protocol: str) -> list[Query]:
    """Queries of a file whose class the library has; beside those of the seed file, some for each class that it is labelled with.

    Parameters:
        file: CSV (`text,label`), or JSON lines with `text`, `classes` and `exclude`, of which those are taken that ask
            for one class and exclude nothing: what is excluded is the conversation's business, not an embedding's.
        protocol: "specification" takes the first five of each class.

    Raises:
        LibraryError: see `questions`.
    """
    present = Present(truths)
    queries = [Query(query.text, label) for query in questions(file) if (label := present.named(query.label))]
    if protocol != "specification":
        return queries + (own_queries(truths, queries) if file.resolve() == QUERIES / SEED else [])
    seen: Counter[str] = Counter()
    first = []
    for query in queries:
        seen[query.label] += 1
        if seen[query.label] <= SPECIFIED:
            first.append(query)
    return first


def unknown_to(truths: Sequence[Truth], file: Path) -> list[str]:
    """The class of each query of a file that asks for none of the library's."""
    present = Present(truths)
    return [query.label for query in questions(file) if not present.named(query.label)]


class Present:
    """The classes of a library, found by any of their names."""

    def __init__(self, truths: Sequence[Truth]) -> None:
        self._there = {name for truth in truths for name in truth.classes}
        self._folded = {fold(name): name for name in sorted(self._there)}
        self._taxonomy = shipped()

    def named(self, name: str) -> str | None:
        """The class of that name, whatever its case or number; None where the library has none.

        >>> Present([Truth("kick", ("kick", "drums"), "a.wav")]).named("Bass Drums")
        'kick'
        """
        if name in self._there:
            return name
        known = self._taxonomy.resolve(name)
        return known if known in self._there else self._folded.get(fold(name))


def own_queries(truths: Sequence[Truth], asked: Sequence[Query]) -> list[Query]:
    """Queries for the classes that samples are labelled with and nobody asks for: those that are written, else the name alone."""
    labels = dict.fromkeys(truth.classes[0] for truth in truths if truth.label)
    written = questions(QUERIES / FINE)
    found = []
    for label in labels.keys() - {query.label for query in asked}:
        own = [query for query in written if query.label == label][:OWN]
        found += own or [Query(label.replace("_", " "), label)]
    return sorted(found, key=lambda query: (query.label, query.text))


def questions(file: Path) -> list[Query]:
    """The queries of a file, each once.

    Raises:
        LibraryError: the file is missing, holds none, lacks its columns, or asks for a class without a word.
    """
    if not file.is_file():
        raise LibraryError(f"there is no file of queries at {file}: --queries takes a CSV (text,label)")
    try:
        queries = list(_read(file))
    except (KeyError, TypeError, ValueError):
        raise LibraryError(
            f"{file} holds no queries: a CSV needs the columns text,label (a comma parts them)"
        ) from None
    if not queries:
        raise LibraryError(f"{file} holds no queries: it has no row below the columns text,label")
    if mute := [query.label for query in queries if not query.text or not query.label]:
        raise LibraryError(f"{file} has {len(mute)} of {len(queries)} rows without a text or without a label")
    return list(dict.fromkeys(queries))


def _read(file: Path) -> Iterator[Query]:
    if file.suffix == ".jsonl":
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line or '{"classes": []}')
            if len(row["classes"]) == 1 and not row["exclude"]:
                yield Query(row["text"].strip(), row["classes"][0])
        return
    with file.open(newline="", encoding="utf-8-sig") as stream:
        reader = csv.DictReader(stream)
        if not {"text", "label"} <= set(reader.fieldnames or ()):
            raise ValueError("no columns text,label")
        for row in reader:
            yield Query((row["text"] or "").strip(), (row["label"] or "").strip())


def seen_as(query: Query, truth: Truth, asked: frozenset[str]) -> str:
    """The class that a hit votes for.

    The query's own where the hit has it, so that an open hi-hat is right for "hi-hats"; else the most specific class of
    the hit that any query asks for; else its coarse one.
    """
    if query.label in truth.classes:
        return query.label
    return next((name for name in truth.classes if name in asked), truth.classes[-1])
