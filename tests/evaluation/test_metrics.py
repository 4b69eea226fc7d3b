"""The figures against scikit-learn, and against what one can count."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, ndcg_score

from offline.evaluation.metrics import decisions, score, vote
from offline.evaluation.protocols import Query
from offline.evaluation.retrieval import Ranking
from offline.evaluation.truth import Truth


def scored(order: list[int], labels: str, k: int = 5, query: str = "d"):
    truths = [Truth(label, (label,), str(i)) for i, label in enumerate(labels)]
    ranking = Ranking(0, 0, np.array(order), np.linspace(1, 0, len(order)))
    relevant = np.array([[labels.count(query)]])
    return score([ranking], [Query("drums", query)], truths, relevant, k)


def test_what_one_can_count():
    one = scored([0, 4, 1, 5, 2, 3], "ddddkk")
    values = {name: float(value[0]) for name, value in one.values.items()}
    assert values["accuracy"] == 1 and one.voted == ["d"]
    assert (
        values["P@1"] == 1 and values["P@5"] == pytest.approx(3 / 5) and values["R@5"] == pytest.approx(3 / 4)
    )
    assert values["mAP"] == pytest.approx((1 / 1 + 2 / 3 + 3 / 5 + 4 / 6) / 4)
    assert values["MRR"] == 1
    assert one.right[0].tolist() == [True, False, True, False, True]
    assert one.coverage == pytest.approx(5 / 6)
    assert one.curve[0] == 1 and one.curve[-1] == pytest.approx(4 / 6)


def test_random_rankings_agree_with_scikit_learn():
    rng = np.random.default_rng(0)
    for _ in range(20):
        labels = "".join(rng.choice(list("dk"), 40, p=[0.3, 0.7])) + "dk"
        order = rng.permutation(42)
        one = scored(order.tolist(), labels)
        truth = np.array([labels[i] == "d" for i in order])
        confidence = -np.arange(42.0)
        assert one.values["mAP"][0] == pytest.approx(average_precision_score(truth, confidence))
        assert one.values["nDCG@10"][0] == pytest.approx(ndcg_score([truth], [confidence], k=10))
        assert one.values["MRR"][0] == pytest.approx(1 / (1 + truth.argmax()))


def test_relevant_samples_that_were_not_even_ranked_count_as_missed():
    truths = [Truth("d", ("d",), str(i)) for i in range(4)]
    ranking = Ranking(0, 0, np.array([0, 1]), np.array([1.0, 0.5]))
    one = score([ranking], [Query("", "d")], truths, np.array([[4]]), 2)
    assert one.values["mAP"][0] == pytest.approx(2 / 4)


def test_where_a_split_holds_fewer_right_ones_than_votes_as_many_vote():
    assert scored([0, 1, 2, 3], "dkkk").voted == ["d"]
    assert scored([1, 0, 2, 3], "dkkk").voted == ["k"]


def test_a_query_is_not_held_against_a_split_that_has_nothing_for_it():
    assert scored([0, 1], "kk").rankings == []


def test_ties_of_a_vote_go_to_the_better_rank():
    assert vote(["k", "d", "d", "k"]) == "k"


def test_decisions_class_by_class():
    figures = decisions(["d", "d", "k", "k"], ["d", "k", "k", "other"], ["d", "k", "other", "unused"])
    assert figures["labels"] == ["d", "k", "other"]
    assert figures["confusion_matrix"] == [[1, 1, 0], [0, 1, 1], [0, 0, 0]]
    assert figures["classes"]["d"] == {
        "precision": 1.0,
        "recall": 0.5,
        "f1": pytest.approx(2 / 3),
        "decisions": 2,
    }
    assert figures["macro_f1"] == pytest.approx((2 / 3 + 1 / 2) / 2)
