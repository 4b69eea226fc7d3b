"""A build opened to be asked: text encoder, approaches, indices and catalog, each loaded when it is first needed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from retrieval_core import approaches, tensors
from retrieval_core.approaches import Fuse, Lean, Query
from retrieval_core.build import EMBEDDED, HEARD, Build
from retrieval_core.catalog import Catalog
from retrieval_core.encoders.text import TextEncoder
from retrieval_core.pictures import PEAKS, PLACES, open_array
from retrieval_core.store import Store

if TYPE_CHECKING:
    from retrieval_core.encoders.audio import AudioEncoder
    from retrieval_core.milvus import MilvusVectors
    from retrieval_core.vectors import Vectors

log = logging.getLogger(__name__)

#: The approach whose index holds the audio embeddings themselves, which queries by example are compared with.
AUDIO_INDEX = "prototype"


class UnknownApproach(ValueError):
    """A build has no approach of that name; the message says which it has."""


@dataclass(frozen=True)
class OpenApproach:
    """An approach of a build, ready to be asked; `by_words`, or for what sounds like something."""

    query: Query
    vectors: Vectors | MilvusVectors
    fuse: Fuse | None = None
    points: Mapping[str, np.ndarray] = field(default_factory=dict)
    by_words: bool = True

    @cached_property
    def lean(self) -> Lean | None:
        return approaches.leaning(self.points)

    def by_sound(self) -> OpenApproach:
        """The same, to be asked with the vector of a sound."""
        return replace(self, fuse=None, by_words=False)


class OpenBuild:
    """Everything of one build that answers requests, each part loaded when it is first needed."""

    def __init__(self, build: Build, store: Store) -> None:
        self.build = build
        self.store = store
        self.catalog = Catalog(build.checked("catalog.db"))
        self._approaches: dict[str, OpenApproach] = {}
        # By checksum: approaches may search the same ones.
        self._vectors: dict[str, Vectors | MilvusVectors] = {}
        self._lock = threading.RLock()
        if gone := [name for name in build.manifest["approaches"] if name not in build.approaches]:
            log.warning(
                "build %s has approaches whose code is not here, and is asked without them: %s",
                *(build.id, ", ".join(gone)),
            )

    @cached_property
    def text_encoder(self) -> TextEncoder:
        return TextEncoder.from_pretrained(self.build.encoder("text"))

    @cached_property
    def audio_encoder(self) -> AudioEncoder:
        """What listens to sounds from outside: the embedded encoder, whichever one the library was embedded with."""
        from retrieval_core.encoders.audio import AudioEncoder  # not every process listens

        own = HEARD in self.build.manifest["files"]
        return AudioEncoder.from_pretrained(EMBEDDED["audio"] if own else self.build.encoder("audio"))

    @cached_property
    def heard(self) -> OpenApproach:
        """The samples as `audio_encoder` hears them."""
        sounds = self.approach(AUDIO_INDEX)
        if HEARD not in self.build.manifest["files"]:
            return sounds.by_sound()
        from retrieval_core.vectors import Vectors

        return replace(sounds.by_sound(), vectors=Vectors.open(self.build.checked(HEARD)))

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
