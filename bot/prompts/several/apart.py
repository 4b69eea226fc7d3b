"""Several sounds in one prompt that are not alike: "two kicks and three snares", "a short kick and a long crash"."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.prompts.language.lexicon import LOOPED
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.vocabulary import ARTICLES, KITS, SAMPLES, is_one, lexicon
from bot.prompts.measures import counts
from bot.prompts.requests.grammar import parse
from bot.prompts.requests.wording import class_name, flavours, groups, kin
from bot.prompts.several import varieties
from bot.prompts.several.fates import sounds_of
from bot.prompts.several.parts import LIMITS, alike, joined, merged, number_told
from bot.prompts.several.pieces import has_form, heading, is_described, is_limited, pieces_of
from bot.prompts.sounds.classes import above, classes_as
from bot.prompts.sounds.complaints import OWNERS
from retrieval_core.request import Request

_DEFAULT = Request()
_KIT_WORDS = KITS | SAMPLES | frozenset("a complete drum drums entire for full of the whole with".split())
_KIT_WORDS |= frozenset("build cook me new put together up".split())  # "cook me up a new kit"
_ALL = frozenset("all both each".split())
#: What is played on a kit is none, nor are its drums, if they are not for that: "kick snare hat groove".
_PLAYED = frozenset(
    "bars beat beats fill fills groove grooves loop loops pattern patterns play played playing plays".split()
)
#: What stands between a kit and its sounds: of the former even one may follow.
_HOLDING = frozenset("& + also and around but has including plus with".split())
_MARKS = frozenset(": , . ; - ( of".split())
_FROM = frozenset("in of off on".split())
#: A kit that is told of in more words is one that somebody plays.
_BRIEF = 15
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
    prompt = Prompt.read(text)
    if request.parts:  # of a kit, of which nobody told a number, there may be as many as of anything
        k = _DEFAULT.k if all(part.k == 1 for part in request.parts) else request.k
        request = replace(request, parts=(), k=k)
    if request.like_ranks or request.random:
        return request
    return _kit(request, prompt) or _kit_with(request, prompt) or _divided(request, prompt)


def _divided(request: Request, prompt: Prompt) -> Request:
    """The request with the parts of the prompt that ask for one sound each, if they differ."""
    sorts = _sorts(request)
    if sorts == 1 and prompt.is_story:
        return request
    pieces = pieces_of(prompt, {*request.classes})
    # "Dark kick, punchy kick and a long kick" are told apart by pieces alone.
    if sorts == 1 and not (len(pieces) > 1 and all(map(is_described, pieces))):
        pieces = varieties.kinds(prompt, request)
    if len(pieces) < 2:
        return varieties.contrary(request, prompt) or request
    wishes = [_wish(piece, request) for piece in pieces]
    known = {*request.classes, *LOOPED}
    if not all(wish.intent == "find" and wish.classes for wish in wishes):
        return request
    if sorts > 1 and not all({*wish.classes} <= known for wish in wishes):
        return request
    head, tail = heading(prompt), _tail(pieces[-1])
    # "Two sounds: a kick and a snare".
    each = int(head != _DEFAULT and head.k == len(pieces))
    each = max(1, request.k // sorts) if counts.of_each(prompt) else each
    numbers = [each] * len(pieces) if each else [] if "or" in prompt.words else _numbers(wishes, pieces)
    counted = bool(numbers) and not each
    uncounted = sorts > 1 and not numbers and request.k == _DEFAULT.k
    listed = uncounted and _is_one_of_each(prompt, wishes, pieces)
    if counted or listed:
        numbers = numbers or [1] * len(pieces)
        said = _around(prompt, request, listed)
        wishes = [replace(wish, text=" ".join(dict.fromkeys([*said, *wish.text.split()]))) for wish in wishes]
    alone = sorts == 1 or _are_alone(wishes, pieces, counted)
    limited = _are_limited([head, *wishes], pieces)
    if not numbers and (prompt.is_story or not (alone or limited)):
        return request
    # "Two claps and a piano in G": the key is that of what has a pitch.
    *drums, last = [kin(wish.classes) == ("drums",) for wish in wishes]
    shared = [] if limited else [name for name in LIMITS if name != "key" or last or not all(drums)]
    parts = [
        replace(
            _headed(_headed(wish, head), tail),
            k=k,
            classes=wish.classes if limited else classes_as(request.kind, wish.classes),
            qualities=wish.qualities if alone else request.qualities,
            exclude=request.exclude,
            lacking=request.lacking,
            **{name: getattr(request, name) for name in shared},
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


def _names_machine(wish: Request) -> bool:
    """Whether it is told what a sound comes from: "a 909 kick"; "claps for techno" are for the kicks beside them, too."""
    meanings = map(lexicon().meaning, flavours(wish.text))
    return any(meaning is not None and not meaning.genre for meaning in meanings)


def _are_limited(told: Sequence[Request], pieces: Sequence[list[str]]) -> bool:
    """Whether sounds have limits of their own, by what is told of each, and in front of all."""
    several = sum(any(getattr(one, name) for name in LIMITS) for one in told) > 1
    # "Two kicks under 1 s and a clap": what is said right behind a sound is not said of the next; "a snare and a hat loop" are a snare and
    # a loop, "snare and hat loops" both loops.
    return several or any(map(is_limited, pieces[:-1])) or any(map(has_form, pieces[1:]))


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
    named = not KITS.isdisjoint(prompt.words) and request.classes == ("drums",)
    if (
        not named
        or sum(map(str.isalnum, prompt.words)) > _BRIEF
        or request.kind == "loop"
        or _is_played(prompt)
    ):
        return None
    said = [word for word in request.text.split() if word not in _KIT_WORDS]
    # "A kit for lofi", "for a lofi track".
    behind = (m for m in prompt.mentions if prompt.word(prompt.before(m.start, ARTICLES) - 1) == "for")
    purposes = [m.meaning.quality.word for m in behind if m.meaning.quality]
    told = tuple(dict.fromkeys(word for word in (*request.qualities, *purposes) if word not in _KIT_WORDS))
    number = number_told(request, " ".join(prompt.words))
    each = counts.of_each(prompt) or "kits" in prompt.words  # "two kits"
    parts = [
        replace(
            request,
            text=" ".join([*said, class_name(id, one=True)]),
            classes=(id,),
            qualities=told,
            tempo=None,  # which is that of a track
            k=number if number and each else 1,
        )
        for id in _drums(0 if each or number == 1 else number, request.exclude)
    ]
    if not parts:  # "a kit, but no drums at all"
        return None
    return joined(request, parts, min(counts.MOST, sum(part.k for part in parts)))


def _is_played(prompt: Prompt) -> bool:
    """Whether a kit is one that is played, or of which anything will do: "anything off a drum kit"."""
    kit = next((at for at, word in enumerate(prompt.words) if word in KITS), 0)
    within = prompt.word(prompt.before(kit, _KIT_WORDS - {"of"}) - 1) in _FROM
    return within or (not _PLAYED.isdisjoint(prompt.words) and "for" not in prompt.words)


def _drums(number: int, refused: Sequence[str]) -> list[str]:
    """What a kit of so many sounds is made of, 0 for any number; of fewer than five, the open hat is left out first."""
    sounds = _FULL_KIT if number else DRUM_KIT
    wanted = [id for id in sounds if {id, *above([id])}.isdisjoint(refused)]
    if 0 < number < len(DRUM_KIT):
        wanted = [id for id in wanted if id != "openhat"]
    return wanted[: number or None]


def _kit_with(request: Request, prompt: Prompt) -> Request | None:
    """A kit of which its sounds are told, or what some of them are to be: "a kit: kick and snare", "a trap kit with two snares"; None where none is."""
    before, behind, adds = _kit_and_sounds(prompt)
    if not behind or prompt.is_story:
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
    described = len(told) < _LISTED and adds and all(part.qualities for part in wish.parts or (wish,))
    whole = len(told) > 1 and not held.isdisjoint(_BASIC) and not described
    if not held or not (whole or adds):
        return None
    others = [] if whole else [part for part in kit.parts if held.isdisjoint(part.classes)]
    parts = [*others, *told]
    return joined(replace(kit, text=f"{kit.text} {wish.text}"), parts, sum(part.k for part in parts))


def _kit_and_sounds(prompt: Prompt) -> tuple[str, str, bool]:
    """The words for a kit and those for its sounds, and whether these may come to it: "a trap kit" and "two snares", of "a trap kit with two snares"."""
    words = prompt.words
    kit = next((m for m in prompt.mentions if not KITS.isdisjoint(words[m.start : m.end])), None)
    if kit is None or prompt.word(kit.start - 1) in OWNERS:
        return "", "", False
    end = next((at for at in range(kit.end, len(words)) if words[at] in _HOLDING | _MARKS), kit.end)
    start = prompt.after(end, _HOLDING | _MARKS)
    return " ".join(words[:end]), " ".join(words[start:]), not _HOLDING.isdisjoint(words[end:start])


def _is_one_of_each(prompt: Prompt, wishes: Sequence[Request], pieces: Sequence[Sequence[str]]) -> bool:
    """Whether one of each sound of a kit is meant, though no number is told: "a kick, a clap and a riser", "kick, snare, hat"."""
    drums = sum(kin(wish.classes) == ("drums",) for wish in wishes)
    # "Drums: kick, snare, hat" has a heading.
    ones = all(is_one([word for word in piece if word != "drums"]) for piece in pieces)
    loops = any(wish.kind == "loop" for wish in wishes) or _is_played(prompt)
    return (
        drums > 1
        and len(pieces) >= _LISTED
        and ones
        and not (loops or "or" in prompt.words or prompt.is_story)
    )


def _around(prompt: Prompt, request: Request, before: bool) -> list[str]:
    """The machine or genre that is told behind the sounds of a request, and before them: "909", of "909 kick, snare and hat"."""
    asked = {*request.classes}
    sounds = sounds_of(prompt)
    first = next((m for m in sounds if not asked.isdisjoint(m.meaning.classes or m.meaning.alone)), None)
    if first is None:
        return []  # "one high, one low", behind toms
    said = flavours(" ".join(prompt.words[sounds[-1].end :]))
    leading = flavours(" ".join(prompt.words[: first.end - 1])) if before else []
    return [word for word in (*leading, *said) if word not in _PLAYED]


def _numbers(wishes: Sequence[Request], pieces: Sequence[Sequence[str]]) -> list[int]:
    """How many are wanted of each sound; none where no number is told, or that of several sounds is not.

    Of "kicks and one snare" the kicks are what is left of as many as are shown where no number is told; "4 kicks and snares" are four.
    """
    counted = [number_told(wish, " ".join(words)) for wish, words in zip(wishes, pieces, strict=True)]
    if not any(counted):
        return []
    numbers = [number or int(is_one(words)) for number, words in zip(counted, pieces, strict=True)]
    first = next(at for at, number in enumerate(counted) if number)
    share = max(2, (_DEFAULT.k - sum(numbers)) // (numbers[:first].count(0) or 1))
    numbers[:first] = [number or share for number in numbers[:first]]
    return numbers if all(numbers) else []
