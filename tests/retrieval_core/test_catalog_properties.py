"""The filters of the catalog agree with plain Python, row by row, for any request."""

import json
import sqlite3
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval_core.catalog import PERHAPS, SURE, Catalog
from retrieval_core.paths import stands_in
from retrieval_core.qualities import bound
from retrieval_core.request import CHANNELS, Request, is_outside
from tests.synthetic import FINE, KEYS

Row = dict[str, Any]
#: The fixture holds values on many of these bounds: tempos are whole, lengths have two places.
tempos = st.one_of(st.none(), st.integers(55, 185).map(float), st.floats(-1e9, 1e9))
lengths = st.one_of(st.none(), st.integers(0, 1300).map(lambda n: n / 100), st.floats(0, 100))
hostile = st.sampled_from(["'); drop table samples; --", "%", "_", "", "a' or '1'='1", "\0", "KICK", "A %"])
names = st.lists(st.one_of(st.sampled_from([*FINE, "drums", "keys"]), hostile), max_size=4).map(tuple)
keys = st.one_of(
    st.none(), st.sampled_from([key for key in KEYS if key]), st.sampled_from("ABCDEFG"), hostile
)
requests = st.builds(
    Request,
    classes=names,
    exclude=names,
    kind=st.sampled_from([None, "loop", "one-shot"]),
    tempo=st.one_of(st.none(), st.tuples(tempos, tempos)),
    duration=st.one_of(st.none(), st.tuples(lengths, lengths)),
    key=keys,
    files=st.lists(st.sampled_from(["wav", "mp3", "flac", "mono", "stereo"]), max_size=3).map(tuple),
    beyond=st.lists(
        st.tuples(st.sampled_from(["dark", "bright", "soft", "%"]), st.floats(0, 1)), max_size=2
    ).map(tuple),
    skip=st.lists(st.integers(0, 3100), max_size=30).map(tuple),
)


@pytest.fixture(scope="module")
def catalog(synthetic: Path) -> tuple[Catalog, list[Row], dict[int, dict[str, float]]]:
    file = next(synthetic.glob("*/catalog.db"))
    db = sqlite3.connect(file)
    db.row_factory = sqlite3.Row
    rows = [dict(row) for row in db.execute("select * from samples order by id")]
    classes: dict[int, dict[str, float]] = defaultdict(dict)
    for sample, name, probability in db.execute("select sample, class, probability from classes"):
        classes[sample][name] = probability
    return Catalog(file), rows, classes


def fits(row: Row, classes: dict[str, float], request: Request) -> bool:
    """Whether a sample is what a request asks for, in plain Python."""
    held = {name for name, probability in classes.items() if probability >= SURE}

    def within(value: float | None, interval: tuple[float | None, float | None] | None) -> bool:
        low, high = interval or (None, None)
        if low is None and high is None:
            return True
        if value is None:
            return False
        above, below = low is None or value >= low, high is None or value <= high
        return above or below if is_outside((low, high)) else above and below

    def beyond(word: str, value: float) -> bool:
        if (measured := bound(word)) is None:
            return True
        measure, direction = measured
        has = {**json.loads(row["measures"] or "{}"), "length": row["duration"], "tempo": row["tempo"]}.get(
            measure
        )
        return has is not None and (has - value) * direction > 0

    key = row["key"] or (row["pitch_name"] or "").rstrip("-0123456789")
    return (
        (not request.classes or bool(held & set(request.classes)))
        and not held & set(request.exclude)
        and request.kind in (None, row["kind"])
        and within(row["tempo"], request.tempo)
        and within(row["duration"], request.duration)
        and (not (formats := {*request.files} - {*CHANNELS}) or row["format"] in formats)
        and (formats == {*request.files} or row["channels"] in request.files)
        and (not request.key or request.key in (key, (key or "").rpartition(" ")[0] or None))
        and all(beyond(word, value) for word, value in request.beyond if value is not None)
        and row["id"] not in request.skip
    )


@settings(max_examples=200, deadline=None)
@given(request=requests)
def test_filters_agree_with_plain_python(
    catalog: tuple[Catalog, list[Row], dict[int, dict[str, float]]], request: Request
) -> None:
    index, rows, classes = catalog
    allowed = index.allowed(request)
    found = [row["id"] for row in rows] if allowed is None else allowed.ids().tolist()
    fitting = [row["id"] for row in rows if fits(row, classes[row["id"]], request)]
    faint = {id for id in fitting if any(classes[id].get(name, 0) >= PERHAPS for name in request.exclude)}
    careful = [id for id in fitting if id not in faint]
    assert found == (careful if len(careful) >= request.k else fitting)


@pytest.mark.parametrize(
    "phrase",
    [
        "kick",
        "kick_0014",
        "0014",
        "drums/",
        "keys",
        "drumset",
        "openhats",
        "hat/",
        "Piano 00",
        "",
        "%",
        "no such",
    ],
)
def test_names_are_found_as_paths_have_them(catalog, phrase: str) -> None:
    held, rows, _ = catalog
    expected = [row["id"] for row in rows if phrase and stands_in(phrase, row["path"])]
    assert held.named(phrase).ids().tolist() == (expected if any(map(str.isalnum, phrase)) else [])
