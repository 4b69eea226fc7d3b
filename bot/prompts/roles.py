"""A second reading of a prompt: what the text encoder takes the named sounds to be there for.

The grammar knows how most wishes are put; how people tell stories around them, or refuse in words that nobody has thought of, is
learnt (`offline/pretrain/frames.py`). Where the two differ, and the encoder is sure, the encoder is believed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.prompts.classes import PROJECTS, above, classes_as, excluded_as
from bot.prompts.grammar import lexicon, spelling
from bot.prompts.lexicon import LOOPED
from bot.prompts.prompt import Prompt
from retrieval_core.request import Kind, Request

#: Probability of a role from which on it counts; of being wanted, below which what the grammar takes to be wanted is not; and of any,
#: from which on the grammar is told the contrary of what it takes for certain; of being wanted, from which on it need not be told by
#: another sound that is not ("I lost my keys").
SURE, UNWANTED, CERTAIN, BEYOND_DOUBT = 0.5, 0.3, 0.95, 0.98
#: From a text and the places of names in it to probabilities of `encoders.text.ROLES`, (n, 3); None from an encoder that does not know.
Roles = Callable[[str, Sequence[tuple[int, int]]], np.ndarray | None]
OPPOSITE: dict[str, Kind] = {"loop": "one-shot", "one-shot": "loop"}
#: Words that join sounds which are there for the same: "kicks n snares".
JOINING = frozenset("and n & or plus + / und oder et ou y o e".split())


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
    """The names of classes in a prompt, typos corrected; without what a project is called, unless nothing else is named.

    >>> named("no snairs, claps!").text, named("no snairs, claps!").spans
    ('no snare , claps !', ((3, 8), (11, 16)))
    """
    prompt = Prompt.read(text, lexicon(), spelling())
    starts = np.cumsum([0, *(len(word) + 1 for word in prompt.words)]).tolist()
    names = [m for m in prompt.mentions if m.meaning.classes or m.meaning.kind]
    parts = {m.start: m.meaning.classes for m in names}
    # Of "drum machine clap" the first part describes the second; "hats for my beat" asks for no beat.
    heads = [m for m in names if not (parts.get(m.end) and _holds(m.meaning.classes, parts[m.end]))]
    heads = [m for m in heads if " ".join(prompt.words[m.start : m.end]) not in PROJECTS] or heads
    return Named(
        " ".join(prompt.words),
        tuple((starts[m.start], starts[m.end] - 1) for m in heads),
        tuple(m.meaning.classes for m in heads),
        tuple(m.meaning.kind or _looped(m.meaning.classes) for m in heads),
    )


def _looped(ids: Sequence[str]) -> Kind | None:
    """The form of a class: a break is a loop of drums."""
    return "loop" if LOOPED.keys() & set(ids) else None


def _holds(families: Sequence[str], ids: Sequence[str]) -> bool:
    """Whether classes are all of the families that others are."""
    taxonomy = lexicon().taxonomy
    return all(id in taxonomy.classes and taxonomy.coarse_of(id) in families for id in ids)


def reread(request: Request, text: str, roles: Roles) -> Request:
    """A request with the sounds in the roles that they surely have.

    What the grammar has understood stands unless it is surely not so; what it has missed is added where something that it asks for
    is not wanted, or where it asks for nothing: of "vinyl noise" one word only describes the other. What it takes for talk is a
    wish where one sound is certainly wanted and another surely is not, or one beyond doubt.

    Parameters:
        request: what the grammar made of the prompt.
        text: the prompt.
        roles: how to tell what names are there for (`TextEncoder.roles`).
    """
    found = named(text)
    # Of a single sound that is asked for it does not matter what it is there for: nothing else could be meant.
    alone = len(found.spans) == 1 and bool(set(found.classes[0]) & {*request.classes})
    probable = roles(found.text, found.spans) if found.spans and not alone else None
    if probable is None:
        return request
    probable = _shared(found, probable)
    certain: np.ndarray = np.any(probable >= CERTAIN, axis=0)
    apart = certain[0] and np.any(probable[:, 1:] >= SURE)
    named_so = any(ids and row[0] >= BEYOND_DOUBT for ids, row in zip(found.classes, probable, strict=True))
    if request.intent == "other" and (apart or named_so):
        request = Request(text=found.text)
    return _reread(request, found, probable) if request.intent == "find" else request


def _shared(found: Named, probable: np.ndarray) -> np.ndarray:
    """The probabilities where of sounds that are joined each has the geometric mean of theirs."""
    between = zip(found.spans, found.spans[1:], strict=False)
    joined = [found.text[end:start].strip() in JOINING for (_, end), (start, _) in between]
    if not any(joined):
        return probable
    runs = np.cumsum([0, *(not one for one in joined)])
    means = np.exp(np.stack([np.log(probable[runs == run] + 1e-9).mean(axis=0) for run in runs]))
    return means / means.sum(axis=1, keepdims=True)


def _reread(request: Request, found: Named, probable: np.ndarray) -> Request:
    """The request with the roles of the names found."""
    likely: dict[str, np.ndarray] = {}
    # "Percussion, but no congas": the name of fewer classes is the one that counts; of a sound that is named twice, where it is
    # more surely asked for or refused.
    for classes, row in sorted(
        zip(found.classes, probable, strict=True), key=lambda pair: (-len(pair[0]), max(pair[1][:2]))
    ):
        likely |= dict.fromkeys((LOOPED.get(id, id) for id in classes), row)
    kind = _kind(request.kind, found, probable)
    wanted, refused = ({id: float(row[at]) for id, row in likely.items()} for at in (0, 1))
    plain = [id for id in request.classes if id not in LOOPED]
    # Beside the name of what it is a kind of, a sound may be refused or explain that: "a latin drum, the bongos".
    named_above = above(plain, lexicon()) & likely.keys() - {*request.exclude}
    asked = [id for id in plain if wanted.get(id, 1.0) >= UNWANTED or (named_above and refused[id] < CERTAIN)]
    asked += [id for id in request.exclude if wanted.get(id, 0.0) >= CERTAIN]
    if len(asked) < len(plain) or not asked:
        asked += [id for id, p in wanted.items() if p >= SURE and id not in {*asked, *request.exclude}]
    if plain and not asked:
        return request
    over = above(asked, lexicon())
    asked = [id for id in asked if id in plain or id not in over]  # of "a kick on every beat" the kick
    fresh = [id for id, p in refused.items() if p >= SURE and id not in {*asked, *over}]
    classes = classes_as(kind, asked, lexicon())
    exclude = excluded_as((*request.exclude, *fresh), asked, lexicon())
    if (classes, exclude, kind) == (request.classes, request.exclude, request.kind):
        return request
    return replace(request, text=found.text, classes=classes, exclude=exclude, kind=kind)


def _kind(kind: Kind | None, found: Named, probable: np.ndarray) -> Kind | None:
    """The form that is asked for: the other one where this is certainly refused, none where it is not wanted."""
    rows = [row for known, row in zip(found.kinds, probable, strict=True) if known == kind]
    if kind is None or not rows or max(row[0] for row in rows) >= UNWANTED:
        return kind
    return OPPOSITE[kind] if any(row[1] >= CERTAIN for row in rows) else None
