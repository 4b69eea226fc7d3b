"""Outlines of sounds, for front ends to draw: lowest and highest value of each stretch, one byte each."""

from __future__ import annotations

from base64 import b64decode, b64encode
from pathlib import Path

import numpy as np

from retrieval_core.pictures import COLUMNS, PEAKS, ZERO


def outline(waveform: np.ndarray) -> str:
    """The outline of a waveform as text, to be kept beside what else is known of the sound.

    Parameters:
        waveform: (samples,), at least one, at any level; the outline is of the loudest one's scale.
    """
    edges = np.arange(COLUMNS) * len(waveform) // COLUMNS
    bounds = np.stack([np.minimum.reduceat(waveform, edges), np.maximum.reduceat(waveform, edges)])
    scaled = bounds / max(float(np.abs(waveform).max()), 1e-12) * (ZERO - 1)
    return b64encode((np.rint(scaled) + ZERO).astype(np.uint8).tobytes()).decode("ascii")


def decoded(text: str) -> np.ndarray:
    """The outline that `outline` wrote: (2, COLUMNS) uint8."""
    return np.frombuffer(b64decode(text), np.uint8).reshape(2, COLUMNS)


def create_peaks(folder: Path, many: int) -> np.ndarray:
    """The file for the outlines of a build's samples, mapped into memory to be filled in the order of their ids."""
    shape = (many, 2, COLUMNS)
    if not many:  # nothing cannot be mapped
        np.save(folder / PEAKS, np.zeros(shape, np.uint8), allow_pickle=False)
        return np.zeros(shape, np.uint8)
    return np.lib.format.open_memmap(folder / PEAKS, mode="w+", dtype=np.uint8, shape=shape)
