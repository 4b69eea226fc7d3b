"""Turns that change nothing but a measure of the last request: "half that", "fewer", "double the tempo"."""

from dataclasses import replace

from bot.prompts import lists
from bot.prompts.counts import MOST
from bot.prompts.grammar import Parts
from bot.prompts.prompt import Prompt
from retrieval_core.request import Request

#: Words that scale how many are wanted.
_SCALES = {2.0: frozenset("double twice".split()), 0.5: frozenset("half halve fewer many".split())}
_TEMPO = frozenset("tempo bpm speed".split())
#: "Twice as fast", "half as slow": what a scale is of, and whether the tempo goes with it or against it.
_PACES = {"fast": 1, "quick": 1, "slow": -1}
_TELLING = lists.words("scales", "telling")
_MEASURES = _TELLING | lists.words("scales", "measures")


def rescaled(prompt: Prompt, parts: Parts, context: Request) -> Request | None:
    """The last request with more or fewer samples, or at another tempo; None if the prompt says more than that.

    A turn such as "dial it back" or "both" leaves all as it was.
    """
    words = {word for word in prompt.words if word.isalnum()}
    by = next((by for by, said in _SCALES.items() if said & words), 0.0)
    way = 1 if _TEMPO & words else next((way for pace, way in _PACES.items() if pace in words), 0)
    if by and way and context.tempo and not parts.classes:
        low, high = context.tempo
        middle = by**way * ((low or high or 0) + (high or low or 0)) / 2
        return replace(context, tempo=(middle - 2, middle + 2), skip=(), intent="find")
    if parts.constrains or parts.k is not None or _TELLING.isdisjoint(words) or not words <= _MEASURES:
        return None
    return replace(context, k=min(MOST, max(1, int(context.k * (by or 1)))), skip=(), intent="find")
