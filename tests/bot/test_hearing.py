"""Sounds from strangers are decoded in a process of their own, or refused with a sentence."""

import io
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from bot import hearing
from retrieval_core.audio import AudioError, load

TONE = np.sin(2 * np.pi * 330 * np.arange(44100) / 44100) * 0.5


def encoded(samples: np.ndarray, format: str, rate: int = 44100) -> bytes:
    file = io.BytesIO()
    sf.write(file, samples, rate, format=format)
    return file.getvalue()


@pytest.mark.parametrize("format", ["WAV", "FLAC", "OGG", "MP3"])
def test_it_hears_what_the_build_hears(tmp_path: Path, format: str) -> None:
    data = encoded(TONE, format)
    (tmp_path / "tone").write_bytes(data)
    assert np.array_equal(hearing.hear("tone", data, 22050), load(tmp_path / "tone", 22050))


def test_only_the_first_minute_is_heard() -> None:
    minutes = encoded(np.tile(TONE[:8000], 180), "FLAC", 8000)
    assert len(hearing.hear("long.flac", minutes, 8000)) == 60 * 8000


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "cannot be decoded"),
        (b"RIFF\xff\xff\xff\xffWAVEfmt ", "cannot be decoded"),
        (encoded(np.zeros(8000), "WAV"), "only silence"),
        (bytes(26 * 2**20), "at most 25 MiB"),
    ],
)
def test_what_cannot_be_heard_is_refused_by_its_own_name(data: bytes, said: str) -> None:
    with pytest.raises(AudioError, match=said) as refusal:
        hearing.hear("../../etc/my sound.wav", data, 22050)
    assert str(refusal.value).startswith("my sound.wav")
    assert "crate-" not in str(refusal.value)


def test_a_decoder_that_hangs_or_crashes_costs_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "decoder"
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    program.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(program))
    monkeypatch.setattr(hearing, "PATIENCE_SECONDS", 0.2)
    started = time.monotonic()
    with pytest.raises(AudioError, match="takes too long"):
        hearing.hear("slow.wav", b"x", 22050)
    assert time.monotonic() - started < 5
    program.write_text("#!/bin/sh\nkill -SEGV $$\n")
    with pytest.raises(AudioError, match="cannot be decoded"):
        hearing.hear("crash.wav", b"x", 22050)
