"""What people have said of answers, as weighted pairs of a text and a sample that heads learn from."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from offline.trouble import Trouble
from retrieval_core.wording import fold

#: What all votes of one person weigh together, at most; up to so many each weighs 1. Nobody can steer alone.
PERSON = 20.0
#: What one pair weighs at most, however many people agree on it.
PAIR = 3.0


class FeedbackError(Trouble):
    """The votes cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A text and a sample that people found to belong together (weight above 0) or not (below).

    Attributes:
        text: the words that the text encoder read.
        sha256: of the sample's content, by which it is found again in any build.
        weight: in [-PAIR, PAIR].
    """

    text: str
    sha256: str
    weight: float


def exported(log: Path | None) -> list[dict[str, Any]]:
    """The thumbs of the query log, oldest first, as `python -m db export` writes them.

    Raises:
        FeedbackError: the log cannot be read.
    """
    command = [sys.executable, "-m", "db", "export", *(["--log", str(log)] if log else [])]
    done = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise FeedbackError(done.stderr.strip())
    return read_lines(done.stdout)


def read_lines(text: str) -> list[dict[str, Any]]:
    """JSON lines; only a line feed ends one, because a prompt may hold what else Unicode has of line breaks.

    Raises:
        FeedbackError: one is no JSON.
    """
    try:
        return [json.loads(line) for line in text.split("\n") if line]
    except ValueError as error:
        raise FeedbackError(f"the thumbs of the log cannot be read, a line is no JSON: {error}") from None


def judgements(votes: Iterable[Mapping[str, Any]]) -> list[Judgement]:
    """Votes gathered by text and sample.

    A person's last vote on a pair counts. Votes of different people add up, so that contradicting ones cancel. Left out is
    what was no search by words: "more like that one", a file to compare with.
    """
    last: dict[tuple[str, str, str], int] = {}
    for vote in votes:
        request = vote.get("request") or {}
        text = fold(request.get("text") or vote["text"])
        if vote.get("kind") != "similar" and not request.get("like") and text and vote["sha"]:
            last[vote["voter"], text, vote["sha"]] = vote["value"]
    many = Counter(voter for voter, _, _ in last)
    total: dict[tuple[str, str], float] = defaultdict(float)
    for (voter, text, sha), value in last.items():
        total[text, sha] += value * min(1.0, PERSON / many[voter])
    return [
        Judgement(text, sha, max(-PAIR, min(PAIR, weight)))
        for (text, sha), weight in sorted(total.items())
        if abs(weight) > 1e-9
    ]


def as_arrays(found: Sequence[Judgement], hashes: Sequence[str]) -> dict[str, Any]:
    """Judgements on the samples of a library.

    Parameters:
        hashes: SHA-256 of each sample.

    Returns:
        `texts`, each once; and for each pair its sample (`rows`), its text (`columns`) and its weight (`weights`). What
        has left the library is left out; what is in it twice is judged twice.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for row, sha in enumerate(hashes):
        places[sha].append(row)
    known = dict.fromkeys(one.text for one in found if one.sha256 in places)
    texts = {text: number for number, text in enumerate(known)}
    pairs = [(row, texts[one.text], one.weight) for one in found for row in places.get(one.sha256, ())]
    return {
        "texts": list(texts),
        "rows": [row for row, _, _ in pairs],
        "columns": [column for _, column, _ in pairs],
        "weights": [weight for _, _, weight in pairs],
    }
