"""What gives way, and in which order, where nothing in the library satisfies a request in full."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, combinations
from typing import Any

from retrieval_core.request import Request
from retrieval_core.wording import comparative

#: Hard constraints, the first to give way first; sounds that are excluded never come back, and words only before any other sound does.
ORDER = {
    "named": "the name",
    "files": "the kind of file",
    "key": "the key",
    "beyond": "",
    "tempo": "the tempo",
    "duration": "the length",
    "kind": "one-shot or loop",
    "lacking": "what they were to be without",
    "classes": "the kind of sound",
}
#: So many of the first to give way do so in every combination; with 8 constraints, those would be 256 searches.
_COMBINED = 3
_EMPTY = Request()


def relaxations(
    request: Request, unheld: tuple[str, ...] = (), kin: tuple[str, ...] = ()
) -> Iterator[tuple[Request, list[str]]]:
    """The request, then the same without some of its constraints: first without the first to give way alone, at last without any.

    Where those that give way first do not make the difference, they are kept: a later one goes alone before it goes with them. From the
    fourth on, it goes alone or with all of them, so that there are about twice as many candidates as constraints.

    Parameters:
        unheld: classes that the library has no sample of. Where it has none of those asked for, they give way before all
            else, and are not counted as lost: what is left of the request may well be there.
        kin: classes that then take their place: whoever asks for a lead is better served with other keys than with drums.

    Yields:
        a request, and the constraints that it has lost, in words.

    Example:
        >>> [lost for _, lost in relaxations(Request(key="A minor", kind="loop"))]
        [[], ['the key'], ['one-shot or loop'], ['the key', 'one-shot or loop']]
    """
    if set(request.classes) <= set(unheld):
        request = replace(request, classes=kin)
    yield request, []
    names = [name for name in ORDER if getattr(request, name)]
    for at, last in enumerate(names):
        sizes = range(at + 1) if at < _COMBINED else (0, at)
        for others in chain.from_iterable(combinations(names[:at], many) for many in sizes):
            lost = (*others, last)
            nothing: dict[str, Any] = {name: getattr(_EMPTY, name) for name in lost}
            yield replace(request, **nothing), [ORDER[name] or _compared(request) for name in lost]


def _compared(request: Request) -> str:
    """What was compared, in words: "darker than before"."""
    return f"{' and '.join(comparative(word) for word, _ in request.beyond)} than before"
