"""A build that grows: what has gone is never found again, what is new is, and the rest answers as if made at once."""

import shutil

import numpy as np
import pytest

from offline.indexing.extend import arrange, extend
from offline.indexing.index import index
from offline.indexing.twins import regrouped
from offline.pipeline.work import Work
from offline.publishing.publish import publish
from retrieval_core import Retriever
from retrieval_core.arrays import unit
from retrieval_core.build import Build
from retrieval_core.request import Request
from tests import synthetic

OLD, NEW = 700, 60
TEXTS = ("kick", "a dark piano loop", "openhat", "0357")


def build(root, name, rows, classes, sounds, kind="flat", growth=None):
    """Publish a build of samples, whole or grown."""
    work = Work(root / f"{name}.building")
    work.folder.mkdir(parents=True)
    synthetic.prepare(work, rows, classes, sounds)
    work.write("settings", {**work.read("settings"), "index": kind})
    if growth:
        work.write("growth", growth)
        extend(work)
        many = growth["samples"]
    else:
        index(work)
        many = len(rows)
    publish(work, root, "contrastive", {"samples": many})
    return root / name


@pytest.fixture(scope="module")
def samples():
    """Those there were, and more: the last new ones are copies of an old one and of each other."""
    rows, classes, sounds = synthetic.library(OLD + NEW)
    rng = np.random.default_rng(1)
    sounds[-1] = sounds[10]
    sounds[-2] = sounds[-3] = unit(rng.standard_normal(sounds.shape[1]))
    rows[-1] |= synthetic.copied(rows[10])
    rows[-2] |= synthetic.copied(rows[-3])
    return rows, classes, sounds


@pytest.fixture(scope="module", params=[("flat", 20), ("ivf", 150)], ids=str)
def grown(request, samples, tmp_path_factory):
    """Two retrievers, of a grown build and of one made at once, after more has gone than come and the other way round."""
    kind, gone = request.param
    rows, classes, sounds = samples
    root = tmp_path_factory.mktemp("grown")
    before = build(root, "b1", rows[:OLD], classes[:OLD], sounds[:OLD], kind)
    removed = np.sort(np.random.default_rng(2).choice(np.arange(11, OLD), gone, replace=False)).tolist()
    growth = {"build": str(before), "removed": removed, "samples": OLD - gone + NEW}
    build(root, "b2", rows[OLD:], classes[OLD:], sounds[OLD:], kind, growth)
    kept = [i for i in range(OLD + NEW) if i not in set(removed)]
    once = root / "once"
    parts = [rows[i] for i in kept], [classes[i] for i in kept], sounds[kept]
    build(once, "b1", *parts, kind)
    return Retriever.open(root), Retriever.open(once), [rows[i]["path"] for i in removed]


def test_it_answers_as_if_made_at_once(grown):
    found, once, gone = grown
    found.build.verify()
    assert len(found.catalog) == len(once.catalog)
    assert found.catalog.class_counts() == once.catalog.class_counts()
    requests = [
        Request(text=text, k=20, approach=approach, **more)
        for text in TEXTS
        for approach in ("contrastive", "hybrid", "prototype")
        for more in ({}, {"classes": ("drums",), "tempo": (90.0, 140.0)}, {"kind": "loop", "key": "A"})
    ]
    share = []
    for request in requests:
        one, other = ([hit.name for hit in retriever.search(request)] for retriever in (found, once))
        assert len(one) == len(other)
        assert not set(one) & set(gone)
        share.append(len(set(one) & set(other)) / max(len(one), 1))
    assert np.mean(share) > 0.97  # near-duplicates may be shown by another of them


def test_ids_have_no_gaps_and_everything_of_a_sample_has_the_same(grown, samples):
    found, _, _ = grown
    rows, _, sounds = samples
    number = {row["path"]: i for i, row in enumerate(rows)}
    listed = found.catalog.rows(range(len(found.catalog)))
    assert sorted(listed) == list(range(len(found.catalog)))
    order = [number[listed[id]["path"]] for id in range(len(listed))]
    for approach in ("contrastive", "prototype"):
        vectors = found._live.approach(approach).vectors.get(np.arange(len(listed)))
        assert (np.sum(vectors * sounds[order], axis=1) > 0.998).all()
    assert (found.peaks(range(len(listed)))[:, 0, 0] == np.array(order) % 256).all()
    assert np.isfinite(found.places(range(len(listed)))).all()


def test_new_twins_join_their_groups(grown, samples):
    found, _, _ = grown
    rows = samples[0]
    ids = {row["path"]: id for id, row in found.catalog.rows(range(len(found.catalog))).items()}
    last = [ids[rows[i]["path"]] for i in (-1, -2, -3, 10)]
    groups = found.catalog.groups(last)
    assert groups[0] == groups[3] and groups[1] == groups[2] != groups[0]


def test_words_of_what_has_gone_find_nothing(grown):
    found, _, gone = grown
    for name in gone[:20]:
        number = name.split("_")[1].removesuffix(".wav")
        hits = found.search(Request(text=number, k=5, approach="hybrid"))
        assert name not in {hit.name for hit in hits}
        assert not len(found.catalog.words.having(number))


@pytest.mark.parametrize(
    ("size", "removed", "added", "expected"),
    [
        (5, [], 2, ([5, 6], {})),
        (5, [1, 2], 3, ([1, 2, 5], {})),
        (5, [1, 4], 0, ([], {3: 1})),
        (5, [3, 4], 0, ([], {})),
        (5, [0, 1, 2], 1, ([0], {3: 1, 4: 2})),
        (2, [0, 1], 2, ([0, 1], {})),
    ],
)
def test_gaps_are_filled(size, removed, added, expected):
    assert arrange(size, removed, added) == expected


def test_twins_of_one_that_has_gone_stay_together():
    first = np.array([0, 1, 0, 0, 1, 5])
    found, changed = regrouped(first, removed=[0], moves={5: 0})
    assert found.tolist() == [-1, 1, 2, 2, 1, 0]
    assert sorted(changed) == [(0, 0), (2, 2), (3, 2)]


def test_a_build_that_has_not_changed_is_the_same_file_by_file(samples, tmp_path):
    rows, classes, sounds = samples
    parts = rows[:300], classes[:300], sounds[:300]
    before = build(tmp_path, "b1", *parts)
    nothing = rows[:0], classes[:0], sounds[:0]
    after = build(tmp_path, "b2", *nothing, growth={"build": str(before), "removed": [], "samples": 300})
    for name in ("contrastive/index.faiss", "peaks.npy", "map.npy"):
        assert (before / name).read_bytes() == (after / name).read_bytes()
    shutil.rmtree(before)
    Build.open(after).verify()
