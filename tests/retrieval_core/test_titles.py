"""Samples that are called by the name of their file."""

from pathlib import Path

import pytest

from offline.embedding.lexical import documents
from offline.indexing.catalog import write_catalog
from retrieval_core.catalog import Catalog
from retrieval_core.taxonomy import Taxonomy
from retrieval_core.titles import titled

PATHS = (
    "Drums/Kicks/Kick 1.wav",
    "Drums/Kicks/Kick 2.wav",
    "Drums/Kicks/Kick.wav",
    "Loops/amen_174bpm_F#m.flac",
    "Vox/café_été.mp3",
    *(f"Snares/SNR tight {number}.wav" for number in range(3)),
    *(f"Hats/Session {number}.wav" for number in range(30)),
)


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    rows = [{"path": path, "fine": "kick", "caption": "a sound"} for path in PATHS]
    classes = [{"kick": 1.0} for _ in PATHS]
    words = list(documents(zip(rows, classes, strict=True), Taxonomy.load()))
    write_catalog(tmp_path / "catalog.db", rows, classes, words)
    return Catalog(tmp_path / "catalog.db")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Kick 2", ["Kick 2.wav"]),
        ("kick_2.wav", ["Kick 2.wav"]),
        ("amen", ["amen_174bpm_F#m.flac"]),
        ("Cafe", ["café_été.mp3"]),
        ("give me SNR tight", [f"SNR tight {number}.wav" for number in range(3)]),
        ("session 7", ["Session 7.wav"]),
    ],
)
def test_a_name_or_a_part_of_it_that_few_share(catalog: Catalog, text: str, names: list[str]) -> None:
    assert [Path(PATHS[id]).name for id in titled(catalog, text).ids] == names


@pytest.mark.parametrize(
    "text", ["session", "Kick 3", "tight SNR", "a dark piano loop around 90 bpm", "", "2"]
)
def test_what_many_share_and_what_nothing_is_called_is_no_name(catalog: Catalog, text: str) -> None:
    assert titled(catalog, text).ids == ()


def test_digits_alone_are_a_name_where_it_is_one_of_a_file(tmp_path: Path) -> None:
    rows = [{"path": "Drums/00123.wav", "fine": "kick", "caption": "a sound"}]
    words = list(documents(zip(rows, [{"kick": 1.0}], strict=True), Taxonomy.load()))
    write_catalog(tmp_path / "catalog.db", rows, [{"kick": 1.0}], words)
    assert titled(Catalog(tmp_path / "catalog.db"), "00123.wav").whole
    assert titled(Catalog(tmp_path / "catalog.db"), "00123").ids == ()


def test_whoever_says_what_sounds_are_called_need_not_mean_a_file(catalog: Catalog) -> None:
    assert titled(catalog, "Kick 2").whole
    assert titled(catalog, "Kick 2").plain, "which may also be two kicks, or the second of those shown"
    assert titled(catalog, "kick.wav").whole and not titled(catalog, "kick.wav").plain
    assert not titled(catalog, "kick").whole
    assert not titled(catalog, "amen").whole
