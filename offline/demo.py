"""`python -m offline demo`: a sample library to try everything on, synthesised and so free of rights."""

import argparse
import time
import zlib
from pathlib import Path

import numpy as np
import soundfile as sf
from tqdm import tqdm

from offline.pipeline.options import whole
from offline.synth import effects, filters
from offline.synth.envelopes import faded
from offline.synth.library import LIBRARY, Item, NothingFits
from offline.trouble import Trouble

SAMPLE_RATE = 44100
# Written into every file, so that a later run knows its own from the user's.
TAG = "Cratedigger demo library, CC0"


class DemoError(Trouble):
    """The library cannot be written; the message says why and what to do."""


def mastered(x: np.ndarray, sr: int, loop: bool) -> np.ndarray:
    """No rumble, peak at -0.5 dB, no click at either end."""
    x = faded(filters.highpass(x, 22, sr), sr, 0.001 if loop else 0.0004, 0.002 if loop else 0.02)
    return effects.normalised(x, 10 ** (-0.5 / 20))


def synthesised(item: Item, seed: int) -> np.ndarray:
    """The samples of one file, float32; the same for the same seed, whatever else is rendered."""
    rng = np.random.default_rng([seed, zlib.crc32(item.name.encode())])
    return mastered(item.render(rng, SAMPLE_RATE), SAMPLE_RATE, item.loop)


def is_own(path: Path) -> bool:
    """Whether an earlier run wrote this file."""
    try:
        with sf.SoundFile(path) as file:
            return str(file.comment) == TAG
    except (OSError, sf.SoundFileError):
        return False


def strangers(folder: Path) -> list[Path]:
    """What lies in `folder` and is not the demo's; hidden files do not count."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if not path.name.startswith(".") and not is_own(path))


def write_library(out: Path, seed: int = 0) -> list[Path]:
    """Writes `out`/drums and `out`/keys, 20 wavs each, 44.1 kHz, 16 bit, and gives their paths.

    Raises:
        DemoError: a folder holds files that the demo did not write; none of them is touched.
    """
    for folder in LIBRARY:
        if found := strangers(out / folder):
            raise DemoError(
                f"{out / folder} holds {len(found)} file{'s' * (len(found) > 1)} that the demo did not write"
                f" ({found[0].name}{', ...' * (len(found) > 1)}). Nothing was changed. To keep them there,"
                " write the demo elsewhere with --out DIR."
            )
    jobs = [(out / folder / f"{item.name}.wav", item) for folder, items in LIBRARY.items() for item in items]
    for folder in LIBRARY:
        (out / folder).mkdir(parents=True, exist_ok=True)
        for old in (out / folder).glob("*.wav"):
            if old not in {path for path, _ in jobs} and is_own(old):
                old.unlink()  # of an earlier version of the demo
    for path, item in tqdm(jobs, desc="synthesising", unit="sample", disable=None):
        try:
            x = synthesised(item, seed)
        except NothingFits as error:
            raise DemoError(f"Seed {seed} makes no {item.name} ({error}). Try another --seed.") from error
        with sf.SoundFile(path, "w", SAMPLE_RATE, 1, "PCM_16") as file:
            file.comment = TAG
            file.write(x)
    return [path for path, _ in jobs]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `python -m offline demo`."""
    parser.add_argument(
        "--out", type=Path, default=Path("data"), metavar="DIR", help="folder for drums/ and keys/ (data)"
    )
    parser.add_argument("--seed", type=whole(0), default=0, help="another seed gives another library (0)")


def run(args: argparse.Namespace) -> int:
    """Writes the library; DemoError where it cannot."""
    start = time.perf_counter()
    try:
        paths = write_library(args.out, args.seed)
    except OSError as error:
        raise DemoError(
            f"The demo library could not be written to {args.out}: {error.strerror or error}."
        ) from error
    counts = ", ".join(f"{len(items)} {folder}" for folder, items in LIBRARY.items())
    print(f"{len(paths)} samples ({counts}) in {args.out} after {time.perf_counter() - start:.1f} s.")
    return 0
