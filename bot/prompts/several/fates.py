"""What a turn says of each of several sounds: they are kept, exchanged or left out, or to be otherwise."""

import itertools
from collections.abc import Sequence
from dataclasses import replace

from bot.prompts.context import hits
from bot.prompts.language import lists
from bot.prompts.language.numerals import WORDS
from bot.prompts.language.prompt import Mention, Prompt
from bot.prompts.language.vocabulary import KITS, is_one, lexicon
from bot.prompts.sounds import complaints
from retrieval_core.request import Request
from retrieval_core.wording import comparative

_CHANGING = lists.words("kits", "changing")
_NARROWING = frozenset("just only".split())
#: Before the sound that is spoken of, and before that.
_MEASURING = frozenset("can could limit pitch transpose tune you".split())
THE = frozenset("my that the this those".split())
#: What becomes of the sounds that are named behind a verb.
FATES = {word: fate for fate in ("kept", "renewed", "dropped") for word in lists.words("kits", fate)}
#: And of those behind an "everything but".
_CONTRARY = {"kept": "renewed", "renewed": "kept", "dropped": "kept", "": "dropped"}
#: Before a verb that is not meant, "don't change the kick", "I'd hate to lose it", and what may stand between.
_NEVER, _TO = frozenset("don't dont hate never not".split()), frozenset("to want".split())
_TAKING = frozenset("keep leave leaving take taking".split())
_LESS = frozenset("fewer less".split())
_REFUSING = _LESS | frozenset("minus no without".split())
REST = KITS | frozenset("all else everything lot others rest thing whole".split())
_BUT = frozenset("apart besides but except".split())
#: What may stand beside those, and says no more of the sounds.
_BESIDE = hits.AGREEING | FATES.keys() | REST | _BUT | _NARROWING | THE | lists.words("kits", "beside")
_PRAISE = lists.words("reactions", "liked") | {"like"}
#: What may stand beside that, and asks for nothing.
_PRAISING = (
    _PRAISE | THE | hits.GREETING | lists.words("reactions", "praised_with") - {"one"} | {"i", "are", "is"}
)
#: Which sound is meant that was there before, and what may stand beside it.
_OLD = lists.words("references", "back_first") | {"earlier", "previous"}
_MISSED = (
    _OLD
    | hits.GREETING
    | hits.BACKING
    | {"back"}.union(*(lists.words("references", name) for name in ("back_with", "back_better", "better")))
)
JOINTS = frozenset("& + , . ; and but".split())
_ENDS = frozenset(". ! ; ?".split())
#: What is said of a sound that is to be another one, and no more of that.
_ANOTHER = (
    FATES.keys()
    | hits.GREETING
    | frozenset("a different else for it one out something that this with".split())
)


def fates_of(prompt: Prompt, parts: Sequence[Request]) -> tuple[dict[int, str], str]:
    """What becomes of each of the parts that are named, and of all others: kept, renewed, dropped, or "" where that is not said."""
    fates: dict[int, str] = {}
    fate = rest = ""
    sounds = {sound.start: sound for sound in sounds_of(prompt)}
    for at, word in enumerate(prompt.words):
        if word in FATES:
            fate = _CONTRARY[FATES[word]] if _is_denied(prompt, at) else FATES[word]
        if word == "out" and prompt.word(at - 1) in _TAKING:
            fate = "dropped"  # "take out the ride", and no "leave the ride"
        elif word == "make":
            fate = ""
        if word in _NARROWING and (prompt.word(at + 1) in THE or at + 1 in sounds) and fate != "renewed":
            fate = "kept"  # not so "change only the kick"
        # "Change everything but the kick", not "same kit but 808".
        if word in _BUT and prompt.word(at - 1) in REST and prompt.word(at - 2) != "same":
            rest, fate = fate or "kept", _CONTRARY[fate]
        elif word in REST or (word == "other" and prompt.word(at + 1) in WORDS):
            rest = fate
        mention = prompt.mention_at(at)
        if mention and mention.meaning.quality and mention.meaning.quality.comparative:
            fate = ""  # "keep the kick, darker hat"
        if at in sounds:  # "darker kick, no clap", "clap out"
            goes = prompt.word(at - 1) in _REFUSING or prompt.word(sounds[at].end) == "out"
            meant = spoken_of(prompt, sounds[at], parts)
            if not sounds[at].meaning.classes:  # "no 808s", of a kit with any kick
                meant = [one for one in meant if word.removesuffix("s") in parts[one].text.split()]
            fates |= dict.fromkeys(meant, "dropped" if goes else fate)
    return fates, rest


def _is_denied(prompt: Prompt, at: int) -> bool:
    """Whether a verb at a place says what is not to be done: the "change" of "don't change the kick"."""
    return prompt.word(prompt.before(at, _TO) - 1) in _NEVER


def sounds_of(prompt: Prompt) -> list[Mention]:
    """The phrases that name sounds, an 808 among them."""
    named = (m for m in prompt.mentions if m.meaning.classes or m.meaning.alone)
    return [m for m in named if m.meaning.classes or not prompt.names_class(m.end)]


def spoken_of(prompt: Prompt, sound: Mention, parts: Sequence[Request]) -> list[int]:
    """The parts that a phrase names; of several kicks the punchy ones, where "punchy" stands before it."""
    named = sound.meaning.classes or sound.meaning.alone
    meant = [at for at, part in enumerate(parts) if not {*part.classes}.isdisjoint(named)]
    adjective, _ = _adjective(prompt, sound)
    return [at for at in meant if adjective in parts[at].qualities] or meant


def number_of(prompt: Prompt, parts: Sequence[Request], at: int) -> int:
    """How many of a part are spoken of: 1, of "drop one hat"; 0 for all of them."""
    sound = next(sound for sound in sounds_of(prompt) if at in spoken_of(prompt, sound, parts))
    word = prompt.word(prompt.before(_adjective(prompt, sound)[1], _LESS) - 1)  # "one less kick"
    return 1 if word in ("a", "an") else int(word) if word.isdecimal() else WORDS.get(word, 0)


def _adjective(prompt: Prompt, sound: Mention) -> tuple[str, int]:
    """The adjective right before the name of a sound, and where it begins; "" and where the name does, if there is none."""
    before = ((m.meaning.quality, m.start) for m in prompt.mentions if m.end == sound.start)
    return next(((quality.word, start) for quality, start in before if quality), ("", sound.start))


def left_of(prompt: Prompt, parts: Sequence[Request]) -> list[Request]:
    """The parts that are left where nothing else is said: "keep the kick, change everything else", "only keep the kick", "the kick again"."""
    fates, rest = fates_of(prompt, parts)
    if "again" in prompt.words and not (rest or any(fates.values())):
        rest = "" if fates or REST.isdisjoint(prompt.words) else "kept"  # "the whole kit again"
        fates = dict.fromkeys(fates, "kept")
    told = {rest, *fates.values()}
    narrowed = not _NARROWING.isdisjoint(prompt.words)
    if not (rest or "kept" in told or (narrowed and "renewed" in told)):
        return []
    sounds = [m for m in sounds_of(prompt) if KITS.isdisjoint(prompt.words[m.start : m.end])]
    beside = _beside(prompt, sounds, _told(prompt)) - {word for part in parts for word in part.qualities}
    if not beside <= _BESIDE or not all(spoken_of(prompt, m, parts) for m in sounds):
        return []
    rest = rest or ("" if {"renewed", "dropped"} & told else "dropped")
    left = [(part, fate) for at, part in enumerate(parts) if (fate := fates.get(at, rest)) != "dropped"]
    several = THE.isdisjoint(prompt.words) and not is_one(prompt.words)
    if len(left) == 1 and left[0][0].k == 1 and several and narrowed:
        return [replace(left[0][0], k=Request().k)]  # "just kicks"
    return [replace(part, intent="more") if fate == "renewed" else part for part, fate in left]


def _beside(prompt: Prompt, sounds: Sequence[Mention], start: int = 0) -> set[str]:
    """What a prompt says beside the names of sounds, from a place on."""
    inside = {at for m in sounds for at in range(m.start, m.end)}
    words = enumerate(prompt.words)
    return {word for at, word in words if at >= start and at not in inside and word[0].isalnum()}


def _told(prompt: Prompt) -> int:
    """Where a prompt begins to speak of sounds, behind what it only exclaims: "wow, so easy! keep the kick"."""
    begin = next(
        (at for at, word in enumerate(prompt.words) if prompt.mentioned(at) or word in FATES.keys() | REST), 0
    )
    return max((at + 1 for at in range(begin) if prompt.words[at] in _ENDS), default=0)


def missed(prompt: Prompt, parts: Sequence[Request]) -> Request | None:
    """The wish for one of the parts as it was before: "nah the old kick", "the first kick was better"; None where none is missed."""
    sounds = sounds_of(prompt)
    if len(sounds) != 1 or prompt.word(sounds[0].start - 1) not in _OLD:
        return None
    meant = [parts[at] for at in spoken_of(prompt, sounds[0], parts)]
    alone = len(meant) == 1 and meant[0].k == 1 and _beside(prompt, sounds) <= _MISSED
    return Request(intent="back", classes=meant[0].classes) if alone else None


def leaves(prompt: Prompt, parts: Sequence[Request]) -> bool:
    """Whether it is only said of some of the parts that they are good, or to stay: "the kick is fine", "nice hat", "don't change the kick"."""
    sounds = sounds_of(prompt)
    described = any(m.meaning.quality for m in prompt.mentions)
    if not sounds or described or not all(spoken_of(prompt, m, parts) for m in sounds):
        return False
    beside = _beside(prompt, sounds)
    fates, rest = fates_of(prompt, parts)
    denied = any(word in FATES and _is_denied(prompt, at) for at, word in enumerate(prompt.words))
    stay = denied and {*fates.values()} == {"kept"} and not rest
    return stay or (not _PRAISE.isdisjoint(beside) and beside <= _PRAISING)


def changes_of(request: Request, prompt: Prompt, parts: Sequence[Request]) -> dict[int, str]:
    """What those of the parts are to be like that are to be otherwise: "quieter", of "kick is great but the snare's too loud"."""
    fates, _ = fates_of(prompt, parts)
    found: dict[int, str] = {}
    for at, clause in _clauses(prompt, parts).items():
        changed = _is_changed(Prompt.plain(clause), request.qualities != ())
        stays = fates.get(at) in ("kept", "dropped")
        said = wanted_of(clause) or _named_behind(clause) or (clause if changed and not stays else "")
        if said:
            found[at] = said
    return found if _NARROWING.isdisjoint(prompt.words) else {}


def measured_of(request: Request, prompt: Prompt, parts: Sequence[Request]) -> dict[int, str]:
    """What is said of those of the parts that a limit or a comparison is told of behind their name alone: "snare around 1 second", "kick with more sub"."""
    sounds = sounds_of(prompt)
    alone = len(sounds) == 1 and prompt.after(0, hits.GREETING | THE | _MEASURING) == sounds[0].start
    measured = alone and (request.tempo or request.key or request.duration or request.beyond)
    end = next((at - 1 for at in range(1, len(prompt.words)) if prompt.words[at] in FATES), len(prompt.words))
    if not measured:
        return {}
    said = " ".join(prompt.words[sounds[0].start : end])
    said = said.replace(" to ", " tuned to ") if request.key else said  # "tune the kick to F"
    return dict.fromkeys(spoken_of(prompt, sounds[0], parts), said)


def _clauses(prompt: Prompt, parts: Sequence[Request]) -> dict[int, str]:
    """What is said of each of the parts that are named; what is said of several, of each: "darker kicks and snares" are darker kicks, darker snares."""
    sounds = sounds_of(prompt)
    ends = [
        max((at for at in range(one.end, other.start) if prompt.words[at] in JOINTS), default=other.start)
        for one, other in itertools.pairwise(sounds)
    ]
    spans = list(zip(sounds, [0, *ends], [*ends, len(prompt.words)], strict=False))
    telling = [at for at, (_, start, end) in enumerate(spans) if _tells(prompt, start, end)]
    found: dict[int, str] = {}
    for place, (sound, *_) in enumerate(spans):
        if telling:  # "kick and snare are too loud", "swap the kick and the snare"
            place = next((at for at in telling if at >= place), telling[-1])
        other, start, end = spans[place]
        start = prompt.after(start, JOINTS)
        name = prompt.words[sound.start : sound.end]
        clause = [*prompt.words[start : other.start], *name, *prompt.words[other.end : end]]
        found |= dict.fromkeys(spoken_of(prompt, sound, parts), " ".join(clause))
    return found


def _tells(prompt: Prompt, start: int, end: int) -> bool:
    """Whether something is said of a sound from one place to another, beside its name."""
    words = prompt.words[start:end]
    described = any(m.meaning.quality and start <= m.start < end for m in prompt.mentions)
    return described or not (FATES.keys() | complaints.VERBS | _PRAISE).isdisjoint(words)


def wanted_of(clause: str) -> str:
    """What a sound is to be like that some words find fault with: "quieter", of "the snare is too loud"; "another" if these tell no more, else ""."""
    prompt = Prompt.plain(clause)
    sound = next(iter(sounds_of(prompt)), None)
    if sound is None:
        return ""
    said = Prompt.plain(" ".join(prompt.words[sound.start :]))
    if complaints.tires(said, sound.meaning.classes):
        return "another"
    instead = [comparative(quality.word) for quality in complaints.take(said) or []]
    # "The snare is ringing too much. A drier one?"
    besides = [" ".join(said.words[m.start : m.end]) for m in said.open_mentions() if not m.meaning.classes]
    if instead:
        return " and ".join([*instead, *besides])
    return "another" if _is_renewed(prompt, sound) or complaints.displeases(prompt, sound) else ""


def _named_behind(clause: str) -> str:
    """The phrase that a sound makes with the word behind it: "closed hi hat", of "i want the hi hat closed"; "" where it makes none."""
    prompt = Prompt.plain(clause)
    phrases = (
        " ".join(prompt.words[at] for at in (m.end, *range(m.start, m.end)))
        for m in sounds_of(prompt)
        if prompt.word(m.end)
    )
    return next((phrase for phrase in phrases if (known := lexicon().meaning(phrase)) and known.classes), "")


def _is_renewed(prompt: Prompt, sound: Mention) -> bool:
    """Whether it is only said behind a sound that it is to be exchanged, whatever the reason: "kick weak swap", "change it for another one"."""
    verbs = (at for at in range(sound.end, len(prompt.words)) if FATES.get(prompt.words[at]) == "renewed")
    verb = next(verbs, 0)
    return verb > 0 and {word for word in prompt.words[verb:] if word.isalnum()} <= _ANOTHER


def _is_changed(prompt: Prompt, described: bool) -> bool:
    """Whether a sound is to be otherwise, of which something is said: "the snare is too bright", "shorter kicks"."""
    the = any(m.meaning.classes and prompt.word(m.start - 1) in THE for m in prompt.mentions)
    told = [m.meaning.quality for m in prompt.mentions if m.meaning.quality]
    compares = any(quality.comparative for quality in told) or (bool(told) and "less" in prompt.words)
    return (the and described and bool(told)) or compares or not _CHANGING.isdisjoint(prompt.words)
