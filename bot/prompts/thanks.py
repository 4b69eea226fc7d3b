"""Thanks: what is nothing else, and what goes before another wish."""

from bot.prompts import lists
from bot.prompts.prompt import Prompt
from bot.prompts.talk import BOUNDS, INTERJECTIONS, POINTING, SMALL

_GRATITUDE = lists.phrases("thanks", "gratitude")
_LESS = lists.words("thanks", "less")
#: "A kick that is deep" praises none.
_RELATIVE = frozenset("that which what who".split())
_PRAISED = lists.words("thanks", "praised")


def is_thanks(prompt: Prompt, understood: bool, asks: bool) -> bool:
    """Whether a prompt thanks: "cheers, that saved my evening", "thank you for the kicks", "got it, thanks".

    What was understood of it asks for something, unless it is what somebody is thankful for; `asks` says that something
    is asked for in so many words.
    """
    words = prompt.words
    if _GRATITUDE.by_first.keys().isdisjoint(words):
        return False
    if end := _GRATITUDE.end(words, prompt.after(0, INTERJECTIONS)):
        if understood and not asks and words[end : end + 1] != [] and words[end] in POINTING:
            rest = words[end:-1]  # "thx the snare is exactly right"
            return not _PRAISED.isdisjoint(rest) and _LESS.isdisjoint(rest)
        return not understood or (words[end : end + 1] == ["for"] and words[end + 1 : end + 2] != ["a"])
    last = len(words) - 1
    while last > 0 and words[last] in SMALL and not _GRATITUDE.end(words, last):
        last -= 1
    start = next((at for at in range(max(0, last - 1), last + 1) if _GRATITUDE.end(words, at)), 0)
    praised = any(
        word in _PRAISED and words[max(0, at - 1)] not in _RELATIVE for at, word in enumerate(words[:start])
    )
    return praised and not asks and not {"need", "want", "but", "now"} & set(words)


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
