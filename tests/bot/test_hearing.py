"""Sounds from strangers are decoded in a process of their own, or refused with a sentence."""

import io
import os
import resource
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from bot import hearing
from retrieval_core.audio import AudioError, load

ROOT = Path(__file__).parent.parent.parent
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
        (b"", "no sound that I can read"),
        (b"RIFF\xff\xff\xff\xffWAVEfmt ", "no sound that I can read"),
        (encoded(np.zeros(8000), "WAV"), "only silence"),
        (bytes(26 * 2**20), "at most 25 MiB"),
    ],
)
def test_what_cannot_be_heard_is_refused_by_its_own_name(data: bytes, said: str) -> None:
    with pytest.raises(AudioError, match=said) as refusal:
        hearing.hear("../../etc/my sound.wav", data, 22050)
    assert str(refusal.value).startswith("my sound.wav")
    assert "crate-" not in str(refusal.value)


def test_a_bomb_ends_at_its_limits() -> None:
    """Half a minute at 655 kHz on eight channels: 100 kB that decode to 600 MB."""
    file = io.BytesIO()
    with sf.SoundFile(file, "w", 655350, 8, "PCM_16", format="FLAC") as bomb:
        for second in range(60):
            bomb.write(np.full((655350, 8), 99 + 500 * (second % 2), np.int16))
    started = time.monotonic()
    with pytest.raises(AudioError, match=r"takes too long|asks for too much"):
        hearing.hear("bomb.flac", file.getvalue(), 22050)
    assert time.monotonic() - started < 5


def test_a_limit_that_the_system_refuses_costs_no_sound(tmp_path: Path) -> None:
    """As macOS does with the one on address space."""
    program = """
import io, resource, sys
from bot import decoder
limit = resource.setrlimit
def refusing(kind, most):
    if kind == resource.RLIMIT_AS:
        raise ValueError("current limit exceeds maximum limit")
    limit(kind, most)
resource.setrlimit = refusing
decoder.decode(sys.argv[1], 22050, output := io.BytesIO())
print(output.getvalue()[:1], *resource.getrlimit(resource.RLIMIT_FSIZE))
"""
    (tmp_path / "tone.wav").write_bytes(encoded(TONE, "WAV"))
    run = [sys.executable, "-c", program, str(tmp_path / "tone.wav")]
    heard = subprocess.run(run, capture_output=True, text=True, check=True, cwd=ROOT)
    assert heard.stdout.split() == ["b'H'", "0", "0"], "heard, and the other limits are kept"


def test_a_busy_process_hears_as_well() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
    held = [os.open(os.devnull, os.O_RDONLY) for _ in range(1100)]
    try:
        assert len(hearing.hear("tone.wav", encoded(TONE, "WAV"), 22050)) == 22050
    finally:
        for descriptor in held:
            os.close(descriptor)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize("fault", [signal.SIGKILL, signal.SIGSTOP], ids=["it died", "it hangs"])
def test_a_decoder_that_is_gone_is_replaced(fault: signal.Signals) -> None:
    data = encoded(TONE, "WAV")
    hearing.hear("before.wav", data, 22050)
    first = hearing.decoder._process
    assert first
    os.kill(first.pid, fault)
    assert len(hearing.hear("after.wav", data, 22050)) == 22050
    assert hearing.decoder._process is not first
    assert first.poll() is not None


def test_the_decoder_knows_nothing_of_the_bot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "a-secret")
    hearing.decoder.close()
    hearing.hear("tone.wav", encoded(TONE, "WAV"), 22050)
    assert hearing.decoder._process
    environment = Path(f"/proc/{hearing.decoder._process.pid}/environ").read_bytes()
    assert b"OPENBLAS" in environment
    assert b"a-secret" not in environment


def test_the_decoder_ends_with_the_process_that_started_it() -> None:
    script = (
        "import os, sys; from bot import hearing\n"
        "try: hearing.hear('x', b'x', 22050)\n"
        "except ValueError: print(hearing.decoder._process.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    deadline = time.monotonic() + 5
    while Path(f"/proc/{done.stdout.strip()}/cmdline").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
        with suppress(OSError):  # a zombie that nobody has buried yet has no command line any more
            if not Path(f"/proc/{done.stdout.strip()}/cmdline").read_bytes():
                return
    assert not Path(f"/proc/{done.stdout.strip()}").exists()
