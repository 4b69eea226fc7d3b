"""The text tower in Torch: BERT over word pieces, the mean of its tokens, one linear map to the joint space."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import BertConfig, BertModel

CENTRED = "centred"  # in the metadata of the last layer: how much was taken off, see `text_export.centre`
PADDING = 0  # the id of the token that fills a rectangle up


class TextTower(nn.Module):
    """BERT (Devlin et al., 2018) for rectangles of token ids; unit vectors.

    The parameters are the library's, the pass is not: texts of like lengths share a rectangle, so that little is
    padding, and nothing is asked of the host, which keeps a GPU busy.
    """

    def __init__(
        self,
        vocabulary: int,
        dimension: int,
        *,
        hidden: int,
        layers: int,
        heads: int,
        intermediate: int,
        max_tokens: int,
        dropout: float = 0.1,
    ):
        super().__init__()
        config = BertConfig(
            vocab_size=vocabulary,
            hidden_size=hidden,
            num_hidden_layers=layers,
            num_attention_heads=heads,
            intermediate_size=intermediate,
            max_position_embeddings=max_tokens,
            type_vocab_size=1,
            hidden_act="relu",  # as good here, and NumPy has it for nothing
            pad_token_id=PADDING,
        )
        self.bert = BertModel(config, add_pooling_layer=False)
        self.dense = nn.Linear(hidden, dimension)
        self.dropout = dropout

    def forward(self, rectangles: Sequence[Tensor]) -> Tensor:
        """Token ids, each (texts, longest) with PADDING after the shorter -> (all texts, dimension), in that order."""
        return F.normalize(torch.cat([self.unscaled(ids) for ids in rectangles]), dim=-1)

    def unscaled(self, ids: Tensor) -> Tensor:
        """One such rectangle -> (texts, dimension), before it is normalised."""
        x = self.states(ids)
        weights = (ids != PADDING).float()[..., None]
        pooled = (x.float() * weights).sum(dim=1) / weights.sum(dim=1)
        return self.dense(pooled).float()

    def states(self, ids: Tensor) -> Tensor:
        """One such rectangle -> (texts, longest, hidden)."""
        taken = ids != PADDING
        embeddings = self.bert.embeddings
        x = embeddings.word_embeddings(ids) + embeddings.position_embeddings.weight[: ids.shape[1]]
        x = embeddings.LayerNorm(x + embeddings.token_type_embeddings.weight[0])
        x = self._dropped(x)
        layers: Any = self.bert.encoder.layer  # modules, which their types only know as such
        for layer in layers:
            attention = layer.attention
            mixed = _attend(attention.self, x, taken[:, None, None, :])
            x = attention.output.LayerNorm(self._dropped(attention.output.dense(mixed)) + x)
            wide = F.relu(layer.intermediate.dense(x))
            x = layer.output.LayerNorm(self._dropped(layer.output.dense(wide)) + x)
        return x

    def _dropped(self, x: Tensor) -> Tensor:
        return F.dropout(x, self.dropout, self.training)


def _attend(attention: Any, x: Tensor, taken: Tensor) -> Tensor:
    """Self-attention of each text to its own tokens: (texts, longest, hidden) -> the same shape."""
    maps = (attention.query, attention.key, attention.value)
    qkv = F.linear(x, torch.cat([m.weight for m in maps]), torch.cat([m.bias for m in maps]))
    q, k, v = qkv.unflatten(-1, (3, attention.num_attention_heads, -1)).permute(2, 0, 3, 1, 4)
    mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=taken)
    return mixed.transpose(1, 2).flatten(2)


def rectangles(
    tokens: Sequence[Sequence[int]], size: int, filling: int = PADDING
) -> tuple[list[np.ndarray], list[int]]:
    """Token ids of texts as rectangles of up to `size` texts, shortest first, and which text each row is."""
    order = sorted(range(len(tokens)), key=lambda i: len(tokens[i]))
    found = []
    for start in range(0, len(order), size):
        group = [tokens[i] for i in order[start : start + size]]
        ids = np.full((len(group), len(group[-1])), filling, np.int16)
        for row, text in zip(ids, group, strict=True):
            row[: len(text)] = text
        found.append(ids)
    return found, order


def sizes(folder: Path) -> dict[str, Any]:
    """The sizes of the tower of a text encoder's folder, by the names that Settings gives them."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    names = {"hidden": "hidden_size", "layers": "num_hidden_layers", "heads": "num_attention_heads"}
    names |= {"intermediate": "intermediate_size", "max_tokens": "max_position_embeddings"}
    return {name: config[theirs] for name, theirs in names.items()} | {"vocabulary": config["vocab_size"]}


def weights(folder: Path, anchors: Tensor) -> dict[str, Tensor]:
    """The weights of the tower of a text encoder's folder, as they were before `text_export` centred them.

    anchors: (classes, dimension), as they were centred with.
    """
    bert = load_file(folder / "model.safetensors")
    found = {f"bert.{name}": value.float() for name, value in bert.items() if "pooler" not in name}
    with safe_open(folder / "2_Dense/model.safetensors", "pt") as dense:
        length = float((dense.metadata() or {}).get(CENTRED, 0.0))
        found["dense.weight"] = dense.get_tensor("linear.weight").float()
        found["dense.bias"] = dense.get_tensor("linear.bias").float() + length * anchors.mean(dim=0)
    return found


def words(folder: Path) -> Tokenizer:
    """The tokenizer of a text encoder's folder, as training wants it: it neither pads nor truncates by itself."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(sizes(folder)["max_tokens"])
    return tokenizer
