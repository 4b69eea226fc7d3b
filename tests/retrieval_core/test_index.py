"""What the index stage finds out by itself: near-duplicates, and the limits of each approach."""

import numpy as np
import pytest

from offline.indexing.limits import calibrate, prompts
from offline.indexing.twins import twins
from retrieval_core.arrays import unit


def rows(hashes: str, **facts: object) -> list[dict]:
    return [{"sha256": sha, "duration": 1.0, "tempo": None, "pitch": None} | facts for sha in hashes]


def test_twins_are_the_same_file_or_nearly_the_same_sound():
    rng = np.random.default_rng(0)
    audio = unit(rng.standard_normal((6, 64)))
    audio[3] = unit(audio[1] + 0.01 * unit(rng.standard_normal(64)))  # a cosine of 0.99995
    audio[4] = unit(audio[1] + 0.2 * unit(rng.standard_normal(64)))  # 0.98: another hit of the same drum
    assert twins(rows("abcdec"), audio) == [None, None, None, 1, None, 2]


def test_what_is_like_a_twin_alone_is_none():
    rng = np.random.default_rng(0)
    step = 0.03 * unit(rng.standard_normal(64))
    start = unit(rng.standard_normal(64))
    audio = unit(np.stack([start, start + step, start + 2 * step]))
    assert audio[0] @ audio[2] < 0.999 < audio[0] @ audio[1]
    assert twins(rows("abc"), audio) == [None, 0, None]


@pytest.mark.parametrize(
    ("facts", "same"),
    [
        ({"duration": 2.04}, True),
        ({"duration": 4.0}, False),
        ({"tempo": 121.0}, False),
        ({"tempo": 60.0}, True),
        ({"tempo": None}, True),
        ({"pitch": 34}, False),
    ],
)
def test_twins_are_of_one_length_tempo_and_pitch(facts, same):
    known = {"duration": 2.0, "tempo": 120.0, "pitch": 33}
    audio = np.ones((2, 4), np.float32)
    found = twins([*rows("a", **known), *rows("b", **known | facts)], audio)
    assert found == [None, 0 if same else None]


@pytest.fixture
def asked() -> list[tuple[str, str, bool]]:
    held = [(f"prompt {i}", f"class {i % 10}", True) for i in range(200)]
    return held + [(f"other {i}", "violin" if i % 2 else "flute", False) for i in range(100)]


def test_a_threshold_refuses_few_of_what_is_there_and_most_of_what_is_not(asked):
    rng = np.random.default_rng(0)
    best = np.concatenate([rng.normal(0.7, 0.1, 200), rng.normal(0.3, 0.1, 100)])
    found = calibrate(best, asked)
    assert 0.02 < found["false_refusals"] < 0.1
    assert found["refusals"] > 0.9
    between = (np.quantile(best[:200], 0.05) + np.quantile(best[200:], 0.95)) / 2
    assert found["threshold"] == pytest.approx(between)


def test_where_other_sounds_are_far_off_next_to_nothing_is_refused_wrongly(asked):
    rng = np.random.default_rng(0)
    best = np.concatenate([rng.normal(0.7, 0.05, 200), rng.normal(0.1, 0.05, 100)])
    found = calibrate(best, asked)
    assert found["false_refusals"] < 0.01 and found["refusals"] == 1.0


def test_scores_that_differ_from_class_to_class_give_no_threshold(asked):
    level = np.array([int(name.split()[-1]) % 2 if held else 0.5 for _, name, held in asked])
    assert calibrate(level + np.linspace(0, 0.01, len(level)), asked)["threshold"] is None


def test_scores_that_do_not_tell_other_sounds_give_no_threshold(asked):
    found = calibrate(np.random.default_rng(0).normal(0.7, 0.1, 300), asked)
    assert found["threshold"] is None and found["refusals"] < 0.2


def test_with_a_handful_of_prompts_nothing_is_measured(asked):
    assert calibrate(np.ones(5), asked[:5]) is None
    pianos = [(text, "piano" if held else name, held) for text, name, held in asked]
    assert calibrate(np.ones(300), pianos) is None, "there is no other half of one class"


def test_prompts_are_sorted_by_what_a_library_holds():
    found = prompts([{"kick": 0.9, "drums": 1.0, "piano": 0.3}, {"openhat": 0.8, "hihat": 0.8, "drums": 1.0}])
    assert {name for _, name, held in found if held} >= {"kick", "hihat"}
    others = {name for _, name, held in found if not held}
    assert "piano" in others
    assert "hihat_pedal" not in others  # there are other hi-hats
