"""From a prompt to a Request: what it says by itself, and what that makes of the request before it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from bot.prompts.context import constraints, references
from bot.prompts.language import slang
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.vocabulary import is_foreign, lexicon
from bot.prompts.measures import counts
from bot.prompts.requests import facts, questions, turns
from bot.prompts.requests.reading import read
from bot.prompts.sounds import complaints, faults
from bot.prompts.sounds.purposes import asks_beside
from bot.prompts.speech import address, corrections, reactions, talk, verdicts
from retrieval_core import approaches as registry
from retrieval_core.request import Request

#: Where another wish may begin behind what is said of a hit.
_NEXT, _CLAUSES = re.compile(r"[,.;!]\s+|\sbut\s+|\s(?=(?:now|next)\b)", re.IGNORECASE), 4

#: "I've been waiting for over 5 minutes" limits no sound.
_ME = frozenset("i i'm i've im ive we we're we've".split())


@lru_cache(maxsize=1)
def _approaches() -> tuple[str, ...]:
    return registry.names()


def ranks_spoken_of(text: str) -> tuple[int, ...]:
    """The ranks of the hits that are spoken of, in what asks for nothing.

    >>> ranks_spoken_of("the 3rd is sick"), ranks_spoken_of("1 and 4 slap")
    ((3,), (1, 4))
    """
    return reactions.ranks_spoken_of(Prompt.read(text))


def refuses(text: str, classes: Sequence[str]) -> bool:
    """Whether a turn says nothing but that the sounds of some classes that were shown are no good.

    >>> refuses("these suck", ["kick"]), refuses("more", ["kick"])
    (True, False)
    """
    prompt = Prompt.read(text)
    disliked = not {"like", "love", "want"}.isdisjoint(references.displeasure(prompt))
    return disliked or _refuses(prompt, classes) or reactions.take_reaction(prompt) == "refusal"


def _refuses(prompt: Prompt, classes: Sequence[str]) -> bool:
    return reactions.refuses(prompt) or complaints.tires(prompt, classes)


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
    if context and not context.parts and (liked := verdicts.liked_alone(Prompt.read(text))):
        return replace(context, like_ranks=liked, refused_ranks=(verdicts.OTHERS,), skip=())
    if context and not context.parts and (said := verdicts.verdict(text)):
        judged = replace(context, like_ranks=said.liked, refused_ranks=said.gone, skip=())
        alone = Request(intent="without" if said.gone else "thanks", like_ranks=said.gone or said.liked)
        return judged if said.liked and said.gone else alone
    if (parts := corrections.corrected(text)) and (request := _corrected(*parts, context, names)):
        return request
    if context is not None and (request := _behind_hits(text, context, names)):
        return request
    for asked in questions.counted(slang.in_english(text)):
        # "How many loops are there" is asked of the library, "how many of those are loops" of what was asked for.
        of = context if questions.points(text) else None
        request = _parsed(asked, of, names)
        if of and of.kind and not of.classes:  # "how many are drums", of loops
            request = replace(request, kind=request.kind or of.kind)
        if request.intent == "find" and replace(request, text="") != Request():
            return replace(request, intent="count")
    request = _parsed(text, context, names, does)
    behind = context is not None and not context.parts and request.intent in ("find", "other")
    said = verdicts.praised(text, talks=request.intent == "other") if behind else None
    return Request(intent="thanks", like_ranks=said.liked) if said else request


def _corrected(before: str, after: str, context: Request | None, names: Sequence[str]) -> Request | None:
    """The request of a prompt that corrects itself: what takes the place of something is a turn of its own."""
    if not before:
        return _parsed(after, context, names)
    first = parse(before, context, names)
    second = _parsed(after, first, names) if first.intent == "find" else first
    changes = second.intent == "find" and replace(second, text=first.text) != first
    return second if changes else None


def _behind_hits(text: str, context: Request, names: Sequence[str]) -> Request | None:
    """The request of a prompt that says something of hits before its wish: "not #3, something darker"; praise goes before another sound alone,
    "#3 is it. now a clap to go with it", as "#3 is great, but shorter" asks for more like that."""
    for end in islice(_NEXT.finditer(text), _CLAUSES):
        before = Prompt.read(text[: end.start()].replace("'s ", " is "))
        if lifted := constraints.allowed(before, context):  # "piano's fine, no arps"
            return _parsed(text[end.end() :], lifted, names)
        refused = reactions.refused_ranks(before)
        rest = text[end.end() :]
        if not (refused or reactions.told_of(before)) or reactions.refused_ranks(Prompt.read(text)):
            continue  # "not #3, it's a tom" asks for nothing
        request = _parsed(rest, context, names)
        other = bool(request.classes) and {*request.classes}.isdisjoint(context.classes)
        if request.intent in ("find", "more") and (other or refused):
            return replace(request, refused_ranks=refused)
    return None


def _earlier(prompt: Prompt, context: Request, names: Sequence[str]) -> Request | None:
    """The wish for sounds that were asked for before the last request, if a prompt is one: "back to the rhodes", "put the claps back"."""
    restored, returned = references.restores(prompt), references.returns(prompt)
    wish = _parsed(restored or returned, None, names) if restored or returned else Request()
    asked, last = {*wish.classes}, {*context.classes}
    plain = Request(text=wish.text, classes=wish.classes, kind=wish.kind, qualities=wish.qualities)
    if not (asked or restored) and (wish.qualities or wish.kind):
        return replace(plain, intent="back", text="")  # "back to the loud ones", "the brighter one was nicer"
    # "Kicks again" are more of them; "back to the kicks", of a kit, are those that there were before it.
    same = (asked == last and "back" in prompt.words) or references.goes_back_to(" ".join(prompt.words))
    if not asked or (asked <= last | {*context.exclude} and not same):
        return None
    return replace(wish, intent="back") if wish == plain else None


def _beside(prompt: Prompt, context: Request) -> Request | None:
    """What goes with the sounds that were asked for last, if a prompt asks that: "what do I need next?", "something to go with it"."""
    families = lexicon().taxonomy.coarse.keys()
    if (
        not context.classes
        or not asks_beside(prompt)
        or not families >= {id for m in prompt.mentions for id in m.meaning.classes}
    ):
        return None
    there = tuple(dict.fromkeys((*context.exclude, *context.classes)))
    return Request(k=context.k, classes=lexicon().taxonomy.beside(there), exclude=there)


def _of_answer(prompt: Prompt, context: Request, names: Sequence[str]) -> Request | None:
    """What a turn wants of the answer as a whole, or of one before it, where it says nothing else."""
    if references.goes_back(prompt):
        return Request(intent="back")
    if references.shows_again(prompt):
        return replace(context, intent="find")
    if found := constraints.allowed(prompt, context) or constraints.lifted(prompt, context):
        return found
    if found := _earlier(prompt, context, names):
        return found
    if ranks := reactions.spared_ranks(prompt):
        return replace(context, like_ranks=ranks, refused_ranks=(verdicts.OTHERS,), skip=())
    if ranks := reactions.refused_ranks(prompt):
        return Request(intent="without", like_ranks=ranks)
    if facts.asks_about_hits(prompt):
        return Request(intent="about", like_ranks=facts.ranks_asked(prompt))
    return None


def _parsed(text: str, context: Request | None, names: Sequence[str], does: str = "") -> Request:
    """The request of a prompt that says one thing."""
    prompt = Prompt.read(text)
    if context and (plain := faults.plainly(prompt)):
        prompt = Prompt.plain(plain)
    if (
        context
        and (dropped := references.drops(prompt, context.classes))
        and not reactions.refused_ranks(prompt)
    ):
        prompt = Prompt.plain(f"no {dropped}")
    if context and _refuses(prompt, context.classes):
        return replace(context, intent="more")
    if intent := talk.small_talk(prompt):
        return Request(intent=intent)
    if context and (turn := _beside(prompt, context) or _of_answer(prompt, context, names)):
        return turn
    if references.starts_over(prompt):
        return Request(intent="anew")
    if context and (remark := reactions.remark(prompt)):
        return Request(intent=remark)
    thanked = talk.drop_gratitude(prompt)
    if context and reactions.take_reaction(prompt) == "refusal":
        return replace(context, intent="more")
    answers = context is not None and prompt.taken[:1] == [True]
    if context and (others := reactions.disowned(prompt, context.classes)) is not None:
        return replace(context, intent="more", exclude=tuple(dict.fromkeys((*context.exclude, *others))))
    said = address.sentences(prompt)
    complained = complaints.take(prompt)
    counted = context is not None and counts.told_outright(prompt)
    parts = read(prompt, names, context)
    parts.does = does
    parts.qualities += complained or []
    constrained = parts.constrains and {*parts.classes} != {*context.classes} if context else parts.constrains
    counted = counted and parts.k is not None and not constrained
    if counted and not parts.classes:
        parts.text = ""
    # What changes the last request is said of its sounds, however it is put: "the length doesn't matter", "my beat is 82 bpm", "2 s is the minimum".
    bounded = parts.duration is not None and None in parts.duration and _ME.isdisjoint(prompt.words)
    moved = parts.tempo or parts.key or bounded or parts.released or parts.freed
    judged = answers and "none" in prompt.words and parts.qualities  # "none of these are dark"
    # So does what they are not enough, or too much: "they're not bright enough", "can they be less electronic".
    much = "enough" in prompt.words and any(quality.comparative for quality in parts.excluded.qualities)
    less = not {"less", "too"}.isdisjoint(prompt.words) and bool(parts.excluded.words)
    much = much or (less and not parts.classes)
    much = much or bool(parts.excluded.already)
    changes = does or judged or (context and (counted or parts.more or moved or much))
    measured = parts.constrains and not (parts.classes or parts.qualities)
    act = "asks" if complained is not None or parts.excluded.already else address.reading(said, measured)
    remarks = act == "remarks" and not changes
    chats = remarks or (talk.is_chat(prompt) and not changes)
    if context is not None and not chats and (turn := turns.elided(prompt, parts, context)):
        return turn
    if not thanked and talk.is_thanks(prompt, (parts.understood or parts.asks) and not remarks):
        return Request(intent="thanks")
    asks = act == "asks" or parts.asks
    if chats or (not (parts.understood or does) and talk.is_off_topic(prompt, asks, parts.text)):
        return Request(intent="other")
    if context is not None and (turn := turns.continued(prompt, parts, context)):
        return turn
    if parts.more and not parts.constrains and not parts.text:
        return Request(intent="more", k=parts.k or Request().k)
    request = turns.fresh(parts)
    # "Ouch" behind an answer is said of that, and is no sound.
    exclaims = context is not None and not parts.asks and request == Request(text=request.text)
    return Request(intent="other") if exclaims and is_foreign(request.text) else request
