"""Text encoders of the BERT family in NumPy: a `sentence-transformers` folder in, unit vectors out."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from retrieval_core.tensors import TensorError, Tensors

Array = np.ndarray
Step = Callable[[Array], Array]


class EncoderError(ValueError):
    """An encoder folder cannot be used; the message says why and what would do."""


def erf(x: Array) -> Array:
    """Error function, to 1.5e-7, which is float32's own resolution.

    Abramowitz and Stegun, Handbook of Mathematical Functions (1964), formula 7.1.26. Spares the import of SciPy.
    """
    t = 1.0 / (1.0 + 0.3275911 * np.abs(x))
    poly = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t
    return np.copysign(1.0 - poly * np.exp(-x * x), x)


def gelu(x: Array) -> Array:
    """Gaussian error linear unit, x * Phi(x) (Hendrycks and Gimpel, 2016)."""
    return 0.5 * x * (1.0 + erf(x * np.float32(0.7071067811865476)))


def gelu_tanh(x: Array) -> Array:
    """GELU by its tanh approximation (Hendrycks and Gimpel, 2016), as `gelu_new` checkpoints use it."""
    return 0.5 * x * (1.0 + np.tanh(np.float32(0.7978845608028654) * (x + 0.044715 * x**3)))


def relu(x: Array) -> Array:
    return np.maximum(x, 0.0)


ACTIVATIONS: dict[str, Step] = {
    "gelu": gelu,
    "gelu_new": gelu_tanh,
    "gelu_pytorch_tanh": gelu_tanh,
    "relu": relu,
    "tanh": np.tanh,
    "identity": lambda x: x,
}


def layer_norm(x: Array, weight: Array, bias: Array, eps: float) -> Array:
    """Layer normalisation over the last axis (Ba, Kiros and Hinton, 2016)."""
    x = x - x.mean(axis=-1, keepdims=True)
    x /= np.sqrt(np.einsum("...i,...i->...", x, x)[..., None] / x.shape[-1] + eps)
    return x * weight + bias


def softmax(x: Array) -> Array:
    """Softmax over the last axis."""
    x = np.exp(x - x.max(axis=-1, keepdims=True))
    return x / x.sum(axis=-1, keepdims=True)


def unit(x: Array) -> Array:
    """Rows scaled to length one; a row of zeros stays as it is."""
    return x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-12)


class Weights:
    """Tensors of a safetensors file by name, as float32."""

    def __init__(self, file: Path, prefix: str = "") -> None:
        try:
            self._file = Tensors(file)
        except TensorError as error:
            raise EncoderError(str(error)) from None
        self.names = self._file.names
        self.prefix = prefix

    def __getitem__(self, name: str) -> Array:
        if self.prefix + name not in self.names:
            raise EncoderError(f"the weights hold no tensor {self.prefix + name}")
        return np.asarray(self._file[self.prefix + name], dtype=np.float32)

    def __contains__(self, name: str) -> bool:
        return self.prefix + name in self.names


@dataclass(frozen=True, slots=True)
class Linear:
    """y = x W' + b, with W as Torch stores it: (out, in)."""

    weight: Array
    bias: Array | None

    @classmethod
    def read(cls, weights: Weights, *names: str) -> Linear:
        """Several layers that read the same input are fused into one product."""
        matrices = [weights[f"{name}.weight"] for name in names]
        biases = [weights[f"{name}.bias"] for name in names if f"{name}.bias" in weights]
        if len(names) == 1:
            return cls(matrices[0], biases[0] if biases else None)
        return cls(np.concatenate(matrices), np.concatenate(biases) if biases else None)

    def __call__(self, x: Array) -> Array:
        y = x @ self.weight.T
        if self.bias is not None:
            y += self.bias
        return y


@dataclass(frozen=True, slots=True)
class Norm:
    weight: Array
    bias: Array
    eps: float

    @classmethod
    def read(cls, weights: Weights, name: str, eps: float) -> Norm:
        return cls(weights[f"{name}.weight"], weights[f"{name}.bias"], eps)

    def __call__(self, x: Array) -> Array:
        return layer_norm(x, self.weight, self.bias, self.eps)


@dataclass(frozen=True, slots=True)
class Layer:
    """One transformer block of BERT (Devlin et al., 2018), normalised after each residual."""

    qkv: Linear
    attention_output: Linear
    attention_norm: Norm
    intermediate: Linear
    output: Linear
    output_norm: Norm
    heads: int
    activation: Step

    @classmethod
    def read(cls, weights: Weights, name: str, config: dict[str, Any]) -> Layer:
        eps = config["layer_norm_eps"]
        attention = f"{name}.attention.self"
        return cls(
            qkv=Linear.read(weights, f"{attention}.query", f"{attention}.key", f"{attention}.value"),
            attention_output=Linear.read(weights, f"{name}.attention.output.dense"),
            attention_norm=Norm.read(weights, f"{name}.attention.output.LayerNorm", eps),
            intermediate=Linear.read(weights, f"{name}.intermediate.dense"),
            output=Linear.read(weights, f"{name}.output.dense"),
            output_norm=Norm.read(weights, f"{name}.output.LayerNorm", eps),
            heads=config["num_attention_heads"],
            activation=ACTIVATIONS[config["hidden_act"]],
        )

    def __call__(self, x: Array) -> Array:
        tokens, width = x.shape
        size = width // self.heads
        # (tokens, 3, heads, size) -> three times (heads, tokens, size)
        q, k, v = self.qkv(x).reshape(tokens, 3, self.heads, size).transpose(1, 2, 0, 3)
        attention = softmax((q @ k.transpose(0, 2, 1)) * np.float32(size**-0.5))
        mixed = (attention @ v).transpose(1, 0, 2).reshape(tokens, width)
        x = self.attention_norm(x + self.attention_output(mixed))
        return self.output_norm(x + self.output(self.activation(self.intermediate(x))))


class Bert:
    """Embeddings and blocks of a BERT or RoBERTa checkpoint: token ids in, one vector a token out."""

    FAMILY = ("bert", "roberta", "xlm-roberta", "clap_text_model")

    def __init__(self, config: dict[str, Any], weights: Weights) -> None:
        kind = config.get("model_type")
        if kind not in self.FAMILY:
            raise EncoderError(f"text encoders of the type {kind} are not read; {', '.join(self.FAMILY)} are")
        if config["hidden_act"] not in ACTIVATIONS:
            raise EncoderError(
                f"unknown activation {config['hidden_act']}; known are {', '.join(ACTIVATIONS)}"
            )
        # RoBERTa counts positions from the padding id on.
        first = 0 if kind == "bert" else config.get("pad_token_id", 1) + 1
        self.words = weights["embeddings.word_embeddings.weight"]
        self.positions = weights["embeddings.position_embeddings.weight"][first:]
        self.positions = self.positions + weights["embeddings.token_type_embeddings.weight"][0]
        self.norm = Norm.read(weights, "embeddings.LayerNorm", config["layer_norm_eps"])
        self.layers = [
            Layer.read(weights, f"encoder.layer.{i}", config) for i in range(config["num_hidden_layers"])
        ]

    @property
    def max_tokens(self) -> int:
        return len(self.positions)

    def __call__(self, ids: Array) -> Array:
        x = self.norm(self.words[ids] + self.positions[: len(ids)])
        for layer in self.layers:
            x = layer(x)
        return x


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
        self.dimension = len(self._encode_one("a"))

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
        return unit(np.stack([self._encode_one(text) for text in texts])).astype(np.float32, copy=False)

    def _encode_one(self, text: str) -> Array:
        encoding = self.tokenizer.encode(text.lower() if self.lowercase else text)
        x = np.asarray(encoding.ids, dtype=np.int64)
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
