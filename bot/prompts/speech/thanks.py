"""Thanks: what is nothing else, and what goes before another wish."""

from bot.prompts.language import lists
from bot.prompts.language.prompt import Prompt
from bot.prompts.speech.talk import BOUNDS, INTERJECTIONS

_GRATITUDE = lists.phrases("thanks", "gratitude")
_LESS = lists.words("thanks", "less")
_PRAISED = lists.words("thanks", "praised")
_EXACTLY = lists.Phrases("exactly the, exactly like, exactly how, exactly my")
_GOT = frozenset("wanted needed after imagined asked meant".split())
_WORKS = lists.words("address", "works")
#: How hits are pointed at.
_HITS = lists.words("thanks", "hits")


def is_thanks(prompt: Prompt, wishes: bool, remarks: bool) -> bool:
    """Whether a prompt thanks or praises: "cheers, that saved my evening", "thank you for the kicks", "the second one is perfect".

    `wishes` says that something is asked for or understood, `remarks` that it is no wish after all.
    """
    words = prompt.words
    if not _GRATITUDE.by_first.keys().isdisjoint(words):
        end = next((end for at in range(len(words)) if (end := _GRATITUDE.end(words, at))), 0)
        end += words[end : end + 1] == ["again"]
        received = words[end : end + 1] == ["for"] and words[end + 1 : end + 2] != ["a"]
        if end and (remarks or not wishes or received):
            return True
    if not remarks or _PRAISED.isdisjoint(words):
        return False
    start = prompt.after(0, INTERJECTIONS)
    start += words[start : start + 1] == ["the"]
    if not _WORKS.isdisjoint(words[start + 1 : start + 2]):
        return False  # "that beat was fire" is said to somebody
    if _is_likened(prompt):
        return False
    return not _HITS.isdisjoint(words[start : start + 1]) and _LESS.isdisjoint(words)


def _is_likened(prompt: Prompt) -> bool:
    """Whether a hit is likened to something of the world: "that's exactly the door of my grandma" thanks for nothing."""
    words = prompt.words
    alike = any(_EXACTLY.end(words, at) for at, word in enumerate(words) if word == "exactly")
    return alike and _GOT.isdisjoint(words) and any(m.meaning.classes for m in prompt.mentions)


def drop_gratitude(prompt: Prompt) -> bool:
    """Take what somebody is thankful for off before another wish, if there is one: "thanks for the hats, now a ride"."""
    words = prompt.words
    if "for" not in words or _GRATITUDE.by_first.keys().isdisjoint(words):
        return False
    end = _GRATITUDE.end(words, prompt.after(0, INTERJECTIONS))
    if not end or words[end : end + 1] != ["for"]:
        return False
    stop = next((at for at in range(end, len(words)) if words[at] in BOUNDS or words[at] == "now"), 0)
    goes_on = stop > 0 and prompt.names_class_behind(stop)
    if goes_on:
        prompt.take(0, stop + 1)
    return goes_on
