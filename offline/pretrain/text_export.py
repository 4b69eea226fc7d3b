"""From a trained text tower to what ships: a sentence-transformers folder."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Dense, Normalize, Transformer
from sentence_transformers.sentence_transformer.modules import Pooling
from tokenizers import Tokenizer
from torch import nn
from transformers import BertModel

from offline.pretrain.text_model import CENTRED, PADDING, TextTower
from offline.pretrain.tokenizer import save


def centre(tower: TextTower, tokenizer: Tokenizer, anchors: torch.Tensor, names: Sequence[str]) -> float:
    """Take off the tower's vectors what all classes have in common, the mean of their anchors (classes, dimension).

    A sound that is near to everything is unclear, and no answer to every prompt; such hubs are common where points have many
    dimensions (Radovanović et al., 2010). The last bias takes the mean off, so that it costs nothing when words are read.

    Returns:
        how much of it: the length that vectors have before they are normalised, on average over the classes' names.
    """
    encoded = [torch.tensor(one.ids) for one in tokenizer.encode_batch(list(names))]
    ids = nn.utils.rnn.pad_sequence(encoded, batch_first=True, padding_value=PADDING)
    with torch.no_grad():
        length = float(tower.unscaled(ids).norm(dim=-1).mean())
        tower.dense.bias.sub_(length * anchors.mean(dim=0))
    return length


def export(tower: TextTower, tokenizer: Tokenizer, out: Path, centred: float) -> None:
    """Write a sentence-transformers folder: BERT, mean pooling, dense, normalise; float16 on disk, computed in float32.

    centred: what `centre` has returned; training that goes on from the folder puts as much on again.
    """
    with tempfile.TemporaryDirectory() as folder:
        bert = BertModel(tower.bert.config)  # the library expects a pooler, though nobody asks it
        bert.load_state_dict(tower.bert.state_dict(), strict=False)
        assert bert.pooler is not None
        for parameter in bert.pooler.parameters():
            nn.init.zeros_(parameter)
        bert.save_pretrained(folder)
        save(tokenizer, Path(folder), tower.bert.config.max_position_embeddings)
        transformer = Transformer(folder)
    hidden, dimension = tower.dense.in_features, tower.dense.out_features
    dense = Dense(hidden, dimension, activation_function=nn.Identity())
    dense.linear.load_state_dict(tower.dense.state_dict())
    modules = [transformer, Pooling(hidden, pooling_mode="mean"), dense, Normalize()]
    out.mkdir(parents=True, exist_ok=True)
    SentenceTransformer(modules=modules, device="cpu").save(str(out), create_model_card=False)
    for file in out.rglob("*.safetensors"):
        halves = {name: tensor.half() for name, tensor in load_file(file).items()}
        save_file(halves, file, metadata={"format": "pt", CENTRED: str(centred)})
    for file in out.rglob("*"):
        file.chmod(0o755 if file.is_dir() else 0o644)
