"""The retriever: text encoder, approach, FAISS index and catalog of one build, asked with one call."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from retrieval_core import approaches, tensors
from retrieval_core.approaches import Fuse, Lean, Query
from retrieval_core.build import EMBEDDED, HEARD, Build, BuildError, current_id, open_current
from retrieval_core.catalog import Catalog
from retrieval_core.encoders.text import TextEncoder
from retrieval_core.members import Members
from retrieval_core.pictures import PEAKS, PLACES, open_array
from retrieval_core.qualities import SWAY, SWAY_WITHIN, bound, leanings, sway
from retrieval_core.ranking import Ranked, fold
from retrieval_core.request import Hit, Request
from retrieval_core.store import Store
from retrieval_core.titles import Titled, titled

if TYPE_CHECKING:
    from retrieval_core.encoders.audio import AudioEncoder
    from retrieval_core.milvus import MilvusVectors
    from retrieval_core.vectors import Vectors

log = logging.getLogger(__name__)

#: Candidates that are fused and reordered, at least.
POOL = 100
#: So many times as many are asked for where those that have some word are wanted, too, which are mostly among them.
WIDER = 4
#: The approach whose index holds the audio embeddings themselves, which queries by example are compared with.
AUDIO_INDEX = "prototype"
#: The approach whose head says where classes lie in the space that the encoders share.
SHARED = "zero_shot"


class UnknownApproach(ValueError):
    """A build has no approach of that name; the message says which it has."""


@dataclass(frozen=True)
class OpenApproach:
    """An approach of a build, ready to be asked."""

    query: Query
    vectors: Vectors | MilvusVectors
    fuse: Fuse | None = None
    points: Mapping[str, np.ndarray] = field(default_factory=dict)

    @cached_property
    def lean(self) -> Lean | None:
        return approaches.leaning(self.points)


class OpenBuild:
    """Everything of one build that answers requests, each part loaded when it is first needed."""

    def __init__(self, build: Build, store: Store) -> None:
        self.build = build
        self.store = store
        self.catalog = Catalog(build.checked("catalog.db"))
        self._approaches: dict[str, OpenApproach] = {}
        self._vectors: dict[
            str, Vectors | MilvusVectors
        ] = {}  # by checksum: approaches may search the same ones
        self._lock = threading.RLock()

    @cached_property
    def text_encoder(self) -> TextEncoder:
        return TextEncoder.from_pretrained(self.build.encoder("text"))

    @cached_property
    def audio_encoder(self) -> AudioEncoder:
        """What listens to sounds from outside: the embedded encoder, whichever one the library was embedded with."""
        from retrieval_core.encoders.audio import AudioEncoder  # not every process listens

        own = HEARD in self.build.manifest["files"]
        return AudioEncoder.from_pretrained(EMBEDDED if own else self.build.encoder("audio"))

    @cached_property
    def heard(self) -> OpenApproach:
        """The samples as `audio_encoder` hears them."""
        sounds = self.approach(AUDIO_INDEX)
        if HEARD not in self.build.manifest["files"]:
            return replace(sounds, fuse=None)
        from retrieval_core.vectors import Vectors

        return replace(sounds, fuse=None, vectors=Vectors.open(self.build.checked(HEARD)))

    @cached_property
    def limits(self) -> dict[str, dict[str, Any] | None]:
        return self.build.limits()

    @cached_property
    def peaks(self) -> np.ndarray:
        return open_array(self.build.checked(PEAKS))

    @cached_property
    def places(self) -> np.ndarray:
        return open_array(self.build.checked(PLACES))

    def approach(self, name: str | None) -> OpenApproach:
        """An approach of the build by name, the build's default for None.

        Raises:
            UnknownApproach: the build has no such approach.
        """
        name = name or self.build.default_approach
        with self._lock:
            if name not in self._approaches:
                self._approaches[name] = self._open_approach(name)
            return self._approaches[name]

    def _open_approach(self, name: str) -> OpenApproach:
        if name not in self.build.approaches:
            raise UnknownApproach(
                f"there is no approach {name!r}; there are {', '.join(self.build.approaches)}"
            )
        head_file = f"{name}/head.safetensors"
        recorded = head_file in self.build.manifest["files"]
        head = tensors.load(self.build.checked(head_file)) if recorded else {}
        index_file = f"{name}/index.faiss"
        content = self.build.manifest["files"][index_file]["sha256"]
        if content not in self._vectors:
            self._vectors[content] = self.store.open(self.build, name)
        module = approaches.get(name)
        fuse = getattr(module, "fuse", None)
        return OpenApproach(module.load(head), self._vectors[content], fuse, approaches.points(head))


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

    def sounds(self, most: int = 5000) -> tuple[np.ndarray, list[str]]:
        """Audio embeddings of the library and their labels, for pictures: all, or `most` spread evenly over it.

        Returns:
            vectors (n, d), and n labels.
        """
        live = self._live
        size = len(live.catalog)
        ids = np.unique(np.linspace(0, size - 1, min(most, size)).astype(np.int64))
        return live.approach(AUDIO_INDEX).vectors.get(ids), live.catalog.labels(ids)

    def sample(self, id: int) -> Hit | None:
        """A sample of the catalog, as a hit of rank and score 0; None where there is none."""
        live = self._live
        row = live.catalog.rows([id]).get(id)
        return None if row is None else _hit(0, row, 0.0, live.build.library)

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
            ValueError: `k` is below 1.
        """
        request = query if isinstance(query, Request) else Request(text=query, k=k, approach=approach)
        _at_least_one(request.k)
        live = self._live
        if request.random:
            return self._drawn(live, request)
        opened = live.approach(request.approach)
        if request.most and (measured := bound(request.most)):
            return self._extreme(live, opened, request, *measured)
        if request.like:
            sounds = replace(live.approach(AUDIO_INDEX), fuse=None)
            request = replace(request, skip=(*request.skip, *request.like))
            vectors = sounds.vectors.get(np.array(request.like))
            between = vectors.mean(axis=0)
            return self._nearest(live, sounds, between / np.linalg.norm(between), request)
        vector = opened.query(live.text_encoder.encode(request.text)[0])
        if opened.lean and (request.classes or request.exclude):
            vector = opened.lean(vector, _heads(request.classes), request.exclude)
        return self._nearest(live, opened, vector, request)

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
        allowed = self._live.catalog.allowed(request)
        return len(self._live.catalog) if allowed is None else len(allowed)

    def similar(
        self, sound: str | Path | np.ndarray, k: int = 5, sample_rate: int | None = None
    ) -> list[Hit]:
        """Find samples that sound like a file or a waveform.

        Parameters:
            sound: an audio file, or mono samples as float32 in [-1, 1].
            k: how many samples at most.
            sample_rate: of the samples, in Hz; the audio encoder's own (`sample_rate`) if None.

        Raises:
            retrieval_core.audio.AudioError: the sound cannot be decoded, or is silent.
        """
        _at_least_one(k)
        import soxr  # most processes only read words

        from retrieval_core.audio import load

        live = self._live
        encoder = live.audio_encoder
        if not isinstance(sound, np.ndarray):
            waveform = load(sound, encoder.sample_rate)
        elif sample_rate is None:
            waveform = sound
        else:
            waveform = soxr.resample(sound, sample_rate, encoder.sample_rate)
        vector = encoder.encode(waveform)[0]
        return self._nearest(live, live.heard, vector, Request(k=k))

    def _drawn(self, live: OpenBuild, request: Request) -> list[Hit]:
        """Any samples that satisfy the constraints; where qualities are wanted, those that have them most of a POOL drawn."""
        allowed = live.catalog.allowed(request)
        ids = np.arange(len(live.catalog)) if allowed is None else allowed.ids()
        drawn = np.random.default_rng().choice(ids, min(POOL, len(ids)), replace=False)
        found = Ranked(drawn, np.zeros(len(drawn)))
        wanted = leanings(request.qualities) if request.qualities else {}
        by_chance = Ranked(drawn, np.linspace(1.0, 0.0, len(drawn)))
        ranked = sway(by_chance, live.catalog.measures(drawn, wanted), wanted)
        seen = live.catalog.groups(request.skip).tolist()
        best = ranked.ids[fold(live.catalog.groups(ranked.ids), request.k, seen)]
        return _hits(best, found, live)

    def _extreme(
        self, live: OpenBuild, opened: OpenApproach, request: Request, measure: str, direction: int
    ) -> list[Hit]:
        """Of the samples that satisfy the constraints those that have most of something."""
        allowed = live.catalog.allowed(request)
        ids = np.arange(len(live.catalog)) if allowed is None else allowed.ids()
        # The measures of these end where nearly all samples do.
        exact = {"length": live.catalog.durations, "tempo": live.catalog.tempi}.get(measure)
        values = exact()[ids] if exact else live.catalog.measures(ids, [measure])[measure]
        ranked = Ranked.by(ids, np.where(np.isnan(values), -np.inf, direction * values))
        seen = live.catalog.groups(request.skip).tolist()
        best = ranked.ids[fold(live.catalog.groups(ranked.ids), request.k, seen)]
        if not len(best):
            return []
        vector = opened.query(live.text_encoder.encode(request.text)[0])
        among = Members.of(np.sort(best), len(live.catalog))
        return _hits(best, opened.vectors.search(vector, len(best), among), live)

    def _nearest(
        self, live: OpenBuild, opened: OpenApproach, vector: np.ndarray, request: Request
    ) -> list[Hit]:
        allowed = live.catalog.allowed(request)
        available = len(opened.vectors) if allowed is None else len(allowed)
        seen = live.catalog.groups(request.skip).tolist()
        wanted = leanings(request.qualities) if request.qualities else {}
        depth = max(POOL, 4 * request.k) if wanted or opened.fuse else 4 * request.k
        if opened.fuse:
            by_words, by_names = live.catalog.words.matches(request.text)
            listed = [by_words.ids, by_names.ids]
            if np.array_equal(by_words.ids, by_names.ids):  # all that was said of them is a name
                listed.pop()
            matching = [Members.of(ids, len(live.catalog)) for ids in listed if len(ids)]
            matching = [members if allowed is None else members & allowed for members in matching]
        while available:
            found = opened.vectors.search(vector, WIDER * depth if opened.fuse else depth, allowed)
            ranked = found
            if opened.fuse:
                wide, kept, far = found, np.arange(len(found.ids)) < depth, []
                # A name counts, however many samples are nearer that have some other word.
                for members in matching:
                    near = members.hold(wide.ids)
                    near &= np.cumsum(near) <= depth
                    kept |= near
                    if near.sum() < min(depth, len(members)):
                        far.append(opened.vectors.search(vector, depth, members))
                found = reduce(Ranked.joined, far, wide.where(kept))
                ranked = opened.fuse(found, by_words.among(found.ids), by_names.among(found.ids))
            if wanted:
                compared = live.catalog.measures(request.like, wanted).items() if request.like else ()
                reference = {name: float(np.nanmean(of)) for name, of in compared if not np.isnan(of).all()}
                values = live.catalog.measures(ranked.ids, wanted)
                strength = SWAY_WITHIN if request.classes else SWAY
                ranked = sway(ranked, values, wanted, reference, strength)
            groups = live.catalog.groups(ranked.ids)
            if len(set(groups.tolist()).difference(seen)) >= request.k or depth >= available:
                best = ranked.ids[fold(groups, request.k, seen)]
                return _hits(best, found, live)
            depth *= 4  # too many of them sound the same
        return []


def _heads(classes: Sequence[str]) -> Sequence[str]:
    """Of percussion and the drums that the word means as well, percussion: the others will do, and are not what is looked for."""
    if len(classes) < 2:
        return classes
    from retrieval_core.taxonomy import shipped  # most requests name one class

    return shipped().heads(classes)


def _at_least_one(k: int) -> None:
    if k < 1:
        raise ValueError(f"k is {k}, and must be at least 1")


def _hits(ids: np.ndarray, found: Ranked, live: OpenBuild) -> list[Hit]:
    rows, library = live.catalog.rows(ids), live.build.library
    cosines = dict(zip(found.ids.tolist(), found.scores.tolist(), strict=True))
    return [_hit(rank, rows[i], cosines[i], library) for rank, i in enumerate(ids.tolist(), start=1)]


def _hit(rank: int, row, score: float, library: Path) -> Hit:
    return Hit(
        rank=rank,
        id=row["id"],
        library=library,
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
        channels=row["channels"],
        pitch=row["pitch_name"],
    )
