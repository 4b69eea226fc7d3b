"""From words to samples: NumPy and FAISS, nothing else heavy; never Torch.

from retrieval_core import Retriever

retriever = Retriever.open("data/index")
hits = retriever.search("dark piano loop", k=5, approach="contrastive")
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval_core.build import BuildError
    from retrieval_core.request import Hit, Request
    from retrieval_core.retriever import Retriever

__all__ = ["BuildError", "Hit", "Request", "Retriever"]

# One thread a query, set before NumPy is there to read it: the products of one prompt are too small to share, the threads of
# BLAS and FAISS spin against each other, and the other cores are for the other questions.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

_HOME = {"Retriever": "retriever", "BuildError": "build", "Hit": "request", "Request": "request"}


def __getattr__(name: str) -> object:
    # Lazy, because the offline Torch jobs import modules of this package and must not load FAISS with them.
    if name in _HOME:
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
