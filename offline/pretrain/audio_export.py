"""From a training run to what ships: the encoder's folder."""

from __future__ import annotations

import json
from pathlib import Path

import torch

from offline.pretrain.audio_model import AudioEncoderModel, fold
from retrieval_core.encoders import features


def export(model: AudioEncoderModel, anchors: torch.Tensor, anchor_scale: float, folder: Path) -> None:
    """Write config.json, model.safetensors (float16, batch norm folded) and preprocessor_config.json."""
    folder.mkdir(parents=True, exist_ok=True)
    fold(model, anchors, anchor_scale).half().save_pretrained(folder)
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
