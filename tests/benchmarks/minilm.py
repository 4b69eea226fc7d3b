"""all-MiniLM-L6-v2's architecture with weights drawn by seed, as others serve it: python -m tests.benchmarks.minilm FOLDER

Writes FOLDER/minilm (a sentence-transformers folder), FOLDER/float.onnx, and FOLDER/int8.onnx (dynamically quantised). The
work of a query is that of the real weights; what it finds is not. A Torch process, without FAISS.
"""

from __future__ import annotations

import logging
import sys
import warnings
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Normalize, Transformer
from sentence_transformers.sentence_transformer.modules import Pooling
from transformers import BertConfig, BertModel
from transformers.utils import logging as transformers_logging

from retrieval_core.build import EMBEDDED

#: Its tokenizer is of the same kind and of a fourth of the size: as many tokens a prompt as one likes, in the same time.
TOKENIZER = EMBEDDED["text"]
SIZES = {
    "vocab_size": 30_522,
    "hidden_size": 384,
    "num_hidden_layers": 6,
    "num_attention_heads": 12,
    "intermediate_size": 1536,
}


class Sentence(torch.nn.Module):
    """Token ids (1, n) to one unit vector (1, 384)."""

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.bert = bert

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        one = torch.ones_like(ids)
        tokens = self.bert(input_ids=ids, token_type_ids=one - 1, position_ids=one.cumsum(1) - 1)
        return torch.nn.functional.normalize(tokens.last_hidden_state.mean(dim=1), dim=1)


def make(folder: Path) -> None:
    """Write the model in all three forms, and see that they are one model."""
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    bert = BertModel(BertConfig(**SIZES), add_pooling_layer=False).eval()
    bert.save_pretrained(folder / "bert")
    for file in TOKENIZER.glob("tokenizer*.json"):
        (folder / "bert" / file.name).write_bytes(file.read_bytes())
    modules = [Transformer(str(folder / "bert")), Pooling(SIZES["hidden_size"]), Normalize()]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder / "minilm"), create_model_card=False)
    bert.set_attn_implementation("eager")  # the export knows plain products only
    sentence = Sentence(bert).eval()
    ids = torch.arange(5, 17)[None]
    with torch.no_grad():
        torch.onnx.export(
            sentence,
            (ids[:, :7],),
            str(folder / "float.onnx"),
            dynamo=False,
            input_names=["ids"],
            output_names=["vector"],
            dynamic_axes={"ids": {1: "tokens"}},
            opset_version=17,
        )
        vector = sentence(ids).numpy()
    quantize_dynamic(folder / "float.onnx", folder / "int8.onnx", weight_type=QuantType.QInt8)
    for name, least in (("float", 0.99999), ("int8", 0.9)):
        session = onnxruntime.InferenceSession(folder / f"{name}.onnx")
        [found] = session.run(None, {"ids": ids.numpy()})
        cosine = float(np.vdot(found, vector))
        if cosine < least:
            raise SystemExit(f"{name}.onnx is another model: cosine {cosine:.5f}")


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    transformers_logging.disable_progress_bar()
    make(Path(sys.argv[1]))
