"""The one place where vectors are searched: an index of FAISS, exact for small libraries and inverted lists for large ones."""

from __future__ import annotations

import threading
from math import ceil
from pathlib import Path

import faiss
import numpy as np

from retrieval_core.arrays import unit
from retrieval_core.members import Members
from retrieval_core.ranking import Ranked

# BLAS and FAISS threads in one process spin against each other; one thread answers sooner.
faiss.omp_set_num_threads(1)

#: Files from this size on are mapped into memory instead of read: their pages are read when they are first needed.
MAPPED = 1 << 24
#: Of this many allowed samples or fewer all are compared with a query, wherever they lie.
FEW = 100
#: A smaller share of the samples than this lies far from most queries.
RARE = 0.02


class Vectors:
    """Search among the vectors of one approach; a vector's id is its sample's.

    Parameters:
        index: of inner products over unit vectors. Inverted lists state in `nprobe` how many are looked through.
    """

    def __init__(self, index: faiss.Index) -> None:
        self.index = index
        self._lists = index if isinstance(index, faiss.IndexIVF) else None
        self._mapping = threading.Lock()

    @classmethod
    def open(cls, file: Path) -> Vectors:
        """Open an index file; a large one costs no time, and only the memory of the pages that searches touch."""
        flag = faiss.IO_FLAG_MMAP_IFC if file.stat().st_size >= MAPPED else 0
        return cls(faiss.read_index(str(file), flag))

    def __len__(self) -> int:
        return self.index.ntotal

    def search(
        self, vector: np.ndarray, k: int, allowed: Members | None = None, sure: int | None = None
    ) -> Ranked:
        """The samples nearest to a vector, with their cosines.

        Parameters:
            vector: (d,), of any length.
            k: how many at most.
            allowed: the samples that may come back; all if None.
            sure: how many of the nearest allowed ones are looked for until no other turns up; all k if None.

        Returns:
            k samples, or as many as there are.
        """
        many = len(self) if allowed is None else len(allowed)
        k = min(k, many)
        if not k:
            return Ranked(np.empty(0, np.int64), np.empty(0, np.float32))
        asked = unit(vector)[None]
        if self._lists is None:
            return self._ask(asked, k, allowed, None)
        if allowed is None:
            found = self._ask(asked, k, None, self._lists.nprobe)
            return found if len(found.ids) == k else self._ask(asked, k, None, self._lists.nlist)
        return (
            self._ask(asked, k, allowed, self._lists.nlist)
            if many <= FEW
            else self._widen(asked, k, allowed, min(sure or k, k))
        )

    def _widen(self, asked: np.ndarray, k: int, allowed: Members, sure: int) -> Ranked:
        """Look through more and more lists until that changes none of the nearest: what is allowed may lie near the query, or far off.

        The rarer it is, the farther off it lies, and the longer are the steps; longest where the lists looked through do not hold k yet.
        """
        index = self._lists
        assert index is not None
        closeness, nearest = index.quantizer.search(asked, index.nlist)
        found, done = Ranked(np.empty(0, np.int64), np.empty(0, np.float32)), 0
        step = 2.0 if len(allowed) < RARE * len(self) else 1.5
        while done < index.nlist:
            upto = ceil(done * (step if len(found.ids) == k else 8))
            upto = min(max(upto, index.nprobe), index.nlist)
            part = slice(done, upto)
            last = found
            more = self._look_through(asked, k, allowed, nearest[:, part], closeness[:, part])
            found, done = last.joined(more).head(k), upto
            if len(last.ids) == k and np.array_equal(last.ids[:sure], found.ids[:sure]):
                break
        return found

    def _look_through(
        self, asked: np.ndarray, k: int, allowed: Members, lists: np.ndarray, closeness: np.ndarray
    ) -> Ranked:
        """The nearest in some lists (1, n), each with the closeness (1, n) of its centre to the query."""
        assert self._lists is not None
        bits = allowed.bits.view(np.uint8)
        selector = faiss.IDSelectorBitmap(bits)
        parameters = faiss.SearchParametersIVF(sel=selector, nprobe=lists.shape[1])
        scores, ids = np.empty((1, k), np.float32), np.empty((1, k), np.int64)
        given = [np.ascontiguousarray(one) for one in (lists, closeness)]
        pointers = [faiss.swig_ptr(one) for one in (*given, scores, ids)]
        # FAISS has no other way to go on with the lists that have not been looked through.
        self._lists.search_preassigned_c(1, faiss.swig_ptr(asked), k, *pointers, False, parameters)
        return _ranked(scores, ids)

    def _ask(self, asked: np.ndarray, k: int, allowed: Members | None, probes: int | None) -> Ranked:
        parameters = None
        if allowed is not None or probes is not None:
            # The selector reads the bits where they are, so both must outlive the search.
            bits = None if allowed is None else allowed.bits.view(np.uint8)
            selector = None if bits is None else faiss.IDSelectorBitmap(bits)
            parameters = (
                faiss.SearchParameters(sel=selector)
                if probes is None
                else faiss.SearchParametersIVF(sel=selector, nprobe=probes)
            )
        scores, ids = self.index.search(asked, k, params=parameters)
        return _ranked(scores, ids)

    def get(self, ids: np.ndarray) -> np.ndarray:
        """The vectors of some samples: (n, d), as exact as the index keeps them."""
        if self._lists is not None:
            with self._mapping:  # FAISS makes it without Python's lock, and two threads would make it at once
                if self._lists.direct_map.no():
                    self._lists.make_direct_map()
        return self.index.reconstruct_batch(np.asarray(ids, dtype=np.int64))


def _ranked(scores: np.ndarray, ids: np.ndarray) -> Ranked:
    """What FAISS has found for one query: (1, k) each, -1 where there is nothing."""
    there = ids[0] >= 0
    # Compressed vectors are not exactly of length one.
    return Ranked(ids[0][there], np.clip(scores[0][there], -1.0, 1.0))
