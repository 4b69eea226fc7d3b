"""The sounds that a prompt names, with their places in it, for what is to be told of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from bot.prompts.language.lexicon import LOOPED
from bot.prompts.language.prompt import Prompt
from bot.prompts.sounds import complaints
from bot.prompts.sounds.classes import PROJECTS
from bot.prompts.sounds.senses import means_other
from retrieval_core.request import Kind


@dataclass(frozen=True, slots=True)
class Named:
    """The sounds that a prompt names: its words as they are understood, and of each name where it stands, its classes and its form.

    "Loops" has a form alone.
    """

    text: str
    spans: tuple[tuple[int, int], ...]
    classes: tuple[tuple[str, ...], ...]
    kinds: tuple[Kind | None, ...]


def named(text: str) -> Named:
    """The names of classes in a prompt, typos corrected; without what a project is called, unless nothing else is named, and without
    what is said in a complaint.

    >>> named("no snairs, claps!").text, named("no snairs, claps!").spans
    ('no snare , claps !', ((3, 8), (11, 16)))
    """
    prompt = Prompt.read(text)
    if complaints.take(prompt) is not None:
        prompt = Prompt.plain(" ".join(prompt.words[at] for at in prompt.free()))
    starts = list(accumulate((len(word) + 1 for word in prompt.words), initial=0))
    names = [
        m for m in prompt.mentions if (m.meaning.classes or m.meaning.kind) and not means_other(prompt, m)
    ]
    # "Hats for my beat" asks for no beat.
    names = [m for m in names if " ".join(prompt.words[m.start : m.end]) not in PROJECTS] or names
    forms = {m.start: m for m in names if not m.meaning.classes}
    # "A piano loop" is one sound.
    sounds = [(m, forms.pop(m.end, m) if m.meaning.classes else m) for m in names]
    sounds = [(m, last) for m, last in sounds if m.meaning.classes or m.start in forms]
    return Named(
        " ".join(prompt.words),
        tuple((starts[m.start], starts[last.end] - 1) for m, last in sounds),
        tuple(m.meaning.classes for m, _ in sounds),
        tuple(last.meaning.kind or _looped(m.meaning.classes) for m, last in sounds),
    )


def _looped(ids: Sequence[str]) -> Kind | None:
    """The form of a class: a break is a loop of drums."""
    return "loop" if LOOPED.keys() & set(ids) else None
