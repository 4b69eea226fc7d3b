"""Constraints filter exactly."""

import pytest

from offline.indexing.catalog import write_catalog
from retrieval_core.catalog import Catalog
from retrieval_core.request import Request

ROWS = [
    ("drums/kick.wav", "drums", "one-shot", None, None, 0.4, {"kick": 0.9, "tom": 0.1}),
    ("drums/loop.wav", "drums", "loop", 120.0, None, 4.0, {"drumloop": 1.0, "kick": 0.1}),
    ("drums/hat.wav", "drums", "one-shot", None, None, 0.1, {"openhat": 0.7, "hihat": 1.0}),
    ("keys/piano.wav", "keys", "loop", 90.0, "A minor", 5.3, {"piano": 1.0}),
    ("keys/organ.wav", "keys", "one-shot", None, "A major", 2.0, {"organ": 0.8, "pad": 0.25}),
]
NOTES = {"drums/kick.wav": "C2", "drums/hat.wav": "A4"}


@pytest.fixture
def catalog(tmp_path) -> Catalog:
    rows, classes = [], []
    for path, label, kind, tempo, key, duration, found in ROWS:
        fine = max(found, key=lambda name: found[name])
        rows.append(
            {
                "path": path,
                "label": label,
                "fine": fine,
                "kind": kind,
                "tempo": tempo,
                "key": key,
                "pitch_name": NOTES.get(path),
                "duration": duration,
            }
        )
        classes.append({label: 1.0, **found})
    write_catalog(tmp_path / "catalog.db", rows, classes, [row["path"] for row in rows])
    return Catalog(tmp_path / "catalog.db")


@pytest.mark.parametrize(
    ("request_", "found"),
    [
        (Request(classes=("drums",)), [0, 1, 2]),
        (Request(classes=("kick",)), [0]),
        (Request(classes=("kick", "piano")), [0, 3]),
        (Request(exclude=("hihat",)), [0, 1, 3, 4]),
        (Request(classes=("drums",), exclude=("drumloop", "hihat")), [0]),
        (Request(exclude=("pad",)), [0, 1, 2, 3]),
        (Request(kind="loop"), [1, 3]),
        (Request(tempo=(85.0, 95.0)), [3]),
        (Request(tempo=(None, 100.0)), [3]),
        (Request(duration=(None, 0.5)), [0, 2]),
        (Request(key="A minor"), [3]),
        (Request(key="A"), [2, 3, 4]),
        (Request(key="A", kind="one-shot"), [2, 4]),  # a note is in the key of its pitch
        (Request(key="minor"), [3]),
        (Request(key="A4"), [2]),
        (Request(key="C or A4"), [0, 2]),
        (Request(key="not C2 or A major"), [1, 2, 3]),
        (Request(tempo=(110.0, 100.0)), [1, 3]),  # outside
        (Request(named=("drums/",)), [0, 1, 2]),
        (Request(named=("!drums/",)), [3, 4]),
        (Request(skip=(0, 3)), [1, 2, 4]),
        (Request(skip=(0, -1, 99)), [1, 2, 3, 4]),
        (Request(classes=("violin",)), []),
    ],
)
def test_hard_constraints(catalog, request_, found):
    assert catalog.allowed(request_).ids().tolist() == found


@pytest.mark.parametrize("k", [1, 5])
def test_what_may_be_excluded_is_left_out_of_answers_where_enough_remains_and_never_of_a_number(catalog, k):
    without = Request(exclude=("kick", "tom"), k=k)
    assert catalog.fitting(without).ids().tolist() == [1, 2, 3, 4]
    assert catalog.allowed(without).ids().tolist() == ([2, 3, 4] if k == 1 else [1, 2, 3, 4])


def test_a_catalog_lacks_nothing_of_what_it_is_written_from(tmp_path):
    rows = [{"path": name, "fine": "kick"} for name in ("a.wav", "b.wav")]
    with pytest.raises(ValueError, match="shorter"):
        write_catalog(tmp_path / "short.db", rows, [{"kick": 1.0}], ["a", "b"])
    write_catalog(tmp_path / "whole.db", iter(rows), [{"kick": 1.0}] * 2, iter(["a", "b"]))
    assert len(Catalog(tmp_path / "whole.db")) == 2


def test_a_request_without_constraints_allows_everything(catalog):
    assert catalog.allowed(Request(text="dark", qualities=("dark",), k=3)) is None


def test_sql_in_a_class_name_is_a_class_that_is_not_there(catalog):
    assert catalog.allowed(Request(classes=("'); drop table samples; --",))).ids().tolist() == []
    assert len(catalog) == 5


def test_classes_and_rows(catalog):
    assert catalog.class_counts() == {"drums": 3, "keys": 2}
    assert catalog.labels() == ["drums", "drums", "drums", "keys", "keys"]
    assert catalog.rows([3])[3]["path"] == "keys/piano.wav"
