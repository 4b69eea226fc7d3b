"""What is kept of people: what they asked, what they were shown, and which approach they chose.

An answer is never lost because the query log cannot be read or written: that is logged, and nothing is remembered.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import asdict, replace

from bot.reply import Speaker
from bot.turns import Turn
from db import LogError, QueryLog, Result
from retrieval_core.request import Hit, Request

log = logging.getLogger(__name__)


class Memory:
    """The query log as a conversation uses it."""

    def __init__(self, query_log: QueryLog, front_end: str) -> None:
        self._log = query_log
        self._front_end = front_end

    def last_turn(self, speaker: Speaker, build: str) -> Turn | None:
        """The last turn of somebody, where a build answered it."""
        try:
            context = self._log.context(speaker.user, speaker.channel)
        except LogError:
            log.exception("the last turn cannot be read")
            return None
        return Turn.from_dict(context) if context and context["build"] == build else None

    def note(self, ranks: Sequence[int], last: Turn | None, speaker: Speaker) -> None:
        """Remember which hits somebody spoke of, so that "more like that" means them."""
        if last is None or not ranks or last.beyond(ranks):
            return
        try:
            turn = replace(last, spoken_of=tuple(ranks))
            self._log.set_context(speaker.user, speaker.channel, turn.to_dict())
        except LogError:
            log.exception("what was said of the hits could not be noted")

    def forget(self, speaker: Speaker) -> None:
        """Forget what somebody asked last."""
        try:
            self._log.set_context(speaker.user, speaker.channel, None)
        except LogError:
            log.exception("the last turn could not be forgotten")

    def approach(self, speaker: Speaker) -> str | None:
        """The approach that somebody, or somebody's server, has chosen."""
        try:
            return self._log.approach_for(speaker.user, speaker.server)
        except LogError:
            log.exception("the choice of approach cannot be read")
            return None

    def settle(self, approach: str, speaker: Speaker) -> None:
        """Keep to an approach from now on."""
        try:
            self._log.set_approach(approach, user=speaker.user)
        except LogError:
            log.exception("the choice of approach could not be kept")

    def asked_before(self, start: str, most: int, user: str) -> list[str]:
        """Prompts that begin so, those that were asked most often first."""
        try:
            return self._log.frequent_prompts(start, most, user)
        except LogError:
            log.exception("what was asked before cannot be read")
            return []

    def keep(
        self,
        request: Request,
        speaker: Speaker,
        text: str,
        hits: list[Hit],
        milliseconds: float,
        kind: str,
        build: str,
        last: Turn | None,
    ) -> int | None:
        """Log a query and keep it as somebody's last turn; its number, where it has one."""
        ids = tuple(hit.id for hit in hits)
        # An empty page leaves the last one in sight.
        seen = ids or (last.hits if last and request.skip else ())
        # Who has gone back is where they were.
        if last and last.request == request:
            before = last.before
        else:
            before = last.before.before if last and last.before and last.before.request == request else last
        turn = Turn(replace(request, first=()), seen, (*request.skip, *ids), build, before)
        return self._write(request, speaker, text, hits, milliseconds, kind, build, turn)

    def keep_question(self, speaker: Speaker, text: str, hits: list[Hit], build: str) -> None:
        """Log what was asked of the hits that were shown last, and leave the last turn as it was."""
        self._write(Request(k=len(hits)), speaker, text, hits, 0.0, "about", build, None)

    def _write(
        self,
        request: Request,
        speaker: Speaker,
        text: str,
        hits: list[Hit],
        milliseconds: float,
        kind: str,
        build: str,
        turn: Turn | None,
    ) -> int | None:
        try:
            return self._log.log_query(
                self._front_end,
                speaker.user,
                speaker.channel,
                text,
                request.approach or "",
                request.k,
                build,
                milliseconds,
                [Result(hit.id, hit.name, hit.rank, hit.score, hit.sha256) for hit in hits],
                asdict(request),
                kind,
                turn.to_dict() if turn else None,
            )
        except LogError:
            log.exception("the query could not be logged")
            return None
