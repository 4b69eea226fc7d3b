"""Machines that are asked for like an instrument: "two 808s", "a fat 808 in F", "kick, snare, 808"."""

from collections.abc import Sequence

from bot.prompts.language import lists
from bot.prompts.language.prompt import Mention, Prompt

_DETERMINERS = frozenset("a an any more some that the this two three four".split())
#: Behind its name the machine only tells where something comes from.
_OF_IT = lists.words("turns", "counted") | lists.words("classes", "machine_made")
#: Before it, it tells what something else is like.
_LIKENING = frozenset("as by from in like of off on that's thats typical".split())
_COMPARING = frozenset("or versus vs".split())
_JOINING = frozenset("& + , and n plus".split())
_OPENING = frozenset(["", ":", "-", "("])
#: So many sounds make a list, the last of which may be a machine.
_LIST = 2


def alone(prompt: Prompt, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """The classes of the machines that are asked for as a sound of their own; none of the 808 of "808 snares"."""
    found = (m.meaning.alone for m in mentions if m.meaning.alone and _is_sound(prompt, m))
    return next(found, ())


def _is_sound(prompt: Prompt, mention: Mention) -> bool:
    """Whether a machine is meant by its name, and no sound that it makes besides."""
    end, several = mention.end, prompt.words[mention.end - 1].endswith("s")
    while (behind := prompt.mention_at(end)) and not behind.meaning.classes and not behind.meaning.kind:
        end = behind.end  # "808 distorted kick"
    if (behind and behind.meaning.classes) or prompt.word(end) in _OF_IT or prompt.word(end) in _COMPARING:
        return False
    start = mention.start
    while start and (prompt.words[start - 1] in _DETERMINERS or _describes(prompt, start - 1)):
        start -= 1
    before = prompt.words[start - 1] if start else ""
    if before in _LIKENING:
        return False
    others = [m for m in prompt.open_mentions() if m.meaning.classes]
    if not others:
        return several or len(prompt.words) > 1  # "808" by itself may be any of its sounds
    if before in _JOINING:
        return before != "," or several or len(others) >= _LIST
    opens = before in _OPENING or several or prompt.words[start] in ("a", "an")
    return opens and prompt.word(end) in _JOINING


def _describes(prompt: Prompt, at: int) -> bool:
    """Whether an adjective or a genre stands at a place."""
    return any(
        m.start <= at < m.end and not m.meaning.classes and (m.meaning.quality or m.meaning.genre)
        for m in prompt.mentions
    )
