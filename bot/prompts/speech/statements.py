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
_SUBJECTS = frozenset("i we he she they you".split())
_OWNERS = frozenset("my our his her their this that these those the".split())
_STATES = lists.words("statements", "states")
_SPOKEN_OF = 6  # words that may stand between "my" and what is said of it
#: Where a sentence ends that is no question, and what may stand before the wish that follows.
_HALTS = frozenset(", . ; - but and".split())
_BEFORE_WISH = frozenset("and but i i'm im just now really so still then".split())
_WISHING = lists.words("statements", "wishing")
#: Words that a sentence begins with where no sign tells that another has ended: "need a kick I've only got a minute".
RUN_ON = frozenset("the i'm im i've ive we're we've i we my it's".split())
_BREAKS = frozenset(", . ! ? ; : so but because cause cuz".split())
_WISHES = lists.words("statements", "wishes")
_LEADING = _OPENINGS | _JOINS
_ADVERBS = _OPENINGS | {"not"}
_STOPS = _BREAKS | _WISHES
_OWNING = frozenset("i've ive we've they've".split())
_STARTS = (
    {"got"} | _OWNERS | _LEADING | _SELF | _PLANS | _DONE | _SUBJECTS | _OWNING | _BACKGROUND.by_first.keys()
)


def tells(prompt: Prompt, at: int) -> bool:
    """Whether a story begins at a place: "my track", "it's for", "I'm cooking up", "finished a beat"."""
    if prompt.word(at) not in _STARTS and not prompt.word(at).endswith("ing"):
        return False
    at = prompt.after(at, _JOINS)
    if prompt.starts(at, _BACKGROUND):
        return True
    at = prompt.after(at, _LEADING)
    word = prompt.word(at)
    is_person = word in ("i", "we")
    if word in _SELF or (is_person and prompt.word(at + 1) in ("am", "are", "was", "were")):
        verb = prompt.after(at + 1 + is_person, _ADVERBS)
        return is_doing(prompt, verb) or prompt.word(verb) in _PLANS
    if word in _SUBJECTS:
        verb = prompt.after(at + 1, _OPENINGS)
        return prompt.word(verb).isalpha() and prompt.word(verb) not in _WISHING
    if word in _OWNERS:
        return any(_is_verb(prompt, place) for place in range(at + 2, at + 2 + _SPOKEN_OF))
    told = word in _PLANS or word in _DONE or word in _OWNING or has_already(prompt, at)
    return told or (is_doing(prompt, at) and not prompt.mention_at(at))


def has_already(prompt: Prompt, at: int) -> bool:
    """Whether somebody tells at a place of a sound that they have, and goes on to ask for another: "got a pad, need a kick"."""
    words = prompt.words
    stop = next((place for place in range(at, len(words)) if words[place] in _HALTS), 0)
    if not stop or words[at] != "got" or prompt.word(at + 1) not in ("a", "an"):
        return False
    wish = prompt.after(stop + 1, _BEFORE_WISH)
    asks = prompt.word(wish) in _WISHES or prompt.taken[wish : wish + 1] == [True]
    return asks and any(map(prompt.names_class, range(at, stop))) and prompt.names_class_behind(wish)


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
    return word.endswith("ing") and word not in _SEEKING | _NOUNS


def within(places: Collection[tuple[int, int]], at: int) -> bool:
    """Whether a place lies in one of some stretches."""
    return bool(places) and any(start <= at < end for start, end in places)
