"""What has been read and embedded is neither read nor embedded again."""

import json
import os
import sqlite3
import tempfile
import time
from contextlib import closing

import numpy as np
import pytest

from offline.embedding.decode import Decoded, Listening, decode, decode_all
from offline.pipeline import cache
from offline.pipeline.cache import EVALUATING, FACTS, EmbeddingCache, Hashes, forget
from offline.pipeline.scan import Sample, scan
from retrieval_core.build import FORMAT, PROJECT, folder_checksum, seal
from retrieval_core.encoders.features import WINDOW
from tests.offline.test_scan import write_wav

OLD = time.time() - 3600
EMBEDDED = PROJECT / "data/encoders/audio"


@pytest.fixture
def read(monkeypatch) -> list[str]:
    """Names of the files whose content is read."""
    names: list[str] = []
    real = cache.sha256
    monkeypatch.setattr(cache, "sha256", lambda file: names.append(file.name) or real(file))
    return names


def scanned(library, database) -> list[Sample]:
    hashes = Hashes(database, library)
    try:
        return scan(library, "none", content=hashes.get)[0]
    finally:
        hashes.close()


def test_only_what_has_changed_is_read_again(tmp_path, read):
    library = tmp_path / "library"
    for number in range(3):
        write_wav(library / f"{number}.wav", number)
        os.utime(library / f"{number}.wav", (OLD, OLD))
    first = scanned(library, tmp_path / "cache.db")
    assert read == ["0.wav", "1.wav", "2.wav"]
    read.clear()
    assert scanned(library, tmp_path / "cache.db") == first
    assert read == []
    write_wav(library / "1.wav", 7)  # as long as before, and later
    os.utime(library / "1.wav", (OLD + 1, OLD + 1))
    second = scanned(library, tmp_path / "cache.db")
    assert read == ["1.wav"]
    assert [a.sha256 == b.sha256 for a, b in zip(first, second, strict=True)] == [True, False, True]


def test_a_file_that_has_just_been_written_is_not_trusted_yet(tmp_path, read):
    write_wav(tmp_path / "library/a.wav")
    scanned(tmp_path / "library", tmp_path / "cache.db")
    scanned(tmp_path / "library", tmp_path / "cache.db")
    assert read == ["a.wav", "a.wav"]


def test_embeddings_come_back_by_content_and_encoder(tmp_path):
    rng = np.random.default_rng(0)
    samples = [Sample(f"{i}.wav", None, f"hash {i}", 1, 0) for i in range(25)]
    vectors = rng.standard_normal((25, 8)).astype(np.float32)
    one = EmbeddingCache(tmp_path / "cache.db", "encoder 1")
    assert one.missing(samples) == samples
    one.put(
        [(s.sha256, v, {"duration": i}) for i, (s, v) in enumerate(zip(samples, vectors, strict=True))][:20]
    )
    one.close()  # cut off: what is there is durable
    again = EmbeddingCache(tmp_path / "cache.db", "encoder 1")
    assert again.missing(samples, chunk=7) == samples[20:]
    found = list(again.fetch([s.sha256 for s in samples[19::-1]], chunk=6))
    assert np.array_equal([vector for vector, _ in found], vectors[19::-1])
    assert [about["duration"] for _, about in found] == list(range(19, -1, -1))
    assert EmbeddingCache(tmp_path / "cache.db", "encoder 2").missing(samples) == samples


def test_files_come_back_in_order_and_broken_ones_with_a_reason(tmp_path):
    for number in range(4):
        write_wav(tmp_path / f"{number}.wav", number)
    (tmp_path / "2.wav").write_text("no sound")
    samples, _ = scan(tmp_path, "none")
    found = list(decode_all(tmp_path, iter(samples), len(samples), Listening(32_000, features=True)))
    assert [one.sample.path for one in found] == ["0.wav", "1.wav", "2.wav", "3.wav"]
    assert [one.sound is None for one in found] == [False, False, True, False]
    assert "cannot be decoded" in found[2].reason
    assert found[0].sound.windows.shape[1:] == (2, WINDOW, 64)


def test_a_file_of_which_only_the_beginning_is_read_has_the_length_of_all(tmp_path, monkeypatch):
    write_wav(tmp_path / "long.wav")
    monkeypatch.setattr("offline.embedding.decode.MAX_SECONDS", 0.05)
    [sample], _ = scan(tmp_path, "none")
    found = decode(tmp_path, sample, Listening(32_000))
    assert len(found.sound) == 1600
    assert found.about["duration"] == pytest.approx(0.1)


def test_a_file_that_ends_its_process_is_left_out_and_the_others_are_not(tmp_path, monkeypatch):
    monkeypatch.setattr("offline.embedding.decode.decode", fatal)
    monkeypatch.setattr("offline.embedding.decode.PARALLEL_FROM", 0)
    monkeypatch.setattr("offline.embedding.decode.AHEAD", 3)
    samples = [Sample(f"{i}.wav", None, f"{i}", 1, 0) for i in range(10)]
    reading = decode_all(tmp_path, samples, 10, Listening(32_000))
    found = [next(reading)]
    time.sleep(2)  # the model is at work, and the process has ended before anything more is asked of it
    found += reading
    assert [one.sample.path for one in found] == [sample.path for sample in samples]
    [left_out] = [one for one in found if one.sound is None]
    assert left_out.sample.path == "3.wav" and left_out.broken
    assert left_out.reason == "the process that read it died or took too long"


def test_a_file_whose_reading_never_ends_is_left_out_and_the_others_are_not(tmp_path, monkeypatch):
    monkeypatch.setattr("offline.embedding.decode.decode", endless)
    monkeypatch.setattr("offline.embedding.decode.PARALLEL_FROM", 0)
    monkeypatch.setattr("offline.embedding.decode.PATIENCE", 1)
    samples = [Sample(f"{i}.wav", None, f"{i}", 1, 0) for i in range(6)]
    found = list(decode_all(tmp_path, samples, 6, Listening(32_000)))
    assert [one.sample.path for one in found if one.sound is None] == ["1.wav"]
    assert len(found) == 6


def fatal(library, sample, listening):
    """In place of a decoder that one file brings down."""
    if sample.path == "3.wav":
        time.sleep(0.5)  # those before it have come back
        os._exit(1)
    return Decoded(sample, np.ones(10, np.float32))


def endless(library, sample, listening):
    """In place of a decoder that one file keeps for ever."""
    while sample.path == "1.wav":
        time.sleep(60)
    return Decoded(sample, np.ones(10, np.float32))


def test_only_content_that_cannot_be_used_is_called_broken(tmp_path):
    write_wav(tmp_path / "fine.wav")
    write_wav(tmp_path / "gone.wav", 1)
    (tmp_path / "text.wav").write_text("no sound")
    (tmp_path / "later.wav").write_text("no sound yet")
    samples, _ = scan(tmp_path, "none")
    (tmp_path / "gone.wav").unlink()
    (tmp_path / "later.wav").write_text("no sound so far")
    found = {sample.path: decode(tmp_path, sample, Listening(32_000)) for sample in samples}
    assert {path for path, one in found.items() if one.sound is None} == {"gone.wav", "later.wav", "text.wav"}
    assert {path for path, one in found.items() if one.broken} == {"text.wav"}


def test_what_no_build_uses_any_more_is_forgotten(tmp_path):
    root, library = tmp_path / "index", tmp_path / "library"
    samples = [Sample(f"{name}.wav", None, name, 1, 0) for name in ("live", "before", "old")]
    own = folder_checksum(EMBEDDED)
    encoders = {name: f"{name} {FACTS}" for name in ("used", "unused")} | {"own": f"{own} {FACTS}"}
    for encoder in encoders.values():
        cache = EmbeddingCache(root / "embeddings.db", encoder)
        cache.put([(sample.sha256, np.ones(100, np.float32), {}) for sample in samples])
        cache.close()
    for name in ("live", "before", "old"):
        write_wav(library / f"{name}.wav")
        os.utime(library / f"{name}.wav", (OLD, OLD))
    scanned(library, root / "embeddings.db")
    for build in ("before", "live"):
        folder = root / build
        folder.mkdir()
        with closing(sqlite3.connect(folder / "catalog.db")) as catalog, catalog:
            catalog.execute("create table samples (sha256 text)")
            catalog.execute("insert into samples values (?)", [build])
        manifest = {
            "format": FORMAT,
            "id": build,
            "library": str(library),
            "encoders": {"audio": {"sha256": "used"}},
            "settings": {"facts": FACTS},
            "files": {},
        }
        (folder / "manifest.json").write_text(json.dumps(seal(manifest)))

    def left() -> dict[str, set[str]]:
        with closing(sqlite3.connect(root / "embeddings.db")) as db:
            rows = db.execute("select encoder, sha256 from embeddings").fetchall()
            files = {path for (path,) in db.execute("select path from files")}
        return {name: {sha for by, sha in rows if by == encoder} for name, encoder in encoders.items()} | {
            "files": files
        }

    everything = {"live", "before", "old"}
    with tempfile.TemporaryDirectory(dir=root, prefix=EVALUATING):
        forget(root, library, ["live.wav"])
        assert left()["unused"] == everything, "an evaluation at work may need it"
    forget(root, library, ["live.wav"])
    kept = {"live", "before"}
    assert left() == {"used": kept, "unused": set(), "own": kept, "files": {"live.wav"}}
