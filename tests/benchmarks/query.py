"""A query in a warm process, side by side: python -m tests.benchmarks.query [--rounds 60]

Parse, encode, project, search 10,000 vectors, read the catalog rows of the hits; with the embedded pair once so, as the rivals
do, and once as the approach that builds prefer does, which matches the words as well. Every program is a process of its own that
stays up, and in each round each answers the same new prompts of 4, 12 and 32 tokens, so that a busy machine is busy for
all of them: ten in a row, while the others are stopped, and one after a pause, when the caches have gone cold, as in a quiet
channel. What stands in the way of a comparison is left out: all encode the whole prompt, and nothing is filtered.

Then prompts that people wrote, which processes of their own answer as the chat does: they read all that is limited and refused in them
(the grammar, the reader, the text encoder), and search for that. Each program is timed at its first answer to each prompt, when no cache knows it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrieval_core.build import PROJECT
from tests.benchmarks.material import material
from tests.benchmarks.report import Goal, console, write
from tests.benchmarks.start import ENVIRONMENT

if TYPE_CHECKING:
    from retrieval_core.retriever import Retriever

TOKENS = (4, 12, 32)
PAUSE = 0.05  # seconds between two programs: threads of Torch and of onnxruntime go on spinning after their answers
IN_A_ROW = 10  # prompts
#: Of a query that is answered by its words; the last is all of it.
PARTS = (
    *("parse", "tokenise", "encode", "products", "plain products", "project", "search", "words", "rows"),
    "all",
)
WORDS = (
    "dark warm soft piano loop with some tape noise under slow drums that would sit well in a quiet verse please find me "
    "bright punchy short sound for the chorus of my song kick snare deep round pad around one more time long and low"
).split()
#: Prompts that people wrote, with what is to be understood of them.
WRITTEN = PROJECT / "data/queries/prompts.jsonl"


@dataclass(slots=True)
class Worker:
    """A program that answers prompts, one a line, each with what it took as JSON."""

    name: str
    command: list[str]
    parts: dict[str, dict[int, list[float]]] = field(default_factory=dict)
    paused: dict[int, list[float]] = field(default_factory=dict)
    process: subprocess.Popen | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", *self.command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            bufsize=1,
            env=ENVIRONMENT,
            cwd=PROJECT,
        )

    def ask(self, prompt: str) -> dict[str, float]:
        assert self.process is not None
        self.process.stdin.write(prompt + "\n")
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name} gave no answer: {' '.join(self.command)}")
        answer = json.loads(line)
        return answer if isinstance(answer, dict) else {"all": answer}

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Woken, and stopped again afterwards."""
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)
        time.sleep(PAUSE)
        yield
        self.process.send_signal(signal.SIGSTOP)

    def note(self, asked: Sequence[str], tokens: int) -> None:
        """Answer one prompt after a pause, then the others in a row."""
        first, *others = asked
        with self.alone():
            self.paused.setdefault(tokens, []).append(self.ask(first)["all"])
            for prompt in others:
                for name, value in self.ask(prompt).items():
                    self.parts.setdefault(name, {}).setdefault(tokens, []).append(value)

    def p50(self, tokens: int, part: str = "all") -> float:
        return statistics.median(self.parts[part][tokens])

    def multiple(self, part: str, of: str, tokens: int) -> float:
        """How many times as long one part takes as another, in the median prompt."""
        pairs = zip(self.parts[part][tokens], self.parts[of][tokens], strict=True)
        return statistics.median(a / b for a, b in pairs)

    def after_a_pause(self, tokens: int) -> float:
        return statistics.median(self.paused[tokens])

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)
            self.process.stdin.close()
            self.process.wait()


def prompts(encode, rounds: int, seed: int = 0) -> list[dict[int, list[str]]]:
    """For each round prompts of each number of tokens, no two alike."""
    draw = random.Random(seed)
    return [
        {tokens: [_prompt(encode, tokens, draw) for _ in range(1 + IN_A_ROW)] for tokens in TOKENS}
        for _ in range(rounds)
    ]


def written(rounds: int, seed: int = 0) -> list[list[str]]:
    """For each round first questions that people wrote and that ask for a sound, and are taken for no small talk, no two alike."""
    from bot import prompts as grammar

    rows = map(json.loads, WRITTEN.read_text(encoding="utf-8").splitlines())
    texts = sorted(
        {row["prompt"] for row in rows if "context" not in row and (row["expected"] or {}).get("text")}
    )
    shuffled = random.Random(seed).sample(texts, len(texts))
    asking = (text for text in shuffled if grammar.read(text, near=lambda _: {}).intent == "find")
    drawn = list(islice(asking, rounds * (1 + IN_A_ROW)))
    return [drawn[i : i + 1 + IN_A_ROW] for i in range(0, len(drawn), 1 + IN_A_ROW)]


def _prompt(encode, tokens: int, draw: random.Random) -> str:
    words: list[str] = []
    while len(encode(" ".join(words)).ids) < tokens:
        words.append(draw.choice(WORDS))
        if len(encode(" ".join(words)).ids) > tokens:
            words.pop()
    return " ".join(words)


def serve(index: Path, approach: str | None, reads: bool) -> None:
    """Answer prompts from standard input, and time the parts on the way.

    Parameters:
        approach: the build's own choice if None.
        reads: search for what the chat understands of a prompt, and not for its words alone.
    """
    from retrieval_core.retriever import Retriever

    answer = (as_in_chat if reads else in_parts)(Retriever.open(index), approach)
    for line in sys.stdin:
        print(json.dumps(answer(line.rstrip("\n"))), flush=True)


def as_in_chat(retriever: Retriever, approach: str | None) -> Callable[[str], dict[str, float]]:
    """What answers a prompt with what the chat understands of it."""
    from bot import prompts as grammar

    def answer(prompt: str) -> dict[str, float]:
        clock = Clock()
        request = grammar.read(prompt, retriever.nearness)
        retriever.search(replace(request, approach=approach))
        clock.lap("all")
        return clock.laps

    return answer


def in_parts(retriever: Retriever, approach: str | None) -> Callable[[str], dict[str, float]]:
    """What answers a prompt by its words, and then takes each of the steps on the way again."""
    import numpy as np

    from bot import prompts as grammar
    from retrieval_core.encoders.bert import Bert
    from retrieval_core.request import Request

    live = retriever._live
    encoder, opened = live.text_encoder, live.approach(approach)
    bert = next(step for step in encoder.steps if isinstance(step, Bert))
    linears = [
        linear
        for layer in bert.layers
        for linear in (layer.qkv, layer.attention_output, layer.intermediate, layer.output)
    ]
    whole = [np.hstack(list(linear.panels)) for linear in linears]

    def answer(prompt: str) -> dict[str, float]:
        clock = Clock()
        grammar.parse(prompt, None)
        retriever.search(Request(text=prompt, approach=approach))
        clock.lap("all")
        grammar.parse(prompt, None)
        clock.lap("parse")
        tokens = encoder.tokenizer.encode(prompt).ids
        clock.lap("tokenise")
        vector = encoder.encode(prompt)[0]
        clock.lap("encode")
        vector = opened.query(vector)
        clock.lap("project")
        found = opened.vectors.search(vector, 20)
        clock.lap("search")
        live.catalog.words.matches(prompt)
        clock.lap("words")
        live.catalog.rows(found.ids[:5])
        clock.lap("rows")
        inputs = {len(matrix): np.ones((len(tokens), len(matrix)), np.float32) for matrix in whole}
        clock.lap("")
        for linear, matrix in zip(linears, whole, strict=True):
            linear.product(inputs[len(matrix)])
        clock.lap("products")
        for matrix in whole:
            inputs[len(matrix)] @ matrix
        clock.lap("plain products")
        return clock.laps

    return answer


class Clock:
    """Milliseconds from one lap to the next, by name."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = 1e3 * (now - self._last)
        self._last = time.perf_counter()


def measure(folder: Path, rounds: int) -> None:
    from tokenizers import Tokenizer

    encode = Tokenizer.from_file(str(folder / "minilm/tokenizer.json")).encode
    rivals, own = ["tests.benchmarks.rivals"], ["tests.benchmarks.query", "--serve"]
    workers = [
        Worker("sentence-transformers, Torch, FAISS", [*rivals, "usual", str(folder)]),
        Worker("onnxruntime, tokenizers, FAISS", [*rivals, "float", str(folder)]),
        Worker("the same in int8", [*rivals, "int8", str(folder)]),
        Worker("Cratedigger, MiniLM's architecture", [*own, str(folder / "builds")]),
        Worker("Cratedigger, the embedded pair", [*own, str(folder / "embedded")]),
        Worker(
            "the same, comparing vectors alone", [*own, str(folder / "embedded"), "--approach", "zero_shot"]
        ),
    ]
    readers = [Worker(worker.name, [*worker.command, "--reads"]) for worker in workers[-2:]]
    try:
        for worker in (*workers, *readers):
            worker.start()
        for worker in (*workers, *readers):  # to warm up
            with worker.alone():
                for asked in prompts(encode, 1, seed=1)[0].values():
                    for text in asked:
                        worker.ask(text)
        for drawn in prompts(encode, rounds):
            for tokens, asked in drawn.items():
                for worker in workers:
                    worker.note(asked, tokens)
        # 0 tokens: as people write them, which the rivals do not understand.
        for asked in written(rounds):
            for worker in (workers[0], workers[2], *readers):
                worker.note(asked, 0)
    finally:
        for worker in (*workers, *readers):
            worker.stop()
    tell(workers, readers, rounds)


def tell(workers: list[Worker], readers: list[Worker], rounds: int) -> None:
    """Print and keep what was measured; `readers` are the last two of the workers again, as the chat reads prompts."""
    usual, float_, int8, minilm, ours, alone = workers
    busy = f"load average {os.getloadavg()[0]:.1f}"
    real = [
        {
            "prompts as people write them": worker.name,
            "ms": worker.p50(0),
            "times faster": usual.p50(0) / worker.p50(0),
        }
        for worker in (usual, int8, *readers)
    ]
    tables = {
        f"A warm query among 10,000, ms, p50 of {rounds} times {IN_A_ROW} in a row ({busy})": side_by_side(
            workers, Worker.p50
        ),
        f"The same, one after a pause, p50 of {rounds}": side_by_side(workers, Worker.after_a_pause),
        "In a row, first questions of the prompt set, the constraints in them kept by the last two": real,
        "Where the time of a query goes, ms (products: the matrix products of the encoding alone; "
        "plain: a call of BLAS for each whole matrix)": taken_by_parts({"embedded": ours, "MiniLM": minilm}),
    }
    goals = [*goals_beside_rivals(usual, int8, (ours, alone), readers), *goals_of_minilm(usual, minilm)]
    write("query", tables, goals)
    ratios = ", ".join(f"{minilm.p50(n) / float_.p50(n):.2f} at {n}" for n in TOKENS)
    console.print(f"MiniLM's architecture takes as many times as long as onnxruntime: {ratios}\n")


def side_by_side(workers: list[Worker], took: Callable[[Worker, int], float]) -> list[dict[str, Any]]:
    """A row for each program: what it took for each number of tokens, and how many times as fast as the first that is."""
    return [
        {"program": worker.name}
        | {f"{tokens} tokens": took(worker, tokens) for tokens in TOKENS}
        | {f"times faster at {tokens}": took(workers[0], tokens) / took(worker, tokens) for tokens in TOKENS}
        for worker in workers
    ]


def taken_by_parts(workers: dict[str, Worker]) -> list[dict[str, Any]]:
    """A row for each part of a query."""
    return [
        {"part of a query": part}
        | {f"{label}, {n}": worker.p50(n, part) for label, worker in workers.items() for n in TOKENS}
        for part in PARTS
    ]


def goals_beside_rivals(
    usual: Worker, int8: Worker, ours: Sequence[Worker], readers: Sequence[Worker]
) -> Iterator[Goal]:
    """Of the embedded pair: `ours`, and `readers` for prompts as people write them, with the words first and then by vectors alone."""
    rivals = (("the usual way", usual, 8), ("int8 onnxruntime", int8, 1))
    ways = (("vectors alone", ours[1], readers[1]), ("with the words", ours[0], readers[0]))
    for what, _, own in ways:
        for whom, rival, least in rivals:
            name = f"embedded pair, {what}, times faster than {whom}, prompts as people write them"
            yield Goal(name, rival.p50(0) / own.p50(0), least)
    for what, own, _ in ways:
        for whom, rival, least in rivals:
            for n in TOKENS:
                name = f"embedded pair, {what}, times faster than {whom} at {n} tokens"
                yield Goal(name, rival.p50(n) / own.p50(n), least)


def goals_of_minilm(usual: Worker, minilm: Worker) -> Iterator[Goal]:
    for n, least in zip(TOKENS, (1.5, 1.5, 1.25), strict=True):
        name = f"MiniLM's architecture, times faster than the usual way at {n}"
        yield Goal(name, usual.p50(n) / minilm.p50(n), least)
    products = (
        ("plain products", "plain products of its matrices"),
        ("products", "its own products in panels"),
    )
    for part, what in products:
        for n in TOKENS:
            name = f"MiniLM's architecture, encoding as a multiple of {what} at {n}"
            yield Goal(name, minilm.multiple("encode", part, n), 1.25, at_least=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=30, help="rounds of each length (default: %(default)s)")
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--approach", help=argparse.SUPPRESS)
    parser.add_argument("--reads", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.serve:
        serve(args.serve, args.approach, args.reads)
        return
    with material() as folder:
        measure(folder, args.rounds)


if __name__ == "__main__":
    main()
