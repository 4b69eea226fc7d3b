"""Adjectives that can be measured: they move samples among those that fit about as well otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from retrieval_core.ranking import Ranked

if TYPE_CHECKING:
    from retrieval_core.taxonomy import Taxonomy

#: What adjectives can move a sample by, in parts of the distance between the scores of the first and the last candidate.
SWAY = 0.75
#: The same among samples of a class that was asked for by name: all fit, and the adjective is what tells them apart.
SWAY_WITHIN = 1.5


def _taxonomy() -> Taxonomy:
    from retrieval_core.taxonomy import shipped  # most requests name no adjective

    return shipped()


def leanings(words: Sequence[str]) -> dict[str, int]:
    """The measures that adjectives speak of, each with the end that is wanted: -1 its low one, 1 its high one.

    A mood stands for the measures that make it; where a plain adjective speaks of one of them too, that one counts. Words
    that name nothing measurable are left out.

    >>> leanings(["dark", "punchy"])
    {'brightness': -1, 'attack': 1}
    """
    found: dict[str, int] = {}
    for mood in _taxonomy().moods.values():
        if set(words) & set(mood.words):
            found |= {name: 1 if direction > 0 else -1 for name, direction in mood.qualities.items()}
    adjectives = _taxonomy().adjectives
    return found | {
        adjectives[word].quality: adjectives[word].direction for word in words if word in adjectives
    }


def bound(word: str) -> tuple[str, int] | None:
    """The measure of a plain adjective and the end that it names; None for moods, which no single measure makes.

    >>> bound("dark"), bound("sad")
    (('brightness', -1), None)
    """
    adjective = _taxonomy().adjectives.get(word)
    return (adjective.quality, adjective.direction) if adjective else None


def sway(
    ranked: Ranked,
    values: Mapping[str, np.ndarray],
    wanted: Mapping[str, int],
    reference: Mapping[str, float] | None = None,
    strength: float = SWAY,
) -> Ranked:
    """Reorder candidates by how much of the wanted qualities they have.

    Each gains up to `strength` times the distance between the first and the last score, by its standing among the candidates:
    the darkest gains all of it, the brightest nothing, so that below 1 a sample that fits clearly worse never passes. Beside a
    reference ("like the second, but darker") those that are darker than it gain the whole distance besides, and stand
    above all that are not.

    Parameters:
        values: (n,) of each measure by name, NaN where a sample has none; that counts as the middle.
        wanted: end of each measure, as `leanings` gives it.
        reference: the measures of the sample that the adjectives compare with.
    """
    if len(ranked.ids) < 2 or not wanted:
        return ranked
    gains = []
    for name, direction in wanted.items():
        gain = strength * standing(values[name] * direction)
        if reference is not None and name in reference:
            gain += values[name] * direction > reference[name] * direction
        gains.append(gain)
    spread = ranked.scores[0] - ranked.scores[-1]
    return Ranked.by(ranked.ids, ranked.scores + spread * np.mean(gains, axis=0))


def standing(values: np.ndarray) -> np.ndarray:
    """Where each value stands among all, from 0 (least) to 1 (most); equal ones stand together, NaN in the middle.

    >>> standing(np.array([0.2, 0.8, np.nan]))
    array([0. , 1. , 0.5])
    """
    known = ~np.isnan(values)
    found = np.full(len(values), 0.5)
    ordered = np.sort(values[known])
    if len(ordered) > 1:
        below = np.searchsorted(ordered, values[known], "left")
        up_to = np.searchsorted(ordered, values[known], "right")
        found[known] = (below + up_to - 1) / (2 * len(ordered) - 2)
    return found
