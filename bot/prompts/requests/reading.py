"""What one prompt says by itself: each part of the grammar takes its words, what remains goes to the text encoder."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from bot.prompts.context import comparisons, constraints, hits, references
from bot.prompts.language import everyday, lists
from bot.prompts.language.lexicon import EVERYDAY, LOOPED, MATERIALS, Meaning, Quality
from bot.prompts.language.prompt import Mention, Prompt
from bot.prompts.language.vocabulary import SAMPLES, is_foreign, lexicon
from bot.prompts.measures import counts, denials, keys, lengths, numbers, shifts
from bot.prompts.sounds import forms, machines
from bot.prompts.sounds.adjectives import (
    base_forms,
    changes,
    degree,
    is_elsewhere,
    is_measured,
    is_wanted,
)
from bot.prompts.sounds.classes import is_beat, looped, read_classes, ruled_out
from bot.prompts.sounds.exclusions import exclusions
from bot.prompts.sounds.purposes import purposes
from bot.prompts.speech import talk
from bot.prompts.speech.phrasing import Phrasing, phrasing, take_asking
from bot.prompts.speech.scopes import Exclusions, is_likened
from bot.prompts.speech.statements import tells, within
from retrieval_core.request import MODES, NOT, OR, Interval, Kind, Request

_ONES = {"one", "ones"}
_PLACING = frozenset("at by from in inside into near on over through under with".split())
#: Classes of what the world sounds like: "traffic without horns" refuses no trumpets.
RECORDED = {EVERYDAY, "texture"}
#: Adjectives that name a class of their own, and what makes them tell of another one.
_NAMING = lists.words("adjectives", "naming")
_DEGREES = frozenset("bit less little more slightly tad too".split())
_LOWS = frozenset(["bass", "sub"])
_HEARING, _NEARER = lists.Phrases("hear the"), frozenset("clearer closer drier dryer louder nearer".split())
_MADE = frozenset("instead like made maybe more of out".split())
_Value = TypeVar("_Value", str, Interval)


@dataclass
class Parts:
    """What one prompt says by itself, before any earlier request is looked at."""

    text: str = ""
    k: int | None = None
    approach: str | None = None
    classes: tuple[str, ...] = ()
    excluded: Exclusions = field(default_factory=Exclusions)
    kind: Kind | None = None
    tempo: Interval | None = None
    key: str | None = None
    duration: Interval | None = None
    bars: tuple[float, float | None, str] | None = None
    qualities: list[Quality] = field(default_factory=list)
    like_ranks: tuple[int, ...] = ()
    refused_ranks: tuple[int, ...] = ()
    same: dict[str, int] = field(default_factory=dict)
    than: dict[tuple[str, int], int] = field(default_factory=dict)
    more: bool = False
    different: bool = False
    random: bool = False
    released: frozenset[str] = frozenset()
    freed: list[Quality] = field(default_factory=list)
    kept: frozenset[str] = frozenset()
    corrects: bool = False
    asks: bool = False
    understood: bool = False
    does: str = ""

    @property
    def constrains(self) -> bool:
        """Whether anything but text and number is said."""
        hard = (
            self.classes or self.excluded or self.kind or self.tempo or self.key or self.duration or self.bars
        )
        soft = self.qualities or self.approach or self.like_ranks or self.same or self.released or self.freed
        return bool(hard or soft)


class Told(NamedTuple):
    """What a prompt tells of sounds: its words for the encoder, the stretches that tell what they are for, and the phrases that are left,
    with those of them that stand in the wish itself."""

    found: Phrasing
    purpose: list[tuple[int, int]]
    mentions: list[Mention]
    wishes: list[Mention]


def read(prompt: Prompt, names: Sequence[str], context: Request | None = None) -> Parts:
    """Read all that a prompt says; the order matters where two readings compete for a number."""
    parts = Parts()
    changed = _read_changes(prompt, parts, context)
    shifted = parts.tempo is not None
    parts.random = references.at_random(prompt)
    asked = take_asking(prompt)
    parts.different = references.wants_different(prompt)
    numbers.drop_meter(prompt)
    _read_limits(prompt, parts, context)
    parts.like_ranks = hits.like_ranks(prompt, context is None)
    parts.refused_ranks = hits.unlike_ranks(prompt) if context and parts.like_ranks else ()
    parts.approach = references.approach(prompt, names)
    singled = forms.singled(prompt)
    parts.excluded = exclusions(prompt, context)
    parts.more = not parts.like_ranks and references.wants_more(prompt)
    parts.k = counts.count(prompt)
    if context and parts.k is None and _picks_one(prompt):
        parts.k = 1
    told = _told(prompt, asked)
    parts.text, parts.asks = " ".join(told.found.words), told.found.asks
    mentions = _read_sounds(prompt, parts, told, context)
    parts.kind = parts.kind or ("one-shot" if singled else None)
    if parts.k and counts.of_each(prompt):
        parts.k = min(counts.MOST, parts.k * max(1, len(lexicon().taxonomy.grouped(parts.classes))))
    _refuse(prompt, parts, mentions)
    # "100 is too slow", "anything over 2 s is too long" say themselves how slow, and how long.
    said = {"tempo": parts.tempo, "length": parts.duration}
    changed = [quality for quality in changed if not said.get(quality.measure)]
    _read_qualities(prompt, parts, mentions, changed, context)
    if shifted:  # and so does "slow it down by 10"
        parts.qualities = [quality for quality in parts.qualities if quality.measure != "tempo"]
    if parts.excluded.everything and parts.k is None:
        parts.k = counts.MOST
    if not parts.constrains and (refused := references.displeasure(prompt)):
        if parts.more or {*parts.text.split()} <= refused:
            parts.text = ""  # "I don't like any, try again"
        parts.more = parts.more or not (parts.text or parts.k)
    if parts.random:
        _draw(prompt, parts)
    turning = parts.more or parts.different or parts.random or parts.k is not None
    parts.understood = bool(mentions) or parts.constrains or turning
    return parts


def _read_changes(prompt: Prompt, parts: Parts, context: Request | None) -> list[Quality]:
    """What a prompt lets go of the last request, keeps of it, and moves from there; the adjectives of which more or less is wanted."""
    parts.released = constraints.released(prompt)
    if context is None:
        return []
    parts.same, parts.than = comparisons.same(prompt), comparisons.than(prompt)
    for mention in prompt.open_mentions() if context.classes else ():
        named = prompt.words[mention.start]
        alike = prompt.word(mention.end) in _ONES and named in _NAMING | {"synth"}  # "a tonal one"
        if alike or (mention.meaning.classes and mention.start >= part_heard(prompt)):
            mention.meaning = Meaning()
        elif named in _LOWS and _is_where(prompt, mention.start):
            prompt.take(mention.start - 2, mention.end)
        elif _tells_how(prompt, mention):
            prompt.forget(mention)
    freed = constraints.freed(prompt, context)
    parts.freed = [meaning.quality for meaning in freed if meaning.quality]
    parts.released |= {"kind" for meaning in freed if meaning.kind}
    measures = {quality.measure for quality in parts.freed if quality.comparative}
    parts.released |= {field for field, measure in constraints.MEASURES.items() if measure in measures}
    parts.kept = constraints.kept(prompt)
    parts.key = shifts.key(prompt, context.key)
    parts.tempo = shifts.tempo(prompt, context.tempo)
    return changes(prompt)


def part_heard(prompt: Prompt) -> int:
    """Where a part of the last sounds is told that is to be heard better: "closer, I want to hear the hammers"; the end where none is."""
    at = next((end for _, end in prompt.places(_HEARING)), len(prompt.words))
    return at if not _NEARER.isdisjoint(prompt.words[:at]) else len(prompt.words)


def _is_where(prompt: Prompt, at: int) -> bool:
    """Whether it is told of a place where there is to be more or less of something: "more pressure in the bass"."""
    return prompt.words[max(0, at - 2) : at] == ["in", "the"] and not _DEGREES.isdisjoint(prompt.words[:at])


def _tells_how(prompt: Prompt, mention: Mention) -> bool:
    """Whether the name of a class is an adjective of which more or less is wanted: "more tonal", "less synthy"."""
    behind = prompt.words[mention.end : mention.end + 1]
    alone = not behind or not prompt.mentioned(mention.end)
    return alone and prompt.words[mention.start] in _NAMING and prompt.words[mention.start - 1] in _DEGREES


def _read_limits(prompt: Prompt, parts: Parts, context: Request | None) -> None:
    """Read key, length and tempo."""
    needless = constraints.needless(prompt)
    loops, struck = _looped_or_struck(prompt, context)
    # "Minor", behind keys.
    tuned = loops or (context is not None and bool(context.classes) and not struck)
    last = context.duration if context else None

    def affirmed(name: str, read_value: Callable[[Prompt], _Value | None]) -> _Value | None:
        value, freed = denials.affirmed(prompt, name, context, needless, read_value)
        if name in parts.released and context and denials.is_same(value, getattr(context, name)):
            return None  # "172 isn't giving me much, any tempo is ok"
        parts.released |= {name} if freed else set()
        return value

    def bare_duration(prompt: Prompt) -> Interval | None:
        return lengths.bare_duration(prompt, last, loops, struck)

    parts.key = parts.key or affirmed("key", lambda prompt: keys.key(prompt, context is not None, tuned))
    if parts.key and context and context.key and prompt.words[0] == "or":
        plain = not {parts.key, context.key} & {*MODES} and NOT not in (parts.key[:4], context.key[:4])
        parts.key = f"{context.key}{OR}{parts.key}" if plain else parts.key  # "or C", after "bass in Am"
    parts.duration = affirmed("duration", lengths.duration)
    parts.bars = lengths.bars(prompt)
    if not parts.duration and (struck or not (context and context.tempo)):
        parts.duration = affirmed("duration", bare_duration)
    parts.tempo = parts.tempo or affirmed("tempo", lambda prompt: numbers.tempo(prompt, lexicon().taxonomy))
    if last and not parts.duration:
        parts.duration = affirmed("duration", bare_duration)
    if parts.bars and parts.tempo and not parts.duration:
        parts.duration = lengths.lasting(parts.bars, parts.tempo)


def _looped_or_struck(prompt: Prompt, context: Request | None) -> tuple[bool, bool]:
    """Whether what is asked for are loops, which have a tempo, and whether single drums, which have none."""
    named = [id for m in prompt.mentions for id in m.meaning.classes]
    if context and not named:
        named = [*context.classes]
    loops = looped(prompt.mentions) or any(
        m.meaning.kind == "loop" or is_beat(prompt, m) for m in prompt.mentions
    )
    loops = loops or (context is not None and context.kind == "loop" and not prompt.names_class_behind(0))
    known = [id for id in named if id in lexicon().taxonomy.classes]
    drums = any(lexicon().taxonomy.coarse_of(id) == "drums" for id in known)
    return loops, drums and not loops and not any(m.meaning.genre for m in prompt.mentions)


def _picks_one(prompt: Prompt) -> bool:
    """Whether the one is wanted that has most of something: "the darkest one", "which is the shortest"; or "just the low one"."""
    if (
        prompt.words[:1] in (["just"], ["only"])
        and prompt.words[1:2] == ["the"]
        and prompt.words[-1] == "one"
    ):
        return True
    picks = "one" in prompt.words or "which" in prompt.words
    return picks and any(word.endswith("est") and lexicon().quality(word) for word in prompt.words)


def _told(prompt: Prompt, asked: list[tuple[int, int]]) -> Told:
    """What is told of sounds; `asked` are the stretches that ask for something."""
    purpose = purposes(prompt, prompt.open_mentions())
    found = phrasing(prompt, base_forms(prompt), asked)
    if found.main and (prompt.words[0] == "for" or tells(prompt, 0)):
        purpose.append((0, found.main))
    mentions = [
        m
        for m in prompt.open_mentions()
        if m.start >= found.main and (m.meaning.genre or not within(purpose, m.start))
    ]
    # "A harpsichord, I'm doing a Mozart type beat" asks for no beat.
    wishes = [m for m in mentions if not within(found.asides, m.start)] if found.asides else mentions
    return Told(found, purpose, mentions, wishes)


def _read_sounds(prompt: Prompt, parts: Parts, told: Told, context: Request | None) -> list[Mention]:
    """Read the classes and the form that are asked for; the phrases that tell of them."""
    mentions = told.mentions
    parts.classes = read_classes(prompt, told.wishes)
    asides = told.found.asides if parts.classes else []
    parts.kind = forms.kind(prompt, [*told.purpose, *asides]) or parts.excluded.kind
    if parts.classes:
        mentions = told.wishes
    elif told.found.asides:
        parts.classes = read_classes(prompt, mentions)
        if any(m.meaning.quality for m in told.wishes):  # "this kick sounds weak, need a fat one"
            mentions = told.wishes
    if not (context and {*context.lacking} & {word.removesuffix("s") for word in prompt.words}):
        parts.classes += tuple(id for id in machines.alone(prompt, mentions) if id not in parts.classes)
    if not parts.classes and any(is_beat(prompt, m) for m in mentions):
        parts.classes, parts.kind = ("drums",), parts.kind or "loop"
    if parts.excluded.classes and not parts.classes and any(_is_pronoun(prompt, at) for at in prompt.free()):
        # "I'm tired of my claps, show me fresh ones" wants claps after all.
        parts.classes, parts.excluded.classes = tuple(parts.excluded.classes), []
        if parts.classes == ("openhat",) and "closed" in prompt.words:
            # "No open hats, just a crisp closed one".
            parts.classes, parts.excluded.classes = ("hihat",), ["openhat"]
    if not parts.classes:
        _read_scene(prompt, parts, told, context)
    if parts.kind is None and looped(mentions):
        parts.kind = "loop"
    scene = set(parts.classes or (context.classes if context else ()))
    if scene and scene <= RECORDED:
        instruments = filter(lexicon().taxonomy.is_instrument, parts.excluded.phrases.keys() - scene)
        parts.excluded.by_word(*instruments)
    return mentions


def _is_pronoun(prompt: Prompt, at: int) -> bool:
    """Whether "ones" stand for what is refused before them; "ones without vocals" are none of them, nor are "one shots but not drums"."""
    refusing = prompt.taken[at + 1 : at + 2] == [True]
    refused = any(prompt.taken[m.start] for m in prompt.mentions if m.meaning.classes and m.end <= at)
    return prompt.words[at] in _ONES and refused and not refusing and not prompt.mentioned(at)


def _read_scene(prompt: Prompt, parts: Parts, told: Told, context: Request | None) -> None:
    """Read what is to be heard of the world where no sound is named."""
    # "On a wooden floor" tells where the last sounds are heard.
    answers = context is not None and bool(context.classes)
    places = answers and not _PLACING.isdisjoint(prompt.words[:1])
    unspoken = told.found.places
    # "Glass", of percussion, is what that is made of.
    made = answers and {prompt.words[at] for at in unspoken} <= MATERIALS | _MADE
    made = made and not (told.found.asks or RECORDED.issuperset(context.classes if context else ()))
    if not (places or made) and (noise := everyday.noise(prompt, unspoken)):
        # "I hate it when the phone rings" asks for none.
        asks = bool(told.mentions or parts.excluded) or "sound" in prompt.words
        asks = asks or not talk.is_off_topic(prompt, asks_for_sound(prompt, parts), parts.text)
        # "Tiny shards moving about", of a texture, is one.
        same = answers and not told.found.asks and RECORDED.issuperset(context.classes if context else ())
        noise = context.classes if context and same else noise
        parts.classes = noise if asks else ()


def _refuse(prompt: Prompt, parts: Parts, mentions: Sequence[Mention]) -> None:
    """Tell apart what is asked for and what is refused, where both are said of a sound."""
    named = parts.excluded.phrases.keys()
    # "Breaks, no amen" are breaks of another name.
    parts.excluded.classes = [
        id for id in parts.excluded.classes if id not in named or LOOPED.get(id) not in parts.classes
    ]
    refused = set(parts.excluded.classes) - named
    # "Orchestral brass, no strings": what is refused by its name is not asked for by an adjective.
    others = tuple(id for id in parts.classes if id not in refused)
    # "Sounds like a cowbell but isn't one".
    likened = any(m.meaning.classes and is_likened(prompt, m) for m in mentions)
    parts.classes = others if others or likened else parts.classes
    closed = [word for word in parts.excluded.words if word == "closed"]
    closed += [hat for hat in parts.excluded.phrases.get("hihat", ()) if hat.startswith("closed ")]
    if closed and "hihat" in parts.classes:  # what is not closed is open
        parts.excluded.words = [word for word in parts.excluded.words if word not in closed]
        parts.excluded.phrases.pop("hihat", None)
        parts.excluded.classes = [id for id in parts.excluded.classes if id != "hihat"]
        parts.classes = tuple("openhat" if id == "hihat" else id for id in parts.classes)
    parts.excluded.classes += ruled_out(prompt.words, parts.classes)


def _read_qualities(
    prompt: Prompt,
    parts: Parts,
    mentions: Sequence[Mention],
    changed: list[Quality],
    context: Request | None,
) -> None:
    """Read what the sounds are to be like; `changed` are adjectives of which more or less is wanted."""
    has_class = bool(parts.classes)
    answering = context is not None and not has_class  # "a bit of reverb" is about the last sounds
    parts.qualities = [
        degree(prompt, m, m.meaning.quality)
        for m in mentions
        if m.meaning.quality
        and ((answering and not is_measured(prompt, m)) or is_wanted(prompt, m))
        and not ((has_class or not m.meaning.sure) and is_elsewhere(prompt, m))
    ]
    parts.qualities += changed
    wanted = {quality.measure for quality in parts.qualities}
    if parts.duration:  # "too long, under a second" says itself how short
        parts.excluded.qualities = [q for q in parts.excluded.qualities if q.measure != "length"]
    # "Not bright, warm" says itself what it is instead, "dark, but not muddy" only how far.
    parts.qualities += [quality for quality in parts.excluded.qualities if quality.measure not in wanted]


def _draw(prompt: Prompt, parts: Parts) -> None:
    """Tell whether any sound will do: of "a random helicopter" only the words tell what it is."""
    described = {word for m in prompt.mentions if m.meaning.says for word in prompt.words[m.start : m.end]}
    described |= {word for quality in parts.qualities for word in quality.word.split()}
    parts.random = EVERYDAY not in parts.classes and {*parts.text.split()} <= described | SAMPLES
    parts.text = parts.text if parts.classes or parts.qualities or not parts.random else ""


def asks_for_sound(prompt: Prompt, parts: Parts) -> bool:
    """Whether what is asked for may be a sound: a restaurant that is to be recommended is none."""
    advice = {"recommend", "suggest"} & set(prompt.words)
    return parts.asks and not (advice and parts.text and is_foreign(parts.text.split()[-1]))
