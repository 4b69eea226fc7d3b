"""Sets of samples: each operation against Python's own sets."""

import random

import numpy as np
import pytest

from retrieval_core.members import Members


@pytest.mark.parametrize("size", [1, 5, 64, 65, 1000])
def test_they_are_sets(size):
    rng = random.Random(size)
    a, b = (set(rng.sample(range(size), rng.randint(0, size))) for _ in range(2))
    first, second = (Members.of(np.array(sorted(one), np.int64), size) for one in (a, b))
    assert set((first & second).ids().tolist()) == a & b
    assert set((first | second).ids().tolist()) == a | b
    assert set((~first).ids().tolist()) == set(range(size)) - a
    assert len(first) == len(a) and len(~first) == size - len(a)
    assert Members.unpacked(first.packed(), size).ids().tolist() == sorted(a)
