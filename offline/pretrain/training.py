"""A training run over batches that other processes write ahead: it can be interrupted, and what comes of it is an average."""

from __future__ import annotations

import json
import math
import os
import time
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset
from tqdm import tqdm

LOGGED = 50  # steps between two lines of the curves


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Of any run; average: what the average keeps of itself in each step."""

    steps: int
    rate: float
    warmup: int = 300
    decay: float = 0.02
    average: float = 0.995
    seed: int = 0


def available_device() -> torch.device:
    """A GPU where there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Run(ABC):
    """A model in training: its running average, optimiser, step.

    model: what is trained; beside: what learns with it and does not ship; batches: by step; device: where to train, on a GPU
    in bfloat16; workers: processes that write batches ahead; none means that the training writes its own, and what is
    written is the same either way; weights: what each loss counts.
    """

    CLIP = 1.0  # the norm of the gradients of a step, at the most
    AHEAD = 8  # batches that each process writes ahead
    #: Attributes that a checkpoint keeps as they are.
    KEPT: tuple[str, ...] = ("step", "spent", "average")

    def __init__(
        self,
        name: str,
        model: nn.Module,
        beside: nn.Module,
        batches: Dataset[Any],
        settings: Settings,
        weights: Mapping[str, float],
        device: torch.device | None = None,
        workers: int = 0,
    ):
        self.name, self.settings, self.weights, self.workers = name, settings, weights, workers
        self.device = device or available_device()
        self.model, self.beside, self.batches = model.to(self.device), beside.to(self.device), batches
        self.average = {name: value.detach().clone() for name, value in self.averages().items()}
        decayed, rest = self.groups()
        groups = [
            {"params": decayed, "weight_decay": settings.decay},
            {"params": rest, "weight_decay": 0.0},
        ]
        self.optimizer = torch.optim.AdamW(
            [group for group in groups if group["params"]], lr=settings.rate, fused=True
        )
        self.step, self.spent = 0, 0.0

    @abstractmethod
    def losses(self, batch: Any) -> dict[str, Tensor]:
        """The losses of a batch by name."""

    def averages(self) -> Mapping[str, Tensor]:
        """What the running average is of, as it is now."""
        return self.model.state_dict()

    def groups(self) -> tuple[list[nn.Parameter], list[nn.Parameter]]:
        """What the weight decay of the settings is for, and all else that learns."""
        return list(self.model.parameters()), list(self.beside.parameters())

    def learning_rate(self) -> float:
        s = self.settings
        warm = min(1.0, (self.step + 1) / s.warmup)
        return warm * s.rate * 0.5 * (1.0 + math.cos(math.pi * (self.step / max(1, s.steps))))

    def train_step(self, batch: Any) -> dict[str, Tensor]:
        """One step; the losses by name, left on the device."""
        s = self.settings
        # Behind the batch: a loader draws a seed when it begins.
        torch.manual_seed(s.seed * 1_000_003 + self.step)
        for group in self.optimizer.param_groups:
            group["lr"] = self.learning_rate()
        self.model.train()
        losses = self.losses(batch)
        losses["loss"] = torch.stack([self.weights[name] * loss for name, loss in losses.items()]).sum()
        self.optimizer.zero_grad(set_to_none=True)
        losses["loss"].backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), self.CLIP)
        self.optimizer.step()
        self.step += 1
        keep = min(s.average, (self.step + 1) / (self.step + 10))
        moving = {name: value for name, value in self.averages().items() if value.is_floating_point()}
        torch._foreach_lerp_([self.average[name] for name in moving], list(moving.values()), 1.0 - keep)
        return {name: value.detach() for name, value in losses.items()}

    def run(self, folder: Path, save_every: int = 1000) -> None:
        """Train to the end, with a progress bar, checkpoints and a line of curves.jsonl every LOGGED steps."""
        folder.mkdir(parents=True, exist_ok=True)
        before, started, recent = self.spent, time.monotonic(), []
        bar = tqdm(total=self.settings.steps, initial=self.step, desc=self.name, unit="step", mininterval=5)
        with bar, (folder / "curves.jsonl").open("a", encoding="utf-8") as curves:
            for batch in self.coming():
                recent.append(self.train_step(batch))
                self.spent = before + time.monotonic() - started
                bar.update()
                ended = self.step >= self.settings.steps
                if self.step % LOGGED == 0 or ended:
                    line = {
                        name: round(torch.stack([losses[name] for losses in recent]).mean().item(), 4)
                        for name in recent[0]
                    }
                    line |= {"step": self.step, "rate": self.learning_rate(), "seconds": round(self.spent, 1)}
                    curves.write(json.dumps(line) + "\n")
                    curves.flush()
                    bar.set_postfix(loss=line["loss"])
                    recent = []
                if self.step % save_every == 0 or ended:
                    self.save(folder)

    def coming(self) -> Iterable[Any]:
        """The batches of the steps from this one on."""
        return self.loader(range(self.step, self.settings.steps))

    def loader(self, numbers: range) -> DataLoader[Any]:
        """Batches by number; processes hand over plain arrays, which need no shared memory."""
        return DataLoader(
            self.batches,
            batch_size=None,
            sampler=numbers,
            num_workers=self.workers,
            collate_fn=_as_it_is,
            prefetch_factor=self.AHEAD if self.workers else None,
            multiprocessing_context="fork" if self.workers else None,
            worker_init_fn=_alone,
        )

    def save(self, folder: Path) -> None:
        """Write the folder's checkpoint, in one atomic step."""
        folder.mkdir(parents=True, exist_ok=True)
        state = {name: getattr(self, name) for name in self.KEPT} | {
            "settings": _plain(self.settings),
            "model": self.model.state_dict(),
            "beside": self.beside.state_dict(),
            "optimizer": self.optimizer.state_dict(),
        }
        part = folder / "checkpoint.part"
        torch.save(state, part)
        part.replace(folder / "checkpoint.pt")

    def resume(self, folder: Path) -> bool:
        """Go on from the folder's checkpoint, if there is one.

        Raises:
            ValueError: it is of other settings, or of another vocabulary.
        """
        path = folder / "checkpoint.pt"
        if not path.is_file():
            return False
        state: dict[str, Any] = torch.load(path, weights_only=True, map_location=self.device)
        shapes = {name: value.shape for name, value in state["average"].items()}
        if state["settings"] != _plain(self.settings) or shapes != {
            name: value.shape for name, value in self.average.items()
        }:
            raise ValueError(
                f"{path} is of a run with other settings or words; remove it or give the same ones."
            )
        self.model.load_state_dict(state["model"])
        self.beside.load_state_dict(state["beside"])
        self.optimizer.load_state_dict(state["optimizer"])
        for name in self.KEPT:
            setattr(self, name, state[name])
        return True


def _plain(settings: Settings) -> dict[str, Any]:
    """Settings as a checkpoint keeps them."""
    return json.loads(json.dumps(asdict(settings), default=str))


def _as_it_is(batch: Any) -> Any:
    return batch


def _alone(worker: int) -> None:
    torch.set_num_threads(1)
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
