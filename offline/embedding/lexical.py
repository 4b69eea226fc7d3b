"""What a lexical search may match of each sample: its caption, what its classes are called, the words of its path."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from retrieval_core.catalog import SURE
from retrieval_core.paths import path_words
from retrieval_core.taxonomy import Taxonomy


def documents(
    listed: Iterable[tuple[Mapping[str, Any], Mapping[str, float]]], taxonomy: Taxonomy
) -> Iterator[str]:
    """One document a sample.

    Parameters:
        listed: the catalog row of each sample, of which `path` and `caption` are read, and the classes that it counts
            as, with their probability.
    """
    known: dict[str, str] = {}
    for row, classes in listed:
        names = [name for name, probability in classes.items() if probability >= SURE]
        for name in names:
            if name not in known:
                known[name] = class_words(name, taxonomy)
        yield " ".join([row["caption"], *(known[name] for name in names), path_words(row["path"])])


def class_words(name: str, taxonomy: Taxonomy) -> str:
    """What a class is called in a word, each word once: "bass drum" would lead from every bass to a kick.

    >>> class_words("openhat", Taxonomy.load())
    'open hat openhat openhihat'
    """
    one = taxonomy.coarse.get(name) or taxonomy.classes.get(name)
    names = (one.name, *(word for word in one.synonyms if word.isalnum())) if one else (name,)
    return " ".join(dict.fromkeys(re.findall(r"[^\W_]+", " ".join(names).lower())))
