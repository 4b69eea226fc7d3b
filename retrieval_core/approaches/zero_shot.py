"""Zero-shot: the space that the encoders share already, as it is; nothing is learned from the library."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from retrieval_core.approaches import Head, Lean, Query
from retrieval_core.encoders.text import unit

DESCRIPTION = "the encoders' own common space, with nothing learned from the library"
NEEDS_JOINT_SPACE = True


def load(head: Head) -> Query:
    """The index holds the audio embeddings as they are, and the text embedding is what it is asked for."""
    return lambda text: text


def lean(head: Head) -> Lean:
    """Ask for the classes that were understood, too, and away from those that were refused, as much as for the words.

    Head:
        <class>: (d,), unit rows, the anchor of each class; none where the encoders have no anchors.
    """

    def together(classes: Iterable[str]) -> np.ndarray | float:
        points = [head[name] for name in classes if name in head]
        return unit(np.sum(points, axis=0)) if points else 0.0

    return lambda text, wanted, refused: text + together(wanted) - together(refused)
