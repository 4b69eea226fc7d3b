"""The encoders as their Torch libraries load them: any checkpoint, by hub name or by path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers.utils import logging as transformers_logging

from retrieval_core.build import PROJECT, folder_checksum, portable
from retrieval_core.encoders.features import Features, features
from retrieval_core.tensors import bounded

transformers_logging.disable_progress_bar()  # loading is over before a bar could be read

EMBEDDED = {"text": PROJECT / "data/encoders/text", "audio": PROJECT / "data/encoders/audio"}

#: Suffixes of weights that are pickles, or may be.
PICKLED = {".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".msgpack", ".h5"}

#: What a checkpoint of a general audio model hears at once, in seconds; longer sounds are embedded window by window.
WINDOW = 10.0


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
        EncoderError: some of its weights are there in another form only.
        retrieval_core.tensors.TensorError: the header of a weight file claims too much.
    """
    for file in folder.rglob("*"):
        if file.suffix in PICKLED and not any(file.parent.glob("*.safetensors")):
            raise EncoderError(
                f"{file} may hold code beside its weights, and is not opened: convert the checkpoint to safetensors"
            )
        if file.suffix == ".safetensors":
            bounded(file)
    return folder


@dataclass(frozen=True, slots=True)
class Loaded:
    """Name, place and identity of an encoder, as a manifest states them."""

    name: str
    folder: Path
    dimension: int
    checksum: str

    def entry(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "path": portable(self.folder),
            "dimension": self.dimension,
            "sha256": self.checksum,
        }


class TextEmbedder:
    """A sentence-transformers folder, or the text half of a CLAP checkpoint."""

    def __init__(self, name: str | Path) -> None:
        folder = folder_of(name)
        self._clap = _model_type(folder) == "clap"
        if self._clap:
            from transformers import AutoTokenizer, ClapModel

            self._model = ClapModel.from_pretrained(folder, use_safetensors=True).eval()
            self._tokenizer = AutoTokenizer.from_pretrained(folder)
        elif (folder / "modules.json").exists():
            from sentence_transformers import SentenceTransformer

            self._model = SentenceTransformer(
                str(folder), device="cpu", model_kwargs={"use_safetensors": True}
            )
        else:
            raise EncoderError(f"{name} is neither a sentence-transformers folder nor a CLAP checkpoint")
        self.about = Loaded(folder.name, folder, self.encode(["a"]).shape[1], folder_checksum(folder))

    @property
    def embedded(self) -> bool:
        """Whether this is the encoder that the project ships."""
        return self.about.folder.resolve() == EMBEDDED["text"].resolve()

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Embed texts: float32, (n, dimension), unit rows."""
        if not self._clap:
            return self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        with torch.inference_mode():
            batch = self._tokenizer(list(texts), padding=True, truncation=True, return_tensors="pt")
            return _unit(_tensor(self._model.get_text_features(**batch)))


class AudioEmbedder:
    """An audio checkpoint of transformers: the embedded encoder, AST, CLAP, or any model with hidden states."""

    def __init__(self, name: str | Path) -> None:
        from transformers import AutoFeatureExtractor, AutoModel

        import offline.pretrain.audio_model  # noqa: F401  registers the embedded encoder with transformers

        folder = folder_of(name)
        self._kind = _model_type(folder)
        if self._kind is None:
            raise EncoderError(f"{name} is no transformers folder: it has no config.json with a model_type")
        try:
            self._model: Any = AutoModel.from_pretrained(folder, use_safetensors=True).eval()
            if self._kind != "cratedigger-audio":
                self._extractor = AutoFeatureExtractor.from_pretrained(folder)
        except OSError as error:  # a text encoder, or a folder that lacks a file
            raise EncoderError(f"{name} is no audio encoder that can be opened: {error}") from error
        if self._kind == "cratedigger-audio":
            self.sample_rate = self._model.config.sample_rate
        else:
            self.sample_rate = self._extractor.sampling_rate
        #: Whether it takes features, which may be computed in another process, in place of waveforms.
        self.features = self._kind == "cratedigger-audio"
        dimension = self.encode([np.ones(self.sample_rate // 10, np.float32)]).shape[1]
        self.about = Loaded(folder.name, folder, dimension, folder_checksum(folder))

    @property
    def embedded(self) -> bool:
        """Whether this is the encoder that the project ships."""
        return self.about.folder.resolve() == EMBEDDED["audio"].resolve()

    @torch.inference_mode()
    def encode(self, sounds: Sequence[Any]) -> np.ndarray:
        """Embed waveforms at `sample_rate`, or their features: float32, (n, dimension), unit rows."""
        if self.features:
            return self._model.embed_features(
                [one if isinstance(one, Features) else features(one) for one in sounds]
            )
        return np.concatenate([self._encode_windows(waveform) for waveform in sounds])

    def _encode_windows(self, waveform: np.ndarray) -> np.ndarray:
        """One vector: the mean over windows, weighted by their energy, so that silence does not count."""
        size = int(WINDOW * self.sample_rate)
        windows = [waveform[start : start + size] for start in range(0, len(waveform), size)]
        energies = np.array([float(np.square(window).sum()) for window in windows])
        heard = [w for w, energy in zip(windows, energies, strict=True) if energy > 1e-3 * energies.max()]
        weights = energies[energies > 1e-3 * energies.max()]
        vectors = [self._encode_window(window) for window in heard]
        return _unit(torch.from_numpy(np.average(vectors, axis=0, weights=weights)[None]))

    def _encode_window(self, window: np.ndarray) -> np.ndarray:
        inputs = self._extractor(window, sampling_rate=self.sample_rate, return_tensors="pt")
        if self._kind == "clap":
            return _unit(_tensor(self._model.get_audio_features(**inputs)))[0]
        output = self._model(**inputs)
        pooled = getattr(output, "pooler_output", None)
        return _unit(output.last_hidden_state.mean(dim=1) if pooled is None else pooled)[0]


def _model_type(folder: Path) -> str | None:
    import json

    try:
        return json.loads((folder / "config.json").read_text(encoding="utf-8")).get("model_type")
    except FileNotFoundError:
        return None


def _tensor(output: Any) -> torch.Tensor:
    """CLAP's features: a tensor, or since transformers 5 an output object that pools them."""
    return output if isinstance(output, torch.Tensor) else output.pooler_output


def _unit(x: torch.Tensor) -> np.ndarray:
    return torch.nn.functional.normalize(x.float(), dim=-1).numpy()
