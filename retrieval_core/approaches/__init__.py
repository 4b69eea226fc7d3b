"""The registry of approaches: each module in this package is one, under its own name.

A new one is two files of that name: one here, which asks, and one in `offline/approaches`, which says how it learns; see
there for what that holds. The next build and evaluation take it up. A module here says what it is in `DESCRIPTION` and has

    load(head) -> query

where `head` holds the tensors that `offline/approaches/<name>.py` exported, by name, and `query` turns a text embedding
(d_text,) into the vector (d_index,) that the approach's FAISS index is asked for. One that works only where the audio and
the text encoder share a space says `NEEDS_JOINT_SPACE = True`; builds of other encoder pairs are made without it.
A head may hold a point of the index for each class, `class.<id>`, see `leaning`. One that listens to the words themselves too has

    fuse(by_sound, by_words, by_names) -> ranked

where `by_sound` is what the index answered (`retrieval_core.ranking.Ranked`), `by_words` what of that matches lexically,
and `by_names` what of it matches the words that only names can have, so that what a constraint has shut out takes no rank;
the result holds the samples of `by_sound` in their final order.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import ModuleType

import numpy as np

from retrieval_core.arrays import unit
from retrieval_core.ranking import Ranked

Head = Mapping[str, np.ndarray]
Query = Callable[[np.ndarray], np.ndarray]
#: From a query, the ids of the classes that are wanted, and of those that are not.
Lean = Callable[[np.ndarray, Sequence[str], Sequence[str]], np.ndarray]
Fuse = Callable[[Ranked, Ranked, Ranked], Ranked]
#: Before the name of a class, in a head.
CLASS = "class."


def points(head: Head) -> Mapping[str, np.ndarray]:
    """Where sounds of each class are to be looked for, as a head says, by class; empty where it does not.

    Head:
        class.<id>: (d_index,), of length one; in a head that has been adopted behind the name of its approach.
    """
    return {name.rpartition(CLASS)[2]: point for name, point in head.items() if CLASS in name}


def leaning(points: Mapping[str, np.ndarray]) -> Lean | None:
    """How to ask for the classes that were understood of a prompt, too, and away from those that it refuses; None without points.

    All that are wanted count as much as the words, and all that are refused half as much as both.

    Parameters:
        points: where sounds of each class are to be looked for, (d_index,) of length one.
    """

    def together(classes: Sequence[str]) -> np.ndarray | float:
        known = [points[name] for name in classes if name in points]
        return unit(np.sum(known, axis=0)) if known else 0.0

    def lean(vector: np.ndarray, wanted: Sequence[str], refused: Sequence[str]) -> np.ndarray:
        return unit(vector) + together(wanted) - together(refused) * (1.0 if wanted else 0.5)

    return lean if points else None


@cache
def names(joint: bool = True) -> tuple[str, ...]:
    """The approaches there are, in alphabetical order.

    Parameters:
        joint: whether audio and text encoder share a space; if not, only approaches that need none.
    """
    there = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return tuple(name for name in there if joint or not getattr(get(name), "NEEDS_JOINT_SPACE", False))


def get(name: str) -> ModuleType:
    """The module of an approach.

    Raises:
        ValueError: no approach has that name; the message lists those there are.
    """
    if name not in names():  # names() imports no module, so that asking for one does not ask for all
        raise ValueError(f"there is no approach {name!r}; there are {', '.join(names())}")
    return importlib.import_module(f"{__name__}.{name}")
