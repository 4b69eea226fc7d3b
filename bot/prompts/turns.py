"""A prompt as the next turn of a conversation: what it changes in the last request, or that it starts afresh."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from bot.prompts import lists, refusals
from bot.prompts.classes import classes_as, excluded_as, ruled_out
from bot.prompts.constraints import FIELDS, MEASURES
from bot.prompts.grammar import Parts
from bot.prompts.lexicon import LOOPED, Lexicon, Quality
from bot.prompts.prompt import Prompt
from bot.prompts.scales import rescaled
from bot.prompts.scopes import DETERMINERS
from bot.prompts.wording import class_name
from retrieval_core.request import Interval, Request

_DEFAULT = Request()
_REFINES = lists.phrases("turns", "refines")
_RESTARTS = lists.phrases("turns", "restarts")
_LEAVES = lists.phrases("turns", "leaves")
_MARKS = lists.phrases("turns", "marks")
_ADDING = lists.phrases("turns", "adding")
_A_BIT_OF = lists.phrases("turns", "a_bit_of")
_DENYING = lists.words("turns", "denying")
_GOES_ON = frozenset("now next then".split())
_OPENING = _GOES_ON | {"and", "ok", "okay", "so"}
_POLITE = frozenset("please pls plz tho though thanks thx".split())
_BESIDE = lists.phrases("turns", "beside")
_MANNERS = lists.words("turns", "manners")
_INSTEAD_OF = frozenset("instead rather place".split())
_INSTEAD = lists.Phrases("what about, how about, try")
_ADDS = frozenset("and also plus add with".split())
_REPLACES = lists.words("turns", "replaces")
_KEEPS = lists.phrases("turns", "keeps")
_FINE = lists.phrases("constraints", "no_matter")
_ALLOWS = lists.words("turns", "allows")
_CHANGING = lists.words("turns", "changing")
#: Words of a turn that need nothing more to be understood.
_COUNTED = lists.words("turns", "counted")
_KNOWN = {"and", "more", "very", "a", "bit", "little", "really", "lot"} | _MANNERS | _CHANGING | _COUNTED
_UP, _DOWN = frozenset("up higher more plus".split()), frozenset("down lower less minus".split())
_SLOWEST = 40  # bpm; less is a difference
_ONES = frozenset("one ones kind sort type variety version".split())
_POINTS = frozenset("it them one ones that those these they same similar".split())


def fresh(parts: Parts, lexicon: Lexicon) -> Request:
    """The request of a prompt that stands for itself."""
    classes = classes_as(parts.kind, parts.classes, lexicon)
    within = parts.excluded.within(classes)
    excluded = [id for id in parts.excluded.classes if id not in within]
    return Request(
        text=parts.text,
        k=parts.k or _DEFAULT.k,
        approach=parts.approach,
        classes=classes,
        exclude=tuple(id for id in excluded_as(excluded, classes, lexicon) if id not in classes),
        lacking=tuple(dict.fromkeys((*parts.excluded.words, *parts.excluded.words_within(classes)))),
        kind=parts.kind,
        tempo=parts.tempo,
        key=parts.key,
        duration=parts.duration,
        qualities=_words(parts.qualities),
        like_rank=parts.like_rank,
    )


def continued(prompt: Prompt, parts: Parts, context: Request, lexicon: Lexicon) -> Request | None:
    """The last request as the prompt changes it; None where the prompt starts a new one."""
    if parts.different and not parts.classes and not parts.text:
        exclude = tuple(id for id in context.classes if id not in LOOPED)
        # Where nothing can be left out, the approach alone would look like a wish to change it.
        return Request(
            k=parts.k or context.k, approach=context.approach if exclude else None, exclude=exclude
        )
    if parts.like_rank is not None:
        return replace(_refined(prompt, parts, context, lexicon), like=None, like_rank=parts.like_rank)
    if parts.more and _is_next_page(parts, context, lexicon):
        return replace(context, intent="more", k=parts.k or context.k)
    if scaled := rescaled(prompt, parts, context):
        return scaled
    if _refines(prompt, parts, context, lexicon):
        return _refined(prompt, parts, context, lexicon)
    if parts.kept:  # "now a pad in the same key"
        held: dict[str, Any] = {name: getattr(parts, name) or getattr(context, name) for name in parts.kept}
        return replace(fresh(parts, lexicon), **held)
    return None


def elided(prompt: Prompt, parts: Parts, context: Request, lexicon: Lexicon) -> Request | None:
    """The last request narrowed by a word that its noun completes: "open ones" behind hi-hats; None if there is none."""
    if parts.constrains or parts.more:
        return None
    refused = next((end for at in prompt.free() if (end := refusals.cue(prompt, at))), 0)
    said = prompt.words[prompt.after(refused, DETERMINERS) :] if refused else parts.text.split()
    words = [word for word in said if word[0].isalnum() and word not in _ONES | _POLITE | _KNOWN]
    if len(words) != 1:
        return None
    for phrase, classes in _completed(words[0], context, lexicon):
        if refused and set(classes) <= set(context.classes):  # "not male", of vocals
            lacking = tuple(dict.fromkeys((*context.lacking, words[0])))
            return replace(context, lacking=lacking, skip=(), intent="find")
        if refused:
            exclude = tuple(dict.fromkeys((*context.exclude, *classes)))
            return replace(context, exclude=exclude, skip=(), intent="find")
        return replace(
            context,
            text=phrase,
            classes=classes_as(context.kind, classes, lexicon),
            exclude=tuple(dict.fromkeys((*context.exclude, *ruled_out(words, classes)))),
            k=parts.k or context.k,
            skip=(),
            intent="find",
        )
    return None


def _completed(word: str, context: Request, lexicon: Lexicon) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The phrases that a word makes with the nouns of the last request, and their classes: "open hat", "vocal chops"."""
    for id in context.classes:
        noun = class_name(id, one=True).replace("-", " ").split()
        for start in range(len(noun)):
            for phrase in (" ".join((word, *noun[start:])), " ".join((*noun[start:], word))):
                if (meaning := lexicon.meaning(phrase)) and meaning.classes:
                    yield phrase, meaning.classes


def _is_next_page(parts: Parts, context: Request, lexicon: Lexicon) -> bool:
    others = (parts.excluded, parts.tempo, parts.key, parts.duration, parts.approach, parts.qualities)
    if any(others):
        return False
    if parts.classes:
        return set(classes_as(context.kind, parts.classes, lexicon)) <= set(context.classes)
    return not parts.text


def _refines(prompt: Prompt, parts: Parts, context: Request, lexicon: Lexicon) -> bool:
    """Whether a prompt is about the sounds that were asked for last.

    A prompt that names no sound of its own is; one that names some starts anew, unless it says how they go with the last ones.
    """
    if parts.corrects:
        return True
    if _has(prompt, _RESTARTS):
        return False
    if parts.classes and _completes(prompt, parts, context, lexicon):
        return True
    if parts.classes:
        return not _has(prompt, _LEAVES) and _changes_class(prompt, parts, context, lexicon)
    goes_on = parts.asks or not _GOES_ON.isdisjoint(prompt.words)
    if goes_on and _names_machine(prompt):
        return False  # "now I need an 808 in D minor"
    if parts.constrains:
        return not _names_stranger(prompt, parts, context, lexicon)
    if parts.text and context.classes and not _MANNERS.isdisjoint(prompt.words):
        return True  # "let's try 808 style"
    if parts.text and _strangers(prompt, parts):
        completes = _has(prompt, _KEEPS) or _BESIDE.end(prompt.words, 0) > 0
        return bool(context.classes) and completes and not parts.asks
    flavoured = bool(parts.text and context.classes) and not (parts.asks or parts.kept)
    return flavoured or parts.k is not None or not parts.text


def _completes(prompt: Prompt, parts: Parts, context: Request, lexicon: Lexicon) -> bool:
    """Whether a prompt names the sound that the last one left open: "strings maybe", after "something eerie"."""
    if context.classes or parts.asks or not _GOES_ON.isdisjoint(prompt.words):
        return False
    before = Prompt.read(context.text, lexicon)
    described = all(before.mentioned(at) or word in _KNOWN for at, word in enumerate(before.words))
    return described and not (parts.tempo or parts.key or parts.duration)


def _changes_class(prompt: Prompt, parts: Parts, context: Request, lexicon: Lexicon) -> bool:
    """Whether the classes of a prompt take the place of the last ones, or go with them: "snares instead", "and claps"."""
    if _readmits(prompt, parts, context) and _ALLOWS & set(prompt.words):
        return True  # "hats are fine actually", after "no hats"
    comparative = any(quality.comparative for quality in parts.qualities)
    if comparative and set(parts.classes) == {id for id in context.classes if id not in LOOPED}:
        return True  # "longer kicks", after kicks
    if _has(prompt, _KEEPS):
        return True
    start = next((at for at in prompt.free() if prompt.words[at].isalnum()), 0)
    if (_wonders(prompt, start) and not parts.asks) or _narrows(prompt, parts, context, lexicon):
        return True
    if parts.asks:
        return bool(_INSTEAD.end(prompt.words, start))
    # "Ok, and now a ride" goes on to something else.
    after = next((at for at in range(start, len(prompt.words)) if prompt.words[at] not in _OPENING), start)
    begin = start if _GOES_ON.isdisjoint(prompt.words[start:after]) else after
    if prompt.taken[0] and not parts.kept and _REFINES.end(prompt.words, 0):
        return True
    marked = _has(prompt, _MARKS) or _ends_with_too(prompt) or not _DENYING.isdisjoint(prompt.words)
    return marked or bool(_REFINES.end(prompt.words, begin)) or _denies(prompt, parts, context)


def _wonders(prompt: Prompt, start: int) -> bool:
    """Whether nothing but a sound is named, and asked: "trombone?"."""
    mention = prompt.mention_at(start)
    return mention is not None and {"?"} == set(prompt.words[mention.end :])


def _narrows(prompt: Prompt, parts: Parts, context: Request, lexicon: Lexicon) -> bool:
    """Whether a sound is named by what it is a kind of, as all that is to be left: "only male voices", after a choir."""
    if "only" not in prompt.words[:2]:
        return False
    kinds = {
        above
        for id in context.classes
        if id in lexicon.taxonomy.classes
        for above in lexicon.taxonomy.ancestors(id)
    }
    return set(parts.classes) <= kinds


def _ends_with_too(prompt: Prompt) -> bool:
    return prompt.words[prompt.before(len(prompt.words), _POLITE) - 1] == "too"


def _has(prompt: Prompt, phrases: lists.Phrases) -> bool:
    """Whether one of some phrases stands anywhere; the "same" of "the same key" is none."""
    words = prompt.words
    return not phrases.by_first.keys().isdisjoint(words) and any(
        phrases.end(words, at) and not (word == "same" and FIELDS.keys() & set(words[at + 1 : at + 2]))
        for at, word in enumerate(words)
        if word in phrases.by_first
    )


def _denies(prompt: Prompt, parts: Parts, context: Request) -> bool:
    """Whether what was shown is not what was meant: "no, plucks", "not kicks, snares"."""
    if not set(context.classes).isdisjoint(parts.excluded.classes):
        return True
    return any(
        word == "no" and not (following.isalnum() and parts.excluded)
        for word, following in itertools.pairwise(prompt.words)
    )


def _names_stranger(prompt: Prompt, parts: Parts, context: Request, lexicon: Lexicon) -> bool:
    """Whether a sound is named that nothing is known of: "a dark typewriter", "typewriter at 120"; not so "a tad darker"."""
    strangers = _strangers(prompt, parts)
    compares = any(quality.comparative for quality in parts.qualities)
    if (
        not strangers
        or compares
        or prompt.words[0] == "for"
        or parts.released
        or parts.freed
        or _POINTS & set(prompt.words)
    ):
        return False
    for at in prompt.free():
        if prompt.words[at] in strangers and not any(_completed(prompt.words[at], context, lexicon)):
            described = any(
                m.end == at and m.meaning.quality and not m.meaning.classes for m in prompt.open_mentions()
            )
            return described or not (
                any(prompt.taken[:at]) or any(m.end <= at for m in prompt.open_mentions())
            )
    return False


def _names_machine(prompt: Prompt) -> bool:
    """Whether a sound is asked for by what makes it alone: "an 808"; not so "an 808 one", "in 808 style"."""
    now = not _GOES_ON.isdisjoint(prompt.words)
    return any(
        not (mention.meaning.says or mention.meaning.genre)
        and (
            prompt.words[max(0, mention.start - 1)] in ("a", "an")
            or (now and prompt.words[mention.start][0].isdigit() and prompt.words[mention.start][-1] == "s")
        )
        and prompt.word(mention.end) not in _ONES | _MANNERS
        for mention in prompt.open_mentions()
    )


def _strangers(prompt: Prompt, parts: Parts) -> set[str]:
    """What is left of a prompt that the grammar knows nothing of."""
    known = {
        word
        for m in prompt.open_mentions()
        for word in prompt.words[m.start : m.end]
        if m.meaning.quality or m.meaning.kind or not m.meaning.says
    }
    known |= {quality.word for quality in parts.qualities} | _KNOWN
    return {word for word in parts.text.split() if word not in known and not word.isdigit()}


def _refined(prompt: Prompt, parts: Parts, context: Request, lexicon: Lexicon) -> Request:
    parts.tempo = _moved(prompt, parts, context)
    qualities, tempo = _next_qualities(parts, context, lexicon)
    released: dict[str, Any] = dict.fromkeys(parts.released)
    kept = replace(context, **released)
    kind = parts.kind or kept.kind
    wanted = () if parts.classes else context.classes
    within = parts.excluded.words_within(wanted)
    parts.excluded.classes = [id for id in parts.excluded.classes if id not in parts.excluded.within(wanted)]
    classes = _next_classes(prompt, parts, context, lexicon)
    # "Leads instead of plucks": what is replaced need not be kept out as well.
    instead = parts.classes and not _INSTEAD_OF.isdisjoint(prompt.words)
    replaced = set(context.classes) - set(classes) if instead else set[str]()
    refused = [id for id in parts.excluded.classes if id not in replaced]
    exclude = excluded_as((*context.exclude, *refused), classes, lexicon)
    other = bool(parts.classes) and parts.like_rank is None
    return replace(
        context,
        text=_next_text(prompt, parts, context, lexicon, qualities),
        k=parts.k or context.k,
        approach=parts.approach or context.approach,
        classes=classes_as(kind, classes, lexicon),
        exclude=tuple(id for id in exclude if id not in parts.classes),
        lacking=tuple(dict.fromkeys((*context.lacking, *parts.excluded.words, *within))),
        kind=kind,
        tempo=parts.tempo or (None if "tempo" in parts.released else tempo),
        key=parts.key or _in_mode(kept.key, parts),
        duration=parts.duration or kept.duration,
        qualities=qualities,
        like=None if other else context.like,  # "now a clap" is to be like no kick
        like_rank=None if other else context.like_rank,
        beyond=_beyond(parts, context, qualities),
        skip=(),
        intent="find",
    )


def _moved(prompt: Prompt, parts: Parts, context: Request) -> Interval | None:
    """The tempo that is asked for, from the last one where only a difference is said: "bring it down 10 bpm"."""
    slower = any(quality.measure == "tempo" for quality in parts.qualities)
    if not parts.tempo or not context.tempo or None in parts.tempo or slower:
        return parts.tempo
    by = sum(bound or 0 for bound in parts.tempo) / 2
    change = by * ((not _UP.isdisjoint(prompt.words)) - (not _DOWN.isdisjoint(prompt.words)))
    low, high = context.tempo
    return (low and low + change, high and high + change) if change and by < _SLOWEST else parts.tempo


def _in_mode(key: str | None, parts: Parts) -> str | None:
    """A key in the mode that was asked for since, as in "make it minor"."""
    modes = [quality.direction for quality in parts.qualities if quality.measure == "mode"]
    return f"{key.split()[0]} {'major' if modes[0] > 0 else 'minor'}" if key and modes else key


def _beyond(
    parts: Parts, context: Request, qualities: tuple[str, ...]
) -> tuple[tuple[str, float | None], ...]:
    """What compares with the last answer, and what did so before as long as it is asked of the same sounds."""
    anew: dict[str, float | None] = {q.word: None for q in parts.qualities if q.comparative}
    before = {} if parts.classes or parts.like_rank is not None else dict(context.beyond)
    return tuple((word, value) for word, value in (before | anew).items() if word in qualities)


def _adds(prompt: Prompt) -> bool:
    if _has(prompt, _ADDING) or next((word for word in prompt.words if word not in _OPENING), "") == "or":
        return True
    first = next((m.start for m in prompt.mentions if m.meaning.classes), 0)
    bit = any(_A_BIT_OF.end(prompt.words, at) == first for at in range(first))
    added = bit or not _ADDS.isdisjoint(prompt.words[:first]) or _ends_with_too(prompt)
    return added and (_REPLACES | _DENYING | {"just", "no"}).isdisjoint(prompt.words)


def _readmits(prompt: Prompt, parts: Parts, context: Request) -> bool:
    """Whether classes are no longer excluded, and not all that is wanted: "kicks are fine after all"."""
    named = set(parts.classes)
    if not named or not _REPLACES.isdisjoint(prompt.words):
        return False
    return named <= set(context.exclude) or (_are_fine(prompt) and not _has(prompt, _ADDING))


def _are_fine(prompt: Prompt) -> bool:
    """Whether sounds are told not to matter: "vocals are ok"."""
    return any(m.meaning.classes and prompt.starts(m.end, _FINE) for m in prompt.open_mentions())


def _next_classes(prompt: Prompt, parts: Parts, context: Request, lexicon: Lexicon) -> list[str]:
    plain = [id for id in context.classes if id not in LOOPED] or [LOOPED[id] for id in context.classes]
    before = [id for id in plain if id not in parts.excluded.classes]
    if not parts.classes:
        return before
    if before and (_readmits(prompt, parts, context) or _narrows(prompt, parts, context, lexicon)):
        return before
    if not _adds(prompt):
        return list(parts.classes)
    covered = {lexicon.taxonomy.coarse_of(id) for id in parts.classes if id in lexicon.taxonomy.classes}
    return [*(id for id in before if id not in covered), *parts.classes]


def _next_qualities(
    parts: Parts, context: Request, lexicon: Lexicon
) -> tuple[tuple[str, ...], Interval | None]:
    """The adjectives of both turns, later ones replacing their opposites; "slower" moves a tempo that was named."""
    new, tempo = list(parts.qualities), context.tempo
    for quality in parts.qualities:
        if quality.measure == "mode" and context.key and not parts.key:
            new.remove(quality)  # "in minor", of what is in G already
        by = sum(bound or 0 for bound in parts.tempo) / 2 if parts.tempo and None not in parts.tempo else 0
        if quality.measure == "tempo" and quality.comparative and context.tempo and 0 < by < _SLOWEST:
            change = by * quality.direction  # "20 bpm slower"
            low, high = context.tempo
            parts.tempo = (low and low + change, high and high + change)
            new.remove(quality)
        elif quality.measure == "tempo" and quality.comparative and context.tempo:
            low, high = context.tempo
            slower, faster = (None, low or high), (high or low, None)
            tempo = slower if quality.direction < 0 else faster
            new.remove(quality)
    gone = {*parts.excluded.moods, *(quality.measure for quality in parts.freed)}
    gone |= {MEASURES[field] for field in parts.released & MEASURES.keys()}
    kept = [
        word
        for word in context.qualities
        if not (old := lexicon.quality(word))
        or (
            old.measure not in gone and not any(lexicon.opposed(old, other) for other in (*new, *parts.freed))
        )
    ]
    return tuple(dict.fromkeys((*kept, *_words(new)))), tempo


def _next_text(
    prompt: Prompt, parts: Parts, context: Request, lexicon: Lexicon, qualities: tuple[str, ...]
) -> str:
    """The words of both turns: new adjectives first, then what is left of the old words, then new nouns."""
    before = Prompt.read(context.text, lexicon)
    gone = set(context.qualities) - set(qualities)
    # "On gravel", after footsteps, tells more of the same sound.
    beside = set(parts.classes) <= set(context.classes) and _BESIDE.end(prompt.words, 0) > 0
    narrows = bool(parts.classes) and _narrows(prompt, parts, context, lexicon)
    held = beside or narrows or _adds(prompt) or _readmits(prompt, parts, context)
    replaced = bool(parts.classes) and not held
    other_kind = parts.kind is not None and context.kind is not None and parts.kind != context.kind
    for mention in before.mentions:
        meaning = mention.meaning
        if (
            (meaning.quality and meaning.quality.word in gone)
            or (replaced and (meaning.classes or meaning.kind))
            or (meaning.classes and set(meaning.classes) <= set(parts.excluded.classes))
            or (other_kind and meaning.kind and not meaning.classes)
        ):
            before.take(mention.start, mention.end)
    for phrase in (*parts.excluded.words, *parts.excluded.words_within(context.classes)):
        for start, end in [*before.places(lists.Phrases(phrase))]:
            before.take(start, end)
    kept = [before.words[at] for at in before.free()]
    adjectives = [word for word in qualities if word not in context.qualities]
    nouns = [
        word
        for mention in prompt.open_mentions()
        if mention.meaning.classes
        for word in prompt.words[mention.start : mention.end]
        if word not in kept
    ]
    flavours = [
        word
        for mention in prompt.open_mentions()
        if not mention.meaning.says
        for word in prompt.words[mention.start : mention.end]
        if word not in kept
    ]
    known = {*kept, *flavours, *nouns, *_KNOWN}
    others = (
        []
        if parts.constrains and not (narrows or (beside and parts.classes))
        else [word for word in parts.text.split() if word not in known]
    )  # "with brushes"
    return " ".join([*adjectives, *flavours, *kept, *nouns, *others])


def _words(qualities: Iterable[Quality]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(quality.word for quality in qualities))
