"""A catalog that is revised says what one says that was written at once: words, sets, columns, counts."""

import sqlite3

import numpy as np
import pytest

from offline.indexing import catalog
from offline.indexing.extend import arrange
from offline.indexing.words import remove_words, revise_common, write_words
from retrieval_core.words import Words, add_words
from tests import synthetic

OLD, NEW = 400, 40


def content(file) -> dict[str, dict]:
    """All that is derived from the rows."""
    db = sqlite3.connect(file)
    size = int(db.execute("select value from facts where name = 'samples'").fetchone()[0])
    sets = {}
    for name, few, data in db.execute("select name, few, members from sets"):
        bits = np.unpackbits(np.frombuffer(data, np.uint8), bitorder="little")
        sets[name] = (np.frombuffer(data, np.int32) if few else np.flatnonzero(bits)).tolist()
    columns = {}
    for name, data in db.execute("select name, data from columns"):
        columns[name] = np.frombuffer(data, np.int32 if name == "twin_of" else np.float64)
        assert len(columns[name]) == size
    common = {}
    for term, ids, scores in db.execute("select * from common"):
        if ids:
            common[term] = dict(
                zip(np.frombuffer(ids, np.int32).tolist(), np.frombuffer(scores, np.float32), strict=True)
            )
        else:  # a word that is everywhere: a level for each sample
            levels = np.frombuffer(scores, np.uint8)
            assert len(levels) == size
            common[term] = {int(id): levels[id] for id in np.flatnonzero(levels)}
    facts = dict(db.execute("select * from facts").fetchall())
    terms = db.execute("select * from terms").fetchall()
    return {"sets": sets, "columns": columns, "common": common, "facts": facts, "terms": terms}


@pytest.mark.parametrize("everywhere", [1, 0])
@pytest.mark.parametrize("gone", [20, 90])
def test_it_says_the_same(gone, everywhere, tmp_path, monkeypatch):
    monkeypatch.setattr("offline.indexing.words.COMMON", 100)
    monkeypatch.setattr("offline.indexing.words.MOST", 100)
    monkeypatch.setattr("offline.indexing.words.EVERYWHERE", everywhere)
    rows, classes, _ = synthetic.library(OLD + NEW)
    documents = [f"{row['caption']} {row['path']}" for row in rows]
    removed = np.sort(np.random.default_rng(gone).choice(OLD, gone, replace=False)).tolist()
    places, moves = arrange(OLD, removed, NEW)
    catalog.write_catalog(tmp_path / "grown.db", rows[:OLD], classes[:OLD], documents[:OLD])
    db = catalog.connect(tmp_path / "grown.db")
    fresh = list(zip(places, rows[OLD:], classes[OLD:], documents[OLD:], strict=True))
    catalog.revise(db, removed, moves, fresh, [])
    db.close()
    at = {id: id for id in range(OLD) if id not in set(removed)}
    at = {new: old for old, new in ((old, moves.get(old, old)) for old in at)}
    at |= {place: OLD + i for i, place in enumerate(places)}
    order = [at[id] for id in range(len(at))]
    parts = ([whole[i] for i in order] for whole in (rows, classes, documents))
    catalog.write_catalog(tmp_path / "once.db", *parts)
    grown, once = content(tmp_path / "grown.db"), content(tmp_path / "once.db")
    assert grown["sets"] == once["sets"]
    assert grown["facts"] == once["facts"]
    assert grown["terms"] == once["terms"]
    assert grown["columns"].keys() == once["columns"].keys()
    for name in once["columns"].keys() - {"twin_of"}:
        assert np.array_equal(grown["columns"][name], once["columns"][name], equal_nan=True)
    assert once["common"]
    for term, scores in once["common"].items():
        if term in grown["common"]:  # what has become common since is found out by the next whole build
            assert grown["common"][term].keys() == scores.keys()
            assert list(grown["common"][term].values()) == pytest.approx(
                [scores[id] for id in grown["common"][term]], rel=0.02
            )


@pytest.mark.parametrize("most", [10_000, 4])
def test_a_common_word_may_leave_the_library(most, monkeypatch):
    """Listed one by one, and where five samples are very many."""
    monkeypatch.setattr("offline.indexing.words.COMMON", 4)
    monkeypatch.setattr("offline.indexing.words.MOST", most)
    db = sqlite3.connect(":memory:")
    documents = [*["dark snare"] * 5, *["kick"] * 5]
    write_words(db, documents)
    gone = dict(enumerate(documents[5:], start=5))
    for sample, document in gone.items():
        remove_words(db, sample, document)
    revise_common(db, gone, {}, {})
    left = Words(db, 5)
    assert not len(left.having("kick"))
    assert left.having("snare").tolist() == [0, 1, 2, 3, 4]
    add_words(db, [(5, "kick")])
    revise_common(db, {}, {}, {5: "kick"})
    grown = Words(db, 6)
    assert grown.having("kick").tolist() == [5]
    assert grown.having("snare").tolist() == [0, 1, 2, 3, 4]
