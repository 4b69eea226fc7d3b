"""BERT in NumPy (Devlin et al., 2018): safetensors in, one vector a token out, without Torch.

One text at a time, so that nothing is padded. Matrices are kept as (in, out), in contiguous panels of columns: the few rows of a
prompt cost little arithmetic and much reading of weights, and so they are read in the order in which they lie. What is
computed on the way is overwritten in place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from retrieval_core.tensors import TensorError, Tensors, mapped

Array = np.ndarray
Step = Callable[[Array], Array]

#: Abramowitz and Stegun, Handbook of Mathematical Functions (1964), formula 7.1.26: p / sqrt(2), and a5 to a1 halved.
ERF_P = np.float32(0.3275911 * 0.5**0.5)
ERF_A = np.array([1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592], np.float32) / 2
ZERO, HALF, ONE = np.float32(0.0), np.float32(0.5), np.float32(1.0)


class EncoderError(ValueError):
    """An encoder folder cannot be used; the message says why and what would do."""


def gelu(x: Array) -> Array:
    """Gaussian error linear unit, x * Phi(x) (Hendrycks and Gimpel, 2016), in place.

    With Phi(-x) = 1 - Phi(x) it is max(x, 0) - |x| * Phi(-|x|), and Phi(-|x|) a polynomial times exp(-x^2 / 2), to 1e-7,
    which is float32's own resolution. Spares SciPy, and the passes over the array that a plain erf would take.
    """
    size = np.abs(x)
    tail = np.multiply(x, x)
    tail *= -HALF
    np.exp(tail, out=tail)
    tail *= size
    size *= ERF_P
    size += ONE
    t = np.reciprocal(size, out=size)
    first, *others = ERF_A
    poly = t * first
    for coefficient in others:
        poly += coefficient
        poly *= t
    tail *= poly
    np.maximum(x, ZERO, out=x)
    x -= tail
    return x


def gelu_tanh(x: Array) -> Array:
    """GELU by its tanh approximation (Hendrycks and Gimpel, 2016), as `gelu_new` checkpoints use it."""
    return 0.5 * x * (1.0 + np.tanh(np.float32(0.7978845608028654) * (x + 0.044715 * x**3)))


def relu(x: Array) -> Array:
    return np.maximum(x, ZERO, out=x)


ACTIVATIONS: dict[str, Step] = {
    "gelu": gelu,
    "gelu_new": gelu_tanh,
    "gelu_pytorch_tanh": gelu_tanh,
    "relu": relu,
    "tanh": np.tanh,
    "identity": lambda x: x,
}


class Weights:
    """Tensors of a safetensors file by name, as float32; the file is mapped, and only what is used is read."""

    def __init__(self, file: Path, prefix: str = "") -> None:
        try:
            Tensors(file)  # looks whether the header is bounded, sound, and fits the file
        except TensorError as error:
            raise EncoderError(str(error)) from None
        self._tensors = mapped(file)
        self.prefix = prefix

    @property
    def names(self) -> set[str]:
        return set(self._tensors)

    def stored(self, name: str) -> Array:
        """A tensor as the file holds it: a view that cannot be written."""
        try:
            tensor = self._tensors[self.prefix + name]
        except KeyError:
            raise EncoderError(f"the weights hold no tensor {self.prefix + name}") from None
        if tensor.dtype.kind != "f":
            raise EncoderError(f"{name} does not hold floating-point numbers that NumPy knows")
        return tensor

    def __getitem__(self, name: str) -> Array:
        return self.stored(name).astype(np.float32)

    def __contains__(self, name: str) -> bool:
        return self.prefix + name in self._tensors


#: Multiplications in a product that OpenBLAS does without copying first (`sgemm_small_kernel_permit`, 0.3.17 and later).
SMALL = 1_000_000


def knows_small_products(numpy: Mapping[str, Any]) -> bool:
    """Whether NumPy, by its `show_config`, has been built with OpenBLAS and has found AVX-512, which has two names.

    >>> knows_small_products({"Build Dependencies": {"blas": {"name": "accelerate"}}})
    False
    """
    # What there is nothing to say of is left out.
    blas = numpy.get("Build Dependencies", {}).get("blas", {}).get("name", "")
    found = numpy.get("SIMD Extensions", {}).get("found", ())
    return "openblas" in blas and not {"X86_V4", "AVX512_SKX"}.isdisjoint(found)


COPIES_NOTHING_SMALL = knows_small_products(np.show_config(mode="dicts"))


class Linear:
    """y = x W + b, with W as panels (out / columns, in, columns).

    OpenBLAS copies a matrix into an order of its own before it multiplies, which for the rows of a prompt takes longer than the
    product. Where it knows AVX-512 it leaves that out for products that are `SMALL`, and those of a panel are: at 12 rows a
    layer of MiniLM takes less than half the time. Elsewhere there is one panel, the matrix itself.
    """

    __slots__ = ("bias", "panels", "rows")

    def __init__(self, matrices: Sequence[Array], bias: Array | None) -> None:
        """matrices: as Torch keeps them, each (out, in); what comes out of them is put side by side."""
        inner = matrices[0].shape[1]
        columns = 64 if inner * 64 * 16 <= SMALL else 32
        if not COPIES_NOTHING_SMALL or any(len(matrix) % columns for matrix in matrices):
            matrices, columns = [np.concatenate(matrices)], sum(map(len, matrices))
        self.panels = np.empty((sum(map(len, matrices)) // columns, inner, columns), np.float32)
        at = 0
        for matrix in matrices:
            end = at + len(matrix) // columns
            self.panels[at:end] = matrix.reshape(-1, columns, inner).transpose(0, 2, 1)
            at = end
        #: of x at a time
        self.rows = max(1, SMALL // (inner * columns)) if len(self.panels) > 1 else None
        self.bias = bias

    @classmethod
    def read(cls, weights: Weights, *names: str, scale: float = 1.0) -> Linear:
        """Several layers that read the same input are fused into one product; the first is scaled."""
        matrices = [weights.stored(f"{name}.weight") for name in names]
        biases = [weights[f"{name}.bias"] for name in names if f"{name}.bias" in weights]
        for part in (matrices, biases):
            if scale != 1.0 and part:
                part[0] = part[0] * np.float32(scale)
        return cls(matrices, np.concatenate(biases) if biases else None)

    @property
    def width(self) -> int:
        """Of what comes out."""
        return self.panels.shape[0] * self.panels.shape[2]

    def __call__(self, x: Array) -> Array:
        y = self.product(x)
        if self.bias is not None:
            y += self.bias
        return y

    def product(self, x: Array) -> Array:
        """x W: (in,) or (n, in) -> (out,) or (n, out)."""
        panels, inner, columns = self.panels.shape
        flat = x.reshape(-1, inner)
        y = np.empty((len(flat), panels, columns), np.float32)
        by_panel = y.transpose(1, 0, 2)
        rows = self.rows or max(1, len(flat))
        for part in range(0, len(flat), rows):
            np.matmul(flat[part : part + rows], self.panels, out=by_panel[:, part : part + rows])
        return y.reshape(*x.shape[:-1], panels * columns)


class Norm:
    """Layer normalisation over the last axis (Ba, Kiros and Hinton, 2016), in place."""

    __slots__ = ("bias", "eps", "mean", "weight")

    def __init__(self, weight: Array, bias: Array, eps: float) -> None:
        self.weight, self.bias, self.eps = weight, bias, np.float32(eps)
        self.mean = np.full(len(weight), 1.0 / len(weight), np.float32)

    @classmethod
    def read(cls, weights: Weights, name: str, eps: float) -> Norm:
        return cls(weights[f"{name}.weight"], weights[f"{name}.bias"], eps)

    def __call__(self, x: Array) -> Array:
        x -= (x @ self.mean)[:, None]  # a product with 1/n is the cheapest mean there is
        scale = np.square(x) @ self.mean
        scale += self.eps
        np.sqrt(scale, out=scale)
        x /= scale[:, None]
        x *= self.weight
        x += self.bias
        return x


class Layer:
    """One transformer block, normalised after each residual."""

    def __init__(self, weights: Weights, name: str, config: dict[str, Any]) -> None:
        eps = config["layer_norm_eps"]
        attention = f"{name}.attention.self"
        self.heads: int = config["num_attention_heads"]
        self.size: int = config["hidden_size"] // self.heads
        # The scale of the attention, once for all in the query's share of the weights.
        self.qkv = Linear.read(
            weights,
            *(f"{attention}.{part}" for part in ("query", "key", "value")),
            scale=self.size**-0.5,
        )
        self.attention_output = Linear.read(weights, f"{name}.attention.output.dense")
        self.attention_norm = Norm.read(weights, f"{name}.attention.output.LayerNorm", eps)
        self.intermediate = Linear.read(weights, f"{name}.intermediate.dense")
        self.output = Linear.read(weights, f"{name}.output.dense")
        self.output_norm = Norm.read(weights, f"{name}.output.LayerNorm", eps)
        self.activation = ACTIVATIONS[config["hidden_act"]]

    def __call__(self, x: Array) -> Array:
        tokens, width = x.shape
        # (tokens, 3, heads, size) -> three times (heads, tokens, size)
        q, k, v = self.qkv(x).reshape(tokens, 3, self.heads, self.size).transpose(1, 2, 0, 3)
        attention = q @ k.transpose(0, 2, 1)
        attention -= np.maximum.reduce(attention, axis=-1, keepdims=True)
        np.exp(attention, out=attention)
        attention /= np.add.reduce(attention, axis=-1, keepdims=True)
        mixed = np.empty((tokens, self.heads, self.size), np.float32)
        np.matmul(attention, v, out=mixed.transpose(1, 0, 2))
        y = self.attention_output(mixed.reshape(tokens, width))
        y += x
        x = self.attention_norm(y)
        y = self.output(self.activation(self.intermediate(x)))
        y += x
        return self.output_norm(y)


class Bert:
    """Embeddings and blocks of a BERT or RoBERTa checkpoint: token ids (n,) in, (n, width) out."""

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
        self.width: int = config["hidden_size"]
        # Half of a model may be its vocabulary, and a prompt reads a few rows of it: it stays in the file.
        self.words = weights.stored("embeddings.word_embeddings.weight")
        self.positions = weights["embeddings.position_embeddings.weight"][first:]
        self.positions += weights["embeddings.token_type_embeddings.weight"][0]
        self.norm = Norm.read(weights, "embeddings.LayerNorm", config["layer_norm_eps"])
        self.layers = [
            Layer(weights, f"encoder.layer.{i}", config) for i in range(config["num_hidden_layers"])
        ]

    @property
    def max_tokens(self) -> int:
        return len(self.positions)

    def __call__(self, ids: Array) -> Array:
        x = self.norm(self.words[ids] + self.positions[: len(ids)])
        for layer in self.layers:
            x = layer(x)
        return x
