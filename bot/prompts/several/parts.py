"""A request for several sounds, a part for each, put together of them and taken apart."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.prompts.language.lexicon import LOOPED
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.vocabulary import KITS
from bot.prompts.measures import counts
from bot.prompts.requests.reading import RECORDED
from bot.prompts.requests.wording import class_name, flavours, groups
from retrieval_core.request import GONE, Request

#: What only some of the sounds may have, if more than one of them have any of it.
LIMITS = ("kind", "tempo", "key", "duration")
#: What a part says for itself.
_OF_A_PART = ("text", "classes", "exclude", "lacking", "qualities", "beyond", *LIMITS)
#: Of these only the words tell which is meant.
TOLD_BY_TEXT = RECORDED | {"fx"}
_DEFAULT = Request()


def joined(request: Request, parts: Sequence[Request], k: int) -> Request:
    """A request for some parts, without what only some of them are to have, or to lack; what is asked of the files is asked of all."""
    unlike = [name for name in (*LIMITS, "qualities") if len({getattr(part, name) for part in parts}) > 1]
    nothing: dict[str, Any] = {name: getattr(_DEFAULT, name) for name in unlike}
    classes = tuple(dict.fromkeys(id for part in parts for id in part.classes))
    exclude = tuple(id for id in request.exclude if all(id in part.exclude for part in parts))
    whole = tuple(replace(part, files=(), named=()) for part in parts)
    return replace(request, k=k, classes=classes, exclude=exclude, parts=whole, **nothing)


def names_kit(wish: Request) -> bool:
    """Whether a wish names a kit, and no sound of one."""
    return wish.classes == ("drums",) and not KITS.isdisjoint(wish.text.split())


def number_told(wish: Request, text: str) -> int:
    """The number that a text tells, 0 for none; the default may be told as well."""
    told = wish.k != _DEFAULT.k or counts.count(Prompt.plain(text)) == _DEFAULT.k
    return wish.k if told and wish.k < counts.MOST else 0


def alike(context: Request) -> list[Request]:
    """The parts of a request for several sounds that are alike; none where it is for one."""
    sorts = groups(id for id in context.classes if id not in LOOPED)
    loops = [id for id in context.classes if id in LOOPED]
    return [part_of(context, sort, loops) for sort in sorts] if len(sorts) > 1 else []


def part_of(context: Request, sort: Sequence[str], loops: Sequence[str] = ()) -> Request:
    """The part of a request for one sort of sounds, of which it says what it says of all."""
    said = dict.fromkeys((*context.qualities, *flavours(context.text)))
    text = " ".join([*said, class_name(sort[0])])
    return replace(context, text=text, classes=(*sort, *loops), skip=(), parts=())


def merged(parts: Sequence[Request]) -> list[Request]:
    """Parts of a request, those that are alike as one."""
    found: dict[Request, int] = {}
    for part in parts:
        one = replace(part, k=0)
        found[one] = found.get(one, 0) + part.k
    return [replace(one, k=k) for one, k in found.items()]


def of_parts(context: Request, parts: Sequence[Request]) -> Request:
    """The last request with other parts, as many of each as before where each was counted."""
    text = " ".join(part.text for part in parts)
    if len(parts) == 1 and not context.counted:
        own: dict[str, Any] = {name: getattr(parts[0], name) for name in _OF_A_PART}
        return replace(context, parts=(), skip=(*context.skip, *parts[0].skip), intent=parts[0].intent, **own)
    whole = replace(context, text=text, like=(), like_ranks=(), intent="find")
    return joined(whole, parts, sum(part.k for part in parts) if context.counted else context.k)


def as_shown(part: Request, ids: Sequence[int]) -> Request:
    """A part for some of its hits alone."""
    return replace(part, k=len(ids), first=tuple(id for id in ids if id != GONE))


def is_plain(request: Request) -> bool:
    """Whether nothing but their names is said of some sounds."""
    limits = any(getattr(request, name) for name in LIMITS)
    described = limits or request.parts or request.qualities or flavours(request.text)
    return not (described or TOLD_BY_TEXT.intersection(request.classes))
