"""The samples that answer a request: of several sounds some of each, and where nothing fits, what is nearest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain, zip_longest

from bot import prompts
from bot.relaxation import distance, nearer, relaxations
from retrieval_core.request import Hit, Request
from retrieval_core.retriever import Retriever

#: So many samples that are near to a limit are looked at for those that are nearest.
NEAR = 200


def search(
    retriever: Retriever, request: Request, unheld: tuple[str, ...], taken: tuple[int, ...] = ()
) -> tuple[list[Hit], list[str]]:
    """Hits, and what the request had to lose to have any; of one in parts, of each part. What is called by its name comes first, and has a
    score of 1 where it was not found without.

    Parameters:
        unheld: those of the classes asked for that the library has no sample of.
        taken: samples that another part of the answer has.

    Raises:
        UnknownApproach: the request names an approach that there is not.
    """
    if first := [id for id in request.first if id not in request.skip]:
        hits, _ = search(retriever, replace(request, first=()), unheld, taken)
        near = [hit for hit in hits if hit.id in first]
        seen = {hit.id for hit in near}
        called = [hit for id in first if id not in seen and (hit := retriever.sample(id))]
        return _ranked(chain(near, (replace(hit, score=1.0) for hit in called), hits), request.k), []
    if request.parts:
        return _of_parts(retriever, request)
    kin = prompts.kin(unheld)
    kin = tuple(id for id in kin if id not in retriever.catalog.unheld(kin))
    for candidate, lost in relaxations(request, unheld, kin):
        gone = (*taken, *candidate.refused)
        fresh = replace(candidate, skip=(*request.skip, *gone))
        if hits := _of_each(retriever, fresh):
            return _nearest(retriever, request, fresh, hits), lost
        # What fits has been shown, and a further page gives nothing up that the first did not.
        if request.skip and retriever.search(replace(candidate, skip=gone, k=1)):
            return [], lost
    return [], []


def _nearest(retriever: Retriever, request: Request, relaxed: Request, hits: list[Hit]) -> list[Hit]:
    """Hits of a relaxed request, or others in their place, those first that come nearest to what had to go."""
    for wider in nearer(request, relaxed) if not request.most else ():
        if retriever.count(wider) >= len(hits):
            near = _of_each(retriever, replace(wider, k=NEAR))
            if len(near) >= len(hits):
                hits = near
                break
    return _ranked(sorted(hits, key=lambda hit: distance(hit, request, relaxed)), request.k)


def _of_parts(retriever: Retriever, request: Request) -> tuple[list[Hit], list[str]]:
    """Hits of each part, as many as it asks for, or in turn where only all of them are counted."""
    found: dict[int, tuple[list[Hit], list[str]]] = {}
    # The open hats first, so that the hi-hats, which they are as well, leave them some; and what stays as it was.
    order = [(_is_above_others(part, request), not part.first, at) for at, part in enumerate(request.parts)]
    for *_, at in sorted(order):
        part = request.parts[at]
        taken = tuple(hit.id for hits, _ in found.values() for hit in hits)
        part = replace(
            part,
            approach=request.approach,
            skip=(*part.skip, *request.skip),
            refused=request.refused,
            files=request.files,
            named=request.named,
        )
        unheld = retriever.catalog.unheld(part.classes)
        fitting, words = search(retriever, part, unheld, taken)
        if not fitting:  # "swap the clap", where there is no other: it stays
            fitting, words = search(retriever, replace(part, skip=request.skip), unheld, taken)
        found[at] = fitting, words
    parts = [found[at] for at in range(len(request.parts))]
    lost = dict.fromkeys(word for _, words in parts for word in words)
    lists = [hits for hits, _ in parts]
    return _ranked(chain(*lists) if request.counted else _in_turn(lists), request.k), list(lost)


def _is_above_others(part: Request, request: Request) -> bool:
    """Whether another part of a request asks for a kind of what one asks for."""
    others = {id for other in request.parts for id in other.classes} - {*part.classes}
    return not prompts.above(others).isdisjoint(part.classes)


def _of_each(retriever: Retriever, request: Request) -> list[Hit]:
    """Hits of a request; of several classes in turn, so that "kicks and snares" are both."""
    sorts = prompts.sorts(request.classes)
    if len(sorts) < 2 or request.k < 2 or request.like:
        return retriever.search(request)
    found = [retriever.search(replace(request, classes=sort)) for sort in sorts]
    return _ranked(_in_turn(found), request.k)


def _in_turn(lists: Iterable[list[Hit]]) -> Iterable[Hit]:
    return (hit for row in zip_longest(*lists) for hit in row if hit is not None)


def _ranked(hits: Iterable[Hit], k: int) -> list[Hit]:
    """The first k of some hits, each once, in the order in which they come."""
    chosen = list({hit.id: hit for hit in hits}.values())[:k]
    return [replace(hit, rank=rank) for rank, hit in enumerate(chosen, start=1)]
