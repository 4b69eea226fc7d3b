"""Audio files to waveforms: mono, resampled, peak-normalised, or a sentence that says why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile as sf
import soxr

MAX_SECONDS = 600.0
SILENCE = 1e-5  # peak below which a file holds no sound: -100 dBFS, under one step of 16 bits
CANCELLED = 0.1  # share of the energy of unrelated channels below which averaging has cancelled them
LOUDEST = (
    1e12  # some writers take full scale for 2^31; what lies far above is a broken number, and overflows later
)
BLOCK_SAMPLES = 1 << 20
KEEP_SAMPLES = 1 << 22  # decoded files up to this size are kept between the two passes (16 MB)
SAMPLE_RATES = range(1000, 1_000_000)


class AudioError(ValueError):
    """A file that cannot be used; the message is one sentence for the user."""


class SilentAudioError(AudioError):
    """A file that decodes but holds no sound."""


@dataclass(frozen=True)
class _Levels:
    """What the first pass learns of a file: DC and energy of each channel and of their average."""

    frames: int
    dc: np.ndarray
    energy: np.ndarray
    mix_energy: float

    def weights(self) -> np.ndarray:
        """The mix to mono: the average, or the loudest channel where the average cancels.

        Unrelated channels of energy E_c average to sum(E_c) / n^2; far less than that means opposite phases.
        """
        n = len(self.energy)
        weights = np.full(n, 1.0 / n, np.float32)
        if self.mix_energy < CANCELLED * self.energy.sum() / n**2:
            weights[:] = 0.0
            weights[self.energy.argmax()] = 1.0
        return weights


def load(path: str | Path, sr: int, max_seconds: float = MAX_SECONDS, normalise: bool = True) -> np.ndarray:
    """Decode an audio file to one channel at one sample rate.

    Channels are averaged (where they cancel, the loudest is taken), DC is removed, single NaN, infinite and
    absurdly large samples are zeroed, and the peak is brought to 1. Long files are read in blocks: memory stays within the
    returned waveform and some 30 MB.

    Parameters:
        path: a file that libsndfile reads: wav, flac, aiff, ogg, mp3 ...
        sr: sample rate of the result, in Hz.
        max_seconds: what lies beyond this length is not read.
        normalise: bring the peak to 1; else the level stays as it is in the file.

    Returns:
        float32 array of shape (samples,).

    Raises:
        AudioError: missing, malformed, without frames, or mostly not numbers.
        SilentAudioError: every sample (DC aside) is below -100 dBFS.
    """
    path = Path(path)
    if not path.is_file():
        raise AudioError(f"{path.name}: there is no such file.")
    try:
        with sf.SoundFile(path) as file:
            rate, size = file.samplerate, file.frames * file.channels
        if rate not in SAMPLE_RATES:
            raise AudioError(f"{path.name}: has a header that claims a sample rate of {rate} Hz.")
        kept = list(_blocks(path, max_seconds)) if size <= KEEP_SAMPLES else None
        levels = _measure(path.name, kept if kept is not None else _blocks(path, max_seconds))
        blocks = kept if kept is not None else _blocks(path, max_seconds)
        waveform = _resample((_mono(block, levels) for block in blocks), rate, sr)
    except sf.LibsndfileError as error:
        raise AudioError(f"{path.name}: cannot be decoded ({_said(error)}).") from error
    except OSError as error:
        raise AudioError(f"{path.name}: cannot be read ({error.strerror or error}).") from error
    loud = _normalised(waveform, levels, path.name)
    return loud if normalise else waveform


def extent(path: Path) -> tuple[str, float]:
    """ "mono" or "stereo", which is any file of more than one channel, and the length in seconds, both as its header has them.

    Raises:
        AudioError: its header cannot be read.
    """
    try:
        info = sf.info(path)
    except sf.LibsndfileError as error:
        raise AudioError(f"{path.name}: cannot be decoded ({_said(error)}).") from error
    return "mono" if info.channels == 1 else "stereo", info.frames / info.samplerate


def heard(waveform: np.ndarray) -> np.ndarray:
    """A waveform from outside as `load` gives those of files: without DC and what is no number, its peak at 1.

    Raises:
        AudioError: it is not of the shape (samples,), or mostly not numbers.
        SilentAudioError: it is silent.
    """
    if waveform.ndim != 1:
        raise AudioError(
            f"the sound: one channel was expected, (samples,), and not the shape {waveform.shape}."
        )
    block = waveform.astype(np.float32)[:, None]
    block[np.abs(block) > LOUDEST] = np.nan
    levels = _measure("the sound", [block])
    return _normalised(_mono(block, levels), levels, "the sound")


def _said(error: sf.LibsndfileError) -> str:
    """What libsndfile says of a file that is there; of noise called .mp3 it says that there is none."""
    said = error.error_string.rstrip(".")
    return "no audio was found in it" if said.startswith("File does not exist") else said


def _blocks(path: Path, max_seconds: float) -> Iterator[np.ndarray]:
    """Yield (frames, channels) float32 blocks as decoded; a file that breaks off yields what came before."""
    with sf.SoundFile(path) as file:
        left = int(max_seconds * file.samplerate)
        size = max(1, BLOCK_SAMPLES // file.channels)
        started = False
        while left > 0:
            try:
                block = file.read(min(size, left), dtype="float32", always_2d=True)
            except sf.LibsndfileError:
                if started:
                    return
                raise
            if not len(block):
                return
            started = True
            left -= len(block)
            block[np.abs(block) > LOUDEST] = np.nan
            yield block


def _normalised(waveform: np.ndarray, levels: _Levels, name: str) -> np.ndarray:
    """A waveform with its peak at 1.

    Raises:
        SilentAudioError: it is silent.
    """
    peak = float(np.abs(waveform).max(initial=0.0))
    if peak < SILENCE:
        only = "one constant level" if np.abs(levels.dc).max() > SILENCE else "silence"
        raise SilentAudioError(f"{name}: holds no sound, only {only}.")
    return waveform / np.float32(peak)


def _measure(name: str, blocks: Iterator[np.ndarray] | list[np.ndarray]) -> _Levels:
    frames, unusable = 0, 0
    total = squares = np.zeros(1)
    mix_total = mix_squares = 0.0
    for block in blocks:
        broken = ~np.isfinite(block)
        unusable += int(broken.any(axis=1).sum())
        clean = np.where(broken, 0.0, block).astype(np.float64)
        mix = clean.mean(axis=1)
        frames += len(block)
        total = total + clean.sum(axis=0)
        squares = squares + np.square(clean).sum(axis=0)
        mix_total += mix.sum()
        mix_squares += np.square(mix).sum()
    if not frames:
        raise AudioError(f"{name}: holds no audio frames.")
    if unusable > frames / 2:
        raise AudioError(f"{name}: most of its samples are not numbers.")
    dc = total / frames
    energy = np.maximum(squares - frames * dc**2, 0.0)
    mix_energy = max(mix_squares - mix_total**2 / frames, 0.0)
    return _Levels(frames, dc.astype(np.float32), energy, mix_energy)


def _mono(block: np.ndarray, levels: _Levels) -> np.ndarray:
    centred = np.where(np.isfinite(block), block - levels.dc, 0.0).astype(np.float32, copy=False)
    return centred @ levels.weights()


def _resample(blocks: Iterator[np.ndarray], rate: int, sr: int) -> np.ndarray:
    if rate == sr:
        return np.concatenate(list(blocks))
    stream = soxr.ResampleStream(rate, sr, 1, dtype="float32")
    parts = [stream.resample_chunk(block) for block in blocks]
    parts.append(stream.resample_chunk(np.zeros(0, np.float32), last=True))
    return np.concatenate(parts)
