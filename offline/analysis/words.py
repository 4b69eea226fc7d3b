"""Measures turned into words: adjectives and the one-line caption."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from statistics import median

from offline.analysis.names import taxonomy
from offline.analysis.sample import Analysis

# How far from typical a measure must lie to earn its word, in parts of its scale.
NOTABLE = 0.15
_TYPICAL = 0.5
# A caption has room for two; what a listener hears first comes first. Tempo, mode and length are said as numbers.
_IN_CAPTION = ("brightness", "attack", "noisiness", "room", "weight", "register", "motion", "busyness")


def typical(analyses: Iterable[Analysis]) -> dict[str, float]:
    """Median of each measure, of samples of one class, so that a dark hi-hat is dark for a hi-hat."""
    gathered: dict[str, list[float]] = {}
    for analysis in analyses:
        for name, value in analysis.measures.items():
            gathered.setdefault(name, []).append(value)
    return {name: median(values) for name, values in gathered.items()}
