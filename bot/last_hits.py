"""The hits that were shown last: what is known of them, and what a request takes from them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from bot import sentences
from bot.turns import Turn
from retrieval_core.qualities import bound
from retrieval_core.request import Hit, Request
from retrieval_core.retriever import Retriever

#: How far a tempo may lie from another one that it is to be like, in bpm, and a length, as a share of it.
LIKE_TEMPO, LIKE_LENGTH = 2.0, 0.2


def known(
    ranks: Sequence[int], context: Turn | None, retriever: Retriever, asked: Collection[str] = ()
) -> str:
    """What is known of what was shown last, or of those of some ranks, and whether what is asked is."""
    hits = context.hits if context else ()
    ranks = [rank if rank > 0 else len(hits) + 1 + rank for rank in ranks] or range(1, len(hits) + 1)
    found = {at: hit for at in ranks if 0 < at <= len(hits) and (hit := retriever.sample(hits[at - 1]))}
    return sentences.known(found, asked) or "I have not shown you anything like that yet."


def most(measure: str, direction: int, context: Turn, retriever: Retriever) -> Hit | None:
    """Of the hits that were shown last the one that has most of something, with its rank; None where nobody can tell."""
    hits = [hit for id in context.hits if (hit := retriever.sample(id))]
    values = direction * retriever.catalog.measures([hit.id for hit in hits], [measure])[measure]
    if np.isnan(values).all():
        return None
    best = int(np.nanargmax(values))
    return replace(hits[best], rank=best + 1)


def fitted(request: Request, context: Turn, retriever: Retriever) -> Request:
    """A request with the values that it takes from what was shown; its parts compare with the hits that are of their kind."""
    parts = tuple(_compared(part, _showing(part, context, retriever), retriever) for part in request.parts)
    # "Replace the snare" is for another one than those shown.
    parts = tuple(
        replace(part, intent="find", skip=(*part.skip, *context.hits)) if part.intent == "more" else part
        for part in parts
    )
    return replace(_matched(_compared(request, context, retriever), context, retriever), parts=parts)


def _compared(request: Request, context: Turn, retriever: Retriever) -> Request:
    """The request with what its comparatives compare with: the sample it is to be like, or the mean of those last shown."""
    words = [word for word, value in request.beyond if value is None]
    if not words:
        return request
    measures = {word: measured[0] for word in words if (measured := bound(word))}
    values = retriever.catalog.measures(request.like or context.hits, set(measures.values()))
    means = {
        word: float(np.nanmean(values[name]))
        for word, name in measures.items()
        if not np.isnan(values[name]).all()
    }
    compared = dict(request.beyond) | means
    return replace(request, beyond=tuple((w, value) for w, value in compared.items() if value is not None))


def _showing(part: Request, context: Turn, retriever: Retriever) -> Turn:
    """The last turn with the hits alone that are what a part asks for."""
    hits = [hit for id in context.hits if (hit := retriever.sample(id))]
    fitting = tuple(hit.id for hit in hits if {hit.fine, hit.label} & {*part.classes})
    return replace(context, hits=fitting or context.hits)


def _matched(request: Request, context: Turn, retriever: Retriever) -> Request:
    """The request with the key, the tempo or the length of what was shown, where it is to have the same."""
    found: dict[str, Any] = {}
    for name, rank in request.same:
        if not rank and (said := context.said(name)):
            found[name] = said
            continue
        hits = map(retriever.sample, [context.hit(rank)] if rank else context.hits)
        value = next((value for hit in hits if hit and (value := getattr(hit, name))), None)
        if name == "key" or value is None:
            found |= {name: value} if value else {}
            continue
        off = LIKE_TEMPO if name == "tempo" else LIKE_LENGTH * value
        found[name] = (round(value - off, 2), round(value + off, 2))
    return replace(request, same=(), **found)
