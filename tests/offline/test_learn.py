"""Learning from votes: who counts how much, and what a judged pair does to a head."""

from dataclasses import asdict
from pathlib import Path

import pytest
import torch
from torch.nn.functional import normalize

from db import QueryLog, Result
from offline import approaches
from offline.approaches import Judged, TrainingSet, contrastive, linear_projection
from offline.training.feedback import (
    PAIR,
    PERSON,
    FeedbackError,
    Judgement,
    as_arrays,
    exported,
    judgements,
    read_lines,
)
from retrieval_core import approaches as query_side
from retrieval_core.approaches import contrastive as query_contrastive
from retrieval_core.approaches import zero_shot
from retrieval_core.request import Request


def vote(voter: str, text: str, sha: str, value: int, **others) -> dict:
    return {"voter": voter, "text": text, "sha": sha, "value": value} | others


def test_votes_of_several_people_add_up_to_a_bound():
    votes = [vote(f"person {i}", "Dark Kick", "aa", 1) for i in range(2)]
    assert judgements(votes) == [Judgement("dark kick", "aa", 2.0)]
    votes = [vote(f"person {i}", "dark kick", "aa", 1) for i in range(50)]
    assert judgements(votes) == [Judgement("dark kick", "aa", PAIR)]


def test_contradicting_votes_cancel_and_a_persons_last_word_counts():
    assert judgements([vote("ann", "kick", "aa", 1), vote("bob", "kick", "aa", -1)]) == []
    assert judgements([vote("ann", "kick", "aa", 1), vote("ann", "kick", "aa", -1)]) == [
        Judgement("kick", "aa", -1.0)
    ]


def test_nobody_steers_alone():
    flood = [vote("mallory", "kick", f"{i:04x}", -1) for i in range(1000)]
    found = judgements([*flood, vote("ann", "kick", "0000", 1), vote("bob", "kick", "0001", 1)])
    mallory = [one for one in found if one.weight < 0]
    assert sum(-one.weight for one in mallory) < PERSON
    assert {one.sha256 for one in found if one.weight > 0} == {"0000", "0001"}


def test_the_words_that_were_searched_for_are_learned_from():
    request = asdict(Request(text="dark kick", k=3))
    [found] = judgements([vote("ann", "gimme 3 dark kicks pls", "aa", 1, request=request)])
    assert found.text == "dark kick"


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "similar"},
        {"request": asdict(Request(text="kick", like=(3,)))},
        {"request": {"text": "kick", "like": 3}},  # as an earlier version logged it
        {"sha": None},
        {"text": " "},
    ],
)
def test_what_was_no_search_by_words_is_left_out(other):
    assert judgements([vote("ann", "kick", "aa", 1) | other]) == []


def test_judgements_find_their_samples_in_any_build():
    found = [Judgement("kick", "aa", 1.0), Judgement("kick", "gone", 1.0), Judgement("pad", "bb", -1.0)]
    assert as_arrays(found, ["bb", "aa", "cc", "aa"]) == {
        "texts": ["kick", "pad"],
        "rows": [1, 3, 0],
        "columns": [0, 0, 1],
        "weights": [1.0, 1.0, -1.0],
    }


def test_votes_come_out_of_the_log(tmp_path: Path):
    with QueryLog.open(tmp_path / "log.db") as log:
        request = asdict(Request(text="dark kick", k=3))
        shown = [Result(3, "drums/a.wav", 1, 0.9, "aa"), Result(4, "drums/b.wav", 2, 0.8, "bb")]
        query = log.log_query(
            "console",
            "ann",
            "here",
            "3 dark kicks",
            approach="contrastive",
            k=3,
            build="b1",
            milliseconds=1.0,
            results=shown,
            request=request,
        )
        log.vote(query, 1, "ann", 1)
        log.vote(query, 2, "bob", -1)
    assert judgements(exported(tmp_path / "log.db")) == [
        Judgement("dark kick", "aa", 1.0),
        Judgement("dark kick", "bb", -1.0),
    ]


def test_a_prompt_with_line_breaks_of_any_kind_is_one_vote(tmp_path: Path):
    text = "dark\u2028kick\u2029with\u0085a\r\nclick"
    with QueryLog.open(tmp_path / "log.db") as log:
        query = log.log_query(
            "web",
            "ann",
            "here",
            text,
            approach="hybrid",
            k=1,
            build="b1",
            milliseconds=1.0,
            results=[Result(3, "a.wav", 1, 0.9, "aa")],
        )
        log.vote(query, 1, "ann", 1)
    assert judgements(exported(tmp_path / "log.db")) == [Judgement("dark kick with a click", "aa", 1.0)]


def test_lines_that_are_no_json_are_said_in_a_sentence():
    with pytest.raises(FeedbackError, match="a line is no JSON"):
        read_lines('{"voter": "ann"}\nWarning: something\n')


def test_a_log_that_is_not_there_is_said_in_a_sentence(tmp_path: Path):
    with pytest.raises(FeedbackError, match=r"There is no query log at (.|\n)* with --log"):
        exported(tmp_path / "none.db")


@pytest.fixture
def data() -> TrainingSet:
    """Forty samples of two classes around the texts of their classes."""
    generator = torch.Generator().manual_seed(0)
    texts = normalize(torch.randn(2, 16, generator=generator), dim=1)
    label = torch.arange(40) % 2
    audio = normalize(texts[label] + 0.3 * torch.randn(40, 16, generator=generator), dim=1)
    return TrainingSet(audio, texts, label[:, None] == torch.arange(2), torch.arange(2), joint=True)


def cosines(approach, data: TrainingSet, text: torch.Tensor) -> torch.Tensor:
    head = approach.train(data, seed=0)
    asked = head["text"] @ text if "text" in head else text
    return approach.project(head, data.audio) @ normalize(asked, dim=0)


@pytest.mark.parametrize("approach", [contrastive, linear_projection])
def test_what_was_liked_rises_and_what_was_not_falls(approach, data):
    text = normalize(data.texts.sum(dim=0), dim=0)  # asks for both classes alike
    order = cosines(approach, data, text).argsort(descending=True)
    best, middle = int(order[0]), int(order[20])
    judged = Judged(text[None], torch.tensor([best, middle]), torch.tensor([0, 0]), torch.tensor([-1.0, 1.0]))
    voted = TrainingSet(data.audio, data.texts, data.positive, data.text_class, True, judged)
    after = cosines(approach, voted, text).argsort(descending=True).argsort()
    assert after[best] > 0
    assert after[middle] < 20


@pytest.mark.parametrize("approach", [contrastive, linear_projection])
def test_one_vote_on_the_only_sample_teaches_no_nonsense(approach, data):
    alone = data.subset(torch.tensor([0]))
    judged = Judged(alone.texts, torch.tensor([0]), torch.tensor([0]), torch.tensor([1.0]))
    voted = TrainingSet(alone.audio, alone.texts, alone.positive, alone.text_class, True, judged)
    assert all(tensor.isfinite().all() for tensor in approach.train(voted, seed=0).values())


def test_a_fold_takes_its_own_votes_along(data):
    judged = Judged(data.texts, torch.tensor([3, 8, 3]), torch.tensor([0, 1, 1]), torch.tensor([1.0, -1, 2]))
    voted = TrainingSet(data.audio, data.texts, data.positive, data.text_class, True, judged)
    part = voted.subset(torch.tensor([7, 3, 1])).judged
    assert [part.rows.tolist(), part.columns.tolist(), part.weights.tolist()] == [[1, 1], [0, 1], [1, 2]]


def test_an_approach_that_says_not_how_it_learns_or_cannot_ask_is_named(data, monkeypatch):
    monkeypatch.setattr(query_side, "names", lambda joint=True: ("centred",))
    monkeypatch.setattr(query_side, "get", lambda name: zero_shot)
    with pytest.raises(ValueError, match=r"no offline/approaches/centred\.py, which says how it learns"):
        approaches.get("centred")
    monkeypatch.setattr(query_side, "get", lambda name: query_contrastive)
    monkeypatch.setattr(approaches, "get", lambda name: contrastive)
    for head, said in (
        ({"text": torch.ones(3, 3)}, "matmul"),
        ({}, "text"),
        ({"text": torch.ones(3, 16)}, r"\(3,\)"),
        ({"text": torch.full((16, 16), torch.nan)}, "no numbers"),
    ):
        monkeypatch.setattr(contrastive, "train", lambda data, seed, head=head: head)
        monkeypatch.setattr(contrastive, "project", lambda head, audio: audio)
        with pytest.raises(ValueError, match=f"the approach mine .*{said}"):
            approaches.learn("mine", data, 0)
