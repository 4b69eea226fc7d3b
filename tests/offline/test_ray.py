"""Embedding on Ray: a local cluster of two workers, of which one is killed midway."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from offline.embedding import ray_engine
from offline.embedding.embed import local
from offline.embedding.embedders import EmbeddedSounds
from offline.embedding.ray_engine import BATCH, Listener, on_ray
from offline.pipeline.scan import LibraryError, scan
from retrieval_core.build import EMBEDDED, PROJECT


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight batches of short noises, and a file that is none."""
    folder = tmp_path_factory.mktemp("library")
    rng = np.random.default_rng(0)
    for number in range(8 * BATCH - 1):
        noise = rng.standard_normal(4410) * np.exp(-np.arange(4410) / rng.uniform(100, 2000)) * 0.3
        soundfile.write(folder / f"{number:03}.wav", noise, 44100)
    (folder / "none.wav").write_bytes(b"this is no sound")
    return folder


@pytest.fixture(scope="module")
def embedder() -> EmbeddedSounds:
    return EmbeddedSounds(EMBEDDED["audio"])


def test_a_worker_is_killed_and_the_result_is_that_of_the_local_engine(
    library: Path, embedder: EmbeddedSounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    import ray

    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    samples, _ = scan(library, "none")
    killed: list[int] = []
    found = {}
    for one in on_ray(library, samples, len(samples), embedder):
        found[one.sample.path] = one
        if not killed:
            assert ray.is_initialized()
            assert ray.cluster_resources()["CPU"] >= 2
            killed = actors()[:1]
            os.kill(killed[0], signal.SIGKILL)
    assert killed and not ray.is_initialized()
    expected = {one.sample.path: one for one in local(library, samples, len(samples), embedder)}
    assert found.keys() == expected.keys()
    for path, one in expected.items():
        assert (one.reason, json.loads(json.dumps(one.about))) == (found[path].reason, found[path].about)
        if one.vector is None:
            assert found[path].vector is None
        else:
            np.testing.assert_allclose(found[path].vector, one.vector, atol=1e-5)
    assert "cannot be decoded" in found["none.wav"].reason


def test_a_machine_with_another_version_of_the_encoder_is_not_heard(embedder: EmbeddedSounds) -> None:
    Listener(".", embedder.about.source, embedder.about.checksum)
    with pytest.raises(LibraryError, match="has another version of the audio encoder"):
        Listener(".", embedder.about.source, "of another version")


def actors() -> list[int]:
    """Process ids of the actors that hold an encoder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if b"MapWorker" in (process / "cmdline").read_bytes():
                found.append(int(process.name))
    return found


def test_without_ray_the_command_that_installs_it_is_named(tmp_path: Path) -> None:
    script = (
        "import importlib.util as util, sys; find = util.find_spec\n"
        "util.find_spec = lambda name, *more: None if name == 'ray' else find(name, *more)\n"
        "from offline.__main__ import main\n"
        "sys.exit(main(['build', '--engine', 'ray', '--library', sys.argv[1], '--out', sys.argv[1]]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], cwd=PROJECT, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr.strip()) == (1, f"error: {ray_engine.MISSING}")
