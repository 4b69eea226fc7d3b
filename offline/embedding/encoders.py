"""The encoders as their Torch libraries load them: any checkpoint, by hub name or by path."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers.utils import logging as transformers_logging

from offline.embedding.checkpoints import Loaded, folder_of, model_type
from retrieval_core.encoders.bert import EncoderError
from retrieval_core.encoders.text import TextEncoder

transformers_logging.disable_progress_bar()  # loading is over before a bar could be read

#: What a checkpoint of a general audio model hears at once, in seconds; longer sounds are embedded window by window.
WINDOW = 10.0
#: What it hears at least, in seconds: models that look at frames have none of a shorter sound, which silence fills up.
SHORTEST = 0.1

#: What the library and the bot are both asked, and how far their answers may lie apart.
SENTENCES = ("kick", "a dark piano loop around 90 bpm", "Percussion, but no shakers: something bright & dry!")
TOLERANCE = 1e-4


class TextEmbedder:
    """A sentence-transformers folder, or the text half of a CLAP checkpoint."""

    embedded = False

    def __init__(self, name: str | Path) -> None:
        folder = folder_of(name)
        self._clap = model_type(folder) == "clap"
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
        self.about = Loaded.of(name, folder, self.encode(["a"]).shape[1])

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Embed texts: float32, (n, dimension), unit rows."""
        if not self._clap:
            return self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        with torch.inference_mode():
            batch = self._tokenizer(list(texts), padding=True, truncation=True, return_tensors="pt")
            return _unit(_tensor(self._model.get_text_features(**batch)))


def check_text(embedder: TextEmbedder) -> None:
    """See that the bot, which reads a text encoder with NumPy, makes the same of words as the library does.

    Raises:
        EncoderError: it cannot read this one, or makes something else of it.
    """
    name = embedder.about.name
    try:
        read = TextEncoder.from_pretrained(embedder.about.folder).encode(SENTENCES)
    except Exception as error:  # what a checkpoint may lack has no end
        raise EncoderError(
            f"the bot cannot read the text encoder {name} ({error}): choose a sentence-transformers folder on BERT or "
            "RoBERTa, as all-MiniLM-L6-v2 is, or CLAP"
        ) from error
    meant = embedder.encode(SENTENCES)
    if read.shape != meant.shape or not np.allclose(read, meant, rtol=0, atol=TOLERANCE):
        raise EncoderError(
            f"with the text encoder {name} the bot would read words in another way than the library does, and find "
            "other samples: choose one without prompts and modules of its own, as all-MiniLM-L6-v2 is"
        )


class AudioEmbedder:
    """An audio checkpoint of transformers: AST, CLAP, or any model with hidden states."""

    embedded = False
    features = False

    def __init__(self, name: str | Path) -> None:
        from transformers import AutoFeatureExtractor, AutoModel

        folder = folder_of(name)
        self._kind = model_type(folder)
        if self._kind is None:
            raise EncoderError(f"{name} is no transformers folder: it has no config.json with a model_type")
        try:
            self._model: Any = AutoModel.from_pretrained(folder, use_safetensors=True).eval()
            self._extractor = AutoFeatureExtractor.from_pretrained(folder)
        except OSError as error:  # a text encoder, or a folder that lacks a file
            raise EncoderError(f"{name} is no audio encoder that can be opened: {error}") from error
        self.sample_rate = self._extractor.sampling_rate
        dimension = self.encode([np.ones(self.sample_rate // 10, np.float32)]).shape[1]
        self.about = Loaded.of(name, folder, dimension)

    @torch.inference_mode()
    def encode(self, sounds: Sequence[Any]) -> np.ndarray:
        """Embed waveforms at `sample_rate`: float32, (n, dimension), unit rows."""
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
        window = np.pad(window, (0, max(0, int(SHORTEST * self.sample_rate) - len(window))))
        inputs = self._extractor(window, sampling_rate=self.sample_rate, return_tensors="pt")
        if self._kind == "clap":
            return _unit(_tensor(self._model.get_audio_features(**inputs)))[0]
        output = self._model(**inputs)
        pooled = getattr(output, "pooler_output", None)
        return _unit(output.last_hidden_state.mean(dim=1) if pooled is None else pooled)[0]


def _tensor(output: Any) -> torch.Tensor:
    """CLAP's features: a tensor, or since transformers 5 an output object that pools them."""
    return output if isinstance(output, torch.Tensor) else output.pooler_output


def _unit(x: torch.Tensor) -> np.ndarray:
    return torch.nn.functional.normalize(x.float(), dim=-1).numpy()
