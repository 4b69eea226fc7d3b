"""Machines that are asked for like an instrument: "two 808s", "a fat 808 in F", "kick, snare, 808"."""

from collections.abc import Sequence

from bot.prompts.language import lists
from bot.prompts.language.prompt import Mention, Prompt

_DETERMINERS = frozenset("a an any more some that the this two three four".split())
#: Behind its name the machine only tells where something comes from.
_OF_IT = lists.words("turns", "counted") | lists.words("classes", "machine_made")
_JOINING = frozenset("& + , and n plus".split())


def alone(prompt: Prompt, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """The classes of the machines that are asked for as a sound of their own; none of the 808 of "808 snares"."""
    found = (m.meaning.alone for m in mentions if m.meaning.alone and _is_sound(prompt, m))
    return next(found, ())


def _is_sound(prompt: Prompt, mention: Mention) -> bool:
    """Whether a machine is meant by its name, and no sound that it makes besides."""
    if prompt.word(mention.end) in _OF_IT or prompt.names_class(mention.end):
        return False
    if any(m.meaning.classes for m in prompt.open_mentions()):
        before = prompt.word(prompt.before(mention.start, _DETERMINERS) - 1)
        return before in _JOINING or prompt.word(mention.end) in _JOINING
    # "808" by itself may be any of its sounds.
    return len(prompt.words) > 1 or prompt.words[mention.start].endswith("s")
