"""From what was decoded to vectors, some files at a time: what every engine does in the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from offline.embedding.decode import Decoded
from offline.embedding.embedders import Sounds
from offline.pipeline.scan import Sample


@dataclass(frozen=True, slots=True)
class Embedded:
    """A sample's vector and what else was found in the file, or why there is none.

    Attributes:
        broken: see `offline.embedding.decode.Decoded`.
    """

    sample: Sample
    vector: np.ndarray | None
    about: dict[str, Any] = field(default_factory=dict)
    reason: str = ""
    broken: bool = False


def embed_batch(batch: Sequence[Decoded], embedder: Sounds) -> Iterator[Embedded]:
    """Embed what was decoded, all at once; where that fails, one by one, so that it fails for one alone."""
    sounds = [one.sound for one in batch if one.sound is not None]
    try:
        vectors = iter(embedder.encode(sounds) if sounds else ())
    except Exception as error:  # checkpoints of the hub have errors of all kinds
        if len(batch) > 1:
            for one in batch:
                yield from embed_batch([one], embedder)
        else:
            said = (str(error).strip() or type(error).__name__).splitlines()[0]
            reason = f"the audio encoder cannot take it ({said})"
            yield Embedded(batch[0].sample, None, reason=reason, broken=True)
        return
    for one in batch:
        vector = None if one.sound is None else next(vectors)
        yield Embedded(one.sample, vector, one.about, one.reason, one.broken)
