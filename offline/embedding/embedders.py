"""What embeds words and sounds in a build: the embedded pair, as the bot has it, or what a Torch library loads.

Here is no Torch: importing it and its libraries takes longer than all else in a small build, and NumPy embeds as fast.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from offline.embedding.checkpoints import Loaded, folder_of, model_type
from offline.pipeline.work import DESCRIPTORS
from retrieval_core.build import EMBEDDED
from retrieval_core.encoders.audio import MODEL_TYPE, AudioEncoder
from retrieval_core.encoders.features import Features, features
from retrieval_core.encoders.text import TextEncoder


class Texts(Protocol):
    """What embeds texts; `embedded` says whether it is the encoder that the project ships."""

    about: Loaded

    @property
    def embedded(self) -> bool: ...

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Embed texts: float32, (n, dimension), unit rows."""
        ...


class Sounds(Protocol):
    """What embeds sounds; `features` says whether it takes them in place of waveforms, so that another process may compute them."""

    about: Loaded
    sample_rate: int
    features: bool

    @property
    def embedded(self) -> bool: ...

    def encode(self, sounds: Sequence[Any]) -> np.ndarray:
        """Embed waveforms at `sample_rate`, or their features: float32, (n, dimension), unit rows."""
        ...


class EmbeddedTexts:
    """The text encoder that the project ships."""

    embedded = True

    def __init__(self) -> None:
        encoder = TextEncoder.from_pretrained(EMBEDDED["text"])
        self.about = Loaded.of(EMBEDDED["text"], EMBEDDED["text"], encoder.dimension)
        self.encode = encoder.encode


class EmbeddedSounds:
    """An audio encoder of the kind that the project ships."""

    features = True

    def __init__(self, folder: Path) -> None:
        self._encoder = AudioEncoder.from_pretrained(folder)
        self.about = Loaded.of(folder, folder, self._encoder.dimension)
        self.sample_rate = self._encoder.sample_rate

    @property
    def embedded(self) -> bool:
        return self.about.folder.resolve() == EMBEDDED["audio"]

    def encode(self, sounds: Sequence[Any]) -> np.ndarray:
        """Embed waveforms at `sample_rate`, or their features: float32, (n, dimension), unit rows."""
        seen = [one if isinstance(one, Features) else features(one) for one in sounds]
        return self._encoder.encode_features(seen)


def open_texts(name: str) -> Texts:
    """A text encoder by hub name or path.

    Raises:
        EncoderError: it cannot be opened, or the bot would read words in another way.
    """
    folder = folder_of(name)
    if folder.resolve() == EMBEDDED["text"]:
        return EmbeddedTexts()
    from offline.embedding.encoders import TextEmbedder, check_text

    embedder = TextEmbedder(name)
    check_text(embedder)
    return embedder


def open_sounds(name: str) -> Sounds:
    """An audio encoder by hub name or path, or the descriptors that others are measured against.

    Raises:
        EncoderError: it cannot be opened.
    """
    if name == DESCRIPTORS:
        from offline.embedding.descriptors import DescriptorEmbedder

        return DescriptorEmbedder()
    folder = folder_of(name)
    if model_type(folder) == MODEL_TYPE:
        return EmbeddedSounds(folder)
    from offline.embedding.encoders import AudioEmbedder

    return AudioEmbedder(name)
