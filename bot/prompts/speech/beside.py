"""Clauses that only remark, beside one that asks for a sound or names it: "gated snare. It is always 1984 somewhere."."""

import itertools
from collections.abc import Sequence

from bot.prompts.context.hits import RANKS
from bot.prompts.language import lists
from bot.prompts.language.prompt import Prompt
from bot.prompts.speech.address import MORE, WISHES, act
from bot.prompts.speech.clauses import AUXILIARIES, OWNERS, PERSONS, Clause, verb

#: What is said of music may well tell what the sound is for: "my track is in F minor", "we're at 128".
_MUSIC = lists.words("beside", "music")
_WORLD = frozenset(["foley", "texture"])
_AT = frozenset("at @ around about".split())
_SLOWEST = 40  # bpm
#: Before a limit and behind it: "I can't use anything longer than 10 seconds".
_BOUNDING = frozenset("above below over than under".split())
_UNITS = frozenset("bpm ms s sec secs second seconds".split())
#: The sounds of the last answer, or of the prompt: "they all sound a little thin".
_THINGS = lists.words("beside", "things")
_HITS = frozenset([*RANKS, "#", "number", "nr"])
_BY = PERSONS | {"the", "his", "her", "their"}
_IGNORED = lists.phrases("beside", "ignored")
_OPINING = lists.words("beside", "opining")
_REFUSING = frozenset("isn't isnt no none not without".split())
_OWN = lists.words("beside", "own")


def drop_remarks(prompt: Prompt, found: Sequence[Clause], context: bool) -> bool:
    """Take clauses that say nothing of a sound, where another clause does, and tell whether there are any.

    `context` says that there is a last answer which may be spoken of.
    """
    if len(prompt.words) < 4 or len(found) < 2:
        return False
    kept: list[Clause] = []
    idle: list[Clause] = []
    for at, clause in enumerate(found):
        is_idle = not _refuses(prompt, clause) and (_is_idle(clause, context) or _is_overruled(found, at))
        (idle if is_idle else kept).append(clause)
    if not any(_says_something(clause, context) for clause in kept):
        return False
    for clause in idle:
        goes_on = prompt.words[clause.end : clause.end + 1] == ["and"]
        if not (goes_on and any(other.begin == clause.end + 1 for other in kept)):
            prompt.take(clause.begin, min(clause.end + 1, len(prompt.words)))
    return bool(idle)


def _says_something(clause: Clause, context: bool) -> bool:
    """Whether a clause asks for a sound or says how it is to be."""
    does = act(clause)
    answers = context and (does == "asks" or clause.counts or clause.has(MORE))
    return (clause.known or answers) and does != "remarks"


def _refuses(prompt: Prompt, clause: Clause) -> bool:
    """Whether a clause keeps something out of the sound of another one: "no reverb and no pedal", "none of which are open", "but isn't one"."""
    words = prompt.words[clause.begin : clause.end]
    first = next((at for at, word in enumerate(words) if word in _REFUSING), None)
    if first is None or first > 1:
        return False
    pronoun = "none" in words[first : first + 1] or "one" in words[first + 1 : first + 2]
    return pronoun or prompt.mentioned(clause.begin + first + 1)


def _is_idle(clause: Clause, context: bool) -> bool:
    """Whether a clause is a remark about people and the world, and no wish that somebody tells."""
    if _only_opines(clause):
        return True
    world = frozenset[str]() if context else _WORLD  # "my cat ate my cable" asks for no cat
    if clause.names(beyond=world) or clause.has(_MUSIC) or clause.has(WISHES) or act(clause) != "remarks":
        return False
    if clause.first in RANKS or clause.first.isdigit() or _tells_measure(clause.words):
        return False  # "one will do"
    if context and (clause.first in _THINGS or clause.has(_HITS)):
        return False
    if clause.first in AUXILIARIES:
        return True  # "do you guys think 140 is too fast?"
    if clause.says_genre or not clause.known:
        return not clause.says_genre  # as it tells what the sound is for
    told = clause.first in _THINGS or (context and clause.first == "the")
    return not told and (clause.told or verb(clause) is not None)  # "close to the mic" is no sentence


def _only_opines(clause: Clause) -> bool:
    """Whether somebody is said to like something, and no sound is said to be so: "my singer prefers that"."""
    opines = clause.first in OWNERS and clause.word(2) in _OPINING
    return opines and not (clause.says_from(3) or clause.says_genre or clause.counts)


def _tells_measure(words: Sequence[str]) -> bool:
    """Whether a tempo, a key or a limit may be told: "we're at 128", "it's in F#", "I can't use those under 15 s"."""
    bounded = any(
        words[at] in _BOUNDING and words[at + 1].isdigit() and words[at + 2] in _UNITS
        for at in range(len(words) - 2)
    )
    return bounded or any(
        (before in _AT and word.isdigit() and int(word) >= _SLOWEST)
        or (before == "in" and len(word) == 1 and "a" < word <= "g")
        for before, word in itertools.pairwise(words)
    )


def _is_overruled(found: Sequence[Clause], at: int) -> bool:
    """Whether a clause tells what somebody else would like, and is not to count: "Tom says 120, but I need 100"."""
    clause = found[at]
    if _IGNORED.end(clause.words, 0) and not clause.known:
        return True
    if not (clause.has(_OPINING) and clause.first not in _OWN):
        return False
    if at and _IGNORED.end(found[at - 1].words, 0) and clause.first in _BY:
        return True
    behind = [other for other in found[at + 1 :] if other.first in _OWN]
    return any(_contrasts(clause, other) for other in behind)


def _contrasts(clause: Clause, other: Clause) -> bool:
    """Whether two clauses say different things of the same: two tempos, two classes, two adjectives."""
    if clause.counts or other.counts:
        return clause.counts and other.counts
    return clause.names() == other.names()
