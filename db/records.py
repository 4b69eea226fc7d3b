"""What goes into the query log and what comes out of it."""

from dataclasses import dataclass, field
from typing import Any


class LogError(Exception):
    """The query log cannot do what was asked; the message is a sentence that says why and what to do."""


class Unavailable(LogError):
    """The database cannot be used now; what is to be logged waits in the spool.

    `damaged` is the file itself; `passing` is what may be over the next time: a lock, a full disk.
    """

    def __init__(self, message: str, *, damaged: bool = False, passing: bool = False) -> None:
        super().__init__(message)
        self.damaged = damaged
        self.passing = passing


class Rewriting(Unavailable):
    """This process itself rewrites the file; that is over in seconds, and nothing to be told."""


@dataclass(frozen=True)
class Result:
    """One sample shown in answer to a query.

    `rank` counts from 1, `sha` is the hash of its content, `thumbs` the sum of those that it has in the log (+1 up, -1 down).
    """

    sample_id: int
    path: str
    rank: int
    score: float
    sha: str | None = None
    thumbs: int = 0


@dataclass(frozen=True)
class LoggedQuery:
    """A query as it was logged; `time` in seconds since 1970 (UTC), `user` and `channel` as keyed hashes."""

    id: int
    time: float
    front_end: str
    user: str
    channel: str
    kind: str
    text: str
    approach: str
    k: int
    build: str | None
    milliseconds: float
    request: dict[str, Any] | None
    results: list[Result] = field(default_factory=list)


@dataclass(frozen=True)
class JudgedPair:
    """A prompt, a sample shown for it, and one person's thumb on it (+1 or -1); `voter` is a keyed hash.

    `kind` and `request` are those of the query: what the prompt was taken to ask for, where that was logged.
    """

    text: str
    sample_id: int
    path: str
    sha: str | None
    value: int
    voter: str
    rank: int
    score: float
    approach: str
    build: str | None
    time: float
    kind: str = "find"
    request: dict[str, Any] | None = None


@dataclass(frozen=True)
class Statistics:
    """The log in figures; latencies in milliseconds, None while nothing is logged."""

    queries: int
    people: int
    since: float | None
    by_approach: dict[str, int]
    by_kind: dict[str, int]
    by_front_end: dict[str, int]
    thumbs_up: int
    thumbs_down: int
    thumbs_by_approach: dict[str, tuple[int, int]]
    p50_milliseconds: float | None
    p95_milliseconds: float | None
    top_prompts: list[tuple[str, int]]
