"""A request for several sounds, as a turn changes it: one of them is exchanged, put otherwise, left out, or joined by others."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from bot.prompts import constraints, counts, lists
from bot.prompts.grammar import parse
from bot.prompts.hits import GREETING
from bot.prompts.lexicon import LOOPED
from bot.prompts.merging import GOES_ON
from bot.prompts.prompt import Prompt
from bot.prompts.reading import RECORDED
from bot.prompts.vocabulary import lexicon, spelling
from bot.prompts.wording import class_name, flavours, groups, kin
from retrieval_core.request import Request

#: What only some of the sounds may have, if more than one of them have any of it.
LIMITS = ("kind", "tempo", "key", "duration")
_DEFAULT = Request()
_ADDING = frozenset("& + add also and plus".split())
_ARTICLES = frozenset("a an another one".split())
_EXCHANGING = lists.words("kits", "exchanging")
_CHANGING = lists.words("kits", "changing")
#: What asks for another one of a kit, whose others stay.
_ANOTHER = frozenset("another different other".split())
KITS = frozenset("drumkit kit kits".split())
_ALL = frozenset("all both it everything that them these those".split())
_FOR = frozenset("for to with".split())
#: Of these only the words tell which is meant.
_TOLD_BY_TEXT = RECORDED | {"fx"}
_NARROWING = frozenset("just only".split())
#: Before the sound that is spoken of.
_THE = frozenset("my that the this those".split())


def joined(request: Request, parts: Sequence[Request], k: int) -> Request:
    """A request for some parts, without what only some of them are to have, or to lack."""
    unlike = [name for name in (*LIMITS, "qualities") if len({getattr(part, name) for part in parts}) > 1]
    nothing: dict[str, Any] = {name: getattr(_DEFAULT, name) for name in unlike}
    classes = tuple(dict.fromkeys(id for part in parts for id in part.classes))
    exclude = tuple(id for id in request.exclude if all(id in part.exclude for part in parts))
    return replace(request, k=k, classes=classes, exclude=exclude, parts=tuple(parts), **nothing)


def _page(request: Request) -> Request:
    """The next page of a request: of the parts alone that it is for, "two more kicks"."""
    left = [part for part in request.parts if {*part.classes} <= {*request.classes, *LOOPED}]
    if len(left) == len(request.parts):
        return request
    if len(left) == 1:
        return replace(left[0], k=request.k, approach=request.approach, intent="more")
    return replace(request, parts=tuple(left))


def number(wish: Request, text: str) -> int:
    """The number that a text tells, 0 for none; the default may be told as well."""
    told = wish.k != _DEFAULT.k or counts.count(Prompt.read(text, lexicon())) == _DEFAULT.k
    return wish.k if told and wish.k < counts.MOST else 0


def turned(request: Request, text: str, context: Request) -> Request | None:
    """The last request with one of its sounds changed or exchanged, or with more of them; None if it is about something else.

    Parameters:
        request: what was understood of the prompt, with regard to the last request.
        text: the prompt.
        context: the last request.
    """
    parts = list(context.parts) or _alike(context)
    said = text.casefold().split()
    if request.intent == "more" and not (context.parts and not _ANOTHER.isdisjoint(said)):
        return _page(request) if parts else None
    if request.like_ranks or request.random or request.intent not in ("find", "more", "other"):
        return None
    if not parts and _ADDING.isdisjoint(said):
        return None
    prompt = Prompt.read(text, lexicon(), spelling())
    adds = not _ADDING.isdisjoint(prompt.words[: prompt.after(0, GREETING | _ADDING | {","})])
    adds = adds or (context.counted and _goes_on(prompt))
    if adds and context.classes and (joint := _with_others(prompt, text, context)):
        return joint
    if not parts:
        return None
    named = [id for m in prompt.mentions for id in m.meaning.classes]
    if not KITS.isdisjoint(prompt.words) and not _ALL.isdisjoint(prompt.words) and {*named} <= {"drums"}:
        return _of_parts(replace(context, k=len(parts)), [replace(part, k=1) for part in parts])
    old = [at for at, part in enumerate(parts) if not {*part.classes}.isdisjoint(named)]
    exchanging = not _EXCHANGING.isdisjoint(prompt.words)
    said_instead = _replacement(prompt) if exchanging and old else ""
    # "Change the snare for a clap" may read as if a clap were what the snare is for.
    asked = [id for id in request.classes if id not in context.classes] or (named if exchanging else [])
    asked += parse(said_instead).classes  # an 808
    new = [id for id in dict.fromkeys(asked) if id not in {*context.classes, *LOOPED}]
    if not named or (not new and {*request.exclude} - {*context.exclude}):
        return _all_changed(request, text, context)
    if len(old) == 1 and new and exchanging:
        parts[old[0]] = _exchanged(parts[old[0]], new, said_instead or text)
    elif old and not new and _is_changed(prompt, request):
        for at in old:
            parts[at] = _changed(parts[at], said_instead or text)
    else:
        return None
    return _of_parts(context, parts)


def _goes_on(prompt: Prompt) -> bool:
    """Whether what is named comes to what there is, one after the other: "now the clap", "next two shakers"."""
    first, *rest = prompt.words
    if first not in GOES_ON or not rest:
        return False
    text = " ".join(rest)
    return rest[0] in _ARTICLES | {"the"} or number(parse(text), text) > 0


def _alike(context: Request) -> list[Request]:
    """The parts of a request for several sounds that are alike; none where it is for one."""
    sorts = groups(id for id in context.classes if id not in LOOPED)
    loops = [id for id in context.classes if id in LOOPED]
    if len(sorts) < 2:
        return []
    said = dict.fromkeys((*context.qualities, *flavours(context.text)))
    return [
        replace(
            context,
            text=" ".join([*said, class_name(sort[0])]),
            classes=(*sort, *loops),
            skip=(),
        )
        for sort in sorts
    ]


def _of_parts(context: Request, parts: Sequence[Request]) -> Request:
    """The last request with other parts, as many of each as before where each was counted."""
    text = " ".join(part.text for part in parts)
    whole = replace(context, text=text, skip=(), like=(), like_ranks=(), intent="find")
    return joined(whole, parts, sum(part.k for part in parts) if context.counted else context.k)


def _with_others(prompt: Prompt, text: str, context: Request) -> Request | None:
    """The last request and some more sounds, if they are not alike, or it is told how many of both."""
    kept = constraints.kept(prompt)
    alone = parse(" ".join(prompt.words[at] for at in prompt.free())) if kept else parse(text)
    known = {*context.classes} - _TOLD_BY_TEXT
    if alone.intent != "find" or not alone.classes or {*alone.classes} <= known:
        return None
    counted = context.counted or (not context.parts and context.k != _DEFAULT.k)
    single = _ARTICLES | {"the"} if context.counted else _ARTICLES
    k = number(alone, text) or (1 if counted and not single.isdisjoint(text.casefold().split()) else 0)
    if not k and (counted or (_is_plain(alone) and _is_plain(context))):
        return None
    if context.kind == "loop" and not alone.kind:
        kept |= {"kind", "tempo"}
    if kin(alone.classes) == ("drums",):
        kept -= {"key"}  # what has a pitch is to match
    held = {name: getattr(alone, name) or getattr(context, name) for name in kept}
    alone = replace(alone, k=k or _DEFAULT.k, **held)
    before = context.parts or (replace(context, skip=()),)
    return _of_parts(replace(context, parts=before) if k else context, [*before, alone])


def _is_plain(request: Request) -> bool:
    """Whether nothing but their names is said of some sounds."""
    limits = any(getattr(request, name) for name in LIMITS)
    described = limits or request.parts or request.qualities or flavours(request.text)
    return not (described or _TOLD_BY_TEXT.intersection(request.classes))


def _all_changed(request: Request, text: str, context: Request) -> Request | None:
    """The parts of the last request as the prompt changes each, without those that it refuses; None where it asks for something else."""
    asked = {*request.classes, *LOOPED}
    left = [part for part in context.parts if {*part.classes} <= asked]
    held = {id for part in left for id in part.classes} | LOOPED.keys()
    if not (left and asked <= held and request.k == context.k):
        return None
    parts = tuple(_unless_refused(parse(text, part), part) for part in left)
    if _told(parts) != _told(left):
        return None
    return replace(request, k=sum(part.k for part in parts) if context.counted else request.k, parts=parts)


def _unless_refused(new: Request, part: Request) -> Request:
    """A part as a prompt changes it; as it was where that refuses others alone."""
    text, before = (request.text.replace("-", " ") for request in (new, part))  # "hi hat"
    same = replace(new, text=part.text, exclude=part.exclude, lacking=part.lacking, skip=part.skip) == part
    return part if same and text == before else new


def _told(parts: Iterable[Request]) -> list[tuple[tuple[str, ...], int]]:
    return [(part.classes, part.k) for part in parts if part.intent == "find"]


def _is_changed(prompt: Prompt, request: Request) -> bool:
    """Whether some of the last sounds are to be otherwise, and the others stay: "the snare is too bright", "shorter kicks"."""
    if not _NARROWING.isdisjoint(prompt.words):
        return False
    the = any(
        m.meaning.classes and not _THE.isdisjoint(prompt.words[max(0, m.start - 1) : m.start])
        for m in prompt.mentions
    )
    compares = any(m.meaning.quality and m.meaning.quality.comparative for m in prompt.mentions)
    told = request.qualities != () or compares
    return (the and told) or compares or not _CHANGING.isdisjoint(prompt.words)


def _changed(part: Request, text: str) -> Request:
    """A part as a prompt changes it; another sound of its kind where nothing is said of it."""
    new = parse(text, part)
    new = replace(new, k=number(new, text) or part.k)
    same = replace(new, text=part.text) == replace(part, k=new.k, skip=())
    other = same or new.intent != "find" or new.classes != part.classes
    if other:
        return replace(part, intent="more", k=new.k)
    # "The kick is too boomy", of one for house.
    kept = [word for word in part.text.split() if flavours(word) and word not in new.text.split()]
    return replace(new, text=" ".join([*kept, new.text]))


def _replacement(prompt: Prompt) -> str:
    """What is said of what comes in the place of a sound: "something softer", in "swap the snare for something softer"; "" where nothing is."""
    first = min(m.end for m in prompt.mentions if m.meaning.classes)
    return " ".join(prompt.words[first + 1 :]) if prompt.word(first) in _FOR else ""


def _exchanged(part: Request, classes: Sequence[str], text: str) -> Request:
    """A part with another sound in its place."""
    alone = parse(text)
    told = {*alone.classes} >= {*classes} and not alone.exclude
    new = replace(
        part,
        text=alone.text if told else " ".join(map(class_name, classes)),
        classes=alone.classes if told else tuple(classes),
        qualities=alone.qualities,
        skip=(),
    )
    return replace(new, k=number(alone, text) or part.k)
