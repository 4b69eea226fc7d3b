"""The lists of the grammar: the words and phrases that people say things with, from `data/phrases.toml`."""

import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any

from retrieval_core.taxonomy import DEFAULT_PATH

_Tree = dict[str | None, "_Tree"]


class Phrases:
    """A list of phrases, with commas between, that is asked for at one place after the other; the longest counts.

    >>> Phrases("more, more like this").end(["more", "like", "this"], 0)
    3
    """

    def __init__(self, phrases: str) -> None:
        split = (phrase.split() for phrase in phrases.split(","))
        self._phrases = sorted(filter(None, split), key=len, reverse=True)
        #: What may follow each first word, what may follow that, and so on; None stands where a phrase may end.
        self.by_first: dict[str, _Tree] = {}
        for first, *others in self._phrases:
            tree = self.by_first.setdefault(first, {})
            for word in others:
                tree = tree.setdefault(word, {})
            tree[None] = {}

    def __iter__(self) -> Iterator[list[str]]:
        """The words of each phrase, the longest phrases first."""
        return iter(self._phrases)

    def end(self, words: list[str], at: int) -> int:
        """Where the phrase that starts at a place ends, 0 if none does."""
        end = 0
        tree = self.by_first.get(words[at]) if at < len(words) else None
        while tree is not None:
            at += 1
            if None in tree:
                end = at
            tree = tree.get(words[at]) if at < len(words) else None
        return end

    def stand_in(self, words: list[str]) -> bool:
        """Whether one of them stands anywhere."""
        return not self.by_first.keys().isdisjoint(words) and any(
            word in self.by_first and self.end(words, at) for at, word in enumerate(words)
        )


@cache
def tables(name: str) -> dict[str, Any]:
    """A file of lists that lies beside the taxonomy; FileNotFoundError names one that is missing."""
    return tomllib.loads(DEFAULT_PATH.with_name(name).read_text(encoding="utf-8"))


def words(table: str, name: str) -> frozenset[str]:
    """A list of words; LookupError names one that is missing.

    >>> sorted(words("lexicon", "materials"))[:3]
    ['acoustic', 'analog', 'analogue']
    """
    return frozenset(_list(table, name).split())


def phrases(table: str, *names: str) -> Phrases:
    """A list of phrases, or several as one; LookupError names one that is missing."""
    return Phrases(",".join(_list(table, name) for name in names))


def _list(table: str, name: str) -> str:
    try:
        return tables("phrases.toml")[table][name]
    except KeyError:
        raise LookupError(f"data/phrases.toml has no list {name!r} under [{table}]") from None
