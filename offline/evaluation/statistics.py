"""How sure the figures are: intervals and randomisation tests, over queries as the independent units.

SciPy's statistics are imported where they are asked for: a build need not wait for them before it begins.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

RESAMPLES = 4999
#: Random weights that an interval is read off.
DRAWS = 9999
#: Values closer than this differ by rounding alone.
SAME = 1e-9
LEVEL = 0.95
#: Differences that chance alone would make less often than this are called beyond noise.
ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and its 95 % confidence interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean of paired differences, its 95 % interval, and the two-sided p of the randomisation test."""

    value: float
    low: float
    high: float
    p: float

    @property
    def beyond_noise(self) -> bool:
        return self.p < ALPHA


def by_cluster(values: np.ndarray, clusters: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Sums of the values and their number, for each of `count` clusters."""
    return np.bincount(clusters, values, count), np.bincount(clusters, minlength=count)


def interval(sums: np.ndarray, counts: np.ndarray, seed: int = 0) -> Interval:
    """Mean of all values in [0, 1], and its interval if the clusters (the answers to one query) were drawn anew.

    Gaffke's interval (2005; Learned-Miller and Thomas, 2019): each cluster has a random weight, and so has one more that was
    not drawn, of nothing but 0 for the lower bound and of nothing but 1 for the upper one. Of values that are all 0 or 1 it
    is the exact binomial interval (Clopper and Pearson, 1934), and of others no case is known where it holds less than it
    promises: a bootstrap takes a few queries that all went well for proof that none goes wrong.
    """
    asked = counts > 0
    sums, counts = sums[asked], counts[asked]
    mean = float(sums.sum() / counts.sum())
    weights = np.random.default_rng(seed).standard_exponential((DRAWS, len(sums) + 1))
    drawn, unseen = weights[:, :-1], weights[:, -1] * counts.mean()
    right, of = drawn @ sums, drawn @ counts + unseen
    low = np.quantile(right / of, (1 - LEVEL) / 2)
    high = np.quantile((right + unseen) / of, (1 + LEVEL) / 2)
    return Interval(mean, min(mean, float(low)), max(mean, float(high)))


def difference(first: np.ndarray, second: np.ndarray, counts: np.ndarray, seed: int = 0) -> Difference:
    """How much more the first has than the second, paired by cluster.

    The p is that of Fisher's randomisation test on the sums of each query, two-sided: which of the two systems gave which
    answer is drawn anew (Smucker, Allan and Carterette, 2007).

    Parameters:
        first, second: (clusters,) sums of a metric over the answers to each query.
        counts: (clusters,) answers to each query; of a single one nothing can be told, and its p is 1.
    """
    from scipy.stats import permutation_test

    asked = counts > 0
    first, second, counts = first[asked], second[asked], counts[asked]
    gain = first - second
    mean = float(gain.sum() / counts.sum())
    if np.all(np.abs(gain) < SAME):
        return Difference(0.0, 0.0, 0.0, 1.0)
    if len(gain) < 2:
        return Difference(mean, mean, mean, 1.0)
    total = counts.sum()
    test = permutation_test(
        (first, second),
        lambda a, b, axis=-1: (a - b).sum(axis=axis) / total,
        permutation_type="samples",
        vectorized=True,
        n_resamples=RESAMPLES,
        rng=np.random.default_rng(seed),
    )
    return Difference(mean, *_bootstrap(gain, counts, seed), float(test.pvalue))


def _bootstrap(sums: np.ndarray, counts: np.ndarray, seed: int) -> tuple[float, float]:
    """Bounds of a mean difference, bias-corrected and accelerated (Efron, 1987)."""
    from scipy.stats import DegenerateDataWarning, bootstrap

    means = sums / counts
    if len(means) < 2 or np.ptp(means) < SAME:
        return float(means.mean()), float(means.mean())

    def draw(method: Literal["BCa", "percentile"]) -> tuple[float, float]:
        result = bootstrap(
            (sums, counts),
            lambda s, n, axis=-1: s.sum(axis=axis) / n.sum(axis=axis),
            paired=True,
            vectorized=True,
            n_resamples=RESAMPLES,
            confidence_level=LEVEL,
            method=method,
            rng=np.random.default_rng(seed),
        ).confidence_interval
        return float(result.low), float(result.high)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DegenerateDataWarning)  # answered by the percentiles
        found = draw("BCa")
    return found if np.all(np.isfinite(found)) else draw("percentile")


def holm(ps: Sequence[float]) -> list[float]:
    """p-values adjusted for the number of tests (Holm, 1979)."""
    order = np.argsort(ps)
    adjusted = np.maximum.accumulate([(len(ps) - i) * ps[j] for i, j in enumerate(order)])
    result = np.empty(len(ps))
    result[order] = np.minimum(adjusted, 1.0)
    return result.tolist()
