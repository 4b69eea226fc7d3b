"""Intervals that hold what they promise, and tests that call noise noise."""

import numpy as np
import pytest
from scipy.stats import binomtest, norm, wilcoxon

from offline.evaluation.statistics import by_cluster, difference, holm, interval


def test_an_interval_is_no_narrower_than_theory_says_and_hardly_wider():
    values = np.random.default_rng(0).normal(0.5, 0.1, 200)
    found = interval(values, np.ones(200))
    half = norm.ppf(0.975) * values.std(ddof=1) / np.sqrt(200)
    assert found.value == pytest.approx(values.mean())
    assert values.mean() - half - 0.005 < found.low < values.mean() - half
    assert values.mean() + half < found.high < values.mean() + half + 0.005


def test_an_interval_holds_the_truth_where_few_queries_go_wrong():
    rng, held = np.random.default_rng(3), 0
    for _ in range(100):
        values = np.where(rng.random(36) < 0.05, 0.2, 0.99)
        found = interval(values, np.ones(36))
        held += found.low <= 0.05 * 0.2 + 0.95 * 0.99 <= found.high
    assert held >= 95, "a bootstrap holds it 83 times of 100"


def test_answers_to_one_query_count_as_one():
    values = np.random.default_rng(1).random(25).repeat(8)
    clustered = interval(*by_cluster(values, np.arange(25).repeat(8), 25))
    naive = interval(values, np.ones(200))
    assert clustered.high - clustered.low > 2 * (naive.high - naive.low)


def test_all_right_is_not_certainty():
    found = interval(np.full(36, 4.0), np.full(36, 4))
    assert found.value == found.high == 1
    assert found.low == pytest.approx(0.9026, abs=3e-3), "Clopper and Pearson, 36 of 36"
    nearly = interval(np.full(36, 3.99), np.full(36, 4))
    assert nearly.low == pytest.approx(found.low, abs=5e-3), "a little less right is no more certain"


@pytest.mark.parametrize("right", [0, 1, 18, 33])
def test_of_decisions_it_is_the_exact_binomial_interval(right):
    found = interval(np.arange(36) < right, np.ones(36))
    exact = binomtest(right, 36).proportion_ci(method="exact")
    assert (found.low, found.high) == pytest.approx((exact.low, exact.high), abs=5e-3)


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


def test_of_one_query_nothing_is_told():
    found = difference(np.array([5.0]), np.array([3.0]), np.array([5]))
    assert (found.value, found.low, found.high, found.p) == (0.4, 0.4, 0.4, 1.0)


def test_holm():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]) == []
