"""What one prompt says by itself: each part of the grammar takes its words, what remains goes to the text encoder."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from bot.prompts.context import comparisons, constraints, hits, references
from bot.prompts.language import everyday
from bot.prompts.language.lexicon import EVERYDAY, Quality
from bot.prompts.language.prompt import Mention, Prompt
from bot.prompts.language.vocabulary import SAMPLES, lexicon
from bot.prompts.measures import bounds, counts, denials, keys, lengths, numbers, shifts
from bot.prompts.sounds import forms, machines
from bot.prompts.sounds.adjectives import base_forms, changes, degree, is_elsewhere, is_wanted
from bot.prompts.sounds.classes import is_beat, looped, read_classes, ruled_out
from bot.prompts.sounds.exclusions import exclusions
from bot.prompts.sounds.purposes import purposes
from bot.prompts.speech.phrasing import phrasing, take_asking
from bot.prompts.speech.scopes import Exclusions
from bot.prompts.speech.statements import within
from retrieval_core.request import Interval, Kind, Request

#: Classes of what the world sounds like.
RECORDED = {EVERYDAY, "texture"}
_ONES = {"one", "ones"}
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
    way: int | None = None  # of a number alone, as `merging.renewed` has it
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
    parts.refused_ranks = hits.unlike_ranks(prompt) if parts.like_ranks else ()
    parts.approach = references.approach(prompt, names)
    singled = forms.singled(prompt)
    parts.excluded = exclusions(prompt, context)
    parts.more = not parts.like_ranks and references.wants_more(prompt)
    parts.k = counts.count(prompt)
    if context and parts.k is None and _picks_one(prompt):
        parts.k = 1
    mentions = _read_sounds(prompt, parts, asked)
    parts.kind = parts.kind or ("one-shot" if singled else None)
    if parts.k and counts.of_each(prompt):
        parts.k = min(counts.MOST, parts.k * max(1, len(lexicon().taxonomy.grouped(parts.classes))))
    # "Orchestral brass, no strings": what is refused by its name is not asked for by an adjective.
    refused = set(parts.excluded.classes) - parts.excluded.phrases.keys()
    parts.classes = tuple(id for id in parts.classes if id not in refused) or parts.classes
    parts.excluded.classes += ruled_out(prompt.words, parts.classes)
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
    turns = parts.more or parts.different or parts.random or parts.k is not None
    parts.understood = bool(mentions) or parts.constrains or turns
    return parts


def _read_changes(prompt: Prompt, parts: Parts, context: Request | None) -> list[Quality]:
    """What a prompt lets go of the last request, keeps of it, and moves from there; the adjectives of which more or less is wanted."""
    parts.released = constraints.released(prompt)
    if context is None:
        parts.tempo = shifts.tempo(prompt, None)
        return []
    parts.same, parts.than = comparisons.same(prompt), comparisons.than(prompt)
    freed = constraints.freed(prompt, context)
    parts.freed = [meaning.quality for meaning in freed if meaning.quality]
    parts.released |= {"kind" for meaning in freed if meaning.kind}
    parts.kept = constraints.kept(prompt)
    parts.key = shifts.key(prompt, context.key)
    parts.tempo = shifts.tempo(prompt, context.tempo)
    return changes(prompt)


def _read_limits(prompt: Prompt, parts: Parts, context: Request | None) -> None:
    """Read key, length and tempo."""
    needless = constraints.needless(prompt)
    loops, struck = _looped_or_struck(prompt, context)
    last = context.duration if context else None
    named = {id for m in prompt.mentions for id in m.meaning.classes}
    # Behind hats of so many milliseconds, "now a bassline, 124" tells a tempo.
    others = context is not None and bool(named) and named.isdisjoint(context.classes) and not struck
    way = shifts.direction(prompt) if context else 0
    spelt = way != 0 and not any(word[0].isdigit() for word in prompt.words)  # "raise that to a second"
    parts.way = way if context and (spelt or bounds.is_alone(prompt)) else None

    def affirmed(name: str, read_value: Callable[[Prompt], _Value | None]) -> _Value | None:
        value, freed = denials.affirmed(prompt, name, context, needless, read_value)
        parts.released |= {name} if freed else set()
        return value

    def bare_duration(prompt: Prompt) -> Interval | None:
        return lengths.bare_duration(prompt, last, loops or others, struck, last is not None and way != 0)

    tuned = loops or (context is not None and not struck)  # "minor", behind keys
    parts.key = parts.key or affirmed("key", lambda prompt: keys.key(prompt, context is not None, tuned))
    parts.duration = affirmed("duration", lengths.duration)
    parts.bars = lengths.bars(prompt)
    # Before it is taken for a tempo: "kicks under 200".
    if not parts.duration and (struck or not (context and context.tempo)):
        parts.duration = affirmed("duration", bare_duration)
    parts.tempo = parts.tempo or affirmed("tempo", lambda prompt: numbers.tempo(prompt, lexicon().taxonomy))
    if last and not parts.duration:
        parts.duration = affirmed("duration", bare_duration)
    if parts.bars and parts.tempo and not parts.duration:
        parts.duration = lengths.lasting(parts.bars, parts.tempo)


def _looped_or_struck(prompt: Prompt, context: Request | None) -> tuple[bool, bool]:
    """Whether what is asked for are loops, which have a tempo, and whether single drums, which have none."""
    named = [id for m in prompt.mentions for id in m.meaning.classes] or (context.classes if context else ())
    loops = looped(prompt.mentions) or any(m.meaning.kind == "loop" for m in prompt.mentions)
    loops = loops or (context is not None and context.kind == "loop")
    known = [id for id in named if id in lexicon().taxonomy.classes]
    return loops, not loops and any(lexicon().taxonomy.coarse_of(id) == "drums" for id in known)


def _picks_one(prompt: Prompt) -> bool:
    """Whether the one is wanted that has most of something: "the darkest one", "which is the shortest"."""
    picks = "one" in prompt.words or "which" in prompt.words
    return picks and any(word.endswith("est") and lexicon().quality(word) for word in prompt.words)


def _read_sounds(prompt: Prompt, parts: Parts, asked: list[tuple[int, int]]) -> list[Mention]:
    """Read the classes and the form that are asked for, and the words for the encoder; the phrases that tell of them.

    Parameters:
        asked: the stretches that ask for something.
    """
    purpose = purposes(prompt, prompt.open_mentions())
    found = phrasing(prompt, base_forms(prompt), asked)
    # A restaurant that is to be recommended is no sound.
    advice = not {"recommend", "suggest"}.isdisjoint(prompt.words)
    parts.text, parts.asks = " ".join(found.words), found.asks and not advice
    mentions = [
        m
        for m in prompt.open_mentions()
        if m.start >= found.main and (m.meaning.genre or not within(purpose, m.start))
    ]
    # "A harpsichord, I'm doing a Mozart type beat" asks for no beat.
    wishes = [m for m in mentions if not within(found.asides, m.start)]
    parts.kind = forms.kind(prompt, purpose) or parts.excluded.kind
    parts.classes = read_classes(prompt, wishes)
    if parts.classes:
        mentions = wishes
    elif found.asides:
        parts.classes = read_classes(prompt, mentions)
        if any(m.meaning.quality for m in wishes):  # "this kick sounds weak, need a fat one"
            mentions = wishes
    parts.classes += tuple(id for id in machines.alone(prompt, mentions) if id not in parts.classes)
    if not parts.classes and any(is_beat(prompt, m) for m in mentions):
        parts.classes, parts.kind = ("drums",), parts.kind or "loop"
    if parts.excluded.classes and not parts.classes and {prompt.words[at] for at in prompt.free()} & _ONES:
        # "I'm tired of my claps, show me fresh ones" wants claps after all.
        parts.classes, parts.excluded.classes = tuple(parts.excluded.classes), []
    if not parts.classes and parts.excluded.beside and not prompt.is_story:
        # "I have a kick and a snare, what's missing?" asks for what goes with them.
        parts.classes, parts.text = lexicon().taxonomy.beside(parts.excluded.already), ""
        parts.excluded.classes = [*dict.fromkeys((*parts.excluded.classes, *parts.excluded.already))]
    if not parts.classes and not advice:
        parts.classes = everyday.noise(prompt, found.places)
    if parts.kind is None and looped(mentions):
        parts.kind = "loop"
    return mentions


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
        and (answering or is_wanted(prompt, m))
        and not ((has_class or not m.meaning.sure) and is_elsewhere(prompt, m))
    ]
    parts.qualities += changed
    wanted = {quality.measure for quality in parts.qualities}
    # "Too long, under a second" says itself how short, "G minor, not A minor" in which mode.
    wanted |= {"length"} if parts.duration else set()
    wanted |= {"mode"} if parts.key else set()
    # "Not bright, warm" says itself what it is instead, "dark, but not muddy" only how far.
    parts.qualities += [quality for quality in parts.excluded.qualities if quality.measure not in wanted]


def _draw(prompt: Prompt, parts: Parts) -> None:
    """Tell whether any sound will do: of "a random helicopter" only the words tell what it is."""
    described = {word for m in prompt.mentions if m.meaning.says for word in prompt.words[m.start : m.end]}
    parts.random = EVERYDAY not in parts.classes and {*parts.text.split()} <= described | SAMPLES
    parts.text = parts.text if parts.classes or parts.qualities or not parts.random else ""
