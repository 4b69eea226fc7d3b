"""Turns that change nothing but a measure of the last request: "half that", "fewer", "double the tempo"."""

from dataclasses import replace

from bot.prompts.language import lists
from bot.prompts.language.prompt import Prompt
from bot.prompts.measures.bounds import middle
from bot.prompts.measures.counts import MOST
from bot.prompts.requests.reading import Parts
from retrieval_core.request import Request

#: Words that scale what was asked for: how many, how fast, how long.
_SCALES = {2.0: frozenset("double doubletime twice".split()), 0.5: frozenset("half halftime halve".split())}
_FEWER = frozenset("fewer less".split())
_TEMPO = frozenset("bpm doubletime fast halftime quick slow speed tempo time".split())
_LENGTH = frozenset("duration length long short".split())
#: What is told against a scale: "half as slow" is twice as fast.
_AGAINST = frozenset(["slow", "short"])
_TELLING = lists.words("scales", "telling")
_MEASURES = _TELLING | lists.words("scales", "measures")


def rescaled(prompt: Prompt, parts: Parts, context: Request) -> Request | None:
    """The last request with more or fewer samples, at another tempo, or of another length; None if the prompt says more than that.

    A turn such as "dial it back" or "both" leaves all as it was.
    """
    words = {word for word in prompt.words if word.isalnum()}
    if _TELLING.isdisjoint(words) or not words <= _MEASURES | _TEMPO | _LENGTH:
        return None
    by = next((by for by, said in _SCALES.items() if said & words), 0.5 if _FEWER & words else 1.0)
    counts = not words.isdisjoint(("amount", "many", "number"))
    scale = 1 / by if _AGAINST & words else by
    if context.tempo and by != 1 and not (counts or _FEWER & words or _LENGTH & words):
        tempo = scale * middle(context.tempo)
        return replace(context, tempo=(tempo - 2, tempo + 2), skip=(), intent="find")
    told = _LENGTH & words or (by != 1 and not (counts or _FEWER & words) and context.k == Request().k)
    if context.duration and told:
        low, high = (bound and round(bound * scale, 4) for bound in context.duration)
        return replace(context, duration=(low, high), skip=(), intent="find")
    if parts.constrains or words & (_TEMPO | _LENGTH):
        return None
    return replace(context, k=min(MOST, max(1, int(context.k * by))), skip=(), intent="find")
