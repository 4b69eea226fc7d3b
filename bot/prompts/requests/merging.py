"""What becomes of the last request where a prompt changes it: its classes, adjectives, numbers and words after both turns."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import takewhile
from typing import Any

from bot.prompts.context.constraints import MEASURES
from bot.prompts.context.hits import AGREEING, GREETING
from bot.prompts.language import lists
from bot.prompts.language.lexicon import LOOPED, Meaning, Quality
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.vocabulary import SAMPLES, lexicon
from bot.prompts.measures.bounds import SLOWEST, middle, outer
from bot.prompts.measures.lengths import ABOUT, EXACTLY, lasting
from bot.prompts.measures.numbers import around
from bot.prompts.measures.tonics import in_mode
from bot.prompts.requests.reading import Parts
from bot.prompts.sounds.classes import classes_as, excluded_as
from retrieval_core.request import MODES, NOT, OR, Interval, Request, is_outside

ADDING = lists.phrases("turns", "adding")
GOES_ON = frozenset("now next then".split())
POLITE = frozenset("please pls plz tho though thanks thx".split())
_ADDS = frozenset("and also plus add with".split())
_SEVERAL = frozenset("few ones others several".split())
_FOR = frozenset("a an for in some".split())
_ARTICLES = frozenset("a an some the".split())
_OPENING = GREETING | AGREEING | {",", ".", "!"}
_BOTH = frozenset("add both how plus what".split())
_GOES_WITH, _HAVING = frozenset("go goes".split()), frozenset("any get gimme give got have need want".split())
_REPLACES = lists.words("turns", "replaces")
#: Words of a turn that need nothing more to be understood.
KNOWN = (
    {"and", "more", "very", "a", "bit", "little", "really", "lot", "slightly", "somewhat"}
    | lists.words("turns", "manners")
    | lists.words("turns", "changing")
    | SAMPLES
)


def refined(prompt: Prompt, parts: Parts, context: Request) -> Request:
    """The last request with what the prompt says in place of what it said before."""
    released: dict[str, Any] = dict.fromkeys(parts.released)
    kept = replace(context, **released)
    new = [*parts.qualities]
    tempo, duration = _moved("tempo", kept.tempo, new), _moved("length", kept.duration, new)
    way = None if parts.classes else parts.way  # "a slow groove instead, 60"
    tempo = renewed(kept.tempo, parts.tempo, way) if parts.tempo else tempo
    if parts.bars and tempo and not parts.duration:
        parts.duration = lasting(parts.bars, tempo)
    kind = parts.kind or kept.kind
    qualities = _next_qualities(new, parts, context)
    gone = parts.excluded.named_in(Prompt.plain(context.text))
    gone = (
        gone if {*context.classes} - gone else set()
    )  # "scrap the downlifter", after risers and downlifters
    wanted = () if parts.classes else [id for id in context.classes if id not in gone]
    within = parts.excluded.words_within(wanted)
    parts.excluded.classes = [id for id in parts.excluded.classes if id not in parts.excluded.within(wanted)]
    classes = _next_classes(prompt, parts, context)
    asked = classes_as(kind, classes)
    exclude = excluded_as((*context.exclude, *parts.excluded.classes), classes)
    lacking = (*context.lacking, *parts.excluded.words, *parts.excluded.mood_words, *within)
    return replace(
        context,
        text=_next_text(prompt, parts, context, qualities),
        k=how_many(prompt, parts, context),
        approach=parts.approach or context.approach,
        classes=asked,
        exclude=tuple(id for id in exclude if id not in asked),
        lacking=tuple(dict.fromkeys(lacking)),
        kind=kind,
        tempo=tempo,
        key=either(kept.key, parts.key, prompt) or modal(kept.key, parts),
        duration=renewed(kept.duration, parts.duration, way) if parts.duration else duration,
        qualities=qualities,
        like=() if parts.classes else context.like,  # "now a clap" is to be like no kick
        refused_ranks=parts.refused_ranks,
        like_ranks=() if parts.classes else context.like_ranks,
        beyond=_beyond(parts, context, qualities),
        same=tuple(parts.same.items()),
        than=tuple((*ended, rank) for ended, rank in parts.than.items()),
        skip=(),
        random=parts.random,
        intent="find",
    )


def how_many(prompt: Prompt, parts: Parts, context: Request) -> int:
    """How many samples are wanted: as many as last, but for "the longest one" before "others", or before another sound in the plural."""
    sounds = (prompt.words[m.end - 1] for m in prompt.mentions if m.meaning.classes and parts.classes)
    several = not _SEVERAL.isdisjoint(prompt.words) or (parts.more and "another" not in prompt.words)
    several = several or any(word.endswith("s") and not word.endswith("ss") for word in sounds)
    return parts.k or (Request().k if several and context.k == 1 else context.k)


def renewed(last: Interval | None, value: Interval, way: int | None) -> Interval:
    """The limit that is told behind another: a new bound goes with one on the other side, if something lies between them, and a number alone takes
    the place of the bound that there was, or of the one of two that goes its way.

    Parameters:
        way: of a number alone, as `shifts.direction` has it; None of any other limit.

    >>> renewed((None, 0.3), (0.36, 0.54), 0), renewed((128, 135), (141, 149), 1), renewed((None, 0.3), (0.2, None), None)
    ((None, 0.45), (128, 145.0), (0.2, 0.3))
    """
    if last is None or is_outside(last) or is_outside(value) or _is_about(last):
        return value
    if way in (1, -1) and last == around(middle(last), 5.0):
        return value  # "around 90", raised to 100
    if way is not None and (None in last or way):
        moved = round(middle(value), 4)
        value = (None, moved) if last[0] is None or (None not in last and way > 0) else (moved, None)
    if None not in value:
        return value
    both = value[0] or last[0], value[1] or last[1]
    return value if is_outside(both) or both[0] == both[1] else both


def _is_about(interval: Interval) -> bool:
    """Whether an interval is a number and how far it may be off, and no two bounds that were told."""
    low, high = interval
    if low is None or high is None:
        return False
    value, off = middle(interval), (high - low) / 2
    if value < SLOWEST:
        return round(off / value, 3) in (ABOUT, EXACTLY)
    return interval == around(value)


def modal(key: str | None, parts: Parts) -> str | None:
    """The key that a prompt asks for: the last one in the mode that is said alone, as in "make it minor"; of several, those that it does not refuse."""
    if key and parts.key and parts.key.startswith(NOT):
        keys, refused = key.split(OR), parts.key.removeprefix(NOT).split(OR)
        left = [one for one in keys if one not in refused]
        return OR.join(left) if 0 < len(left) < len(keys) and not key.startswith(NOT) else parts.key
    if key and key not in MODES and parts.key in MODES:
        return in_mode(key, parts.key)
    return parts.key or key


def either(key: str | None, other: str | None, prompt: Prompt) -> str | None:
    """The last key or another one, where that is to do as well, None where it is not: "or G", "A minor is fine too"."""
    if not key or not other or key.startswith(NOT) or other.startswith(NOT) or {key, other} & {*MODES}:
        return None
    joins = prompt.word(prompt.after(0, _OPENING)) == "or" or ends_with_too(prompt)
    return OR.join(dict.fromkeys((*key.split(OR), *other.split(OR)))) if joins else None


def _moved(measure: str, last: Interval | None, qualities: list[Quality]) -> Interval | None:
    """The last limits of a measure, beyond them where there is to be more or less of it, "slower", which is no adjective then."""
    for quality in qualities:
        if last and quality.measure == measure and quality.comparative:
            low, high = outer(last)
            bound = low if quality.direction < 0 else high
            if bound is not None:  # "slower", after "under 140", compares with what was shown
                qualities.remove(quality)
                return (None, bound) if quality.direction < 0 else (bound, None)
    return last


def _beyond(
    parts: Parts, context: Request, qualities: tuple[str, ...]
) -> tuple[tuple[str, float | None], ...]:
    """What compares with the last answer, and what did so before as long as it is asked of the same sounds."""
    # "Not longer than #2" is as plain as "short".
    compared = (q for q in parts.qualities if q.comparative or (q.measure, q.direction) in parts.than)
    anew: dict[str, float | None] = {quality.word: None for quality in compared}
    before = {} if parts.classes else dict(context.beyond)
    return tuple((word, value) for word, value in (before | anew).items() if word in qualities)


def _adds(prompt: Prompt, parts: Parts) -> bool:
    """Whether a prompt asks for something beside the last sounds: "and a clap"."""
    if parts.does in ("instead", "besides"):
        return parts.does == "besides"
    first = next((m.start for m in prompt.mentions if m.meaning.classes), 0)
    joined = not _ADDS.isdisjoint(prompt.words[:first])
    return (
        (joined and _REPLACES.isdisjoint(prompt.words))
        or ADDING.stand_in(prompt.words)
        or ends_with_too(prompt)
    )


def _next_classes(prompt: Prompt, parts: Parts, context: Request) -> list[str]:
    plain = [id for id in context.classes if id not in LOOPED] or [LOOPED[id] for id in context.classes]
    before = [id for id in plain if id not in parts.excluded.classes]
    if not parts.classes:
        return before
    if not _adds(prompt, parts):
        return list(parts.classes)
    return [*before, *(id for id in parts.classes if id not in before)]


def _next_qualities(new: list[Quality], parts: Parts, context: Request) -> tuple[str, ...]:
    """The adjectives of both turns, `new` ones replacing their opposites."""
    gone = {quality.measure for quality in (*parts.excluded.moods, *parts.freed)}
    gone |= {MEASURES[field] for field in parts.released & MEASURES.keys()}
    kept = [
        word
        for word in context.qualities
        if not (old := lexicon().quality(word))
        or not (old.measure in gone or any(lexicon().opposed(old, other) for other in (*new, *parts.freed)))
    ]
    return tuple(dict.fromkeys((*kept, *words_of(new))))


def _next_text(prompt: Prompt, parts: Parts, context: Request, qualities: tuple[str, ...]) -> str:
    """The words of both turns: new adjectives first, then what is left of the old words, then new nouns."""
    before = Prompt.plain(context.text)
    gone = set(context.qualities) - set(qualities)
    replaced = bool(parts.classes) and not _adds(prompt, parts)
    genre = any(mention.meaning.genre for mention in prompt.open_mentions())
    machine = not lexicon().machines.isdisjoint(prompt.words) and not ends_with_too(prompt)
    for mention in before.mentions:
        meaning = mention.meaning
        if genre and meaning.genre:  # "but for drill", after a kick for house
            before.take(before.before(mention.start, _FOR), mention.end)
        if (
            machine and before.words[mention.start] in lexicon().machines
        ):  # "same for a 707", after a 909 kick
            before.take(mention.start, mention.end)
        if (
            (meaning.quality and meaning.quality.word in gone)
            or (replaced and (meaning.classes or meaning.kind))
            or (meaning.classes and set(meaning.classes) <= set(parts.excluded.classes))
            or (parts.kind and meaning.kind and not meaning.classes)
        ):
            before.take(mention.start, mention.end)
    for phrase in (*parts.excluded.words, *parts.excluded.words_within(context.classes)):
        for start, end in [*before.places(lists.Phrases(phrase))]:
            before.take(start, end)
    kept = [before.words[at] for at in before.free()]

    def said(fits: Callable[[Meaning], object]) -> list[str]:
        mentions = (mention for mention in prompt.open_mentions() if fits(mention.meaning))
        words = (word for mention in mentions for word in prompt.words[mention.start : mention.end])
        return [word for word in words if word not in kept]

    adjectives = [word for word in qualities if word not in context.qualities]
    nouns, flavours = said(lambda meaning: meaning.classes), said(lambda meaning: not meaning.says)
    known = {*kept, *flavours, *nouns, *KNOWN}
    # "With brushes"; "a tad darker" says no more than that.
    others = [] if parts.constrains else [word for word in parts.text.split() if word not in known]
    others += (
        [f"{parts.bars[0]:g} bars"] if parts.bars and not parts.duration else []
    )  # which cannot be held to
    return " ".join([*adjectives, *flavours, *kept, *nouns, *others])


def goes_on_alone(prompt: Prompt, context: Request) -> bool:
    """Whether a prompt goes on to another sound alone, behind a search for one sort of which no number is told: "and a clap", "do you have also a
    bell?"; "and claps", "and a clap too" and "also a bell" ask for both, as does what comes to several, or to a kit."""
    sounds = [id for id in context.classes if id not in LOOPED]
    if context.k != Request().k or context.parts or len(lexicon().taxonomy.grouped(sounds)) > 1:
        return False
    if {"under", "with"} & {*prompt.words} and not _GOES_WITH.isdisjoint(prompt.words):
        return True  # "a snare to go with it"
    asks = not _HAVING.isdisjoint(prompt.words)
    if ADDING.stand_in(prompt.words) or ends_with_too(prompt) or not _BOTH.isdisjoint(prompt.words):
        return False
    if "also" in prompt.words:
        return asks
    opening = [*takewhile(_OPENING.__contains__, prompt.words)]
    goes_on = (
        prompt.words[-1] == "?" or prompt.word(len(opening)) in _ARTICLES or not GOES_ON.isdisjoint(opening)
    )
    return "and" in opening and (goes_on or "for" in prompt.words)


def words_of(qualities: Iterable[Quality]) -> tuple[str, ...]:
    """The words of adjectives, each once."""
    return tuple(dict.fromkeys(quality.word for quality in qualities))


def ends_with_too(prompt: Prompt) -> bool:
    """Whether a prompt adds to what was asked: "a piano, too", "chimes with that"."""
    said = [word for word in prompt.words if word.isalnum() and word not in POLITE]
    return said[-1:] == ["too"] or said[-2:] in (["as", "well"], ["with", "that"], ["with", "those"])
