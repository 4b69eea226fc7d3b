"""An instrument set up once and then played: what notes, chords and loops have in common."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from offline.synth.draw import Rng, chance, log_uniform, pick
from offline.synth.envelopes import place, samples
from offline.synth.voice import Model, Sound, sound

NOTES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")

# (MIDI note, seconds until the key is let go, velocity 0..1) -> samples, release included
Player = Callable[[float, float, float], np.ndarray]


@dataclass(frozen=True)
class Patch:
    """A timbre with its controls set; every note it plays belongs to the same instrument."""

    words: tuple[str, ...]
    play: Player
    low: int = 36  # sensible range, MIDI
    high: int = 84
    seconds: tuple[float, float] = (0.25, 2.5)  # how long notes are usually held
    finish: Callable[[np.ndarray], np.ndarray] = np.asarray  # amplifier and room, which all notes share

    def through(self, finish: Callable[[np.ndarray], np.ndarray]) -> "Patch":
        """The same patch with effects behind it."""
        return replace(self, finish=finish)


Maker = Callable[[Rng, int], Patch]


def patch(
    words: list[str], play: Player, low: int = 36, high: int = 84, seconds: tuple[float, float] = (0.25, 2.5)
) -> Patch:
    return Patch(tuple(dict.fromkeys(word for word in words if word)), play, low, high, seconds)


def hertz(midi: float) -> float:
    return 440.0 * 2 ** ((midi - 69) / 12)


STACKS: Sequence[tuple[str, tuple[int, ...]]] = (
    ("octaves", (0, 12)),
    ("fifth", (0, 7, 12)),
    ("chord", (0, 4, 7)),
    ("chord", (0, 3, 7)),
    ("chord", (-12, 0, 3, 7, 10)),
    ("chord", (-12, 0, 4, 7, 11)),
)


def note(make: Maker, stacked: float = 0.0) -> Model:
    """A one-shot: the patch that `make` draws plays a note of its range, at `stacked` odds several."""

    def model(rng: Rng, sr: int) -> Sound:
        instrument = make(rng, sr)
        midi = int(rng.integers(instrument.low, instrument.high + 1))
        seconds = log_uniform(rng, *instrument.seconds)
        velocity = rng.uniform(0.35, 1)
        word, intervals = pick(rng, STACKS) if chance(rng, stacked) else ("", (0,))
        notes = [instrument.play(midi + interval, seconds, velocity) for interval in intervals]
        x = np.zeros(max(len(tone) for tone in notes))
        for tone in notes:
            place(x, tone, 0)
        where = "low" if midi < 48 else "high" if midi > 74 else ""
        return sound(instrument.finish(x), *instrument.words, where, word, midi=midi, pitch=NOTES[midi % 12])

    model.__name__ = make.__name__
    return model


def released(x: np.ndarray, sr: int, gate: float, release: float) -> np.ndarray:
    """`x` damped from `gate` seconds on, gone (-60 dB) after `release` more."""
    start = samples(gate, sr)
    if start >= len(x):
        return x
    x = x[: start + samples(release, sr)].copy()
    x[start:] *= np.exp(-6.9 * np.arange(len(x) - start) / samples(release, sr))
    return x


def mellow(rng: Rng, tone: float) -> str:
    """Word for a brightness between 0 and 1, left out half of the time where it is neither."""
    if tone < 0.33:
        return pick(rng, ["dark", "mellow", "warm", "soft"])
    if tone > 0.67:
        return pick(rng, ["bright", "crisp", "bright"])
    return "warm" if chance(rng, 0.15) else ""
