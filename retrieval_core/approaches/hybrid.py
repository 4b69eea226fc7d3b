"""Hybrid: what lies near in the space of the best other approach, and what the words are known to name, fused by rank."""

from __future__ import annotations

import numpy as np

from retrieval_core.approaches import Head, Query, get
from retrieval_core.ranking import Ranked

DESCRIPTION = (
    "the best of the others on this library and BM25 over captions, class names and file names, fused by rank"
)

#: Of Cormack et al.: how little the first ranks count more than those that follow.
K = 60
#: What the words weigh beside the sound. Captions are heard, not known: at 1, a wrong tag outvotes the sound.
WORDS = 0.1
#: What those weigh that a name states and no sound tells: whoever says "KSHMR" means it, and so with "808" or "trap".
NAMES = 2.0


def load(head: Head) -> Query:
    """Ask as the approach does whose head this is.

    Head:
        <approach>.<name>: the tensors of that approach; <approach>. alone, empty, where it has none.
    """
    [base] = {name.partition(".")[0] for name in head}
    return get(base).load({name.partition(".")[2]: tensor for name, tensor in head.items()})


def fuse(by_sound: Ranked, by_words: Ranked, by_names: Ranked) -> Ranked:
    """Weighted reciprocal rank fusion: the sum of w / (60 + rank) over all three (Cormack et al., SIGIR 2009).

    Equal scores share a rank, so that among ten samples that have the same words the sound decides; what no word matches
    gets nothing for words.
    """
    sound = np.arange(1, len(by_sound.ids) + 1)
    words, names = (other.ranks(by_sound.ids) for other in (by_words, by_names))
    return Ranked.by(by_sound.ids, 1 / (K + sound) + WORDS / (K + words) + NAMES / (K + names))
