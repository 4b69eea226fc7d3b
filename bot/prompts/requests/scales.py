"""Turns that change nothing but a measure of the last request: "half that", "fewer", "double the tempo"."""

from dataclasses import replace
from itertools import pairwise

from bot.prompts.language import lists
from bot.prompts.language.numerals import WORDS
from bot.prompts.language.prompt import Prompt
from bot.prompts.measures.bounds import middle
from bot.prompts.measures.counts import MOST
from bot.prompts.requests.reading import Parts
from retrieval_core.request import Request

#: Words that scale what was asked for, and those that scale how many are wanted.
_SCALES = {2.0: frozenset("double doubletime twice".split()), 0.5: frozenset("half halftime halve".split())}
_COUNTED = frozenset("amount fewer many number".split())
_FEW = frozenset(["fewer", "less", "many"])
_LESS = frozenset(["less", "fewer"])
_TEMPO = frozenset("tempo bpm speed time halftime doubletime".split())
#: "Twice as fast", "half as slow": what a scale is of, and whether that goes with it or against it.
_PACES = {"fast": 1, "quick": 1, "slow": -1}
_LENGTHS = {"long": 1, "length": 1, "duration": 1, "short": -1}
_TELLING = lists.words("scales", "telling")
_MEASURES = _TELLING | lists.words("scales", "measures")
#: "A bit less", "too much".
_EASED = frozenset(["less", "much"])
_EASING = lists.words("scales", "easing")


def eased(prompt: Prompt, context: Request) -> str:
    """What a turn asks for that says no more than that it is too much, of what the last one was to be like: "a bit less", after a boomy kick."""
    words = {*prompt.words}
    much = "much" in words and not words.isdisjoint(("too", "not", "bit"))
    if words.isdisjoint(_EASED) or not (much or "less" in words) or not words <= _EASING | _EASED:
        return ""
    compared = [word for word, _ in context.beyond if word in context.qualities]
    return f"less {[*context.qualities, *compared][-1]}" if context.qualities else ""


def rescaled(prompt: Prompt, parts: Parts, context: Request) -> Request | None:
    """The last request with more or fewer samples, at another tempo, or of another length; None if the prompt says more than that.

    A turn such as "dial it back" or "both" leaves all as it was.
    """
    words = {word for word in prompt.words if word.isalnum()}
    if _TELLING.isdisjoint(words):
        return None
    by = next((by for by, said in _SCALES.items() if said & words), 0.0)
    pace = 1 if _TEMPO & words else next((way for word, way in _PACES.items() if word in words), 0)
    long = next((way for word, way in _LENGTHS.items() if word in words), 0)
    plain = not (pace or long or parts.constrains) and words <= _MEASURES - _COUNTED  # "double that"
    by = 0.0 if parts.classes else by
    if by and context.tempo and (pace or plain):
        tempo = by ** (pace or 1) * middle(context.tempo)
        return replace(context, tempo=(tempo - 2, tempo + 2), skip=(), intent="find")
    if by and context.duration and (long or plain):
        low, high = (bound and round(bound * by ** (long or 1), 4) for bound in context.duration)
        return replace(context, duration=(low, high), skip=(), intent="find")
    fewer = next((number for number, less in pairwise(prompt.words) if less in _LESS and _value(number)), "")
    if parts.constrains or not words <= _MEASURES | {fewer} or (parts.k is not None and not fewer):
        return None
    by = by or (0.5 if _FEW & words else 1.0)
    k = context.k - _value(fewer) if fewer else int(context.k * by)
    return replace(context, k=min(MOST, max(1, k)), skip=(), intent="find")


def _value(word: str) -> int:
    """A number of one word: "2", "two"; 0 where it is none."""
    return int(word) if word.isdecimal() else WORDS.get(word, 0)
