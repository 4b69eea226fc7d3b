"""The sounds that a prompt names, with their places in it, for what is to be told of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress, pairwise

import numpy as np

from bot.prompts.language.lexicon import LOOPED
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.vocabulary import lexicon
from bot.prompts.sounds import complaints
from bot.prompts.sounds.classes import PROJECTS
from bot.prompts.sounds.senses import means_other
from bot.prompts.speech import refusals
from retrieval_core.request import Kind

_ALONE = frozenset("just only".split())


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
    complains = complaints.take(prompt) is not None
    kept = [not (complains and taken) for taken in prompt.taken]
    for at, (word, following) in enumerate(pairwise(prompt.words)):
        if word == "but" and following in _ALONE:
            kept[at] = False  # "drums, but only the snare" refuses no snare
    idle = {place for at in range(len(prompt.words)) for place in range(at, refusals.idle(prompt, at))}
    sizes = ((len(word) + 1) * stays for word, stays in zip(prompt.words, kept, strict=True))
    starts = np.cumsum([0, *sizes]).tolist()
    names = [
        m
        for m in prompt.mentions
        if kept[m.start]
        and m.start not in idle  # "no strings attached"
        and (m.meaning.classes or m.meaning.kind)
        and not means_other(prompt, m)
    ]
    parts = {m.start: m.meaning.classes for m in names}
    # Of "drum machine clap" the first part describes the second; "hats for my beat" asks for no beat.
    heads = [m for m in names if not (parts.get(m.end) and _holds(m.meaning.classes, parts[m.end]))]
    heads = [m for m in heads if " ".join(prompt.words[m.start : m.end]) not in PROJECTS] or heads
    forms = {m.start: m for m in heads if not m.meaning.classes}
    # "A piano loop" is one sound.
    sounds = [(m, forms.pop(m.end, m) if m.meaning.classes else m) for m in heads]
    sounds = [(m, last) for m, last in sounds if m.meaning.classes or m.start in forms]
    return Named(
        " ".join(compress(prompt.words, kept)),
        tuple((starts[m.start], starts[last.end] - 1) for m, last in sounds),
        tuple(m.meaning.classes for m, _ in sounds),
        tuple(last.meaning.kind or _looped(m.meaning.classes) for m, last in sounds),
    )


def _looped(ids: Sequence[str]) -> Kind | None:
    """The form of a class: a break is a loop of drums."""
    return "loop" if LOOPED.keys() & set(ids) else None


def _holds(families: Sequence[str], ids: Sequence[str]) -> bool:
    """Whether classes are all of the families that others are."""
    taxonomy = lexicon().taxonomy
    return all(id in taxonomy.classes and taxonomy.coarse_of(id) in families for id in ids)
