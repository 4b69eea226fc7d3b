"""Intervals that hold what they promise, and tests that call noise noise."""

import numpy as np
import pytest
from scipy.stats import norm, wilcoxon

from offline.evaluation.statistics import by_cluster, difference, holm, interval


def test_an_interval_is_as_wide_as_theory_says():
    values = np.random.default_rng(0).normal(0.5, 0.1, 200)
    found = interval(values, np.ones(200))
    half = norm.ppf(0.975) * values.std(ddof=1) / np.sqrt(200)
    assert found.value == pytest.approx(values.mean())
    assert (found.low, found.high) == pytest.approx((values.mean() - half, values.mean() + half), abs=0.002)


def test_answers_to_one_query_count_as_one():
    values = np.random.default_rng(1).random(25).repeat(8)
    clustered = interval(*by_cluster(values, np.arange(25).repeat(8), 25))
    naive = interval(values, np.ones(200))
    assert clustered.high - clustered.low > 2 * (naive.high - naive.low)


def test_all_right_is_not_certainty():
    found = interval(np.full(36, 4.0), np.full(36, 4))
    assert found.value == found.high == 1
    assert found.low == pytest.approx(0.9026, abs=1e-3), "Clopper and Pearson, 36 of 36"


def test_a_real_difference_is_found_and_noise_is_not():
    rng = np.random.default_rng(0)
    base = rng.random(36)
    better, same = base + rng.normal(0.08, 0.05, 36), base + rng.normal(0.0, 0.05, 36)
    counts = np.ones(36, int)
    gain = difference(better, base, counts)
    assert gain.beyond_noise and gain.low > 0 and gain.value == pytest.approx((better - base).mean())
    assert not difference(same, base, counts).beyond_noise


def test_the_p_of_the_randomisation_test_lies_near_that_of_wilcoxon():
    rng = np.random.default_rng(4)
    base = rng.random(40)
    other = base + rng.normal(0.02, 0.06, 40)
    p = difference(other, base, np.ones(40, int)).p
    assert p == pytest.approx(wilcoxon(other - base).pvalue, abs=0.05)


def test_two_equal_systems_do_not_differ():
    values = np.random.default_rng(0).random(10)
    assert difference(values, values, np.ones(10, int)).p == 1


def test_holm():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]) == []
