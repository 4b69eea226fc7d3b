"""A request for several sounds, as a turn changes it: some of them are exchanged, put otherwise, left out, kept alone, or joined by others."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.prompts.context.references import drops
from bot.prompts.language import lists
from bot.prompts.language.lexicon import LOOPED
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.vocabulary import ARTICLES
from bot.prompts.measures import counts
from bot.prompts.requests.grammar import parse
from bot.prompts.requests.wording import class_name, flavours
from bot.prompts.several.additions import ADDING, addition, adds, kept_with, names_one_at, with_others
from bot.prompts.several.apart import apart, sounds_apart
from bot.prompts.several.fates import (
    THE,
    changes_of,
    fates_of,
    leaves,
    left_of,
    measured_of,
    missed,
    number_of,
)
from bot.prompts.several.parts import alike, as_shown, number_told, of_parts, part_of
from bot.prompts.several.ranks import by_name, by_quality, whole
from bot.prompts.sounds import complaints, faults
from bot.prompts.sounds.classes import above
from retrieval_core.request import Request

_EXCHANGING = lists.words("kits", "exchanging")
_FOR = frozenset("for into to with".split())


def _page(request: Request, k: int) -> Request:
    """The next page of a request: of the parts alone that it is for, "two more kicks", so many of one part."""
    left = [part for part in request.parts if {*part.classes} <= {*request.classes, *LOOPED}]
    if len(left) != 1:
        return replace(request, parts=tuple(left))
    page = replace(left[0], k=k, approach=request.approach, intent="more")
    return replace(page, files=request.files, named=request.named)


def turned(
    request: Request,
    text: str,
    context: Request,
    shown: Sequence[int] = (),
    picked: tuple[int, ...] = (),
    does: str = "",
) -> Request | None:
    """The last request with some of its sounds changed, exchanged, kept alone or left out, or with more; None if it is about something else.

    Parameters:
        request: what was understood of the prompt, with regard to the last request.
        text: the prompt.
        context: the last request.
        shown: the hits of the last answer.
        picked: the ranks of those that were picked out, or praised, since.
        does: "besides" where the prompt surely asks for more beside what there is.
    """
    prompt = Prompt.read(text)
    if dropped := drops(prompt, context.classes):
        text = f"no {dropped}"
        prompt = Prompt.plain(text)
    if joint := kept_with(prompt, context, shown, picked) or _added_to(prompt, context, shown):
        return joint
    parts = list(context.parts) or (sounds_apart(context, context.text) if alike(context) else [])
    if not parts and does != "besides" and ADDING.isdisjoint(text.casefold().split()):
        return None
    for plainly in (complaints.spelt_out, faults.plainly):
        prompt = Prompt.plain(said) if (said := plainly(prompt)) else prompt
    named, ranks = by_name(prompt, parts) if context.counted and len(shown) == context.k else ("", set[int]())
    if any(not _is_alone(rank, context) for rank in ranks):
        return _with_some(named, ranks, context, shown)
    if named := named or by_quality(prompt, parts) or (whole(prompt) if request.intent == "find" else ""):
        again = parse(named, context)
        return turned(again, named, context, shown) or again
    if context.counted and (wish := missed(prompt, parts)):
        return wish
    if context.counted and request.lacking == context.lacking and leaves(prompt, parts):
        return Request(intent="other")
    more = not request.like_ranks and context.classes and (does == "besides" or adds(prompt, context))
    if more and (joint := with_others(Prompt.plain(" ".join(prompt.words)), context)):
        return joint
    if left := left_of(prompt, parts):
        return of_parts(context, left)
    if parts and counts.of_each(prompt) and not prompt.names_class_behind(0):
        each = of_parts(context, [replace(part, k=request.k, intent="find") for part in parts])
        return replace(each, k=request.k * len(parts), intent=request.intent)
    if request.intent == "more" and not (context.parts and changes_of(request, prompt, parts)):
        k = counts.count(prompt) or Request().k if context.counted else request.k
        return _page(request, k) if parts else None
    if request.like_ranks or request.random or request.intent not in ("find", "more", "other"):
        return None
    return _of_named(request, prompt, text, context, parts) if parts else None


def _of_named(
    request: Request, prompt: Prompt, text: str, context: Request, parts: Sequence[Request]
) -> Request | None:
    """The last request with those of its parts exchanged, put otherwise or left out that a prompt names, or with what it allows again."""
    parts = list(parts)
    named = [id for m in prompt.mentions for id in m.meaning.classes]
    allowed = [id for id in named if id in {*context.exclude} - {*request.exclude}]
    if allowed and context.counted:  # "claps are fine", of a kit that was to have none
        lifted = replace(context, exclude=request.exclude)
        return of_parts(lifted, [*parts, *(replace(part_of(lifted, [id]), k=1) for id in allowed)])
    fates, changes = fates_of(prompt, parts)[0], changes_of(request, prompt, parts)
    changes = changes or (measured_of(request, prompt, parts) if context.parts else {})
    old = [
        at
        for at, part in enumerate(parts)
        if not {*part.classes}.isdisjoint(named) and fates.get(at) != "kept"
    ]
    said_instead = _replacement(prompt) if old else ""
    exchanging = said_instead != "" or not _EXCHANGING.isdisjoint(prompt.words)
    # "Change the snare for a clap" may read as if a clap were what the snare is for.
    asked = [id for id in request.classes if id not in context.classes] or (named if exchanging else [])
    instead = parse(said_instead).classes  # an 808
    new = [id for id in dict.fromkeys((*asked, *instead)) if id not in {*context.classes, *LOOPED}]
    others = [at for at in old if {*parts[at].classes}.isdisjoint(instead)]
    if instead and others:  # "swap the snare for a clap", of a kit that has one
        old, new = others, list(instead)
    # "The snare is too bright" refuses none.
    refused = {*request.exclude} - {*context.exclude, *(id for at in changes for id in parts[at].classes)}
    refused &= {*named} if changes else refused  # nor does "make the hat closed"
    one = {*parts[old[0]].classes} if len(old) == 1 else set[str]()
    if new:
        goes = said_instead or (one and (exchanging or not refused.isdisjoint(one)))
        several = _in_place(parts, old, new, said_instead or text, context.qualities) if goes else ()
        return of_parts(context, several) if several else None
    if context.counted and exchanging and not one.isdisjoint(request.classes) and number_told(request, text):
        changes = {old[0]: text}  # "two snares actually"
    if said_instead and not changes:
        changes = dict.fromkeys(old, said_instead)  # "808 for the kick"
    gone = [at for at, fate in fates.items() if fate == "dropped"]
    fewer = context.counted and gone and (changes or len(gone) == len(fates))
    if not fewer and (refused or not (named or changes)):
        return _all_changed(request, text, context)
    for at, said in changes.items():
        parts[at] = _changed(parts[at], said_instead or said)
    if fewer:  # "darker kick, no clap"
        return _without(context, parts, {at: number_of(prompt, parts, at) for at in gone})
    return of_parts(context, parts) if changes else None


def _is_alone(rank: int, context: Request) -> bool:
    """Whether no other hit is called as that of a rank is, so that its name tells which is meant."""
    parts = [part for part in context.parts for _ in range(part.k)]
    return sum(not {*parts[rank - 1].classes}.isdisjoint(other.classes) for other in parts) == 1


def _with_some(said: str, ranks: set[int], context: Request, shown: Sequence[int]) -> Request | None:
    """The last request with the hits of some ranks changed alone, by what is said of their sounds: the second of two snares; None where that changes nothing.

    The others of their parts stay as they were shown.
    """
    of_hits = [part for part in context.parts for _ in range(part.k)]
    meant = [replace(of_hits[rank - 1], k=1, first=()) for rank in sorted(ranks)]
    alone = of_parts(context, meant)
    new = turned(parse(said, alone), said, alone)
    if new is None or (new.intent != "anew" and (len(new.parts) != len(meant) or new.parts == tuple(meant))):
        return None
    # None where they go; what is found fault with does not come again.
    changed = {
        rank: replace(part, skip=(*part.skip, shown[rank - 1]))
        for rank, part in zip(sorted(ranks), new.parts, strict=False)
    }
    parts, start = list[Request](), 1
    for part in context.parts:
        of_part = range(start, start := start + part.k)
        for moved, places in itertools.groupby(of_part, ranks.__contains__):
            if moved:
                parts += [changed[rank] for rank in places if rank in changed]
            else:
                ids = [shown[rank - 1] for rank in places]
                parts.append(part if len(ids) == part.k else as_shown(part, ids))
    gone = [shown[rank - 1] for rank in ranks if rank not in changed]  # they do not come back with one more
    return replace(of_parts(context, parts), refused=(*context.refused, *gone)) if parts else new


def _added_to(prompt: Prompt, context: Request, shown: Sequence[int]) -> Request | None:
    """The last request as one half of a prompt changes it, with what the other adds: "swap the hat for a shaker and add 2 crashes"."""
    at = addition(prompt) if context.counted else 0
    if not at:
        return None
    halves = [" ".join(prompt.words[: at - 1]), " ".join(prompt.words[at:])]
    first, then = halves if adds(Prompt.plain(halves[1]), context) else reversed(halves)
    joint = turned(parse(first, context), first, context, shown)
    return turned(parse(then, joint), then, joint) if joint and joint.parts else None


def _without(context: Request, parts: Sequence[Request], gone: Mapping[int, int]) -> Request:
    """The last request without some of its parts, and whatever else is called so, or without so many of each, 0 for all; where none is left, one begins anew."""
    fewer = [replace(part, k=part.k - gone.get(at, 0)) for at, part in enumerate(parts)]
    left = [part for at, part in enumerate(fewer) if part.k > 0 and gone.get(at) != 0]
    if not left:
        return Request(intent="anew")
    held = {id for part in left for id in part.classes}
    held |= above(held)  # "lose the hat", of a kit with open hats as well
    refused = [id for at in gone for id in parts[at].classes if id not in held]
    exclude = tuple(dict.fromkeys((*context.exclude, *refused)))
    return replace(of_parts(context, left), exclude=exclude)


def _all_changed(request: Request, text: str, context: Request) -> Request | None:
    """The parts of the last request as the prompt changes each, without those that it refuses; None where it asks for something else."""
    asked = {*request.classes, *LOOPED}
    left = [part for part in context.parts if not asked.isdisjoint({*part.classes} - LOOPED.keys())]
    known = {id for part in left for id in part.classes} | LOOPED.keys()
    if not (left and asked <= known and request.k in (context.k, counts.MOST)):
        return None
    # "Keep 2. now some snares", "under 200 ms": of what is still to be chosen.
    held = [part.k == 1 and part.first != () for part in left]
    held = held if any(part.k > 1 and not part.first for part in left) else [False] * len(left)
    parts = [
        part if stays else _unless_refused(parse(text, part), part)
        for part, stays in zip(left, held, strict=True)
    ]
    if request.k == counts.MOST:  # "all of them under 500 ms"
        parts = [replace(new, k=part.k) for new, part in zip(parts, left, strict=True)]
    if any((new.classes, new.k) != (part.classes, part.k) for new, part in zip(parts, left, strict=True)):
        return None
    k = sum(part.k for part in parts) if context.counted else request.k
    return replace(request, k=k, parts=tuple(parts))


def _unless_refused(new: Request, part: Request) -> Request:
    """A part as a prompt changes it; as it was where that refuses others alone."""
    text, before = (request.text.replace("-", " ") for request in (new, part))  # "hi hat"
    same = replace(new, text=part.text, exclude=part.exclude, lacking=part.lacking, skip=part.skip) == part
    return part if (same and text == before) or new.intent == "other" else new


def _changed(part: Request, text: str) -> Request:
    """A part as a prompt changes it; so many of its kind where only that is said, and another one where nothing is."""
    new = parse(text, part)
    k = number_told(new, text) or part.k
    compares = any(value is None for _, value in new.beyond)
    told = {*flavours(new.text)} - {*part.text.split()}  # "an 808"
    same = replace(new, k=k, text=part.text) == replace(part, k=k, skip=()) and not (compares or told)
    if same and k != part.k:
        return replace(part, k=k)
    if same or new.intent != "find" or not {*new.classes}:
        return replace(part, intent="more", k=k)
    # "The kick is too boomy", of one for house.
    known = {*new.text.split(), *new.lacking}
    kept = [word for word in part.text.split() if flavours(word) and word not in known]
    return replace(new, k=k, text=" ".join([*kept, new.text]))


def _replacement(prompt: Prompt) -> str:
    """What is said of what comes in the place of a sound: "something softer", in "swap the snare for something softer", "a rim", in "make the
    clap a rim", "an 808", in "an 808 instead of 909 for the kick"; "" where nothing is."""
    swaps, makes = not _EXCHANGING.isdisjoint(prompt.words), "make" in prompt.words
    for sound in prompt.mentions:
        start = prompt.before(sound.start, THE)
        if sound.meaning.classes and start < sound.start and prompt.word(start - 1) == "for":
            return " ".join(prompt.words[: start - 1])
    for end in (m.end for m in prompt.mentions if m.meaning.classes):
        if swaps and prompt.word(end) in _FOR:
            return " ".join(prompt.words[end + 1 :])
        if makes and prompt.word(end) in ARTICLES and names_one_at(prompt, end):
            return " ".join(prompt.words[end:])
    return ""


def _in_place(
    parts: Sequence[Request], old: Sequence[int], new: Sequence[str], said: str, shared: tuple[str, ...]
) -> list[Request]:
    """Parts with others in the place of some, as many or not: "a rim and a shaker", "a crash" for two hats.

    The adjectives that all of the sounds share are said of one that has none of its own.
    """
    wish = apart(parse(said), said)
    told = {*wish.classes} >= {*new} and not wish.exclude
    named = replace(wish, text=" ".join(map(class_name, new)), classes=tuple(new))
    others = sounds_apart(wish, said) if told else [named]
    changed = [
        replace(
            parts[at],
            text=" ".join([*(() if one.qualities else shared), one.text]),
            classes=one.classes,
            qualities=one.qualities or shared,
            skip=(),
            k=(one.k if wish.counted else len(others) == 1 and number_told(one, said)) or parts[at].k,
        )
        for at, one in zip(itertools.chain(old, itertools.repeat(old[-1])), others, strict=False)
    ]
    places = {at: [one] for at, one in zip(old, changed, strict=False)}
    places[old[min(len(old), len(changed)) - 1]] += changed[len(old) :]
    return [one for at, part in enumerate(parts) for one in (places.get(at, []) if at in old else [part])]
