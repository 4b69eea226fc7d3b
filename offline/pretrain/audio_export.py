"""From a training run to what ships: the encoder's folder, and the anchors that the text tower learns from."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file

from offline.pretrain.audio_model import AudioEncoderModel, fold
from offline.pretrain.classes import CLASSES
from retrieval_core.encoders import features


def export(model: AudioEncoderModel, folder: Path) -> None:
    """Write config.json, model.safetensors (float16, batch norm folded) and preprocessor_config.json."""
    folder.mkdir(parents=True, exist_ok=True)
    fold(model).half().save_pretrained(folder)
    config = folder / "config.json"  # stored in half precision, computed in single
    config.write_text(config.read_text(encoding="utf-8").replace("float16", "float32"), encoding="utf-8")
    settings = {
        "feature_extractor_type": "retrieval_core.encoders.features",
        "sampling_rate": features.SAMPLE_RATE,
        "hop_length": features.HOP,
        "fft_sizes": list(features.FFT_SIZES),
        "mels": features.MELS,
        "mel_range": list(features.MEL_RANGE),
        "window_frames": features.WINDOW,
        "descriptors": features.DESCRIPTORS,
    }
    (folder / "preprocessor_config.json").write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
    for path in folder.iterdir():  # safetensors writes 0600, unreadable to a bot under another user
        path.chmod(0o644)


def save_anchors(anchors: torch.Tensor, path: Path) -> None:
    """Anchors (classes, dimension) as safetensors; the metadata holds the class ids in order."""
    path.parent.mkdir(parents=True, exist_ok=True)
    array = np.ascontiguousarray(anchors.detach().float().numpy())
    save_file({"anchors": array}, path, metadata={"classes": " ".join(CLASSES)})
