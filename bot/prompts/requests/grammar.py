"""From a prompt to a Request: what it says by itself, and what that makes of the request before it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import Literal

from bot.prompts.context import constraints, references
from bot.prompts.language import slang
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.vocabulary import is_foreign, lexicon, says_nothing
from bot.prompts.measures import counts
from bot.prompts.requests import manners, questions, scales, turns
from bot.prompts.requests.merging import strangers
from bot.prompts.requests.reading import asks_for_sound, read
from bot.prompts.sounds import complaints
from bot.prompts.speech import address, corrections, reactions, talk
from retrieval_core import approaches as registry
from retrieval_core.qualities import bound
from retrieval_core.request import Request

_MOST = re.compile(r"est\b|\bmost\b", re.IGNORECASE)
#: In so many words at most is something said that is taken back.
_SLIP = 8
#: Where another wish may begin behind what is said of a hit.
_NEXT, _CLAUSES = re.compile(r"[,.;!]\s+|\s(?=(?:now|next)\b)", re.IGNORECASE), 4


@lru_cache(maxsize=1)
def _approaches() -> tuple[str, ...]:
    return registry.names()


def ranks_spoken_of(text: str) -> tuple[int, ...]:
    """The ranks of the hits that are spoken of, in what asks for nothing.

    >>> ranks_spoken_of("the 3rd is sick"), ranks_spoken_of("1 and 4 slap")
    ((3,), (1, 4))
    """
    return reactions.ranks_spoken_of(Prompt.read(text))


def compared(text: str) -> tuple[str, str, int] | None:
    """By what hits are compared where it is asked which has most of it: the word, its measure, and which end of that.

    >>> compared("which of these is the longest?"), compared("which has the most punch?"), compared("the longest kick")
    (('longest', 'length', 1), ('most punchy', 'attack', 1), None)
    """
    found = questions.compared(Prompt.read(text))
    return (found[0], found[1].measure, found[1].direction) if found else None


def contrasted(text: str) -> tuple[str, str, int, tuple[int, ...]] | None:
    """By what hits are compared where it is asked which of some has more of it: the word, its measure, which end of that, and their ranks.

    >>> contrasted("is 1 longer than 2?"), contrasted("whats lower, #1 or #3"), contrasted("longer than 2")
    (('longer', 'length', 1, (1, 2)), ('lower', 'register', -1, (1, 3)), None)
    """
    found = questions.contrasted(Prompt.read(text))
    return (found[0], found[1].measure, found[1].direction, found[2]) if found else None


def superlative(request: Request, text: str) -> Request:
    """A request for what has most of something, where a prompt asks for that among sounds that are told: "the shortest kick"."""
    if request.intent not in ("find", "count") or request.parts or request.like:
        return request
    if not _MOST.search(text):  # as nearly always, and then the prompt need not be read again
        return request if request.skip or not request.most else replace(request, most=None)
    word = questions.superlative(Prompt.read(text))
    rest = " ".join(said for said in request.text.split() if said != word)
    told = request.classes or request.kind or says_nothing(rest)
    if word in request.qualities and told and bound(word):
        return replace(request, most=word)
    return request if request.skip else replace(request, most=None)


def ranks_wondered_about(text: str) -> tuple[int, ...] | None:
    """The ranks of the hits of which something is asked that is understood no further, none for all; None where nothing is.

    >>> ranks_wondered_about("is 1 longer than 2?"), ranks_wondered_about("why is that?"), ranks_wondered_about("hm")
    ((1, 2), (), None)
    """
    return questions.wonders(Prompt.read(text))


def refuses(text: str, classes: Sequence[str]) -> bool:
    """Whether a turn says nothing but that the sounds of some classes that were shown are no good.

    >>> refuses("these suck", ["kick"]), refuses("more", ["kick"])
    (True, False)
    """
    prompt = Prompt.read(text)
    return (
        reactions.refuses(prompt)
        or complaints.tires(prompt, classes)
        or reactions.take_reaction(prompt) == "refusal"
    )


def parse(
    text: str,
    context: Request | None = None,
    approaches: Sequence[str] | None = None,
    does: str = "",
) -> Request:
    """Understand a prompt.

    Parameters:
        text: what a person wrote; anything at all is survived.
        context: the person's last request, which "darker", "more" or "like the second one" refer to.
        approaches: names that may be asked for; those of the registry if None.
        does: what the prompt surely does to the last request, of `retrieval_core.encoders.reader.TURNS`; "" where its words are to tell,
            as they do wherever it corrects itself or judges hits before it asks.

    >>> request = parse("three drum loops around 140, no hats")
    >>> request.k, request.classes, request.kind, request.tempo, request.exclude
    (3, ('drums',), 'loop', (135.0, 145.0), ('hihat',))
    """
    names = _approaches() if approaches is None else approaches
    if (parts := corrections.corrected(text)) and (request := _corrected(*parts, context, names)):
        return request
    if context is not None and (rest := corrections.opened(text)):
        changed = _parsed(rest, context, names, corrects="turn")
        if changed.intent == "find" and changed != context:
            return changed
    if context is not None and (request := _behind_hits(text, context, names)):
        return request
    for asked in questions.counted(slang.in_english(text)):
        alone = _parsed(asked, None, names)
        told = alone.intent == "find" and replace(alone, text="") != Request()
        # "How many loops are there" is asked of the library, "how many of those are loops" of what was asked for.
        request = alone if told and not questions.points(text) else _parsed(asked, context, names)
        if request.intent == "find" and replace(request, text="") != Request():
            return replace(request, intent="count")
    return _parsed(text, context, names, does=does)


def standing(text: str) -> str:
    """What is left of a prompt that corrects a few words of itself; in more of them, what goes may be told of what stays.

    >>> standing("I was going to ask for a celesta but no: church bells"), standing("bells, no celesta")
    ('church bells', 'bells, no celesta')
    >>> standing("toms, no. Hats, no. Just the kick")
    'toms, no. Hats, no. Just the kick'
    """
    parts = corrections.corrected(text)
    if parts is None or len(parts[0].split()) > _SLIP or "." in parts[0]:
        return text
    return parts[1] if _corrected(*parts, None, _approaches()) else text


def _corrected(before: str, after: str, context: Request | None, names: Sequence[str]) -> Request | None:
    """The request of a prompt that corrects itself: what takes the place of something is a turn of its own."""
    first = parse(before, context, names)
    if first.intent == "other":  # "I was going to ask for a 909 hat, but no: a 606 hat"
        later = _parsed(after, context, names)
        return later if later.intent == "find" and later.classes else None
    if first.intent != "find":
        return None
    second = _parsed(after, first, names, corrects="prompt")
    # "A trombone, no, a tuba" changes no more than the name.
    renames = not {*second.text.split()} <= {*first.text.split()} and _parsed(after, None, names).classes
    changes = replace(second, text=first.text) != first or renames
    return second if second.intent == "find" and changes else None


def _behind_hits(text: str, context: Request, names: Sequence[str]) -> Request | None:
    """The request of a prompt that says something of hits before its wish: "not #3, something darker"; praise goes before another sound alone,
    "#3 is it. now a clap to go with it", as "#3 is great, but shorter" asks for more like that."""
    for end in islice(_NEXT.finditer(text), _CLAUSES):
        before = Prompt.read(text[: end.start()])
        refused = reactions.refused_ranks(before)
        ranks = refused or reactions.told_of(before)
        if not ranks or reactions.refused_ranks(Prompt.read(text)):  # "not #3, it's a tom"
            continue
        rest = text[end.end() :]
        request = _parsed(rest, context, names)
        other = bool(request.classes) and {*request.classes}.isdisjoint(context.classes)
        likens = request.like_ranks or references.likens(rest)
        others = request.intent == "more" or references.wants_different(Prompt.read(rest))
        if refused and others and not likens:  # "2 sucks, something else"
            return replace(context, intent="more", k=request.k, refused_ranks=refused)
        if request.intent == "find" and not likens and (other or (refused and request != context)):
            same = tuple((name, rank or ranks[0]) for name, rank in request.same)
            return replace(request, same=same, refused_ranks=refused)
    return None


def _earlier(prompt: Prompt, context: Request, names: Sequence[str]) -> Request | None:
    """The wish for what was asked for before the last request, if a prompt is one: "back to the rhodes", "put the reverb back"."""
    if restored := references.restores(prompt):
        changed = _parsed(f"with {restored}", context, names)
        if changed.qualities not in ((), context.qualities) and changed.classes == context.classes:
            return changed
    if not (said := restored or references.returns(prompt)):
        return None
    wish = _parsed(said, None, names)
    if wish.classes and {*wish.classes} < {*context.classes}:
        return _parsed(f"just {said}", context, names)  # "back to the kicks", after kicks and snares
    asked = {*wish.classes}
    other = (
        not asked
        or (asked == {*context.classes} and "back" in prompt.words)  # "kicks again" are more
        or not asked <= {*context.classes, *context.exclude}
    )
    plain = replace(wish, classes=(), exclude=(), kind=None, qualities=(), text="") == Request()
    # "Back to the acoustic" names a sound, "back to work" does not.
    words = [] if wish.qualities else wish.text.split()
    known = (lexicon().meaning(word) or manners.completes(word, context) for word in words)
    named = bool(wish.classes) or (bool(words) and all(known))
    form = lexicon().meaning(wish.text)
    if form and form.kind and not asked and form.kind != context.kind:
        return Request(kind=form.kind, intent="back")  # "back to the single notes"
    return replace(wish, intent="back") if other and plain and named and wish.text else None


def _parsed(
    text: str,
    context: Request | None,
    names: Sequence[str],
    corrects: Literal["turn", "prompt"] | None = None,
    does: str = "",
) -> Request:
    """The request of a prompt; `corrects` says that it takes back part of the last turn, or of its own beginning."""
    prompt = Prompt.read(text)
    if context and (plain := scales.eased(prompt, context) or complaints.mild(prompt)):
        prompt = Prompt.plain(plain)
    if (
        context
        and (dropped := references.drops(prompt, context.classes))
        and not reactions.refused_ranks(prompt)
    ):
        prompt = Prompt.plain(f"no {dropped}")
    if context and (reactions.refuses(prompt) or complaints.tires(prompt, context.classes)):
        return replace(context, intent="more")
    if intent := talk.small_talk(prompt):
        return Request(intent=intent)
    if context and context.refused and references.returns_hits(prompt):
        skip = tuple(id for id in context.skip if id not in context.refused)
        return replace(context, refused=(), skip=skip, intent="find")
    if context and references.goes_back(prompt):
        return Request(intent="back")
    if context and references.shows_again(prompt):
        return replace(context, intent="find")
    if context and (lifted := constraints.allowed(prompt, context)):
        return lifted
    if context and (wish := _earlier(prompt, context, names)):
        return wish
    if context and references.wants_both(prompt):
        return Request(intent="both")
    if references.starts_over(prompt):
        return Request(intent="anew")
    if context and (ranks := reactions.refused_ranks(prompt)):
        return Request(intent="without", like_ranks=ranks)
    if context and questions.asks_about_hits(prompt):
        return Request(intent="about", like_ranks=questions.ranks_asked(prompt))
    if context and (remark := reactions.remark(prompt)):
        return Request(intent=remark)
    thanked = talk.drop_gratitude(prompt)
    reaction = reactions.take_reaction(prompt) if context else None
    answers = context is not None and bool(prompt.words) and prompt.taken[0]
    if context and reaction == "refusal":
        return replace(context, intent="more")
    if context and (others := reactions.disowned(prompt, context.classes)) is not None:
        return replace(context, intent="more", exclude=tuple(dict.fromkeys((*context.exclude, *others))))
    said = address.sentences(prompt)
    asks_people = any(map(address.asks_people, said))  # "help with my mix, the bass is boomy"
    complained = None if asks_people else complaints.take(prompt)
    outright = context is not None and counts.told_outright(prompt)
    parts = read(prompt, names, context)
    parts.does = does
    measures = {quality.measure for quality in parts.qualities}
    parts.qualities += [quality for quality in complained or [] if quality.measure not in measures]
    # "Wait, now I need a piano" asks for something else.
    parts.corrects = (
        reaction == "correction" or corrects == "prompt" or (corrects == "turn" and not parts.asks)
    )
    measured = parts.constrains and not (parts.classes or parts.qualities)
    act = "asks" if complained is not None else address.reading(said, measured)
    counted = outright and parts.k is not None and not parts.constrains
    if counted and strangers(prompt, parts):
        parts.text = ""
    # What changes the last request is said of its sounds, however it is put: "the length doesn't matter", "my beat is 82 bpm".
    goes_with = measured and bool(parts.tempo or parts.key) and "?" not in prompt.words
    changes_last = context is not None and (
        (answers and parts.understood)
        or bool(counted or goes_with or parts.freed or parts.released or parts.more)
        or not {*parts.excluded.classes}.isdisjoint(context.classes)  # "the crash is unnecessary", of a kit
    )
    remarks = act == "remarks" and not (changes_last or does)
    chats = remarks or (talk.is_chat(prompt) and not (changes_last or does))
    if context is not None and not chats and (turn := turns.elided(prompt, parts, context)):
        return turn
    if not thanked and talk.is_thanks(prompt, (parts.understood or parts.asks) and not remarks):
        return Request(intent="thanks")
    if chats or (
        not (parts.understood or does)
        and talk.is_off_topic(prompt, act == "asks" or asks_for_sound(prompt, parts), parts.text)
    ):
        return Request(intent="other")
    if context is not None and (turn := turns.continued(prompt, parts, context)):
        return turn
    if parts.more and not parts.constrains and not parts.text:
        return Request(intent="more", k=parts.k or Request().k)
    request = turns.fresh(parts)
    # "Ouch" behind an answer is said of that, and is no sound.
    exclaims = context is not None and not parts.asks and request == Request(text=request.text)
    exclaims = exclaims and (address.WISHES | address.MORE).isdisjoint(prompt.words)
    return Request(intent="other") if exclaims and is_foreign(request.text) else request
