"""Nothing outside the library can be sent, whatever a catalog says and whatever takes a sample's place."""

import hashlib
import json
import os
import sqlite3
import threading
from itertools import cycle
from pathlib import Path

import pytest

from bot.files import Unavailable, read_sample
from retrieval_core.build import seal, sha256
from retrieval_core.request import Hit
from tests.bot.discord.conftest import Scene
from tests.bot.discord.test_chat import wavs

pytestmark = pytest.mark.faults

SECRET = b"RIFF a secret that lies beside the library"
SECRET_SHA256 = hashlib.sha256(SECRET).hexdigest()


@pytest.fixture
def traps(tmp_path: Path) -> dict[str, str]:
    """Ways out of the library `tmp_path`/library, each as a path in a catalog, with what is to be said of it."""
    library = tmp_path / "library"
    (library / "drums").mkdir(parents=True, exist_ok=True)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.wav").write_bytes(SECRET)
    (library / "link.wav").symlink_to(outside / "secret.wav")
    (library / "hop.wav").symlink_to("drums/../link.wav")
    (library / "away").symlink_to(outside)
    (library / "device.wav").symlink_to("/dev/zero")
    (library / "circle.wav").symlink_to("circle.wav")
    os.mkfifo(library / "pipe.wav")
    (library / "swapped.wav").write_bytes(b"RIFF not what was indexed")
    (library / "folder.wav").mkdir()
    return {
        "../outside/secret.wav": "outside",
        "drums/../../outside/secret.wav": "outside",
        str(outside / "secret.wav"): "outside",
        "/etc/passwd": "outside",
        "/dev/zero": "outside",
        "/proc/self/environ": "outside",
        "link.wav": "outside",
        "hop.wav": "outside",
        "away/secret.wav": "outside",
        "device.wav": "outside",
        "circle.wav": "cannot be read",
        "pipe.wav": "is no file",
        "folder.wav": "is no file",
        ".": "is no file",
        "swapped.wav": "has changed",
        "a\0b.wav": "cannot be read",
        "x" * 300 + ".wav": "cannot be read",
    }


def hit(library: Path, path: str) -> Hit:
    """As the retriever makes it of a catalog row, whose hash is that of the secret."""
    return Hit(1, 0, library, path, "drums", 0.9, 1.0, sha256=SECRET_SHA256)


def test_no_way_leads_out_of_the_library(tmp_path: Path, traps: dict[str, str]) -> None:
    for path, said in traps.items():
        with pytest.raises(Unavailable, match=said):
            read_sample(hit(tmp_path / "library", path), tmp_path / "library")


def test_a_row_without_a_hash_is_not_sent(tmp_path: Path) -> None:
    (tmp_path / "kick.wav").write_bytes(SECRET)
    with pytest.raises(Unavailable, match="has changed"):
        read_sample(Hit(1, 0, tmp_path, "kick.wav", "drums", 0.9, 1.0), tmp_path)


def test_a_folder_that_becomes_a_link_while_it_is_read_leads_nowhere(
    tmp_path: Path, traps: dict[str, str]
) -> None:
    """Somebody swaps a folder for a link to the outside, back and forth, as fast as they can."""
    library = tmp_path / "library"
    (library / "packs/kit").mkdir(parents=True)
    (library / "packs/kit/secret.wav").write_bytes(b"RIFF the sample")
    (library / "packs/link").symlink_to(tmp_path / "outside")
    ended = threading.Event()

    def swap() -> None:
        while not ended.is_set():
            for first, second in (("kit", "safe"), ("link", "kit"), ("kit", "link"), ("safe", "kit")):
                (library / "packs" / first).rename(library / "packs" / second)

    swapping = threading.Thread(target=swap)
    swapping.start()
    said = set()
    try:
        for _ in range(2000):
            with pytest.raises(Unavailable) as refused:
                read_sample(hit(library, "packs/kit/secret.wav"), library)
            said.add(str(refused.value))
    finally:
        ended.set()
        swapping.join()
    assert any("changed" in reason for reason in said), "the sample itself was never met"
    assert any("outside" in reason for reason in said), "the link was never met"


async def test_of_a_catalog_full_of_traps_nothing_is_sent_and_the_answer_says_so(
    scene: Scene, own_index: Path, traps: dict[str, str], tmp_path: Path
) -> None:
    build = own_index / "copy"
    with sqlite3.connect(build / "catalog.db") as catalog:
        drums = [
            row[0] for row in catalog.execute("select id from samples where label = 'drums' order by id")
        ]
        catalog.executemany(
            "update samples set path = ?, sha256 = ?, twin_of = null where id = ?",
            [(path, SECRET_SHA256, id) for id, path in zip(drums, cycle(traps), strict=False)],
        )
    catalog.close()
    reseal(build)
    async with scene.start(own_index):
        answer = await scene.discord.say(scene.dm, scene.ana, "ten drum samples")
        assert wavs(answer) == []
        assert answer.content.count("so it is not attached") == 10
        assert len(wavs(await scene.discord.say(scene.dm, scene.ana, "two piano samples"))) == 2


def reseal(build: Path) -> None:
    """Make a build's manifest state what its files are now: an attacker who can write one can write the other."""
    manifest = json.loads((build / "manifest.json").read_text())
    for name in manifest["files"]:
        file = build / name
        manifest["files"][name] = {"sha256": sha256(file), "size": file.stat().st_size}
    (build / "manifest.json").write_text(json.dumps(seal(manifest)))
