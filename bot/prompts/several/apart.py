"""Several sounds in one prompt that are not alike: "two kicks and three snares", "a short kick and a long crash"."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.prompts.context.hits import GREETING
from bot.prompts.language import lists
from bot.prompts.language.lexicon import LOOPED
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.vocabulary import ARTICLES, KITS, SAMPLES, is_one, lexicon
from bot.prompts.measures import counts
from bot.prompts.requests.grammar import parse
from bot.prompts.requests.wording import class_name, flavours, groups, kin
from bot.prompts.several import varieties
from bot.prompts.several.fates import sounds_of
from bot.prompts.several.parts import LIMITS, alike, joined, merged, number_told
from bot.prompts.several.pieces import COUNTING, has_form, heading, is_described, is_limited, kinds, pieces_of
from bot.prompts.several.varieties import JOINING
from bot.prompts.sounds.classes import above, classes_as
from bot.prompts.sounds.complaints import OWNERS
from retrieval_core.request import Request

_DEFAULT = Request()
_KIT_WORDS = (
    KITS
    | SAMPLES
    | frozenset(
        "a basic complete drum drums entire everything for full of out starter the whole with".split()
    )
)
#: Of such a kit one or two that are told are but some.
_FULL = frozenset("complete entire full whole".split())
_SEVERAL = KITS | {"everything"}
_ALL = frozenset("all both each".split())
#: Of these drums are no kit either, if they are not for one.
_PATTERNS = frozenset("beat beats fill fills groove grooves loop loops pattern patterns".split())
#: What a kit may be for.
_WORKS = lists.words("address", "works")
#: What is played on a kit is none.
_PLAYED = frozenset(
    "bars beats fill fills groove grooves loop loops pattern patterns play played playing plays".split()
)
#: What stands between a kit and its sounds: of the former even one may follow.
_HOLDING = frozenset("& + also and but has including plus with".split())
_MARKS = frozenset(": , . ; - ( of".split())
#: A kit that is told of in more words is one that somebody plays.
_BRIEF = 12
#: So many drums are a kit, one of each.
_LISTED = 3
#: What a kit is made of; and what comes besides, where more is asked for.
DRUM_KIT = ("kick", "snare", "hihat", "openhat", "clap")
_BASIC = frozenset(["kick", "snare"])
_FULL_KIT = (*DRUM_KIT, "tom", "crash", "ride", "rim", "shaker")


def apart(request: Request, text: str) -> Request:
    """A request with a part for each of its sounds, where those differ in number, in form or in what they are like.

    Parameters:
        request: what was understood of the whole prompt, which is about no sounds that were asked for before.
        text: the prompt.
    """
    if request.intent != "find":
        return request
    if request.parts:
        # Of a kit, of which nobody told a number, "loops" are as many as of anything.
        listed = all(part.k == 1 for part in request.parts) and not counts.count(Prompt.plain(text))
        request = replace(request, parts=(), k=_DEFAULT.k if listed else request.k)
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
        or sum(word in COUNTING or word.isdigit() for word in words) > 1
    )


def _divided(request: Request, text: str) -> Request:
    """The request with the parts of the prompt that ask for one sound each, if they differ."""
    prompt = Prompt.read(text)
    if kit := _kit(request, prompt) or _kit_with(request, prompt):
        return kit
    sorts = _sorts(request)
    if sorts == 1 and prompt.is_story:
        return request
    pieces = pieces_of(prompt, {*request.classes}) if sorts > 1 else kinds(prompt, request)
    if len(pieces) < 2:
        return varieties.contrary(request, prompt) or request
    wishes = [_wish(piece, request) for piece in pieces]
    known = {*request.classes, *LOOPED}
    if not all(wish.intent == "find" and wish.classes for wish in wishes):
        return request
    if sorts > 1 and not all({*wish.classes} <= known for wish in wishes):
        return request
    head = heading(prompt)
    # "Two sounds: a kick and a snare".
    each = int(head != Request() and head.k == len(pieces))
    each = max(1, request.k // sorts) if counts.of_each(prompt) else each
    numbers = [each] * len(pieces) if each else [] if "or" in prompt.words else _numbers(wishes, pieces)
    counted = bool(numbers) and not each
    said = _behind(prompt) if counted else []
    if not numbers and sorts > 1 and request.k == _DEFAULT.k and _is_one_of_each(prompt, wishes, pieces):
        numbers = [1] * len(pieces)
        said = _around(prompt, request)
    if said:
        wishes = [replace(wish, text=" ".join(dict.fromkeys([*said, *wish.text.split()]))) for wish in wishes]
    told = [at for at, wish in enumerate(wishes[:-1]) if wish.qualities and not is_described(pieces[at])]
    behind = told[-1] if told and numbers else 0  # "bongos and congas, low, and one shaker"
    wishes[:behind] = [_with_qualities(wish, wishes[behind].qualities) for wish in wishes[:behind]]
    alone = sorts == 1 or (bool(told) and counted) or _are_alone(wishes, pieces, counted)
    limited = _are_limited([head, *wishes], pieces)
    tail = _tail(pieces[-1])
    wishes = [_headed(_headed(wish, head), tail) for wish in wishes]
    if not numbers and (prompt.is_story or not (alone or limited)):
        return request
    # "Two dark kicks and a crash over 1 s": one length need not do for what is described each by itself.
    own = (
        {"duration"} if alone and wishes[-1].duration and any(map(is_described, pieces[:-1])) else set[str]()
    )
    # "Two claps and a piano in G": the key is that of what has a pitch.
    *drums, last = [kin(wish.classes) == ("drums",) for wish in wishes]
    own |= {"key"} if all(drums) and not last else set[str]()
    limits: dict[str, Any] = {
        name: getattr(request, name) for name in LIMITS if not limited and name not in own
    }
    parts = [
        replace(
            wish,
            k=k,
            classes=wish.classes if limited else classes_as(request.kind, wish.classes),
            qualities=wish.qualities if alone else request.qualities,
            exclude=request.exclude,
            lacking=request.lacking,
            **limits,
        )
        for wish, k in zip(wishes, numbers or [request.k] * len(wishes), strict=True)
    ]
    return joined(request, merged(parts) if numbers else parts, sum(numbers) or request.k)


def sounds_apart(wish: Request, text: str) -> list[Request]:
    """A wish for each of the sounds that a text asks for, in the words for it; one for an "808", which may be of several classes."""
    prompt = Prompt.plain(text)
    named = [m for m in prompt.mentions if m.meaning.classes]
    parts = list(wish.parts or (alike(wish) if len(named) > 1 else ()) or (wish,))
    own = [] if wish.parts else [parse(" ".join(piece)) for piece in pieces_of(prompt, {*wish.classes})]
    if [one.classes for one in own] != [part.classes for part in parts]:
        return parts
    said = [*wish.qualities, *flavours(wish.text)]
    texts = (" ".join(dict.fromkeys([*said, *one.text.split()])).removesuffix(" for") for one in own)
    return [replace(part, text=text) for part, text in zip(parts, texts, strict=True)]


def _tail(piece: Sequence[str]) -> Request:
    """What is told of all sounds behind them: the tempo of "a piano loop and a drum loop, both 85 bpm"."""
    begin = next((at for at, word in enumerate(piece) if at and word in _ALL), len(piece))
    return parse(" ".join(piece[begin:])) if begin < len(piece) else _DEFAULT


def _headed(wish: Request, heading: Request) -> Request:
    """A wish with those limits of its heading that it tells none of."""
    told: dict[str, Any] = {name: getattr(wish, name) or getattr(heading, name) for name in LIMITS}
    return replace(wish, **told)


def _are_alone(wishes: Sequence[Request], pieces: Sequence[list[str]], counted: bool) -> bool:
    """Whether what is said of one sound is not said of the others: "dark kicks and snares" are all to be dark, "kicks and dark snares" are not."""
    described = [wish.qualities != () or _names_machine(wish) for wish in wishes]
    several = any(_sorts(wish) > 1 for wish in wishes)  # "808, kick, snare"
    begun = described[0] and any(piece[0] in ARTICLES for piece in pieces[1:])  # "a dark kick and a snare"
    return sum(described) > 1 or several or begun or any(map(is_described, pieces if counted else pieces[1:]))


def _are_limited(told: Sequence[Request], pieces: Sequence[list[str]]) -> bool:
    """Whether sounds have limits of their own, by what is told of each, and in front of all."""
    limited = sum(any(getattr(one, name) for name in LIMITS) for one in told) > 1
    # "Two kicks under 1 s and a clap": what is said right behind a sound is not said of the next.
    limited = limited or any(map(is_limited, pieces[:-1]))
    # "A snare and a hat loop" are a snare and a loop, "snare and hat loops" both loops.
    return limited or any(map(has_form, pieces[1:]))


def _sorts(request: Request) -> int:
    """How many sorts of sounds a request is for."""
    return len(groups(id for id in request.classes if id not in LOOPED))


def _wish(piece: list[str], request: Request) -> Request:
    """What some words of a prompt ask for; an 808 among other sounds is one of them."""
    wish = parse(" ".join(piece))
    if not {*wish.classes}.isdisjoint(request.classes):
        return wish
    machines = [m.meaning.alone for m in Prompt.plain(" ".join(piece)).mentions if m.meaning.alone]
    return replace(wish, classes=machines[0]) if machines else wish


def _kit(request: Request, prompt: Prompt) -> Request | None:
    """A kit as one of each of its drums, as many as are told: "a trap kit, 4 sounds"; None where none is asked for, or what is in it is told."""
    kit = not KITS.isdisjoint(prompt.words) or ("everything" in prompt.words and "for" in prompt.words)
    genres = [m.meaning.genre for m in prompt.mentions if m.meaning.genre]
    drums = request.classes == ("drums",) or (kit and not request.classes and bool(genres))
    played = request.kind == "loop" or not _PLAYED.isdisjoint(prompt.words)
    if not (kit and drums) or played or len(prompt.words) > _BRIEF:
        return None
    said = [word for word in request.text.split() if word not in _KIT_WORDS]
    qualities = (*request.qualities, *_purposes(prompt))
    told = tuple(dict.fromkeys(word for word in qualities if word not in _KIT_WORDS))
    number = number_told(request, " ".join(prompt.words))
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
    return joined(request, parts, min(counts.MOST, sum(part.k for part in parts)))


def _drums(number: int, refused: Sequence[str]) -> list[str]:
    """What a kit of so many sounds is made of, 0 for any number; of fewer than five, the open hat is left out first."""
    sounds = _FULL_KIT if number else DRUM_KIT
    wanted = [id for id in sounds if {id, *above([id])}.isdisjoint(refused)]
    if 0 < number < len(DRUM_KIT) and len(wanted) > number:
        wanted = [id for id in wanted if id != "openhat"]
    return wanted[: number or None]


def _purposes(prompt: Prompt) -> list[str]:
    """The adjectives that tell what a kit is for: "lofi", of "a kit for lofi", "for a lofi track"."""
    behind = (m for m in prompt.mentions if prompt.word(prompt.before(m.start, ARTICLES) - 1) == "for")
    return [
        m.meaning.quality.word
        for m in behind
        if m.meaning.quality and not (prompt.word(m.end).isalnum() and prompt.word(m.end) not in _WORKS)
    ]


def _kit_with(request: Request, prompt: Prompt) -> Request | None:
    """A kit of which its sounds are told, or what some of them are to be: "a kit: kick and snare", "a trap kit with two snares"; None where none is."""
    before, behind, adds = _kit_and_sounds(prompt)
    if not behind:
        return None
    plain = replace(parse(before), exclude=request.exclude)
    kit, wish = _kit(plain, Prompt.plain(before)), apart(parse(behind), behind)
    if not kit or wish.intent != "find" or not {*wish.classes} <= {*request.classes} - {"drums"}:
        return None
    said = [word for word in plain.text.split() if word not in _KIT_WORDS]
    told = [
        replace(
            part,
            text=" ".join([*said, part.text]),
            qualities=tuple(dict.fromkeys((*kit.parts[0].qualities, *part.qualities))),
            exclude=request.exclude,
            k=part.k if wish.counted else max(1, number_told(part, behind)),
        )
        for part in sounds_apart(wish, behind)
    ]
    held = {id for part in told for id in part.classes}
    # Without a kick or a snare, what is told comes to them, "a kit with ride and crash"; and what is only described is to be among them.
    few = len(told) < _LISTED
    full = few and not _FULL.isdisjoint(before.split())
    described = few and adds and all(part.qualities for part in wish.parts or (wish,))
    whole = len(told) > 1 and not held.isdisjoint(_BASIC) and not (full or described)
    adds = adds or full
    if not held or not (whole or adds):
        return None
    others = [] if whole else [part for part in kit.parts if held.isdisjoint(part.classes)]
    parts = [*others, *told]
    return joined(replace(kit, text=f"{kit.text} {wish.text}"), parts, sum(part.k for part in parts))


def _kit_and_sounds(prompt: Prompt) -> tuple[str, str, bool]:
    """The words for a kit and those for its sounds, and whether these may come to it: "a trap kit" and "two snares", of "a trap kit with two snares".

    The kit may stand behind them: "kick snare hat kit".
    """
    words = prompt.words
    kit = next((m for m in prompt.mentions if not KITS.isdisjoint(words[m.start : m.end])), None)
    if kit is None or prompt.word(kit.start - 1) in OWNERS:
        return "", "", False
    if prompt.after(kit.end, GREETING | {".", "!", "?"}) == len(words):
        named = any(m.meaning.classes and m.end == kit.start for m in prompt.mentions)
        return " ".join(words[kit.start :]), " ".join(words[: kit.start]) if named else "", False
    marks = (at for at in range(kit.end, len(words)) if words[at] in _HOLDING | _MARKS)
    end = words.index("with", kit.end) if "with" in words[kit.end :] else next(marks, kit.end)
    start = prompt.after(end, _HOLDING | _MARKS)
    return " ".join(words[:end]), " ".join(words[start:]), not _HOLDING.isdisjoint(words[end:start])


def _with_qualities(wish: Request, qualities: tuple[str, ...]) -> Request:
    """A wish for a sound of which some adjectives are said, unless it has its own."""
    return (
        wish if wish.qualities else replace(wish, text=" ".join((*qualities, wish.text)), qualities=qualities)
    )


def _names_machine(wish: Request) -> bool:
    """Whether it is told what a sound comes from: "a 909 kick"; "claps for techno" are for the kicks beside them, too."""
    meanings = map(lexicon().meaning, flavours(wish.text))
    return any(meaning is not None and not meaning.genre for meaning in meanings)


def _is_one_of_each(prompt: Prompt, wishes: Sequence[Request], pieces: Sequence[Sequence[str]]) -> bool:
    """Whether one of each sound of a kit is meant, though no number is told: "a kick, a clap and a riser", "kick, snare, hat"."""
    drums = sum(kin(wish.classes) == ("drums",) for wish in wishes)
    # "Drums: kick, snare, hat" has a heading.
    named = [
        [word for word in piece if word != "drums" or wish.classes == ("drums",)]
        for wish, piece in zip(wishes, pieces, strict=True)
    ]
    return (
        drums > 1
        and not any(wish.kind == "loop" for wish in wishes)
        and len(pieces) >= _LISTED
        and all(map(is_one, named))
        # "Percussion, shaker, clave" are a family and some of it.
        and not any(word == "or" or word.startswith("percus") for word in prompt.words)
        # "Snare/clap/rim" are any of these.
        and not any(token.raw == "/" and not token.spaced for token in prompt.tokens)
        and ("for" in prompt.words or _PATTERNS.isdisjoint(prompt.words))
        and not prompt.is_story
    )


def _around(prompt: Prompt, request: Request) -> list[str]:
    """The machine or genre that is told before the sounds of a request, or behind them: "909", of "909 kick, snare and hat"."""
    asked = {*request.classes}
    first = next(m for m in sounds_of(prompt) if not asked.isdisjoint(m.meaning.classes or m.meaning.alone))
    last = sounds_of(prompt)[-1]
    noun = lexicon().meaning(prompt.words[first.end - 1])  # "techno kick" is one phrase
    start = first.end - 1 if noun and noun.classes == first.meaning.classes else first.start
    said = flavours(" ".join([*prompt.words[:start], *prompt.words[last.end :]]))
    return [word for word in said if word not in _PATTERNS]


def _behind(prompt: Prompt) -> list[str]:
    """The machine or genre that is told of all sounds behind a comma: "vintage", of "2 kicks and a snare, vintage please"."""
    ends = [m.end for m in sounds_of(prompt)[-1:] if prompt.word(m.end) == ","]
    return flavours(" ".join(prompt.words[ends[0] :])) if ends else []


def _numbers(wishes: Sequence[Request], pieces: Sequence[Sequence[str]]) -> list[int]:
    """How many are wanted of each sound; none where no number is told, or that of several sounds is not.

    Of "kicks and one snare" the kicks are what is left of as many as are shown where no number is told; "4 kicks and snares" are four.
    """
    counted = [number_told(wish, " ".join(words)) for wish, words in zip(wishes, pieces, strict=True)]
    if not any(counted):
        return []
    numbers = [number or int(is_one(words)) for number, words in zip(counted, pieces, strict=True)]
    first = next(at for at, number in enumerate(counted) if number)
    unknown = sum(not number for number in numbers[:first])
    share = max(2, (_DEFAULT.k - sum(numbers)) // max(1, unknown))
    numbers[:first] = [number or share for number in numbers[:first]]
    return numbers if all(numbers) else []
