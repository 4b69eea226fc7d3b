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
#: What may stand between that and another one.
_JOINED = re.compile(r" (?:sound )?(?:&|and|plus) (?:(?:a|an|some|the|that) )?(?:[\w']+ )?")
#: What stands before a sound that is asked for: "that Billie Eilish sort of bass", "I want that whistle", "start me off with a kick".
_POINTING = re.compile(
    r"\b(?:a|an|some|that|the|this)(?: [\w']+){1,4} (?:kind|sort|style|type) of $|\b(?:i|we) (?:need|want) that (?:[\w']+ )?$"
    r"|\b(?:finish|kick|round|set|start|top)(?: [\w']+){0,3} off with (?:[\w']+ ){0,3}$"
)
#: The same by what stands behind it: "a choir is ok too", "a huge clap. I want that", "he played it and I want some of that".
_ALLOWED = re.compile(
    r" (?:(?:is|are|would be) (?:also )?(?:cool|fine|good|great|ok|okay)|works?|would work)(?: too| as well)\b"
    r"| (?:would )?also works?\b"
    r"|.* (?:i|we)(?:'d| would)? (?:like|need|wanna|want)\b[^.;!?]* (?:a bit|some) of that\b"
    r"|[^.;!?]* [.,;!] (?:so )?(?:i|we) (?:need|want) (?:exactly )?that(?: [.,;!+]| and\b| plus\b|$)"
)
#: Before what is asked for besides; and the same between it and what is asked for just before.
_ADDED = re.compile(
    r"\b(?:(?:also|plus) (?:a|an|another|some)|(?:left|miss|missing|need|want) is(?! the\b)) (?:[\w']+ ){0,3}$"
)
_BESIDES = re.compile(r" (?:[\w']+ ){0,3}([,&+]|and|plus) (?:a|an|another|some) (?:[\w']+ ){0,3}")
#: Words that join sounds which are there for the same: "kicks n snares".
JOINING = frozenset("and n & or plus + / und oder et ou y o e".split())
#: What stands between the sounds of a list, and how many make one.
LISTING = JOINING | frozenset(
    ", ; . a an the some any one two three four five six few couple of more also".split()
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
    said = [found.text[end:start].strip() for (_, end), (start, _) in between]
    joined = [words in JOINING for words in said]
    if not any(joined):
        return probable
    runs = np.cumsum([0, *(not one for one in joined)])
    means = np.exp(np.stack([np.log(probable[runs == run] + 1e-9).mean(axis=0) for run in runs]))
    return means / means.sum(axis=1, keepdims=True)


def as_listed(request: Request, found: Named, probable: np.ndarray) -> np.ndarray:
    """The probabilities where of sounds in a list those that the grammar takes alike are there for the same: as the surest of them.

    "A kick, a snare and a hat" are all wanted if any is, and so is none of those that somebody has. What alone is to be there is wanted, too,
    and so is what stands besides: "a short brass hit and a crowd clapping".
    """
    listed = probable.copy()
    last = -1
    for place, (start, end) in enumerate(found.spans):
        following = next((other for other, _ in found.spans[place + 1 :]), None)
        before, behind = found.text[:start], found.text[end:following]
        # "A techno loop, drums only", "that French sort of bass".
        only = behind.split()[:1] == ["only"] or _POINTING.search(before) or _ALLOWED.match(behind)
        joined = last >= 0 and _JOINED.fullmatch(found.text[last:start])
        if only or joined or (_is_taken(request, found, place) and _is_added(found, listed, place)):
            listed[place] = np.eye(len(listed[place]))[0]
            last = end
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


def _is_taken(request: Request, found: Named, place: int) -> bool:
    """Whether the grammar takes a sound to be asked for, or asks for nothing at all."""
    return not {*found.classes[place]}.isdisjoint(request.classes) or not (request.classes or request.exclude)


def _is_added(found: Named, probable: np.ndarray, place: int) -> bool:
    """Whether a sound is asked for besides another one: "plus a hat", "a short brass hit and a crowd clapping"."""
    start, end = found.spans[place]
    # What takes so many words to name is told for its own sake: "builds up higher and higher".
    if found.text[start:end].count(" ") >= TELLING - 1 or _ADDED.search(found.text[:start]):
        return True
    if not (place and found.classes[place - 1] and probable[place - 1, 0] >= CERTAIN):
        return False
    joint = _BESIDES.fullmatch(found.text[found.spans[place - 1][1] : start])
    # "I wouldn't say no to a crash, a ride however I would".
    return joint is not None and (joint[1] != "," or probable[place, 1] < SURE)
