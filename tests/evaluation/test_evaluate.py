"""One evaluation from vectors to the report."""

import json
import re
import warnings
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image

from offline.evaluation import figures
from offline.evaluation.caveats import caveats
from offline.evaluation.protocols import Query
from offline.evaluation.retrieval import ask
from offline.evaluation.truth import Truth
from offline.pipeline.work import Settings, Work
from retrieval_core import approaches
from retrieval_core.build import PROJECT
from tests.evaluation.conftest import CLASSES, EACH, stage, work_of


def test_every_approach_is_scored_with_intervals(evaluated):
    _, metrics = evaluated
    assert set(metrics["approaches"]) == set(approaches.names())
    for one in metrics["approaches"].values():
        assert one["decisions"] == 36 * 2, "every query is asked of every fold"
        assert np.sum(one["confusion_matrix"]) == one["decisions"]
        for figure in one["metrics"].values():
            assert 0 <= figure["low"] <= figure["value"] <= figure["high"] <= 1
        assert one["accuracy"] == one["metrics"]["accuracy"]["value"]
        assert one["precision_at_k"] == one["metrics"]["P@5"]["value"]
    assert metrics["approaches"]["zero_shot"]["accuracy"] > 0.75, "sounds lie around the words for them"


def test_what_it_was_run_on_is_said(evaluated):
    _, metrics = evaluated
    on = metrics["run_on"]
    assert on["classes"] == dict.fromkeys(CLASSES, EACH)
    assert on["groups"] == 2 * EACH and on["held_out"]
    assert metrics["note"].startswith("cross-validated") and "36 queries" in metrics["note"]
    assert "24 samples in 24 groups" in metrics["note"] and not metrics["caveats"]
    assert on["encoders"] == {"text": "embedded", "audio": "embedded"}
    assert len(metrics["gains"]) == len(approaches.names()) - 1


def test_hits_come_from_the_split_that_was_asked(evaluated):
    work, _ = evaluated
    hidden = Work(work.scratch / "hidden")
    splits = [np.array(rows) for rows in hidden.read("splits")]
    texts, queries = hidden.arrays("texts")["texts"], [Query("drums", "drums"), Query("keys", "keys")]
    rankings = ask(hidden, "zero_shot", queries, texts, splits, list(hidden.lines("words")))
    assert rankings
    for ranking in rankings:
        assert set(ranking.rows) == set(splits[ranking.split])
        assert np.all(np.diff(ranking.scores) <= 0)


def test_heads_of_one_library_are_scored_in_another(tmp_path):
    names = [f"{label}/{i}.wav" for label in CLASSES for i in range(4)]
    learned = work_of(tmp_path / "learned", names, protocol="transfer")
    searched = work_of(tmp_path / "searched", [*names, "keys/5.wav"], protocol="transfer")
    learned.write("searched", str(searched.folder))
    stage("rehearse", learned)
    stage("evaluate", learned)
    metrics = json.loads((learned.folder / "evaluation/metrics.json").read_text())
    assert metrics["run_on"]["classes"] == {"drums": 4, "keys": 5}
    assert metrics["run_on"]["trained_on"] and metrics["run_on"]["held_out"]
    assert {one["decisions"] for one in metrics["approaches"].values()} == {36}, "one index, asked once"


class Page(HTMLParser):
    """Tags of a page, with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def test_the_report_stands_alone_and_links_to_the_sounds(evaluated):
    work, _ = evaluated
    text = (work.folder / "evaluation/report.html").read_text()
    page = Page(text)
    links = [attributes.get(name) for _, attributes in page.tags for name in ("src", "href")]
    links = [link for link in links if link and not link.startswith("#")]
    assert links and all(re.search(r"library/(drums|keys)/\w+%20\d\d\.wav$", link) for link in links)
    assert not any(tag in ("script", "link", "img") for tag, _ in page.tags)
    players = [attributes for tag, attributes in page.tags if tag == "audio"]
    assert len(players) == len(approaches.names()) * 6 * 5
    drawn = [attributes["aria-label"] for tag, attributes in page.tags if tag == "svg"]
    for name in approaches.names():
        assert sum(label.endswith(name) for label in drawn) == 3, "matrix, histogram and map"
    assert figures.INK not in text and "currentColor" in text
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_the_pictures_that_the_specification_names(evaluated):
    work, _ = evaluated
    for name in approaches.names():
        with Image.open(work.folder / f"evaluation/{name}_cm.png") as picture:
            assert min(picture.size) > 200


def test_of_many_classes_the_most_confused_are_drawn():
    mistaken = np.eye(300, dtype=int) * 5
    mistaken[7, 290] = 3
    one = {
        "labels": [f"class {n} {'of a long name' * 9}" for n in range(300)],
        "confusion_matrix": mistaken.tolist(),
    }
    drawn = figures.svg(figures.confusion(one, "decisions"), "decisions")
    assert all(name in drawn for name in ("class 7 of a long", "class 290 of a lon", "…", "241 others"))
    assert "class 299 of" not in drawn


def test_a_matrix_of_many_classes_holds_one_number_a_cell():
    labels = [f"class {i}" for i in range(25)]
    one = {"labels": labels, "confusion_matrix": (np.eye(25, dtype=int) * 8 + 1).tolist()}
    counts = figures.svg(figures.confusion(one, "counts"), "counts")
    shares = figures.svg(figures.confusion(one, "shares", True), "shares")
    assert counts.count(">9<") == 25 and shares.count(">27<") == 25
    assert all(f">{label}<" in counts for label in labels)


def test_names_in_a_script_without_a_font_are_spelled_without_a_warning(tmp_path):
    labels = ["キック", "naïve"]
    one = {"labels": labels, "confusion_matrix": [[9, 1], [1, 9]]}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "キック" in figures.svg(figures.confusion(one, "t"), "the page has fonts of its own")
        drawn = one | {"labels": [figures.drawable(label) for label in labels]}
        figures.png(figures.confusion(drawn, "t"), tmp_path / "cm.png")
    assert drawn["labels"][1] == "naïve" and drawn["labels"][0] in ("キック", "kituku")


@pytest.mark.parametrize(
    ("labels", "groups", "said"),
    [
        ("kkkss", [0, 1, 2, 3, 4], ["5 samples of 2 classes are few"]),
        ("k" * 20 + "o", list(range(21)), ["never learned from where it is searched: o"]),
        (
            ["kick"] * 15 + ["Kick"] * 15,
            list(range(30)),
            ["by their spelling alone count as several: Kick / kick"],
        ),
        (["kick, snare"] * 15 + ["tom"] * 15, list(range(30)), ["with semicolons: kick, snare"]),
        ([None] * 3, [0, 1, 2], []),
    ],
)
def test_what_makes_figures_worth_less_is_said_beside_them(labels, groups, said):
    truths = [Truth(label, (label,) if label else (), str(i)) for i, label in enumerate(labels)]
    names = [f"{i}.wav" for i in range(len(labels))]
    queries = str(PROJECT / "data/queries/seed_queries.csv")
    settings = Settings("", "folders", "", "", queries)
    found = caveats(truths, names, names, groups, settings)
    assert len(found) == len(said)
    assert all(part in sentence for part, sentence in zip(said, found, strict=True))
    assert not any(
        "intervals" in one for one in caveats(truths, names, names, groups, settings, scored=False)
    )
