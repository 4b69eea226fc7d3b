"""Stage 2 of a build (a Torch process): every file decoded, embedded and described, every text embedded."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from offline.analysis import analyse
from offline.cache import EmbeddingCache
from offline.describe import describe
from offline.descriptors import DescriptorEmbedder
from offline.encoders import EMBEDDED, AudioEmbedder, TextEmbedder
from offline.evaluation.truth import hide_names
from offline.feedback import Judgement, as_arrays
from offline.peaks import outline, write_peaks
from offline.scan import LibraryError, Sample, Skipped
from offline.work import DESCRIPTORS, Work
from retrieval_core.audio import AudioError, load

BATCH = 16
#: To be counted up where something else is found in the same file, so that what is cached is found anew.
FACTS = 3
#: Below this many files, starting decoder processes costs more than it saves.
PARALLEL_FROM = 64


@dataclass(frozen=True, slots=True)
class Decoded:
    """A sample's waveform at the encoder's rate, or why there is none."""

    sample: Sample
    waveform: np.ndarray | None
    about: dict[str, Any] = field(default_factory=dict)
    reason: str = ""


def decode(library: Path, sample: Sample, sample_rate: int) -> Decoded:
    """Read one file of the library; what cannot be used comes back with the reason."""
    file = library / sample.path
    try:
        raw = load(file, sample_rate, normalise=False)
        state = file.stat()
        if (state.st_size, state.st_mtime_ns) != (sample.size, sample.mtime_ns):
            return Decoded(sample, None, reason="it changed during the build; the next build takes it up")
    except AudioError as error:
        return Decoded(sample, None, reason=str(error).removeprefix(f"{file.name}: "))
    except OSError as error:
        return Decoded(sample, None, reason=f"it cannot be read: {error.strerror}")
    # By content alone: a file may be renamed later, and what is kept of it stays true.
    about = asdict(analyse(raw, sample_rate, use_name=False)) | {"outline": outline(raw)}
    return Decoded(sample, raw / np.abs(raw).max(), about)


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


def embed(work: Work) -> None:
    """Embed and describe what the scan found; samples that cannot be used join the skipped."""
    settings = work.settings
    embedder = open_audio(settings.audio_encoder)
    vectors = embed_samples(work, embedder)
    if embedder.embedded:
        heard = vectors
    else:  # fine classes are the embedded encoder's business, whichever one the approaches build upon
        heard = embed_samples(work, AudioEmbedder(EMBEDDED["audio"]))
        # The second pass may have found a file changed, and dropped it: the first one's vector comes from the cache.
        vectors = embed_samples(work, embedder)
    work.write_arrays("audio", {"audio": vectors, "heard": heard})
    text_embedder = TextEmbedder(settings.text_encoder)
    describe(work, heard, text_embedder, embedder)
    hidden = hide_names(work)
    describe(hidden, heard, text_embedder, embedder, blind=True)
    if work.has("judgements"):
        found = [Judgement(**one) for one in work.read("judgements")]
        judged = as_arrays(found, [sample.sha256 for sample in work.scan()[0]])
        if judged["texts"]:
            judged["texts"] = text_embedder.encode(judged["texts"])
            arrays = {name: np.array(values) for name, values in judged.items()}
            work.write_arrays("judged", arrays)
            hidden.write_arrays("judged", arrays)


def open_audio(name: str) -> AudioEmbedder | DescriptorEmbedder:
    """An audio encoder by hub name or path, or the descriptors that others are measured against."""
    return DescriptorEmbedder() if name == DESCRIPTORS else AudioEmbedder(name)


def embed_samples(work: Work, embedder: AudioEmbedder | DescriptorEmbedder) -> np.ndarray:
    """Vectors of all samples of the scan, from the cache where their content has been embedded before."""
    library = Path(work.settings.library)
    samples, skipped = work.scan()
    cache = EmbeddingCache(work.folder.parent / "embeddings.db", f"{embedder.about.checksum} {FACTS}")
    missing = [sample for sample in samples if cache.get(sample.sha256) is None]
    progress = tqdm(
        decode_all(library, missing, embedder.sample_rate),
        total=len(samples),
        initial=len(samples) - len(missing),
        desc="embed audio",
        unit=" files",
    )
    usable = iter_usable(progress, skipped)
    while batch := list(islice(usable, BATCH)):
        waveforms = [decoded.waveform for decoded in batch if decoded.waveform is not None]
        vectors = embedder.encode(waveforms)
        cache.put([(d.sample.sha256, v, d.about) for d, v in zip(batch, vectors, strict=True)])
    left_out = {skip.path for skip in skipped}
    samples = [sample for sample in samples if sample.path not in left_out]
    if not samples:
        raise LibraryError(f"no file of {library} can be used; {skipped[0].path}: {skipped[0].reason}")
    found = [cache.get(sample.sha256) for sample in samples]
    cache.close()
    work.write_scan(samples, skipped)
    write_peaks([entry[1].pop("outline") for entry in found if entry], work.folder)
    work.write("about", [entry[1] for entry in found if entry])
    return np.stack([entry[0] for entry in found if entry])


def iter_usable(decoded: Iterable[Decoded], skipped: list[Skipped]) -> Iterator[Decoded]:
    """Pass on what has a waveform; the rest is added to `skipped`."""
    for one in decoded:
        if one.waveform is None:
            skipped.append(Skipped(one.sample.path, one.reason))
        else:
            yield one
