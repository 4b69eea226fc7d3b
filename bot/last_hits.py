"""The hits that were shown last: what is known of them, and what a request takes from them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from bot import prompts, sentences
from bot.turns import Turn
from retrieval_core.qualities import bound
from retrieval_core.request import CHANNELS, GONE, MODES, Hit, Request, tonic_of
from retrieval_core.retriever import Retriever
from retrieval_core.taxonomy import shipped
from retrieval_core.wording import comparative

#: How far a tempo may lie from another one that it is to be like, in bpm, and a length, as a share of it.
LIKE_TEMPO, LIKE_LENGTH = 2.0, 0.2
#: What tells two hits apart, in plain words, and from which difference on.
TELLING, CLEARLY = ("length", "brightness", "register", "loudness", "noisiness", "weight", "room"), 0.1


@dataclass(frozen=True)
class LastHits:
    """The hits of a turn, the last one of somebody, as the catalog of a retriever has them."""

    turn: Turn
    retriever: Retriever

    @cached_property
    def hits(self) -> list[Hit]:
        """Those that are still in the library, with their ranks."""
        found = self.retriever.samples(self.turn.hits)
        return [
            replace(found[id], rank=rank) for rank, id in enumerate(self.turn.hits, start=1) if id in found
        ]

    def of(self, ranks: Iterable[int]) -> list[Hit]:
        """The hits of some ranks, -1 being the last, but for those that are not there."""
        of_rank = {hit.rank: hit for hit in self.hits}
        places = (rank if rank > 0 else len(self.turn.hits) + 1 + rank for rank in ranks)
        return [of_rank[rank] for rank in dict.fromkeys(places) if rank in of_rank]

    def known(self, ranks: Sequence[int], asked: Collection[str] = ()) -> str:
        """What is known of what was shown last, or of those of some ranks, and whether what is asked is."""
        nothing = sentences.ALL_GONE if self.turn.hits else sentences.NOTHING_SHOWN
        return sentences.known(self.of(ranks) if ranks else self.hits, asked) or nothing

    def ordered(self, measure: str, direction: int) -> list[Hit]:
        """The hits that were shown last, with their ranks, those first that have most of something; none where nobody can tell."""
        hits = self.hits
        values = self.retriever.catalog.figures(measure)[np.array([hit.id for hit in hits], np.int64)]
        order = np.argsort(-direction * values, kind="stable")
        return [hits[at] for at in order if not np.isnan(values[at])]

    def more(self, one: Hit, other: Hit) -> list[str]:
        """By what a hit clearly exceeds another one, in comparatives: "longer", "darker"."""
        values = self.retriever.catalog.measures([one.id, other.id], TELLING)
        apart = {name: float(first - second) for name, (first, second) in values.items()}
        apart["length"] = one.duration / other.duration - 1
        qualities = shipped().qualities
        return [
            comparative((qualities[name].high if by > 0 else qualities[name].low)[0])
            for name, by in apart.items()
            if abs(by) >= CLEARLY
        ]

    def picked(self, what: str) -> list[Hit] | None:
        """Those of the hits that were shown last, with their ranks, that are something: "808", "loop", "C minor"; None where nobody can tell."""
        rest, files = prompts.filed(f"in {what}" if what in MODES else what)
        wanted = prompts.with_files(prompts.parse(rest) if rest else Request(), files)
        named = prompts.flavours(wanted.text)
        if {*wanted.text.split()} <= {*named}:
            wanted = replace(wanted, classes=())  # an "808" is not only a kick
        limits = Request(
            classes=wanted.classes,
            kind=wanted.kind,
            tempo=wanted.tempo,
            key=wanted.key,
            duration=wanted.duration,
            files=wanted.files,
        )
        hits = self.hits
        told = limits != Request() or {*rest.casefold().split()} <= {*named}
        unknown = not {*files}.isdisjoint(CHANNELS) and not all(hit.channels for hit in hits)
        if wanted.intent != "find" or wanted.qualities or unknown or not told:
            return None
        ids = np.array([hit.id for hit in hits], np.int64)
        allowed = self.retriever.catalog.allowed(limits)
        fits = np.ones(len(ids), bool) if allowed is None else allowed.hold(ids)
        for word in named:
            fits &= np.isin(ids, self.retriever.catalog.words.having(word))
        return [hit for hit, fit in zip(hits, fits, strict=True) if fit]

    def likened(self, text: str, files: tuple[str, ...]) -> str:
        """A prompt for more like the hits that it asks for, where those are not in the files that it wants: "#2" as "like #2", of "#2 in mono"."""
        ranks = prompts.sent_for(text)
        if not ranks or self.turn.beyond(ranks):
            return text
        hits = self.of(ranks)
        allowed = self.retriever.catalog.allowed(prompts.with_files(Request(), files))
        if allowed is None or allowed.hold(np.array([hit.id for hit in hits], np.int64)).all():
            return text
        return "like " + " and ".join(f"#{hit.rank}" for hit in hits)

    def in_sight(self) -> prompts.Shown:
        """What words may point at among the hits that were shown last."""
        hits, turn, last = self.hits, self.turn, self.turn.request

        def of(classes: Collection[str]) -> tuple[int, ...]:
            if last.parts and last.counted and len(hits) < last.k:
                return ()  # for which of the parts each was shown is not known
            # What was shown as a kick is one, though it may count as a snare, too.
            parts = [ids for part, ids in _of_parts(turn) if not {*part.classes}.isdisjoint(classes)]
            if last.parts and parts:
                return tuple(hit.rank for hit in hits if any(hit.id in ids for ids in parts))
            fitting = self.retriever.catalog.allowed(Request(classes=tuple(classes)))
            holds = fitting.hold(np.array([hit.id for hit in hits], np.int64)) if fitting else ()
            return tuple(hit.rank for hit, holds in zip(hits, holds, strict=bool(fitting)) if holds)

        return prompts.Shown(
            len(turn.hits),
            # Who has told how long sounds are to be goes on in seconds.
            np.inf if last.duration else max((hit.duration for hit in hits), default=0.0),
            of,
            tuple(hit.rank for hit in self.of(turn.spoken_of)),
            bool(last.parts) and all(part.k == 1 for part in last.parts),
        )

    def fitted(self, request: Request) -> Request:
        """A request with the values that it takes from what was shown; its parts compare with the hits that are of their kind."""
        parts = _as_shown(request.parts, [*_of_parts(self.turn)])
        parts = tuple(self._compared(part, self._of_kind(part)) for part in parts)
        # "Replace the snare" is for another one than those shown, and for the same where there is no other.
        parts = tuple(
            replace(part, intent="find", skip=(*part.skip, *self.turn.there))
            if part.intent == "more"
            else part
            for part in parts
        )
        return replace(self._matched(self._compared(request)), parts=parts)

    def unknown(self, request: Request) -> str:
        """What a request is to have in common with a hit, if nothing of that is known: "key"; "" else, and where it is only to go with it."""
        if _goes_along(request):
            return ""
        said = any(self.turn.said(name) for name, _ in request.same)
        # "A bass in that key" is wanted all the same.
        of_it = () if said or request.classes != self.turn.request.classes else self.turn.spoken_of
        told = [(name, hit) for name, rank in request.same for hit in self.of([rank] if rank else of_it)]
        return "" if any(_value(hit, name) for name, hit in told) or not told else told[0][0]

    def _compared(self, request: Request, of_kind: tuple[int, ...] = ()) -> Request:
        """The request with what its comparatives compare with: a sample that is told, the one it is to be like from now on, or the mean of those
        last shown."""
        words = [word for word, value in request.beyond if value is None]
        if not words:
            return request
        turn, measures = self.turn, {word: measured for word in words if (measured := bound(word))}
        than = {(name, end): turn.hit(rank) for name, end, rank in request.than}
        means, like = {}, request.like if request.like != turn.request.like else ()
        for word, (name, end) in measures.items():
            ids = [than[name, end]] if (name, end) in than else like or of_kind or turn.there
            values = self.retriever.catalog.figures(name)[np.array(ids, np.int64)]
            if not np.isnan(values).all():
                # Of seconds and bpm twice as much is as far off as half as much; of one they are as they are.
                scaled = len(values) > 1 and name in ("length", "tempo")
                means[word] = float(np.exp(np.nanmean(np.log(values))) if scaled else np.nanmean(values))
        compared = dict(request.beyond) | means
        return replace(
            request, than=(), beyond=tuple((w, value) for w, value in compared.items() if value is not None)
        )

    def _of_kind(self, part: Request) -> tuple[int, ...]:
        """Those of the hits that were shown last that are what a part asks for."""
        return tuple(hit.id for hit in self.hits if {hit.fine, hit.label} & {*part.classes})

    def _matched(self, request: Request) -> Request:
        """The request with the key, the tempo or the length of what was shown, where it is to have the same."""
        found: dict[str, Any] = {}
        unpitched = _goes_along(request) and prompts.kin(request.classes) == ("drums",)
        for name, rank in request.same:
            if unpitched and name == "key":
                continue
            if not rank and (said := self.turn.said(name)):
                found[name] = said
                continue
            ranks = [rank] if rank else self.turn.spoken_of
            hits = self.of(ranks) if ranks else self.hits
            value = next((value for hit in hits if (value := _value(hit, name))), None)
            if name == "key" or value is None:
                found |= {name: value} if value else {}
                continue
            off = LIKE_TEMPO if name == "tempo" else LIKE_LENGTH * value
            found[name] = (round(value - off, 2), round(value + off, 2))
        return replace(request, same=(), **found)


def _of_parts(turn: Turn) -> Iterator[tuple[Request, tuple[int, ...]]]:
    """Each part of the last request, or all of it, with the hits that were shown for it, as far as they can be told apart."""
    request, at = turn.request, 0
    if not request.parts:
        yield replace(request, first=()), turn.there
        return
    if not request.counted or len(turn.hits) != request.k:
        return
    for part in request.parts:
        hits = turn.hits[at : at + part.k]
        yield replace(part, first=()), tuple(id for id in hits if id != GONE)
        at += part.k


def _as_shown(
    parts: Sequence[Request], shown: Sequence[tuple[Request, tuple[int, ...]]]
) -> tuple[Request, ...]:
    """Parts with the hits that were shown for each; where one has come that is like another, those are of the one that was there."""
    found: dict[int, Request] = {}
    given = set[int]()
    for at in sorted(range(len(parts)), key=lambda at: not _is_there(parts[at], shown[at : at + 1])):
        first = tuple(id for id in _shown_for(parts[at], shown) if id not in given)
        found[at] = replace(parts[at], first=first)
        given.update(first)
    return tuple(found[at] for at in range(len(parts)))


def _is_there(part: Request, shown: Sequence[tuple[Request, tuple[int, ...]]]) -> bool:
    """Whether a part is one of those that were shown."""
    return replace(part, first=(), intent="find") in [old for old, _ in shown]


def _shown_for(part: Request, shown: Sequence[tuple[Request, tuple[int, ...]]]) -> tuple[int, ...]:
    """Which of the hits were shown for a part, or for another number of the same; none where it asks for something else."""
    if any(value is None for _, value in part.beyond):
        return ()  # "darker still"
    same = replace(part, first=(), intent="find")
    found = [hits for old, hits in shown if old == same]
    if found:  # of two that are alike the one that was meant
        return next((hits for hits in found if not {*hits}.isdisjoint(part.first)), found[0])
    others = [hits for old, hits in shown if replace(old, k=part.k) == same]
    return (part.first or others[0][: part.k]) if others else ()


def _value(hit: Hit, name: str) -> Any:
    """A field of a hit; the key of a single note is that."""
    return getattr(hit, name) or (tonic_of(hit.pitch or "") if name == "key" else None)


def _goes_along(request: Request) -> bool:
    """Whether sounds are only to go with a hit, in whatever is known of it: "a clap that fits"."""
    return {"key", "tempo"} <= {name for name, _ in request.same}
