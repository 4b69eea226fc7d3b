"""What librosa has numba compile: by one process at a time, since a cache that several write at once crashes whoever reads it."""

import fcntl
from functools import cache
from pathlib import Path

import librosa
import numpy as np

RATE = 22050


@cache
def ready() -> None:
    """Have all that is compiled at its first use compiled and kept, or read what was kept.

    numba keeps machine code beside librosa. Of two processes that compile the same function at once the one may keep a
    function, the other what calls it, and they do not fit; from then on every call ends the process. So each process begins
    with this, behind a lock on librosa itself (flock), which whoever uses the same copy of it waits for.
    """
    with Path(librosa.__file__).open("rb") as librosa_itself:
        fcntl.flock(librosa_itself, fcntl.LOCK_EX)
        tone = np.sin(2 * np.pi * 220 / RATE * np.arange(RATE // 2, dtype=np.float32))
        librosa.yin(tone, fmin=110, fmax=440, sr=RATE)
        librosa.piptrack(y=tone, sr=RATE)
        librosa.onset.onset_detect(y=tone, sr=RATE)
        librosa.zero_crossings(tone)
        librosa.util.abs2(librosa.stft(tone))
        librosa.util.phasor(tone)
