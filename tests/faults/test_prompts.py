"""Ten thousand prompts that mean no good: read in time, answered in words, nobody mentioned, nothing rendered."""

from __future__ import annotations

import gc
import itertools
import re
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest

from bot.cards import card
from bot.conversation import Conversation
from bot.discord.words import answer, code, plain
from bot.prompts import parse, understood
from bot.reply import Reply, Speaker
from bot.text import visible
from db import QueryLog
from retrieval_core import Retriever
from retrieval_core.request import Hit, Request
from tests.discord_standin.markdown import constructs
from tests.faults import scaled
from tests.faults.hostile import DIRECTIONS, UNSEEN, prompts

MANY = 10_000
#: The promise, in seconds at the 99th percentile; docs/reliability.md has what was measured.
PROMISED = 0.020


@pytest.fixture
def conversation(retriever: Retriever, tmp_path: Path) -> Iterator[Conversation]:
    with QueryLog.open(tmp_path / "log.db") as log:
        yield Conversation(retriever, log, "test")


def test_ten_thousand_hostile_prompts_are_parsed_in_time() -> None:
    last = [Request()]

    def read(prompt: str) -> None:
        last[0] = parse(prompt, last[0])
        understood(last[0])

    measured("parsed", read, prompts(MANY))


def test_hostile_prompts_are_understood_in_time(conversation: Conversation) -> None:
    """As a chat reads them, first and behind an answer: names of files, grammar, reader and text encoder."""
    numbers = itertools.count()

    def read(prompt: str) -> None:
        conversation.understand(prompt, Speaker(f"person {next(numbers) % 50}", "room"))

    for person in range(0, 50, 2):
        conversation.ask("two kicks", Speaker(f"person {person}", "room"))
    measured("understood", read, prompts(scaled(1000), seed=12))


def measured(how: str, read: Callable[[str], None], asked: Iterable[str]) -> None:
    """See that prompts are read in the time that is promised."""
    read("warm up")
    seconds = []
    gc.freeze()  # what other tests have left is not to be searched for garbage meanwhile
    for prompt in asked:
        started = time.thread_time()  # what it computes: the machine may be busy with other things
        read(prompt)
        seconds.append(time.thread_time() - started)
    gc.unfreeze()
    p50, p99, most = np.percentile(seconds, [50, 99, 100]) * 1e3
    print(f"{len(seconds)} prompts {how}: p50 {p50:.2f} ms, p99 {p99:.2f} ms, longest {most:.1f} ms")
    assert p99 < 3e3 * PROMISED, "three times the promise, for a machine three times as slow"
    assert most < 500


def test_every_answer_is_words_and_rings_nobody(conversation: Conversation) -> None:
    for number, prompt in enumerate(prompts(scaled(500), seed=9)):
        reply = conversation.ask(prompt, Speaker(f"person {number % 50}", "room"))
        shown = answer(reply, {})
        assert 0 < len(shown) <= 2000
        shown.encode("utf-8")
        assert meant(shown, reply), (prompt, shown)
        assert not re.search(f"[{UNSEEN}{DIRECTIONS}]", shown.replace("@\u200b", "@")), (prompt, shown)
    assert conversation.log.stats().queries > scaled(100)
    database = conversation.log._connection.database
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def meant(shown: str, reply: Reply) -> bool:
    """Whether Discord renders what the bot means, and nothing else: the first line in italics, the hits as a list."""
    head, lines = [], shown.split("\n")
    if reply.understood:
        head = [lines.pop(0)]
    foot = [lines.pop()] if reply.hits and reply.approach and lines[-1].startswith("-# ") else []
    hits = [line for line in lines if re.match(r"\d+\. `", line)] if reply.hits else []
    rest = "\n".join(line for line in lines if line not in hits)
    return (
        [kind for kind, _ in constructs("\n".join(head))] == ["italic"] * len(head)
        and all([kind for kind, _ in constructs(line)] == ["list", "code", "text"] for line in hits)
        and [kind for kind, _ in constructs(rest)] == ["text"]
        and [kind for kind, _ in constructs("\n".join(foot))] == ["subtext"] * len(foot)
    )


def test_hostile_text_reads_as_it_was_written_and_renders_nothing() -> None:
    for prompt in prompts(scaled(1000), seed=10):
        text = visible(prompt[:500])
        read = list(constructs(plain(prompt[:500])))
        assert {kind for kind, _ in read} <= {"text"}, prompt
        assert "".join(part for _, part in read).replace("@\u200b", "@") == text


def test_hostile_names_of_files_stay_inside_their_code() -> None:
    for prompt in prompts(scaled(1000), seed=11):
        hit = Hit(1, 1, Path(), prompt[:300], prompt[300:400], 0.5, 1.0)
        shown = answer(Reply("1 sample:", [hit], approach="prototype"), {})
        assert meant(shown, Reply("", [hit], approach="prototype")), shown
        assert code(prompt[:300], 300).count("`") == 2


def test_a_name_without_end_holds_nobody_up() -> None:
    started = time.thread_time()
    assert card([Hit(1, 1, Path(), "W" * 1_000_000, "l" * 1_000_000, 0.5, 1.0)], {})
    assert time.thread_time() - started < 1


def test_what_is_rendered_is_noticed() -> None:
    """The check itself: a text that nobody escaped is told apart."""
    for text in (
        "**b**",
        "# h",
        "-# s",
        "> q",
        "- l",
        "1. l",
        "`c`",
        "https://e.x/y",
        "[a](http://b)",
        ":joy:",
    ):
        assert {kind for kind, _ in constructs(text)} != {"text"}, text
    assert {kind for kind, _ in constructs("<@123> @everyone <t:1> ||s|| ~~t~~ __u__")} >= {
        "mention",
        "spoiler",
    }
