"""Several sounds in one prompt that are not alike: "two kicks and three snares", "a short kick and a long crash"."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.prompts import counts
from bot.prompts.classes import classes_as
from bot.prompts.grammar import parse
from bot.prompts.lexicon import LOOPED
from bot.prompts.prompt import Prompt
from bot.prompts.vocabulary import lexicon, spelling
from bot.prompts.wording import flavours, groups
from retrieval_core.request import Request

_DEFAULT = Request()
_JOINING = frozenset("& + , . ; also and n or plus".split())
_ADDING = frozenset("& + also and plus".split())
_ARTICLES = frozenset("a an another".split())
#: What only some of the sounds may have, if more than one of them have any of it.
_LIMITS = ("kind", "tempo", "key", "duration")


def apart(request: Request, text: str, context: Request | None = None) -> Request:
    """A request with a part for each of its sounds, where those differ in number, in form or in what they are like.

    Parameters:
        request: what was understood of the whole prompt.
        text: the prompt.
        context: the request before it, whose parts change as it does, or are joined by others: "and three hats".
    """
    if request.intent != "find":
        return request
    whole = replace(request, parts=())
    if request.like_ranks or request.random:
        return whole
    if context is not None and (parts := _changed(request, text, context) or _joined(request, text, context)):
        return parts
    return _divided(whole, text)


def _changed(request: Request, text: str, context: Request) -> Request | None:
    """The parts of the last request as the prompt changes each, without those that it refuses; None where it asks for something else."""
    asked = {*request.classes, *LOOPED}
    left = [part for part in context.parts if {*part.classes} <= asked]
    held = {id for part in left for id in part.classes} | LOOPED.keys()
    if not (request.parts and left and asked <= held and request.k == context.k):
        return None
    parts = tuple(parse(text, part) for part in left)
    told = [(part.classes, part.k) for part in parts if part.intent == "find"]
    if told != [(part.classes, part.k) for part in left]:
        return None
    counted = request.k == sum(part.k for part in context.parts)
    return replace(request, k=sum(part.k for part in parts) if counted else request.k, parts=parts)


def _joined(request: Request, text: str, context: Request) -> Request | None:
    """The last request with some more sounds, where so many of these are asked for beside it: "and three hats"."""
    others = request.classes and context.classes and {*request.classes}.isdisjoint(context.classes)
    if not others or text.casefold().split()[0] not in _ADDING:
        return None
    alone = parse(text)
    if not _number(alone, text):
        return None
    parts = (*(context.parts or [replace(context, skip=())]), alone)
    classes = tuple(id for part in parts for id in part.classes)
    return replace(
        _shared(context, parts), k=sum(part.k for part in parts), classes=classes, skip=(), parts=parts
    )


def _shared(request: Request, parts: Sequence[Request]) -> Request:
    """A request without what only some of its parts are to have."""
    unlike = [name for name in (*_LIMITS, "qualities") if len({getattr(part, name) for part in parts}) > 1]
    nothing: dict[str, Any] = {name: getattr(_DEFAULT, name) for name in unlike}
    return replace(request, **nothing)


def _divided(request: Request, text: str) -> Request:
    """The request with the parts of the prompt that ask for one sound each, if they differ."""
    if len(groups(id for id in request.classes if id not in LOOPED)) < 2:
        return request
    prompt = Prompt.read(text, lexicon(), spelling())
    pieces = _pieces(prompt, {*request.classes})
    if len(pieces) < 2 or counts.of_each(prompt):
        return request
    wishes = [parse(" ".join(piece)) for piece in pieces]
    known = {*request.classes, *LOOPED}
    if not all(wish.intent == "find" and wish.classes and {*wish.classes} <= known for wish in wishes):
        return request
    numbers = [] if "or" in prompt.words else _numbers(wishes, pieces)
    # "Dark kicks and snares" are all to be dark, "kicks and dark snares" are not.
    described = [bool(wish.qualities or flavours(wish.text)) for wish in wishes]
    alone = sum(described) > 1 or any(map(_is_described, pieces if numbers else pieces[1:]))
    limited = sum(any(getattr(wish, name) for name in _LIMITS) for wish in wishes) > 1
    if not (numbers or alone or limited):
        return request
    limits: dict[str, Any] = {} if limited else {name: getattr(request, name) for name in _LIMITS}
    parts = [
        replace(
            wish,
            k=k,
            classes=wish.classes if limited else classes_as(request.kind, wish.classes, lexicon()),
            qualities=wish.qualities if alone else request.qualities,
            exclude=request.exclude,
            lacking=request.lacking,
            **limits,
        )
        for wish, k in zip(wishes, numbers or [request.k] * len(wishes), strict=True)
    ]
    return replace(_shared(request, parts), k=sum(numbers) or request.k, parts=tuple(parts))


def _is_described(piece: list[str]) -> bool:
    """Whether an adjective stands before a sound: "a long crash"; not so "a crash that is long"."""
    mentions = Prompt.read(" ".join(piece), lexicon()).mentions
    return any(
        first.meaning.quality
        and not first.meaning.classes
        and second.meaning.classes
        and first.end == second.start
        for first, second in itertools.pairwise(mentions)
    )


def _pieces(prompt: Prompt, wanted: set[str]) -> list[list[str]]:
    """The words around each sound that is wanted, from one "and" or comma to the next."""
    sounds = [
        m
        for m in prompt.mentions
        if not wanted.isdisjoint(m.meaning.classes)
        or (m.meaning.alone and wanted.issuperset(m.meaning.alone))
    ]
    cuts = []
    for first, second in itertools.pairwise(sounds):
        between = [at for at in range(first.end, second.start) if prompt.words[at] in _JOINING]
        cuts += between[-1:]
    starts = [0, *(at + 1 for at in cuts)]
    return [prompt.words[start:end] for start, end in zip(starts, [*cuts, len(prompt.words)], strict=True)]


def _numbers(wishes: Sequence[Request], pieces: Sequence[Sequence[str]]) -> list[int]:
    """How many are wanted of each sound; none where no number is told, or that of several sounds is not."""
    counted = [_number(wish, " ".join(words)) for wish, words in zip(wishes, pieces, strict=True)]
    if not any(counted):
        return []
    numbers = [number or int(_is_one(words)) for number, words in zip(counted, pieces, strict=True)]
    return numbers if all(numbers) else []


def _number(wish: Request, text: str) -> int:
    """The number that a text tells, 0 for none; the default may be told as well."""
    told = wish.k != _DEFAULT.k or counts.count(Prompt.read(text, lexicon())) == _DEFAULT.k
    return wish.k if told else 0


def _is_one(words: Sequence[str]) -> bool:
    """Whether one sound is named: "a clap", "long crash"; not so "claps"."""
    if not _ARTICLES.isdisjoint(words):
        return True
    return not any(word.endswith("s") and _names_one(word[:-1]) for word in words)


def _names_one(word: str) -> bool:
    meaning = lexicon().meaning(word)
    return meaning is not None and bool(meaning.classes or meaning.alone)
