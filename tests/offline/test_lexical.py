"""What a sample can be found by in words, and what an evaluation may not see of it."""

import pytest

from offline.embedding.lexical import class_words, documents, path_words
from retrieval_core.taxonomy import Taxonomy


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return Taxonomy.load()


def test_a_document_holds_caption_classes_and_path(taxonomy):
    row = {"caption": "a dark 808 kick", "path": "drums/KSHMR_FeltKick01.wav"}
    classes = {"kick": 0.9, "snare": 0.1, "drums": 1.0, "my own class": 1.0}
    [document] = documents([(row, classes)], taxonomy)
    words = document.lower().split()
    assert {"808", "kick", "kickdrum", "percussion", "kshmr", "felt", "01", "own"} <= set(words)
    assert "snare" not in words  # it may be one, and nothing is found by a maybe


def test_words_of_two_do_not_lead_from_one_class_to_another(taxonomy):
    assert "bass" not in class_words("kick", taxonomy).split()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("Drums/Kick_808_F#.wav", "Drums Kick 808 F"),
        ("keys/DX7_ElectricPiano-120bpm.flac", "keys DX 7 Electric Piano 120 bpm"),
        ("Große Trommel/Schlag 1.wav", "Große Trommel Schlag 1"),
    ],
)
def test_words_of_a_path(path, words):
    assert path_words(path) == words
