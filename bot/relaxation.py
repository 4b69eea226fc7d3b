"""What gives way, and in which order, where nothing in the library satisfies a request in full."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, combinations
from math import inf, log
from typing import Any

from retrieval_core.request import (
    BARRED,
    CHANNELS,
    FORMATS,
    NOT,
    OR,
    Hit,
    Interval,
    Request,
    is_outside,
    tonic_of,
)
from retrieval_core.wording import comparative

#: What gives way, the first to do so first. What is excluded or refused of these (see `_kept`) never comes back, but for words, and those only
#: before any other sound does.
ORDER = {
    "most": "",
    "named": "the name",
    "files": "the kind of file",
    "key": "the key",
    "beyond": "",
    "tempo": "the tempo",
    "duration": "the length",
    "refused": "what you turned down",
    "kind": "one-shot or loop",
    "lacking": "what they were to be without",
    "classes": "the kind of sound",
}
#: So many of the first to give way do so in every combination; with 9 constraints, those would be 512 searches.
_COMBINED = 3
#: Comparatives give way each alone first, and up to so many in every combination.
_COMPARED = 4
#: By how much of it limits that had to go are widened, for what comes nearest to them to come first.
_WIDER = (0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 5, 10, 30, 100, 1_000, 10_000)
_EMPTY = Request()


def relaxations(
    request: Request, unheld: tuple[str, ...] = (), kin: tuple[str, ...] = ()
) -> Iterator[tuple[Request, list[str]]]:
    """The request, then the same without some of its constraints: first without the first to give way alone, at last without any.

    Where those that give way first do not make the difference, they are kept: a later one goes alone before it goes with them. From the
    fourth on, it goes alone or with all of them, so that there are about twice as many candidates as constraints. Of comparatives, and
    comparatives alone, those go first that cannot be met. Of a key its tonic is kept where that will do, of a note any octave.

    Parameters:
        unheld: classes that the library has no sample of. Where it has none of those asked for, they give way before all
            else, and are not counted as lost: what is left of the request may well be there.
        kin: classes that then take their place: whoever asks for a lead is better served with other keys than with drums.

    Yields:
        a request, and the constraints that it has lost, in words.

    Example:
        >>> [lost for _, lost in relaxations(Request(key="A minor", kind="loop"))]
        [[], ['the mode'], ['the key'], ['one-shot or loop'], ['the mode', 'one-shot or loop'], ['the key', 'one-shot or loop']]
    """
    if set(request.classes) <= set(unheld):
        request = replace(request, classes=kin)
    yield request, []
    names = [name for name in ORDER if getattr(request, name) != _kept(request, name)]
    for at, last in enumerate(names):
        sizes = range(at + 1) if at < _COMBINED else (0, at)
        for others in chain.from_iterable(combinations(names[:at], many) for many in sizes):
            lost = (*others, last)
            nothing: dict[str, Any] = {name: _kept(request, name) for name in lost}
            words = [ORDER[name] or _said(request, name) for name in lost]
            if lost == ("beyond",):
                yield from _less_compared(request)
            if (last == "key" or others == ("key",)) and (tonic := _tonic(request.key or "")):
                less = "the octave" if request.key and request.key[-1].isdigit() else "the mode"
                in_part = [less if name == "key" else word for name, word in zip(lost, words, strict=True)]
                yield replace(request, **nothing | {"key": tonic}), in_part
            yield replace(request, **nothing), words


def _kept(request: Request, name: str) -> Any:
    """What stays of a constraint that gives way: what it refuses, as a key, limits on the outside, folders, or formats, of which it then has most.

    >>> _kept(Request(key="not C"), "key"), _kept(Request(key="C"), "key"), _kept(Request(named=("808", "!Loops/")), "named")
    ('not C', None, ('!Loops/',))
    """
    value = getattr(request, name)
    if name == "named":
        return tuple(one for one in value if one.startswith(BARRED))
    if name == "files":
        formats = tuple(one for one in value if one not in CHANNELS)
        return formats if 2 * len(formats) > len(FORMATS) else ()
    refuses = bool(value) and (
        (name == "key" and value.startswith(NOT)) or (name in ("tempo", "duration") and is_outside(value))
    )
    return value if refuses else getattr(_EMPTY, name)


def _tonic(key: str) -> str:
    """A key without its mode, or a note without its octave; "" where it has none.

    >>> _tonic("A minor"), _tonic("C4"), _tonic("G")
    ('A', 'C', '')
    """
    tonics = dict.fromkeys(tonic_of(one.partition(" ")[0]) for one in key.split(OR))
    tonic = OR.join(tonics)
    return "" if tonic == key else tonic


def nearer(request: Request, relaxed: Request) -> Iterator[Request]:
    """A relaxed request with the tempo and the length that had to go ever wider in place of none at all."""
    gone = _gone(request, relaxed)
    for by in _WIDER if gone else ():
        wider: dict[str, Any] = {
            name: (low and low / (1 + by), high and high * (1 + by)) for name, (low, high) in gone.items()
        }
        yield replace(relaxed, **wider)


def distance(hit: Hit, request: Request, relaxed: Request) -> float:
    """How far a hit is from the tempo and the length that had to go, as a sum of ratios in octaves."""
    values = {"tempo": hit.tempo, "duration": hit.duration}
    return sum(_beyond(values[name], interval) for name, interval in _gone(request, relaxed).items())


def _gone(request: Request, relaxed: Request) -> dict[str, Interval]:
    told = {"tempo": request.tempo, "duration": request.duration}
    return {name: of for name, of in told.items() if of and not getattr(relaxed, name)}


def _beyond(value: float | None, interval: Interval) -> float:
    low, high = interval
    if not value:
        return inf
    return max(0.0, log((low or value) / value, 2), log(value / (high or value), 2))


def _less_compared(request: Request) -> Iterator[tuple[Request, list[str]]]:
    """The request without some of its comparatives, as few as will do, for of "drier and darker" it may be one that nothing is."""
    many = len(request.beyond)
    for size in range(1, many) if many <= _COMPARED else (1, many - 1):
        for lost in combinations(request.beyond, size):
            beyond = tuple(one for one in request.beyond if one not in lost)
            yield replace(request, beyond=beyond), [_than_before(lost)]


def _than_before(beyond: Iterable[tuple[str, float | None]]) -> str:
    """What was compared, in words: "darker than before"."""
    return f"{' and '.join(comparative(word) for word, _ in beyond)} than before"


def _said(request: Request, name: str) -> str:
    """What is named by what was asked: "how fast they are", "darker than before"."""
    return f"how {request.most} they are" if name == "most" else _than_before(request.beyond)
