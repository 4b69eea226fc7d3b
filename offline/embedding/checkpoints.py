"""Where the checkpoints of encoders are: folders, or names on the Hugging Face hub. Nothing is loaded of them here."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval_core.build import folder_checksum, portable
from retrieval_core.encoders.bert import EncoderError
from retrieval_core.tensors import bounded

#: Suffixes of weights that are pickles, or may be.
PICKLED = {".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".msgpack", ".h5"}


@dataclass(frozen=True, slots=True)
class Loaded:
    """Name, place and identity of an encoder, as a manifest states them.

    The name is that of its folder, or on the hub where it came from there.
    """

    name: str
    folder: Path
    dimension: int
    checksum: str

    @classmethod
    def of(cls, name: str | Path, folder: Path, dimension: int) -> Loaded:
        """What was opened by a path or a hub name, from that folder or the hub's cache."""
        called = folder.name if Path(name).is_dir() else str(name)
        return cls(called, folder, dimension, folder_checksum(folder))

    @property
    def source(self) -> str:
        """What opens it on another machine, too: its name on the hub, else its path."""
        return str(self.folder.resolve()) if self.name == self.folder.name else self.name

    def entry(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "path": portable(self.folder),
            "dimension": self.dimension,
            "sha256": self.checksum,
        }


def folder_of(name: str | Path) -> Path:
    """The local folder of a checkpoint: a path as it is, a hub name through the hub's cache.

    Raises:
        EncoderError: neither a folder nor a checkpoint that the hub has (or that it could be asked for).
    """
    path = Path(name)
    if path.is_dir():
        return without_pickles(path)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        patterns = ["*.json", "*.txt", "*.safetensors", "*.model"]
        return without_pickles(Path(snapshot_download(str(name), allow_patterns=patterns)))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise EncoderError(
            f"there is no folder {name}, and the hub gave no such checkpoint ({reason}); "
            "leave the option away for the embedded encoder"
        ) from None


def without_pickles(folder: Path) -> Path:
    """A checkpoint whose weights are all there as safetensors, which hold numbers and no code.

    Raises:
        EncoderError: it has none, or some of them are there in another form only.
        retrieval_core.tensors.TensorError: the header of a weight file claims too much.
    """
    described = [name for name in ("modules.json", "config.json") if (folder / name).exists()]
    if not described:
        raise EncoderError(f"there is no checkpoint in {folder}: it has no config.json")
    for file in folder.rglob("*"):
        if file.suffix in PICKLED and not any(file.parent.glob("*.safetensors")):
            raise EncoderError(
                f"{file} may hold code beside its weights, and is not opened: convert the checkpoint to safetensors"
            )
        if file.suffix == ".safetensors":
            bounded(file)
    if not any(folder.rglob("*.safetensors")):
        raise EncoderError(f"{folder} has a {described[0]} and no weights: model.safetensors is missing")
    return folder


def model_type(folder: Path) -> str | None:
    """What kind of model a folder of transformers holds; None where it is none."""
    try:
        return json.loads((folder / "config.json").read_text(encoding="utf-8")).get("model_type")
    except FileNotFoundError:
        return None
