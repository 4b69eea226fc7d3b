"""Going on from an answer that was given: the next page, more like a hit, another approach, one constraint less.

An answer is known by its row in the query log, so that a button goes on working when the bot has been restarted.
"""

from __future__ import annotations

from dataclasses import replace

from bot import prompts
from bot.conversation import Conversation
from bot.reply import Reply, Speaker
from db import LoggedQuery
from retrieval_core.request import Request


class Gone(LookupError):
    """The answer cannot be gone on from; the message says why and what to do."""


def more(conversation: Conversation, query_id: int, speaker: Speaker) -> Reply:
    """The next page of an answer.

    Raises
    ------
    Gone
        The answer is no longer in the log, or was made from a library that has been indexed anew.
    """
    query, request = _recall(conversation, query_id)
    shown = tuple(result.sample_id for result in query.results)
    if query.build != conversation.retriever.build.id:
        raise Gone("The library has been indexed anew since that answer. Please ask again.")
    return conversation.answer(
        replace(request, skip=tuple(dict.fromkeys((*request.skip, *shown)))), speaker, query.text, kind="more"
    )


def like(conversation: Conversation, query_id: int, rank: int, speaker: Speaker) -> Reply:
    """Samples that sound like one hit of an answer.

    Raises
    ------
    Gone
        As for `more`.
    """
    query, request = _recall(conversation, query_id)
    result = next((result for result in query.results if result.rank == rank), None)
    if result is None or query.build != conversation.retriever.build.id:
        raise Gone("The library has been indexed anew since that answer. Please ask again.")
    wish = Request(k=request.k, like=(result.sample_id,), like_ranks=(rank,))
    return conversation.answer(wish, speaker, f"more like {result.path}", kind="like")


def another(conversation: Conversation, query_id: int, speaker: Speaker) -> Reply:
    """The same question, answered by the next approach of the registry.

    Raises
    ------
    Gone
        The answer is no longer in the log.
    """
    query, request = _recall(conversation, query_id)
    names = conversation.retriever.approaches
    position = names.index(query.approach) if query.approach in names else -1
    skip = request.skip if query.build == conversation.retriever.build.id else ()
    wish = replace(request, approach=names[(position + 1) % len(names)], skip=skip)
    return conversation.answer(wish, speaker, query.text, kind="another")


def without(conversation: Conversation, query_id: int, part: str, speaker: Speaker) -> Reply:
    """The same question less one of its parts, by the name of its chip.

    Raises
    ------
    Gone
        As for `less`.
    """
    wish = less(conversation, query_id, part)
    if isinstance(wish, Reply):
        return wish
    return conversation.answer(wish, speaker, prompts.understood(wish), kind="without")


def less(conversation: Conversation, query_id: int, part: str) -> Request | Reply:
    """What is left of a question without one of its parts; a reply where that is nothing.

    Raises
    ------
    Gone
        The answer is no longer in the log, or asked for no such part.
    """
    query, request = _recall(conversation, query_id)
    try:
        wish = prompts.without(request, part)
    except LookupError:
        raise Gone("That answer asked for no such thing. Please ask again.") from None
    if wish.like and query.build != conversation.retriever.build.id:
        raise Gone("The library has been indexed anew since that answer. Please ask again.")
    if not prompts.chips(replace(wish, k=Request().k)):
        return Reply("Nothing is left of the question. What should it sound like?")
    return wish


def _recall(conversation: Conversation, query_id: int) -> tuple[LoggedQuery, Request]:
    query = conversation.log.query(query_id)
    if query is None or query.request is None:
        raise Gone("That answer is no longer in my log, so I cannot go on from it. Please ask again.")
    return query, Request.from_dict(query.request)
