"""Several sounds in one prompt that are not alike: "two kicks and three snares", "a short kick and a long crash"."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.prompts import counts, kits, varieties
from bot.prompts.classes import classes_as
from bot.prompts.grammar import parse
from bot.prompts.lexicon import LOOPED
from bot.prompts.numerals import WORDS
from bot.prompts.prompt import Prompt
from bot.prompts.varieties import ARTICLES, JOINING
from bot.prompts.vocabulary import SAMPLES, lexicon, spelling
from bot.prompts.wording import class_name, flavours, groups
from retrieval_core.request import Request

_DEFAULT = Request()
_KIT_WORDS = (
    counts.KITS
    | SAMPLES
    | frozenset(
        "a basic complete drum drums entire everything for full of out starter the whole with".split()
    )
)
_SEVERAL = counts.KITS | {"everything"}
_COUNTING = ARTICLES | WORDS.keys()
#: What is played on a kit is none.
_PLAYED = frozenset(
    "bars beats fill fills groove grooves loop loops pattern patterns play played playing plays".split()
)
#: What stands between kinds of one sound, and how kinds (k) stand to its name (n): "closed and open hats", "hats: closed, open", "low tom, high tom".
_BETWEEN = JOINING | ARTICLES | {":"}
_ROW = re.compile("(?:kj+)+kn|nj*k(?:j+k)+(?!n)|kn+(?:j*kn+)+")
#: A kit that is told of in more words is one that somebody plays.
_BRIEF = 12
#: What a kit is made of; and what comes besides, where more is asked for.
DRUM_KIT = ("kick", "snare", "hihat", "openhat", "clap")
_FULL_KIT = (*DRUM_KIT, "tom", "crash", "ride", "rim", "shaker")


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
    return (
        "," in text
        or not (_SEVERAL | JOINING).isdisjoint(words)
        or sum(word in _COUNTING or word.isdigit() for word in words) > 1
    )


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
        pieces = varieties.kinds(prompt, request) or _listed(prompt, request)
    if len(pieces) < 2 and (contrary := varieties.contrary(request, prompt)):
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
    told = [at for at, wish in enumerate(wishes[:-1]) if wish.qualities and not _is_described(pieces[at])]
    behind = told[-1] if told and numbers else 0  # "bongos and congas, low, and one shaker"
    wishes[:behind] = [_with_qualities(wish, wishes[behind].qualities) for wish in wishes[:behind]]
    # "Dark kicks and snares" are all to be dark, "kicks and dark snares" are not.
    described = [wish.qualities != () or _names_machine(wish) for wish in wishes]
    alone = sum(described) > 1 or any(map(_is_described, pieces if numbers else pieces[1:]))
    alone = (
        alone or bool(told and numbers) or sorts == 1 or any(_sorts(wish) > 1 for wish in wishes)
    )  # "808, kick, snare"
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


def _kit(request: Request, prompt: Prompt) -> Request | None:
    """A kit as one of each of its drums, as many as are told: "a trap kit, 4 sounds"; None where none is asked for, or what is in it is told."""
    kit = not counts.KITS.isdisjoint(prompt.words) or ("everything" in prompt.words and "for" in prompt.words)
    genres = [m.meaning.genre for m in prompt.mentions if m.meaning.genre]
    drums = request.classes == ("drums",) or (kit and not request.classes and bool(genres))
    played = request.kind == "loop" or not _PLAYED.isdisjoint(prompt.words)
    if not (kit and drums) or played or len(prompt.words) > _BRIEF:
        return None
    said = [word for word in request.text.split() if word not in _KIT_WORDS]
    qualities = (*request.qualities, *_purposes(prompt))
    told = tuple(dict.fromkeys(word for word in qualities if word not in _KIT_WORDS))
    number = kits.number(request, " ".join(prompt.words))
    each = counts.of_each(prompt) or not {"drumkits", "kits"}.isdisjoint(prompt.words)  # "two kits"
    parts = [
        replace(
            request,
            text=" ".join([*said, class_name(id, one=True)]),
            classes=(id,),
            qualities=told,
            tempo=None,  # which is that of a track
            k=number if number and each else 1,
        )
        for id in _drums(0 if each else number, request.exclude)
    ]
    return kits.joined(request, parts, min(counts.MOST, sum(part.k for part in parts)))


def _drums(number: int, refused: Sequence[str]) -> list[str]:
    """What a kit of so many sounds is made of, 0 for any number; of fewer than five, the open hat is left out first."""
    wanted = [id for id in (_FULL_KIT if number else DRUM_KIT) if id not in refused]
    if 0 < number < len(DRUM_KIT) and len(wanted) > number:
        wanted = [id for id in wanted if id != "openhat"]
    return wanted[: number or None]


def _has_form(piece: list[str]) -> bool:
    """Whether the form of one sound is told: "a hat loop"; not so "a hat, one shots only"."""
    mentions = Prompt.read(" ".join(piece), lexicon()).mentions
    told = any(
        first.meaning.classes and second.meaning.kind and first.end == second.start
        for first, second in itertools.pairwise(mentions)
    )
    return told and not (ARTICLES | {"some"}).isdisjoint(piece)


def _purposes(prompt: Prompt) -> list[str]:
    """The adjectives that tell what a kit is for: "lofi", of "a kit for lofi"."""
    behind = (m for m in prompt.mentions if m.meaning.quality and prompt.word(m.start - 1) == "for")
    return [m.meaning.quality.word for m in behind if m.meaning.quality and not prompt.word(m.end).isalnum()]


def _kit_with(prompt: Prompt) -> Request | None:
    """A kit of which it is told what some of its sounds are to be: "a trap kit with two snares"; None where none is."""
    at = prompt.words.index("with") if "with" in prompt.words else 0
    if counts.KITS.isdisjoint(prompt.words[:at]):
        return None
    before, behind = " ".join(prompt.words[:at]), " ".join(prompt.words[at + 1 :])
    kit, wish = apart(parse(before), before), apart(parse(behind), behind)
    if not kit.parts or wish.intent != "find" or not wish.classes or "drums" in wish.classes:
        return None
    said = [word for word in parse(before).text.split() if word not in _KIT_WORDS]
    told = [
        replace(
            part,
            text=" ".join([*said, part.text]),
            qualities=tuple(dict.fromkeys((*kit.qualities, *part.qualities))),
            k=part.k if wish.counted else max(1, kits.number(part, behind)),
        )
        for part in wish.parts or (wish,)
    ]
    held = {id for part in told for id in part.classes}
    parts = [*(part for part in kit.parts if held.isdisjoint(part.classes)), *told]
    return kits.joined(replace(kit, text=f"{kit.text} {wish.text}"), parts, sum(part.k for part in parts))


def _with_qualities(wish: Request, qualities: tuple[str, ...]) -> Request:
    """A wish for a sound of which some adjectives are said, unless it has its own."""
    return (
        wish if wish.qualities else replace(wish, text=" ".join((*qualities, wish.text)), qualities=qualities)
    )


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
        joints = [at for at in range(first.end, second.start) if prompt.words[at] in JOINING]
        numbers = [at for at in range(first.end, second.start) if prompt.words[at].isdigit()]
        if joints or numbers or first.end == second.start:  # "kick snare hat"
            ends.append((joints or numbers or [second.start])[-1])
            starts.append(joints[-1] + 1 if joints else ends[-1])
    return [prompt.words[start:end] for start, end in zip(starts, [*ends, len(prompt.words)], strict=True)]


def _listed(prompt: Prompt, request: Request) -> list[list[str]]:
    """One sound in kinds told in a row, the words of each with its name: "low tom, mid tom, high tom", "hats closed and open"; none where it is of one."""
    known = {word: meaning for word in prompt.words if (meaning := lexicon().meaning(word))}
    noun = next((word for word, meaning in known.items() if meaning.classes), "")
    sound = known[noun].classes if noun else ()
    names = {word for id in sound for word in class_name(id).replace("-", " ").split()}
    names |= {word for word, meaning in known.items() if meaning.classes == sound}
    named = {
        word: meaning.classes
        for word in prompt.words
        if word not in names and (meaning := lexicon().meaning(f"{word} {noun}"))
    }
    adjectives = {
        word: meaning.quality for word, meaning in known.items() if meaning.quality and not meaning.classes
    }
    kinds = {**named, **adjectives}
    signs = {**dict.fromkeys(_BETWEEN, "j"), **dict.fromkeys(kinds, "k"), **dict.fromkeys(names, "n")}
    written = "".join(signs.get(word, "-") for word in prompt.words)
    row = _ROW.search(written)
    opposed = any(itertools.starmap(lexicon().opposed, itertools.combinations(adjectives.values(), 2)))
    meant = {*sound}.union(*named.values())
    if not row or row[0].count("k") < written.count("k") or meant.isdisjoint(request.classes):
        return []
    told = [word for word, sign in zip(prompt.words, written, strict=True) if sign == "k"]
    return [[word, noun] for word in told] if len(named) > 1 or opposed else []


def _numbers(wishes: Sequence[Request], pieces: Sequence[Sequence[str]]) -> list[int]:
    """How many are wanted of each sound; none where no number is told, or that of several sounds is not.

    Of "kicks and one snare" the kicks are what is left of as many as are shown where no number is told; "4 kicks and snares" are four.
    """
    counted = [kits.number(wish, " ".join(words)) for wish, words in zip(wishes, pieces, strict=True)]
    if not any(counted):
        return []
    numbers = [number or int(_is_one(words)) for number, words in zip(counted, pieces, strict=True)]
    first = next(at for at, number in enumerate(counted) if number)
    unknown = sum(not number for number in numbers[:first])
    share = max(2, (_DEFAULT.k - sum(numbers)) // max(1, unknown))
    numbers[:first] = [number or share for number in numbers[:first]]
    return numbers if all(numbers) else []


def _is_one(words: Sequence[str]) -> bool:
    """Whether one sound is named: "a clap", "long crash"; not so "claps"."""
    if not ARTICLES.isdisjoint(words):
        return True
    return not any(word.endswith("s") and varieties.names_one(word[:-1]) for word in words)
