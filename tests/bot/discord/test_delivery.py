"""Samples within Discord's limits: as they are, as FLAC, as a preview."""

import io
import os
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from bot.cards import BARS, card, peaks, project
from bot.discord.delivery import fit, pack, read
from retrieval_core.request import Hit
from tests.bot.discord.conftest import Scene
from tests.bot.discord.test_chat import wavs

RNG = np.random.default_rng(7)


def wav(seconds: float, *, noise: bool, subtype: str = "PCM_16", channels: int = 1) -> bytes:
    """Noise does not compress; a soft tone does."""
    frames = int(44100 * seconds)
    tone = 0.1 * np.sin(2 * np.pi * 220 * np.arange(frames) / 44100)
    mono = RNG.uniform(-0.9, 0.9, frames) if noise else tone
    file = io.BytesIO()
    sf.write(file, np.repeat(mono[:, None], channels, axis=1), 44100, subtype, format="WAV")
    return file.getvalue()


def hit(rank: int, path: Path, **more: object) -> Hit:
    return Hit(rank, rank, path.parent, path.name, "drums", 0.9, 1.0, **more)  # type: ignore[arg-type]


def test_what_fits_goes_out_as_it_is() -> None:
    data = wav(1, noise=True)
    parcel = fit("kick.wav", data, len(data))
    assert parcel is not None
    assert (parcel.name, parcel.data, parcel.note) == ("kick.wav", data, "")


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24"])
def test_what_is_too_large_becomes_flac_without_loss(subtype: str) -> None:
    data = wav(2, noise=False, subtype=subtype, channels=2)
    parcel = fit("pad.wav", data, len(data) * 3 // 4)
    assert parcel is not None
    assert (parcel.name, parcel.note) == ("pad.flac", "attached as FLAC")
    before, after = (sf.read(io.BytesIO(d), dtype="int32")[0] for d in (data, parcel.data))
    assert np.array_equal(before, after)


def test_what_is_still_too_large_becomes_a_preview_of_its_beginning() -> None:
    data = wav(40, noise=True, channels=2)
    parcel = fit("noise.wav", data, 1_500_000)
    assert parcel is not None
    assert parcel.name == "noise_preview.ogg"
    assert len(parcel.data) <= 1_500_000
    assert 9 < sf.info(io.BytesIO(parcel.data)).duration <= 30.1
    assert "first" in parcel.note


def test_nothing_fits_into_nothing() -> None:
    assert fit("noise.wav", wav(5, noise=True), 1000) is None
    assert fit("text.wav", b"no sound" * 1000, 1000) is None


def test_ten_large_files_share_one_request(tmp_path: Path) -> None:
    large, small = wav(60, noise=True), wav(0.1, noise=True)
    originals = {rank: large if rank > 3 else small for rank in range(1, 11)}
    hits = [hit(rank, tmp_path / "same.wav") for rank in originals]
    parcels, notes = pack(hits, originals, file_limit=10 * 2**20)
    assert sum(len(parcel.data) for parcel in parcels) < 25 * 2**20
    assert len({parcel.name for parcel in parcels}) == 10
    assert [parcel.data for parcel in parcels[:3]] == [small] * 3
    assert set(notes) <= set(range(4, 11))
    assert [notes[rank].split(",")[0] for rank in sorted(notes)] == ["too large"] * len(notes)


def test_only_what_was_indexed_is_read(tmp_path: Path) -> None:
    library, outside = tmp_path / "library", tmp_path / "secret.wav"
    library.mkdir()
    outside.write_bytes(b"secret")
    (library / "link.wav").symlink_to(outside)
    os.mkfifo(library / "pipe.wav")
    (library / "good.wav").write_bytes(b"good")
    (library / "changed.wav").write_bytes(b"other")
    good = "770e607624d689265ca6c44884d0807d9b054d23c473c106c72be9de08b7376c"
    paths = ["good.wav", "gone.wav", "link.wav", "../secret.wav", "pipe.wav", "changed.wav", "."]
    hits = [hit(rank, library / path, sha256=good) for rank, path in enumerate(paths, start=1)]
    originals, notes = read(hits, library)
    assert originals == {1: b"good"}
    assert "gone" in notes[2]
    assert "outside" in notes[3]
    assert "outside" in notes[4]
    assert "no file" in notes[5]
    assert "changed" in notes[6]
    assert 7 in notes


def test_peaks_follow_the_sound() -> None:
    decay = np.exp(-np.arange(44100) / 8000).astype(np.float32)
    file = io.BytesIO()
    sf.write(file, decay, 44100, format="WAV")
    heights = peaks(file.getvalue())
    assert heights.shape == (BARS,)
    assert heights[0] == 1
    assert np.all(np.diff(heights) <= 0)
    assert not peaks(b"no sound").any()


def test_a_card_is_a_picture_even_of_strange_hits(tmp_path: Path) -> None:
    names = ["a" * 300 + ".wav", "キック.wav", "", "kick\n.wav"]
    hits = [hit(rank, tmp_path / name) for rank, name in enumerate(names, start=1)]
    assert card(hits, {1: np.ones(BARS)}).startswith(b"\x89PNG")


def test_projection_keeps_what_lies_apart_apart() -> None:
    vectors = np.repeat(np.eye(2, 64), 20, axis=0) + 0.01 * RNG.standard_normal((40, 64))
    points = project(vectors.astype(np.float32))
    assert points.shape == (40, 2)
    assert abs(points[:20, 0].mean() - points[20:, 0].mean()) > 10 * points[:20, 0].std()


async def test_an_answer_stays_where_its_card_is_lost(scene: Scene) -> None:
    """Ten files fill a message, and the card of their waveforms goes into one of its own."""
    scene.discord.fail(
        "POST", r"/webhooks/.*", 400, code=50035, message="Invalid Form Body", times=9, after=1
    )
    async with scene.start():
        answer = await scene.discord.slash(scene.room, scene.ana, "find", prompt="drums", k=10)
        await scene.discord.say(scene.dm, scene.ana, "hello")  # what could still come has come
        assert len(wavs(answer)) == 10
        assert answer in scene.discord.said(scene.room)


async def test_the_limit_of_an_interaction_is_kept_and_the_reply_says_so(scene: Scene) -> None:
    scene.room.interaction_limit = 60_000  # the stand-in refuses anything larger
    async with scene.start():
        answer = await scene.discord.slash(scene.room, scene.ana, "find", prompt="keys", k=10)
        assert all(entry.size <= 60_000 for entry in answer.attachments)
        changed = [e.filename for e in answer.attachments if not e.filename.endswith(".wav")]
        assert changed
        assert (
            answer.content.count("attached as FLAC") + answer.content.count("too large") >= len(changed) - 1
        )
