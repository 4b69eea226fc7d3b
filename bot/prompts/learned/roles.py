"""A second reading of a prompt: what the sounds that it names are there for, and whether it asks for one at all, as a model takes it.

The grammar knows how most wishes are put; how people tell stories around them, describe a sound by others, or refuse in words that nobody
has thought of, is learnt (`offline/pretrain/reader.py`). Where the two differ, and the reader is sure, the reader is believed.
"""

import logging
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Protocol

import numpy as np

from bot.prompts.context.references import shows_again
from bot.prompts.language.everyday import GUESSES
from bot.prompts.language.lexicon import LOOPED
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.vocabulary import lexicon
from bot.prompts.language.words import tokens
from bot.prompts.learned import stories, wishes
from bot.prompts.learned.rows import CERTAIN, SURE, TELLING, UNWANTED, as_listed, shared
from bot.prompts.learned.wishes import WISH, is_bare, is_talk
from bot.prompts.measures import keys
from bot.prompts.requests.merging import KNOWN, POLITE
from bot.prompts.requests.questions import ranks_wondered_about
from bot.prompts.sounds.classes import above, classes_as, excluded_as
from bot.prompts.sounds.exclusions import is_not, there_already
from bot.prompts.sounds.named import Named, named
from bot.prompts.speech import reactions
from bot.prompts.speech.statements import within
from bot.prompts.speech.talk import is_surely_chat, small_talk
from retrieval_core.build import ENCODERS
from retrieval_core.encoders.bert import EncoderError
from retrieval_core.encoders.reader import ROLES, Reader, Reading
from retrieval_core.request import Kind, Request

log = logging.getLogger(__name__)
#: Of being there in passing, from which on nothing that is named is asked for; of being refused, where the grammar knows nothing of it.
DESCRIBED, REFUSED = 0.85, 0.75
#: A single sound among fewer words than so many is not read again: hardly anything else could be meant, and it costs a third of an answer.
BRIEF = 12
#: The same where little else is said than a name.
LIKENED = 0.9
_REFUSED, _PASSING = (
    np.eye(len(ROLES), dtype=np.float32)[ROLES.index(role)] for role in ("refused", "passing")
)
#: So many words at most say how the last sounds are to be.
SAYING = 8
#: What a turn changes in the last request that says of what kind, how fast or how long sounds are to be; and what one changes by more than adjectives.
MEASURED = ("kind", "tempo", "duration")
LIMITS = (*MEASURED, "key", "k", "like_ranks")


class Read(Protocol):
    """From a text, the places of names in it, what each may mean, and what was asked for before, to what they are there for."""

    def __call__(
        self,
        text: str,
        spans: Sequence[tuple[int, int]],
        meant: Sequence[Collection[str]],
        asked: Collection[str] | None = None,
    ) -> Reading: ...


#: Before what they do, which may be the name of a sound: "you shake".
DOERS = frozenset("he one people she they to we who you".split())
_SPACED = re.compile(r" ([,.;:!?])")
#: Beside a form that is asked for and no other, and what may stand behind one at the end.
ONLY, ENDING = frozenset("only just".split()), frozenset("please pls thanks . !".split())
OPPOSITE: dict[str, Kind] = {"loop": "one-shot", "one-shot": "loop"}


@cache
def reader() -> Reader | None:
    """The reader in `data/`, opened at the first prompt; None where it cannot be used, and the grammar stands alone."""
    try:
        return Reader.from_pretrained(ENCODERS / "reader")
    except EncoderError as error:
        log.error("prompts are read by the grammar alone: %s", error)
        return None


def reread(
    request: Request, text: str, read: Read | None = None, before: Collection[str] | None = None
) -> Request:
    """A request with the sounds in the roles that they surely have.

    What the grammar has understood stands unless it is surely not so; what it has missed is added where something that it asks for
    is not wanted, or where it asks for nothing: of "vinyl noise" one word only describes the other. What it takes for talk is a
    wish where it surely is one, and the reverse.

    Parameters:
        request: what the grammar made of the prompt.
        text: the prompt.
        read: what reads it; the reader in `data/` if None.
        before: the classes that were asked for before, where the prompt is said behind an answer.
    """
    found = named(text)
    finds, asked, told = request.intent == "find", request, found.text
    if not (finds and is_bare(found)):
        if (read := read or shipped()) is None:
            return request
        reading = surely(request, found, read(found.text, found.spans, found.classes, before))
        if not finds and (reading.wish < WISH or is_surely_chat(Prompt.plain(text))):
            return request
        if finds and is_talk(request, found, reading.wish, before is not None):
            return Request(intent="other")
        asked = request if finds else _told(found)
        if not (finds and _is_plain(request, found) and not _is_likened(found, reading.roles)):
            asked = _reread(asked, found, as_listed(asked, found, shared(found, reading.roles)))
            # Of "i've got 50 kicks, show me 4 long ones" the kicks are wanted, and not so many.
            told_of = [at for at in places(found, asked.classes) if reading.telling[at] >= stories.TELLS]
            asked = stories.kept(asked, found.text, told_of)
            asked = _without_guesses(asked, found)
            told = stories.told(found.text, reading.telling)
            if asked.text == found.text:
                asked = replace(asked, text=told)
    if replace(asked, text="", k=Request().k, exclude=(), lacking=(), qualities=()) != Request():
        return asked
    if described(asked, found.text):
        # What is told of a sound without its name, the words tell best as they stand, and as they were written.
        asked = stories.kept(asked, found.text, (), told=True)
        written = as_written(text) if told == found.text else _SPACED.sub(r"\1", told)
        return replace(asked, text=written, qualities=())
    if finds:
        return asked
    # "Could we lose the claps" tells of nothing else, and "what's a one-shot?" of nothing.
    return replace(asked, text="") if asked.exclude else request


def surely(request: Request, found: Named, reading: Reading) -> Reading:
    """What the reader makes of a prompt, with the roles of what its words leave no doubt of: "not a hat, I've got loads of hats".

    Parameters:
        request: what the grammar made of it, which refuses that as well.
    """
    prompt = Prompt.plain(found.text)
    there = [(start, end) for start, end, _ in there_already(prompt)]
    roles = reading.roles.copy()
    for at, ((start, _), ids) in enumerate(zip(found.spans, found.classes, strict=True)):
        place = found.text[:start].count(" ")
        if not {*ids} <= {*request.exclude}:
            continue
        if within(there, place):
            roles[at] = _PASSING
        elif is_not(prompt, place):
            roles[at] = _REFUSED
    return replace(reading, roles=roles)


def shipped() -> Read | None:
    """What the reader in `data/` makes of a text; None where it cannot be used."""
    opened = reader()
    return opened.read if opened else None


def as_written(text: str) -> str:
    """A prompt as it was written, without what nobody sees."""
    return "".join(f"{' ' * one.spaced}{one.raw}" for one in tokens(text)).strip()


def _without_guesses(request: Request, found: Named) -> Request:
    """A request without the noises of the world that a long prompt does not name: "a plastic egg with rice in it that you rattle" is none.

    What a thing does, the grammar takes for its noise; of the descriptions in `data/descriptions.txt` in which it does so one in twenty is of one.
    """
    known = {id for ids in found.classes for id in ids}
    kept = tuple(id for id in request.classes if id in known or id not in GUESSES)
    return request if kept == request.classes else replace(request, text=found.text, classes=kept)


def followed(request: Request, text: str, context: Request, read: Read | None = None) -> Request:
    """A turn of which the grammar knows no word: what it takes for more of the last sounds may be a remark, and the reverse.

    Parameters:
        request: what the grammar made of the turn.
        text: the turn.
        context: the last request.
        read: what reads it; the reader in `data/` if None.
    """
    same = replace(request, text=context.text, skip=context.skip) == context
    flavours = request.intent == "find" and same and request.text != context.text
    remarks = request.intent == "other" and bool(context.classes)
    limited = any(getattr(request, name) != getattr(context, name) for name in LIMITS)
    finds = request.intent == "find" and not limited  # an adjective may stand in "happy bday deano"
    if not (remarks or finds) or (found := named(text)).spans:
        return request
    words = [word for word in found.text.split() if word.isalnum() and word not in KNOWN | POLITE | {"then"}]
    doubtful = 0 < len(words) <= SAYING if remarks else len(words) > 1
    # "What do I have so far?" asks for what was shown.
    if not doubtful or shows_again(Prompt.read(text)) or (read := read or shipped()) is None:
        return request
    wish = read(found.text, (), (), context.classes).wish
    if not remarks:
        least = wishes.REMARK if flavours else wishes.SURELY if same else wishes.DESPITE
        return Request(intent="other") if wish < least else request
    prompt = Prompt.plain(text)
    spoken_of = reactions.ranks_spoken_of(prompt) or ranks_wondered_about(text)
    if wish < wishes.FLAVOUR or is_surely_chat(prompt) or small_talk(prompt) or spoken_of:
        return request
    return replace(context, text=" ".join((context.text, *words)), skip=(), intent="find")


def places(found: Named, classes: Collection[str]) -> list[int]:
    """The words of a prompt that name what is asked for, by their number."""
    return [
        place
        for (start, end), ids in zip(found.spans, found.classes, strict=True)
        if not {*ids}.isdisjoint(classes)
        for place in range(found.text[:start].count(" "), found.text[:end].count(" ") + 1)
    ]


def _told(found: Named) -> Request:
    """What is told of the sounds that are named, where the grammar took it for talk."""
    prompt = Prompt.plain(found.text)
    return Request(text=found.text, qualities=adjectives(found), key=keys.key(prompt))


def adjectives(found: Named) -> tuple[str, ...]:
    """What the sounds that are named are to be like: the adjectives right before them, as of "a big, low tom"."""
    prompt = Prompt.plain(found.text)
    ends = {m.end: m for m in prompt.mentions if m.meaning.quality and not m.meaning.classes}
    told = []
    for start, _ in found.spans:
        at = found.text[:start].count(" ")
        while (before := ends.get(at)) or (before := ends.get(prompt.before(at, {",", "and"}))):
            told.append(before)
            at = before.start
    told.sort(key=lambda mention: mention.start)
    return tuple(dict.fromkeys(m.meaning.quality.word for m in told if m.meaning.quality))


def _is_plain(request: Request, found: Named) -> bool:
    """Whether hardly anything can be meant but what the grammar has understood."""
    words = len(found.text.split())
    beside = words - sum(len(found.text[start:end].split()) for start, end in found.spans)
    if not found.spans:
        return words < TELLING
    alone = len(found.spans) == 1 and bool(set(found.classes[0]) & {*request.classes})
    # "The metal thing you shake" is told by what is done with it.
    done = not DOERS.isdisjoint(found.text[: found.spans[0][0]].split()[-1:])
    return beside < 2 or (alone and words < BRIEF and not done)


def _is_likened(found: Named, probable: np.ndarray) -> bool:
    """Whether all that is named is surely there in passing: "like strings, but made of throats". Of its family a sound mostly is."""
    families = lexicon().taxonomy.coarse.keys()
    named = len(found.spans) > 0 and all(families.isdisjoint(ids) for ids in found.classes)
    return named and bool((probable[:, 2] >= LIKENED).all())


def described(request: Request, text: str, words: int = TELLING) -> bool:
    """Whether a prompt tells so much of a sound that its name may be left out: so many words, at least, that are no adjectives."""
    adjectives = {word for quality in request.qualities for word in quality.split()}
    return sum(len(word) > 3 and word.isalpha() and word not in adjectives for word in text.split()) >= words


def _reread(request: Request, found: Named, probable: np.ndarray) -> Request:
    """The request with the roles of the names found."""
    likely = _likely(request, found, probable)
    kind = _kind(request.kind, found, probable)
    wanted, refused = ({id: float(row[at]) for id, row in likely.items()} for at in (0, 1))
    plain = [id for id in request.classes if id not in LOOPED]
    # Beside the name of what it is a kind of, a sound may explain that: "a latin drum, the bongos".
    named_above = above(plain) & likely.keys() - {*request.exclude}
    explained = named_above | {id for id in plain if above([id]) & named_above}
    asked = [
        id
        for id in plain
        if wanted.get(id, 1.0) >= UNWANTED or (id in explained and max(likely[id][1:]) < DESCRIBED)
    ]
    asked += [id for id in request.exclude if wanted.get(id, 0.0) >= CERTAIN]
    enough = SURE if len(asked) < len(plain) or not asked else CERTAIN
    asked += [id for id, p in wanted.items() if p >= enough and id not in {*asked, *request.exclude}]
    if plain and not asked:
        if not all(max(row[1:]) >= DESCRIBED for row in likely.values()):
            return request
        asked = _head(request, found, likely)
        kind = request.kind if asked and found.kinds[0] == request.kind else kind
    over = above(asked)
    asked = [id for id in asked if id in plain or id not in over]  # of "a kick on every beat" the kick
    least = {id: SURE if id in plain else REFUSED for id in refused}
    fresh = [id for id, p in refused.items() if p >= least[id] and id not in {*asked, *over}]
    classes = classes_as(kind, asked)
    exclude = excluded_as((*request.exclude, *fresh), asked)
    if (classes, exclude, kind) == (request.classes, request.exclude, request.kind):
        return request
    return replace(request, text=found.text, classes=classes, exclude=exclude, kind=kind)


def _likely(request: Request, found: Named, probable: np.ndarray) -> dict[str, np.ndarray]:
    """The probabilities of the roles of each class that is named."""
    likely: dict[str, np.ndarray] = {}
    # "Percussion, but no congas": the name of fewer classes is the one that counts; of a sound that is named twice, where it is
    # more surely asked for or refused.
    for classes, row in sorted(
        zip(found.classes, probable, strict=True), key=lambda pair: (-len(pair[0]), max(pair[1][:2]))
    ):
        likely |= dict.fromkeys((LOOPED.get(id, id) for id in classes), row)
    # "Woodwinds, all but the oboe": what the grammar refuses by its name is not all that is of its class.
    names: tuple[set[str], set[str]] = (set(), set())
    for (start, end), ids in zip(found.spans, found.classes, strict=True):
        names[found.text[start:end] in request.lacking].update(ids)
    return likely | dict.fromkeys(names[0] & names[1] & {*request.classes}, np.eye(len(ROLES))[0])


def _head(request: Request, found: Named, likely: Mapping[str, np.ndarray]) -> list[str]:
    """The class that a prompt begins with, where it is asked for and not refused: "woodblock tick for counting in the drummer"."""
    (start, end), ids = found.spans[0], found.classes[0]
    taxonomy = lexicon().taxonomy
    id = LOOPED.get(ids[0], ids[0]) if len(ids) == 1 and ids[0] in taxonomy.classes else ""
    known = id in request.classes and not taxonomy.is_effect(ids[0])
    if not known or likely[id].argmax() == ROLES.index("refused"):
        return []
    likened = found.text[end:].split()[:1] in (["like"], ["ish"])
    return [] if likened or not wishes.leads(found.text[:start].split()) else [id]


def _insists(found: Named, kind: Kind) -> bool:
    """Whether a form is asked for beyond doubt: "shakers, loops only", "one shots, no loops", "hats for drill. one shots"."""
    for (start, end), ids, known in zip(found.spans, found.classes, found.kinds, strict=True):
        if known != kind or ids:
            continue
        before, behind = found.text[:start].split(), found.text[end:].split()
        # "An offbeat loop 135", "an ambience that loops", "a beat that repeats".
        told = [*before[-1:], *found.text[start:end].split()]
        if kind == "loop" and ("".join(behind[:1]).isdigit() or "that" in told):
            return True
        # "Hits" and "bars" are other things, too.
        if found.text[start:end].removesuffix("s") == "one shot":
            return True
        if not {*before[-1:], *behind[:1]}.isdisjoint(ONLY):
            return True
        refused = ([",", "no"], [",", "not"], ["and", "no"])
        if behind[:1] in (["no"], ["not"]) or behind[:2] in refused:
            return True
        if before[-1:] in ([","], ["."], [";"], ["-"]) and {*behind} <= ENDING:
            return True
    return False


def _kind(kind: Kind | None, found: Named, probable: np.ndarray) -> Kind | None:
    """The form that is asked for: the other one where this is certainly refused, none where it is not wanted."""
    rows = [row for known, row in zip(found.kinds, probable, strict=True) if known == kind]
    if kind is None or not rows or _insists(found, kind) or max(row[0] for row in rows) >= UNWANTED:
        return kind
    return OPPOSITE[kind] if any(row[1] >= CERTAIN for row in rows) else None
