"""Replies as the page takes them: what is to be shown, in words, and nothing that it would have to work out."""

from __future__ import annotations

import base64
import logging
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

import numpy as np

from bot import prompts
from bot.conversation import Conversation
from bot.reply import Reply, Speaker
from bot.sentences import described, duration
from retrieval_core.build import BuildError
from retrieval_core.request import Hit, Request
from retrieval_core.retriever import Retriever

log = logging.getLogger(__name__)

#: Places on the map are whole numbers up to this one.
SCALE = 65535


def understood(request: Request) -> dict[str, Any]:
    """What a prompt was taken to ask for, in parts."""
    parts = [{"name": chip.name, "text": chip.text} for chip in prompts.chips(request)]
    return {"event": "understood", "understood": prompts.understood(request), "chips": parts}


def answer(reply: Reply, conversation: Conversation, speaker: Speaker) -> dict[str, Any]:
    """A whole reply, and the approach that the person has chosen by now, maybe in another tab."""
    words = understood(reply.request) if reply.request is not None and reply.understood else {}
    return words | {
        "event": "answer",
        "build": conversation.retriever.build.id,
        "text": reply.text,
        "approach": reply.approach,
        "chosen": conversation.chosen_approach(speaker),
        # Larger than the whole numbers that JavaScript knows.
        "query": None if reply.query_id is None else str(reply.query_id),
        "milliseconds": max(round(reply.milliseconds), 1),
        "more": reply.request is not None and len(reply.hits) >= reply.request.k,
        "hits": samples(reply.hits, conversation.retriever),
    }


def going_on(conversation: Conversation, speaker: Speaker) -> str:
    """What "darker" would be taken to go on from, in words: "“dark kicks”"; "" where there is nothing."""
    last = conversation.memory.last_turn(speaker)
    if last is None:
        return ""
    request = last.request
    if request.like_ranks or not prompts.chips(request):  # "like the second": of what is no longer in sight
        return "your last answer"
    return f"“{prompts.understood(request)}”"


def samples(hits: Sequence[Hit], retriever: Retriever) -> list[dict[str, Any]]:
    """Samples with their outlines and their places on the map."""
    ids = [hit.id for hit in hits]
    try:
        peaks, where = retriever.peaks(ids), on_map(retriever.places(ids))
    except (BuildError, IndexError, OSError, ValueError) as error:
        log.warning("no outlines: %s", error)
        return [sample(hit) for hit in hits]
    return [
        sample(hit) | {"peaks": base64.b64encode(outline.tobytes()).decode("ascii"), "place": place}
        for hit, outline, place in zip(hits, peaks, where, strict=True)
    ]


def on_map(places: np.ndarray) -> list[list[int]]:
    """Places of samples as whole numbers up to `SCALE`."""
    return np.rint(np.clip(places, 0, 1) * SCALE).astype(int).tolist()


def sound(path: str, sha256: str) -> str:
    """Where a sample is heard: by the beginning of its hash and its path, which mean the same, or nothing, in any build."""
    return f"/sounds/{sha256[:16]}/{quote(path)}"


def sample(hit: Hit) -> dict[str, Any]:
    """What there is to say of a sample."""
    return {
        "id": hit.id,
        "rank": hit.rank,
        "name": PurePosixPath(hit.name).name,
        "path": hit.name,
        "label": hit.label or "",
        "kind": hit.kind or "",
        "length": duration(hit.duration),
        "seconds": round(hit.duration, 3),
        "tempo": f"{hit.tempo:.0f} bpm" if hit.tempo else "",
        "key": hit.key or "",
        "about": described(hit),
        "caption": hit.caption,
        "score": f"{hit.score:.2f}" if hit.score else "",  # of what was drawn at random it says nothing
        "sound": sound(hit.name, hit.sha256),
        "type": "audio/wav" if hit.name.lower().endswith((".wav", ".wave")) else "application/octet-stream",
    }
