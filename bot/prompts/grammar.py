"""From a prompt to a Request: each part of the grammar takes its words, what remains goes to the text encoder."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal, TypeVar

from bot.prompts import (
    address,
    beds,
    beside,
    complaints,
    constraints,
    corrections,
    counts,
    everyday,
    forms,
    hits,
    keys,
    lengths,
    lists,
    machines,
    numbers,
    numerals,
    questions,
    reactions,
    references,
    shifts,
    talk,
    thanks,
)
from bot.prompts.adjectives import base_forms, changes, degree, is_elsewhere, is_idle, is_wanted
from bot.prompts.classes import is_beat, looped, purposes, read_classes, ruled_out
from bot.prompts.exclusions import exclusions
from bot.prompts.lexicon import EVERYDAY, LOOPED, Lexicon, Quality
from bot.prompts.phrasing import phrasing, take_asking
from bot.prompts.prompt import Prompt
from bot.prompts.scopes import Exclusions, is_likened
from bot.prompts.spelling import Spelling
from bot.prompts.statements import tells, within
from retrieval_core import approaches as registry
from retrieval_core.request import Interval, Kind, Request
from retrieval_core.taxonomy import shipped
from retrieval_core.wording import fold

GRAMMAR_WORDS = lists.words("grammar", "grammar_words")
_DENIALS = frozenset("not never isn't isnt aren't arent".split())
_NEVER_MIND = {"nevermind", "nvm"}
SAMPLES = lists.words("turns", "counted")
_ONES = {"one", "ones"}
_PLACING = frozenset("at by from in inside into near on over through under with".split())
#: Classes of what the world sounds like: "traffic without horns" refuses no trumpets.
_RECORDED = {EVERYDAY, "texture"}
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
    more: bool = False
    different: bool = False
    random: bool = False
    released: frozenset[str] = frozenset()
    freed: list[Quality] = field(default_factory=list)
    kept: frozenset[str] = frozenset()
    corrects: bool = False
    asks: bool = False
    understood: bool = False

    @property
    def constrains(self) -> bool:
        """Whether anything but text and number is said."""
        hard = (
            self.classes or self.excluded or self.kind or self.tempo or self.key or self.duration or self.bars
        )
        soft = self.qualities or self.approach or self.like_ranks or self.released or self.freed
        return bool(hard or soft)


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon of the taxonomy in `data/`, read at the first prompt."""
    return Lexicon(shipped())


@lru_cache(maxsize=1)
def spelling() -> Spelling:
    return Spelling(lexicon(), GRAMMAR_WORDS)


@lru_cache(maxsize=1)
def _approaches() -> tuple[str, ...]:
    return registry.names()


def is_foreign(text: str) -> bool:
    """Whether no word of a text is one that sounds are described with; function words tell nothing.

    >>> is_foreign("pizza"), is_foreign("rain on a roof")
    (True, False)
    """
    telling = (word for word in fold(text).split() if len(word) > 3 or not word.isalpha())
    return not any(word in spelling().described for word in telling)


def says_nothing(text: str) -> bool:
    """Whether a text tells of no sound, but that it is one, and its form.

    >>> says_nothing("samples"), says_nothing("loops"), says_nothing("thunder")
    (True, True, False)
    """
    known = (lexicon().meaning(word) for word in text.split() if word not in SAMPLES)
    return all(meaning and meaning.kind and not meaning.classes for meaning in known)


def ranks_spoken_of(text: str) -> tuple[int, ...]:
    """The ranks of the hits that are spoken of, in what asks for nothing.

    >>> ranks_spoken_of("the 3rd is sick"), ranks_spoken_of("1 and 4 slap")
    ((3,), (1, 4))
    """
    return reactions.ranks_spoken_of(Prompt.read(text, lexicon(), spelling()))


def read(prompt: Prompt, names: Sequence[str], lexicon: Lexicon, context: Request | None = None) -> Parts:
    """Read all that a prompt says; the order matters where two readings compete for a number."""
    parts, first = Parts(), context is None
    numerals.lock_names(prompt)
    parts.released = constraints.released(prompt)
    if context:
        freed = constraints.freed(prompt, context)
        parts.freed = [meaning.quality for meaning in freed if meaning.quality]
        parts.released |= {"kind" for meaning in freed if meaning.kind}
        measures = {quality.measure for quality in parts.freed if quality.comparative}
        parts.released |= {field for field, measure in constraints.MEASURES.items() if measure in measures}
        parts.kept = constraints.kept(prompt)
        parts.key = shifts.key(prompt, context.key)
    parts.tempo = shifts.tempo(prompt, context.tempo if context else None)
    shifted = parts.tempo is not None
    changed = changes(prompt, lexicon, context.classes) if context else []
    parts.random = references.at_random(prompt)
    asked = take_asking(prompt)
    parts.different = references.wants_different(prompt)
    numbers.drop_meter(prompt)
    needless = constraints.needless(prompt)
    parts.key = parts.key or _affirmed(
        prompt, parts, "key", needless, lambda prompt: keys.key(prompt, not first)
    )
    parts.duration = _affirmed(prompt, parts, "duration", needless, lengths.duration)
    parts.bars = lengths.bars(prompt)
    last = context.duration if context else None
    if not parts.duration and not (context and context.tempo):
        parts.duration = lengths.bare_duration(prompt, last)
    parts.tempo = parts.tempo or _affirmed(
        prompt, parts, "tempo", needless, lambda prompt: numbers.tempo(prompt, lexicon.taxonomy)
    )
    if last and not parts.duration:
        parts.duration = lengths.bare_duration(prompt, last)
    if parts.bars and parts.tempo and not parts.duration:
        parts.duration = lengths.lasting(parts.bars, parts.tempo)
    parts.like_ranks = hits.like_ranks(prompt, first)
    parts.approach = references.approach(prompt, names)
    parts.excluded = exclusions(prompt, lexicon, context)
    parts.more = not parts.like_ranks and references.wants_more(prompt)
    parts.k = counts.count(prompt)
    if context and parts.k is None and _picks_one(prompt, lexicon):
        parts.k = 1
    voices = beds.voices(prompt)
    purpose = purposes(prompt, prompt.open_mentions()) + voices
    found = phrasing(prompt, base_forms(prompt), asked)
    if found.main and (prompt.words[0] == "for" or tells(prompt, 0)):
        purpose.append((0, found.main))
    parts.text, parts.asks = " ".join(found.words), found.asks
    mentions = [
        m
        for m in prompt.open_mentions()
        if m.start >= found.main and (m.meaning.genre or not within(purpose, m.start))
    ]
    wishes = [m for m in mentions if not within(found.asides, m.start)] if found.asides else mentions
    # "A harpsichord, I'm doing a Mozart type beat" asks for no beat.
    parts.classes = read_classes(prompt, wishes, lexicon)
    parts.kind = (
        forms.kind(prompt, [*purpose, *found.asides] if parts.classes else purpose) or parts.excluded.kind
    )
    if parts.classes:
        mentions = wishes
    elif found.asides:
        parts.classes = read_classes(prompt, mentions, lexicon)
        if any(m.meaning.quality for m in wishes):  # "this kick sounds weak, need a fat one"
            mentions = wishes
    if not (context and {*context.lacking} & {word.removesuffix("s") for word in prompt.words}):
        parts.classes += tuple(id for id in machines.alone(prompt, mentions) if id not in parts.classes)
    if not parts.classes and any(is_beat(prompt, m) for m in mentions):
        parts.classes, parts.kind = ("drums",), parts.kind or "loop"
    if (
        parts.excluded.classes
        and not parts.classes
        and any(
            # "Ones without vocals" are none of them.
            prompt.words[at] in _ONES
            and prompt.taken[at + 1 : at + 2] != [True]
            and not prompt.mentioned(at)  # "one shots but not drums"
            for at in prompt.free()
        )
    ):
        # "I'm tired of my claps, show me fresh ones" wants claps after all.
        parts.classes, parts.excluded.classes = tuple(parts.excluded.classes), []
        if parts.classes == ("openhat",) and "closed" in prompt.words:
            # "No open hats, just a crisp closed one".
            parts.classes, parts.excluded.classes = ("hihat",), ["openhat"]
    # "On a wooden floor" tells where the last sounds are heard.
    places = context is not None and bool(context.classes) and not _PLACING.isdisjoint(prompt.words[:1])
    unspoken = [at for at in found.places if not within(voices, at)]
    if not parts.classes and not places and (noise := everyday.noise(prompt, unspoken)):
        # "I hate it when the phone rings" asks for none.
        asks = bool(mentions or parts.excluded) or "sound" in prompt.words
        asks = asks or not talk.is_off_topic(prompt, _asks_for_sound(prompt, parts), parts.text)
        parts.classes = noise if asks else ()
    if first and voices and not parts.classes:
        if "music" in prompt.words:
            parts.excluded.classes.append("vocal")
        else:
            parts.classes = beds.CLASSES
    scene = set(parts.classes or (context.classes if context else ()))
    if scene and scene <= _RECORDED:
        instruments = filter(lexicon.taxonomy.is_instrument, parts.excluded.phrases.keys() - scene)
        parts.excluded.by_word(*instruments)
    if parts.kind is None and looped(mentions):
        parts.kind = "loop"
    if parts.k and counts.of_each(prompt):
        parts.k = min(counts.MOST, parts.k * max(1, len(lexicon.taxonomy.grouped(parts.classes))))
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
    has_class = bool(parts.classes)
    answering = context is not None and not has_class  # "a bit of reverb" is about the last sounds
    parts.qualities = [
        degree(prompt, m, m.meaning.quality)
        for m in mentions
        if m.meaning.quality
        and (answering or is_wanted(prompt, m))
        and not (is_idle(prompt, m) or (has_class and is_elsewhere(prompt, m)))
    ]
    parts.qualities += changed
    if shifted:  # "slow it down by 10" says itself how slow
        parts.qualities = [quality for quality in parts.qualities if quality.measure != "tempo"]
    wanted = {(quality.measure, quality.direction) for quality in parts.qualities}
    if parts.duration:  # "too long, under a second" says itself how short
        parts.excluded.qualities = [q for q in parts.excluded.qualities if q.measure != "length"]
    parts.qualities += [  # "not bright, warm" says itself what it is instead
        quality for quality in parts.excluded.qualities if (quality.measure, quality.direction) not in wanted
    ]
    if parts.excluded.everything and parts.k is None:
        parts.k = counts.MOST
    if not parts.constrains and (refused := references.displeasure(prompt)):
        if parts.more or {*parts.text.split()} <= refused:
            parts.text = ""  # "I don't like any, try again"
        parts.more = parts.more or not (parts.text or parts.k)
    if parts.random:
        described = {
            word for m in prompt.mentions if m.meaning.says for word in prompt.words[m.start : m.end]
        }
        described |= {word for quality in parts.qualities for word in quality.word.split()}
        # Of "a random helicopter" only the words tell what it is.
        parts.random = EVERYDAY not in parts.classes and {*parts.text.split()} <= described | SAMPLES
        parts.text = parts.text if parts.classes or parts.qualities or not parts.random else ""
    turning = parts.more or parts.different or parts.random or parts.k is not None
    parts.understood = bool(mentions) or parts.constrains or turning
    return parts


def _affirmed(
    prompt: Prompt, parts: Parts, name: str, needless: bool, read_value: Callable[[Prompt], _Value | None]
) -> _Value | None:
    """The value of a constraint, but for one that is said not to matter or not to be wanted: it no longer holds."""
    while True:
        before = prompt.taken.copy()
        value = read_value(prompt)
        if value is None:
            return None
        places = [at for at, taken in enumerate(prompt.taken) if taken and not before[at]]
        first = places[0]
        parted = any(prompt.words[at] == "," for at in places)  # "forget that, 120"
        start = constraints.refusing(prompt, first)
        if start is None and not parted:
            start = constraints.leading(prompt, first)
        if start == first - 1 and prompt.words[start] in _NEVER_MIND:
            return value  # "nvm, 145" is another tempo
        denied = start is not None or prompt.word(first - 1) in _DENIALS
        if denied:
            prompt.take(first - 1 if start is None else start, first)
        if not denied and not needless:
            return value
        parts.released |= {name}


def _picks_one(prompt: Prompt, lexicon: Lexicon) -> bool:
    """Whether the one is wanted that has most of something: "the darkest one", "which is the shortest"."""
    picks = "one" in prompt.words or "which" in prompt.words
    return picks and any(word.endswith("est") and lexicon.quality(word) for word in prompt.words)


def _asks_for_sound(prompt: Prompt, parts: Parts) -> bool:
    """Whether what is asked for may be a sound: a restaurant that is to be recommended is none."""
    advice = {"recommend", "suggest"} & set(prompt.words)
    return parts.asks and not (advice and parts.text and is_foreign(parts.text.split()[-1]))


def parse(text: str, context: Request | None = None, approaches: Sequence[str] | None = None) -> Request:
    """Understand a prompt.

    Parameters
    ----------
    text : what a person wrote; anything at all is survived.
    context : the person's last request, which "darker", "more" or "like the second one" refer to.
    approaches : names that may be asked for; those of the registry if None.

    Example
    -------
    >>> request = parse("three drum loops around 140, no hats")
    >>> request.k, request.classes, request.kind, request.tempo, request.exclude
    (3, ('drums',), 'loop', (135.0, 145.0), ('hihat',))
    """
    names = _approaches() if approaches is None else approaches
    if (parts := corrections.corrected(text)) and (request := _corrected(*parts, context, names)):
        return request
    if context is not None and (rest := corrections.opened(text)):
        changed = _parsed(rest, context, names, corrects="turn")
        if changed.intent == "find" and changed != context:
            return changed
    for asked in questions.counted(text):
        request = _parsed(asked, context, names)
        if request.intent == "find" and replace(request, text="") != Request():
            return replace(request, intent="count")
    return _parsed(text, context, names)


def _corrected(before: str, after: str, context: Request | None, names: Sequence[str]) -> Request | None:
    """The request of a prompt that corrects itself: what takes the place of something is a turn of its own."""
    first = parse(before, context, names)
    if first.intent == "other":  # "I was going to ask for a 909 hat, but no: a 606 hat"
        later = _parsed(after, context, names)
        return later if later.intent == "find" and later.classes else None
    if first.intent != "find":
        return None
    second = _parsed(after, first, names, corrects="prompt")
    return second if second.intent == "find" and replace(second, text=first.text) != first else None


def _earlier(prompt: Prompt, context: Request, names: Sequence[str]) -> Request | None:
    """The wish for what was asked for before the last request, if a prompt is one: "back to the rhodes", "put the reverb back"."""
    if restored := references.restores(prompt):
        changed = _parsed(f"with {restored}", context, names)
        return changed if changed.qualities and changed.classes == context.classes else None
    if not (said := references.returns(prompt)):
        return None
    wish = _parsed(said, None, names)
    other = not wish.classes or not set(wish.classes) <= {*context.classes, *context.exclude}
    plain = replace(wish, classes=(), exclude=(), kind=None, qualities=(), text="") == Request()
    # "Back to the acoustic" names a sound, "back to work" does not.
    named = bool(wish.classes) or (not wish.qualities and all(map(lexicon().meaning, wish.text.split())))
    return replace(wish, intent="back") if other and plain and named and wish.text else None


def _parsed(
    text: str,
    context: Request | None,
    names: Sequence[str],
    corrects: Literal["turn", "prompt"] | None = None,
) -> Request:
    """The request of a prompt; `corrects` says that it takes back part of the last turn, or of its own beginning."""
    from bot.prompts import turns

    known = lexicon()
    prompt = Prompt.read(text, known, spelling())
    if intent := talk.small_talk(prompt):
        return Request(intent=intent)
    if context and references.goes_back(prompt):
        return Request(intent="back")
    if context and (wish := _earlier(prompt, context, names)):
        return wish
    if context and references.wants_both(prompt):
        return Request(intent="both")
    if references.starts_over(prompt):
        return Request(intent="anew")
    if context and (ranks := reactions.refused_ranks(prompt)):
        return Request(intent="without", like_ranks=ranks)
    if context and questions.asks_about_hits(prompt):
        return Request(intent="about", like_ranks=questions.ranks_asked(prompt))
    if remark := reactions.remark(prompt):
        return Request(intent=remark)
    thanked = thanks.drop_gratitude(prompt)
    reaction = reactions.take_reaction(prompt) if context else None
    answers = context is not None and bool(prompt.words) and (prompt.taken[0] or reactions.judges(prompt))
    if context and reaction == "refusal":
        return replace(context, intent="more")
    if context and (others := reactions.disowned(prompt, context.classes)) is not None:
        return replace(context, intent="more", exclude=tuple(dict.fromkeys((*context.exclude, *others))))
    said = address.sentences(prompt)
    complained = complaints.take(prompt, known)
    remarked = beside.drop_remarks(prompt, said, context is not None)
    parts = read(prompt, names, known, context)
    measures = {quality.measure for quality in parts.qualities}
    parts.qualities += [quality for quality in complained or [] if quality.measure not in measures]
    # "Wait, now I need a piano" asks for something else.
    parts.corrects = (
        reaction == "correction" or corrects == "prompt" or (corrects == "turn" and not parts.asks)
    )
    measured = parts.constrains and not (parts.classes or parts.qualities)
    act = "asks" if complained is not None else address.reading(said, measured)
    # What changes the last request is said of its sounds, however it is put: "the length doesn't matter".
    changes_last = context is not None and (
        (answers and parts.understood) or bool(parts.freed or parts.released or parts.more)
    )
    remarks = act == "remarks" and not changes_last and not remarked
    chats = remarks or (talk.is_chat(prompt) and not changes_last)
    if context is not None and not chats and (turn := turns.elided(prompt, parts, context, known)):
        return turn
    if not thanked and thanks.is_thanks(prompt, parts.understood or parts.asks, remarks):
        return Request(intent="thanks")
    if chats or (
        not parts.understood
        and talk.is_off_topic(prompt, act == "asks" or _asks_for_sound(prompt, parts), parts.text)
    ):
        return Request(intent="other")
    if context is not None and (turn := turns.continued(prompt, parts, context, known)):
        return turn
    if parts.more and not parts.constrains and not parts.text:
        return Request(intent="more", k=parts.k or Request().k)
    request = turns.fresh(parts, known)
    # "Ouch" behind an answer is said of that, and is no sound.
    exclaims = context is not None and not parts.asks and request == Request(text=request.text)
    exclaims = exclaims and (address.WISHES | address.MORE).isdisjoint(prompt.words)
    return Request(intent="other") if exclaims and is_foreign(request.text) else request
