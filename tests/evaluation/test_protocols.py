"""Which samples heads learn from, which are searched, and what is asked."""

import json

import numpy as np
import pytest

from offline.evaluation.protocols import (
    PROTOCOLS,
    Query,
    cross_validated,
    nothing_to_hold_out,
    read_queries,
    seen_as,
    unknown_to,
)
from offline.evaluation.truth import Truth
from offline.pipeline.scan import LibraryError
from offline.pipeline.work import Settings
from retrieval_core.build import PROJECT

SETTINGS = Settings("", "folders", "", "", "", folds=3)


def truths_of(labels: str) -> list[Truth]:
    return [Truth(label, (label,), str(i)) for i, label in enumerate(labels)]


def test_a_group_is_never_on_both_sides():
    rng = np.random.default_rng(0)
    truths, groups = truths_of("dk" * 30), rng.integers(0, 12, 60)
    splits = cross_validated(truths, groups, SETTINGS)
    assert len(splits) == 3
    for split in splits:
        assert not set(groups[split.train]) & set(groups[split.search])
        assert len(split.train) + len(split.search) == 60
    assert sorted(np.concatenate([split.search for split in splits])) == list(range(60))


def test_folds_keep_the_proportions_of_the_classes():
    splits = cross_validated(truths_of("d" * 30 + "k" * 60), np.arange(90), SETTINGS)
    assert [int((split.search < 30).sum()) for split in splits] == [10, 10, 10]


def test_samples_that_nobody_judged_are_neither_learned_from_nor_searched():
    truths = [*truths_of("dkdkdk"), Truth(None, (), "x")]
    splits = cross_validated(truths, np.arange(7), SETTINGS)
    assert splits
    for split in splits:
        assert 6 not in split.search and 6 not in split.train


@pytest.mark.parametrize("labels", ["", "dddd", "d"])
def test_nothing_to_hold_out(labels):
    assert cross_validated(truths_of(labels), np.arange(len(labels)), SETTINGS) == []


def test_all_of_one_group_cannot_be_held_out():
    assert cross_validated(truths_of("dkdk"), np.zeros(4, int), SETTINGS) == []


@pytest.mark.parametrize(
    ("labels", "groups", "sentence"),
    [
        ("dd", [0, 1], "two classes to tell apart, and all of this one is d"),
        ("dk", [0, 1], "each of its 2 classes has a single sample"),
        ("ddkk", [0, 0, 1, 1], "each of its 2 classes is of one group"),
        ("dkdk", [0, 0, 0, 0], "a column `group` in the CSV"),
        ("ddk", [0, 1, 2], None),
    ],
)
def test_why_there_is_nothing_to_hold_out(labels, groups, sentence):
    reason = nothing_to_hold_out(truths_of(labels), groups)
    assert sentence in reason if sentence else reason is None
    assert bool(cross_validated(truths_of(labels), np.array(groups), SETTINGS)) == (sentence is None)


def test_the_specification_asks_ten_queries_of_what_was_learned_from():
    [split] = PROTOCOLS["specification"].splits(truths_of("dk"), np.arange(2), SETTINGS)
    assert split.train is None and split.search.tolist() == [0, 1]
    truths = [Truth("drums", ("drums",), "a"), Truth("keys", ("keys",), "b")]
    file = PROJECT / "data/queries/seed_queries.csv"
    assert len(read_queries(file, truths, "specification")) == 10
    assert len(read_queries(file, truths, "cross-validated")) == 36
    assert {q.label for q in read_queries(file, truths[:1], "cross-validated")} == {"drums"}


def test_of_a_library_with_classes_of_its_own_these_are_asked_for():
    file = PROJECT / "data/queries/seed_queries.csv"
    truths = [Truth("kick", ("kick", "drums"), "a"), Truth("Odd ones", ("Odd ones",), "b")]
    queries = read_queries(file, truths, "cross-validated")
    assert Query("got any kicks?", "kick") in queries, "as people ask for kicks"
    assert sum(query.label == "kick" for query in queries) == 5
    assert Query("Odd ones", "Odd ones") in queries, "nobody has asked for these but by name"
    assert {query.label for query in queries} == {"drums", "kick", "Odd ones"}


def test_of_json_lines_those_that_ask_for_one_class(tmp_path):
    file = tmp_path / "queries.jsonl"
    rows = [(["kick"], []), (["kick", "snare"], []), ([], []), (["kick"], ["snare"])]
    lines = [json.dumps({"text": f"{i}", "classes": c, "exclude": e}) for i, (c, e) in enumerate(rows)]
    file.write_text("\n".join(lines))
    assert read_queries(file, [Truth("kick", ("kick",), "a")], "fine") == [Query("0", "kick")]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "no file of queries"),
        ("a,b\n1,2\n", "text,label"),
        ("text;label\n1;2\n", "a comma parts them"),
        ("text,label\n", "no row below the columns"),
        ("text,label\nkicks,kick\n  ,kick\nkicks\n", "2 of 3 rows without a text or without a label"),
    ],
)
def test_queries_that_cannot_be_read(tmp_path, content, sentence):
    file = tmp_path / "queries.csv"
    if content:
        file.write_text(content)
    with pytest.raises(LibraryError, match=sentence):
        read_queries(file, truths_of("d"), "fine")


def test_classes_are_asked_for_by_any_of_their_names_and_others_are_told(tmp_path):
    file = tmp_path / "queries.csv"
    file.write_text("text,label\na hit,Snares\na hit,Snares\nmine,my-own\na lute,oud\n")
    truths = [Truth("snare", ("snare", "drums"), "a"), Truth("My Own", ("My Own",), "b")]
    assert read_queries(file, truths, "cross-validated") == [Query("a hit", "snare"), Query("mine", "My Own")]
    assert unknown_to(truths, file) == ["oud"]


def test_a_hit_votes_for_what_was_asked_where_it_is_that():
    openhat, tabla = (
        Truth("openhat", ("openhat", "hihat", "drums"), "a"),
        Truth("tabla", ("tabla", "drums"), "b"),
    )
    asked = frozenset({"hihat", "openhat", "kick"})
    assert seen_as(Query("hats", "hihat"), openhat, asked) == "hihat"
    assert seen_as(Query("kicks", "kick"), openhat, asked) == "openhat"
    assert seen_as(Query("kicks", "kick"), tabla, asked) == "drums", (
        "nobody asks for tablas: its coarse class"
    )
