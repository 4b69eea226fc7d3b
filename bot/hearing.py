"""Sounds from strangers: decoded in a process of its own, with an end to its time, memory and output.

Run as a program, `python -m bot.hearing FILE RATE` decodes one file and writes float32 samples to its output.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from retrieval_core.audio import AudioError

MOST_BYTES = 25 * 1024 * 1024
MOST_SECONDS = 60.0
PATIENCE_SECONDS = 15.0
CPU_SECONDS = 10
MEMORY_BYTES = 1024 * 1024 * 1024
_REFUSED = 3


def hear(name: str, data: bytes, sample_rate: int) -> np.ndarray:
    """Decode a file from a stranger, at most its first minute.

    Parameters
    ----------
    name : the file's name, for messages
    sample_rate : wanted, in Hz

    Returns
    -------
    float32 array of shape (samples,), peak 1

    Raises
    ------
    AudioError
        It is no audio, holds no sound, or takes too much to decode; the message says which.
    """
    shown = Path(name).name[:80] or "That file"
    if len(data) > MOST_BYTES:
        raise AudioError(
            f"{shown} has {len(data) / 2**20:.0f} MiB; I listen to at most {MOST_BYTES >> 20} MiB."
        )
    with tempfile.NamedTemporaryFile(prefix="crate-") as file:
        file.write(data)
        file.flush()
        try:
            done = subprocess.run(
                [sys.executable, "-m", "bot.hearing", file.name, str(sample_rate)],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=PATIENCE_SECONDS,
                cwd=Path(__file__).resolve().parent.parent,
                env={"PATH": os.environ.get("PATH", ""), "OPENBLAS_NUM_THREADS": "1"},
            )
        except subprocess.TimeoutExpired:
            raise AudioError(f"{shown} takes too long to decode.") from None
    if done.returncode == _REFUSED:
        reason = done.stderr.decode("utf-8", "replace").strip().removeprefix(Path(file.name).name)
        raise AudioError(f"{shown}{reason}")
    if done.returncode or not done.stdout:
        raise AudioError(f"{shown} cannot be decoded: it asks for too much time or memory, or is damaged.")
    return np.frombuffer(done.stdout, np.float32)


def main(path: str, sample_rate: str) -> int:
    """Decode `path` to standard output; a refusal goes to standard error."""
    import resource

    from retrieval_core.audio import load

    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        samples = load(path, int(sample_rate), max_seconds=MOST_SECONDS)
    except AudioError as problem:
        print(problem, file=sys.stderr)
        return _REFUSED
    sys.stdout.buffer.write(samples.astype(np.float32).tobytes())
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
