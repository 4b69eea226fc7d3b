"""Several sounds in one prompt that are not alike: "two kicks and three snares", "a short kick and a long crash"."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.prompts import counts, kits, lists
from bot.prompts.classes import classes_as
from bot.prompts.grammar import parse
from bot.prompts.lexicon import LOOPED
from bot.prompts.numerals import WORDS
from bot.prompts.prompt import Prompt
from bot.prompts.vocabulary import lexicon, spelling
from bot.prompts.wording import class_name, flavours, groups
from retrieval_core.request import Request

_DEFAULT = Request()
_JOINING = frozenset("& + , . ; also and n or plus".split())
_EITHER = frozenset("& and or".split())
_ARTICLES = frozenset("a an another".split())
_KIT_WORDS = kits.KITS | frozenset(
    "a basic complete drum drums entire everything for full starter the whole".split()
)
_SEVERAL = kits.KITS | {"everything"}
_COUNTING = _ARTICLES | WORDS.keys()
#: What is played on a kit is none.
_PLAYED = frozenset(
    "bars beats fill fills groove grooves loop loops pattern patterns play played playing plays".split()
)
#: A kit that is told of in more words is one that somebody plays.
_BRIEF = 12
#: Words of a kind that are known to mean nothing have more letters, and measure nothing.
_SHORTEST = 3
_NO_KINDS = (
    {"hundred", "single"} | lists.words("counts", "units") | lists.words("counts", "compounds") | WORDS.keys()
)
#: So many kinds are named in a row, one of each.
_MOST_KINDS = 4
#: What a kit is made of at least.
DRUM_KIT = ("kick", "snare", "hihat", "openhat", "clap")


def apart(request: Request, text: str) -> Request:
    """A request with a part for each of its sounds, where those differ in number, in form or in what they are like.

    Parameters:
        request: what was understood of the whole prompt, which is about no sounds that were asked for before.
        text: the prompt.
    """
    if request.intent != "find":
        return request
    request = replace(request, parts=()) if request.parts else request
    whole = request.like_ranks or request.random or not _may_differ(request, text)
    return request if whole else _divided(request, text)


def _may_differ(request: Request, text: str) -> bool:
    """Whether a prompt may ask for several things; most ask for one, and need not be looked at."""
    if len(request.classes) > 1 or len(request.qualities) > 1:
        return True
    words = re.findall(r"\w+", text.casefold())
    return not _SEVERAL.isdisjoint(words) or sum(word in _COUNTING or word.isdigit() for word in words) > 1


def _divided(request: Request, text: str) -> Request:
    """The request with the parts of the prompt that ask for one sound each, if they differ."""
    prompt = Prompt.read(text, lexicon(), spelling())
    if kit := _kit(request, prompt) or _kit_with(prompt):
        return kit
    sorts = _sorts(request)
    if sorts == 1 and prompt.is_story:
        return request
    if sorts > 1:
        pieces = _pieces(prompt, {*request.classes})
    else:
        pieces = _one_of_each(prompt, request) or _varieties(prompt)
        if len(pieces) < 2 and (contrary := _contrary(request, prompt)):
            return contrary
    if len(pieces) < 2 or counts.of_each(prompt):
        return request
    wishes = [_wish(piece, request) for piece in pieces]
    known = {*request.classes, *LOOPED}
    if not all(wish.intent == "find" and wish.classes for wish in wishes):
        return request
    if sorts > 1 and not all({*wish.classes} <= known for wish in wishes):
        return request
    numbers = [] if "or" in prompt.words else _numbers(wishes, pieces)
    # "Dark kicks and snares" are all to be dark, "kicks and dark snares" are not.
    described = [wish.qualities != () or _names_machine(wish) for wish in wishes]
    alone = sum(described) > 1 or any(map(_is_described, pieces if numbers else pieces[1:]))
    alone = alone or any(_sorts(wish) > 1 for wish in wishes)  # "808, kick, snare"
    limited = sum(any(getattr(wish, name) for name in kits.LIMITS) for wish in wishes) > 1
    # "A snare and a hat loop" are a snare and a loop, "snare and hat loops" both loops.
    limited = limited or any(map(_has_form, pieces[1:]))
    if not numbers and (prompt.is_story or not (alone or limited)):
        return request
    limits: dict[str, Any] = {} if limited else {name: getattr(request, name) for name in kits.LIMITS}
    parts = [
        replace(
            wish,
            k=k,
            classes=wish.classes if limited else classes_as(request.kind, wish.classes, lexicon()),
            qualities=wish.qualities if alone else request.qualities,
            exclude=request.exclude,
            lacking=request.lacking,
            **limits,
        )
        for wish, k in zip(wishes, numbers or [request.k] * len(wishes), strict=True)
    ]
    return kits.joined(request, parts, sum(numbers) or request.k)


def _sorts(request: Request) -> int:
    """How many sorts of sounds a request is for."""
    return len(groups(id for id in request.classes if id not in LOOPED))


def _wish(piece: list[str], request: Request) -> Request:
    """What some words of a prompt ask for; an 808 among other sounds is one of them."""
    wish = parse(" ".join(piece))
    if not {*wish.classes}.isdisjoint(request.classes):
        return wish
    machines = [m.meaning.alone for m in Prompt.read(" ".join(piece), lexicon()).mentions if m.meaning.alone]
    return replace(wish, classes=machines[0]) if machines else wish


def _contrary(request: Request, prompt: Prompt) -> Request | None:
    """A request for one sound of two kinds that no sound can be at once: "low and high toms"; None where it is none."""
    known = [quality for word in request.qualities if (quality := lexicon().quality(word))]
    pairs = [pair for pair in itertools.combinations(known, 2) if lexicon().opposed(*pair)]
    if len(pairs) != 1 or _EITHER.isdisjoint(prompt.words):
        return None
    words = [quality.word for quality in pairs[0]]
    shared = tuple(word for word in request.qualities if word not in words)
    text = " ".join(word for word in request.text.split() if word not in {*words, *_EITHER})
    parts = [replace(request, text=f"{word} {text}", qualities=(*shared, word)) for word in words]
    return kits.joined(request, parts, request.k)


def _kit(request: Request, prompt: Prompt) -> Request | None:
    """A kit as one of each of its drums; None where none is asked for, or what is in it is told."""
    kit = not kits.KITS.isdisjoint(prompt.words) or ("everything" in prompt.words and "for" in prompt.words)
    genres = [m.meaning.genre for m in prompt.mentions if m.meaning.genre]
    drums = request.classes == ("drums",) or (kit and not request.classes and bool(genres))
    played = request.kind == "loop" or not _PLAYED.isdisjoint(prompt.words)
    if not (kit and drums) or played or len(prompt.words) > _BRIEF:
        return None
    said = [word for word in request.text.split() if word not in _KIT_WORDS]
    qualities = (*request.qualities, *_purposes(prompt))
    told = tuple(dict.fromkeys(word for word in qualities if word not in _KIT_WORDS))
    held = [id for id in DRUM_KIT if id not in request.exclude]
    counted = request.k not in (_DEFAULT.k, counts.MOST)
    parts = [
        replace(
            request,
            text=" ".join([*said, class_name(id, one=True)]),
            classes=(id,),
            qualities=told,
            tempo=None,  # which is that of a track
            k=request.k if counted else 1,
        )
        for id in held
    ]
    return kits.joined(request, parts, request.k if counted else len(parts))


def _has_form(piece: list[str]) -> bool:
    """Whether the form of one sound is told: "a hat loop"; not so "a hat, one shots only"."""
    mentions = Prompt.read(" ".join(piece), lexicon()).mentions
    told = any(
        first.meaning.classes and second.meaning.kind and first.end == second.start
        for first, second in itertools.pairwise(mentions)
    )
    return told and not (_ARTICLES | {"some"}).isdisjoint(piece)


def _purposes(prompt: Prompt) -> list[str]:
    """The adjectives that tell what a kit is for: "lofi", of "a kit for lofi"."""
    behind = (m for m in prompt.mentions if m.meaning.quality and prompt.word(m.start - 1) == "for")
    return [m.meaning.quality.word for m in behind if m.meaning.quality and not prompt.word(m.end).isalnum()]


def _kit_with(prompt: Prompt) -> Request | None:
    """A kit of which it is told what some of its sounds are to be: "a trap kit with two snares"; None where none is."""
    at = prompt.words.index("with") if "with" in prompt.words else 0
    if kits.KITS.isdisjoint(prompt.words[:at]):
        return None
    before, behind = " ".join(prompt.words[:at]), " ".join(prompt.words[at + 1 :])
    kit, wish = apart(parse(before), before), apart(parse(behind), behind)
    if not kit.parts or wish.intent != "find" or not wish.classes or "drums" in wish.classes:
        return None
    said = [word for word in parse(before).text.split() if word not in _KIT_WORDS]
    counted = wish.parts and wish.k == sum(part.k for part in wish.parts)
    told = [
        replace(
            part,
            text=" ".join([*said, part.text]),
            qualities=tuple(dict.fromkeys((*kit.qualities, *part.qualities))),
            k=part.k if counted else max(1, kits.number(part, behind)),
        )
        for part in wish.parts or (wish,)
    ]
    held = {id for part in told for id in part.classes}
    parts = [*(part for part in kit.parts if held.isdisjoint(part.classes)), *told]
    return kits.joined(replace(kit, text=f"{kit.text} {wish.text}"), parts, sum(part.k for part in parts))


def _names_machine(wish: Request) -> bool:
    """Whether it is told what a sound comes from: "a 909 kick"; "claps for techno" are for the kicks beside them, too."""
    meanings = map(lexicon().meaning, flavours(wish.text))
    return any(meaning is not None and not meaning.genre for meaning in meanings)


def _is_described(piece: list[str]) -> bool:
    """Whether an adjective stands before a sound: "a long crash"; not so "a crash that is long"."""
    mentions = Prompt.read(" ".join(piece), lexicon()).mentions
    return any(
        first.meaning.quality
        and not first.meaning.classes
        and second.meaning.classes
        and first.end == second.start
        for first, second in itertools.pairwise(mentions)
    )


def _pieces(prompt: Prompt, wanted: set[str]) -> list[list[str]]:
    """The words around each sound that is wanted, from one "and", comma or number to the next."""
    sounds = [
        m
        for m in prompt.mentions
        if not wanted.isdisjoint(m.meaning.classes)
        or (m.meaning.alone and wanted.issuperset(m.meaning.alone))
    ]
    ends, starts = [], [0]
    for first, second in itertools.pairwise(sounds):
        joints = [at for at in range(first.end, second.start) if prompt.words[at] in _JOINING]
        numbers = [at for at in range(first.end, second.start) if prompt.words[at].isdigit()]
        if joints or numbers or first.end == second.start:  # "kick snare hat"
            ends.append((joints or numbers or [second.start])[-1])
            starts.append(joints[-1] + 1 if joints else ends[-1])
    return [prompt.words[start:end] for start, end in zip(starts, [*ends, len(prompt.words)], strict=True)]


def _varieties(prompt: Prompt) -> list[list[str]]:
    """One sound in several kinds, each with its name: "2 open and 2 closed hats", "4 snares: 2 tight, 2 loose"."""
    sounds = [m for m in prompt.mentions if m.meaning.classes]
    nouns = {prompt.words[m.end - 1].removesuffix("s") for m in sounds}
    noun = nouns.pop() if len(nouns) == 1 else ""
    if not noun or not _names_one(noun):
        return []
    found: list[list[str]] = []
    last = 0  # where the kind before ends
    for at, word in enumerate(prompt.words):
        article = word in _ARTICLES
        if not (article or word in WORDS or word.isdigit()):
            continue
        end = at + 1
        while end < len(prompt.words) and _is_kind(prompt.words[end], noun):
            end += 1
        behind = "".join(prompt.words[end : end + 1]).removesuffix("s")
        ends = behind in _JOINING | WORDS.keys() | {"", noun, "one", ":"} or behind.isdigit()
        if end == at + 1 or not ends:
            continue
        between = prompt.words[last:at]
        if found and not {*between} <= ({"and", "&"} if article else _JOINING):
            return []  # "a low tom with a long tail"
        found.append([word, *prompt.words[at + 1 : end], noun])
        last = end + (behind in (noun, "one"))
    return found


def _one_of_each(prompt: Prompt, request: Request) -> list[list[str]]:
    """As many kinds of one sound as are asked for: "three toms, low mid and high"."""
    if not 1 < request.k <= _MOST_KINDS or not request.classes or _JOINING.isdisjoint(prompt.words[-2:-1]):
        return []
    noun = class_name(request.classes[0], one=True)
    kinds: list[str] = []
    for word in reversed(prompt.words):
        if len(kinds) < request.k and word not in _JOINING:
            if not _is_known_kind(word, noun):
                return []
            kinds.append(word)
    adjectives = [quality for kind in kinds if (quality := lexicon().quality(kind))]
    # "Two kicks, dark and punchy" are both to be both.
    differ = any(lexicon().opposed(*pair) for pair in itertools.combinations(adjectives, 2))
    return [["1", kind, noun] for kind in reversed(kinds)] if differ else []


def _is_known_kind(word: str, noun: str) -> bool:
    """Whether a word is an adjective, or makes a name with a noun: "low", "mid" of toms."""
    meaning, named = lexicon().meaning(word), lexicon().meaning(f"{word} {noun}")
    adjective = meaning is not None and meaning.quality is not None and not meaning.classes
    return adjective or (named is not None and named.classes != ())


def _is_kind(word: str, noun: str) -> bool:
    """Whether a word may tell which of some sounds are meant: "tight" snares, "open" hats; not so the bars of "2 bars"."""
    if (meaning := lexicon().meaning(word)) is not None:
        return meaning.quality is not None and not meaning.classes
    if (named := lexicon().meaning(f"{word} {noun}")) is not None and named.classes:
        return True
    return (
        len(word) > _SHORTEST and word.isalpha() and word.removesuffix("s") != noun and word not in _NO_KINDS
    )


def _numbers(wishes: Sequence[Request], pieces: Sequence[Sequence[str]]) -> list[int]:
    """How many are wanted of each sound; none where no number is told, or that of several sounds is not."""
    counted = [kits.number(wish, " ".join(words)) for wish, words in zip(wishes, pieces, strict=True)]
    if not any(counted):
        return []
    numbers = [number or int(_is_one(words)) for number, words in zip(counted, pieces, strict=True)]
    return numbers if all(numbers) else []


def _is_one(words: Sequence[str]) -> bool:
    """Whether one sound is named: "a clap", "long crash"; not so "claps"."""
    if not _ARTICLES.isdisjoint(words):
        return True
    return not any(word.endswith("s") and _names_one(word[:-1]) for word in words)


def _names_one(word: str) -> bool:
    meaning = lexicon().meaning(word)
    return meaning is not None and bool(meaning.classes or meaning.alone)
