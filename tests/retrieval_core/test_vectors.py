"""Searching vectors: exact in a small library, in a large one nearly so, and never outside what is allowed."""

import faiss
import numpy as np
import pytest

from offline.indexing.tuning import RECALL, Chosen, make_index
from retrieval_core.arrays import unit
from retrieval_core.members import Members
from retrieval_core.vectors import Vectors

SIZE, DIMENSION = 20_000, 32


@pytest.fixture(scope="module")
def library() -> tuple[np.ndarray, np.ndarray]:
    """Sounds in clusters, and texts that lie apart from all of them."""
    rng = np.random.default_rng(0)
    centres = rng.standard_normal((200, DIMENSION))
    sounds = centres[np.arange(SIZE) % 200] + 0.6 * rng.standard_normal((SIZE, DIMENSION))
    texts = centres[:80] + 0.5 * rng.standard_normal((80, DIMENSION)) + rng.standard_normal(DIMENSION)
    return unit(sounds), unit(texts)


@pytest.fixture(scope="module")
def inverted(library) -> tuple[faiss.Index, Chosen]:
    sounds, texts = library
    turned = texts + unit(np.roll(texts, 1, axis=0))
    return make_index(sounds, {"texts": texts, "turned": turned}, kind="ivf")


@pytest.fixture(scope="module", params=["flat", "ivf"])
def vectors(request, library, inverted, tmp_path_factory) -> Vectors:
    index = inverted[0] if request.param == "ivf" else make_index(library[0], {"texts": library[1]})[0]
    file = tmp_path_factory.mktemp("vectors") / "index.faiss"
    faiss.write_index(index, str(file))
    return Vectors.open(file)


def exact(library: np.ndarray, query: np.ndarray, k: int, allowed: np.ndarray) -> list[int]:
    scores = library[allowed] @ query
    return allowed[np.argsort(-scores)[:k]].tolist()


def test_a_small_library_is_searched_exactly(library):
    _, chosen = make_index(library[0], {"texts": library[1]})
    assert chosen.kind == "flat"


def test_inverted_lists_find_what_the_manifest_says(library, inverted):
    sounds, texts = library
    index, chosen = inverted
    vectors = Vectors(index)
    everything = np.arange(SIZE)
    found = [set(vectors.search(text, 10).ids.tolist()) for text in texts]
    share = np.mean(
        [len(one & set(exact(sounds, t, 10, everything))) / 10 for one, t in zip(found, texts, strict=True)]
    )
    assert chosen.kind == "ivf" and chosen.lowest >= RECALL
    assert chosen.recall.keys() == {"texts", "turned", "sounds"}
    assert share >= RECALL - 0.01
    assert chosen.probes < chosen.lists / 2, "looking through everything would be no index"


@pytest.mark.parametrize("many", [0, 1, 7, 300, 6000])
def test_of_what_is_allowed_as_many_come_back_as_there_are(library, vectors, many):
    sounds, texts = library
    allowed = np.sort(np.random.default_rng(many).choice(SIZE, many, replace=False))
    for text in texts[:10]:
        found = vectors.search(text, 10, Members.of(allowed, SIZE))
        assert len(found.ids) == min(10, many) and set(found.ids) <= set(allowed)
        wanted = exact(sounds, text, 10, allowed)
        assert len(set(found.ids) & set(wanted)) >= len(wanted) - 1


def test_of_many_as_many_are_sure_as_need_be(library, vectors):
    sounds, texts = library
    allowed = np.sort(np.random.default_rng(1).choice(SIZE, 6000, replace=False))
    for text in texts[:10]:
        found = vectors.search(text, 200, Members.of(allowed, SIZE), sure=10)
        assert len(found.ids) == 200
        assert len({*found.ids[:10].tolist()} & {*exact(sounds, text, 10, allowed)}) >= 9


def test_what_lies_at_the_other_end_is_found_too(library, vectors):
    """The nearest lists hold none of what is allowed."""
    sounds, texts = library
    far = np.argsort(sounds @ texts[0])[:3000]
    assert len(vectors.search(texts[0], 20, Members.of(far, SIZE)).ids) == 20


def test_vectors_come_back_by_id(library, vectors):
    ids = np.array([0, 19_999, 5])
    assert (np.sum(vectors.get(ids) * library[0][ids], axis=1) > 0.999).all()


def test_a_large_file_is_mapped_and_answers_the_same(library, inverted, tmp_path, monkeypatch):
    _, texts = library
    file = tmp_path / "index.faiss"
    faiss.write_index(inverted[0], str(file))
    read = Vectors.open(file).search(texts[0], 10)
    monkeypatch.setattr("retrieval_core.vectors.MAPPED", 0)
    mapped = Vectors.open(file).search(texts[0], 10)
    assert read.ids.tolist() == mapped.ids.tolist() and np.array_equal(read.scores, mapped.scores)
