"""A mode that is a key of its own, "in minor", and not a word for how something is: "minor fills"."""

from bot.prompts.language import lists
from bot.prompts.language.prompt import Prompt
from bot.prompts.measures import denials
from bot.prompts.speech.scopes import DETERMINERS

#: What makes a key of a mode, and what may stand before one that a loop is in: "give me minor loops".
_SCALE = frozenset("key keys mode scale scales tonality".split())
BEFORE_MODE = DETERMINERS | lists.words("keys", "before_mode")
_GOING_ON = lists.words("keys", "going_on")
BESIDE = lists.words("keys", "beside")


def mode_alone(prompt: Prompt, at: int, loops: bool) -> tuple[int, int] | None:
    """Where a mode begins and ends that is a key of its own: "in minor", "a minor key", and of loops "minor loops", "loops, not minor".

    One that tells how something else is, is none: "minor fills", "ursa minor", "in major demand".
    """
    if not any(m.start <= at < m.end and m.meaning.quality for m in prompt.open_mentions()):
        return None
    end, start = at + 1, prompt.before(at, {"a", "the", "in"})
    if prompt.word(end) in _SCALE and (
        not prompt.names_class(end) or prompt.names_class_before(end) or (loops and "only" in prompt.words)
    ):
        return start, prompt.after(end, _SCALE)
    if "in" in prompt.words[start:at]:
        return (start, end) if closing(prompt, end) else None
    before, named = prompt.word(at - 1), prompt.mention_at(end)
    if named:
        free = not before.isalpha() or before in BEFORE_MODE or prompt.mentioned(at - 1)
        form = named if named.meaning.kind else prompt.mention_at(named.end)
        return (at, end) if loops and free and form and form.meaning.kind else None
    refused = denials.refusing(prompt, at)
    if refused and not _SCALE.isdisjoint(prompt.words[refused[0] : at]):
        return at, end  # "any key but minor"
    behind = prompt.before(refused[0] if refused else at, {",", "but"})
    others = (word for place, word in enumerate(prompt.words) if place != at and word.isalnum())
    alone = (
        prompt.mentioned(behind - 1)
        or BESIDE.issuperset(others)
        or (refused and not prompt.word(refused[0] - 1).isalpha())
    )
    return (at, end) if (loops or refused) and closing(prompt, end) and alone else None


def closing(prompt: Prompt, at: int) -> bool:
    """Whether what is said of a limit ends at a place: there is a sign, a number, a sound, or a word that goes on."""
    word = prompt.word(at)
    return not word[:1].isalpha() or word in _GOING_ON or prompt.names_class(at)
