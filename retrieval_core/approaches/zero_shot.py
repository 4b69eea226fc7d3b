"""Zero-shot: the space that the encoders share already, as it is; nothing is learned from the library."""

from __future__ import annotations

from retrieval_core.approaches import Head, Query

DESCRIPTION = "the encoders' own common space, with nothing learned from the library"
NEEDS_JOINT_SPACE = True


def load(head: Head) -> Query:
    """The index holds the audio embeddings as they are, and the text embedding is what it is asked for."""
    return lambda text: text
