"""What is kept of people: what they asked, what they were shown, and which approach they chose.

An answer is never lost because the query log cannot be read or written: that is logged, and nothing is remembered.

What was shown is known by ids, which mean nothing in another build. So what they are called in any build is kept beside
them, and whatever is remembered comes back with the ids of the build that answers now.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Any

from bot.reply import Speaker
from bot.turns import Turn
from db import LogError, LoggedQuery, QueryLog, Result
from retrieval_core.request import GONE, Hit, Request
from retrieval_core.retriever import Retriever

log = logging.getLogger(__name__)

#: What samples are called in any build: of each path the id in one of them, and how the hash of the file begins.
Names = Mapping[str, tuple[int, str]]
#: So much of a hash tells files apart, and is too short to be taken for the id of a person.
HASH_LENGTH = 16


class Memory:
    """The query log as a conversation over a retriever uses it."""

    def __init__(self, query_log: QueryLog, front_end: str, retriever: Retriever) -> None:
        self._log = query_log
        self._front_end = front_end
        self._retriever = retriever

    def last_turn(self, speaker: Speaker) -> Turn | None:
        """The last turn of somebody in which something was searched for."""
        last = self._last(speaker)
        return last if last and last.request != Request() else None

    def last_question(self, speaker: Speaker) -> str:
        """What somebody asked last, if that was the last thing said."""
        last = self._last(speaker)
        return last.asked if last else ""

    def _last(self, speaker: Speaker) -> Turn | None:
        context = None
        with _forgiven("the last turn cannot be read"):
            context = self._log.context(speaker.user, speaker.channel)
        if not context:
            return None
        turn, build = Turn.from_dict(context), self._retriever.build.id
        return turn if turn.build == build else turn.carried(self._ids(context.get("names", {})), build)

    def answer(self, query_id: int) -> tuple[LoggedQuery, Request] | None:
        """An answer with what it was asked for; None where it is not in the log.

        Raises:
            LogError: the log cannot be read.
        """
        query = self._log.query(query_id)
        if query is None or query.request is None:
            return None
        request, build = Request.from_dict(query.request), self._retriever.build.id
        if query.build == build:
            return query, request
        shown = {result.path: (result.sample_id, result.sha or "") for result in query.results}
        ids = self._ids(query.request.get("names", {}) | shown)
        results = [replace(result, sample_id=ids.get(result.sample_id, GONE)) for result in query.results]
        return replace(query, build=build, results=results), request.carried(ids)

    def take_up(self, query_id: int, speaker: Speaker) -> None:
        """Let somebody go on from an answer, whoever asked for it: it becomes their last turn.

        One that is no longer in the log leaves them none, so that nothing else is taken for it.
        """
        with _forgiven("an earlier answer cannot be read"):
            if (answer := self.answer(query_id)) is None:
                return self._remember(None, speaker)
            query, request = answer
            request, hits = replace(request, first=()), tuple(result.sample_id for result in query.results)
            last = self.last_turn(speaker)
            if last is None or (last.request, last.hits) != (request, hits):
                shown = tuple(id for id in (*request.skip, *hits) if id != GONE)
                self._remember(Turn(request, hits, shown, self._retriever.build.id, last), speaker)

    def _remember(self, turn: Turn | None, speaker: Speaker) -> None:
        with _forgiven("the last turn could not be kept"):
            self._log.set_context(speaker.user, speaker.channel, self._as_json(turn) if turn else None)

    def _as_json(self, turn: Turn) -> dict[str, Any]:
        return turn.to_dict() | {"names": self._names(turn.samples())}

    def _names(self, samples: Iterable[int]) -> Names:
        """What samples are called, for `_ids` to find them in another build."""
        rows = self._retriever.catalog.rows({*samples}).values()
        return {row["path"]: (row["id"], (row["sha256"] or "")[:HASH_LENGTH]) for row in rows}

    def _ids(self, names: Names) -> dict[int, int]:
        """The ids of samples in the build that answers now, by those that they had; without those that are gone or other sounds by now."""
        rows = self._retriever.catalog.at(names)
        named = ((rows[path], id, sha) for path, (id, sha) in names.items() if path in rows)
        return {id: row["id"] for row, id, sha in named if (row["sha256"] or "").startswith(sha)}

    def note(self, ranks: Sequence[int], last: Turn | None, speaker: Speaker, asked: str = "") -> None:
        """Remember which hits somebody spoke of, so that "more like that" means them, and what they asked, so that "and 4?" asks it again."""
        if last is None or not (ranks or asked) or last.beyond(ranks):
            return
        self._remember(replace(last, spoken_of=tuple(ranks) or last.spoken_of, asked=asked), speaker)

    def drop_approach(self, speaker: Speaker) -> None:
        """Go on from somebody's last turn by the approach that they have chosen, whichever it named."""
        last = self.last_turn(speaker)
        if last and last.request.approach:
            self._remember(replace(last, request=replace(last.request, approach=None)), speaker)

    def forget(self, speaker: Speaker) -> None:
        """Forget what somebody asked last."""
        self._remember(None, speaker)

    def approach(self, speaker: Speaker) -> str | None:
        """The approach that somebody, or somebody's server, has chosen."""
        with _forgiven("the choice of approach cannot be read"):
            return self._log.choices.approach_for(speaker.user, speaker.server)
        return None

    def settle(self, approach: str, speaker: Speaker) -> bool:
        """Keep to an approach from now on; whether that is so."""
        with _forgiven("the choice of approach could not be kept"):
            self._log.choices.set_approach(approach, user=speaker.user)
            return True
        return False

    def asked_before(self, start: str, most: int, user: str) -> list[str]:
        """Prompts that begin so, those that were asked most often first."""
        with _forgiven("what was asked before cannot be read"):
            return self._log.frequent_prompts(start, most, user)
        return []

    def keep(
        self,
        request: Request,
        speaker: Speaker,
        text: str,
        hits: list[Hit],
        milliseconds: float,
        kind: str,
        last: Turn | None = None,
        approach: str = "",
    ) -> int | None:
        """Log a query that an approach has answered and keep it as somebody's last turn; its number, where it has one.

        What is "about" the hits that were shown last leaves the last turn as it was.
        """
        turn = None if kind == "about" else self._turn(request, hits, last)
        with _forgiven("the query could not be logged"):
            return self._log.log_query(
                self._front_end,
                speaker.user,
                speaker.channel,
                text,
                approach=approach,
                k=request.k,
                build=self._retriever.build.id,
                milliseconds=milliseconds,
                results=[Result(hit.id, hit.name, hit.rank, hit.score, hit.sha256) for hit in hits],
                request=asdict(request) | {"names": self._names(request.samples())},
                kind=kind,
                context=self._as_json(turn) if turn else None,
            )
        return None

    def keep_question(self, speaker: Speaker, text: str, hits: list[Hit]) -> None:
        """Log what was asked of the hits that were shown last."""
        self.keep(Request(k=len(hits)), speaker, text, hits, 0.0, "about")

    def _turn(self, request: Request, hits: list[Hit], last: Turn | None) -> Turn:
        """The turn of a request that has been answered, behind the last one."""
        ids = tuple(hit.id for hit in hits)
        # An empty page leaves the last one in sight.
        seen = ids or (last.hits if last and request.skip else ())
        # Who has gone back is where they were.
        if last and last.request == request:
            before = last.before
        else:
            before = last.before.before if last and last.before and last.before.request == request else last
        build = self._retriever.build.id
        return Turn(replace(request, first=()), seen, (*request.skip, *ids), build, before)


@contextmanager
def _forgiven(failure: str) -> Iterator[None]:
    """Log that the query log has failed, and go on."""
    try:
        yield
    except LogError:
        log.exception(failure)
