"""Attachments with broken headers, as many as one likes: python -m tests.faults.fuzz [--count N] [--seed S] [--odd DIR].

Each is decoded as the bot does it, and the figures are printed as JSON. With a folder of odd files, these are decoded as
they are, and broken like the others.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import soundfile as sf

from bot import hearing
from retrieval_core.audio import AudioError

RATE = 22050
#: The header of a format lies within as many bytes.
HEADER = 512
#: Numbers that length and count fields are known to be surprised by.
EXTREMES = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)


def originals() -> dict[str, bytes]:
    """A short sound in each format that strangers send: every one decodes."""
    tone = 0.5 * np.sin(2 * np.pi * 330 * np.arange(2400) / 8000)
    stereo = np.stack([tone, tone * 0.3], axis=1)
    id3 = b"ID3\x03\x00\x00\x00\x00\x00\x18TIT2\x00\x00\x00\x0e\x00\x00\x00a sound title"
    return {
        "wav": _encoded(tone, "WAV", "PCM_16"),
        "wav float": _encoded(stereo, "WAV", "FLOAT"),
        "wav extensible": _encoded(stereo, "WAVEX", "PCM_24"),
        "wav adpcm": _encoded(tone, "WAV", "MS_ADPCM"),
        "wav ima": _encoded(tone, "WAV", "IMA_ADPCM"),
        "wav gsm": _encoded(tone, "WAV", "GSM610"),
        "rf64": _encoded(tone, "RF64", "PCM_16"),
        "flac": _encoded(stereo, "FLAC", "PCM_16"),
        "flac 24": _encoded(tone, "FLAC", "PCM_24"),
        "ogg vorbis": _encoded(stereo, "OGG", "VORBIS"),
        "ogg opus": _encoded(tone, "OGG", "OPUS"),
        "mp3": _encoded(stereo, "MP3", "MPEG_LAYER_III"),
        "mp3 with id3": id3 + _encoded(tone, "MP3", "MPEG_LAYER_III"),
    }


def _encoded(samples: np.ndarray, format: str, subtype: str) -> bytes:
    file = io.BytesIO()
    sf.write(file, samples, 8000, subtype, format=format)
    return file.getvalue()


def mutated(data: bytes, rng: np.random.Generator) -> bytes:
    """A file with one to eight faults in its header."""
    broken = bytearray(data)
    for _ in range(rng.integers(1, 9)):
        place = int(rng.integers(0, min(HEADER, len(broken) - 4)))
        match rng.integers(0, 6):
            case 0:  # a bit
                broken[place] ^= 1 << int(rng.integers(0, 8))
            case 1:  # a byte
                broken[place] = int(rng.integers(0, 256))
            case 2:  # a number, in either order of its bytes
                size = int(rng.choice([2, 4]))
                value = int(rng.choice(EXTREMES)) & (256**size - 1)
                broken[place : place + size] = value.to_bytes(size, str(rng.choice(["little", "big"])))
            case 3:  # a part that is missing
                del broken[place : place + int(rng.integers(1, 64))]
            case 4:  # a part that is there twice
                part = broken[place : place + int(rng.integers(1, 64))]
                broken[place:place] = part
            case 5:  # the end
                del broken[max(16, int(rng.integers(0, len(broken)))) :]
        if len(broken) < 16:
            return bytes(broken)
    return bytes(broken)


def fuzz(count: int, seed: int, odd: Path | None = None) -> dict[str, Any]:
    """Decode `count` mutated files, two at a time as the bot does.

    Parameters:
        odd: a folder whose files are decoded as they are, and mutated in turn with the others.

    Returns:
        how they ended, the slowest one in seconds, how much this process grew, and the largest decoder, in MiB; and by
        name how the odd files themselves ended.
    """
    files = originals()
    for name, data in files.items():
        assert len(hearing.hear(name, data, RATE)), name
    odd_files = {} if odd is None else {path.name: path.read_bytes() for path in sorted(odd.iterdir())}
    odd_endings = {name: _heard(data) for name, data in odd_files.items()}
    whole = [*files.values(), *(data for data in odd_files.values() if len(data) > 16)]
    before = _resident()
    started = time.monotonic()
    with ThreadPoolExecutor(2) as pool:
        endings = list(pool.map(lambda n: _one(whole[n % len(whole)], [seed, n]), range(count)))
    endings += odd_endings.values()
    took = time.monotonic() - started
    grown = _resident() - before
    hearing.decoder.close()
    return {
        "files": count,
        "seed": seed,
        "endings": dict(Counter(ending for ending, _ in endings)),
        "slowest_s": round(max(seconds for _, seconds in endings), 3),
        "grown_mib": round(grown, 1),
        "largest_decoder_mib": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, 1),
        "seconds": round(took, 1),
        "odd": {name: ending for name, (ending, _) in odd_endings.items()},
    }


def _one(whole: bytes, seed: list[int]) -> tuple[str, float]:
    """How a mutated file ends, and after how many seconds."""
    return _heard(mutated(whole, np.random.default_rng(seed)))


def _heard(data: bytes) -> tuple[str, float]:
    """How a file ends, and after how many seconds."""
    started = time.monotonic()
    try:
        heard = hearing.hear("a stranger's file", data, RATE)
        assert heard.dtype == np.float32
        assert len(heard) <= hearing.MOST_SECONDS * RATE + RATE
        assert np.isfinite(heard).all()
        ending = "heard"
    except AudioError as problem:
        text = str(problem)
        ending = (
            "cut off by a limit"
            if "too long" in text or "too much" in text
            else "silent"
            if "silence" in text
            else "refused"
        )
    return ending, time.monotonic() - started


def _resident() -> float:
    """Memory of this process in MiB."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--odd", type=Path, metavar="DIR", help="a folder of odd files of one's own")
    args = parser.parse_args()
    print(json.dumps(fuzz(args.count, args.seed, args.odd), indent=1, ensure_ascii=False))
