"""Orders: fused, moved by adjectives, near-duplicates folded."""

import sqlite3

import numpy as np
import pytest

from offline.indexing.words import write_words
from retrieval_core.approaches.hybrid import NAMES, WORDS, K, fuse
from retrieval_core.qualities import SWAY, leanings, sway
from retrieval_core.ranking import Ranked, Scored, fold
from retrieval_core.words import Words


def ranked(*ids: int, scores: tuple[float, ...] = ()) -> Ranked:
    return Ranked(np.array(ids, np.int64), np.array(scores or np.linspace(1, 0.5, len(ids))))


def words(*documents: str) -> Words:
    db = sqlite3.connect(":memory:")
    write_words(db, documents)
    return Words(db, len(documents))


def matching(found: Words, text: str, size: int) -> Ranked:
    """Of so many samples those that match a text, the best first."""
    return found.matches(text)[0].among(np.arange(size))


def test_equal_scores_share_a_rank_and_strangers_have_none():
    ranks = ranked(4, 7, 9, scores=(2.0, 2.0, 1.0)).ranks(np.array([9, 7, 4, 5]))
    assert ranks.tolist() == [3, 1, 1, np.inf]


def test_reciprocal_rank_fusion_by_hand():
    sound, by_words = ranked(1, 2, 3), Scored(np.array([2, 3, 7]), np.array([1.0, 5.0, 9.0]))
    fused = fuse(sound, by_words.among(sound.ids), ranked())
    assert fused.ids.tolist() == [2, 3, 1]
    assert fused.scores == pytest.approx([(1 + WORDS) / (K + 2), 1 / (K + 3) + WORDS / (K + 1), 1 / (K + 1)])


def test_a_name_outweighs_the_sound():
    fused = fuse(ranked(*range(100)), ranked(), ranked(99))
    assert fused.ids[0] == 99
    assert fused.scores[0] == pytest.approx(1 / (K + 100) + NAMES / (K + 1))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("drums without kicks", ""),
        ("no kick, snare", "snare"),
        ("anything but kicks", ""),
        ("snare, not a kick", "snare"),
        ("snare minus kick in A minor", "snare"),
    ],
)
def test_what_is_negated_does_not_match(text, left):
    by_words, _ = words("kick one", "snare two").matches(text)
    assert by_words.ids.tolist() == ([1] if left else [])


def test_names_are_words_that_the_taxonomy_does_not_know():
    found = words("kick KSHMR", "kick", "dark kick")
    by_words, by_names = found.matches("dark kshmr kick")
    assert by_names.ids.tolist() == [0]
    assert set(by_words.ids.tolist()) == {0, 1, 2}


def test_where_no_word_matches_the_sound_decides():
    sound = ranked(5, 1, 8)
    matching = [scored.among(sound.ids) for scored in words("kick", "snare").matches("violin")]
    assert fuse(sound, *matching).ids.tolist() == [5, 1, 8]


def test_words_are_stemmed_and_accents_do_not_matter():
    found = words("a dark kick", "a piano loop", "Batería suave")
    assert matching(found, "dark kicks", 3).ids.tolist() == [0]
    assert matching(found, "bateria", 3).ids.tolist() == [2]


def test_a_word_that_most_samples_have_still_counts():
    """FTS5's own weight of "drums" would be nothing here, and "loop" alone would decide."""
    found = words(*["drums hit"] * 6, "drums loop", *["keys loop"] * 3)
    assert matching(found, "drums loop", 10).ids[0] == 6
    assert set(matching(found, "drums", 10).ids) == set(range(7))


def test_words_that_are_syntax_are_words():
    found = words("kick near snare", "hat")
    assert matching(found, '") OR hat NEAR( "*', 2).ids.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("k", "seen", "expected"),
    [
        (2, (), [0, 2]),
        (3, (), [0, 2, 3]),
        (5, (), [0, 2, 3, 1, 4]),  # more than there are groups: the rest of them, too
        (2, (1,), [2, 3]),
        (3, (1, 3), [3, 0, 1]),
    ],
)
def test_of_what_sounds_the_same_only_the_best_is_shown(k, seen, expected):
    groups = np.array([1, 1, 3, 4, 4])
    assert fold(groups, k, seen).tolist() == expected


def test_adjectives_and_moods_name_measures():
    assert leanings(["dark", "punchy"]) == {"brightness": -1, "attack": 1}
    assert leanings(["sad"])["mode"] == -1
    assert leanings(["sad", "bright"])["brightness"] == 1
    assert leanings(["purple"]) == {}


def test_among_equals_the_adjective_decides():
    even = ranked(1, 2, 3, 4, scores=(0.72, 0.71, 0.70, 0.30))
    brightness = {"brightness": np.array([0.9, 0.5, 0.1, 0.0])}
    assert sway(even, brightness, {"brightness": -1}).ids.tolist() == [3, 2, 1, 4]
    assert sway(even, brightness, {"brightness": 1}).ids.tolist() == [1, 2, 3, 4]


def test_a_clearly_better_match_is_never_passed():
    rng = np.random.default_rng(0)
    for _ in range(50):
        scores = np.sort(rng.random(30))[::-1]
        before = Ranked(np.arange(30), scores)
        after = sway(before, {"attack": rng.random(30)}, {"attack": 1}).ids
        place = np.argsort(after)
        clearly = scores[:, None] - scores[None, :] > SWAY * (scores[0] - scores[-1])
        assert (place[:, None] < place[None, :])[clearly].all()


def test_what_is_not_measured_stays_in_the_middle():
    even = ranked(1, 2, 3, scores=(0.5, 0.5, 0.49))
    values = {"brightness": np.array([np.nan, 0.9, 0.1])}
    assert sway(even, values, {"brightness": 1}).ids.tolist() == [2, 1, 3]


def test_darker_than_the_one_before():
    near = ranked(1, 2, 3, 4, scores=(0.9, 0.8, 0.6, 0.5))
    values = {"brightness": np.array([0.8, 0.5, 0.3, 0.1])}
    after = sway(near, values, {"brightness": -1}, {"brightness": 0.4})
    assert set(after.ids[:2].tolist()) == {3, 4}


def test_common_words_kept_as_arrays_score_as_in_the_table(monkeypatch):
    documents = [
        f"{'kick ' * (i % 3 + 1)}{'dark ' * (i % 2)}drums loop {'long ' * (i % 5)}{i}" for i in range(300)
    ]
    monkeypatch.setattr("offline.indexing.words.COMMON", 300)
    plain = words(*documents)
    monkeypatch.setattr("offline.indexing.words.COMMON", 50)
    kept = words(*documents)
    assert kept._any_common and not plain._any_common
    for text in ("kicks", "dark kick", "drums", "17 kick", "long dark 8"):
        one, other = matching(plain, text, 300), matching(kept, text, 300)
        assert one.ids.tolist() == other.ids.tolist()
        assert one.scores == pytest.approx(other.scores, rel=1e-5)


def test_of_too_many_matches_the_best_stay(monkeypatch):
    found = words(*["kick"] * 30, *["kick dark"] * 5)
    monkeypatch.setattr("retrieval_core.words.MOST", 5)
    assert matching(found, "dark kick", 35).ids.tolist() == [30, 31, 32, 33, 34]


def test_words_that_are_everywhere_rank_what_else_has_found(monkeypatch):
    """Here more than two samples are as very many, and more than one as many."""
    documents = ["dark kick"] * 3 + ["dark dark snare", "bright snare", "bright tom"]
    listed = words(*documents)
    reference, _ = listed.matches("dark snare")
    monkeypatch.setattr("offline.indexing.words.COMMON", 1)
    for module in ("offline.indexing.words", "retrieval_core.words"):
        monkeypatch.setattr(f"{module}.MOST", 2)
    spread = words(*documents)
    by_words, _ = spread.matches("dark snare")
    assert by_words.ids.tolist() == [3, 4], "what only the word has that is everywhere is not listed"
    candidates = np.array([5, 4, 0, 3])
    assert by_words.among(candidates).ids.tolist() == [3, 4, 0]
    assert by_words.among(candidates).scores == pytest.approx(reference.among(candidates).scores, rel=0.01)
    assert spread.having("dark").tolist() == [0, 1, 2, 3]
    assert matching(spread, "dark", 6).ids.tolist() == matching(listed, "dark", 6).ids.tolist()
