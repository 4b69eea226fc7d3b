"""A second reading of what is said behind an answer: at which hits it points, what the sounds that it names are there for, and what it does to
those asked for before.

How people go on is put in more ways than a grammar knows: "scrap 3" and "2 has birds in it" refuse hits, "and finally a cheesy lead" begins
something else, "it's competing with my voice" asks for no voice. Where the reader is sure of it, it is believed.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from bot.prompts.context.hits import CARDINALS, ORDINALS
from bot.prompts.language.lexicon import LOOPED
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.vocabulary import lexicon
from bot.prompts.learned.roles import MEASURED, Read, shipped, surely
from bot.prompts.learned.wishes import SURELY, WISH
from bot.prompts.measures.counts import told_outright
from bot.prompts.requests.grammar import parse, ranks_spoken_of
from bot.prompts.requests.reading import RECORDED
from bot.prompts.requests.wording import goes_beside
from bot.prompts.sounds.classes import above, excluded_as
from bot.prompts.sounds.named import Named, named
from bot.prompts.speech.reactions import spared_ranks
from retrieval_core.encoders.reader import NUMBER, POINTS, ROLES, TURNS, Reading
from retrieval_core.request import Request

#: From which probability on a number points at a hit; a sound is there in passing, or refused, though the grammar takes it for wanted; and a
#: turn does what it seems to.
POINTS_AT, PASSING, REFUSED, DOES = 0.55, 0.7, 0.75, 0.8
#: The first of these for a hit that is refused though the grammar takes it to be liked, and for hits whose numbers the grammar takes for a count that
#: is told outright; for a number in letters, which mostly counts; and for hits that are told of whatever else the grammar has made of their numbers.
CONTRARY, SPELT, SURE = 0.93, 0.97, 0.9
#: The probability of a wish from which on hits that are surely told of are asked for, or out, though the grammar takes that for a remark.
WISHED = 0.5
#: The probability of a wish below which what names sounds or numbers is a remark, unless one of those sounds is wanted with another one.
REMARKED, WANTED = 0.25, 0.8
#: What may stand between numbers that are said together; and what parts one thing that is said from another.
JOINTS = frozenset("& + , and n nor number or the".split())
#: What asks for another one in the place of a part of a kit.
_EXCHANGING = frozenset("change exchange replace substitute swap switch trade".split())
_GOES_ON = re.compile(r" (?:and|for|with) (?=(?:\w+ )?(?:give|one|ones|show|some|something) )")
_CLAUSE = re.compile(r"[.,;!?]|\bbut\b")
#: Behind a number that measures, which may begin a range: the "to 2 s" of "1 to 2 s".
_MEASURED = re.compile(
    r" ?(?:\+ ?|(?:and|or|to|-) ?\d[\d.]* )?(?:bpm|ms|s|secs?|seconds?)\b| ?\+$"  # not so "3 + more like that"
)
_DIFFERING = re.compile(r"\bor (?:minus|take) ?$")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Heard:
    """What a turn names, and what the reader makes of it."""

    found: Named
    reading: Reading

    @property
    def does(self) -> str:
        """Which of TURNS the turn surely does; "" where that is not sure."""
        return self.seems if self.reading.turn.max() >= DOES else ""

    @property
    def seems(self) -> str:
        """Which of TURNS the turn most likely does."""
        return TURNS[self.reading.turn.argmax()]

    def pointing(self) -> dict[Span, tuple[str, float]]:
        """The numbers that surely point at hits, how, and with what probability; those that are said together, "1, 2 and 4", do so alike."""
        together: list[list[int]] = []
        for at, (start, _) in enumerate(self.reading.numbers):
            between = self.found.text[self.reading.numbers[at - 1][1] : start].split() if at else ["."]
            joined = JOINTS.issuperset(between)
            together = [*together[:-1], [*together[-1], at]] if joined else [*together, [at]]
        told: dict[Span, tuple[str, float]] = {}
        for some in together:
            row = self.reading.points[some].mean(axis=0)
            point, probability = POINTS[row.argmax()], float(row.max())
            counts = any(self._counts(self.reading.numbers[at], probability) for at in some)
            if probability >= POINTS_AT and point != "none" and not counts:
                told |= dict.fromkeys((self.reading.numbers[at] for at in some), (point, probability))
        return told

    def rank(self, span: Span) -> int:
        """The rank that is written as a number, -1 the last."""
        number = self._number(span)
        return ORDINALS.get(number) or CARDINALS.get(number) or int(number)

    def in_role(self, role: str, least: float, asked: Collection[str]) -> list[int]:
        """Which of the names of some classes surely have a role."""
        return [
            at
            for at, (ids, row) in enumerate(zip(self.found.classes, self.reading.roles, strict=True))
            if row[ROLES.index(role)] >= least and not {*ids, *map(LOOPED.get, ids)}.isdisjoint(asked)
        ]

    def _counts(self, span: Span, probability: float) -> bool:
        """Whether a number is in letters, which mostly count, or stands before sounds, or before a unit: "ok three of those", "2 techno kicks", "1 to 2 seconds"."""
        if _MEASURED.match(self.found.text, span[1]) or _DIFFERING.search(self.found.text[: span[0]]):
            return True
        if self._number(span) in CARDINALS:
            return probability < SPELT
        start = next((start for start, _ in self.found.spans if start >= span[1]), None)
        between = self.found.text[span[1] : start].split() if start is not None else ["."]
        known = [lexicon().meaning(word) for word in between]
        return self._number(span).isdigit() and all(one and (one.quality or one.genre) for one in known)

    def _number(self, span: Span) -> str:
        return self.found.text[slice(*span)].strip("# ").lower()


def heard(request: Request, text: str, context: Request, read: Read | None = None) -> Heard | None:
    """What the reader makes of a turn; None where that names no sound and no number, asks what goes with the last sounds, or there is no reader.

    Parameters:
        request: what the grammar made of the turn.
        text: the turn.
        context: the last request.
        read: what reads it; the reader in `data/` if None.
    """
    found = named(text)
    names = bool(found.spans) or not {*request.classes} <= {*context.classes}
    read_again = (names or NUMBER.search(found.text)) and not goes_beside(request)
    if not read_again or (read := read or shipped()) is None:
        return None
    return Heard(found, surely(request, found, read(found.text, found.spans, found.classes, context.classes)))


def at_hits(turn: Heard, request: Request, text: str, context: Request, many: int) -> Request | None:
    """The request of a turn that surely likes or refuses some of so many hits; None where it does not, where the grammar knows of it, or
    where they are the parts of a kit, and exchanged.

    Parameters:
        request: what the grammar made of the turn.
        text: the turn.
        context: the last request.
        many: how many hits are shown.
    """
    if not turn.reading.numbers:
        return None
    likes = turn.seems == "same"
    alike, gone, least = _judged(turn, request, text, many if likes else 0)  # not so "keep 2, and a clap"
    if not (alike or gone) or _stands(request, text, context, turn.reading.wish, least):
        return None
    if context.parts:
        exchanged = not _EXCHANGING.isdisjoint(text.casefold().split())
        return None if alike or exchanged else Request(intent="without", like_ranks=tuple(gone.values()))
    refused = request.like_ranks if request.intent == "without" else request.refused_ranks
    known = request.like_ranks if request.intent == "find" else ()
    lost = turn.does == "same" and request.intent == "find" and not {*context.classes} <= {*request.classes}
    lost = lost and not above(request.classes) & {*context.classes}  # "open ones like 2", behind hats
    contrary = not {*gone.values()}.isdisjoint(known)  # "not 4, 4 is awful"
    if {*gone.values()} <= {*refused} and {*alike.values()} <= {*known} and not (lost or contrary):
        return None
    names = {id for ids in turn.found.classes for id in ids} - {*context.classes}
    wanted = [turn.found.spans[at] for at in turn.in_role("wanted", WANTED, names)]
    changed = _asked_beside(turn, request, context, alike, gone, wanted)
    if changed.intent != "find" or _is_like(changed, context):
        changed = replace(context, k=changed.k)
    if "none" not in {POINTS[at] for at in turn.reading.points.argmax(axis=1)}:
        changed = replace(changed, k=context.k)
    # "3 has a voice in it, don't want that".
    barred = [id for at in turn.in_role("refused", REFUSED, names) for id in turn.found.classes[at]]
    changed = replace(changed, exclude=excluded_as((*changed.exclude, *barred), changed.classes))
    liked, others = (tuple(dict.fromkeys(some.values())) for some in (alike, gone))
    if liked:
        skip = context.skip
        return replace(changed, like=(), like_ranks=liked, refused_ranks=others, skip=skip, intent="find")
    if _is_like(changed, context):
        return None if wanted else Request(intent="without", like_ranks=others)
    return replace(changed, refused_ranks=others)


def _asked_beside(
    turn: Heard,
    request: Request,
    context: Request,
    alike: dict[Span, int],
    gone: dict[Span, int],
    wanted: Collection[Span],
) -> Request:
    """What a turn asks for beside the hits that it likes and refuses: what these complain of, other sounds, or what is said next to them."""
    ranks = {*request.like_ranks, *request.refused_ranks}
    asks = (request.qualities, request.tempo) != (context.qualities, context.tempo)
    complains = request.intent == "find" and asks and not alike
    if complains and ranks <= {*gone.values()} and request.classes == context.classes:
        return replace(request, like=context.like, like_ranks=(), refused_ranks=())  # "4 is too fast"
    same = turn.seems == "same"
    if not same and (other := _other(turn, request, context)):
        return other[0]
    changed = parse(_beside(turn.found.text, alike, gone, wanted), context)
    lost = not changed.classes or not {*changed.classes} <= {*context.classes}
    return context if same and lost else changed


def _judged(
    turn: Heard, request: Request, text: str, many: int
) -> tuple[dict[Span, int], dict[Span, int], float]:
    """The hits, of so many, that a turn likes, all that it refuses, and the probability of the least sure of these."""
    praised = ranks_spoken_of(text) if request.intent in ("more", "thanks") else ()
    liked = {*praised, *(request.like_ranks if request.intent == "find" else ())}
    alike, gone, least = dict[Span, int](), dict[Span, int](), 1.0
    for span, (point, probability) in turn.pointing().items():
        rank = turn.rank(span)
        if point == "gone" and (rank not in liked or probability >= CONTRARY):
            gone[span] = rank
        elif point == "alike" and rank <= many:
            alike[span] = rank
        else:
            continue
        least = min(least, probability)
    return alike, gone, least


def _stands(request: Request, text: str, context: Request, wish: float, least: float) -> bool:
    """Whether what the grammar made of a turn's numbers stands: where it is not sure that they are hits, a limit, a count that is told outright, a
    question; and talk, unless it surely asks for something."""
    sure = least >= SURE
    if request.intent == "thanks" and request.like_ranks:
        return True
    if request.intent in ("other", "thanks"):
        asks = "?" in text and not sure  # "is 1 better than 2?"
        return asks or wish < (WISHED if sure else WISH)
    counted = replace(request, k=context.k) == context and told_outright(Prompt.read(text))
    told_apart = _is_told_apart(request) or spared_ranks(Prompt.read(text))
    if (counted and least < CONTRARY) or told_apart or request.intent == "about":
        return True
    if sure and wish >= WISH:
        return False
    limits = (request.tempo, request.duration, request.key) != (context.tempo, context.duration, context.key)
    limits = limits or (bool(request.like_ranks) and request.beyond != context.beyond)  # "3 is too bright"
    return request.intent not in ("find", "more", "without") or (request.intent == "find" and limits)


def _is_told_apart(request: Request) -> bool:
    """Whether the grammar knows that some hits are liked, and others refused: "3 sucks, 1 is great"."""
    return bool(request.like_ranks) and not {*request.refused_ranks} <= {*request.like_ranks}


def _beside(text: str, liked: Collection[Span], gone: Collection[Span], wanted: Collection[Span]) -> str:
    """What is said beside the numbers of hits that are liked, and but for the clauses with those that are refused, up to a sound that is wanted, or
    to what others are to be like: "and give me claps", of "scrap 4 and give me claps"."""
    said, at = "", 0
    for end, sign in _clauses(text):
        last = max((after for start, after in gone if at <= start < end), default=0)
        if last and any(last <= start < end for start, _ in wanted):
            said += f"{text[last:end]} {sign} "
        elif last and (joint := _GOES_ON.search(text, last, end)):
            said += f"{text[joint.end() : end]} {sign} "  # "swap 2 for something drier"
        elif not last:
            begin = at
            for start, after in sorted(span for span in liked if at <= span[0] < end):
                said, begin = said + text[begin:start], after
            said += f"{text[begin:end]} {sign} "
        at = end + len(sign)
    return " ".join(said.split())


def _clauses(text: str) -> Iterable[tuple[int, str]]:
    """Where each clause of a text ends, and the sign or word behind it."""
    yield from ((sign.start(), sign[0]) for sign in _CLAUSE.finditer(text))
    yield len(text), ""


def taken(turn: Heard, request: Request, text: str, context: Request) -> tuple[Request, str, str]:
    """A turn as it is surely meant, what of its text tells that, and which of TURNS it does, where the grammar took it otherwise; "" elsewhere.

    Parameters:
        request: what the grammar made of the turn.
        text: the turn.
        context: the last request.
    """
    fresh = {*request.classes} - {*context.classes}
    does = turn.does
    if request.intent == "help" or (context.parts and does not in ("anew", "besides")):
        return request, text, ""  # the parts of a kit are changed one by one
    if does in ("anew", "instead", "besides") and (other := _other(turn, request, context)):
        return *other, does
    if does == "anew" and fresh:
        request = replace(request, like=(), like_ranks=())  # "love the last one. a clap now"
    if does == "besides" and not context.counted:
        does = ""  # "now a clap to go with it" is wanted alone, of sounds that are not counted
    if does == "same" and above(fresh) & {*context.classes}:
        does = ""  # "rhodes ones", behind keyboards
    world = bool(fresh) and fresh <= RECORDED and RECORDED.isdisjoint(context.classes) and context.classes
    wanted = turn.in_role("wanted", WANTED, fresh)
    if world and not wanted:
        does = "same"  # the bees of "too fast for bees in a meadow"
    elif does == "same" and wanted:
        does = ""  # of what it says of itself, both cannot be
    barred = turn.in_role("refused", REFUSED, fresh) if does == "same" else []
    least = 0.0 if world else PASSING
    gone = {*barred, *(turn.in_role("passing", least, fresh) if does == "same" else [])}
    if request.intent == "other" and does == "same" and turn.reading.wish >= WISH:
        gone = {*turn.in_role("passing", PASSING, {id for ids in turn.found.classes for id in ids})}
    elif request.intent != "find" or not (gone or (does and fresh)):
        return request, text, ""
    said = _without(turn.found, gone) if gone else text
    changed = parse(said, context, does=does)
    if changed.classes == request.classes or (request.intent == "other" and _is_like(changed, context)):
        return request, text, ""
    if gone and (changed.intent != "find" or _is_like(changed, context)):
        changed = context  # what is left tells nothing: "these have a ... somewhere, i can hear it"
    refused = tuple(id for at in barred for id in turn.found.classes[at] if id not in changed.classes)
    return replace(changed, exclude=tuple(dict.fromkeys((*changed.exclude, *refused)))), said, does


def _other(turn: Heard, request: Request, context: Request) -> tuple[Request, str] | None:
    """The request of a turn that surely asks for other sounds, and what of its text tells that; None where the grammar knows which."""
    every = {id for ids in turn.found.classes for id in ids}
    wanted = turn.in_role("wanted", WANTED, every)
    kinds = {LOOPED.get(id, id) for at in wanted for id in turn.found.classes[at]}
    barred = turn.in_role("refused", REFUSED, every)
    gone = {*barred, *turn.in_role("passing", PASSING, every)}
    asked = {LOOPED.get(id, id) for id in request.classes}
    misread = asked & {id for at in gone for id in turn.found.classes[at]} - kinds
    talk = request.intent == "other" and turn.reading.wish >= WISHED
    missed = request.intent == "find" and (misread or asked.isdisjoint(kinds))
    if not (wanted and kinds - {*context.classes}) or not (talk or missed):
        return None
    said = _without(turn.found, gone)
    does = "instead" if turn.does == "instead" else "anew"
    changed = parse(said, context, does=does)
    if changed.intent != "find" or {LOOPED.get(id, id) for id in changed.classes}.isdisjoint(kinds):
        names = " ".join(turn.found.text[slice(*turn.found.spans[at])] for at in wanted)
        changed = parse(names)
    refused = [id for at in barred for id in turn.found.classes[at] if id not in context.classes]
    return replace(changed, exclude=excluded_as((*changed.exclude, *refused), changed.classes)), said


def _is_like(request: Request, context: Request) -> bool:
    """Whether a request says no more than the last one did, but for words and a number."""
    return replace(request, text=context.text, skip=context.skip, k=context.k) == context


def _without(found: Named, gone: Collection[int]) -> str:
    """The words of a prompt without some of the sounds that it names."""
    text, at = "", 0
    for number, (start, end) in enumerate(found.spans):
        if number in gone:
            text, at = text + found.text[at:start], end
    return " ".join((text + found.text[at:]).split())


def remarked(turn: Heard, request: Request, context: Request) -> tuple[int, ...] | None:
    """The ranks of the hits that a turn surely only speaks of, or asks about, none if it speaks of none; None where it may ask for something.

    Parameters:
        request: what would be searched for.
        context: the last request.
    """
    if not (turn.found.spans or turn.reading.numbers):
        return None
    wanted = turn.reading.roles[:, ROLES.index("wanted")].max(initial=0) >= WANTED
    told = tuple(turn.rank(span) for span, (point, _) in turn.pointing().items() if point == "told")
    counts = request.intent == "count" and bool(told)  # "how many bars is 1"
    finds = request.intent == "other" or (request.intent == "find" and not _is_told_apart(request))
    if not (counts or finds) or turn.reading.wish >= REMARKED or wanted:
        return None
    same = replace(request, text=context.text, skip=context.skip)
    if told:  # "are 2 and 3 the same tempo?", not so "darker than 2"
        same = replace(same, k=context.k, like=context.like, like_ranks=context.like_ranks)
    asks = bool(told) and "?" in turn.found.text and not request.than  # "is there one that is longer than 2?"
    changed = any(getattr(request, name) != getattr(context, name) for name in MEASURED)
    surely = turn.reading.wish < SURELY and not changed
    return told if asks or counts or surely or request.intent == "other" or same == context else None
