"""Noises of the world that no class is named by: what makes them tells them, as in "keys dropped on a table", "an old clock"."""

from collections.abc import Iterable

from bot.prompts import lists
from bot.prompts.lexicon import EVERYDAY
from bot.prompts.prompt import Prompt
from retrieval_core.wording import plural

_OWNERS = frozenset("my your our his her their this that these those the".split())
_GENERIC = lists.words("everyday", "generic")
_ENDS = lists.words("everyday", "ends")


def _inflected(verbs: Iterable[str]) -> frozenset[str]:
    """Verbs in all forms that they may have, and some that none has: "drip" as "dripping", "scrape" as "scraping"."""
    stems = {stem for verb in verbs for stem in (verb, verb + verb[-1], verb.removesuffix("e"))}
    return frozenset([*verbs, *map(plural, verbs), *(stem + end for stem in stems for end in ("ing", "ed"))])


THINGS = lists.words("everyday", "things")
THINGS |= {plural(word) for word in THINGS}
_NOISES = _inflected(lists.words("everyday", "noises"))
_HEADS = lists.words("everyday", "heads") | {plural(word) for word in lists.words("everyday", "heads")}
PLACES = lists.words("everyday", "places")
_VOICES = lists.words("everyday", "voices")
_CLASSES = (
    dict.fromkeys(THINGS | _HEADS, EVERYDAY)
    | dict.fromkeys(_VOICES, "vocal")
    | dict.fromkeys(PLACES, "texture")
)
_WORLD = _CLASSES.keys() | PLACES


def noise(prompt: Prompt, places: list[int]) -> tuple[str, ...]:
    """The class of the real noise or the place that the words at some places ask for; none if that is nothing of the kind.

    A thing and what it does make a noise, in any order; one of them alone has to be all that is asked for.
    """
    if _WORLD.isdisjoint(prompt.words):
        return ()
    made = {at for at in places if prompt.word(at) in THINGS}
    done = {at for at in places if prompt.word(at) in _NOISES}
    if made and done and len(made | done) > 1:  # "a wooden knock" may well be a drum
        return (EVERYDAY,)
    head = _CLASSES.get(_head(prompt, places))
    return (head,) if head else ()


def _head(prompt: Prompt, places: list[int]) -> str:
    """The noun of what is asked for: the clock of "the sound of an old clock, slow"; "" where it is known, or somebody's."""
    head = -1
    for at in places:
        word = prompt.words[at]
        if head >= 0 and (word in _ENDS or not prompt.words[at - 1].isalnum()):
            break
        if head >= 0 and prompt.words[head] in THINGS and word.endswith(("ing", "ed")):
            break  # "a plane taking off"
        if head >= 0 and word == "of":
            break  # "a sigh of relief", but not "the sound of a clock"
        if word.isalpha() and not (word == "of" or word in _GENERIC or word.endswith("ly")):
            head = at
    mention = next((m for m in prompt.open_mentions() if m.start <= head < m.end), None)
    known = head < 0 or (mention and (mention.meaning.says or mention.meaning.genre))
    owned = not _OWNERS.isdisjoint(prompt.words[max(0, head - 2) : max(0, head)])
    return "" if known or owned else prompt.words[head]
