"""What goes into a conversation and comes out of it: who speaks, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from retrieval_core.request import Hit, Request


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, for a front end to show.

    Attributes:
        text: the words of the answer, plain.
        hits: samples found, the best first.
        understood: what the prompt was taken to ask for, in a few words.
        approach: the approach that answered, where one did.
        request: what was searched for.
        query_id: row of the query log, for thumbs and further pages; None where the log could not take it.
        pictures: image files that belong to the answer.
        milliseconds: from what was understood to the hits; reading the prompt is not in it.
        aside: the prompt was taken for talk, which asks for no sound.
        doubtful: the library probably does not hold what was asked for, and the hits are only the nearest; `text` says so.
    """

    text: str
    hits: list[Hit] = field(default_factory=list)
    understood: str = ""
    approach: str | None = None
    request: Request | None = None
    query_id: int | None = None
    pictures: list[Path] = field(default_factory=list)
    milliseconds: float = 0.0
    aside: bool = False
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, and where: ids as the front end knows them."""

    user: str
    channel: str
    server: str | None = None
