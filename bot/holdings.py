"""What the library holds, in numbers: of each class, of each format, of each machine by name."""

from __future__ import annotations

from retrieval_core.request import FORMATS, Request
from retrieval_core.retriever import Retriever
from retrieval_core.taxonomy import shipped


def held(sort: str, retriever: Retriever) -> str:
    """What the library has of some sort, "formats" or "machines", in a sentence."""
    counts = _formats(retriever) if sort == "formats" else _machines(retriever)
    there = _listed(counts)
    if not there:
        return f"I know of no {sort} here."
    named = "" if sort == "formats" else ", going by the names of the files"
    return f"The library holds these {sort}{named}: {there}."


def classes(retriever: Retriever, most: int) -> str:
    """The classes that the library has most of, each with its kinds, as they are counted for who asks how many there are."""
    labels = retriever.catalog.class_counts()
    counts = {label: _count(label, retriever) or many for label, many in [*labels.items()][:most]}
    return f"{_listed(counts)}{', ...' if len(labels) > most else ''}"


def _count(label: str, retriever: Retriever) -> int:
    id = shipped().resolve(label)
    return retriever.count(Request(classes=(id,))) if id else 0


def _formats(retriever: Retriever) -> dict[str, int]:
    return {name: retriever.count(Request(files=(name,))) for name in FORMATS}


def _machines(retriever: Retriever) -> dict[str, int]:
    having = retriever.catalog.words.having
    return {
        machine.words[0]: len({int(id) for word in machine.words for id in having(word)})
        for machine in shipped().machines.values()
    }


def _listed(counts: dict[str, int]) -> str:
    """Those that there are, with their numbers, the most first."""
    there = sorted(((many, name) for name, many in counts.items() if many), key=lambda one: -one[0])
    return ", ".join(f"{name} ({many})" for many, name in there)
