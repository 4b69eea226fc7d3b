"""Approach 3, contrastive: an audio head and a text head trained against each other, a mini-CLAP."""

from __future__ import annotations

import math

import torch
from torch.nn.functional import normalize

from offline.approaches import Head, TrainingSet, named
from offline.approaches.judged import judged_loss
from offline.approaches.linear_projection import ridge

STEPS = 200
BATCH = 1024
LEARNING_RATE = 1e-3
#: Weight of the pull back to the start. Ten times that of the linear map: two heads that move together can drift, and a
#: library that is tagged by the encoders themselves has little to teach them.
STAY = 0.2
SHARED = 256  # dimension of the space that both heads map into, where the encoders have none in common


def train(data: TrainingSet, seed: int) -> Head:
    """Symmetric InfoNCE with a learned temperature (Radford et al., 2021), over pairs with several positives a row.

    Where several texts describe a sample (and a text several samples) the target is uniform over them, as in
    supervised contrastive learning (Khosla et al., 2020).
    """
    generator = torch.Generator().manual_seed(seed)
    start_audio, start_text = start(data)
    audio_head = start_audio.clone().requires_grad_()
    text_head = start_text.clone().requires_grad_()
    log_scale = torch.tensor(math.log(1 / 0.07), requires_grad=True)
    optimizer = torch.optim.Adam([audio_head, text_head, log_scale], lr=LEARNING_RATE)
    for _ in range(STEPS):
        rows = torch.randperm(len(data.audio), generator=generator)[:BATCH]
        batch = data.subset(rows) if len(rows) < len(data.audio) else data
        audio = normalize(batch.audio @ audio_head.T, dim=1)
        text = normalize(batch.texts @ text_head.T, dim=1)
        logits = log_scale.clamp(max=math.log(100)).exp() * audio @ text.T
        loss = (info_nce(logits, batch.positive) + info_nce(logits.T, batch.positive.T)) / 2
        loss = loss + STAY * (
            (audio_head - start_audio).square().sum() + (text_head - start_text).square().sum()
        )
        if batch.judged:
            loss = loss + judged_loss(audio, normalize(batch.judged.texts @ text_head.T, dim=1), batch.judged)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    head = {"audio": audio_head.detach(), "text": text_head.detach(), "scale": log_scale.detach().exp()[None]}
    points = {name: normalize(head["text"] @ anchor, dim=0) for name, anchor in data.anchors.items()}
    return head | named(points)


def info_nce(logits: torch.Tensor, positive: torch.Tensor) -> torch.Tensor:
    """Cross entropy of each row against the uniform distribution over its positives."""
    target = positive.float()
    target = target / target.sum(dim=1, keepdim=True).clamp(min=1)
    return -(target * logits.log_softmax(dim=1)).sum(dim=1).mean()


def start(data: TrainingSet) -> tuple[torch.Tensor, torch.Tensor]:
    """Heads to start from: identities in a joint space, else audio regressed on the texts' principal directions."""
    size = data.texts.shape[1]
    if data.joint:
        return torch.eye(size), torch.eye(size)
    text_head = torch.linalg.svd(data.texts, full_matrices=False).Vh[:SHARED]
    weights = data.positive.float()
    target = normalize(weights @ data.texts, dim=1) @ text_head.T
    return ridge(data.audio, target), text_head


def project(head: Head, audio: torch.Tensor) -> torch.Tensor:
    return normalize(audio @ head["audio"].T, dim=1)
