"""The one place of musical knowledge: what it holds, what it answers, what it refuses."""

import subprocess
import sys
import tomllib
from collections.abc import Callable
from typing import Any

import pytest

from retrieval_core.taxonomy import DEFAULT_PATH, WAYS, Taxonomy, TaxonomyError


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return Taxonomy.load()


def meant(taxonomy: Taxonomy, phrase: str) -> set[tuple[str, str]]:
    return {(sense.kind, sense.id) for sense in taxonomy.senses(phrase)}


def test_wide_enough(taxonomy: Taxonomy) -> None:
    by_coarse = {
        coarse: [c for c in taxonomy.classes.values() if c.coarse == coarse] for coarse in taxonomy.coarse
    }
    assert len(taxonomy.classes) >= 60
    assert {coarse: len(found) >= 12 for coarse, found in by_coarse.items()} == dict.fromkeys(by_coarse, True)
    for c in taxonomy.classes.values():
        assert len(c.synonyms) + len(c.clues) >= 8, c.id
        assert c.about and c.codes and c.sounds, c.id


def test_what_a_class_counts_as_too(taxonomy: Taxonomy) -> None:
    assert taxonomy.ancestors("openhat") == ("hihat",)
    assert taxonomy.ancestors("stringmachine") == ("pad",)
    assert set(taxonomy.descendants("cymbal")) == {"ride", "crash", "splash", "china"}
    assert {"clave", "woodblock", "agogo", "triangle", "snap"} <= set(taxonomy.descendants("perc"))
    assert taxonomy.coarse_of("clave") == "drums"
    assert taxonomy.coarse_of("clav") == "keys"


@pytest.mark.parametrize(
    ("phrase", "kind", "id"),
    [
        ("BD", "class", "kick"),
        ("hi-hat", "class", "hihat"),
        ("Hi Hats", "class", "hihat"),
        ("hihat", "class", "hihat"),
        ("OH", "class", "openhat"),
        ("CP", "class", "clap"),
        ("four on the floor", "class", "drumloop"),
        ("boom bap", "genre", "boombap"),
        ("ivories", "class", "piano"),
        ("Klavier", "class", "piano"),
        ("caisse claire", "class", "snare"),
        ("batería", "coarse", "drums"),
        ("bateria", "coarse", "drums"),
        ("Rhodes", "machine", "rhodes"),
        ("melodic", "coarse", "keys"),
        ("percussion", "coarse", "drums"),
        ("percussion", "class", "perc"),
        ("one-shots", "form", "oneshot"),
        ("uk garage", "genre", "garage"),
        ("melancholic", "mood", "sad"),
    ],
)
def test_phrases_find_their_meaning(taxonomy: Taxonomy, phrase: str, kind: str, id: str) -> None:
    assert (kind, id) in meant(taxonomy, phrase)


def test_a_machine_alone_and_with_a_noun(taxonomy: Taxonomy) -> None:
    assert meant(taxonomy, "808") == {("machine", "tr808")}
    assert {
        taxonomy.coarse_of(id) for id, weight in taxonomy.machines["tr808"].classes.items() if weight > 0.5
    } == {"drums"}
    assert meant(taxonomy, "808 bass") == {("class", "synthbass"), ("class", "kick")}
    assert set(taxonomy.machines["rhodes"].classes) == {"epiano"}


def test_adjectives_have_a_direction_and_comparatives(taxonomy: Taxonomy) -> None:
    assert taxonomy.adjectives["dark"].direction == -taxonomy.adjectives["bright"].direction
    (darker,) = taxonomy.senses("darker")
    assert (darker.id, darker.direction, darker.how) == ("brightness", -1, "comparative")
    assert taxonomy.moods["sad"].qualities["mode"] == -1
    assert taxonomy.genres["dnb"].tempo[0] > taxonomy.genres["house"].tempo[1]


def test_unknown_phrases_mean_nothing(taxonomy: Taxonomy) -> None:
    assert taxonomy.senses("tax return") == ()
    assert taxonomy.resolve("banana") is None


def test_labels_of_other_data_sets(taxonomy: Taxonomy) -> None:
    assert [taxonomy.resolve(label) for label in ("sfx", "Hi-Hats", "Rimshots", "reed")] == [
        "fx",
        "hihat",
        "rim",
        "reed",
    ]


def test_lists_are_written_as_they_are_compared() -> None:
    for c in Taxonomy.load().classes.values():
        for way in WAYS:
            for phrase in getattr(c, way):
                assert phrase and phrase == phrase.lower().strip() and "-" not in phrase, (c.id, phrase)


def change(**classes: Any) -> dict[str, Any]:
    data = tomllib.loads(DEFAULT_PATH.read_text(encoding="utf-8"))
    for id, fields in classes.items():
        data["class"]["drums"].setdefault(id, {"about": "a test"}).update(fields)
    return data


@pytest.mark.parametrize(
    ("break_it", "says"),
    [
        (lambda: change(anvil={"parents": "metal"}), "unknown class 'metal'"),
        (lambda: change(anvil={"parents": "piano"}), "differ in coarse class"),
        (
            lambda: change(anvil={"synonyms": "bass drum"}),
            r"'bass drum' stands for class 'kick' and class 'anvil'",
        ),
        (lambda: change(hihat={"parents": "openhat"}), "its own ancestor"),
        (lambda: change(anvil={"about": ""}), "needs a line `about`"),
        (lambda: change(anvil={"colour": "grey"}), "unknown field 'colour'"),
        (lambda: change(piano={}), "stands under 'drums' and 'keys'"),
        (
            lambda: change() | {"genre": {"polka": {"words": "polka", "tempo": [120, 90], "classes": ""}}},
            "slowest",
        ),
    ],
)
def test_contradictions_are_named(break_it: Callable[[], dict[str, Any]], says: str) -> None:
    with pytest.raises(TaxonomyError, match=says):
        Taxonomy.from_dict(break_it())


def test_a_declared_ambiguity_is_allowed() -> None:
    data = change(anvil={"synonyms": "bass drum"})
    data["ambiguous"]["phrases"] += ", bass drum"
    assert meant(Taxonomy.from_dict(data), "bass drum") == {("class", "kick"), ("class", "anvil")}


def test_light_and_quick_to_load() -> None:
    """Reading the TOML is most of it (some 5 ms), and nothing heavy is imported."""
    script = """
import sys, time, tomllib
from retrieval_core.taxonomy import DEFAULT_PATH, Taxonomy

def quickest(work):
    times = []
    for _ in range(15):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)

text = DEFAULT_PATH.read_text(encoding="utf-8")
print(quickest(Taxonomy.load) / quickest(lambda: tomllib.loads(text)), "numpy" in sys.modules)
"""
    command = [sys.executable, "-c", script]
    out = subprocess.run(command, capture_output=True, text=True, check=True, cwd=DEFAULT_PATH.parents[1])
    ratio, heavy = out.stdout.split()
    assert heavy == "False"
    assert float(ratio) < 3
