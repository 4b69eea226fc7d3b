"""The retriever: text encoder, approach, FAISS index and catalog of one build, asked with one call."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import faiss
import numpy as np
from safetensors.numpy import load_file

from retrieval_core import approaches
from retrieval_core.approaches import Query
from retrieval_core.build import Build, BuildError, current_id, open_current
from retrieval_core.catalog import Catalog
from retrieval_core.encoders.text import TextEncoder, unit
from retrieval_core.request import Hit, Request

if TYPE_CHECKING:
    from retrieval_core.encoders.audio import AudioEncoder

log = logging.getLogger(__name__)

# BLAS and FAISS threads in one process spin against each other; one thread answers sooner.
faiss.omp_set_num_threads(1)

#: The approach whose index holds the audio embeddings themselves, which queries by example are compared with.
AUDIO_INDEX = "prototype"


@dataclass(frozen=True, slots=True)
class OpenApproach:
    """An approach of a build, ready to be asked."""

    query: Query
    index: faiss.Index


class OpenBuild:
    """Everything of one build that answers requests, each part loaded when it is first needed."""

    def __init__(self, build: Build) -> None:
        self.build = build
        self.catalog = Catalog(build.checked("catalog.db"))
        self._approaches: dict[str, OpenApproach] = {}
        self._lock = threading.RLock()

    @cached_property
    def text_encoder(self) -> TextEncoder:
        return TextEncoder.from_pretrained(self.build.encoder("text"))

    @cached_property
    def audio_encoder(self) -> AudioEncoder:
        from retrieval_core.encoders.audio import AudioEncoder  # not every process listens

        return AudioEncoder.from_pretrained(self.build.encoder("audio"))

    def approach(self, name: str | None) -> OpenApproach:
        """An approach of the build by name, the build's default for None.

        Raises:
            ValueError: the build has no such approach.
        """
        name = name or self.build.default_approach
        with self._lock:
            if name not in self._approaches:
                self._approaches[name] = self._open_approach(name)
            return self._approaches[name]

    def _open_approach(self, name: str) -> OpenApproach:
        if name not in self.build.approaches:
            raise ValueError(f"there is no approach {name!r}; there are {', '.join(self.build.approaches)}")
        head_file = f"{name}/head.safetensors"
        head = load_file(self.build.checked(head_file)) if head_file in self.build.manifest["files"] else {}
        index = faiss.read_index(str(self.build.checked(f"{name}/index.faiss")))
        return OpenApproach(approaches.get(name).load(head), index)


class Retriever:
    """From words, or from a sound, to samples.

    Example:
        >>> retriever = Retriever.open("data/index")
        >>> [hit.name for hit in retriever.search("dark piano loop", k=2)]
        ['keys/Felt_Piano_Chords_Am_90bpm.wav', 'keys/Piano_Melody_Dm_80bpm.wav']
    """

    def __init__(self, root: Path, live: OpenBuild) -> None:
        self.root = root
        self._live = live
        self._refused: str | None = None

    @classmethod
    def open(cls, root: str | Path = "data/index") -> Retriever:
        """Open the live build under `root`.

        Raises:
            BuildError: there is none, or it cannot be used; the message says what helps.
        """
        root = Path(root)
        return cls(root, OpenBuild(open_current(root)))

    @property
    def build(self) -> Build:
        """The build that answers now."""
        return self._live.build

    @property
    def catalog(self) -> Catalog:
        """The catalog of the build that answers now."""
        return self._live.catalog

    @property
    def approaches(self) -> tuple[str, ...]:
        """Names of the approaches of the live build."""
        return self.build.approaches

    def reload_if_changed(self) -> bool:
        """Swap to the build that CURRENT names, if it is another one and whole; a request in flight keeps its own.

        Returns:
            whether a new build answers from now on. A build that cannot be used is logged once, by name and reason,
            and the old one stays.
        """
        try:
            name = current_id(self.root)
            if name in (self.build.folder.name, self._refused):
                return False
            build = Build.open(self.root / name)
            build.verify()
            fresh = OpenBuild(build)
            fresh.text_encoder.encode("warm")
            fresh.approach(None)
        except (BuildError, ValueError, OSError) as error:
            self._refused = name if isinstance(error, BuildError) else None
            log.error("staying with build %s: %s", self.build.id, error)
            return False
        log.info("build %s replaces %s", build.id, self.build.id)
        self._live = fresh
        return True

    def sounds(self, most: int = 5000) -> tuple[np.ndarray, list[str]]:
        """Audio embeddings of the library and their labels, for pictures: all, or `most` spread evenly over it.

        Returns:
            vectors (n, d), and n labels.
        """
        live = self._live
        labels = live.catalog.labels()
        ids = np.unique(np.linspace(0, len(labels) - 1, min(most, len(labels))).astype(np.int64))
        return live.approach(AUDIO_INDEX).index.reconstruct_batch(ids), [labels[i] for i in ids]

    @property
    def sample_rate(self) -> int:
        """Rate in Hz at which the audio encoder listens."""
        return self._live.audio_encoder.sample_rate

    def search(self, query: str | Request, k: int = 5, approach: str | None = None) -> list[Hit]:
        """Find samples by words.

        Parameters:
            query: plain words, or a request with its constraints (whose own `k` and `approach` then count).
            k: how many samples at most.
            approach: one of `approaches`; the build's default if None.

        Returns:
            hits, the best first; fewer than `k` where the library or the constraints leave fewer.

        Raises:
            ValueError: unknown approach, or `k` below 1.
        """
        request = query if isinstance(query, Request) else Request(text=query, k=k, approach=approach)
        live = self._live
        opened = live.approach(request.approach)
        if request.like is not None:
            vector = live.approach(AUDIO_INDEX).index.reconstruct(request.like)
            request = replace(request, skip=(*request.skip, request.like))
            return self._nearest(live, live.approach(AUDIO_INDEX).index, vector, request)
        vector = opened.query(live.text_encoder.encode(request.text)[0])
        return self._nearest(live, opened.index, vector, request)

    def similar(
        self, sound: str | Path | np.ndarray, k: int = 5, sample_rate: int | None = None
    ) -> list[Hit]:
        """Find samples that sound like a file or a waveform.

        Parameters:
            sound: an audio file, or mono samples as float32 in [-1, 1].
            k: how many samples at most.
            sample_rate: of the samples, in Hz; the audio encoder's own if None.

        Raises:
            retrieval_core.audio.AudioError: the sound cannot be decoded, or is silent.
        """
        live = self._live
        vector = live.audio_encoder.embed(sound, sample_rate)
        return self._nearest(live, live.approach(AUDIO_INDEX).index, vector, Request(k=k))

    def _nearest(
        self, live: OpenBuild, index: faiss.Index, vector: np.ndarray, request: Request
    ) -> list[Hit]:
        if request.k < 1:
            raise ValueError(f"k is {request.k}, and must be at least 1")
        allowed = live.catalog.allowed(request)
        if allowed is not None and not len(allowed):
            return []
        k = min(request.k, index.ntotal if allowed is None else len(allowed))
        # FAISS filters by a bitmap over all ids; the selector must outlive the search.
        selector = None if allowed is None else faiss.IDSelectorBitmap(_bitmap(allowed, index.ntotal))
        parameters = None if selector is None else faiss.SearchParameters(sel=selector)
        scores, ids = index.search(unit(vector.astype(np.float32))[None], k, params=parameters)
        rows = live.catalog.rows(ids[0])
        return [
            _hit(rank, rows[int(i)], float(score), live.build.library)
            for rank, (i, score) in enumerate(zip(ids[0], scores[0], strict=True), start=1)
            if int(i) in rows
        ]


def _bitmap(ids: np.ndarray, size: int) -> np.ndarray:
    bits = np.zeros(size, dtype=bool)
    bits[ids] = True
    return np.packbits(bits, bitorder="little")


def _hit(rank: int, row, score: float, library: Path) -> Hit:
    return Hit(
        rank=rank,
        id=row["id"],
        path=library / row["path"],
        name=row["path"],
        label=row["label"] or row["fine"],
        score=score,
        duration=row["duration"],
        fine=row["fine"],
        probability=row["probability"],
        kind=row["kind"],
        tempo=row["tempo"],
        key=row["key"],
        caption=row["caption"],
        sha256=row["sha256"],
    )
