"""What a chat has come to: dialogues, with what people of good sense would take each turn for: python -m tests.benchmarks.dialogues

data/queries/dialogues.jsonl holds them, by three writers who knew nothing of the bot, later five more, who labelled their own, and last three, whose labels
somebody else set right; the failures of two, of four, and of two of these were looked at, the others' never. A turn is read right where the sounds then asked for are those that its writer named, or kinds of those, or what they are
kinds of, where all that is refused by then is kept out, where a refinement has changed something and a remark nothing, and where what the
turn itself `says` of limits and of the hits before holds: see tests/benchmarks/said.py. What follows from a turn that was misread counts as
misread, too, but for a turn that begins anew; so both are told, all turns, and those behind turns read right.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from bot.conversation import Conversation
from bot.prompts.language.lexicon import LOOPED
from bot.reply import Speaker
from db import QueryLog
from offline.pretrain.measure import counts_as
from retrieval_core.build import PROJECT
from retrieval_core.request import Request
from retrieval_core.retriever import Retriever
from retrieval_core.taxonomy import Taxonomy
from tests.benchmarks.report import write
from tests.benchmarks.said import Said

DIALOGUES = PROJECT / "data/queries/dialogues.jsonl"
PARTS = {
    "looked at": "development",
    "held out": "held-out",
    "looked at, later": "later",
    "held out, later": "later, held out",
    "looked at, last": "last",
    "held out, last": "last, held out",
}


def read_dialogues(part: str) -> list[list[dict[str, Any]]]:
    """The turns of the dialogues of a part: what is said, what it does, the classes then asked for and refused, and what it says."""
    rows = map(json.loads, DIALOGUES.read_text(encoding="utf-8").splitlines())
    return [row["turns"] for row in rows if row["part"] == part]


def meets(ids: Iterable[str], others: Collection[str], taxonomy: Taxonomy) -> bool:
    """Whether each of some classes and families is one of others, a kind of one, or what one is a kind of."""

    def above(id: str) -> frozenset[str]:
        family = taxonomy.coarse_of(id) if id in taxonomy.classes else id
        return counts_as(frozenset([id]), family, taxonomy)

    return all(any(other in above(id) or id in above(other) for other in others) for id in ids)


def is_read(
    turn: Mapping[str, Any],
    now: Request,
    asked: Sequence[Request],
    shown: Sequence[int],
    taxonomy: Taxonomy,
) -> bool:
    """Whether what is asked for after a turn is what its writer meant.

    Parameters:
        now: what is asked for then.
        asked: what was asked for after each of the turns before.
        shown: ids of the hits that were shown last before.
    """
    before = asked[-1] if asked else Request()
    wished = {LOOPED.get(id, id) for id in now.classes}
    wanted = {LOOPED.get(id, id) for id in turn["classes"]}
    wished -= {id for id in LOOPED.values() if len(wished) > 1 and id not in wanted}  # "a tambourine loop"
    same = (
        bool(wished) == bool(wanted) and meets(wished, wanted, taxonomy) and meets(wanted, wished, taxonomy)
    )
    refused = meets(turn["exclude"], {LOOPED.get(id, id) for id in now.exclude}, taxonomy)
    changed = asdict(now) != asdict(before)  # also in what it compares with: "longer still"
    fits = changed if turn["act"] == "refine" else not (changed and turn["act"] == "talk")
    return same and refused and fits and Said(now, asked, shown, taxonomy).holds(turn.get("says", {}))


def verdicts(conversation: Conversation, turns: Sequence[Mapping[str, Any]], user: str) -> list[bool]:
    """Whether each turn of a dialogue is read right."""
    taxonomy, found = Taxonomy.load(), []
    asked: list[Request] = []
    shown: list[int] = []
    for turn in turns:
        reply = conversation.ask(turn["say"], Speaker(user, "channel"))
        now = reply.request or (asked[-1] if asked else Request())
        found.append(is_read(turn, now, asked, shown, taxonomy))
        asked.append(now)
        shown = [hit.id for hit in reply.hits] if reply.request else shown
    return found


def measure(conversation: Conversation, part: str) -> dict[str, object]:
    """Shares of turns that are read right: first ones, all later ones, those before which nothing was misread, and those of these that say a limit."""
    first: list[bool] = []
    later: list[bool] = []
    behind: list[bool] = []
    limited: list[bool] = []
    for number, turns in enumerate(read_dialogues(part)):
        found = verdicts(conversation, turns, f"{part} {number}")
        first += found[:1]
        later += found[1:]
        behind += [right for at, right in enumerate(found) if at and all(found[:at])]
        limited += [right for at, right in enumerate(found) if "says" in turns[at] and all(found[:at])]
    return {
        "dialogues": len(first),
        "first turns": float(np.mean(first)),
        "later turns": float(np.mean(later)),
        "later turns behind none misread": float(np.mean(behind)),
        "those that say a limit": float(np.mean(limited)),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.dialogues", description=__doc__)
    parser.add_argument("--index", type=Path, help="the build that answers (that in data/)")
    args = parser.parse_args(arguments)
    retriever = Retriever.open(args.index) if args.index else Retriever.open()
    with (
        tempfile.TemporaryDirectory(prefix="dialogues-") as folder,
        QueryLog.open(Path(folder) / "q.db") as log,
    ):
        conversation = Conversation(retriever, log, "benchmark")
        rows = [{"dialogues of": name} | measure(conversation, part) for name, part in PARTS.items()]
    write("dialogues", {"turns read right": rows}, [])


if __name__ == "__main__":
    main()
