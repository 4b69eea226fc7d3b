"""What is found first says where to look, too: pseudo-relevance feedback."""

import numpy as np
from numpy.testing import assert_allclose

from retrieval_core.arrays import unit
from retrieval_core.feedback import SHARE, fed_back
from retrieval_core.ranking import Ranked


def asked(query: np.ndarray, vectors: np.ndarray) -> Ranked:
    """All vectors by their cosines with a query, as an index answers."""
    return Ranked.by(np.arange(len(vectors)), vectors @ unit(query))


def test_a_sample_among_the_best_passes_one_that_lies_on_the_other_side_of_the_words():
    """Words lie beside the sounds that they name: the snare on their far side is as near as the kick that lies among kicks."""
    words = np.array([1.0, 0.0, 0.0])
    kicks = [[0.9, 0.3, 0.1], [0.9, 0.32, -0.1], [0.88, 0.35, 0.0], [0.8, 0.6, 0.0]]
    snare = [0.81, -0.58, 0.0]
    vectors = unit(np.array([*kicks, snare]))

    found = asked(words, vectors)
    assert found.ids.tolist().index(4) < found.ids.tolist().index(3)

    assert fed_back(words, found, vectors[found.ids]).ids.tolist()[-1] == 4


def test_scores_are_cosines_in_falling_order():
    rng = np.random.default_rng(0)
    vectors = unit(rng.standard_normal((50, 8)))
    query = 3.0 * rng.standard_normal(8)
    found = asked(query, vectors)

    moved = fed_back(query, found, vectors[found.ids])

    assert sorted(moved.ids.tolist()) == list(range(50))
    assert (np.diff(moved.scores) <= 0).all()
    assert (np.abs(moved.scores) <= 1.0 + 1e-6).all()


def test_a_hit_that_is_much_nearer_than_all_others_decides_alone():
    """So that the one sample of a rare class is not outvoted by the nine of another behind it."""
    query = np.array([1.0, 0.0, 0.0])
    vectors = unit(np.array([[0.95, 0.0, 0.3]] + 9 * [[0.3, 0.95, 0.0]]))
    found = asked(query, vectors)

    moved = fed_back(query, found, vectors[found.ids])

    alone = unit(unit(query) + SHARE * vectors[0])
    assert_allclose(moved.scores[0], vectors[0] @ alone, atol=1e-4)


def test_of_one_sample_or_none_nothing_is_changed():
    none = Ranked(np.empty(0, np.int64), np.empty(0, np.float32))
    assert fed_back(np.ones(3), none, np.empty((0, 3))) is none

    vectors = unit(np.array([[1.0, 1.0, 0.0]]))
    assert fed_back(np.ones(3), asked(np.ones(3), vectors), vectors).ids.tolist() == [0]
