"""Sounds that are named in a row: of those the reader's opinion is one, where the grammar takes them alike."""

import itertools
import re

import numpy as np

from bot.prompts.language.vocabulary import lexicon
from bot.prompts.sounds.named import Named, named
from retrieval_core.request import Request

#: Probability of a role from which on it counts; of being wanted, below which what the grammar takes to be wanted is not; and of any,
#: from which on the grammar is told the contrary of what it takes for certain.
SURE, UNWANTED, CERTAIN = 0.5, 0.2, 0.95
#: In so many words a sound may be described; fewer are adjectives.
TELLING = 5
#: Words that join sounds which are there for the same: "kicks n snares".
JOINING = frozenset("and n & or plus + / und oder et ou y o e".split())
ARTICLES = frozenset("a an some the".split())
#: What stands between the sounds of a list, and how many make one.
LISTING = (
    JOINING | ARTICLES | frozenset(", ; . any one two three four five six few couple of more also".split())
)
LIST = 3
#: How an adjective ends that nobody has heard of: "shuffly hats".
_DESCRIBING = re.compile(r"\w{2}(?:ed|ic|ing|ish|y)$")


def listed(text: str) -> list[set[str]]:
    """The classes that are named in a row, for each row of a prompt: {kick, snare} and {piano} of "a kick and a snare, like his piano"."""
    found = named(text)
    rows: list[set[str]] = []
    for place, (ids, joined) in enumerate(zip(found.classes, (False, *joints(found)), strict=False)):
        if place and joined:
            rows[-1].update(ids)
        else:
            rows.append({*ids})
    return rows


def joints(found: Named) -> list[bool]:
    """Of each two names that follow each other, whether nothing stands between them but what joins those of a list, and adjectives."""
    said = [
        found.text[end:start].split()
        for (_, end), (start, _) in zip(found.spans, found.spans[1:], strict=False)
    ]
    return [all(_joins(word) or _DESCRIBING.search(word) for word in between) for between in said]


def _joins(word: str) -> bool:
    meaning = lexicon().meaning(word)
    return word in LISTING or word.isdigit() or (meaning is not None and meaning.quality is not None)


def shared(found: Named, probable: np.ndarray) -> np.ndarray:
    """The probabilities where of sounds that are joined each has the geometric mean of theirs."""
    between = zip(found.spans, found.spans[1:], strict=False)
    said = [found.text[end:start].split() for (_, end), (start, _) in between]
    joined = [not JOINING.isdisjoint(words[:1]) and ARTICLES.issuperset(words[1:]) for words in said]
    if not any(joined):
        return probable
    runs = np.cumsum([0, *(not one for one in joined)])
    means = np.exp(np.stack([np.log(probable[runs == run] + 1e-9).mean(axis=0) for run in runs]))
    return means / means.sum(axis=1, keepdims=True)


def as_listed(request: Request, found: Named, probable: np.ndarray) -> np.ndarray:
    """The probabilities where of sounds in a list those that the grammar takes alike are there for the same: as the surest of them.

    "A kick, a snare and a hat" are all wanted if any is, and so is none of those that somebody has.
    """
    listed = probable.copy()
    for place, (_, end) in enumerate(found.spans):
        if found.text[end:].split()[:1] == ["only"]:  # "a techno loop, drums only"
            listed[place] = np.eye(len(listed[place]))[0]
    if len(found.spans) < LIST:
        return listed
    runs = np.cumsum([0, *(not joined for joined in joints(found))])
    for run, (at, told) in itertools.product(
        range(runs[-1] + 1), enumerate((request.classes, request.exclude))
    ):
        alike = [
            place
            for place in np.flatnonzero(runs == run)
            if {*found.classes[place]} & {*told} and probable[place, 1 - at] < CERTAIN
        ]
        if len(alike) >= LIST:
            listed[alike] = probable[alike][probable[alike, at].argmax()]
    return listed
