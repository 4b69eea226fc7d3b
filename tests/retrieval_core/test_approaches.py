"""Heads by hand: what an approach asks its index for."""

import numpy as np
import pytest

from retrieval_core.approaches import leaning, points

KICK, SNARE, TOM, TEXT = np.eye(4, dtype=np.float32)
HEAD = {"audio": np.eye(4), "class.kick": KICK, "class.snare": SNARE, "class.tom": TOM}


@pytest.mark.parametrize("head", [HEAD, {f"zero_shot.{name}": tensor for name, tensor in HEAD.items()}])
def test_classes_are_asked_for_beside_the_words(head):
    lean = leaning(points(head))
    assert lean(3 * TEXT, ["kick"], []).tolist() == [1, 0, 0, 1]
    assert lean(TEXT, ["kick"], ["tom"]).tolist() == [1, 0, -1, 1]
    both = lean(TEXT, ["kick", "snare"], [])
    assert both == pytest.approx([0.5**0.5, 0.5**0.5, 0, 1]), "together as much as one"
    assert lean(TEXT, ["what no point stands for"], []).tolist() == TEXT.tolist()


def test_without_points_the_words_are_all_there_is():
    assert leaning(points({"audio": np.eye(4)})) is None
