"""Heads by hand: what an approach asks its index for."""

import numpy as np
import pytest

from retrieval_core.approaches import hybrid, zero_shot

KICK, SNARE, TOM, TEXT = np.eye(4, dtype=np.float32)
HEAD = {"kick": KICK, "snare": SNARE, "tom": TOM}


@pytest.mark.parametrize(
    "lean", [zero_shot.lean(HEAD), hybrid.lean({f"zero_shot.{n}": v for n, v in HEAD.items()})]
)
def test_zero_shot_asks_for_classes_beside_the_words(lean):
    assert lean(TEXT, ["kick"], []).tolist() == [1, 0, 0, 1]
    assert lean(TEXT, ["kick"], ["tom"]).tolist() == [1, 0, -1, 1]
    assert lean(TEXT, ["kick", "snare"], []) == pytest.approx([0.5**0.5, 0.5**0.5, 0, 1]), (
        "together as much as one"
    )
    assert lean(TEXT, ["what no anchor stands for"], []).tolist() == TEXT.tolist()


def test_without_anchors_the_words_are_all_there_is():
    assert zero_shot.lean({})(TEXT, ["kick"], ["tom"]).tolist() == TEXT.tolist()


def test_hybrid_leans_only_as_the_approach_does_that_it_builds_on():
    assert hybrid.lean({"linear_projection.audio": np.eye(4)}) is None
