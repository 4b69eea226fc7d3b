"""Going on from an answer that was given: the next page, more like a hit, another approach, one constraint less.

An answer is known by its row in the query log, so that a button goes on working when the bot has been restarted, and when the
library has been indexed anew: see `Memory.answer`.
"""

from __future__ import annotations

from dataclasses import replace

from bot import prompts, sentences
from bot.conversation import Conversation
from bot.reply import Reply, Speaker
from db import LoggedQuery
from retrieval_core.request import GONE, Request


class Gone(LookupError):
    """The answer cannot be gone on from; the message says why and what to do."""


def more(conversation: Conversation, query_id: int, speaker: Speaker) -> Reply:
    """The next page of an answer; asked again right away, the one after that.

    Raises:
        Gone: the answer is no longer in the log, or was for more like a sample that is no longer in the library.
    """
    query, request = _recall(conversation, query_id)
    shown = [*request.skip, *(result.sample_id for result in query.results if result.sample_id != GONE)]
    last = conversation.memory.last_turn(speaker)
    if last and replace(last.request, skip=()) == replace(request, skip=(), first=()):
        shown += last.shown
    wish = replace(request, skip=tuple(dict.fromkeys(shown)))
    return _answer(conversation, wish, speaker, query.text, "more", query.approach)


def like(conversation: Conversation, query_id: int, rank: int, speaker: Speaker) -> Reply:
    """Samples that sound like one hit of an answer.

    Raises:
        Gone: the answer is no longer in the log, or the sample no longer in the library.
    """
    query, request = _recall(conversation, query_id)
    result = next((result for result in query.results if result.rank == rank), None)
    if result is None:
        raise Gone(f"That answer has no number {rank}. Please ask again.")
    wish = Request(k=request.k, like=(result.sample_id,), like_ranks=(rank,))
    return _answer(conversation, wish, speaker, f"more like {result.path}", "like")


def another(conversation: Conversation, query_id: int, speaker: Speaker) -> Reply:
    """The same question, answered by the next approach of the registry.

    Raises:
        Gone: as for `more`.
    """
    query, request = _recall(conversation, query_id)
    names = conversation.retriever.approaches
    position = names.index(query.approach) if query.approach in names else -1
    wish = replace(request, approach=names[(position + 1) % len(names)])
    return _answer(conversation, wish, speaker, query.text, "another")


def without(conversation: Conversation, query_id: int, part: str, speaker: Speaker) -> Reply:
    """The same question less one of its parts, by the name of its chip.

    Raises:
        Gone: as for `less`.
    """
    wish = less(conversation, query_id, part)
    if isinstance(wish, Reply):
        return wish
    return _answer(conversation, wish, speaker, prompts.understood(wish), "without")


def less(conversation: Conversation, query_id: int, part: str) -> Request | Reply:
    """What is left of a question without one of its parts; a reply where that is nothing.

    Raises:
        Gone: the answer is no longer in the log, or asked for no such part.
    """
    _, request = _recall(conversation, query_id)
    try:
        wish = prompts.without(request, part)
    except LookupError:
        raise Gone("That answer asked for no such thing. Please ask again.") from None
    if not prompts.chips(replace(wish, k=Request().k)):
        return Reply("Nothing is left of the question. What should it sound like?")
    return wish


def _recall(conversation: Conversation, query_id: int) -> tuple[LoggedQuery, Request]:
    if (answer := conversation.memory.answer(query_id)) is None:
        raise Gone("That answer is no longer in my log, so I cannot go on from it. Please ask again.")
    return answer


def _answer(
    conversation: Conversation,
    wish: Request,
    speaker: Speaker,
    text: str,
    kind: str,
    by: str | None = None,
) -> Reply:
    """The answer to what is left to ask; `Gone`, and no answer that all see, where that is more like a sample that is gone."""
    if wish.lost:
        raise Gone(sentences.TAKEN_OUT)
    return conversation.answer(wish, speaker, text, kind, by)
