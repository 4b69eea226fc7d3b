"""Which parts of a prompt tell something and ask for nothing: "my dorm was bouncing", "gonna layer two sounds"."""

from collections.abc import Collection

from bot.prompts.language import lists
from bot.prompts.language.prompt import Prompt

_BACKGROUND = lists.phrases("statements", "background")
_SELF = frozenset("i'm im we're were".split())
_JOINS = lists.words("statements", "joins")
_OPENINGS = lists.words("statements", "openings")
_SEEKING = lists.words("statements", "seeking")
_NOUNS = lists.words("statements", "nouns")
_PLANS = frozenset("gonna finna tryna bouta".split())
_DONE = lists.words("statements", "done")
_WHEN = frozenset("in on at after during".split())
#: "I can't play guitar".
_UNABLE = frozenset("can't cant cannot couldn't".split())
_SKILLS = lists.words("statements", "skills")
_SUBJECTS = frozenset("i we he she they you".split())
_WISHING = lists.words("statements", "wishing")
_OWNERS = frozenset("my our his her their this that these those the".split())
_STATES = lists.words("statements", "states")
#: Words that a sentence begins with where no sign tells that another has ended: "need a kick I've only got a minute".
RUN_ON = frozenset("the i'm im i've ive we're we've i we my it's".split())
_BREAKS = frozenset(", . ! ? ; : so but because cause cuz".split())
_WISHES = lists.words("statements", "wishes")
_LEADING = _OPENINGS | _JOINS
_OPENED = _LEADING | {""}  # or what is used up
_ADVERBS = _OPENINGS | {"not"}
_STOPS = _BREAKS | _WISHES
_OWNING = frozenset("i've ive we've they've".split())
_BEGINNINGS = {"got", "have"} | _SELF | _PLANS | _DONE | _SUBJECTS | _OWNERS | _OWNING
#: Where a sentence ends that is no question, and what may stand before the wish that follows.
_HALTS = frozenset(", . ; - but and".split())
_BEFORE_WISH = frozenset("and but i i'm im just now really so still then".split())
_SEEMS = frozenset("sounds feels seems lacks".split())
_WORKS = lists.words("statements", "works")
_WHICH = frozenset("that which".split())
_STARTS = _LEADING | _BEGINNINGS | _WHEN | _BACKGROUND.by_first.keys()
_SPOKEN_OF = 6  # words that may stand between "my" and what is said of it


def tells(prompt: Prompt, at: int, end: int | None = None) -> bool:
    """Whether a story begins at a place: "my track", "it's for", "I'm cooking up", "the chorus feels empty"."""
    word = prompt.word(at)
    if word not in _STARTS and not word.endswith("ing"):
        return False
    at = prompt.after(at, _JOINS)
    if prompt.starts(at, _BACKGROUND):
        return True
    at = prompt.after(at, _LEADING)
    words = prompt.words
    if prompt.word(at) in _WHEN:  # "in my last song I used a harp"
        at = next((place for place in range(at + 2, at + 7) if prompt.word(place) in ("i", "we")), at)
    if not (prompt.word(at) in _BEGINNINGS or prompt.word(at).endswith("ing")):
        return False
    verb = at + 1 if prompt.word(at) in _SELF else at + 2 if prompt.word(at) in ("i", "we") else 0
    am = verb < at + 2 or prompt.word(at + 1) in ("am", "are", "was", "were")
    if verb > 0 and am:
        verb = prompt.after(verb, _ADVERBS)
        return is_doing(prompt, verb) or prompt.word(verb) in _PLANS
    if (
        prompt.word(at) in _PLANS
        or prompt.word(at) in _DONE
        or (is_doing(prompt, at) and not prompt.mention_at(at))
    ):
        return True
    if prompt.word(at) in _SUBJECTS:
        if prompt.word(at + 1) in _UNABLE:
            return prompt.word(at + 2) in _SKILLS
        verb = prompt.after(at + 1, {"just", "already", "finally", "only", "literally", "always", "usually"})
        return prompt.word(verb).isalpha() and prompt.word(verb) not in _WISHING
    if prompt.word(at) in _OWNING or owns_project(prompt, at):
        return True
    if prompt.word(at) == "got":
        return prompt.word(at + 1) in ("my", "our") or owns_project(prompt, at)
    if prompt.word(at) in _OWNERS:
        stop = min(at + 2 + _SPOKEN_OF, len(words) if end is None else end)
        return any(_is_verb(prompt, place) for place in range(at + 2, stop))
    return False


def owns_project(prompt: Prompt, at: int) -> bool:
    """Whether somebody tells at a place of what they work on: "got a beat that sounds empty, thinking congas"."""
    words = prompt.words
    if words[at] not in ("got", "have") or words[at + 1 : at + 2] not in (["a"], ["an"], ["this"], ["one"]):
        return False
    if _has_already(prompt, at):
        return True
    if not (_WORKS.intersection(words[at + 2 : at + 3]) and _WHICH.intersection(words[at + 3 : at + 4])):
        return False
    bound = next((place for place in range(at + 5, len(words)) if words[place] in _BREAKS), len(words))
    return bool(_SEEMS.intersection(words[at + 4 : at + 5])) and prompt.names_class_behind(bound)


def _has_already(prompt: Prompt, at: int) -> bool:
    """Whether somebody tells at a place of a sound that they have, and goes on to ask for another: "got a pad, need a kick"."""
    words = prompt.words
    stop = next((place for place in range(at, len(words)) if words[place] in _HALTS), 0)
    wish = prompt.after(stop + 1, _BEFORE_WISH) if stop else 0
    if not (stop and (prompt.word(wish) in _WISHES or prompt.taken[wish : wish + 1] == [True])):
        return False
    return any(prompt.names_class(place) for place in range(at, stop)) and prompt.names_class_behind(wish)


def opens_with_story(prompt: Prompt) -> bool:
    """Whether a prompt begins with a story, or with what is missing of something: "it sounds empty, maybe a choir"."""
    start = prompt.after(0, _OPENED)
    following = prompt.word(start + 1)
    lacks = prompt.word(start) in ("it", "everything") and (
        following in _SEEMS or (prompt.word(start) == "everything" and following in ("i", "we"))
    )
    return lacks or tells(prompt, prompt.after(0, {""}))


def is_told(prompt: Prompt, at: int) -> bool:
    """Whether a place stands in a story that the prompt does not end with: "my last nine beats", "I'm layering two sounds"."""
    words = prompt.words
    start = next((place + 1 for place in range(at - 1, -1, -1) if words[place] in _BREAKS), 0)
    start = next((place for place in range(at - 1, start, -1) if words[place] in RUN_ON), start)
    if _WISHES & set(words[start:at]) or not tells(prompt, start):
        return False
    stop = next((place for place in range(at, len(words)) if words[place] in _STOPS), len(words))
    return any(m.meaning.classes and not start <= m.start < stop for m in prompt.mentions)


def _is_verb(prompt: Prompt, at: int) -> bool:
    """Whether a word tells what somebody did or how something is: "my cat walked over the keyboard"."""
    word = prompt.word(at)
    return word in _STATES or (word.endswith("ed") and len(word) > 4 and not prompt.mentioned(at))


def is_doing(prompt: Prompt, at: int) -> bool:
    """Whether a word tells what somebody does, and not what they look for: "layering", "cooking"."""
    word = prompt.word(at)
    described = prompt.words[at : at + 2] == ["playing", "something"]  # "a flute, playing something sad"
    return word.endswith("ing") and len(word) > 4 and word not in _SEEKING | _NOUNS and not described


def within(places: Collection[tuple[int, int]], at: int) -> bool:
    """Whether a place lies in one of some stretches."""
    return bool(places) and any(start <= at < end for start, end in places)
