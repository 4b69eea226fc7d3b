"""What is remembered of a conversation: the last turns of a person, and what they said of the hits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from itertools import takewhile
from typing import Any

from bot import prompts
from retrieval_core.request import GONE, Request, present

#: So many turns of a person are remembered.
TURNS = 4


@dataclass(frozen=True, slots=True)
class Turn:
    """What a person asked last, and what came back; and the turn before, as far as it is remembered.

    `spoken_of` are the ranks of the hits that something was said of since, "the 3rd is sick", and `asked` is the question about them, or the wish to hear
    them, if that was the last thing said.
    """

    request: Request
    hits: tuple[int, ...]
    shown: tuple[int, ...]
    build: str
    before: Turn | None = None
    spoken_of: tuple[int, ...] = ()
    asked: str = ""

    def _earlier_ones(self) -> Iterator[Turn]:
        turn = self.before
        while turn:
            yield turn
            turn = turn.before

    def first(self) -> Turn | None:
        """The first of the turns right before this one that asked for the same sounds; the first that is remembered where none did."""
        same = takewhile(lambda turn: turn.request.classes == self.request.classes, self._earlier_ones())
        return next(iter([*same][-1:] or [*self._earlier_ones()][-1:]), None)

    def earlier(self, wish: Request) -> Turn | None:
        """The last turn before this one that asked for what a wish names, or the turn before where it names nothing.

        Of sounds that have been changed since, "back to kicks" means those that were there first, and a kit is that of this turn, if it has one.
        """
        if prompts.names_kit(wish):
            return next((turn for turn in (self, *self._earlier_ones()) if turn.request.parts), None)
        first = self.first()
        if first and wish.classes == first.request.classes == self.request.classes and not wish.qualities:
            return first
        fits = [turn for turn in self._earlier_ones() if set(wish.classes) <= set(turn.request.classes)]
        fits.sort(key=lambda turn: set(wish.classes) != set(turn.request.classes))
        if wish.kind and not (wish.classes or wish.text):  # "back to the loops"
            fits = [turn for turn in fits if turn.request.kind == wish.kind]
        said = set(wish.qualities) | set(prompts.flavours(wish.text) if wish.classes else wish.text.split())
        known = (turn for turn in fits if said <= {*turn.request.qualities, *turn.request.text.split()})
        return next(known, fits[0] if fits and wish.classes else None)

    def as_before(self, wish: Request) -> Request | None:
        """The last request with the sound of a wish as it was before it was exchanged or changed; None where it has none that was."""
        parts = list(self.request.parts)
        at = next(
            (at for at, part in enumerate(parts) if wish.classes and {*wish.classes} <= {*part.classes}), None
        )
        if at is None:
            return None
        olds = (
            old
            for turn in self._earlier_ones()
            for old in turn.request.parts
            if old.classes == parts[at].classes
        )
        old = next((old for old in olds if replace(old, first=()) != replace(parts[at], first=())), None)
        return (
            prompts.joined(self.request, [*parts[:at], old, *parts[at + 1 :]], self.request.k)
            if old
            else None
        )

    def said(self, name: str) -> Any:
        """The value of a field that was asked for last; None where nobody did."""
        turns = (self, *self._earlier_ones())
        return next((value for turn in turns if (value := getattr(turn.request, name))), None)

    def is_meant_by(self, request: Request) -> bool:
        """Whether a request that goes on from here may be for more like the hits that were spoken of."""
        goes_on = request.intent in ("find", "more") and request.classes == self.request.classes
        return bool(self.spoken_of) and goes_on and request.like_ranks == self.request.like_ranks

    @property
    def there(self) -> tuple[int, ...]:
        """The hits that are still in the library."""
        return tuple(id for id in self.hits if id != GONE)

    def beyond(self, ranks: Iterable[int]) -> int:
        """The first of some ranks that no hit has, or whose hit is no longer in the library; 0 if all are there."""
        asked = (rank for rank in ranks if rank)  # 0 is none in particular
        return next((rank for rank in asked if abs(rank) > len(self.hits) or self.hit(rank) == GONE), 0)

    def hit(self, rank: int) -> int:
        """The sample of a rank, -1 being the last; IndexError where there is none."""
        return self.hits[rank - 1 if rank > 0 else rank]

    def samples(self) -> Iterator[int]:
        """The ids of all samples that it names, and the turns before it."""
        for turn in (self, *self._earlier_ones()):
            yield from (*turn.there, *turn.shown, *turn.request.samples())

    def carried(self, ids: Mapping[int, int], build: str) -> Turn:
        """The turn for another build, by the ids that samples have there; the ranks of the hits stay."""
        return replace(
            self,
            request=self.request.carried(ids),
            hits=tuple(ids.get(id, GONE) for id in self.hits),
            shown=present(self.shown, ids),
            build=build,
            before=self.before.carried(ids, build) if self.before else None,
        )

    def to_dict(self, turns: int = TURNS) -> dict[str, Any]:
        """As JSON can hold it, with so many turns in all."""
        before = self.before.to_dict(turns - 1) if self.before and turns > 1 else None
        return asdict(replace(self, before=None)) | {"before": before}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Turn:
        request = Request.from_dict(data["request"])
        before = cls.from_dict(data["before"]) if data.get("before") else None
        spoken_of = tuple(data.get("spoken_of", ()))
        hits, shown = tuple(data["hits"]), tuple(data["shown"])
        return cls(request, hits, shown, data["build"], before, spoken_of, data.get("asked", ""))
