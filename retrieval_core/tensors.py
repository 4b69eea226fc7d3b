"""Weights and heads: safetensors files and no others, whose headers are bounded before anything reads them."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open

#: The header of a checkpoint with ten thousand tensors takes 1 MB; the library itself would take 100.
HEADER_BYTES = 1 << 22


class TensorError(ValueError):
    """A file of tensors cannot be used; the message names it and says why."""


def bounded(file: Path) -> Path:
    """The file, once it is seen that its header is of a size that it can have.

    Raises:
        TensorError: it is missing, or claims a header that is larger than itself or than any real one.
    """
    try:
        with file.open("rb") as stream:
            claimed = int.from_bytes(stream.read(8), "little")
            rest = os.fstat(stream.fileno()).st_size - 8
    except FileNotFoundError:
        raise TensorError(f"{file} is missing; weights are read from safetensors alone") from None
    if not 2 <= claimed <= min(rest, HEADER_BYTES):
        raise TensorError(
            f"{file} is no safetensors file: it claims a header of {claimed} bytes in {max(rest, 0)}, "
            f"and {HEADER_BYTES} are the most"
        )
    return file


class Tensors:
    """The tensors of a file by name, each read when it is asked for.

    Raises:
        TensorError: the file is missing or no safetensors file, its header claims too much, or its tensors overlap.
    """

    def __init__(self, file: Path) -> None:
        self._path = bounded(file)
        try:
            self._file = safe_open(file, framework="np")
        except SafetensorError as error:
            raise TensorError(f"{file} is no safetensors file: {str(error)[:200]}") from None
        self.names = frozenset(self._file.keys())

    def __getitem__(self, name: str) -> np.ndarray:
        try:
            return self._file.get_tensor(name)
        except (SafetensorError, TypeError, ValueError) as error:  # a type that NumPy does not know
            raise TensorError(f"{self._path} holds {name} in a way that is not read: {error}") from None


def load(file: Path) -> dict[str, np.ndarray]:
    """All tensors of a file by name; raises as `Tensors`."""
    tensors = Tensors(file)
    return {name: tensors[name] for name in tensors.names}
