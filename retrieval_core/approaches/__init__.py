"""The registry of approaches: each module in this package is one, under its own name.

An approach module says what it is in `DESCRIPTION` and has

    load(head) -> query

where `head` holds the tensors that `offline/approaches/<name>.py` exported, by name, and `query` turns a text embedding
(d_text,) into the vector (d_index,) that the approach's FAISS index is asked for.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from types import ModuleType

import numpy as np

Head = Mapping[str, np.ndarray]
Query = Callable[[np.ndarray], np.ndarray]


def names() -> tuple[str, ...]:
    """The approaches there are, in alphabetical order."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def get(name: str) -> ModuleType:
    """The module of an approach.

    Raises:
        ValueError: no approach has that name; the message lists those there are.
    """
    if name not in names():
        raise ValueError(f"there is no approach {name!r}; there are {', '.join(names())}")
    return importlib.import_module(f"{__name__}.{name}")
