"""The embedded audio encoder in Torch, as a transformers model: AutoModel loads its folder, NumPy mirrors it.

A small residual network over two-resolution log-mel windows, beside a perceptron over global descriptors (decay and
length, which no window shows); both end in one L2-normalised vector of the space shared with text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel, PretrainedConfig, PreTrainedModel
from transformers.utils import ModelOutput

from offline.pretrain.classes import CHILDREN, FAMILIES, FINE
from retrieval_core.encoders import features


class AudioEncoderConfig(PretrainedConfig):
    """channels: widths of the four stages; blocks: residual blocks of each; folded: batch norm is in the weights.

    classes: ids of the fine classes, then families, that have an anchor; children: the finer classes of a class;
    anchor_scale: of the softmax over cosines with the anchors.
    """

    model_type = "cratedigger-audio"

    def __init__(
        self,
        channels: tuple[int, ...] = (32, 64, 128, 256),
        blocks: tuple[int, ...] = (0, 1, 2, 1),
        described: int = 128,
        hidden: int = 256,
        dimension: int = 256,
        folded: bool = False,
        classes: Sequence[str] = (),
        families: Sequence[str] = (),
        children: Mapping[str, Sequence[str]] | None = None,
        anchor_scale: float = 1.0,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.channels, self.blocks = list(channels), list(blocks)
        self.described, self.hidden, self.dimension, self.folded = described, hidden, dimension, folded
        self.classes, self.families, self.anchor_scale = list(classes), list(families), anchor_scale
        self.children = {name: list(finer) for name, finer in (children or {}).items()}
        self.descriptors, self.mels = features.DESCRIPTORS, features.MELS
        self.sample_rate = features.SAMPLE_RATE


def _norm(config: AudioEncoderConfig, channels: int) -> nn.Module:
    return nn.Identity() if config.folded else nn.BatchNorm2d(channels)


class Block(nn.Module):
    """Two 3 x 3 convolutions and a shortcut (He et al., 2015)."""

    def __init__(self, config: AudioEncoderConfig, inputs: int, outputs: int, stride: int):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=config.folded)
        self.norm1 = _norm(config, outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=config.folded)
        self.norm2 = _norm(config, outputs)
        self.shortcut = (
            nn.Conv2d(inputs, outputs, 1, stride) if inputs != outputs or stride > 1 else nn.Identity()
        )

    def forward(self, x: Tensor) -> Tensor:
        y = torch.relu(self.norm1(self.conv1(x)))
        return torch.relu(self.norm2(self.conv2(y)) + self.shortcut(x))


@dataclass
class AudioEncoderOutput(ModelOutput):
    """embeddings: (n, dimension), L2-normalised."""

    embeddings: Tensor | None = None


class AudioEncoderModel(PreTrainedModel):
    """Windows and descriptors to points of the joint space."""

    config_class = AudioEncoderConfig
    descriptor_mean: Tensor
    descriptor_scale: Tensor
    anchors: Tensor
    main_input_name = "windows"

    def __init__(self, config: AudioEncoderConfig):
        super().__init__(config)
        channels = config.channels
        self.stem = nn.Conv2d(len(features.FFT_SIZES), channels[0], 5, 2, 2, bias=config.folded)
        self.stem_norm = _norm(config, channels[0])
        self.height = nn.Parameter(torch.zeros(config.mels // 2, channels[0]))  # where a mel band lies
        stages = []
        for stage, (width, count) in enumerate(zip(channels, config.blocks, strict=True)):
            for block in range(count):
                inputs = channels[max(stage - 1, 0)] if block == 0 else width
                stages.append(Block(config, inputs, width, 2 if block == 0 and stage else 1))
        self.blocks = nn.ModuleList(stages)
        rows = config.mels // 2 // 2 ** (len(channels) - 1)
        self.seen = nn.Linear(2 * rows * channels[-1], config.hidden)
        self.register_buffer("descriptor_mean", torch.zeros(config.descriptors))
        self.register_buffer("descriptor_scale", torch.ones(config.descriptors))
        self.described1 = nn.Linear(config.descriptors, 2 * config.described)
        self.described2 = nn.Linear(2 * config.described, config.described)
        self.joint = nn.Linear(config.hidden + config.described, config.hidden)
        self.project = nn.Linear(config.hidden, config.dimension)
        anchored = len(config.classes) + len(config.families)
        self.register_buffer("anchors", torch.zeros(anchored, config.dimension))
        self.dropout = nn.Dropout(0.2)
        self.post_init()

    def _init_weights(self, module: nn.Module) -> None:
        if isinstance(module, nn.Conv2d | nn.Linear):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
            if module.bias is not None:
                nn.init.zeros_(module.bias)

    def forward(self, windows: Tensor, descriptors: Tensor) -> AudioEncoderOutput:
        """windows (n, 2, WINDOW, MELS), descriptors (n, DESCRIPTORS) -> embeddings (n, dimension)."""
        x = self.stem_norm(self.stem(windows))
        x = torch.relu(x + self.height.T[None, :, None, :].to(x.dtype))
        for block in self.blocks:
            x = block(x)
        pooled = torch.cat([x.mean(dim=2).flatten(1), x.amax(dim=2).flatten(1)], dim=1)
        seen = self.dropout(torch.relu(self.seen(pooled)))
        normed = ((descriptors - self.descriptor_mean) * self.descriptor_scale).clamp(-4.0, 4.0)
        described = torch.relu(self.described2(self.dropout(torch.relu(self.described1(normed)))))
        joint = self.dropout(torch.relu(self.joint(torch.cat([seen, described], dim=1))))
        embeddings = nn.functional.normalize(self.project(joint).float(), dim=-1)
        return AudioEncoderOutput(embeddings=embeddings)


def fold(model: AudioEncoderModel, anchors: Tensor, anchor_scale: float) -> AudioEncoderModel:
    """A copy for inference, in float32: batch norm moved into the convolutions, the class anchors moved in.

    anchors (len(CLASSES), dimension), rows of length 1, in the order of offline.pretrain.classes.
    """
    known = {"classes": FINE, "families": FAMILIES, "children": CHILDREN, "anchor_scale": anchor_scale}
    config = AudioEncoderConfig(**{**model.config.to_dict(), "folded": True, **known})
    state = {name: value.detach().float().clone() for name, value in model.state_dict().items()}
    for name, norm in model.named_modules():
        if not isinstance(norm, nn.BatchNorm2d):
            continue
        conv = name.replace("stem_norm", "stem").replace("norm", "conv")
        variance, mean = (state.pop(f"{name}.running_{what}") for what in ("var", "mean"))
        scale = state.pop(f"{name}.weight") / torch.sqrt(variance + norm.eps)
        state[f"{conv}.weight"] *= scale[:, None, None, None]
        state[f"{conv}.bias"] = state.pop(f"{name}.bias") - mean * scale
        del state[f"{name}.num_batches_tracked"]
    state["anchors"] = anchors.detach().float()
    folded = AudioEncoderModel(config)
    folded.load_state_dict(state)
    return folded.eval()


@torch.no_grad()
def unfold(folded: AudioEncoderModel, windows: Tensor, descriptors: Tensor) -> AudioEncoderModel:
    """A copy for training on: the same function, with batch norm again, its statistics those of the given sounds.

    windows (n, 2, WINDOW, MELS), descriptors (n, DESCRIPTORS)
    """
    plain = {"folded": False, "classes": [], "families": [], "children": {}}
    model = AudioEncoderModel(AudioEncoderConfig(**{**folded.config.to_dict(), **plain}))
    outputs: dict[str, tuple[Tensor, Tensor]] = {}

    def watch(name: str, y: Tensor) -> None:
        outputs[name] = y.mean(dim=(0, 2, 3)), y.var(dim=(0, 2, 3))

    for name, conv in folded.named_modules():
        if isinstance(conv, nn.Conv2d):
            conv.register_forward_hook(lambda _module, _x, y, name=name: watch(name, y))
    folded.eval()(windows, descriptors)
    state = {name: value.float() for name, value in folded.state_dict().items() if name != "anchors"}
    for name, norm in model.named_modules():
        if not isinstance(norm, nn.BatchNorm2d):
            continue
        conv_name = name.replace("stem_norm", "stem").replace("norm", "conv")
        mean, variance = outputs[conv_name]
        state[f"{name}.running_mean"] = mean - state.pop(f"{conv_name}.bias")
        state[f"{name}.running_var"] = variance
        state[f"{name}.weight"] = torch.sqrt(variance + norm.eps)
        state[f"{name}.bias"] = mean
        state[f"{name}.num_batches_tracked"] = norm.num_batches_tracked
    model.load_state_dict({**state, "anchors": model.anchors})
    return model


AutoConfig.register(AudioEncoderConfig.model_type, AudioEncoderConfig, exist_ok=True)
AutoModel.register(AudioEncoderConfig, AudioEncoderModel, exist_ok=True)
