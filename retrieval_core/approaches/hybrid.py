"""Hybrid: what lies near in the contrastive space, and what the words are known to name, fused by their ranks."""

from __future__ import annotations

import numpy as np

from retrieval_core.approaches.contrastive import load
from retrieval_core.ranking import Ranked

DESCRIPTION = "the contrastive space and BM25 over captions, class names and file names, fused by rank"

#: Of Cormack et al.: how little the first ranks count more than those that follow.
K = 60

__all__ = ["DESCRIPTION", "fuse", "load"]


def fuse(by_sound: Ranked, by_words: Ranked) -> Ranked:
    """Reciprocal rank fusion: the sum of 1 / (60 + rank) over both (Cormack, Clarke and Buettcher, SIGIR 2009).

    What no word matches gets nothing for words. Equal scores share a rank, so that among ten samples that have the same
    words the sound decides.
    """
    sound = np.arange(1, len(by_sound.ids) + 1)
    return Ranked.by(by_sound.ids, 1 / (K + sound) + 1 / (K + by_words.ranks(by_sound.ids)))
