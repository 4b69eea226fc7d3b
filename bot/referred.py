"""What a request refers to: earlier turns, and the hits that came back."""

from __future__ import annotations

from dataclasses import replace

from bot import about_hits, prompts, sentences
from bot.last_hits import LastHits
from bot.reply import Reply
from bot.turns import Turn
from retrieval_core.request import Request
from retrieval_core.retriever import Retriever

#: "Like before but in F" may be said of the last answer.
_AS_LAST = frozenset("as before earlier just like".split())


def resolved(request: Request, text: str, context: Turn | None, retriever: Retriever) -> Request | Reply:
    """A request with what it refers to, earlier turns and their hits, in place of the reference; a reply where that is not there."""
    if request.intent == "back":
        if context and not prompts.goes_back_to(text) and (before := context.as_before(request)):
            return before
        if context and (earlier := context.earlier(request)):
            # What was refused since stays away, unless that is taken back: "back to the kicks", but "go back".
            since = context.request.refused if request.classes else ()
            return replace(earlier.request, refused=(*earlier.request.refused, *since))
        if context and request.classes and {*request.classes} <= {*context.request.classes}:
            return context.request  # "the old clap" is the one that there is
        if (
            context and request.qualities and not request.classes
        ):  # "back to the loud ones", of which there were none
            return prompts.parse(" ".join(request.qualities), context.request)
        if not (request.classes or request.text):
            return Reply(sentences.NOTHING_BEFORE)
        request = prompts.apart(replace(request, intent="find"), text)
    if request == Request(k=request.k):
        return Reply(f"What should it sound like? For example: {sentences.EXAMPLES[1]}.")
    if context is None:
        if request.intent == "more":
            return Reply("I have no last answer at hand to give more of. What are you after?")
        if request.like_ranks and not request.like:
            return Reply("I have no last answer at hand to find more like. What are you after?")
        return request
    if context.is_meant_by(request) and prompts.likens(text):
        request = replace(request, like=(), like_ranks=context.spoken_of, skip=(), intent="find")
    if request.intent == "more":
        # "These suck": whatever is changed then, these come no more.
        refused = context.there if prompts.refuses(text, context.request.classes) else ()
        refused = (*request.refused, *refused)
        request = replace(request, intent="find", skip=context.shown, refused=refused)
    if request.like_ranks and not request.like:
        if beyond := context.beyond(request.like_ranks):
            return about_hits.no_such(beyond, context)
        hits = tuple(context.hit(rank) for rank in request.like_ranks)
        if request.intent == "without":
            last = context.request
            return replace(last, skip=(*last.skip, *hits), refused=(*last.refused, *hits))
        request = replace(request, like=hits)
    if beyond := context.beyond(request.refused_ranks):
        return about_hits.no_such(beyond, context)
    refused = (*request.refused, *(context.hit(rank) for rank in request.refused_ranks if rank))
    if 0 in request.refused_ranks:  # "3 is nice, the rest is not"
        refused = (*refused, *(id for id in context.there if id not in request.like))
    request = replace(request, refused=refused, refused_ranks=())
    compared = [rank for _, rank in request.same] + [rank for *_, rank in request.than]
    if beyond := context.beyond(compared):
        return about_hits.no_such(beyond, context)
    shown = LastHits(context, retriever)
    if lacking := shown.unknown(request):
        return Reply(sentences.UNKNOWN.format(lacking))
    return shown.fitted(request)


def before(last: Turn, steps: int) -> Turn | None:
    """The turn so many before the last one, or the first (-1); None where nobody remembers."""
    turn = last if steps > 0 else last.first()
    for _ in range(steps):
        turn = turn.before if turn else None
    return turn


def gone_on_from(last: Turn, text: str) -> tuple[Turn, str]:
    """The turn that a prompt changes, and what it says of that: the first and "in F", of "as at the start but in F"; else the last one and all of it."""
    head, _, change = text.partition(" but ")
    if not change or {*head.lower().split()} <= _AS_LAST:
        return last, text
    if steps := prompts.turns_back(head):
        turn = before(last, steps)
    else:
        wish = prompts.parse(head, last.request)
        named = last.request.parts and wish.classes  # "the old snare but longer", of a kit
        turn = last.earlier(wish) if wish.intent == "back" and not named else None
    return (turn, change) if turn else (last, text)
