"""Requests over a build of some thousand samples: constraints that hold, near-duplicates folded, adjectives heard."""

import gc
import json
import random
import shutil
import sqlite3
import weakref
from dataclasses import replace

import numpy as np
import pytest

from offline.publishing.publish import set_current
from retrieval_core import Retriever
from retrieval_core.__main__ import main
from retrieval_core.audio import AudioError
from retrieval_core.build import Build, BuildError
from retrieval_core.catalog import SURE
from retrieval_core.request import Request
from retrieval_core.store import Store

CLASSES = ("drums", "keys", "kick", "snare", "hihat", "openhat", "piano", "organ", "pad", "violin")


def request(rng: random.Random, approaches: tuple[str, ...]) -> Request:
    """Anything that can be asked for, with every part there or not."""

    def interval(low: float, high: float) -> tuple[float | None, float | None]:
        a, b = sorted((round(rng.uniform(low, high)), round(rng.uniform(low, high))))
        return rng.choice([(a, b), (None, b), (a, None)])

    def some(values: tuple[str, ...], most: int) -> tuple[str, ...]:
        return tuple(rng.sample(values, rng.randint(0, most)))

    return Request(
        text=rng.choice(["kick", "a dark piano loop", "hats, open", "warm pad", "zzz", ""]),
        k=rng.choice([1, 5, 10, 40]),
        approach=rng.choice(approaches),
        classes=some(CLASSES, 2),
        exclude=some(CLASSES, 2),
        kind=rng.choice([None, None, "loop", "one-shot"]),
        tempo=rng.choice([None, None, interval(60, 180)]),
        key=rng.choice([None, None, "A", "A minor", "F# major"]),
        duration=rng.choice([None, None, interval(0, 12)]),
        files=rng.choice([(), (), ("wav",), ("mp3", "stereo"), ("wav", "mp3", "mono")]),
        qualities=some(("dark", "punchy", "sad"), 2),
        like=tuple(rng.sample(range(3000), rng.choice([0, 0, 1, 2]))),
        beyond=rng.choice(
            [(), (), (("dark", rng.random()),), (("punchy", 0.4), ("long", 0.3), ("sad", 0.5))]
        ),
        skip=tuple(rng.sample(range(3000), rng.choice([0, 0, 30]))),
    )


def exceeds(row, word: str, value: float) -> bool:
    """Whether a sample is darker, punchier, or by seconds longer than a value; a mood sets no bound."""
    measures = json.loads(row["measures"]) | {"length": row["duration"]}
    name, direction = {"dark": ("brightness", -1), "punchy": ("attack", 1), "long": ("length", 1)}.get(
        word, ("", 0)
    )
    return not name or (name in measures and (measures[name] - value) * direction > 0)


def fits(request: Request, row, classes: dict[str, float]) -> bool:
    """The hard constraints, read once more from scratch."""

    def within(value: float | None, bounds: tuple[float | None, float | None] | None) -> bool:
        if bounds is None:
            return True
        low, high = bounds
        return value is not None and (low is None or value >= low) and (high is None or value <= high)

    has = {name for name, probability in classes.items() if probability >= SURE}
    return (
        (not request.classes or bool(has & set(request.classes)))
        and not has & set(request.exclude)
        and request.kind in (None, row["kind"])
        and within(row["tempo"], request.tempo)
        and within(row["duration"], request.duration)
        and {row["channels"], None} & ({*request.files} & {"mono", "stereo"} or {None})
        and {row["format"], None} & ({*request.files} - {"mono", "stereo"} or {None})
        and (
            request.key is None
            or row["key"] == request.key
            or (row["key"] or "").split(" ")[0] == request.key
        )
        and all(exceeds(row, word, value) for word, value in request.beyond)
        and row["id"] not in request.skip
        and row["id"] not in request.like
    )


@pytest.fixture(scope="module")
def library(retriever):
    """Every row with its classes, by id."""
    db = retriever.catalog._db
    classes: dict[int, dict[str, float]] = {}
    for row in db.execute("select * from classes"):
        classes.setdefault(row["sample"], {})[row["class"]] = row["probability"]
    return {row["id"]: (row, classes[row["id"]]) for row in db.execute("select * from samples")}


def test_a_thousand_random_requests_break_no_hard_constraint(retriever, library):
    rng = random.Random(0)
    found = 0
    for _ in range(1000):
        asked = request(rng, retriever.approaches)
        hits = retriever.search(asked)
        there = [id for id, (row, classes) in library.items() if fits(asked, row, classes)]
        assert {hit.id for hit in hits} <= set(there), asked
        assert len(hits) == len({hit.id for hit in hits}) == min(asked.k, len(there)), asked
        assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
        assert all(-1.0001 <= hit.score <= 1.0001 for hit in hits)
        found += bool(hits)
    assert found > 300  # most of these are narrow; not so many that nothing was tested


@pytest.mark.parametrize("approach", ["contrastive", "hybrid", "prototype", "zero_shot"])
def test_what_sounds_the_same_is_shown_once(retriever, approach):
    for text in ("kick", "piano"):
        hits = retriever.search(Request(text=text, k=60, approach=approach))
        groups = retriever.catalog.groups([hit.id for hit in hits])
        assert len(set(groups)) == len(hits) == 60


def test_folded_ones_come_when_more_is_wanted_than_there_are(retriever):
    twins = [0, 99]
    only = Request(text="kick", k=10, skip=tuple(i for i in range(3000) if i not in twins))
    assert {hit.id for hit in retriever.search(only)} == set(twins)


def test_like_and_skip_fold_too(retriever):
    assert 99 not in {hit.id for hit in retriever.search(Request(like=(0,), k=5))}
    assert 0 not in {hit.id for hit in retriever.search(Request(text="kick", k=60, skip=(99,)))}


@pytest.mark.parametrize("approach", ["contrastive", "hybrid"])
def test_an_adjective_moves_the_answer_its_way(retriever, approach):
    def brightness(*qualities: str) -> float:
        asked = Request(text="kick", k=10, classes=("kick",), approach=approach, qualities=qualities)
        ids = [hit.id for hit in retriever.search(asked)]
        return float(np.nanmean(retriever.catalog.measures(ids, ["brightness"])["brightness"]))

    assert brightness("dark") < brightness() - 0.1 and brightness("bright") > brightness() + 0.1


def test_of_what_is_equally_dark_the_nearest_comes_first(retriever, monkeypatch):
    asked = Request(text="kick", k=10, classes=("kick",), approach="contrastive")
    nearest = [hit.id for hit in retriever.search(asked)]
    darkest = retriever.search(replace(asked, qualities=("dark",), most="dark"))
    measured = retriever.catalog.measures([hit.id for hit in darkest], ["brightness"])["brightness"]
    assert (np.diff(measured) >= 0).all()
    monkeypatch.setattr(type(retriever.catalog), "figures", lambda self, measure: np.zeros(len(self)))
    assert [hit.id for hit in retriever.search(replace(asked, qualities=("dark",), most="dark"))] == nearest


def test_darker_than_that_one_is_darker(retriever):
    measured = retriever.catalog.measures(range(3000), ["brightness"])["brightness"]
    reference = next(i for i in range(7, 3000, 7) if 0.4 < measured[i] < 0.6)
    limit = measured[reference]
    hits = retriever.search(Request(like=(reference,), k=5, qualities=("dark",)))
    measured = retriever.catalog.measures([hit.id for hit in hits], ["brightness"])["brightness"]
    assert (measured < limit).all()


def test_hybrid_finds_a_name_that_no_sound_gives_away(retriever):
    [first, *_] = retriever.search(Request(text="0707", k=5, approach="hybrid"))
    assert first.name == "drums/kick_0707.wav"


def test_a_score_is_the_cosine_whatever_ordered_the_hits(retriever):
    plain = {hit.id: hit.score for hit in retriever.search("kick", k=300, approach="contrastive")}
    asked = Request(text="kick", k=5, approach="hybrid", qualities=("dark",))
    hits = retriever.search(asked)
    assert len(hits) == 5
    for hit in hits:
        assert hit.score == pytest.approx(plain[hit.id], abs=1e-5)


def test_what_has_a_word_is_found_alike_among_the_nearest_and_when_asked_for_alone(retriever, monkeypatch):
    wishes = [
        Request(text=text, approach="hybrid", k=k, **more)
        for text in ("a dark kick", "bright open hats", "piano 0357", "zzz", "pad 12 organ")
        for k in (3, 40)
        for more in (
            {},
            {"kind": "loop", "tempo": (90.0, 120.0)},
            {"classes": ("drums",), "qualities": ("dark",)},
        )
    ]
    among = [retriever.search(wish) for wish in wishes]
    monkeypatch.setattr("retrieval_core.searches.WIDER", 1)
    assert [retriever.search(wish) for wish in wishes] == among


def test_where_current_is_gone_the_open_build_goes_on_and_that_is_logged_once(retriever, caplog):
    current = retriever.root / "CURRENT"
    current.rename(retriever.root / "CURRENT.away")
    try:
        assert not retriever.reload_if_changed()
        assert not retriever.reload_if_changed()
    finally:
        (retriever.root / "CURRENT.away").rename(current)
    assert caplog.text.count("staying with build") == 1
    assert "make build" in caplog.text
    assert not retriever.reload_if_changed()
    assert retriever.search("kick", 1)


def test_what_belongs_to_one_answer_is_asked_of_one_build(synthetic, tmp_path):
    shutil.copytree(synthetic, tmp_path / "index")
    retriever = Retriever.open(tmp_path / "index")
    shutil.copytree(tmp_path / "index/b1", tmp_path / "index/b2")
    pinned, before = retriever.pinned(), retriever.build.id
    set_current(tmp_path / "index", "b2")
    assert retriever.reload_if_changed()
    assert pinned.build.folder.name == before and retriever.build.folder.name == "b2"
    assert [hit.id for hit in pinned.search("kick")] == [hit.id for hit in retriever.search("kick")]


def test_a_build_that_was_replaced_is_closed_though_no_garbage_is_collected(synthetic, tmp_path):
    shutil.copytree(synthetic, tmp_path / "index")
    retriever = Retriever.open(tmp_path / "index")
    retriever.search("a dark kick")
    database, words = retriever.catalog._db, weakref.ref(retriever.catalog.words)
    shutil.copytree(tmp_path / "index/b1", tmp_path / "index/b2")
    set_current(tmp_path / "index", "b2")
    gc.disable()
    try:
        assert retriever.reload_if_changed()
        assert words() is None
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            database.execute("select 1")
    finally:
        gc.enable()


@pytest.mark.parametrize("error", [BuildError("it is away"), sqlite3.OperationalError("it is away")])
def test_a_build_that_could_not_be_opened_for_a_while_goes_live_when_it_can(
    synthetic, tmp_path, monkeypatch, caplog, error
):
    shutil.copytree(synthetic, tmp_path / "index")
    retriever = Retriever.open(tmp_path / "index")
    shutil.copytree(tmp_path / "index/b1", tmp_path / "index/b2")
    set_current(tmp_path / "index", "b2")
    with monkeypatch.context() as away:
        away.setattr(Store, "open", lambda *_: (_ for _ in ()).throw(error))
        assert not retriever.reload_if_changed() and not retriever.reload_if_changed()
    assert caplog.text.count("it is away") == 1
    assert retriever.reload_if_changed()
    assert retriever.search("kick", 1)


def test_what_is_drawn_at_random_fits_and_leaves_out_what_was_shown(retriever):
    kicks = retriever.catalog.allowed(Request(classes=("kick",)))
    drawn = retriever.search(Request(random=True, k=5, classes=("kick",)))
    assert len(drawn) == 5
    assert {hit.id for hit in drawn} <= {*kicks.ids()}
    shown = tuple(hit.id for hit in drawn)
    again = retriever.search(Request(random=True, k=5, classes=("kick",), skip=shown))
    assert not {hit.id for hit in again} & {*shown}
    assert retriever.count(Request(classes=("kick",), skip=shown)) == len(kicks) - 5


def test_as_many_are_drawn_as_are_asked_for(retriever):
    assert len(retriever.search(Request(random=True, k=300))) == 300


def test_what_has_no_tempo_is_not_the_fastest(retriever):
    loops = retriever.count(Request(kind="loop", tempo=(None, 90)))
    fastest = retriever.search(
        Request(text="kick", qualities=("fast",), most="fast", tempo=(None, 90), k=3000)
    )
    assert len(fastest) == loops
    assert not retriever.search(Request(text="kick", qualities=("fast",), most="fast", kind="one-shot"))


def test_samples_that_there_are_not_are_skipped_and_like_nothing(retriever):
    fine = [hit.id for hit in retriever.search(Request(text="kick"))]
    assert [hit.id for hit in retriever.search(Request(text="kick", skip=(-1, 99_999)))] == fine
    for id in (-1, 99_999):
        with pytest.raises(ValueError, match=f"there is no sample {id}"):
            retriever.search(Request(like=(id,)))


def test_half_a_character_is_no_text(retriever):
    assert retriever.search("kick\ud800")


@pytest.mark.parametrize(
    "sound",
    [np.zeros(9000), np.zeros(0), np.ones(1), np.full(9000, np.nan), np.ones((9000, 2))],
    ids=["zeros", "empty", "one sample", "no numbers", "stereo"],
)
def test_what_is_no_sound_is_like_nothing(retriever, sound):
    with pytest.raises(AudioError, match="the sound"):
        retriever.similar(sound.astype(np.float32))


def test_a_broken_number_in_a_sound_is_passed_over(retriever):
    sound = np.sin(np.arange(9000) / 20).astype(np.float32)
    sound[4000] = np.nan
    assert len(retriever.similar(sound)) == 5


@pytest.mark.parametrize("name", ["kick", "Kick", "bass drums"])
def test_a_class_is_excluded_by_any_of_its_names(retriever, name, capsys):
    assert main(["drums", "--index", str(retriever.root), "--k", "40", "--exclude", name, "--json"]) == 0
    kicks = {*retriever.catalog.fitting(Request(classes=("kick",))).ids().tolist()}
    assert not {hit["id"] for hit in json.loads(capsys.readouterr().out)} & kicks


def test_a_class_that_there_is_not_is_named(retriever, capsys):
    assert main(["drums", "--index", str(retriever.root), "--exclude", "blergh"]) == 1
    assert capsys.readouterr().err == "error: there is no class 'blergh'\n"


def test_files_that_are_gone_are_marked_and_nothing_found_is_said(retriever, capsys, monkeypatch, tmp_path):
    here = ["drums", "--index", str(retriever.root)]
    assert main(here) == 0
    said = capsys.readouterr()
    assert all("no longer there: /" in line for line in said.out.splitlines()) and not said.err
    assert main([*here, "--exclude", "drums", "--exclude", "keys"]) == 0
    assert capsys.readouterr() == ("", "no sample fits\n")
    monkeypatch.setattr(Build, "library", tmp_path / "moved")
    assert main(here) == 0
    assert f"The library is no longer at {tmp_path}/moved" in capsys.readouterr().err


def test_of_random_ones_the_darker_are_likelier(retriever):
    def brightness(*qualities: str) -> float:
        asked = Request(random=True, k=10, classes=("kick",), qualities=qualities)
        ids = [hit.id for _ in range(20) for hit in retriever.search(asked)]
        return float(np.nanmean(retriever.catalog.measures(ids, ["brightness"])["brightness"]))

    assert brightness("dark") < brightness() < brightness("bright")
