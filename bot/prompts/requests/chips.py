"""A Request in parts that can be taken away one by one, as a front end shows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.prompts.language.lexicon import LOOPED, Meaning
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.vocabulary import lexicon
from bot.prompts.requests.wording import (
    KINDS,
    class_name,
    degrees,
    duration,
    files,
    groups,
    heads,
    is_like_named,
    is_more_than,
    key,
    likeness,
    naming,
    tempo,
    wanted,
)
from retrieval_core.request import Request

_DEFAULT = Request()
#: Words that join others, and say nothing at the end of a text or before its first word.
_JOINTS = frozenset("a an the and or but with of for in at on to , .".split())


@dataclass(frozen=True, slots=True)
class Chip:
    """One part of a request: what it is called in `without`, and in words."""

    name: str
    text: str


def chips(request: Request) -> list[Chip]:
    """The parts of a request, what is wanted first and what is not wanted last.

    >>> [chip.text for chip in chips(parse("two drum loops around 140 without hats"))]
    ['2 samples', 'drum loops', '135-145 bpm', 'no hi-hats']
    """
    if request.parts:
        found = [Chip(f"parts:{at}", wanted(part, ", ")) for at, part in enumerate(request.parts)]
        return [*found, *_files(request), *_refused(request)]
    found = (
        []
        if request.k == _DEFAULT.k
        else [Chip("k", "1 sample" if request.k == 1 else f"{request.k} samples")]
    )
    found += [Chip("random", "random")] if request.random else []
    found += [
        Chip(f"qualities:{word}", said)
        for word, said in zip(request.qualities, degrees(request), strict=True)
    ]
    classes = heads(_wanted(request))
    if len(classes) == 1 and request.kind:
        found.append(
            Chip(f"classes:{classes[0]}", f"{class_name(classes[0], one=True)} {KINDS[request.kind]}")
        )
    else:
        found += [Chip(f"classes:{id}", class_name(id)) for id in classes]
        told = is_more_than(request.text, " ".join(request.qualities)) and not is_like_named(request)
        if not classes and told:
            found.append(Chip("text", f"“{' '.join(_split_text(request)[1])}”"))
        if request.kind:
            found.append(Chip("kind", KINDS[request.kind]))
    whole = {"like": likeness, "tempo": tempo, "key": key, "duration": duration}
    found += [Chip(name, words) for name, say in whole.items() if (words := say(request))]
    return [*found, *_files(request), *_refused(request)]


def _files(request: Request) -> list[Chip]:
    found = [Chip("files", words)] if (words := files(request)) else []
    return found + [Chip(f"named:{name}", naming(name)) for name in request.named]


def _refused(request: Request) -> list[Chip]:
    found = [Chip(f"exclude:{id}", f"no {class_name(id)}") for id in heads(request.exclude)]
    return found + [Chip(f"lacking:{word}", f"not {word}") for word in request.lacking]


def without(request: Request, name: str) -> Request:
    """The request less one of its parts, by the name of its chip; the words that asked for it go, too.

    Raises:
        LookupError: the request has no such part.
    """
    if name not in [chip.name for chip in chips(request)]:
        raise LookupError(f"there is no part {name!r} to leave out")
    request = replace(request, skip=(), intent="find")
    part, _, value = name.partition(":")
    if part == "parts":
        return _without_part(request, int(value))
    if request.parts:  # what is refused is refused of those that may have it
        has = [name in [chip.name for chip in _refused(one)] for one in request.parts]
        left = [without(one, name) if there else one for one, there in zip(request.parts, has, strict=True)]
        request = replace(request, parts=tuple(left))
    if part == "k":
        return replace(request, k=_DEFAULT.k)
    if part == "random":
        return replace(request, random=False)
    if part == "like":
        return replace(request, like=(), like_ranks=())
    if part == "exclude":
        gone = _group(request.exclude, value)
        return replace(request, exclude=tuple(id for id in request.exclude if id not in gone))
    if part == "lacking":
        return replace(request, lacking=tuple(word for word in request.lacking if word != value))
    if part == "named":
        return replace(request, named=tuple(name for name in request.named if name != value))
    if part == "qualities":
        text = _text_without(request, lambda meaning: bool(meaning.quality and meaning.quality.word == value))
        return replace(
            request,
            text=text,
            qualities=tuple(word for word in request.qualities if word != value),
            beyond=tuple(one for one in request.beyond if one[0] != value),
        )
    if part == "kind":
        text = _text_without(request, lambda meaning: bool(meaning.kind and not meaning.classes))
        return replace(request, text=text, kind=None, classes=_wanted(request))
    if part == "classes":
        return _without_class(request, value)
    if part == "text":
        return replace(request, text=" ".join(_split_text(request)[0]))
    nothing: dict[str, Any] = {part: () if part == "files" else None}
    return replace(request, **nothing)


def _wanted(request: Request) -> tuple[str, ...]:
    """The classes that were asked for; a loop's hedge is none of them."""
    return tuple(id for id in request.classes if id not in LOOPED or len(request.classes) == 1)


def _group(classes: Sequence[str], head: str) -> tuple[str, ...]:
    """A class of some, with those of them that its word means as well."""
    return next(group for group in groups(classes) if group[0] == head)


def _without_part(request: Request, at: int) -> Request:
    left = request.parts[:at] + request.parts[at + 1 :]
    if len(left) == 1:
        return replace(left[0], approach=request.approach)
    gone = set(request.parts[at].classes).difference(*(part.classes for part in left))
    return replace(
        request,
        text=" ".join(part.text for part in left),
        k=request.k - request.parts[at].k if request.counted else request.k,
        classes=tuple(id for id in request.classes if id not in gone),
        parts=left,
    )


def _without_class(request: Request, id: str) -> Request:
    gone = set(_group(request.classes, id))
    if set(_wanted(request)) - gone:
        text = _text_without(request, lambda meaning: bool(meaning.classes) and set(meaning.classes) <= gone)
        return replace(request, text=text, classes=tuple(one for one in request.classes if one not in gone))
    text = _text_without(request, lambda meaning: bool(meaning.classes or meaning.kind))
    return replace(request, text=text, classes=(), kind=None)


def _text_without(request: Request, gone: Callable[[Meaning], bool]) -> str:
    """The words for the encoder, less the phrases whose meaning is `gone`."""
    prompt = Prompt.plain(request.text)
    for mention in prompt.mentions:
        if gone(mention.meaning):
            prompt.take(mention.start, mention.end)
    words = [prompt.words[at] for at in prompt.free()]
    while words and words[0] in _JOINTS:
        words.pop(0)
    while words and words[-1] in _JOINTS:
        words.pop()
    return " ".join(words)


def _split_text(request: Request) -> tuple[list[str], list[str]]:
    """The words of a text that are its adjectives, and all the others."""
    adjectives: list[str] = []
    others: list[str] = []
    for word in request.text.split():
        meaning = lexicon().meaning(word)
        known = meaning is not None and meaning.quality and meaning.quality.word in request.qualities
        (adjectives if known else others).append(word)
    return adjectives, others
