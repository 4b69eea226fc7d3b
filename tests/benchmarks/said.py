"""What a turn of a dialogue says of limits and of hits, and whether a request keeps to it.

`says` of a turn was written from its words and its writer's note alone, and tells no more than this turn adds. Its keys:

    tempo, length    a number, [lower, upper] with null for an open side, or "slower", "faster"; "shorter", "longer"
    key              as in `Request.key`; a tonic alone may be read as its major, too
    kind             "loop" or "one-shot"
    measures         ends of measures that adjectives of the taxonomy name: {"brightness": -1}, see retrieval_core.qualities
    mood             one of the taxonomy's
    k                how many are asked for then
    like, refuses    ranks of the hits before of which more is wanted, -1 being the last, and of such as are to go
    back             after which turn, from 0, the limits were as they are again

What words alone can say ("fingerpicked", "at night") is not told, and not compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.conversation import MOST
from bot.prompts.language.lexicon import LOOPED
from retrieval_core.qualities import leanings
from retrieval_core.request import MODES, OR, Interval, Request
from retrieval_core.taxonomy import Taxonomy

#: Measures and ends that comparatives of the tempo and the length speak of.
WAYS = {
    "slower": ("tempo", -1),
    "faster": ("tempo", 1),
    "shorter": ("length", -1),
    "longer": ("length", 1),
}
#: How wide an interval may be about a number that is said, as a share of it: "about 4 s" is told less exactly than "about 90".
WIDEST = {"tempo": 0.34, "length": 1.0}
#: How far its bounds may lie from those that are said, as a share of these.
OFF = 0.1


@dataclass(frozen=True, slots=True)
class Said:
    """A request, and what it is compared with.

    Attributes:
        now: what is asked for.
        asked: what was asked for after each of the turns before.
        shown: ids of the hits that were shown last before.
    """

    now: Request
    asked: Sequence[Request]
    shown: Sequence[int]
    taxonomy: Taxonomy

    def holds(self, says: Mapping[str, Any]) -> bool:
        """Whether all that a turn says holds of the request, or of one of its parts."""
        return all(
            any(self._keeps(one, name, said) for one in (self.now, *self.now.parts))
            for name, said in says.items()
        )

    def _keeps(self, request: Request, name: str, said: Any) -> bool:
        before = self.asked[-1] if self.asked else Request()
        match name:
            case "tempo":
                return is_within("tempo", said, request, request.tempo, before.tempo)
            case "length":
                return is_within("length", said, request, request.duration, before.duration)
            case "key":
                return is_key(said, request.key)
            case "kind":
                return request.kind == said or (
                    said == "loop" and not LOOPED.keys().isdisjoint(request.classes)
                )
            case "measures":
                return said.items() <= leanings(request.qualities).items()
            case "mood":
                return not {*self.taxonomy.moods[said].words}.isdisjoint(request.qualities)
            case "k":
                return self.now.k == min(said, MOST)
            case "like":
                return {*request.like} == self._hits(said) or not self._hits(said)
            case "refuses":
                return self._hits(said) <= {*request.refused, *request.skip}
            case "back":
                return is_back(self.now, before, self.asked[said])
        raise KeyError(name)

    def _hits(self, ranks: Sequence[int]) -> set[int]:
        """The ids of the hits of some ranks, of those that were shown."""
        places = (rank - (rank > 0) for rank in ranks)
        return {self.shown[at] for at in places if -len(self.shown) <= at < len(self.shown)}


def is_within(
    name: str, said: Any, request: Request, interval: Interval | None, before: Interval | None
) -> bool:
    """Whether the interval of a tempo or a length is what is said of it; a comparative may be an adjective or move the interval."""
    if isinstance(said, str):
        measure, end = WAYS[said]
        return leanings(request.qualities).get(measure) == end or is_moved(interval, before, end)
    if interval is None:
        return False
    low, high = interval
    if isinstance(said, list):
        return all(is_near(bound, of) for bound, of in zip(said, interval, strict=True))
    return low is not None and high is not None and low <= said <= high and high - low <= WIDEST[name] * said


def is_near(said: float | None, bound: float | None) -> bool:
    """Whether a bound is about what is said; an open side is open."""
    return said == bound if said is None or bound is None else abs(bound - said) <= OFF * said


def is_moved(now: Interval | None, before: Interval | None, end: int) -> bool:
    """Whether an interval ends sooner on the side of an end than before: its upper bound of what is to be less."""
    side = 1 if end < 0 else 0
    bound, last = now and now[side], before and before[side]
    return bound is not None and (last is None or bound * end > last * end)


def is_key(said: str, key: str | None) -> bool:
    """Whether a key is what is said: that, any of those between which "or" stands, or one of a mode.

    >>> is_key("F", "F major"), is_key("F or G", "G or F"), is_key("minor", "C minor"), is_key("F", "F minor")
    (True, True, True, False)
    """
    if key is None:
        return False
    if said in MODES:
        return key.split()[-1] == said
    return {name.removesuffix(" major") for name in said.split(OR)} == {
        name.removesuffix(" major") for name in key.split(OR)
    }


def is_back(now: Request, before: Request, then: Request) -> bool:
    """Whether all that was asked for then is again, and nothing is left of what has come since; more may be named: "distortion back on"."""
    since = told(before) - told(then)
    return limits(now) == limits(then) and told(then) <= told(now) and since.isdisjoint(told(now))


def limits(request: Request) -> tuple[Any, ...]:
    """All that a request asks of sounds besides their class, adjectives and words."""
    return request.kind, request.tempo, request.key, request.duration, request.files, request.like


def told(request: Request) -> set[Any]:
    """The words of a request, and the ends of measures that its adjectives name."""
    return {*request.text.split(), *leanings(request.qualities).items()}
