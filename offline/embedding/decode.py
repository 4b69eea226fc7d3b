"""Reading a library's files: what is computed of one file, in worker processes that know neither Torch nor FAISS."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from offline.analysis import analyse
from offline.embedding.peaks import outline
from offline.pipeline.scan import Sample
from offline.pipeline.stages import end_with
from retrieval_core.audio import MAX_SECONDS, AudioError, extent, load
from retrieval_core.build import sha256
from retrieval_core.encoders.features import Features, features

#: Below this many files, starting worker processes costs more than it saves.
PARALLEL_FROM = 64
#: Files that are read ahead of the model, for each worker.
AHEAD = 16
#: Seconds that a worker may take for one file, far more than any needs that a decoder does not hang in.
PATIENCE = 600


@dataclass(frozen=True, slots=True)
class Listening:
    """How an encoder wants to hear a file: at which rate in Hz, and as `features` or as the waveform."""

    sample_rate: int
    features: bool = False


@dataclass(frozen=True, slots=True)
class Decoded:
    """What an encoder hears of a sample and what else was found in it, or why there is nothing.

    Attributes:
        broken: what was scanned is what cannot be used, so that it need not be tried again until it changes.
    """

    sample: Sample
    sound: np.ndarray | Features | None
    about: dict[str, Any] = field(default_factory=dict)
    reason: str = ""
    broken: bool = False


@contextmanager
def hushed() -> Iterator[None]:
    """What decoders remark on the terminal, past Python, goes nowhere: a file that cannot be used is named with its reason.

    It is the process's own descriptor that is exchanged, so that one thread alone may do so.
    """
    terminal, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(terminal, 2)
        os.close(terminal)
        os.close(nowhere)


def decode(library: Path, sample: Sample, listening: Listening) -> Decoded:
    """Read one file of the library; what cannot be used comes back with the reason."""
    file = library / sample.path
    try:
        with hushed():
            raw = load(file, listening.sample_rate, MAX_SECONDS, normalise=False)
            channels, seconds = extent(file)
        if not as_scanned(file, sample):
            return Decoded(sample, None, reason="it changed during the build; the next build takes it up")
    except AudioError as error:
        reason = str(error).removeprefix(f"{file.name}: ")
        with suppress(OSError):
            return Decoded(sample, None, reason=reason, broken=as_scanned(file, sample))
        return Decoded(sample, None, reason=reason)
    except OSError as error:
        return Decoded(sample, None, reason=f"it cannot be read: {error.strerror}")
    # By content alone: a file may be renamed later, and what is kept of it stays true.
    analysis = replace(analyse(raw, listening.sample_rate), channels=channels)
    if min(seconds, 0.01 + len(raw) / listening.sample_rate) > MAX_SECONDS:  # what lies beyond was not read
        analysis = replace(analysis, duration=seconds)
    about = asdict(analysis) | {"outline": outline(raw)}
    waveform = raw / np.abs(raw).max()
    return Decoded(sample, features(waveform) if listening.features else waveform, about)


def as_scanned(file: Path, sample: Sample) -> bool:
    """Whether a file is what it was when the library was scanned.

    Raises:
        OSError: it cannot be read.
    """
    state = file.stat()
    same = (state.st_size, state.st_mtime_ns) == (sample.size, sample.mtime_ns)
    return same and sha256(file) == sample.sha256  # the clock of a file system may be coarse


def decode_all(
    library: Path, samples: Iterable[Sample], many: int, listening: Listening
) -> Iterator[Decoded]:
    """Decode files in their order, in worker processes where there are enough; a few of them are in memory at a time.

    A file that ends the worker which reads it, or that takes it longer than `PATIENCE`, is left out like any other that
    cannot be used.

    Parameters:
        many: how many samples there are, about.
    """
    samples = iter(samples)
    if many < PARALLEL_FROM:
        yield from (decode(library, sample, listening) for sample in samples)
        return
    workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    waiting: list[tuple[Sample, Future[Decoded]]] = []
    pool = start(workers)
    try:
        while True:
            for sample in islice(samples, workers * AHEAD - len(waiting)):
                waiting.append((sample, submit(pool, library, sample, listening)))
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
                waiting = [(one, submit(pool, library, one, listening)) for one in again]
    finally:
        pool.shutdown(cancel_futures=True)


def alone(library: Path, sample: Sample, listening: Listening) -> Decoded:
    """Decode one file in a process of its own, which it may bring down."""
    with start(1) as pool:
        try:
            return submit(pool, library, sample, listening).result()
        except BrokenProcessPool:
            return Decoded(sample, None, reason="the process that read it died or took too long", broken=True)


def submit(pool: ProcessPoolExecutor, library: Path, sample: Sample, listening: Listening) -> Future[Decoded]:
    """Have a file decoded; what another file has broken the pool for fails as if it had been at work then."""
    try:
        return pool.submit(within, PATIENCE, decode, library, sample, listening)
    except BrokenProcessPool as error:
        failed: Future[Decoded] = Future()
        failed.set_exception(error)
        return failed


def within(seconds: int, job: Callable[..., Decoded], *arguments: Any) -> Decoded:
    """Do a job in a worker process, which ends where that takes longer: what hangs in a decoder heeds nothing else."""
    signal.alarm(seconds)  # SIGALRM, which nobody handles
    try:
        return job(*arguments)
    finally:
        signal.alarm(0)


def start(workers: int) -> ProcessPoolExecutor:
    """Worker processes that start from nothing (a copy of this one would hold Torch and its threads), and end with it."""
    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, spawn, initializer=begin, initargs=(os.getpid(),))


def begin(parent: int) -> None:
    """A worker process ends with the one that started it; Ctrl+C reaches both, and that one alone heeds it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with(parent)
