"""Questions that a number or a fact answers: "how many kicks do you have", "what's the tempo of the second one"."""

import re
from collections.abc import Iterator

from bot.prompts import lists
from bot.prompts.prompt import Prompt
from bot.prompts.references import rank_at

_HOW_MANY = re.compile(r"\W*(?:(?:and|hey|hi|ok|okay|so|well)\W+)*how many\b", re.IGNORECASE)
#: What stands between "how many" and a change of what was asked for: "how many of those are loops".
_OF_THOSE = re.compile(r"\s*of (?:them|these|those|it)(?: all)? (?:are|have|is)\b", re.IGNORECASE)
_SELVES, _OTHERS = frozenset("i we".split()), frozenset("anyone one people they you".split())
_ASKED = lists.phrases("questions", "asked")
_FACTS = lists.words("questions", "facts")
_SHOWN = lists.words("questions", "shown")
_SIGNS = frozenset(", . ! ; -".split())


def counted(text: str) -> Iterator[str]:
    """What a prompt asks the number of, in the ways to ask for it itself; nothing where it asks for no number.

    >>> [*counted("so, how many kicks do you have?")], [*counted("no matter how many kicks")]
    (['which kicks do you have?'], [])
    """
    asked = _HOW_MANY.match(text)
    rest = text[asked.end() :] if asked else ""
    if rest and _SELVES.isdisjoint(rest.casefold().split()):
        yield f"which{rest}"
        if _OTHERS.isdisjoint(rest.casefold().split()):
            yield _OF_THOSE.sub("", rest).strip()


def asks_about_hits(prompt: Prompt) -> bool:
    """Whether a prompt asks what is known of what was shown last: "how long is it", "the third is great, what key is it in?"."""
    last = max((at + 1 for at, word in enumerate(prompt.words[:-1]) if word in _SIGNS), default=0)
    at = next((at for at in (0, last) if _ASKED.end(prompt.words, at)), None)
    if at is None or _FACTS.isdisjoint(prompt.words[at : at + 6]) or (at and prompt.names_class_before(at)):
        return False
    return not _SHOWN.isdisjoint(prompt.words[at:]) or rank_asked(prompt) is not None


def rank_asked(prompt: Prompt) -> int | None:
    """The rank of the hit that a question is about, None where it is about all of them."""
    places = (at for at in range(len(prompt.words)) if prompt.word(at - 1) in ("the", "#", "number", "of"))
    return next((found[0] for at in places if (found := rank_at(prompt, at))), None)
