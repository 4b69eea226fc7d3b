"""Where the checkpoints of encoders are: folders, or names on the Hugging Face hub. Nothing is loaded of them here."""

from __future__ import annotations

from pathlib import Path

from retrieval_core.tensors import bounded

#: Suffixes of weights that are pickles, or may be.
PICKLED = {".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".msgpack", ".h5"}


class EncoderError(ValueError):
    """An encoder cannot be used; the message says why and what would do."""


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
