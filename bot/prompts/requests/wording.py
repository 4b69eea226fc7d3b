"""A Request in a few words, so that a misreading shows."""

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.prompts.language import lists
from bot.prompts.language.lexicon import LOOPED, Meaning
from bot.prompts.language.numerals import WORDS
from bot.prompts.language.vocabulary import lexicon
from bot.prompts.measures.numbers import SECONDS
from retrieval_core.request import BARRED, CHANNELS, MODES, NOT, Interval, Request, is_outside
from retrieval_core.wording import comparative, plural, superlative

_ORDINALS = {1: "the first", 2: "the second", 3: "the third", -1: "the last"}
KINDS = {"one-shot": "one-shots", "loop": "loops"}
_TALK = {
    "greeting": "a greeting",
    "thanks": "thanks",
    "help": "a question about me",
    "about": "a question about what I found",
    "other": "nothing about sounds",
}
_UNHELD = "|".join(sorted(lists.words("numbers", "unheld")))
_MEASURE = re.compile(rf"\b(\d+(?:[.,]\d+)?|{'|'.join(WORDS)}) ?({_UNHELD})\b")
#: What tells of a sound within its name.
_RELATING = frozenset("that with you".split())
_SPACE = re.compile(r"[\s-]")
#: Lists of the taxonomy whose words are names.
_NAMES = frozenset("name synonyms combos foreign".split())
#: Kinds of words that only order the answer.
_LOOSE = {"machine", "flavour", "genre"}


def understood(request: Request) -> str:
    """What was understood of a prompt; the approach is left to the reply, which names the one that answered.

    >>> understood(parse("drum loops around 140 without hats"))
    'drum loops · 135-145 bpm · no hi-hats'
    """
    if request.intent in _TALK:
        return _TALK[request.intent]
    parts = [" + ".join(wanted(part, ", ") for part in request.parts) or wanted(request)]
    if request.parts:
        parts += [files(request), named(request)]
    if request.intent == "more":
        parts.insert(0, "more")
    parts += [f"no {class_name(id)}" for id in heads(request.exclude)] + [
        f"not {word}" for word in request.lacking
    ]
    return " · ".join(part for part in parts if part)


def wanted(request: Request, joint: str = " · ") -> str:
    """What is asked for, without what is not: "3 dark kicks · under 1 s"."""
    parts = (
        _subject(request),
        likeness(request),
        tempo(request),
        key(request),
        duration(request),
        files(request),
        named(request),
    )
    return joint.join(part for part in parts if part)


def degrees(request: Request) -> list[str]:
    """The adjectives that are wanted: as superlatives what most of is wanted, as comparatives those that compare with what was shown before."""
    compared = dict(request.beyond)
    return [
        superlative(word) if word == request.most else _more(word) if word in compared else word
        for word in request.qualities
    ]


def _more(word: str) -> str:
    """An adjective as it compares; one of several words by the first, if that is one: "slower attack"."""
    first, space, rest = word.partition(" ")
    return f"{comparative(first)} {rest}" if space and lexicon().quality(first) else comparative(word)


def likeness(request: Request) -> str:
    """Which earlier hit the samples should be like, or what sample by its name; "" for none."""
    if is_like_named(request):
        return f"like “{request.text}”"
    names = [_ORDINALS.get(rank, f"number {rank}") for rank in request.like_ranks]
    return f"like {' and '.join(names)}" if names else ""


def is_like_named(request: Request) -> bool:
    """Whether the text of a request is the name of a sample that others are to be like."""
    return bool(request.like and not request.like_ranks)


def tempo(request: Request) -> str:
    """The tempo that is wanted: "135-145 bpm"; "" for any."""
    return _interval(request.tempo, "bpm", "above", "below") if request.tempo else ""


def unheld(request: Request) -> list[str]:
    """The measures that are left among the words of a request, which nothing limits: "24 bit", "2 bars".

    >>> unheld(Request(text="kicks 24 bit -10 db")), unheld(Request(text="8 bit 808s"))
    (['24 bit', '10 db'], [])
    """
    found = [" ".join(match.groups()) for match in _MEASURE.finditer(request.text)]
    styles = ("8 bit", "16 bit")  # of sounds, and of no file
    lasting = ("bar", "bars", "beats", *SECONDS) if request.duration else ()
    return [
        one for one in found if one not in styles and not one.endswith(tuple(f" {unit}" for unit in lasting))
    ]


def unmeasured(text: str) -> str:
    """A text without the measures among its words.

    >>> unmeasured("loop 2 bars")
    'loop'
    """
    return " ".join(_MEASURE.sub("", text).split())


def key(request: Request) -> str:
    """The key that is wanted; "" for any."""
    if not request.key:
        return ""
    if request.key.startswith(NOT):
        return f"not in {request.key.removeprefix(NOT)}"
    if request.key[-1].isdigit():
        return f"note {request.key}"
    if request.key in MODES:
        return f"in {request.key}"
    return request.key if request.key.endswith(MODES) else f"key of {request.key}"


def duration(request: Request) -> str:
    """The length that is wanted: "under 2 s"; "" for any."""
    return _interval(request.duration, "s", "over", "under") if request.duration else ""


def limits(request: Request) -> list[str]:
    """What is measured of the sounds that are wanted: their tempo, key and length.

    >>> limits(Request(key="C", duration=(None, 0.5)))
    ['key of C', 'under 0.5 s']
    """
    return [limit for limit in (tempo(request), key(request), duration(request)) if limit]


def files(request: Request) -> str:
    """What the files are to be: "stereo · wav or flac"; "" for any."""
    formats = " or ".join(name for name in request.files if name not in CHANNELS)
    return " · ".join(
        part for part in (*(name for name in CHANNELS if name in request.files), formats) if part
    )


def named(request: Request) -> str:
    """What must stand in the name of a sample, or of its folder; "" for nothing."""
    return " · ".join(map(naming, request.named))


def naming(name: str) -> str:
    """What must stand in a path, in words: a name, or with a "/" that of a folder."""
    refused, name = "not " * name.startswith(BARRED), name.removeprefix(BARRED)
    return refused + (f"in “{name.removesuffix('/')}”" if name.endswith("/") else f"named “{name}”")


def _subject(request: Request) -> str:
    """What is wanted: "3 dark kicks or snares", "piano loops"; the words themselves where no class is named."""
    ids = heads(id for id in request.classes if id not in LOOPED or len(request.classes) == 1)
    qualities = ", ".join(degrees(request))
    kind = KINDS.get(request.kind or "", "")
    kind = kind.removesuffix("s") if request.k == 1 else kind
    if ids:
        one = bool(kind) or request.k == 1
        # Of a hard rock kick that is to be hard, "hard rock" is no genre.
        text = " ".join(word for word in request.text.split() if word not in request.qualities)
        told = map(_singular, _sorts(text) if len(ids) == 1 else flavours(text))
        names = [*dict.fromkeys(told), " or ".join(class_name(id, one) for id in ids), kind]
    elif is_more_than(request.text, ", ".join(request.qualities)) and not is_like_named(request):
        names, qualities = [f"“{request.text}”", kind and f"· {kind}"], ""
    else:
        names = [kind or ("sounds" if qualities or request.random else "any sounds")]
    count = "" if request.k == Request().k else str(request.k)
    drawn = "random" if request.random else ""
    return " ".join(word for word in (count, drawn, qualities, *names) if word)


def _singular(word: str) -> str:
    """A machine as it stands before a name: the "808" of "808s"; a decade as it is."""
    return word.removesuffix("s") if word[:-1].isdigit() and len(word) == len("808s") else word


def flavours(text: str) -> list[str]:
    """Words of a text for a machine, a material or a genre, which only order the answer: "808", "acoustic", "trap"."""
    known = lexicon().taxonomy.lookup
    return [
        word
        for words, meaning in _phrases(text)
        if not meaning.says and _LOOSE & {sense.kind for sense in known.get(" ".join(words), ())}
        for word in words
    ]


def _sorts(text: str) -> list[str]:
    """The same, and the words of names that tell more than their classes: the "closed" of hats, the "female" of vocals, the "trap" of kicks."""
    found: list[str] = []
    for words, meaning in _phrases(text):
        # "Hi hat closed with the foot", "a tone that never stops": no words before the name.
        described = not _RELATING.isdisjoint(words)
        if described or not meaning.classes or any(map(lexicon().taxonomy.is_effect, meaning.classes)):
            found += flavours(" ".join(words))
            continue
        names = {
            word
            for id in meaning.classes
            for one in (True, False)
            for word in _SPACE.split(class_name(id, one))
        }
        alone = [(word, lexicon().meaning(word)) for word in words[:-1] if word not in names]
        found += [
            word
            for at, (word, known) in enumerate(alone)
            if (at or len(word) > 2) and not (known and (known.says or known.code))
        ]
    return found


def _phrases(text: str) -> Iterator[tuple[list[str], Meaning]]:
    """The phrases of a text that something is known of."""
    words, at = text.split(), 0
    while at < len(words):
        if hit := lexicon().longest(words, at):
            yield words[at : hit[0]], hit[1]
        at = hit[0] if hit else at + 1


def is_more_than(text: str, qualities: str) -> bool:
    """Whether a text says more than the adjectives and the form that are shown anyway."""
    said = {
        *qualities.replace(",", " ").split(),
        "one",
        "shot",
        "shots",
        "loop",
        "loops",
        "hit",
        "hits",
        "and",
    }
    return not said.issuperset(text.split())


def kin(classes: Sequence[str]) -> tuple[str, ...]:
    """The coarse classes of some fine ones, as far as they say anything: drums and keys, but not all the rest.

    >>> kin(["synthlead", "violin"])
    ('keys',)
    """
    taxonomy = lexicon().taxonomy
    found = (taxonomy.coarse_of(id) for id in classes if id in taxonomy.classes)
    return tuple(dict.fromkeys(id for id in found if id in LOOPED.values()))


def beginning(start: str) -> tuple[str, ...]:
    """The fine classes that have a word which begins so.

    >>> beginning("ki"), beginning("HAT")
    (('kick',), ('hihat', 'openhat', 'hihat_pedal'))
    """
    start = start.strip().lower()
    return tuple(
        fine.id
        for fine in lexicon().taxonomy.classes.values()
        if start and any(word.startswith(start) for word in (fine.plural, *re.split(r"[\s-]", fine.plural)))
    )


def groups(ids: Iterable[str]) -> list[tuple[str, ...]]:
    """Classes in groups that one word names: percussion with congas and shakers, a kick alone."""
    return lexicon().taxonomy.grouped(ids)


def sorts(ids: Iterable[str]) -> list[tuple[str, ...]]:
    """Classes that are asked for by the sort of sound, each with the loops that any of them may be."""
    ids = tuple(ids)
    loops = tuple(id for id in ids if id in LOOPED)
    return [(*sort, *loops) for sort in groups(id for id in ids if id not in LOOPED)]


def heads(ids: Iterable[str]) -> list[str]:
    """Classes without those that the word for another one of them means as well."""
    return lexicon().taxonomy.heads(ids)


def class_name(id: str, one: bool = False) -> str:
    """What a class is called, of one of its samples or of many.

    >>> class_name("kick"), class_name("kick", one=True)
    ('kicks', 'kick')
    """
    taxonomy = lexicon().taxonomy
    if fine := taxonomy.classes.get(id):
        return fine.name if one else fine.plural
    if id == "drums" and one:
        return "drum"
    return taxonomy.coarse[id].name if id in taxonomy.coarse else plural(id)


def goes_beside(request: Request) -> bool:
    """Whether a request is for what goes with the sounds that it leaves out."""
    found = lexicon().taxonomy.beside(request.exclude) if request.exclude and not request.text else ()
    return bool(found) and request.classes == found


def called(ids: Sequence[str], text: str) -> tuple[str, tuple[str, ...]]:
    """What a text calls some classes, as many, and all that this may mean; their name where it names none of them, "" where it says nothing.

    >>> called(["celesta"], "a music box in C"), called(["organ"], "pipes in a church")
    (('music boxes', ('celesta',)), ('organs', ('organ',)))
    """
    for words, meaning in _phrases(text):
        phrase = " ".join(words)
        senses = lexicon().taxonomy.senses(phrase) or lexicon().taxonomy.senses(phrase.removesuffix("s"))
        if not {*ids}.isdisjoint(meaning.classes) and any(sense.how in _NAMES for sense in senses):
            own = phrase == class_name(meaning.classes[0], one=True)  # "foley sounds"
            return class_name(meaning.classes[0]) if own else plural(phrase), meaning.classes
    guessed = any(map(lexicon().taxonomy.is_effect, ids))
    return ("" if guessed or not text else class_name(ids[0])), tuple(ids)


def _interval(interval: Interval, unit: str, above: str, below: str) -> str:
    low, high = (None if bound is None else f"{round(bound, 2):g}" for bound in interval)
    if is_outside(interval):
        return f"{below} {high} or {above} {low} {unit}"
    if low is None or high is None:
        bound, word = (low, above) if high is None else (high, below)
        return "" if bound is None else f"{word} {bound} {unit}"
    return f"{low}-{high} {unit}"
