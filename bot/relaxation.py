"""What gives way, and in which order, where nothing in the library satisfies a request in full."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from retrieval_core.request import Request
from retrieval_core.wording import comparative

#: Hard constraints, the first to give way first; what is excluded never comes back.
ORDER = {
    "files": "the kind of file",
    "key": "the key",
    "beyond": "",
    "tempo": "the tempo",
    "duration": "the length",
    "kind": "one-shot or loop",
    "classes": "the kind of sound",
}


def relaxations(
    request: Request, unheld: tuple[str, ...] = (), kin: tuple[str, ...] = ()
) -> Iterator[tuple[Request, list[str]]]:
    """The request, then the same with one more of its constraints dropped each time.

    Parameters:
        unheld: classes that the library has no sample of. Where it has none of those asked for, they give way before all
            else, and are not counted as lost: what is left of the request may well be there.
        kin: classes that then take their place: whoever asks for a lead is better served with other keys than with drums.

    Yields:
        a request, and the constraints that it has lost so far, in words.

    Example:
        >>> [lost for _, lost in relaxations(Request(key="A minor", kind="loop"))]
        [[], ['the key'], ['the key', 'one-shot or loop']]
    """
    lost: list[str] = []
    if set(request.classes) <= set(unheld):
        request = replace(request, classes=kin)
    yield request, lost
    for name, words in ORDER.items():
        if getattr(request, name):
            words = words or _compared(request)
            nothing: dict[str, Any] = {name: () if name in ("classes", "beyond", "files") else None}
            request = replace(request, **nothing)
            lost = [*lost, words]
            yield request, lost


def _compared(request: Request) -> str:
    """What was compared, in words: "darker than before"."""
    return f"{' and '.join(comparative(word) for word, _ in request.beyond)} than before"
