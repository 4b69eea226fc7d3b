"""A third opinion on long prompts: what the words as a whole lie near, as the text encoder reads them.

The grammar and the reader look at names, one by one. The encoder has learnt from whole captions, refusals and descriptions what sound is
meant by them, and is seldom sure and wrong: what it is sure of outweighs names that it finds nothing of in the words, and stays where the
reader would leave no name at all.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import cache

from bot.prompts.language.everyday import GUESSES
from bot.prompts.language.lexicon import LOOPED
from bot.prompts.language.vocabulary import lexicon
from bot.prompts.learned import stories
from bot.prompts.learned.roles import BRIEF, SAYING, adjectives, as_written, described, places, reread
from bot.prompts.learned.rows import listed
from bot.prompts.requests.grammar import parse
from bot.prompts.requests.wording import groups
from bot.prompts.several.apart import apart
from bot.prompts.sounds.named import named
from retrieval_core.request import Request

#: Cosines of the class that lies nearest from which on the encoder is sure that it is meant, and, of prompts that name none, that it may
#: be asked for, in many words and in few; of a class that is named, below which it finds nothing of it, and, of a noise that a turn may mean, little.
SURE, DESCRIBED, CERTAIN, NOTHING, LITTLE = 0.7, 0.75, 0.85, 0.1, 0.3
#: Fewer words than so many describe nothing.
FEW = 3
#: And from which on the words of a turn are a noise by themselves, and no way in which the last sounds are to be.
ALONE = 0.8
#: What the grammar may take a prompt for that is something else.
_DOUBTFUL = frozenset("find greeting help other thanks".split())
#: From words, how near they lie to each class, as cosines; empty where the encoders cannot tell.
Near = Callable[[str], Mapping[str, float]]


def read(text: str, near: Near, before: Collection[str] | None = None) -> Request:
    """What a prompt asks for that stands for itself, as grammar, reader and text encoder read it.

    Parameters:
        text: the prompt.
        near: how near words lie to classes.
        before: the classes that were asked for before, where the prompt is said behind an answer.
    """
    request = plain = parse(text)
    if plain.intent in _DOUBTFUL:
        request = reread(plain, text, before=before)
        request = weighed(request, text, near, plain)
    return apart(request, text)


def weighed(request: Request, text: str, near: Near, plain: Request | None = None) -> Request:
    """A request without the sounds of which nothing is in the words as a whole, and for the one that is surely described.

    Parameters:
        request: what was understood of a prompt that stands by itself.
        text: the prompt.
        near: how near words lie to classes.
        plain: what the grammar made of the prompt, before the reader looked at it.
    """
    if request.intent != "find" or request.parts or request.random:
        return request
    near = cache(near)  # what the grammar, and what the reader made of a prompt may both be compared with it
    if plain and not request.classes and (upheld := _upheld(plain, request, text, near)):
        return upheld
    if not request.classes and not request.exclude:
        return _described(request, text, near)
    text = as_written(text)
    # Of "a kick under 300 ms and a crash over 2 s" the limits say nothing that is near to any sound.
    said = request.text if request.tempo or request.duration else text
    if len(said.split()) < BRIEF or not (close := near(text)):
        return request
    nearest = max(close, key=close.__getitem__)
    if close[nearest] < SURE:
        return request
    asked = groups(id for id in request.classes if id not in LOOPED)
    absent = {id for group in asked if _closest(group, close) < NOTHING for id in group}
    for ids in listed(text) if absent else ():
        if not {id for group in asked for id in group if id in ids} <= absent:
            absent -= ids
    if all(absent.issuperset(group) for group in asked):
        if nearest in request.exclude:
            if not GUESSES.issuperset(absent):
                return request  # "the cowbell, no woodblock again"
            # "Clap > snare. So clap, and keep the snare away from me".
            exclude = tuple(id for id in request.exclude if id != nearest)
            return replace(request, text=text, classes=(nearest,), exclude=exclude)
        return replace(request, text=text, classes=(nearest,)) if asked else request
    return replace(request, classes=tuple(id for id in request.classes if id not in absent))


def coloured(request: Request, text: str, context: Request, near: Near) -> Request:
    """A turn that says how the last sounds are to be where it may mean a noise, too: "dripping", of a surf guitar.

    Parameters:
        request: what the grammar made of the turn.
        text: the turn.
        context: the last request.
        near: how near words lie to classes.
    """
    asked, last = {*request.classes}, {*context.classes}
    if request.intent != "find" or not asked or not last or not asked <= GUESSES or asked & last:
        return request
    if context.parts or len(text.split()) > SAYING:
        return request
    close = near(f"{context.text}, {as_written(text)}")
    if not close or _closest(last, close) < SURE or _closest(asked, close) >= LITTLE:
        return request
    said = as_written(text).strip()
    # A pad may be like rain, and a tom is hardly.
    drums = {lexicon().taxonomy.coarse_of(id) for id in last & lexicon().taxonomy.classes.keys()} == {"drums"}
    if drums and _closest(asked, near(said)) >= ALONE:
        return request
    qualities = tuple(dict.fromkeys((*request.qualities, *context.qualities)))
    return replace(context, text=f"{context.text} {request.text}", qualities=qualities, skip=())


def _described(request: Request, text: str, near: Near) -> Request:
    """A request for the sound that a description is surely of."""
    if not described(request, text, FEW) or not (close := near(as_written(text))):
        return request
    nearest = max(close, key=close.__getitem__)
    least = DESCRIBED if described(request, text) else CERTAIN
    return replace(request, classes=(nearest,)) if close[nearest] >= least else request


def _upheld(plain: Request, request: Request, text: str, near: Near) -> Request | None:
    """What the grammar made of a prompt, where the reader has left no sound of it and the encoder is sure of one: "accordion waltz, a café"."""
    if not plain.classes or not (close := near(as_written(text))):
        return None
    nearest = max(close, key=close.__getitem__)
    if close[nearest] < SURE:
        return None
    # "Not maracas, the other shaker".
    asked = [id for id in plain.classes if id == nearest or id not in request.exclude]
    classes = _finer(asked, LOOPED.get(nearest, nearest) if plain.kind == "loop" else nearest)
    exclude = tuple(id for id in request.exclude if id not in classes)
    found = named(text)
    # Elsewhere a description tells what is done, and of what: "two short sticks", "soft when you play soft".
    qualities = tuple(word for word in adjectives(found) if word in plain.qualities)
    upheld = replace(plain, classes=classes, exclude=exclude, qualities=qualities)
    return stories.kept(upheld, found.text, places(found, classes)) if classes else None


def _finer(asked: Collection[str], nearest: str) -> tuple[str, ...]:
    """Of the classes that are asked for those that are what lies nearest or kinds of it; this itself where they are what it is a kind of."""
    taxonomy = lexicon().taxonomy
    if nearest in taxonomy.coarse:
        return (nearest,) if nearest in asked else ()
    if nearest not in asked and not {*taxonomy.ancestors(nearest)}.isdisjoint(asked):
        return (nearest,)
    kin = {nearest, *taxonomy.descendants(nearest)} - (GUESSES - {nearest})
    return tuple(id for group in groups(asked) if kin & {*group} for id in group)


def _closest(ids: Collection[str], close: Mapping[str, float]) -> float:
    """How near the nearest of some classes lies, those above and below them included; 1 where the encoder knows none."""
    taxonomy = lexicon().taxonomy
    families = {id for id in taxonomy.classes if taxonomy.coarse_of(id) in ids}
    fine = {*ids} & taxonomy.classes.keys()
    kin = {other for id in fine for other in (id, *taxonomy.ancestors(id), *taxonomy.descendants(id))}
    return max((close[id] for id in kin | families if id in close), default=1.0)
