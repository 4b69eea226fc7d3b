"""Two systems asked the same queries: what differs, and whether beyond noise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import combinations
from typing import Any

import numpy as np

from offline.evaluation.statistics import ALPHA, Difference, difference, holm

#: What approaches and runs are compared by: the votes, the hits that people see, the whole ranking.
COMPARED = ("accuracy", "P@5", "mAP", "nDCG@10")
#: The figure that decides where one has to: it uses the whole ranking, and so tells most with few queries.
DECIDING = "mAP"
#: What the encoders do with nothing learned.
BASELINE = "zero_shot"


def pair(first: Mapping[str, Any], second: Mapping[str, Any], metric: str, counts: np.ndarray) -> Difference:
    """How much more the first approach has of a metric, over the queries that both were asked.

    Parameters:
        first, second: figures of an approach, as metrics.json holds them.
        counts: answers to each query.
    """
    a, b = (np.array([value or 0.0 for value in one["per_query"][metric]]) for one in (first, second))
    return difference(a * counts, b * counts, counts)


def all_pairs(approaches: Mapping[str, Any], counts: np.ndarray) -> list[dict[str, Any]]:
    """Every approach against every other, by every metric; p adjusted for the number of pairs (Holm, 1979)."""
    pairs = list(combinations(approaches, 2))
    rows = []
    for metric in COMPARED:
        found = [pair(approaches[a], approaches[b], metric, counts) for a, b in pairs]
        adjusted = holm([gain.p for gain in found])
        rows += [
            {"metric": metric, "first": a, "second": b, **asdict(gain), "p_holm": p}
            for (a, b), gain, p in zip(pairs, found, adjusted, strict=True)
        ]
    return rows


def gains(comparisons: Sequence[Mapping[str, Any]]) -> list[str]:
    """In words, for each trained approach, whether it gains over the encoders as they are.

    >>> gains([{"metric": "mAP", "first": "contrastive", "second": "zero_shot", "value": 0.04, "p_holm": 0.002}])
    ['contrastive gains 4.0 points of mAP over zero_shot (p = 0.002)']
    """
    sentences = []
    for row in comparisons:
        if row["metric"] != DECIDING or BASELINE not in (row["first"], row["second"]):
            continue
        name = row["second"] if row["first"] == BASELINE else row["first"]
        value = 100 * (row["value"] if row["second"] == BASELINE else -row["value"])
        p = "p < 0.001" if row["p_holm"] < 0.001 else f"p = {row['p_holm']:.3f}"
        if row["p_holm"] >= ALPHA:
            sentences.append(
                f"{name} and {BASELINE} are level in {DECIDING} ({value:+.1f} points, within noise: {p})"
            )
        else:
            verb = "gains" if value > 0 else "loses"
            sentences.append(f"{name} {verb} {abs(value):.1f} points of {DECIDING} over {BASELINE} ({p})")
    return sentences


def aligned(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[list[int], list[int], np.ndarray]:
    """Positions of the queries that two evaluations have in common, in each, and how often each was answered in both."""
    place = {(query["text"], query["label"]): i for i, query in enumerate(old["queries"])}
    both = [
        (place[key], i)
        for i, query in enumerate(new["queries"])
        if (key := (query["text"], query["label"])) in place
    ]
    first, second = [a for a, _ in both], [b for _, b in both]
    counts = [min(old["queries"][a]["decisions"], new["queries"][b]["decisions"]) for a, b in both]
    return first, second, np.array(counts, dtype=np.int64)


def between(
    old: Mapping[str, Any], new: Mapping[str, Any], old_approach: str, new_approach: str, metric: str
) -> Difference | None:
    """How much more of a metric the new evaluation has, paired by query; None where they have no query in common."""
    first, second, counts = aligned(old, new)
    if not counts.sum():
        return None
    a = old["approaches"][old_approach]["per_query"][metric]
    b = new["approaches"][new_approach]["per_query"][metric]
    before = np.array([a[i] or 0.0 for i in first]) * counts
    after = np.array([b[i] or 0.0 for i in second]) * counts
    return difference(after, before, counts)


def fallen(
    old: Mapping[str, Any], new: Mapping[str, Any], old_approach: str, new_approach: str
) -> str | None:
    """Why a new build should not take the place of the old one, or None.

    Only where both were asked the same of the same samples, fold by fold, can they be compared.
    """
    if changes(old, new) or old_approach not in old["approaches"] or new_approach not in new["approaches"]:
        return None
    for metric in (DECIDING, "accuracy"):
        gain = between(old, new, old_approach, new_approach, metric)
        if gain and gain.value < 0 and gain.beyond_noise:
            was, now = (
                run["approaches"][name]["metrics"][metric]["value"]
                for run, name in ((old, old_approach), (new, new_approach))
            )
            return (
                f"it falls behind: {metric} of {new_approach} is {now:.3f}, "
                f"and {was:.3f} with {old_approach} in the live build (p {'< 0.001' if gain.p < 0.001 else f'= {gain.p:.3f}'})"
            )
    return None


def incomparable(old: Mapping[str, Any], new: Mapping[str, Any]) -> str | None:
    """Why two evaluations of one library say nothing of each other, as a clause about the old one; None where they do.

    That a library has changed is no news.
    """
    if not (old["queries"] and new["queries"]) or fingerprint(old) != fingerprint(new):
        return None
    if found := changes(old, new):
        return f"was scored by another test ({', '.join(found)})"
    return None if aligned(old, new)[2].sum() else "was asked other queries"


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """What makes two evaluations different tests, in words; empty where they asked the same of the same samples.

    What lies in the fold that is searched decides how hard a query is, and so do the votes that count.

    >>> changes({"protocol": "fine", "k": 5}, {"protocol": "fine", "k": 3})
    ['k 5 and 3']
    """
    found = [
        f"{key} {old.get(key)} and {new.get(key)}"
        for key in ("protocol", "k")
        if old.get(key) != new.get(key)
    ]
    if fingerprint(old) != fingerprint(new):
        return [*found, "other samples or classes"]
    first, second = (run.get("run_on") or {} for run in (old, new))
    drawn = [
        f"{key} {first.get(key)} and {second.get(key)}"
        for key in ("folds", "seed", "groups")
        if first.get(key) != second.get(key)
    ]
    return found + (drawn or ["other folds"]) if first.get("searched") != second.get("searched") else found


def fingerprint(run: Mapping[str, Any]) -> str | None:
    """Of the samples and their classes."""
    return (run.get("run_on") or {}).get("fingerprint")
