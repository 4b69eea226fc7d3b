"""What was asked and shown comes back as it went in; thumbs and figures with it."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from db import LogError, QueryLog, Result
from tests.db.conftest import HITS, Ask


def test_a_query_comes_back_with_what_was_shown(log: QueryLog, ask: Ask) -> None:
    before = time.time()
    number = ask("dark kick", request={"text": "kick", "qualities": ["dark"]}, milliseconds=3.5)
    query = log.query(number)
    assert query is not None
    assert (query.text, query.approach, query.k, query.build, query.kind) == (
        "dark kick",
        "prototype",
        2,
        "b1",
        "find",
    )
    assert query.request == {"text": "kick", "qualities": ["dark"]}
    assert query.milliseconds == 3.5
    assert before - 1 <= query.time <= time.time() + 1
    assert [(hit.rank, hit.sample_id, hit.path, hit.sha, hit.score) for hit in query.results] == [
        (1, 7, "drums/kick.wav", "aa11", 0.83),
        (2, 9, "drums/tom.wav", "bb22", 0.61),
    ]


def test_recent_lists_the_newest_first(log: QueryLog, ask: Ask) -> None:
    for text in ("first", "second", "third"):
        ask(text)
        time.sleep(0.002)
    assert [query.text for query in log.recent(2)] == ["third", "second"]


def test_a_query_without_results_is_logged_too(log: QueryLog, ask: Ask) -> None:
    assert log.query(ask("hello", results=[], kind="greeting")).results == []  # type: ignore[union-attr]


def test_a_query_is_stored_whole_or_not_at_all(log: QueryLog, ask: Ask) -> None:
    twice_rank_one = [HITS[0], HITS[0]]
    with pytest.raises(LogError):
        ask(results=twice_rank_one)
    assert log.recent(5) == []


def test_a_very_long_prompt_is_cut_and_odd_characters_are_survived(log: QueryLog, ask: Ask) -> None:
    ask("x" * 100_000)
    ask("broken \ud800 surrogate, nul \0, ‮right to left, 🥁")
    odd, long = log.recent(2)
    assert len(long.text) == 4000
    assert "🥁" in odd.text


def test_a_thumb_counts_once_a_person_and_the_last_one_stays(log: QueryLog, ask: Ask) -> None:
    query = ask()
    log.vote(query, 1, "ann", 1)
    log.vote(query, 1, "ann", -1)
    log.vote(query, 1, "bob", -1)
    log.vote(query, 2, "ann", 1)
    log.vote(query, 2, "ann", 0)
    assert [hit.thumbs for hit in log.recent(1)[0].results] == [-2, 0]


def test_a_thumb_on_nothing_and_a_thumb_of_two_are_refused(log: QueryLog, ask: Ask) -> None:
    query = ask()
    with pytest.raises(LogError, match="has no number 3"):
        log.vote(query, 3, "ann", 1)
    with pytest.raises(LogError, match="no longer in the log"):
        log.vote(query + 1, 1, "ann", 1)
    with pytest.raises(LogError, match="not 2"):
        log.vote(query, 1, "ann", 2)


def test_judged_pairs_are_what_learning_needs(log: QueryLog, ask: Ask) -> None:
    query = ask("punchy kick")
    log.vote(query, 1, "ann", 1)
    log.vote(query, 2, "bob", -1)
    pairs = list(log.judged_pairs())
    assert [(pair.text, pair.sample_id, pair.sha, pair.value, pair.rank) for pair in pairs] == [
        ("punchy kick", 7, "aa11", 1, 1),
        ("punchy kick", 9, "bb22", -1, 2),
    ]
    assert pairs[0].voter != pairs[1].voter


def test_statistics(log: QueryLog, ask: Ask) -> None:
    for milliseconds in range(1, 101):
        ask("kick" if milliseconds <= 60 else " KICK ", milliseconds=milliseconds)
    query = ask("pad", user="bob", approach="contrastive", milliseconds=1000)
    log.vote(query, 1, "ann", 1)
    log.vote(query, 2, "ann", -1)
    figures = log.stats()
    assert (figures.queries, figures.people) == (101, 2)
    assert figures.by_approach == {"prototype": 100, "contrastive": 1}
    assert (figures.thumbs_up, figures.thumbs_down) == (1, 1)
    assert figures.thumbs_by_approach == {"contrastive": (1, 1)}
    assert (figures.p50_milliseconds, figures.p95_milliseconds) == (51, 96)
    assert figures.top_prompts == [("kick", 100), ("pad", 1)]


def test_statistics_of_an_empty_log(log: QueryLog) -> None:
    figures = log.stats()
    assert (figures.queries, figures.since, figures.p50_milliseconds, figures.top_prompts) == (
        0,
        None,
        None,
        [],
    )


def test_frequent_prompts_show_nobody_what_only_another_person_asked(log: QueryLog, ask: Ask) -> None:
    ask("Kick drum", user="ann")
    ask("kick drum", user="bob")
    ask("kick for my secret track", user="bob")
    ask("kick off", user="ann", kind="other")
    assert log.frequent_prompts("Kic") == ["kick drum"]
    assert log.frequent_prompts("kic", user="bob") == ["kick drum", "kick for my secret track"]
    assert log.frequent_prompts("snare") == []
    assert log.frequent_prompts("%") == []


def test_prompts_of_long_ago_are_suggested_no_more(log: QueryLog, ask: Ask, monkeypatch) -> None:
    monkeypatch.setattr("db.statistics.LATELY", 2)
    for prompt in ("kick drum", "kick loop", "snare"):
        ask(prompt, user="ann")
        time.sleep(0.002)  # ids sort by the millisecond
    assert log.frequent_prompts("kick", user="ann") == ["kick loop"]


def test_many_threads_write_at_once_and_nothing_is_lost(log: QueryLog, ask: Ask) -> None:
    failures: list[Exception] = []

    def work(name: int) -> None:
        try:
            for turn in range(25):
                query = ask(f"prompt {name} {turn}", user=name)
                log.vote(query, 1, name, 1)
                log.set_context(name, "studio", {"turn": turn})
                log.recent(3)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    figures = log.stats()
    assert (figures.queries, figures.people, figures.thumbs_up) == (200, 8, 200)
    assert log.context(3, "studio") == {"turn": 24}


class Held(sqlite3.Connection):
    """A connection that takes its time for some statements: until it is told to go on."""

    words = ""
    reached, go_on = threading.Event(), threading.Event()

    def execute(self, sql: str, *rest: Any) -> sqlite3.Cursor:
        if Held.words and Held.words in sql:
            Held.reached.set()
            Held.go_on.wait(5)
        return super().execute(sql, *rest)


@pytest.fixture
def held_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, Callable[[], object]], Future]]:
    """Starts a job on a thread, and comes back when it is at a statement that has these words."""
    connect = sqlite3.connect
    monkeypatch.setattr("db.connection.sqlite3.connect", lambda *a, **b: connect(*a, **b, factory=Held))
    with ThreadPoolExecutor() as threads:

        def start(words: str, job: Callable[[], object]) -> Future:
            Held.words = words
            future = threads.submit(job)
            assert Held.reached.wait(5)
            return future

        yield start
        Held.go_on.set()
    Held.words = ""
    Held.reached.clear()
    Held.go_on.clear()


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("DISTINCT user", QueryLog.stats),
        ("LIMIT :lately", QueryLog.frequent_prompts),
        ("FROM votes v JOIN", lambda log: list(log.judged_pairs())),
    ],
    ids=["figures", "suggestions", "thumbs"],
)
def test_an_answer_does_not_wait_for_who_reads_the_whole_log(
    log: QueryLog, ask: Ask, held_up, words, read
) -> None:
    ask("before")
    job = held_up(words, lambda: read(log))
    ask("meanwhile", context={"text": "meanwhile"})
    assert log.context("ann", "studio") == {"text": "meanwhile"}
    assert not job.done() and log.waiting == 0
    Held.go_on.set()
    job.result()


def test_an_answer_does_not_wait_while_the_file_is_rewritten(
    log: QueryLog, ask: Ask, held_up, caplog: pytest.LogCaptureFixture
) -> None:
    ask("before", user="bob")
    ask("kick", user="ann", context={"text": "kick"})
    job = held_up("VACUUM", lambda: log.forget("bob"))
    number = ask("meanwhile")
    assert log.query(number).text == "meanwhile" and log.context("ann", "studio") == {"text": "kick"}  # type: ignore[union-attr]
    assert log.stats().queries == 1 and log.frequent_prompts("kick", user="ann") == ["kick"]
    choice = threading.Thread(target=log.choices.set_approach, args=("prototype",), kwargs={"user": "ann"})
    choice.start()
    log.tend()
    assert not job.done() and log.waiting == 1
    Held.go_on.set()
    assert job.result() == 1
    choice.join()
    log.tend()
    assert [query.text for query in log.recent(9)] == ["meanwhile", "kick"]
    assert log.choices.approach_for("ann") == "prototype", "a choice waits, as it has no spool"
    assert not [record for record in caplog.records if record.levelname != "INFO"]


def test_two_openings_of_one_file_share_it(log: QueryLog, ask: Ask, path: Path) -> None:
    with QueryLog.open(path) as other:
        ask("from the bot")
        other.log_query(
            "console",
            "bob",
            "tty",
            "from the console",
            approach="prototype",
            k=1,
            build=None,
            milliseconds=1.0,
        )
        assert {query.text for query in log.recent(5)} == {"from the bot", "from the console"}
        assert other.stats().people == 2


def test_numbers_of_numpy_are_taken(log: QueryLog, ask: Ask) -> None:
    import numpy as np

    number = ask(results=[Result(np.int64(3), "a.wav", 1, np.float32(0.5))])  # type: ignore[arg-type]
    assert log.query(number).results[0].score == 0.5  # type: ignore[union-attr]
