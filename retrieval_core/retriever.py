"""The retriever: the live build of a library, asked with one call, and exchanged where another one is published."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from retrieval_core import searches
from retrieval_core.arrays import spread
from retrieval_core.build import Build, BuildError, current_id, open_current
from retrieval_core.catalog import Catalog
from retrieval_core.open_build import OpenBuild, UnknownApproach
from retrieval_core.request import Hit, Request
from retrieval_core.store import Store
from retrieval_core.titles import Titled, titled
from retrieval_core.words import affirmed

__all__ = ["Retriever", "UnknownApproach"]

log = logging.getLogger(__name__)

#: The approach whose head says where classes lie in the space that the encoders share.
SHARED = "zero_shot"


class Retriever:
    """From words, or from a sound, to samples.

    Example:
        >>> retriever = Retriever.open("data/index")
        >>> [hit.name for hit in retriever.search("dark piano loop", k=2)]
        ['keys/Rhodes_Chords_Dm_85bpm.wav', 'keys/Piano_Melody_C_Major_100bpm.wav']
    """

    def __init__(self, root: Path, live: OpenBuild) -> None:
        self.root = root
        self._store = live.store
        self._live = live
        self._refused: str | None = None
        self._whole: str | None = None
        self._told = ""

    @classmethod
    def open(cls, root: str | Path = "data/index", store: Store | None = None) -> Retriever:
        """Open the live build under `root`.

        Parameters:
            store: where its vectors are searched; as the environment says, else the build, if None.

        Raises:
            BuildError: there is none, or it cannot be used; the message says what helps.
        """
        root = Path(root)
        return cls(root, OpenBuild(open_current(root), store or Store.from_environment()))

    def pinned(self) -> Retriever:
        """The same on the build that answers now, whatever is published meanwhile: for all that belongs to one answer."""
        return Retriever(self.root, self._live)

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

    def limit(self, approach: str | None = None) -> float | None:
        """The score of a best hit below which the library probably does not hold what the words ask for.

        None where the build could not measure it.
        """
        measured = self._live.limits.get(approach or self.build.default_approach)
        return measured["threshold"] if measured else None

    def doubts(self, text: str, approach: str | None = None) -> bool:
        """Whether no sample is as near to what words ask for as the nearest one mostly is to words for what the library holds.

        As when that `limit` was measured, what else a request limits or refuses counts for nothing.
        """
        limit = self.limit(approach)
        if limit is None:
            return False
        opened = self._live.approach(approach)
        vector = opened.query(self._live.text_encoder.encode(affirmed(text))[0])
        return float(opened.vectors.search(vector, 1).scores[0]) < limit

    def reload_if_changed(self) -> bool:
        """Swap to the build that CURRENT names, if it is another one and whole; a request in flight keeps its own.

        Returns:
            whether a new build answers from now on. A build that cannot be used is logged once, by name and reason,
            and the old one stays.
        """
        name = ""  # where CURRENT itself is gone
        try:
            name = current_id(self.root)
            if name in (self.build.folder.name, self._refused):
                return False
            try:
                build = Build.open(self.root / name)
                if name != self._whole:
                    build.verify()
            except BuildError:
                self._refused = name  # such a build stays as it is
                raise
            self._whole = name  # what goes wrong from here on may pass
            fresh = OpenBuild(build, self._store)
            fresh.text_encoder.encode("warm")
            fresh.approach(None)
        except (BuildError, ValueError, OSError, sqlite3.Error) as error:
            if str(error) != self._told:  # whoever looks every few seconds need not hear of it as often
                log.error("staying with build %s: %s", self.build.id, error)
            self._told = str(error)
            return False
        log.info("build %s replaces %s", build.id, self.build.id)
        self._live, self._refused, self._told = fresh, None, ""
        return True

    def sample(self, id: int) -> Hit | None:
        """A sample of the catalog, as a hit of rank and score 0; None where there is none."""
        return self.samples([id]).get(id)

    def samples(self, ids: Sequence[int]) -> dict[int, Hit]:
        """Samples of the catalog by their ids, as hits of rank and score 0, but for those that are not there."""
        live = self._live
        rows = live.catalog.rows(ids)
        return {id: searches.hit(0, row, 0.0, live.build.library) for id, row in rows.items()}

    def peaks(self, ids: Sequence[int]) -> np.ndarray:
        """Outlines of samples, uint8 of shape (n, 2, COLUMNS), see `retrieval_core.pictures`.

        Raises:
            BuildError: the build has none.
        """
        return self._live.peaks[list(ids)]

    def places(self, ids: Sequence[int]) -> np.ndarray:
        """Where samples lie on the map of the library: float32 of shape (n, 2), within [0, 1].

        Raises:
            BuildError: the build has no map.
        """
        return self._live.places[list(ids)]

    def map(self, most: int) -> tuple[list[int], np.ndarray, list[str]]:
        """The map of the library: of all its samples, or of `most` spread evenly over it, the ids, the `places` and the labels.

        Raises:
            BuildError: the build has no map.
        """
        size = len(self.catalog)
        ids = spread(size, most).tolist()
        return ids, self.places(ids), self.catalog.labels(ids)

    @property
    def sample_rate(self) -> int:
        """Rate in Hz at which the audio encoder listens."""
        return self._live.audio_encoder.sample_rate

    def search(self, query: str | Request, k: int = 5, approach: str | None = None) -> list[Hit]:
        """Find samples by words.

        Parameters:
            query: plain words, or a request with its constraints (whose own `k` and `approach` then count). Words are
                compared as they are: what they exclude or limit ("drums but no kicks", "90 bpm") is read by
                `bot.prompts`, and filters only as part of a request, whose classes are then asked for beside the words
                where the approach knows where they lie.
            k: how many samples at most.
            approach: one of `approaches`; the build's default if None.

        Returns:
            hits, the best first; fewer than `k` where the library or the constraints leave fewer.

        Raises:
            UnknownApproach: the build has none of that name.
            ValueError: `k` is below 1, or it asks for what is like a sample that there is not.
        """
        request = query if isinstance(query, Request) else Request(text=query, k=k, approach=approach)
        _at_least_one(request.k)
        if not request.text.isascii():  # half a character, as cut texts may end in, is no text
            request = replace(request, text=request.text.encode("utf-8", "replace").decode())
        return searches.search(self._live, request)

    def nearness(self, text: str) -> dict[str, float]:
        """How near words lie to each class in the space of the encoders, as cosines; empty where the build says of none where it lies."""
        live = self._live
        points = live.approach(SHARED).points if SHARED in live.build.approaches else {}
        if not points:
            return {}
        cosines = np.stack([*points.values()]) @ live.text_encoder.encode(text)[0]
        return dict(zip(points, cosines.tolist(), strict=True))

    def titled(self, text: str) -> Titled:
        """The samples that a text calls by the name of their file."""
        return titled(self._live.catalog, text)

    def has_folder(self, name: str) -> bool:
        """Whether a folder of the library has all words of a name side by side."""
        return len(self._live.catalog.named(f"{name}/")) > 0

    def count(self, request: Request) -> int:
        """How many samples satisfy the hard constraints of a request."""
        fitting = self._live.catalog.fitting(request)
        return len(self._live.catalog) if fitting is None else len(fitting)

    def similar(
        self, sound: str | Path | np.ndarray, k: int = 5, sample_rate: int | None = None
    ) -> list[Hit]:
        """Find samples that sound like a file or a waveform.

        Parameters:
            sound: an audio file, or samples of one channel, (samples,), of any level.
            k: how many samples at most.
            sample_rate: of the samples, in Hz; the audio encoder's own (`sample_rate`) if None.

        Raises:
            retrieval_core.audio.AudioError: the sound cannot be decoded, has several channels in an array, or is silent.
        """
        _at_least_one(k)
        import soxr  # most processes only read words

        from retrieval_core.audio import heard, load

        live = self._live
        encoder = live.audio_encoder
        if not isinstance(sound, np.ndarray):
            waveform = load(sound, encoder.sample_rate)
        else:
            waveform = heard(sound)
            if sample_rate is not None:
                waveform = soxr.resample(waveform, sample_rate, encoder.sample_rate)
        vector = encoder.encode(waveform)[0]
        return searches.nearest(live, live.heard, vector, Request(k=k))


def _at_least_one(k: int) -> None:
    if k < 1:
        raise ValueError(f"k is {k}, and must be at least 1")
