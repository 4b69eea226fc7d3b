"""Samples in an order, and what reorders them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Ranked:
    """Samples, the best first.

    Attributes:
        ids: (n,) int64.
        scores: (n,), descending: what put them in this order.
    """

    ids: np.ndarray
    scores: np.ndarray

    @classmethod
    def by(cls, ids: np.ndarray, scores: np.ndarray) -> Ranked:
        """In the order of their scores; what is equal stays in the order given."""
        order = np.argsort(-scores, kind="stable")
        return cls(ids[order], scores[order])

    def head(self, n: int) -> Ranked:
        """The first n."""
        return Ranked(self.ids[:n], self.scores[:n])

    def where(self, mask: np.ndarray) -> Ranked:
        """Those for which a mask (n,) is true."""
        return Ranked(self.ids[mask], self.scores[mask])

    def joined(self, other: Ranked) -> Ranked:
        """Both in one order, for rankings that were scored alike; what is in both counts once."""
        known = set(self.ids.tolist())  # a few dozen; NumPy's own sets would import much at the first request
        fresh = np.array([id not in known for id in other.ids.tolist()], bool)
        return Ranked.by(
            np.concatenate([self.ids, other.ids[fresh]]), np.concatenate([self.scores, other.scores[fresh]])
        )

    def ranks(self, ids: np.ndarray) -> np.ndarray:
        """The rank (from 1) of each of `ids`, infinity for those that are not in here; equal scores share the better rank."""
        if not len(self.ids):
            return np.full(len(ids), np.inf)
        shared = 1.0 + np.searchsorted(-self.scores, -self.scores, side="left")
        order = np.argsort(self.ids)
        at = order[np.minimum(np.searchsorted(self.ids, ids, sorter=order), len(order) - 1)]
        return np.where(self.ids[at] == ids, shared[at], np.inf)


@dataclass(frozen=True, slots=True)
class Scored:
    """Samples with a score each, in no order yet: to sort thousands takes longer than to look some up.

    Attributes:
        ids: (n,) int64, ascending.
        scores: (n,).
        besides: the scores of samples that are not listed, by their ids; nothing if None.
    """

    ids: np.ndarray
    scores: np.ndarray
    besides: Callable[[np.ndarray], np.ndarray] | None = None

    def among(self, ids: np.ndarray) -> Ranked:
        """Those that are among some samples, and score at all.

        >>> Scored(np.array([2, 5, 9]), np.array([0.1, 0.2, 0.3])).among(np.array([9, 4, 2])).ids
        array([9, 2])
        """
        scores = self.besides(ids) if self.besides else np.zeros(len(ids), np.float32)
        if len(self.ids):
            at = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
            scores = np.where(self.ids[at] == ids, self.scores[at], scores)
        there = scores > 0
        return Ranked.by(ids[there], scores[there])


def fold(groups: np.ndarray, k: int, seen: Collection[int] = ()) -> np.ndarray:
    """Positions of k samples of k groups: of each group only the best.

    Further ones of a group, and groups of which one has been `seen`, come last: where more is wanted than there are groups.

    Parameters:
        groups: (n,), the group of each sample, the best first.
        seen: groups.

    >>> fold(np.array([7, 7, 9]), k=2)
    array([0, 2])
    """
    known = set(seen)
    best: list[int] = []
    rest: list[int] = []
    for at, group in enumerate(groups.tolist()):  # a few, for which arrays take longer to set up
        if len(best) == k:
            break
        (rest if group in known else best).append(at)
        known.add(group)
    return np.array((best + rest)[:k], np.int64)
