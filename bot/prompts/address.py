"""Whether the sentences of a prompt ask for a sound, or are said to people: "anyone going to the gig?", "my kicks keep clipping".

A whole sentence that wishes for nothing is a remark, and so is a question about people, plans, gear or opinions. What is
no whole sentence ("a dark kick", "the sound old videogames make", "typewriter") names what is looked for.
"""

from typing import Literal

from bot.prompts import lists
from bot.prompts.prompt import Prompt

#: What a clause does: it asks for a sound, names one, or says something to people; "" for what says nothing.
Act = Literal["asks", "names", "remarks", ""]

_OPENINGS = lists.words("address", "openings")
_TIMES = lists.phrases("address", "times")
_PERSONS = lists.words("address", "persons")
_ANYONE = lists.words("address", "anyone")
_CONTRACTED = lists.words("address", "contracted")
_AUXILIARIES = lists.words("address", "auxiliaries")
_MODALS = lists.words("address", "modals")
_SINGULAR = frozenset("this that".split())
_PLURAL = frozenset("these those".split())
_POINTING = _SINGULAR | _PLURAL
_OWNERS = frozenset("my our your his her their".split())
_DETERMINERS = _POINTING | _OWNERS | {"the"}
_ARTICLES = _OWNERS | {"a", "an", "the"}
_RELATIVE = lists.words("address", "relative")
_ADVERBS = lists.words("address", "adverbs")
_VERBS = lists.words("address", "verbs")
_INTRANSITIVE = lists.words("address", "intransitive")
_DONE = lists.phrases("address", "done")
_WISHES = lists.words("address", "wishes")
_WEAK_WISHES = lists.words("address", "weak_wishes")
_SENSED = lists.words("address", "sensed")
_ALLOWING = lists.words("address", "allowing")
_WANTING = lists.phrases("address", "wanting")
_MEANING = lists.phrases("address", "meaning")
_IDLE = lists.phrases("address", "idle")
_OBLIGED = lists.phrases("address", "obliged")
_REFINING = lists.words("address", "refining")
_FETCHING = lists.words("address", "fetching")
_HAVING = lists.words("address", "having")
_TURNING = lists.phrases("address", "turning")
_NEW = lists.words("address", "new")
_CHATTER = lists.words("address", "chatter")
_QUESTIONS = lists.words("address", "questions")
_JUDGING = lists.words("address", "judging")
_CONSEQUENCES = _PERSONS | _CONTRACTED | _ARTICLES | _NEW | _WISHES | _AUXILIARIES | {"what", "now", "please"}
_ENDS = frozenset("( ) , . ; : ! ? but so because".split())
_BE = frozenset("is are was were isn't aren't isnt arent".split())
_DO = frozenset("do does did have has".split())
#: Without one of these in it a prompt is no sentence.
_SIGNS = (
    _CHATTER
    | _PERSONS
    | _ANYONE
    | _CONTRACTED
    | _AUXILIARIES
    | _DETERMINERS
    | _DONE.by_first.keys()
    | _QUESTIONS
)


def is_remark(prompt: Prompt) -> bool:
    """Whether a prompt says something to people, and no part of it asks for a sound or names one."""
    words = prompt.words
    if _SIGNS.isdisjoint(words):
        return False
    acts = set[Act]()
    start = 0
    for at in range(len(words) + 1):
        if at == len(words) or (words[at] in _ENDS and (words[at] != "so" or _goes_on(prompt, at + 1))):
            if at > start:
                act = _act(_Clause(prompt, start, at))
                if act in ("asks", "names"):
                    return False
                acts.add(act)
            start = at + 1
    return "remarks" in acts


def _goes_on(prompt: Prompt, at: int) -> bool:
    """Whether what follows a "so" is a clause of its own, and no adjective: "so can I have", but not "so slow"."""
    word = prompt.words[at] if at < len(prompt.words) else ""
    return word in _CONSEQUENCES or prompt.names_class(at)


class _Clause:
    """The words of a prompt between two signs, from where the interjections before them end."""

    def __init__(self, prompt: Prompt, start: int, end: int) -> None:
        words = prompt.words
        while start < end:
            if words[start] in _OPENINGS:
                start += 1
            elif words[start] == "@":  # and who is called
                start += 2
            elif stop := _TIMES.end(words, start):  # "last night I heard"
                start = stop
            else:
                break
        self.words = words[start:end]
        self._inside = [m for m in prompt.mentions if start <= m.start < end]
        self.start = start

    @property
    def known(self) -> bool:
        """Whether something is said in it that sounds are described with."""
        return any(m.meaning.says for m in self._inside)

    @property
    def sounds(self) -> bool:
        """Whether a kind of sound is named in it; "drum teacher" names none."""
        return any(
            (m.meaning.classes or m.meaning.kind) and self.word(m.end - self.start) not in _CHATTER
            for m in self._inside
        )

    def after(self, at: int, words: frozenset[str]) -> int:
        while at < len(self.words) and self.words[at] in words:
            at += 1
        return at

    def word(self, at: int) -> str:
        return self.words[at] if at < len(self.words) else ""

    def names_behind(self, at: int) -> bool:
        """Whether a kind of sound is named at a place or behind it."""
        return any(m.meaning.classes and m.start >= self.start + at for m in self._inside)

    def has(self, words: frozenset[str], start: int = 0) -> bool:
        return not words.isdisjoint(self.words[start:])


def _act(clause: _Clause) -> Act:
    first = clause.word(0)
    if not first:
        return ""
    if any(_TURNING.end(clause.words, at) for at in range(len(clause.words))):
        return "asks"
    if clause.has(_CHATTER) and not clause.sounds:
        return "remarks"
    if first in _QUESTIONS and (act := _question(clause)):
        return act
    if first in _ANYONE:
        return _to_anyone(clause)
    if first in _AUXILIARIES and (act := _inverted(clause)):
        return act
    if _DONE.end(clause.words, 0):
        return "asks" if _wishes(clause, 0) else "remarks"
    if verb := _verb(clause):
        return "asks" if _wishes(clause, verb - 1) else "remarks"
    return _fragment(clause)


def _verb(clause: _Clause) -> int:
    """One more than the place of what makes a whole sentence of a clause, 0 where it is none.

    A person behind a noun begins what is told of that noun: "the sound djs make", "a kick I like".
    """
    words = clause.words
    first = words[0]
    if first in _PERSONS or first in _CONTRACTED:
        return 1
    articles = first in _ARTICLES
    for at, word in enumerate(words[1:], 1):
        if word in _RELATIVE or word in _PERSONS or word in _CONTRACTED:
            return 0
        last = at + 1 == len(words)
        if word in _AUXILIARIES and not last and word not in _DO:
            return at + 1
        if word in _ARTICLES and words[at - 1] not in _PREPOSITIONS:
            articles += 1
        if first in _DETERMINERS and articles < 2:
            if first in _POINTING and at == 1:
                # "These slap", "this sounds odd"; "that sound" is none.
                if (
                    word in _VERBS
                    and word.endswith("s") == (first in _SINGULAR)
                    and not (first == "that" and last)
                ):
                    return at + 1
            elif at > 1 and (word in _INTRANSITIVE or (not last and _does(words[at - 1], word))):
                return at + 1
    return 0


_PREPOSITIONS = frozenset("in on of at from for with by to over under behind and or about".split())


def _does(before: str, word: str) -> bool:
    """Whether a word is what somebody does or did, behind another: "sound" is more of a noun, but not in "the last one sound like"."""
    if word == "sound":
        return before == "one" or before.endswith("s")
    return word in _VERBS or (word.endswith("ed") and len(word) > 4)


def _wishes(clause: _Clause, verb: int) -> bool:
    """Whether a sentence wishes for a sound, or says how one is to be."""
    words = clause.words
    first = words[0]
    if first in _OWNING and (clause.word(1) in _HAVING or (clause.known and clause.has(_HAVING))):
        return True
    person = first in _PERSONS or first in _CONTRACTED
    thing = not person or first in _THINGS
    if _MEANING.end(words, 0) or (thing and any(_OBLIGED.end(words, at) for at in range(len(words)))):
        return True
    rest = words[verb:] if person else words
    if "not" not in words and any(_IDLE.end(words, at) for at in range(len(words))):
        return False
    if clause.known and ("too" in rest or (clause.has(_REFINING) and "than" not in rest)):
        return True
    for at in range(len(words)):
        if (end := _WANTING.end(words, at)) and clause.names_behind(end):
            return clause.word(end) != "my"  # "I can't find my keys"
    if not person and not clause.has(_POINTING) and clause.has(_ALLOWING, verb):
        return True
    if first in ("it", "it's", "its") and "like" in words:
        return True
    for at, word in enumerate(rest):
        if word in _WISHES and rest[at - 1 : at] not in _BEFORE_NOUNS:
            behind = rest[at + 1 : at + 3]
            # "I need to sleep"
            return clause.known or behind[:1] != ["to"] or not _SENSED.isdisjoint(behind)
        if person and at < 4 and word in _WEAK_WISHES and clause.known:
            return True
    return False


_BEFORE_NOUNS = [[word] for word in _ARTICLES]
_OWNING = frozenset("you nobody".split())
_THINGS = frozenset("it it's its they they're theyre".split())


def _inverted(clause: _Clause) -> Act:
    """What a clause does that begins with "is", "do", "can": a question mostly, which may ask for a sound."""
    word, following = clause.word(0), clause.word(1)
    if word in _BE:
        if following in ("there", "possible") or following in _BE or clause.words[1:3] == ["it", "possible"]:
            return "asks"
        return "remarks" if following else ""
    person = following in _PERSONS or following in _ANYONE or following in ("this", "bot", "guys", "people")
    if word in _MODALS:
        if following in ("it", "they", "that", "these", "those", "them"):
            return "asks" if clause.known or any(word.isdigit() for word in clause.words) else "remarks"
        if not person:
            return "asks"
        at = clause.after(2, _ADVERBS)
        if at >= len(clause.words):
            return ""  # "would you?"
        if not clause.known and _is_of_somebody(clause.words):
            return "remarks"  # "can somebody listen to my track"
        return (
            "asks"
            if clause.word(at) in _FETCHING or (clause.known and clause.has(_FETCHING, at))
            else "remarks"
        )
    if word in _DO and person:
        if word == "did":
            return "remarks"
        if word in ("have", "has"):
            at = clause.after(2, _ADVERBS)
            return "asks" if clause.word(at) in _NEW or clause.word(at) in ("got", "the", "by") else "remarks"
        at = clause.after(2, _ADVERBS)
        if clause.words[at : at + 2] == ["have", "to"]:
            return "remarks"
        return (
            "asks"
            if clause.has(_HAVING, at) and (clause.known or clause.word(at) not in ("know",))
            else "remarks"
        )
    return ""


def _is_of_somebody(words: list[str]) -> bool:
    return "my" in words and words[words.index("my") - 1] != "for"


def _question(clause: _Clause) -> Act:
    """What a clause does that begins with "who", "what", "how"."""
    word, following = clause.word(0), clause.word(1)
    if word in ("what", "how", "hows") and following in ("about", "else"):
        return "asks"
    if following in _PERSONS and word not in ("how", "why"):
        return "asks" if clause.has(_WISHES) or clause.has(_HAVING) else "names"  # "what I need is"
    if word == "when" and following not in _AUXILIARIES:
        return "names"
    if word in ("who", "who's", "whos"):
        return (
            "asks"
            if clause.known and (following in _HAVING or (word != "who" and following == "got"))
            else "remarks"
        )
    if word in ("where", "where's", "wheres"):
        return "asks" if clause.sounds else "remarks"
    if word in ("what", "which", "what's", "whats"):
        if clause.has(_HAVING, 1) or clause.has(_WISHES, 1) or (clause.has(_MODALS, 1) and clause.sounds):
            return "asks"
        if clause.has(_PERSONS, 1) or clause.has(_ANYONE, 1):
            return "remarks"
        return (
            "asks"
            if clause.known and (clause.has(_JUDGING) or any(word.endswith("est") for word in clause.words))
            else "remarks"
        )
    if following in ("not", "no") and word == "why":
        return "asks"
    return "asks" if clause.known and clause.has(_WANTED) else "remarks"


_WANTED = frozenset("no find search".split())


def _to_anyone(clause: _Clause) -> Act:
    """What a clause does that begins with "anyone", "somebody": asks who has a sound, or what people do."""
    at = clause.after(1, _AROUND)
    if clause.word(at) in _HAVING:
        return "asks"
    if clause.word(0).startswith("some") and clause.word(at).endswith("ing"):
        return "names"  # "someone whistling"
    return "remarks"


_AROUND = frozenset("here else out there in with".split())


def _fragment(clause: _Clause) -> Act:
    """What is no whole sentence names a sound, unless it is unknown and nothing tells that it is meant."""
    first = clause.word(0)
    more = clause.known or clause.has(_WISHES) or "more" in clause.words
    return "names" if more or first in _NEW or first in _HAVING else ""
