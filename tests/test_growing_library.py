"""A library of which little has changed: the real stages take over what is known, and embed only what is new."""

from dataclasses import replace
from pathlib import Path

import pytest
import soundfile

from offline.build import QUERIES, build
from offline.pipeline.scan import scan
from offline.pipeline.work import Settings
from offline.publishing import grow
from retrieval_core import Retriever
from retrieval_core.build import PROJECT, Build
from tests.test_small_libraries import thump

pytestmark = pytest.mark.slow


@pytest.fixture
def settings(tmp_path, monkeypatch) -> Settings:
    """A library of six sounds, small as it is counted among the large ones."""
    monkeypatch.setattr(grow, "FROM", 1)
    monkeypatch.setattr(grow, "SHARE", 1.0)
    for number in range(6):
        add(tmp_path / "library", f"{('Kicks', 'Toms')[number % 2]}/{number}.wav", number)
    encoders = PROJECT / "data/encoders"
    names = (str(encoders / "text"), str(encoders / "audio"))
    return Settings(str(tmp_path / "library"), "folders", *names, str(QUERIES), folds=2)


def add(library: Path, name: str, seed: int) -> None:
    (library / name).parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(library / name, thump(seed), 44100)


def names(root: Path) -> list[str]:
    hits = Retriever.open(root).search("kick drum", k=20)
    assert len(hits) == len({hit.id for hit in hits})
    return sorted(hit.name for hit in hits)


def test_it_grows_keeps_its_heads_and_starts_anew_when_too_much_has_changed(
    settings, tmp_path, monkeypatch, capfd
):
    library, root = Path(settings.library), tmp_path / "index"
    whole = build(settings, root)
    assert build(settings, root) == whole
    assert "nothing has changed" in capfd.readouterr().err

    add(library, "Kicks/new.wav", 99)
    (library / "Kicks/broken.wav").write_text("no sound")
    (library / "Toms/1.wav").unlink()
    grown = Build.open(build(settings, root))
    grown.verify()
    said = capfd.readouterr().err
    assert "heads and evaluation are those of build" in " ".join(said.split())
    assert "broken.wav: cannot be decoded" in said
    left = ["Kicks/0.wav", "Kicks/2.wav", "Kicks/4.wav", "Kicks/new.wav", "Toms/3.wav", "Toms/5.wav"]
    assert names(root) == left
    assert grown.manifest["grown"] == {"learned": whole.name, "changed": 3}
    assert grown.manifest["counts"]["samples"] == 6
    assert grown.manifest["counts"]["classes"] == {"Kicks": 4, "Toms": 2}
    for file in ("contrastive/head.safetensors", "evaluation/metrics.json", "limits.json"):
        assert (grown.folder / file).read_bytes() == (whole / file).read_bytes()

    assert build(settings, root) == grown.folder, "a file that is as broken as before is no change"
    said = capfd.readouterr().err
    assert "nothing has changed" in said and "embed audio" not in said

    (library / "Kicks/broken.wav").unlink()
    (library / "Toms/3.wav").unlink()
    grown = Build.open(build(settings, root))  # nothing is new, so nothing is embedded
    assert "0 files" not in capfd.readouterr().err
    assert names(root) == [name for name in left if name != "Toms/3.wav"]
    assert grown.manifest["grown"]["learned"] == whole.name

    def changes(settings: Settings) -> grow.Growth | None:
        return grow.growth(root, replace(settings, sources=grow.sources(settings)), scan(library)[0])

    queries = tmp_path / "mine.csv"
    queries.write_bytes(QUERIES.read_bytes())
    assert changes(replace(settings, queries=str(queries))), "the same by another name"
    queries.write_text(queries.read_text() + "a thud,Kicks\n")
    assert changes(replace(settings, queries=str(queries))) is None

    add(library, "Kicks/one more.wav", 100)
    assert changes(settings)
    with monkeypatch.context() as later:
        later.setattr(grow, "names", lambda joint: ("one of its own", "hybrid"))
        assert changes(settings) is None, "it has no index for an approach that is new"
    monkeypatch.setattr(grow, "SHARE", 0.1)
    assert changes(settings) is None  # five have come and gone by now
