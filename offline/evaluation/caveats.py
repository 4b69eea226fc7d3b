"""What the figures of an evaluation do not show by themselves: said beside them, a sentence each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from offline.evaluation.protocols import (
    PROTOCOLS,
    QUERIES,
    cross_validated,
    questions,
    read_queries,
    unknown_to,
)
from offline.evaluation.truth import Truth, most_in_a_class
from offline.pipeline.work import Settings
from retrieval_core.taxonomy import shipped
from retrieval_core.wording import fold

#: Samples of a class, on average, below which which ones they are decides much.
FEW = 10
#: Names that a sentence lists.
NAMED = 3


def caveats(
    truths: Sequence[Truth],
    paths: Sequence[str],
    hashes: Sequence[str],
    groups: Sequence[int],
    settings: Settings,
    scored: bool = True,
) -> list[str]:
    """Sentences about what makes figures worth less: labels that contradict each other, few samples, queries left out.

    Parameters:
        paths, hashes: of the samples that are looked at.
        groups: which of them belong together.
        scored: whether there are any figures.
    """
    labels = [truth.label for truth in truths]
    classes = sorted({label for label in labels if label is not None})
    if not classes:
        return []
    found = [torn(paths, labels, hashes), alike(classes), lists(classes), small(labels) if scored else None]
    if PROTOCOLS[settings.protocol].splits is cross_validated:
        found.append(unlearned(labels, groups))
    if Path(settings.queries).parent != QUERIES:  # those that come along ask for what many libraries lack
        found.append(unasked(unknown_to(truths, Path(settings.queries)), settings.queries))
    return [sentence for sentence in found if sentence]


def nothing_to_score(truths: Sequence[Truth], settings: Settings) -> tuple[str, str] | None:
    """Why there would be no figures at all, as far as the labels and the queries tell, and what helps; None where there are some.

    Raises:
        LibraryError: see `questions`.
    """
    classes = list(dict.fromkeys(truth.label for truth in truths if truth.label is not None))
    file = Path(settings.queries)
    if not classes:
        return (
            "an unlabelled library has nothing to be scored against",
            "`python -m offline evaluate --truth CSV` takes classes for scoring alone",
        )
    if read_queries(file, truths, settings.protocol):
        return None
    asked = list(dict.fromkeys(query.label for query in questions(file)))
    return (
        f"no query in {file.name} asks for a class of this library, which has {some(classes)}: they ask for {some(asked)}",
        "`python -m offline evaluate --labels CSV --label-column NAME` takes other classes",
    )


def some(names: Sequence[str]) -> str:
    """A few names, and how many more there are.

    >>> some(["a", "b"]), some(["a", "b", "c", "d", "e"])
    ('a, b', 'a, b, c and 2 more')
    """
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def torn(paths: Sequence[str], labels: Sequence[str | None], hashes: Sequence[str]) -> str | None:
    """Files of one content in several classes.

    >>> torn(["kick/a.wav", "tom/b.wav"], ["kick", "tom"], ["f3", "f3"])
    'the same file lies in several classes: kick/a.wav = tom/b.wav'
    """
    copies: dict[str, list[int]] = defaultdict(list)
    for row, content in enumerate(hashes):
        copies[content].append(row)
    rows = [own for own in copies.values() if len({labels[row] for row in own}) > 1]
    if not rows:
        return None
    return "the same file lies in several classes: " + some(
        [" = ".join(paths[i] for i in own) for own in rows]
    )


def alike(classes: Iterable[str]) -> str | None:
    """Classes whose names differ by case, blanks or hyphens alone.

    >>> alike(["Hi-Hat", "hi hat", "kick"])
    'classes that differ by their spelling alone count as several: Hi-Hat / hi hat'
    """
    spelled: dict[str, list[str]] = defaultdict(list)
    for name in classes:
        spelled[fold(name)].append(name)
    pairs = [" / ".join(names) for names in spelled.values() if len(names) > 1]
    return f"classes that differ by their spelling alone count as several: {some(pairs)}" if pairs else None


def lists(classes: Iterable[str]) -> str | None:
    """Classes that read like several in one cell.

    >>> lists(["kick, snare", "Bass, my own"])
    'part several classes of a sample with semicolons: kick, snare'
    """
    taxonomy = shipped()
    read = [name for name in classes if "," in name and all(map(taxonomy.resolve, name.split(",")))]
    return f"part several classes of a sample with semicolons: {some(read)}" if read else None


def small(labels: Sequence[str | None]) -> str | None:
    """A library of so few samples that others would give other figures."""
    found = Counter(label for label in labels if label is not None)
    if not found or sum(found.values()) >= FEW * len(found):
        return None
    return (
        f"{sum(found.values())} samples of {len(found)} classes are few: the intervals are over queries, and do not show how "
        "other samples would do"
    )


def unlearned(labels: Sequence[str | None], groups: Sequence[int]) -> str | None:
    """Classes that no head has learned from where they are searched, because one group has all their samples.

    >>> unlearned(["kick", "kick", "solo"], [0, 1, 2])
    'of one sample or group, hence never learned from where it is searched: solo'
    """
    if most_in_a_class(labels, groups) < 2:
        return None
    many = Counter(label for label, _ in {*zip(labels, groups, strict=True)} if label is not None)
    alone = sorted(label for label, count in many.items() if count == 1)
    return (
        f"of one sample or group, hence never learned from where it is searched: {some(alone)}"
        if alone
        else None
    )


def unasked(labels: Sequence[str], file: str) -> str | None:
    """Queries that ask for no class of the library.

    >>> unasked(["ney", "oud", "ney"], "mine.csv")
    '3 queries of mine.csv ask for no class of this library and are left out: ney, oud'
    """
    if not labels:
        return None
    which = (
        f"{len(labels)} queries of {Path(file).name} ask"
        if len(labels) > 1
        else f"1 query of {Path(file).name} asks"
    )
    return f"{which} for no class of this library and {'are' if len(labels) > 1 else 'is'} left out: {some(list(dict.fromkeys(labels)))}"
