"""Stage 2 of a build (a Torch process): every file decoded, embedded and described, every text embedded."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from offline.scan import Sample
from retrieval_core.audio import AudioError, load

BATCH = 16
#: Below this many files, starting decoder processes costs more than it saves.
PARALLEL_FROM = 64


@dataclass(frozen=True, slots=True)
class Decoded:
    """A sample's waveform at the encoder's rate, or why there is none."""

    sample: Sample
    waveform: np.ndarray | None
    about: dict[str, Any] | None = None
    reason: str = ""


def decode(library: Path, sample: Sample, sample_rate: int) -> Decoded:
    """Read one file of the library; what cannot be used comes back with the reason."""
    file = library / sample.path
    try:
        waveform = load(file, sample_rate)
        state = file.stat()
        if (state.st_size, state.st_mtime_ns) != (sample.size, sample.mtime_ns):
            return Decoded(sample, None, reason="it changed during the build; the next build takes it up")
    except AudioError as error:
        return Decoded(sample, None, reason=str(error).removeprefix(f"{file.name}: "))
    except OSError as error:
        return Decoded(sample, None, reason=f"it cannot be read: {error.strerror}")
    return Decoded(sample, waveform, {"duration": len(waveform) / sample_rate})


def decode_all(library: Path, samples: list[Sample], sample_rate: int) -> Iterator[Decoded]:
    """Decode many files, in worker processes where there are enough of them; at most a few batches are in memory."""
    if len(samples) < PARALLEL_FROM:
        yield from (decode(library, sample, sample_rate) for sample in samples)
        return
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        rest = iter(samples)
        waiting = [pool.submit(decode, library, sample, sample_rate) for sample in islice(rest, 4 * BATCH)]
        while waiting:
            yield waiting.pop(0).result()
            waiting += [pool.submit(decode, library, sample, sample_rate) for sample in islice(rest, 1)]
