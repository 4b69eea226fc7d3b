"""The weights of tempo and kind, fitted anew: python -m offline.analysis.fit [--count N] [--corpus DIR --labels CSV]

On synthesised loops, altered as `offline.analysis.altered` does, and one-shots; with --corpus also on the recordings whose licence
allows to learn from them. Prints what `offline.analysis.rhythm` holds as `WEIGHTS`, and as `KIND` with the constant behind it.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import librosa
import numpy as np
import soundfile as sf
from scipy.optimize import minimize
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression
from tqdm import tqdm

from offline.analysis import cases, compiled, rhythm
from offline.analysis.altered import alter
from offline.analysis.measure import LOOPS, ONE_SHOTS, RATE, drawn, progression
from offline.analysis.sound import HOP, Sound, prepare
from offline.analysis.sound import RATE as HEARD_RATE
from offline.analysis.tonality import Harmony, harmony
from offline.pretrain.audio_eval import read_rows
from offline.synth.draw import chance, pick

SEED = 30  # far from those of `offline.analysis.measure`
_NEAR = 0.01  # a candidate this near to the true tempo counts as it
_PENALTY = 1e-3  # of the squared weights
#: Seconds that packs are exported to.
_GRID = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0)
_ON_GRID = 0.15  # share of the one-shots that are


@dataclass(frozen=True, slots=True)
class Example:
    """Candidate tempi of a sample in bpm (n,), what speaks for each (n, f), and what it is; `tempo` is None where nobody knows."""

    bpm: np.ndarray
    features: np.ndarray
    sound: Sound
    harmony: Harmony
    loop: bool
    tempo: float | None


def example(samples: np.ndarray, rate: int, loop: bool, tempo: float | None = None) -> Example | None:
    """A sample to fit to; None where nothing in it begins."""
    sound = prepare(samples, rate)
    if sound is None or sound.sounding < rhythm.SHORTEST_LOOP:
        return None
    envelope = librosa.onset.onset_strength(S=librosa.power_to_db(sound.mel), sr=HEARD_RATE, hop_length=HOP)
    if not np.ptp(envelope) > 0:
        return None
    notes = harmony(sound)
    bpm, features = rhythm.evidence(sound, envelope, notes.changes)
    return Example(bpm, features, sound, notes, loop, tempo)


def synthesised(count: int) -> Iterator[Example | None]:
    """So many loops of each kind, altered, half as many fast breaks and a fifth as many waltzes, and as many one-shots as kinds."""
    for seed in tqdm(range(count), desc="synthesised", unit="round", disable=None):
        rng = np.random.default_rng([SEED, seed])
        loops = [*(drawn(name, seed, SEED) for name in LOOPS), progression(seed, SEED)]
        for at in range(len(loops)):
            name = ONE_SHOTS[(seed * len(loops) + at) % len(ONE_SHOTS)]
            yield example(_on_grid(drawn(name, seed, SEED)[0], RATE, rng), RATE, False)
        yield example(_on_grid(cases.held(rng, RATE)[0], RATE, rng), RATE, False)
        loops += [
            case(rng, RATE) for case, every in ((cases.fast_break, 2), (cases.waltz, 5)) if seed % every == 0
        ]
        for samples, known in loops:
            altered, speed, _ = alter(samples, RATE, rng)
            yield example(altered, RATE, True, known["bpm"] * speed)


def recorded(corpus: Path, labels: Path) -> Iterator[Example | None]:
    """Recordings that may be learnt from, of which it is known what they are, not how fast."""
    rows = [*read_rows(labels, "yes"), *read_rows(labels, "credit")]
    for row in tqdm(rows, desc="recordings", unit="file", disable=None):
        if row["fine"] in ("drone", "sfx", "pad"):
            continue  # neither one nor the other
        samples, rate = sf.read(corpus / row["path"], dtype="float32", always_2d=True)
        rng = np.random.default_rng([SEED, len(samples)])
        mono, loop = samples.mean(axis=1), row["fine"] in ("drumloop", "keysloop")
        yield example(alter(mono, rate, rng)[0] if loop else _on_grid(mono, rate, rng), rate, loop)


def _on_grid(samples: np.ndarray, rate: int, rng: np.random.Generator) -> np.ndarray:
    """A one-shot, at times as long as a pack's grid has it."""
    if not chance(rng, _ON_GRID):
        return samples
    size = round(pick(rng, _GRID) * rate)
    return np.pad(samples[:size], (0, max(0, size - len(samples))))


def fitted_weights(examples: Sequence[Example]) -> np.ndarray:
    """Weights (f,) of a conditional logit: the true tempo's share among the candidates is to be great."""
    known = [(e.features, np.abs(e.bpm / e.tempo - 1) < _NEAR) for e in examples if e.tempo]
    known = [(features, near) for features, near in known if near.any()]

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        total, slope = 0.0, np.zeros_like(weights)
        for features, near in known:
            share = softmax(features @ weights)
            right = share[near].sum() + 1e-12
            total -= np.log(right)
            slope += share @ features - share[near] @ features[near] / right
        penalty = _PENALTY * (weights @ weights) / 2
        return total / len(known) + penalty, slope / len(known) + _PENALTY * weights

    return minimize(loss, rhythm.WEIGHTS, jac=True, method="L-BFGS-B").x


def fitted_kind(examples: Sequence[Example], weights: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights of the logistic model that tells loops, and its constant, beside weights (f,) of the tempo."""
    periodic = slice(len(rhythm.PERIODIC))
    best = [e.features[np.argmax(e.features @ weights)] for e in examples]
    features = [
        rhythm.kind_evidence(e.sound, e.harmony, float(of_tempo[periodic] @ weights[periodic]))
        for e, of_tempo in zip(examples, best, strict=True)
    ]
    loops = np.array([e.loop for e in examples])
    model = LogisticRegression(C=10, max_iter=5000).fit(np.array(features), loops)
    return model.coef_[0], float(model.intercept_[0])


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m offline.analysis.fit", description=__doc__)
    parser.add_argument("--count", type=int, default=400, help="loops of each kind (default: 400)")
    parser.add_argument("--corpus", type=Path, help="folder of labelled recordings")
    parser.add_argument("--labels", type=Path, help="their CSV: path, fine, tags, train_ok")
    options = parser.parse_args(arguments)
    compiled.ready()
    examples = [found for found in synthesised(options.count) if found]
    if options.corpus and options.labels:
        examples += [found for found in recorded(options.corpus, options.labels) if found]
    with np.printoptions(precision=2, suppress=True):
        weights = fitted_weights(examples)
        print("WEIGHTS", weights)
        kind, constant = fitted_kind(examples, weights)
        print("KIND", kind, round(constant, 2))


if __name__ == "__main__":
    main()
