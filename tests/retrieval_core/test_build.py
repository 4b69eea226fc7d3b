"""Builds are opened whole or refused by name and reason."""

import json
from pathlib import Path

import pytest

from retrieval_core.build import FORMAT, Build, BuildError, current_id, open_current, seal, sha256


@pytest.fixture
def root(tmp_path) -> Path:
    """A root with one live build, `b1`, of a single file."""
    folder = tmp_path / "b1"
    (folder / "prototype").mkdir(parents=True)
    file = folder / "prototype/index.faiss"
    file.write_bytes(b"vectors")
    manifest = {
        "format": FORMAT,
        "id": "b1",
        "library": "data",
        "settings": {"labels": "/my labels.csv"},
        "approaches": ["prototype"],
        "default_approach": "prototype",
        "files": {"prototype/index.faiss": {"sha256": sha256(file), "size": 7}},
    }
    (folder / "manifest.json").write_text(json.dumps(seal(manifest)))
    (tmp_path / "CURRENT").write_text("b1\n")
    return tmp_path


def test_the_live_build_opens(root):
    build = open_current(root)
    build.verify()
    assert build.id == "b1"
    assert build.approaches == ("prototype",)


def test_without_a_build_the_message_says_which_command_makes_one(tmp_path):
    with pytest.raises(BuildError, match=f"run `python -m offline build --out {tmp_path}`"):
        open_current(tmp_path)


def test_a_build_without_a_manifest_is_incomplete(root):
    (root / "b1/manifest.json").unlink()
    with pytest.raises(BuildError, match=r"b1 is incomplete: it has no manifest\.json"):
        open_current(root)


def test_a_newer_format_asks_for_a_newer_program(root):
    manifest = json.loads((root / "b1/manifest.json").read_text())
    (root / "b1/manifest.json").write_text(json.dumps(manifest | {"format": FORMAT + 1}))
    with pytest.raises(
        BuildError, match=f"is of format {FORMAT + 1}, and this version reads format {FORMAT}: update"
    ):
        open_current(root)


def test_an_altered_manifest_is_refused(root):
    manifest = json.loads((root / "b1/manifest.json").read_text())
    (root / "b1/manifest.json").write_text(json.dumps(manifest | {"library": "elsewhere"}))
    with pytest.raises(BuildError, match=r"its manifest\.json does not match its own checksum"):
        open_current(root)


def test_a_missing_file_is_named_and_the_command_that_builds_that_library_anew(root):
    (root / "b1/prototype/index.faiss").unlink()
    with pytest.raises(BuildError, match=r"prototype/index\.faiss is missing") as refused:
        open_current(root)
    assert str(refused.value).endswith(
        f"; `python -m offline build --library data --labels '/my labels.csv' --out {root}` makes it anew"
    )


def test_a_cut_file_is_seen_at_once(root):
    (root / "b1/prototype/index.faiss").write_bytes(b"vec")
    with pytest.raises(BuildError, match="has not the size"):
        open_current(root)


def test_a_flipped_bit_is_seen_before_the_file_is_used(root):
    build = open_current(root)
    (root / "b1/prototype/index.faiss").write_bytes(b"vectorS")
    with pytest.raises(BuildError, match=r"prototype/index\.faiss does not match its checksum"):
        build.checked("prototype/index.faiss")
    with pytest.raises(BuildError, match="does not match its checksum"):
        Build.open(root / "b1").verify()


def test_a_file_that_went_after_the_build_was_opened_is_named(root):
    build = open_current(root)
    (root / "b1/prototype/index.faiss").unlink()
    with pytest.raises(BuildError, match=r"prototype/index\.faiss is gone"):
        build.checked("prototype/index.faiss")


@pytest.mark.parametrize("name", ["", "../b1", "/etc"])
def test_current_names_a_folder_under_the_root_and_nothing_else(root, name):
    (root / "CURRENT").write_text(name)
    with pytest.raises(BuildError, match="names no build"):
        current_id(root)


def test_a_large_file_is_compared_once_and_again_when_it_has_changed(root, monkeypatch):
    monkeypatch.setattr("retrieval_core.build.LARGE", 4)
    read: list[str] = []
    monkeypatch.setattr("retrieval_core.build.sha256", lambda file: read.append(file.name) or sha256(file))
    for _ in range(2):
        open_current(root).checked("prototype/index.faiss")
    assert read == ["index.faiss"]
    (root / "b1/prototype/index.faiss").write_bytes(b"vectorS")
    with pytest.raises(BuildError, match="does not match its checksum"):
        open_current(root).checked("prototype/index.faiss")
    with pytest.raises(BuildError, match="does not match its checksum"):
        open_current(root).verify()
