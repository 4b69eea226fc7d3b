"""A mode that is a key of its own, "in minor", and not a word for how something is: "minor fills"."""

from bot.prompts.language import lists
from bot.prompts.language.numerals import number
from bot.prompts.language.prompt import Prompt
from bot.prompts.measures import denials
from bot.prompts.measures.bounds import BETWEEN, LONGEST, bound_before
from bot.prompts.speech import refusals
from bot.prompts.speech.scopes import DETERMINERS

#: What makes a key of a mode, and what may stand before one that a loop is in: "give me minor loops".
_SCALE = frozenset("key keys mode scale scales tonality".split())
BEFORE_MODE = DETERMINERS | lists.words("keys", "before_mode")
_GOING_ON = lists.words("keys", "going_on")
#: Before the number of a limit.
_LABELS = BETWEEN | frozenset("bpm duration from length tempo".split())
BESIDE = lists.words("keys", "beside")


def mode_alone(prompt: Prompt, at: int, loops: bool) -> tuple[int, int] | None:
    """Where a mode begins and ends that is a key of its own: "in minor", "a minor key", and of loops "minor loops", "loops, not minor".

    One that tells how something else is, is none: "minor fills", "ursa minor", "in major demand".
    """
    said = next((m for m in prompt.open_mentions() if m.start <= at < m.end), None)
    if not said or not said.meaning.quality or said.meaning.quality.measure != "mode":
        return None
    end = at + 1
    start = prompt.before(at, {"a", "the", "in"})
    scaled = prompt.after(end, _SCALE) if prompt.word(end) in _SCALE else 0
    if scaled and (not prompt.names_class(end) or prompt.names_class_before(end)):
        return start, scaled
    if "in" in prompt.words[start:at]:
        return (start, end) if closing(prompt, end) else None
    named = prompt.mention_at(end)
    before = prompt.word(at - 1)
    free = not before.isalpha() or before in BEFORE_MODE or _is_adjective(prompt, at - 1)
    form = named if named and named.meaning.kind else named and prompt.mention_at(named.end)
    if loops and free and form and form.meaning.kind and (form is named or not form.meaning.classes):
        return at, end
    refused = denials.refusing(prompt, at)
    if refused and not _SCALE.isdisjoint(prompt.words[refused[0] : at]):
        return at, end  # "any key but minor"
    behind = prompt.before(refused[0] if refused else at, {",", "but"})
    sound = any(m.end == behind and (m.meaning.classes or m.meaning.kind) for m in prompt.open_mentions())
    others = (word for place, word in enumerate(prompt.words) if place != at and word.isalnum())
    closes = closing(prompt, end) and not named
    return (at, end) if loops and closes and (sound or BESIDE.issuperset(others)) else None


def closing(prompt: Prompt, at: int) -> bool:
    """Whether what is said of a limit ends at a place: there is a sign, a number, a sound, a word that goes on, or another limit."""
    word = prompt.word(at)
    sound = prompt.names_class(at) or any(m.start == at and m.meaning.kind for m in prompt.open_mentions())
    return not word[:1].isalpha() or word in _GOING_ON or sound or limiting(prompt, at)


def limiting(prompt: Prompt, at: int) -> bool:
    """Whether a limit or a refused sound begins at a place: "no longer than 2 s", "between 2 and 5 s", "bpm 90", "without drums"."""
    if prompt.word(at) in _LABELS:
        return number(prompt, prompt.after(at + 1, {":", "="})) is not None
    refused = refusals.cue(prompt, at)
    if refused and prompt.names_class(refused):
        return True
    numbers = (place for place in range(at + 1, at + 1 + LONGEST) if number(prompt, place))
    return any(bound_before(prompt, place)[1] == at for place in numbers)


def _is_adjective(prompt: Prompt, at: int) -> bool:
    return any(m.start <= at < m.end and m.meaning.quality and not m.meaning.classes for m in prompt.mentions)
