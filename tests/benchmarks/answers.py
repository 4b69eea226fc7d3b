"""What people get: prompts asked of the whole bot, over real recordings: python -m tests.benchmarks.answers --corpus DIR --labels CSV

The recordings of one kind (`train_ok`) are copied under neutral names and built without labels, so that nothing but the
sound tells what they are. Then each prompt of data/queries/text_to_audio.jsonl and data/queries/fresh.jsonl, and each first
question of data/queries/prompts.jsonl that asks for classes and for nothing else, is a first question to a conversation, as any front
end asks it: parsed, constrained, searched by the approach that the build prefers, relaxed where nothing fits. What fewer than five
recordings would answer is left out; an answer of fewer than five counts what is missing as wrong.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from bot.conversation import Conversation
from bot.reply import Speaker
from db import QueryLog
from offline.pretrain.audio_eval import named, read_rows
from offline.pretrain.measure import Query, counts_as, judged, query_sets, summary
from retrieval_core.build import PROJECT
from retrieval_core.retriever import Retriever
from retrieval_core.taxonomy import Taxonomy
from tests.benchmarks.report import write

K = 5


def copy_recordings(corpus: Path, labels: Path, train_ok: str, library: Path) -> dict[str, frozenset[str]]:
    """Copy labelled recordings under neutral names, in no order; what each counts as, by its new name."""
    taxonomy, rows = Taxonomy.load(), read_rows(labels, train_ok)
    members: dict[str, frozenset[str]] = {}
    for number, row in zip(np.random.default_rng(0).permutation(len(rows)), rows, strict=True):
        name = f"{number:05}{Path(row['path']).suffix}"
        shutil.copyfile(corpus / row["path"], library / name)
        members[name] = counts_as(named(row), row["coarse"], taxonomy)
    return members


def measure(members: Mapping[str, frozenset[str]], index: Path, queries: Sequence[Query], log: Path) -> dict:
    """Ask every prompt as a person of its own."""
    place = {name: number for number, name in enumerate(members)}
    answers = []
    with QueryLog.open(log) as query_log:
        conversation = Conversation(Retriever.open(index), query_log, "benchmark")
        for number, query in enumerate(queries):
            reply = conversation.ask(query.text, Speaker(str(number), "channel"), k=K)
            best = np.array([place[hit.name] for hit in reply.hits[:K]], np.int64)
            answers.append(judged(query, best, list(members.values()), K))
    return dict(summary([answer for answer in answers if answer]))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.answers", description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="folder of labelled recordings")
    parser.add_argument("--labels", type=Path, required=True, help="their CSV")
    parser.add_argument("--train-ok", default="no", help="rows to measure on (%(default)s)")
    args = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="answers-") as folder:
        library, index = Path(folder) / "library", Path(folder) / "index"
        library.mkdir()
        members = copy_recordings(args.corpus, args.labels, args.train_ok, library)
        command = [sys.executable, "-m", "offline", "build", "--library", str(library), "--labels", "none"]
        subprocess.run([*command, "--out", str(index)], cwd=PROJECT, check=True)
        figures = [
            {"prompts": name} | measure(members, index, queries, Path(folder) / f"{name}.db")
            for name, queries in query_sets().items()
        ]
    write("answers", {f"the bot's answers over {len(members)} recordings": figures}, [])


if __name__ == "__main__":
    main()
