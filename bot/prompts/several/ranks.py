"""Sounds of which a turn speaks by their ranks among the hits, or by what tells them apart: "swap 2", "make the dark one longer"."""

import itertools
from collections.abc import Sequence

from bot.prompts.context import hits
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.vocabulary import KITS
from bot.prompts.requests.wording import class_name
from bot.prompts.several.fates import FATES, JOINTS, REST, THE, sounds_of, spoken_of, wanted_of
from bot.prompts.sounds import complaints
from retrieval_core.request import Request

_BEFORE_RANKS = FATES.keys() | {"can", "could", "make", "should"}
_BEHIND_RANKS = FATES.keys() | complaints.VERBS | {"be", "can", "could", "should", "to"}
#: "The whole kit", and where nothing is said of that by itself.
_WHOLE, _ABOUT_IT = frozenset("drum entire full whole".split()), FATES.keys() | {"again", "like"}
_NUMBER = frozenset("# number nr".split())
#: What compares others with a hit, or asks about it.
_COMPARING = frozenset("are as is like of than to".split())
#: What may stand before a comparative.
_LEADING = frozenset("a bit but just little slightly".split())


def by_name(prompt: Prompt, parts: Sequence[Request], filled: bool) -> str:
    """A prompt with the names of sounds in place of their ranks: "keep the kick, swap the snare", for "keep 1, swap 2"; "" where it tells nothing of any."""
    shown = [part for part in parts for _ in range(part.k)]
    named = [(at, end, _names(prompt, end, ranks, shown, filled)) for at, ranks, end in _ranks(prompt)]
    named = [(at, end, names) for at, end, names in named if all(names) and _points(prompt, at, end)]
    # "I like 1, change the rest".
    rest = not (FATES.keys().isdisjoint(prompt.words) or REST.isdisjoint(prompt.words))
    if not any(rest or _told_of(prompt, at, end, names[-1], len(named) > 1) for at, end, names in named):
        return ""
    words = prompt.words.copy()
    for at, end, names in named:
        words[at:end] = ["the " + " and the ".join(names), *[""] * (end - at - 1)]
    return " ".join(filter(None, words))


def _ranks(prompt: Prompt) -> list[tuple[int, tuple[int, ...], int]]:
    """The ranks that a prompt tells: from where, which, and to where."""
    found: list[tuple[int, tuple[int, ...], int]] = []
    for at, word in enumerate(prompt.words):
        told = word in hits.RANKS or word[0].isdigit()
        if told and (not found or at >= found[-1][2]) and (ranks := hits.ranks_at(prompt, at, bare=True)):
            found.append((prompt.before(at, THE | _NUMBER), *ranks))
    return found


def singles(prompt: Prompt, parts: Sequence[Request]) -> list[tuple[int, str]]:
    """The ranks of the hits, each of several alike, that a prompt changes, with what is said of each: "#2 darker, #5 longer"; none where it changes others, too."""
    found, shown = _ranks(prompt), [part for part in parts for _ in range(part.k)]
    ends = [
        next((at for at in range(two[0] - 1, one[2] - 1, -1) if prompt.words[at] in JOINTS), -1)
        for one, two in itertools.pairwise(found)
    ]
    bounds = list(itertools.pairwise([0, *(end + 1 for end in ends), len(prompt.words) + 1]))
    if not found or -1 in ends:
        return []
    told = [_single(Prompt.plain(" ".join(prompt.words[start : end - 1])), shown) for start, end in bounds]
    return [one for clause in told for one in clause] if all(told) else []


def _single(prompt: Prompt, shown: Sequence[Request]) -> list[tuple[int, str]]:
    """The ranks of hits that a clause changes, and the clause with the name of the sound of each for them; none where it changes none.

    Of 4 kicks and 2 snares, "#6 louder" is about the sixth, and says "the snare louder".
    """
    found = [one for one in _ranks(prompt) if one[0] == 0 or prompt.word(one[0] - 1) not in _COMPARING]
    if len(found) != 1:
        return []
    at, ranks, end = found[0]
    if any(not JOINTS.isdisjoint(prompt.words[end : sound.start]) for sound in sounds_of(prompt)):
        return []  # "#2 darker, and no snares"
    ranks = tuple(rank if rank > 0 else len(shown) + 1 + rank for rank in ranks)
    if not all(0 < rank <= len(shown) for rank in ranks) or all(_name(rank, shown, True) for rank in ranks):
        return []
    names = [class_name(shown[rank - 1].classes[0], one=True) for rank in ranks]
    if not _points(prompt, at, end) or not _told_of(prompt, at, end, names[-1]):
        return []
    sound = next((m for m in prompt.mentions if m.end == end and m.meaning.classes), None)
    if sound and {*sound.meaning.classes}.isdisjoint(shown[ranks[-1] - 1].classes):
        end = sound.start + 1  # "make the second hat open"
    begin = prompt.after(end, _LEADING) if _is_compared(prompt, end) else end
    said = ((*prompt.words[:at], "the", name, *prompt.words[begin:]) for name in names)
    return list(zip(ranks, map(" ".join, said), strict=True))


def whole(prompt: Prompt) -> str:
    """A prompt with an "it" for the kit that it is about: "make it darker", for "make the kit darker"; "" where it is about none, or the rest of it."""
    at = next((at for at, word in enumerate(prompt.words) if word in KITS), 0)
    start = prompt.before(at, _WHOLE)
    if prompt.word(start - 1) not in THE or not _ABOUT_IT.isdisjoint(prompt.words):
        return ""
    # "The kit darker please" is "darker please".
    it = [] if start - 1 == hits.opening(prompt) and _is_compared(prompt, at + 1) else ["it"]
    return " ".join([*prompt.words[: start - 1], *it, *prompt.words[at + 1 :]])


def by_quality(prompt: Prompt, parts: Sequence[Request]) -> str:
    """A prompt with the names of sounds behind the adjectives that tell them apart: "change the punchy kick", for "change the punchy one"; "" without any."""
    words = prompt.words.copy()
    for m in prompt.mentions:
        quality = m.meaning.quality
        meant = [part for part in parts if quality and quality.word in part.qualities]
        one = prompt.word(m.end) in ("one", "ones")
        alone = one or hits.may_end(prompt, m.end)
        if len(meant) == 1 and not m.meaning.classes and prompt.word(m.start - 1) in THE and alone:
            words[m.end - 1] += f" {class_name(meant[0].classes[0], one=True)}"
            words[m.end : m.end + one] = [""] * one
    return "" if words == prompt.words else " ".join(filter(None, words))


def _names(
    prompt: Prompt, end: int, ranks: Sequence[int], shown: Sequence[Request], filled: bool
) -> list[str]:
    """What the sounds of ranks that end at a place are called; "the first snare" is the snare, of one, and of several that nothing tells apart."""
    sound = next((m for m in sounds_of(prompt) if m.end == end), None)
    if sound is None:
        return [_name(rank, shown, filled) for rank in ranks]
    meant = [shown[at] for at in spoken_of(prompt, sound, shown)]
    return [
        " ".join(prompt.words[sound.start : end]) if meant and meant.count(meant[0]) == len(meant) else ""
    ]


def _name(rank: int, shown: Sequence[Request], filled: bool) -> str:
    """What the sound of a rank is called, of parts with one for each sound that was to be shown; "" where others are called so, too.

    Where not all of them were shown it may have come at another rank if several alike are counted before it: 3 of "2 claps, a kick and a snare" is the snare if there is one clap.
    """
    if not 0 < abs(rank) <= len(shown):
        return ""
    meant = shown[rank - 1 if rank > 0 else rank]
    counted = [meant] if filled else shown[:rank] if rank > 0 else shown[rank:]
    return class_name(meant.classes[0], one=True) if all(_is_alone(part, shown) for part in counted) else ""


def _is_alone(part: Request, parts: Sequence[Request]) -> bool:
    """Whether of some parts, itself among them, no other is called as one is."""
    return sum(not {*part.classes}.isdisjoint(other.classes) for other in parts) == 1


def _points(prompt: Prompt, at: int, end: int) -> bool:
    """Whether ranks may be those of sounds of which something is said: "swap 2 for a rim", "make 3 darker"; not so "swap 2 kicks", "more like 2"."""
    ends = _is_compared(prompt, end) or hits.may_end(prompt, end) or prompt.word(end) in _BEHIND_RANKS
    ends = ends or (_lead(prompt, at) == "make" and prompt.word(at) in THE | _NUMBER)  # "make #2 open"
    begins = at == hits.opening(prompt) or _lead(prompt, at) in _BEFORE_RANKS | JOINTS
    return ends and (begins or prompt.word(at - 2) == "i")  # "I like 1"


def _lead(prompt: Prompt, at: int) -> str:
    """What stands before ranks: the "swap" of "swap 2", the "another" of "another one for 2"."""
    return prompt.word(prompt.before(at, {"one", "for"}) - 1)


def _is_compared(prompt: Prompt, end: int) -> bool:
    """Whether a comparative follows ranks: "#2 darker", "#2 but a bit darker"."""
    behind = prompt.mention_at(prompt.after(end, _LEADING))
    return behind is not None and behind.meaning.quality is not None and behind.meaning.quality.comparative


def _told_of(prompt: Prompt, at: int, end: int, name: str, several: bool = False) -> bool:
    """Whether it is told at some ranks what is to become of those sounds, or what is wrong with them: "swap 2", "3 is too bright".

    "The second louder" is about the second, and "3 darker" are so many, unless several are told of: "1 darker, 3 longer".
    """
    if several and _is_compared(prompt, end):
        return True
    if prompt.word(at) in THE | _NUMBER and (prompt.word(end) in _BEHIND_RANKS or _is_compared(prompt, end)):
        return True
    return _lead(prompt, at) in _BEFORE_RANKS or wanted_of(" ".join((name, *prompt.words[end:]))) != ""
