"""A request for several sounds, as a turn changes it: some of them are exchanged, put otherwise, left out, kept alone, or joined by others."""

import itertools
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from bot.prompts.context import constraints
from bot.prompts.context.hits import GREETING
from bot.prompts.language import lists
from bot.prompts.language.lexicon import LOOPED
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.vocabulary import is_one, lexicon, spelling
from bot.prompts.measures import counts
from bot.prompts.measures.counts import KITS
from bot.prompts.requests.grammar import parse
from bot.prompts.requests.merging import GOES_ON, ends_with_too
from bot.prompts.requests.reading import RECORDED
from bot.prompts.requests.wording import class_name, flavours, groups, kin
from bot.prompts.several.fates import (
    by_name,
    by_quality,
    changes_of,
    exchanged,
    fates_of,
    kept_with,
    left_of,
    missed,
    singles,
)
from bot.prompts.sounds import complaints
from bot.prompts.sounds.classes import above
from retrieval_core.qualities import bound
from retrieval_core.request import GONE, Request

#: What only some of the sounds may have, if more than one of them have any of it.
LIMITS = ("kind", "tempo", "key", "duration")
#: What a part says for itself.
_OF_A_PART = ("text", "classes", "exclude", "lacking", "qualities", "beyond", *LIMITS)
_DEFAULT = Request()
_ADDING = frozenset("& + add also and plus".split())
_JOINTS = frozenset("& , ; and then".split())
_ARTICLES = frozenset("a an another one".split())
_EXCHANGING = lists.words("kits", "exchanging")
_ALL = frozenset("all both it everything that them these those".split())
_FOR = frozenset("for to with".split())
#: Of these only the words tell which is meant.
_TOLD_BY_TEXT = RECORDED | {"fx"}


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


def turned(request: Request, text: str, context: Request, shown: Sequence[int] = ()) -> Request | None:
    """The last request with some of its sounds changed, exchanged, kept alone or left out, or with more; None if it is about something else.

    Parameters:
        request: what was understood of the prompt, with regard to the last request.
        text: the prompt.
        context: the last request.
        shown: the hits of the last answer.
    """
    prompt = Prompt.read(text, lexicon(), spelling())
    if joint := _kept_with(prompt, context, shown) or _added_to(prompt, context, shown):
        return joint
    parts = list(context.parts) or alike(context)
    if not parts and _ADDING.isdisjoint(text.casefold().split()):
        return None
    if plain := complaints.mild(prompt) or (exchanged(prompt) if context.counted else ""):
        prompt = Prompt.read(plain, lexicon())
    # As many were shown of each part as it asks for, so that their ranks are known.
    filled = context.counted and len(shown) == context.k
    if filled and (joint := _with_some(singles(prompt, parts), context, shown)):
        return joint
    named = context.counted and by_name(prompt, parts, filled)
    if named := named or by_quality(prompt, context.parts):
        again = parse(named, context)
        return turned(again, named, context, shown) or again
    if context.counted and (wish := missed(prompt, parts)):
        return wish
    if left := left_of(prompt, parts):
        return _of_parts(context, left)
    if parts and counts.of_each(prompt) and not prompt.names_class_behind(0):
        return _of_each(request, text, context, parts)
    if request.intent == "more" and not (context.parts and changes_of(request, prompt, parts)):
        return _page(request) if parts else None
    if request.like_ranks or request.random or request.intent not in ("find", "more", "other"):
        return None
    adds = not _ADDING.isdisjoint(prompt.words[: prompt.after(0, GREETING | _ADDING | {","})])
    adds = adds or (context.counted and (_goes_on(prompt) or ends_with_too(prompt)))
    if adds and context.classes and (joint := _with_others(prompt, text, context)):
        return joint
    return _of_named(request, prompt, text, context, parts) if parts else None


def _of_named(
    request: Request, prompt: Prompt, text: str, context: Request, parts: Sequence[Request]
) -> Request | None:
    """The last request with those of its parts exchanged, put otherwise or left out that a prompt names, or with what it allows again."""
    parts = list(parts)
    named = [id for m in prompt.mentions for id in m.meaning.classes]
    if not KITS.isdisjoint(prompt.words) and not _ALL.isdisjoint(prompt.words) and {*named} <= {"drums"}:
        return _of_parts(replace(context, k=len(parts)), [replace(part, k=1) for part in parts])
    allowed = [id for id in named if id in {*context.exclude} - {*request.exclude}]
    if allowed and context.counted:  # "claps are fine", of a kit that was to have none
        lifted = replace(context, exclude=request.exclude)
        return _of_parts(lifted, [*parts, *(replace(_part(lifted, [id]), k=1) for id in allowed)])
    fates, changes = fates_of(prompt, parts)[0], changes_of(request, prompt, parts)
    old = [at for at, part in enumerate(parts) if not {*part.classes}.isdisjoint(named)]
    old = [at for at in old if fates.get(at) != "kept"]
    exchanging = not _EXCHANGING.isdisjoint(prompt.words)
    said_instead = _replacement(prompt) if exchanging and old else ""
    # "Change the snare for a clap" may read as if a clap were what the snare is for.
    asked = [id for id in request.classes if id not in context.classes] or (named if exchanging else [])
    instead = parse(said_instead).classes  # an 808
    new = [id for id in dict.fromkeys((*asked, *instead)) if id not in {*context.classes, *LOOPED}]
    others = [at for at in old if {*parts[at].classes}.isdisjoint(instead)]
    if instead and others:  # "swap the snare for a clap", of a kit that has one
        old, new = others, list(instead)
    gone = [at for at, fate in fates.items() if fate == "dropped"]
    if context.counted and not new and gone and (changes or len(gone) == len(fates)):
        for at, said in changes.items():  # "darker kick, no clap"
            parts[at] = _changed(parts[at], said)
        return _without(context, parts, gone)
    # "The snare is too bright" refuses none.
    refused = {*request.exclude} - {*context.exclude, *(id for at in changes for id in parts[at].classes)}
    if not (named or changes) or (not new and refused):
        return _all_changed(request, text, context)
    if len(old) == 1 and new and exchanging:
        parts[old[0]] = _exchanged(parts[old[0]], new, said_instead or text)
    elif changes and not new:
        for at, said in changes.items():
            parts[at] = _changed(parts[at], said_instead or said)
    else:
        return None
    return _of_parts(context, parts)


def _with_some(said: Collection[tuple[int, str]], context: Request, shown: Sequence[int]) -> Request | None:
    """The last request with the hits of some ranks changed alone, by what is said of each; None where nothing is, or that changes nothing."""
    joint = context if said else None
    for rank, text in sorted(said, reverse=True):  # one that goes leaves those before it where they were
        joint = _with_one(rank, text, joint, shown) if joint else None
    return joint if joint is None or joint.parts else Request(intent="anew")


def _with_one(rank: int, said: str, context: Request, shown: Sequence[int]) -> Request | None:
    """The last request with the hit of a rank changed alone, by what is said of its sound: the second of two snares; None where that changes nothing.

    The others of its part stay as they were shown, in parts of their own.
    """
    ends = [*itertools.accumulate(part.k for part in context.parts)]
    at = next(at for at, end in enumerate(ends) if rank <= end)
    part, start = context.parts[at], ends[at] - context.parts[at].k
    before, after = shown[start : rank - 1], shown[rank : ends[at]]
    one = replace(part, k=1, first=())
    alone = replace(context, text=one.text, classes=one.classes, parts=(one,), k=1)
    new = turned(parse(said, alone), said, alone)
    same = new is None or not (new.parts or new.intent == "anew") or new.parts == (one,)
    if new is None or same or shown[rank - 1] == GONE:
        return None
    changed = [_unlike(hit, rank, (*before, *after)) for hit in new.parts]
    others = [[_as_shown(part, ids)] if ids else [] for ids in (before, after)]
    parts = [*context.parts[:at], *others[0], *changed, *others[1], *context.parts[at + 1 :]]
    return _of_parts(context, parts)


def _as_shown(part: Request, ids: Sequence[int]) -> Request:
    """A part for some of its hits alone."""
    return replace(part, k=len(ids), first=tuple(id for id in ids if id != GONE))


def _kept_with(prompt: Prompt, context: Request, shown: Sequence[int]) -> Request | None:
    """Some of the hits, with another sound or others of their kind: "keep #1 and add a clap", "keep #2, swap the rest"; None where nothing comes to them."""
    ranks, text = kept_with(prompt)
    if not text or not all(0 < abs(rank) <= len(shown) for rank in ranks):
        return None
    kept = [shown[rank - 1 if rank > 0 else rank] for rank in ranks]
    if GONE in kept:
        return None
    renewed = fates_of(Prompt.read(text, lexicon()), ())[1] == "renewed"
    if context.parts:
        known = renewed and len(shown) == context.k and context.counted
        return _renewed_but(kept, context, shown) if known else None
    held = _as_shown(context, kept)
    alone, left = parse(text), max(1, context.k - held.k)
    if renewed:
        others = replace(context, k=left, intent="more")
    elif alone.intent == "find" and alone.classes and {*alone.classes}.isdisjoint(context.classes):
        others = replace(alone, k=number(alone, text) or (1 if is_one(text.split()) else left))
    else:
        return None
    return _of_parts(replace(context, k=held.k, parts=(held,)), [held, others])


def _added_to(prompt: Prompt, context: Request, shown: Sequence[int]) -> Request | None:
    """The last request as the first half of a prompt changes it, with what the second adds: "swap the hat for a shaker and add 2 crashes"."""
    at = prompt.words.index("add") if context.counted and "add" in prompt.words else 0
    if at < 2 or prompt.words[at - 1] not in _JOINTS:
        return None
    first, rest = " ".join(prompt.words[: at - 1]), " ".join(["and", *prompt.words[at + 1 :]])
    joint = turned(parse(first, context), first, context, shown)
    return turned(parse(rest, joint), rest, joint) if joint and joint.parts else None


def _renewed_but(kept: Collection[int], context: Request, shown: Sequence[int]) -> Request:
    """The last request with others in the place of all hits but some."""
    parts, start = list[Request](), 0
    for part in context.parts:
        held = [id for id in shown[start : start + part.k] if id in kept]
        others = replace(part, k=part.k - len(held), intent="more")
        parts += [one for one in (_as_shown(part, held), others) if one.k]
        start += part.k
    return _of_parts(context, parts)


def _unlike(part: Request, rank: int, others: Sequence[int]) -> Request:
    """A part for one hit in the place of that of a rank: none of the others, and darker than that one."""
    ends = [bound(word) for word, value in part.beyond if value is None]
    return replace(part, skip=(*part.skip, *others), than=tuple((*end, rank) for end in ends if end))


def _without(context: Request, parts: Sequence[Request], gone: Collection[int]) -> Request:
    """The last request without some of its parts, and whatever else is called so; where none is left, one begins anew."""
    left = [part for at, part in enumerate(parts) if at not in gone]
    if not left:
        return Request(intent="anew")
    held = {id for part in left for id in part.classes}
    held |= above(held, lexicon())  # "lose the hat", of a kit with open hats as well
    refused = [id for at in gone for id in parts[at].classes if id not in held]
    exclude = tuple(dict.fromkeys((*context.exclude, *refused)))
    return replace(_of_parts(context, left), exclude=exclude)


def _of_each(request: Request, text: str, context: Request, parts: Sequence[Request]) -> Request:
    """The last request with as many of each sound as are told: "3 of each"."""
    changed = [(part, parse(text, part)) for part in parts]
    told = [new if new.classes == part.classes else part for part, new in changed]
    each = [replace(part, k=request.k, intent="find") for part in told]
    return replace(_of_parts(context, each), k=request.k * len(each), intent=request.intent)


def _goes_on(prompt: Prompt) -> bool:
    """Whether what is named comes to what there is, one after the other: "now the clap", "next two shakers"."""
    first, *rest = prompt.words
    if first not in GOES_ON or not rest:
        return False
    text = " ".join(rest)
    return rest[0] in _ARTICLES | {"the"} or number(parse(text), text) > 0


def alike(context: Request) -> list[Request]:
    """The parts of a request for several sounds that are alike; none where it is for one."""
    sorts = groups(id for id in context.classes if id not in LOOPED)
    loops = [id for id in context.classes if id in LOOPED]
    return [_part(context, sort, loops) for sort in sorts] if len(sorts) > 1 else []


def _part(context: Request, sort: Sequence[str], loops: Sequence[str] = ()) -> Request:
    """The part of a request for one sort of sounds, of which it says what it says of all."""
    said = dict.fromkeys((*context.qualities, *flavours(context.text)))
    text = " ".join([*said, class_name(sort[0])])
    return replace(context, text=text, classes=(*sort, *loops), skip=(), parts=())


def _of_parts(context: Request, parts: Sequence[Request]) -> Request:
    """The last request with other parts, as many of each as before where each was counted."""
    text = " ".join(part.text for part in parts)
    if len(parts) == 1 and not context.counted:
        own: dict[str, Any] = {name: getattr(parts[0], name) for name in _OF_A_PART}
        return replace(context, parts=(), skip=(*context.skip, *parts[0].skip), intent=parts[0].intent, **own)
    whole = replace(context, text=text, like=(), like_ranks=(), intent="find")
    return joined(whole, parts, sum(part.k for part in parts) if context.counted else context.k)


def _with_others(prompt: Prompt, text: str, context: Request) -> Request | None:
    """The last request and some more sounds, if they are not alike, or it is told how many of both."""
    kept = constraints.kept(prompt)
    alone = parse(" ".join(prompt.words[at] for at in prompt.free())) if kept else parse(text)
    known = {*context.classes} - _TOLD_BY_TEXT
    if alone.intent != "find" or not alone.classes or {*alone.classes} <= known:
        return None
    counted = context.counted or (not context.parts and context.k != _DEFAULT.k)
    words = text.casefold().split()
    single = is_one(words) or "the" in words if context.counted else not _ARTICLES.isdisjoint(words)
    k = number(alone, text) or int(counted and single)
    # "Kicks under half a second", "and snares" are all to be that short, "and a bass" after pads longer than that is not.
    short = context.duration is not None and context.duration[0] is None and not alone.duration
    plain = _is_plain(alone) and _is_plain(replace(context, duration=None) if short else context)
    if not k and (counted or plain):
        return None
    kept |= {"duration"} if short else set()
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
    left = [part for part in context.parts if not asked.isdisjoint({*part.classes} - LOOPED.keys())]
    # "Minus the congas" leaves the bongos of "bongos or congas".
    held = [replace(part, classes=tuple(id for id in part.classes if id in asked)) for part in left]
    known = {id for part in held for id in part.classes} | LOOPED.keys()
    if not (left and asked <= known and request.k == context.k):
        return None
    parts = tuple(_unless_refused(parse(text, part), part) for part in left)
    if _told(parts) != _told(held):
        return None
    return replace(request, k=sum(part.k for part in parts) if context.counted else request.k, parts=parts)


def _unless_refused(new: Request, part: Request) -> Request:
    """A part as a prompt changes it; as it was where that refuses others alone."""
    text, before = (request.text.replace("-", " ") for request in (new, part))  # "hi hat"
    same = replace(new, text=part.text, exclude=part.exclude, lacking=part.lacking, skip=part.skip) == part
    return part if same and text == before else new


def _told(parts: Iterable[Request]) -> list[tuple[tuple[str, ...], int]]:
    return [(part.classes, part.k) for part in parts if part.intent == "find"]


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
    ends = [m.end for m in prompt.mentions if m.meaning.classes and prompt.word(m.end) in _FOR]
    return " ".join(prompt.words[ends[0] + 1 :]) if ends else ""


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
