"""Text encoders of the BERT family in NumPy: a `sentence-transformers` folder in, unit vectors out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from retrieval_core.arrays import unit
from retrieval_core.encoders.bert import ACTIVATIONS, Array, Bert, EncoderError, Linear, Step, Weights

__all__ = ["EncoderError", "TextEncoder"]

POOLINGS: dict[str, Step] = {
    "mean": lambda x: x.mean(axis=0),
    "cls": lambda x: x[0],
    "max": lambda x: x.max(axis=0),
}


class TextEncoder:
    """Sentences to unit vectors, as the `sentence-transformers` folder at hand says, without Torch.

    Example:
        >>> encoder = TextEncoder.from_pretrained("data/encoders/text")
        >>> encoder.encode(["a dark piano loop"]).shape
        (1, 256)
    """

    def __init__(self, tokenizer: Tokenizer, steps: list[Step], lowercase: bool = False) -> None:
        self.tokenizer = tokenizer
        self.steps = steps
        self.lowercase = lowercase
        self.dimension = next(step.width for step in reversed(steps) if isinstance(step, Bert | Linear))

    @classmethod
    def from_pretrained(cls, folder: str | Path) -> TextEncoder:
        """Open an encoder folder.

        Parameters:
            folder: a `sentence-transformers` folder whose transformer is BERT or RoBERTa, or a CLAP checkpoint.

        Raises:
            EncoderError: the folder is missing or incomplete, or holds a module that is not read here.
        """
        folder = Path(folder)
        if not folder.is_dir():
            raise EncoderError(f"there is no text encoder at {folder}")
        if (folder / "modules.json").exists():
            return cls._from_modules(folder)
        config = read_json(folder / "config.json")
        if config.get("model_type") == "clap":
            return cls._from_clap(folder, config)
        raise EncoderError(
            f"{folder} is no sentence-transformers folder (it has no modules.json) and no CLAP"
        )

    @classmethod
    def _from_modules(cls, folder: Path) -> TextEncoder:
        steps: list[Step] = []
        tokenizer, lowercase = None, False
        for module in read_json(folder / "modules.json"):
            kind, path = module["type"].rsplit(".", 1)[-1], folder / module["path"]
            if kind == "Transformer":
                settings = read_json(path / "sentence_bert_config.json", default={})
                lowercase = settings.get("do_lower_case", False)
                bert = read_bert(path)
                limits = (settings.get("max_seq_length"), tokenizer_limit(path), bert.max_tokens)
                tokenizer = read_tokenizer(path, min(limit for limit in limits if limit))
                steps.append(bert)
            elif kind == "Pooling":
                steps.append(POOLINGS[pooling_mode(read_json(path / "config.json"))])
            elif kind == "Dense":
                steps.extend(read_dense(path))
            elif kind == "Normalize":
                steps.append(unit)
            else:
                raise EncoderError(
                    f"{folder} has a module {kind}; read are Transformer, Pooling, Dense and Normalize"
                )
        if tokenizer is None:
            raise EncoderError(f"{folder} has no Transformer module")
        return cls(tokenizer, steps, lowercase)

    @classmethod
    def _from_clap(cls, folder: Path, config: dict[str, Any]) -> TextEncoder:
        """The text half of CLAP (Wu et al., 2023): RoBERTa, its pooler, and a two-layer projection."""
        weights = Weights(folder / "model.safetensors", prefix="text_model.")
        text = {**config["text_config"], "model_type": "clap_text_model"}
        bert = Bert(text, weights)
        head = Weights(folder / "model.safetensors", prefix="text_projection.")
        steps: list[Step] = [
            bert,
            POOLINGS["cls"],
            Linear.read(weights, "pooler.dense"),
            np.tanh,
            Linear.read(head, "linear1"),
            ACTIVATIONS[text.get("projection_hidden_act", "relu")],
            Linear.read(head, "linear2"),
        ]
        return cls(read_tokenizer(folder, bert.max_tokens), steps)

    def encode(self, texts: str | Sequence[str]) -> Array:
        """Embed texts.

        Parameters:
            texts: one text or several. Texts longer than the encoder reads are cut.

        Returns:
            float32, (n, dimension), each row of length one.
        """
        texts = [texts] if isinstance(texts, str) else texts
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        # One by one, so that no row is padded: what a text embeds to does not depend on its neighbours.
        return unit(np.stack([self._encode_one(text) for text in texts]))

    def _encode_one(self, text: str) -> Array:
        encoding = self.tokenizer.encode(text.lower() if self.lowercase else text)
        x = np.array(encoding.ids, dtype=np.int64)
        for step in self.steps:
            x = step(x)
        return x


def read_json(file: Path, default: Any = None) -> Any:
    """The content of a JSON file, or `default` where one is given and the file is not there."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if default is not None:
            return default
        raise EncoderError(f"{file} is missing") from None
    except json.JSONDecodeError as error:
        raise EncoderError(f"{file} is no JSON: {error}") from None


def read_bert(folder: Path) -> Bert:
    weights = Weights(folder / "model.safetensors")
    marker = "embeddings.word_embeddings.weight"
    prefixes = [name.removesuffix(marker) for name in weights.names if name.endswith(marker)]
    if not prefixes:
        raise EncoderError(f"{folder}/model.safetensors holds no {marker}")
    weights.prefix = prefixes[0]
    return Bert(read_json(folder / "config.json"), weights)


def read_dense(folder: Path) -> list[Step]:
    config = read_json(folder / "config.json")
    activation = (
        config.get("activation_function", "torch.nn.modules.linear.Identity").rsplit(".", 1)[-1].lower()
    )
    if activation not in ACTIVATIONS:
        raise EncoderError(f"{folder} has the activation {activation}; known are {', '.join(ACTIVATIONS)}")
    return [Linear.read(Weights(folder / "model.safetensors"), "linear"), ACTIVATIONS[activation]]


def read_tokenizer(folder: Path, max_tokens: int) -> Tokenizer:
    file = folder / "tokenizer.json"
    if not file.exists():
        raise EncoderError(f"{file} is missing")
    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)
    return tokenizer


def tokenizer_limit(folder: Path) -> int | None:
    """`model_max_length` of a tokenizer, where it is one: unlimited tokenizers state some 1e30."""
    limit = read_json(folder / "tokenizer_config.json", default={}).get("model_max_length")
    return int(limit) if limit and limit < 1e6 else None


def pooling_mode(config: dict[str, Any]) -> str:
    """The pooling of a sentence-transformers folder, in today's notation and in the older one."""
    older = {"cls": "cls_token", "mean": "mean_tokens", "max": "max_tokens"}
    mode = config.get("pooling_mode") or next(
        (mode for mode, name in older.items() if config.get(f"pooling_mode_{name}")), "none"
    )
    if mode not in POOLINGS:
        raise EncoderError(f"pooling {mode} is not read; {', '.join(POOLINGS)} are")
    return mode
