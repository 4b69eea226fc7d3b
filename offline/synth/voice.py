"""What a voice is, and what it gives back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from offline.synth import effects, filters
from offline.synth.draw import Rng, chance, pick
from offline.synth.envelopes import faded, samples


@dataclass
class Sound:
    """Mono samples, float32, peak at most 1.

    `meta` holds `words` (what was drawn: "808", "dark", "long"), `model` (the synthesis function's name)
    and, where there is one, `bpm`, `beats`, `key` ("A minor"), `midi` and `pitch` ("F#").
    """

    samples: np.ndarray
    meta: dict[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> list[str]:
        return self.meta.setdefault("words", [])


Model = Callable[[Rng, int], Sound]


def sound(x: np.ndarray, *words: str, **meta: Any) -> Sound:
    """`x` with its words; empty ones are left out."""
    return Sound(x, {"words": [word for word in words if word], **meta})


@dataclass(frozen=True)
class Voice:
    """One class of sounds, drawn from several synthesis models."""

    name: str
    coarse: str  # drums, keys or other
    models: Sequence[Model]
    weights: Sequence[float] | None = None
    loop: bool = False
    tonal: bool = False

    @property
    def one_shot(self) -> bool:
        return not self.loop

    def __call__(self, rng: Rng, sr: int = 44100, realism: float = 0.7) -> Sound:
        """A random draw; with probability `realism` it goes through effects as in a sample pack."""
        model = pick(rng, self.models, self.weights)
        made = model(rng, sr)
        x = made.samples
        length = len(x)
        if chance(rng, realism):
            x, words = effects.sample_pack(rng, x, sr)
            made.words.extend(word for word in words if word not in made.words)
        x = x[:length] if self.loop else trimmed(x, sr)
        made.samples = finished(x, sr, 1.0 if chance(rng, 0.7) else rng.uniform(0.2, 0.9))
        made.meta["model"] = model.__name__
        return made


def trimmed(x: np.ndarray, sr: int, longest: float = 8.0) -> np.ndarray:
    """Without what follows the last sample above a thousandth of the peak."""
    level = np.abs(x)
    loud = np.flatnonzero(level > 1e-3 * level.max()) if len(x) else level
    end = int(loud[-1]) + 1 if len(loud) else len(x)
    return x[: max(min(end, samples(longest, sr)), samples(0.012, sr))]


def finished(x: np.ndarray, sr: int, peak: float = 1.0) -> np.ndarray:
    """Free of DC, faded at the end, at the given peak, float32."""
    if abs(float(np.mean(x))) > 1e-3:
        x = filters.highpass(x, 12, sr)
    x = faded(x, sr, end=min(0.005, 0.2 * len(x) / sr))
    return np.asarray(effects.normalised(x, 0.999 * peak), np.float32)
