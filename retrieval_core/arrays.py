"""What is asked of arrays in many places."""

from __future__ import annotations

import numpy as np


def unit(x: np.ndarray) -> np.ndarray:
    """Rows scaled to length one, as float32; a row of zeros stays as it is."""
    x = np.asarray(x, np.float32)
    lengths = np.sqrt(np.vecdot(x, x))  # half the time of np.linalg.norm, for the single rows of a query
    return x / np.maximum(lengths, np.float32(1e-12))[..., None]


def spread(size: int, most: int) -> np.ndarray:
    """The numbers below `size`, or `most` of them, spread evenly: int64, ascending.

    >>> spread(10, 4)
    array([0, 3, 6, 9])
    """
    return np.linspace(0, size - 1, min(most, size)).astype(np.int64)
