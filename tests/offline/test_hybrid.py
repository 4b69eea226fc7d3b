"""Hybrid learns nothing of its own: which approach it builds on, and that it then asks as that one does."""

import numpy as np
import pytest
import torch

from offline.approaches.hybrid import adopt, best
from retrieval_core.approaches import get, hybrid


def test_it_builds_on_the_best_of_the_others():
    assert best({"linear_projection": 0.8, "prototype": 0.9, "zero_shot": 0.7}) == "prototype"
    assert best({"linear_projection": 0.895, "prototype": 0.9}) == "linear_projection", "level"
    assert best({}) == "linear_projection"
    assert best({}, taught=False) == "zero_shot", "from the encoders' own tags there is nothing to learn"


@pytest.mark.parametrize(
    ("base", "head"),
    [
        ("contrastive", {"text": torch.eye(4).flip(0)}),
        ("zero_shot", {}),
        (
            "prototype",
            {"texts": torch.eye(4), "owner": torch.tensor([1, 0, 1, 0]), "prototypes": torch.eye(4)[:2]},
        ),
    ],
)
def test_it_asks_as_the_one_it_builds_on(base, head):
    text = np.array([0.1, 0.9, 0.3, 0.2], np.float32)
    own = get(base).load({name: tensor.numpy() for name, tensor in head.items()})
    adopted = hybrid.load({name: tensor.numpy() for name, tensor in adopt(base, head).items()})
    assert np.array_equal(adopted(text), own(text))
