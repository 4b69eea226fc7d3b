"""Whether the sentences of a prompt ask for a sound, or are said to people: "anyone going to the gig?", "my kicks keep clipping".

A whole sentence that wishes for nothing is a remark, and so is a question about people, plans, gear or opinions. What is
no whole sentence ("a dark kick", "the sound old videogames make", "typewriter") names what is looked for.
"""

from collections.abc import Sequence
from typing import Literal

from bot.prompts.language import lists
from bot.prompts.language.numerals import WORDS
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
from retrieval_core.wording import participle

#: What a clause does: it asks for a sound, names one, or says something to people; "" for what says nothing.
Act = Literal["asks", "names", "remarks", ""]

#: From the most that a clause can do down.
_MOST: tuple[Act, ...] = ("asks", "names", "remarks")
_QUESTIONS = lists.words("address", "questions")
_ANYONE = frozenset("anyone anybody someone somebody".split())
_WILLING = frozenset("able can could is kind mind to wanna want wants willing would".split())
_AROUND = frozenset("here else out there in with".split())
_CHATTER = lists.words("address", "chatter")
#: With these people ask for gear and advice, with what it is for behind it.
_ASKED_FOR_GEAR = _ANYONE | frozenset(
    "any best decent favorite favourite good know recommend suggest you".split()
)
_SOUNDS = frozenset("sound sounds sample samples noise noises jingle".split())
_FOR = frozenset("for to that which on with about".split())
_BEHIND_PEOPLE = _FOR | frozenset(["", "around", "from", "here", "in", "near", "out", "who"])
_ASKING = lists.phrases("address", "asking")
#: What people are asked for that no sample is: advice, somebody who plays.
_ADVISING = lists.phrases("address", "advising")
_PEOPLED = _CHATTER | lists.words("address", "players")
_BUYING = lists.words("address", "buying")
WISHES = lists.words("address", "wishes")
_WEAK_WISHES = lists.words("address", "weak_wishes")
_SENSED = lists.words("address", "sensed")
_IDLE = lists.phrases("address", "idle")
_LEAVING = lists.phrases("address", "leaving")
_MEANING = lists.phrases("address", "meaning")
_OBLIGED = lists.phrases("address", "obliged")
_ALLOWING = lists.words("address", "allowing")
_WANTING = lists.phrases("address", "wanting")
_REFINING = frozenset("more less enough".split())
#: What tells that a piece of a sentence is a wish.
MORE = frozenset("more please pls ones".split())
_YOURS = frozenset("your ur his her their".split())
_WORKS = lists.words("address", "works")
_LIKING = frozenset("love loving loved dig digging liking liked".split())
_LIKES, _MAKING = (
    frozenset("adores likes loves".split()),
    frozenset("making recording working writing".split()),
)
_THINKING = frozenset("advise reckon recommend suggest think thinking".split())
_MODALS = lists.words("address", "modals")
_UNABLE = frozenset("can't cant couldn't couldnt won't wont will".split())
_ADVERBS = lists.words("address", "adverbs")
_FETCHING = lists.words("address", "fetching")
_SHARING = frozenset(map(participle, _FETCHING))
_GETTING = lists.words("address", "getting")
_DOING = lists.words("address", "doing")
_HAVING = lists.words("address", "having")
_WISHED_TO = _FETCHING | _GETTING | _SENSED | _DOING | POINTING | NEW | {"be", "love", "the", "need", "want"}
_UNHELPFUL = lists.words("address", "unhelpful")
_OFFERED = lists.phrases("address", "offered")
_ROUNDABOUT = lists.phrases("address", "roundabout")
_FINDING = frozenset("find finding get getting have having hear hearing".split())
_ASKED_WITH = frozenset("can could may might will would".split())
_GIVEN = NEW | frozenset("got the by".split())
_STOCKED = lists.words("address", "stocked")
_JUDGING = lists.words("address", "judging")
_WANTED = frozenset("no find search get".split())
_BE = frozenset("is are was were isn't aren't isnt arent".split())
_DO = frozenset("do does did have has".split())
_PEOPLE = PERSONS | _ANYONE | frozenset("any this bot guys people".split())
_OTHERS = frozenset("you they people guys".split())
#: What is asked of others who may know: the first of these need no sound, the second do not ask for one.
_HOW, _WHERE = frozenset("how when why".split()), frozenset("if what where whether which who".split())
_FOLKS = frozenset("guys people ppl producers djs".split())
#: Behind these in a wish somebody is no more what is wanted: "a loop by a drummer".
_APART = POINTING | OWNERS | frozenset("a an the by for from in like of on or to with".split())
_SOMEBODYS = frozenset(f"{who}{s}" for who in ("someone", "somebody") for s in ("s", "'s"))
_DESERVING = frozenset("belong deserve should shouldn't shouldnt".split())
_IT = frozenset("it it's its".split())
_THEM = frozenset("it they that these those them".split())
_THINGS = _IT | frozenset("they they're theyre there there's theres".split())
_LIKENESS = frozenset("like sound noise".split())
#: Without one of these in it a prompt is no sentence.
SIGNS = (
    {"feeling", "gotta", "just"}
    | NAMES
    | _LIKING
    | _YOURS
    | _CHATTER
    | _ANYONE
    | _SOMEBODYS
    | _PEOPLED
    | _BUYING
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


def reading(said: Sequence[Clause], measured: bool = False) -> Act:
    """What a prompt does as a whole: the most that one of its clauses does.

    `measured` says that a tempo, a key and the like were read in it: "can you do that in D minor".
    """
    acts, told, works = set[Act](), False, False
    for clause in said:
        # "Just finished my first track, so happy": how somebody feels.
        feels = told and clause.words[0] == "so" and not clause.names()
        # "I'm making a song for my mum, she loves the harp": that is what is for her.
        pleases = works and clause.word(1) in _LIKES and clause.names()
        acts.add("asks" if pleases else "remarks" if feels else act(clause, measured))
        told = clause.told or clause.first in ("i", "i've", "ive", "i'm", "im", "we")
        works = works or (clause.has(_MAKING) and clause.has(_WORKS))
    return next((most for most in _MOST if most in acts), "")


def act(clause: Clause, measured: bool = False) -> Act:
    """What a clause does by itself."""
    possible = clause.words[-1] == "possible" and "as" not in clause.words
    if clause.says(_ASKING) or (possible and (clause.known or measured)):  # "in D major is possible?"
        return "asks"
    if asks_people(clause) or _tells_of_people(clause):
        return "remarks"
    if clause.has(_CHATTER) and not clause.names(but=_CHATTER) and not _serves(clause):
        return "remarks"
    if clause.has(_CHATTER) and _is_about_gear(clause):
        return "remarks"
    if clause.has(_YOURS) and not clause.has(WISHES) and _is_of_others(clause):
        return "remarks"  # "that snare in your track is so punchy"
    liked = clause.first in _LIKING and clause.word(1) in DETERMINERS
    if liked and clause.names() and not clause.has(MORE):
        return "remarks"  # "love the snare"
    if clause.first == "feeling" and not clause.names():
        return "remarks"  # "feeling sad today"
    if clause.first == "gotta" and clause.word(1).isalpha() and clause.word(1) not in _WISHED_TO:
        return "remarks"  # "gotta feed the cat"
    if clause.first in _QUESTIONS:
        return _question(clause)
    if clause.first in _ANYONE:
        return _to_anyone(clause)
    if not clause.told and clause.first in AUXILIARIES and (inverted := _inverted(clause, measured)):
        return inverted
    place = 0 if clause.told else verb(clause)
    if place is None:
        return _fragment(clause)
    return _if(_wishes(clause, place, by_person=clause.told or clause.has_subject))


def asks_people(clause: Clause) -> bool:
    """Whether people are asked for what no sample is: "help with my mix", "looking for a drummer", "need to buy a guitar"."""
    if clause.says(_ADVISING):
        return True
    for at, word in enumerate(clause.words):
        if word not in WISHES and word != "any":
            continue
        if clause.word(at + 1) == "to" and clause.word(at + 2) in _BUYING:
            return True
        start = clause.after(at + 1, {"for", "to"} | NEW)
        if clause.word(start) in _ANYONE and clause.word(start + 1) in _BEHIND_PEOPLE - {"to", "who"}:
            return True  # "need someone for a recording"
        end = start
        while clause.word(end) and clause.word(end) not in _APART:
            if clause.word(end) in _PEOPLED and clause.word(end + 1) in _BEHIND_PEOPLE:
                return True
            end += 1
    return False


def _tells_of_people(clause: Clause) -> bool:
    """Whether it is told what people do, or should: "someone's drilling next door", "people who say that should be in jail"."""
    if clause.first in _SOMEBODYS:
        return clause.word(1).endswith("ing")
    return clause.word(1) == "who" and clause.first in _FOLKS and clause.has(_DESERVING, 2)


def _wonders(clause: Clause, at: int) -> bool:
    """Whether it is asked what others know: "know why the bot only sends five"."""
    asked = clause.word(at + 1) if clause.word(at) == "know" else ""
    return asked in _HOW or (asked in _WHERE and not clause.names(at))


def _serves(clause: Clause) -> bool:
    """Whether an unknown sound is wanted for what is no sound: "a jingle for my channel", "my stream needs an intro sound"."""
    words = clause.words
    at = next(at for at, word in enumerate(words) if word in _CHATTER)
    served = next((words[place - 1] for place in range(max(1, at - 2), at) if words[place] == "for"), "")
    if served and not (served.endswith("ing") or served in WISHES or served in ("up", "out")):
        return True
    return clause.has(WISHES, at) and clause.has(_SOUNDS, at)


def _is_about_gear(clause: Clause) -> bool:
    """Whether people are asked for what is no sound, though it is for one: "does anyone know a plugin for noise on vocals"."""
    at = next(at for at, word in enumerate(clause.words) if word in _CHATTER)
    asked = not _ASKED_FOR_GEAR.isdisjoint(clause.words[:at])
    return asked and clause.word(at + 1) in _FOR and not clause.names_up_to(at)


def _is_of_others(clause: Clause) -> bool:
    """Whether it is about the music of somebody else: "your track", "his last mix"."""
    return any(
        word in _YOURS and not _WORKS.isdisjoint(clause.words[at + 1 : at + 4])
        for at, word in enumerate(clause.words)
    )


def _if(asks: bool) -> Act:
    return "asks" if asks else "remarks"


def _fragment(clause: Clause) -> Act:
    """What is no whole sentence names a sound, unless it is unknown and nothing tells that it is meant."""
    if clause.says(_IDLE):
        return "remarks"
    if clause.says(_LEAVING):
        return _if(clause.names())
    names = clause.known or clause.has(WISHES) or clause.has(MORE)
    return "names" if names or clause.first in NEW or clause.first in _HAVING else ""


def _wishes(clause: Clause, place: int, by_person: bool) -> bool:
    """Whether a sentence wishes for a sound, or says how one is to be; `place` is that of its verb or its person."""
    words, first = clause.words, clause.first
    thing = not by_person or first in _THINGS
    if _offers(clause) or _MEANING.end(words, 0) or (thing and clause.says(_OBLIGED)):
        return True
    if clause.says(_IDLE) and "not" not in words:
        return False
    if clause.says(_LEAVING):
        return thing and clause.names()
    subject = place > 0 and words[place] in _ASKED_WITH and not clause.names(place)
    if clause.names_new and (clause.says(_ROUNDABOUT) or subject):
        return True  # "only a banjo can save this", "there is room for a bell"
    if clause.known and ("too" in words or (clause.has(_REFINING) and "than" not in words)):
        return True
    if end := next((end for end in clause.ends(_WANTING) if clause.names(end)), 0):
        return clause.word(end) != "my"  # "I can't find my keys"
    if not by_person and not clause.has(POINTING) and clause.has(_ALLOWING, place):
        return True
    if first in _IT and (clause.has(_LIKENESS) or (clause.names() and clause.has(NEW))):
        return True  # "it's a drum from Africa"
    if first in WORDS and not clause.has(OWNERS):
        return True  # "three would have done"
    numbered = words[-1] in WORDS or words[-1].isdigit()
    for at, word in enumerate(words):
        if word in WISHES and (at == 0 or words[at - 1] not in ARTICLES):
            behind = words[at + 1 : at + 3]
            if behind[:1] != ["to"] or not _SENSED.isdisjoint(behind):
                return True
            # Who needs to sleep, or to tune "my drums", asks for nothing.
            return clause.known and (clause.names_new or not clause.names())
        if by_person and at < 4 and word in _WEAK_WISHES and (clause.known or numbered):
            return True
    return False


def _offers(clause: Clause) -> bool:
    """Whether it says what the bot has: "word is you have a gong", "nobody has good claps"."""
    if not (clause.known or clause.has(NEW)):
        return False
    if clause.first in ("you", "nobody") and clause.has(_HAVING):
        return True
    return any(word == "you" and clause.word(at + 1) in _HAVING for at, word in enumerate(clause.words))


def _inverted(clause: Clause, measured: bool) -> Act:
    """What a clause does that begins with "is", "do", "can": a question mostly, which may ask for a sound."""
    word, following = clause.first, clause.word(1)
    at = clause.after(2, _ADVERBS)
    if word in _BE:
        there = following in ("there", "possible") or following in _BE  # "were is a kick"
        possible = clause.words[1:3] == ["it", "possible"] or (
            clause.names_new and (clause.says(_OFFERED) or clause.says(_ROUNDABOUT))
        )
        return _if(there or "available" in clause.words or possible)
    if word in ("should", "shall") and (following == "i" or following in ARTICLES):
        return "remarks"
    if word in _MODALS and following in _THEM:
        return _if(clause.known or measured)
    if word in _MODALS and following in _PEOPLE:
        return _request(clause, at, measured) if clause.word(at) else ""
    if word in _MODALS:
        return _if(clause.known or word not in _UNABLE)  # "could use", but not "can't sleep"
    if word == "did" or (word in _DO and following in OWNERS):
        return "remarks"
    if word in ("have", "has") and following in _PEOPLE:
        return _if(clause.word(at) in _GIVEN)
    if word == "does" or (word in _DO and following in _PEOPLE):
        if _wonders(clause, at):
            return "remarks"
        has_to = clause.words[at : at + 2] == ["have", "to"]
        return _if(not has_to and clause.has(_HAVING, at) and (clause.known or clause.word(at) != "know"))
    return ""  # "do flutes instead", "doesn't matter"


def _request(clause: Clause, at: int, measured: bool) -> Act:
    """What "can you", "could somebody", "may I" does, by the verb behind it."""
    words, does = clause.words, clause.word(at)
    if does == "use" and clause.word(1) in ("i", "we"):
        return "remarks"  # "can I use these in a game"
    if not clause.known and "my" in words and words[words.index("my") - 1] != "for":
        return "remarks"  # "can somebody listen to my track"
    if does == "bring" and (not _YOURS.isdisjoint(words) or "to" in words[at:]):
        return "remarks"  # "could you bring your bass to the rehearsal"
    told = clause.known or measured or clause.has(NEW)
    fetching = _GETTING if clause.word(1) in ("i", "we") else _FETCHING
    asks = does in fetching or (told and clause.has(fetching | _DOING, at))
    return _if(asks or (clause.names_new and not clause.has(_UNHELPFUL, at)))


def _question(clause: Clause) -> Act:
    """What a clause does that begins with "who", "what", "how"."""
    word, following = clause.first, clause.word(1)
    if (
        following == "about"
        or (following == "else" and word.startswith("what"))
        or (word == "why" and following in ("not", "no"))
    ):
        return "asks"
    if following in PERSONS and word not in ("how", "why"):  # "what I need is"
        return "asks" if clause.has(WISHES) or clause.has(_HAVING) else "names"
    if word == "when" and following not in AUXILIARIES:
        return "names"  # "when a robot talks"
    if word == "how" and following in _DO and clause.word(2) in _OTHERS:
        return "remarks"  # "how do you get that reese sound"
    if clause.names_new and clause.has(_FINDING, 1):
        return "asks"  # "who do I have to bribe to get a kick"
    if word in ("who", "who's", "whos"):
        return _if(clause.known and (following in _HAVING or following == "got"))
    if word in ("where", "where's", "wheres"):
        theirs = following in _DO and clause.has(_YOURS) and clause.has(_FINDING)
        return _if(clause.names() and not theirs)  # not so "where do you get your kicks"
    if word in ("what", "which", "what's", "whats"):
        return _choice(clause)
    return _if(clause.known and clause.has(_WANTED) and "my" not in clause.words)


def _choice(clause: Clause) -> Act:
    """What "what" and "which" do: "what snares have you got", "what's a good clap for trap", "which DAW do you use"."""
    if clause.word(1) in _CHATTER or (clause.has(_THINKING) and not clause.names()):
        return "remarks"
    if clause.has(_HAVING, 1) or clause.has(WISHES, 1) or (clause.has(_MODALS, 1) and clause.names()):
        return "asks"
    if clause.names() and clause.has(_STOCKED, 1) and not clause.has(OWNERS - {"your"}):
        return "asks"  # "which pads are in the library", "what kind of snares are there"
    judges = clause.has(_JUDGING) or any(word.endswith("est") for word in clause.words)
    return _if(clause.known and judges and not clause.has(PERSONS, 1) and not clause.has(_ANYONE, 1))


def _to_anyone(clause: Clause) -> Act:
    """What a clause does that begins with "anyone", "somebody": asks who has a sound, or what people do."""
    at = clause.after(1, _AROUND)
    if _wonders(clause, at):
        return "remarks"
    if clause.word(at) in _HAVING:
        return "asks"
    does = clause.word(clause.after(at, _WILLING))
    if clause.names() and "my" not in clause.words and (does in _FETCHING or does in _SHARING):
        return "asks"  # "anyone wanna share drum loops"
    at += clause.word(at) in _BE
    heard = clause.first.startswith("some") and clause.word(at).endswith(("ing", "s"))  # "someone whistling"
    return "names" if heard else "remarks"
