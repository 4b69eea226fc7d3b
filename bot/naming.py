"""What the library itself calls things: samples that are asked for by their names, classes by a label of its own."""

from __future__ import annotations

from dataclasses import replace

from bot import prompts
from bot.turns import Turn
from retrieval_core.request import Request
from retrieval_core.retriever import Retriever
from retrieval_core.wording import fold
from retrieval_core.words import ASKING


def called(text: str, retriever: Retriever, context: Turn | None) -> Request | tuple[int, ...]:
    """A request for the sample whose whole name somebody says, or for what is like it; the samples that a part of their name is said of."""
    if (name := prompts.likened(text)) and (like := retriever.titled(name)).whole:
        return Request(text=_encodable(name), like=like.ids)
    found = retriever.titled(text)
    # "Kick 2", behind an answer, is the second of that.
    if found.whole and (context is None or not found.plain):
        return Request(text=_encodable(text), first=found.ids, like=found.ids)
    return () if found.whole else found.ids


def labelled(request: Request, retriever: Retriever) -> Request:
    """A request whose words are a class of the library's own, for that class: "orch", where files lie in Orch."""
    if request.classes or request.like or request.intent not in ("find", "count"):
        return request
    said = " ".join(word for word in fold(request.text).split() if word not in ASKING)
    labels = retriever.catalog.class_counts() if said else ()
    known = next((label for label in labels if fold(label) in (said, said.removesuffix("s"))), None)
    return replace(request, classes=(known,)) if known else request


def _encodable(name: str) -> str:
    """A name as somebody wrote it, without halves of signs, which no text can hold."""
    return name.encode("utf-8", "ignore").decode("utf-8")
