"""What a turn says of each of several sounds: they are kept, exchanged or left out, or to be otherwise."""

import itertools
from collections.abc import Sequence
from dataclasses import replace

from bot.prompts.context import hits
from bot.prompts.language import lists
from bot.prompts.language.prompt import Mention, Prompt
from bot.prompts.language.vocabulary import lexicon
from bot.prompts.measures.counts import KITS
from bot.prompts.requests.wording import class_name
from bot.prompts.sounds import complaints
from retrieval_core.request import Request
from retrieval_core.wording import comparative

_CHANGING = lists.words("kits", "changing")
_NARROWING = frozenset("just only".split())
#: Before the sound that is spoken of.
_THE = frozenset("my that the this those".split())
#: What becomes of the sounds that are named behind a verb.
_FATES = {word: fate for fate in ("kept", "renewed", "dropped") for word in lists.words("kits", fate)}
#: And of those behind an "everything but".
_CONTRARY = {"kept": "renewed", "renewed": "kept", "dropped": "kept", "": "dropped"}
_REFUSING = frozenset("minus no without".split())
_REST = KITS | frozenset("all else everything lot others rest thing whole".split())
_BUT = frozenset("apart besides but except".split())
#: What may stand beside those, and says no more of the sounds.
_BESIDE = _FATES.keys() | _REST | _BUT | _NARROWING | _THE | lists.words("kits", "beside")
_PRAISE = lists.words("reactions", "liked") | {"like"}
#: Which sound is meant that was there before, and what may stand beside it.
_OLD = lists.words("references", "back_first") | {"earlier", "previous"}
_MISSED = (
    _OLD
    | hits.GREETING
    | hits.BACKING
    | lists.words("references", "back_with")
    | lists.words("references", "back_better")
    | lists.words("references", "better")
    | {"back"}
)
_JOINTS = frozenset("& + , . ; and but".split())
_BEFORE_RANKS = _FATES.keys() | {"can", "could", "make", "should"}
#: Before hits that are kept, and before what comes to them.
_KEEPING = lists.words("references", "picking") | lists.words("pointing", "mixing")
_ADDED = frozenset("& + , add also and but gimme give me need now plus then want with".split())
#: What compares others with a hit, or asks about it.
_COMPARING = frozenset("are as is like of than to".split())
#: What may stand before a comparative.
_LEADING = frozenset("a bit but just little slightly".split())
_BEHIND_RANKS = _FATES.keys() | complaints.VERBS | {"be", "can", "could", "should", "to"}


def fates_of(prompt: Prompt, parts: Sequence[Request]) -> tuple[dict[int, str], str]:
    """What becomes of each of the parts that are named, and of all others: kept, renewed, dropped, or "" where that is not said."""
    fates: dict[int, str] = {}
    fate = rest = ""
    sounds = {sound.start: sound for sound in _sounds(prompt)}
    for at, word in enumerate(prompt.words):
        fate = "" if word == "make" else _FATES.get(word, fate)
        if word in _NARROWING and (prompt.word(at + 1) in _THE or at + 1 in sounds):
            fate = "kept"
        # "Change everything but the kick", not "same kit but 808".
        if word in _BUT and prompt.word(at - 1) in _REST and prompt.word(at - 2) != "same":
            rest, fate = fate or "kept", _CONTRARY[fate]
        elif word in _REST:
            rest = fate
        mention = prompt.mention_at(at)
        if mention and mention.meaning.quality and mention.meaning.quality.comparative:
            fate = ""  # "keep the kick, darker hat"
        if at in sounds and prompt.word(at - 1) in _REFUSING:
            fates |= dict.fromkeys(_meant(prompt, sounds[at], parts), "dropped")  # "darker kick, no clap"
        elif at in sounds:
            fates |= dict.fromkeys(_meant(prompt, sounds[at], parts), fate)
    return fates, rest


def _sounds(prompt: Prompt) -> list[Mention]:
    """The phrases that name sounds, an 808 among them."""
    named = (m for m in prompt.mentions if m.meaning.classes or m.meaning.alone)
    return [m for m in named if m.meaning.classes or not prompt.names_class(m.end)]


def _meant(prompt: Prompt, sound: Mention, parts: Sequence[Request]) -> list[int]:
    """The parts that a phrase names; of several kicks the punchy ones, where "punchy" stands before it."""
    named = sound.meaning.classes or sound.meaning.alone
    meant = [at for at, part in enumerate(parts) if not {*part.classes}.isdisjoint(named)]
    adjective, _ = _adjective(prompt, sound)
    return [at for at in meant if adjective in parts[at].qualities] or meant


def _adjective(prompt: Prompt, sound: Mention) -> tuple[str, int]:
    """The adjective right before the name of a sound, and where it begins; "" and where the name does, if there is none."""
    before = ((m.meaning.quality, m.start) for m in prompt.mentions if m.end == sound.start)
    return next(((quality.word, start) for quality, start in before if quality), ("", sound.start))


def left_of(prompt: Prompt, parts: Sequence[Request]) -> list[Request]:
    """The parts that are left where nothing else is said: "keep the kick, change everything else", "only keep the kick", "the kick again"."""
    fates, rest = fates_of(prompt, parts)
    if "again" in prompt.words and not (rest or any(fates.values())):
        rest = "" if fates or _REST.isdisjoint(prompt.words) else "kept"  # "the whole kit again"
        fates = dict.fromkeys(fates, "kept")
    told = {rest, *fates.values()}
    if not rest and "kept" not in told:
        return []
    sounds = [m for m in _sounds(prompt) if KITS.isdisjoint(prompt.words[m.start : m.end])]
    told_apart = {word for part in parts for word in part.qualities}
    starts = (
        start if word in told_apart else m.start for m in sounds for word, start in [_adjective(prompt, m)]
    )
    inside = {at for start, m in zip(starts, sounds, strict=True) for at in range(start, m.end)}
    beside = {word for at, word in enumerate(prompt.words) if at not in inside and word[0].isalnum()}
    refused = any(prompt.words[max(0, m.start - 1)] == "no" for m in sounds)
    if not beside <= _BESIDE or refused or not all(_meant(prompt, m, parts) for m in sounds):
        return []
    rest = rest or ("" if {"renewed", "dropped"} & told else "dropped")
    left = [(part, fate) for at, part in enumerate(parts) if (fate := fates.get(at, rest)) != "dropped"]
    return [replace(part, intent="more") if fate == "renewed" else part for part, fate in left]


def missed(prompt: Prompt, parts: Sequence[Request]) -> Request | None:
    """The wish for one of the parts as it was before: "nah the old kick", "the first kick was better"; None where none is missed.

    Of one kick that is shown, the first is an older one.
    """
    sounds = _sounds(prompt)
    if len(sounds) != 1 or prompt.word(sounds[0].start - 1) not in _OLD:
        return None
    meant = [parts[at] for at in _meant(prompt, sounds[0], parts)]
    beside = {*prompt.words[: sounds[0].start], *prompt.words[sounds[0].end :]}
    alone = len(meant) == 1 and meant[0].k == 1
    said = {word for word in beside if word.isalnum()} <= _MISSED
    return Request(intent="back", classes=meant[0].classes) if alone and said else None


def exchanged(prompt: Prompt) -> str:
    """A prompt that says in short what goes and what comes, put plainly: "swap the open hat for shaker", for "open hat out, shaker in"; else ""."""
    sounds = _sounds(prompt)
    said = {prompt.word(m.end): " ".join(prompt.words[m.start : m.end]) for m in sounds}
    beside = {word for word in prompt.words if word.isalnum()} - {*" ".join(said.values()).split()}
    if "out" not in said or len(said) != len(sounds) or not said.keys() <= {"in", "out"}:
        return ""
    if not beside <= {"in", "out"} | hits.GREETING | _THE | {"a"}:
        return ""
    return f"swap the {said['out']} for {said['in']}" if "in" in said else f"drop the {said['out']}"


def kept_with(prompt: Prompt) -> tuple[tuple[int, ...], str]:
    """The ranks of hits that are kept, and what is to come to them: those of 1 and 2, and "a clap", in "keep #1 and #2 and add a clap"."""
    start = prompt.after(hits.opening(prompt), hits.GREETING | _KEEPING | {","})
    ranks, end = hits.ranks_at(prompt, start) or ((), 0)
    beside = prompt.after(end, _ADDED)
    return (ranks, " ".join(prompt.words[beside:])) if ranks and beside > end else ((), "")


def changes_of(request: Request, prompt: Prompt, parts: Sequence[Request]) -> dict[int, str]:
    """What those of the parts are to be like that are to be otherwise: "quieter", of "kick is great but the snare's too loud"."""
    fates, _ = fates_of(prompt, parts)
    found: dict[int, str] = {}
    for at, clause in _clauses(prompt, parts).items():
        if instead := _instead(clause):
            found[at] = instead
        elif fates.get(at) not in ("kept", "dropped") and _is_changed(
            Prompt.read(clause, lexicon()), request.qualities != ()
        ):
            found[at] = clause
    return found if _NARROWING.isdisjoint(prompt.words) else {}


def _clauses(prompt: Prompt, parts: Sequence[Request]) -> dict[int, str]:
    """What is said of each of the parts that are named; what is said of several, of each: "darker kicks and snares" are darker kicks, darker snares."""
    sounds = _sounds(prompt)
    ends = [
        max((at for at in range(one.end, other.start) if prompt.words[at] in _JOINTS), default=other.start)
        for one, other in itertools.pairwise(sounds)
    ]
    spans = list(zip(sounds, [0, *ends], [*ends, len(prompt.words)], strict=False))
    telling = [at for at, (_, start, end) in enumerate(spans) if _tells(prompt, start, end)]
    found: dict[int, str] = {}
    for place, (sound, *_) in enumerate(spans):
        if telling:  # "kick and snare are too loud", "swap the kick and the snare"
            place = next((at for at in telling if at >= place), telling[-1])
        other, start, end = spans[place]
        start = prompt.after(start, _JOINTS)
        name = prompt.words[sound.start : sound.end]
        clause = [*prompt.words[start : other.start], *name, *prompt.words[other.end : end]]
        found |= dict.fromkeys(_meant(prompt, sound, parts), " ".join(clause))
    return found


def _tells(prompt: Prompt, start: int, end: int) -> bool:
    """Whether something is said of a sound from one place to another, beside its name."""
    words = prompt.words[start:end]
    described = any(m.meaning.quality and start <= m.start < end for m in prompt.mentions)
    return described or not (_FATES.keys() | complaints.VERBS | _PRAISE).isdisjoint(words)


def _instead(clause: str) -> str:
    """What a sound is to be like that some words find fault with: "quieter", of "the snare is too loud"; "another" if they only tire of it, else ""."""
    prompt = Prompt.read(clause, lexicon())
    sound = next(iter(_sounds(prompt)), None)
    if sound is None:
        return ""
    said = Prompt.read(" ".join(prompt.words[sound.start :]), lexicon())
    if complaints.tires(said, sound.meaning.classes):
        return "another"
    wanted = complaints.take(said, lexicon())
    return " and ".join(comparative(quality.word) for quality in wanted or [])


def _is_changed(clause: Prompt, described: bool) -> bool:
    """Whether a sound is to be otherwise, of which something is said: "the snare is too bright", "shorter kicks"."""
    the = any(
        m.meaning.classes and not _THE.isdisjoint(clause.words[max(0, m.start - 1) : m.start])
        for m in clause.mentions
    )
    told = [m.meaning.quality for m in clause.mentions if m.meaning.quality]
    compares = any(quality.comparative for quality in told)
    return (the and described and bool(told)) or compares or not _CHANGING.isdisjoint(clause.words)


def by_name(prompt: Prompt, parts: Sequence[Request], filled: bool) -> str:
    """A prompt with the names of sounds in place of their ranks: "keep the kick, swap the snare", for "keep 1, swap 2"; "" where it tells nothing of any."""
    shown = [part for part in parts for _ in range(part.k)]
    named = [(at, end, _names(prompt, end, ranks, shown, filled)) for at, ranks, end in _ranks(prompt)]
    named = [(at, end, names) for at, end, names in named if all(names) and _points(prompt, at, end)]
    # "I like 1, change the rest".
    rest = not (_FATES.keys().isdisjoint(prompt.words) or _REST.isdisjoint(prompt.words))
    if not any(rest or _told_of(prompt, at, end, names[-1]) for at, end, names in named):
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
            found.append((prompt.before(at, _THE | {"#"}), *ranks))
    return found


def singles(prompt: Prompt, parts: Sequence[Request]) -> list[tuple[int, str]]:
    """The ranks of the hits, each of several alike, that a prompt changes, with what is said of each: "#2 darker, #5 longer"; none where it changes others, too."""
    found, shown = _ranks(prompt), [part for part in parts for _ in range(part.k)]
    ends = [
        next((at for at in range(two[0] - 1, one[2] - 1, -1) if prompt.words[at] in _JOINTS), -1)
        for one, two in itertools.pairwise(found)
    ]
    bounds = list(itertools.pairwise([0, *(end + 1 for end in ends), len(prompt.words) + 1]))
    if not found or -1 in ends:
        return []
    told = [
        _single(Prompt.read(" ".join(prompt.words[start : end - 1]), lexicon()), shown)
        for start, end in bounds
    ]
    return [one for clause in told for one in clause] if all(told) else []


def _single(prompt: Prompt, shown: Sequence[Request]) -> list[tuple[int, str]]:
    """The ranks of hits that a clause changes, and the clause with the name of the sound of each for them; none where it changes none.

    Of 4 kicks and 2 snares, "#6 louder" is about the sixth, and says "the snare louder".
    """
    found = [one for one in _ranks(prompt) if one[0] == 0 or prompt.word(one[0] - 1) not in _COMPARING]
    if len(found) != 1:
        return []
    at, ranks, end = found[0]
    if any(not _JOINTS.isdisjoint(prompt.words[end : sound.start]) for sound in _sounds(prompt)):
        return []  # "#2 darker, and no snares"
    ranks = tuple(rank if rank > 0 else len(shown) + 1 + rank for rank in ranks)
    if not all(0 < rank <= len(shown) for rank in ranks) or all(_name(rank, shown, True) for rank in ranks):
        return []
    names = [class_name(shown[rank - 1].classes[0], one=True) for rank in ranks]
    if not _points(prompt, at, end) or not _told_of(prompt, at, end, names[-1]):
        return []
    begin = prompt.after(end, _LEADING) if _is_compared(prompt, end) else end
    said = ((*prompt.words[:at], "the", name, *prompt.words[begin:]) for name in names)
    return list(zip(ranks, map(" ".join, said), strict=True))


def by_quality(prompt: Prompt, parts: Sequence[Request]) -> str:
    """A prompt with the names of sounds behind the adjectives that tell them apart: "change the punchy kick", for "change the punchy one"; "" without any."""
    words = prompt.words.copy()
    for m in prompt.mentions:
        quality = m.meaning.quality
        meant = [part for part in parts if quality and quality.word in part.qualities]
        one = prompt.word(m.end) in ("one", "ones")
        alone = one or hits.may_end(prompt, m.end)
        if len(meant) == 1 and not m.meaning.classes and prompt.word(m.start - 1) in _THE and alone:
            words[m.end - 1] += f" {class_name(meant[0].classes[0], one=True)}"
            words[m.end : m.end + one] = [""] * one
    return "" if words == prompt.words else " ".join(filter(None, words))


def _names(
    prompt: Prompt, end: int, ranks: Sequence[int], shown: Sequence[Request], filled: bool
) -> list[str]:
    """What the sounds of ranks that end at a place are called; "the first snare" is the snare, of one, and of several that nothing tells apart."""
    sound = next((m for m in _sounds(prompt) if m.end == end), None)
    if sound is None:
        return [_name(rank, shown, filled) for rank in ranks]
    meant = [shown[at] for at in _meant(prompt, sound, shown)]
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
    begins = at == hits.opening(prompt) or prompt.word(at - 1) in _BEFORE_RANKS | _JOINTS
    return ends and (begins or prompt.word(at - 2) == "i")  # "I like 1"


def _is_compared(prompt: Prompt, end: int) -> bool:
    """Whether a comparative follows ranks: "#2 darker", "#2 but a bit darker"."""
    behind = prompt.mention_at(prompt.after(end, _LEADING))
    return behind is not None and behind.meaning.quality is not None and behind.meaning.quality.comparative


def _told_of(prompt: Prompt, at: int, end: int, name: str) -> bool:
    """Whether it is told at some ranks what is to become of those sounds, or what is wrong with them: "swap 2", "3 is too bright".

    "The second louder" is about the second, and "3 darker" are so many.
    """
    if prompt.word(at) in _THE | {"#"} and (prompt.word(end) in _BEHIND_RANKS or _is_compared(prompt, end)):
        return True
    return prompt.word(at - 1) in _BEFORE_RANKS or _instead(" ".join((name, *prompt.words[end:]))) != ""
