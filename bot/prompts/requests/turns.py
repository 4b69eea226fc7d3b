"""A prompt as the next turn of a conversation: what it changes in the last request, or that it starts afresh."""

import itertools
from collections.abc import Iterator
from dataclasses import replace

from bot.prompts.context.references import RESTARTS
from bot.prompts.language import lists
from bot.prompts.language.lexicon import LOOPED
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.vocabulary import is_foreign, lexicon
from bot.prompts.requests.merging import (
    ADDING,
    GOES_ON,
    KNOWN,
    POLITE,
    ends_with_too,
    goes_on_alone,
    how_many,
    refined,
    words_of,
)
from bot.prompts.requests.reading import Parts
from bot.prompts.requests.scales import rescaled
from bot.prompts.requests.wording import class_name, kin
from bot.prompts.sounds.classes import classes_as, excluded_as, ruled_out
from bot.prompts.speech import refusals
from bot.prompts.speech.scopes import DETERMINERS
from retrieval_core.request import Request

_DEFAULT = Request()
_REFINES = lists.phrases("turns", "refines")
_BESIDE = lists.phrases("turns", "beside")
_KEEPS = lists.phrases("turns", "keeps")
_SAME = frozenset("alike identical repetitive same samey similar".split())
_MATCHING = frozenset("fit fits fitting go goes match matches matching suits work works".split())
#: In what two sounds are alike that go together.
_GOING_WITH = ("key", "tempo")
_ONES = frozenset("one ones counterpart counterparts kind sort type variety version".split())


def fresh(parts: Parts) -> Request:
    """The request of a prompt that stands for itself."""
    classes = classes_as(parts.kind, parts.classes)
    within = parts.excluded.within(classes)
    excluded = [id for id in parts.excluded.classes if id not in within]
    lacking = [*parts.excluded.words, *parts.excluded.mood_words, *parts.excluded.words_within(classes)]
    return Request(
        text=parts.text,
        k=parts.k or _DEFAULT.k,
        approach=parts.approach,
        classes=classes,
        exclude=excluded_as(excluded, classes),
        lacking=tuple(dict.fromkeys(lacking)),
        kind=parts.kind,
        tempo=parts.tempo,
        key=parts.key,
        duration=parts.duration,
        qualities=words_of(parts.qualities),
        like_ranks=parts.like_ranks,
        refused_ranks=parts.refused_ranks,
        beyond=tuple((q.word, None) for q in parts.qualities if (q.measure, q.direction) in parts.than),
        same=tuple(parts.same.items()),
        than=tuple((*ended, rank) for ended, rank in parts.than.items()),
        random=parts.random,
    )


def continued(prompt: Prompt, parts: Parts, context: Request) -> Request | None:
    """The last request as the prompt changes it; None where the prompt starts a new one."""
    if parts.does == "same" and context.classes and not parts.excluded.beside:
        parts.classes = ()
    if parts.different and not parts.classes and not parts.text:
        if not _SAME.isdisjoint(prompt.words):  # "they all sound the same, got something different"
            return replace(context, intent="more", k=parts.k or context.k)
        exclude = tuple(id for id in context.classes if id not in LOOPED)
        # Where nothing can be left out, the approach alone would look like a wish to change it.
        return Request(
            k=parts.k or context.k, approach=context.approach if exclude else None, exclude=exclude
        )
    goes_with = _GOING_WITH if not _MATCHING.isdisjoint(prompt.words) else ()
    if parts.like_ranks and parts.classes and (fields := sorted(parts.kept) or goes_with):
        # "A bass in the key of the second one" is to sound like no piano.
        same = tuple((name, parts.like_ranks[0]) for name in fields)
        return replace(fresh(parts), like_ranks=(), same=same)
    if parts.like_ranks:
        return replace(refined(prompt, parts, context), like=(), like_ranks=parts.like_ranks)
    if parts.more and _is_next_page(parts, context):
        groups = lexicon().taxonomy.grouped
        fewer = parts.classes and len(groups(parts.classes)) < len(groups(context.classes))
        page = (
            refined(prompt, parts, context) if fewer else context
        )  # "another snare", after kicks and snares
        return replace(page, intent="more", k=how_many(prompt, parts, context))
    if _refines(prompt, parts, context):
        changed = refined(prompt, parts, context)
        if parts.excluded.classes and changed == replace(context, skip=()):
            return replace(context, intent="more")  # "I said no claps", where some were shown
        return _as_shown(changed, parts) if parts.kept else changed
    if parts.kept:  # "now a pad in the same key"; "a kick that fits" may be in any
        drums, last = ((kin(ids) or ids) == ("drums",) for ids in (parts.classes, context.classes))
        unpitched = {"key", "tempo"} <= parts.kept and drums
        if unpitched and not last:  # of drums, a loop alone has the tempo of a melody
            loops = parts.kind == "loop" or parts.classes == ("drums",)
            parts.kept = frozenset({"tempo"} if loops else ())
        held = {name: getattr(context, name) for name in parts.kept - ({"key"} if unpitched else set())}
        return _as_shown(replace(fresh(parts), **held), parts)
    return None


def _as_shown(request: Request, parts: Parts) -> Request:
    """A request with what is to be kept, of which nothing was said, as it is in what was shown."""
    unsaid = (name for name in sorted(parts.kept) if getattr(request, name) is None)
    return replace(request, same=tuple((name, 0) for name in unsaid))


def elided(prompt: Prompt, parts: Parts, context: Request) -> Request | None:
    """The last request scaled, or narrowed by a word that its noun completes: "open ones", "no open ones", behind hi-hats; None if there is none."""
    if scaled := rescaled(prompt, parts, context):
        return scaled
    limited = replace(parts, like_ranks=()).constrains
    cues = (refusals.cue(prompt, at) for at in prompt.free())
    refused = next((end for end in cues if 0 < end < len(prompt.words)), 0)  # not so "closed too"
    if parts.classes or parts.more or (refused and limited):
        return None
    said = prompt.words[prompt.after(refused, DETERMINERS) :] if refused else parts.text.split()
    words = [
        word
        for word in said
        if word[0].isalnum() and word not in _ONES | POLITE | KNOWN | {*words_of(parts.qualities)}
    ]
    if not refused and (limited or len(words) > 1):
        # "The open ones, that come between the kicks", "closed, short", not so "house tempo, 122", "no acoustic ones either".
        free = {prompt.words[at] for at in prompt.free()}
        behind = ((word, end) for word, end in itertools.pairwise([*prompt.words, "."]) if word in free)
        words = [word for word, end in behind if end in _ONES or (words == [word] and not end.isalnum())]
    # "Acoustic", of a kit, completes no kick alone.
    alone = len(words) == 1 and (refused or not context.parts)
    found = next(_completed(words[0], context), None) if alone else None
    if not found:
        return None
    phrase, classes = found
    if refused and {*classes} <= {*context.classes}:  # "not male", of vocals
        text = " ".join(word for word in context.text.split() if word != words[0])
        return replace(context, text=text, lacking=(*context.lacking, words[0]), skip=(), intent="find")
    if refused:
        exclude = excluded_as((*context.exclude, *classes), context.classes)
        return replace(context, exclude=exclude, skip=(), intent="find")
    if limited:  # "closed ones then, under 100 ms"
        context = refined(prompt, parts, context)
    if ends_with_too(prompt) or "also" in prompt.words:
        classes, phrase = tuple(dict.fromkeys((*context.classes, *classes))), f"{context.text} {phrase}"
    exclude = excluded_as((*context.exclude, *ruled_out(words, classes)), classes)
    return replace(
        context,
        text=phrase,
        classes=classes_as(context.kind, classes),
        exclude=tuple(id for id in exclude if id not in classes),
        k=parts.k or context.k,
        like=() if parts.like_ranks else context.like,
        like_ranks=parts.like_ranks or context.like_ranks,  # "open ones like 2"
        skip=(),
        intent="find",
    )


def _completed(word: str, context: Request) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The phrases that a word makes with the nouns of the last request, and their classes: "open hat", "vocal chops"."""
    for id in (id for id in context.classes if id not in LOOPED):  # "jazzy", of loops
        noun = class_name(id, one=True).replace("-", " ").split()
        for start in range(len(noun)):
            for phrase in (" ".join((word, *noun[start:])), " ".join((*noun[start:], word))):
                if (meaning := lexicon().meaning(phrase)) and meaning.classes:
                    yield phrase, meaning.classes


def _is_next_page(parts: Parts, context: Request) -> bool:
    others = (
        parts.excluded,
        parts.tempo,
        parts.key,
        parts.duration,
        parts.approach,
        parts.qualities,
        parts.released,
        any(getattr(context, name) is None for name in parts.kept),  # "more in that key", of a hit
    )
    if any(others):
        return False
    if parts.classes:
        return set(classes_as(context.kind, parts.classes)) <= set(context.classes)
    return not parts.text


def _refines(prompt: Prompt, parts: Parts, context: Request) -> bool:
    """Whether a prompt is about the sounds that were asked for last.

    A prompt that names no sound of its own is; one that names some starts anew, unless it says how they go with the last ones.
    """
    if RESTARTS.stand_in(prompt.words):
        return False
    if parts.does == "same" or (parts.classes and parts.does):
        return parts.does != "anew"
    if parts.classes:
        return _changes_class(prompt, parts, context)
    # "More realistic", "with brushes", "a floppy one".
    goes_on = _BESIDE.end(prompt.words, 0) > 0 or not {"one", "ones"}.isdisjoint(prompt.words)
    known = bool(context.classes) and (goes_on or not is_foreign(parts.text))
    return parts.constrains or parts.k is not None or not parts.text or known


def _changes_class(prompt: Prompt, parts: Parts, context: Request) -> bool:
    """Whether the sounds of a prompt take the place of the last ones, or go with them: "snares instead", "and claps", "longer kicks"."""
    start = next((at for at in prompt.free() if prompt.words[at].isalnum()), 0)
    others = not {*parts.classes} <= {*context.classes}
    # "909 hats on top, one shots" are no loops of drums and hats.
    unlike = None not in (parts.kind, context.kind) and parts.kind != context.kind
    unlike = unlike and not ends_with_too(prompt)
    if others and not parts.does and (unlike or goes_on_alone(prompt, context)):
        return False
    if any(quality.comparative for quality in parts.qualities):
        return True
    if (
        _KEEPS.stand_in(prompt.words) and not parts.kept
    ):  # "snares like that", but "now a bass in the same key"
        return True
    if parts.excluded and {*parts.classes} <= {*context.classes}:  # "no bass, I just want drums", of drums
        return True
    # "Now a ride to go with it" goes on to something else.
    adds = GOES_ON.isdisjoint(prompt.words) and (ADDING.stand_in(prompt.words) or ends_with_too(prompt))
    said = [word for word in prompt.words if word.isalnum() and word not in POLITE]
    narrows = said[-1:] == ["only"]  # "drums only"
    return (
        adds or narrows or "also" in prompt.words or any(_REFINES.end(prompt.words, at) for at in (0, start))
    )
