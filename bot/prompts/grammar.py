"""From a prompt to a Request: each part of the grammar takes its words, what remains goes to the text encoder."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TypeVar

from bot.prompts import counts, keys, numbers, references, talk
from bot.prompts.exclusions import Exclusions, exclusions
from bot.prompts.lexicon import LOOPED, Lexicon, Quality
from bot.prompts.phrasing import phrasing, take_asking
from bot.prompts.prompt import Mention, Phrases, Prompt
from bot.prompts.spelling import Spelling
from retrieval_core import approaches as registry
from retrieval_core.request import Interval, Kind, Request
from retrieval_core.taxonomy import Taxonomy
from retrieval_core.wording import fold

GRAMMAR_WORDS = frozenset(
    """
    without around about under over between except give find show need please samples sample minor major
    longer shorter second seconds similar another something different faster slower more like same using
    only nothing anything everything but with want looking three four five seven eight nine twelve twenty
    searching couple handful dozen half closed roughly exactly
    """.split()
)
_CATCH_ALLS = {"fx", "perc"}  # classes of all sorts, which are said beside the sort
_SEPARATORS = frozenset("and or n , / & + plus ; nor . ! ? i need want give get show".split())
_DENIALS = frozenset("not never isn't isnt aren't arent".split())
_PLENTY = {(much, "of") for much in ("lot", "lots", "plenty", "loads", "tons")}
_PURPOSE = Phrases("to go with, goes with, go with, fits, fitting, to match, matching, for")
_SINGLE = {"single", "individual", "one", "drum"}
_CLAUSE = {"that", "which", "who", "it"}
_MAKES = {"make", "keep", "want", "need"}


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
    qualities: list[Quality] = field(default_factory=list)
    like_rank: int | None = None
    more: bool = False
    different: bool = False
    released: frozenset[str] = frozenset()
    asks: bool = False
    understood: bool = False

    @property
    def constrains(self) -> bool:
        """Whether anything but text and number is said."""
        hard = (self.classes, self.excluded, self.kind, self.tempo, self.key, self.duration)
        return any(hard) or bool(self.qualities or self.approach or self.like_rank or self.released)


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon of the taxonomy in `data/`, read at the first prompt."""
    return Lexicon(Taxonomy.load())


@lru_cache(maxsize=1)
def _spelling() -> Spelling:
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
    return not any(word in _spelling().described for word in telling)


def read(prompt: Prompt, names: Sequence[str], lexicon: Lexicon) -> Parts:
    """Read all that a prompt says; the order matters where two readings compete for a number."""
    parts = Parts()
    parts.released = references.released(prompt)
    asked = take_asking(prompt)
    parts.different = references.wants_different(prompt)
    numbers.drop_meter(prompt)
    needless = references.needless(prompt)
    parts.key = _affirmed(prompt, parts, "key", needless, keys.key)
    parts.duration = _affirmed(prompt, parts, "duration", needless, numbers.duration)
    parts.tempo = _affirmed(
        prompt, parts, "tempo", needless, lambda prompt: numbers.tempo(prompt, lexicon.taxonomy)
    )
    parts.like_rank = references.like_rank(prompt)
    parts.approach = references.approach(prompt, names)
    parts.excluded = exclusions(prompt, lexicon)
    parts.more = references.wants_more(prompt) if parts.like_rank is None else False
    parts.k = counts.count(prompt)
    parts.kind = _kind(prompt) or parts.excluded.kind
    found = phrasing(prompt, _base_forms(prompt), asked)
    parts.text, parts.asks = " ".join(found.words), found.asks
    mentions = [m for m in prompt.open_mentions() if m.start >= found.main]
    told = [m for m in mentions if any(start <= m.start < end for start, end in found.asides)]
    wishes = [m for m in mentions if m not in told]
    # "A harpsichord, I'm doing a Mozart type beat" asks for no beat.
    parts.classes = _classes(prompt, wishes, lexicon) or _classes(prompt, mentions, lexicon)
    if parts.k and counts.of_each(prompt):
        parts.k = min(counts.MOST, parts.k * max(1, len(lexicon.taxonomy.grouped(parts.classes))))
    refused = set(parts.excluded.classes) - parts.excluded.phrases.keys()
    # "Orchestral brass, no strings": what is refused by its name is not asked for by an adjective.
    parts.classes = tuple(id for id in parts.classes if id not in refused) or parts.classes
    if "closed" in parts.excluded.words and "hihat" in parts.classes:  # what is not closed is open
        parts.excluded.words.remove("closed")
        parts.classes = tuple("openhat" if id == "hihat" else id for id in parts.classes)
    parts.excluded.classes += ruled_out(prompt.words, parts.classes)
    parts.qualities = [
        _degree(prompt, m, m.meaning.quality) for m in mentions if m.meaning.quality and _wanted(prompt, m)
    ]
    wanted = {(quality.measure, quality.direction) for quality in parts.qualities}
    if parts.duration:  # "too long, under a second" says itself how short
        parts.excluded.qualities = [q for q in parts.excluded.qualities if q.measure != "length"]
    parts.qualities += [  # "not bright, warm" says itself what it is instead
        quality for quality in parts.excluded.qualities if (quality.measure, quality.direction) not in wanted
    ]
    if parts.excluded.everything and parts.k is None:
        parts.k = counts.MOST
    if not (parts.constrains or parts.text or parts.k) and references.is_displeased(prompt):
        parts.more = True
    parts.understood = (
        bool(mentions) or parts.constrains or parts.more or parts.different or parts.k is not None
    )
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
        first = next(at for at, taken in enumerate(prompt.taken) if taken and not before[at])
        denied = prompt.word(first - 1) in _DENIALS
        if denied:
            prompt.take(first - 1, first)
        if not denied and not needless:
            return value
        parts.released |= {name}


def _degree(prompt: Prompt, mention: Mention, quality: Quality) -> Quality:
    """A quality as it stands in the prompt: "more dark" compares as "darker" does."""
    more = mention.start > 0 and prompt.words[mention.start - 1] == "more"
    return replace(quality, comparative=True) if more else quality


def _wanted(prompt: Prompt, mention: Mention) -> bool:
    """Adjectives are wanted as they stand, nouns where the prompt says so: "more punch", "with reverb"."""
    before = prompt.words[max(0, mention.start - 2) : mention.start]
    return mention.meaning.sure or before[-1:] in (["more"], ["with"], ["some"]) or tuple(before) in _PLENTY


def _kind(prompt: Prompt) -> Kind | None:
    kinds = [
        m.meaning.kind
        for m in prompt.open_mentions()
        if m.meaning.kind
        and prompt.words[max(0, m.start - 1)] not in ("i", "we")  # "I loop live"
        and (m.meaning.kind == "loop" or not (_is_verb(prompt, m) or _is_filmed(prompt, m)))
    ]
    return kinds[0] if kinds else None


def _is_verb(prompt: Prompt, mention: Mention) -> bool:
    """Whether a word says what a sound does, and not what it is: "a kick that hits hard", "anything that slaps"."""
    verb = mention.end == mention.start + 1 and prompt.words[mention.start].endswith("s")
    subject = (
        prompt.words[mention.start - 2] if mention.start > 1 else ""
    )  # "which kicks do you have" has none
    return verb and prompt.word(mention.start - 1) in _CLAUSE and subject.isalpha() and subject not in _MAKES


def _is_filmed(prompt: Prompt, mention: Mention) -> bool:
    """Whether a shot is one of a camera: "for the opening shot", "a shot of the sea"."""
    if mention.end > mention.start + 1 or prompt.words[mention.start] not in ("shot", "shots"):
        return False
    before = prompt.words[max(0, mention.start - 1)]
    return not (mention.start == 0 or prompt.names_class(mention.start - 1) or before in _SINGLE)


def _base_forms(prompt: Prompt) -> dict[int, str]:
    """Comparatives as the adjectives that they are of: samples are described as dark, not as darker."""
    return {
        m.start: m.meaning.quality.word
        for m in prompt.open_mentions()
        if m.meaning.quality and m.end == m.start + 1 and m.meaning.sure and not m.meaning.classes
    }


def _classes(prompt: Prompt, mentions: list[Mention], lexicon: Lexicon) -> tuple[str, ...]:
    """The classes that are asked for, as the prompt names them."""
    named = [m for m in mentions if m.meaning.classes and not _is_verb(prompt, m)]
    purpose = [at for at, _ in prompt.places(_PURPOSE)] if named else []
    if purpose:  # "a kick to go with my piano" asks for a kick
        first = next((at for at in purpose if at > named[0].start), len(prompt.words))
        named = [m for m in named if m.start < first]
    named = [m for at, m in enumerate(named) if not _accompanies(prompt, named[:at], m, lexicon)]
    found: list[str] = []
    for run in _runs(prompt, named):
        found += _narrowed(_specific(prompt, run, lexicon), lexicon)
    return tuple(dict.fromkeys(found))


def _accompanies(prompt: Prompt, before: Sequence[Mention], mention: Mention, lexicon: Lexicon) -> bool:
    """Whether a class is said of another one and not asked for: "a kick with a lot of sub"."""
    fine = [m for m in before if not set(m.meaning.classes) <= lexicon.taxonomy.coarse.keys() | LOOPED.keys()]
    between = {prompt.word(at) for at in range(fine[-1].end, mention.start)} if fine else set()
    return "with" in between and not _SEPARATORS & between and not {"together", "along"} & between


def _runs(prompt: Prompt, named: list[Mention]) -> list[list[Mention]]:
    """Mentions that belong together: in "guitar melody" one word narrows the other, in "guitar and keys" none does."""
    runs: list[list[Mention]] = []
    end = 0
    for mention in named:
        if not runs or any(word in _SEPARATORS for word in prompt.words[end : mention.start]):
            runs.append([])
        runs[-1].append(mention)
        end = mention.end
    return runs


def _specific(prompt: Prompt, run: list[Mention], lexicon: Lexicon) -> list[str]:
    """The classes of a run without those that are only called by name beside one of their kind: "explosion sfx"."""
    known = lexicon.taxonomy.classes
    fine = {id for m in run for id in m.meaning.classes if id in known}
    catch_alls = {id: {id, *known[id].includes} for id in fine & _CATCH_ALLS}
    for id, meant in catch_alls.items():
        sorts = {other for m in run for other in m.meaning.classes if id not in m.meaning.classes}
        beside = any(
            other in meant or (other in known and id in lexicon.taxonomy.ancestors(other)) for other in sorts
        )
        names = lexicon.names_of(id) if beside else ()
        run = [
            m
            for m in run
            if id not in m.meaning.classes or " ".join(prompt.words[m.start : m.end]) not in names
        ]
    return [id for m in run for id in m.meaning.classes]


def _narrowed(ids: list[str], lexicon: Lexicon) -> list[str]:
    """Without the general where the particular is said: "piano melody" is a piano, "rhodes chords" a Rhodes."""
    coarse = lexicon.taxonomy.coarse
    fine = [id for id in ids if id not in coarse and id not in LOOPED]
    instruments = [id for id in fine if id != "chord"]  # "trumpet stab": any instrument has them
    return instruments or fine or [LOOPED.get(id, id) for id in ids]


def ruled_out(words: Sequence[str], classes: Sequence[str]) -> list[str]:
    """Classes that words rule out: closed hi-hats are no class of their own, but hi-hats that are not open."""
    return ["openhat"] if "closed" in words and "hihat" in classes else []


def looped(prompt: Prompt) -> bool:
    """Whether a class is named that is a loop by nature, such as a drum break."""
    return any(LOOPED.keys() & set(m.meaning.classes) for m in prompt.open_mentions())


def classes_as(kind: Kind | None, classes: Sequence[str], lexicon: Lexicon) -> tuple[str, ...]:
    """The classes to filter by: a loop of an instrument of drums or keys may be catalogued as a loop of that kind."""
    plain = [id for id in dict.fromkeys(classes) if id not in LOOPED]
    if kind != "loop" or not plain:
        return tuple(plain)
    taxonomy = lexicon.taxonomy
    loops = {coarse: fine for fine, coarse in LOOPED.items()}
    hedges = [
        loops[taxonomy.coarse_of(id)]
        for id in plain
        if id in taxonomy.classes and not taxonomy.classes[id].looped and taxonomy.coarse_of(id) in loops
    ]
    hedges = [id for id in hedges if LOOPED[id] not in plain]
    return tuple(dict.fromkeys([*plain, *hedges]))


def excluded_as(excluded: Sequence[str], wanted: Sequence[str], lexicon: Lexicon) -> tuple[str, ...]:
    """The classes to keep out: where no drum is wanted, "no percussion" means the kit as well."""
    known = lexicon.taxonomy
    asked = {known.coarse_of(id) if id in known.classes else id for id in wanted}
    found: dict[str, None] = {}
    for group in known.grouped(dict.fromkeys(excluded)):
        coarse = known.coarse_of(group[0]) if len(group) > 1 else ""
        found |= dict.fromkeys(group if coarse in asked else (coarse or group[0],))
    return tuple(found)


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
    from bot.prompts import turns

    known = lexicon()
    prompt = Prompt.read(text, known, _spelling())
    if intent := talk.small_talk(prompt):
        return Request(intent=intent)
    parts = read(prompt, _approaches() if approaches is None else approaches, known)
    if context is not None and (turn := turns.elided(prompt, parts, context, known)):
        return turn
    if not parts.understood and talk.is_thanks(prompt):
        return Request(intent="thanks")
    if (
        talk.is_event(prompt)
        or (not parts.asks and talk.is_chat(prompt, measured=bool(parts.tempo or parts.key)))
        or (not parts.understood and talk.is_off_topic(prompt, parts.asks, parts.text))
    ):
        return Request(intent="other")
    if looped(prompt) and parts.kind is None:
        parts.kind = "loop"
    if context is not None and (turn := turns.continued(prompt, parts, context, known)):
        return turn
    if parts.more and not parts.constrains and not parts.text:
        return Request(intent="more", k=parts.k or Request().k)
    return turns.fresh(parts, known)
