"""The words of a prompt around each of its sounds, and what is told in them."""

import itertools
from collections.abc import Sequence

from bot.prompts.language.lexicon import Meaning
from bot.prompts.language.numerals import WORDS
from bot.prompts.language.prompt import Mention, Prompt
from bot.prompts.language.vocabulary import ARTICLES
from bot.prompts.requests.grammar import parse
from bot.prompts.several.varieties import JOINING
from retrieval_core.request import Request

COUNTING = ARTICLES | WORDS.keys()


def heading(prompt: Prompt) -> Request:
    """What is told of all sounds in front of them: the tempo of "90 bpm: drum loop, piano loop"."""
    end = _heading(prompt)
    return parse(" ".join(prompt.words[:end])) if end else Request()


def _heading(prompt: Prompt) -> int:
    """Where a colon stands behind what is told of all sounds; 0 where none does."""
    end = prompt.words.index(":") if ":" in prompt.words else 0
    return end if prompt.names_class_behind(end) and not prompt.names_class_before(end) else 0


def pieces_of(prompt: Prompt, wanted: set[str]) -> list[list[str]]:
    """The words around each sound that is wanted, from one "and", comma or number to the next."""
    sounds = [
        m
        for m in prompt.mentions
        if not wanted.isdisjoint(m.meaning.classes)
        or (m.meaning.alone and wanted.issuperset(m.meaning.alone))
    ]
    head = _heading(prompt)
    ends, starts = [], [head + 1 if head else 0]
    for first, second in itertools.pairwise(sounds):
        joints = [at for at in range(first.end, second.start) if prompt.words[at] in JOINING]
        numbers = [at for at in range(first.end, second.start) if prompt.words[at].isdigit()]
        numbers += [first.end] if prompt.words[first.end] in COUNTING else []  # "two hats a kick"
        begin = _begin(prompt, second)
        # "Kick snare hat", "dark kick bright snare"; a door's squeak is one noise.
        beside = begin == second.start and first.meaning.classes != second.meaning.classes
        rows = begin == first.end and (beside or _begin(prompt, first) < first.start)
        if joints or numbers or rows:
            ends.append((joints or numbers or [begin])[-1])
            starts.append(ends[-1] + bool(joints))
    return [prompt.words[start:end] for start, end in zip(starts, [*ends, len(prompt.words)], strict=True)]


def _begin(prompt: Prompt, sound: Mention) -> int:
    """Where the adjectives before a sound begin; where it does itself if there are none."""
    at = sound.start
    while before := next(
        (m for m in prompt.mentions if m.end == at and m.meaning.quality and not m.meaning.classes), None
    ):
        at = before.start
    return at


def _pairs(piece: Sequence[str]) -> list[tuple[Meaning, Meaning]]:
    """What phrases mean that stand side by side."""
    mentions = itertools.pairwise(Prompt.plain(" ".join(piece)).mentions)
    return [(first.meaning, second.meaning) for first, second in mentions if first.end == second.start]


def is_described(piece: Sequence[str]) -> bool:
    """Whether an adjective stands before a sound: "a long crash"; not so "a crash that is long"."""
    return any(one.quality and not one.classes and other.classes for one, other in _pairs(piece))


def is_limited(piece: Sequence[str]) -> bool:
    """Whether a tempo, a key or a length is told behind a sound: "kicks under 1 s"."""
    sounds = [m for m in Prompt.plain(" ".join(piece)).mentions if m.meaning.classes]
    wish = parse(" ".join(piece[sounds[0].start :])) if sounds else Request()
    return bool(wish.tempo or wish.key or wish.duration)


def has_form(piece: Sequence[str]) -> bool:
    """Whether the form of one sound is told: "a hat loop"; not so "a hat, one shots only"."""
    one = not (ARTICLES | {"some"}).isdisjoint(piece)
    return one and any(sound.classes and form.kind for sound, form in _pairs(piece))
