"""A stage of a build (a Torch process where the encoders are Torch's): every file decoded, embedded and described, every text embedded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from offline.embedding.batches import Embedded, embed_batch
from offline.embedding.decode import Listening, decode_all
from offline.embedding.describe import describe
from offline.embedding.embedders import EmbeddedSounds, Sounds, open_sounds, open_texts
from offline.embedding.peaks import create_peaks, decoded
from offline.embedding.ray_engine import on_ray
from offline.evaluation.truth import hide_names
from offline.pipeline.cache import FACTS, EmbeddingCache
from offline.pipeline.scan import LibraryError, Sample, Skipped
from offline.pipeline.work import BEFORE, Work
from offline.training.feedback import Judgement, as_arrays
from retrieval_core.build import EMBEDDED

#: Files that the model embeds at once, and that become durable together.
BATCH = 16


#: From files to embeddings: library, samples, how many they are, encoder -> one result a sample, in any order.
Engine = Callable[[Path, Iterable[Sample], int, Sounds], Iterator[Embedded]]


def local(library: Path, samples: Iterable[Sample], many: int, embedder: Sounds) -> Iterator[Embedded]:
    """Embed on this machine: files are read in worker processes, the model runs batch by batch in this one."""
    listening = Listening(embedder.sample_rate, embedder.features)
    heard = decode_all(library, samples, many, listening)
    while batch := list(islice(heard, BATCH)):
        yield from embed_batch(batch, embedder)


ENGINES: dict[str, Engine] = {"local": local, "ray": on_ray}


def embed(work: Work) -> None:
    """Embed and describe what the scan found; samples that cannot be used join the skipped."""
    settings = work.settings
    embedder, text_embedder = open_sounds(settings.audio_encoder), open_texts(settings.text_encoder)
    embed_samples(work, embedder)
    hearing: Sounds = embedder
    if not embedder.embedded:  # fine classes are the embedded encoder's business, whichever one is built upon
        hearing = EmbeddedSounds(EMBEDDED["audio"])
        embed_samples(work, hearing)
    gather(work, embedder, hearing)
    heard = work.arrays("audio")["heard"]
    describe(work, heard, text_embedder, embedder)
    if work.has("growth"):  # heads and evaluation are those of the build before
        return
    hidden = hide_names(work)
    describe(hidden, hidden.arrays("audio")["heard"], text_embedder, embedder, blind=True)
    if work.has("judgements"):
        found = [Judgement(**one) for one in work.read("judgements")]
        for one in (work, hidden):
            judged = as_arrays(found, [sample.sha256 for sample in one.scan()[0]])
            if judged["texts"]:
                judged["texts"] = text_embedder.encode(judged["texts"])
                one.write_arrays("judged", {name: np.array(values) for name, values in judged.items()})


def open_cache(work: Work, embedder: Sounds) -> EmbeddingCache:
    """The journal of what has been embedded with an encoder."""
    return EmbeddingCache(work.folder.parent / "embeddings.db", f"{embedder.about.checksum} {FACTS}")


def embed_samples(work: Work, embedder: Sounds) -> None:
    """Embed the samples of the scan whose content has not been embedded before; a build that was cut off goes on here."""
    settings = work.settings
    samples, skipped = work.scan()
    cache = open_cache(work, embedder)
    missing = cache.missing(samples)
    if not work.has(BEFORE):  # of two encoders, the one that the approaches build upon counts
        work.write(BEFORE, len(samples) - len(missing))
    progress = tqdm(
        ENGINES[settings.engine](Path(settings.library), missing, len(missing), embedder),
        total=len(samples),
        initial=len(samples) - len(missing),
        desc="embed audio",
        unit=" files",
        smoothing=0.02,
        disable=not samples,
    )
    found = iter_usable(progress, skipped)
    while batch := list(islice(found, BATCH)):
        cache.put([(one.sample.sha256, one.vector, one.about) for one in batch if one.vector is not None])
    cache.close()
    left_out = {skip.path for skip in skipped}
    samples = [sample for sample in samples if sample.path not in left_out]
    if not samples and not work.has("growth"):
        raise LibraryError(
            f"no file of {settings.library} can be used; {skipped[0].path}: {skipped[0].reason}"
        )
    work.write_scan(samples, skipped)


def gather(work: Work, embedder: Sounds, hearing: Sounds) -> None:
    """Bring together from the cache what stages read: vectors by both encoders, and what was found in the files."""
    samples, _ = work.scan()
    shapes = {"audio": embedder.about.dimension, "heard": hearing.about.dimension}
    arrays = work.create_arrays("audio", {name: (len(samples), size) for name, size in shapes.items()})
    hashes = [sample.sha256 for sample in samples]
    peaks = create_peaks(work.folder, len(samples))

    def abouts(cache: EmbeddingCache) -> Iterator[dict[str, Any]]:
        for row, (vector, about) in enumerate(cache.fetch(hashes)):
            arrays["audio"][row] = vector
            peaks[row] = decoded(about.pop("outline"))
            yield about

    with closing(open_cache(work, embedder)) as cache:
        work.write_lines("about", abouts(cache))
    with closing(open_cache(work, hearing)) as cache:
        for row, (vector, _) in enumerate(cache.fetch(hashes)):
            arrays["heard"][row] = vector


def iter_usable(found: Iterable[Embedded], skipped: list[Skipped]) -> Iterator[Embedded]:
    """Pass on what has a vector; the rest is added to `skipped`."""
    for one in found:
        if one.vector is None:
            skipped.append(Skipped(one.sample.path, one.reason, one.sample.sha256 if one.broken else None))
        else:
            yield one
