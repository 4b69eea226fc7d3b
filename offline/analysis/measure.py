"""How right the analysis is: python -m offline.analysis.measure [--count N] [--seed N] [--library FOLDER]

Synthesised samples of known tempo, key, kind and pitch, loops also with tails, silence and wrong cuts, and what is easily misheard; with --library also real files, against what their names state.
Names are hidden from the analysis in both.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import soundfile as sf

from offline.analysis import cases
from offline.analysis.altered import alter
from offline.analysis.names import name_facts
from offline.analysis.sample import Analysis, analyse
from offline.analysis.tonality import TONICS
from offline.synth import VOICES, phrases
from offline.synth.draw import log_uniform, pick
from retrieval_core.paths import SUFFIXES
from retrieval_core.request import Kind

RATE = 44100
FIRST_SEED = 20_000  # the models' weights were fitted on seeds below
LOOPS = tuple(name for name, voice in VOICES.items() if voice.loop)
ONE_SHOTS = tuple(name for name, voice in VOICES.items() if not voice.loop)
# Four chords in root position that start on the tonic: what a producer means by a loop in a key.
PROGRESSIONS = {
    "major": [(0, 4, 5, 3), (0, 3, 4, 0), (0, 5, 3, 4), (0, 3, 0, 4)],
    "minor": [(0, 5, 2, 6), (0, 3, 4, 0), (0, 6, 5, 6), (0, 5, 3, 6)],
}


def tempo_verdict(estimate: float | None, truth: float) -> str:
    """ "right" within 4 %, "octave" where half or double the estimate is, else "wrong"."""
    for factor, verdict in ((1.0, "right"), (0.5, "octave"), (2.0, "octave")):
        if estimate is not None and abs(estimate * factor / truth - 1) < 0.04:
            return verdict
    return "wrong"


def key_verdict(estimate: str | None, truth: str) -> str:
    """ "right", "relative" (same notes), "parallel" (same tonic), "fifth", "none" or "wrong"."""
    if estimate is None:
        return "none"
    (tonic, mode), (true_tonic, true_mode) = estimate.split(), truth.split()
    steps = (TONICS.index(tonic) - TONICS.index(true_tonic)) % 12
    if steps == 0:
        return "right" if mode == true_mode else "parallel"
    if mode == true_mode:
        return "fifth" if steps in (5, 7) else "wrong"
    return "relative" if steps == (3 if true_mode == "minor" else 9) else "wrong"


def drawn(name: str, seed: int, first: int = FIRST_SEED) -> tuple[np.ndarray, dict]:
    """A voice of the synthesised library and what is known of it."""
    sound = VOICES[name](np.random.default_rng([first, seed]), RATE)
    return np.asarray(sound.samples), sound.meta


def progression(seed: int, first: int = FIRST_SEED) -> tuple[np.ndarray, dict]:
    """A loop of four chords with their roots in the bass, on any keyboard."""
    rng = np.random.default_rng([first, seed])
    _, make, _ = pick(rng, phrases.CHORDAL, [weight for *_, weight in phrases.CHORDAL])
    root, mode = phrases.draw_key(rng)
    bpm, beats = round(log_uniform(rng, 85, 172)), pick(rng, [2, 4])
    colour = pick(rng, ["triad", "seventh"], [2, 1])
    events = []
    for at, step in enumerate(pick(rng, PROGRESSIONS[mode])):
        bass = phrases.degree(root, mode, step)
        chord = phrases.voicing(rng, root, mode, step, colour)
        events += [
            (at * beats, note, beats * 0.95, 0.8) for note in (bass + 12 * round((42 - bass) / 12), *chord)
        ]
    samples = phrases.render(make(rng, RATE), phrases.humanised(rng, events), bpm, 4 * beats, RATE)
    return samples / np.abs(samples).max(), {"key": phrases.key_name(root, mode), "bpm": bpm}


def synthesised(count: int, first: int = FIRST_SEED) -> dict[str, Counter[str]]:
    """Verdicts on `count` loops of each kind and as many one-shots of all kinds together."""
    verdicts: dict[str, Counter[str]] = {}

    def note(what: str, verdict: str) -> None:
        verdicts.setdefault(what, Counter())[verdict] += 1

    def kind(found: Analysis, truth: Kind) -> None:
        note(f"kind, {truth}s", "right" if found.kind == truth else "wrong")

    for seed in range(count):
        for name in LOOPS:
            samples, known = drawn(name, seed, first)
            found = analyse(samples, RATE)
            kind(found, "loop")
            note(f"tempo, {name}", tempo_verdict(found.tempo, known["bpm"]))
            altered, speed, way = alter(samples, RATE, np.random.default_rng([first, seed]))
            if way != "as cut":
                changed = analyse(altered, RATE)
                note("kind, loops that are not as cut", "right" if changed.kind == "loop" else "wrong")
                verdict = tempo_verdict(changed.tempo, known["bpm"] * speed)
                note("tempo of loops that are not as cut", verdict if changed.kind == "loop" else "none")
            if "key" in known:
                note(f"key, {name} as drawn", key_verdict(found.key, known["key"]))
            else:
                note("key, drum loops have none", "right" if found.key is None else "wrong")
        samples, known = progression(seed, first)
        note("key, four chords", key_verdict(analyse(samples, RATE).key, known["key"]))
        samples, known = drawn(ONE_SHOTS[seed % len(ONE_SHOTS)], seed, first)
        found = analyse(samples, RATE)
        kind(found, "one-shot")
        if "midi" in known and found.pitch is not None:
            steps = found.pitch - round(known["midi"])
            note(
                "pitch, where one is given",
                "right" if steps == 0 else "octave" if steps % 12 == 0 else "wrong",
            )
        for what, verdict in misheard(np.random.default_rng([first, seed])):
            note(what, verdict)
    return verdicts


def misheard(rng: np.random.Generator) -> Iterator[tuple[str, str]]:
    """Verdicts on one of each of the cases."""
    for name, case in (("fast breaks", cases.fast_break), ("waltzes", cases.waltz)):
        samples, known = case(rng, RATE)
        yield f"cases, tempo of {name}", tempo_verdict(analyse(samples, RATE).tempo, known["bpm"])
    held = analyse(cases.held(rng, RATE)[0], RATE)
    yield "cases, kind of held notes", "right" if held.kind == "one-shot" else "wrong"
    for inversion, position in enumerate(("root position", "first inversion", "second inversion")):
        samples, known = cases.triad(rng, RATE, inversion)
        found = analyse(samples, RATE)
        if found.kind == "one-shot":
            yield f"cases, key of triads in {position}", key_verdict(found.key, known["key"])


def named(library: Path) -> Iterator[tuple[str, str, str, str]]:
    """What the names of real files state beside what is estimated without them: path, attribute, stated, estimated."""
    for path in sorted(found for found in library.rglob("*") if found.suffix.lower() in SUFFIXES):
        facts = name_facts(path.relative_to(library))
        if facts.tempo is None and facts.pitch is None and facts.key is None and facts.kind is None:
            continue
        try:
            samples, rate = sf.read(path, dtype="float32", always_2d=True)
        except sf.LibsndfileError:
            continue
        found = analyse(samples.mean(axis=1), rate)
        for attribute in ("kind", "tempo", "key", "pitch"):
            stated = getattr(facts, attribute)
            if stated is not None:
                estimate = found.pitch_name if attribute == "pitch" else getattr(found, attribute)
                yield str(path.relative_to(library)), attribute, str(stated), str(estimate)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m offline.analysis.measure", description=__doc__)
    parser.add_argument(
        "--count", type=int, default=100, help="loops of each kind to synthesise (default: 100)"
    )
    parser.add_argument(
        "--seed",
        type=int,
        default=FIRST_SEED,
        help=f"of the loops, {FIRST_SEED} or above (default: {FIRST_SEED})",
    )
    parser.add_argument("--library", type=Path, help="folder of real files whose names state what they are")
    options = parser.parse_args(arguments)
    verdicts_on = synthesised(options.count, options.seed)
    for attribute in ("tempo", "key"):  # the sum of all loops that have one
        loops = [
            v for what, v in verdicts_on.items() if what.startswith(f"{attribute},") and "none" not in what
        ]
        verdicts_on[f"{attribute}, all loops"] = sum(loops, Counter())
    for what, verdicts in sorted(verdicts_on.items()):
        total = verdicts.total()
        shares = ", ".join(
            f"{100 * number / total:.1f} % {verdict}" for verdict, number in verdicts.most_common()
        )
        print(f"{what} ({total}): {shares}")
    if options.library:
        for row in named(options.library):
            print("\t".join(row))


if __name__ == "__main__":
    main()
