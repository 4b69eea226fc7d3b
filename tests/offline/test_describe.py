"""What a sample is taken for, by its sound, its name and its label together."""

import pytest

from offline.analysis import Analysis
from offline.embedding.describe import named, row
from offline.pipeline.scan import Sample
from retrieval_core.request import Kind
from retrieval_core.taxonomy import Taxonomy

HEARD = {"synthkeys": 0.7, "pad": 0.2}


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return Taxonomy.load()


def test_what_a_name_states_comes_before_what_was_heard(taxonomy: Taxonomy) -> None:
    assert next(iter(named(HEARD, ("pad",), None, taxonomy))) == "pad"
    assert next(iter(named({"kick": 0.9}, ("tom",), "drums", taxonomy))) == "tom"


def test_a_folder_says_less_than_the_names_in_it(taxonomy: Taxonomy) -> None:
    flute, heard = ("flute",), {"strings": 1.0}
    assert named(heard, flute, "Orchestra", taxonomy, loose=True) == {"flute": 1.0}
    assert named(heard, flute, "strings", taxonomy) == heard, "whoever labels file by file means it"


def test_what_a_name_states_beside_the_folder_is_not_meant(taxonomy: Taxonomy) -> None:
    stated = ("snare", "kick")  # Kicks/Snare_Buster_Kick.wav
    assert next(iter(named({"kick": 0.6}, stated, "Kicks", taxonomy, loose=True))) == "kick"
    assert "snare" not in named({"kick": 0.6}, stated, "Kicks", taxonomy, loose=True)


@pytest.mark.parametrize(("kind", "lasts"), [("one-shot", 0.3), ("loop", 5.0)])
def test_a_catalog_has_the_length_that_is_heard(kind: Kind, lasts: float, taxonomy: Taxonomy) -> None:
    sample = Sample("kick.wav", None, "0", 1, 1)
    listed = row(sample, Analysis(5.0, kind, sounding=0.3), {"kick": 0.9}, {}, taxonomy)
    assert listed["duration"] == lasts
