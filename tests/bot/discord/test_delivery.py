"""Samples within Discord's limits: as they are, as FLAC, as a preview."""

import hashlib
import io
import os
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from PIL import Image

from bot.cards import BACKGROUND, MARGIN, ROW, WAVE_LEFT, WAVE_RIGHT, _cut, _font, card, outlines
from bot.discord.delivery import fit, pack
from retrieval_core import Retriever
from retrieval_core.pictures import COLUMNS
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


def indexed(library: Path, *files: bytes) -> list[Hit]:
    """Hits of a library that is made of these files, each in a folder of its own under the same name."""
    hits = []
    for rank, data in enumerate(files, start=1):
        path = f"{rank}/same.wav"
        (library / str(rank)).mkdir()
        (library / path).write_bytes(data)
        hits.append(
            Hit(rank, rank, library, path, "drums", 0.9, 1.0, sha256=hashlib.sha256(data).hexdigest())
        )
    return hits


def test_ten_large_files_share_one_request(tmp_path: Path) -> None:
    large, small = wav(60, noise=True), wav(0.1, noise=True)
    hits = indexed(tmp_path, *[small] * 3, *[large] * 7)
    parcels, notes = pack(hits, tmp_path, file_limit=10 * 2**20)
    assert sum(len(parcel.data) for parcel in parcels) < 25 * 2**20
    assert len({parcel.name for parcel in parcels}) == 10
    assert [parcel.data for parcel in parcels[:3]] == [small] * 3
    assert set(notes) <= set(range(4, 11))
    assert [notes[rank].split(",")[0] for rank in sorted(notes)] == ["too large"] * len(notes)


def test_of_ten_large_files_one_is_in_memory_at_a_time(tmp_path: Path) -> None:
    size = 4 * 2**20
    hits = indexed(tmp_path, *(bytes([rank]) * size for rank in range(10)))
    tracemalloc.start()
    parcels, notes = pack(hits, tmp_path, file_limit=2**20)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (parcels, len(notes)) == ([], 10)
    assert most < 3 * size


def test_only_what_was_indexed_is_packed(tmp_path: Path) -> None:
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
    parcels, notes = pack(hits, library, file_limit=10 * 2**20)
    assert [(parcel.name, parcel.data) for parcel in parcels] == [("good.wav", b"good")]
    assert "gone" in notes[2]
    assert "outside" in notes[3]
    assert "outside" in notes[4]
    assert "no file" in notes[5]
    assert "changed" in notes[6]
    assert 7 in notes


def test_a_card_is_a_picture_even_of_strange_hits(tmp_path: Path) -> None:
    names = ["a" * 300 + ".wav", "キック.wav", "", "kick\n.wav"]
    hits = [hit(rank, tmp_path / name) for rank, name in enumerate(names, start=1)]
    assert card(hits, {1: np.full((2, COLUMNS), 255, np.uint8)}).startswith(b"\x89PNG")


def test_the_card_draws_each_sound_as_the_build_knows_it(index: Path) -> None:
    """Where a sound is loud its row is lit, and nowhere else."""
    retriever = Retriever.open(index)
    hits = retriever.search("crash", 2)
    crash = hits[0]
    with Image.open(io.BytesIO(card(hits, {crash.rank: outlines(hits, retriever)[crash.rank]}))) as picture:
        pixels = np.asarray(picture.convert("RGB")).astype(int)
    waves = pixels[MARGIN // 2 :, WAVE_LEFT:WAVE_RIGHT]
    lit = np.abs(waves - BACKGROUND).max(axis=2) > 60
    heights = lit[1:ROW].sum(axis=0)
    assert heights[: len(heights) // 4].max() > ROW // 2 > heights[-len(heights) // 4 :].max()
    assert lit[ROW + 1 : 2 * ROW].sum(axis=0).max() == 1, "a line, as nothing is known of it"


async def test_an_answer_stays_where_its_card_is_lost(scene: Scene) -> None:
    """Ten files fill a message, and the card of their waveforms goes into one of its own."""
    scene.discord.fail("POST", r"/webhooks/.*", 400, code=50035, message="Invalid Form Body", times=9)
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


@pytest.mark.parametrize(
    ("name", "drawn"), [("漢字キック 2.wav", "… 2.wav"), ("Grüße.wav", "Gru…e.wav"), ("kick.wav", "kick.wav")]
)
def test_on_a_card_no_box_stands_for_a_letter_that_the_font_lacks(name: str, drawn: str) -> None:
    assert _cut(name, _font(15), 230) == drawn
