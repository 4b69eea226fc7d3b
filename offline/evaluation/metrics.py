"""What a ranking is worth: trec_eval's figures for each, scikit-learn's for the decisions that their hits vote for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pytrec_eval import RelevanceEvaluator
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

from offline.evaluation.protocols import Query, seen_as
from offline.evaluation.retrieval import Ranking
from offline.evaluation.truth import Truth

#: Ranks that precision and recall are cut off at, beside the number of hits that vote.
CUTS = (1, 5, 10)
#: Recall levels of the precision-recall curve.
LEVELS = np.linspace(0, 1, 11)


def measures(k: int) -> dict[str, str]:
    """The figures of each ranking, by the name that people know and the one that trec_eval has."""
    cuts = sorted({*CUTS, k})
    return {
        **{f"P@{cut}": f"P_{cut}" for cut in cuts},
        **{f"R@{cut}": f"recall_{cut}" for cut in cuts if cut > 1},
        "mAP": "map",
        "nDCG@10": "ndcg_cut_10",
        "MRR": "recip_rank",
    }


@dataclass(frozen=True, slots=True)
class Scored:
    """One approach, scored.

    Attributes:
        rankings: those that were scored.
        wanted, voted: the class asked for, and the one that the hits voted for, a ranking each.
        values: by metric, one value a ranking; "accuracy" is 1 where the vote is right.
        right: (k,) bool for each ranking, which of its first hits are relevant.
        curve: (11,) interpolated precision at recall 0, 0.1, ... 1, averaged over the rankings.
        coverage: share of the searched samples that some query shows among its first k hits.
    """

    rankings: list[Ranking]
    wanted: list[str]
    voted: list[str]
    values: dict[str, np.ndarray]
    right: list[np.ndarray]
    curve: np.ndarray
    coverage: float


def score(
    rankings: Sequence[Ranking],
    queries: Sequence[Query],
    truths: Sequence[Truth],
    relevant: np.ndarray,
    k: int,
) -> Scored:
    """Score the rankings of one approach, all of them of queries that their split can answer.

    The first k hits vote on the class; where a split holds fewer relevant samples than k, as many of them vote, because
    no ranking could win the vote of more.

    Parameters:
        relevant: (queries, splits), how many samples of a split a query asks for; rankings of 0 are left out.
        k: hits that vote.
    """
    rankings = [ranking for ranking in rankings if relevant[ranking.query, ranking.split]]
    asked = frozenset(query.label for query in queries)
    wanted, voted, right = [], [], []
    run: dict[str, dict[str, float]] = {}
    truth: dict[str, dict[str, int]] = {}
    for number, ranking in enumerate(rankings):
        query = queries[ranking.query]
        found = [truths[row] for row in ranking.rows]
        hits = [query.label in sample.classes for sample in found]
        voters = found[: min(k, relevant[ranking.query, ranking.split])]
        wanted.append(query.label)
        voted.append(vote([seen_as(query, sample, asked) for sample in voters]))
        right.append(np.array(hits[:k]))
        # trec_eval orders by score: the rank itself is the score, so that ties stay as FAISS has ordered them.
        run[str(number)] = {str(rank): float(-rank) for rank in range(len(hits))}
        missing = relevant[ranking.query, ranking.split] - sum(hits)
        judged = {str(rank): int(hit) for rank, hit in enumerate(hits)}
        truth[str(number)] = judged | {f"unseen {i}": 1 for i in range(missing)}
    names = measures(k)
    levels = [f"iprec_at_recall_{level:.2f}" for level in LEVELS]
    results = RelevanceEvaluator(truth, {*FAMILIES, f"P.{cuts(k)}", f"recall.{cuts(k)}"}).evaluate(run)
    table = [results[str(number)] for number in range(len(rankings))]
    values = {"accuracy": np.array([w == v for w, v in zip(wanted, voted, strict=True)], dtype=float)}
    values |= {name: np.array([row[trec] for row in table]) for name, trec in names.items()}
    curve = np.array([[row[level] for level in levels] for row in table] or [[0.0] * len(levels)]).mean(
        axis=0
    )
    shown = {row for ranking in rankings for row in ranking.rows[:k]}
    searched = {row for ranking in rankings for row in ranking.rows}
    return Scored(rankings, wanted, voted, values, right, curve, len(shown) / max(len(searched), 1))


FAMILIES = ("map", "recip_rank", "ndcg_cut.10", "iprec_at_recall")


def cuts(k: int) -> str:
    return ",".join(str(cut) for cut in sorted({*CUTS, k}))


def vote(labels: Sequence[str]) -> str:
    """The most frequent label; among equals the one that comes first."""
    return Counter(labels).most_common(1)[0][0]


def decisions(wanted: list[str], voted: list[str], order: Sequence[str]) -> dict[str, Any]:
    """Precision, recall and F1 of each class, and the confusion matrix.

    Parameters:
        order: classes in the order to show them in; those nobody asked for or voted for are left out.

    Returns:
        `classes`: figures by class asked for; `labels`: rows and columns of `confusion_matrix`, first those asked for
        (rows: asked for; columns: vote).
    """
    asked = [name for name in order if name in set(wanted)]
    others = [name for name in order if name in set(voted) - set(asked)]
    precision, recall, f1, support = precision_recall_fscore_support(
        wanted, voted, labels=asked, zero_division=0.0
    )
    return {
        "macro_f1": float(np.mean(f1)),
        "classes": {
            name: {"precision": float(p), "recall": float(r), "f1": float(f), "decisions": int(n)}
            for name, p, r, f, n in zip(asked, precision, recall, f1, support, strict=True)
        },
        "labels": asked + others,
        "confusion_matrix": confusion_matrix(wanted, voted, labels=asked + others).tolist(),
    }
