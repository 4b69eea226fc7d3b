"""Sets of samples, one bit each: what FAISS filters by, and what constraints are put together from."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np


class Members:
    """A set of samples of a library.

    Parameters:
        bits: (words,) uint64, bit i of which is sample i; none is set beyond the last sample.
        size: how many samples the library has.
        said: the same as a filter over the fields of a Milvus collection; where there is none, the ids are listed.

    >>> drums, loops = Members.of(np.array([0, 2, 3]), 5), Members.of(np.array([3, 4]), 5)
    >>> (drums & ~loops).ids()
    array([0, 2])
    >>> drums.hold(np.array([4, 3]))
    array([False,  True])
    """

    __slots__ = ("bits", "said", "size")

    def __init__(self, bits: np.ndarray, size: int, said: Callable[[], str] | None = None) -> None:
        self.bits = bits
        self.size = size
        self.said = said or (lambda: f"id in {self.ids().tolist()}")

    @classmethod
    def of(cls, ids: np.ndarray, size: int) -> Members:
        """Samples by their ids."""
        mask = np.zeros(size, dtype=bool)
        mask[ids] = True
        return cls.where(mask)

    @classmethod
    def where(cls, mask: np.ndarray) -> Members:
        """Samples where a mask (size,) is true."""
        packed = np.packbits(mask, bitorder="little").tobytes()
        return cls.unpacked(packed, len(mask))

    @classmethod
    def unpacked(cls, packed: bytes, size: int) -> Members:
        """The set that `packed` has written down."""
        words = -(-size // 64)
        return cls(np.frombuffer(packed.ljust(8 * words, b"\0"), dtype=np.uint64), size)

    def packed(self) -> bytes:
        """One bit a sample, the first in the lowest bit of the first byte."""
        return self.bits.tobytes()

    def __len__(self) -> int:
        return int(np.bitwise_count(self.bits).sum())

    def __and__(self, other: Members) -> Members:
        return Members(self.bits & other.bits, self.size, lambda: f"({self.said()}) and ({other.said()})")

    def __or__(self, other: Members) -> Members:
        return Members(self.bits | other.bits, self.size, lambda: f"({self.said()}) or ({other.said()})")

    def __invert__(self) -> Members:
        bits = ~self.bits
        if self.size % 64:
            bits[-1] &= np.uint64((1 << self.size % 64) - 1)
        return Members(bits, self.size, lambda: f"not ({self.said()})")

    def hold(self, ids: np.ndarray) -> np.ndarray:
        """Whether each of some samples is a member: (n,) bool."""
        return (self.bits[ids >> 6] >> (ids & 63).astype(np.uint64) & np.uint64(1)).astype(bool)

    def ids(self) -> np.ndarray:
        """Ids of the members (n,) int64, ascending."""
        mask = np.unpackbits(self.bits.view(np.uint8), count=self.size, bitorder="little")
        return np.flatnonzero(mask)
