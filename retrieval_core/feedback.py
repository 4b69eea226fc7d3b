"""Pseudo-relevance feedback: what is found first says where to look, too."""

from __future__ import annotations

import numpy as np

from retrieval_core.arrays import unit
from retrieval_core.ranking import Ranked

#: The best hits that are listened to, at most.
BEST = 10
#: What they count beside the query.
SHARE = 0.35
#: How much less the further ones count: a hit is worth e times one whose cosine is 0.05 lower, so that few samples of a rare class
#: are not outvoted by what comes behind them.
SHARPNESS = 20.0


def fed_back(query: np.ndarray, found: Ranked, vectors: np.ndarray) -> Ranked:
    """What was found, by its nearness to the query moved towards the best of it.

    Words lie beside the sounds that they name rather than among them; the mean of the first hits lies among them. Rocchio's
    feedback (1971) without anybody's judgement, as average query expansion (Chum et al., ICCV 2007), weighted by a softmax.

    Parameters:
        query: (d,), of any length.
        found: n samples, by their cosines with it.
        vectors: (n, d), theirs, of length one.

    Returns:
        the n samples, by their cosines with the query so moved.
    """
    if not len(found.ids):
        return found
    best = found.scores[:BEST]
    heard = np.exp(SHARPNESS * (best - best[0])) @ vectors[:BEST]
    return Ranked.by(found.ids, vectors @ unit(unit(query) + SHARE * unit(heard)))
