"""Whether the sentences of a prompt ask for a sound, or are said to people: "anyone going to the gig?", "my kicks keep clipping".

A whole sentence that wishes for nothing is a remark, and so is a question about people, plans, gear or opinions. What is
no whole sentence ("a dark kick", "the sound old videogames make", "typewriter") names what is looked for.
"""

from collections.abc import Sequence
from typing import Literal

from bot.prompts.language import lists
from bot.prompts.language.prompt import Prompt
from bot.prompts.speech.clauses import (
    ARTICLES,
    AUXILIARIES,
    CONTRACTED,
    DETERMINERS,
    DONE,
    NAMES,
    NEW,
    OWNERS,
    PERSONS,
    POINTING,
    Clause,
    clauses,
    verb,
)

#: What a clause does: it asks for a sound, names one, or says something to people; "" for what says nothing.
Act = Literal["asks", "names", "remarks", ""]

#: From the most that a clause can do down.
_MOST: tuple[Act, ...] = ("asks", "names", "remarks")
_QUESTIONS = lists.words("address", "questions")
_ANYONE = frozenset("anyone anybody someone somebody".split())
_SOMEBODYS = frozenset("someones someone's somebodys somebody's".split())
_AROUND = frozenset("here else out there in with".split())
_CHATTER = lists.words("address", "chatter")
_ASKING = lists.phrases("address", "asking")
#: What people are asked for that no sample is: advice, somebody who plays.
_ADVISING = lists.phrases("address", "advising")
_PEOPLED = _CHATTER | lists.words("address", "players")
WISHES = lists.words("address", "wishes")
_SENSED = lists.words("address", "sensed")
_SOUNDS = frozenset("sound sounds sample samples noise noises".split())
_IDLE = lists.phrases("address", "idle")
_MEANING = lists.phrases("address", "meaning")
_OBLIGED = lists.phrases("address", "obliged")
#: What tells that a piece of a sentence is a wish.
MORE = frozenset("more please pls ones".split())
_MODALS = lists.words("address", "modals")
_OWNING = frozenset("got has have".split())
_FETCHING = lists.words("address", "fetching")
_HAVING = lists.words("address", "having")
_OFFERED = lists.phrases("address", "offered")
_STOCKED = lists.words("address", "stocked")
_JUDGING = lists.words("address", "judging")
_LIKING = frozenset("love loving loved dig digging liking liked".split())
_WANTED = frozenset("no find search get".split())
_IT = frozenset("it it's its".split())
_THINGS = _IT | frozenset("they they're theyre there there's theres".split())
_LIKENESS = frozenset("like sound noise".split())
_BE = frozenset("is are was were isn't aren't isnt arent".split())
_PEOPLE = PERSONS | _ANYONE | frozenset("any this bot guys people".split())
#: Behind these in a wish somebody is no more what is wanted: "a loop by a drummer".
_APART = POINTING | OWNERS | frozenset("a an the by for from in like of on or to with".split())
_BEHIND_PEOPLE = frozenset(["", *"about around for from here in near on out that to which who with".split()])
_SOUGHT = WISHES | {"any", "best", "know"}
_EXPLAINED = frozenset("how why".split())
_OTHERS = frozenset("you they people guys".split())
#: Without one of these in it a prompt is no sentence.
SIGNS = (
    {"feeling", "just"}
    | NAMES
    | _ANYONE
    | _SOMEBODYS
    | _LIKING
    | _PEOPLED
    | _QUESTIONS
    | PERSONS
    | CONTRACTED
    | AUXILIARIES
    | DETERMINERS
    | DONE.by_first.keys()
)


def sentences(prompt: Prompt) -> list[Clause]:
    """The clauses of a prompt, where it has sentences at all."""
    return [] if SIGNS.isdisjoint(prompt.words) else [*clauses(prompt)]


def reading(said: Sequence[Clause], measured: bool) -> Act:
    """What a prompt does as a whole: the most that one of its clauses does.

    `measured` says that a tempo, a key and the like were read in it: "can you do that in D minor".
    """
    acts = {act(clause, measured) for clause in said}
    return next((most for most in _MOST if most in acts), "")


def act(clause: Clause, measured: bool) -> Act:
    """What a clause does by itself."""
    if clause.says(_ASKING):
        return "asks"
    if asks_people(clause) or (clause.has(_CHATTER) and not _serves(clause)):
        return "remarks"
    if clause.first in _QUESTIONS:
        if clause.word(1) in PERSONS and clause.first not in ("how", "why"):
            return "names"  # "what I need is"
        return _if(_asks_question(clause))
    if clause.first in _SOMEBODYS and clause.word(1).endswith("ing"):
        return "remarks"  # "someone's drilling next door"
    if clause.first in _ANYONE:
        return _to_anyone(clause)
    if not clause.told and clause.first in AUXILIARIES and (inverted := _inverted(clause, measured)):
        return inverted
    likes = clause.first in _LIKING and clause.word(1) in DETERMINERS and clause.names()
    if likes and not clause.has(MORE | _HAVING):
        return "remarks"  # "love the snare"
    if clause.first == "feeling" and not clause.names():
        return "remarks"  # "feeling low"
    if clause.says(_IDLE) and not clause.names():
        return "remarks"
    if not clause.told and verb(clause) is None:
        return _fragment(clause)
    return _if(_wishes(clause))


def asks_people(clause: Clause) -> bool:
    """Whether people are asked for what no sample is: "help with my mix", "looking for a drummer"."""
    if clause.says(_ADVISING):
        return True
    for at, word in enumerate(clause.words):
        if word in _SOUGHT:
            end = clause.after(at + 1, {"for", "to"} | NEW)
            while clause.word(end) and clause.word(end) not in _APART:
                if clause.word(end) in _PEOPLED and clause.word(end + 1) in _BEHIND_PEOPLE:
                    return True
                end += 1
    return False


def _serves(clause: Clause) -> bool:
    """Whether a sound is wanted, of gear or for it: "a jingle for my youtube", "the studio needs an intro sound"."""
    return clause.names(but=_CHATTER) or "for" in clause.words or clause.has(_SOUNDS)


def _to_anyone(clause: Clause) -> Act:
    """What a clause does that begins with "anyone", "somebody": asks who has a sound, or names one that people make."""
    at = clause.after(1, _AROUND)
    if clause.word(at) in _HAVING:
        return _if(not clause.has(_EXPLAINED))  # not so "anyone know how to make a riser"
    heard = clause.first.startswith("some") and clause.word(1).endswith(("ing", "s"))  # "someone whistling"
    return "names" if heard else "remarks"


def _if(asks: bool) -> Act:
    return "asks" if asks else "remarks"


def _fragment(clause: Clause) -> Act:
    """What is no whole sentence names a sound, unless it is unknown and nothing tells that it is meant."""
    names = clause.known or clause.has(WISHES | MORE)
    return "names" if names or clause.first in NEW or clause.first in _HAVING else ""


def _wishes(clause: Clause) -> bool:
    """Whether a sentence wishes for a sound, or says how one is to be."""
    words = clause.words
    thing = not clause.has_subject or clause.first in _THINGS
    if (thing and clause.says(_OBLIGED)) or _MEANING.end(words, 0):
        return True
    if clause.first in _IT and clause.has(_LIKENESS):
        return True  # "it's like a big wet cloth"
    if clause.known and "you" in words and clause.has(_HAVING):
        return True  # "word is you have a gong"
    if clause.known and "too" in words and not clause.names():
        return True  # "these are too bright"
    for at, word in enumerate(words):
        if word in WISHES and (at == 0 or words[at - 1] not in ARTICLES):
            behind = words[at + 1 : at + 3]
            if behind[:1] == ["to"] and _SENSED.isdisjoint(behind):
                # Who needs to sleep, or to tune "my drums", asks for nothing.
                return clause.known and (clause.names_new or not clause.names())
            return True
    return False


def _inverted(clause: Clause, measured: bool) -> Act:
    """What a clause does that begins with "is", "do", "can": a question mostly, which may ask for a sound."""
    word, following = clause.first, clause.word(1)
    told = clause.known or measured
    if word in _BE:
        possible = clause.words[1:3] == ["it", "possible"] or (clause.names_new and clause.says(_OFFERED))
        return _if(following in ("there", "possible") or possible)
    if word in ("should", "shall") and following in ARTICLES | {"i"}:
        return "remarks"  # "should the snare be louder than the kick"
    if word in _MODALS:
        return _if(told or clause.has(_FETCHING, 1))
    if following in _PEOPLE:  # "do you have", "has anyone"
        told = told or clause.has(NEW)
        return _if(clause.has(_OWNING, 2) or (told and (word in _OWNING or clause.has(_HAVING, 2))))
    return "remarks" if word in ("did", "does") else ""


def _asks_question(clause: Clause) -> bool:
    """Whether a question asks for a sound: "what snares have you got", "what's a good clap for trap", "which DAW do you use"."""
    word, following = clause.first, clause.word(1)
    if following == "about" or (word == "why" and following in ("not", "no")):
        return True
    if word.startswith("who"):
        return clause.known and following in _HAVING | {"got"}
    if word.startswith("where"):
        return clause.names() and "your" not in clause.words  # "where do you get your kicks"
    if word.startswith(("what", "which")):
        if clause.has(_HAVING, 1) or (clause.names() and clause.has(_STOCKED | _MODALS, 1)):
            return True
        judges = clause.has(_JUDGING) or any(word.endswith("est") for word in clause.words)
        return clause.known and judges and not clause.has(PERSONS, 1)
    return clause.known and clause.has(_WANTED) and not clause.has(_OTHERS)
