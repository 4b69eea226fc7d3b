"""What a build holds for the eye: the outline of each sound, and a place for each on a map."""

from __future__ import annotations

from pathlib import Path

import numpy as np

PEAKS = "peaks.npy"
PLACES = "map.npy"
#: Columns of an outline.
COLUMNS = 200
#: The level of silence in an outline; 1 and 255 are the loudest that a sample gets.
ZERO = 128


def open_array(file: Path) -> np.ndarray:
    """An array on disk, of which only what is looked at is read.

    Outlines (`PEAKS`) are uint8 of shape (samples, 2, COLUMNS), the lowest and the highest value of each stretch;
    places (`PLACES`) are float32 of shape (samples, 2) within [0, 1].
    """
    return np.load(file, mmap_mode="r", allow_pickle=False)
