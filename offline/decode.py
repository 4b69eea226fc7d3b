"""Reading a library's files: what is computed of one file, in worker processes that know neither Torch nor FAISS."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from offline.analysis import analyse
from offline.peaks import outline
from offline.scan import Sample
from offline.stages import end_with
from retrieval_core.audio import AudioError, load
from retrieval_core.build import sha256
from retrieval_core.encoders.features import Features, features

#: Below this many files, starting worker processes costs more than it saves.
PARALLEL_FROM = 64
#: Files that are read ahead of the model, for each worker.
AHEAD = 16


@dataclass(frozen=True, slots=True)
class Listening:
    """How an encoder wants to hear a file: at which rate in Hz, and as `features` or as the waveform."""

    sample_rate: int
    features: bool = False


@dataclass(frozen=True, slots=True)
class Decoded:
    """What an encoder hears of a sample and what else was found in it, or why there is nothing."""

    sample: Sample
    sound: np.ndarray | Features | None
    about: dict[str, Any] = field(default_factory=dict)
    reason: str = ""


def decode(library: Path, sample: Sample, listening: Listening) -> Decoded:
    """Read one file of the library; what cannot be used comes back with the reason."""
    file = library / sample.path
    try:
        raw = load(file, listening.sample_rate, normalise=False)
        state = file.stat()
        same = (state.st_size, state.st_mtime_ns) == (sample.size, sample.mtime_ns)
        if not same or sha256(file) != sample.sha256:  # the clock of a file system may be coarse
            return Decoded(sample, None, reason="it changed during the build; the next build takes it up")
    except AudioError as error:
        return Decoded(sample, None, reason=str(error).removeprefix(f"{file.name}: "))
    except OSError as error:
        return Decoded(sample, None, reason=f"it cannot be read: {error.strerror}")
    # By content alone: a file may be renamed later, and what is kept of it stays true.
    about = asdict(analyse(raw, listening.sample_rate, use_name=False)) | {"outline": outline(raw)}
    waveform = raw / np.abs(raw).max()
    return Decoded(sample, features(waveform) if listening.features else waveform, about)


def decode_all(
    library: Path, samples: Iterable[Sample], many: int, listening: Listening
) -> Iterator[Decoded]:
    """Decode files in their order, in worker processes where there are enough; a few of them are in memory at a time.

    A file that ends the process which reads it is left out like any other that cannot be used.

    Parameters:
        many: how many samples there are, about.
    """
    samples = iter(samples)
    if many < PARALLEL_FROM:
        yield from (decode(library, sample, listening) for sample in samples)
        return
    workers = os.cpu_count() or 1
    waiting: list[tuple[Sample, Future[Decoded]]] = []
    pool = start(workers)
    try:
        while True:
            for sample in islice(samples, workers * AHEAD - len(waiting)):
                waiting.append((sample, pool.submit(decode, library, sample, listening)))
            if not waiting:
                return
            sample, future = waiting.pop(0)
            try:
                yield future.result()
            except BrokenProcessPool:
                pool.shutdown(cancel_futures=True)
                yield alone(library, sample, listening)
                pool = start(workers)
                again = [one for one, _ in waiting]
                waiting = [(one, pool.submit(decode, library, one, listening)) for one in again]
    finally:
        pool.shutdown(cancel_futures=True)


def alone(library: Path, sample: Sample, listening: Listening) -> Decoded:
    """Decode one file in a process of its own, which it may bring down."""
    with start(1) as pool:
        try:
            return pool.submit(decode, library, sample, listening).result()
        except BrokenProcessPool:
            return Decoded(sample, None, reason="the process that read it died")


def start(workers: int) -> ProcessPoolExecutor:
    """Worker processes that start from nothing (a copy of this one would hold Torch and its threads), and end with it."""
    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, spawn, initializer=end_with, initargs=(os.getpid(),))
