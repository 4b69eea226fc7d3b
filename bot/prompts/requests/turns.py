"""A prompt as the next turn of a conversation: what it changes in the last request, or that it starts afresh."""

import itertools
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.prompts.context.references import RESTARTS
from bot.prompts.language import lists
from bot.prompts.language.everyday import PERSONS
from bot.prompts.language.lexicon import LOOPED
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.vocabulary import is_foreign, lexicon
from bot.prompts.requests.manners import (
    KEEPS,
    VAGUE,
    completed,
    completes,
    names_something_new,
    tells_manner,
    with_more,
)
from bot.prompts.requests.merging import (
    ADDING,
    BESIDE,
    CHANNELS,
    DENYING,
    GOES_ON,
    KNOWN,
    MANNERS,
    OPENING,
    POLITE,
    ends_with_too,
    has_any,
    narrows,
    readmits,
    refined,
    strangers,
    without_mode,
    words_of,
)
from bot.prompts.requests.reading import RECORDED, Parts, part_heard
from bot.prompts.requests.scales import rescaled
from bot.prompts.requests.wording import kin
from bot.prompts.sounds.classes import classes_as, excluded_as, ruled_out
from bot.prompts.speech import refusals
from bot.prompts.speech.scopes import DETERMINERS
from retrieval_core.request import Request

_DEFAULT = Request()
_REFINES = lists.phrases("turns", "refines")
_LEAVES = lists.phrases("turns", "leaves")
_MARKS = lists.phrases("turns", "marks")
_INSTEAD = lists.Phrases("what about, how about, try")
_ALLOWS = lists.words("turns", "allows")
_ONES = frozenset("one ones kind sort type variety version".split())
#: What goes on to tell what a "one" is like.
_OF_ONE = frozenset("from going please pls that that's thats which who with without".split())
_ADDING = frozenset("and also plus".split())
_SAME = frozenset("alike identical repetitive same samey similar".split())
_SUNG = frozenset(["choir", "vocal"])
_INCLUDING = frozenset("also include including too with".split())
_MATCHING = frozenset("compatible fit fits fitting go goes match matches matching suits work works".split())
#: Classes that are named by how they are played as well: "wobble", "fingerpicking", "adlibs".
_PLAYED = ({"synthbass"}, {"guitar"}, {"vocal"})
_POINTS = frozenset("it them one ones that those these they same similar".split())


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
        qualities=words_of(without_mode(parts, parts.key)),
        like_ranks=parts.like_ranks,
        refused_ranks=parts.refused_ranks,
        beyond=tuple((q.word, None) for q in parts.qualities if (q.measure, q.direction) in parts.than),
        same=tuple(parts.same.items()),
        than=tuple((*ended, rank) for ended, rank in parts.than.items()),
        random=parts.random,
    )


def continued(prompt: Prompt, parts: Parts, context: Request) -> Request | None:
    """The last request as the prompt changes it; None where the prompt starts a new one."""
    if tells_manner(prompt, parts, context) or (parts.does == "same" and context.classes):
        parts.classes = ()
    if parts.different and not parts.classes and not parts.text:
        if not _SAME.isdisjoint(prompt.words):  # "they all sound the same, got something different"
            return replace(context, intent="more", k=parts.k or context.k)
        exclude = tuple(id for id in context.classes if id not in LOOPED)
        # Where nothing can be left out, the approach alone would look like a wish to change it.
        return Request(
            k=parts.k or context.k, approach=context.approach if exclude else None, exclude=exclude
        )
    alike = bool(parts.classes) or "compatible" in prompt.words
    if parts.like_ranks and alike and (fields := _matched(prompt, parts)):
        # "A bass in the key of the second one" is to sound like no piano.
        rank, parts.like_ranks = parts.like_ranks[0], ()
        parts.text = " ".join(word for word in parts.text.split() if word not in _MATCHING)
        request = fresh(parts) if parts.classes else refined(prompt, parts, context)
        return replace(request, same=tuple((name, rank) for name in fields))
    if parts.like_ranks and (narrowed := elided(prompt, replace(parts, like_ranks=()), context)):
        return replace(narrowed, like=(), like_ranks=parts.like_ranks)  # "a closed one like it", of open hats
    if parts.like_ranks:
        return replace(refined(prompt, parts, context), like=(), like_ranks=parts.like_ranks)
    if parts.more and _is_next_page(parts, context):
        page = context
        if parts.classes and len(lexicon().taxonomy.grouped(parts.classes)) < len(
            lexicon().taxonomy.grouped(context.classes)
        ):
            page = refined(prompt, parts, context)  # "another snare", after kicks and snares
        return replace(page, intent="more", k=parts.k or context.k, random=parts.random or page.random)
    if _refines(prompt, parts, context):
        changed = refined(prompt, parts, context)
        if parts.excluded.classes and changed == replace(context, skip=()):
            return replace(context, intent="more")  # "I said no claps", where some were shown
        held = {name: getattr(changed, name) for name in parts.kept}
        return replace(changed, same=_as_shown(held)) if held else changed
    if parts.kept:  # "now a pad in the same key"; "a kick that fits" may be in any
        unpitched = {"key", "tempo"} <= parts.kept and kin(parts.classes) == ("drums",)
        kept = parts.kept - {"key"} if unpitched else parts.kept
        held = {name: getattr(parts, name) or getattr(context, name) for name in parts.kept}
        return replace(fresh(parts), same=_as_shown(held), **{name: held[name] for name in kept})
    return None


def _matched(prompt: Prompt, parts: Parts) -> tuple[str, ...]:
    """The fields in which something is to be as a hit: those named, or all that make two sounds go together."""
    matching = not _MATCHING.isdisjoint(prompt.words)
    return tuple(sorted(parts.kept)) or (("key", "tempo") if matching else ())


def _as_shown(held: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    """Fields that are to be as they were where nothing was said of them: as those of what was shown."""
    return tuple((name, 0) for name, value in sorted(held.items()) if value is None)


def elided(prompt: Prompt, parts: Parts, context: Request) -> Request | None:
    """The last request scaled, or narrowed by a word that its noun completes: "open ones" behind hi-hats; None if there is none."""
    if scaled := rescaled(prompt, parts, context):
        return scaled
    # "Synth", after basses.
    alone = _names_alone(parts)
    # "Floor", after toms, "egg", after shakers.
    vague = alone and bool(parts.classes) and VAGUE.issuperset(parts.classes)
    named = vague and any({*ids} <= {*context.classes} for _, ids in completed(parts.text, context))
    synth = alone and parts.classes == ("synthkeys",)
    if (parts.constrains and not (synth or named)) or parts.more:
        return None
    too = ends_with_too(prompt) or prompt.word(0) in _ADDING  # "the open ones too", "and a mid one"
    cues = ((at, refusals.cue(prompt, at)) for at in prompt.free())
    at, refused = next(((at, end) for at, end in cues if end and prompt.word(end) and not too), (0, 0))
    said = prompt.words[prompt.after(refused, DETERMINERS) :] if refused else parts.text.split()
    before = [word for word in parts.text.split() if word in prompt.words[:at]]
    if any(not {*ids} <= {*context.classes} for word in before for _, ids in completed(word, context)):
        said, refused = before, 0  # "open ones, not closed"
    words = [word for word in said if word[0].isalnum() and word not in _ONES | POLITE | KNOWN | _INCLUDING]
    if len(words) != 1:
        return None
    for phrase, classes in completed(words[0], context):
        if refused and set(classes) <= set(context.classes):  # "not male", of vocals
            lacking = tuple(dict.fromkeys((*context.lacking, words[0])))
            text = " ".join(word for word in context.text.split() if word != words[0])
            ruled = ruled_out(words, context.classes)  # "not closed", of closed hats
            exclude = tuple(id for id in context.exclude if id not in ruled)
            return replace(context, text=text, exclude=exclude, lacking=lacking, skip=(), intent="find")
        if refused:
            exclude = excluded_as((*context.exclude, *classes), context.classes)
            # "Not closed", of open hats, wants others.
            told = replace(context, exclude=exclude, skip=(), intent="find")
            return told if exclude != context.exclude else replace(context, intent="more")
        readmitted = not _INCLUDING.isdisjoint(prompt.words) and set(classes) <= set(context.exclude)
        if readmitted:  # "with the open ones too", of hats that were not to be open
            exclude = tuple(id for id in context.exclude if id not in classes)
            return replace(context, exclude=exclude, skip=(), intent="find")
        if too:
            classes = (*context.classes, *classes)
            phrase = f"{context.text} {phrase}"
        same = {*classes} <= {*context.classes} and not too
        phrase = with_more(words[0], context.text) if same and context.text else phrase
        width = () if too or same else (word for word in context.text.split() if word in CHANNELS)
        phrase = " ".join((*width, phrase))
        exclude = (*context.exclude, *ruled_out(words, classes))
        return replace(
            context,
            text=phrase,
            classes=classes_as(context.kind, classes),
            exclude=tuple(id for id in excluded_as(exclude, classes) if id not in classes),
            k=parts.k or context.k,
            skip=(),
            intent="find",
        )
    if (
        words[0] in PERSONS and not refused and not _SUNG.isdisjoint(context.classes)
    ):  # "girls only", of choirs
        return replace(context, text=f"{words[0]} {context.text}", skip=(), intent="find")
    return None


def _is_next_page(parts: Parts, context: Request) -> bool:
    others = (parts.excluded, parts.tempo, parts.key, parts.duration, parts.approach, parts.qualities)
    if any(others):
        return False
    if parts.classes:
        return set(classes_as(context.kind, parts.classes)) <= set(context.classes)
    return not parts.text


def _refines(prompt: Prompt, parts: Parts, context: Request) -> bool:
    """Whether a prompt is about the sounds that were asked for last.

    A prompt that names no sound of its own is; one that names some starts anew, unless it says how they go with the last ones.
    """
    if parts.corrects:
        return True
    if has_any(prompt, RESTARTS):
        return False
    if parts.does == "same" or (parts.classes and parts.does):
        return parts.does != "anew"
    if parts.classes and _completes(prompt, parts, context):
        return True
    if parts.classes and _is_another_noise(prompt, parts, context):
        return False
    if parts.classes:
        return not has_any(prompt, _LEAVES) and _changes_class(prompt, parts, context)
    goes_on = parts.asks or not GOES_ON.isdisjoint(prompt.words)
    if goes_on and _names_machine(prompt):
        return False  # "now I need an 808 in D minor"
    if parts.constrains:
        return not _names_stranger(prompt, parts, context)
    if parts.text and {*parts.text.split()} <= {*context.lacking}:
        return True  # "no, I want metallic", after "not metallic"
    if parts.text and context.classes and (not MANNERS.isdisjoint(prompt.words) or _refers(prompt)):
        return True  # "let's try 808 style"
    if parts.text and strangers(prompt, parts):
        # "Saved" behind an answer is said of that, unless the reader knows better.
        told = not is_foreign(parts.text) or has_any(prompt, KEEPS) or BESIDE.end(prompt.words, 0) > 0
        return bool(context.classes) and told and not parts.asks and not names_something_new(prompt)
    start = next((at for at in prompt.free() if prompt.words[at].isalnum()), 0)
    wonders = not parts.asks or _INSTEAD.end(prompt.words, start) > 0  # "what about drill"
    flavoured = bool(parts.text and context.classes) and wonders and not parts.kept
    return flavoured or parts.k is not None or not parts.text


def _refers(prompt: Prompt) -> bool:
    """Whether a sound that was spoken of is: "I want one that rises", "closer, I want to hear the hammers"; not so "I want one zither"."""
    if part_heard(prompt) < len(prompt.words):
        return True
    ends = (at + 1 for at, word in enumerate(prompt.words) if word in ("one", "ones"))
    return any(not prompt.word(end).isalpha() or prompt.word(end) in _OF_ONE for end in ends)


def _completes(prompt: Prompt, parts: Parts, context: Request) -> bool:
    """Whether a prompt names the sound that the last one left open: "strings maybe", after "something eerie"."""
    if context.classes or parts.asks or not GOES_ON.isdisjoint(prompt.words):
        return False
    before = Prompt.plain(context.text)
    described = all(before.mentioned(at) or word in KNOWN for at, word in enumerate(before.words))
    return described and not (parts.tempo or parts.key or parts.duration)


def _is_another_noise(prompt: Prompt, parts: Parts, context: Request) -> bool:
    """Whether another noise of the world is thought of, which the words tell: "what about steps on gravel", after rain."""
    start = next((at for at in prompt.free() if prompt.words[at].isalnum()), 0)
    recorded = RECORDED.issuperset(context.classes) and RECORDED.issuperset(parts.classes)
    return recorded and _INSTEAD.end(prompt.words, start) > 0 and len(strangers(prompt, parts)) > 1


def _tells_how_played(parts: Parts, context: Request) -> bool:
    """Whether one word names the last sound by how it is played: "wobble", after a sub bass in E."""
    known = {*context.classes} & {*parts.classes}
    played = known in _PLAYED and known == {*parts.classes} and not parts.asks
    return played and " " not in parts.text and parts.text not in lexicon().names_of(*known)


def _is_one_of_them(parts: Parts, context: Request) -> bool:
    """Whether one of several sounds is named that were asked for last, and nothing else: "rhodes", after "piano or rhodes loops"."""
    some = {*parts.classes} < {id for id in context.classes if id not in LOOPED}
    if context.parts or not some or not _names_alone(parts):
        return False
    return len({m.meaning.classes for m in Prompt.plain(context.text).mentions if m.meaning.classes}) > 1


def _names_alone(parts: Parts) -> bool:
    """Whether sounds are named, and nothing else is said."""
    return not parts.asks and fresh(parts) == Request(text=parts.text, classes=parts.classes)


def _changes_class(prompt: Prompt, parts: Parts, context: Request) -> bool:
    """Whether the classes of a prompt take the place of the last ones, or go with them: "snares instead", "and claps"."""
    if readmits(prompt, parts, context) and _ALLOWS & set(prompt.words):
        return True  # "hats are fine actually", after "no hats"
    comparative = any(quality.comparative for quality in parts.qualities)
    if comparative and set(parts.classes) == {id for id in context.classes if id not in LOOPED}:
        return True  # "longer kicks", after kicks
    if _is_one_of_them(parts, context):
        return True
    if has_any(prompt, KEEPS) or _tells_how_played(parts, context):
        return True
    if GOES_ON.isdisjoint(prompt.words) and (ends_with_too(prompt) or has_any(prompt, ADDING)):
        return True  # "castanets too please", "a clap on top"
    start = next((at for at in prompt.free() if prompt.words[at].isalnum()), 0)
    if (_wonders(prompt, start) and not parts.asks) or narrows(prompt, parts, context):
        return True
    if parts.asks:
        # "No bass, I just want drums", of drums.
        same = bool(parts.excluded) and {*parts.classes} <= {
            *context.classes,
            *map(LOOPED.get, context.classes),
        }
        return bool(_INSTEAD.end(prompt.words, start)) or "also" in prompt.words or same
    # "Ok, and now a ride" goes on to something else.
    after = next((at for at in range(start, len(prompt.words)) if prompt.words[at] not in OPENING), start)
    begin = start if GOES_ON.isdisjoint(prompt.words[start:after]) else after
    if prompt.taken[0] and not parts.kept and _REFINES.end(prompt.words, 0):
        return True
    marked = has_any(prompt, _MARKS) or not DENYING.isdisjoint(prompt.words)
    return marked or bool(_REFINES.end(prompt.words, begin)) or _denies(prompt, parts, context)


def _wonders(prompt: Prompt, start: int) -> bool:
    """Whether nothing but a sound is named, and asked: "trombone?"."""
    mention = prompt.mention_at(start)
    return mention is not None and {"?"} == set(prompt.words[mention.end :])


def _denies(prompt: Prompt, parts: Parts, context: Request) -> bool:
    """Whether what was shown is not what was meant: "no, plucks", "not kicks, snares"."""
    if not set(context.classes).isdisjoint(parts.excluded.classes):
        return True
    return any(
        word == "no" and not (following.isalnum() and parts.excluded)
        for word, following in itertools.pairwise(prompt.words)
    )


def _names_stranger(prompt: Prompt, parts: Parts, context: Request) -> bool:
    """Whether a sound is named that nothing is known of: "a dark xyzzy", "some xyzzy at 120"; not so "a tad darker"."""
    unknown = strangers(prompt, parts)
    compares = any(quality.comparative for quality in parts.qualities)
    if (
        not unknown
        or compares
        or prompt.words[0] == "for"
        or parts.released
        or parts.freed
        or parts.bars
        or _POINTS & set(prompt.words)
    ):
        return False
    first = next((prompt.words[at] for at in prompt.free() if prompt.words[at] in unknown), "")
    return names_something_new(prompt) and not (first and completes(first, context))


def _names_machine(prompt: Prompt) -> bool:
    """Whether a sound is asked for by what makes it alone: "an 808"; not so "an 808 one", "in 808 style"."""
    now = not GOES_ON.isdisjoint(prompt.words)
    return any(
        not (mention.meaning.says or mention.meaning.genre)
        and (
            prompt.words[max(0, mention.start - 1)] in ("a", "an")
            or (now and prompt.words[mention.start][0].isdigit() and prompt.words[mention.start][-1] == "s")
        )
        and prompt.word(mention.end) not in _ONES | MANNERS
        for mention in prompt.open_mentions()
    )
