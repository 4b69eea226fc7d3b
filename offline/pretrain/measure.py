"""How good a pair of encoders is on labelled recordings, alone and for prompts, as their cards say.

python -m offline.pretrain.measure --corpus DIR --labels CSV
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from offline.pretrain.audio_eval import Recordings, embed_labelled, interval
from offline.pretrain.classes import FAMILIES, FAMILY
from offline.pretrain.frames import is_measured
from retrieval_core.build import ENCODERS, PROJECT
from retrieval_core.encoders.audio import AudioEncoder
from retrieval_core.encoders.text import TextEncoder
from retrieval_core.taxonomy import Taxonomy, shipped

QUERIES = PROJECT / "data/queries"


@dataclass(frozen=True)
class Query:
    """A prompt and what answers it: sounds of one of `classes`, or of the family alone where there are none.

    `exclude` names classes and families that must not come; `kind` says how the prompt is put.
    """

    text: str
    classes: tuple[str, ...]
    coarse: str | None
    exclude: tuple[str, ...]
    kind: str


def query_sets(described: Path = QUERIES / "text_to_audio.jsonl") -> dict[str, list[Query]]:
    """The prompts that pairs and the bot are measured with, by the name of their set, in the order of the audio encoder's card; of all but
    two the failures have been looked at, whatever their part was called when they came.
    """
    return {
        described.stem: read_queries(described),
        "prompts": first_questions(QUERIES / "prompts.jsonl"),
        "fresh, first": read_queries(QUERIES / "fresh.jsonl", "development"),
        "fresh, second": read_queries(QUERIES / "fresh.jsonl", "held-out"),
        "fresh, third": read_queries(QUERIES / "fresh.jsonl", "later"),
        "fresh, fourth": read_queries(QUERIES / "fresh.jsonl", "since"),
        "fresh, fifth": read_queries(QUERIES / "fresh.jsonl", "last"),
        "fresh, sixth, held out": read_queries(QUERIES / "fresh.jsonl", "afresh"),
        "fresh, seventh, held out": read_queries(QUERIES / "fresh.jsonl", "untouched"),
        "long, first": read_queries(QUERIES / "fresh.jsonl", "long"),
        "long, second": read_queries(QUERIES / "fresh.jsonl", "long, held out"),
        "newcomers, first": read_queries(QUERIES / "fresh.jsonl", "newcomers"),
        "newcomers, second": read_queries(QUERIES / "fresh.jsonl", "newcomers, held out"),
    }


def read_queries(path: Path, part: str | None = None) -> list[Query]:
    """The queries of a JSON-lines file with the fields of Query; those of a part alone where one is named."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    rows = [row for row in rows if part in (None, row.get("part"))]
    return [
        Query(row["text"], tuple(row["classes"]), row["coarse"], tuple(row["exclude"]), row["kind"])
        for row in rows
    ]


def first_questions(file: Path) -> list[Query]:
    """Prompts of the grammar's set that ask for classes and for nothing that a recording is not labelled with."""
    family = FAMILY | {name: name for name in FAMILIES}
    found = []
    for row in map(json.loads, file.read_text(encoding="utf-8").splitlines()):
        if is_measured(row):
            wanted, refused = (tuple(row["expected"].get(part, ())) for part in ("classes", "exclude"))
            families = {family[name] for name in wanted}
            coarse = families.pop() if len(families) == 1 else None
            found.append(Query(row["prompt"], wanted, coarse, refused, "negated" if refused else "plain"))
    return found


@dataclass(frozen=True)
class Answer:
    """The k best sounds for a query: which are of the right family, the right class, and excluded; (k,) bool each."""

    query: Query
    best: np.ndarray
    family: np.ndarray
    right: np.ndarray
    refused: np.ndarray

    @property
    def voted(self) -> bool:
        """Whether most of the sounds are of the family (where one is wanted) and none decides for another."""
        return bool(self.family.sum() * 2 > len(self.family))

    @property
    def kept(self) -> bool:
        """Whether the family is right and nothing came that was ruled out."""
        return self.voted and not self.refused.any()


def answers(
    queries: Sequence[Query],
    texts: np.ndarray,
    audio: np.ndarray,
    classes: Sequence[frozenset[str]],
    k: int = 5,
) -> list[Answer]:
    """The k nearest sounds of each query, judged; queries of classes that fewer than k sounds have are left out.

    texts (n, d) and audio (m, d) in unit rows; classes: what each sound counts as, ancestors and family included.
    """
    found = []
    for query, scores in zip(queries, texts @ audio.T, strict=True):
        best = np.argsort(-scores, kind="stable")[:k]
        if answer := judged(query, best, classes, k):
            found.append(answer)
    return found


def judged(query: Query, best: np.ndarray, classes: Sequence[frozenset[str]], k: int = 5) -> Answer | None:
    """An answer judged, what it lacks to k as wrong; None where fewer than k sounds would be right.

    best: which sounds came back, k or fewer; classes: what each sound there is counts as.
    """
    refused = np.array([not c.isdisjoint(query.exclude) for c in classes])
    family = np.array([query.coarse is None or query.coarse in c for c in classes])
    right = family if not query.classes else np.array([not c.isdisjoint(query.classes) for c in classes])
    right = right & ~refused
    if right.sum() < k:
        return None
    return Answer(query, best, *(np.pad(of[best], (0, k - len(best))) for of in (family, right, refused)))


def summary(found: Sequence[Answer]) -> Mapping[str, float]:
    """Means over queries: family and class votes of the best five, precision among them, and obedience to a negation.

    Class figures are over queries that name a class; a class vote is right where most of the five are.
    """
    fine = [answer for answer in found if answer.query.classes]
    negated = [answer for answer in found if answer.query.exclude or answer.query.kind == "negated"]

    def mean(values: Sequence[float]) -> float:
        return float(np.mean(values)) if values else float("nan")

    return {
        "queries": len(found),
        "vote": mean([answer.voted for answer in found]),
        "fine vote": mean([answer.right.mean() > 0.5 for answer in fine]),
        "P@5": mean([answer.right.mean() for answer in fine]),
        "negated": mean([answer.kept for answer in negated]),
    }


def members(recordings: Recordings, taxonomy: Taxonomy) -> list[frozenset[str]]:
    """What each recording counts as: its class and tags, what lies above them, and its family."""
    return [
        counts_as(names, str(family), taxonomy)
        for names, family in zip(recordings.members, recordings.family, strict=True)
    ]


def counts_as(names: frozenset[str], family: str, taxonomy: Taxonomy) -> frozenset[str]:
    """Classes with what lies above them, and a family."""
    above = {name for known in names & taxonomy.classes.keys() for name in taxonomy.ancestors(known)}
    return frozenset({*names, *above, family})


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="folder of labelled recordings")
    parser.add_argument(
        "--labels", type=Path, required=True, help="their CSV: path, fine, coarse, tags, train_ok"
    )
    parser.add_argument(
        "--train-ok", default="no", help="rows to measure on, by their train_ok (%(default)s)"
    )
    parser.add_argument("--encoders", type=Path, default=ENCODERS)
    parser.add_argument("--queries", type=Path, default=QUERIES / "text_to_audio.jsonl")
    args = parser.parse_args(arguments)
    hearing = AudioEncoder.from_pretrained(args.encoders / "audio")
    recordings = embed_labelled(hearing, args.corpus, args.labels, args.train_ok)
    for name, (value, low, high) in interval(recordings, hearing.anchors).items():
        print(f"{name}: {value:.3f} ({low:.3f} to {high:.3f})")
    reading = TextEncoder.from_pretrained(args.encoders / "text")
    known = members(recordings, shipped())
    for name, queries in query_sets(args.queries).items():
        texts = reading.encode([query.text for query in queries])
        for figure, value in summary(answers(queries, texts, recordings.vectors, known)).items():
            print(f"{name}, {figure}:", f"{value:.3f}" if isinstance(value, float) else value)


if __name__ == "__main__":
    main()
