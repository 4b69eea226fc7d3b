"""From a trained text tower to what ships: a sentence-transformers folder."""

from __future__ import annotations

import tempfile
from pathlib import Path

from safetensors.torch import load_file, save_file
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Dense, Normalize, Transformer
from sentence_transformers.sentence_transformer.modules import Pooling
from tokenizers import Tokenizer
from torch import nn
from transformers import BertModel, PreTrainedTokenizerFast

from offline.pretrain.text import TextTower
from offline.pretrain.tokenizer import CLS, PAD, UNK


def export(tower: TextTower, tokenizer: Tokenizer, out: Path) -> None:
    """Write a sentence-transformers folder: BERT, mean pooling, dense, normalise; float16 on disk, computed in float32."""
    with tempfile.TemporaryDirectory() as folder:
        bert = BertModel(tower.bert.config)  # the library expects a pooler, though nobody asks it
        bert.load_state_dict(tower.bert.state_dict(), strict=False)
        assert bert.pooler is not None
        for parameter in bert.pooler.parameters():
            nn.init.zeros_(parameter)
        bert.save_pretrained(folder)
        PreTrainedTokenizerFast(
            tokenizer_object=tokenizer,
            unk_token=UNK,
            pad_token=PAD,
            cls_token=CLS,
            model_max_length=tower.bert.config.max_position_embeddings,
        ).save_pretrained(folder)
        transformer = Transformer(folder)
    hidden, dimension = tower.dense.in_features, tower.dense.out_features
    dense = Dense(hidden, dimension, activation_function=nn.Identity())
    dense.linear.load_state_dict(tower.dense.state_dict())
    modules = [transformer, Pooling(hidden, pooling_mode="mean"), dense, Normalize()]
    out.mkdir(parents=True, exist_ok=True)
    SentenceTransformer(modules=modules, device="cpu").save(str(out), create_model_card=False)
    for file in out.rglob("model.safetensors"):
        halves = {name: tensor.half() for name, tensor in load_file(file).items()}
        save_file(halves, file, metadata={"format": "pt"})
    for file in out.rglob("*"):
        file.chmod(0o755 if file.is_dir() else 0o644)
