"""A map of a library: each sample gets a place in the plane, near those that sound alike."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from retrieval_core.arrays import spread, unit
from retrieval_core.pictures import PLACES

#: Samples that are laid out against each other; in a larger library, the others go where the nearest of these are.
LANDMARKS = 1000
#: Landmarks that a sample is drawn to, and how sharply it prefers the nearest, in cosine.
NEAREST, WIDTH = 4, 0.05
BLOCK = 4096


def write_places(sounds: np.ndarray, folder: Path) -> None:
    """Lay a build's samples out and write their places.

    Parameters:
        sounds: (n, d), the samples as the embedded encoder hears them.
    """
    np.save(folder / PLACES, lay_out(sounds), allow_pickle=False)


def lay_out(sounds: np.ndarray) -> np.ndarray:
    """Places of n sounds: t-SNE (van der Maaten and Hinton, 2008) of landmarks spread evenly over the library.

    Returns:
        float32 array of shape (n, 2) within [0, 1].
    """
    chosen = spread(len(sounds), LANDMARKS)
    landmarks = unit(sounds[chosen])
    places = _landmarks(landmarks)
    if len(chosen) < len(sounds):
        blocks = range(0, len(sounds), BLOCK)
        places = np.concatenate([_beside(unit(sounds[at : at + BLOCK]), landmarks, places) for at in blocks])
    low, high = places.min(axis=0), places.max(axis=0)
    # One scale for both directions, so that distances stay comparable; the shorter one is centred.
    span = max(float((high - low).max()), 1e-9)
    return ((places - (low + high) / 2) / span + 0.5).astype(np.float32)


def _landmarks(sounds: np.ndarray) -> np.ndarray:
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    if len(sounds) < 4:  # too few for neighbourhoods
        return np.stack([np.arange(len(sounds)), np.zeros(len(sounds))], axis=1)
    perplexity = min(30.0, (len(sounds) - 1) / 3)
    # Where all sound the same, principal components are noise; a random start is as good for every library.
    layout = TSNE(init="random", random_state=0, perplexity=perplexity, max_iter=500)
    with threadpool_limits(
        1
    ):  # steps of a millisecond: where anything else runs, threads wait for each other longer
        return layout.fit_transform(sounds)


def _beside(sounds: np.ndarray, landmarks: np.ndarray, places: np.ndarray) -> np.ndarray:
    cosines = sounds @ landmarks.T
    near = np.argpartition(-cosines, NEAREST, axis=1)[:, :NEAREST]
    close = np.take_along_axis(cosines, near, axis=1)
    return beside(close, places[near])


def beside(cosines: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Places among those of the nearest samples: (n, k) cosines and (n, k, 2) places to (n, 2)."""
    weights = np.exp((cosines - cosines.max(axis=1, keepdims=True)) / WIDTH)
    weights /= weights.sum(axis=1, keepdims=True)
    return (weights[:, :, None] * places).sum(axis=1)
