"""The lists of the grammar: the words and phrases that people say things with, from `data/phrases.toml`."""

import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any

from retrieval_core.taxonomy import DEFAULT_PATH


class Phrases:
    """A list of phrases, with commas between, that is asked for at one place after the other; the longest counts.

    >>> Phrases("more, more like this").end(["more", "like", "this"], 0)
    3
    """

    def __init__(self, phrases: str) -> None:
        self.by_first: dict[str, list[list[str]]] = {}
        for words in sorted((phrase.split() for phrase in phrases.split(",")), key=len, reverse=True):
            self.by_first.setdefault(words[0], []).append(words)

    def __iter__(self) -> Iterator[list[str]]:
        """The words of each phrase."""
        return (phrase for phrases in self.by_first.values() for phrase in phrases)

    def end(self, words: list[str], at: int) -> int:
        """Where the phrase that starts at a place ends, 0 if none does."""
        if at >= len(words) or (phrases := self.by_first.get(words[at])) is None:
            return 0
        for phrase in phrases:
            if words[at : at + len(phrase)] == phrase:
                return at + len(phrase)
        return 0


@cache
def tables(name: str) -> dict[str, Any]:
    """A file of lists that lies beside the taxonomy; FileNotFoundError names one that is missing."""
    return tomllib.loads(DEFAULT_PATH.with_name(name).read_text(encoding="utf-8"))


def words(table: str, name: str) -> frozenset[str]:
    """A list of words; LookupError names one that is missing.

    >>> sorted(words("adjectives", "passages"))[:3]
    ['bridge', 'chorus', 'drop']
    """
    return frozenset(_list(table, name).split())


def phrases(table: str, name: str) -> Phrases:
    """A list of phrases; LookupError names one that is missing."""
    return Phrases(_list(table, name))


def _list(table: str, name: str) -> str:
    try:
        return tables("phrases.toml")[table][name]
    except KeyError:
        raise LookupError(f"data/phrases.toml has no list {name!r} under [{table}]") from None
