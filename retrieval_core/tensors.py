"""Weights and heads: safetensors files and no others, whose headers are bounded before anything reads them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Literal

import numpy as np
from safetensors import SafetensorError, safe_open

#: The header of a checkpoint with ten thousand tensors takes 1 MB; the library itself would take 100.
HEADER_BYTES = 1 << 22
#: Types of safetensors as NumPy calls them.
TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "BOOL": "|b1"}


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


def mapped(file: Path, mode: Literal["r", "c"] = "r") -> dict[str, np.ndarray]:
    """All tensors of a sound file by name, mapped: only what is touched is read.

    Parameters:
        mode: "r" to read alone, "c" where writing to them changes a copy.

    Returns:
        each in its shape; of types other than TYPES the bytes (n,).
    """
    raw = np.asarray(np.memmap(file, np.uint8, mode))
    start = 8 + int.from_bytes(raw[:8].tobytes(), "little")
    found = {}
    for name, entry in json.loads(raw[8:start].tobytes()).items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            part = raw[start + begin : start + end]
            known = TYPES.get(entry["dtype"])
            found[name] = part.view(known).reshape(entry["shape"]) if known else part
    return found
